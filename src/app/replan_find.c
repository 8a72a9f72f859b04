/* replan_find - the register, the deliveries and the reports of now, held against the plan in force. */
#include "app/replan_find.h"

#include "app/plan_seen.h"
#include "base/str.h"

#include <string.h>

enum { OFF_PCT = 20 }; /* a report that is further off what was expected changes the plan */

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

/* ---- trucks and plants ------------------------------------------------------------------------------------ */

static struct planner_event *
add_event(struct app_replan_world *x, enum planner_event_kind kind)
{
	x->events[x->n_events] = (struct planner_event){ .kind = kind, .vehicle = PLANNER_NONE, .supplier = PLANNER_NONE, .need = PLANNER_NONE,
		.a = PLANNER_NONE, .b = PLANNER_NONE, .day_to = x->w->in.days - 1 };
	return &x->events[x->n_events++];
}

/* Wherever it loads: a line says whose a vehicle is that is not its supplier's. */
static bool
has_line_of(const struct app_replan_world *x, const char *home, const char *vehicle)
{
	for (int i = 0; i < x->lines.n; i++) {
		const struct app_plan_result_line *l = &x->lines.items[i];
		if (app_replan_world_open(x, i) != NULL && str_eq(l->carrier ? l->carrier : l->supplier, home) && str_eq(l->vehicle, vehicle))
			return true;
	}
	return false;
}

/* By its card: the world also leaves out trucks that are away for somebody else. */
static bool
is_out_of_service(const struct app_replan_world *x, const struct planner_vehicle *v)
{
	LIST_FOREACH(k, &x->w->supplies[v->supplier].card->fleet)
		if (str_eq(k->vehicle, v->code))
			return k->out_of_service;
	return false;
}

static void
find_vehicles(struct app_replan_world *x)
{
	for (int v = 0; v < x->w->in.n_vehicles; v++) {
		const struct planner_vehicle *t = &x->w->in.vehicles[v];
		if (is_out_of_service(x, t) && has_line_of(x, x->w->in.suppliers[t->supplier].code, t->code))
			add_event(x, PLANNER_VEHICLE_DOWN)->vehicle = v;
	}
}

/* Grams of a supplier's product that standing offers load up to the end of a day; accepted ones are out of its stock already. */
static int64_t
asked_by(const struct app_replan_world *x, int supplier, int product, int day)
{
	int64_t g = 0;
	for (int i = 0; i < x->lines.n; i++) {
		const struct app_plan_world_open *o = app_replan_world_open(x, i);
		if (o != NULL && o->o->state == DELIVERY_OFFERED && o->supplier == supplier && x->w->in.needs[o->need].product == product &&
		    app_replan_world_day(x, x->lines.items[i].load) <= day)
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

/* ---- deliveries that came to nothing ---------------------------------------------------------------------- */

static const struct {
	enum delivery_state state;
	enum planner_event_kind kind;
} endings[] = {
	{ DELIVERY_DECLINED, PLANNER_DECLINED },
	{ DELIVERY_EXPIRED, PLANNER_LAPSED },
	{ DELIVERY_FAILED, PLANNER_FAILED },
};

static void
add_ending(struct app_replan_world *x, const struct store_delivery *d, enum planner_event_kind kind)
{
	const struct app_plan_world *w = x->w;
	int facility = facility_by_site(w, d->site_id), supplier = supplier_by_site(w, d->supplier_id);
	int day = app_replan_world_day(x, d->d.window.start);
	if (facility < 0 || supplier < 0 || day >= w->in.days || app_replan_world_day(x, d->d.window.end) < 0)
		return;
	int need = app_plan_world_find_need(w, w->facilities[facility].code, d->d.product, d->d.cylinder_type);
	if (need < 0)
		return;
	x->about[x->n_events] = d->d.id;
	struct planner_event *e = add_event(x, kind);
	e->need = need;
	e->supplier = supplier;
	e->day_from = e->day_to = day > 0 ? day : 0;
}

/* Since the plan was approved: what ended before is in it. */
static void
find_endings(struct app_replan_world *x)
{
	for (int i = 0; i < x->ended.n; i++)
		for (size_t k = 0; k < ARRAY_LEN(endings); k++)
			if (x->ended.items[i].d.state == endings[k].state && x->ended.items[i].d.updated_at >= x->plan->changed_at)
				add_ending(x, &x->ended.items[i], endings[k].kind);
}

/* ---- reports ----------------------------------------------------------------------------------------------- */

/* Grams that deliveries of plans have brought since an instant. */
static int64_t
brought(const struct app_replan_world *x, int need, instant_t since)
{
	int64_t g = 0;
	for (int i = 0; i < x->ended.n; i++) {
		const struct store_delivery *d = &x->ended.items[i];
		if (d->d.state == DELIVERY_DELIVERED && d->occurred_at > since && d->site_id == x->w->facilities[x->w->in.needs[need].facility].site_id &&
		    d->d.product == x->w->needs[need].product && (d->d.cylinder_type == NULL || str_eq(d->d.cylinder_type, x->w->needs[need].cylinder_type)))
			g += d->d.accepted_g == UNKNOWN_I64 ? d->d.quantity_g : d->d.accepted_g;
	}
	return g;
}

/* Use of a need between a plan's moment and now, by that plan's forecast; day 0 is what was left of that day. */
static double
used(const struct app_replan_world *x, const json_t *use, instant_t since)
{
	double g = 0;
	day_t first = calendar_day_of(since);
	for (size_t d = 0; d < json_array_size(use); d++) {
		instant_t from = d == 0 ? since : calendar_start(first + (day_t)d), to = calendar_start(first + (day_t)d + 1);
		instant_t end = x->w->at.now < to ? x->w->at.now : to;
		if (end > from)
			g += (double)json_integer_value(json_array_get(use, d)) * (double)(end - from) / (double)(to - from);
	}
	return g;
}

/* Another report than the one that the plan was made on, or the same one corrected. */
static bool
was_reported(const struct app_replan_world *x, const json_t *stock, int need, instant_t since)
{
	struct app_plan_seen seen = app_plan_seen_of(x->w, need);
	const json_t *at = json_object_get(stock, "seen_at");
	if (seen.at == INSTANT_NONE)
		return false;
	return json_is_integer(at) ? seen.at > json_integer_value(at) || seen.g != json_integer_value(json_object_get(stock, "seen_g")) : seen.at > since;
}

/* By more than a fifth of what was expected, or of a day's use when next to nothing was. */
static bool
is_off(const struct app_replan_world *x, const json_t *stock, int need, instant_t since)
{
	const struct planner_need *n = &x->w->in.needs[need];
	double expected = (double)json_integer_value(json_object_get(stock, "g")) + (double)brought(x, need, since) - used(x, json_object_get(stock, "use"), since);
	double day = (double)n->q50_g[x->w->in.days > 1 ? 1 : 0];
	expected = expected < 0 ? 0 : expected > (double)n->capacity_g ? (double)n->capacity_g : expected;
	double off = (double)n->on_hand_g - expected, scale = expected > day ? expected : day;
	return was_reported(x, stock, need, since) && (off < 0 ? -off : off) * 100 > OFF_PCT * scale;
}

static int
need_of(const struct app_replan_world *x, const json_t *stock)
{
	return app_plan_world_find_need(x->w, json_string_value(json_object_get(stock, "facility")),
	    (enum product)json_integer_value(json_object_get(stock, "product")), json_string_value(json_object_get(stock, "type")));
}

static void
find_stocks(struct app_replan_world *x)
{
	const json_t *all = json_object_get(x->internal, "stocks");
	for (size_t i = 0; i < json_array_size(all); i++) {
		const json_t *stock = json_array_get(all, i);
		int need = need_of(x, stock);
		if (need < 0 || !is_off(x, stock, need, x->plan->as_of))
			continue;
		struct planner_event *e = add_event(x, PLANNER_STOCK_OFF);
		e->need = need;
		e->quantity_g = x->w->in.needs[need].on_hand_g;
	}
}

/* ---- all of it ---------------------------------------------------------------------------------------------- */

void
app_replan_find(struct app_replan_world *x, struct arena *a)
{
	size_t most = (size_t)(x->n_said + x->w->in.n_vehicles + x->w->in.n_sources + x->ended.n + x->w->in.n_needs) + 1;
	struct planner_event *all = ARENA_ARRAY(a, struct planner_event, most);
	if (x->n_said > 0)
		memcpy(all, x->events, sizeof *all * (size_t)x->n_said);
	x->events = all;
	x->about = ARENA_ARRAY(a, struct id, most);
	x->n_events = x->n_said;
	find_vehicles(x);
	find_plants(x);
	find_endings(x);
	find_stocks(x);
}

bool
app_replan_find_surprises(const struct app_replan_world *x, int event, const json_t *internal, instant_t as_of)
{
	const json_t *all = json_object_get(internal, "stocks");
	const struct planner_event *e = &x->events[event];
	for (size_t i = 0; e->kind == PLANNER_STOCK_OFF && i < json_array_size(all); i++)
		if (need_of(x, json_array_get(all, i)) == e->need)
			return is_off(x, json_array_get(all, i), e->need, as_of);
	return false;
}

const char *
app_replan_find_key(const struct app_replan_world *x, int event, struct arena *a)
{
	const struct planner_event *e = &x->events[event];
	const struct planner_input *in = &x->w->in;
	const char *kind = planner_replan_event_code(e->kind);
	char id[ID_TEXT];
	if (!id_is_none(x->about[event]))
		return arena_printf(a, "%s %s", kind, id_text(x->about[event], id));
	if (e->kind == PLANNER_STOCK_OFF)
		return arena_printf(a, "%s %s %s", kind, in->facilities[in->needs[e->need].facility].code, in->products[in->needs[e->need].product].code);
	return arena_printf(a, "%s %s", kind, e->vehicle >= 0 ? in->vehicles[e->vehicle].code : in->suppliers[e->supplier].code);
}
