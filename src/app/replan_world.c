/* replan_world - lines, offers and promises of a plan, in the indices of today's world. */
#include "app/replan_world.h"

#include "base/str.h"

#include <stdlib.h>
#include <string.h>

enum {
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
	x->delivery_of = ARENA_ARRAY(a->arena, struct id, (size_t)x->lines.n + 1);
	for (int i = 0; i < x->lines.n; i++) {
		x->delivery_of[i] = x->lines.items[i].delivery;
		for (int k = 0; k < own.n; k++)
			if (own.items[k].route_no == x->lines.items[i].route && own.items[k].stop_no == x->lines.items[i].stop)
				x->delivery_of[i] = own.items[k].id;
	}
	return store_delivery_ended(job, x->plan->province, x->plan->as_of, by, a->arena, &x->ended, a->faults);
}

struct app_plan_world_open *
app_replan_world_open(const struct app_replan_world *x, int line)
{
	for (int i = 0; i < x->w->n_open && !id_is_none(x->delivery_of[line]); i++)
		if (id_eq(x->w->open[i].o->id, x->delivery_of[line]))
			return &x->w->open[i];
	return NULL;
}

static int
supplier_by_code(const struct app_plan_world *w, const char *code)
{
	for (int i = 0; code != NULL && i < w->in.n_suppliers; i++)
		if (str_eq(w->in.suppliers[i].code, code))
			return i;
	return PLANNER_NONE;
}

int
app_replan_world_day(const struct app_replan_world *x, instant_t t)
{
	return calendar_day_of(t) - x->w->in.start_day;
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
	int day = app_replan_world_day(x, at);
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
		const struct app_plan_world_open *o = app_replan_world_open(x, lines[i]);
		if (o != NULL && !is_free(o))
			return true;
	}
	return false;
}

static void
promise_rest(struct app_replan_world *x, struct arena *a, const json_t *route, const int *lines, int n)
{
	for (int i = 0; i < n; i++) {
		const struct app_plan_world_open *o = app_replan_world_open(x, lines[i]);
		const json_t *stop = json_array_get(json_object_get(route, "stops"), (size_t)x->lines.items[lines[i]].stop);
		instant_t at = instant_of(stop, "arrive");
		if (o != NULL && is_free(o) && o->o->state == DELIVERY_OFFERED && at != INSTANT_NONE)
			promise(x, a, o, at);
	}
}

static void
add_stop(struct app_replan_world *x, struct planner_route *r, int line, const json_t *stop)
{
	const struct app_plan_world_open *o = app_replan_world_open(x, line);
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

/* One that may not load elsewhere any more is found all the same: planning sees that its trip cannot be. */
static int
vehicle_of(const struct app_plan_world *w, const struct app_plan_result_line *l)
{
	int home = supplier_by_code(w, l->carrier ? l->carrier : l->supplier);
	for (int i = 0; home >= 0 && l->vehicle != NULL && i < w->in.n_vehicles; i++)
		if (w->in.vehicles[i].supplier == home && str_eq(w->in.vehicles[i].code, l->vehicle))
			return i;
	return PLANNER_NONE;
}

/* A route whose offers are all open, in today's days and minutes. What has left, or lies beyond the horizon, is none. */
static void
add_trip(struct app_replan_world *x, struct arena *a, const json_t *route, const int *lines, int n)
{
	const struct app_plan_result_line *l = &x->lines.items[lines[0]];
	int supplier = supplier_by_code(x->w, l->supplier), vehicle = vehicle_of(x->w, l);
	instant_t leave = instant_of(route, "depart"), back = instant_of(route, "back");
	if (supplier < 0 || vehicle < 0 || leave == INSTANT_NONE || back == INSTANT_NONE || leave < x->w->at.now)
		return;
	struct planner_route *r = &x->published.routes[x->published.n_routes];
	int day = app_replan_world_day(x, leave);
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
