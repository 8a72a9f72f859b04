/* score_forecasts - each hour: the day is opened once its morning is there, and truths that came in are scored. A province
 * that fails does not hold back the others. */
#include "app/score_forecasts.h"
#include "base/log.h"
#include "domain/admin.h"
#include "jobs/jobs.h"
#include "store/score.h"

static err_t
forget(struct app *app, struct faults *f)
{
	CLEANUP(db_release_ptr) struct db_conn *c = NULL;
	err_t e = db_acquire(app->db, DB_JOB, &c, f);
	return e ? e : store_score_forget(c, calendar_day_of(clock_now(app->clock)) - APP_SCORE_KEEP, f);
}

err_t
jobs_score_forecasts(struct app *app, const atomic_bool *ending, struct faults *f)
{
	size_t n;
	const struct admin_unit *unit = admin_table(&n);
	err_t failed = ERR_OK;
	for (size_t i = 0; i < n && !atomic_load(ending); i++) {
		struct faults own = { 0 };
		struct app_scored done;
		if (unit[i].merged_into != NULL || unit[i].valid_to != DAY_NONE)
			continue;
		err_t e = app_score_forecasts(app, unit[i].code, ending, &done, &own);
		if (e) {
			failed = e;
			*f = own;
			log_event(LOG_WARNING, "forecasts were not scored; tried again within the hour", LOG_STR("province", unit[i].code), LOG_STR("class", err_slug(e)), LOG_END);
		} else if (done.scored > 0) {
			log_event(LOG_INFO, "forecasts scored", LOG_STR("province", unit[i].code), LOG_INT("rows", done.scored), LOG_END);
		}
	}
	return failed ? failed : forget(app, f);
}
