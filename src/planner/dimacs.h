/* dimacs - the DIMACS form of a minimum-cost-flow problem and of its solution, in memory.
 *
 * "c" comment, "p min NODES ARCS", "n NODE SUPPLY", "a FROM TO LOWER UPPER COST"; nodes count from
 * 1. An upper bound below the lower one means unlimited (CONTRACT.md section 4). */
#ifndef OXY_PLANNER_DIMACS_H
#define OXY_PLANNER_DIMACS_H

#include "base/fault.h"
#include "base/mem.h"
#include "base/str.h"
#include "planner/flow.h"

#include <stdbool.h>
#include <stddef.h>

/* Arrays are in the arena. Faults (INVALID) point at "line N". A node has one n line. */
err_t planner_dimacs_read(
    const char *text, size_t len, struct arena *a, struct flow_net *ret_net, struct faults *f);

/* A solution file: "s COST", then an "f FROM TO FLOW" for each arc in order. */
void planner_dimacs_write(const struct flow_net *net, const struct flow *solved, struct str *out);

/* Judge a solution text without solving: bounds, balance at every node, and the stated cost;
 * parallel arcs are told apart by order, so every arc must have its line. Not that it is the
 * cheapest. */
bool planner_dimacs_check(
    const struct flow_net *net, const char *text, size_t len, struct str *why);

/* A 128-bit number in decimal; buf holds at least 41 bytes. */
char *planner_dimacs_i128(__int128 value, char buf[48]);

#endif
