/* register - what the verbs of the register share: provinces, communes, codes that are free, cards
 * as text, and who writes.
 *
 * Faults carry JSON pointers into the body of the request. */
#ifndef OXY_APP_REGISTER_H
#define OXY_APP_REGISTER_H

#include "app/app.h"
#include "store/contact.h"
#include "store/register.h"
#include "wire/wire.h"

/* The province that a body names is one of the 34 and in the session's scope, else ERR_NOT_FOUND.
 * Ask as soon as the body parses, before its other members. NULL is ERR_OK: the shape will say that
 * it is required. */
err_t app_register_province(struct act *a, const char *province, const char *pointer) NODISCARD;

/* The card of a new site of that province: home cell, code, roles. */
struct store_site app_register_site(const char *code, const char *province, enum store_role role);

struct store_register_by app_register_by(const struct act *a);

/* A card as the JSON that is kept: contacts are left out. In the act's arena. */
const char *app_register_doc(struct act *a, const struct wire_shape *shape, const void *card);

/* Do two cards as JSON say the same? */
bool app_register_same(const char *doc, const char *other);

/* None of the site codes (/code) and asset codes of the entries exists yet, nationwide;
 * ERR_CONFLICT for each that does. existing NULL, or what the only entry's site has already. */
err_t app_register_free(struct act *a, const struct store_register_entry *e, size_t n,
    const struct store_register_assets *existing) NODISCARD;

/* Codes of assets that stand twice in one entry are refused. */
err_t app_register_twins(struct act *a, const struct store_register_entry *e) NODISCARD;

/* A name as it is kept: composed letters. In the act's arena; NULL stays NULL. */
const char *app_register_name(struct arena *a, const char *name);

/* Code and home province do not change: a body may repeat them. */
err_t app_register_fixed(
    struct act *a, struct store_site site, const char *code, const char *province) NODISCARD;

/* For the record: the new revision and the names of the members that a body has; never a person. In
 * the act's arena. */
const char *app_register_members(struct act *a, const json_t *body, int revision);

/* The contacts of one site as a card's list; returns how many. */
size_t app_register_contacts(struct act *a, const struct store_contact_list *all,
    struct store_site site, struct contact **ret);

/* Contacts go to those who run the register and to the site itself. */
bool app_register_shows_contacts(const struct act *a);

#endif
