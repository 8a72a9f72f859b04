/* seal_audit - one walk over the rows for both: sealing writes what it computes, verifying compares it. */
#include "app/seal_audit.h"

#include <string.h>

enum { ROWS = 1000, SEALS = 500 };

struct walk {
	uint8_t digest[STORE_AUDIT_SHA];
	int64_t n;
};

static err_t
take(void *arg, const struct store_audit_row *row)
{
	struct walk *w = arg;
	uint8_t next[STORE_AUDIT_SHA];
	store_audit_digest(w->digest, row, next);
	memcpy(w->digest, next, sizeof next);
	w->n++;
	return ERR_OK;
}

/* The link after `last` that ends at upto, from the rows as they are now. */
static err_t
compute(struct db_conn *c, const struct store_audit_seal *last, instant_t upto, struct store_audit_seal *ret, struct faults *f)
{
	struct walk w = { .n = 0 };
	memcpy(w.digest, last->head, sizeof w.digest);
	err_t e = store_audit_each(c, last->upto, upto, take, &w, f);
	if (e)
		return e;
	*ret = (struct store_audit_seal){ .seal_id = last->seal_id + 1, .upto = upto, .n = w.n, .rows_before = last->rows_before + last->n };
	memcpy(ret->head, w.digest, sizeof ret->head);
	memcpy(ret->prev, last->root, sizeof ret->prev);
	store_audit_root(ret, ret->root);
	return ERR_OK;
}

err_t
app_seal_audit(struct db_conn *c, instant_t upto, struct store_audit_seal *ret, bool *ret_more, struct faults *f)
{
	struct store_audit_seal last, next;
	instant_t cut = upto;
	err_t e = store_audit_last_seal(c, &last, f);
	if (e)
		return e;
	*ret = last;
	*ret_more = false;
	if (upto <= last.upto)
		return ERR_OK;
	e = store_audit_cut(c, last.upto, upto, ROWS, &cut, f);
	if (!e)
		e = compute(c, &last, cut, &next, f);
	if (e || next.n == 0)
		return e;
	e = store_audit_add_seal(c, &next, f);
	if (!e) {
		*ret = next;
		*ret_more = cut < upto;
	}
	return e;
}

/* ---- verifying ------------------------------------------------------------------------------------ */

static const char *
compare(const struct store_audit_seal *last, const struct store_audit_seal *kept, const struct store_audit_seal *now)
{
	if (kept->seal_id != now->seal_id)
		return "a seal is missing before it";
	if (kept->upto <= last->upto || memcmp(kept->prev, now->prev, STORE_AUDIT_SHA) != 0 || kept->rows_before != now->rows_before)
		return "it does not follow the seal before it";
	if (kept->n != now->n)
		return kept->n > now->n ? "rows are missing" : "rows were added";
	if (memcmp(kept->head, now->head, STORE_AUDIT_SHA) != 0)
		return "a row was changed, moved or replaced";
	if (memcmp(kept->root, now->root, STORE_AUDIT_SHA) != 0)
		return "the seal itself was changed";
	return NULL;
}

static err_t
check_seal(struct db_conn *c, struct store_audit_seal *last, const struct store_audit_seal *kept, struct app_seal_audit_verdict *v, struct faults *f)
{
	struct store_audit_seal now;
	err_t e = compute(c, last, kept->upto, &now, f);
	if (e)
		return e;
	v->seals++;
	v->rows += now.n;
	v->what = compare(last, kept, &now);
	v->broken = v->what != NULL ? kept->seal_id : 0;
	*last = *kept;
	return ERR_OK;
}

/* Rows older than the chain's beginning, and an end that was cut off with its seals. */
static err_t
check_ends(struct db_conn *c, const struct store_audit_seal *last, const struct store_audit_seal *head, bool saw_head, struct app_seal_audit_verdict *v,
    struct faults *f)
{
	int64_t all = 0;
	err_t e = store_audit_count(c, last->upto, &all, f);
	if (e || v->broken)
		return e;
	if (all != v->rows) {
		v->broken = 1;
		v->what = "rows were added before the first one";
	} else if (head->seal_id != 0 && !saw_head) {
		v->broken = INT64_MAX;
		v->what = "the seal that was the newest once is not there, or is another";
	}
	return ERR_OK;
}

err_t
app_seal_audit_verify(struct db_conn *c, const struct store_audit_seal *head, struct app_seal_audit_verdict *ret, struct faults *f)
{
	struct store_audit_seal last = store_audit_genesis();
	bool saw_head = false;
	*ret = (struct app_seal_audit_verdict){ 0 };
	for (size_t n = SEALS; n == SEALS && !ret->broken;) {
		CLEANUP(arena_free_ptr) struct arena *a = arena_new();
		struct store_audit_seal *seals;
		err_t e = store_audit_seals(c, last.seal_id, SEALS, a, &seals, &n, f);
		for (size_t i = 0; !e && i < n && !ret->broken; i++) {
			e = check_seal(c, &last, &seals[i], ret, f);
			saw_head = saw_head || (seals[i].seal_id == head->seal_id && memcmp(seals[i].root, head->root, STORE_AUDIT_SHA) == 0);
		}
		if (e)
			return e;
	}
	return check_ends(c, &last, head, saw_head, ret, f);
}
