/* jobs - the table, and the thread that walks it. */
#include "jobs/jobs.h"

#include "base/log.h"
#include "jobs/follow.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* clang-format off */
const struct job jobs_table[] = {
	/* name                 what                                                                 every                run */
	{ "make-partitions",    "months of the ledger ahead of time",                                6 * INSTANT_HOUR,    jobs_make_partitions },
	{ "expire-offers",      "offers that nobody answered lapse",                                 INSTANT_MINUTE,      jobs_expire_offers },
	{ "forecast-provinces", "every province each evening at 20:00, and whenever one has none",   INSTANT_MINUTE,      jobs_forecast_provinces },
	{ "score-forecasts",    "each day is opened at six, and forecasts are scored as truths come in", INSTANT_HOUR,   jobs_score_forecasts },
	{ "sweep-alerts",       "a silent facility turns amber and red by itself",                   INSTANT_MINUTE,      jobs_sweep_alerts },
	{ "replan-provinces",   "a re-plan is proposed when something happened to a plan in force",  15 * INSTANT_SECOND, jobs_replan_provinces },
	{ "forget-keys",        "Idempotency-Keys older than seven days",                            INSTANT_HOUR,        jobs_forget_keys },
};
/* clang-format on */
const size_t jobs_table_n = ARRAY_LEN(jobs_table);

enum { TICK_MS = 1000 };

struct jobs {
	struct app *app;
	struct jobs_follow *follow;
	pthread_t thread;
	pthread_mutex_t lock; /* protects woken */
	pthread_cond_t wake;
	atomic_bool ending;
	bool woken;
	instant_t last[ARRAY_LEN(jobs_table)]; /* the thread's own */
};

static void
log_failure(const struct job *job, const struct faults *f)
{
	log_event(LOG_WARNING, "a job failed; it is tried again when it is next due", LOG_STR("job", job->name),
	    LOG_STR("code", f->n > 0 ? fault_code(f->item[0].id) : "unknown"), LOG_END);
}

/* The lock belongs to the connection: should it be lost, so is the lock, and the worst is a job done twice. */
static void
run_locked(struct jobs *j, size_t i)
{
	CLEANUP(db_release_ptr) struct db_conn *c = NULL;
	CLEANUP(db_rows_free_ptr) struct db_rows *locked = NULL;
	struct faults f = { 0 };
	err_t e = db_acquire(j->app->db, DB_JOB, &c, &f);
	if (!e)
		e = db_query(c, Q_JOB_LOCK, DB_ARGS(DB_INT((int64_t)i)), &locked, &f);
	if (!e && !db_bool(locked, 0, C_JOB_LOCK_LOCKED))
		return; /* another daemon is at it */
	if (!e) {
		CLEANUP(db_rows_free_ptr) struct db_rows *unlocked = NULL;
		struct faults ignored = { 0 };
		e = jobs_table[i].run(j->app, &j->ending, &f);
		if (db_query(c, Q_JOB_UNLOCK, DB_ARGS(DB_INT((int64_t)i)), &unlocked, &ignored) != ERR_OK)
			log_event(LOG_WARNING, "the lock of a job went with its connection", LOG_STR("job", jobs_table[i].name), LOG_END);
	}
	if (e)
		log_failure(&jobs_table[i], &f);
}

static void
run_due(struct jobs *j)
{
	for (size_t i = 0; i < jobs_table_n && !atomic_load(&j->ending); i++) {
		instant_t now = clock_now(j->app->clock);
		if (j->last[i] != INSTANT_NONE && now - j->last[i] < jobs_table[i].every && now >= j->last[i])
			continue;
		run_locked(j, i);
		j->last[i] = now;
	}
}

static void
wait_for_tick(struct jobs *j)
{
	struct timespec until;
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += TICK_MS / 1000;
	if (!atomic_load(&j->ending) && !j->woken)
		pthread_cond_timedwait(&j->wake, &j->lock, &until);
	j->woken = false;
}

static void *
walk(void *arg)
{
	struct jobs *j = arg;
	pthread_mutex_lock(&j->lock);
	while (!atomic_load(&j->ending)) {
		pthread_mutex_unlock(&j->lock);
		if (clock_is_set(j->app->clock) && !j->app->is_loading)
			run_due(j);
		pthread_mutex_lock(&j->lock);
		wait_for_tick(j);
	}
	pthread_mutex_unlock(&j->lock);
	return NULL;
}

struct jobs *
jobs_start(struct app *app)
{
	struct jobs *j = MEM_NEW(struct jobs);
	pthread_condattr_t attr;
	j->app = app;
	j->follow = jobs_follow_start(app);
	for (size_t i = 0; i < jobs_table_n; i++)
		j->last[i] = INSTANT_NONE;
	pthread_mutex_init(&j->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&j->wake, &attr);
	pthread_condattr_destroy(&attr);
	pthread_create(&j->thread, NULL, walk, j);
	return j;
}

static void
rouse(struct jobs *j, bool end)
{
	pthread_mutex_lock(&j->lock);
	if (end)
		atomic_store(&j->ending, true);
	j->woken = true;
	pthread_cond_signal(&j->wake);
	pthread_mutex_unlock(&j->lock);
}

void
jobs_stop(struct jobs *j)
{
	if (j == NULL)
		return;
	rouse(j, true);
	pthread_join(j->thread, NULL);
	jobs_follow_stop(j->follow);
	pthread_cond_destroy(&j->wake);
	pthread_mutex_destroy(&j->lock);
	free(j);
}

void
jobs_clock_moved(struct jobs *j)
{
	rouse(j, false);
}

void
jobs_site_changed(struct jobs *j, struct store_site site)
{
	if (site.site_id != 0 && (site.roles & STORE_FACILITY) != 0)
		jobs_follow_put(j->follow, site);
}

void
jobs_province_changed(struct jobs *j, const char *province)
{
	struct store_site whole = { 0 };
	strncpy(whole.province, province, sizeof whole.province - 1);
	jobs_follow_put(j->follow, whole);
}

bool
jobs_settle(struct jobs *j, int64_t timeout_us)
{
	return jobs_follow_settle(j->follow, timeout_us);
}
