/* record - what happened in a run, hour by hour, for those who look at it afterwards.
 *
 * run.c shows it the world and the desk after each hour; a NULL record takes no time. Stock is kept
 * in kilograms, since people look at it; what was unmet in grams, so that it adds up to the result
 * exactly. Hours and minutes count from midnight of day 0. Owned by whoever made it; the scenario
 * must outlive it. One thread. */
#ifndef OXY_SIMULATE_RECORD_H
#define OXY_SIMULATE_RECORD_H

#include "simulate/desk.h"

struct planner_plan;

/* What was lacking at a site in an hour in which it had too little; the first that is true. */
enum simulate_lack {
	SIMULATE_LACK_ON_ROAD, /* a truck is on its way there */
	SIMULATE_LACK_GOODS,   /* no supplier that sells its kind has a stop's worth of gas or full
				  bottles */
	SIMULATE_LACK_TRUCK,   /* where there are goods, every truck is away or out of order */
	SIMULATE_LACK_DUTY,    /* a truck stands there, but its driver's hours do not let it go */
	SIMULATE_LACK_ORDER,   /* goods and a truck were there, and nobody sent them */
	SIMULATE_LACKS
};
const char *simulate_record_lack_code(enum simulate_lack l); /* "on_road" */

struct simulate_record_unmet {
	int site, hour;
	int64_t ward_g, crit_g;
};

struct simulate_record_drop {
	int site, minute;
	int64_t g;
};

struct simulate_record_note {
	int site, heard_hour; /* when the desk had it */
	struct simulate_note note;
};

/* What a plan expected to be missing; the last plan of each day stays. */
struct simulate_record_bound {
	int day, site, reason; /* made on day; enum planner_reason */
	int64_t g;             /* over the days of the plan */
};

struct simulate_record {
	const struct simulate_scenario *s;
	int hours;              /* seen so far */
	int32_t *stock_kg;      /* [site * all hours + hour], at its end, without the heel */
	int32_t *gas_kg, *full; /* [supplier * all hours + hour] */
	double *lack_ph; /* [lack * days + day], patient-hours as in the headline: critical ones
			    count crit_weight times */
	VEC(struct simulate_record_unmet) unmet; /* by hour, then site */
	VEC(struct simulate_record_drop) drops;
	VEC(struct simulate_record_note) notes;
	VEC(struct simulate_record_bound) bound; /* by day */
	VEC(struct simulate_tour)
	trips; /* by the hour in which they left; given_g is not filled in */
	/* up to where everything was seen */
	struct simulate_record_unmet *sum; /* [site] */
	size_t *n_drops, *n_notes;         /* [site] */
	int *left;                         /* [truck], its last departure; -1 */
};

struct simulate_record *simulate_record_new(const struct simulate_scenario *s) NODISCARD;
void simulate_record_free(struct simulate_record *r); /* NULL is fine */

/* Forget what was seen: another run begins. NULL is fine, also below. */
void simulate_record_clear(struct simulate_record *r);

/* After each hour. */
void simulate_record_hour(
    struct simulate_record *r, const struct simulate_world *w, const struct simulate_desk *d);

/* After each plan; its facilities are the scenario's sites. */
void simulate_record_plan(
    struct simulate_record *r, const struct simulate_world *w, const struct planner_plan *plan);

#endif
