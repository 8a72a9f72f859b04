/* plan_promised - deliveries to appointments of trucks. */
#include "app/plan_promised.h"

#include "base/str.h"
#include "planner/travel.h"

#include <stdlib.h>
#include <string.h>

enum { COMMITTED_LATE_MIN = 60 }; /* a delivery that is overdue is expected within the hour */

static int
plan_supplier(const struct app_plan_building *b, int64_t site_id)
{
	for (int i = 0; i < b->w->in.n_suppliers; i++)
		if (b->w->supplies[i].site.site_id == site_id)
			return i;
	return PLANNER_NONE;
}

/* The vehicle that a delivery names: its home's, else its supplier's, which may have sent one of its own, else one that loads anywhere. */
static int
plan_vehicle(const struct app_plan_building *b, int64_t home_id, int64_t supplier_id, const char *code)
{
	int homes[] = { plan_supplier(b, home_id), plan_supplier(b, supplier_id) };
	for (size_t h = 0; h < ARRAY_LEN(homes); h++)
		for (size_t i = 0; code != NULL && i < b->vehicles.n; i++)
			if (b->vehicles.at[i].supplier == homes[h] && str_eq(b->vehicles.at[i].code, code))
				return (int)i;
	for (size_t i = 0; code != NULL && i < b->vehicles.n; i++)
		if (b->vehicles.at[i].loads_elsewhere && str_eq(b->vehicles.at[i].code, code))
			return (int)i;
	return PLANNER_NONE;
}

/* Between a supplier and a facility of the plan. */
static int
drive_min(const struct app_plan_building *b, int supplier, int facility, int vehicle)
{
	return app_plan_driving_min(&b->w->in, supplier, planner_place_of_facility(&b->w->in, facility), &b->vehicles.at[vehicle]);
}

/* Where a vehicle loads: at a supplier that the plan does not know as if it were at home. */
static int
plant_of(const struct app_plan_building *b, int supplier, int vehicle)
{
	return supplier >= 0 ? supplier : b->vehicles.at[vehicle].supplier;
}

/* From home to where it loads. */
static int
out_min(const struct app_plan_building *b, int plant, int vehicle)
{
	return app_plan_driving_min(&b->w->in, b->vehicles.at[vehicle].supplier, plant, &b->vehicles.at[vehicle]);
}

/* A stop and the delivery that it is. */
struct stop {
	const struct store_supply_open *o;
	size_t fixed;
};

static bool
same_tour(const struct app_plan_building *b, const struct stop *p, const struct stop *q)
{
	const struct planner_fixed *x = &b->fixed.at[p->fixed], *y = &b->fixed.at[q->fixed];
	return x->vehicle == y->vehicle && x->day == y->day && id_eq(p->o->plan, q->o->plan) && p->o->route_no == q->o->route_no;
}

/* A stop of a tour that has begun: of this week, this vehicle, plan and route. */
static bool
is_of_tour(const struct app_plan_driving_stop *s, const struct store_supply_open *o, int vehicle)
{
	return s->vehicle == vehicle && s->route_no >= 0 && s->route_no == o->route_no && id_eq(s->plan, o->plan);
}

/* The place that an open stop is reached from when no other open one comes before it: where its tour delivered last, or where it loaded. */
static int
driven_from(const struct app_plan_building *b, const struct store_supply_open *o, const struct planner_fixed *x)
{
	int from = plant_of(b, x->supplier, x->vehicle);
	VEC_FOREACH(s, &b->driven)
		if (is_of_tour(s, o, x->vehicle) && s->facility >= 0)
			from = planner_place_of_facility(&b->w->in, s->facility);
	return from;
}

/* A vehicle is away from leaving home until it is home from the last stop of its tour. A stop keeps it from the one before it (the first:
 * from when it must have left home to load) until it is left (the last: until it is home); the road is the planner's. */
static void
keep_away(struct app_plan_building *b, const struct stop *stops, size_t n, size_t i)
{
	struct planner_fixed *x = &b->fixed.at[stops[i].fixed];
	int facility = b->needs.at[x->need].facility, home = b->vehicles.at[x->vehicle].supplier, plant = plant_of(b, x->supplier, x->vehicle);
	int before = -1, from = driven_from(b, stops[i].o, x), out = out_min(b, plant, x->vehicle), back = drive_min(b, home, facility, x->vehicle);
	bool last = true;
	for (size_t k = 0; k < n; k++) {
		const struct planner_fixed *y = &b->fixed.at[stops[k].fixed];
		if (k == i || !same_tour(b, &stops[i], &stops[k]))
			continue;
		last = last && y->minute < x->minute;
		if (y->minute < x->minute && y->minute > before) {
			before = y->minute;
			from = planner_place_of_facility(&b->w->in, b->needs.at[y->need].facility);
		}
	}
	int began = x->minute - drive_min(b, plant, facility, x->vehicle) - out -
	    planner_driving_load_min(&b->w->in.driving[x->day], &b->vehicles.at[x->vehicle]);
	x->busy_from_min = before >= 0 ? before : began > 0 ? began : 0;
	x->busy_to_min = x->minute + planner_travel_unload_min(&b->vehicles.at[x->vehicle], x->quantity_g, x->full) + (last ? back : 0);
	x->drive_min = (from == plant ? out : 0) + drive_min(b, from, facility, x->vehicle) + (last ? back : 0);
}

static void
block(struct app_plan_building *b, int vehicle, int from_min, int to_min)
{
	if (to_min > from_min)
		*VEC_ADD(&b->fixed) = (struct planner_fixed){ .kind = PLANNER_COMMITTED, .id = b->vehicles.at[vehicle].code, .supplier = PLANNER_NONE,
			.need = 0, /* nothing goes there */
			.vehicle = vehicle, .facility = PLANNER_NONE, .from_need = PLANNER_NONE, .loaded = true, .busy_from_min = from_min, .busy_to_min = to_min };
}

/* When a vehicle left home to load for the first time today. For another plant it left before, which nobody says: by the road there, or, as
 * some say that they load when the truck leaves for it, as late as it can to be at its first stop when it is expected. */
static int
began_min(const struct app_plan_building *b, const struct store_supply_duty *x, int vehicle)
{
	const struct planner_vehicle *v = &b->vehicles.at[vehicle];
	int loaded = calendar_time_of(x->began), plant = plan_supplier(b, x->first_supplier_id), first = app_plan_building_facility(b, x->first_site_id);
	if (plant < 0 || plant == v->supplier)
		return loaded;
	int left = loaded - out_min(b, plant, vehicle);
	if (x->first_eta != INSTANT_NONE && first >= 0)
		left = (int)((x->first_eta - calendar_start(b->w->in.start_day)) / INSTANT_MINUTE) - drive_min(b, plant, first, vehicle) -
		    planner_driving_load_min(&b->w->in.driving[0], v) - out_min(b, plant, vehicle);
	return left < 0 ? 0 : left < loaded ? left : loaded;
}

/* A driver's day has begun and will end, and who delivered last has yet to come home, whatever is planned anew. */
static void
add_duty(struct app_plan_building *b, const struct store_supply_duty *x, int vehicle)
{
	const struct planner_vehicle *v = &b->vehicles.at[vehicle];
	int last = x->last_at != INSTANT_NONE ? app_plan_building_facility(b, x->last_site_id) : PLANNER_NONE, home = 0;
	if (plan_vehicle(b, x->home_id, x->first_supplier_id, x->vehicle) != vehicle)
		return;
	if (last >= 0)
		home = calendar_time_of(x->last_at) + planner_travel_unload_min(v, x->last_g, (int)x->last_full) + drive_min(b, v->supplier, last, vehicle);
	if (home > b->w->in.start_minute)
		block(b, vehicle, 0, home);
	if (x->began != INSTANT_NONE && v->duty_max_min > 0)
		block(b, vehicle, began_min(b, x, vehicle) + v->duty_max_min, v->duty_to_min);
}

static void
add_duties(struct app_plan_building *b, int vehicle)
{
	for (int i = 0; b->needs.n > 0 && i < b->duties.n; i++)
		if (str_eq(b->duties.items[i].vehicle, b->vehicles.at[vehicle].code))
			add_duty(b, &b->duties.items[i], vehicle);
}

static void
add_committed(struct app_plan_building *b, const struct store_supply_open *o, int f, int n)
{
	struct app_plan_world *w = b->w;
	instant_t at = o->eta != INSTANT_NONE ? o->eta : o->to, now = w->at.now;
	if (at < now)
		at = now + COMMITTED_LATE_MIN * INSTANT_MINUTE;
	int day = calendar_day_of(at) - w->in.start_day, supplier = plan_supplier(b, o->supplier_id);
	char id[ID_TEXT];
	if (day >= w->in.days)
		return;
	int minute = calendar_time_of(at), vehicle = plan_vehicle(b, o->home_id, o->supplier_id, o->vehicle);
	struct planner_fixed x = { .kind = PLANNER_COMMITTED, .id = arena_strdup(b->arena, id_text(o->id, id)), .supplier = supplier, .need = n,
		.vehicle = vehicle, .day = day, .facility = PLANNER_NONE, .from_need = PLANNER_NONE, .minute = minute, .quantity_g = o->g,
		.full = o->full > 0 ? (int)o->full : 0, .empties_back = o->empties > 0 ? (int)o->empties : 0, .loaded = true };
	*VEC_ADD(&b->fixed) = x;
	app_plan_building_note(b, (struct app_plan_world_note){ APP_PLAN_CONFIRMED, f, n, o->g, x.id });
}

/* A delivery of the plan's places, and where it stands among them. */
struct coming {
	const struct store_supply_open *o;
	int facility, need, supplier, vehicle;
};

static instant_t
arrives(const struct store_supply_open *o)
{
	return o->eta != INSTANT_NONE ? o->eta : o->to;
}

static int
by_arrival(const void *p, const void *q)
{
	const struct store_supply_open *x = ((const struct coming *)p)->o, *y = ((const struct coming *)q)->o;
	if (arrives(x) != arrives(y))
		return arrives(x) < arrives(y) ? -1 : 1;
	return memcmp(&x->id, &y->id, sizeof x->id);
}

/* What comes here, as it arrives. */
static struct coming *
list_coming(struct app_plan_building *b, int *ret_n)
{
	struct coming *all = ARENA_ARRAY(b->arena, struct coming, (size_t)b->coming.n + 1);
	int n = 0;
	for (int i = 0; i < b->coming.n; i++) {
		const struct store_supply_open *o = &b->coming.items[i];
		int f = app_plan_building_facility(b, o->site_id), need = f < 0 ? PLANNER_NONE : app_plan_building_need(b, f, o->product, o->cylinder_type);
		int supplier = plan_supplier(b, o->supplier_id);
		if (need >= 0)
			all[n++] = (struct coming){ o, f, need, supplier, plan_vehicle(b, o->home_id, o->supplier_id, o->vehicle) };
	}
	if (n > 0)
		qsort(all, (size_t)n, sizeof *all, by_arrival);
	*ret_n = n;
	return all;
}

/* Truck by truck, since ties are broken by order. */
void
app_plan_promised_coming(struct app_plan_building *b)
{
	int n;
	size_t n_stops = 0;
	struct coming *all = list_coming(b, &n);
	struct stop *stops = ARENA_ARRAY(b->arena, struct stop, (size_t)n + 1);
	for (int v = 0; v <= (int)b->vehicles.n; v++) { /* those without a truck come last */
		int vehicle = v < (int)b->vehicles.n ? v : PLANNER_NONE;
		if (vehicle >= 0)
			add_duties(b, vehicle);
		for (int i = 0; i < n; i++) {
			const struct coming *x = &all[i];
			if (x->vehicle != vehicle)
				continue;
			size_t before = b->fixed.n;
			if (x->o->state != DELIVERY_OFFERED)
				add_committed(b, x->o, x->facility, x->need);
			bool added = b->fixed.n > before;
			*VEC_ADD(&b->open) = (struct app_plan_world_open){ x->o, x->need, x->supplier, vehicle, added ? (int)before : PLANNER_NONE };
			if (added && vehicle >= 0)
				stops[n_stops++] = (struct stop){ x->o, before };
		}
	}
	for (size_t i = 0; i < n_stops; i++)
		keep_away(b, stops, n_stops, i);
}

/* One that goes on comes home after its stops to come. */
void
app_plan_promised_driven(struct app_plan_building *b)
{
	for (int i = 0; i < b->delivered.n; i++) {
		const struct store_supply_driven *d = &b->delivered.items[i];
		int vehicle = plan_vehicle(b, d->home_id, d->supplier_id, d->vehicle);
		if (vehicle < 0)
			continue;
		struct app_plan_driving_stop s = { .vehicle = vehicle, .plant = plant_of(b, plan_supplier(b, d->supplier_id), vehicle), .facility = app_plan_building_facility(b, d->site_id), .plan = d->plan, .route_no = d->route_no,
			.day = calendar_day_of(d->at) };
		for (int k = 0; k < b->coming.n; k++)
			s.home_later |= b->coming.items[k].state != DELIVERY_OFFERED && str_eq(b->coming.items[k].vehicle, d->vehicle) &&
			    b->coming.items[k].home_id == d->home_id && is_of_tour(&s, &b->coming.items[k], vehicle);
		*VEC_ADD(&b->driven) = s;
	}
	app_plan_driving_past(&b->w->in, b->vehicles.at, b->driven.at, b->driven.n);
}

void
app_plan_promised_planned(struct app_plan_building *b)
{
	for (int i = 0; i < b->planned.n; i++) {
		const struct store_supply_line *l = &b->planned.items[i];
		int f = app_plan_building_facility(b, l->site_id), n = f < 0 ? PLANNER_NONE : app_plan_building_need(b, f, l->product, l->cylinder_type);
		int supplier = plan_supplier(b, l->supplier_id);
		if (n >= 0 && supplier >= 0 && calendar_day_of(l->from) - b->w->in.start_day < b->w->in.days)
			*VEC_ADD(&b->previous) = (struct planner_previous){ supplier, n, app_plan_building_day(b, l->from), l->g };
	}
}
