/* plan_deliveries - from a question to a judged plan. */
#include "app/plan_deliveries.h"

#include "app/watermark.h"
#include "base/log.h"
#include "base/str.h"
#include "planner/relief.h"

#include <string.h>

#define IMPROVE_FOR (2 * INSTANT_SECOND) /* routes are improved this long at most, unless the budget is to be iterations */

#define ASK_FOR (2 * INSTANT_SECOND)     /* and as long it is asked what holds it back */

static bool
time_is_up(void *arg)
{
	return clock_mono() > *(int64_t *)arg;
}

/* The moment that a plan is of. In a replay the clock stands, and what is recorded while it stands belongs to the moment. */
err_t
app_plan_deliveries_moment(struct act *a, struct app_plan_deliveries_ask *ask, struct store_moment *ret)
{
	instant_t now = clock_now(a->app->clock);
	char text[CALENDAR_INSTANT_TEXT];
	bool given = ask->as_of != INSTANT_NONE;
	if (given && ask->as_of > now)
		return fault_add(a->faults, FAULT_FUTURE_AS_OF, "/as_of", calendar_instant_text(now, text), NULL, NULL);
	if (!given)
		ask->as_of = now;
	*ret = (struct store_moment){ ask->as_of, !given && clock_is_replay(a->app->clock) ? a->at.recorded_by : ask->as_of };
	return given || !clock_is_replay(a->app->clock) ? app_watermark_wait(a->app->watermark, ask->as_of, a->faults) : ERR_OK;
}

err_t
app_plan_deliveries_world(struct act *a, const struct app_plan_world_ask *ask, struct app_plan_world *w)
{
	CLEANUP(db_release_ptr) struct db_conn *job = NULL;
	err_t e = db_acquire(a->app->db, DB_JOB, &job, a->faults);
	if (!e)
		e = db_begin(job, DB_READ, NULL, a->faults);
	return e ? e : app_plan_world_load(a, job, ask, w);
}

void
app_plan_deliveries_failed(struct act *a, const struct app_plan_world *w, const struct faults *f, struct app_plan_deliveries_solved *ret)
{
	char text[400];
	ret->state = WIRE_PLAN_FAILED;
	ret->error = arena_printf(a->arena, "%s: %s", f->n ? f->item[0].pointer : "", f->n ? fault_text(&f->item[0], LANG_EN, text, sizeof text) : "");
	ret->out.result = app_plan_result_empty(w, a->arena);
	log_event(LOG_WARNING, "plan not solved", LOG_STR("province", w->province), LOG_STR("reason", ret->error), LOG_END);
}

void
app_plan_deliveries_ask(struct planner_input *in, struct planner_plan *plan, struct arena *a)
{
	int64_t until = clock_mono() + ASK_FOR;
	in->stop = in->deterministic ? NULL : time_is_up;
	in->stop_arg = &until;
	planner_relief(in, a, plan);
	in->stop = NULL;
}

/* A pin that cannot be kept is the coordinator's to change, so it is refused; anything else that goes wrong is on record as a failed plan. */
static err_t
solve(struct act *a, struct app_plan_world *w, bool edited, struct app_plan_deliveries_solved *ret)
{
	struct planner_plan *plan = NULL;
	struct faults f = { 0 };
	int64_t until = clock_mono() + IMPROVE_FOR;
	w->in.stop = w->in.deterministic ? NULL : time_is_up;
	w->in.stop_arg = &until;
	err_t e = planner_solve(&w->in, a->arena, &plan, &f);
	if (e == ERR_CONFLICT && edited) {
		for (int i = 0; i < f.n; i++)
			fault_add(a->faults, f.item[i].id, "/edits", f.item[i].arg[0], f.item[i].arg[1], f.item[i].arg[2]);
		return e;
	}
	if (e) {
		app_plan_deliveries_failed(a, w, &f, ret);
		return ERR_OK;
	}
	ret->state = WIRE_PLAN_DRAFT;
	app_plan_deliveries_ask(&w->in, plan, a->arena);
	app_plan_result_make(w, plan, a->arena, &ret->out);
	return ERR_OK;
}

err_t
app_plan_deliveries_solve(struct act *a, const struct app_plan_deliveries_ask *ask, const struct app_edit_plan *edits,
    struct app_plan_deliveries_solved *ret)
{
	struct app_plan_world w;
	struct app_plan_world_ask q = { .province = ask->province, .days = ask->horizon_days, .seed = (uint64_t)ask->seed,
		.deterministic = ask->deterministic };
	*ret = (struct app_plan_deliveries_solved){ .ask = *ask };
	err_t e = app_plan_deliveries_moment(a, &ret->ask, &q.at);
	if (!e)
		e = app_plan_deliveries_world(a, &q, &w);
	if (!e && edits != NULL)
		e = app_edit_plan_apply(a, &w, edits);
	return e ? e : solve(a, &w, edits != NULL, ret);
}

static struct store_plan_outcome
outcome_of(const struct act *a, const struct app_plan_deliveries_solved *s, int version, int seq)
{
	return (struct store_plan_outcome){ .state = s->state, .version = version, .seq = seq, .input_sha = s->out.internal ? s->out.input_sha : NULL,
		.result = s->out.result, .internal = s->out.internal, .error = s->error, .cred_id = a->who->cred_id, .recorded_at = a->recorded_at };
}

err_t
app_plan_deliveries_keep(struct act *a, const struct app_plan_deliveries_solved *s, struct id *ret_id)
{
	struct store_plan p = { .id = id_new(a->recorded_at), .province = s->ask.province, .as_of = s->ask.as_of, .horizon_days = s->ask.horizon_days,
		.seed = s->ask.seed, .deterministic = s->ask.deterministic };
	struct store_plan_outcome o = outcome_of(a, s, 1, 1);
	char id[ID_TEXT];
	err_t e = store_plan_shard(a->db, s->ask.province, &p.shard, a->faults);
	if (!e)
		e = store_plan_insert(a->db, &p, &o, a->faults);
	if (!e)
		e = app_audit(a, (struct store_site){ .shard = p.shard }, "plan.make", id_text(p.id, id), NULL);
	if (!e)
		*ret_id = p.id;
	return e;
}

/* ---- edits ------------------------------------------------------------------------------------------------ */

/* All edits so far, then the new ones. */
static err_t
gather_edits(struct act *a, struct app_plan_deliveries_edit *x, struct app_edit_plan *ret)
{
	struct store_plan_edits old = { 0 };
	CLEANUP(db_release_ptr) struct db_conn *job = NULL;
	err_t e = db_acquire(a->app->db, DB_JOB, &job, a->faults);
	if (!e)
		e = store_plan_edits(job, x->plan.shard, x->plan.id, a->arena, &old, a->faults);
	if (e)
		return e;
	struct wire_plan_edit *all = ARENA_ARRAY(a->arena, struct wire_plan_edit, (size_t)old.n + x->n + 1);
	for (int i = 0; !e && i < old.n; i++) {
		CLEANUP(wire_decref_ptr) json_t *doc = NULL;
		e = wire_parse(old.doc[i], strlen(old.doc[i]), &doc, a->faults);
		if (!e)
			e = wire_read(&wire_plan_shape_edit, doc, &all[i], a->arena, a->faults);
	}
	memcpy(all + old.n, x->edits, x->n * sizeof *all);
	x->n_before = old.n;
	ret->edits = all;
	ret->n = (size_t)old.n + x->n;
	ret->first_new = (size_t)old.n;
	return e;
}

err_t
app_plan_deliveries_edit_solve(struct act *a, struct app_plan_deliveries_edit *x)
{
	struct app_edit_plan edits = { 0 };
	struct app_plan_result_lines lines = { 0 };
	struct app_plan_deliveries_ask ask = { .province = x->plan.province, .horizon_days = x->plan.horizon_days, .as_of = x->plan.as_of,
		.seed = x->plan.seed, .deterministic = x->plan.deterministic };
	if (x->plan.state != WIRE_PLAN_DRAFT)
		return fault_add(a->faults, FAULT_STATE, "", names_word(&wire_plan_shape_states, (int)x->plan.state), "draft", NULL);
	err_t e = gather_edits(a, x, &edits);
	if (!e)
		e = app_plan_result_lines(x->plan.internal, a->arena, &lines, a->faults);
	edits.lines = lines.items;
	edits.n_lines = lines.n;
	return e ? e : app_plan_deliveries_solve(a, &ask, &edits, &x->solved);
}

err_t
app_plan_deliveries_edit_keep(struct act *a, const struct app_plan_deliveries_edit *x)
{
	struct store_plan_outcome o = outcome_of(a, &x->solved, x->plan.version + 1, x->plan.seq + 1);
	int state, version;
	char id[ID_TEXT];
	err_t e = store_plan_lock(a->db, x->plan.id, &state, &version, a->faults);
	if (e)
		return e;
	if (state != WIRE_PLAN_DRAFT)
		return fault_add(a->faults, FAULT_STATE, "", names_word(&wire_plan_shape_states, state), "draft", NULL);
	if (version != x->plan.version)
		return fault_add(a->faults, FAULT_STALE, "", "plan", NULL, NULL);
	for (size_t i = 0; !e && i < x->n; i++) {
		struct store_plan_edit row = { x->n_before + (int)i + 1, (int)x->edits[i].action, x->texts[i], x->edits[i].reason };
		e = store_plan_edit_add(a->db, x->plan.shard, x->plan.id, &row, &o, a->faults);
	}
	if (!e)
		e = store_plan_step(a->db, x->plan.shard, x->plan.id, &o, a->faults);
	return e ? e : app_audit(a, (struct store_site){ .shard = x->plan.shard }, "plan.edit", id_text(x->plan.id, id), NULL);
}
