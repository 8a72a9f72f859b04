/* irp_search - visits, quantities and routes together: the best plan that a budget buys. Pure.
 *
 * The same instance, seed and number of iterations give the same plan. With a clock the search is
 * anytime: it asks `spent` every few hundred microseconds and ends when that reaches 1. */
#ifndef OXY_PLANNER_IRP_SEARCH_H
#define OXY_PLANNER_IRP_SEARCH_H

#include "planner/irp.h"
#include "planner/search.h"

#include <stdbool.h>

struct irp_result {
	bool found; /* a plan within all limits; else nothing was written */
	int64_t iterations;
	int64_t cost; /* millionths */
};

/* Adds days, routes and the four costs to out, as irp_check.h says; processor and seconds are the
 * caller's to add. */
struct irp_result planner_irp_search(
    const struct irp *v, const struct search_budget *budget, struct str *out);

#endif
