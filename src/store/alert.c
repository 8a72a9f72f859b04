/* alert - arrays in, rows out. */
#include "store/alert.h"

#include "domain/names.h"

#include <math.h>

static const char *const kind_words[STORE_ALERT_KINDS] = {
	[STORE_ALERT_STOCK] = "stock",
	[STORE_ALERT_FLOW] = "flow",
	[STORE_ALERT_SILENT] = "silent",
	[STORE_ALERT_DELIVERY] = "delivery",
	[STORE_ALERT_PLAN] = "plan",
};
const struct names store_alert_kinds = NAMES(kind_words);

/* Alerts as columns. */
struct columns {
	int64_t *shard, *site, *kind, *level;
	struct id *id, *plan;
	double *hours;
};

static struct columns
columns_of(const struct store_alert *alerts, size_t n, struct arena *a)
{
	struct columns k = { ARENA_ARRAY(a, int64_t, n), ARENA_ARRAY(a, int64_t, n), ARENA_ARRAY(a, int64_t, n), ARENA_ARRAY(a, int64_t, n),
		ARENA_ARRAY(a, struct id, n), ARENA_ARRAY(a, struct id, n), ARENA_ARRAY(a, double, n) };
	for (size_t i = 0; i < n; i++) {
		k.shard[i] = alerts[i].shard;
		k.site[i] = alerts[i].site_id;
		k.kind[i] = (int64_t)alerts[i].kind;
		k.level[i] = (int64_t)alerts[i].level;
		k.id[i] = alerts[i].id;
		k.plan[i] = alerts[i].plan;
		k.hours[i] = alerts[i].hours_p10;
	}
	return k;
}

err_t
store_alert_open(struct db_conn *c, const struct store_site *sites, size_t n, struct arena *a, struct store_alert_list *ret, struct faults *f)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	int64_t *shard = ARENA_ARRAY(a, int64_t, n), *site = ARENA_ARRAY(a, int64_t, n);
	for (size_t i = 0; i < n; i++) {
		shard[i] = sites[i].shard;
		site[i] = sites[i].site_id;
	}
	err_t e = db_query(c, Q_ALERT_OPEN, DB_ARGS(DB_INTS(shard, n), DB_INTS(site, n)), &r, f);
	if (e)
		return e;
	*ret = (struct store_alert_list){ ARENA_ARRAY(a, struct store_alert, (size_t)db_rows_n(r)), (size_t)db_rows_n(r) };
	for (int i = 0; i < db_rows_n(r); i++)
		ret->items[i] = (struct store_alert){ .shard = (int16_t)db_int(r, i, C_ALERT_OPEN_SHARD), .site_id = db_int(r, i, C_ALERT_OPEN_SITE_ID),
			.id = db_id(r, i, C_ALERT_OPEN_ALERT_ID), .kind = (enum store_alert_kind)db_int(r, i, C_ALERT_OPEN_KIND),
			.level = (enum store_alert_level)db_int(r, i, C_ALERT_OPEN_LEVEL), .hours_p10 = NAN };
	return ERR_OK;
}

err_t
store_alert_raise(struct db_conn *c, const struct store_alert *alerts, size_t n, instant_t at, struct arena *a, struct faults *f)
{
	struct columns k = columns_of(alerts, n, a);
	if (n == 0)
		return ERR_OK;
	return db_run(c, Q_ALERT_RAISE,
	    DB_ARGS(DB_INTS(k.shard, n), DB_INTS(k.site, n), DB_IDS(k.id, n), DB_INTS(k.kind, n), DB_INTS(k.level, n), DB_REALS(k.hours, n), DB_INSTANT(at),
	        DB_IDS(k.plan, n)),
	    NULL, f);
}

err_t
store_alert_ease(struct db_conn *c, const struct store_alert *alerts, size_t n, struct arena *a, struct faults *f)
{
	struct columns k = columns_of(alerts, n, a);
	if (n == 0)
		return ERR_OK;
	return db_run(c, Q_ALERT_EASE, DB_ARGS(DB_INTS(k.shard, n), DB_INTS(k.site, n), DB_IDS(k.id, n), DB_INTS(k.level, n)), NULL, f);
}

err_t
store_alert_close(struct db_conn *c, const struct store_alert *alerts, size_t n, instant_t at, struct arena *a, struct faults *f)
{
	struct columns k = columns_of(alerts, n, a);
	if (n == 0)
		return ERR_OK;
	return db_run(c, Q_ALERT_CLOSE, DB_ARGS(DB_INTS(k.shard, n), DB_INTS(k.site, n), DB_IDS(k.id, n), DB_INSTANT(at)), NULL, f);
}

static const char *
kept(struct arena *a, const char *text)
{
	return text != NULL ? arena_strdup(a, text) : NULL;
}

err_t
store_alert_page(struct db_conn *c, const struct store_alert_query *q, struct arena *a, struct store_alert_list *ret, struct faults *f)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	err_t e = db_query(c, Q_ALERT_LIST,
	    DB_ARGS(DB_TEXT(q->province), DB_BOOL(q->open_only), DB_INSTANT(q->at), DB_INSTANT(q->before), DB_ID(q->before_id), DB_INT(q->limit)), &r, f);
	if (e)
		return e;
	*ret = (struct store_alert_list){ ARENA_ARRAY(a, struct store_alert, (size_t)db_rows_n(r)), (size_t)db_rows_n(r) };
	for (int i = 0; i < db_rows_n(r); i++)
		ret->items[i] = (struct store_alert){ .shard = (int16_t)db_int(r, i, C_ALERT_LIST_SHARD), .site_id = db_int(r, i, C_ALERT_LIST_SITE_ID),
			.id = db_id(r, i, C_ALERT_LIST_ALERT_ID), .kind = (enum store_alert_kind)db_int(r, i, C_ALERT_LIST_KIND),
			.level = (enum store_alert_level)db_int(r, i, C_ALERT_LIST_LEVEL), .hours_p10 = db_real(r, i, C_ALERT_LIST_HOURS_P10),
			.raised_at = db_instant(r, i, C_ALERT_LIST_RAISED_AT), .acknowledged_at = db_instant(r, i, C_ALERT_LIST_ACKNOWLEDGED_AT),
			.closed_at = db_instant(r, i, C_ALERT_LIST_CLOSED_AT), .note = kept(a, db_text(r, i, C_ALERT_LIST_NOTE)),
			.plan = db_id(r, i, C_ALERT_LIST_PLAN_ID), .province = kept(a, db_text(r, i, C_ALERT_LIST_PROVINCE)),
			.detail_en = kept(a, db_text(r, i, C_ALERT_LIST_DETAIL_EN)), .detail_vi = kept(a, db_text(r, i, C_ALERT_LIST_DETAIL_VI)) };
	return ERR_OK;
}

err_t
store_alert_get(struct db_conn *c, struct id id, struct arena *a, struct store_alert *ret, struct faults *f)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	err_t e = db_query(c, Q_ALERT_GET, DB_ARGS(DB_ID(id)), &r, f);
	*ret = (struct store_alert){ .hours_p10 = NAN };
	if (e || db_rows_n(r) == 0)
		return e;
	*ret = (struct store_alert){ .shard = (int16_t)db_int(r, 0, C_ALERT_GET_SHARD), .site_id = db_int(r, 0, C_ALERT_GET_SITE_ID), .id = id,
		.kind = (enum store_alert_kind)db_int(r, 0, C_ALERT_GET_KIND), .level = (enum store_alert_level)db_int(r, 0, C_ALERT_GET_LEVEL),
		.hours_p10 = db_real(r, 0, C_ALERT_GET_HOURS_P10), .raised_at = db_instant(r, 0, C_ALERT_GET_RAISED_AT),
		.acknowledged_at = db_instant(r, 0, C_ALERT_GET_ACKNOWLEDGED_AT), .closed_at = db_instant(r, 0, C_ALERT_GET_CLOSED_AT),
		.note = kept(a, db_text(r, 0, C_ALERT_GET_NOTE)),
		.plan = db_id(r, 0, C_ALERT_GET_PLAN_ID), .province = kept(a, db_text(r, 0, C_ALERT_GET_PROVINCE)),
		.detail_en = kept(a, db_text(r, 0, C_ALERT_GET_DETAIL_EN)), .detail_vi = kept(a, db_text(r, 0, C_ALERT_GET_DETAIL_VI)) };
	return ERR_OK;
}

err_t
store_alert_acknowledge(struct db_conn *c, const struct store_alert *alert, int64_t cred_id, struct faults *f)
{
	return db_run(c, Q_ALERT_ACKNOWLEDGE,
	    DB_ARGS(DB_INT(alert->shard), DB_INT(alert->site_id), DB_ID(alert->id), DB_INSTANT(alert->acknowledged_at), DB_INT(cred_id), DB_TEXT(alert->note)),
	    NULL, f);
}
