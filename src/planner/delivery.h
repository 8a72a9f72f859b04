/* delivery - the delivery-plan operator: on which days to bring one customer how much, at least
 * cost.
 *
 * Everybody else's plan stands still. Each day offers options (a trip that could take one more
 * stop): a detour that costs `cost`, and `room`, what still fits there; each unit above it costs
 * `toll`. A unit left at the close of a day costs that day's `keep`, which may be negative (what
 * stays with the supplier costs too). Use that would take the level below `least` is firm, or goes
 * without at the price `lost` a unit; it does not come back later. Found are days, options and
 * quantities of least total cost, exactly: dynamic programming backwards over the days on functions
 * of the opening level that are piecewise linear, so that the work does not grow with quantities.
 *
 * Method: Zhao, Archetti, Pham, Vidal (2025), "Hybrid genetic search for inventory routing",
 * operator DS. Amounts in any whole unit, costs in any whole unit; the caller keeps
 * days * (costs + level * (keep + toll) + use * lost) below 2^62. Pure; one work space a thread. */
#ifndef OXY_PLANNER_DELIVERY_H
#define OXY_PLANNER_DELIVERY_H

#include "base/attr.h"

#include <stdbool.h>
#include <stdint.h>

#define DELIVERY_FIRM (-1) /* as toll or as lost: not at any price */

enum { DELIVERY_NONE = -1 };

struct delivery_option {
	int64_t cost;
	int64_t room; /* 0 or more */
};

struct delivery_day {
	int64_t use;       /* taken after the delivery */
	int64_t least;     /* at the close */
	int64_t most;      /* after the delivery */
	int64_t most_left; /* at the close; INT64_MAX when nothing but `most` limits */
	int64_t keep;      /* cost of a unit at the close */
	int64_t lost;      /* cost of a unit of use that is not there, or DELIVERY_FIRM */
	int32_t n_options;
	const struct delivery_option *options;
};

struct delivery_case {
	int32_t n_days;
	int64_t start; /* level before day 0 */
	int64_t toll;  /* a unit above an option's room, or DELIVERY_FIRM */
	const struct delivery_day *days;
};

struct delivery_choice {
	int32_t option; /* of its day, or DELIVERY_NONE */
	int64_t quantity;
};

struct delivery_work;
struct delivery_work *planner_delivery_work_new(int32_t n_days) NODISCARD;
void planner_delivery_work_free(struct delivery_work *w); /* NULL is fine */

/* False when no plan keeps all limits. Otherwise ret_choice[day] and the total cost. */
bool planner_delivery_best(struct delivery_work *w, const struct delivery_case *c,
    struct delivery_choice *ret_choice, int64_t *ret_cost);

#endif
