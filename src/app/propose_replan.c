/* propose_replan - look, compare with what was answered, solve, and keep it all in one transaction under the plan's lock. */
#include "app/propose_replan.h"

#include "app/replan.h"
#include "app/replan_find.h"
#include "base/log.h"
#include "base/metric.h"
#include "base/str.h"
#include "store/alert.h"

#include <math.h>
#include <string.h>

#define END_OF_TIME (INT64_C(253402300799) * INSTANT_SECOND)

static const struct session daemon_itself = { .cred_id = 0 };

struct proposing {
	struct act a;
	const struct store_replan *w;
	struct app_replan r;
	struct store_plan last; /* the newest proposal; id none */
	json_t *expected;       /* its `internal`, or NULL */
	json_t *keys;           /* of the events found */
	bool is_news;           /* an event that no proposal was made of */
};

/* ---- looking ------------------------------------------------------------------------------------------------ */

static err_t
read_plans(struct proposing *p)
{
	CLEANUP(db_release_ptr) struct db_conn *c = NULL;
	struct act *a = &p->a;
	err_t e = db_acquire(a->app->db, DB_JOB, &c, a->faults);
	if (!e)
		e = store_plan_get(c, p->w->plan, END_OF_TIME, a->arena, &p->r.plan, a->faults);
	if (!e && !id_is_none(p->w->proposal))
		e = store_plan_get(c, p->w->proposal, END_OF_TIME, a->arena, &p->last, a->faults);
	if (!e && p->last.internal != NULL)
		e = wire_parse(p->last.internal, strlen(p->last.internal), &p->expected, a->faults);
	return e;
}

static bool
has_text(const json_t *texts, const char *text)
{
	for (size_t i = 0; i < json_array_size(texts); i++)
		if (str_eq(json_string_value(json_array_get(texts, i)), text))
			return true;
	return false;
}

static err_t
compare(struct proposing *p)
{
	CLEANUP(wire_decref_ptr) json_t *answered = NULL;
	const struct app_replan_world *x = &p->r.seen;
	err_t e = p->w->answered ? wire_parse(p->w->answered, strlen(p->w->answered), &answered, p->a.faults) : ERR_OK;
	p->keys = json_array();
	for (int i = x->n_said; !e && i < x->n_events; i++) {
		const char *key = app_replan_find_key(x, i, p->a.arena);
		json_array_append_new(p->keys, json_string(key));
		p->is_news = p->is_news || !has_text(answered, key) || app_replan_find_surprises(x, i, p->expected, p->last.as_of);
	}
	return e;
}

/* ---- keeping ------------------------------------------------------------------------------------------------ */

static err_t
begin(struct act *a)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	err_t e = db_acquire(a->app->db, DB_JOB, &a->db, a->faults);
	if (!e)
		e = db_begin(a->db, DB_WRITE, NULL, a->faults);
	if (!e)
		e = db_query(a->db, Q_TICK_RECORDED_AT, DB_ARGS(DB_INSTANT(clock_now(a->app->clock))), &r, a->faults);
	if (!e)
		a->recorded_at = db_instant(r, 0, C_TICK_RECORDED_AT_RECORDED_AT);
	return e;
}

static err_t
audit_alert(struct act *a, const struct store_alert *alert, const char *verb)
{
	char text[ID_TEXT];
	return app_audit(a, (struct store_site){ .shard = alert->shard }, verb, id_text(alert->id, text), NULL);
}

/* A draft that nobody has touched is cancelled. */
static err_t
withdraw(struct act *a, const struct store_replan_open *o)
{
	int state, version;
	char text[ID_TEXT];
	struct store_plan p;
	err_t e = store_plan_lock(a->db, o->plan, &state, &version, a->faults);
	if (e || state != WIRE_PLAN_DRAFT || version != 1)
		return e;
	e = store_plan_get(a->db, o->plan, END_OF_TIME, a->arena, &p, a->faults);
	struct store_plan_outcome out = { .state = WIRE_PLAN_CANCELLED, .version = version, .seq = p.seq + 1, .recorded_at = a->recorded_at };
	if (!e)
		e = store_plan_step(a->db, o->shard, o->plan, &out, a->faults);
	return e ? e : app_audit(a, (struct store_site){ .shard = o->shard }, "plan.cancel", id_text(o->plan, text), NULL);
}

static err_t
close_alert(struct act *a, const struct store_replan_open *o)
{
	struct store_alert alert = { .shard = o->shard, .id = o->alert };
	err_t e = store_alert_close(a->db, &alert, 1, a->recorded_at, a->arena, a->faults);
	return e ? e : audit_alert(a, &alert, "alert.close");
}

static err_t
clear_province(struct act *a, const char *province)
{
	struct store_replan_open_list open;
	err_t e = store_replan_open(a->db, province, a->arena, &open, a->faults);
	for (int i = 0; !e && i < open.n; i++) {
		e = withdraw(a, &open.items[i]);
		if (!e)
			e = close_alert(a, &open.items[i]);
	}
	return e;
}

static err_t
raise_alert(struct proposing *p, struct id plan)
{
	struct act *a = &p->a;
	struct store_alert alert = { .shard = p->w->shard, .id = id_new(a->recorded_at), .plan = plan, .kind = STORE_ALERT_PLAN,
		.level = p->r.solved.state == WIRE_PLAN_DRAFT ? STORE_ALERT_AMBER : STORE_ALERT_RED, .hours_p10 = NAN };
	err_t e = store_alert_raise(a->db, &alert, 1, a->recorded_at, a->arena, a->faults);
	return e ? e : audit_alert(a, &alert, "alert.raise");
}

/* The next proposal takes the place of the last. A second one that cannot be solved either says nothing new. */
static err_t
propose(struct proposing *p, struct store_replan *next)
{
	bool solved = p->r.solved.state == WIRE_PLAN_DRAFT;
	next->failed_at = solved ? INSTANT_NONE : p->a.recorded_at;
	if (!solved && p->last.state == WIRE_PLAN_FAILED)
		return ERR_OK;
	err_t e = clear_province(&p->a, p->w->province);
	if (!e)
		e = app_plan_deliveries_keep(&p->a, &p->r.solved, &next->proposal);
	return e ? e : raise_alert(p, next->proposal);
}

static const char *
text_of(const json_t *j, struct arena *a)
{
	CLEANUP(str_free) struct str s = { 0 };
	wire_dump((json_t *)j, &s);
	return arena_strndup(a, str_text(&s), s.len);
}

static err_t
write(struct proposing *p)
{
	struct act *a = &p->a;
	bool failed = p->is_news && p->r.solved.state != WIRE_PLAN_DRAFT;
	struct store_replan next = { .shard = p->w->shard, .plan = p->w->plan, .looked_at = p->r.solved.ask.as_of, .proposal = p->w->proposal,
		.failed_at = INSTANT_NONE, .answered = !failed ? text_of(p->keys, a->arena) : p->w->answered ? p->w->answered : "[]" };
	err_t e = ERR_OK;
	if (p->is_news)
		e = propose(p, &next);
	else if (json_array_size(p->keys) == 0 && !id_is_none(next.proposal))
		e = clear_province(a, p->w->province);
	return e ? e : store_replan_look(a->db, &next, a->faults);
}

/* Nothing is written when the plan is not in force any more, or another daemon was faster. */
static err_t
keep(struct proposing *p)
{
	struct act *a = &p->a;
	int state = 0, version;
	bool current = false;
	err_t e = begin(a);
	if (!e)
		e = store_plan_lock(a->db, p->w->plan, &state, &version, a->faults);
	if (!e)
		e = store_replan_is_current(a->db, p->w, &current, a->faults);
	if (!e && state == WIRE_PLAN_APPROVED && current) {
		e = write(p);
		if (!e)
			e = db_commit(a->db, a->faults);
	}
	db_release(a->db);
	return e;
}

static void
tell(const struct proposing *p)
{
	bool solved = p->r.solved.state == WIRE_PLAN_DRAFT;
	metric_add(solved ? METRIC_REPLANS : METRIC_REPLANS_FAILED, 1);
	log_event(solved ? LOG_INFO : LOG_WARNING, solved ? "a re-plan waits for a decision" : "a re-plan could not be solved; it is tried again",
	    LOG_STR("province", p->w->province), LOG_INT("events", p->r.seen.n_events), LOG_END);
}

err_t
app_propose_replan(struct app *app, const struct store_replan *watched, struct faults *f)
{
	CLEANUP(arena_free_ptr) struct arena *arena = arena_new();
	struct proposing p = { .w = watched,
		.a = { .app = app, .who = &daemon_itself, .arena = arena, .faults = f, .at = { clock_now(app->clock), END_OF_TIME } } };
	err_t e = read_plans(&p);
	if (!e && p.r.plan.state == WIRE_PLAN_APPROVED) {
		e = app_replan_look(&p.a, &p.r);
		if (!e)
			e = compare(&p);
		if (!e && p.is_news)
			app_replan_settle(&p.a, &p.r);
		if (!e)
			e = keep(&p);
		app_replan_end(&p.r);
		if (!e && p.is_news)
			tell(&p);
	}
	json_decref(p.expected);
	json_decref(p.keys);
	return e;
}

err_t
app_propose_replan_tidy(struct app *app, struct faults *f)
{
	CLEANUP(arena_free_ptr) struct arena *arena = arena_new();
	struct act a = { .app = app, .who = &daemon_itself, .arena = arena, .faults = f, .at = { clock_now(app->clock), END_OF_TIME } };
	struct store_replan_open_list open = { 0 };
	err_t e = begin(&a);
	if (!e)
		e = store_replan_open(a.db, "", arena, &open, f);
	for (int i = 0; !e && i < open.n; i++) {
		const struct store_replan_open *o = &open.items[i];
		if (o->watched && (o->state == WIRE_PLAN_DRAFT || o->state == WIRE_PLAN_FAILED))
			continue;
		e = o->watched ? ERR_OK : withdraw(&a, o);
		if (!e)
			e = close_alert(&a, o);
	}
	if (!e)
		e = db_commit(a.db, f);
	db_release(a.db);
	return e;
}
