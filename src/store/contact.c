/* contact - read, written and forgotten; never changed. */
#include "store/contact.h"

#include "base/str.h"

struct columns {
	int64_t *shard, *site;
};

static struct columns
new_columns(struct arena *a, size_t n)
{
	return (struct columns){ ARENA_ARRAY(a, int64_t, n), ARENA_ARRAY(a, int64_t, n) };
}

static const char *
copy_text(struct arena *a, const char *text)
{
	return text ? arena_strdup(a, text) : NULL;
}

err_t
store_contact_load(struct db_conn *c, const struct store_site *sites, size_t n,
    instant_t recorded_by, struct arena *a, struct store_contact_list *ret, struct faults *f)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	struct columns k = new_columns(a, n);
	for (size_t i = 0; i < n; i++) {
		k.shard[i] = sites[i].shard;
		k.site[i] = sites[i].site_id;
	}
	err_t e = db_query(c, Q_REGISTER_CONTACTS,
	    DB_ARGS(DB_INTS(k.shard, n), DB_INTS(k.site, n), DB_INSTANT(recorded_by)), &r, f);
	if (e)
		return e;
	ret->n = (size_t)db_rows_n(r);
	ret->items = ARENA_ARRAY(a, struct store_contact, ret->n);
	for (int i = 0; i < db_rows_n(r); i++)
		ret->items[i] = (struct store_contact){ .site_id = db_int(
							    r, i, C_REGISTER_CONTACTS_SITE_ID),
			.contact = { .role = copy_text(a, db_text(r, i, C_REGISTER_CONTACTS_ROLE)),
			    .name = copy_text(a, db_text(r, i, C_REGISTER_CONTACTS_NAME)),
			    .phone = copy_text(a, db_text(r, i, C_REGISTER_CONTACTS_PHONE)) } };
	return ERR_OK;
}

void
store_contact_of(
    const struct store_contact_list *all, int64_t site_id, struct store_contact_list *ret)
{
	size_t low = 0, high = all->n;
	while (low < high) {
		size_t mid = (low + high) / 2;
		if (all->items[mid].site_id < site_id)
			low = mid + 1;
		else
			high = mid;
	}
	*ret = (struct store_contact_list){ .items = all->items + low };
	while (low + ret->n < all->n && all->items[low + ret->n].site_id == site_id)
		ret->n++;
}

const char *
store_contact_duty_phone(const struct store_contact_list *all, int64_t site_id)
{
	struct store_contact_list mine;
	const char *first = NULL;
	store_contact_of(all, site_id, &mine);
	for (size_t i = 0; i < mine.n; i++) {
		const struct contact *c = &mine.items[i].contact;
		if (c->phone != NULL && str_eq(c->role, "duty"))
			return c->phone;
		if (first == NULL)
			first = c->phone;
	}
	return first;
}

err_t
store_contact_put(struct db_conn *c, const struct store_register_entry *e, size_t n,
    instant_t recorded_at, struct arena *a, struct faults *f)
{
	size_t total = 0, at = 0;
	for (size_t i = 0; i < n; i++)
		total += e[i].n_contacts;
	if (total == 0)
		return ERR_OK;
	struct columns k = new_columns(a, total);
	const char **role = ARENA_ARRAY(a, const char *, total),
		   **name = ARENA_ARRAY(a, const char *, total),
		   **phone = ARENA_ARRAY(a, const char *, total);
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < e[i].n_contacts; j++, at++) {
			k.shard[at] = e[i].site.shard;
			k.site[at] = e[i].site.site_id;
			role[at] = e[i].contacts[j].role;
			name[at] = e[i].contacts[j].name;
			phone[at] = e[i].contacts[j].phone;
		}
	return db_run(c, Q_REGISTER_CONTACTS_PUT,
	    DB_ARGS(DB_INTS(k.shard, total), DB_INTS(k.site, total), DB_TEXTS(role, total),
		DB_TEXTS(name, total), DB_TEXTS(phone, total), DB_INSTANT(recorded_at)),
	    NULL, f);
}

err_t
store_contact_replace(struct db_conn *c, const struct store_register_entry *e,
    instant_t recorded_at, struct arena *a, struct faults *f)
{
	err_t err = db_run(c, Q_REGISTER_CONTACTS_ERASE,
	    DB_ARGS(DB_INT(e->site.shard), DB_INT(e->site.site_id)), NULL, f);
	return err ? err : store_contact_put(c, e, 1, recorded_at, a, f);
}
