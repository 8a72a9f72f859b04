/* route - stage 2: one day's trips. Internal to planner/.
 *
 * Regret-2 insertion over all vehicles of a supplier, then ruin and recreate (improve.h) while the budget
 * lasts. A vehicle's day is a row of trips with reloads between; each change re-times the whole
 * day, so that windows, duty, hours at the wheel, other appointments and load hold at every step.
 */
#ifndef OXY_PLANNER_ROUTE_H
#define OXY_PLANNER_ROUTE_H

#include "planner/setup.h"

/* In the order of their claims. DRY: without a visit today nothing is left when the next day's is likely to come. URGENT: nothing when it
 * comes late, or less than the margin for a bad day. */
enum order_class { ORDER_PINNED, ORDER_DRY, ORDER_URGENT, ORDER_NORMAL };

/* A wish for one visit. */
struct order {
	enum order_class class;
	int right, supplier, source, need;
	int vehicle; /* a pin's, or PLANNER_NONE */
	int fixed;
	int dry_at;              /* absolute; later arrivals cost */
	int not_before;          /* absolute; 0 = any time of the day */
	int64_t want_g, least_g; /* as much as makes sense; less is not worth a stop */
	int64_t most_g;          /* what there is room for on the site and on a truck */
	int64_t lower_g;         /* a pin's */
	int64_t placed_g;        /* out: 0 = not placed */
	enum planner_reason why; /* out, when not placed */
	int why_vehicle;         /* out: the vehicle that came nearest, or PLANNER_NONE */
};

/* Route a day's orders; adds trips and visits to the work. gas_g: what its loads may take of each source in all (load.h). */
void planner_route_day(struct work *w, int day, struct order *orders, int n, const int64_t *gas_g);

#endif
