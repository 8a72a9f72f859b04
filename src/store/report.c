/* report - look-ups and inserts of a committer's batch; every statement takes the whole batch by unnest. */
#include "store/report.h"

#include "base/str.h"

#include <stdio.h>
#include <string.h>

/* A column of a vector of structs, as an array of the arena that a statement takes. */
#define COLUMN(type, name, vec, expr)                                   \
	type *name = ARENA_ARRAY(a, type, (vec).n);                     \
	for (size_t i_ = 0; i_ < (vec).n; i_++) {                       \
		const __typeof__(*(vec).at) *it = &(vec).at[i_];        \
		name[i_] = (expr);                                      \
	}

/* ---- what was seen before ----------------------------------------------------------------------- */

static void
read_seen(const struct db_rows *r, int row, const int col[3], struct arena *a, struct store_report_seen *ret)
{
	ret->found = true;
	memcpy(ret->sha, db_bytea(r, row, col[0]).data, sizeof ret->sha);
	ret->status = (int)db_int(r, row, col[1]);
	ret->answer = arena_strdup(a, db_text(r, row, col[2]));
}

err_t
store_report_keys_seen(struct db_conn *c, struct store_report_key *k, size_t n, struct arena *a, struct faults *f)
{
	static const int col[3] = { C_REPORT_KEYS_SEEN_SHA, C_REPORT_KEYS_SEEN_STATUS, C_REPORT_KEYS_SEEN_ANSWER };
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	const struct { struct store_report_key *at; size_t n; } keys = { k, n };
	COLUMN(int64_t, cred, keys, it->cred_id);
	COLUMN(const char *, route, keys, it->route);
	COLUMN(const char *, key, keys, it->key);
	err_t e = db_query(c, Q_REPORT_KEYS_SEEN, DB_ARGS(DB_INTS(cred, n), DB_TEXTS(route, n), DB_TEXTS(key, n)), &r, f);
	for (int i = 0; !e && i < db_rows_n(r); i++)
		read_seen(r, i, col, a, &k[db_int(r, i, C_REPORT_KEYS_SEEN_N) - 1].seen);
	return e;
}

err_t
store_report_events_seen(struct db_conn *c, struct store_report_event *ev, size_t n, struct arena *a, struct faults *f)
{
	static const int col[3] = { C_REPORT_EVENTS_SEEN_SHA, C_REPORT_EVENTS_SEEN_STATUS, C_REPORT_EVENTS_SEEN_ANSWER };
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	const struct { struct store_report_event *at; size_t n; } events = { ev, n };
	COLUMN(int64_t, shard, events, it->site.shard);
	COLUMN(int64_t, site, events, it->site.site_id);
	COLUMN(const char *, key, events, it->key);
	err_t e = db_query(c, Q_REPORT_EVENTS_SEEN, DB_ARGS(DB_INTS(shard, n), DB_INTS(site, n), DB_TEXTS(key, n)), &r, f);
	for (int i = 0; !e && i < db_rows_n(r); i++)
		read_seen(r, i, col, a, &ev[db_int(r, i, C_REPORT_EVENTS_SEEN_N) - 1].seen);
	return e;
}

err_t
store_report_revisions(struct db_conn *c, struct store_report_period *p, size_t n, struct arena *a, struct faults *f)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	const struct { struct store_report_period *at; size_t n; } periods = { p, n };
	COLUMN(int64_t, shard, periods, it->site.shard);
	COLUMN(int64_t, site, periods, it->site.site_id);
	COLUMN(instant_t, start, periods, it->start);
	COLUMN(instant_t, end, periods, it->end);
	err_t e = db_query(c, Q_REPORT_REVISIONS, DB_ARGS(DB_INTS(shard, n), DB_INTS(site, n), DB_INSTANTS(start, n), DB_INSTANTS(end, n)), &r, f);
	for (int i = 0; !e && i < db_rows_n(r); i++)
		p[db_int(r, i, C_REPORT_REVISIONS_N) - 1].revision = (int)db_int(r, i, C_REPORT_REVISIONS_REVISION);
	return e;
}

static struct store_report_period *
period_of(struct store_report_period *p, size_t n, int64_t site_id)
{
	for (size_t i = 0; i < n; i++)
		if (p[i].site.site_id == site_id)
			return &p[i];
	return NULL;
}

err_t
store_report_booked(struct db_conn *c, struct store_report_period *p, size_t n, struct arena *a, struct faults *f)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	const struct { struct store_report_period *at; size_t n; } periods = { p, n };
	COLUMN(int64_t, shard, periods, it->site.shard);
	COLUMN(int64_t, site, periods, it->site.site_id);
	COLUMN(instant_t, start, periods, it->start);
	COLUMN(instant_t, end, periods, it->end);
	err_t e = db_query(c, Q_REPORT_RECEIPTS, DB_ARGS(DB_INTS(shard, n), DB_INTS(site, n), DB_INSTANTS(start, n), DB_INSTANTS(end, n)), &r, f);
	for (int i = 0; !e && i < db_rows_n(r); i++) {
		struct store_report_period *of = period_of(p, n, db_int(r, i, C_REPORT_RECEIPTS_SITE_ID));
		if (of == NULL)
			continue;
		if (of->booked == NULL)
			of->booked = ARENA_ARRAY(a, struct store_report_booked, (size_t)db_rows_n(r));
		of->booked[of->n_booked++] = (struct store_report_booked){ .mv_id = db_id(r, i, C_REPORT_RECEIPTS_MV_ID),
			.from = db_int(r, i, C_REPORT_RECEIPTS_FROM_ACCOUNT), .to = db_int(r, i, C_REPORT_RECEIPTS_TO_ACCOUNT),
			.g = db_int(r, i, C_REPORT_RECEIPTS_G), .occurred_at = db_instant(r, i, C_REPORT_RECEIPTS_OCCURRED_AT) };
		if (!db_is_null(r, i, C_REPORT_RECEIPTS_DELIVERY_ID))
			of->booked[of->n_booked - 1].delivery = db_id(r, i, C_REPORT_RECEIPTS_DELIVERY_ID);
		if (!db_is_null(r, i, C_REPORT_RECEIPTS_DOCKET))
			of->booked[of->n_booked - 1].docket = arena_strdup(a, db_text(r, i, C_REPORT_RECEIPTS_DOCKET));
	}
	return e;
}

err_t
store_report_accounts(struct db_conn *c, struct store_site site, struct store_report_accounts *ret, struct faults *f)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	const int64_t shard = site.shard, id = site.site_id;
	int64_t *const of_kind[9] = { [5] = &ret->use, [6] = &ret->loss, [7] = &ret->production, [8] = &ret->outside };
	*ret = (struct store_report_accounts){ 0 };
	err_t e = db_query(c, Q_REPORT_ACCOUNTS, DB_ARGS(DB_INTS(&shard, 1), DB_INTS(&id, 1)), &r, f);
	for (int i = 0; !e && i < db_rows_n(r); i++)
		*of_kind[db_int(r, i, C_REPORT_ACCOUNTS_KIND)] = db_int(r, i, C_REPORT_ACCOUNTS_ACCOUNT_ID);
	return e;
}

err_t
store_report_receipts_known(struct db_conn *c, struct store_site site, struct store_report_receipt *rc, size_t n, struct arena *a, struct faults *f)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *keys = NULL;
	CLEANUP(db_rows_free_ptr) struct db_rows *named = NULL;
	const struct { struct store_report_receipt *at; size_t n; } receipts = { rc, n };
	COLUMN(int64_t, shard, receipts, ((void)it, site.shard));
	COLUMN(int64_t, site_id, receipts, ((void)it, site.site_id));
	COLUMN(struct id, delivery, receipts, it->delivery);
	COLUMN(const char *, supplier, receipts, it->supplier);
	COLUMN(const char *, docket, receipts, it->docket);
	err_t e = db_query(c, Q_REPORT_RECEIPT_KEYS,
	    DB_ARGS(DB_INTS(shard, n), DB_INTS(site_id, n), DB_IDS(delivery, n), DB_TEXTS(supplier, n), DB_TEXTS(docket, n)), &keys, f);
	for (int i = 0; !e && i < db_rows_n(keys); i++)
		rc[db_int(keys, i, C_REPORT_RECEIPT_KEYS_N) - 1].received_before = true;
	if (!e)
		e = db_query(c, Q_REPORT_DELIVERIES, DB_ARGS(DB_INTS(shard, n), DB_INTS(site_id, n), DB_IDS(delivery, n)), &named, f);
	for (int i = 0; !e && i < db_rows_n(named); i++) {
		struct store_report_receipt *r = &rc[db_int(named, i, C_REPORT_DELIVERIES_N) - 1];
		int64_t vehicle = db_int(named, i, C_REPORT_DELIVERIES_VEHICLE_ACCOUNT);
		r->found = true;
		r->from_account = vehicle != INT64_MIN ? vehicle : db_int(named, i, C_REPORT_DELIVERIES_FROM_ACCOUNT);
	}
	return e;
}

/* ---- a batch's facts ------------------------------------------------------------------------------ */

/* '{31,4,NULL,...}' for a census of which anything is known, else NULL. */
static const char *
census_text(const struct census *c, struct arena *a)
{
	const int64_t v[] = { c->nasal_cannula, c->simple_mask, c->reservoir_mask, c->hfnc, c->niv, c->imv, c->covid };
	char text[256] = "{";
	bool any = false;
	for (size_t i = 0; i < ARRAY_LEN(v); i++) {
		size_t n = strlen(text);
		any = any || v[i] != UNKNOWN_I64;
		if (v[i] == UNKNOWN_I64)
			snprintf(text + n, sizeof text - n, "%sNULL", i ? "," : "");
		else
			snprintf(text + n, sizeof text - n, "%s%lld", i ? "," : "", (long long)v[i]);
	}
	return any ? arena_printf(a, "%s}", text) : NULL;
}

void
store_report_add(struct store_report_facts *f, const struct store_report_row *r, struct arena *a)
{
	*VEC_ADD(&f->rows) = *r;
	*VEC_ADD(&f->census) = census_text(r->census, a);
}

void
store_report_add_observation(struct store_report_facts *f, const struct store_report_observation *o)
{
	*VEC_ADD(&f->observations) = *o;
}

void
store_report_add_movement(struct store_report_facts *f, const struct store_report_movement *m)
{
	*VEC_ADD(&f->movements) = *m;
}

/* The fault's arguments as a text array; a backslash before what an array literal would read. */
static const char *
args_text(const struct fault *why, struct arena *a)
{
	CLEANUP(str_free) struct str s = { 0 };
	str_add(&s, "{");
	for (int i = 0; i < FAULT_ARGS; i++) {
		str_add(&s, i ? ",\"" : "\"");
		for (const char *p = why->arg[i]; *p != '\0'; p++)
			str_addf(&s, *p == '"' || *p == '\\' ? "\\%c" : "%c", *p);
		str_add(&s, "\"");
	}
	str_add(&s, "}");
	return arena_strdup(a, str_text(&s));
}

void
store_report_add_quarantine(struct store_report_facts *f, const struct store_report_quarantine *q, struct arena *a)
{
	*VEC_ADD(&f->quarantine) = *q;
	*VEC_ADD(&f->args) = args_text(q->why, a);
}

void
store_report_facts_free(struct store_report_facts *f)
{
	VEC_FREE(&f->rows);
	VEC_FREE(&f->census);
	VEC_FREE(&f->observations);
	VEC_FREE(&f->movements);
	VEC_FREE(&f->quarantine);
	VEC_FREE(&f->args);
}

static err_t
write_rows(struct db_conn *c, const struct store_report_facts *x, struct arena *a, struct faults *f)
{
	size_t n = x->rows.n;
	COLUMN(int64_t, shard, x->rows, it->who.shard);
	COLUMN(int64_t, site, x->rows, it->who.site_id);
	COLUMN(int64_t, cred, x->rows, it->who.cred_id);
	COLUMN(struct id, id, x->rows, it->id);
	COLUMN(instant_t, start, x->rows, it->start);
	COLUMN(instant_t, end, x->rows, it->end);
	COLUMN(day_t, date, x->rows, it->date);
	COLUMN(int64_t, revision, x->rows, it->revision);
	COLUMN(instant_t, at, x->rows, it->occurred_at);
	COLUMN(const char *, event, x->rows, it->client_event_id);
	COLUMN(int64_t, consumed, x->rows, it->consumed_g);
	COLUMN(int64_t, doubt, x->rows, it->consumed_doubt);
	COLUMN(struct id, qid, x->rows, it->consumed_qid);
	COLUMN(int64_t, expected, x->rows, it->expected_g);
	COLUMN(const char *, body, x->rows, it->body);
	COLUMN(const char *, answer, x->rows, it->answer);
	COLUMN(int64_t, status, x->rows, it->status);
	return db_run(c, Q_REPORT_INSERT,
	    DB_ARGS(DB_INTS(shard, n), DB_INTS(site, n), DB_IDS(id, n), DB_INSTANTS(start, n), DB_INSTANTS(end, n), DB_DAYS(date, n), DB_INTS(revision, n),
	        DB_INSTANTS(at, n), DB_INSTANT(x->recorded_at), DB_INTS(cred, n), DB_TEXTS(event, n), DB_INTS(consumed, n), DB_INTS(doubt, n), DB_IDS(qid, n),
	        DB_INTS(expected, n), DB_TEXTS(x->census.at, n), DB_TEXTS(body, n), DB_TEXTS(answer, n), DB_INTS(status, n)),
	    NULL, f);
}

static err_t
write_observations(struct db_conn *c, const struct store_report_facts *x, struct arena *a, struct faults *f)
{
	size_t n = x->observations.n;
	if (n == 0)
		return ERR_OK;
	COLUMN(int64_t, shard, x->observations, it->who.shard);
	COLUMN(int64_t, site, x->observations, it->who.site_id);
	COLUMN(int64_t, cred, x->observations, it->who.cred_id);
	COLUMN(struct id, id, x->observations, it->id);
	COLUMN(int64_t, account, x->observations, it->account_id);
	COLUMN(instant_t, at, x->observations, it->occurred_at);
	COLUMN(struct id, report, x->observations, it->report_id);
	COLUMN(instant_t, start, x->observations, it->start);
	COLUMN(instant_t, end, x->observations, it->end);
	COLUMN(int64_t, revision, x->observations, it->revision);
	COLUMN(int64_t, g, x->observations, it->g);
	COLUMN(int64_t, full, x->observations, it->full);
	COLUMN(int64_t, in_use, x->observations, it->in_use);
	COLUMN(int64_t, empty, x->observations, it->empty);
	COLUMN(int64_t, unfit, x->observations, it->unfit);
	COLUMN(double, raw, x->observations, it->raw);
	COLUMN(const char *, unit, x->observations, it->unit);
	COLUMN(int64_t, doubt, x->observations, it->doubt);
	COLUMN(struct id, qid, x->observations, it->quarantine_id);
	return db_run(c, Q_REPORT_OBSERVATIONS,
	    DB_ARGS(DB_INTS(shard, n), DB_INTS(site, n), DB_IDS(id, n), DB_INTS(account, n), DB_INSTANTS(at, n), DB_IDS(report, n), DB_INSTANTS(start, n),
	        DB_INSTANTS(end, n), DB_INTS(revision, n), DB_INSTANT(x->recorded_at), DB_INTS(cred, n), DB_INTS(g, n), DB_INTS(full, n), DB_INTS(in_use, n),
	        DB_INTS(empty, n), DB_INTS(unfit, n), DB_REALS(raw, n), DB_TEXTS(unit, n), DB_INT(UNITS_VERSION), DB_INTS(doubt, n), DB_IDS(qid, n)),
	    NULL, f);
}

static err_t
write_movements(struct db_conn *c, const struct store_report_facts *x, struct arena *a, struct faults *f)
{
	size_t n = x->movements.n;
	if (n == 0)
		return ERR_OK;
	COLUMN(int64_t, shard, x->movements, it->who.shard);
	COLUMN(int64_t, site, x->movements, it->who.site_id);
	COLUMN(int64_t, cred, x->movements, it->who.cred_id);
	COLUMN(struct id, id, x->movements, it->id);
	COLUMN(int64_t, from, x->movements, it->from);
	COLUMN(int64_t, to, x->movements, it->to);
	COLUMN(instant_t, at, x->movements, it->occurred_at);
	COLUMN(int64_t, g, x->movements, it->g);
	COLUMN(const char *, type, x->movements, it->type);
	COLUMN(int64_t, full, x->movements, it->full);
	COLUMN(int64_t, empty, x->movements, it->empty);
	COLUMN(int64_t, cause, x->movements, it->cause);
	COLUMN(struct id, delivery, x->movements, it->delivery);
	COLUMN(struct id, report, x->movements, it->report_id);
	COLUMN(const char *, docket, x->movements, it->docket);
	COLUMN(struct id, reverses, x->movements, it->reverses);
	return db_run(c, Q_REPORT_MOVEMENTS,
	    DB_ARGS(DB_INTS(shard, n), DB_INTS(site, n), DB_IDS(id, n), DB_INTS(from, n), DB_INTS(to, n), DB_INSTANTS(at, n), DB_INTS(g, n), DB_TEXTS(type, n),
	        DB_INTS(full, n), DB_INTS(empty, n), DB_INTS(cause, n), DB_IDS(delivery, n), DB_IDS(report, n), DB_TEXTS(docket, n), DB_IDS(reverses, n),
	        DB_INSTANT(x->recorded_at), DB_INTS(cred, n)),
	    NULL, f);
}

static err_t
write_receipt_keys(struct db_conn *c, const struct store_report_facts *x, struct arena *a, struct faults *f)
{
	VEC(struct store_report_movement) keyed = { 0 };
	VEC_FOREACH(m, &x->movements)
		if (m->key != NULL)
			*VEC_ADD(&keyed) = *m;
	size_t n = keyed.n;
	if (n == 0)
		return ERR_OK;
	COLUMN(int64_t, shard, keyed, it->who.shard);
	COLUMN(int64_t, site, keyed, it->who.site_id);
	COLUMN(int64_t, cred, keyed, it->who.cred_id);
	COLUMN(struct id, id, keyed, it->id);
	COLUMN(const char *, key, keyed, it->key);
	VEC_FREE(&keyed);
	return db_run(c, Q_REPORT_RECEIPT_KEYS_PUT,
	    DB_ARGS(DB_INTS(shard, n), DB_INTS(site, n), DB_TEXTS(key, n), DB_IDS(id, n), DB_INSTANT(x->recorded_at), DB_INTS(cred, n)), NULL, f);
}

static err_t
write_quarantine(struct db_conn *c, const struct store_report_facts *x, struct arena *a, struct faults *f)
{
	size_t n = x->quarantine.n;
	if (n == 0)
		return ERR_OK;
	COLUMN(int64_t, shard, x->quarantine, it->who.shard);
	COLUMN(int64_t, site, x->quarantine, it->who.site_id);
	COLUMN(int64_t, cred, x->quarantine, it->who.cred_id);
	COLUMN(struct id, id, x->quarantine, it->id);
	COLUMN(struct id, report, x->quarantine, it->report_id);
	COLUMN(int64_t, account, x->quarantine, it->account_id ? it->account_id : INT64_MIN);
	COLUMN(const char *, pointer, x->quarantine, it->pointer);
	COLUMN(const char *, code, x->quarantine, fault_code(it->why->id));
	COLUMN(int64_t, g, x->quarantine, it->g);
	COLUMN(bool, provisional, x->quarantine, it->provisional);
	return db_run(c, Q_REPORT_QUARANTINE,
	    DB_ARGS(DB_INTS(shard, n), DB_INTS(site, n), DB_IDS(id, n), DB_IDS(report, n), DB_INTS(account, n), DB_INSTANT(x->recorded_at), DB_INTS(cred, n),
	        DB_TEXTS(pointer, n), DB_TEXTS(code, n), DB_TEXTS(x->args.at, n), DB_INTS(g, n), DB_BOOLS(provisional, n)),
	    NULL, f);
}

static err_t
write_client_events(struct db_conn *c, const struct store_report_facts *x, struct arena *a, struct faults *f)
{
	VEC(struct store_report_row) named = { 0 };
	VEC_FOREACH(r, &x->rows)
		if (r->client_event_id != NULL)
			*VEC_ADD(&named) = *r;
	size_t n = named.n;
	if (n == 0)
		return ERR_OK;
	COLUMN(int64_t, shard, named, it->who.shard);
	COLUMN(int64_t, site, named, it->who.site_id);
	COLUMN(int64_t, cred, named, it->who.cred_id);
	COLUMN(const char *, key, named, it->client_event_id);
	COLUMN(struct db_bytes, sha, named, ((struct db_bytes){ it->sha, 32 }));
	COLUMN(struct id, id, named, it->id);
	VEC_FREE(&named);
	return db_run(c, Q_REPORT_EVENTS_PUT,
	    DB_ARGS(DB_INTS(shard, n), DB_INTS(site, n), DB_TEXTS(key, n), DB_BYTESS(sha, n), DB_IDS(id, n), DB_INSTANT(x->recorded_at), DB_INTS(cred, n)),
	    NULL, f);
}

static err_t
write_keys(struct db_conn *c, const struct store_report_facts *x, struct arena *a, struct faults *f)
{
	VEC(struct store_report_row) keyed = { 0 };
	VEC_FOREACH(r, &x->rows)
		if (r->key != NULL)
			*VEC_ADD(&keyed) = *r;
	size_t n = keyed.n;
	if (n == 0)
		return ERR_OK;
	COLUMN(int64_t, cred, keyed, it->who.cred_id);
	COLUMN(const char *, route, keyed, it->route);
	COLUMN(const char *, key, keyed, it->key);
	COLUMN(struct db_bytes, sha, keyed, ((struct db_bytes){ it->key_sha, 32 }));
	COLUMN(int64_t, status, keyed, it->status);
	COLUMN(const char *, answer, keyed, it->answer);
	VEC_FREE(&keyed);
	return db_run(c, Q_REPORT_KEYS_PUT,
	    DB_ARGS(DB_INTS(cred, n), DB_TEXTS(route, n), DB_TEXTS(key, n), DB_BYTESS(sha, n), DB_INSTANT(x->recorded_at), DB_INTS(status, n),
	        DB_TEXTS(answer, n)),
	    NULL, f);
}

static err_t
write_audit(struct db_conn *c, const struct store_report_facts *x, struct arena *a, struct faults *f)
{
	size_t n = x->rows.n;
	char text[ID_TEXT];
	COLUMN(int64_t, shard, x->rows, it->who.shard);
	COLUMN(int64_t, site, x->rows, it->who.site_id);
	COLUMN(int64_t, cred, x->rows, it->who.cred_id);
	COLUMN(struct id, id, x->rows, ((void)it, id_new(x->recorded_at)));
	COLUMN(const char *, object, x->rows, arena_strdup(a, id_text(it->id, text)));
	return db_run(c, Q_AUDIT_ADD_MANY,
	    DB_ARGS(DB_INTS(shard, n), DB_INTS(site, n), DB_IDS(id, n), DB_INSTANT(x->recorded_at), DB_INTS(cred, n), DB_TEXT("stock_report.record"),
	        DB_TEXTS(object, n)),
	    NULL, f);
}

err_t
store_report_write(struct db_conn *c, const struct store_report_facts *x, struct faults *f)
{
	static err_t (*const tables[])(struct db_conn *, const struct store_report_facts *, struct arena *, struct faults *) = {
		write_keys, write_rows, write_observations, write_movements, write_receipt_keys, write_quarantine, write_client_events, write_audit,
	};
	if (x->rows.n == 0)
		return ERR_OK;
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	for (size_t i = 0; i < ARRAY_LEN(tables); i++) {
		err_t e = tables[i](c, x, a, f);
		if (e)
			return e;
	}
	return ERR_OK;
}

err_t
store_report_write_keys(struct db_conn *c, const struct store_report_facts *x, struct faults *f)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	return write_keys(c, x, a, f);
}
