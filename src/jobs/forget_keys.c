/* forget_keys - an Idempotency-Key is remembered seven days (CONTRACT.md section 2). */
#include "jobs/jobs.h"

#define REMEMBERED (7 * INSTANT_DAY)

err_t
jobs_forget_keys(struct app *app, const atomic_bool *ending, struct faults *f)
{
	(void)ending;
	CLEANUP(db_release_ptr) struct db_conn *c = NULL;
	err_t e = db_acquire(app->db, DB_JOB, &c, f);
	return e ? e : db_run(c, Q_EVENT_KEY_FORGET, DB_ARGS(DB_INSTANT(clock_now(app->clock) - REMEMBERED)), NULL, f);
}
