/* setup - check and index the input.
 *
 * Every index and every figure is looked at before anything trusts it, so that the stages need no
 * checks of their own: past this file an index is inside and a mass is sane. */
#include "planner/setup.h"

#include "planner/sane.h"
#include "planner/travel.h"

#include <inttypes.h>
#include <stdio.h>

/* No province has a megatonne: sums over a horizon stay far inside 64 bits. */
#define MASS_MOST INT64_C(1000000000000)

enum { BOTTLES_MOST = 10000000, ITEMS_MOST = 1000000 };

enum { SECOND_BY_MIN = 1080, SECOND_STEP_MIN = 15, SECOND_MARGIN_PCT = 115 };

struct checker {
	const struct planner_input *in;
	struct faults *f;
	const char *array;
	int at;
	bool bad;
};

static void
in_range(struct checker *c, const char *member, int64_t value, int64_t least, int64_t most)
{
	char pointer[96], expected[64], got[32];

	if (value >= least && value <= most)
		return;
	snprintf(pointer, sizeof pointer, c->array ? "/%s/%d/%s" : "/%s%.0d%s",
	    c->array ? c->array : "", c->array ? c->at : 0, member);
	snprintf(expected, sizeof expected, "%" PRId64 "..%" PRId64, least, most);
	snprintf(got, sizeof got, "%" PRId64, value);
	fault_add(c->f, FAULT_RANGE, pointer, expected, got, NULL);
	c->bad = true;
}

static void
index_of(struct checker *c, const char *member, int value, int n)
{
	in_range(c, member, value, 0, n - 1);
}

static void
by_day(struct checker *c, const char *member, const int64_t *value)
{
	for (int d = 0; d < c->in->days; d++)
		in_range(c, member, value[d], 0, MASS_MOST);
}

static void
check_counts(struct checker *c)
{
	const struct planner_input *in = c->in;
	const struct {
		const char *name;
		int n;
	} counts[] = {
		{ "n_products", in->n_products },
		{ "n_suppliers", in->n_suppliers },
		{ "n_sources", in->n_sources },
		{ "n_vehicles", in->n_vehicles },
		{ "n_facilities", in->n_facilities },
		{ "n_needs", in->n_needs },
		{ "n_rights", in->n_rights },
		{ "n_fixed", in->n_fixed },
		{ "n_previous", in->n_previous },
	};

	in_range(c, "days", in->days, 1, PLANNER_DAYS_MAX);
	in_range(c, "start_minute", in->start_minute, 0, PLANNER_DAY_MIN - 1);
	in_range(c, "iterations", in->iterations, 0, INT32_MAX);
	for (size_t i = 0; i < ARRAY_LEN(counts); i++)
		in_range(c, counts[i].name, counts[i].n, 0, ITEMS_MOST);
}

static void
check_suppliers(struct checker *c)
{
	c->array = "suppliers";
	for (c->at = 0; c->at < c->in->n_suppliers; c->at++) {
		const struct planner_supplier *s = &c->in->suppliers[c->at];
		in_range(c, "mode", s->mode, PLANNER_ROUTED, PLANNER_FACILITY_PICKUP);
		in_range(c, "lead_time_h", s->lead_time_h, 0, 24 * 365);
		in_range(c, "medical_share_pct", s->medical_share_pct, 0, 100);
	}
}

static void
check_sources(struct checker *c)
{
	c->array = "sources";
	for (c->at = 0; c->at < c->in->n_sources; c->at++) {
		const struct planner_source *s = &c->in->sources[c->at];
		index_of(c, "supplier", s->supplier, c->in->n_suppliers);
		index_of(c, "product", s->product, c->in->n_products);
		in_range(c, "storage_g", s->storage_g, 0, MASS_MOST);
		in_range(c, "stock_g", s->stock_g, 0, MASS_MOST);
		in_range(c, "bottles_full", s->bottles_full, 0, BOTTLES_MOST);
		in_range(c, "bottles_empty", s->bottles_empty, 0, BOTTLES_MOST);
		by_day(c, "production_g", s->production_g);
	}
	c->array = "products";
	for (c->at = 0; c->at < c->in->n_products; c->at++)
		if (c->in->products[c->at].bottles)
			in_range(c, "bottle_g", c->in->products[c->at].bottle_g, 1, 1000000);
}

static void
check_vehicles(struct checker *c)
{
	c->array = "vehicles";
	for (c->at = 0; c->at < c->in->n_vehicles; c->at++) {
		const struct planner_vehicle *v = &c->in->vehicles[c->at];
		index_of(c, "supplier", v->supplier, c->in->n_suppliers);
		in_range(c, "capacity_g", v->capacity_g, 0, MASS_MOST);
		in_range(c, "capacity_bottles", v->capacity_bottles, 0, BOTTLES_MOST);
		in_range(c, "speed_kmh", v->speed_kmh, 1, 150);
		in_range(c, "load_min", v->load_min, 0, PLANNER_DAY_MIN);
		in_range(c, "unload_min", v->unload_min, 0, PLANNER_DAY_MIN);
		in_range(c, "unload_min_per_unit", v->unload_min_per_unit, 0, PLANNER_DAY_MIN);
		in_range(c, "duty_from_min", v->duty_from_min, 0, PLANNER_DAY_MIN);
		in_range(c, "duty_to_min", v->duty_to_min, 0, 2 * PLANNER_DAY_MIN);
	}
}

static void
check_needs(struct checker *c)
{
	c->array = "facilities";
	for (c->at = 0; c->at < c->in->n_facilities; c->at++)
		in_range(c, "priority", c->in->facilities[c->at].priority, 0, 9);
	c->array = "needs";
	for (c->at = 0; c->at < c->in->n_needs; c->at++) {
		const struct planner_need *n = &c->in->needs[c->at];
		index_of(c, "facility", n->facility, c->in->n_facilities);
		index_of(c, "product", n->product, c->in->n_products);
		in_range(c, "on_hand_g", n->on_hand_g, 0, MASS_MOST);
		in_range(c, "capacity_g", n->capacity_g, 0, MASS_MOST);
		in_range(c, "heel_g", n->heel_g, 0, MASS_MOST);
		in_range(c, "empties", n->empties, 0, BOTTLES_MOST);
		in_range(c, "critical_pct", n->critical_pct, 0, 100);
		by_day(c, "q50_g", n->q50_g);
		by_day(c, "q90_g", n->q90_g);
		by_day(c, "inbound_g", n->inbound_g);
	}
}

static void
check_rights(struct checker *c)
{
	c->array = "rights";
	for (c->at = 0; c->at < c->in->n_rights; c->at++) {
		const struct planner_right *r = &c->in->rights[c->at];
		index_of(c, "supplier", r->supplier, c->in->n_suppliers);
		index_of(c, "need", r->need, c->in->n_needs);
		in_range(c, "daily_g", r->daily_g, 0, MASS_MOST);
	}
}

static void
index_or_none(struct checker *c, const char *member, int value, int n)
{
	in_range(c, member, value, PLANNER_NONE, n - 1);
}

static void
check_fixed(struct checker *c)
{
	c->array = "fixed";
	for (c->at = 0; c->at < c->in->n_fixed; c->at++) {
		const struct planner_fixed *x = &c->in->fixed[c->at];
		bool any = x->kind == PLANNER_EXCLUDE,
		     pin = x->kind == PLANNER_PIN || x->kind == PLANNER_SET;
		in_range(c, "need", x->need, any ? PLANNER_NONE : 0, c->in->n_needs - 1);
		in_range(
		    c, "supplier", x->supplier, pin ? 0 : PLANNER_NONE, c->in->n_suppliers - 1);
		in_range(c, "day", x->day, any ? PLANNER_NONE : 0, c->in->days - 1);
		index_or_none(c, "vehicle", x->vehicle, c->in->n_vehicles);
		if (any)
			index_or_none(c, "facility", x->facility, c->in->n_facilities);
		if (x->kind == PLANNER_LOAN)
			index_of(c, "from_need", x->from_need, c->in->n_needs);
		in_range(c, "quantity_g", x->quantity_g, 0, MASS_MOST);
		in_range(c, "full", x->full, 0, BOTTLES_MOST);
		in_range(c, "empties_back", x->empties_back, 0, BOTTLES_MOST);
	}
	c->array = "previous";
	for (c->at = 0; c->at < c->in->n_previous; c->at++) {
		index_of(c, "supplier", c->in->previous[c->at].supplier, c->in->n_suppliers);
		index_of(c, "need", c->in->previous[c->at].need, c->in->n_needs);
		index_of(c, "day", c->in->previous[c->at].day, c->in->days);
		in_range(c, "quantity_g", c->in->previous[c->at].quantity_g, 0, MASS_MOST);
	}
}

static bool
input_is_sane(const struct planner_input *in, struct faults *f)
{
	struct checker c = { .in = in, .f = f };
	static void (*const part[])(struct checker *) = { check_suppliers, check_sources,
		check_vehicles, check_needs, check_rights, check_fixed };

	check_counts(&c);
	for (size_t i = 0; i < ARRAY_LEN(part) && !c.bad; i++)
		part[i](&c);
	return !c.bad && planner_sane(in, f);
}

/* ---- indexes ------------------------------------------------------------------------------ */

static void
index_sources(struct work *w)
{
	const struct planner_input *in = w->in;

	w->source_of =
	    ARENA_ARRAY(w->arena, int, (size_t)in->n_suppliers *(size_t)in->n_products + 1);
	w->bulk_of = ARENA_ARRAY(w->arena, int, (size_t)in->n_suppliers + 1);
	for (int i = 0; i < in->n_suppliers * in->n_products; i++)
		w->source_of[i] = PLANNER_NONE;
	for (int i = 0; i < in->n_suppliers; i++)
		w->bulk_of[i] = PLANNER_NONE;
	w->made_g = ARENA_ARRAY(w->arena, int64_t, (size_t)(in->n_sources * w->days) + 1);
	for (int i = 0; i < in->n_sources; i++) {
		const struct planner_source *s = &in->sources[i];
		w->source_of[s->supplier * in->n_products + s->product] = i;
		if (!in->products[s->product].bottles)
			w->bulk_of[s->supplier] = i;
		for (int d = 0; d < w->days; d++)
			w->made_g[i * w->days + d] =
			    s->production_g[d] * in->suppliers[s->supplier].medical_share_pct / 100;
	}
}

/* Usable rights of a need, nearest first; of equals the one that stands first in the input. */
static void
index_rights(struct work *w)
{
	const struct planner_input *in = w->in;
	int *start = w->right_start = ARENA_ARRAY(w->arena, int, (size_t)in->n_needs + 2);
	int *list = w->right_list = ARENA_ARRAY(w->arena, int, (size_t)in->n_rights + 1);

	for (int r = 0; r < in->n_rights; r++)
		start[in->rights[r].need + 1]++;
	for (int n = 0; n < in->n_needs; n++)
		start[n + 1] += start[n];
	int *fill = ARENA_ARRAY(w->arena, int, (size_t)in->n_needs + 1);
	for (int r = 0; r < in->n_rights; r++) {
		int n = in->rights[r].need, at = start[n] + fill[n]++;
		int32_t far =
		    planner_setup_road_m(w, in->rights[r].supplier, in->needs[n].facility);
		while (at > start[n] && planner_setup_road_m(w, in->rights[list[at - 1]].supplier,
					    in->needs[n].facility) > far) {
			list[at] = list[at - 1];
			at--;
		}
		list[at] = r;
	}
}

static bool
exclusion_matches(
    const struct work *w, const struct planner_fixed *x, int supplier, int need, int day)
{
	return x->kind == PLANNER_EXCLUDE && (x->supplier < 0 || x->supplier == supplier) &&
	       (x->need < 0 || x->need == need) && (x->day < 0 || x->day == day) &&
	       (x->facility < 0 || x->facility == w->in->needs[need].facility);
}

static void
index_exclusions(struct work *w)
{
	w->excluded = ARENA_ARRAY(w->arena, bool, (size_t)(w->in->n_rights * w->days) + 1);
	for (int i = 0; i < w->in->n_fixed; i++) {
		const struct planner_fixed *x = &w->in->fixed[i];
		for (int r = 0; r < w->in->n_rights && x->vehicle < 0; r++)
			for (int d = 0; d < w->days; d++)
				w->excluded[r * w->days + d] |= exclusion_matches(
				    w, x, w->in->rights[r].supplier, w->in->rights[r].need, d);
	}
}

static int
most(int a, int b)
{
	return a > b ? a : b;
}

/* Without our trucks: at noon, or as soon after as lead time and receiving hours let it. */
static int
reach_line(const struct work *w, int right, int day, enum planner_reason *ret_why)
{
	const struct planner_right *r = &w->in->rights[right];
	int from, to, ready = w->in->start_minute + 60 * w->in->suppliers[r->supplier].lead_time_h;

	planner_setup_window(w, w->in->needs[r->need].facility, day, &from, &to);
	int at = most(
	    most(from, ready), most(planner_setup_day_from(w, day), day * PLANNER_DAY_MIN + 720));
	if (at > to)
		at = most(most(from, ready), planner_setup_day_from(w, day));
	*ret_why = at > to ? (ready > to ? PLANNER_LEAD_TIME : PLANNER_WINDOW) : PLANNER_VEHICLES;
	return at > to ? PLANNER_NONE : at;
}

static int
reach_by(const struct work *w, int vehicle, const struct planner_right *r, int day,
    enum planner_reason *ret_why)
{
	const struct planner_vehicle *v = &w->in->vehicles[vehicle];
	int midnight = day * PLANNER_DAY_MIN, facility = w->in->needs[r->need].facility, from, to;
	int ready = w->in->start_minute + 60 * w->in->suppliers[r->supplier].lead_time_h;
	int out = planner_travel_min(planner_setup_road_m(w, r->supplier, facility), v->speed_kmh);
	int home = planner_travel_min(planner_setup_road_m(w, v->supplier, facility), v->speed_kmh);
	int approach = planner_travel_min(
	    w->distance[(int64_t)v->supplier * w->places + r->supplier], v->speed_kmh);

	planner_setup_window(w, facility, day, &from, &to);
	int leave = most(midnight + v->duty_from_min, planner_setup_day_from(w, day));
	int load = most(leave + approach, ready);
	int arrive = most(load + v->load_min + out, from);
	int back = arrive + v->unload_min + v->unload_min_per_unit + home;
	*ret_why = ready > to ? PLANNER_LEAD_TIME : PLANNER_WINDOW;
	if (arrive > to)
		return PLANNER_NONE;
	*ret_why = PLANNER_DRIVER_HOURS;
	if (back > midnight + v->duty_to_min ||
	    (v->drive_max_min > 0 && approach + out + home > v->drive_max_min))
		return PLANNER_NONE;
	return arrive;
}

/* The earliest that unloading can begin, by the best vehicle; PLANNER_NONE when it cannot that day.
 */
static int
reach(const struct work *w, int right, int day, enum planner_reason *ret_why)
{
	const struct planner_right *r = &w->in->rights[right];
	int best = PLANNER_NONE;

	*ret_why = w->excluded[right * w->days + day] ? PLANNER_EXCLUDED : PLANNER_FILL_RIGHT;
	if (!planner_setup_may_fill(w, right, day))
		return PLANNER_NONE;
	*ret_why = PLANNER_VEHICLES;
	if (w->in->suppliers[r->supplier].mode != PLANNER_ROUTED)
		return reach_line(w, right, day, ret_why);
	for (int v = 0; v < w->in->n_vehicles; v++) {
		enum planner_reason why;
		int at = PLANNER_NONE;
		if (planner_setup_vehicle_fits(w, v, r->supplier, r->need, day, &why))
			at = reach_by(w, v, r, day, &why);
		if (at >= 0 && (best < 0 || at < best))
			best = at;
		if (why > *ret_why)
			*ret_why = why;
	}
	return best;
}

static void
index_reach(struct work *w)
{
	size_t n = (size_t)(w->in->n_rights * w->days) + 1;

	w->reach = ARENA_ARRAY(w->arena, int, n);
	w->reach_why = ARENA_ARRAY(w->arena, uint8_t, n);
	for (int r = 0; r < w->in->n_rights; r++) {
		for (int d = 0; d < w->days; d++) {
			enum planner_reason why;
			w->reach[r * w->days + d] = reach(w, r, d, &why);
			w->reach_why[r * w->days + d] = (uint8_t)why;
		}
	}
}

err_t
planner_setup(const struct planner_input *in, struct arena *a, struct work *ret_w, struct faults *f)
{
	if (!input_is_sane(in, f))
		return ERR_INVALID;
	struct work *w = ret_w;
	*w = (struct work){ .in = in, .arena = a, .days = in->days };
	w->cfg = in->config ? in->config : planner_config_default();
	w->places = in->n_suppliers + in->n_facilities;
	w->distance = planner_travel_matrix(in, w->cfg->road_factor_pct, a);
	index_sources(w);
	index_rights(w);
	index_exclusions(w);
	index_reach(w);
	w->fills = ARENA_ARRAY(a, struct planner_fill, (size_t)(in->n_sources * w->days) + 1);
	w->fail = ARENA_ARRAY(a, struct order_fail, (size_t)(in->n_needs * w->days) + 1);
	w->first_visit = ARENA_ARRAY(a, int, (size_t)in->n_needs + 1);
	planner_setup_reset(w);
	return ERR_OK;
}

int
planner_setup_add_visit(struct work *w, struct visit v)
{
	int at = (int)w->visits.n;

	v.next = w->first_visit[v.need];
	w->first_visit[v.need] = at;
	*VEC_ADD(&w->visits) = v;
	return at;
}

void
planner_setup_reset(struct work *w)
{
	VEC_FOREACH(t, &w->trips)
		VEC_FREE(&t->stops);
	w->trips.n = w->visits.n = 0;
	w->vented_g = 0;
	for (int n = 0; n < w->in->n_needs; n++)
		w->first_visit[n] = PLANNER_NONE;
	memset(w->fills, 0, sizeof *w->fills * (size_t)(w->in->n_sources * w->days));
	memset(w->fail, 0, sizeof *w->fail * (size_t)(w->in->n_needs * w->days));
}

void
planner_setup_free(struct work *w)
{
	VEC_FOREACH(t, &w->trips)
		VEC_FREE(&t->stops);
	VEC_FREE(&w->trips);
	VEC_FREE(&w->visits);
}

/* ---- questions ---------------------------------------------------------------------------- */

int
planner_setup_day_from(const struct work *w, int day)
{
	return day == 0 ? w->in->start_minute : day * PLANNER_DAY_MIN;
}

int
planner_setup_day_to(const struct work *w, int day)
{
	(void)w;
	return (day + 1) * PLANNER_DAY_MIN;
}

int64_t
planner_setup_part(const struct work *w, int64_t total, int day, int at)
{
	int from = planner_setup_day_from(w, day), to = planner_setup_day_to(w, day);

	if (at <= from)
		return 0;
	if (at >= to)
		return total;
	return (int64_t)((__int128)total * (at - from) / (to - from));
}

int
planner_setup_second(const struct work *w, int need, int day, int arrive)
{
	const struct planner_need *n = &w->in->needs[need];
	int next = day + 1 < w->days ? day + 1 : day, latest = day * PLANNER_DAY_MIN + SECOND_BY_MIN;
	int64_t usable = n->capacity_g - n->heel_g, early = planner_setup_part(w, n->q50_g[day], day, arrive);
	int64_t morning = n->q50_g[next] * (arrive - day * PLANNER_DAY_MIN) / PLANNER_DAY_MIN;

	if (usable <= 0 || usable * 100 >= (n->q50_g[day] - early + morning) * SECOND_MARGIN_PCT)
		return PLANNER_NONE;
	for (int at = arrive + SECOND_STEP_MIN; at <= latest; at += SECOND_STEP_MIN)
		if (2 * (planner_setup_part(w, n->q50_g[day], day, at) - early) >= usable)
			return at;
	return PLANNER_NONE;
}

int32_t
planner_setup_road_m(const struct work *w, int supplier, int facility)
{
	return w->distance[(int64_t)supplier * w->places + w->in->n_suppliers + facility];
}

bool
planner_setup_may_fill(const struct work *w, int right, int day)
{
	const struct planner_right *r = &w->in->rights[right];

	return day >= r->day_from && day <= r->day_to && !w->excluded[right * w->days + day];
}

bool
planner_setup_vehicle_excluded(const struct work *w, int vehicle, int supplier, int need, int day)
{
	for (int i = 0; i < w->in->n_fixed; i++) {
		const struct planner_fixed *x = &w->in->fixed[i];
		if (x->kind == PLANNER_EXCLUDE && x->vehicle == vehicle &&
		    exclusion_matches(w, x, supplier, need, day))
			return true;
	}
	return false;
}

void
planner_setup_window(const struct work *w, int facility, int day, int *ret_from, int *ret_to)
{
	const struct planner_facility *f = &w->in->facilities[facility];
	bool any = f->receives_to_min <= f->receives_from_min;

	*ret_from = day * PLANNER_DAY_MIN + (any ? 0 : f->receives_from_min);
	*ret_to = day * PLANNER_DAY_MIN + (any ? PLANNER_DAY_MIN - 1 : f->receives_to_min);
}

bool
planner_setup_vehicle_fits(const struct work *w, int vehicle, int supplier, int need, int day,
    enum planner_reason *ret_why)
{
	const struct planner_vehicle *v = &w->in->vehicles[vehicle];
	const struct planner_need *n = &w->in->needs[need];
	const struct planner_facility *site = &w->in->facilities[n->facility];

	*ret_why = PLANNER_VEHICLES;
	if (v->supplier != supplier && (!v->loads_elsewhere || v->bottles ||
					   w->in->suppliers[v->supplier].mode != PLANNER_ROUTED))
		return false;
	if (v->bottles != w->in->products[n->product].bottles || v->out_of_service[day])
		return false;
	*ret_why = PLANNER_ACCESS;
	if (site->access_max_kg > 0 && v->size_kg > site->access_max_kg)
		return false;
	*ret_why = PLANNER_EXCLUDED;
	return !planner_setup_vehicle_excluded(w, vehicle, supplier, need, day);
}
