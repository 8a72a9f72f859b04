/* flow - exact minimum-cost flow in integers, by the primal network simplex.
 *
 * One struct flow is one network. Solve it, read flows, potentials and the total; then, for
 * pre-emptive goals, freeze what the solved costs decide and solve again with the next costs: the
 * basis stays, so that every level after the first starts warm.
 *
 *     struct flow *f = planner_flow_new(&net);
 *     if (planner_flow_solve(f) == FLOW_OPTIMAL)
 *             ... planner_flow_on(f, arc) ...
 *     planner_flow_free(f);
 *
 * Method: Ahuja, Magnanti and Orlin, "Network Flows" (1993), chapter 11: strongly feasible
 * spanning tree (no cycling), block pricing, the tree kept as parent, thread, reverse thread,
 * subtree size and last node of the subtree. Deterministic. Pure; one thread a struct. */
#ifndef OXY_PLANNER_FLOW_H
#define OXY_PLANNER_FLOW_H

#include "base/attr.h"

#include <stdint.h>

#define FLOW_UNLIMITED INT64_MAX

struct flow_arc {
	int32_t from, to;     /* 0..n_nodes - 1; loops and parallel arcs are fine */
	int64_t lower, upper; /* 0 <= lower <= upper; upper may be FLOW_UNLIMITED */
	int64_t cost;
};

struct flow_net {
	int32_t n_nodes, n_arcs;
	const struct flow_arc *arcs;
	const int64_t
	    *supply; /* by node, negative for demand; must add up to zero to be feasible */
};

enum flow_status {
	FLOW_OPTIMAL,
	FLOW_INFEASIBLE,
	FLOW_UNBOUNDED, /* feasible, and the cost has no lower end */
	FLOW_OVERFLOW,  /* figures too large for exact 64-bit work; nothing was decided */
};

struct flow;

/* Copies the network. NULL never: FLOW_OVERFLOW is told by planner_flow_solve. */
struct flow *planner_flow_new(const struct flow_net *net) NODISCARD;
void planner_flow_free(struct flow *f); /* NULL is fine */

enum flow_status planner_flow_solve(struct flow *f);

/* After FLOW_OPTIMAL. */
int64_t planner_flow_on(const struct flow *f, int32_t arc);
int64_t planner_flow_potential(const struct flow *f, int32_t node);
__int128 planner_flow_total(const struct flow *f); /* sum of flow times current cost */
int64_t planner_flow_pivots(const struct flow *f); /* since planner_flow_new */

/* cost + potential(from) - potential(to): 0 inside the tree, negative only at capacity, positive
 * only at the lower bound. Its size is what one unit more of capacity there would save. */
int64_t planner_flow_reduced_cost(const struct flow *f, int32_t arc);

/* Fix every arc of non-zero reduced cost where it is: later solves keep this level's optimum. */
void planner_flow_freeze(struct flow *f);

/* New costs, one an arc, for the next planner_flow_solve. The flow at hand stays the starting
 * point. */
void planner_flow_set_costs(struct flow *f, const int64_t *cost);

#endif
