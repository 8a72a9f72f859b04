/* roadef_search - shifts for an instance of the challenge: the best that a budget buys. Pure.
 *
 * Ruin and recreate under annealing: stops and shifts are taken out, tanks that would fall below
 * their safety level are served again in the order in which they do, trailers with something left
 * call on others, and the whole plan is stocked anew. Made small is cost less quantity times the
 * best ratio so far (Dinkelbach's way with fractions), so the ratio falls with every better plan.
 *
 * The same instance, seed and number of iterations give the same plan; with a clock it is anytime.
 */
#ifndef OXY_PLANNER_ROADEF_SEARCH_H
#define OXY_PLANNER_ROADEF_SEARCH_H

#include "planner/roadef.h"
#include "planner/search.h"

struct roadef_result {
	int64_t iterations;
	int32_t gaps;          /* tanks that fall below their safety level; 0 in a valid plan */
	double cost, quantity; /* in the units of the file */
};

/* Adds the challenge's output file to out. */
struct roadef_result planner_roadef_search(
    const struct roadef *v, const struct search_budget *budget, struct str *out);

#endif
