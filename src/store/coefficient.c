/* coefficient - what is said again is not written again. */
#include "store/coefficient.h"

#include "base/str.h"

#include <string.h>

err_t
store_coefficient_lay(struct db_conn *c, const char *set, day_t day, instant_t recorded_by, struct forecast_coefficients *inout, day_t *ret_dated,
    struct faults *f)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	err_t e = db_query(c, Q_COEFFICIENT_IN_FORCE, DB_ARGS(DB_TEXT(set), DB_DAY(day), DB_INSTANT(recorded_by)), &r, f);
	if (e)
		return e;
	*ret_dated = DAY_NONE;
	for (int i = 0; i < db_rows_n(r); i++) {
		double *to = forecast_coefficients_item(inout, db_text(r, i, C_COEFFICIENT_IN_FORCE_ITEM));
		*ret_dated = db_day(r, i, C_COEFFICIENT_IN_FORCE_DATED);
		if (to != NULL)
			*to = db_real(r, i, C_COEFFICIENT_IN_FORCE_VALUE);
	}
	return ERR_OK;
}

struct columns {
	const char **set, **item, **said, **unit, **source;
	int32_t *dated;
	double *value;
	int64_t *revision;
	size_t n;
};

static struct columns
columns_new(size_t n, struct arena *a)
{
	return (struct columns){ .set = ARENA_ARRAY(a, const char *, n), .item = ARENA_ARRAY(a, const char *, n), .said = ARENA_ARRAY(a, const char *, n),
		.unit = ARENA_ARRAY(a, const char *, n), .source = ARENA_ARRAY(a, const char *, n), .dated = ARENA_ARRAY(a, int32_t, n),
		.value = ARENA_ARRAY(a, double, n), .revision = ARENA_ARRAY(a, int64_t, n) };
}

static void
columns_add(struct columns *k, const struct store_coefficient *v, int64_t revision)
{
	k->set[k->n] = v->set;
	k->item[k->n] = v->item;
	k->said[k->n] = v->said;
	k->unit[k->n] = v->unit;
	k->source[k->n] = v->source;
	k->dated[k->n] = v->dated;
	k->revision[k->n] = revision;
	k->value[k->n++] = v->value;
}

static bool
same(const struct db_rows *r, int i, const struct store_coefficient *v)
{
	const char *source = db_text(r, i, C_COEFFICIENT_SAID_SOURCE);
	return str_eq(db_text(r, i, C_COEFFICIENT_SAID_SAID), v->said) && str_eq(db_text(r, i, C_COEFFICIENT_SAID_UNIT), v->unit) &&
	    str_eq(source ? source : "", v->source ? v->source : "");
}

err_t
store_coefficient_put(struct db_conn *c, const struct store_coefficient *v, size_t n, instant_t recorded_at, int64_t cred_id, struct arena *a,
    enum store_coefficient_result *ret, struct faults *f)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	struct columns all = columns_new(n, a), news = columns_new(n, a);
	for (size_t i = 0; i < n; i++) {
		columns_add(&all, &v[i], 1);
		ret[i] = STORE_COEFFICIENT_CREATED;
	}
	err_t e = db_query(c, Q_COEFFICIENT_SAID, DB_ARGS(DB_TEXTS(all.set, n), DB_DAYS(all.dated, n), DB_TEXTS(all.item, n)), &r, f);
	if (e)
		return e;
	for (int i = 0; i < db_rows_n(r); i++) {
		size_t at = (size_t)db_int(r, i, C_COEFFICIENT_SAID_N) - 1;
		all.revision[at] = db_int(r, i, C_COEFFICIENT_SAID_REVISION) + 1;
		ret[at] = same(r, i, &v[at]) ? STORE_COEFFICIENT_UNCHANGED : STORE_COEFFICIENT_CHANGED;
	}
	for (size_t i = 0; i < n; i++)
		if (ret[i] != STORE_COEFFICIENT_UNCHANGED)
			columns_add(&news, &v[i], all.revision[i]);
	if (news.n == 0)
		return ERR_OK;
	return db_run(c, Q_COEFFICIENT_ADD,
	    DB_ARGS(DB_TEXTS(news.set, news.n), DB_DAYS(news.dated, news.n), DB_TEXTS(news.item, news.n), DB_INTS(news.revision, news.n), DB_REALS(news.value, news.n), DB_TEXTS(news.said, news.n),
	        DB_TEXTS(news.unit, news.n), DB_TEXTS(news.source, news.n), DB_INSTANT(recorded_at), DB_INT(cred_id)),
	    NULL, f);
}
