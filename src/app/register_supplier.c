/* register_supplier - cards of suppliers, and the rows that follow from them. */
#include "app/register_supplier.h"

#include "base/str.h"
#include "store/card.h"
#include "store/supplier.h"

#include <openssl/sha.h>
#include <string.h>

/* A report tells of the present: as far back as a silent supplier's last one may lie, and no
 * further ahead than clocks differ. */
enum { REPORT_DAYS = 366, REPORT_AHEAD_MIN = 5 };

static const char *
pointer_at(struct arena *a, const char *list, size_t i, const char *member)
{
	return arena_printf(a, "/%s/%zu%s", list, i, member);
}

/* A product is sold in one way only, and liquid has no bottles. */
static err_t
complete(struct supplier *s, struct arena *a, struct faults *faults)
{
	err_t e = ERR_OK;
	s->name = app_register_name(a, s->name);
	for (size_t i = 0; i < s->products.n; i++) {
		struct supplier_product *p = &s->products.items[i];
		if (p->product == PRODUCT_LOX)
			p->cylinder_type = NULL;
		for (size_t j = 0; j < i; j++)
			if (s->products.items[j].product == p->product &&
			    str_eq(s->products.items[j].cylinder_type, p->cylinder_type)) {
				e = fault_add(faults, FAULT_DUPLICATE,
				    pointer_at(a, "products", i, "/product"), NULL, NULL, NULL);
				break;
			}
	}
	return e;
}

/* The card that is kept has no stock: that is observed. */
static const char *
doc_of(struct act *a, const struct supplier *s)
{
	struct supplier kept = *s;
	kept.products.items = ARENA_ARRAY(a->arena, struct supplier_product, s->products.n);
	for (size_t i = 0; i < s->products.n; i++) {
		kept.products.items[i] = s->products.items[i];
		kept.products.items[i].stock_g = kept.products.items[i].bottles_full =
		    kept.products.items[i].bottles_empty = UNKNOWN_I64;
	}
	return app_register_doc(a, &wire_supplier_shape, &kept);
}

/* Stores first, in the order of the products, then vehicles. */
static void
entry_of(struct act *a, const struct supplier *s, struct store_register_entry *ret)
{
	size_t n = s->products.n + s->fleet.n;
	struct store_register_asset *assets = ARENA_ARRAY(a->arena, struct store_register_asset, n);
	for (size_t i = 0; i < s->products.n; i++) {
		const struct supplier_product *p = &s->products.items[i];
		assets[i] =
		    (struct store_register_asset){ .code = store_supplier_asset_code(a->arena,
						       s->code, p->product, p->cylinder_type),
			    .kind = STORE_REGISTER_STORE,
			    .product = p->product == PRODUCT_LOX ? GRADE_LOX : GRADE_O2_GAS,
			    .container_type = p->cylinder_type,
			    .pointer = pointer_at(a->arena, "products", i, ""),
			    .name_pointer = pointer_at(a->arena, "products", i, "/product") };
	}
	for (size_t i = 0; i < s->fleet.n; i++)
		assets[s->products.n + i] =
		    (struct store_register_asset){ .code = s->fleet.items[i].vehicle,
			    .kind = STORE_REGISTER_VEHICLE,
			    .product =
				s->fleet.items[i].kind == VEHICLE_TANKER ? GRADE_LOX : GRADE_O2_GAS,
			    .pointer = pointer_at(a->arena, "fleet", i, ""),
			    .name_pointer = pointer_at(a->arena, "fleet", i, "/vehicle") };
	*ret = (struct store_register_entry){ .site = app_register_site(
						  s->code, s->province, STORE_SUPPLIER),
		.doc = doc_of(a, s),
		.revision = 1,
		.assets = assets,
		.n_assets = n,
		.contacts = s->contacts.items,
		.n_contacts = s->contacts.n };
}

/* Stock that a card's products name, on the accounts of the entry's stores. */
static err_t
observe_card(struct act *a, const struct supplier *s, const struct store_register_entry *entry)
{
	struct store_register_by by = app_register_by(a);
	struct store_supplier_seen *seen =
	    ARENA_ARRAY(a->arena, struct store_supplier_seen, s->products.n);
	struct store_supplier_sight sight = {
		.site = entry->site, .items = seen, .occurred_at = a->recorded_at
	};
	for (size_t i = 0; i < s->products.n; i++) {
		const struct supplier_product *p = &s->products.items[i];
		int64_t g = store_supplier_said_g(p);
		if (g != UNKNOWN_I64)
			seen[sight.n++] = (struct store_supplier_seen){ entry->assets[i].account_id,
				g, p->bottles_full, p->bottles_empty };
	}
	return store_supplier_observe(a->db, &sight, &by, a->arena, a->faults);
}

/* The answer shows the grams that its bottles hold, as a later get does. */
static void
show_stock(struct supplier *s)
{
	LIST_FOREACH(p, &s->products)
		p->stock_g = store_supplier_said_g(p);
}

err_t
app_register_supplier_create(struct act *a, struct supplier *s, struct store_site *ret_site)
{
	struct store_register_entry entry;
	struct store_register_by by = app_register_by(a);
	err_t e = complete(s, a->arena, a->faults);
	if (e)
		return e;
	entry_of(a, s, &entry);
	e = app_register_twins(a, &entry);
	if (!e)
		e = app_register_free(a, &entry, 1, NULL);
	if (!e)
		e = store_register_shards(a->db, &s->province, 1, a->faults);
	if (!e)
		e = store_register_create(a->db, &entry, 1, &by, a->arena, a->faults);
	if (!e)
		e = observe_card(a, s, &entry);
	if (!e)
		e = app_audit(a, entry.site, "supplier.create", s->code, NULL);
	if (e)
		return e;
	show_stock(s);
	*ret_site = entry.site;
	return ERR_OK;
}

/* ---- reading ------------------------------------------------------------------------------- */

static err_t
read_suppliers(
    struct act *a, const struct store_site *sites, size_t n, struct supplier *ret, size_t *ret_n)
{
	struct store_supplier_list list = { 0 };
	struct store_contact_list contacts = { 0 };
	err_t e = store_supplier_load(
	    a->db, sites, n, a->at.now, a->at.recorded_by, a->arena, &list, a->faults);
	if (!e && app_register_shows_contacts(a))
		e = store_contact_load(
		    a->db, sites, n, a->at.recorded_by, a->arena, &contacts, a->faults);
	*ret_n = e ? 0 : list.n;
	for (size_t i = 0; !e && i < list.n; i++) {
		ret[i] = *list.items[i].card;
		ret[i].contacts.n =
		    app_register_contacts(a, &contacts, list.items[i].site, &ret[i].contacts.items);
	}
	return e;
}

err_t
app_register_supplier_get(struct act *a, struct store_site site, struct supplier *ret)
{
	size_t n = 0;
	err_t e = read_suppliers(a, &site, 1, ret, &n);
	return e || n == 1 ? e : fault_add(a->faults, FAULT_NOT_FOUND, "", NULL, NULL, NULL);
}

err_t
app_register_supplier_list(struct act *a, const char *province, const char *cursor, int64_t limit,
    struct app_register_supplier_page *ret)
{
	struct store_card_list page;
	struct store_card_query q = { .role = STORE_SUPPLIER,
		.province = province,
		.after = cursor ? cursor : "",
		.recorded_by = a->at.recorded_by,
		.limit = limit + 1 };
	err_t e = store_card_page(a->db, &q, a->arena, &page, a->faults);
	if (e)
		return e;
	bool more = page.n > (size_t)limit;
	size_t n = more ? (size_t)limit : page.n;
	struct store_site *sites = ARENA_ARRAY(a->arena, struct store_site, n);
	for (size_t i = 0; i < n; i++)
		sites[i] = page.items[i].site;
	ret->items = ARENA_ARRAY(a->arena, struct supplier, n);
	ret->next = more ? page.items[n - 1].site.code : NULL;
	return read_suppliers(a, sites, n, ret->items, &ret->n);
}

/* ---- changing ------------------------------------------------------------------------------ */

static err_t
load_card(
    struct act *a, struct store_site site, struct store_card **ret, struct supplier *ret_supplier)
{
	err_t e = store_register_lock(a->db, site, a->faults);
	if (!e)
		e = store_card_load(a->db, &site, 1, a->at.recorded_by, a->arena, ret, a->faults);
	if (!e && (*ret)->doc == NULL)
		e = fault_add(a->faults, FAULT_NOT_FOUND, "", NULL, NULL, NULL);
	return e ? e : store_card_supplier(*ret, a->arena, ret_supplier, a->faults);
}

/* A new revision when the card differs from the one in force; the entry's assets have their
 * accounts afterwards. */
static err_t
write_card(struct act *a, const struct store_card *card, const struct supplier *s,
    struct store_register_entry *entry)
{
	struct store_register_assets assets;
	struct store_register_by by = app_register_by(a);
	entry_of(a, s, entry);
	entry->site = card->site;
	entry->revision = card->revision + 1;
	err_t e = app_register_twins(a, entry);
	if (!e)
		e = store_register_assets(a->db, card->site, a->arena, &assets, a->faults);
	if (!e)
		e = app_register_free(a, entry, 1, &assets);
	return e ? e : store_register_change(a->db, entry, &by, a->arena, a->faults);
}

static err_t
patch_card(struct act *a, const struct store_card *card, const json_t *body, struct supplier *s)
{
	struct store_register_entry entry;
	bool contacts = json_object_get(body, "contacts") != NULL;
	bool changed = !app_register_same(card->doc, doc_of(a, s));
	err_t e = ERR_OK;
	if (changed || json_object_get(body, "products") != NULL)
		e = write_card(a, card, s, &entry);
	if (!e && json_object_get(body, "products") != NULL)
		e = observe_card(a, s, &entry);
	if (!e && contacts) {
		entry_of(a, s, &entry);
		entry.site = card->site;
		e = store_contact_replace(a->db, &entry, a->recorded_at, a->arena, a->faults);
	}
	if (e || json_object_size(body) == 0)
		return e;
	return app_audit(a, card->site, "supplier.patch", card->site.code,
	    app_register_members(a, body, card->revision + 1));
}

err_t
app_register_supplier_patch(
    struct act *a, struct store_site site, const json_t *body, struct supplier *ret)
{
	struct store_card *card;
	err_t e = load_card(a, site, &card, ret);
	if (!e)
		e = wire_patch(&wire_supplier_shape, body, ret, a->arena, a->faults);
	if (!e)
		e = app_register_fixed(a, site, ret->code, ret->province);
	if (!e)
		e = complete(ret, a->arena, a->faults);
	if (!e)
		e = patch_card(a, card, body, ret);
	return e ? e : app_register_supplier_get(a, site, ret);
}

/* ---- reports ------------------------------------------------------------------------------- */

static struct supplier_product *
product_of(struct supplier *s, const struct supplier_product *p)
{
	LIST_FOREACH(have, &s->products)
		if (have->product == p->product &&
		    (p->product == PRODUCT_LOX || str_eq(have->cylinder_type, p->cylinder_type)))
			return have;
	return NULL;
}

static struct vehicle *
vehicle_of(struct supplier *s, const char *code)
{
	LIST_FOREACH(v, &s->fleet)
		if (str_eq(v->vehicle, code))
			return v;
	return NULL;
}

static err_t
check_report(
    struct act *a, struct supplier *card, const struct supplier_report *r, instant_t occurred_at)
{
	char now[CALENDAR_INSTANT_TEXT], said[CALENDAR_INSTANT_TEXT];
	err_t e = ERR_OK;
	calendar_instant_text(a->at.now, now);
	if (occurred_at > a->at.now + REPORT_AHEAD_MIN * INSTANT_MINUTE ||
	    occurred_at < a->at.now - REPORT_DAYS * INSTANT_DAY)
		e = fault_add(a->faults, FAULT_RANGE, "/occurred_at",
		    arena_printf(a->arena, "366 d .. %s", now),
		    calendar_instant_text(occurred_at, said), NULL);
	for (size_t i = 0; i < r->products.n; i++)
		if (product_of(card, &r->products.items[i]) == NULL)
			e = fault_add(a->faults, FAULT_UNKNOWN_REF,
			    pointer_at(a->arena, "products", i, "/product"), "product",
			    names_word(&product_names, r->products.items[i].product), NULL);
	for (size_t i = 0; i < r->fleet.n; i++)
		if (vehicle_of(card, r->fleet.items[i].vehicle) == NULL)
			e = fault_add(a->faults, FAULT_UNKNOWN_REF,
			    pointer_at(a->arena, "fleet", i, "/vehicle"), "vehicle",
			    r->fleet.items[i].vehicle, NULL);
	return e;
}

static void
take_i64(int64_t *to, int64_t said)
{
	if (said != UNKNOWN_I64)
		*to = said;
}

/* What was not said stays. */
static void
apply_report(struct supplier *card, const struct supplier_report *r)
{
	LIST_FOREACH(p, &r->products) {
		struct supplier_product *have = product_of(card, p);
		take_i64(&have->production_g, p->production_g);
		take_i64(&have->storage_g, p->storage_g);
	}
	LIST_FOREACH(v, &r->fleet)
		vehicle_of(card, v->vehicle)->out_of_service = v->out_of_service;
	if (!isnan(r->medical_share_pct))
		card->medical_share_pct = r->medical_share_pct;
	take_i64(&card->loading_slots_per_day, r->loading_slots_per_day);
	take_i64(&card->filling_bottles_per_day, r->filling_bottles_per_day);
}

/* A back-dated report does not change what a later one said of the present. */
static err_t
update_card(struct act *a, const struct store_card *card, struct supplier *s,
    const struct supplier_report *r, instant_t occurred_at)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *newest = NULL;
	struct store_register_entry entry;
	err_t e = db_query(a->db, Q_REGISTER_REPORT_NEWEST,
	    DB_ARGS(DB_INT(card->site.shard), DB_INT(card->site.site_id)), &newest, a->faults);
	if (e)
		return e;
	instant_t last = db_instant(newest, 0, C_REGISTER_REPORT_NEWEST_OCCURRED_AT);
	if (last != INSTANT_NONE && last > occurred_at)
		return ERR_OK;
	apply_report(s, r);
	return app_register_same(card->doc, doc_of(a, s)) ? ERR_OK : write_card(a, card, s, &entry);
}

static err_t
observe_report(struct act *a, struct store_site site, const struct supplier_report *r,
    const struct wire_supplier_receipt *receipt)
{
	struct store_supplier_list list;
	struct store_register_by by = app_register_by(a);
	struct store_supplier_seen *seen =
	    ARENA_ARRAY(a->arena, struct store_supplier_seen, r->products.n);
	struct store_supplier_sight sight = { .site = site,
		.items = seen,
		.occurred_at = receipt->occurred_at,
		.report = receipt->id };
	err_t e = store_supplier_load(
	    a->db, &site, 1, a->at.now, a->at.recorded_by, a->arena, &list, a->faults);
	if (e)
		return e;
	LIST_FOREACH(p, &r->products) {
		const struct store_supplier_store *store =
		    store_supplier_store(&list.items[0], p->product, p->cylinder_type);
		int64_t g = store_supplier_said_g(p);
		if (g != UNKNOWN_I64)
			seen[sight.n++] = (struct store_supplier_seen){ store->account_id, g,
				p->bottles_full, p->bottles_empty };
	}
	return store_supplier_observe(a->db, &sight, &by, a->arena, a->faults);
}

/* The same client_event_id and body again is the same report; another body is a conflict. */
static err_t
look_for_event(struct act *a, struct store_site site, const char *key, const uint8_t sha[32],
    struct wire_supplier_receipt *ret, bool *ret_known)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	err_t e = db_query(a->db, Q_REGISTER_EVENT,
	    DB_ARGS(DB_INT(site.shard), DB_INT(site.site_id), DB_TEXT(key)), &r, a->faults);
	if (e || db_rows_n(r) == 0)
		return e;
	if (memcmp(db_bytea(r, 0, C_REGISTER_EVENT_SHA).data, sha, 32) != 0)
		return fault_add(
		    a->faults, FAULT_EVENT_ID_REUSED, "/client_event_id", NULL, NULL, NULL);
	*ret_known = true;
	*ret = (struct wire_supplier_receipt){ .id = db_id(r, 0, C_REGISTER_EVENT_REPORT_ID),
		.supplier = arena_strdup(a->arena, site.code),
		.occurred_at = db_instant(r, 0, C_REGISTER_EVENT_OCCURRED_AT),
		.recorded_at = db_instant(r, 0, C_REGISTER_EVENT_RECORDED_AT) };
	return ERR_OK;
}

static err_t
keep_report(struct act *a, struct store_site site, const char *body,
    const struct wire_supplier_receipt *receipt)
{
	return db_run(a->db, Q_REGISTER_REPORT,
	    DB_ARGS(DB_INT(site.shard), DB_INT(site.site_id), DB_ID(receipt->id),
		DB_INSTANT(receipt->occurred_at), DB_INSTANT(a->recorded_at),
		DB_INT(a->who->cred_id), DB_TEXT(body)),
	    NULL, a->faults);
}

static err_t
keep_event(
    struct act *a, struct store_site site, const char *key, const uint8_t sha[32], struct id report)
{
	if (key == NULL)
		return ERR_OK;
	return db_run(a->db, Q_REGISTER_EVENT_PUT,
	    DB_ARGS(DB_INT(site.shard), DB_INT(site.site_id), DB_TEXT(key), DB_BYTES(sha, 32),
		DB_ID(report), DB_INSTANT(a->recorded_at), DB_INT(a->who->cred_id)),
	    NULL, a->faults);
}

static err_t
store_report(struct act *a, const struct store_card *card, struct supplier *s,
    const struct supplier_report *r, const struct wire_supplier_receipt *receipt)
{
	char text[ID_TEXT];
	err_t e = update_card(a, card, s, r, receipt->occurred_at);
	if (!e)
		e = observe_report(a, card->site, r, receipt);
	return e ? e
		 : app_audit(a, card->site, "supplier.report", id_text(receipt->id, text), NULL);
}

err_t
app_register_supplier_report(struct act *a, struct store_site site, const struct supplier_report *r,
    const json_t *body, struct wire_supplier_receipt *ret, bool *ret_known)
{
	CLEANUP(str_free) struct str text = { 0 };
	uint8_t sha[32];
	struct store_card *card;
	struct supplier s;
	wire_canonical(body, &text);
	SHA256((const unsigned char *)text.data, text.len, sha);
	*ret_known = false;
	err_t e = load_card(
	    a, site, &card, &s); /* and the lock: two of the same event are one after the other */
	if (!e && r->client_event_id != NULL)
		e = look_for_event(a, site, r->client_event_id, sha, ret, ret_known);
	if (e || *ret_known)
		return e;
	*ret = (struct wire_supplier_receipt){ .id = id_new(a->recorded_at),
		.supplier = arena_strdup(a->arena, site.code),
		.occurred_at = r->occurred_at == INSTANT_NONE ? a->at.now : r->occurred_at,
		.recorded_at = a->recorded_at };
	e = check_report(a, &s, r, ret->occurred_at);
	if (!e)
		e = store_report(a, card, &s, r, ret);
	if (!e)
		e = keep_report(a, site, str_text(&text), ret);
	return e ? e : keep_event(a, site, r->client_event_id, sha, ret->id);
}
