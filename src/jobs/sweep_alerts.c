/* sweep_alerts - nothing has to arrive for a facility to run out: each minute all of them are looked at. */
#include "app/raise_alerts.h"
#include "jobs/jobs.h"

enum { AT_ONCE = 500 };

err_t
jobs_sweep_alerts(struct app *app, const atomic_bool *ending, struct faults *f)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct db_conn *c = NULL;
	struct store_site_list list = { 0 };
	err_t e = db_acquire(app->db, DB_JOB, &c, f);
	if (!e)
		e = store_site_list(app->sites, c, "", STORE_FACILITY, clock_now(app->clock), a, &list, f);
	db_release(c);
	for (size_t i = 0; !e && i < list.n && !atomic_load(ending); i += AT_ONCE)
		e = app_raise_alerts(app, list.items + i, list.n - i < AT_ONCE ? list.n - i : AT_ONCE, f);
	return e;
}
