/* run_forecast - begin, read, think, write: two short transactions around one snapshot.
 *
 * The moment of a run is a recorded_at of its own, and the watermark is awaited before it is read: what it sees is then
 * final, so that the same run asked again later sees the same. */
#include "app/run_forecast.h"

#include "app/coefficients.h"
#include "app/surge_scenario.h"
#include "app/watermark.h"
#include "base/log.h"
#include "base/metric.h"
#include "base/vec.h"
#include "forecast/member.h"
#include "forecast/wave_prior.h"
#include "store/audit.h"
#include "store/position.h"
#include "store/score.h"

#include <openssl/sha.h>
#include <stdio.h>
#include <string.h>

#define POOL_LASTS (26 * INSTANT_HOUR) /* the nightly run, and two hours for its being late */

enum { POOLS = 64 };

struct pool_entry {
	char province[8];
	instant_t as_of; /* INSTANT_NONE: empty */
	struct forecast_pool *pool;
	int64_t *sites; /* the pool knows a site by its place here */
	size_t n;
};

struct app_pools {
	struct pool_entry at[POOLS];
	size_t next;
};

/* One run under way. */
struct run {
	struct app *app;
	const struct app_forecast_order *o;
	struct store_forecast_run *head;
	struct faults *f;
	struct arena *a;
	struct db_conn *c;
	struct store_moment at;
	bool whole;                 /* every facility of the province */
	instant_t pool_as_of;       /* of the whole run whose pool serves this one; INSTANT_NONE: this one fits its own */
	struct store_position *all; /* every facility of the province, when it is needed */
	size_t n_all;
	struct store_position *some; /* those to forecast */
	size_t n_some;
	double *share;              /* of `all`, when a surge forecast is in force */
	struct app_surge surge;
	struct app_coefficients coefficients;
	struct store_score_demotions demotions;
	struct pool_entry own;      /* the pool, when it is not the cache's */
	const struct pool_entry *pool;
	struct store_forecast_row *rows;
	size_t n_rows;
	struct str inputs;          /* everything the numbers come from, for the fingerprint */
};

struct app_pools *
app_run_forecast_pools_new(void)
{
	return MEM_NEW(struct app_pools);
}

static void
free_entry(struct pool_entry *e)
{
	forecast_pool_free(e->pool);
	free(e->sites);
	*e = (struct pool_entry){ .as_of = INSTANT_NONE };
}

void
app_run_forecast_pools_free(struct app_pools *p)
{
	for (size_t i = 0; p != NULL && i < POOLS; i++)
		free_entry(&p->at[i]);
	free(p);
}

/* ---- reading ------------------------------------------------------------------------------------ */

static err_t
load(struct run *r, const struct store_site *sites, size_t n, struct store_moment at, struct store_position **ret)
{
	return store_position_load(r->c, &(struct store_position_query){ .sites = sites, .n = n, .at = at, .days = STORE_FORECAST_HISTORY, .balance = true }, r->a, ret, r->f);
}

static err_t
load_all(struct run *r, struct store_moment at, struct store_position **ret, size_t *ret_n)
{
	struct store_site_list list;
	err_t e = store_site_list(r->app->sites, r->c, r->o->province, STORE_FACILITY, at.recorded_by, r->a, &list, r->f);
	if (!e)
		e = load(r, list.items, list.n, at, ret);
	if (!e)
		*ret_n = list.n;
	return e;
}

static void
fit(struct run *r, const struct store_position *p, size_t n, instant_t as_of, struct pool_entry *ret)
{
	struct forecast_history *h = ARENA_ARRAY(r->a, struct forecast_history, n);
	ret->sites = MEM_ARRAY(int64_t, n > 0 ? n : 1);
	ret->n = n;
	ret->as_of = as_of;
	snprintf(ret->province, sizeof ret->province, "%s", r->o->province);
	for (size_t i = 0; i < n; i++) {
		store_position_history(&p[i], r->a, &h[i]);
		ret->sites[i] = p[i].site.site_id;
	}
	ret->pool = forecast_pool_fit(h, n, calendar_day_of(as_of), r->app->prior);
}

static struct pool_entry *
cached(struct app_pools *pools, const char *province, instant_t as_of)
{
	for (size_t i = 0; pools != NULL && i < POOLS; i++)
		if (pools->at[i].pool != NULL && pools->at[i].as_of == as_of && strcmp(pools->at[i].province, province) == 0)
			return &pools->at[i];
	return NULL;
}

/* The place for a new pool: that of the province's old one, else round and round. */
static struct pool_entry *
make_room(struct app_pools *pools, const char *province)
{
	struct pool_entry *e = NULL;
	for (size_t i = 0; i < POOLS; i++)
		if (pools->at[i].pool != NULL && strcmp(pools->at[i].province, province) == 0)
			e = &pools->at[i];
	if (e == NULL)
		e = &pools->at[pools->next++ % POOLS];
	free_entry(e);
	return e;
}

/* The pool of a run of some facilities: that of the newest whole run, made again where it is not at hand. */
static err_t
find_pool(struct run *r, instant_t as_of)
{
	struct store_position *then;
	size_t n;
	r->pool = cached(r->o->pools, r->o->province, as_of);
	if (r->pool != NULL)
		return ERR_OK;
	err_t e = load_all(r, (struct store_moment){ as_of, as_of }, &then, &n);
	if (e)
		return e;
	struct pool_entry *to = r->o->pools != NULL ? make_room(r->o->pools, r->o->province) : &r->own;
	fit(r, then, n, as_of, to);
	r->pool = to;
	return ERR_OK;
}

/* What was decided on the models of those to forecast. */
static err_t
load_demotions(struct run *r)
{
	struct store_site *sites = ARENA_ARRAY(r->a, struct store_site, r->n_some);
	for (size_t i = 0; i < r->n_some; i++)
		sites[i] = r->some[i].site;
	return store_score_demotions(r->c, &(struct store_score_sites){ sites, r->n_some }, r->at.recorded_by, r->a, &r->demotions, r->f);
}

static err_t
read_record(struct run *r)
{
	err_t e = app_surge_scenario_load(r->c, r->o->province, r->at, r->a, &r->surge, r->f);
	if (!e && (r->whole || r->surge.n > 0))
		e = load_all(r, r->at, &r->all, &r->n_all);
	if (!e && r->whole) {
		r->some = r->all;
		r->n_some = r->n_all;
	} else if (!e) {
		r->n_some = r->o->n;
		e = load(r, r->o->sites, r->o->n, r->at, &r->some);
	}
	if (!e)
		e = load_demotions(r);
	if (!e)
		e = app_coefficients_load(r->app, r->c, calendar_day_of(r->at.now), r->at.recorded_by, r->a, &r->coefficients, r->f);
	if (!e && !r->whole)
		return find_pool(r, r->pool_as_of);
	if (!e) {
		struct pool_entry *to = r->o->pools != NULL ? make_room(r->o->pools, r->o->province) : &r->own;
		fit(r, r->all, r->n_all, r->at.now, to);
		r->pool = to;
	}
	return e;
}

/* ---- thinking ----------------------------------------------------------------------------------- */

static int
place_of(const struct pool_entry *pool, int64_t site_id)
{
	for (size_t i = 0; i < pool->n; i++)
		if (pool->sites[i] == site_id)
			return (int)i;
	return -1;
}

static double
share_of(const struct run *r, int64_t site_id)
{
	for (size_t i = 0; i < r->n_all; i++)
		if (r->all[i].site.site_id == site_id)
			return r->share[i];
	return 0;
}

static void
note_inputs(struct run *r, const struct store_position *p, const struct forecast_demand_input *in)
{
	struct str *s = &r->inputs;
	str_addf(s, "site %lld days %d %d %d beds %d %d level %d expects %a from %d history %d %d\n", (long long)p->site.site_id, in->as_of_day,
	    in->first_day, in->days, in->beds, in->icu_beds, (int)in->level, in->expected_tomorrow_g, in->expected_from, in->history.last_day, in->history.n);
	if (in->history.n > 0) {
		str_add_n(s, in->history.consumed_g, (size_t)in->history.n * sizeof *in->history.consumed_g);
		str_add_n(s, in->history.census, (size_t)in->history.n * sizeof *in->history.census);
	}
	if (in->scenario != NULL) {
		str_addf(s, "scenario %d %a\n", in->scenario->n, in->scenario->weight);
		str_add_n(s, in->scenario->factor, (size_t)in->scenario->n * sizeof in->scenario->factor[0]);
	}
}

static void
note_paths(struct run *r, const struct app_surge_local *l)
{
	char text[ID_TEXT];
	if (!id_is_none(l->paths))
		str_addf(&r->inputs, "paths %s %a\n", id_text(l->paths, text), l->led);
}

static bool
is_open(const struct store_position *p, day_t today)
{
	return p->card != NULL && (p->card->closed == DAY_NONE || p->card->closed > today);
}

/* Where the model loses to persistence, that takes over, and the model goes on in the shadow to be scored. Not while a surge
 * forecast is in force there: persistence knows of no wave. */
static void
choose_member(struct run *r, const struct forecast_demand_input *in, struct store_forecast_row *row)
{
	const struct store_score_demotion *last = store_score_demotion_of(&r->demotions, row->site.site_id, row->demand->model);
	struct forecast_demand *instead;
	if (last == NULL || !last->demoted || in->scenario != NULL)
		return;
	instead = ARENA_NEW(r->a, struct forecast_demand);
	if (!forecast_member_make(in, instead) || instead->first_day != row->demand->first_day || instead->days != row->demand->days)
		return;
	str_addf(&r->inputs, "member %s\n", instead->model);
	row->shadow = row->demand;
	row->demand = instead;
}

static err_t
forecast_one(struct run *r, const struct store_position *p)
{
	struct app_surge_local *local = ARENA_NEW(r->a, struct app_surge_local);
	struct forecast_demand *d = ARENA_NEW(r->a, struct forecast_demand);
	struct forecast_demand_input in;
	store_position_demand_input(p, r->at.now, r->a, &in);
	in.pool = r->pool->pool;
	in.coefficients = &r->coefficients.set;
	in.pool_site = place_of(r->pool, p->site.site_id);
	if (r->surge.n > 0 && app_surge_scenario_make(&r->surge, p, share_of(r, p->site.site_id), in.as_of_day, local))
		in.scenario = &local->scenario;
	note_inputs(r, p, &in);
	note_paths(r, local);
	err_t e = forecast_demand_make(&in, d);
	if (e)
		return fault_add(r->f, FAULT_INTERNAL, "", "the days of a forecast are no range", NULL, NULL);
	if (d->method == FORECAST_UNKNOWN) /* not even beds: nothing to say, so nothing is said */
		return ERR_OK;
	d->led = local->led;
	struct store_forecast_row *row = &r->rows[r->n_rows++];
	*row = (struct store_forecast_row){ .site = p->site, .demand = d, .surge = in.scenario != NULL, .paths = local->paths,
		.coefficients_dated = app_coefficients_dated(&r->coefficients, d->coefficients) };
	choose_member(r, &in, row);
	return ERR_OK;
}

static void
note_config(const struct run *r, uint8_t sha[32])
{
	CLEANUP(str_free) struct str s = { 0 };
	struct forecast_demand_config d = forecast_demand_defaults();
	const struct forecast_wave_prior *prior = r->app->prior != NULL ? r->app->prior : forecast_wave_prior_shipped();
	str_addf(&s, "%s prior %s %d %d %a %a %a %a %a %a %a %a %a seed %lld coefficients %s", FORECAST_DEMAND_MODEL,
	    prior->version, d.metered_days, d.metered_full_days, d.damping, d.level_gain, d.trend_gain, d.pool_weight,
	    d.beds_log_sd, d.census_log_sd, d.trend_log_sd, d.rate_prior_days, d.expected_weight, (long long)r->o->seed, r->coefficients.set.name);
	str_add_n(&s, prior->coef, sizeof prior->coef);
	str_add_n(&s, prior->square, sizeof prior->square);
	SHA256((const unsigned char *)str_text(&s), s.len, sha);
}

/* Only what was entered: the sets that are built in are part of the program. */
static void
note_coefficients(struct run *r)
{
	struct forecast_coefficients *c = &r->coefficients.set;
	if (r->coefficients.dated == DAY_NONE)
		return;
	str_addf(&r->inputs, "coefficients %s %s", c->name, c->dated);
	for (int i = 1; i < forecast_coefficients_items.n; i++)
		str_addf(&r->inputs, " %a", *forecast_coefficients_item(c, forecast_coefficients_items.word[i]));
	str_add(&r->inputs, "\n");
}

static err_t
think(struct run *r)
{
	size_t packed = forecast_pool_pack(r->pool->pool, NULL, 0);
	void *bytes = arena_alloc(r->a, packed);
	if (forecast_pool_pack(r->pool->pool, bytes, packed) == packed)
		str_add_n(&r->inputs, bytes, packed);
	note_coefficients(r);
	if (r->surge.n > 0) {
		r->share = ARENA_ARRAY(r->a, double, r->n_all);
		app_surge_scenario_weigh(&r->surge, r->all, r->n_all, calendar_day_of(r->at.now), r->a);
		app_surge_scenario_shares(r->all, r->n_all, calendar_day_of(r->at.now), r->a, r->share);
	}
	r->rows = ARENA_ARRAY(r->a, struct store_forecast_row, r->n_some);
	err_t e = ERR_OK;
	for (size_t i = 0; !e && i < r->n_some; i++)
		if (is_open(&r->some[i], calendar_day_of(r->at.now)))
			e = forecast_one(r, &r->some[i]);
	SHA256((const unsigned char *)str_text(&r->inputs), r->inputs.len, r->head->input_sha);
	note_config(r, r->head->config_sha);
	return e;
}

/* ---- recording ---------------------------------------------------------------------------------- */

static err_t
recorded_at(struct run *r, instant_t *ret)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *rows = NULL;
	err_t e = db_query(r->c, Q_TICK_RECORDED_AT, DB_ARGS(DB_INSTANT(clock_now(r->app->clock))), &rows, r->f);
	if (!e)
		*ret = db_instant(rows, 0, C_TICK_RECORDED_AT_RECORDED_AT);
	return e;
}

/* Facilities are forecast with the pool of the newest whole run. Where there is none, everybody's history must be read anyway:
 * then this is the whole run, and the next facilities have its pool. */
static err_t
choose_sites(struct run *r)
{
	instant_t now = r->head->as_of;
	r->whole = r->o->sites == NULL;
	r->pool_as_of = INSTANT_NONE;
	err_t e = r->whole ? ERR_OK : store_forecast_pool_run(r->c, r->o->province, now, &r->pool_as_of, r->f);
	r->whole = r->whole || r->pool_as_of == INSTANT_NONE || now - r->pool_as_of > POOL_LASTS;
	return e;
}

static err_t
begin(struct run *r)
{
	struct store_forecast_run *h = r->head;
	char text[ID_TEXT];
	err_t e = db_begin(r->c, DB_WRITE, NULL, r->f);
	if (!e)
		e = recorded_at(r, &h->recorded_at);
	if (e)
		return e;
	h->as_of = r->o->as_of != INSTANT_NONE ? r->o->as_of : h->recorded_at;
	e = choose_sites(r);
	if (e)
		return e;
	h->shard = store_site_shard(r->o->province);
	h->id = id_new(h->recorded_at);
	h->site_id = r->whole ? UNKNOWN_I64 : r->o->n == 1 ? r->o->sites[0].site_id : 0;
	snprintf(h->province, sizeof h->province, "%s", r->o->province);
	h->seed = r->o->seed;
	h->cred_id = r->o->cred_id;
	h->state = STORE_FORECAST_RUNNING;
	r->at = (struct store_moment){ h->as_of, h->as_of };
	e = store_forecast_begin(r->c, h, r->f);
	if (!e && r->o->sites == NULL) /* asked for, by a person or by the clock */
		e = store_audit_add(r->c, &(struct store_audit){ .shard = h->shard, .cred_id = h->cred_id, .recorded_at = h->recorded_at,
		                              .verb = "forecast.run", .object = id_text(h->id, text) }, r->f);
	return e ? e : db_commit(r->c, r->f);
}

static err_t
read_and_think(struct run *r)
{
	err_t e = app_watermark_wait(r->app->watermark, r->at.recorded_by, r->f);
	if (!e)
		e = db_begin(r->c, DB_READ, NULL, r->f);
	if (!e)
		e = read_record(r);
	if (!e)
		e = think(r);
	db_rollback(r->c); /* only read */
	return e;
}

static err_t
keep(struct run *r)
{
	r->head->state = STORE_FORECAST_DONE;
	r->head->facilities = (int64_t)r->n_rows;
	err_t e = db_begin(r->c, DB_WRITE, NULL, r->f);
	if (!e)
		e = recorded_at(r, &r->head->finished_at);
	if (!e && r->n_rows > 0)
		e = store_forecast_add(r->c, r->head, r->rows, r->n_rows, r->a, r->f);
	if (!e)
		e = store_forecast_end(r->c, r->head, r->f);
	if (!e)
		e = db_commit(r->c, r->f);
	else
		db_rollback(r->c);
	return e;
}

/* The database may be what failed, so this may too; then the run stays "running", which is in force no more than failed. */
static void
record_failure(struct run *r)
{
	struct store_forecast_run *h = r->head;
	struct faults ignored = { 0 };
	CLEANUP(db_release_ptr) struct db_conn *c = NULL;
	h->state = STORE_FORECAST_FAILED;
	h->facilities = 0;
	h->finished_at = clock_now(r->app->clock);
	if (h->finished_at < h->recorded_at)
		h->finished_at = h->recorded_at;
	snprintf(h->error, sizeof h->error, "%s", r->f->n > 0 ? fault_code(r->f->item[0].id) : "internal");
	log_event(LOG_WARNING, "a forecast run failed; the last good one stays in force", LOG_STR("province", h->province), LOG_STR("code", h->error), LOG_END);
	metric_add(METRIC_FORECAST_FAILED, 1);
	if (db_acquire(r->app->db, DB_JOB, &c, &ignored) != ERR_OK || store_forecast_end(c, h, &ignored) != ERR_OK)
		log_event(LOG_WARNING, "the failure of a forecast run was not recorded", LOG_STR("province", h->province), LOG_END);
}

err_t
app_run_forecast(struct app *app, const struct app_forecast_order *o, struct store_forecast_run *ret, struct faults *f)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct run r = { .app = app, .o = o, .head = ret, .f = f, .a = a, .own.as_of = INSTANT_NONE };
	*ret = (struct store_forecast_run){ .finished_at = INSTANT_NONE };
	err_t e = db_acquire(app->db, DB_JOB, &r.c, f);
	if (!e)
		e = begin(&r);
	if (e) {
		db_release(r.c);
		return e;
	}
	e = read_and_think(&r);
	if (!e)
		e = keep(&r);
	db_release(r.c);
	if (e) {
		record_failure(&r);
	} else {
		metric_add(METRIC_FORECAST_RUNS, 1);
		metric_set(METRIC_FORECAST_LAST, ret->finished_at / INSTANT_SECOND);
	}
	free_entry(&r.own);
	str_free(&r.inputs);
	return ERR_OK;
}
