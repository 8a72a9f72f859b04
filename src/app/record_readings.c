/* record_readings - tenancy and shape here; meaning and record in ingest/. */
#include "app/record_readings.h"

#include "base/str.h"
#include "wire/reading_shape.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* ---- whose ------------------------------------------------------------------------------------- */

/* The asset's code, NULL when it is not said or none: then the shape will say what is wrong with it. */
static const char *
code_of(const struct act *a, const struct app_reading *sent)
{
	const char *code = wire_peek(sent->body, "asset");
	if (code == NULL && a->who->role == ROLE_DEVICE)
		return a->who->asset;
	return code != NULL && str_is_code(code) ? code : NULL;
}

static err_t
look_up(struct act *a, const char *const *codes, struct store_telemetry_asset *assets, size_t n)
{
	CLEANUP(db_release_ptr) struct db_conn *c = NULL;
	err_t e = db_acquire(a->app->db, DB_JOB, &c, a->faults);
	return e ? e : store_telemetry_assets(c, codes, n, assets, a->faults);
}

static bool
may_write(const struct act *a, const char *code, const struct store_telemetry_asset *asset)
{
	if (asset->site_id == 0)
		return false;
	if (a->app->skip_scope)
		return true;
	return asset->site_id == a->who->site.site_id && (a->who->role != ROLE_DEVICE || str_eq(code, a->who->asset));
}

/* A batch usually names one asset again and again. */
static size_t
distinct(struct act *a, const struct app_reading *sent, size_t n, const char **codes, size_t *index)
{
	size_t m = 0;
	for (size_t i = 0; i < n; i++) {
		const char *code = code_of(a, &sent[i]);
		index[i] = SIZE_MAX;
		for (size_t k = m; code != NULL && k-- > 0 && index[i] == SIZE_MAX;)
			if (strcmp(codes[k], code) == 0)
				index[i] = k;
		if (code != NULL && index[i] == SIZE_MAX) {
			index[i] = m;
			codes[m++] = code;
		}
	}
	return m;
}

/* ---- reading ------------------------------------------------------------------------------------ */

static err_t
check_scope(struct act *a, const struct app_reading *sent, size_t n, const char *const *codes, const struct store_telemetry_asset *assets,
    const size_t *index)
{
	for (size_t i = 0; i < n; i++)
		if (index[i] != SIZE_MAX && !may_write(a, codes[index[i]], &assets[index[i]]))
			return fault_add(a->faults, FAULT_NOT_FOUND, arena_printf(a->arena, "%s/asset", sent[i].at), NULL, NULL, NULL);
	return ERR_OK;
}

static void
read_members(struct act *a, const struct app_reading *sent, struct ingest_reading *ret)
{
	const struct wire_in in = { a->arena, a->faults, sent->at };
	ret->at = sent->at;
	if (wire_read_at(&wire_reading_shape, sent->body, &ret->r, &in) == ERR_OK && a->who->role != ROLE_DEVICE && ret->r.asset == NULL)
		fault_add(a->faults, FAULT_REQUIRED, arena_printf(a->arena, "%s/asset", sent->at), NULL, NULL, NULL);
}

static void
begin_assets(struct act *a, const char *const *codes, const struct store_telemetry_asset *assets, size_t n_assets, size_t n, struct app_readings *ret)
{
	ret->n = n_assets;
	ret->items = ARENA_ARRAY(a->arena, struct ingest_readings, n_assets);
	for (size_t k = 0; k < n_assets; k++) {
		struct ingest_readings *r = &ret->items[k];
		*r = (struct ingest_readings){ .asset = assets[k], .code = codes[k], .cred_id = a->who->cred_id, .all_or_nothing = true, .arena = a->arena };
		r->site = (struct store_site){ .shard = assets[k].shard, .site_id = assets[k].site_id };
		store_site_by_id(a->app->sites, assets[k].site_id, &r->site);
		r->items = ARENA_ARRAY(a->arena, struct ingest_reading, n);
	}
}

err_t
app_record_readings_read(struct act *a, const struct app_reading *sent, size_t n, struct app_readings *ret)
{
	const char **codes = ARENA_ARRAY(a->arena, const char *, n);
	size_t *index = ARENA_ARRAY(a->arena, size_t, n), m = distinct(a, sent, n, codes, index);
	struct store_telemetry_asset *assets = ARENA_ARRAY(a->arena, struct store_telemetry_asset, m);
	err_t e = m > 0 ? look_up(a, codes, assets, m) : ERR_OK;
	if (!e)
		e = check_scope(a, sent, n, codes, assets, index);
	if (e)
		return e;
	begin_assets(a, codes, assets, m, n, ret);
	for (size_t i = 0; i < n; i++) {
		struct ingest_reading one = { 0 };
		read_members(a, &sent[i], &one);
		if (index[i] != SIZE_MAX)
			ret->items[index[i]].items[ret->items[index[i]].n++] = one;
	}
	return a->faults->err;
}

/* ---- waiting ------------------------------------------------------------------------------------ */

struct wait {
	pthread_mutex_t lock; /* protects left */
	pthread_cond_t done;
	size_t left;
};

struct slot {
	struct wait *wait;
	err_t *outcome;
};

static void
one_done(struct ingest_readings *r, err_t e)
{
	struct slot *s = r->arg;
	pthread_mutex_lock(&s->wait->lock);
	*s->outcome = e;
	if (--s->wait->left == 0)
		pthread_cond_signal(&s->wait->done);
	pthread_mutex_unlock(&s->wait->lock);
}

void
app_record_readings(struct app *app, struct ingest_readings *items, err_t *outcome, size_t n)
{
	struct wait w = { .lock = PTHREAD_MUTEX_INITIALIZER, .done = PTHREAD_COND_INITIALIZER, .left = n };
	struct slot *slots = MEM_ARRAY(struct slot, n + 1);
	for (size_t i = 0; i < n; i++) {
		slots[i] = (struct slot){ &w, &outcome[i] };
		items[i].done = one_done;
		items[i].arg = &slots[i];
		struct faults f = { 0 };
		err_t e = ingest_readings_submit(app->ingest, &items[i], &f);
		if (e) { /* full: this one was not taken */
			items[i].faults = f;
			one_done(&items[i], e);
		}
	}
	pthread_mutex_lock(&w.lock);
	while (w.left > 0)
		pthread_cond_wait(&w.done, &w.lock);
	pthread_mutex_unlock(&w.lock);
	free(slots);
}
