/* check - the judge: replay a whole plan, trusting nothing that it says about itself.
 *
 * The judge (this file, check_fleet.c, check_stock.c) shares no function with the solver, not even
 * distances: a mistake made in both places would have to be made twice (tests/lint/judge.sh). It is
 * slow and plain on purpose. The rules are those of doc/planner.md; each has one name in
 * PLANNER_VIOLATION_MAP.
 *
 * Order: every route and stop, lines, fills; then vehicles, suppliers, needs by the minute; then
 * promises and totals. The first violation ends the replay. */
#include "planner/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *code, *text;
} VIOLATION[] = {
#define X(id, code, text) { code, text },
	PLANNER_VIOLATION_MAP(X)
#undef X
};

/* Sums of what passes stay far inside 64 bits. */
#define MASS_MOST INT64_C(1000000000000000)

/* ---- geometry and time, once more ------------------------------------------------------------ */

static struct planner_place
place_at(const struct planner_input *in, int i)
{
	return i < in->n_suppliers ? in->suppliers[i].place
				   : in->facilities[i - in->n_suppliers].place;
}

static int64_t
metres(const struct planner_input *in, int i, int j)
{
	const struct planner_config *c = in->config ? in->config : planner_config_default();

	if (in->distance_m)
		return in->distance_m[(int64_t)i * (in->n_suppliers + in->n_facilities) + j];
	if (i == j)
		return 0;
	struct planner_place a = place_at(in, i < j ? j : i), b = place_at(in, i < j ? i : j);
	const double rad = 3.14159265358979323846 / 180;
	double y = sin((b.lat - a.lat) * rad / 2), x = sin((b.lon - a.lon) * rad / 2);
	double h = y * y + cos(a.lat * rad) * cos(b.lat * rad) * x * x;
	return llround(2 * 6371008.8 * asin(sqrt(h > 1 ? 1 : h)) * c->road_factor_pct / 100);
}

static int64_t
minutes(int64_t m, int kmh)
{
	return (m * 60 + kmh * INT64_C(1000) - 1) / (kmh * INT64_C(1000));
}

int64_t
planner_check_minutes(const struct judge *j, int from, int to, int kmh)
{
	return minutes(metres(j->in, from, to), kmh);
}

/* ---- what may go where -------------------------------------------------------------------------
 */

static bool
has_right(const struct judge *j, int supplier, int need, int day)
{
	for (int i = 0; i < j->in->n_rights; i++) {
		const struct planner_right *r = &j->in->rights[i];
		if (r->supplier == supplier && r->need == need && r->day_from <= day &&
		    day <= r->day_to)
			return true;
	}
	return false;
}

static bool
is_excluded(const struct judge *j, int supplier, int vehicle, int need, int day)
{
	for (int i = 0; i < j->in->n_fixed; i++) {
		const struct planner_fixed *x = &j->in->fixed[i];
		if (x->kind != PLANNER_EXCLUDE)
			continue;
		bool same =
		    (x->supplier == PLANNER_NONE || x->supplier == supplier) &&
		    (x->vehicle == PLANNER_NONE || x->vehicle == vehicle) &&
		    (x->need == PLANNER_NONE || x->need == need) &&
		    (x->facility == PLANNER_NONE || x->facility == j->in->needs[need].facility) &&
		    (x->day == PLANNER_NONE || x->day == day);
		if (same)
			return true;
	}
	return false;
}

static int
find_source(const struct judge *j, int supplier, int product)
{
	for (int i = 0; i < j->in->n_sources; i++)
		if (j->in->sources[i].supplier == supplier && j->in->sources[i].product == product)
			return i;
	return PLANNER_NONE;
}

static bool
is_inside_or_none(int i, int n)
{
	return i == PLANNER_NONE || is_inside(i, n);
}

/* What holds for a stop and for a line alike. */
static bool
judge_delivery(
    struct judge *j, int supplier, int vehicle, int need, int day, int64_t g, int full, int empties)
{
	const struct planner_need *n = &j->in->needs[need];
	const struct planner_facility *f = &j->in->facilities[n->facility];
	const struct planner_vehicle *v = vehicle >= 0 ? &j->in->vehicles[vehicle] : NULL;
	bool bottles = j->in->products[n->product].bottles;
	int64_t each = j->in->products[n->product].bottle_g;
	int source = find_source(j, supplier, n->product);

	j->v.supplier = supplier;
	j->v.vehicle = vehicle;
	j->v.need = need;
	j->v.day = day;
	REQUIRE(j, g > 0 && g <= MASS_MOST, QUANTITY, 1, g);
	REQUIRE(j, source >= 0, PRODUCT, n->product, PLANNER_NONE);
	REQUIRE(j, !v || v->bottles == bottles, PRODUCT, bottles, !bottles);
	REQUIRE(j, j->in->sources[source].grade >= n->min_grade, GRADE, n->min_grade,
	    j->in->sources[source].grade);
	REQUIRE(j, has_right(j, supplier, need, day), FILL_RIGHT, 1, 0);
	REQUIRE(j, !is_excluded(j, supplier, vehicle, need, day), EXCLUDED, 0, 1);
	REQUIRE(j, !v || f->access_max_kg <= 0 || v->size_kg <= f->access_max_kg, ACCESS,
	    f->access_max_kg, v->size_kg);
	if (bottles)
		REQUIRE(
		    j, full > 0 && empties >= 0 && g == full * each, WHOLE_BOTTLES, full * each, g);
	else
		REQUIRE(j, full == 0 && empties == 0, WHOLE_BOTTLES, 0, (int64_t)full + empties);
	return true;
}

/* ---- routes
 * --------------------------------------------------------------------------------------- */

static bool
judge_indices(struct judge *j, const struct planner_route *r)
{
	REQUIRE(j, is_inside(r->vehicle, j->in->n_vehicles), INDEX, j->in->n_vehicles, r->vehicle);
	REQUIRE(
	    j, is_inside(r->supplier, j->in->n_suppliers), INDEX, j->in->n_suppliers, r->supplier);
	REQUIRE(j, is_inside(r->day, j->in->days), DAY, j->in->days, r->day);
	REQUIRE(j, r->n_stops > 0, QUANTITY, 1, r->n_stops);
	for (int i = 0; i < r->n_stops; i++) {
		j->v.stop = i;
		REQUIRE(j, is_inside(r->stops[i].need, j->in->n_needs), INDEX, j->in->n_needs,
		    r->stops[i].need);
		REQUIRE(j, r->stops[i].facility == j->in->needs[r->stops[i].need].facility, INDEX,
		    j->in->needs[r->stops[i].need].facility, r->stops[i].facility);
		REQUIRE(j, is_inside_or_none(r->stops[i].fixed, j->in->n_fixed), INDEX,
		    j->in->n_fixed, r->stops[i].fixed);
	}
	j->v.stop = PLANNER_NONE;
	return true;
}

static bool
judge_stop(struct judge *j, const struct planner_route *r, const struct planner_stop *s)
{
	const struct planner_facility *f = &j->in->facilities[s->facility];

	if (!judge_delivery(j, r->supplier, r->vehicle, s->need, r->day, s->quantity_g, s->full,
		s->empties_back))
		return false;
	if (f->receives_to_min > f->receives_from_min) {
		REQUIRE(j, s->arrive_min >= f->receives_from_min, WINDOW, f->receives_from_min,
		    s->arrive_min);
		REQUIRE(j, s->arrive_min <= f->receives_to_min, WINDOW, f->receives_to_min,
		    s->arrive_min);
	} else {
		REQUIRE(j, s->arrive_min >= 0 && s->arrive_min < DAY, WINDOW, DAY, s->arrive_min);
	}
	return true;
}

/* Everything on the truck at every point: full ones that are left, and empties taken on. */
static bool
judge_load(struct judge *j, const struct planner_route *r)
{
	const struct planner_vehicle *v = &j->in->vehicles[r->vehicle];
	int64_t g = 0, full = 0, most = v->bottles ? v->capacity_bottles : v->capacity_g;

	for (int i = 0; i < r->n_stops; i++) {
		g += r->stops[i].quantity_g;
		full += r->stops[i].full;
	}
	REQUIRE(j, (v->bottles ? full : g) <= most, TRUCK_CAPACITY, most, v->bottles ? full : g);
	REQUIRE(j, g == r->load_g, LOAD, g, r->load_g);
	REQUIRE(j, full == r->load_full, LOAD, full, r->load_full);
	for (int i = 0; v->bottles && i < r->n_stops; i++) {
		full += r->stops[i].empties_back - r->stops[i].full;
		j->v.stop = i;
		REQUIRE(j, full <= most, TRUCK_CAPACITY, most, full);
	}
	j->v.stop = PLANNER_NONE;
	return true;
}

static int64_t
unloading(const struct planner_vehicle *v, const struct planner_stop *s)
{
	int64_t hundred = v->bottles ? 100 : 1000000, whole = v->bottles ? s->full : s->quantity_g;

	return v->unload_min + (whole * v->unload_min_per_unit + hundred - 1) / hundred;
}

static bool
judge_start(struct judge *j, const struct planner_route *r, int64_t m)
{
	const struct planner_vehicle *v = &j->in->vehicles[r->vehicle];
	int64_t lead =
	    j->in->start_minute + INT64_C(60) * j->in->suppliers[r->supplier].lead_time_h;
	int64_t midnight = (int64_t)r->day * DAY, there = r->leave_min + minutes(m, v->speed_kmh);
	int64_t loaded = (int64_t)r->load_at_min + v->load_min;

	REQUIRE(j, midnight + r->leave_min >= j->in->start_minute, DAY, j->in->start_minute,
	    r->leave_min);
	REQUIRE(j, r->leave_min >= v->duty_from_min, DUTY_WINDOW, v->duty_from_min, r->leave_min);
	REQUIRE(j, r->load_at_min < DAY, DAY, DAY - 1, r->load_at_min);
	/* A kept trip was ordered when it was published: its lead time has run. */
	REQUIRE(j, midnight + r->load_at_min >= lead || planner_check_fleet_is_kept(j, r), LEAD_TIME, lead,
	    midnight + r->load_at_min);
	REQUIRE(j, r->load_at_min >= there, TRAVEL_TIME, there, r->load_at_min);
	REQUIRE(j, r->depart_min >= loaded, SERVICE_TIME, loaded, r->depart_min);
	return true;
}

static bool
is_closed(const struct judge *j, int from, int to, int day)
{
	for (int i = 0; i < j->in->n_closures; i++) {
		const struct planner_closure *c = &j->in->closures[i];
		bool all = c->b == PLANNER_NONE && (c->a == from || c->a == to);
		bool one = (c->a == from && c->b == to) || (c->a == to && c->b == from);
		if (from != to && c->day_from <= day && day <= c->day_to && (all || one))
			return true;
	}
	return false;
}

static bool
judge_roads(struct judge *j, const struct planner_route *r)
{
	int home = j->in->vehicles[r->vehicle].supplier, at = home;

	for (int i = -1; i <= r->n_stops; i++) {
		int to = i < 0		   ? r->supplier
			 : i < r->n_stops ? j->in->n_suppliers + r->stops[i].facility
					  : home;
		j->v.stop = i < r->n_stops ? i : PLANNER_NONE;
		REQUIRE(j, !is_closed(j, at, to, r->day), ROAD_CLOSED, 0, 1);
		at = to;
	}
	j->v.stop = PLANNER_NONE;
	return true;
}

static bool
judge_times(struct judge *j, const struct planner_route *r)
{
	const struct planner_vehicle *v = &j->in->vehicles[r->vehicle];
	int64_t m = metres(j->in, v->supplier, r->supplier), total = m;
	int64_t now = r->depart_min, driven = minutes(m, v->speed_kmh);
	int at = r->supplier;

	if (!judge_start(j, r, m))
		return false;
	for (int i = 0; i < r->n_stops; i++) {
		const struct planner_stop *s = &r->stops[i];
		j->v.stop = i;
		m = metres(j->in, at, j->in->n_suppliers + s->facility);
		now += minutes(m, v->speed_kmh);
		REQUIRE(j, s->arrive_min >= now, TRAVEL_TIME, now, s->arrive_min);
		now = s->arrive_min + unloading(v, s);
		REQUIRE(j, s->depart_min >= now, SERVICE_TIME, now, s->depart_min);
		now = s->depart_min;
		at = j->in->n_suppliers + s->facility;
		total += m;
		driven += minutes(m, v->speed_kmh);
	}
	j->v.stop = PLANNER_NONE;
	m = metres(j->in, at, v->supplier);
	now += minutes(m, v->speed_kmh);
	driven += minutes(m, v->speed_kmh);
	REQUIRE(j, r->return_min >= now, TRAVEL_TIME, now, r->return_min);
	REQUIRE(j, r->return_min <= v->duty_to_min, DUTY_WINDOW, v->duty_to_min, r->return_min);
	REQUIRE(j, r->distance_m == total + m, DISTANCE, total + m, r->distance_m);
	REQUIRE(j, r->drive_min == driven, DISTANCE, driven, r->drive_min);
	return true;
}

static bool
judge_route(struct judge *j, int i)
{
	const struct planner_route *r = &j->plan->routes[i];

	j->v.route = i;
	if (!judge_indices(j, r))
		return false;
	const struct planner_vehicle *v = &j->in->vehicles[r->vehicle];
	j->v.vehicle = r->vehicle;
	j->v.supplier = r->supplier;
	j->v.day = r->day;
	REQUIRE(j,
	    j->in->suppliers[r->supplier].mode == PLANNER_ROUTED &&
		j->in->suppliers[v->supplier].mode == PLANNER_ROUTED,
	    MODE, PLANNER_ROUTED, j->in->suppliers[r->supplier].mode);
	REQUIRE(j, v->supplier == r->supplier || (v->loads_elsewhere && !v->bottles), PRODUCT,
	    v->supplier, r->supplier);
	REQUIRE(j, !v->out_of_service[r->day], OUT_OF_SERVICE, 0, 1);
	for (int k = 0; k < r->n_stops; k++) {
		j->v.stop = k;
		if (!judge_stop(j, r, &r->stops[k]))
			return false;
	}
	j->v.stop = j->v.need = PLANNER_NONE;
	bool ok = judge_roads(j, r) && judge_load(j, r) && judge_times(j, r);
	if (ok)
		j->v.route = PLANNER_NONE;
	return ok;
}

/* ---- lines -------------------------------------------------------------------------------- */

static bool
judge_line(struct judge *j, int i)
{
	const struct planner_line *l = &j->plan->lines[i];

	j->v.line = i;
	REQUIRE(
	    j, is_inside(l->supplier, j->in->n_suppliers), INDEX, j->in->n_suppliers, l->supplier);
	REQUIRE(j, is_inside(l->need, j->in->n_needs), INDEX, j->in->n_needs, l->need);
	REQUIRE(j, l->facility == j->in->needs[l->need].facility, INDEX,
	    j->in->needs[l->need].facility, l->facility);
	REQUIRE(j, is_inside_or_none(l->fixed, j->in->n_fixed), INDEX, j->in->n_fixed, l->fixed);
	REQUIRE(j, is_inside(l->day, j->in->days), DAY, j->in->days, l->day);
	const struct planner_supplier *s = &j->in->suppliers[l->supplier];
	REQUIRE(j, s->mode != PLANNER_ROUTED && s->mode == l->mode, MODE, s->mode, l->mode);
	if (!judge_delivery(j, l->supplier, PLANNER_NONE, l->need, l->day, l->quantity_g, l->full,
		l->empties_back))
		return false;
	REQUIRE(j, l->min_g > 0 && l->min_g <= l->quantity_g && l->quantity_g <= l->max_g, QUANTITY,
	    l->quantity_g, l->min_g);
	const struct planner_facility *f = &j->in->facilities[l->facility];
	int64_t at = (int64_t)l->day * DAY + l->latest_min,
		lead = j->in->start_minute + INT64_C(60) * s->lead_time_h;
	REQUIRE(j, l->latest_min >= 0 && l->latest_min < DAY && at >= j->in->start_minute, DAY,
	    j->in->start_minute, at);
	REQUIRE(j, at >= lead, LEAD_TIME, lead, at);
	if (f->receives_to_min > f->receives_from_min)
		REQUIRE(j,
		    l->latest_min >= f->receives_from_min && l->latest_min <= f->receives_to_min,
		    WINDOW, f->receives_to_min, l->latest_min);
	j->v.line = j->v.supplier = j->v.need = j->v.day = PLANNER_NONE;
	return true;
}

/* ---- promises and totals
 * ---------------------------------------------------------------------------------- */

static bool
judge_fixed(struct judge *j, int i)
{
	const struct planner_fixed *x = &j->in->fixed[i];
	int64_t g = 0;

	if (x->kind != PLANNER_PIN && x->kind != PLANNER_SET)
		return true;
	for (int r = 0; r < j->plan->n_routes; r++) {
		const struct planner_route *t = &j->plan->routes[r];
		if (t->supplier != x->supplier || t->day != x->day ||
		    (x->vehicle != PLANNER_NONE && t->vehicle != x->vehicle))
			continue;
		for (int k = 0; k < t->n_stops; k++)
			g += t->stops[k].need == x->need ? t->stops[k].quantity_g : 0;
	}
	for (int l = 0; x->vehicle == PLANNER_NONE && l < j->plan->n_lines; l++) {
		const struct planner_line *t = &j->plan->lines[l];
		if (t->supplier == x->supplier && t->day == x->day && t->need == x->need)
			g += t->quantity_g;
	}
	j->v.fixed = i;
	if (x->kind == PLANNER_SET)
		REQUIRE(j, g == x->quantity_g, FIXED_BROKEN, x->quantity_g, g);
	REQUIRE(j, g >= (x->kind == PLANNER_PIN && !x->quantity_g ? 1 : x->quantity_g),
	    FIXED_BROKEN, x->quantity_g, g);
	j->v.fixed = PLANNER_NONE;
	return true;
}

/* Nothing but a stop that got nothing is missing, and nothing has come in between. */
static bool
judge_kept_stops(struct judge *j, const struct planner_kept *k, const struct planner_route *r)
{
	int at = 0;

	for (int i = 0; i < k->route.n_stops; i++) {
		const struct planner_stop *was = &k->route.stops[i];
		const struct planner_stop *is = r && at < r->n_stops ? &r->stops[at] : NULL;
		bool there = is && is->need == was->need && is->arrive_min == was->arrive_min &&
			     is->depart_min == was->depart_min;
		int64_t least = k->least_g ? k->least_g[i] : 0, g = there ? is->quantity_g : 0;
		j->v.stop = i;
		j->v.need = was->need;
		REQUIRE(j, g >= least, KEPT, least, g);
		REQUIRE(j, k->flexible || g <= was->quantity_g, KEPT, was->quantity_g, g);
		at += there;
	}
	REQUIRE(j, !r || at == r->n_stops, KEPT, at, r->n_stops);
	j->v.stop = j->v.need = PLANNER_NONE;
	return true;
}

static bool
judge_kept(struct judge *j, int i)
{
	const struct planner_kept *k = &j->in->kept[i];
	const struct planner_route *found = NULL;

	j->v.vehicle = k->route.vehicle;
	j->v.day = k->route.day;
	for (int r = 0; r < j->plan->n_routes && !found; r++) {
		const struct planner_route *o = &j->plan->routes[r];
		if (o->vehicle != k->route.vehicle || o->day != k->route.day ||
		    o->leave_min != k->route.leave_min)
			continue;
		found = o;
		j->v.route = r;
		REQUIRE(j, o->supplier == k->route.supplier, KEPT, k->route.supplier, o->supplier);
		REQUIRE(j, o->load_at_min == k->route.load_at_min, KEPT, k->route.load_at_min,
		    o->load_at_min);
		REQUIRE(j, o->return_min <= k->route.return_min, KEPT, k->route.return_min,
		    o->return_min);
	}
	if (!judge_kept_stops(j, k, found))
		return false;
	j->v.route = j->v.vehicle = j->v.day = PLANNER_NONE;
	return true;
}

static bool
judge_totals(struct judge *j)
{
	struct planner_totals t = { 0 };
	const struct planner_totals *s = &j->plan->totals;

	for (int n = 0; n < j->in->n_needs; n++)
		for (int d = 0; d < j->in->days; d++)
			t.demand_g += j->in->needs[n].q50_g[d];
	for (int i = 0; i < j->plan->n_unmet; i++) {
		t.unmet_g += j->plan->unmet[i].grams;
		t.unmet_critical_g += j->plan->unmet[i].critical_g;
	}
	for (int i = 0; i < j->plan->n_routes; i++) {
		t.delivered_g += j->plan->routes[i].load_g;
		t.distance_m += j->plan->routes[i].distance_m;
		t.drive_min += j->plan->routes[i].drive_min;
		t.stops += j->plan->routes[i].n_stops;
	}
	for (int i = 0; i < j->plan->n_lines; i++)
		t.delivered_g += j->plan->lines[i].quantity_g;
	REQUIRE(j, s->demand_g == t.demand_g, TOTALS, t.demand_g, s->demand_g);
	REQUIRE(j, s->unmet_g == t.unmet_g, TOTALS, t.unmet_g, s->unmet_g);
	REQUIRE(j, s->unmet_critical_g == t.unmet_critical_g, TOTALS, t.unmet_critical_g,
	    s->unmet_critical_g);
	REQUIRE(j, s->delivered_g == t.delivered_g, TOTALS, t.delivered_g, s->delivered_g);
	REQUIRE(j, s->distance_m == t.distance_m, TOTALS, t.distance_m, s->distance_m);
	REQUIRE(j, s->drive_min == t.drive_min, TOTALS, t.drive_min, s->drive_min);
	REQUIRE(j,
	    s->trips == j->plan->n_routes && s->stops == t.stops && s->lines == j->plan->n_lines,
	    TOTALS, t.stops, s->stops);
	return true;
}

static bool
judge_grid(struct judge *j, bool (*rule)(struct judge *, int, int), int n)
{
	for (int i = 0; i < n; i++)
		for (int d = 0; d < j->in->days; d++)
			if (!rule(j, i, d))
				return false;
	return true;
}

static bool
judge_each(struct judge *j, bool (*rule)(struct judge *, int), int n)
{
	for (int i = 0; i < n; i++)
		if (!rule(j, i))
			return false;
	return true;
}

static int
objects(const struct planner_input *in, enum planner_object o)
{
	const int n[] = { 0, in->n_suppliers, in->n_sources, in->n_vehicles, in->n_facilities,
		in->n_needs, in->n_rights, in->n_fixed };

	return n[o];
}

/* An unmet row about nothing would be read by no need. */
static bool
judge_unmet_index(struct judge *j, int i)
{
	const struct planner_unmet *u = &j->plan->unmet[i];

	j->v.unmet = i;
	REQUIRE(j, is_inside(u->need, j->in->n_needs), INDEX, j->in->n_needs, u->need);
	REQUIRE(j, u->facility == j->in->needs[u->need].facility, INDEX,
	    j->in->needs[u->need].facility, u->facility);
	REQUIRE(j, is_inside(u->reason, PLANNER_REASONS), INDEX, PLANNER_REASONS, u->reason);
	REQUIRE(j, is_inside(u->object, PLANNER_OF_FIXED + 1), INDEX, PLANNER_OF_FIXED, u->object);
	REQUIRE(j, u->object == PLANNER_NO_OBJECT || is_inside(u->index, objects(j->in, u->object)),
	    INDEX, objects(j->in, u->object), u->index);
	REQUIRE(
	    j, is_inside_or_none(u->object_day, j->in->days), INDEX, j->in->days, u->object_day);
	REQUIRE(j, is_inside(u->day, j->in->days), DAY, j->in->days, u->day);
	REQUIRE(j,
	    u->grams > 0 && u->grams <= MASS_MOST && u->critical_g >= 0 &&
		u->critical_g <= u->grams,
	    QUANTITY, 1, u->grams);
	j->v.unmet = PLANNER_NONE;
	return true;
}

bool
planner_check(const struct planner_input *in, const struct planner_plan *plan,
    struct planner_verdict *ret_verdict)
{
	struct judge j = { .in = in, .plan = plan };
	bool ok;

	j.v = (struct planner_verdict){ .what = PLANNER_BAD_NONE,
		.route = -1,
		.stop = -1,
		.line = -1,
		.fill = -1,
		.unmet = -1,
		.vehicle = -1,
		.supplier = -1,
		.need = -1,
		.fixed = -1,
		.day = -1 };
	ok = judge_each(&j, judge_route, plan->n_routes);
	if (ok)
		j.v.vehicle = j.v.supplier = j.v.day = PLANNER_NONE;
	ok = ok && judge_each(&j, judge_line, plan->n_lines) &&
	     judge_each(&j, planner_check_fleet_fill, plan->n_fills) &&
	     judge_each(&j, judge_unmet_index, plan->n_unmet) &&
	     judge_grid(&j, planner_check_fleet_day, in->n_vehicles) &&
	     judge_each(&j, planner_check_fleet_breaks, in->n_vehicles) &&
	     judge_grid(&j, planner_check_fleet_slots, in->n_suppliers) &&
	     judge_each(&j, planner_check_stock_source, in->n_sources) &&
	     judge_each(&j, planner_check_stock_need, in->n_needs) &&
	     judge_each(&j, judge_fixed, in->n_fixed) &&
	     judge_each(&j, judge_kept, in->n_kept) && judge_totals(&j);
	if (ret_verdict)
		*ret_verdict = j.v;
	return ok;
}

const char *
planner_check_code(enum planner_violation v)
{
	return v >= 0 && v < PLANNER_VIOLATIONS ? VIOLATION[v].code : "";
}

const char *
planner_check_text(enum planner_violation v)
{
	return v >= 0 && v < PLANNER_VIOLATIONS ? VIOLATION[v].text : "";
}
