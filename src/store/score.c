/* score - facilities go down as two arrays, and what comes back is sorted by them. */
#include "store/score.h"

#include "domain/list.h"
#include "forecast/packed.h"

#include <string.h>

struct keys {
	struct db_arg shards, sites;
};

static struct keys
keys_of(const struct store_site *s, size_t n, struct arena *a)
{
	int64_t *shard = ARENA_ARRAY(a, int64_t, n), *site = ARENA_ARRAY(a, int64_t, n);
	for (size_t i = 0; i < n; i++) {
		shard[i] = s[i].shard;
		site[i] = s[i].site_id;
	}
	return (struct keys){ DB_INTS(shard, n), DB_INTS(site, n) };
}

/* ---- days are opened ------------------------------------------------------------------------------ */

err_t
store_score_opened(struct db_conn *c, int16_t shard, day_t *ret, struct faults *f)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	err_t e = db_query(c, Q_SCORE_OPENED, DB_ARGS(DB_INT(shard)), &r, f);
	if (!e)
		*ret = db_rows_n(r) > 0 ? db_day(r, 0, C_SCORE_OPENED_OPENED_DAY) : DAY_NONE;
	return e;
}

err_t
store_score_opened_put(struct db_conn *c, int16_t shard, day_t day, struct faults *f)
{
	return db_run(c, Q_SCORE_OPENED_PUT, DB_ARGS(DB_INT(shard), DB_DAY(day)), NULL, f);
}

err_t
store_score_runs(struct db_conn *c, const struct store_score_sites *s, instant_t morning, struct arena *a, struct id *ret, struct faults *f)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	struct keys k = keys_of(s->at, s->n, a);
	err_t e = db_query(c, Q_SCORE_ORIGIN_FIND, DB_ARGS(k.shards, k.sites, DB_INSTANT(morning)), &r, f);
	if (e)
		return e;
	memset(ret, 0, s->n * sizeof *ret);
	for (int i = 0; i < db_rows_n(r); i++)
		for (size_t n = 0; n < s->n; n++)
			if (s->at[n].site_id == db_int(r, i, C_SCORE_ORIGIN_FIND_SITE_ID))
				ret[n] = db_id(r, i, C_SCORE_ORIGIN_FIND_RUN_ID);
	return ERR_OK;
}

err_t
store_score_open(struct db_conn *c, day_t origin_day, instant_t recorded_at, const struct store_score_origin *o, size_t n, struct arena *a,
    struct faults *f)
{
	enum { EACH = FORECAST_MEMBER_HORIZON * FORECAST_LEVELS };
	struct store_site *sites = ARENA_ARRAY(a, struct store_site, n);
	struct id *run = ARENA_ARRAY(a, struct id, n);
	bool *known = ARENA_ARRAY(a, bool, n);
	double *baseline = ARENA_ARRAY(a, double, n * EACH);
	for (size_t i = 0; i < n; i++) {
		sites[i] = o[i].site;
		run[i] = o[i].run_id;
		known[i] = o[i].known;
		memcpy(baseline + i * EACH, o[i].baseline, sizeof o[i].baseline);
	}
	struct keys k = keys_of(sites, n, a);
	return db_run(c, Q_SCORE_ORIGIN_ADD,
	    DB_ARGS(DB_DAY(origin_day), DB_INSTANT(recorded_at), k.shards, k.sites, DB_IDS(run, n), DB_BOOLS(known, n), DB_REALS(baseline, n * EACH)), NULL, f);
}

err_t
store_score_forget(struct db_conn *c, day_t before, struct faults *f)
{
	return db_run(c, Q_SCORE_ORIGIN_FORGET, DB_ARGS(DB_DAY(before)), NULL, f);
}

/* ---- days are scored ------------------------------------------------------------------------------ */

err_t
store_score_known(struct db_conn *c, const struct store_score_sites *s, day_t since, struct arena *a, struct store_score_days *ret, struct faults *f)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	struct keys k = keys_of(s->at, s->n, a);
	err_t e = db_query(c, Q_SCORE_KNOWN, DB_ARGS(k.shards, k.sites, DB_DAY(since)), &r, f);
	if (e)
		return e;
	*ret = (struct store_score_days){ .items = ARENA_ARRAY(a, struct store_score_day, (size_t)db_rows_n(r)), .n = (size_t)db_rows_n(r) };
	for (int i = 0; i < db_rows_n(r); i++)
		ret->items[i] = (struct store_score_day){ db_int(r, i, C_SCORE_KNOWN_SITE_ID), db_day(r, i, C_SCORE_KNOWN_TARGET_DAY),
			db_int(r, i, C_SCORE_KNOWN_TRUTH_G) };
	return ERR_OK;
}

static const char *
text_of(struct arena *a, const char *text)
{
	return text != NULL ? arena_strdup(a, text) : NULL;
}

/* The 23 quantiles of one day out of a packed forecast; NAN all through when it does not hold them. */
static void
read_grams(const struct db_rows *r, int i, int col, day_t day, double ret[FORECAST_LEVELS])
{
	int64_t g[FORECAST_DAYS_MAX][FORECAST_LEVELS];
	struct db_bytes q = db_bytea(r, i, col);
	int days = (int)db_int(r, i, C_SCORE_MATERIAL_DAYS), row = day - db_day(r, i, C_SCORE_MATERIAL_FIRST_DAY);
	bool whole = q.data != NULL && days <= FORECAST_DAYS_MAX && row >= 0 && row < days && forecast_packed_read(q.data, q.n, days, g);
	for (int k = 0; k < FORECAST_LEVELS; k++)
		ret[k] = whole && g[row][k] != UNKNOWN_I64 ? (double)g[row][k] : NAN;
}

/* NAN all through when there are no 23 of them. */
static void
read_reals(const struct db_rows *r, int i, int col, double ret[FORECAST_LEVELS])
{
	const double *v;
	bool whole = db_reals(r, i, col, &v) == FORECAST_LEVELS;
	for (int k = 0; k < FORECAST_LEVELS; k++)
		ret[k] = whole ? v[k] : NAN;
}

err_t
store_score_material(struct db_conn *c, const struct store_site *sites, const day_t *days, size_t n, struct arena *a,
    struct store_score_material *ret, struct faults *f)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	struct keys k = keys_of(sites, n, a);
	err_t e = db_query(c, Q_SCORE_MATERIAL, DB_ARGS(k.shards, k.sites, DB_DAYS(days, n)), &r, f);
	if (e)
		return e;
	*ret = (struct store_score_material){ .items = ARENA_ARRAY(a, struct store_score_said, (size_t)db_rows_n(r)), .n = (size_t)db_rows_n(r) };
	for (int i = 0; i < db_rows_n(r); i++) {
		struct store_score_said *s = &ret->items[i];
		s->site_id = db_int(r, i, C_SCORE_MATERIAL_SITE_ID);
		s->day = db_day(r, i, C_SCORE_MATERIAL_TARGET_DAY);
		s->horizon = (int)db_int(r, i, C_SCORE_MATERIAL_HORIZON);
		s->model = text_of(a, db_text(r, i, C_SCORE_MATERIAL_MODEL));
		s->shadow_model = text_of(a, db_text(r, i, C_SCORE_MATERIAL_SHADOW_MODEL));
		read_grams(r, i, C_SCORE_MATERIAL_Q, s->day, s->q);
		read_grams(r, i, C_SCORE_MATERIAL_SHADOW_Q, s->day, s->shadow);
		read_reals(r, i, C_SCORE_MATERIAL_BASELINE, s->baseline);
	}
	return ERR_OK;
}

err_t
store_score_add(struct db_conn *c, instant_t recorded_at, const struct store_score *s, size_t n, struct arena *a, struct faults *f)
{
	enum { EACH = FORECAST_MEMBER_HORIZON };
	struct store_site *sites = ARENA_ARRAY(a, struct store_site, n);
	int32_t *day = ARENA_ARRAY(a, int32_t, n);
	const char **model = ARENA_ARRAY(a, const char *, n);
	int64_t *truth = ARENA_ARRAY(a, int64_t, n), *kind = ARENA_ARRAY(a, int64_t, n), *hits = ARENA_ARRAY(a, int64_t, n * EACH);
	double *wis = ARENA_ARRAY(a, double, n * EACH), *baseline = ARENA_ARRAY(a, double, n * EACH);
	for (size_t i = 0; i < n; i++) {
		sites[i] = s[i].site;
		day[i] = s[i].day;
		model[i] = s[i].model;
		truth[i] = s[i].truth_g;
		kind[i] = s[i].kind != FORECAST_TRUTH_NONE ? (int64_t)s[i].kind : UNKNOWN_I64;
		memcpy(wis + i * EACH, s[i].wis, sizeof s[i].wis);
		memcpy(baseline + i * EACH, s[i].baseline, sizeof s[i].baseline);
		memcpy(hits + i * EACH, s[i].hits, sizeof s[i].hits);
	}
	struct keys k = keys_of(sites, n, a);
	return db_run(c, Q_SCORE_ADD,
	    DB_ARGS(DB_INSTANT(recorded_at), k.shards, k.sites, DB_DAYS(day, n), DB_TEXTS(model, n), DB_INTS(truth, n), DB_INTS(kind, n),
	        DB_REALS(wis, n * EACH), DB_REALS(baseline, n * EACH), DB_INTS(hits, n * EACH)),
	    NULL, f);
}

/* ---- models are set back ---------------------------------------------------------------------------- */

err_t
store_score_record(struct db_conn *c, const struct store_score_sites *s, day_t after, day_t upto, struct arena *a, struct store_score_records *ret,
    struct faults *f)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	struct keys k = keys_of(s->at, s->n, a);
	err_t e = db_query(c, Q_SCORE_RECORD, DB_ARGS(k.shards, k.sites, DB_DAY(after), DB_DAY(upto)), &r, f);
	if (e)
		return e;
	*ret = (struct store_score_records){ .items = ARENA_ARRAY(a, struct store_score_record, (size_t)db_rows_n(r)), .n = (size_t)db_rows_n(r) };
	for (int i = 0; i < db_rows_n(r); i++)
		ret->items[i] = (struct store_score_record){ .site_id = db_int(r, i, C_SCORE_RECORD_SITE_ID), .model = text_of(a, db_text(r, i, C_SCORE_RECORD_MODEL)),
			.record = { .days = db_int(r, i, C_SCORE_RECORD_DAYS), .pairs = db_int(r, i, C_SCORE_RECORD_PAIRS), .wis = db_real(r, i, C_SCORE_RECORD_WIS),
			    .baseline = db_real(r, i, C_SCORE_RECORD_BASELINE) } };
	return ERR_OK;
}

err_t
store_score_demotions(struct db_conn *c, const struct store_score_sites *s, instant_t recorded_by, struct arena *a, struct store_score_demotions *ret,
    struct faults *f)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	struct keys k = keys_of(s->at, s->n, a);
	err_t e = db_query(c, Q_SCORE_DEMOTIONS, DB_ARGS(k.shards, k.sites, DB_INSTANT(recorded_by)), &r, f);
	if (e)
		return e;
	*ret = (struct store_score_demotions){ .items = ARENA_ARRAY(a, struct store_score_demotion, (size_t)db_rows_n(r)), .n = (size_t)db_rows_n(r) };
	for (int i = 0; i < db_rows_n(r); i++)
		ret->items[i] = (struct store_score_demotion){ db_int(r, i, C_SCORE_DEMOTIONS_SITE_ID), text_of(a, db_text(r, i, C_SCORE_DEMOTIONS_MODEL)),
			db_bool(r, i, C_SCORE_DEMOTIONS_DEMOTED), db_instant(r, i, C_SCORE_DEMOTIONS_RECORDED_AT) };
	return ERR_OK;
}

const struct store_score_demotion *
store_score_demotion_of(const struct store_score_demotions *d, int64_t site_id, const char *model)
{
	for (size_t i = 0; i < d->n; i++)
		if (d->items[i].site_id == site_id && strcmp(d->items[i].model, model) == 0)
			return &d->items[i];
	return NULL;
}

err_t
store_score_decide(struct db_conn *c, struct store_site site, const char *model, instant_t recorded_at, const struct forecast_member_record *r,
    bool demoted, struct faults *f)
{
	return db_run(c, Q_SCORE_DEMOTION_ADD,
	    DB_ARGS(DB_INT(site.shard), DB_INT(site.site_id), DB_TEXT(model), DB_INSTANT(recorded_at), DB_BOOL(demoted), DB_REAL(forecast_member_ratio(r)),
	        DB_INT(r->days), DB_INT(r->pairs)),
	    NULL, f);
}

/* ---- the account ------------------------------------------------------------------------------------- */

err_t
store_score_sum(struct db_conn *c, const struct store_score_sites *s, const struct store_score_window *w, struct arena *a, struct store_score_sums *ret,
    struct faults *f)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	struct keys k = keys_of(s->at, s->n, a);
	err_t e = db_query(c, Q_SCORE_SUM, DB_ARGS(k.shards, k.sites, DB_DAY(w->after), DB_DAY(w->upto), DB_INSTANT(w->recorded_by), DB_TEXT(w->model)), &r, f);
	if (e)
		return e;
	*ret = (struct store_score_sums){ .items = ARENA_ARRAY(a, struct store_score_sum, (size_t)db_rows_n(r)), .n = (size_t)db_rows_n(r) };
	for (int i = 0; i < db_rows_n(r); i++) {
		double baseline = db_real(r, i, C_SCORE_SUM_BASELINE), log_ratio = db_real(r, i, C_SCORE_SUM_LOG_RATIO);
		ret->items[i] = (struct store_score_sum){ .model = text_of(a, db_text(r, i, C_SCORE_SUM_MODEL)), .horizon = (int)db_int(r, i, C_SCORE_SUM_HORIZON),
			.n = db_int(r, i, C_SCORE_SUM_N), .facilities = db_int(r, i, C_SCORE_SUM_FACILITIES), .wis = db_real(r, i, C_SCORE_SUM_WIS),
			.pairs = db_int(r, i, C_SCORE_SUM_PAIRS), .baseline = isnan(baseline) ? 0 : baseline, .ratios = db_int(r, i, C_SCORE_SUM_RATIOS),
			.log_ratio = isnan(log_ratio) ? 0 : log_ratio, .in50 = db_int(r, i, C_SCORE_SUM_IN50), .in90 = db_int(r, i, C_SCORE_SUM_IN90),
			.in95 = db_int(r, i, C_SCORE_SUM_IN95), .below = db_int(r, i, C_SCORE_SUM_BELOW) };
	}
	return ERR_OK;
}
