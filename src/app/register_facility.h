/* register_facility - hospitals and stations: open one, change its card, read one or a page.
 *
 * A facility's card is versioned; every change is a new revision, an audit row, and assets opened
 * or retired. Texts and lists that come back live in the act's arena. */
#ifndef OXY_APP_REGISTER_FACILITY_H
#define OXY_APP_REGISTER_FACILITY_H

#include "app/register.h"
#include "domain/facility.h"

/* Complete a card (systems, products) and judge what its shape cannot. Pure. */
err_t app_register_facility_complete(
    struct facility *f, struct arena *a, struct faults *faults) NODISCARD;

/* The communes of cards are known ones, where those of their province are loaded. ret_bad[i] says
 * which are not. */
err_t app_register_facility_communes(
    struct act *a, const struct facility *f, size_t n, bool *ret_bad) NODISCARD;

/* What the tables need of a card. */
void app_register_facility_entry(
    struct act *a, const struct facility *f, struct store_register_entry *ret);

/* Open a facility. ret_site is its identity; *f is completed. */
err_t app_register_facility_create(
    struct act *a, struct facility *f, struct store_site *ret_site) NODISCARD;

/* Lay the body's members over the card (JSON merge); the answer is the whole facility. */
err_t app_register_facility_patch(
    struct act *a, struct store_site site, const json_t *body, struct facility *ret) NODISCARD;

/* As of the act's moment; ERR_NOT_FOUND when it was not registered yet. */
err_t app_register_facility_get(
    struct act *a, struct store_site site, struct facility *ret) NODISCARD;

struct app_register_facility_page {
	struct facility *items;
	size_t n;
	const char *next; /* cursor of the next page; NULL: no more */
};
/* province "" is every one in scope; cursor NULL is the beginning. */
err_t app_register_facility_list(struct act *a, const char *province, const char *cursor,
    int64_t limit, struct app_register_facility_page *ret) NODISCARD;

#endif
