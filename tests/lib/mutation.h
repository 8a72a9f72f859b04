/* mutation - one valid plan, copied and corrupted: what mutation_test.c and its kinds share.
 *
 * A trial owns a copy of the input and of the plan, so that one solve serves many trials. */
#ifndef OXY_TESTS_MUTATION_H
#define OXY_TESTS_MUTATION_H

#include "lib/province.h"

struct trial {
	struct province *p;
	struct planner_plan *plan; /* arrays have room for MUTATION_SPARE more rows */
	struct arena *arena;
	struct rng rng;
};

enum { MUTATION_SPARE = 4 };

/* A way to corrupt. True when something was changed; false: this plan has nothing of the kind. */
struct mutation {
	const char *name;
	bool (*corrupt)(struct trial *t);
	uint64_t
	    first; /* the violations that may come first, as bits; by argument about the kind */
};

#define ON(id) (UINT64_C(1) << PLANNER_BAD_##id)

/* What a truck's day and all that follows from it may break. */
#define SHIFT                                                                               \
	(ON(OVERLAP) | ON(DUTY_LENGTH) | ON(DRIVER_HOURS) | ON(DRIVER_WEEK) | ON(DRIVER_BREAK) | ON(KEPT))
#define REPLAY                                                                               \
	(ON(SUPPLY) | ON(STATION_FULL) | ON(STATION_EMPTIES) | ON(SITE_EMPTIES) | ON(SWAP) | \
	    ON(TANK_OVERFULL) | ON(UNMET_WRONG) | ON(FIXED_BROKEN) | ON(KEPT))

extern const struct mutation MUTATION_PLANS[], MUTATION_LIMITS[];
extern const int N_MUTATION_PLANS, N_MUTATION_LIMITS;

/* ---- picking -------------------------------------------------------------------------------- */

static inline int
trial_below(struct trial *t, int n)
{
	return (int)rng_below(&t->rng, (uint32_t)n);
}

static inline int
trial_sign(struct trial *t)
{
	return trial_below(t, 2) ? 1 : -1;
}

static inline struct planner_vehicle *
trial_truck(struct trial *t, const struct planner_route *r)
{
	return &t->p->vehicles[r->vehicle];
}

static inline struct planner_route *
trial_any_route(struct trial *t, int least_stops)
{
	int n = t->plan->n_routes, from = n ? trial_below(t, n) : 0;

	for (int i = 0; i < n; i++)
		if (t->plan->routes[(from + i) % n].n_stops >= least_stops)
			return &t->plan->routes[(from + i) % n];
	return NULL;
}

static inline struct planner_stop *
trial_any_stop(struct trial *t, struct planner_route **ret)
{
	struct planner_route *r = trial_any_route(t, 1);

	*ret = r;
	return r ? &r->stops[trial_below(t, r->n_stops)] : NULL;
}

static inline int
trial_other_need(struct trial *t, int need, bool same_product)
{
	int n = t->p->in.n_needs, from = trial_below(t, n);

	for (int i = 0; i < n; i++) {
		int k = (from + i) % n;
		if (k != need &&
		    (t->p->needs[k].product == t->p->needs[need].product) == same_product)
			return k;
	}
	return PLANNER_NONE;
}

/* ---- restating ------------------------------------------------------------------------------ */

static inline void
trial_restate_route(struct planner_route *r)
{
	r->load_g = r->load_full = 0;
	for (int i = 0; i < r->n_stops; i++) {
		r->load_g += r->stops[i].quantity_g;
		r->load_full += r->stops[i].full;
	}
}

static inline int
trial_trips_before(const struct planner_plan *p, const struct planner_route *r)
{
	int n = 0;

	for (int i = 0; i < p->n_routes; i++)
		n += p->routes[i].vehicle == r->vehicle && p->routes[i].day == r->day &&
		     p->routes[i].leave_min < r->leave_min;
	return n;
}

/* Loads, trip numbers and sums agree with the rows again. */
static inline bool
trial_restate(struct trial *t)
{
	struct planner_plan *p = t->plan;
	struct planner_totals s = { .demand_g = p->totals.demand_g,
		.vented_g = p->totals.vented_g,
		.trips = p->n_routes,
		.lines = p->n_lines };

	for (int i = 0; i < p->n_routes; i++) {
		struct planner_route *r = &p->routes[i];
		trial_restate_route(r);
		r->trip = trial_trips_before(p, r);
		s.delivered_g += r->load_g;
		s.distance_m += r->distance_m;
		s.drive_min += r->drive_min;
		s.stops += r->n_stops;
	}
	for (int i = 0; i < p->n_lines; i++)
		s.delivered_g += p->lines[i].quantity_g;
	for (int i = 0; i < p->n_unmet; i++) {
		s.unmet_g += p->unmet[i].grams;
		s.unmet_critical_g += p->unmet[i].critical_g;
	}
	p->totals = s;
	return true;
}

#endif
