/* demo - a new state becomes a province with sixty days of history before the daemon is ready.
 *
 * The state's clock is a replay clock until then, which nobody but the loader moves: POST /v1/clock finds it live for good. STATE/clock
 * says "loading" meanwhile. Whoever finds that word at a start removes what was half loaded and begins again, with or without the demo,
 * since nobody can have used it: tokens.json did not exist but for the administrator's token. */
#include "daemon/demo.h"

#include "daemon/file.h"
#include "daemon/frame.h"

#include "base/log.h"
#include "wire/wire.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

static struct {
	pthread_t thread;
	bool runs;
	atomic_bool done;
} loader;

/* What a new state must not find: the database and what was told to the administrator. */
static const char *const half_loaded[] = { "pg", "mosquitto", "tokens.json" };

err_t
daemon_demo_sweep(struct daemon *d, struct faults *f)
{
	char path[4096];
	if (!d->was_loading)
		return ERR_OK;
	if (*d->config->database_url != '\0')
		return fault_add(f, FAULT_STATE_DIR, "demo", d->state_dir,
		    "the demo was loaded halfway into the PostgreSQL of database.url; give it an empty database and remove the state directory", NULL);
	log_event(LOG_WARNING, "removing a demo that was loaded halfway", LOG_END);
	for (size_t i = 0; i < ARRAY_LEN(half_loaded); i++) {
		snprintf(path, sizeof path, "%s/%s", d->state_dir, half_loaded[i]);
		daemon_file_remove_tree(path);
	}
	return ERR_OK;
}

static err_t
write_tokens(struct daemon_demo *l)
{
	CLEANUP(str_free) struct str text = { 0 };
	wire_dump(l->tokens, &text);
	str_add(&text, "\n");
	return daemon_file_write(l->d->state_dir, "tokens.json", text.data, &l->faults);
}

static err_t
go_live(struct daemon_demo *l)
{
	if (!clock_go_live(l->d->clock))
		return fault_add(&l->faults, FAULT_STATE_DIR, "demo", l->d->state_dir, "the system's clock went back while the demo was loaded", NULL);
	return ERR_OK;
}

/* The file that says that all is loaded comes last. */
static err_t
finish(struct daemon_demo *l)
{
	err_t e = go_live(l);
	l->d->app->is_loading = false;
	if (!e)
		e = daemon_demo_plan_forecast(l);
	if (!e)
		e = write_tokens(l);
	return e ? e : daemon_clock_save(l->d, &l->faults);
}

static void
say(const struct daemon_demo *l, err_t e, int64_t began)
{
	char why[1024] = "no reason was given";
	if (!e) {
		log_event(LOG_INFO, "loaded the demo", LOG_INT("facilities", (int64_t)l->world->n_sites), LOG_INT("reports", l->reports),
		    LOG_INT("quarantined", l->quarantined), LOG_INT("deliveries", l->deliveries), LOG_INT("ms", (clock_mono() - began) / 1000), LOG_END);
		return;
	}
	if (daemon_is_ending(l->d))
		return;
	if (l->faults.n > 0)
		fault_text(&l->faults.item[0], LANG_EN, why, sizeof why);
	log_event(LOG_ERROR, "the demo could not be loaded", LOG_STR("where", l->faults.n > 0 ? l->faults.item[0].pointer : ""),
	    LOG_STR("why", why), LOG_END);
	daemon_end(l->d, why);
}

static void *
load(void *arg)
{
	struct daemon *d = arg;
	int64_t began = clock_mono();
	struct daemon_demo *l = MEM_NEW(struct daemon_demo);
	*l = (struct daemon_demo){ .d = d, .now = d->demo_until, .tokens = json_object() };
	l->world = demo_world_new(DEMO_WORLD_SEED);
	l->history = demo_history_new(l->world, l->now, DEMO_HISTORY_DAYS);
	l->api = api_client_new("127.0.0.1", (uint16_t)d->config->http_port);
	d->app->is_loading = true;
	err_t e = daemon_demo_load(l);
	if (!e)
		e = finish(l);
	d->app->is_loading = false;
	say(l, e, began);
	api_client_free(l->api);
	demo_history_free(l->history);
	demo_world_free(l->world);
	json_decref(l->tokens);
	free(l);
	atomic_store(&loader.done, e == ERR_OK);
	daemon_wake(d);
	return NULL;
}

err_t
daemon_demo_start(struct daemon *d, struct faults *f)
{
	atomic_store(&loader.done, d->demo_until == INSTANT_NONE);
	if (d->demo_until == INSTANT_NONE)
		return ERR_OK;
	if (pthread_create(&loader.thread, NULL, load, d) != 0)
		return fault_add(f, FAULT_STATE_DIR, "demo", d->state_dir, "no thread could be started to load it", NULL);
	loader.runs = true;
	return ERR_OK;
}

bool
daemon_demo_ready(const struct daemon *d UNUSED)
{
	return atomic_load(&loader.done);
}

void
daemon_demo_stop(struct daemon *d UNUSED)
{
	if (loader.runs)
		pthread_join(loader.thread, NULL);
	loader.runs = false;
}
