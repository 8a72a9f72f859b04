/* timing - a vehicle's day as a row of trips, timed and priced. Internal to planner/.
 *
 * What is minimised is metres plus lateness: each minute that a site is dry before its truck comes
 * weighs as much as TIMING_LATE_M metres, summed over the day's stops. */
#ifndef OXY_PLANNER_TIMING_H
#define OXY_PLANNER_TIMING_H

#include "planner/route.h"

enum { STOPS_MAX = 24, TRIPS_MAX = 8, TIMING_LATE_M = 400 };

struct stop_plan {
	int order;
	int64_t g;
	int arrive, depart;
};

struct trip_plan {
	int supplier, n;
	struct stop_plan stop[STOPS_MAX];
	int leave, load_at, depart, back, drive_min;
	int64_t distance_m, late_m;
	bool closed; /* over a road that is closed that day */
};

struct day_plan {
	int vehicle, n;
	int ready, until; /* absolute: what it does on the days before and after leaves it free */
	int wheel_min;    /* what its driver may still drive that day */
	int64_t cost; /* metres and lateness */
	struct trip_plan trip[TRIPS_MAX];
};

/* Where an order would go, and for how much more. */
struct place {
	int64_t cost, g;
	int trip, at, supplier; /* where it is loaded */
	bool opens;             /* a new trip, before `trip` */
	enum planner_reason why;
};

struct day {
	struct work *w;
	int day, n_orders, most_orders, n_plans;
	struct order *orders;
	struct day_plan *plans;
	struct place *places; /* [order * n_plans + plan] */
	int *loadings;        /* [supplier] */
	int *right_at;        /* [order * n_suppliers + supplier]: see load.h */
	int64_t mean_g[2];    /* of an order: bulk, bottles; at least 1 */
	int64_t *gas_g;       /* [source]: what loads may still take */
	int *at_plan;         /* [order]: where it is, or PLANNER_NONE */
};

const struct planner_vehicle *planner_timing_vehicle(const struct day *s, const struct day_plan *p);
int planner_timing_facility(const struct day *s, int order);
int64_t planner_timing_bottle_g(const struct day *s, int order); /* 0 for bulk */

/* Stop i of a trip is the one before it, with more of the same: one stop of the plan. */
bool planner_timing_goes_on(const struct day *s, const struct trip_plan *t, int i);

/* Time every trip and price the day; false, with the reason, when it cannot be driven. */
bool planner_timing_day(const struct day *s, struct day_plan *p, enum planner_reason *why);

/* What the trips before one come to: `leave` of the first, `back` of the last (p->ready when there is none). */
struct timing_before {
	int leave, back, drive_min;
	int64_t cost;
};

/* Of a day that is timed: ret[i] is what comes before trip i, for 0 to p->n. */
void planner_timing_before(const struct day_plan *p, struct timing_before ret[TRIPS_MAX + 1]);

/* The same as planner_timing_day when only trips from `first` on have changed; `before` is what comes before it. */
bool planner_timing_from(const struct day *s, struct day_plan *p, int first, const struct timing_before *before, enum planner_reason *why);

/* Copy a day's plan, its trips as far as there are any. */
void planner_timing_copy(struct day_plan *to, const struct day_plan *from);

#endif
