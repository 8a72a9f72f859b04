/* make_partitions - the ledger is partitioned by month; a fact of a month that has no partition is refused. */
#include "domain/calendar.h"
#include "jobs/jobs.h"

enum { BEHIND = 62, AHEAD = 400 }; /* days, as at start */

err_t
jobs_make_partitions(struct app *app, const atomic_bool *ending, struct faults *f)
{
	(void)ending;
	CLEANUP(db_release_ptr) struct db_conn *c = NULL;
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	day_t today = calendar_day_of(clock_now(app->clock));
	err_t e = db_acquire(app->db, DB_JOB, &c, f);
	return e ? e : db_query(c, Q_REPORT_MONTHS, DB_ARGS(DB_DAY(today - BEHIND), DB_DAY(today + AHEAD)), &r, f);
}
