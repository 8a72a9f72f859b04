/* referee - what a plan says, row by row; stocks are in referee_stock.c. */
#include "lib/referee_state.h"

#include <math.h>
#include <stdlib.h>

/* ---- geography ------------------------------------------------------------------------------ */

static struct planner_place
where(const struct referee *r, int i)
{
	int k = i - r->in->n_suppliers;

	return k < 0 ? r->in->suppliers[i].place : r->in->facilities[k].place;
}

static int64_t
road(const struct referee *r, int from, int to)
{
	const struct planner_config *c = r->in->config ? r->in->config : planner_config_default();
	struct planner_place a = where(r, from), b = where(r, to);
	const double deg = acos(-1) / 180;
	double h = pow(sin((a.lat - b.lat) * deg / 2), 2) +
		   cos(a.lat * deg) * cos(b.lat * deg) * pow(sin((a.lon - b.lon) * deg / 2), 2);

	if (r->in->distance_m)
		return r->in->distance_m[from * (r->in->n_suppliers + r->in->n_facilities) + to];
	return llround(c->road_factor_pct * 2 * 6371008.8 * atan2(sqrt(h), sqrt(1 - h)) / 100);
}

/* Whole minutes, the last one begun counts. */
int64_t
referee_drive(const struct referee *r, const struct planner_vehicle *v, int from, int to)
{
	int64_t mm = road(r, from, to) * 60, each = v->speed_kmh * INT64_C(1000);

	return mm / each + (mm % each != 0);
}

/* ---- one delivery ---------------------------------------------------------------------------- */

struct drop {
	int supplier, vehicle, need, day, full, empties;
	int64_t g;
};

static const struct planner_source *
source_for(const struct referee *r, int supplier, int product)
{
	for (int i = 0; i < r->in->n_sources; i++)
		if (r->in->sources[i].supplier == supplier && r->in->sources[i].product == product)
			return &r->in->sources[i];
	return NULL;
}

static void
look_at_drop(struct referee *r, int step, struct drop d)
{
	const struct planner_need *n = &r->in->needs[d.need];
	const struct planner_product *p = &r->in->products[n->product];
	const struct planner_vehicle *v = d.vehicle < 0 ? NULL : &r->in->vehicles[d.vehicle];
	const struct planner_source *s = source_for(r, d.supplier, n->product);
	int limit = r->in->facilities[n->facility].access_max_kg, rights = 0;

	find(r, step, d.g <= 0 || d.g > INT64_C(1000000000000000), PLANNER_BAD_QUANTITY);
	find(r, step, !s || (v && v->bottles != p->bottles), PLANNER_BAD_PRODUCT);
	find(r, step, s && s->grade < n->min_grade, PLANNER_BAD_GRADE);
	for (int i = 0; i < r->in->n_rights; i++)
		rights += r->in->rights[i].supplier == d.supplier &&
			  r->in->rights[i].need == d.need && r->in->rights[i].day_from <= d.day &&
			  d.day <= r->in->rights[i].day_to;
	find(r, step, !rights, PLANNER_BAD_FILL_RIGHT);
	for (int i = 0; i < r->in->n_fixed; i++) {
		const struct planner_fixed *x = &r->in->fixed[i];
		find(r, step,
		    x->kind == PLANNER_EXCLUDE && matches(x->supplier, d.supplier) &&
			matches(x->vehicle, d.vehicle) && matches(x->need, d.need) &&
			matches(x->facility, n->facility) && matches(x->day, d.day),
		    PLANNER_BAD_EXCLUDED);
	}
	find(r, step, v && limit > 0 && v->size_kg > limit, PLANNER_BAD_ACCESS);
	bool whole = p->bottles ? d.full > 0 && d.empties >= 0 && d.g % p->bottle_g == 0 &&
				      d.g / p->bottle_g == d.full
				: !d.full && !d.empties;
	find(r, step, !whole, PLANNER_BAD_WHOLE_BOTTLES);
}

/* Whether a minute of a day is inside a gate's hours. */
static bool
is_open(const struct planner_facility *f, int minute)
{
	if (f->receives_from_min >= f->receives_to_min)
		return minute >= 0 && minute < DAY_MIN;
	return f->receives_from_min <= minute && minute <= f->receives_to_min;
}

/* ---- routes --------------------------------------------------------------------------------- */

enum {
	STEP_INDEX,
	STEP_STOP_INDEX,
	STEP_TRUCK = 10000,
	STEP_STOP,
	STEP_ROAD = 20000,
	STEP_LOAD = 25000,
	STEP_LEAVE = 30000,
	STEP_LOADING,
	STEP_DRIVE,
	STEP_HOME = 90000
};

static bool
route_points_at_something(struct referee *r, const struct planner_route *t)
{
	const struct planner_input *in = r->in;

	if (outside(t->vehicle, in->n_vehicles) || outside(t->supplier, in->n_suppliers)) {
		find(r, STEP_INDEX, true, PLANNER_BAD_INDEX);
		return false;
	}
	find(r, STEP_INDEX, outside(t->day, in->days), PLANNER_BAD_DAY);
	find(r, STEP_INDEX, t->n_stops < 1, PLANNER_BAD_QUANTITY);
	for (int i = 0; i < t->n_stops; i++) {
		const struct planner_stop *s = &t->stops[i];
		find(r, STEP_STOP_INDEX + i,
		    outside(s->need, in->n_needs) || in->needs[s->need].facility != s->facility ||
			s->fixed < PLANNER_NONE || s->fixed >= in->n_fixed,
		    PLANNER_BAD_INDEX);
	}
	return !r->first.what;
}

static void
look_at_cargo(struct referee *r, const struct planner_route *t)
{
	const struct planner_vehicle *v = &r->in->vehicles[t->vehicle];
	int64_t bottles = 0, g = 0, room = v->bottles ? v->capacity_bottles : v->capacity_g;

	for (int i = 0; i < t->n_stops; i++) {
		bottles += t->stops[i].full;
		g += t->stops[i].quantity_g;
	}
	find(r, STEP_LOAD, (v->bottles ? bottles : g) > room, PLANNER_BAD_TRUCK_CAPACITY);
	find(r, STEP_LOAD, g != t->load_g || bottles != t->load_full, PLANNER_BAD_LOAD);
	for (int i = 0; i < t->n_stops; i++) {
		bottles = bottles - t->stops[i].full + t->stops[i].empties_back;
		find(
		    r, STEP_LOAD + 1 + i, v->bottles && bottles > room, PLANNER_BAD_TRUCK_CAPACITY);
	}
}

/* Legs that start or end at a place that is cut off, or are the pair that is. */
static void
look_at_roads(struct referee *r, const struct planner_route *t)
{
	int home = r->in->vehicles[t->vehicle].supplier, from = home;

	for (int leg = 0; leg < t->n_stops + 2; leg++) {
		int to = leg == 0            ? t->supplier
			 : leg <= t->n_stops ? r->in->n_suppliers + t->stops[leg - 1].facility
					     : home;
		for (int i = 0; i < r->in->n_closures; i++) {
			const struct planner_closure *c = &r->in->closures[i];
			bool a = c->a == from || c->a == to;
			bool b = c->b == PLANNER_NONE || c->b == from || c->b == to;
			find(r, STEP_ROAD + leg,
			    from != to && a && b && c->a != c->b && t->day >= c->day_from &&
				t->day <= c->day_to,
			    PLANNER_BAD_ROAD_CLOSED);
		}
		from = to;
	}
}

static bool
is_kept(const struct referee *r, const struct planner_route *t)
{
	bool kept = false;

	for (int i = 0; i < r->in->n_kept; i++)
		kept |= r->in->kept[i].route.vehicle == t->vehicle &&
			r->in->kept[i].route.day == t->day &&
			r->in->kept[i].route.leave_min == t->leave_min;
	return kept;
}

static void
look_at_departure(struct referee *r, const struct planner_route *t)
{
	const struct planner_vehicle *v = &r->in->vehicles[t->vehicle];
	int64_t day = t->day * DAY_MIN, approach = referee_drive(r, v, v->supplier, t->supplier);
	int64_t lead = r->in->suppliers[t->supplier].lead_time_h * INT64_C(60);

	find(r, STEP_LEAVE, day + t->leave_min < r->in->start_minute, PLANNER_BAD_DAY);
	find(r, STEP_LEAVE, t->leave_min < v->duty_from_min, PLANNER_BAD_DUTY_WINDOW);
	find(r, STEP_LOADING, t->load_at_min >= DAY_MIN, PLANNER_BAD_DAY);
	find(r, STEP_LOADING, day + t->load_at_min - lead < r->in->start_minute && !is_kept(r, t),
	    PLANNER_BAD_LEAD_TIME);
	find(r, STEP_LOADING, t->load_at_min - approach < t->leave_min, PLANNER_BAD_TRAVEL_TIME);
	find(r, STEP_LOADING, (int64_t)t->depart_min - t->load_at_min < v->load_min,
	    PLANNER_BAD_SERVICE_TIME);
}

static void
look_at_drive(struct referee *r, const struct planner_route *t)
{
	const struct planner_vehicle *v = &r->in->vehicles[t->vehicle];
	int here = t->supplier;
	int64_t left = t->depart_min, minutes = referee_drive(r, v, v->supplier, t->supplier),
		m = road(r, v->supplier, t->supplier);

	look_at_departure(r, t);
	for (int i = 0; i < t->n_stops; i++) {
		const struct planner_stop *s = &t->stops[i];
		int next = r->in->n_suppliers + s->facility;
		int64_t unit = v->bottles ? 100 : 1000000,
			brought = v->bottles ? s->full : s->quantity_g;
		int64_t each = brought * v->unload_min_per_unit;
		find(r, STEP_DRIVE + i, s->arrive_min - left < referee_drive(r, v, here, next),
		    PLANNER_BAD_TRAVEL_TIME);
		find(r, STEP_DRIVE + i,
		    (int64_t)s->depart_min - s->arrive_min <
			v->unload_min + each / unit + (each % unit > 0),
		    PLANNER_BAD_SERVICE_TIME);
		minutes += referee_drive(r, v, here, next);
		m += road(r, here, next);
		left = s->depart_min;
		here = next;
	}
	find(r, STEP_HOME, t->return_min - left < referee_drive(r, v, here, v->supplier),
	    PLANNER_BAD_TRAVEL_TIME);
	find(r, STEP_HOME, t->return_min > v->duty_to_min, PLANNER_BAD_DUTY_WINDOW);
	find(r, STEP_HOME,
	    t->distance_m != m + road(r, here, v->supplier) ||
		t->drive_min != minutes + referee_drive(r, v, here, v->supplier),
	    PLANNER_BAD_DISTANCE);
}

static void
look_at_route(struct referee *r, int i)
{
	const struct planner_input *in = r->in;
	const struct planner_route *t = &r->plan->routes[i];

	r->index = i;
	if (r->first.what || !route_points_at_something(r, t))
		return;
	const struct planner_vehicle *v = &in->vehicles[t->vehicle];
	find(r, STEP_TRUCK, in->suppliers[t->supplier].mode || in->suppliers[v->supplier].mode,
	    PLANNER_BAD_MODE);
	find(r, STEP_TRUCK, t->supplier != v->supplier && (v->bottles || !v->loads_elsewhere),
	    PLANNER_BAD_PRODUCT);
	find(r, STEP_TRUCK, v->out_of_service[t->day], PLANNER_BAD_OUT_OF_SERVICE);
	for (int k = 0; k < t->n_stops; k++) {
		const struct planner_stop *s = &t->stops[k];
		look_at_drop(r, STEP_STOP + k,
		    (struct drop){ t->supplier, t->vehicle, s->need, t->day, s->full,
			s->empties_back, s->quantity_g });
		find(r, STEP_STOP + k, !is_open(&in->facilities[s->facility], s->arrive_min),
		    PLANNER_BAD_WINDOW);
	}
	if (r->first.what)
		return; /* sums below may be of nonsense */
	look_at_roads(r, t);
	look_at_cargo(r, t);
	look_at_drive(r, t);
}

/* ---- lines, fills, rows of unmet demand ------------------------------------------------------ */

static void
look_at_line(struct referee *r, int i)
{
	const struct planner_input *in = r->in;
	const struct planner_line *l = &r->plan->lines[i];

	r->index = i;
	if (outside(l->supplier, in->n_suppliers) || outside(l->need, in->n_needs) ||
	    in->needs[l->need].facility != l->facility || l->fixed < PLANNER_NONE ||
	    l->fixed >= in->n_fixed) {
		find(r, 0, true, PLANNER_BAD_INDEX);
		return;
	}
	find(r, 0, outside(l->day, in->days), PLANNER_BAD_DAY);
	const struct planner_supplier *s = &in->suppliers[l->supplier];
	find(r, 1, s->mode == PLANNER_ROUTED || s->mode != l->mode, PLANNER_BAD_MODE);
	look_at_drop(r, 2,
	    (struct drop){ l->supplier, PLANNER_NONE, l->need, l->day, l->full, l->empties_back,
		l->quantity_g });
	find(r, 3, l->min_g < 1 || l->quantity_g < l->min_g || l->max_g < l->quantity_g,
	    PLANNER_BAD_QUANTITY);
	int64_t at = l->day * INT64_C(1440) + l->latest_min, start = in->start_minute;
	find(r, 4, outside(l->latest_min, DAY_MIN) || at < start, PLANNER_BAD_DAY);
	find(r, 4, at - s->lead_time_h * 60 < start, PLANNER_BAD_LEAD_TIME);
	find(r, 4, !is_open(&in->facilities[l->facility], l->latest_min), PLANNER_BAD_WINDOW);
}

static void
look_at_fill(struct referee *r, int i)
{
	const struct planner_input *in = r->in;
	const struct planner_fill *f = &r->plan->fills[i];
	int64_t rows = 0, line = 0;
	bool tank = false, poor = false;

	r->index = i;
	if (outside(f->source, in->n_sources) || outside(f->day, in->days)) {
		find(r, 0, outside(f->source, in->n_sources), PLANNER_BAD_INDEX);
		find(r, 0, outside(f->day, in->days), PLANNER_BAD_DAY);
		return;
	}
	const struct planner_source *s = &in->sources[f->source];
	const struct planner_product *p = &in->products[s->product];
	for (int k = 0; k < r->plan->n_fills; k++) {
		const struct planner_fill *o = &r->plan->fills[k];
		if (o->day != f->day || outside(o->source, in->n_sources))
			continue;
		rows += o->source == f->source;
		if (in->sources[o->source].supplier == s->supplier)
			line += o->bottles;
	}
	for (int k = 0; k < in->n_sources; k++) {
		if (in->sources[k].supplier != s->supplier ||
		    in->products[in->sources[k].product].bottles)
			continue;
		tank = true;
		poor |= in->sources[k].grade < s->grade;
	}
	int64_t gas = (int64_t)f->bottles * p->bottle_g;
	find(r, 1, f->bottles < 1 || rows != 1, PLANNER_BAD_QUANTITY);
	find(r, 1, !p->bottles || (f->from_bulk_g && (!s->fills_from_bulk || !tank)),
	    PLANNER_BAD_PRODUCT);
	find(r, 1, f->from_bulk_g && poor, PLANNER_BAD_GRADE);
	find(r, 1, f->from_bulk_g < 0 || f->from_bulk_g > gas, PLANNER_BAD_WHOLE_BOTTLES);
	int slots = in->suppliers[s->supplier].filling_bottles_per_day;
	find(r, 1, slots >= 0 && line > slots, PLANNER_BAD_FILLING_SLOTS);
}

static void
look_at_row(struct referee *r, int i)
{
	const struct planner_input *in = r->in;
	const struct planner_unmet *u = &r->plan->unmet[i];
	const int n[] = { INT32_MAX, in->n_suppliers, in->n_sources, in->n_vehicles,
		in->n_facilities, in->n_needs, in->n_rights, in->n_fixed };
	unsigned object = (unsigned)u->object, reason = (unsigned)u->reason;

	r->index = i;
	bool lost = outside(u->need, in->n_needs) || u->facility != in->needs[u->need].facility ||
		    reason >= PLANNER_REASONS || object > PLANNER_OF_FIXED ||
		    (object && outside(u->index, n[object])) || u->object_day < PLANNER_NONE ||
		    u->object_day >= in->days;
	find(r, 0, lost, PLANNER_BAD_INDEX);
	find(r, 0, outside(u->day, in->days), PLANNER_BAD_DAY);
	find(r, 0,
	    u->grams < 1 || u->grams > INT64_C(1000000000000000) || u->critical_g < 0 ||
		u->critical_g > u->grams,
	    PLANNER_BAD_QUANTITY);
}

/* ---- vehicles and loading places --------------------------------------------------------------
 */

struct span {
	int64_t from, to;
};

static struct span
away(int day, int from, int to)
{
	int64_t midnight = (int64_t)day * DAY_MIN;

	return (struct span){ midnight + from, midnight + to };
}

static bool
meet(struct span a, struct span b)
{
	return a.from < b.to && b.from < a.to;
}

static void
look_at_vehicle(struct referee *r, int vehicle, int day)
{
	const struct planner_vehicle *v = &r->in->vehicles[vehicle];
	int64_t begins = INT64_MAX, ends = INT64_MIN;

	r->index = vehicle * r->in->days + day;
	for (int i = 0; i < r->plan->n_routes; i++) {
		const struct planner_route *t = &r->plan->routes[i];
		int number = 0;
		if (t->vehicle != vehicle || t->day != day)
			continue;
		struct span mine = away(day, t->leave_min, t->return_min);
		begins = t->leave_min < begins ? t->leave_min : begins;
		ends = t->return_min > ends ? t->return_min : ends;
		for (int k = 0; k < r->plan->n_routes; k++) {
			const struct planner_route *o = &r->plan->routes[k];
			if (o->vehicle != vehicle || k == i)
				continue;
			number += o->day == day && o->leave_min < t->leave_min;
			find(r, 2 * i + 1, meet(mine, away(o->day, o->leave_min, o->return_min)),
			    PLANNER_BAD_OVERLAP);
		}
		for (int k = 0; k < r->in->n_fixed; k++) {
			const struct planner_fixed *x = &r->in->fixed[k];
			struct span busy = away(x->day, x->busy_from_min, x->busy_to_min);
			find(r, 2 * i + 1,
			    x->kind == PLANNER_COMMITTED && x->vehicle == vehicle &&
				busy.from < busy.to && meet(mine, busy),
			    PLANNER_BAD_OVERLAP);
		}
		find(r, 2 * i + 2, number != t->trip, PLANNER_BAD_INDEX);
	}
	if (ends == INT64_MIN)
		return;
	find(r, 0, v->duty_max_min > 0 && ends - begins > v->duty_max_min, PLANNER_BAD_DUTY_LENGTH);
	referee_wheel_hours(r, vehicle, day);
}

static void
look_at_slots(struct referee *r, int supplier, int day)
{
	int slots = r->in->suppliers[supplier].loading_slots_per_day, ours = 0, theirs = 0;

	r->index = supplier * r->in->days + day;
	for (int i = 0; i < r->plan->n_routes; i++)
		ours += r->plan->routes[i].supplier == supplier && r->plan->routes[i].day == day;
	for (int i = 0; i < r->in->n_fixed; i++) {
		const struct planner_fixed *x = &r->in->fixed[i];
		theirs += x->kind == PLANNER_COMMITTED && x->supplier == supplier && !x->loaded &&
			  x->day == day;
	}
	find(r, 0, slots >= 0 && ours && ours + theirs > slots, PLANNER_BAD_LOADING_SLOTS);
}

/* ---- promises and sums ------------------------------------------------------------------------
 */

static void
look_at_promise(struct referee *r, int i)
{
	const struct planner_fixed *x = &r->in->fixed[i];
	int64_t g = 0;

	r->index = i;
	if (x->kind != PLANNER_PIN && x->kind != PLANNER_SET)
		return;
	for (int t = 0; t < r->plan->n_routes; t++) {
		const struct planner_route *o = &r->plan->routes[t];
		for (int k = 0; k < o->n_stops; k++)
			if (o->supplier == x->supplier && o->day == x->day &&
			    o->stops[k].need == x->need && matches(x->vehicle, o->vehicle))
				g += o->stops[k].quantity_g;
	}
	for (int t = 0; t < r->plan->n_lines; t++) {
		const struct planner_line *l = &r->plan->lines[t];
		if (l->supplier == x->supplier && l->day == x->day && l->need == x->need &&
		    x->vehicle == PLANNER_NONE)
			g += l->quantity_g;
	}
	if (x->kind == PLANNER_SET)
		find(r, 0, g != x->quantity_g, PLANNER_BAD_FIXED_BROKEN);
	else
		find(r, 0, g < x->quantity_g || g < 1, PLANNER_BAD_FIXED_BROKEN);
}

/* The trip is there, or nothing was promised at its stops: those that are left out and those that
 * got less than was published. */
static void
look_at_kept(struct referee *r, int i)
{
	const struct planner_kept *k = &r->in->kept[i];
	const struct planner_route *t = NULL;
	int met = 0;

	r->index = i;
	for (int x = r->plan->n_routes - 1; x >= 0; x--)
		if (r->plan->routes[x].vehicle == k->route.vehicle &&
		    r->plan->routes[x].day == k->route.day &&
		    r->plan->routes[x].leave_min == k->route.leave_min)
			t = &r->plan->routes[x];
	find(r, 0,
	    t && (t->supplier != k->route.supplier || t->load_at_min != k->route.load_at_min ||
		     t->return_min > k->route.return_min),
	    PLANNER_BAD_KEPT);
	for (int s = 0; s < k->route.n_stops; s++) {
		const struct planner_stop *was = &k->route.stops[s], *is = NULL;
		if (t && met < t->n_stops)
			is = &t->stops[met];
		if (is && (is->need != was->need || is->arrive_min != was->arrive_min ||
			      is->depart_min != was->depart_min))
			is = NULL;
		int64_t brought = is ? is->quantity_g : 0;
		find(r, 1 + s,
		    (k->least_g && brought < k->least_g[s]) || brought < 0 ||
			(!k->flexible && brought > was->quantity_g),
		    PLANNER_BAD_KEPT);
		met += is != NULL;
	}
	find(r, 1000, t && met < t->n_stops, PLANNER_BAD_KEPT);
}

static void
look_at_totals(struct referee *r)
{
	const struct planner_plan *p = r->plan;
	const struct planner_totals *t = &p->totals;
	int64_t demand = 0, unmet = 0, critical = 0, brought = 0, metres = 0, wheel = 0, stops = 0;

	r->index = 0;
	for (int n = 0; n < r->in->n_needs; n++)
		for (int d = 0; d < r->in->days; d++)
			demand += r->in->needs[n].q50_g[d];
	for (int i = 0; i < p->n_unmet; i++) {
		unmet += p->unmet[i].grams;
		critical += p->unmet[i].critical_g;
	}
	for (int i = 0; i < p->n_routes; i++) {
		for (int k = 0; k < p->routes[i].n_stops; k++, stops++)
			brought += p->routes[i].stops[k].quantity_g;
		metres += p->routes[i].distance_m;
		wheel += p->routes[i].drive_min;
	}
	for (int i = 0; i < p->n_lines; i++)
		brought += p->lines[i].quantity_g;
	bool right = t->demand_g == demand && t->unmet_g == unmet &&
		     t->unmet_critical_g == critical && t->delivered_g == brought &&
		     t->distance_m == metres && t->drive_min == wheel && t->trips == p->n_routes &&
		     t->lines == p->n_lines && t->stops == stops;
	find(r, 0, !right, PLANNER_BAD_TOTALS);
}

/* ---- all of it --------------------------------------------------------------------------------
 */

static void
look_at_each(struct referee *r, enum referee_section s, void (*look)(struct referee *, int), int n)
{
	r->section = s;
	for (int i = 0; i < n && !r->first.what; i++)
		look(r, i);
}

static void
look_at_days(
    struct referee *r, enum referee_section s, void (*look)(struct referee *, int, int), int n)
{
	r->section = s;
	for (int i = 0; i < n && !r->first.what; i++)
		for (int d = 0; d < r->in->days; d++)
			look(r, i, d);
}

static size_t
most_entries(const struct planner_input *in, const struct planner_plan *plan)
{
	size_t n = (size_t)(plan->n_lines + in->n_fixed * 2 + in->days) + 1;

	for (int i = 0; i < plan->n_routes; i++)
		n += plan->routes[i].n_stops > 0 ? (size_t)plan->routes[i].n_stops : 0;
	return n;
}

struct referee_finding
referee_judge(const struct planner_input *in, const struct planner_plan *plan)
{
	struct referee *r = MEM_NEW(struct referee);

	r->in = in;
	r->plan = plan;
	r->pool = MEM_ARRAY(struct referee_entry, most_entries(in, plan));
	look_at_each(r, REFEREE_ROUTE, look_at_route, plan->n_routes);
	look_at_each(r, REFEREE_LINE, look_at_line, plan->n_lines);
	look_at_each(r, REFEREE_FILL, look_at_fill, plan->n_fills);
	look_at_each(r, REFEREE_UNMET, look_at_row, plan->n_unmet);
	look_at_days(r, REFEREE_VEHICLE, look_at_vehicle, in->n_vehicles);
	look_at_each(r, REFEREE_BREAKS, referee_wheel_breaks, in->n_vehicles);
	look_at_days(r, REFEREE_SLOTS, look_at_slots, in->n_suppliers);
	look_at_each(r, REFEREE_SOURCE, referee_stock_source, in->n_sources);
	look_at_each(r, REFEREE_NEED, referee_stock_need, in->n_needs);
	look_at_each(r, REFEREE_FIXED, look_at_promise, in->n_fixed);
	look_at_each(r, REFEREE_KEPT, look_at_kept, in->n_kept);
	r->section = REFEREE_TOTALS;
	if (!r->first.what)
		look_at_totals(r);
	struct referee_finding f = r->first;
	free(r->pool);
	free(r);
	return f;
}
