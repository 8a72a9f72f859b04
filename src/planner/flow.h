/* flow - exact minimum-cost flow in integers, by the primal network simplex.
 *
 * One struct flow is one network. Solve it, read flows, potentials and the total. Then change
 * supplies, bounds or costs and solve again: the basis stays and the solve starts warm. For
 * pre-emptive goals, freeze what the solved costs decide and solve with the next costs.
 *
 *     struct flow *f = planner_flow_new(&net);
 *     if (planner_flow_solve(f) == FLOW_OPTIMAL)
 *             ... planner_flow_on(f, arc) ...
 *     planner_flow_free(f);
 *
 * Method: Ahuja, Magnanti and Orlin, "Network Flows" (1993), chapter 11: strongly feasible
 * spanning tree (no cycling); Kiraly and Kovacs, "Efficient implementations of minimum-cost flow
 * algorithms" (2012): block search, the tree in preorder; many pivots to a pricing (flow_price.c).
 * Deterministic. Pure; one thread a struct. */
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

/* ---- The next planner_flow_solve, from the basis at hand. Not after FLOW_OVERFLOW. ---- */

/* Fix every arc of non-zero reduced cost where it is: later solves keep this level's optimum, until
 * supplies or bounds change. After FLOW_OPTIMAL. */
void planner_flow_freeze(struct flow *f);

/* New costs, one an arc. The flow at hand stays the starting point. */
void planner_flow_set_costs(struct flow *f, const int64_t *cost);

/* New supplies, one a node; new bounds of one arc, as in struct flow_arc. What was frozen is free
 * again. Where the old tree cannot carry the new masses, it is mended with artificial arcs. */
void planner_flow_set_supply(struct flow *f, const int64_t *supply);
void planner_flow_set_bounds(struct flow *f, int32_t arc, int64_t lower, int64_t upper);

/* Several goals by true pre-emption: cost[k] speaks only where all before it are indifferent.
 * ret_total[k] is the optimum of level k; the flow at hand is the last level's. Not OPTIMAL: of
 * the level at which it stopped, and nothing is written for that one. */
enum flow_status planner_flow_levels(
    struct flow *f, const int64_t *const *cost, int levels, __int128 *ret_total);

#endif
