/* audit - rows, digests and seals. */
#include "store/audit.h"

#include "base/str.h"

#include <openssl/sha.h>
#include <string.h>

enum { CHUNK = 1000 };

err_t
store_audit_add(struct db_conn *c, const struct store_audit *a, struct faults *f)
{
	return db_run(c, Q_AUDIT_ADD,
	    DB_ARGS(DB_INT(a->shard), DB_INT(a->site_id), DB_ID(id_new(a->recorded_at)), DB_INSTANT(a->recorded_at), DB_INT(a->cred_id),
	        DB_TEXT(a->verb), DB_TEXT(a->object), DB_TEXT(a->detail)),
	    NULL, f);
}

/* ---- digests ------------------------------------------------------------------------------------ */

static void
add_number(struct str *s, int64_t v)
{
	uint8_t b[8];
	for (int i = 0; i < 8; i++)
		b[i] = (uint8_t)((uint64_t)v >> (56 - 8 * i));
	str_add_n(s, b, sizeof b);
}

static void
add_text(struct str *s, const char *text)
{
	add_number(s, text ? (int64_t)strlen(text) : -1);
	if (text != NULL)
		str_add(s, text);
}

void
store_audit_digest(const uint8_t previous[STORE_AUDIT_SHA], const struct store_audit_row *row, uint8_t ret[STORE_AUDIT_SHA])
{
	CLEANUP(str_free) struct str s = { 0 };
	str_add_n(&s, previous, STORE_AUDIT_SHA);
	add_number(&s, row->said.recorded_at);
	str_add_n(&s, row->id.b, sizeof row->id.b);
	add_number(&s, row->said.shard);
	add_number(&s, row->said.site_id);
	add_number(&s, row->said.cred_id);
	add_text(&s, row->said.verb);
	add_text(&s, row->said.object);
	add_text(&s, row->said.detail);
	SHA256((const unsigned char *)s.data, s.len, ret);
}

void
store_audit_root(const struct store_audit_seal *seal, uint8_t ret[STORE_AUDIT_SHA])
{
	CLEANUP(str_free) struct str s = { 0 };
	str_add_n(&s, seal->prev, STORE_AUDIT_SHA);
	str_add_n(&s, seal->head, STORE_AUDIT_SHA);
	add_number(&s, seal->seal_id);
	add_number(&s, seal->upto);
	add_number(&s, seal->n);
	add_number(&s, seal->rows_before);
	SHA256((const unsigned char *)s.data, s.len, ret);
}

/* ---- seals --------------------------------------------------------------------------------------- */

struct store_audit_seal
store_audit_genesis(void)
{
	return (struct store_audit_seal){ .upto = STORE_AUDIT_GENESIS };
}

static void
copy_sha(const struct db_rows *r, int row, int col, uint8_t ret[STORE_AUDIT_SHA])
{
	struct db_bytes b = db_bytea(r, row, col);
	memset(ret, 0, STORE_AUDIT_SHA);
	if (b.n == STORE_AUDIT_SHA)
		memcpy(ret, b.data, STORE_AUDIT_SHA);
}

/* The three statements that return seals have the same columns. */
static void
read_seal(const struct db_rows *r, int i, struct store_audit_seal *ret)
{
	ret->seal_id = db_int(r, i, C_AUDIT_SEALS_SEAL_ID);
	ret->upto = db_instant(r, i, C_AUDIT_SEALS_UPTO);
	ret->n = db_int(r, i, C_AUDIT_SEALS_N);
	ret->rows_before = db_int(r, i, C_AUDIT_SEALS_ROWS_BEFORE);
	copy_sha(r, i, C_AUDIT_SEALS_HEAD, ret->head);
	copy_sha(r, i, C_AUDIT_SEALS_ROOT, ret->root);
	copy_sha(r, i, C_AUDIT_SEALS_PREV, ret->prev);
}

static err_t
one_seal(struct db_conn *c, enum db_query q, const struct db_arg *args, struct store_audit_seal *ret, struct faults *f)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	err_t e = db_query(c, q, args, &r, f);
	if (e)
		return e;
	*ret = store_audit_genesis();
	if (db_rows_n(r) > 0)
		read_seal(r, 0, ret);
	return ERR_OK;
}

err_t
store_audit_last_seal(struct db_conn *c, struct store_audit_seal *ret, struct faults *f)
{
	return one_seal(c, Q_AUDIT_SEAL_LAST, NULL, ret, f);
}

err_t
store_audit_seal_before(struct db_conn *c, instant_t at, struct store_audit_seal *ret, struct faults *f)
{
	return one_seal(c, Q_AUDIT_SEAL_BEFORE, DB_ARGS(DB_INSTANT(at)), ret, f);
}

err_t
store_audit_add_seal(struct db_conn *c, const struct store_audit_seal *s, struct faults *f)
{
	return db_run(c, Q_AUDIT_SEAL_ADD,
	    DB_ARGS(DB_INT(s->seal_id), DB_INSTANT(s->upto), DB_INT(s->n), DB_INT(s->rows_before), DB_BYTES(s->head, STORE_AUDIT_SHA),
	        DB_BYTES(s->root, STORE_AUDIT_SHA), DB_BYTES(s->prev, STORE_AUDIT_SHA)),
	    NULL, f);
}

err_t
store_audit_seals(struct db_conn *c, int64_t after, int64_t max, struct arena *a, struct store_audit_seal **ret, size_t *ret_n, struct faults *f)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	err_t e = db_query(c, Q_AUDIT_SEALS, DB_ARGS(DB_INT(after), DB_INT(max)), &r, f);
	if (e)
		return e;
	*ret_n = (size_t)db_rows_n(r);
	*ret = ARENA_ARRAY(a, struct store_audit_seal, *ret_n);
	for (int i = 0; i < db_rows_n(r); i++)
		read_seal(r, i, &(*ret)[i]);
	return ERR_OK;
}

/* ---- rows ---------------------------------------------------------------------------------------- */

static void
read_row(const struct db_rows *r, int i, struct store_audit_row *ret)
{
	*ret = (struct store_audit_row){ .id = db_id(r, i, C_AUDIT_ROWS_AUDIT_ID),
		.said = { .shard = (int16_t)db_int(r, i, C_AUDIT_ROWS_SHARD), .site_id = db_int(r, i, C_AUDIT_ROWS_SITE_ID),
		    .cred_id = db_int(r, i, C_AUDIT_ROWS_CRED_ID), .recorded_at = db_instant(r, i, C_AUDIT_ROWS_RECORDED_AT),
		    .verb = db_text(r, i, C_AUDIT_ROWS_VERB), .object = db_text(r, i, C_AUDIT_ROWS_OBJECT), .detail = db_text(r, i, C_AUDIT_ROWS_DETAIL) } };
}

err_t
store_audit_each(struct db_conn *c, instant_t after, instant_t upto, err_t (*take)(void *arg, const struct store_audit_row *row), void *arg,
    struct faults *f)
{
	struct store_audit_place from = { .at = after };
	memset(&from.id, 0xFF, sizeof from.id); /* behind every row of that instant */
	for (;;) {
		CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
		err_t e = db_query(c, Q_AUDIT_ROWS, DB_ARGS(DB_INSTANT(from.at), DB_ID(from.id), DB_INSTANT(upto), DB_INT(CHUNK)), &r, f);
		struct store_audit_row row;
		for (int i = 0; !e && i < db_rows_n(r); i++) {
			read_row(r, i, &row);
			from = (struct store_audit_place){ row.said.recorded_at, row.id };
			e = take(arg, &row);
		}
		if (e || db_rows_n(r) < CHUNK)
			return e;
	}
}

err_t
store_audit_cut(struct db_conn *c, instant_t after, instant_t upto, int64_t max, instant_t *ret, struct faults *f)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	err_t e = db_query(c, Q_AUDIT_CUT, DB_ARGS(DB_INSTANT(after), DB_INSTANT(upto), DB_INT(max)), &r, f);
	if (!e)
		*ret = db_rows_n(r) > 0 ? db_instant(r, 0, C_AUDIT_CUT_RECORDED_AT) : upto;
	return e;
}

err_t
store_audit_count(struct db_conn *c, instant_t upto, int64_t *ret, struct faults *f)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	err_t e = db_query(c, Q_AUDIT_COUNT, DB_ARGS(DB_INSTANT(upto)), &r, f);
	if (!e)
		*ret = db_int(r, 0, C_AUDIT_COUNT_N);
	return e;
}

err_t
store_audit_page(struct db_conn *c, struct store_audit_place before, instant_t recorded_by, int64_t limit, struct store_audit_page *ret, struct faults *f)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	err_t e = db_query(c, Q_AUDIT_PAGE, DB_ARGS(DB_INSTANT(before.at), DB_ID(before.id), DB_INSTANT(recorded_by), DB_INT(limit + 1)), &r, f);
	if (e)
		return e;
	ret->more = db_rows_n(r) > limit;
	ret->n = ret->more ? (size_t)limit : (size_t)db_rows_n(r);
	if (ret->n > 0) {
		int last = (int)ret->n - 1;
		ret->newest = (struct store_audit_place){ db_instant(r, 0, C_AUDIT_PAGE_RECORDED_AT), db_id(r, 0, C_AUDIT_PAGE_AUDIT_ID) };
		ret->oldest = (struct store_audit_place){ db_instant(r, last, C_AUDIT_PAGE_RECORDED_AT), db_id(r, last, C_AUDIT_PAGE_AUDIT_ID) };
	}
	return ERR_OK;
}
