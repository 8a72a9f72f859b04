/* contact - whom to call at a site: the only rows that name people. Erasable, and in no log, topic
 * or export. */
#ifndef OXY_STORE_CONTACT_H
#define OXY_STORE_CONTACT_H

#include "store/register.h"

/* Whom to call at the sites, as the connection's scope sees them. */
struct store_contact {
	int64_t site_id;
	struct contact contact;
};
struct store_contact_list {
	struct store_contact *items; /* sorted by site_id, then in the card's order */
	size_t n;
};
err_t store_contact_load(struct db_conn *c, const struct store_site *sites, size_t n,
    instant_t recorded_by, struct arena *a, struct store_contact_list *ret,
    struct faults *f) NODISCARD;

/* The contacts of one site among them: a part of items. */
void store_contact_of(
    const struct store_contact_list *all, int64_t site_id, struct store_contact_list *ret);

/* The phone of the contact whose role is "duty", else of the first that has one; NULL when there is
 * none. */
const char *store_contact_duty_phone(const struct store_contact_list *all, int64_t site_id);

/* Write the contacts of new cards. */
err_t store_contact_put(struct db_conn *c, const struct store_register_entry *e, size_t n,
    instant_t recorded_at, struct arena *a, struct faults *f) NODISCARD;

/* Replace those of a site. */
err_t store_contact_replace(struct db_conn *c, const struct store_register_entry *e,
    instant_t recorded_at, struct arena *a, struct faults *f) NODISCARD;

#endif
