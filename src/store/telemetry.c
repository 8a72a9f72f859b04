/* telemetry - a handful of statements for any number of readings of one asset. */
#include "store/telemetry.h"

#include "store/card.h"

#include <string.h>

err_t
store_telemetry_assets(struct db_conn *c, const char *const *codes, size_t n, struct store_telemetry_asset *ret, struct faults *f)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	memset(ret, 0, n * sizeof *ret);
	err_t e = db_query(c, Q_TELEMETRY_ASSETS, DB_ARGS(DB_TEXTS(codes, n)), &r, f);
	for (int i = 0; !e && i < db_rows_n(r); i++)
		ret[db_int(r, i, C_TELEMETRY_ASSETS_N) - 1] = (struct store_telemetry_asset){
			.shard = (int16_t)db_int(r, i, C_TELEMETRY_ASSETS_SHARD),
			.site_id = db_int(r, i, C_TELEMETRY_ASSETS_SITE_ID),
			.asset_id = db_int(r, i, C_TELEMETRY_ASSETS_ASSET_ID),
			.account_id = db_int(r, i, C_TELEMETRY_ASSETS_ACCOUNT_ID),
		};
	return e;
}

err_t
store_telemetry_lock(struct db_conn *c, const struct store_telemetry_asset *asset, struct faults *f)
{
	return db_run(c, Q_TELEMETRY_LOCK, DB_ARGS(DB_INT(asset->asset_id)), NULL, f);
}

err_t
store_telemetry_card(struct db_conn *c, const struct store_telemetry_asset *asset, struct arena *a, struct facility **ret, struct faults *f)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	*ret = NULL;
	err_t e = db_query(c, Q_TELEMETRY_CARD, DB_ARGS(DB_INT(asset->shard), DB_INT(asset->site_id)), &r, f);
	if (e || db_rows_n(r) == 0)
		return e;
	*ret = ARENA_NEW(a, struct facility);
	return store_card_facility(&(struct store_card){ .doc = db_text(r, 0, C_TELEMETRY_CARD_DOC) }, a, *ret, f);
}

static const int64_t *
epochs_of(const struct store_telemetry_row *rows, size_t n, struct arena *a)
{
	int64_t *v = ARENA_ARRAY(a, int64_t, n);
	for (size_t i = 0; i < n; i++)
		v[i] = rows[i].epoch;
	return v;
}

static const int64_t *
seqs_of(const struct store_telemetry_row *rows, size_t n, struct arena *a)
{
	int64_t *v = ARENA_ARRAY(a, int64_t, n);
	for (size_t i = 0; i < n; i++)
		v[i] = rows[i].seq;
	return v;
}

/* The second statement looks into every month, so it is asked only when something comes again. */
err_t
store_telemetry_find(struct db_conn *c, const struct store_telemetry_asset *asset, struct store_telemetry_row *rows, size_t n, struct arena *a,
    struct faults *f)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *seen = NULL, *same = NULL;
	const struct db_arg args[] = { DB_INT(asset->shard), DB_INT(asset->asset_id), DB_INTS(epochs_of(rows, n, a), n), DB_INTS(seqs_of(rows, n, a), n) };
	for (size_t i = 0; i < n; i++)
		rows[i].seen = rows[i].known = false;
	err_t e = db_query(c, Q_TELEMETRY_SEEN, args, &seen, f);
	if (e || db_rows_n(seen) == 0)
		return e;
	for (int i = 0; i < db_rows_n(seen); i++)
		rows[db_int(seen, i, C_TELEMETRY_SEEN_N) - 1].seen = true;
	e = db_query(c, Q_TELEMETRY_SAME, args, &same, f);
	for (int i = 0; !e && i < db_rows_n(same); i++) {
		struct store_telemetry_row *row = &rows[db_int(same, i, C_TELEMETRY_SAME_N) - 1];
		row->known = true;
		row->seen_doubt = (int)db_int(same, i, C_TELEMETRY_SAME_DOUBT);
		memcpy(row->seen_sha, db_bytea(same, i, C_TELEMETRY_SAME_SHA).data, sizeof row->seen_sha);
	}
	return e;
}

/* A column of the rows, as an array of the arena that a statement takes. */
#define COLUMN(type, name, expr)                                         \
	type *name = ARENA_ARRAY(a, type, n);                            \
	for (size_t i_ = 0; i_ < n; i_++) {                              \
		const struct store_telemetry_row *it = rows[i_];         \
		name[i_] = (expr);                                       \
	}

static err_t
write_rows(struct db_conn *c, const struct store_telemetry_owner *who, const struct store_telemetry_row *const *rows, size_t n, struct arena *a,
    struct faults *f)
{
	COLUMN(int64_t, epoch, it->epoch);
	COLUMN(int64_t, seq, it->seq);
	COLUMN(instant_t, ts, it->ts);
	COLUMN(int64_t, g, it->g);
	COLUMN(double, raw, it->raw);
	COLUMN(const char *, unit, it->unit);
	COLUMN(double, p_bar, it->p_bar);
	COLUMN(double, flow, it->flow_lpm);
	COLUMN(struct db_bytes, sha, ((struct db_bytes){ it->sha, sizeof it->sha }));
	COLUMN(int64_t, doubt, it->doubt);
	COLUMN(struct id, qid, it->quarantine_id);
	return db_run(c, Q_TELEMETRY_INSERT,
	    DB_ARGS(DB_INT(who->asset.shard), DB_INT(who->asset.site_id), DB_INT(who->asset.asset_id), DB_INT(who->asset.account_id), DB_INT(who->cred_id),
	        DB_INSTANT(who->recorded_at), DB_INTS(epoch, n), DB_INTS(seq, n), DB_INSTANTS(ts, n), DB_INTS(g, n), DB_REALS(raw, n), DB_TEXTS(unit, n),
	        DB_REALS(p_bar, n), DB_REALS(flow, n), DB_BYTESS(sha, n), DB_INTS(doubt, n), DB_IDS(qid, n)),
	    NULL, f);
}

static err_t
write_marks(struct db_conn *c, const struct store_telemetry_owner *who, const struct store_telemetry_row *const *rows, size_t n, struct arena *a,
    struct faults *f)
{
	COLUMN(int64_t, epoch, it->epoch);
	COLUMN(int64_t, seq, it->seq);
	COLUMN(int64_t, lo, it->lo);
	return db_run(c, Q_TELEMETRY_MARK,
	    DB_ARGS(DB_INT(who->asset.shard), DB_INT(who->asset.site_id), DB_INT(who->asset.asset_id), DB_INT(who->cred_id), DB_INTS(epoch, n), DB_INTS(seq, n),
	        DB_INTS(lo, n)),
	    NULL, f);
}

static err_t
write_quarantine(struct db_conn *c, const struct store_telemetry_owner *who, const struct store_telemetry_row *const *all, size_t n_all, struct arena *a,
    struct faults *f)
{
	const struct store_telemetry_row **rows = ARENA_ARRAY(a, const struct store_telemetry_row *, n_all);
	size_t n = 0;
	for (size_t i = 0; i < n_all; i++)
		if (all[i]->why != NULL)
			rows[n++] = all[i];
	if (n == 0)
		return ERR_OK;
	COLUMN(struct id, qid, it->quarantine_id);
	COLUMN(const char *, pointer, it->why->pointer);
	COLUMN(const char *, code, fault_code(it->why->id));
	COLUMN(const char *, arg1, it->why->arg[0]);
	COLUMN(const char *, arg2, it->why->arg[1]);
	COLUMN(int64_t, g, it->g);
	return db_run(c, Q_TELEMETRY_QUARANTINE,
	    DB_ARGS(DB_INT(who->asset.shard), DB_INT(who->asset.site_id), DB_INT(who->asset.account_id), DB_INT(who->cred_id), DB_INSTANT(who->recorded_at),
	        DB_IDS(qid, n), DB_TEXTS(pointer, n), DB_TEXTS(code, n), DB_TEXTS(arg1, n), DB_TEXTS(arg2, n), DB_INTS(g, n)),
	    NULL, f);
}

err_t
store_telemetry_write(struct db_conn *c, const struct store_telemetry_owner *who, const struct store_telemetry_row *const *rows, size_t n, struct arena *a,
    struct faults *f)
{
	if (n == 0)
		return ERR_OK;
	err_t e = write_rows(c, who, rows, n, a, f);
	if (!e)
		e = write_marks(c, who, rows, n, a, f);
	return e ? e : write_quarantine(c, who, rows, n, a, f);
}

static const int64_t *
copy_ints(const struct db_rows *r, int row, int col, struct arena *a, size_t *ret_n)
{
	const int64_t *v;
	*ret_n = db_ints(r, row, col, &v);
	int64_t *copy = ARENA_ARRAY(a, int64_t, *ret_n);
	if (*ret_n > 0)
		memcpy(copy, v, *ret_n * sizeof *copy);
	return copy;
}

err_t
store_telemetry_acks(struct db_conn *c, const struct store_telemetry_asset *asset, const int64_t *epochs, size_t n, struct arena *a,
    struct store_telemetry_ack **ret, size_t *ret_n, struct faults *f)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	err_t e = db_query(c, Q_TELEMETRY_ACKS, DB_ARGS(DB_INT(asset->shard), DB_INT(asset->asset_id), DB_INTS(epochs, n)), &r, f);
	if (e)
		return e;
	*ret_n = (size_t)db_rows_n(r);
	*ret = ARENA_ARRAY(a, struct store_telemetry_ack, *ret_n);
	for (int i = 0; i < db_rows_n(r); i++) {
		struct store_telemetry_ack *k = &(*ret)[i];
		k->epoch = db_int(r, i, C_TELEMETRY_ACKS_EPOCH);
		k->seq = db_int(r, i, C_TELEMETRY_ACKS_SEQ);
		k->from = copy_ints(r, i, C_TELEMETRY_ACKS_MISSING_FROM, a, &k->gaps);
		k->to = copy_ints(r, i, C_TELEMETRY_ACKS_MISSING_TO, a, &k->gaps);
	}
	return ERR_OK;
}
