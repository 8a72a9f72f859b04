/* watermark - the thread that announces, waits for the barrier and publishes. */
#include "app/watermark.h"

#include "base/log.h"
#include "base/metric.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

enum { IDLE_MS = 1000, BARRIER_MS = 2, BARRIER_TRIES = 1000, WAIT_MS = 2000 };

struct app_watermark {
	struct app *app;
	pthread_t thread;
	pthread_mutex_t lock; /* protects wanted */
	pthread_cond_t wake, published;
	instant_t wanted;
	atomic_bool ending;
	_Atomic instant_t now;
};

/* Transactions older than the barrier end by themselves: statements and idle transactions have time limits. */
static err_t
wait_for_barrier(struct app_watermark *w, struct db_conn *c, struct faults *f)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *b = NULL;
	err_t e = db_query(c, Q_TICK_BARRIER, NULL, &b, f);
	for (int i = 0; !e && i < BARRIER_TRIES && !w->ending; i++) {
		CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
		e = db_query(c, Q_TICK_PASSED, DB_ARGS(DB_INT(db_int(b, 0, C_TICK_BARRIER_XID))), &r, f);
		if (!e && db_bool(r, 0, C_TICK_PASSED_PASSED))
			return ERR_OK;
		nanosleep(&(struct timespec){ .tv_nsec = BARRIER_MS * 1000000L }, NULL);
	}
	return e ? e : fault_add(f, FAULT_BUSY, "", NULL, NULL, NULL);
}

static err_t
tick(struct app_watermark *w, instant_t at, struct faults *f)
{
	CLEANUP(db_release_ptr) struct db_conn *c = NULL;
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	err_t e = db_acquire(w->app->db, DB_SEAL, &c, f);
	if (!e)
		e = db_query(c, Q_TICK_ANNOUNCE, DB_ARGS(DB_INSTANT(at)), &r, f);
	if (!e)
		e = wait_for_barrier(w, c, f);
	if (!e)
		e = db_run(c, Q_TICK_PUBLISH, DB_ARGS(DB_INT(db_int(r, 0, C_TICK_ANNOUNCE_TICK_ID))), NULL, f);
	if (e)
		return e;
	instant_t published = db_instant(r, 0, C_TICK_ANNOUNCE_ANNOUNCED);
	atomic_store(&w->now, published);
	metric_set(METRIC_WATERMARK, published / INSTANT_SECOND);
	return db_run(c, Q_TICK_FORGET, DB_ARGS(DB_INSTANT(published - INSTANT_HOUR)), NULL, f);
}

/* What to announce when nobody waits: in a replay the clock's own instant may still be written at, so
 * the microsecond before it. INSTANT_NONE: nothing new. */
static instant_t
idle_target(struct app_watermark *w)
{
	CLEANUP(db_release_ptr) struct db_conn *c = NULL;
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	struct faults f = { 0 };
	instant_t last = atomic_load(&w->now);
	if (!clock_is_set(w->app->clock))
		return INSTANT_NONE;
	instant_t at = clock_now(w->app->clock) - (clock_is_replay(w->app->clock) ? 1 : 0);
	if (at <= last || db_acquire(w->app->db, DB_JOB, &c, &f) != ERR_OK ||
	    db_query(c, Q_TICK_WRITTEN_SINCE, DB_ARGS(DB_INSTANT(last == INSTANT_NONE ? 0 : last)), &r, &f) != ERR_OK)
		return INSTANT_NONE;
	return db_bool(r, 0, C_TICK_WRITTEN_SINCE_WRITTEN) ? at : INSTANT_NONE;
}

static void *
run(void *arg)
{
	struct app_watermark *w = arg;
	pthread_mutex_lock(&w->lock);
	while (!w->ending) {
		instant_t wanted = w->wanted;
		pthread_mutex_unlock(&w->lock);
		struct faults f = { 0 };
		instant_t at = wanted > atomic_load(&w->now) ? wanted : idle_target(w);
		if (at != INSTANT_NONE && tick(w, at, &f) != ERR_OK && f.err != ERR_AWAY)
			log_event(LOG_WARNING, "watermark not published; as_of reads wait", LOG_STR("code", fault_code(f.item[0].id)), LOG_END);
		pthread_mutex_lock(&w->lock);
		pthread_cond_broadcast(&w->published);
		struct timespec until = clock_after(IDLE_MS * INT64_C(1000));
		if (!w->ending && w->wanted == wanted)
			pthread_cond_timedwait(&w->wake, &w->lock, &until);
	}
	pthread_mutex_unlock(&w->lock);
	return NULL;
}

struct app_watermark *
app_watermark_start(struct app *app)
{
	struct app_watermark *w = MEM_NEW(struct app_watermark);
	pthread_condattr_t attr;
	w->app = app;
	w->wanted = INSTANT_NONE;
	atomic_init(&w->now, INSTANT_NONE);
	pthread_mutex_init(&w->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&w->wake, &attr);
	pthread_cond_init(&w->published, &attr);
	pthread_condattr_destroy(&attr);
	pthread_create(&w->thread, NULL, run, w);
	return w;
}

void
app_watermark_stop(struct app_watermark *w)
{
	if (w == NULL)
		return;
	pthread_mutex_lock(&w->lock);
	w->ending = true;
	pthread_cond_broadcast(&w->wake);
	pthread_cond_broadcast(&w->published);
	pthread_mutex_unlock(&w->lock);
	pthread_join(w->thread, NULL);
	pthread_cond_destroy(&w->wake);
	pthread_cond_destroy(&w->published);
	pthread_mutex_destroy(&w->lock);
	free(w);
}

instant_t
app_watermark_now(struct app_watermark *w)
{
	return atomic_load(&w->now);
}

err_t
app_watermark_wait(struct app_watermark *w, instant_t at, struct faults *f)
{
	struct timespec until = clock_after(WAIT_MS * INT64_C(1000));
	int timed_out = 0;
	pthread_mutex_lock(&w->lock);
	if (w->wanted < at)
		w->wanted = at;
	while (atomic_load(&w->now) < at && timed_out == 0 && !w->ending) {
		pthread_cond_signal(&w->wake);
		timed_out = pthread_cond_timedwait(&w->published, &w->lock, &until);
	}
	pthread_mutex_unlock(&w->lock);
	return atomic_load(&w->now) >= at ? ERR_OK : fault_add(f, FAULT_BUSY, "", NULL, NULL, NULL);
}
