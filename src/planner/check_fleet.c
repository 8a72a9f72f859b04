/* check_fleet - the judge's look at what trucks, loading places and filling lines do in a day.
 *
 * Like check.c it shares no function with the solver. */
#include "planner/check.h"

static bool
is_bulk_of(const struct judge *j, int source, int supplier)
{
	const struct planner_source *s = &j->in->sources[source];

	return s->supplier == supplier && !j->in->products[s->product].bottles;
}

bool
planner_check_fleet_fill(struct judge *j, int i)
{
	const struct planner_fill *f = &j->plan->fills[i];

	j->v.fill = i;
	REQUIRE(j, is_inside(f->source, j->in->n_sources), INDEX, j->in->n_sources, f->source);
	REQUIRE(j, is_inside(f->day, j->in->days), DAY, j->in->days, f->day);
	const struct planner_source *s = &j->in->sources[f->source];
	const struct planner_product *p = &j->in->products[s->product];
	int same = 0, tanks = 0, most = j->in->suppliers[s->supplier].filling_bottles_per_day;
	int64_t bottles = 0;
	j->v.supplier = s->supplier;
	j->v.day = f->day;
	for (int k = 0; k < j->plan->n_fills; k++) {
		const struct planner_fill *o = &j->plan->fills[k];
		if (!is_inside(o->source, j->in->n_sources) || o->day != f->day)
			continue;
		same += o->source == f->source;
		bottles += j->in->sources[o->source].supplier == s->supplier ? o->bottles : 0;
	}
	REQUIRE(j, f->bottles > 0 && same == 1, QUANTITY, 1, f->bottles > 0 ? same : f->bottles);
	for (int k = 0; k < j->in->n_sources; k++)
		tanks += is_bulk_of(j, k, s->supplier);
	REQUIRE(j, p->bottles && (!f->from_bulk_g || (s->fills_from_bulk && tanks)), PRODUCT, 0,
	    f->from_bulk_g);
	for (int k = 0; f->from_bulk_g && k < j->in->n_sources; k++)
		if (is_bulk_of(j, k, s->supplier))
			REQUIRE(j, j->in->sources[k].grade >= s->grade, GRADE, s->grade,
			    j->in->sources[k].grade);
	REQUIRE(j, f->from_bulk_g >= 0 && f->from_bulk_g <= f->bottles * p->bottle_g, WHOLE_BOTTLES,
	    f->bottles * p->bottle_g, f->from_bulk_g);
	REQUIRE(j, most < 0 || bottles <= most, FILLING_SLOTS, most, bottles);
	j->v.fill = j->v.supplier = j->v.day = PLANNER_NONE;
	return true;
}

/* Two spans of minutes, each on its own day, have nothing in common. */
static bool
apart(int day, int from, int to, int other_day, int other_from, int other_to)
{
	int64_t a = (int64_t)day * DAY, b = (int64_t)other_day * DAY;

	return a + to <= b + other_from || a + from >= b + other_to;
}

static bool
judge_overlap(struct judge *j, int i)
{
	const struct planner_route *r = &j->plan->routes[i];

	j->v.route = i;
	for (int k = 0; k < j->plan->n_routes; k++) {
		const struct planner_route *o = &j->plan->routes[k];
		if (k != i && o->vehicle == r->vehicle)
			REQUIRE(j,
			    apart(r->day, r->leave_min, r->return_min, o->day, o->leave_min,
				o->return_min),
			    OVERLAP, o->leave_min, r->return_min);
	}
	for (int k = 0; k < j->in->n_fixed; k++) {
		const struct planner_fixed *x = &j->in->fixed[k];
		if (x->kind != PLANNER_COMMITTED || x->vehicle != r->vehicle ||
		    x->busy_to_min <= x->busy_from_min)
			continue;
		j->v.fixed = k;
		REQUIRE(j,
		    apart(r->day, r->leave_min, r->return_min, x->day, x->busy_from_min,
			x->busy_to_min),
		    OVERLAP, x->busy_to_min, r->leave_min);
	}
	j->v.route = j->v.fixed = PLANNER_NONE;
	return true;
}

/* Trips are numbered as they leave. */
static bool
judge_number(struct judge *j, int i)
{
	const struct planner_route *r = &j->plan->routes[i];
	int before = 0;

	for (int k = 0; k < j->plan->n_routes; k++) {
		const struct planner_route *o = &j->plan->routes[k];
		before +=
		    o->vehicle == r->vehicle && o->day == r->day && o->leave_min < r->leave_min;
	}
	j->v.route = i;
	REQUIRE(j, r->trip == before, INDEX, before, r->trip);
	j->v.route = PLANNER_NONE;
	return true;
}

bool
planner_check_fleet_day(struct judge *j, int vehicle, int day)
{
	const struct planner_vehicle *v = &j->in->vehicles[vehicle];
	int64_t first = INT32_MAX, last = 0, driven = 0;

	j->v.vehicle = vehicle;
	j->v.day = day;
	for (int i = 0; i < j->plan->n_routes; i++) {
		const struct planner_route *r = &j->plan->routes[i];
		if (r->vehicle != vehicle || r->day != day)
			continue;
		first = r->leave_min < first ? r->leave_min : first;
		last = r->return_min > last ? r->return_min : last;
		driven += r->drive_min;
	}
	REQUIRE(j, v->duty_max_min <= 0 || last - first <= v->duty_max_min, DUTY_LENGTH,
	    v->duty_max_min, last - first);
	REQUIRE(j, v->drive_max_min <= 0 || driven <= v->drive_max_min, DRIVER_HOURS,
	    v->drive_max_min, driven);
	for (int i = 0; i < j->plan->n_routes; i++) {
		const struct planner_route *r = &j->plan->routes[i];
		if (r->vehicle == vehicle && r->day == day &&
		    (!judge_overlap(j, i) || !judge_number(j, i)))
			return false;
	}
	j->v.vehicle = j->v.day = PLANNER_NONE;
	return true;
}

bool
planner_check_fleet_slots(struct judge *j, int supplier, int day)
{
	int most = j->in->suppliers[supplier].loading_slots_per_day, n = 0;

	j->v.supplier = supplier;
	j->v.day = day;
	for (int i = 0; i < j->in->n_fixed; i++) {
		const struct planner_fixed *x = &j->in->fixed[i];
		n += x->kind == PLANNER_COMMITTED && !x->loaded && x->supplier == supplier &&
		     x->day == day;
	}
	for (int i = 0; i < j->plan->n_routes; i++) {
		const struct planner_route *r = &j->plan->routes[i];
		if (r->supplier != supplier || r->day != day)
			continue;
		n++;
		j->v.route = i;
		REQUIRE(j, most < 0 || n <= most, LOADING_SLOTS, most, n);
	}
	j->v.supplier = j->v.day = j->v.route = PLANNER_NONE;
	return true;
}
