/* plan_view - the kept answer, with what has become of the plan since laid over it. */
#include "app/plan_view.h"

#include "base/str.h"

#include <string.h>

err_t
app_plan_view_get(struct act *a, const char *text, struct store_plan *ret)
{
	struct id id;
	if (!id_parse(text, &id))
		return fault_add(a->faults, FAULT_NOT_FOUND, "", NULL, NULL, NULL);
	err_t e = store_plan_get(a->db, id, a->at.recorded_by, a->arena, ret, a->faults);
	return e ? e : app_province_in_scope(a, ret->province, "");
}

static json_t *
id_json(struct id id)
{
	char text[ID_TEXT];
	return json_string(id_text(id, text));
}

static json_t *
instant_json(instant_t t)
{
	char text[CALENDAR_INSTANT_TEXT];
	return t == INSTANT_NONE ? json_null() : json_string(calendar_instant_text(t, text));
}

static void
lay_over(const struct store_plan *p, json_t *out)
{
	bool decided = p->state == WIRE_PLAN_APPROVED || p->state == WIRE_PLAN_CANCELLED;
	json_object_set_new(out, "id", id_json(p->id));
	json_object_set_new(out, "state", json_string(names_word(&wire_plan_shape_states, (int)p->state)));
	json_object_set_new(out, "created_at", instant_json(p->created_at));
	json_object_set_new(out, "decided_at", instant_json(decided ? p->changed_at : INSTANT_NONE));
	json_object_set_new(out, "error", p->error ? json_string(p->error) : json_null());
}

/* In Vietnamese the three lists with sentences are the internal ones. */
static err_t
translate(struct act *a, const struct store_plan *p, json_t *out)
{
	static const char *const members[] = { "unmet", "reasons", "binding", "replan" };
	CLEANUP(wire_decref_ptr) json_t *internal = NULL;
	if (p->internal == NULL)
		return ERR_OK;
	err_t e = wire_parse(p->internal, strlen(p->internal), &internal, a->faults);
	const json_t *vi = e ? NULL : json_object_get(internal, "vi");
	for (size_t i = 0; vi != NULL && i < ARRAY_LEN(members); i++)
		if (json_object_get(vi, members[i]) != NULL)
			json_object_set(out, members[i], json_object_get(vi, members[i]));
	return e;
}

static err_t
lay_deliveries(struct act *a, const struct store_plan *p, json_t *out)
{
	struct store_plan_deliveries d;
	err_t e = store_plan_deliveries(a->db, p->shard, p->id, a->at.recorded_by, a->arena, &d, a->faults);
	if (e)
		return e;
	json_t *ids = json_array(), *routes = json_object_get(out, "routes");
	for (int i = 0; i < d.n; i++) {
		json_t *route = json_array_get(routes, (size_t)d.items[i].route_no);
		json_t *stop = json_array_get(json_object_get(route, "stops"), (size_t)d.items[i].stop_no);
		json_array_append_new(ids, id_json(d.items[i].id));
		if (stop != NULL)
			json_object_set_new(stop, "delivery", id_json(d.items[i].id));
	}
	json_object_set_new(out, "deliveries", ids);
	return ERR_OK;
}

err_t
app_plan_view_json(struct act *a, const struct store_plan *p, enum lang lang, json_t **ret)
{
	CLEANUP(wire_decref_ptr) json_t *out = NULL;
	err_t e = p->result ? wire_parse(p->result, strlen(p->result), &out, a->faults)
	                    : fault_add(a->faults, FAULT_INTERNAL, "", "a plan without an answer", NULL, NULL);
	if (e)
		return e;
	lay_over(p, out);
	e = lang == LANG_VI ? translate(a, p, out) : ERR_OK;
	if (!e)
		e = lay_deliveries(a, p, out);
	if (!e)
		*ret = json_incref(out);
	return e;
}

static json_t *
head_json(const struct store_plan *p)
{
	struct wire_plan out;
	bool decided = p->state == WIRE_PLAN_APPROVED || p->state == WIRE_PLAN_CANCELLED;
	wire_init(&wire_plan_shape, &out);
	out.id = p->id;
	out.state = p->state;
	out.province = p->province;
	out.horizon_days = p->horizon_days;
	out.as_of = p->as_of;
	out.seed = p->seed;
	out.deterministic = p->deterministic;
	out.created_at = p->created_at;
	out.decided_at = decided ? p->changed_at : INSTANT_NONE;
	out.error = p->error;
	return wire_write(&wire_plan_shape, &out);
}

err_t
app_plan_view_list(struct act *a, const struct app_plan_view_filter *q, json_t **ret_items, const char **ret_next)
{
	struct store_plan_filter f = { .province = q->province ? q->province : "", .state = (int)q->state, .recorded_by = a->at.recorded_by,
		.limit = q->limit + 1 };
	struct store_plan_list found;
	char id[ID_TEXT];
	if (q->cursor != NULL && !id_parse(q->cursor, &f.before))
		return fault_add(a->faults, FAULT_CHOICE, "?cursor", "next", NULL, NULL);
	err_t e = q->province ? app_province_in_scope(a, q->province, "?province") : ERR_OK;
	if (!e)
		e = store_plan_list(a->db, &f, a->arena, &found, a->faults);
	if (e)
		return e;
	*ret_next = found.n > q->limit ? arena_strdup(a->arena, id_text(found.items[q->limit - 1].id, id)) : NULL;
	*ret_items = json_array();
	for (int i = 0; i < found.n && i < q->limit; i++)
		json_array_append_new(*ret_items, head_json(&found.items[i]));
	return ERR_OK;
}

static json_t *
unknown_facility(const struct store_plan *p, const char *code, enum lang lang)
{
	struct wire_plan_explanation x;
	wire_init(&wire_plan_shape_explanation, &x);
	x.plan = p->id;
	x.facility = code;
	x.planned_g = 0;
	x.summary = p->state == WIRE_PLAN_FAILED ? (lang == LANG_VI ? "Kế hoạch này không giải được." : "This plan could not be solved.")
	    : lang == LANG_VI                    ? "Kế hoạch này không gồm cơ sở này."
	                                         : "This plan does not cover this facility.";
	return wire_write(&wire_plan_shape_explanation, &x);
}

err_t
app_plan_view_explain(struct act *a, const struct store_plan *p, struct store_site facility, enum lang lang, json_t **ret)
{
	CLEANUP(wire_decref_ptr) json_t *internal = NULL;
	err_t e = p->internal ? wire_parse(p->internal, strlen(p->internal), &internal, a->faults) : ERR_OK;
	if (e)
		return e;
	json_t *both = json_object_get(json_object_get(internal, "explain"), facility.code);
	json_t *one = json_object_get(both, lang == LANG_VI ? "vi" : "en");
	if (one == NULL) {
		*ret = unknown_facility(p, facility.code, lang);
		return ERR_OK;
	}
	json_object_set_new(one, "plan", id_json(p->id));
	*ret = json_incref(one);
	return ERR_OK;
}
