/* replan_world - lines, offers and promises of a plan, in the indices of today's world. */
#include "app/replan_world.h"

#include "base/str.h"

#include <stdlib.h>
#include <string.h>

enum {
	OFF_PCT = 20,       /* a report that is further off what was expected changes the plan */
	FREEZE_MIN = 720,   /* lines that are due within it are promises */
	STOPS_MOST = 32,
};

/* ---- deliveries ------------------------------------------------------------------------------------------- */

err_t
app_replan_world_deliveries(struct act *a, struct db_conn *job, struct app_replan_world *x)
{
	struct store_plan_deliveries own;
	instant_t by = x->w->at.recorded_by;
	err_t e = store_plan_deliveries(job, x->plan->shard, x->plan->id, by, a->arena, &own, a->faults);
	if (e)
		return e;
	struct id *ids = ARENA_ARRAY(a->arena, struct id, (size_t)own.n + 1);
	x->delivery_of = ARENA_ARRAY(a->arena, struct id, (size_t)x->lines.n + 1);
	for (int i = 0; i < own.n; i++)
		ids[i] = own.items[i].id;
	for (int i = 0; i < x->lines.n; i++) {
		x->delivery_of[i] = x->lines.items[i].delivery;
		for (int k = 0; k < own.n; k++)
			if (own.items[k].route_no == x->lines.items[i].route && own.items[k].stop_no == x->lines.items[i].stop)
				x->delivery_of[i] = own.items[k].id;
	}
	return own.n == 0 ? ERR_OK : store_delivery_get(job, ids, (size_t)own.n, by, a->arena, &x->deliveries, a->faults);
}

static struct app_plan_world_open *
open_of(const struct app_replan_world *x, int line)
{
	for (int i = 0; i < x->w->n_open && !id_is_none(x->delivery_of[line]); i++)
		if (id_eq(x->w->open[i].o->id, x->delivery_of[line]))
			return &x->w->open[i];
	return NULL;
}

static int
facility_by_site(const struct app_plan_world *w, int64_t site_id)
{
	for (int i = 0; i < w->in.n_facilities; i++)
		if (w->facilities[i].site_id == site_id)
			return i;
	return PLANNER_NONE;
}

static int
supplier_by_site(const struct app_plan_world *w, int64_t site_id)
{
	for (int i = 0; i < w->in.n_suppliers; i++)
		if (w->supplies[i].site.site_id == site_id)
			return i;
	return PLANNER_NONE;
}

static int
supplier_by_code(const struct app_plan_world *w, const char *code)
{
	for (int i = 0; code != NULL && i < w->in.n_suppliers; i++)
		if (str_eq(w->in.suppliers[i].code, code))
			return i;
	return PLANNER_NONE;
}

static int
day_of(const struct app_replan_world *x, instant_t t)
{
	return calendar_day_of(t) - x->w->in.start_day;
}

/* ---- what happened ---------------------------------------------------------------------------------------- */

static struct planner_event *
add_event(struct app_replan_world *x, enum planner_event_kind kind)
{
	x->events[x->n_events] = (struct planner_event){ .kind = kind, .vehicle = PLANNER_NONE, .supplier = PLANNER_NONE, .need = PLANNER_NONE,
		.a = PLANNER_NONE, .b = PLANNER_NONE, .day_to = x->w->in.days - 1 };
	return &x->events[x->n_events++];
}

static bool
has_line_of(const struct app_replan_world *x, const char *supplier, const char *vehicle)
{
	for (int i = 0; i < x->lines.n; i++)
		if (open_of(x, i) != NULL && str_eq(x->lines.items[i].supplier, supplier) && (vehicle == NULL || str_eq(x->lines.items[i].vehicle, vehicle)))
			return true;
	return false;
}

static void
find_vehicles(struct app_replan_world *x)
{
	for (int v = 0; v < x->w->in.n_vehicles; v++) {
		const struct planner_vehicle *t = &x->w->in.vehicles[v];
		if (t->out_of_service[0] && has_line_of(x, x->w->in.suppliers[t->supplier].code, t->code))
			add_event(x, PLANNER_VEHICLE_DOWN)->vehicle = v;
	}
}

/* Grams of a supplier's product that standing offers load up to the end of a day; accepted ones are out of its stock already. */
static int64_t
asked_by(const struct app_replan_world *x, int supplier, int product, int day)
{
	int64_t g = 0;
	for (int i = 0; i < x->lines.n; i++) {
		const struct app_plan_world_open *o = open_of(x, i);
		if (o != NULL && o->o->state == DELIVERY_OFFERED && o->supplier == supplier && x->w->in.needs[o->need].product == product &&
		    day_of(x, x->lines.items[i].load) <= day)
			g += o->o->g;
	}
	return g;
}

/* A plant that has less than the trips ask of it. Bottles that are filled from bulk have no gas of their own to run short of. */
static void
find_plants(struct app_replan_world *x)
{
	const struct planner_input *in = &x->w->in;
	for (int s = 0; s < in->n_sources; s++) {
		const struct planner_source *src = &in->sources[s];
		int64_t each = in->products[src->product].bottle_g, has = src->stock_g + src->bottles_full * each;
		bool known = false;
		for (int i = 0; i < x->n_events; i++)
			known |= x->events[i].kind == PLANNER_PLANT_DERATED && x->events[i].supplier == src->supplier;
		for (int d = 0; d < in->days && !known && !src->fills_from_bulk; d++) {
			has += src->production_g[d] * in->suppliers[src->supplier].medical_share_pct / 100;
			int64_t asked = asked_by(x, src->supplier, src->product, d);
			if (asked <= has)
				continue;
			struct planner_event *e = add_event(x, PLANNER_PLANT_DERATED);
			e->supplier = src->supplier;
			e->day_from = d;
			e->pct = 100; /* what it makes is in the world already */
			known = true;
		}
	}
}

static void
find_declines(struct app_replan_world *x)
{
	const struct app_plan_world *w = x->w;
	for (int i = 0; i < x->deliveries.n; i++) {
		const struct store_delivery *d = &x->deliveries.items[i];
		int facility = facility_by_site(w, d->site_id), day = day_of(x, d->d.window.start);
		if (d->d.state != DELIVERY_DECLINED || facility < 0 || day < 0 || day >= w->in.days)
			continue;
		int need = app_plan_world_find_need(w, w->facilities[facility].code, d->d.product, d->d.cylinder_type);
		int supplier = supplier_by_site(w, d->supplier_id);
		if (need < 0 || supplier < 0)
			continue;
		struct planner_event *e = add_event(x, PLANNER_DECLINED);
		e->need = need;
		e->supplier = supplier;
		e->day_from = e->day_to = day;
	}
}

/* Grams that the plan's deliveries have brought since it was made. */
static int64_t
brought(const struct app_replan_world *x, int need)
{
	int64_t g = 0;
	for (int i = 0; i < x->deliveries.n; i++) {
		const struct store_delivery *d = &x->deliveries.items[i];
		if (d->d.state == DELIVERY_DELIVERED && d->site_id == x->w->facilities[x->w->in.needs[need].facility].site_id &&
		    d->d.product == x->w->needs[need].product && (d->d.cylinder_type == NULL || str_eq(d->d.cylinder_type, x->w->needs[need].cylinder_type)))
			g += d->d.accepted_g == UNKNOWN_I64 ? d->d.quantity_g : d->d.accepted_g;
	}
	return g;
}

/* Use of a need between the plan's moment and now, by the plan's own forecast; day 0 is what was left of that day. */
static double
used(const struct app_replan_world *x, const json_t *use)
{
	double g = 0;
	day_t first = calendar_day_of(x->plan->as_of);
	for (size_t d = 0; d < json_array_size(use); d++) {
		instant_t from = d == 0 ? x->plan->as_of : calendar_start(first + (day_t)d), to = calendar_start(first + (day_t)d + 1);
		instant_t end = x->w->at.now < to ? x->w->at.now : to;
		if (end > from)
			g += (double)json_integer_value(json_array_get(use, d)) * (double)(end - from) / (double)(to - from);
	}
	return g;
}

static bool
was_reported(const struct app_replan_world *x, int need)
{
	int facility = x->w->in.needs[need].facility;
	const struct store_position *p = &x->w->positions[facility];
	for (int i = 0; i < p->n_truths; i++) {
		const struct store_truth *t = &p->truths[i];
		enum product product = t->asset != NULL && t->asset->kind == ASSET_TANK ? PRODUCT_LOX : PRODUCT_CYLINDER;
		if (t->asset != NULL && t->at > x->plan->as_of && product == x->w->needs[need].product &&
		    (product == PRODUCT_LOX || str_eq(t->asset->cylinder_type, x->w->needs[need].cylinder_type)))
			return true;
	}
	return false;
}

/* Off by more than a fifth of what was expected, or of a day's use when next to nothing was. */
static void
find_stocks(struct app_replan_world *x)
{
	const json_t *all = json_object_get(x->internal, "stocks");
	for (size_t i = 0; i < json_array_size(all); i++) {
		const json_t *o = json_array_get(all, i);
		int need = app_plan_world_find_need(x->w, json_string_value(json_object_get(o, "facility")),
		    (enum product)json_integer_value(json_object_get(o, "product")), json_string_value(json_object_get(o, "type")));
		if (need < 0 || !was_reported(x, need))
			continue;
		const struct planner_need *n = &x->w->in.needs[need];
		double expected = (double)json_integer_value(json_object_get(o, "g")) + (double)brought(x, need) - used(x, json_object_get(o, "use"));
		double day = (double)n->q50_g[x->w->in.days > 1 ? 1 : 0];
		expected = expected < 0 ? 0 : expected > (double)n->capacity_g ? (double)n->capacity_g : expected;
		double off = (double)n->on_hand_g - expected, scale = expected > day ? expected : day;
		if ((off < 0 ? -off : off) * 100 <= OFF_PCT * scale)
			continue;
		struct planner_event *e = add_event(x, PLANNER_STOCK_OFF);
		e->need = need;
		e->quantity_g = n->on_hand_g;
	}
}

void
app_replan_world_find(struct app_replan_world *x, struct arena *a)
{
	struct planner_event *all = ARENA_ARRAY(a, struct planner_event,
	    (size_t)(x->n_said + x->w->in.n_vehicles + x->w->in.n_sources + x->deliveries.n + x->w->in.n_needs) + 1);
	if (x->n_said > 0)
		memcpy(all, x->events, sizeof *all * (size_t)x->n_said);
	x->events = all;
	x->n_events = x->n_said;
	find_vehicles(x);
	find_plants(x);
	find_declines(x);
	find_stocks(x);
}

/* ---- broken deliveries ------------------------------------------------------------------------------------- */

static bool
is_cut_off(const struct planner_input *in, int supplier, int facility, int day)
{
	for (int i = 0; i < in->n_closures; i++) {
		const struct planner_closure *c = &in->closures[i];
		int place = planner_place_of_facility(in, facility);
		bool ends = c->b < 0 ? c->a == place || c->a == supplier : (c->a == place && c->b == supplier) || (c->a == supplier && c->b == place);
		if (ends && c->day_from <= day && day <= c->day_to)
			return true;
	}
	return false;
}

/* Accepted, not loaded yet, and impossible: its truck is out of service or its road is closed. */
static bool
is_broken(const struct app_replan_world *x, const struct app_plan_world_open *o)
{
	const struct planner_input *in = &x->w->in;
	if (o->fixed < 0 || o->o->state != DELIVERY_ACCEPTED)
		return false;
	int day = in->fixed[o->fixed].day;
	return (o->vehicle >= 0 && in->vehicles[o->vehicle].out_of_service[day]) ||
	       (o->supplier >= 0 && is_cut_off(in, o->supplier, in->needs[o->need].facility, day));
}

static void
give_back(struct planner_input *in, struct planner_source *sources, const struct app_plan_world_open *o)
{
	for (int s = 0; s < in->n_sources; s++) {
		if (sources[s].supplier != o->supplier || sources[s].product != in->needs[o->need].product)
			continue;
		if (in->products[sources[s].product].bottles)
			sources[s].bottles_full += o->o->full > 0 ? (int)o->o->full : 0;
		else
			sources[s].stock_g += o->o->g;
		if (sources[s].storage_g < sources[s].stock_g)
			sources[s].storage_g = sources[s].stock_g;
	}
}

static const char *
keep_id(struct arena *a, struct id id)
{
	char text[ID_TEXT];
	return arena_strdup(a, id_text(id, text));
}

/* Rows move up when one is taken out: `fixed` of the others follows. */
static void
release_broken(struct app_replan_world *x, struct arena *a)
{
	struct planner_input *in = &x->w->in;
	struct planner_fixed *fixed = ARENA_ARRAY(a, struct planner_fixed, (size_t)(in->n_fixed + x->w->n_open) + 1);
	struct planner_source *sources = ARENA_ARRAY(a, struct planner_source, (size_t)in->n_sources + 1);
	int n = 0, *moved = ARENA_ARRAY(a, int, (size_t)in->n_fixed + 1);
	bool *gone = ARENA_ARRAY(a, bool, (size_t)in->n_fixed + 1);
	if (in->n_sources > 0)
		memcpy(sources, in->sources, sizeof *sources * (size_t)in->n_sources);
	x->releases = ARENA_ARRAY(a, const char *, (size_t)x->w->n_open + 1);
	for (int i = 0; i < x->w->n_open; i++) {
		struct app_plan_world_open *o = &x->w->open[i];
		if (!is_broken(x, o))
			continue;
		gone[o->fixed] = true;
		give_back(in, sources, o);
		x->releases[x->n_releases++] = keep_id(a, o->o->id);
		o->fixed = PLANNER_NONE;
	}
	for (int i = 0; i < in->n_fixed; i++) {
		moved[i] = n;
		if (!gone[i])
			fixed[n++] = in->fixed[i];
	}
	for (int i = 0; i < x->w->n_open; i++)
		if (x->w->open[i].fixed >= 0)
			x->w->open[i].fixed = moved[x->w->open[i].fixed];
	in->fixed = fixed;
	in->n_fixed = n;
	in->sources = sources;
}

/* ---- trips that are still to come ---------------------------------------------------------------------------- */

static bool
is_free(const struct app_plan_world_open *o)
{
	return o->fixed < 0;
}

/* An offer that stays whatever happens: its gas is set aside, since nobody has accepted it yet. */
static void
promise(struct app_replan_world *x, struct arena *a, const struct app_plan_world_open *o, instant_t at)
{
	struct planner_input *in = &x->w->in;
	int day = day_of(x, at);
	if (day < 0 || day >= in->days || o->supplier < 0 || is_cut_off(in, o->supplier, in->needs[o->need].facility, day))
		return;
	struct planner_fixed *fixed = (struct planner_fixed *)in->fixed; /* ours, with room for all */
	fixed[in->n_fixed++] = (struct planner_fixed){ .kind = PLANNER_COMMITTED, .id = keep_id(a, o->o->id), .supplier = o->supplier, .need = o->need,
		.vehicle = PLANNER_NONE, .day = day, .facility = PLANNER_NONE, .from_need = PLANNER_NONE, .minute = calendar_time_of(at),
		.quantity_g = o->o->g, .full = o->o->full > 0 ? (int)o->o->full : 0, .empties_back = o->o->empties > 0 ? (int)o->o->empties : 0 };
	x->keeps[x->n_keeps++] = keep_id(a, o->o->id);
}

static instant_t
instant_of(const json_t *o, const char *member)
{
	instant_t t = INSTANT_NONE;
	const char *text = json_string_value(json_object_get(o, member));
	return text != NULL && calendar_parse_instant(text, &t) ? t : INSTANT_NONE;
}

static int
minute_of(const struct app_replan_world *x, int day, instant_t t)
{
	return (int)((t - calendar_start(x->w->in.start_day + day)) / INSTANT_MINUTE);
}

/* The lines of one route, in the order of its stops. */
static int
lines_of(const struct app_replan_world *x, int route, int *ret)
{
	int n = 0;
	for (int i = 0; i < x->lines.n && n < STOPS_MOST; i++)
		if (x->lines.items[i].route == route)
			ret[n++] = i;
	return n;
}

static bool
is_promised(const struct app_replan_world *x, const int *lines, int n)
{
	for (int i = 0; i < n; i++) {
		const struct app_plan_world_open *o = open_of(x, lines[i]);
		if (o != NULL && !is_free(o))
			return true;
	}
	return false;
}

static void
promise_rest(struct app_replan_world *x, struct arena *a, const json_t *route, const int *lines, int n)
{
	for (int i = 0; i < n; i++) {
		const struct app_plan_world_open *o = open_of(x, lines[i]);
		const json_t *stop = json_array_get(json_object_get(route, "stops"), (size_t)x->lines.items[lines[i]].stop);
		instant_t at = instant_of(stop, "arrive");
		if (o != NULL && is_free(o) && o->o->state == DELIVERY_OFFERED && at != INSTANT_NONE)
			promise(x, a, o, at);
	}
}

static void
add_stop(struct app_replan_world *x, struct planner_route *r, int line, const json_t *stop)
{
	const struct app_plan_world_open *o = open_of(x, line);
	instant_t arrive = instant_of(stop, "arrive"), depart = instant_of(stop, "depart");
	if (o == NULL || arrive == INSTANT_NONE || depart == INSTANT_NONE)
		return;
	x->stop_delivery[x->published.n_routes][r->n_stops] = o->o->id;
	r->stops[r->n_stops++] = (struct planner_stop){ .facility = x->w->in.needs[o->need].facility, .need = o->need,
		.arrive_min = minute_of(x, r->day, arrive), .depart_min = minute_of(x, r->day, depart), .quantity_g = o->o->g,
		.full = o->o->full > 0 ? (int)o->o->full : 0, .empties_back = o->o->empties > 0 ? (int)o->o->empties : 0, .fixed = PLANNER_NONE };
	r->load_g += o->o->g;
	r->load_full += o->o->full > 0 ? (int)o->o->full : 0;
}

static int
vehicle_of(const struct app_plan_world *w, int supplier, const char *code)
{
	for (int i = 0; code != NULL && i < w->in.n_vehicles; i++)
		if (str_eq(w->in.vehicles[i].code, code) && (supplier < 0 || w->in.vehicles[i].supplier == supplier || w->in.vehicles[i].loads_elsewhere))
			return i;
	return PLANNER_NONE;
}

/* A route whose offers are all open, in today's days and minutes. What has left, or lies beyond the horizon, is none. */
static void
add_trip(struct app_replan_world *x, struct arena *a, const json_t *route, const int *lines, int n)
{
	const struct app_plan_result_line *l = &x->lines.items[lines[0]];
	int supplier = supplier_by_code(x->w, l->supplier), vehicle = vehicle_of(x->w, supplier, l->vehicle);
	instant_t leave = instant_of(route, "depart"), back = instant_of(route, "back");
	if (supplier < 0 || vehicle < 0 || leave == INSTANT_NONE || back == INSTANT_NONE || leave < x->w->at.now)
		return;
	struct planner_route *r = &x->published.routes[x->published.n_routes];
	int day = day_of(x, leave);
	if (day < 0 || day >= x->w->in.days)
		return;
	*r = (struct planner_route){ .vehicle = vehicle, .supplier = supplier, .day = day, .leave_min = minute_of(x, day, leave),
		.load_at_min = minute_of(x, day, l->load), .return_min = minute_of(x, day, back) };
	r->depart_min = r->load_at_min + planner_driving_load_min(&x->w->in.driving[day], &x->w->in.vehicles[vehicle]);
	r->stops = ARENA_ARRAY(a, struct planner_stop, (size_t)n + 1);
	for (int i = 0; i < n; i++)
		add_stop(x, r, lines[i], json_array_get(json_object_get(route, "stops"), (size_t)x->lines.items[lines[i]].stop));
	if (r->n_stops > 0)
		x->published.n_routes++;
}

void
app_replan_world_publish(struct app_replan_world *x, struct arena *a)
{
	const json_t *routes = json_object_get(x->result, "routes");
	size_t n = json_array_size(routes);
	release_broken(x, a);
	x->keeps = ARENA_ARRAY(a, const char *, (size_t)x->lines.n + 1);
	x->published.routes = ARENA_ARRAY(a, struct planner_route, n + 1);
	x->stop_delivery = arena_array(a, n + 1, sizeof *x->stop_delivery);
	for (size_t i = 0; i < n; i++) {
		const json_t *route = json_array_get(routes, i);
		int lines[STOPS_MOST], k = lines_of(x, (int)i, lines);
		if (k == 0)
			continue;
		bool routed = x->lines.items[lines[0]].mode == DELIVERY_ROUTED, promised = is_promised(x, lines, k);
		x->promised += promised;
		if (promised || (!routed && x->lines.items[lines[0]].to <= x->w->at.now + FREEZE_MIN * INSTANT_MINUTE))
			promise_rest(x, a, route, lines, k);
		else if (routed)
			add_trip(x, a, route, lines, k);
	}
}
