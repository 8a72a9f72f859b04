/* replan - from a plan in force and what happened to the next plan. */
#include "app/replan.h"

#include "app/replan_find.h"
#include "app/replan_tell.h"
#include "base/log.h"
#include "base/str.h"

#include <string.h>

enum { FREEZE_MIN = 720, LIMIT_PCT = 10 };

/* ---- events that were said -------------------------------------------------------------------------------- */

struct hearing {
	struct act *a;
	const struct app_plan_world *w;
	const struct wire_plan_event *e;
	size_t at;
};

static err_t
refuse(const struct hearing *h, enum fault_id id, const char *member, const char *what, const char *got)
{
	return fault_add(h->a->faults, id, arena_printf(h->a->arena, "/events/%zu/%s", h->at, member), what, got, NULL);
}

static int
find_supplier(const struct app_plan_world *w, const char *code)
{
	for (int i = 0; code != NULL && i < w->in.n_suppliers; i++)
		if (str_eq(w->in.suppliers[i].code, code))
			return i;
	return PLANNER_NONE;
}

static int
find_facility(const struct app_plan_world *w, const char *code)
{
	for (int i = 0; code != NULL && i < w->in.n_facilities; i++)
		if (str_eq(w->in.facilities[i].code, code))
			return i;
	return PLANNER_NONE;
}

static int
find_vehicle(const struct app_plan_world *w, const char *code)
{
	for (int i = 0; code != NULL && i < w->in.n_vehicles; i++)
		if (str_eq(w->in.vehicles[i].code, code))
			return i;
	return PLANNER_NONE;
}

static err_t
hear_days(const struct hearing *h, struct planner_event *ret)
{
	const struct planner_input *in = &h->w->in;
	char want[40], from[CALENDAR_DAY_TEXT], to[CALENDAR_DAY_TEXT], got[CALENDAR_DAY_TEXT];
	int first = h->e->from == DAY_NONE ? 0 : h->e->from - in->start_day, last = h->e->until == DAY_NONE ? in->days - 1 : h->e->until - in->start_day;
	if (first < in->days && last >= 0) {
		ret->day_from = first > 0 ? first : 0;
		ret->day_to = last < in->days ? last : in->days - 1;
		return ERR_OK;
	}
	snprintf(want, sizeof want, "%s..%s", calendar_day_text(in->start_day, from), calendar_day_text(in->start_day + in->days - 1, to));
	return refuse(h, FAULT_RANGE, last < 0 ? "until" : "from", want, calendar_day_text(last < 0 ? h->e->until : h->e->from, got));
}

/* Of a closed road: facility and the other end, which is a facility, a supplier, or every road. */
static err_t
hear_road(const struct hearing *h, struct planner_event *ret)
{
	const struct planner_input *in = &h->w->in;
	int facility = find_facility(h->w, h->e->facility), other = find_facility(h->w, h->e->other_facility);
	if (facility < 0)
		return refuse(h, FAULT_UNKNOWN_REF, "facility", "facility", h->e->facility);
	if (h->e->other_facility != NULL && other < 0)
		return refuse(h, FAULT_UNKNOWN_REF, "other_facility", "facility", h->e->other_facility);
	ret->a = planner_place_of_facility(in, facility);
	ret->b = other >= 0 ? planner_place_of_facility(in, other) : find_supplier(h->w, h->e->supplier);
	return ERR_OK;
}

static err_t
hear(const struct hearing *h, struct planner_event *ret)
{
	*ret = (struct planner_event){ .kind = (enum planner_event_kind)(h->e->kind - 1), .vehicle = find_vehicle(h->w, h->e->vehicle),
		.supplier = find_supplier(h->w, h->e->supplier), .need = PLANNER_NONE, .a = PLANNER_NONE, .b = PLANNER_NONE,
		.pct = (int)h->e->production_pct };
	if (h->e->vehicle != NULL && ret->vehicle < 0)
		return refuse(h, FAULT_UNKNOWN_REF, "vehicle", "vehicle", h->e->vehicle);
	if (h->e->supplier != NULL && ret->supplier < 0)
		return refuse(h, FAULT_UNKNOWN_REF, "supplier", "supplier", h->e->supplier);
	if (h->e->kind == WIRE_PLAN_DECLINED)
		ret->need = app_plan_world_find_need(h->w, h->e->facility, PRODUCT_NONE, NULL);
	if (h->e->kind == WIRE_PLAN_DECLINED && ret->need < 0)
		return refuse(h, FAULT_UNKNOWN_REF, "facility", "facility", h->e->facility);
	err_t e = hear_days(h, ret);
	return e || h->e->kind != WIRE_PLAN_ROAD_CLOSED ? e : hear_road(h, ret);
}

static err_t
hear_all(struct act *a, const struct wire_plan_replan_request *ask, struct app_replan_world *x)
{
	x->events = ARENA_ARRAY(a->arena, struct planner_event, ask->events.n + 1);
	for (size_t i = 0; i < ask->events.n; i++) {
		struct hearing h = { a, x->w, &ask->events.items[i], i };
		err_t e = hear(&h, &x->events[i]);
		if (e)
			return e;
	}
	x->n_events = x->n_said = (int)ask->events.n;
	return ERR_OK;
}

static day_t
day_of(const json_t *o, const char *member)
{
	day_t day = DAY_NONE;
	const char *text = json_string_value(json_object_get(o, member));
	return text != NULL && calendar_parse_day(text, &day) ? day : DAY_NONE;
}

static struct wire_plan_event
event_of(const json_t *o)
{
	const json_t *pct = json_object_get(o, "production_pct");
	return (struct wire_plan_event){ .kind = (enum wire_plan_event_kind)names_find(&wire_plan_shape_events, wire_peek(o, "kind")),
		.supplier = wire_peek(o, "supplier"), .vehicle = wire_peek(o, "vehicle"), .facility = wire_peek(o, "facility"),
		.other_facility = wire_peek(o, "other_facility"), .from = day_of(o, "from"), .until = day_of(o, "until"),
		.production_pct = json_is_integer(pct) ? json_integer_value(pct) : 0 };
}

/* A road that was said to be closed stays so until its last day, though nobody says it again. What the register has forgotten, or what is over,
 * is passed over. */
static void
hear_what_lasts(struct act *a, struct app_replan_world *x)
{
	const json_t *said = json_object_get(json_object_get(x->result, "replan"), "events");
	struct faults ignored = { 0 };
	struct act deaf = *a;
	deaf.faults = &ignored;
	x->events = ARENA_ARRAY(a->arena, struct planner_event, json_array_size(said) + 1);
	for (size_t i = 0; i < json_array_size(said); i++) {
		struct wire_plan_event e = event_of(json_array_get(said, i));
		struct hearing h = { &deaf, x->w, &e, i };
		if (e.kind != WIRE_PLAN_EVENT_NONE && !json_is_true(json_object_get(json_array_get(said, i), "found")) &&
		    hear(&h, &x->events[x->n_events]) == ERR_OK)
			x->n_events++;
	}
	x->n_said = x->n_events;
}

/* ---- looking ------------------------------------------------------------------------------------------------ */

static err_t
load(struct act *a, struct app_replan *r)
{
	struct app_replan_world *x = &r->seen;
	struct app_plan_world_ask q = { .province = r->plan.province, .days = r->solved.ask.horizon_days, .seed = (uint64_t)r->solved.ask.seed,
		.deterministic = r->solved.ask.deterministic };
	err_t e = app_plan_deliveries_moment(a, &r->solved.ask, &q.at);
	if (!e)
		e = app_plan_deliveries_world(a, &q, x->w);
	if (!e)
		e = app_plan_result_lines(r->plan.internal, a->arena, &x->lines, a->faults);
	CLEANUP(db_release_ptr) struct db_conn *job = NULL;
	if (!e)
		e = db_acquire(a->app->db, DB_JOB, &job, a->faults);
	return e ? e : app_replan_world_deliveries(a, job, x);
}

static struct app_plan_deliveries_ask
ask_of(const struct app_replan *r)
{
	const struct wire_plan_replan_request *ask = r->ask;
	return (struct app_plan_deliveries_ask){ .province = r->plan.province, .as_of = INSTANT_NONE,
		.horizon_days = ask && ask->horizon_days > 0 ? (int)ask->horizon_days : r->plan.horizon_days,
		.seed = ask ? ask->seed : r->plan.seed, .deterministic = ask ? ask->deterministic : r->plan.deterministic };
}

/* Events are laid into the world before more are sought in it. */
err_t
app_replan_look(struct act *a, struct app_replan *r)
{
	struct app_replan_world *x = &r->seen;
	struct planner_input with_events;
	r->solved = (struct app_plan_deliveries_solved){ .ask = ask_of(r) };
	*x = (struct app_replan_world){ .w = ARENA_NEW(a->arena, struct app_plan_world), .plan = &r->plan, .by_itself = r->ask == NULL };
	if (r->plan.state != WIRE_PLAN_APPROVED)
		return fault_add(a->faults, FAULT_STATE, "", names_word(&wire_plan_shape_states, (int)r->plan.state), "approved", NULL);
	err_t e = wire_parse(r->plan.result, strlen(r->plan.result), &x->result, a->faults);
	if (!e)
		e = wire_parse(r->plan.internal, strlen(r->plan.internal), &x->internal, a->faults);
	if (!e)
		e = load(a, r);
	if (!e && r->ask != NULL)
		e = hear_all(a, r->ask, x);
	if (e)
		return e;
	if (r->ask == NULL)
		hear_what_lasts(a, x);
	planner_replan_apply(&x->w->in, x->events, x->n_said, a->arena, &with_events);
	x->w->in = with_events;
	app_replan_find(x, a->arena);
	return ERR_OK;
}

void
app_replan_end(struct app_replan *r)
{
	json_decref(r->seen.result);
	json_decref(r->seen.internal);
	r->seen.result = r->seen.internal = NULL;
}

/* ---- solving ------------------------------------------------------------------------------------------------ */

/* What was declined is not asked for again; room for the promises that follow. */
static void
exclude_declined(struct act *a, struct app_replan_world *x)
{
	struct planner_input *in = &x->w->in;
	struct planner_fixed *fixed = ARENA_ARRAY(a->arena, struct planner_fixed, (size_t)(in->n_fixed + x->n_events) + 1);
	if (in->n_fixed > 0)
		memcpy(fixed, in->fixed, sizeof *fixed * (size_t)in->n_fixed);
	in->fixed = fixed;
	for (int i = x->n_said; i < x->n_events; i++)
		if (x->events[i].kind == PLANNER_DECLINED)
			fixed[in->n_fixed++] = (struct planner_fixed){ .kind = PLANNER_EXCLUDE, .id = "declined", .supplier = x->events[i].supplier,
				.need = x->events[i].need, .vehicle = PLANNER_NONE, .day = x->events[i].day_from, .facility = PLANNER_NONE,
				.from_need = PLANNER_NONE };
}

void
app_replan_settle(struct act *a, struct app_replan *r)
{
	struct app_replan_world *x = &r->seen;
	struct planner_input in;
	struct planner_replanned out;
	struct faults f = { 0 };
	exclude_declined(a, x);
	app_replan_world_publish(x, a->arena);
	in = x->w->in;
	struct planner_replan ask = { .in = &in, .published = &x->published, .events = x->events, .n_events = x->n_events, .freeze_min = FREEZE_MIN,
		.limit_pct = LIMIT_PCT };
	if (planner_replan(&ask, a->arena, &out, &f)) {
		app_plan_deliveries_failed(a, x->w, &f, &r->solved);
		return;
	}
	x->w->in = out.in;
	r->solved.state = WIRE_PLAN_DRAFT;
	app_plan_deliveries_ask(&x->w->in, out.plan, a->arena);
	app_plan_result_make(x->w, out.plan, a->arena, &r->solved.out);
	app_replan_tell(a, x, &out, &r->solved.out);
	log_event(LOG_INFO, "province planned again", LOG_STR("province", x->w->province), LOG_INT("events", x->n_events),
	    LOG_INT("trips", out.diff.trips), LOG_INT("untouched_changed", out.diff.untouched_changed), LOG_END);
}

err_t
app_replan_solve(struct act *a, struct app_replan *r)
{
	err_t e = app_replan_look(a, r);
	if (!e)
		app_replan_settle(a, r);
	app_replan_end(r);
	return e;
}
