/* register - the questions that facilities and suppliers have in common. */
#include "app/register.h"

#include "base/str.h"
#include "domain/admin.h"
#include "domain/vietnamese.h"

#include <stdio.h>
#include <string.h>

/* Codes of the register are those in force since the merger, also in a replay of earlier years. */
static day_t
code_day(const struct act *a)
{
	instant_t now = a->recorded_at ? a->recorded_at : a->at.now;
	day_t today = calendar_day_of(now);
	return today > ADMIN_MERGER_DAY ? today : ADMIN_MERGER_DAY;
}

err_t
app_register_province(struct act *a, const char *province, const char *pointer)
{
	if (province == NULL)
		return ERR_OK;
	if (admin_find(province, code_day(a)) == NULL)
		return fault_add(a->faults, FAULT_NOT_FOUND, pointer, NULL, NULL, NULL);
	return app_province_in_scope(a, province, pointer);
}

struct store_site
app_register_site(const char *code, const char *province, enum store_role role)
{
	struct store_site s = { .roles = role, .shard = store_site_shard(province) };
	snprintf(s.code, sizeof s.code, "%s", code);
	snprintf(s.province, sizeof s.province, "%s", province);
	return s;
}

struct store_register_by
app_register_by(const struct act *a)
{
	return (struct store_register_by){ .cred_id = a->who->cred_id,
		.recorded_at = a->recorded_at,
		.today = calendar_day_of(a->recorded_at) };
}

const char *
app_register_doc(struct act *a, const struct wire_shape *shape, const void *card)
{
	CLEANUP(str_free) struct str s = { 0 };
	json_t *doc = wire_write(shape, card);
	json_object_del(doc, "contacts");
	wire_dump_new(doc, &s);
	return arena_strdup(a->arena, str_text(&s));
}

bool
app_register_same(const char *doc, const char *other)
{
	CLEANUP(str_free) struct str one = { 0 }, two = { 0 };
	json_t *x = NULL, *y = NULL;
	struct faults ignored = { 0 };
	bool same = wire_parse(doc, strlen(doc), &x, &ignored) == ERR_OK &&
		    wire_parse(other, strlen(other), &y, &ignored) == ERR_OK;
	if (same) {
		wire_canonical(x, &one);
		wire_canonical(y, &two);
		same = str_eq(str_text(&one), str_text(&two));
	}
	json_decref(x);
	json_decref(y);
	return same;
}

err_t
app_register_twins(struct act *a, const struct store_register_entry *e)
{
	err_t err = ERR_OK;
	for (size_t i = 1; i < e->n_assets; i++)
		for (size_t j = 0; j < i; j++)
			if (str_eq(e->assets[i].code, e->assets[j].code)) {
				err = fault_add(a->faults, FAULT_DUPLICATE,
				    e->assets[i].name_pointer, NULL, NULL, NULL);
				break;
			}
	return err;
}

static bool
is_new(const struct store_register_assets *existing, const char *code)
{
	for (size_t i = 0; existing != NULL && i < existing->n; i++)
		if (str_eq(existing->items[i].code, code))
			return false;
	return true;
}

static void
list_codes(const struct store_register_entry *e, size_t n,
    const struct store_register_assets *existing, struct arena *a, struct store_register_codes *ret)
{
	size_t total = 0;
	for (size_t i = 0; i < n; i++)
		total += e[i].n_assets;
	const char **site = ARENA_ARRAY(a, const char *, n),
		   **asset = ARENA_ARRAY(a, const char *, total);
	*ret = (struct store_register_codes){ .sites = site, .assets = asset };
	for (size_t i = 0; i < n; i++) {
		if (e[i].site.site_id == 0)
			site[ret->n_sites++] = e[i].site.code;
		for (size_t j = 0; j < e[i].n_assets; j++)
			if (is_new(existing, e[i].assets[j].code))
				asset[ret->n_assets++] = e[i].assets[j].code;
	}
}

/* Codes are unique across provinces, so the session's own eyes are not enough. */
err_t
app_register_free(struct act *a, const struct store_register_entry *e, size_t n,
    const struct store_register_assets *existing)
{
	CLEANUP(db_release_ptr) struct db_conn *c = NULL;
	struct store_register_codes codes;
	list_codes(e, n, existing, a->arena, &codes);
	err_t err = db_acquire(a->app->db, DB_JOB, &c, a->faults);
	if (!err)
		err = store_register_taken(c, &codes, a->arena, a->faults);
	if (err)
		return err;
	for (size_t i = 0; i < codes.n_sites; i++)
		if (codes.site_taken[i])
			err =
			    fault_add(a->faults, FAULT_EXISTS, "/code", codes.sites[i], NULL, NULL);
	for (size_t i = 0, at = 0; i < n; i++)
		for (size_t j = 0; j < e[i].n_assets; j++)
			if (is_new(existing, e[i].assets[j].code) && codes.asset_taken[at++])
				err = fault_add(a->faults, FAULT_EXISTS,
				    e[i].assets[j].name_pointer, e[i].assets[j].code, NULL, NULL);
	return err;
}

bool
app_register_shows_contacts(const struct act *a)
{
	return role_in(a->who->role, ROLE_BIT(ROLE_ADMIN) | ROLE_BIT(ROLE_COORDINATOR) |
					 ROLE_BIT(ROLE_HOSPITAL) | ROLE_BIT(ROLE_SUPPLIER));
}

size_t
app_register_contacts(struct act *a, const struct store_contact_list *all, struct store_site site,
    struct contact **ret)
{
	struct store_contact_list mine;
	store_contact_of(all, site.site_id, &mine);
	*ret = ARENA_ARRAY(a->arena, struct contact, mine.n);
	for (size_t i = 0; i < mine.n; i++)
		(*ret)[i] = mine.items[i].contact;
	return mine.n;
}

err_t
app_register_fixed(struct act *a, struct store_site site, const char *code, const char *province)
{
	err_t e = ERR_OK;
	if (!str_eq(code, site.code))
		e = fault_add(a->faults, FAULT_CHOICE, "/code", site.code, NULL, NULL);
	if (!str_eq(province, site.province))
		e = fault_add(a->faults, FAULT_CHOICE, "/province", site.province, NULL, NULL);
	return e;
}

const char *
app_register_members(struct act *a, const json_t *body, int revision)
{
	CLEANUP(str_free) struct str s = { 0 };
	const char *name;
	json_t *value, *list = json_array();
	json_object_foreach((json_t *)body, name, value)
		json_array_append_new(list, json_string(name));
	json_t *detail = json_object();
	json_object_set_new(detail, "revision", json_integer(revision));
	json_object_set_new(detail, "members", list);
	wire_dump_new(detail, &s);
	return arena_strdup(a->arena, str_text(&s));
}

const char *
app_register_name(struct arena *a, const char *name)
{
	CLEANUP(str_free) struct str s = { 0 };
	if (name == NULL)
		return NULL;
	vietnamese_nfc(name, &s);
	return arena_strdup(a, str_text(&s));
}
