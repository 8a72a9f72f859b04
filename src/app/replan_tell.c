/* replan_tell - a diff in the shapes of the API. */
#include "app/replan_tell.h"

#include "base/str.h"

#include <string.h>

struct telling {
	struct act *a;
	const struct app_replan_world *x;
	const struct planner_input *in;
	const struct planner_replanned *r;
	enum lang lang;
};

static instant_t
instant_at(const struct telling *t, int day, int minute)
{
	return calendar_start(t->in->start_day + day) + minute * INSTANT_MINUTE;
}

static instant_t
absolute(const struct telling *t, int minute)
{
	return minute < 0 ? INSTANT_NONE : instant_at(t, 0, minute);
}

/* ---- events ----------------------------------------------------------------------------------------------- */

static const struct {
	const char *en, *vi;
} EVENT[PLANNER_EVENTS] = {
	[PLANNER_VEHICLE_DOWN] = { "truck %s is out of service", "xe %s ngừng hoạt động" },
	[PLANNER_PLANT_DERATED] = { "%s has less than its trips ask for", "%s không đủ khí cho các chuyến đã xếp" },
	[PLANNER_ROAD_CLOSED] = { "the road to %s is closed", "đường đến %s bị cấm" },
	[PLANNER_DECLINED] = { "a delivery to %s was declined", "một chuyến giao cho %s bị từ chối" },
	[PLANNER_STOCK_OFF] = { "%s holds another amount than was expected", "%s tồn kho khác với dự kiến" },
	[PLANNER_LAPSED] = { "nobody answered an offer for %s", "không ai trả lời đề nghị giao cho %s" },
	[PLANNER_FAILED] = { "a delivery to %s failed", "một chuyến giao cho %s thất bại" },
};

static const char *
place_code(const struct planner_input *in, int place)
{
	return place < 0 ? NULL : place < in->n_suppliers ? in->suppliers[place].code : in->facilities[place - in->n_suppliers].code;
}

static struct wire_plan_event
event_of(const struct telling *t, int i)
{
	const struct planner_event *e = &t->x->events[i];
	const char *facility = e->kind == PLANNER_ROAD_CLOSED ? place_code(t->in, e->a)
	    : e->need >= 0                                    ? t->in->facilities[t->in->needs[e->need].facility].code
	                                                      : NULL;
	struct wire_plan_event w = { .kind = (enum wire_plan_event_kind)(e->kind + 1), .facility = facility,
		.supplier = e->supplier >= 0 ? t->in->suppliers[e->supplier].code : NULL,
		.vehicle = e->vehicle >= 0 ? t->in->vehicles[e->vehicle].code : NULL, .from = t->in->start_day + e->day_from,
		.until = t->in->start_day + e->day_to, .production_pct = e->kind == PLANNER_PLANT_DERATED ? e->pct : UNKNOWN_I64,
		.found = i >= t->x->n_said };
	if (e->kind == PLANNER_ROAD_CLOSED && e->b >= 0)
		*(e->b < t->in->n_suppliers ? &w.supplier : &w.other_facility) = place_code(t->in, e->b);
	const char *about = e->kind == PLANNER_VEHICLE_DOWN ? w.vehicle : e->kind == PLANNER_PLANT_DERATED ? w.supplier : facility;
	w.detail = arena_printf(t->a->arena, t->lang == LANG_VI ? EVENT[e->kind].vi : EVENT[e->kind].en, about ? about : "");
	return w;
}

/* ---- changes ------------------------------------------------------------------------------------------------ */

static struct wire_plan_trip_change
change_of(const struct telling *t, const struct planner_trip_change *c)
{
	const struct planner_route *was = c->before < 0 ? NULL : &t->x->published.routes[c->before];
	const struct planner_route *now = c->after < 0 ? NULL : &t->r->plan->routes[c->after], *r = now ? now : was;
	struct wire_plan_trip_change w = { .change = planner_diff_code(c->what), .vehicle = t->in->vehicles[r->vehicle].code,
		.supplier = t->in->suppliers[r->supplier].code, .was = was ? instant_at(t, was->day, was->leave_min) : INSTANT_NONE,
		.now = now ? instant_at(t, now->day, now->leave_min) : INSTANT_NONE, .touched = c->touched };
	w.facilities.n = (size_t)r->n_stops;
	w.facilities.items = arena_array(t->a->arena, w.facilities.n + 1, sizeof *w.facilities.items);
	for (int i = 0; i < r->n_stops; i++)
		w.facilities.items[i] = t->in->facilities[r->stops[i].facility].code;
	return w;
}

static struct wire_plan_later
later_of(const struct telling *t, const struct planner_later *l)
{
	const struct app_plan_world_need *n = &t->x->w->needs[l->need];
	return (struct wire_plan_later){ .facility = t->in->facilities[l->facility].code, .product = n->product, .cylinder_type = n->cylinder_type,
		.was = absolute(t, l->before_min), .now = absolute(t, l->after_min), .quantity_g = l->quantity_g };
}

static struct wire_resilience_shortage
risk_of(const struct planner_risk *r)
{
	return (struct wire_resilience_shortage){ r->unmet_g, r->unmet_critical_g, r->ward_h, r->critical_h, r->weighted_h };
}

static const char *
way_code(enum planner_replan_way way)
{
	static const char *const code[] = { "repaired", "loosened", "flexed", "from_scratch" };
	return code[way];
}

static const char *
summary(const struct telling *t)
{
	const struct planner_diff *d = &t->r->diff;
	return arena_printf(t->a->arena,
	    t->lang == LANG_VI
	        ? "%d sự kiện; %d trên %d chuyến không liên quan thay đổi; %d cơ sở nhận chậm hơn một giờ; giờ-bệnh nhân có nguy cơ: từ %.0f còn %.0f."
	        : "%d events; %d of %d untouched trips change; %d facilities are served more than an hour later; patient-hours at risk: %.0f before, %.0f after.",
	    t->x->n_events, d->untouched_changed, d->untouched, d->n_later, d->before.weighted_h, d->after.weighted_h);
}

static void
fill_lists(const struct telling *t, struct wire_plan_replan *w)
{
	const struct planner_diff *d = &t->r->diff;
	w->events.items = arena_array(t->a->arena, (size_t)t->x->n_events + 1, sizeof *w->events.items);
	w->changes.items = arena_array(t->a->arena, (size_t)d->n_changes + 1, sizeof *w->changes.items);
	w->later.items = arena_array(t->a->arena, (size_t)d->n_later + 1, sizeof *w->later.items);
	for (int i = 0; i < t->x->n_events; i++)
		w->events.items[w->events.n++] = event_of(t, i);
	for (int i = 0; i < d->n_changes; i++)
		w->changes.items[w->changes.n++] = change_of(t, &d->changes[i]);
	for (int i = 0; i < d->n_later; i++)
		w->later.items[w->later.n++] = later_of(t, &d->later[i]);
}

static json_t *
replan_json(const struct telling *t)
{
	const struct planner_diff *d = &t->r->diff;
	struct wire_plan_replan w;
	wire_init(&wire_plan_shape_replan, &w);
	w.of = t->x->plan->id;
	w.way = way_code(t->r->way);
	w.proposed = t->x->by_itself;
	w.summary = summary(t);
	w.trips = d->trips;
	w.promised = t->x->promised;
	w.broken = d->broken;
	w.touched = d->touched;
	w.frozen = d->frozen;
	w.untouched = d->untouched;
	w.untouched_changed = d->untouched_changed;
	w.full_critical_g = t->r->full_critical_g >= 0 ? t->r->full_critical_g : UNKNOWN_I64;
	w.at_risk_before = risk_of(&d->before);
	w.at_risk_after = risk_of(&d->after);
	fill_lists(t, &w);
	return wire_write(&wire_plan_shape_replan, &w);
}

/* ---- offers that stand ------------------------------------------------------------------------------------------ */

/* The delivery that a stop of the new plan was offered as, when it is the same to the gram and the minute. */
static const struct id *
standing(const struct telling *t, const struct planner_route *r, const struct planner_stop *s)
{
	for (int i = 0; i < t->x->published.n_routes; i++) {
		const struct planner_route *was = &t->x->published.routes[i];
		if (was->vehicle != r->vehicle || was->day != r->day || was->leave_min != r->leave_min || was->supplier != r->supplier)
			continue;
		for (int k = 0; k < was->n_stops; k++)
			if (was->stops[k].need == s->need && was->stops[k].arrive_min == s->arrive_min && was->stops[k].quantity_g == s->quantity_g)
				return &t->x->stop_delivery[i][k];
	}
	return NULL;
}

static void
mark(json_t *lines, json_t *routes, int route, int stop, const struct id *delivery)
{
	char text[ID_TEXT];
	json_t *at = json_array_get(json_object_get(json_array_get(routes, (size_t)route), "stops"), (size_t)stop);
	id_text(*delivery, text);
	if (at != NULL)
		json_object_set_new(at, "delivery", json_string(text));
	for (size_t i = 0; i < json_array_size(lines); i++) {
		json_t *l = json_array_get(lines, i);
		if (json_integer_value(json_object_get(l, "route")) == route && json_integer_value(json_object_get(l, "stop")) == stop)
			json_object_set_new(l, "delivery", json_string(text));
	}
}

static json_t *
texts(const char *const *items, int n)
{
	json_t *all = json_array();
	for (int i = 0; i < n; i++)
		json_array_append_new(all, json_string(items[i]));
	return all;
}

static const char *
text_of(json_t *j, struct arena *a)
{
	CLEANUP(str_free) struct str s = { 0 };
	wire_dump(j, &s);
	return arena_strndup(a, str_text(&s), s.len);
}

static void
lay_in(const struct telling *t, json_t *result, json_t *internal)
{
	struct telling vi = *t;
	char of[ID_TEXT];
	vi.lang = LANG_VI;
	json_object_set_new(result, "replan", replan_json(t));
	json_object_set_new(result, "replaces", json_string(id_text(t->x->plan->id, of)));
	json_object_set_new(json_object_get(internal, "vi"), "replan", replan_json(&vi));
	json_object_set_new(internal, "keeps", texts(t->x->keeps, t->x->n_keeps));
	json_object_set_new(internal, "releases", texts(t->x->releases, t->x->n_releases));
	for (int i = 0; i < t->r->plan->n_routes; i++)
		for (int k = 0; k < t->r->plan->routes[i].n_stops; k++) {
			const struct id *delivery = standing(t, &t->r->plan->routes[i], &t->r->plan->routes[i].stops[k]);
			if (delivery != NULL)
				mark(json_object_get(internal, "lines"), json_object_get(result, "routes"), i, k, delivery);
		}
}

void
app_replan_tell(struct act *a, const struct app_replan_world *x, const struct planner_replanned *r, struct app_plan_result *out)
{
	struct telling t = { a, x, &r->in, r, LANG_EN };
	CLEANUP(wire_decref_ptr) json_t *result = NULL, *internal = NULL;
	struct faults ignored = { 0 };
	if (wire_parse(out->result, strlen(out->result), &result, &ignored) || wire_parse(out->internal, strlen(out->internal), &internal, &ignored))
		return; /* our own text: cannot be */
	lay_in(&t, result, internal);
	out->result = text_of(result, a->arena);
	out->internal = text_of(internal, a->arena);
}
