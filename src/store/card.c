/* card - the newest revision that was recorded by a moment. */
#include "store/card.h"

#include "base/str.h"
#include "wire/facility_shape.h"
#include "wire/supplier_shape.h"

#include <stdio.h>
#include <string.h>

err_t
store_card_page(struct db_conn *c, const struct store_card_query *q, struct arena *a,
    struct store_card_list *ret, struct faults *f)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	err_t e = db_query(c, Q_REGISTER_PAGE,
	    DB_ARGS(DB_INT(q->role), DB_TEXT(q->province), DB_TEXT(q->after),
		DB_INSTANT(q->recorded_by), DB_INT(q->limit)),
	    &r, f);
	if (e)
		return e;
	ret->n = (size_t)db_rows_n(r);
	ret->items = ARENA_ARRAY(a, struct store_card, ret->n);
	for (size_t i = 0; i < ret->n; i++) {
		struct store_card *card = &ret->items[i];
		card->site =
		    (struct store_site){ .shard = (int16_t)db_int(r, (int)i, C_REGISTER_PAGE_SHARD),
			    .site_id = db_int(r, (int)i, C_REGISTER_PAGE_SITE_ID),
			    .roles = (unsigned)q->role };
		snprintf(card->site.code, sizeof card->site.code, "%s",
		    db_text(r, (int)i, C_REGISTER_PAGE_CODE));
		card->revision = (int)db_int(r, (int)i, C_REGISTER_PAGE_REVISION);
		card->doc = arena_strdup(a, db_text(r, (int)i, C_REGISTER_PAGE_DOC));
	}
	return ERR_OK;
}

struct site_columns {
	int64_t *shard, *site;
};

static struct site_columns
columns_of(const struct store_site *sites, size_t n, struct arena *a)
{
	struct site_columns k = { ARENA_ARRAY(a, int64_t, n), ARENA_ARRAY(a, int64_t, n) };
	for (size_t i = 0; i < n; i++) {
		k.shard[i] = sites[i].shard;
		k.site[i] = sites[i].site_id;
	}
	return k;
}

err_t
store_card_load(struct db_conn *c, const struct store_site *sites, size_t n, instant_t recorded_by,
    struct arena *a, struct store_card **ret, struct faults *f)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	struct site_columns k = columns_of(sites, n, a);
	err_t e = db_query(c, Q_POSITION_CARDS,
	    DB_ARGS(DB_INTS(k.shard, n), DB_INTS(k.site, n), DB_INSTANT(recorded_by)), &r, f);
	if (e)
		return e;
	struct store_card *cards = ARENA_ARRAY(a, struct store_card, n);
	for (size_t i = 0; i < n; i++)
		cards[i].site = sites[i];
	for (int i = 0; i < db_rows_n(r); i++)
		for (size_t j = 0; j < n;
		     j++) /* rows come in the order asked: the first look hits */
			if (cards[(j + (size_t)i) % n].site.site_id ==
			    db_int(r, i, C_POSITION_CARDS_SITE_ID)) {
				struct store_card *card = &cards[(j + (size_t)i) % n];
				card->revision = (int)db_int(r, i, C_POSITION_CARDS_REVISION);
				card->doc = arena_strdup(a, db_text(r, i, C_POSITION_CARDS_DOC));
				break;
			}
	*ret = cards;
	return ERR_OK;
}

static err_t
read_card(const struct store_card *card, const struct wire_shape *shape, void *ret, struct arena *a,
    struct faults *f)
{
	struct faults detail = { 0 };
	json_t *doc = NULL;
	err_t e = wire_parse(card->doc, strlen(card->doc), &doc, &detail);
	if (!e)
		e = wire_read(shape, doc, ret, a, &detail);
	json_decref(doc);
	if (!e)
		return ERR_OK;
	return fault_add(f, FAULT_INTERNAL, card->site.code,
	    "its card was written by another version", NULL, NULL);
}

err_t
store_card_facility(
    const struct store_card *card, struct arena *a, struct facility *ret, struct faults *f)
{
	return read_card(card, &wire_facility_shape, ret, a, f);
}

err_t
store_card_supplier(
    const struct store_card *card, struct arena *a, struct supplier *ret, struct faults *f)
{
	return read_card(card, &wire_supplier_shape, ret, a, f);
}
