/* register_supplier - producers, filling stations and depots: open one, change its card, take its
 * reports, read.
 *
 * Stock that a card or report names is an observation of the store's account, never part of the
 * kept card; production, fleet and slots that a report names change the card. Texts and lists that
 * come back live in the act's arena. */
#ifndef OXY_APP_REGISTER_SUPPLIER_H
#define OXY_APP_REGISTER_SUPPLIER_H

#include "app/register.h"
#include "domain/supplier.h"
#include "wire/supplier_shape.h"

/* Open a supplier. ret_site is its identity; *s is as a later get shows it. */
err_t app_register_supplier_create(
    struct act *a, struct supplier *s, struct store_site *ret_site) NODISCARD;

/* Lay the body's members over the card (JSON merge); the answer is the whole supplier. */
err_t app_register_supplier_patch(
    struct act *a, struct store_site site, const json_t *body, struct supplier *ret) NODISCARD;

/* Take a report; body is what it was read from. *ret_known: this client_event_id and body were
 * stored before. */
err_t app_register_supplier_report(struct act *a, struct store_site site,
    const struct supplier_report *r, const json_t *body, struct wire_supplier_receipt *ret,
    bool *ret_known) NODISCARD;

/* As of the act's moment; ERR_NOT_FOUND when it was not registered yet. */
err_t app_register_supplier_get(
    struct act *a, struct store_site site, struct supplier *ret) NODISCARD;

struct app_register_supplier_page {
	struct supplier *items;
	size_t n;
	const char *next; /* cursor of the next page; NULL: no more */
};
/* province "" is every one in scope; cursor NULL is the beginning. */
err_t app_register_supplier_list(struct act *a, const char *province, const char *cursor,
    int64_t limit, struct app_register_supplier_page *ret) NODISCARD;

#endif
