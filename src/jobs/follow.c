/* follow - a set of facilities, and the thread that empties it province by province.
 *
 * Reports of a province come in bursts (everybody reports at five); those of a quarter of a second are forecast together.
 * When the database is away they go back into the set and are tried again after two seconds. */
#include "jobs/follow.h"

#include "app/raise_alerts.h"
#include "app/run_forecast.h"
#include "base/log.h"
#include "base/str.h"
#include "base/vec.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* A storm of reports is taken in larger gulps: each facility is forecast once for all that came, and three quarters of the
 * machine stay with the reports themselves. */
enum { TOGETHER_MS = 250, AGAIN_MS = 2000, STORM = 100, STORM_REST = 3, STORM_REST_MAX_MS = 4000, AT_ONCE = 100 };

struct site_set {
	struct store_site *at;
	size_t n, cap;
};

struct jobs_follow {
	struct app *app;
	struct app_pools *pools; /* the thread's own */
	pthread_t thread;
	pthread_mutex_t lock; /* protects below */
	pthread_cond_t wake, idle;
	struct site_set waiting;
	bool busy;
	atomic_bool ending;
};

static bool
same(const struct store_site *a, const struct store_site *b)
{
	return a->site_id == b->site_id && (a->site_id != 0 || str_eq(a->province, b->province));
}

/* Few wait at a time: a quarter of a second's reports, or what came while a province was forecast. */
static void
put(struct jobs_follow *w, const struct store_site *site)
{
	for (size_t i = 0; i < w->waiting.n; i++)
		if (same(&w->waiting.at[i], site))
			return;
	*VEC_ADD(&w->waiting) = *site;
}

void
jobs_follow_put(struct jobs_follow *w, struct store_site site)
{
	pthread_mutex_lock(&w->lock);
	put(w, &site);
	pthread_cond_signal(&w->wake);
	pthread_mutex_unlock(&w->lock);
}

/* ---- one province ------------------------------------------------------------------------------- */

static int
by_province(const void *x, const void *y)
{
	const struct store_site *a = x, *b = y;
	int c = strcmp(a->province, b->province);
	return c != 0 ? c : a->site_id < b->site_id ? -1 : a->site_id > b->site_id;
}

static err_t
all_alerts(struct jobs_follow *w, const char *province, struct faults *f)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	CLEANUP(db_release_ptr) struct db_conn *c = NULL;
	struct store_site_list list = { 0 };
	err_t e = db_acquire(w->app->db, DB_JOB, &c, f);
	if (!e)
		e = store_site_list(w->app->sites, c, province, STORE_FACILITY, clock_now(w->app->clock), a, &list, f);
	db_release(c);
	c = NULL;
	for (size_t i = 0; !e && i < list.n && !atomic_load(&w->ending); i += AT_ONCE)
		e = app_raise_alerts(w->app, list.items + i, list.n - i < AT_ONCE ? list.n - i : AT_ONCE, f);
	return e;
}

/* Sites of one province; the whole of it comes first when it is among them (its site_id is 0). */
static err_t
do_province(struct jobs_follow *w, const struct store_site *sites, size_t n, struct faults *f)
{
	struct store_forecast_run run;
	bool whole = sites[0].site_id == 0;
	struct app_forecast_order o = { .province = sites[0].province, .sites = whole ? NULL : sites, .n = n, .as_of = INSTANT_NONE, .pools = w->pools };
	err_t e = app_run_forecast(w->app, &o, &run, f);
	if (!e && run.state == STORE_FORECAST_FAILED)
		e = f->err ? f->err : ERR_INTERNAL;
	if (e)
		return e;
	return whole ? all_alerts(w, sites[0].province, f) : app_raise_alerts(w->app, sites, n, f);
}

static bool
comes_back(err_t e)
{
	return e == ERR_AWAY || e == ERR_UNKNOWN;
}

/* True when something must be tried again. */
static bool
do_all(struct jobs_follow *w, struct site_set *taken)
{
	bool again = false;
	qsort(taken->at, taken->n, sizeof *taken->at, by_province);
	for (size_t i = 0, to; i < taken->n && !atomic_load(&w->ending); i = to) {
		struct faults f = { 0 };
		for (to = i + 1; to < taken->n && to - i < AT_ONCE && str_eq(taken->at[to].province, taken->at[i].province); to++)
			;
		err_t e = do_province(w, taken->at + i, to - i, &f);
		if (!e)
			continue;
		log_event(LOG_WARNING, "facilities were not forecast after their reports", LOG_STR("province", taken->at[i].province),
		    LOG_INT("facilities", to - i), LOG_STR("class", err_slug(e)), LOG_END);
		pthread_mutex_lock(&w->lock);
		for (size_t k = i; comes_back(e) && k < to; k++)
			put(w, &taken->at[k]);
		pthread_mutex_unlock(&w->lock);
		again = again || comes_back(e);
	}
	return again;
}

/* ---- the thread ----------------------------------------------------------------------------------- */

/* Called and left with the lock held: sleeps through it unless the end comes. */
static void
pause_ms(struct jobs_follow *w, int64_t ms)
{
	struct timespec until = clock_after(ms * 1000);
	while (!w->ending && pthread_cond_timedwait(&w->wake, &w->lock, &until) == 0)
		;
}

static void *
run(void *arg)
{
	struct jobs_follow *w = arg;
	pthread_mutex_lock(&w->lock);
	while (!w->ending) {
		while (w->waiting.n == 0 && !w->ending)
			pthread_cond_wait(&w->wake, &w->lock);
		w->busy = true;
		pause_ms(w, TOGETHER_MS);
		struct site_set taken = w->waiting;
		w->waiting = (struct site_set){ 0 };
		pthread_mutex_unlock(&w->lock);
		bool storm = taken.n > STORM;
		int64_t began = clock_mono();
		bool again = taken.n > 0 && clock_is_set(w->app->clock) && do_all(w, &taken);
		VEC_FREE(&taken);
		pthread_mutex_lock(&w->lock);
		int64_t rest = STORM_REST * (clock_mono() - began) / 1000;
		if (again)
			pause_ms(w, AGAIN_MS);
		else if (storm)
			pause_ms(w, rest < STORM_REST_MAX_MS ? rest : STORM_REST_MAX_MS);
		w->busy = false;
		pthread_cond_broadcast(&w->idle);
	}
	pthread_mutex_unlock(&w->lock);
	return NULL;
}

struct jobs_follow *
jobs_follow_start(struct app *app)
{
	struct jobs_follow *w = MEM_NEW(struct jobs_follow);
	pthread_condattr_t attr;
	w->app = app;
	w->pools = app_run_forecast_pools_new();
	pthread_mutex_init(&w->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&w->wake, &attr);
	pthread_cond_init(&w->idle, &attr);
	pthread_condattr_destroy(&attr);
	pthread_create(&w->thread, NULL, run, w);
	return w;
}

/* What waits is not done: every start forecasts the provinces whose newest run is old, and reports come daily. */
void
jobs_follow_stop(struct jobs_follow *w)
{
	pthread_mutex_lock(&w->lock);
	w->ending = true;
	pthread_cond_broadcast(&w->wake);
	pthread_cond_broadcast(&w->idle);
	pthread_mutex_unlock(&w->lock);
	pthread_join(w->thread, NULL);
	pthread_cond_destroy(&w->wake);
	pthread_cond_destroy(&w->idle);
	pthread_mutex_destroy(&w->lock);
	app_run_forecast_pools_free(w->pools);
	VEC_FREE(&w->waiting);
	free(w);
}

bool
jobs_follow_settle(struct jobs_follow *w, int64_t timeout_us)
{
	struct timespec until = clock_after(timeout_us);
	int timed_out = 0;
	pthread_mutex_lock(&w->lock);
	while ((w->waiting.n > 0 || w->busy) && !w->ending && timed_out == 0)
		timed_out = pthread_cond_timedwait(&w->idle, &w->lock, &until);
	bool done = w->waiting.n == 0 && !w->busy;
	pthread_mutex_unlock(&w->lock);
	return done;
}
