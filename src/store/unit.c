/* unit - rows in, rows out; a chunk a statement. */
#include "store/unit.h"

#include "base/str.h"

#include <stdlib.h>
#include <string.h>

enum { CHUNK = 2000 };

/* Columns of unit_put. */
struct columns {
	const char **code, **parent, **name_vi, **name_en, **successor;
	day_t *from, *to;
	int64_t *kind;
	double *lat, *lon;
};

static struct columns
columns_of(const struct store_unit *u, size_t n, struct arena *a)
{
	struct columns k = { ARENA_ARRAY(a, const char *, n), ARENA_ARRAY(a, const char *, n),
		ARENA_ARRAY(a, const char *, n), ARENA_ARRAY(a, const char *, n),
		ARENA_ARRAY(a, const char *, n), ARENA_ARRAY(a, day_t, n), ARENA_ARRAY(a, day_t, n),
		ARENA_ARRAY(a, int64_t, n), ARENA_ARRAY(a, double, n), ARENA_ARRAY(a, double, n) };
	for (size_t i = 0; i < n; i++) {
		k.code[i] = u[i].code;
		k.parent[i] = u[i].parent;
		k.name_vi[i] = u[i].name_vi;
		k.name_en[i] = u[i].name_en;
		k.successor[i] = u[i].successor;
		k.from[i] = u[i].valid_from;
		k.to[i] = u[i].valid_to;
		k.kind[i] = u[i].kind;
		k.lat[i] = u[i].place.lat;
		k.lon[i] = u[i].place.lon;
	}
	return k;
}

static int
by_key(const void *x, const void *y)
{
	const struct store_unit *a = *(struct store_unit *const *)x,
				*b = *(struct store_unit *const *)y;
	int d = strcmp(a->code, b->code);
	return d ? d : (a->valid_from > b->valid_from) - (a->valid_from < b->valid_from);
}

static err_t
close_older(struct db_conn *c, const struct columns *k, size_t n, struct faults *f)
{
	return db_run(c, Q_UNIT_CLOSE,
	    DB_ARGS(DB_TEXTS(k->code, n), DB_DAYS(k->from, n), DB_INT(k->kind[0])), NULL, f);
}

static err_t
put_chunk(struct db_conn *c, struct store_unit *u, size_t n, struct arena *a, struct faults *f)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	struct columns k = columns_of(u, n, a);
	struct store_unit **sorted = ARENA_ARRAY(a, struct store_unit *, n);
	err_t e = db_query(c, Q_UNIT_PUT,
	    DB_ARGS(DB_TEXTS(k.code, n), DB_DAYS(k.from, n), DB_DAYS(k.to, n), DB_INTS(k.kind, n),
		DB_TEXTS(k.parent, n), DB_TEXTS(k.name_vi, n), DB_TEXTS(k.name_en, n),
		DB_REALS(k.lat, n), DB_REALS(k.lon, n), DB_TEXTS(k.successor, n)),
	    &r, f);
	if (e)
		return e;
	for (size_t i = 0; i < n; i++) {
		u[i].result = STORE_UNIT_UNCHANGED;
		sorted[i] = &u[i];
	}
	qsort(sorted, n, sizeof *sorted, by_key);
	for (int i = 0; i < db_rows_n(r); i++) {
		struct store_unit key = { .code = db_text(r, i, C_UNIT_PUT_CODE),
			.valid_from = db_day(r, i, C_UNIT_PUT_VALID_FROM) },
				  *want = &key;
		struct store_unit **hit = bsearch(&want, sorted, n, sizeof *sorted, by_key);
		(*hit)->result =
		    db_bool(r, i, C_UNIT_PUT_CREATED) ? STORE_UNIT_CREATED : STORE_UNIT_CHANGED;
	}
	return close_older(c, &k, n, f);
}

err_t
store_unit_put(
    struct db_conn *c, struct store_unit *units, size_t n, struct arena *a, struct faults *f)
{
	err_t e = ERR_OK;
	for (size_t i = 0; !e && i < n; i += CHUNK)
		e = put_chunk(c, units + i, n - i < CHUNK ? n - i : CHUNK, a, f);
	return e;
}

err_t
store_unit_begin(
    struct db_conn *c, const struct store_unit *units, size_t n, struct arena *a, struct faults *f)
{
	struct columns k = columns_of(units, n, a);
	err_t e = db_run(c, Q_UNIT_BEGIN,
	    DB_ARGS(DB_TEXTS(k.code, n), DB_DAYS(k.from, n), DB_DAYS(k.to, n), DB_INTS(k.kind, n),
		DB_TEXTS(k.name_vi, n), DB_TEXTS(k.name_en, n), DB_REALS(k.lat, n),
		DB_REALS(k.lon, n), DB_TEXTS(k.successor, n)),
	    NULL, f);
	return e ? e : close_older(c, &k, n, f);
}

err_t
store_unit_successors(struct db_conn *c, const char *const *communes, size_t n, day_t edition,
    struct arena *a, const char **ret, struct faults *f)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	err_t e =
	    db_query(c, Q_UNIT_SUCCESSORS, DB_ARGS(DB_TEXTS(communes, n), DB_DAY(edition)), &r, f);
	for (size_t i = 0; i < n; i++)
		ret[i] = NULL;
	for (int i = 0; !e && i < db_rows_n(r); i++)
		ret[db_int(r, i, C_UNIT_SUCCESSORS_N) - 1] =
		    arena_strdup(a, db_text(r, i, C_UNIT_SUCCESSORS_SUCCESSOR));
	return e;
}
