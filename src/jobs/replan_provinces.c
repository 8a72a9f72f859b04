/* replan_provinces - what happened to the plans in force is taken together: a province is looked at once nothing more was heard of it for the
 * quiet time, or when the first of it has waited five times as long; and every quarter of an hour, for what comes by other ways than
 * reports (readings of tanks). A solve that failed is left alone for ten minutes. Each province is looked at by itself, one after
 * the other, so that there is never more than one at a time. */
#include "app/propose_replan.h"
#include "base/log.h"
#include "jobs/jobs.h"

enum { PATIENCE = 5 }; /* quiet times */
#define LOOK_EVERY (15 * INSTANT_MINUTE)
#define TRY_AGAIN (10 * INSTANT_MINUTE)

static bool
is_due(const struct store_replan *w, instant_t now, instant_t quiet)
{
	if (w->failed_at != INSTANT_NONE)
		return now - w->failed_at >= TRY_AGAIN;
	if (w->last_at != INSTANT_NONE && (now - w->last_at >= quiet || now - w->first_at >= PATIENCE * quiet))
		return true;
	return now - w->looked_at >= LOOK_EVERY;
}

static err_t
list_watched(struct app *app, instant_t now, struct arena *a, struct store_replan_list *ret, struct faults *f)
{
	CLEANUP(db_release_ptr) struct db_conn *c = NULL;
	err_t e = db_acquire(app->db, DB_JOB, &c, f);
	return e ? e : store_replan_watched(c, now, a, ret, f);
}

static err_t
look_at_due(struct app *app, const atomic_bool *ending, struct faults *f)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct store_replan_list all = { 0 };
	instant_t now = clock_now(app->clock);
	err_t failed = list_watched(app, now, a, &all, f);
	for (int i = 0; i < all.n && !atomic_load(ending); i++) {
		struct faults own = { 0 };
		if (!is_due(&all.items[i], now, app->replan_quiet_s * INSTANT_SECOND))
			continue;
		err_t e = app_propose_replan(app, &all.items[i], &own);
		if (!e)
			continue;
		failed = e;
		*f = own;
		log_event(LOG_WARNING, "a plan in force was not looked at; it is tried again", LOG_STR("province", all.items[i].province),
		    LOG_STR("class", err_slug(e)), LOG_END);
	}
	return failed;
}

err_t
jobs_replan_provinces(struct app *app, const atomic_bool *ending, struct faults *f)
{
	err_t e = app_propose_replan_tidy(app, f);
	return e || !app->replan_auto ? e : look_at_due(app, ending, f);
}
