/* forecast - one statement for the rows of a whole province. */
#include "store/forecast.h"

#include "domain/list.h"
#include "forecast/packed.h"
#include "store/position.h"

#include <stdio.h>
#include <string.h>

err_t
store_forecast_begin(struct db_conn *c, const struct store_forecast_run *r, struct faults *f)
{
	return db_run(c, Q_FORECAST_RUN_ADD,
	    DB_ARGS(DB_INT(r->shard), DB_ID(r->id), DB_INT(r->site_id), DB_TEXT(r->province), DB_INSTANT(r->as_of), DB_INT(r->seed),
	        DB_INSTANT(r->recorded_at), DB_INT(r->cred_id)),
	    NULL, f);
}

static struct db_bytes
packed(const struct forecast_demand *d, struct arena *a)
{
	uint8_t bytes[FORECAST_DAYS_MAX * FORECAST_LEVELS * FORECAST_PACKED_VALUE_MAX];
	size_t n = forecast_packed_write(d->g, d->days, bytes);
	return (struct db_bytes){ memcpy(arena_alloc(a, n), bytes, n), n };
}

err_t
store_forecast_add(struct db_conn *c, const struct store_forecast_run *r, const struct store_forecast_row *rows, size_t n, struct arena *a,
    struct faults *f)
{
	int64_t *shard = ARENA_ARRAY(a, int64_t, n), *site = ARENA_ARRAY(a, int64_t, n), *horizon = ARENA_ARRAY(a, int64_t, n);
	int64_t *method = ARENA_ARRAY(a, int64_t, n);
	int32_t *first = ARENA_ARRAY(a, int32_t, n), *dated = ARENA_ARRAY(a, int32_t, n);
	const char **model = ARENA_ARRAY(a, const char *, n), **set = ARENA_ARRAY(a, const char *, n), **shadow = ARENA_ARRAY(a, const char *, n);
	struct id *paths = ARENA_ARRAY(a, struct id, n);
	double *led = ARENA_ARRAY(a, double, n);
	struct db_bytes *q = ARENA_ARRAY(a, struct db_bytes, n), *shadow_q = ARENA_ARRAY(a, struct db_bytes, n);
	for (size_t i = 0; i < n; i++) {
		const struct forecast_demand *d = rows[i].demand;
		shard[i] = rows[i].site.shard;
		site[i] = rows[i].site.site_id;
		first[i] = d->first_day;
		horizon[i] = d->days;
		method[i] = (int64_t)d->method | (rows[i].surge ? STORE_FORECAST_SURGE : 0);
		model[i] = d->model;
		set[i] = d->coefficients;
		dated[i] = rows[i].coefficients_dated;
		paths[i] = rows[i].paths;
		led[i] = d->led;
		q[i] = packed(d, a);
		if (rows[i].shadow != NULL) {
			shadow[i] = rows[i].shadow->model;
			shadow_q[i] = packed(rows[i].shadow, a);
		}
	}
	return db_run(c, Q_FORECAST_ADD,
	    DB_ARGS(DB_ID(r->id), DB_INSTANT(r->finished_at), DB_INSTANT(r->as_of), DB_INTS(shard, n), DB_INTS(site, n), DB_DAYS(first, n),
	        DB_INTS(horizon, n), DB_INTS(method, n), DB_BYTESS(q, n), DB_TEXTS(model, n), DB_TEXTS(set, n), DB_DAYS(dated, n), DB_TEXTS(shadow, n),
	        DB_BYTESS(shadow_q, n), DB_IDS(paths, n), DB_REALS(led, n)),
	    NULL, f);
}

err_t
store_forecast_end(struct db_conn *c, const struct store_forecast_run *r, struct faults *f)
{
	bool done = r->state == STORE_FORECAST_DONE;
	return db_run(c, Q_FORECAST_RUN_END,
	    DB_ARGS(DB_INT(r->shard), DB_ID(r->id), DB_INT(r->state), DB_TEXT(done ? NULL : r->error), DB_INSTANT(r->finished_at),
	        DB_TEXT(FORECAST_DEMAND_MODEL), done ? DB_BYTES(r->config_sha, 32) : DB_NULL, done ? DB_BYTES(r->input_sha, 32) : DB_NULL),
	    NULL, f);
}

err_t
store_forecast_get(struct db_conn *c, struct id id, instant_t recorded_by, struct store_forecast_run *ret, struct faults *f)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	err_t e = db_query(c, Q_FORECAST_RUN_GET, DB_ARGS(DB_ID(id), DB_INSTANT(recorded_by)), &r, f);
	*ret = (struct store_forecast_run){ .site_id = UNKNOWN_I64 };
	if (e || db_rows_n(r) == 0)
		return e;
	const char *error = db_text(r, 0, C_FORECAST_RUN_GET_ERROR);
	struct db_bytes sha = db_bytea(r, 0, C_FORECAST_RUN_GET_INPUT_SHA);
	ret->id = id;
	snprintf(ret->province, sizeof ret->province, "%s", db_text(r, 0, C_FORECAST_RUN_GET_PROVINCE));
	ret->as_of = db_instant(r, 0, C_FORECAST_RUN_GET_AS_OF);
	ret->recorded_at = db_instant(r, 0, C_FORECAST_RUN_GET_RECORDED_AT);
	ret->finished_at = db_instant(r, 0, C_FORECAST_RUN_GET_FINISHED_AT);
	ret->state = (enum store_forecast_state)db_int(r, 0, C_FORECAST_RUN_GET_STATE);
	ret->facilities = db_int(r, 0, C_FORECAST_RUN_GET_FACILITIES);
	if (ret->finished_at != INSTANT_NONE && ret->finished_at > recorded_by) {
		ret->state = STORE_FORECAST_RUNNING;
		ret->finished_at = INSTANT_NONE;
		ret->facilities = 0;
		return ERR_OK;
	}
	snprintf(ret->error, sizeof ret->error, "%s", error ? error : "");
	if (sha.n == 32)
		memcpy(ret->input_sha, sha.data, 32);
	return ERR_OK;
}

err_t
store_forecast_pool_run(struct db_conn *c, const char *province, instant_t by, instant_t *ret, struct faults *f)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	err_t e = db_query(c, Q_FORECAST_POOL_RUN, DB_ARGS(DB_TEXT(province), DB_INSTANT(by)), &r, f);
	if (!e)
		*ret = db_rows_n(r) > 0 ? db_instant(r, 0, C_FORECAST_POOL_RUN_AS_OF) : INSTANT_NONE;
	return e;
}
