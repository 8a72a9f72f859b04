/* show_audit - digests are computed again from the nearest seal below the page, so that what is shown is what stands there now. */
#include "app/show_audit.h"

#include <string.h>

struct walk {
	struct arena *arena;
	const struct store_audit_page *page;
	struct app_audit_item *items;
	size_t left; /* items are filled from the last one on */
	int64_t seq;
	uint8_t digest[STORE_AUDIT_SHA];
};

static bool
is_before(const struct store_audit_row *row, const struct store_audit_place *p)
{
	return row->said.recorded_at < p->at || (row->said.recorded_at == p->at && memcmp(&row->id, &p->id, sizeof p->id) < 0);
}

static err_t
take(void *arg, const struct store_audit_row *row)
{
	struct walk *w = arg;
	struct app_audit_item it = { .seq = ++w->seq, .row = *row };
	memcpy(it.previous, w->digest, sizeof it.previous);
	store_audit_digest(w->digest, row, it.sha);
	memcpy(w->digest, it.sha, sizeof it.sha);
	if (is_before(row, &w->page->oldest) || w->left == 0)
		return ERR_OK;
	struct store_audit *s = &it.row.said;
	s->verb = arena_strdup(w->arena, s->verb);
	s->object = arena_strdup(w->arena, s->object);
	s->detail = s->detail ? arena_strdup(w->arena, s->detail) : NULL;
	w->items[--w->left] = it;
	return ERR_OK;
}

err_t
app_show_audit(struct act *a, struct store_audit_place before, int64_t limit, struct app_audit_page *ret)
{
	struct store_audit_page page = { 0 };
	struct store_audit_seal from;
	err_t e = store_audit_page(a->db, before, a->at.recorded_by, limit, &page, a->faults);
	*ret = (struct app_audit_page){ .n = page.n, .more = page.more, .items = ARENA_ARRAY(a->arena, struct app_audit_item, page.n) };
	if (e || page.n == 0)
		return e;
	e = store_audit_seal_before(a->db, page.oldest.at, &from, a->faults);
	if (e)
		return e;
	struct walk w = { .arena = a->arena, .page = &page, .items = ret->items, .left = page.n, .seq = from.rows_before + from.n };
	memcpy(w.digest, from.head, sizeof w.digest);
	return store_audit_each(a->db, from.upto, page.newest.at, take, &w, a->faults);
}
