/* sane - every index and every figure of the input is looked at before anything trusts it, so that
 * the stages need no checks of their own: past this file an index is inside and a mass is sane.
 *
 * First ranges, then what makes no sense together: places on the globe, roads with an end, minutes
 * of a day, one tank a product, loans of one product. Each of these was a crash, an overflow or a
 * plan that the judge refused (tests/unit/planner/fuzz_test.c, sane_test.c). */
#include "planner/sane.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

/* No province has a megatonne: sums over a horizon stay far inside 64 bits. */
#define MASS_MOST INT64_C(1000000000000)

enum { BOTTLES_MOST = 10000000, ITEMS_MOST = 1000000, KEPT_STOPS_MOST = 32 };

/* Longer than any road on earth. */
#define METRES_MOST INT64_C(50000000)

enum { BUSY_MOST = PLANNER_DAYS_MAX * PLANNER_DAY_MIN, KM_MOST = 100000, WEIGHT_MOST = 1000000 };

enum { STRETCH_LEAST = 30, BREAK_MOST = 480, DRIVEN_MOST = PLANNER_DAYS_MAX * PLANNER_DAY_MIN };

struct checker {
	const struct planner_input *in;
	struct faults *f;
	const char *array;
	int at;
	bool bad;
};

static void
refuse(struct checker *c, const char *member, const char *expected, const char *got)
{
	char pointer[96];

	if (c->array)
		snprintf(pointer, sizeof pointer, "/%s/%d%s%s", c->array, c->at, *member ? "/" : "",
		    member);
	else
		snprintf(pointer, sizeof pointer, "/%s", member);
	fault_add(c->f, FAULT_RANGE, pointer, expected, got, NULL);
	c->bad = true;
}

static void
in_range(struct checker *c, const char *member, int64_t value, int64_t least, int64_t most)
{
	char expected[64], got[32];

	if (value >= least && value <= most)
		return;
	snprintf(expected, sizeof expected, "%" PRId64 "..%" PRId64, least, most);
	snprintf(got, sizeof got, "%" PRId64, value);
	refuse(c, member, expected, got);
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
		{ "n_closures", in->n_closures },
		{ "n_kept", in->n_kept },
	};

	in_range(c, "days", in->days, 1, PLANNER_DAYS_MAX);
	in_range(c, "start_minute", in->start_minute, 0, PLANNER_DAY_MIN - 1);
	in_range(c, "iterations", in->iterations, 0, INT32_MAX);
	for (size_t i = 0; i < ARRAY_LEN(counts); i++)
		in_range(c, counts[i].name, counts[i].n, 0, ITEMS_MOST);
}

/* Breaks of a long road stay countable. */
static void
check_driving(struct checker *c)
{
	c->array = "driving";
	for (c->at = 0; c->at < c->in->days; c->at++) {
		const struct planner_driving *x = &c->in->driving[c->at];
		if (x->stretch_max_min > 0)
			in_range(c, "stretch_max_min", x->stretch_max_min, STRETCH_LEAST, PLANNER_DAY_MIN);
		in_range(c, "break_min", x->break_min, 0, BREAK_MOST);
	}
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
		in_range(c, "overtime_min", v->overtime_min, 0, PLANNER_DAY_MIN);
		in_range(c, "driven_day_min", v->driven_day_min, 0, DRIVEN_MOST);
		in_range(c, "driven_week_min", v->driven_week_min, 0, DRIVEN_MOST);
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

static void
check_closures(struct checker *c)
{
	int places = c->in->n_suppliers + c->in->n_facilities;

	c->array = "closures";
	for (c->at = 0; c->at < c->in->n_closures; c->at++) {
		const struct planner_closure *x = &c->in->closures[c->at];
		index_of(c, "a", x->a, places);
		index_or_none(c, "b", x->b, places);
	}
}

/* Only what is needed to index it: that it can be driven is the judge's to say. */
static void
check_kept(struct checker *c)
{
	c->array = "kept";
	for (c->at = 0; c->at < c->in->n_kept; c->at++) {
		const struct planner_route *r = &c->in->kept[c->at].route;
		index_of(c, "vehicle", r->vehicle, c->in->n_vehicles);
		index_of(c, "supplier", r->supplier, c->in->n_suppliers);
		index_of(c, "day", r->day, c->in->days);
		in_range(c, "leave_min", r->leave_min, 0, 2 * PLANNER_DAY_MIN);
		in_range(c, "load_at_min", r->load_at_min, r->leave_min, PLANNER_DAY_MIN - 1);
		in_range(c, "return_min", r->return_min, r->leave_min, 2 * PLANNER_DAY_MIN);
		in_range(c, "n_stops", r->n_stops, 1, KEPT_STOPS_MOST);
		for (int i = 0; i < r->n_stops && !c->bad; i++) {
			index_of(c, "stops/need", r->stops[i].need, c->in->n_needs);
			in_range(c, "stops/quantity_g", r->stops[i].quantity_g, 1, MASS_MOST);
			in_range(c, "stops/arrive_min", r->stops[i].arrive_min, r->leave_min,
			    PLANNER_DAY_MIN - 1);
		}
	}
}

/* ---- sense ---------------------------------------------------------------------------------- */

static void
on_the_globe(struct checker *c, struct planner_place p)
{
	char got[64];

	if (fabs(p.lat) <= 90 && fabs(p.lon) <= 180)
		return;
	snprintf(got, sizeof got, "%g %g", p.lat, p.lon);
	refuse(c, "place", "-90..90 -180..180", got);
}

static void
check_places(struct checker *c)
{
	c->array = "suppliers";
	for (c->at = 0; c->at < c->in->n_suppliers; c->at++)
		if (!c->in->distance_m)
			on_the_globe(c, c->in->suppliers[c->at].place);
	c->array = "facilities";
	for (c->at = 0; c->at < c->in->n_facilities; c->at++) {
		const struct planner_facility *f = &c->in->facilities[c->at];
		if (!c->in->distance_m)
			on_the_globe(c, f->place);
		in_range(c, "receives_from_min", f->receives_from_min, 0, PLANNER_DAY_MIN);
		in_range(c, "receives_to_min", f->receives_to_min, 0, PLANNER_DAY_MIN);
	}
}

static void
check_roads(struct checker *c)
{
	int n = c->in->n_suppliers + c->in->n_facilities;

	c->array = "distance_m";
	for (c->at = 0; c->in->distance_m && c->at < n * n && !c->bad; c->at++)
		in_range(
		    c, "", c->in->distance_m[c->at], 0, c->at / n == c->at % n ? 0 : METRES_MOST);
}

/* Two rows of one supplier and product would each be the whole of it. */
static void
check_twins(struct checker *c)
{
	c->array = "sources";
	for (c->at = 0; c->at < c->in->n_sources; c->at++)
		for (int i = 0; i < c->at; i++)
			if (c->in->sources[i].supplier == c->in->sources[c->at].supplier &&
			    c->in->sources[i].product == c->in->sources[c->at].product)
				refuse(c, "product", "one source of a product", "two");
}

static void
check_promises(struct checker *c)
{
	c->array = "fixed";
	for (c->at = 0; c->at < c->in->n_fixed; c->at++) {
		const struct planner_fixed *x = &c->in->fixed[c->at];
		const struct planner_need *n = c->in->needs;
		in_range(c, "kind", x->kind, PLANNER_PIN, PLANNER_COMMITTED);
		if (x->kind == PLANNER_LOAN &&
		    (x->need == x->from_need || n[x->need].product != n[x->from_need].product))
			refuse(c, "from_need", "another need of the same product", "this need");
		if (x->kind != PLANNER_LOAN && x->kind != PLANNER_COMMITTED)
			continue;
		in_range(c, "minute", x->minute, 0, PLANNER_DAY_MIN - 1);
		in_range(c, "busy_from_min", x->busy_from_min, 0, BUSY_MOST);
		in_range(c, "busy_to_min", x->busy_to_min, 0, BUSY_MOST);
		in_range(c, "drive_min", x->drive_min, 0, DRIVEN_MOST);
	}
}

static void
check_config(struct checker *c)
{
	const struct planner_config *p = c->in->config;

	if (!p)
		return;
	c->array = "config";
	c->at = 0;
	in_range(c, "road_factor_pct", p->road_factor_pct, 0, 1000);
	in_range(c, "neighbours", p->neighbours, 0, INT32_MAX);
	in_range(c, "emergency_km", p->emergency_km, 0, KM_MOST);
	in_range(c, "over_contract_km", p->over_contract_km, 0, KM_MOST);
	in_range(c, "change_km", p->change_km, 0, KM_MOST);
	in_range(c, "interval_pct", p->interval_pct, 0, 100);
	in_range(c, "min_drop_g", p->min_drop_g, 0, INT64_C(1000000000000));
	for (int i = 0; i < PLANNER_COVER_BANDS; i++) {
		in_range(c, "cover_pct", p->cover_pct[i], 0, 100 * PLANNER_DAYS_MAX);
		in_range(c, "cover_weight", p->cover_weight[i], 0, WEIGHT_MOST);
	}
	for (int i = 0; i < 3; i++)
		in_range(c, "safety_weight", p->safety_weight[i], 0, WEIGHT_MOST);
}

bool
planner_sane(const struct planner_input *in, struct faults *f)
{
	struct checker c = { .in = in, .f = f };
	static void (*const part[])(struct checker *) = { check_counts, check_driving, check_suppliers,
		check_sources, check_vehicles, check_needs, check_rights, check_fixed,
		check_closures, check_kept, check_places, check_roads, check_twins, check_promises,
		check_config };

	for (size_t i = 0; i < ARRAY_LEN(part) && !c.bad; i++)
		part[i](&c);
	return !c.bad;
}
