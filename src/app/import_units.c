/* import_units - each row becomes a unit; rows that say the same unit are put together before the
 * database hears of them. */
#include "app/import_units.h"

#include "base/str.h"
#include "base/vec.h"
#include "domain/admin.h"
#include "domain/vietnamese.h"
#include "interop/csv.h"
#include "store/unit.h"

#include <math.h>

/* Editions before the merger begin with the program's table: 1 August 2008. */
#define OLD_FROM 14092

struct reading {
	struct act *a;
	const struct interop_csv *csv;
	const struct interop_csv_row *row;
	struct faults faults; /* of the row */
};

typedef void read_fn(struct reading *r, struct store_unit *u);

static const char *
field(struct reading *r, const char *column)
{
	const char *text = interop_csv_field(r->csv, r->row, column);
	char pointer[64];
	if (text != NULL)
		return text;
	snprintf(pointer, sizeof pointer, "/%s", column);
	fault_add(&r->faults, FAULT_REQUIRED, pointer, NULL, NULL, NULL);
	return "";
}

static const char *
name(struct reading *r, const char *column)
{
	CLEANUP(str_free) struct str s = { 0 };
	const char *text = interop_csv_field(r->csv, r->row, column);
	if (text == NULL)
		return NULL;
	vietnamese_nfc(text, &s);
	return arena_strdup(r->a->arena, str_text(&s));
}

static double
degrees(struct reading *r, const char *column)
{
	const char *text = interop_csv_field(r->csv, r->row, column);
	char pointer[64], *end;
	if (text == NULL)
		return NAN;
	double v = strtod(text, &end);
	if (*end == '\0' && fabs(v) <= 180)
		return v;
	snprintf(pointer, sizeof pointer, "/%s", column);
	fault_add(&r->faults, FAULT_RANGE, pointer, "-180..180", text, NULL);
	return NAN;
}

static day_t
day(struct reading *r, const char *column)
{
	char pointer[64];
	day_t d = DAY_NONE;
	snprintf(pointer, sizeof pointer, "/%s", column);
	if (!calendar_parse_day(field(r, column), &d))
		fault_add(&r->faults, FAULT_DATE, pointer, NULL, NULL, NULL);
	return d;
}

static void
no_such(struct reading *r, const char *pointer, const char *what, const char *code)
{
	fault_add(&r->faults, FAULT_UNKNOWN_REF, pointer, what, code, NULL);
}

static day_t
today_of(struct reading *r)
{
	day_t today = calendar_day_of(r->a->recorded_at);
	return today > ADMIN_MERGER_DAY ? today : ADMIN_MERGER_DAY;
}

static void
read_standing(struct reading *r, struct store_unit *u)
{
	u->code = field(r, "code");
	u->valid_from = day(r, "valid_from");
	u->name_vi = name(r, "name_vi");
	u->name_en = name(r, "name_en");
	u->place = (struct geo_point){ degrees(r, "centroid_lat"), degrees(r, "centroid_lon") };
}

static void
read_province(struct reading *r, struct store_unit *u)
{
	read_standing(r, u);
	u->kind = STORE_UNIT_PROVINCE;
	if (admin_find(u->code, today_of(r)) == NULL)
		no_such(r, "/code", "province", u->code);
}

static void
read_commune(struct reading *r, struct store_unit *u)
{
	read_standing(r, u);
	u->kind = STORE_UNIT_COMMUNE;
	u->parent = field(r, "province_code");
	if (*u->parent != '\0' && admin_find(u->parent, today_of(r)) == NULL)
		no_such(r, "/province_code", "province", u->parent);
}

/* The program's own table is the measure: a scope must not hang on a file. */
static void
read_merger(struct reading *r, struct store_unit *u)
{
	const char *to = field(r, "new_code");
	u->code = field(r, "old_code");
	const struct admin_unit *old = admin_find(u->code, ADMIN_MERGER_DAY - 1);
	u->kind = STORE_UNIT_PROVINCE;
	u->place = (struct geo_point){ NAN, NAN };
	if (old == NULL) {
		no_such(r, "/old_code", "province", u->code);
		return;
	}
	u->valid_from = old->valid_from;
	u->valid_to = old->valid_to;
	u->successor = old->merged_into;
	if (!str_eq(to, old->merged_into))
		fault_add(&r->faults, FAULT_CHOICE, "/new_code", old->merged_into, NULL, NULL);
}

static void
read_old_commune(struct reading *r, struct store_unit *u)
{
	u->code = field(r, "old_ward_code");
	u->valid_from = OLD_FROM;
	u->valid_to = ADMIN_MERGER_DAY;
	u->kind = STORE_UNIT_COMMUNE;
	u->parent = field(r, "old_province_code");
	u->successor = field(r, "new_ward_code");
	u->place = (struct geo_point){ NAN, NAN };
	if (*u->parent != '\0' && admin_find(u->parent, ADMIN_MERGER_DAY - 1) == NULL)
		no_such(r, "/old_province_code", "province", u->parent);
}

/* The first whose columns are all there; the narrower ones come first. */
static const struct kind {
	const char *name;
	const char *columns[3];
	read_fn *read;
	bool several; /* a unit may stand on several rows, each with a successor */
} kinds[] = {
	{ "communes_old_to_new", { "old_ward_code", "old_province_code", "new_ward_code" },
	    read_old_commune, true },
	{ "provinces_63_to_34", { "old_code", "new_code", "old_code" }, read_merger, false },
	{ "communes", { "code", "province_code", "valid_from" }, read_commune, false },
	{ "provinces", { "code", "name_vi", "valid_from" }, read_province, false },
};

static const struct kind *
kind_of(const struct interop_csv *csv)
{
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		bool all = true;
		for (size_t k = 0; k < ARRAY_LEN(kinds[i].columns); k++)
			all = all && interop_csv_column(csv, kinds[i].columns[k]) >= 0;
		if (all)
			return &kinds[i];
	}
	return NULL;
}

/* ---- rows and units ------------------------------------------------------------------------ */

/* A row that was not refused, and the unit that it says. */
struct said {
	size_t row;
	struct store_unit unit;
	size_t put; /* place among the units that are put */
};
typedef VEC(struct said) said_list;

static err_t
read_rows(struct act *a, const struct app_import *in, struct interop_csv *csv,
    const struct kind *kind, struct wire_import *ret, said_list *said)
{
	VEC(struct wire_import_row) rows = { 0 };
	bool end = false;
	struct interop_csv_row row;
	err_t e = ERR_OK;
	for (;;) {
		e = interop_csv_next(csv, &row, &end);
		if (e || end)
			break;
		struct reading r = { .a = a, .csv = csv, .row = &row };
		struct store_unit u = { .valid_to = DAY_NONE };
		kind->read(&r, &u);
		if (*u.code != '\0' && !str_is_code(u.code))
			fault_add(&r.faults, FAULT_CODE, "/code", NULL, NULL, NULL);
		struct wire_import_row *out = VEC_ADD(&rows);
		*out = (struct wire_import_row){
			.line = (int64_t)row.line, .code = u.code, .name = u.name_vi
		};
		if (r.faults.n > 0)
			app_import_refuse(a, in, out, &r.faults);
		else
			*VEC_ADD(said) = (struct said){ .row = rows.n - 1, .unit = u };
	}
	ret->results.n = rows.n;
	ret->results.items = ARENA_ARRAY(a->arena, struct wire_import_row, rows.n);
	for (size_t i = 0; i < rows.n; i++)
		ret->results.items[i] = rows.at[i];
	VEC_FREE(&rows);
	return e;
}

static int
by_unit(const void *x, const void *y)
{
	const struct said *a = x, *b = y;
	int d = strcmp(a->unit.code, b->unit.code);
	if (d == 0)
		d = (a->unit.valid_from > b->unit.valid_from) -
		    (a->unit.valid_from < b->unit.valid_from);
	return d ? d : (a->row > b->row) - (a->row < b->row);
}

static bool
is_same_unit(const struct said *a, const struct said *b)
{
	return str_eq(a->unit.code, b->unit.code) && a->unit.valid_from == b->unit.valid_from;
}

/* One unit each; returns how many. A second row of a unit is a twin, or one more successor: then
 * none is sure. */
static size_t
put_together(struct act *a, const struct app_import *in, const struct kind *kind, said_list *said,
    struct wire_import *ret, struct store_unit *units)
{
	size_t n = 0;
	if (said->n > 0)
		qsort(said->at, said->n, sizeof *said->at, by_unit);
	for (size_t i = 0; i < said->n; i++) {
		struct said *s = &said->at[i];
		bool again = i > 0 && is_same_unit(s, &said->at[i - 1]);
		if (!again)
			units[n++] = s->unit;
		s->put = n - 1;
		if (again && kind->several && !str_eq(units[n - 1].successor, s->unit.successor))
			units[n - 1].successor = NULL;
		if (again && !kind->several) {
			struct faults why = { 0 };
			fault_add(&why, FAULT_DUPLICATE, "/code", NULL, NULL, NULL);
			app_import_refuse(a, in, &ret->results.items[s->row], &why);
		}
	}
	return n;
}

static void
tell(const said_list *said, const struct store_unit *units, struct wire_import *ret)
{
	static const enum wire_import_result results[] = {
		[STORE_UNIT_UNCHANGED] = WIRE_IMPORT_UNCHANGED,
		[STORE_UNIT_CREATED] = WIRE_IMPORT_CREATED,
		[STORE_UNIT_CHANGED] = WIRE_IMPORT_CHANGED,
	};
	for (size_t i = 0; i < said->n; i++) {
		struct wire_import_row *row = &ret->results.items[said->at[i].row];
		bool again = i > 0 && said->at[i].put == said->at[i - 1].put;
		if (row->result != WIRE_IMPORT_REFUSED)
			row->result =
			    again ? WIRE_IMPORT_UNCHANGED : results[units[said->at[i].put].result];
	}
}

static err_t
work(struct act *a, const struct app_import *in, struct wire_import *ret)
{
	struct interop_csv csv;
	said_list said = { 0 };
	err_t e = interop_csv_open(&csv, in->text, in->n, a->arena, a->faults);
	const struct kind *kind = e ? NULL : kind_of(&csv);
	if (!e && kind == NULL)
		e = fault_add(a->faults, FAULT_CSV_KIND, "line 1",
		    "provinces, communes, provinces_63_to_34, communes_old_to_new", NULL, NULL);
	if (e)
		return e;
	*ret = (struct wire_import){ .kind = kind->name, .dry_run = in->dry_run };
	e = read_rows(a, in, &csv, kind, ret, &said);
	if (!e) {
		struct store_unit *units = ARENA_ARRAY(a->arena, struct store_unit, said.n);
		size_t n = put_together(a, in, kind, &said, ret, units);
		e = store_unit_put(a->db, units, n, a->arena, a->faults);
		if (!e)
			tell(&said, units, ret);
	}
	VEC_FREE(&said);
	app_import_count(ret);
	return e ? e : app_audit(a, (struct store_site){ 0 }, "units.import", kind->name, NULL);
}

err_t
app_import_units(struct act *a, const struct app_import *in, struct wire_import *ret)
{
	return app_import_run(a, in, work, ret);
}
