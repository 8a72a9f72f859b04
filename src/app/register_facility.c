/* register_facility - cards of hospitals, and the rows that follow from them. */
#include "app/register_facility.h"

#include "base/str.h"
#include "store/card.h"
#include "wire/facility_shape.h"

#include <stdio.h>

#define GRADE_SET(g) (1u << (g))

/* What each kind of asset holds or makes: what it is unless said, and what it may be. */
static const struct {
	enum grade usual;
	unsigned allowed;
	const char *choices;
	bool bottles; /* its content is counted in bottles of a type */
} kinds[] = {
	[ASSET_TANK] = { GRADE_LOX, GRADE_SET(GRADE_LOX), "lox", false },
	[ASSET_CYLINDER_POOL] = { GRADE_O2_GAS, GRADE_SET(GRADE_O2_GAS) | GRADE_SET(GRADE_O2_93),
	    "o2_gas | o2_93", true },
	[ASSET_MANIFOLD] = { GRADE_O2_GAS, GRADE_SET(GRADE_O2_GAS) | GRADE_SET(GRADE_O2_93),
	    "o2_gas | o2_93", true },
	[ASSET_PSA] = { GRADE_O2_93, GRADE_SET(GRADE_O2_GAS) | GRADE_SET(GRADE_O2_93),
	    "o2_gas | o2_93", false },
	[ASSET_CONCENTRATOR] = { GRADE_O2_93, GRADE_SET(GRADE_O2_GAS) | GRADE_SET(GRADE_O2_93),
	    "o2_gas | o2_93", false },
};

static const char *
pointer_at(struct arena *a, const char *list, size_t i, const char *member)
{
	return arena_printf(a, "/%s/%zu%s", list, i, member);
}

static void
complete_systems(struct facility *f, struct arena *a)
{
	if (f->systems.n > 0)
		return;
	f->systems.items = ARENA_NEW(a, struct supply_system);
	f->systems.n = 1;
	f->systems.items[0] = (struct supply_system){ .system = FACILITY_MAIN_SYSTEM,
		.max_flow_lpm = UNKNOWN_F64,
		.share_pct = UNKNOWN_F64 };
}

/* The only system there is, or the one called MAIN. */
static const char *
usual_system(const struct facility *f)
{
	LIST_FOREACH(s, &f->systems)
		if (f->systems.n == 1 || str_eq(s->system, FACILITY_MAIN_SYSTEM))
			return s->system;
	return NULL;
}

static err_t
complete_asset(struct facility *f, size_t i, struct arena *a, struct faults *faults)
{
	struct asset *x = &f->assets.items[i];
	err_t e = ERR_OK;
	if (x->system == NULL)
		x->system = usual_system(f);
	if (x->system == NULL)
		e = fault_add(faults, FAULT_REQUIRED, pointer_at(a, "assets", i, "/system"), NULL,
		    NULL, NULL);
	if (x->product == GRADE_NONE)
		x->product = kinds[x->kind].usual;
	if (!(kinds[x->kind].allowed & GRADE_SET(x->product)))
		e = fault_add(faults, FAULT_CHOICE, pointer_at(a, "assets", i, "/product"),
		    kinds[x->kind].choices, NULL, NULL);
	if (kinds[x->kind].bottles && x->cylinder_type == NULL)
		e = fault_add(faults, FAULT_REQUIRED, pointer_at(a, "assets", i, "/cylinder_type"),
		    NULL, NULL, NULL);
	return e;
}

err_t
app_register_facility_complete(struct facility *f, struct arena *a, struct faults *faults)
{
	err_t worst = ERR_OK;
	f->name = app_register_name(a, f->name);
	complete_systems(f, a);
	for (size_t i = 0; i < f->assets.n; i++) {
		err_t e = complete_asset(f, i, a, faults);
		worst = worst ? worst : e;
	}
	return worst;
}

err_t
app_register_facility_communes(struct act *a, const struct facility *f, size_t n, bool *ret_bad)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	const char **province = ARENA_ARRAY(a->arena, const char *, n),
		   **commune = ARENA_ARRAY(a->arena, const char *, n);
	for (size_t i = 0; i < n; i++) {
		province[i] = f[i].province;
		commune[i] = f[i].commune;
	}
	err_t e = db_query(a->db, Q_UNIT_COMMUNES_KNOWN,
	    DB_ARGS(DB_TEXTS(province, n), DB_TEXTS(commune, n),
		DB_DAY(calendar_day_of(a->recorded_at))),
	    &r, a->faults);
	for (int i = 0; !e && i < db_rows_n(r); i++)
		ret_bad[i] = commune[i] != NULL && db_bool(r, i, C_UNIT_COMMUNES_KNOWN_LOADED) &&
			     !db_bool(r, i, C_UNIT_COMMUNES_KNOWN_KNOWN);
	return e;
}

static err_t
check_commune(struct act *a, const struct facility *f)
{
	bool bad = false;
	err_t e = f->commune ? app_register_facility_communes(a, f, 1, &bad) : ERR_OK;
	return bad ? fault_add(
			 a->faults, FAULT_UNKNOWN_REF, "/commune", "commune", f->commune, NULL)
		   : e;
}

void
app_register_facility_entry(
    struct act *a, const struct facility *f, struct store_register_entry *ret)
{
	size_t rights = 0;
	LIST_FOREACH(x, &f->assets)
		rights += x->fill_rights.n;
	struct store_register_asset *assets =
	    ARENA_ARRAY(a->arena, struct store_register_asset, f->assets.n);
	struct store_register_right *right =
	    ARENA_ARRAY(a->arena, struct store_register_right, rights);
	*ret = (struct store_register_entry){ .site = app_register_site(
						  f->code, f->province, STORE_FACILITY),
		.commune = f->commune,
		.doc = app_register_doc(a, &wire_facility_shape, f),
		.revision = 1,
		.assets = assets,
		.n_assets = f->assets.n,
		.rights = right,
		.contacts = f->contacts.items,
		.n_contacts = f->contacts.n };
	for (size_t i = 0; i < f->assets.n; i++) {
		const struct asset *x = &f->assets.items[i];
		assets[i] = (struct store_register_asset){ .code = x->asset,
			.kind = (int)x->kind,
			.product = (int)x->product,
			.container_type = kinds[x->kind].bottles ? x->cylinder_type : NULL,
			.pointer = pointer_at(a->arena, "assets", i, ""),
			.name_pointer = pointer_at(a->arena, "assets", i, "/asset") };
		LIST_FOREACH(r, &x->fill_rights)
			right[ret->n_rights++] = (struct store_register_right){ .asset = x->asset,
				.supplier = r->supplier,
				.basis = (int)r->basis,
				.valid_from = r->valid_from,
				.valid_to = r->valid_to };
	}
}

err_t
app_register_facility_create(struct act *a, struct facility *f, struct store_site *ret_site)
{
	struct store_register_entry entry;
	struct store_register_by by = app_register_by(a);
	err_t e = app_register_facility_complete(f, a->arena, a->faults);
	if (!e)
		e = check_commune(a, f);
	if (e)
		return e;
	app_register_facility_entry(a, f, &entry);
	e = app_register_free(a, &entry, 1, NULL);
	if (!e)
		e = store_register_shards(a->db, &f->province, 1, a->faults);
	if (!e)
		e = store_register_create(a->db, &entry, 1, &by, a->arena, a->faults);
	if (!e)
		e = app_audit(a, entry.site, "facility.create", f->code, NULL);
	if (!e)
		*ret_site = entry.site;
	return e;
}

/* Cards with contacts, as of the act's moment; sites without one yet are left out. */
static err_t
read_cards(
    struct act *a, const struct store_card *cards, size_t n, struct facility *ret, size_t *ret_n)
{
	struct store_contact_list contacts = { 0 };
	struct store_site *sites = ARENA_ARRAY(a->arena, struct store_site, n);
	err_t e = ERR_OK;
	for (size_t i = 0; i < n; i++)
		sites[i] = cards[i].site;
	if (app_register_shows_contacts(a))
		e = store_contact_load(
		    a->db, sites, n, a->at.recorded_by, a->arena, &contacts, a->faults);
	*ret_n = 0;
	for (size_t i = 0; !e && i < n; i++) {
		if (cards[i].doc == NULL)
			continue;
		struct facility *f = &ret[(*ret_n)++];
		e = store_card_facility(&cards[i], a->arena, f, a->faults);
		if (!e)
			f->contacts.n =
			    app_register_contacts(a, &contacts, cards[i].site, &f->contacts.items);
	}
	return e;
}

err_t
app_register_facility_get(struct act *a, struct store_site site, struct facility *ret)
{
	struct store_card *card;
	size_t n = 0;
	err_t e = store_card_load(a->db, &site, 1, a->at.recorded_by, a->arena, &card, a->faults);
	if (!e)
		e = read_cards(a, card, 1, ret, &n);
	return e || n == 1 ? e : fault_add(a->faults, FAULT_NOT_FOUND, "", NULL, NULL, NULL);
}

err_t
app_register_facility_list(struct act *a, const char *province, const char *cursor, int64_t limit,
    struct app_register_facility_page *ret)
{
	struct store_card_list page;
	struct store_card_query q = { .role = STORE_FACILITY,
		.province = province,
		.after = cursor ? cursor : "",
		.recorded_by = a->at.recorded_by,
		.limit = limit + 1 };
	err_t e = store_card_page(a->db, &q, a->arena, &page, a->faults);
	if (e)
		return e;
	bool more = page.n > (size_t)limit;
	size_t n = more ? (size_t)limit : page.n;
	ret->items = ARENA_ARRAY(a->arena, struct facility, n);
	ret->next = more ? page.items[n - 1].site.code : NULL;
	return read_cards(a, page.items, n, ret->items, &ret->n);
}

/* Write what the body changed: a revision when the card differs, contacts when it named them. */
static err_t
write_change(struct act *a, const struct store_card *card, struct store_register_entry *entry,
    const json_t *body)
{
	struct store_register_by by = app_register_by(a);
	bool changed = !app_register_same(card->doc, entry->doc),
	     contacts = json_object_get(body, "contacts") != NULL;
	err_t e = ERR_OK;
	entry->site = card->site;
	entry->revision = card->revision + 1;
	if (changed)
		e = store_register_change(a->db, entry, &by, a->arena, a->faults);
	if (!e && contacts)
		e = store_contact_replace(a->db, entry, a->recorded_at, a->arena, a->faults);
	if (e || (!changed && !contacts))
		return e;
	return app_audit(a, card->site, "facility.patch", card->site.code,
	    app_register_members(a, body, card->revision + (changed ? 1 : 0)));
}

err_t
app_register_facility_patch(
    struct act *a, struct store_site site, const json_t *body, struct facility *ret)
{
	struct store_card *card;
	struct store_register_assets assets;
	struct store_register_entry entry;
	size_t n = 0;
	err_t e = store_register_lock(a->db, site, a->faults);
	if (!e)
		e = store_card_load(a->db, &site, 1, a->at.recorded_by, a->arena, &card, a->faults);
	if (!e)
		e = read_cards(a, card, 1, ret, &n);
	if (!e && n == 0)
		e = fault_add(a->faults, FAULT_NOT_FOUND, "", NULL, NULL, NULL);
	if (e)
		return e;
	const char *commune = ret->commune;
	e = wire_patch(&wire_facility_shape, body, ret, a->arena, a->faults);
	if (!e)
		e = app_register_fixed(a, site, ret->code, ret->province);
	if (!e)
		e = app_register_facility_complete(ret, a->arena, a->faults);
	if (!e && !str_eq(commune, ret->commune))
		e = check_commune(a, ret);
	if (!e)
		e = store_register_assets(a->db, site, a->arena, &assets, a->faults);
	if (e)
		return e;
	app_register_facility_entry(a, ret, &entry);
	entry.site = site;
	entry.moved = !str_eq(commune, ret->commune);
	e = app_register_free(a, &entry, 1, &assets);
	return e ? e : write_change(a, card, &entry, body);
}
