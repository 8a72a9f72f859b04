/* database - the schema brought up to this binary's, the pools, and what is kept in memory of the register.
 *
 * A statement that does not match the schema keeps the daemon from starting, and is named. A database of database.url that
 * is away does not: the daemon serves degraded (503, not ready), looks every two seconds, and is ready once it is back. */
#include "app/load_units.h"
#include "app/tokens.h"
#include "app/watermark.h"
#include "base/log.h"
#include "daemon/file.h"
#include "daemon/frame.h"
#include "forecast/paths.h"
#include "forecast/wave_prior.h"
#include "jobs/jobs.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

/* One seed for all: the coupling of the sample paths is part of the configuration, not of chance. */
#define PATHS_SEED 20260701

static struct forecast_paths_table paths;

static err_t
load_register(struct daemon *d, struct faults *f)
{
	CLEANUP(db_release_ptr) struct db_conn *c = NULL;
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	err_t e = db_acquire(d->db, DB_JOB, &c, f);
	if (e)
		return e;
	int32_t today = (int32_t)((clock_now(d->clock) + 7 * INSTANT_HOUR) / INSTANT_DAY);
	e = db_query(c, Q_REPORT_MONTHS, DB_ARGS(DB_DAY(today - 62), DB_DAY(today + 400)), &r, f);
	return e ? e : store_site_load(d->app->sites, c, f);
}

enum { SETTLE_S = 30 }; /* a client waits no longer */

static err_t
clock_moved(void *arg, struct faults *f)
{
	struct daemon *d = arg;
	err_t e = daemon_clock_save(d, f);
	if (d->jobs != NULL)
		jobs_clock_moved(d->jobs);
	return e;
}

static bool
clock_settled(void *arg)
{
	struct daemon *d = arg;
	return d->jobs == NULL || jobs_settle(d->jobs, SETTLE_S * INSTANT_SECOND);
}

/* Everything that needs the database to answer; may be tried again. */
static err_t
bring_up(struct daemon *d, struct faults *f)
{
	err_t e = ERR_OK;
	if (d->database.admin_url != NULL)
		e = db_migrate(d->database.admin_url, f);
	if (!e && d->database.admin_url != NULL)
		e = db_set_passwords(d->database.admin_url, d->database.password, f);
	if (!e)
		e = db_check_server(d->db, f);
	if (!e)
		e = db_check_statements(d->db, f);
	if (!e)
		e = app_load_units(d->app, f);
	return e ? e : load_register(d, f);
}

/* ---- away at the start ---------------------------------------------------------------------- */

static struct {
	pthread_t thread; /* the token table and the watermark follow by themselves */
	bool running;
	atomic_bool is_up, ending;
} waiting; /* of the process's one daemon */

enum { LOOK_AGAIN_MS = 2000, STEP_MS = 100, PRIVATE_TRIES = 50 };

static void *
wait_for_it(void *arg)
{
	struct daemon *d = arg;
	for (int64_t slept = 0; !atomic_load(&waiting.ending); slept += STEP_MS) {
		nanosleep(&(struct timespec){ .tv_nsec = STEP_MS * 1000000L }, NULL);
		if (slept % LOOK_AGAIN_MS != 0)
			continue;
		struct faults f = { 0 };
		err_t e = bring_up(d, &f);
		if (!e)
			e = app_tokens_reload(d->app->tokens, &f);
		if (!e)
			e = daemon_tokens_start(d, &f); /* nobody could issue the first one before */
		if (!e) {
			log_event(LOG_INFO, "the database is back", LOG_END);
			atomic_store(&waiting.is_up, true);
			daemon_wake(d);
			return NULL;
		}
		if (e != ERR_AWAY && e != ERR_UNKNOWN) {
			log_event(LOG_ERROR, "the database cannot be used", LOG_STR("code", fault_code(f.item[0].id)), LOG_STR("what", f.item[0].arg[0]), LOG_END);
			daemon_end(d, "the database cannot be used; see the log");
			return NULL;
		}
	}
	return NULL;
}

bool
daemon_database_ready(const struct daemon *d)
{
	(void)d;
	return atomic_load(&waiting.is_up);
}

/* A prior that cannot be used would leave the forecasts of last year's decision in force: better said at once. */
static err_t
read_prior(const struct daemon *d, const struct forecast_wave_prior **ret, struct faults *f)
{
	static struct forecast_wave_prior prior; /* one a process, read-only once it is read */
	CLEANUP(str_free) struct str text = { 0 };
	if (*d->config->forecast_prior == '\0')
		return ERR_OK;
	if (!daemon_file_read("", d->config->forecast_prior, &text))
		return fault_add(f, FAULT_OPTION_FILE, "forecast.prior", strerror(errno), NULL, NULL);
	if (!forecast_wave_prior_read(str_text(&text), &prior))
		return fault_add(f, FAULT_OPTION_VALUE, "forecast.prior", "a file that oxyd engine prior printed", d->config->forecast_prior, NULL);
	*ret = &prior;
	return ERR_OK;
}

err_t
daemon_database_start(struct daemon *d, struct faults *f)
{
	struct db_options o = { .url = d->database.url, .timeout_us = d->config->database_timeout_ms * 1000,
		.connections = { [DB_OWNER] = 1, [DB_AUTH] = 2, [DB_API] = 12, [DB_INGEST] = 4, [DB_JOB] = 12, [DB_SEAL] = 2 } };
	const struct forecast_wave_prior *prior = NULL;
	err_t e = read_prior(d, &prior, f);
	if (e)
		return e;
	for (int i = 0; i < DB_ROLE_COUNT; i++)
		o.password[i] = d->database.password[i];
	d->db = db_new(&o);
	d->app = MEM_NEW(struct app);
	forecast_paths_table_init(&paths, PATHS_SEED);
	*d->app = (struct app){ .db = d->db, .clock = d->clock, .sites = store_sites_new(), .paths = &paths, .coefficients = d->config->forecast_coefficients, .prior = prior,
		.road_factor_pct = (int)d->config->planner_road_factor_pct, .replan_auto = d->config->replan_auto, .replan_quiet_s = (int)d->config->replan_quiet_s,
		.driving = { (int)d->config->planner_driving_day_max, (int)d->config->planner_driving_week_max,
		    (int)d->config->planner_driving_stretch_max, (int)d->config->planner_driving_break_min },
		 .clock_moved = clock_moved, .clock_settled = clock_settled, .clock_arg = d,
		.is_loading = d->demo_until != INSTANT_NONE };
	e = bring_up(d, f); /* before anybody else knocks: a role that is not made yet would look like a server that is away */
	for (int tries = 0; (e == ERR_AWAY || e == ERR_UNKNOWN) && d->database.is_private && tries < PRIVATE_TRIES; tries++) {
		nanosleep(&(struct timespec){ .tv_nsec = STEP_MS * 1000000L }, NULL); /* our own server, on a busy machine */
		*f = (struct faults){ 0 };
		e = bring_up(d, f);
	}
	d->app->tokens = app_tokens_new(d->app);
	d->app->watermark = app_watermark_start(d->app);
	if (!e)
		e = app_tokens_reload(d->app->tokens, f);
	atomic_store(&waiting.is_up, e == ERR_OK);
	if ((e == ERR_AWAY || e == ERR_UNKNOWN) && !d->database.is_private) {
		log_event(LOG_WARNING, "the database is away; serving without it until it is back", LOG_END);
		*f = (struct faults){ 0 };
		waiting.running = pthread_create(&waiting.thread, NULL, wait_for_it, d) == 0;
		return ERR_OK;
	}
	if (e)
		daemon_database_stop(d);
	return e;
}

void
daemon_database_stop(struct daemon *d)
{
	atomic_store(&waiting.ending, true);
	if (waiting.running)
		pthread_join(waiting.thread, NULL);
	waiting.running = false;
	app_watermark_stop(d->app->watermark);
	app_tokens_free(d->app->tokens);
	store_sites_free(d->app->sites);
	free(d->app);
	d->app = NULL;
	db_free(d->db);
	d->db = NULL;
}
