/* import_facilities - rows become JSON cards, which the facility's own shape reads and judges; the rest is the register's.
 *
 * Everything is looked up for all rows at once and created in chunks, so that a nation's file is a few dozen statements. */
#include "app/import_facilities.h"

#include "app/register_facility.h"
#include "base/str.h"
#include "base/vec.h"
#include "domain/admin.h"
#include "domain/vietnamese.h"
#include "interop/csv.h"
#include "store/card.h"
#include "store/unit.h"
#include "wire/facility_shape.h"

#include <openssl/sha.h>
#include <math.h>

enum { CHUNK = 500, MANY_BEDS = 300 };

/* ---- columns ------------------------------------------------------------------------------- */

enum type { TEXT, WHOLE, REAL };

/* Columns that are members of the card. */
static const struct {
	const char *column;
	enum type type;
} members[] = {
	{ "code", TEXT }, { "level", TEXT }, { "beds", WHOLE }, { "icu_beds", WHOLE }, { "report_every_h", WHOLE }, { "opened", TEXT },
	{ "closed", TEXT }, { "access_max_t", REAL }, { "receives_from", TEXT }, { "receives_to", TEXT },
};

/* Columns with a meaning of their own, or none. */
static const char *const others[] = { "name", "lat", "lon", "province", "province_code", "commune", "commune_code", "contact_role", "contact_name",
	"contact_phone", "phone", "tank_capacity_t", "tank_heel_t", "bottles", "cylinder_type", "supplier", "kind_guess", "osm_ownership_guess",
	"address" };

/* Words in a hospital's name that tell its level. */
static const struct {
	const char *words;
	const char *level;
} name_levels[] = {
	{ "trung ương", "central" }, { "đa khoa tỉnh", "province" }, { "đa khoa khu vực", "region" }, { "trạm y tế", "commune" },
	{ "huyện", "district" }, { "thị xã", "district" },
};

/* A row on its way. */
struct item {
	size_t row; /* of the results */
	struct facility card;
	const char *old_commune; /* waits for its successor */
	bool dead;               /* refused, or there already */
};

struct importing {
	struct act *a;
	const struct app_import *in;
	struct wire_import *ret;
	struct interop_csv csv;
	VEC(struct wire_import_row) rows;
	VEC(struct item) items;
	day_t today;
};

static const char *
field(const struct importing *im, const struct interop_csv_row *row, const char *column)
{
	return interop_csv_field(&im->csv, row, column);
}

static const char *
either(const struct importing *im, const struct interop_csv_row *row, const char *column, const char *alias)
{
	const char *text = field(im, row, column);
	return text ? text : field(im, row, alias);
}

static err_t
check_heading(struct importing *im)
{
	err_t e = ERR_OK;
	char pointer[80];
	for (size_t i = 0; i < im->csv.columns; i++) {
		bool known = false;
		for (size_t k = 0; k < ARRAY_LEN(members); k++)
			known = known || str_eq(members[k].column, im->csv.column[i]);
		for (size_t k = 0; k < ARRAY_LEN(others); k++)
			known = known || str_eq(others[k], im->csv.column[i]);
		snprintf(pointer, sizeof pointer, "line 1, column %.50s", im->csv.column[i]);
		if (!known)
			e = fault_add(im->a->faults, FAULT_UNKNOWN_MEMBER, pointer, NULL, NULL, NULL);
	}
	if (interop_csv_column(&im->csv, "name") < 0)
		e = fault_add(im->a->faults, FAULT_REQUIRED, "line 1, column name", NULL, NULL, NULL);
	return e;
}

/* ---- where a row is ------------------------------------------------------------------------ */

/* Today's code of the province that the row means. */
static err_t
find_province(const struct importing *im, const char *code, struct faults *why, const char **ret)
{
	if (code == NULL && interop_csv_column(&im->csv, "province") < 0 && interop_csv_column(&im->csv, "province_code") < 0)
		code = *ret = im->in->province;
	if (code == NULL)
		return fault_add(why, FAULT_REQUIRED, "/province", NULL, NULL, NULL);
	if (*ret != NULL)
		return ERR_OK;
	if (im->in->edition == DAY_NONE && admin_is_reused(code))
		return fault_add(why, FAULT_EDITION, "/province", code, NULL, NULL);
	if (im->in->edition != DAY_NONE)
		*ret = admin_successor(code, im->in->edition, im->today);
	else
		*ret = admin_find(code, im->today) ? code : admin_successor(code, ADMIN_MERGER_DAY - 1, im->today);
	return *ret ? ERR_OK : fault_add(why, FAULT_UNKNOWN_REF, "/province", "province", code, NULL);
}

/* Was this code of an edition before the merger? Then its communes were too. */
static bool
is_old_edition(const struct importing *im, const char *code)
{
	if (im->in->edition != DAY_NONE)
		return im->in->edition < ADMIN_MERGER_DAY;
	return code != NULL && admin_find(code, im->today) == NULL;
}

/* ---- from a row to JSON -------------------------------------------------------------------- */

/* What is no number stays a text, and the shape says what it should have been. */
static json_t *
value_of(const struct importing *im, const char *text, enum type type)
{
	char number[64], *end;
	int64_t whole;
	if (type == WHOLE && str_to_i64(text, &whole))
		return json_integer(whole);
	if (type != REAL || strlen(text) >= sizeof number)
		return json_string(text);
	snprintf(number, sizeof number, "%s", text);
	for (char *p = number; im->csv.separator != ',' && *p != '\0'; p++) /* 21,7 where the separator is another */
		*p = *p == ',' ? '.' : *p;
	double v = strtod(number, &end);
	return *end == '\0' && isfinite(v) ? json_real(v) : json_string(text);
}

static void
set_quantity(const struct importing *im, json_t *object, const char *member, const char *tonnes)
{
	if (tonnes == NULL)
		return;
	json_t *q = json_object();
	json_object_set_new(q, "value", value_of(im, tonnes, REAL));
	json_object_set_new(q, "unit", json_string("t"));
	json_object_set_new(object, member, q);
}

static json_t *
asset_of(const char *code, const char *suffix, const char *kind, const char *rank, const char *supplier)
{
	char text[80];
	json_t *asset = json_object();
	snprintf(text, sizeof text, "%s-%s", code, suffix);
	json_object_set_new(asset, "asset", json_string(text));
	json_object_set_new(asset, "kind", json_string(kind));
	json_object_set_new(asset, "rank", json_string(rank));
	if (supplier != NULL) {
		json_t *right = json_object(), *rights = json_array();
		json_object_set_new(right, "supplier", json_string(supplier));
		json_object_set_new(right, "basis", json_string("contract"));
		json_array_append_new(rights, right);
		json_object_set_new(asset, "fill_rights", rights);
	}
	return asset;
}

static bool
is_large(const struct importing *im, const struct interop_csv_row *row, const char *level)
{
	const char *beds = field(im, row, "beds");
	int64_t n;
	return str_eq(level, "central") || str_eq(level, "province") || (beds != NULL && str_to_i64(beds, &n) && n >= MANY_BEDS);
}

static json_t *
assets_of(const struct importing *im, const struct interop_csv_row *row, const char *code, const char *level)
{
	const char *capacity = field(im, row, "tank_capacity_t"), *heel = field(im, row, "tank_heel_t"), *supplier = field(im, row, "supplier");
	const char *bottles = field(im, row, "bottles"), *type = field(im, row, "cylinder_type");
	bool said = capacity != NULL || heel != NULL || bottles != NULL || type != NULL;
	bool tank = said ? capacity != NULL || heel != NULL : is_large(im, row, level);
	json_t *list = json_array();
	if (tank) {
		json_t *t = asset_of(code, "T1", "tank", "primary", supplier);
		set_quantity(im, t, "capacity", capacity);
		set_quantity(im, t, "heel", heel);
		json_array_append_new(list, t);
	}
	if (!said || bottles != NULL || type != NULL) {
		json_t *pool = asset_of(code, "C1", "cylinder_pool", tank ? "secondary" : "primary", supplier);
		json_object_set_new(pool, "cylinder_type", json_string(type ? type : "VN40"));
		if (bottles != NULL)
			json_object_set_new(pool, "bottles", value_of(im, bottles, WHOLE));
		json_array_append_new(list, pool);
	}
	return list;
}

static void
set_place(const struct importing *im, const struct interop_csv_row *row, json_t *card)
{
	const char *lat = field(im, row, "lat"), *lon = field(im, row, "lon");
	if (lat == NULL && lon == NULL)
		return;
	json_t *place = json_object();
	if (lat != NULL)
		json_object_set_new(place, "lat", value_of(im, lat, REAL));
	if (lon != NULL)
		json_object_set_new(place, "lon", value_of(im, lon, REAL));
	json_object_set_new(card, "location", place);
}

static void
set_contact(const struct importing *im, const struct interop_csv_row *row, json_t *card)
{
	const char *name = field(im, row, "contact_name"), *phone = either(im, row, "contact_phone", "phone"), *role = field(im, row, "contact_role");
	if (name == NULL && phone == NULL)
		return;
	json_t *contact = json_object(), *list = json_array();
	json_object_set_new(contact, "role", role ? json_string(role) : field(im, row, "contact_phone") ? json_string("duty") : json_null());
	json_object_set_new(contact, "name", name ? json_string(name) : json_null());
	json_object_set_new(contact, "phone", phone ? json_string(phone) : json_null());
	json_array_append_new(list, contact);
	json_object_set_new(card, "contacts", list);
}

/* Whole words only: keys are words between blanks. */
static bool
has_words(const char *key, const char *words)
{
	CLEANUP(str_free) struct str w = { 0 }, padded = { 0 };
	str_add(&w, " ");
	vietnamese_key(words, &w);
	str_add(&w, " ");
	str_addf(&padded, " %s ", key);
	return strstr(str_text(&padded), str_text(&w)) != NULL;
}

static const char *
guess_level(const struct importing *im, const struct interop_csv_row *row, const char *key)
{
	if (field(im, row, "level") != NULL)
		return field(im, row, "level");
	if (str_eq(field(im, row, "osm_ownership_guess"), "private"))
		return "private";
	if (str_eq(field(im, row, "kind_guess"), "station"))
		return "commune";
	for (size_t i = 0; i < ARRAY_LEN(name_levels); i++)
		if (has_words(key, name_levels[i].words))
			return name_levels[i].level;
	return NULL;
}

/* PROVINCE-H and six letters (30 bits) of the hash of name and place; to 10 m. */
static const char *
derive_code(const struct importing *im, const struct interop_csv_row *row, const char *province, const char *key)
{
	static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"; /* Crockford's: no I, L, O, U */
	CLEANUP(str_free) struct str s = { 0 };
	unsigned char sha[32];
	char code[16];
	const char *lat = field(im, row, "lat"), *lon = field(im, row, "lon");
	str_addf(&s, "%s\n", key);
	if (lat != NULL && lon != NULL) {
		json_t *y = value_of(im, lat, REAL), *x = value_of(im, lon, REAL);
		str_addf(&s, "%.4f %.4f", json_number_value(y), json_number_value(x));
		json_decref(y);
		json_decref(x);
	}
	SHA256((const unsigned char *)s.data, s.len, sha);
	for (int i = 0; i < 6; i++)
		code[i] = digits[sha[i] & 31];
	code[6] = '\0';
	return arena_printf(im->a->arena, "%s-H%s", province, code);
}

static json_t *
card_of(const struct importing *im, const struct interop_csv_row *row, const char *province, const char *ret_code[1])
{
	CLEANUP(str_free) struct str nfc = { 0 }, key = { 0 };
	const char *name = field(im, row, "name"), *code = field(im, row, "code");
	json_t *card = json_object();
	for (size_t i = 0; i < ARRAY_LEN(members); i++) {
		const char *text = field(im, row, members[i].column);
		if (text != NULL)
			json_object_set_new(card, members[i].column, value_of(im, text, members[i].type));
	}
	vietnamese_nfc(name ? name : "", &nfc);
	vietnamese_key(str_text(&nfc), &key);
	const char *level = guess_level(im, row, str_text(&key));
	*ret_code = code ? code : derive_code(im, row, province, str_text(&key));
	json_object_set_new(card, "code", json_string(*ret_code));
	json_object_set_new(card, "name", name ? json_string(str_text(&nfc)) : json_null());
	json_object_set_new(card, "province", json_string(province));
	json_object_set_new(card, "level", level ? json_string(level) : json_null());
	json_object_set_new(card, "assets", assets_of(im, row, *ret_code, level));
	set_place(im, row, card);
	set_contact(im, row, card);
	return card;
}

/* ---- rows ---------------------------------------------------------------------------------- */

static void
read_card(struct importing *im, const struct interop_csv_row *row, const char *province, struct item *item, struct faults *why)
{
	CLEANUP(wire_decref_ptr) json_t *card = NULL;
	const char *code, *commune = either(im, row, "commune", "commune_code");
	card = card_of(im, row, province, &code);
	bool old = is_old_edition(im, either(im, row, "province", "province_code"));
	if (commune != NULL && !old)
		json_object_set_new(card, "commune", json_string(commune));
	im->rows.at[item->row].code = code;
	err_t e = wire_read(&wire_facility_shape, card, &item->card, im->a->arena, why);
	if (!e)
		e = app_register_facility_complete(&item->card, im->a->arena, why);
	item->old_commune = old ? commune : NULL;
	item->dead = e != ERR_OK;
}

/* False: a row of another province than the one asked for. */
static bool
read_row(struct importing *im, const struct interop_csv_row *row)
{
	struct faults why = { 0 };
	const char *province = NULL, *said = either(im, row, "province", "province_code");
	err_t e = find_province(im, said, &why, &province);
	if (im->in->province != NULL && !str_eq(province, im->in->province) && why.err != ERR_INVALID)
		return false;
	if (im->in->province != NULL && said == NULL && e)
		return false;
	struct wire_import_row *out = VEC_ADD(&im->rows);
	*out = (struct wire_import_row){ .line = (int64_t)row->line, .name = field(im, row, "name") };
	if (!e && app_province_in_scope(&(struct act){ .app = im->a->app, .who = im->a->who, .faults = &why }, province, "/province") == ERR_OK) {
		struct item *item = VEC_ADD(&im->items);
		item->row = im->rows.n - 1;
		read_card(im, row, province, item, &why);
		out = &im->rows.at[item->row];
	}
	if (why.err != ERR_OK)
		app_import_refuse(im->a, im->in, out, &why);
	return true;
}

static err_t
read_rows(struct importing *im)
{
	struct interop_csv_row row;
	bool end = false;
	for (;;) {
		err_t e = interop_csv_next(&im->csv, &row, &end);
		if (e || end)
			return e;
		if (!read_row(im, &row))
			im->ret->skipped++;
	}
}

static void
refuse(struct importing *im, struct item *item, enum fault_id id, const char *pointer, const char *a, const char *b)
{
	struct faults why = { 0 };
	fault_add(&why, id, pointer, a, b, NULL);
	app_import_refuse(im->a, im->in, &im->rows.at[item->row], &why);
	item->dead = true;
}

/* ---- all rows together --------------------------------------------------------------------- */

/* Old communes become today's where that is not in doubt; the place says enough without them. */
static err_t
replace_communes(struct importing *im)
{
	size_t n = im->items.n;
	const char **old = ARENA_ARRAY(im->a->arena, const char *, n), **now = ARENA_ARRAY(im->a->arena, const char *, n);
	bool any = false;
	for (size_t i = 0; i < n; i++) {
		old[i] = im->items.at[i].old_commune;
		any = any || old[i] != NULL;
	}
	if (!any)
		return ERR_OK;
	day_t edition = im->in->edition != DAY_NONE ? im->in->edition : ADMIN_MERGER_DAY - 1;
	err_t e = store_unit_successors(im->a->db, old, n, edition, im->a->arena, now, im->a->faults);
	for (size_t i = 0; !e && i < n; i++)
		if (!im->items.at[i].dead && old[i] != NULL)
			im->items.at[i].card.commune = now[i];
	return e;
}

static err_t
check_communes(struct importing *im)
{
	size_t n = im->items.n;
	struct facility *cards = ARENA_ARRAY(im->a->arena, struct facility, n);
	bool *bad = ARENA_ARRAY(im->a->arena, bool, n);
	for (size_t i = 0; i < n; i++)
		if (!im->items.at[i].dead)
			cards[i] = im->items.at[i].card;
	err_t e = app_register_facility_communes(im->a, cards, n, bad);
	for (size_t i = 0; !e && i < n; i++)
		if (bad[i] && !im->items.at[i].dead)
			refuse(im, &im->items.at[i], FAULT_UNKNOWN_REF, "/commune", "commune", cards[i].commune);
	return e;
}

static int
by_code(const void *x, const void *y)
{
	const struct item *a = *(struct item *const *)x, *b = *(struct item *const *)y;
	int d = strcmp(a->card.code, b->card.code);
	return d ? d : (a->row > b->row) - (a->row < b->row);
}

/* Those still alive, by code and row; twins in the file are refused. */
static struct item **
living(struct importing *im, size_t *ret_n)
{
	struct item **list = ARENA_ARRAY(im->a->arena, struct item *, im->items.n);
	size_t n = 0, kept = 0;
	VEC_FOREACH (item, &im->items)
		if (!item->dead)
			list[n++] = item;
	if (n > 0)
		qsort(list, n, sizeof *list, by_code);
	for (size_t i = 0; i < n; i++) {
		if (kept > 0 && str_eq(list[i]->card.code, list[kept - 1]->card.code))
			refuse(im, list[i], FAULT_DUPLICATE, "/code", NULL, NULL);
		else
			list[kept++] = list[i];
	}
	*ret_n = kept;
	return list;
}

/* The card of a code that exists, as the session sees it; doc NULL when it does not. */
static err_t
existing_cards(struct importing *im, struct item **list, size_t n, struct store_card **ret)
{
	CLEANUP(db_release_ptr) struct db_conn *c = NULL;
	struct store_site *sites = ARENA_ARRAY(im->a->arena, struct store_site, n);
	err_t e = db_acquire(im->a->app->db, DB_JOB, &c, im->a->faults);
	if (!e)
		e = store_site_load(im->a->app->sites, c, im->a->faults);
	for (size_t i = 0; !e && i < n; i++)
		if (!store_site_by_code(im->a->app->sites, list[i]->card.code, &sites[i]) || !app_sees(im->a, sites[i]))
			sites[i] = (struct store_site){ 0 };
	return e ? e : store_card_load(im->a->db, sites, n, im->a->at.recorded_by, im->a->arena, ret, im->a->faults);
}

static bool
is_same_name(const char *a, const char *b)
{
	CLEANUP(str_free) struct str x = { 0 }, y = { 0 };
	vietnamese_key(a, &x);
	vietnamese_key(b, &y);
	return str_eq(str_text(&x), str_text(&y));
}

static err_t
pass_existing(struct importing *im, struct item **list, size_t n)
{
	struct store_card *cards;
	err_t e = existing_cards(im, list, n, &cards);
	for (size_t i = 0; !e && i < n; i++) {
		struct facility have;
		if (cards[i].doc == NULL || (cards[i].site.roles & STORE_FACILITY) == 0)
			continue;
		e = store_card_facility(&cards[i], im->a->arena, &have, im->a->faults);
		if (e)
			break;
		list[i]->dead = true;
		if (str_eq(have.province, list[i]->card.province) && is_same_name(have.name, list[i]->card.name))
			im->rows.at[list[i]->row].result = WIRE_IMPORT_UNCHANGED;
		else
			refuse(im, list[i], FAULT_EXISTS, "/code", have.code, NULL);
	}
	return e;
}

/* Codes of sites and assets that stand elsewhere, in another's province too. */
static err_t
refuse_taken(struct importing *im, struct item **list, size_t n)
{
	CLEANUP(db_release_ptr) struct db_conn *c = NULL;
	struct store_register_codes codes = { 0 };
	size_t assets = 0;
	for (size_t i = 0; i < n; i++)
		assets += list[i]->dead ? 0 : list[i]->card.assets.n;
	const char **site = ARENA_ARRAY(im->a->arena, const char *, n), **asset = ARENA_ARRAY(im->a->arena, const char *, assets);
	struct item **owner = ARENA_ARRAY(im->a->arena, struct item *, n + assets);
	for (size_t i = 0; i < n; i++)
		if (!list[i]->dead) {
			owner[codes.n_sites] = list[i];
			site[codes.n_sites++] = list[i]->card.code;
		}
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; !list[i]->dead && k < list[i]->card.assets.n; k++) {
			owner[codes.n_sites + codes.n_assets] = list[i];
			asset[codes.n_assets++] = list[i]->card.assets.items[k].asset;
		}
	codes.sites = site;
	codes.assets = asset;
	err_t e = db_acquire(im->a->app->db, DB_JOB, &c, im->a->faults);
	if (!e)
		e = store_register_taken(c, &codes, im->a->arena, im->a->faults);
	for (size_t i = 0; !e && i < codes.n_sites; i++)
		if (codes.site_taken[i])
			refuse(im, owner[i], FAULT_EXISTS, "/code", site[i], NULL);
	for (size_t i = 0; !e && i < codes.n_assets; i++)
		if (codes.asset_taken[i] && !owner[codes.n_sites + i]->dead)
			refuse(im, owner[codes.n_sites + i], FAULT_EXISTS, "/assets", asset[i], NULL);
	return e;
}

/* ---- creating ------------------------------------------------------------------------------ */

static err_t
create_chunk(struct importing *im, struct store_register_entry *entries, size_t n)
{
	struct store_register_by by = app_register_by(im->a);
	err_t e = store_register_create(im->a->db, entries, n, &by, im->a->arena, im->a->faults);
	for (size_t i = 0; !e && i < n; i++)
		e = app_audit(im->a, entries[i].site, "facility.import", entries[i].site.code, NULL);
	return e;
}

static err_t
create_all(struct importing *im, struct item **list, size_t n)
{
	struct store_register_entry *entries = ARENA_ARRAY(im->a->arena, struct store_register_entry, n);
	const char **provinces = ARENA_ARRAY(im->a->arena, const char *, n);
	size_t m = 0;
	for (size_t i = 0; i < n; i++) {
		if (list[i]->dead)
			continue;
		provinces[m] = list[i]->card.province;
		app_register_facility_entry(im->a, &list[i]->card, &entries[m++]);
		im->rows.at[list[i]->row].result = WIRE_IMPORT_CREATED;
	}
	err_t e = m > 0 ? store_register_shards(im->a->db, provinces, m, im->a->faults) : ERR_OK;
	for (size_t i = 0; !e && i < m; i += CHUNK)
		e = create_chunk(im, entries + i, m - i < CHUNK ? m - i : CHUNK);
	return e;
}

static err_t
settle_rows(struct importing *im)
{
	size_t n;
	err_t e = replace_communes(im);
	if (!e)
		e = check_communes(im);
	if (e)
		return e;
	struct item **list = living(im, &n);
	e = pass_existing(im, list, n);
	if (!e)
		e = refuse_taken(im, list, n);
	return e ? e : create_all(im, list, n);
}

static err_t
work(struct act *a, const struct app_import *in, struct wire_import *ret)
{
	day_t today = calendar_day_of(a->recorded_at);
	struct importing im = { .a = a, .in = in, .ret = ret, .today = today > ADMIN_MERGER_DAY ? today : ADMIN_MERGER_DAY };
	*ret = (struct wire_import){ .kind = "facilities", .dry_run = in->dry_run };
	err_t e = interop_csv_open(&im.csv, in->text, in->n, a->arena, a->faults);
	if (!e)
		e = check_heading(&im);
	if (!e)
		e = read_rows(&im);
	if (!e)
		e = settle_rows(&im);
	ret->results.n = im.rows.n;
	ret->results.items = ARENA_ARRAY(a->arena, struct wire_import_row, im.rows.n);
	for (size_t i = 0; i < im.rows.n; i++)
		ret->results.items[i] = im.rows.at[i];
	app_import_count(ret);
	VEC_FREE(&im.rows);
	VEC_FREE(&im.items);
	return e;
}

err_t
app_import_facilities(struct act *a, const struct app_import *in, struct wire_import *ret)
{
	return app_import_run(a, in, work, ret);
}
