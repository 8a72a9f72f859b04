/* card - sites as registered, as of a moment: one, a few, or a page of a list.
 *
 * A card is JSON of the site's shape without contacts. Texts and lists that are returned live in
 * the arena. */
#ifndef OXY_STORE_CARD_H
#define OXY_STORE_CARD_H

#include "store/site.h"

/* A card in force. doc is its JSON. */
struct store_card {
	struct store_site site;
	int revision;
	const char *doc;
};
struct store_card_list {
	struct store_card *items;
	size_t n;
};

struct store_card_query {
	enum store_role role;
	const char *province; /* "": every province that the scope sees */
	const char *after;    /* cursor: code of the last one of the page before; "" */
	instant_t recorded_by;
	int64_t limit;
};
err_t store_card_page(struct db_conn *c, const struct store_card_query *q, struct arena *a,
    struct store_card_list *ret, struct faults *f) NODISCARD;

/* The card of each site at a moment; doc NULL where there was none yet. */
err_t store_card_load(struct db_conn *c, const struct store_site *sites, size_t n,
    instant_t recorded_by, struct arena *a, struct store_card **ret, struct faults *f) NODISCARD;

/* A card's JSON as its struct. ERR_INTERNAL when it does not fit: another version wrote it. */
err_t store_card_facility(const struct store_card *card, struct arena *a, struct facility *ret,
    struct faults *f) NODISCARD;
err_t store_card_supplier(const struct store_card *card, struct arena *a, struct supplier *ret,
    struct faults *f) NODISCARD;

#endif
