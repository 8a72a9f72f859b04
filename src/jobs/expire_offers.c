/* expire_offers - batch after batch, each in its transaction, until none is left. */
#include "app/expire_offers.h"
#include "jobs/jobs.h"

enum { ROUNDS = 100 }; /* of 500: more wait for the next minute */
#define END_OF_TIME (INT64_C(253402300799) * INSTANT_SECOND)

static err_t
expire_some(struct app *app, int *ret_n, struct faults *f)
{
	static const struct session daemon = { .cred_id = 0 };
	CLEANUP(arena_free_ptr) struct arena *arena = arena_new();
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	instant_t now = clock_now(app->clock);
	struct act a = { .app = app, .who = &daemon, .arena = arena, .faults = f, .at = { now, END_OF_TIME } };
	err_t e = db_acquire(app->db, DB_JOB, &a.db, f);
	if (!e)
		e = db_begin(a.db, DB_WRITE, NULL, f);
	if (!e)
		e = db_query(a.db, Q_TICK_RECORDED_AT, DB_ARGS(DB_INSTANT(now)), &r, f);
	if (!e) {
		a.recorded_at = db_instant(r, 0, C_TICK_RECORDED_AT_RECORDED_AT);
		e = app_expire_offers(&a, ret_n);
	}
	if (!e)
		e = db_commit(a.db, f);
	db_release(a.db);
	return e;
}

err_t
jobs_expire_offers(struct app *app, const atomic_bool *ending, struct faults *f)
{
	int n = 1;
	err_t e = ERR_OK;
	for (int round = 0; !e && n > 0 && round < ROUNDS && !atomic_load(ending); round++) {
		n = 0;
		e = expire_some(app, &n, f);
	}
	return e;
}
