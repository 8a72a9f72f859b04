/* forecast_provinces - every province each evening at 20:00, when the day's reports are in; and at once when it has no run
 * since the last evening, so that a daemon that was down at eight makes up for it. A province that fails is left alone for ten minutes. */
#include "app/run_forecast.h"
#include "base/log.h"
#include "base/vec.h"
#include "domain/calendar.h"
#include "jobs/jobs.h"

#include <string.h>

enum { EVENING = 20 * 60 }; /* minutes of the local day */
#define TRY_AGAIN (10 * INSTANT_MINUTE)

static instant_t
last_evening(instant_t now)
{
	day_t today = calendar_day_of(now);
	instant_t evening = calendar_at(today, EVENING);
	return evening <= now ? evening : calendar_at(today - 1, EVENING);
}

struct province {
	char code[8];
};

static err_t
list_due(struct app *app, instant_t now, struct province **ret, size_t *ret_n, struct arena *a, struct faults *f)
{
	CLEANUP(db_release_ptr) struct db_conn *c = NULL;
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	err_t e = db_acquire(app->db, DB_JOB, &c, f);
	if (!e)
		e = db_query(c, Q_FORECAST_DUE, DB_ARGS(DB_INSTANT(last_evening(now)), DB_INSTANT(now - TRY_AGAIN)), &r, f);
	if (e)
		return e;
	*ret_n = (size_t)db_rows_n(r);
	*ret = ARENA_ARRAY(a, struct province, *ret_n);
	for (int i = 0; i < db_rows_n(r); i++)
		strncpy((*ret)[i].code, db_text(r, i, C_FORECAST_DUE_PROVINCE), sizeof (*ret)[i].code - 1);
	return ERR_OK;
}

err_t
jobs_forecast_provinces(struct app *app, const atomic_bool *ending, struct faults *f)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct province *due = NULL;
	size_t n = 0;
	err_t e = list_due(app, clock_now(app->clock), &due, &n, a, f);
	for (size_t i = 0; !e && i < n && !atomic_load(ending); i++) {
		struct store_forecast_run run;
		e = app_run_forecast(app, &(struct app_forecast_order){ .province = due[i].code, .as_of = INSTANT_NONE }, &run, f);
		if (!e && run.state == STORE_FORECAST_DONE)
			log_event(LOG_INFO, "forecast made", LOG_STR("province", due[i].code), LOG_INT("facilities", run.facilities), LOG_END);
	}
	return e;
}
