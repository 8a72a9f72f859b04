/* mutation - the ways to corrupt a plan, and what each may be refused for.
 *
 * Corruptions of the plan are silent where they can be: sums, loads and trip numbers are restated,
 * so that not bookkeeping but the rule itself must see them. Where a rule can only be broken
 * against a limit, the limit is moved to a step below what the plan does: it is then the plan of a
 * larger truck, a longer day. */
#include "lib/mutation.h"

#include <string.h>

/* ---- quantity ------------------------------------------------------------------------------- */

static bool
quantity_misstated(struct trial *t)
{
	struct planner_route *r;
	struct planner_stop *s = trial_any_stop(t, &r);

	if (!s)
		return false;
	s->quantity_g += trial_sign(t) * (1 + (int64_t)rng_below(&t->rng, 3000000));
	return true;
}

static bool
quantity_changed(struct trial *t)
{
	struct planner_route *r;
	struct planner_stop *s = trial_any_stop(t, &r);

	if (!s)
		return false;
	if (s->full) {
		int n = trial_sign(t) * (1 + trial_below(t, 12));
		s->full += n;
		s->empties_back += trial_below(t, 2) ? n : 0;
		s->quantity_g += n * (int64_t)PROVINCE_BOTTLE_G;
	} else {
		s->quantity_g += trial_sign(t) * (1 + (int64_t)rng_below(&t->rng, 4000000));
	}
	return trial_restate(t);
}

/* The site's wishes are what they are: a truck twice as large brings more than the tank can hold.
 */
static bool
tank_overfilled(struct trial *t)
{
	struct planner_route *r;
	struct planner_stop *s = trial_any_stop(t, &r);

	if (!s)
		return false;
	struct planner_need *n = &t->p->needs[s->need];
	struct planner_vehicle *v = trial_truck(t, r);
	int extra = (int)(n->capacity_g / PROVINCE_BOTTLE_G) + 1;
	v->capacity_g += n->capacity_g;
	v->capacity_bottles += 2 * extra;
	v->unload_min_per_unit = 0;
	for (int i = 0; i < t->p->in.n_sources; i++) {
		t->p->sources[i].stock_g += n->capacity_g;
		t->p->sources[i].storage_g += n->capacity_g;
		t->p->sources[i].bottles_full += extra;
	}
	if (s->full) {
		s->full += extra;
		s->empties_back += extra;
		n->empties += extra;
	}
	s->quantity_g += s->full ? extra * (int64_t)PROVINCE_BOTTLE_G : n->capacity_g;
	return trial_restate(t);
}

static bool
line_quantity(struct trial *t)
{
	if (!t->plan->n_lines)
		return false;
	struct planner_line *l = &t->plan->lines[trial_below(t, t->plan->n_lines)];
	int n = trial_sign(t) * (1 + trial_below(t, 6));
	l->full += l->full ? n : 0;
	l->quantity_g += n * (int64_t)(l->full ? PROVINCE_BOTTLE_G : 1 + trial_below(t, 900000));
	return trial_restate(t);
}

/* ---- order and time ------------------------------------------------------------------------- */

static void
swap_stops(struct planner_stop *a, struct planner_stop *b)
{
	struct planner_stop x = *a;

	*a = *b;
	*b = x;
}

static bool
order_with_times(struct trial *t)
{
	struct planner_route *r = trial_any_route(t, 2);

	if (!r)
		return false;
	int i = trial_below(t, r->n_stops - 1);
	swap_stops(&r->stops[i], &r->stops[i + 1 + trial_below(t, r->n_stops - 1 - i)]);
	return true;
}

static bool
order_in_given_times(struct trial *t)
{
	struct planner_route *r = trial_any_route(t, 2);

	if (!r)
		return false;
	int i = trial_below(t, r->n_stops - 1);
	struct planner_stop *a = &r->stops[i],
			    *b = &r->stops[i + 1 + trial_below(t, r->n_stops - 1 - i)];
	struct planner_stop was_a = *a, was_b = *b;
	*a = was_b;
	*b = was_a;
	a->arrive_min = was_a.arrive_min;
	a->depart_min = was_a.depart_min;
	b->arrive_min = was_b.arrive_min;
	b->depart_min = was_b.depart_min;
	return true;
}

static bool
stop_time(struct trial *t)
{
	struct planner_route *r;
	struct planner_stop *s = trial_any_stop(t, &r);

	if (!s)
		return false;
	*(trial_below(t, 2) ? &s->arrive_min : &s->depart_min) +=
	    trial_sign(t) * (1 + trial_below(t, 60));
	return true;
}

static bool
start_time(struct trial *t)
{
	struct planner_route *r = trial_any_route(t, 1);

	if (!r)
		return false;
	int *at[] = { &r->leave_min, &r->load_at_min, &r->depart_min };
	*at[trial_below(t, 3)] += trial_sign(t) * (1 + trial_below(t, 90));
	return trial_restate(t);
}

static bool
home_time(struct trial *t)
{
	struct planner_route *r = trial_any_route(t, 1);

	if (!r)
		return false;
	r->return_min += trial_sign(t) * (1 + trial_below(t, 120));
	return true;
}

static void
shift_route(struct planner_route *r, int by)
{
	r->leave_min += by;
	r->load_at_min += by;
	r->depart_min += by;
	r->return_min += by;
	for (int i = 0; i < r->n_stops; i++) {
		r->stops[i].arrive_min += by;
		r->stops[i].depart_min += by;
	}
}

/* The whole trip, before its truck's day or after it. */
static bool
out_of_duty(struct trial *t)
{
	struct planner_route *r = trial_any_route(t, 1);

	if (!r)
		return false;
	const struct planner_vehicle *v = trial_truck(t, r);
	int early = v->duty_from_min - r->leave_min - 1, late = v->duty_to_min - r->return_min + 1;
	shift_route(r, trial_below(t, 2) ? early : late);
	return trial_restate(t);
}

/* ---- truck, product, site, day -------------------------------------------------------------- */

static bool
another_truck(struct trial *t)
{
	struct planner_route *r = trial_any_route(t, 1);
	int v = trial_below(t, t->p->in.n_vehicles);

	if (!r || v == r->vehicle)
		return false;
	r->vehicle = v;
	return trial_restate(t);
}

static bool
twin_trip(struct trial *t)
{
	struct planner_route *r = trial_any_route(t, 1);

	if (!r)
		return false;
	t->plan->routes[t->plan->n_routes++] = *r;
	return trial_restate(t);
}

static bool
stop_elsewhere(struct trial *t, bool same_product)
{
	struct planner_route *r;
	struct planner_stop *s = trial_any_stop(t, &r);
	int need = s ? trial_other_need(t, s->need, same_product) : PLANNER_NONE;

	if (need < 0)
		return false;
	s->need = need;
	s->facility = t->p->needs[need].facility;
	return true;
}

static bool
another_product(struct trial *t)
{
	return stop_elsewhere(t, false);
}

static bool
another_site(struct trial *t)
{
	return stop_elsewhere(t, true);
}

static bool
another_day(struct trial *t)
{
	int by = trial_sign(t) * (1 + trial_below(t, 3));

	if (t->plan->n_lines && trial_below(t, 3) == 0) {
		t->plan->lines[trial_below(t, t->plan->n_lines)].day += by;
		return true;
	}
	struct planner_route *r = trial_any_route(t, 1);
	if (!r)
		return false;
	r->day += by;
	return trial_restate(t);
}

/* ---- stock, bottles, lines of the station -----------------------------------------------------
 */

/* A trip is struck out: somebody's stock runs below what the plan says. */
static bool
trip_struck_out(struct trial *t)
{
	struct planner_route *r = trial_any_route(t, 1);

	if (!r)
		return false;
	struct planner_route *end = t->plan->routes + --t->plan->n_routes;
	memmove(r, r + 1, (size_t)(end - r) * sizeof *r);
	return trial_restate(t);
}

/* What is in the station's tanks and on its ramp at the start is gone. */
static bool
stock_gone(struct trial *t)
{
	struct planner_source *s = &t->p->sources[trial_below(t, t->p->in.n_sources)];

	*s = (struct planner_source){ .supplier = s->supplier,
		.product = s->product,
		.grade = s->grade,
		.storage_g = s->storage_g,
		.bottles_empty = s->bottles_empty,
		.fills_from_bulk = s->fills_from_bulk };
	return true;
}

static bool
filling(struct trial *t)
{
	if (!t->plan->n_fills)
		return false;
	struct planner_fill *f = &t->plan->fills[trial_below(t, t->plan->n_fills)];
	int n = 1 + trial_below(t, 40);
	switch (trial_below(t, 6)) {
	case 0:
		f->bottles += n;
		break;
	case 1:
		f->bottles -= n;
		break;
	case 2:
		f->from_bulk_g = f->bottles * (int64_t)PROVINCE_BOTTLE_G + n;
		break;
	case 3:
		t->plan->fills[t->plan->n_fills++] = *f;
		break;
	case 4:
		f->day += trial_sign(t);
		break;
	default:
		f->from_bulk_g -= n;
		break;
	}
	return true;
}

static bool
empties(struct trial *t)
{
	struct planner_route *r;
	struct planner_stop *s = trial_any_stop(t, &r);

	if (!s)
		return false;
	s->empties_back += trial_sign(t) * (1 + trial_below(t, 20));
	return true;
}

/* From some leg on, all is earlier by a break. */
static bool
break_removed(struct trial *t)
{
	struct planner_route *r = trial_any_route(t, 1);
	int from = r ? trial_below(t, r->n_stops + 1) : 0;

	if (!r)
		return false;
	int rest = t->p->in.driving[r->day].break_min;
	for (int i = from; i < r->n_stops; i++) {
		r->stops[i].arrive_min -= rest;
		r->stops[i].depart_min -= rest;
	}
	r->return_min -= rest;
	return true;
}

/* ---- the table --------------------------------------------------------------------------------
 */

const struct mutation MUTATION_PLANS[] = {
	{ "quantity_misstated", quantity_misstated,
	    ON(QUANTITY) | ON(WHOLE_BOTTLES) | ON(TRUCK_CAPACITY) | ON(LOAD) },
	{ "quantity_changed", quantity_changed,
	    ON(QUANTITY) | ON(WHOLE_BOTTLES) | ON(TRUCK_CAPACITY) | ON(SERVICE_TIME) | REPLAY },
	{ "tank_overfilled", tank_overfilled, ON(TANK_OVERFULL) },
	{ "line_quantity", line_quantity,
	    ON(QUANTITY) | ON(WHOLE_BOTTLES) | (REPLAY & ~ON(STATION_EMPTIES)) },
	{ "order_with_times", order_with_times,
	    ON(TRUCK_CAPACITY) | ON(TRAVEL_TIME) | ON(DRIVER_BREAK) },
	{ "break_removed", break_removed,
	    ON(WINDOW) | ON(TRAVEL_TIME) | ON(DRIVER_BREAK) | ON(KEPT) | REPLAY },
	{ "order_in_given_times", order_in_given_times,
	    ON(WINDOW) | ON(TRUCK_CAPACITY) | ON(TRAVEL_TIME) | ON(SERVICE_TIME) | ON(DISTANCE) |
		ON(DRIVER_BREAK) | REPLAY },
	{ "stop_time", stop_time,
	    ON(WINDOW) | ON(TRAVEL_TIME) | ON(SERVICE_TIME) | ON(DRIVER_BREAK) | REPLAY },
	{ "start_time", start_time,
	    ON(DAY) | ON(DUTY_WINDOW) | ON(LEAD_TIME) | ON(TRAVEL_TIME) | ON(SERVICE_TIME) | SHIFT |
		ON(SUPPLY) | ON(STATION_FULL) },
	{ "home_time", home_time, ON(TRAVEL_TIME) | ON(DUTY_WINDOW) | SHIFT | ON(STATION_EMPTIES) },
	{ "out_of_duty", out_of_duty, ON(DAY) | ON(WINDOW) | ON(DUTY_WINDOW) | ON(LEAD_TIME) },
	{ "another_truck", another_truck,
	    ON(MODE) | ON(PRODUCT) | ON(OUT_OF_SERVICE) | ON(EXCLUDED) | ON(ACCESS) |
		ON(TRUCK_CAPACITY) | ON(TRAVEL_TIME) | ON(SERVICE_TIME) | ON(DISTANCE) |
		ON(DUTY_WINDOW) | SHIFT | ON(FIXED_BROKEN) },
	{ "twin_trip", twin_trip, ON(OVERLAP) | ON(DRIVER_HOURS) | ON(DRIVER_WEEK) },
	{ "another_product", another_product, ON(PRODUCT) },
	{ "another_site", another_site,
	    ON(FILL_RIGHT) | ON(EXCLUDED) | ON(ACCESS) | ON(WINDOW) | ON(TRAVEL_TIME) |
		ON(DISTANCE) | REPLAY },
	{ "another_day", another_day,
	    ON(DAY) | ON(FILL_RIGHT) | ON(EXCLUDED) | ON(OUT_OF_SERVICE) | ON(LEAD_TIME) | SHIFT |
		ON(LOADING_SLOTS) | REPLAY },
	{ "trip_struck_out", trip_struck_out,
	    ON(STATION_EMPTIES) | ON(UNMET_WRONG) | ON(FIXED_BROKEN) | ON(KEPT) },
	{ "stock_gone", stock_gone, ON(SUPPLY) | ON(STATION_FULL) },
	{ "filling", filling,
	    ON(DAY) | ON(QUANTITY) | ON(PRODUCT) | ON(GRADE) | ON(WHOLE_BOTTLES) |
		ON(FILLING_SLOTS) | ON(STATION_EMPTIES) | ON(SUPPLY) | ON(STATION_FULL) },
	{ "empties", empties,
	    ON(WHOLE_BOTTLES) | ON(TRUCK_CAPACITY) | ON(STATION_EMPTIES) | ON(SITE_EMPTIES) |
		ON(SWAP) },
};

const int N_MUTATION_PLANS = sizeof MUTATION_PLANS / sizeof *MUTATION_PLANS;
