/* plan_result - structs of the planner through the shapes of the API.
 *
 * Sentences are made twice, once a language, because a plan is read long after its world is gone. */
#include "app/plan_result.h"

#include "app/plan_notes.h"
#include "app/plan_seen.h"
#include "app/plan_sha.h"
#include "base/str.h"
#include "needs/needs.h"
#include "planner/relief.h"

#include <string.h>

#define WINDOW_SLACK (30 * INSTANT_MINUTE) /* a truck may be half an hour early, an hour late */

typedef LIST(struct wire_plan_reason) reason_list;
typedef LIST(struct wire_plan_binding) binding_list;

struct making {
	const struct app_plan_world *w;
	const struct planner_plan *p;
	struct arena *a;
};

static instant_t
instant_at(const struct making *m, int day, int minute)
{
	return calendar_start(m->w->in.start_day + day) + minute * INSTANT_MINUTE;
}

static const char *
facility_code(const struct making *m, int need)
{
	return m->w->facilities[m->w->in.needs[need].facility].code;
}

static enum delivery_mode
mode_of(enum planner_mode m)
{
	return m == PLANNER_ROUTED ? DELIVERY_ROUTED : m == PLANNER_SUPPLIER_SCHEDULED ? DELIVERY_SUPPLIER_SCHEDULED : DELIVERY_FACILITY_PICKUP;
}

static int64_t
bottles_or_unknown(const struct making *m, int need, int n)
{
	return m->w->needs[need].product == PRODUCT_CYLINDER ? n : UNKNOWN_I64;
}

/* ---- routes ----------------------------------------------------------------------------------------------- */

static struct wire_plan_stop
stop_of(const struct making *m, const struct planner_route *r, const struct planner_stop *s)
{
	return (struct wire_plan_stop){ .facility = facility_code(m, s->need), .product = m->w->needs[s->need].product,
		.cylinder_type = m->w->needs[s->need].cylinder_type, .arrive = instant_at(m, r->day, s->arrive_min),
		.depart = instant_at(m, r->day, s->depart_min), .quantity_g = s->quantity_g, .min_g = s->quantity_g, .max_g = s->quantity_g,
		.full = bottles_or_unknown(m, s->need, s->full), .empties_back = bottles_or_unknown(m, s->need, s->empties_back) };
}

static struct wire_plan_stop
stop_of_line(const struct making *m, const struct planner_line *l)
{
	return (struct wire_plan_stop){ .facility = facility_code(m, l->need), .product = m->w->needs[l->need].product,
		.cylinder_type = m->w->needs[l->need].cylinder_type, .arrive = instant_at(m, l->day, l->latest_min), .depart = INSTANT_NONE,
		.quantity_g = l->quantity_g, .min_g = l->min_g, .max_g = l->max_g, .full = bottles_or_unknown(m, l->need, l->full),
		.empties_back = bottles_or_unknown(m, l->need, l->empties_back) };
}

/* Routes first, then a route without vehicle for each line whose transport is not the plan's. */
static void
make_routes(const struct making *m, struct wire_plan *out)
{
	const struct planner_plan *p = m->p;
	out->routes.n = (size_t)(p->n_routes + p->n_lines);
	out->routes.items = arena_array(m->a, out->routes.n + 1, sizeof *out->routes.items);
	for (int i = 0; i < p->n_routes; i++) {
		const struct planner_route *r = &p->routes[i];
		struct wire_plan_route *to = &out->routes.items[i];
		*to = (struct wire_plan_route){ .vehicle = m->w->in.vehicles[r->vehicle].code, .supplier = m->w->in.suppliers[r->supplier].code,
			.mode = DELIVERY_ROUTED, .depart = instant_at(m, r->day, r->leave_min), .back = instant_at(m, r->day, r->return_min),
			.km = (double)r->distance_m / 1000, .drive_min = r->drive_min, .load_g = r->load_g };
		if (m->w->in.vehicles[r->vehicle].supplier != r->supplier)
			to->carrier = m->w->in.suppliers[m->w->in.vehicles[r->vehicle].supplier].code;
		to->stops.n = (size_t)r->n_stops;
		to->stops.items = arena_array(m->a, to->stops.n + 1, sizeof *to->stops.items);
		for (int k = 0; k < r->n_stops; k++)
			to->stops.items[k] = stop_of(m, r, &r->stops[k]);
	}
	for (int i = 0; i < p->n_lines; i++) {
		const struct planner_line *l = &p->lines[i];
		struct wire_plan_route *to = &out->routes.items[p->n_routes + i];
		*to = (struct wire_plan_route){ .supplier = m->w->in.suppliers[l->supplier].code, .mode = mode_of(l->mode), .depart = INSTANT_NONE,
			.back = INSTANT_NONE, .km = NAN, .drive_min = UNKNOWN_I64, .load_g = l->quantity_g };
		to->stops.n = 1;
		to->stops.items = arena_array(m->a, 1, sizeof *to->stops.items);
		to->stops.items[0] = stop_of_line(m, l);
	}
}

/* How much gas goes into bottles where is the plan's decision, so it has to be told. */
static void
make_fills(const struct making *m, struct wire_plan *out)
{
	const struct planner_plan *p = m->p;
	out->fills.n = (size_t)p->n_fills;
	out->fills.items = arena_array(m->a, out->fills.n + 1, sizeof *out->fills.items);
	for (int i = 0; i < p->n_fills; i++) {
		const struct planner_source *s = &m->w->in.sources[p->fills[i].source];
		out->fills.items[i] = (struct wire_plan_fill){ .supplier = m->w->in.suppliers[s->supplier].code,
			.cylinder_type = m->w->in.products[s->product].code, .date = m->w->in.start_day + p->fills[i].day, .bottles = p->fills[i].bottles,
			.from_bulk_g = p->fills[i].from_bulk_g };
	}
}

/* A row where the law or its figures change. */
static void
make_driving(const struct making *m, struct wire_plan *out)
{
	const struct planner_input *in = &m->w->in;
	out->driving.items = arena_array(m->a, (size_t)in->days, sizeof *out->driving.items);
	for (int d = 0; d < in->days; d++) {
		const struct planner_driving *x = &in->driving[d];
		const struct planner_driving_law *law = planner_driving_on(in->start_day + d);
		if (d == 0 || law != planner_driving_on(in->start_day + d - 1))
			out->driving.items[out->driving.n++] = (struct wire_plan_driving){ in->start_day + d, x->day_max_min, x->week_max_min,
				x->stretch_max_min, x->break_min, law->name };
	}
}

/* ---- what is short, and why ----------------------------------------------------------------------------------- */

/* Codes of what holds back a need, each once. */
static void
list_bindings(const struct making *m, int need, struct wire_plan_unmet *to)
{
	const struct planner_relief *r = m->p->relief;
	uint64_t seen = 0;
	to->bindings.items = arena_array(m->a, PLANNER_REASONS, sizeof *to->bindings.items);
	for (int i = 0; r != NULL && i < r->n; i++) {
		uint64_t bit = UINT64_C(1) << r->items[i].reason;
		if (!(seen & bit) && planner_relief_is_about(&m->w->in, &r->items[i], need))
			to->bindings.items[to->bindings.n++] = planner_reason_code(r->items[i].reason);
		seen |= planner_relief_is_about(&m->w->in, &r->items[i], need) ? bit : 0;
	}
}

static void
make_unmet(const struct making *m, enum lang lang, struct wire_plan *out)
{
	const struct planner_plan *p = m->p;
	out->unmet.n = (size_t)p->n_unmet;
	out->unmet.items = arena_array(m->a, out->unmet.n + 1, sizeof *out->unmet.items);
	for (int i = 0; i < p->n_unmet; i++) {
		const struct planner_unmet *u = &p->unmet[i];
		struct planner_because_item because = { .kind = PLANNER_SHORT, .reason = u->reason, .object = u->object, .index = u->index,
			.supplier = PLANNER_NONE, .vehicle = PLANNER_NONE, .need = u->need, .day = u->day, .minute = PLANNER_NONE, .quantity_g = u->grams,
			.price = u->price };
		out->unmet.items[i] = (struct wire_plan_unmet){ .facility = facility_code(m, u->need), .product = m->w->needs[u->need].product,
			.date = m->w->in.start_day + u->day, .unmet_g = u->grams, .probability = NAN, .binding = planner_reason_code(u->reason),
			.detail = planner_explain_text(&because, &m->w->in, lang, m->a) };
		list_bindings(m, u->need, &out->unmet.items[i]);
	}
}

static const char *
because_code(const struct planner_because_item *b)
{
	switch (b->kind) {
	case PLANNER_SERVED: return "served";
	case PLANNER_ENOUGH: return "enough";
	case PLANNER_WOULD_HELP: return "would_help";
	case PLANNER_SHORT:
	case PLANNER_BINDS:
	case PLANNER_NOT_SERVED: break;
	}
	return b->reason < PLANNER_REASONS ? planner_reason_code(b->reason) : "not_needed";
}

static struct wire_plan_binding
binding_of(const struct making *m, const struct planner_because_item *b, enum lang lang)
{
	const char *name = planner_object_name(&m->w->in, b->object, b->index);
	int source_supplier = b->object == PLANNER_OF_SOURCE ? m->w->in.sources[b->index].supplier : PLANNER_NONE;
	return (struct wire_plan_binding){ .code = because_code(b),
		.supplier = source_supplier >= 0            ? m->w->in.suppliers[source_supplier].code
		    : b->object == PLANNER_OF_SUPPLIER      ? name
		                                            : NULL,
		.facility = b->object == PLANNER_OF_FACILITY ? name : facility_code(m, b->need),
		.vehicle = b->object == PLANNER_OF_VEHICLE ? name : NULL,
		.date = b->day >= 0 ? m->w->in.start_day + b->day : DAY_NONE, .used_pct = NAN, .value = (double)b->price.value,
		.unit = b->relief ? planner_relief_unit(b->reason) : NULL, .amount = b->relief ? b->relief->amount : UNKNOWN_I64,
		.gain_g = b->relief ? b->relief->gain_g : UNKNOWN_I64, .gain_critical_g = b->relief ? b->relief->gain_critical_g : UNKNOWN_I64,
		.gain_here_g = b->relief ? b->relief->gain_at_g[b->need] : UNKNOWN_I64,
		.detail = planner_explain_text(b, &m->w->in, lang, m->a) };
}

/* What the planner says of one facility, as reasons and bindings; the notes about it come first. */
struct story {
	reason_list reasons;
	binding_list binding;
};

static void
tell_story(const struct making *m, int facility, enum lang lang, struct story *s)
{
	struct planner_explanation x;
	planner_explain(m->p, &m->w->in, facility, m->a, &x);
	s->reasons.items = arena_array(m->a, (size_t)(x.n + m->w->n_notes) + 1, sizeof *s->reasons.items);
	s->binding.items = arena_array(m->a, (size_t)x.n + 1, sizeof *s->binding.items);
	s->reasons.n = s->binding.n = 0;
	for (int i = 0; i < m->w->n_notes; i++) {
		const struct app_plan_world_note *n = &m->w->notes[i];
		if (n->facility == facility)
			s->reasons.items[s->reasons.n++] = (struct wire_plan_reason){ m->w->facilities[facility].code, app_plan_notes_code(n->kind),
				app_plan_notes_text(m->w, n, lang, m->a), n->g };
	}
	for (int i = 0; i < x.n; i++) {
		const struct planner_because_item *b = &x.items[i];
		if (b->kind == PLANNER_BINDS)
			s->binding.items[s->binding.n++] = binding_of(m, b, lang);
		else
			s->reasons.items[s->reasons.n++] = (struct wire_plan_reason){ m->w->facilities[facility].code, because_code(b),
				planner_explain_text(b, &m->w->in, lang, m->a), b->kind == PLANNER_SERVED || b->kind == PLANNER_SHORT ? b->quantity_g : UNKNOWN_I64 };
	}
}

/* The plan's own lists: everything but what is only of interest to who asks about one facility. */
static void
make_reasons(const struct making *m, enum lang lang, const struct story *stories, struct wire_plan *out)
{
	size_t reasons = 0, binding = 0;
	(void)lang;
	for (int f = 0; f < m->w->in.n_facilities; f++) {
		reasons += stories[f].reasons.n;
		binding += stories[f].binding.n;
	}
	out->reasons.items = arena_array(m->a, reasons + 1, sizeof *out->reasons.items);
	out->binding.items = arena_array(m->a, binding + 1, sizeof *out->binding.items);
	for (int f = 0; f < m->w->in.n_facilities; f++) {
		for (size_t i = 0; i < stories[f].reasons.n; i++)
			if (!str_eq(stories[f].reasons.items[i].code, "would_help") && !str_eq(stories[f].reasons.items[i].code, "not_needed"))
				out->reasons.items[out->reasons.n++] = stories[f].reasons.items[i];
		for (size_t i = 0; i < stories[f].binding.n; i++)
			out->binding.items[out->binding.n++] = stories[f].binding.items[i];
	}
}

/* ---- one facility's explanation --------------------------------------------------------------------------------- */

static void
explain_totals(const struct making *m, int facility, struct wire_plan_explanation *x)
{
	const struct planner_input *in = &m->w->in;
	x->demand_g = x->on_hand_g = x->planned_g = x->unmet_g = 0;
	x->marginal_value = 0;
	for (int n = 0; n < in->n_needs; n++) {
		if (in->needs[n].facility != facility)
			continue;
		x->on_hand_g += in->needs[n].on_hand_g;
		for (int d = 0; d < in->days; d++) {
			x->demand_g += in->needs[n].q50_g[d];
			double value = (double)m->p->need_price[n * in->days + d].value;
			x->marginal_value = value > x->marginal_value ? value : x->marginal_value;
		}
	}
	for (int i = 0; i < m->p->n_unmet; i++)
		if (m->p->unmet[i].facility == facility)
			x->unmet_g += m->p->unmet[i].grams;
}

static void
explain_stops(const struct making *m, const char *code, const struct wire_plan *plan, struct wire_plan_explanation *x)
{
	size_t n = 0;
	for (size_t i = 0; i < plan->routes.n; i++)
		n += plan->routes.items[i].stops.n;
	x->stops.items = arena_array(m->a, n + 1, sizeof *x->stops.items);
	for (size_t i = 0; i < plan->routes.n; i++)
		for (size_t k = 0; k < plan->routes.items[i].stops.n; k++) {
			const struct wire_plan_stop *s = &plan->routes.items[i].stops.items[k];
			if (!str_eq(s->facility, code))
				continue;
			x->stops.items[x->stops.n++] = *s;
			x->planned_g += s->quantity_g;
		}
}

/* The oldest sight of a stock of the facility that is read with care; INSTANT_NONE: none is. */
static instant_t
stale_since(const struct making *m, int facility)
{
	instant_t oldest = INSTANT_NONE;
	for (int n = 0; n < m->w->in.n_needs; n++) {
		instant_t at = m->w->in.needs[n].facility == facility ? app_plan_seen_of(m->w, n).at : INSTANT_NONE;
		if (at != INSTANT_NONE && needs_is_stale(at, m->w->at.now) && (oldest == INSTANT_NONE || at < oldest))
			oldest = at;
	}
	return oldest;
}

/* Why what there is differs from what the status shows. */
static const char *
care(const struct making *m, int facility, enum lang lang)
{
	instant_t at = stale_since(m, facility);
	char text[CALENDAR_INSTANT_TEXT];
	if (at == INSTANT_NONE)
		return "";
	return arena_printf(m->a, lang == LANG_VI ? " Tồn kho được biết lần cuối lúc %s, nên được tính dè dặt." : " Its stock was last seen at %s and is counted with care.",
	    calendar_instant_text(at, text));
}

static const char *
summary(const struct making *m, int facility, const struct wire_plan_explanation *x, enum lang lang)
{
	return arena_printf(m->a, lang == LANG_VI ? "Nhận %lld kg trong %zu chuyến; nhu cầu %lld kg trong %d ngày, đang có %lld kg; thiếu %lld kg.%s"
	                                          : "Gets %lld kg (deliveries: %zu); needs %lld kg over %d days, has %lld kg; %lld kg stay unmet.%s",
	    (long long)(x->planned_g / 1000), x->stops.n, (long long)(x->demand_g / 1000), m->w->in.days, (long long)(x->on_hand_g / 1000),
	    (long long)(x->unmet_g / 1000), care(m, facility, lang));
}

static json_t *
explain_json(const struct making *m, int facility, const struct wire_plan *plan, const struct story *s, enum lang lang)
{
	struct wire_plan_explanation x;
	const char *code = m->w->facilities[facility].code;
	wire_init(&wire_plan_shape_explanation, &x);
	x.facility = code;
	explain_totals(m, facility, &x);
	explain_stops(m, code, plan, &x);
	x.summary = summary(m, facility, &x, lang);
	memcpy(&x.reasons, &s->reasons, sizeof x.reasons);
	memcpy(&x.binding, &s->binding, sizeof x.binding);
	return wire_write(&wire_plan_shape_explanation, &x);
}

/* ---- lines ----------------------------------------------------------------------------------------------------------- */

static void
set_text(json_t *o, const char *name, const char *text)
{
	json_object_set_new(o, name, text ? json_string(text) : json_null());
}

static json_t *
line_json(const struct making *m, int need, int supplier, const struct wire_plan_stop *s)
{
	json_t *o = json_object();
	set_text(o, "facility", s->facility);
	set_text(o, "supplier", m->w->in.suppliers[supplier].code);
	json_object_set_new(o, "product", json_integer(s->product));
	set_text(o, "type", s->cylinder_type);
	json_object_set_new(o, "g", json_integer(s->quantity_g));
	json_object_set_new(o, "min", json_integer(s->min_g));
	json_object_set_new(o, "max", json_integer(s->max_g));
	json_object_set_new(o, "full", s->full == UNKNOWN_I64 ? json_null() : json_integer(s->full));
	json_object_set_new(o, "empties", s->empties_back == UNKNOWN_I64 ? json_null() : json_integer(s->empties_back));
	json_object_set_new(o, "asset", json_integer(m->w->needs[need].asset_id));
	json_object_set_new(o, "account", json_integer(m->w->needs[need].account_id));
	return o;
}

static void
place_line(json_t *o, int route, int stop, enum delivery_mode mode, int day)
{
	json_object_set_new(o, "route", json_integer(route));
	json_object_set_new(o, "stop", json_integer(stop));
	json_object_set_new(o, "mode", json_integer(mode));
	json_object_set_new(o, "day", json_integer(day));
}

static void
time_line(json_t *o, instant_t from, instant_t to, instant_t load)
{
	json_object_set_new(o, "from", json_integer(from));
	json_object_set_new(o, "to", json_integer(to));
	json_object_set_new(o, "load", json_integer(load));
}

static void
set_vehicle(const struct making *m, json_t *o, const struct planner_route *r)
{
	const struct planner_vehicle *v = &m->w->in.vehicles[r->vehicle];
	set_text(o, "vehicle", v->code);
	if (v->supplier != r->supplier)
		set_text(o, "carrier", m->w->in.suppliers[v->supplier].code);
}

static json_t *
lines_json(const struct making *m, const struct wire_plan *plan)
{
	json_t *all = json_array();
	instant_t now = m->w->at.now;
	for (int i = 0; i < m->p->n_routes; i++) {
		const struct planner_route *r = &m->p->routes[i];
		for (int k = 0; k < r->n_stops; k++) {
			const struct wire_plan_stop *s = &plan->routes.items[i].stops.items[k];
			json_t *o = line_json(m, r->stops[k].need, r->supplier, s);
			place_line(o, i, k, DELIVERY_ROUTED, r->day);
			set_vehicle(m, o, r);
			time_line(o, s->arrive - WINDOW_SLACK > now ? s->arrive - WINDOW_SLACK : now, s->arrive + 2 * WINDOW_SLACK,
			    instant_at(m, r->day, r->load_at_min));
			json_array_append_new(all, o);
		}
	}
	for (int i = 0; i < m->p->n_lines; i++) {
		const struct planner_line *l = &m->p->lines[i];
		const struct wire_plan_stop *s = &plan->routes.items[m->p->n_routes + i].stops.items[0];
		json_t *o = line_json(m, l->need, l->supplier, s);
		instant_t opens = instant_at(m, l->day, m->w->in.facilities[l->facility].receives_from_min);
		place_line(o, m->p->n_routes + i, 0, mode_of(l->mode), l->day);
		set_text(o, "vehicle", NULL);
		time_line(o, opens > now ? (opens < s->arrive ? opens : s->arrive) : now, s->arrive, s->arrive);
		json_array_append_new(all, o);
	}
	return all;
}

/* What each need holds and is expected to use: a later report is held against it. */
static json_t *
stocks_json(const struct making *m)
{
	json_t *all = json_array();
	for (int n = 0; n < m->w->in.n_needs; n++) {
		json_t *o = json_object(), *use = json_array();
		set_text(o, "facility", facility_code(m, n));
		json_object_set_new(o, "product", json_integer(m->w->needs[n].product));
		set_text(o, "type", m->w->needs[n].cylinder_type);
		json_object_set_new(o, "g", json_integer(m->w->in.needs[n].on_hand_g));
		for (int d = 0; d < m->w->in.days; d++)
			json_array_append_new(use, json_integer(m->w->in.needs[n].q50_g[d]));
		json_object_set_new(o, "use", use);
		json_object_set_new(o, "seen_at", json_integer(app_plan_seen_of(m->w, n).at));
		json_object_set_new(o, "seen_g", json_integer(app_plan_seen_of(m->w, n).g));
		json_array_append_new(all, o);
	}
	return all;
}

/* ---- all of it ----------------------------------------------------------------------------------------------------------- */

static const char *
hex_of(const uint8_t sha[32], struct arena *a)
{
	char text[65];
	for (int i = 0; i < 32; i++) {
		text[2 * i] = "0123456789abcdef"[sha[i] >> 4];
		text[2 * i + 1] = "0123456789abcdef"[sha[i] & 15];
	}
	text[64] = '\0';
	return arena_strdup(a, text);
}

static void
head(const struct app_plan_world *w, struct arena *a, struct wire_plan *out)
{
	uint8_t sha[32];
	wire_init(&wire_plan_shape, out);
	app_plan_sha(w, sha);
	out->province = w->province;
	out->horizon_days = w->in.days;
	out->as_of = w->at.now;
	out->seed = (int64_t)w->in.seed;
	out->deterministic = w->in.deterministic;
	out->inputs_sha256 = hex_of(sha, a);
}

static const char *
text_of(json_t *j, struct arena *a)
{
	CLEANUP(str_free) struct str s = { 0 };
	wire_dump_new(j, &s);
	return arena_strndup(a, str_text(&s), s.len);
}

const char *
app_plan_result_empty(const struct app_plan_world *w, struct arena *a)
{
	struct wire_plan out;
	head(w, a, &out);
	return text_of(wire_write(&wire_plan_shape, &out), a);
}

static void
move_member(json_t *to, json_t *from, const char *name)
{
	json_object_set(to, name, json_object_get(from, name));
}

void
app_plan_result_make(const struct app_plan_world *w, const struct planner_plan *p, struct arena *a, struct app_plan_result *ret)
{
	struct making m = { w, p, a };
	static const enum lang langs[] = { LANG_EN, LANG_VI };
	static const char *const names[] = { "en", "vi" };
	json_t *plan[2], *explain = json_object(), *internal = json_object(), *vi = json_object();
	struct wire_plan out;
	for (size_t l = 0; l < ARRAY_LEN(langs); l++) {
		struct story *stories = ARENA_ARRAY(a, struct story, (size_t)w->in.n_facilities + 1);
		head(w, a, &out);
		out.delivered_g = p->totals.delivered_g;
		out.unmet_g = p->totals.unmet_g;
		out.km = (double)p->totals.distance_m / 1000;
		make_routes(&m, &out);
		make_fills(&m, &out);
		make_driving(&m, &out);
		make_unmet(&m, langs[l], &out);
		for (int f = 0; f < w->in.n_facilities; f++) {
			const char *code = w->facilities[f].code;
			tell_story(&m, f, langs[l], &stories[f]);
			if (json_object_get(explain, code) == NULL)
				json_object_set_new(explain, code, json_object());
			json_object_set_new(json_object_get(explain, code), names[l], explain_json(&m, f, &out, &stories[f], langs[l]));
		}
		make_reasons(&m, langs[l], stories, &out);
		plan[l] = wire_write(&wire_plan_shape, &out);
	}
	move_member(vi, plan[1], "unmet");
	move_member(vi, plan[1], "reasons");
	move_member(vi, plan[1], "binding");
	json_decref(plan[1]);
	json_object_set_new(internal, "vi", vi);
	json_object_set_new(internal, "explain", explain);
	json_object_set_new(internal, "lines", lines_json(&m, &out));
	json_object_set_new(internal, "stocks", stocks_json(&m));
	ret->result = text_of(plan[0], a);
	ret->internal = text_of(internal, a);
	app_plan_sha(w, ret->input_sha);
}

static int64_t
number(const json_t *o, const char *name)
{
	const json_t *v = json_object_get(o, name);
	return json_is_integer(v) ? json_integer_value(v) : UNKNOWN_I64;
}

static const char *
word(const json_t *o, const char *name, struct arena *a)
{
	const char *text = json_string_value(json_object_get(o, name));
	return text ? arena_strdup(a, text) : NULL;
}

err_t
app_plan_result_lines(const char *internal, struct arena *a, struct app_plan_result_lines *ret, struct faults *f)
{
	CLEANUP(wire_decref_ptr) json_t *j = NULL;
	*ret = (struct app_plan_result_lines){ 0 };
	if (internal == NULL)
		return ERR_OK;
	err_t e = wire_parse(internal, strlen(internal), &j, f);
	if (e)
		return e;
	const json_t *lines = json_object_get(j, "lines");
	ret->items = ARENA_ARRAY(a, struct app_plan_result_line, json_array_size(lines));
	for (size_t i = 0; i < json_array_size(lines); i++) {
		const json_t *o = json_array_get(lines, i);
		ret->items[ret->n++] = (struct app_plan_result_line){ .route = (int)number(o, "route"), .stop = (int)number(o, "stop"),
			.day = (int)number(o, "day"), .facility = word(o, "facility", a), .supplier = word(o, "supplier", a), .vehicle = word(o, "vehicle", a),
			.carrier = word(o, "carrier", a),
			.cylinder_type = word(o, "type", a), .product = (enum product)number(o, "product"), .mode = (enum delivery_mode)number(o, "mode"),
			.g = number(o, "g"), .min_g = number(o, "min"), .max_g = number(o, "max"), .full = number(o, "full"),
			.empties = number(o, "empties"), .asset_id = number(o, "asset"), .account_id = number(o, "account"), .from = number(o, "from"), .to = number(o, "to"), .load = number(o, "load") };
		const char *delivery = json_string_value(json_object_get(o, "delivery"));
		if (delivery != NULL && !id_parse(delivery, &ret->items[i].delivery))
			ret->items[i].delivery = (struct id){ 0 };
	}
	return ERR_OK;
}

static void
add_id(const char *text, struct id *ids, int *n)
{
	if (text != NULL && id_parse(text, &ids[*n]))
		(*n)++;
}

err_t
app_plan_result_standing(const char *internal, struct arena *a, struct app_plan_result_standing *ret, struct faults *f)
{
	CLEANUP(wire_decref_ptr) json_t *j = NULL;
	*ret = (struct app_plan_result_standing){ 0 };
	err_t e = internal ? wire_parse(internal, strlen(internal), &j, f) : ERR_OK;
	if (e || internal == NULL)
		return e;
	const json_t *lines = json_object_get(j, "lines"), *keeps = json_object_get(j, "keeps"), *releases = json_object_get(j, "releases");
	ret->keeps = ARENA_ARRAY(a, struct id, json_array_size(lines) + json_array_size(keeps) + 1);
	ret->releases = ARENA_ARRAY(a, struct id, json_array_size(releases) + 1);
	for (size_t i = 0; i < json_array_size(lines); i++)
		add_id(json_string_value(json_object_get(json_array_get(lines, i), "delivery")), ret->keeps, &ret->n_keeps);
	for (size_t i = 0; i < json_array_size(keeps); i++)
		add_id(json_string_value(json_array_get(keeps, i)), ret->keeps, &ret->n_keeps);
	for (size_t i = 0; i < json_array_size(releases); i++)
		add_id(json_string_value(json_array_get(releases, i)), ret->releases, &ret->n_releases);
	return ERR_OK;
}
