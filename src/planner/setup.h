/* setup - one solve's workspace: the input checked and indexed, and what the stages hand on.
 *
 * Internal to planner/. Times inside are minutes since midnight of day 0 ("absolute"), so that one
 * axis orders everything; a route's own members are minutes of its day. */
#ifndef OXY_PLANNER_SETUP_H
#define OXY_PLANNER_SETUP_H

#include "base/vec.h"
#include "planner/planner.h"

/* A delivery that stage 2 has placed: a stop of a trip, or a line whose transport is not ours. */
struct visit {
	int right, supplier, source, need, day;
	int trip;               /* in trips, or PLANNER_NONE for a line */
	int arrive, depart;     /* absolute */
	int64_t cap_g, lower_g; /* what the truck's time and load allow; what a pin asks for */
	int64_t quantity_g;
	int full, empties;
	int fixed;
	int next; /* another visit of the same need, or PLANNER_NONE */
	int kept;    /* in the input's kept trips, or PLANNER_NONE */
	int64_t kept_g, hold_g; /* as published (cap_g may be more); what is held for it from anything new */
};

struct trip {
	int vehicle, supplier, day, seq;
	int leave, load_at, depart, back; /* absolute */
	int drive_min;
	int64_t distance_m;
	int kept;       /* in the input's, or PLANNER_NONE */
	VEC(int) stops; /* visits in order */
};

/* When a vehicle has other things to do: a committed delivery, or a trip that is kept. */
struct busy {
	int from, to; /* absolute */
	bool duty;    /* of a kept trip, which counts for the driver's day */
};

struct order_fail {
	enum planner_reason reason;
	int vehicle;
	bool set;
};

struct work {
	const struct planner_input *in;
	const struct planner_config *cfg;
	struct arena *arena; /* of the caller: the plan and everything smaller */
	int days, places;
	const int32_t *distance;
	int *source_of;   /* [supplier * n_products + product] */
	int *bulk_of;     /* [supplier]: its source of bulk */
	int *right_start; /* [need .. need + 1]: positions in right_list, nearest first */
	int *right_list;
	int64_t *made_g; /* [source * days + day] after the medical share */
	bool *excluded;  /* [right * days + day] */
	int *reach;      /* [right * days + day]: earliest unloading, absolute, or PLANNER_NONE */
	uint8_t *reach_why; /* the same: the enum planner_reason why there is none */
	int *busy_start;    /* [vehicle * days + day .. + 1]: positions in busy */
	struct busy *busy;
	int *wheel_min;     /* the same places: what its driver may drive before any trip is planned */
	bool *published; /* [right * days + day]: a line of the plan in force */
	int *kept_slots; /* [supplier * days + day]: loadings of kept trips */
	VEC(struct visit) visits;
	VEC(struct trip) trips;
	int *first_visit;           /* [need] */
	struct planner_fill *fills; /* [source * days + day] */
	struct order_fail *fail;    /* [need * days + day]: why a wanted visit was not placed */
	int64_t pivots, vented_g;
	int iterations;
};

/* Check the input and index it. ERR_INVALID with faults at "/vehicles/3/speed_kmh". */
err_t planner_setup(
    const struct planner_input *in, struct arena *a, struct work *ret_w, struct faults *f);
void planner_setup_free(struct work *w);

/* Absolute first minute of a day inside the horizon, and its end. */
int planner_setup_day_from(const struct work *w, int day);
int planner_setup_day_to(const struct work *w, int day);

/* The part of a day's total that has run by `at` (absolute), rounded down. */
int64_t planner_setup_part(const struct work *w, int64_t total, int day, int at);

/* When a second visit of the day makes sense, absolute: the site cannot hold a day's demand, it was filled at `arrive`, and half of
 * it is used again before the trucks' evening. PLANNER_NONE otherwise. */
int planner_setup_second(const struct work *w, int need, int day, int arrive);

int32_t planner_setup_road_m(const struct work *w, int supplier, int facility);

/* Whether the right may be used that day: inside its days and not excluded (vehicles aside). */
bool planner_setup_may_fill(const struct work *w, int right, int day);

/* Whether a coordinator said what the right's supplier brings that day: such visits are not the planner's to move. */
bool planner_setup_is_set_or_pin(const struct work *w, int right, int day);

/* Whether an EXCLUDE forbids this vehicle there that day. */
bool planner_setup_vehicle_excluded(
    const struct work *w, int vehicle, int supplier, int need, int day);

/* The receiving hours of a facility, absolute on a day. */
void planner_setup_window(const struct work *w, int facility, int day, int *ret_from, int *ret_to);

/* The vehicle can carry the need's product to its door that day, its hours aside. */
bool planner_setup_vehicle_fits(const struct work *w, int vehicle, int supplier, int need, int day,
    enum planner_reason *ret_why);

/* No road between two places that day. */
bool planner_setup_closed(const struct work *w, int a, int b, int day);

/* Kilometres that policy puts on using a right that day beyond its road: for an emergency only, or off a published line (ten times on the
 * first day). */
int64_t planner_setup_policy_km(const struct work *w, int right, int day);

/* The right of a supplier to fill a need, or PLANNER_NONE. */
int planner_setup_right(const struct work *w, int supplier, int need);

/* The source that a supplier fills a need from, or a right does; PLANNER_NONE when it has none. */
int planner_setup_source(const struct work *w, int supplier, int need);
int planner_setup_source_of(const struct work *w, int right);

/* What a vehicle can unload in the minutes of a stop that was timed for g grams. At most its capacity; no more than g where a pin, set,
 * loan or kept stop needs room too. */
int64_t planner_setup_unload_cap(const struct work *w, int vehicle, int need, int64_t g, int minutes);

/* Add a visit; its place in w->visits. */
int planner_setup_add_visit(struct work *w, struct visit v);

/* Empty of fills, visits and trips again, but for those of kept trips. */
void planner_setup_reset(struct work *w);

#endif
