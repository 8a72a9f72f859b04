/* search - routes for an instance: the best that a budget buys. Pure.
 *
 * The same instance, seed and number of iterations give the same routes. With a clock the search is
 * anytime: it asks `spent` every few dozen microseconds and ends when that reaches 1. */
#ifndef OXY_PLANNER_SEARCH_H
#define OXY_PLANNER_SEARCH_H

#include "planner/vrplib.h"

struct search_budget {
	uint64_t seed;
	int64_t iterations;        /* when spent is NULL */
	double (*spent)(void *of); /* the share of the budget that is gone, 0 to 1 */
	void *of;
};

struct search_result {
	int64_t iterations;
	int32_t left_out; /* customers that no vehicle could take; 0 in a valid solution */
};

/* Adds "Route #k: ..." lines and "Cost C" to out. */
struct search_result planner_search(
    const struct vrplib *v, const struct search_budget *budget, struct str *out);

#endif
