/* import_card - columns to members; what only the file's guesses tell, and what is usual where it
 * tells nothing.
 *
 * A number that is none stays a text, so that the card's shape says what it should have been. */
#include "app/import_card.h"

#include "base/str.h"
#include "domain/vietnamese.h"

#include <math.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MANY_BEDS = 300 };

enum type { TEXT, WHOLE, REAL };

/* Columns that are members of the card. */
static const struct {
	const char *column;
	enum type type;
} members[] = {
	{ "code", TEXT },
	{ "level", TEXT },
	{ "beds", WHOLE },
	{ "icu_beds", WHOLE },
	{ "report_every_h", WHOLE },
	{ "opened", TEXT },
	{ "closed", TEXT },
	{ "access_max_t", REAL },
	{ "receives_from", TEXT },
	{ "receives_to", TEXT },
};

/* Columns with a meaning of their own, or none. */
static const char *const others[] = { "name", "lat", "lon", "province", "province_code", "commune",
	"commune_code", "contact_role", "contact_name", "contact_phone", "phone", "tank_capacity_t",
	"tank_heel_t", "bottles", "cylinder_type", "supplier", "kind_guess", "osm_ownership_guess",
	"address" };

/* Words in a hospital's name that tell its level. */
static const struct {
	const char *words;
	const char *level;
} name_levels[] = {
	{ "trung ương", "central" },
	{ "đa khoa tỉnh", "province" },
	{ "đa khoa khu vực", "region" },
	{ "trạm y tế", "commune" },
	{ "huyện", "district" },
	{ "thị xã", "district" },
};

static const char *
field(const struct app_import_card *row, const char *column)
{
	return interop_csv_field(row->csv, row->row, column);
}

const char *
app_import_card_field(const struct app_import_card *row, const char *column, const char *alias)
{
	const char *text = field(row, column);
	return text ? text : field(row, alias);
}

err_t
app_import_card_heading(const struct interop_csv *csv, struct faults *f)
{
	err_t e = ERR_OK;
	char pointer[80];
	for (size_t i = 0; i < csv->columns; i++) {
		bool known = false;
		for (size_t k = 0; k < ARRAY_LEN(members); k++)
			known = known || str_eq(members[k].column, csv->column[i]);
		for (size_t k = 0; k < ARRAY_LEN(others); k++)
			known = known || str_eq(others[k], csv->column[i]);
		snprintf(pointer, sizeof pointer, "line %zu, column %.50s", csv->heading,
		    csv->column[i]);
		if (!known)
			e = fault_add(f, FAULT_UNKNOWN_MEMBER, pointer, NULL, NULL, NULL);
	}
	if (interop_csv_column(csv, "name") < 0)
		e = fault_add(f, FAULT_REQUIRED, "line 1, column name", NULL, NULL, NULL);
	return e;
}

/* What is no number stays a text, and the shape says what it should have been. */
static json_t *
value_of(const struct app_import_card *row, const char *text, enum type type)
{
	char number[64], *end;
	int64_t whole;
	if (type == WHOLE && str_to_i64(text, &whole))
		return json_integer(whole);
	if (type != REAL || strlen(text) >= sizeof number)
		return json_string(text);
	snprintf(number, sizeof number, "%s", text);
	for (char *p = number; row->csv->separator != ',' && *p != '\0';
	     p++) /* 21,7 where the separator is another */
		*p = *p == ',' ? '.' : *p;
	double v = strtod(number, &end);
	return *end == '\0' && isfinite(v) ? json_real(v) : json_string(text);
}

static void
set_quantity(
    const struct app_import_card *row, json_t *object, const char *member, const char *tonnes)
{
	if (tonnes == NULL)
		return;
	json_t *q = json_object();
	json_object_set_new(q, "value", value_of(row, tonnes, REAL));
	json_object_set_new(q, "unit", json_string("t"));
	json_object_set_new(object, member, q);
}

static json_t *
asset_of(
    const char *code, const char *suffix, const char *kind, const char *rank, const char *supplier)
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
is_large(const struct app_import_card *row, const char *level)
{
	const char *beds = field(row, "beds");
	int64_t n;
	return str_eq(level, "central") || str_eq(level, "province") ||
	       (beds != NULL && str_to_i64(beds, &n) && n >= MANY_BEDS);
}

static json_t *
assets_of(const struct app_import_card *row, const char *code, const char *level)
{
	const char *capacity = field(row, "tank_capacity_t"), *heel = field(row, "tank_heel_t"),
		   *supplier = field(row, "supplier");
	const char *bottles = field(row, "bottles"), *type = field(row, "cylinder_type");
	bool said = capacity != NULL || heel != NULL || bottles != NULL || type != NULL;
	bool tank = said ? capacity != NULL || heel != NULL : is_large(row, level);
	json_t *list = json_array();
	if (tank) {
		json_t *t = asset_of(code, "T1", "tank", "primary", supplier);
		set_quantity(row, t, "capacity", capacity);
		set_quantity(row, t, "heel", heel);
		json_array_append_new(list, t);
	}
	if (!said || bottles != NULL || type != NULL) {
		json_t *pool =
		    asset_of(code, "C1", "cylinder_pool", tank ? "secondary" : "primary", supplier);
		json_object_set_new(pool, "cylinder_type", json_string(type ? type : "VN40"));
		if (bottles != NULL)
			json_object_set_new(pool, "bottles", value_of(row, bottles, WHOLE));
		json_array_append_new(list, pool);
	}
	return list;
}

static void
set_place(const struct app_import_card *row, json_t *card)
{
	const char *lat = field(row, "lat"), *lon = field(row, "lon");
	if (lat == NULL && lon == NULL)
		return;
	json_t *place = json_object();
	if (lat != NULL)
		json_object_set_new(place, "lat", value_of(row, lat, REAL));
	if (lon != NULL)
		json_object_set_new(place, "lon", value_of(row, lon, REAL));
	json_object_set_new(card, "location", place);
}

static void
set_contact(const struct app_import_card *row, json_t *card)
{
	const char *name = field(row, "contact_name"),
		   *phone = app_import_card_field(row, "contact_phone", "phone"),
		   *role = field(row, "contact_role");
	if (name == NULL && phone == NULL)
		return;
	json_t *contact = json_object(), *list = json_array();
	json_object_set_new(contact, "role",
	    role                          ? json_string(role)
	    : field(row, "contact_phone") ? json_string("duty")
					  : json_null());
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
guess_level(const struct app_import_card *row, const char *key)
{
	if (field(row, "level") != NULL)
		return field(row, "level");
	if (str_eq(field(row, "osm_ownership_guess"), "private"))
		return "private";
	if (str_eq(field(row, "kind_guess"), "station"))
		return "commune";
	for (size_t i = 0; i < ARRAY_LEN(name_levels); i++)
		if (has_words(key, name_levels[i].words))
			return name_levels[i].level;
	return NULL;
}

/* PROVINCE-H and six letters (30 bits) of the hash of name and place; to 10 m. */
static const char *
derive_code(const struct app_import_card *row, const char *province, const char *key)
{
	static const char digits[] =
	    "0123456789ABCDEFGHJKMNPQRSTVWXYZ"; /* Crockford's: no I, L, O, U */
	CLEANUP(str_free) struct str s = { 0 };
	unsigned char sha[32];
	char code[16];
	const char *lat = field(row, "lat"), *lon = field(row, "lon");
	str_addf(&s, "%s\n", key);
	if (lat != NULL && lon != NULL) {
		json_t *y = value_of(row, lat, REAL), *x = value_of(row, lon, REAL);
		str_addf(&s, "%.4f %.4f", json_number_value(y), json_number_value(x));
		json_decref(y);
		json_decref(x);
	}
	SHA256((const unsigned char *)s.data, s.len, sha);
	for (int i = 0; i < 6; i++)
		code[i] = digits[sha[i] & 31];
	code[6] = '\0';
	return arena_printf(row->arena, "%s-H%s", province, code);
}

json_t *
app_import_card_make(const struct app_import_card *row, const char *province, const char **ret_code)
{
	CLEANUP(str_free) struct str nfc = { 0 }, key = { 0 };
	const char *name = field(row, "name"), *code = field(row, "code");
	json_t *card = json_object();
	for (size_t i = 0; i < ARRAY_LEN(members); i++) {
		const char *text = field(row, members[i].column);
		if (text != NULL)
			json_object_set_new(
			    card, members[i].column, value_of(row, text, members[i].type));
	}
	vietnamese_nfc(name ? name : "", &nfc);
	vietnamese_key(str_text(&nfc), &key);
	const char *level = guess_level(row, str_text(&key));
	*ret_code = code ? code : derive_code(row, province, str_text(&key));
	json_object_set_new(card, "code", json_string(*ret_code));
	json_object_set_new(card, "name", name ? json_string(str_text(&nfc)) : json_null());
	json_object_set_new(card, "province", json_string(province));
	json_object_set_new(card, "level", level ? json_string(level) : json_null());
	json_object_set_new(card, "assets", assets_of(row, *ret_code, level));
	set_place(row, card);
	set_contact(row, card);
	return card;
}
