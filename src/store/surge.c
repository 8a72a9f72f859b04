/* surge - files in, rounds out. */
#include "store/surge.h"

#include "base/attr.h"
#include "domain/list.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK = 10000 }; /* rows a statement: a file may have half a million */

static err_t
add_rows(struct db_conn *c, struct id id, const struct store_surge_row *rows, size_t n, struct faults *f)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	int64_t *line = ARENA_ARRAY(a, int64_t, n), *target = ARENA_ARRAY(a, int64_t, n), *horizon = ARENA_ARRAY(a, int64_t, n),
	        *type = ARENA_ARRAY(a, int64_t, n);
	const char **province = ARENA_ARRAY(a, const char *, n), **location = ARENA_ARRAY(a, const char *, n),
	           **type_id = ARENA_ARRAY(a, const char *, n);
	int32_t *reference = ARENA_ARRAY(a, int32_t, n);
	double *value = ARENA_ARRAY(a, double, n);
	for (size_t i = 0; i < n; i++) {
		line[i] = rows[i].line;
		province[i] = rows[i].province;
		location[i] = rows[i].location;
		reference[i] = rows[i].reference_date;
		target[i] = (int64_t)rows[i].target + 1;
		horizon[i] = rows[i].horizon;
		type[i] = (int64_t)rows[i].type + 1;
		type_id[i] = rows[i].type_id;
		value[i] = rows[i].value;
	}
	return db_run(c, Q_SURGE_VALUE_ADD,
	    DB_ARGS(DB_ID(id), DB_INTS(line, n), DB_TEXTS(province, n), DB_TEXTS(location, n), DB_DAYS(reference, n), DB_INTS(target, n),
	        DB_INTS(horizon, n), DB_INTS(type, n), DB_TEXTS(type_id, n), DB_REALS(value, n)),
	    NULL, f);
}

err_t
store_surge_add(struct db_conn *c, const struct store_surge_file *file, struct arena *a, struct faults *f)
{
	(void)a;
	err_t e = db_run(c, Q_SURGE_FILE_ADD,
	    DB_ARGS(DB_ID(file->id), DB_TEXT(file->model), DB_BYTES(file->sha, 32), DB_INT((int64_t)file->n), DB_INSTANT(file->recorded_at),
	        DB_INT(file->cred_id)),
	    NULL, f);
	for (size_t i = 0; !e && i < file->n; i += CHUNK)
		e = add_rows(c, file->id, file->rows + i, file->n - i < CHUNK ? file->n - i : CHUNK, f);
	return e;
}

err_t
store_surge_paths_add(struct db_conn *c, const struct store_surge_paths *p, struct faults *f)
{
	const struct forecast_trajectories *t = p->trajectories;
	return db_run(c, Q_SURGE_PATHS_ADD,
	    DB_ARGS(DB_ID(p->surge_id), DB_TEXT(p->location), DB_INT((int64_t)p->target + 1), DB_DAY(p->reference_date),
	        DB_INT(store_site_shard(p->province)), DB_ID(p->id), DB_DAY(t->first_day), DB_INT(t->days),
	        DB_BYTES(t->rank, (size_t)t->days * sizeof t->rank[0]), DB_INSTANT(p->recorded_at)),
	    NULL, f);
}

static const struct forecast_trajectories *
read_paths(const struct db_rows *r, int i, struct arena *a)
{
	struct forecast_trajectories *t = ARENA_NEW(a, struct forecast_trajectories);
	struct db_bytes ranks = db_bytea(r, i, C_SURGE_PATHS_GET_RANKS);
	*t = (struct forecast_trajectories){ .first_day = db_day(r, i, C_SURGE_PATHS_GET_FIRST_DAY), .days = (int)db_int(r, i, C_SURGE_PATHS_GET_DAYS) };
	for (size_t k = 0; k < ranks.n; k++)
		if (((const uint8_t *)ranks.data)[k] >= FORECAST_PATHS)
			return NULL;
	if (t->days < 1 || (size_t)t->days > ARRAY_LEN(t->rank) || ranks.n != (size_t)t->days * sizeof t->rank[0])
		return NULL;
	memcpy(t->rank, ranks.data, ranks.n);
	return t;
}

err_t
store_surge_paths_get(struct db_conn *c, const struct id *ids, size_t n, struct arena *a, const struct forecast_trajectories **ret, struct faults *f)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	size_t some = 0;
	for (size_t i = 0; i < n; i++) {
		ret[i] = NULL;
		some += !id_is_none(ids[i]);
	}
	err_t e = some > 0 ? db_query(c, Q_SURGE_PATHS_GET, DB_ARGS(DB_IDS(ids, n)), &r, f) : ERR_OK;
	for (int row = 0; !e && some > 0 && row < db_rows_n(r); row++) {
		struct id id = db_id(r, row, C_SURGE_PATHS_GET_PATHS_ID);
		const struct forecast_trajectories *t = read_paths(r, row, a);
		for (size_t i = 0; i < n; i++)
			if (id_eq(ids[i], id))
				ret[i] = t;
	}
	return e;
}

static bool
same_round(const struct db_rows *r, int i, int k)
{
	return strcmp(db_text(r, i, C_SURGE_ROUNDS_MODEL), db_text(r, k, C_SURGE_ROUNDS_MODEL)) == 0 &&
	       strcmp(db_text(r, i, C_SURGE_ROUNDS_LOCATION), db_text(r, k, C_SURGE_ROUNDS_LOCATION)) == 0 &&
	       db_int(r, i, C_SURGE_ROUNDS_TARGET) == db_int(r, k, C_SURGE_ROUNDS_TARGET) &&
	       db_day(r, i, C_SURGE_ROUNDS_REFERENCE_DATE) == db_day(r, k, C_SURGE_ROUNDS_REFERENCE_DATE);
}

static void
read_round(const struct db_rows *r, int from, int to, struct arena *a, struct store_surge_round *m)
{
	m->model = arena_strdup(a, db_text(r, from, C_SURGE_ROUNDS_MODEL));
	m->location = arena_strdup(a, db_text(r, from, C_SURGE_ROUNDS_LOCATION));
	m->target = (enum forecast_surge_target)(db_int(r, from, C_SURGE_ROUNDS_TARGET) - 1);
	m->reference_date = db_day(r, from, C_SURGE_ROUNDS_REFERENCE_DATE);
	m->recorded_at = db_instant(r, from, C_SURGE_ROUNDS_RECORDED_AT);
	m->paths = db_id(r, from, C_SURGE_ROUNDS_PATHS_ID);
	m->n = (size_t)(to - from);
	m->rows = ARENA_ARRAY(a, struct forecast_surge_row, m->n);
	for (int i = from; i < to; i++)
		m->rows[i - from] = (struct forecast_surge_row){ .horizon = (int)db_int(r, i, C_SURGE_ROUNDS_HORIZON),
			.type = (enum forecast_surge_type)(db_int(r, i, C_SURGE_ROUNDS_OUTPUT_TYPE) - 1),
			.id = strtod(db_text(r, i, C_SURGE_ROUNDS_OUTPUT_TYPE_ID), NULL), .value = db_real(r, i, C_SURGE_ROUNDS_VALUE) };
}

err_t
store_surge_rounds(struct db_conn *c, const char *province, day_t today, int days, instant_t recorded_by, struct arena *a,
    struct store_surge_list *ret, struct faults *f)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	err_t e = db_query(c, Q_SURGE_ROUNDS, DB_ARGS(DB_TEXT(province), DB_DAY(today), DB_INT(days), DB_INSTANT(recorded_by)), &r, f);
	if (e)
		return e;
	*ret = (struct store_surge_list){ .items = ARENA_ARRAY(a, struct store_surge_round, (size_t)db_rows_n(r)) };
	for (int i = 0, to; i < db_rows_n(r); i = to) {
		for (to = i + 1; to < db_rows_n(r) && same_round(r, i, to); to++)
			;
		read_round(r, i, to, a, &ret->items[ret->n++]);
	}
	return ERR_OK;
}
