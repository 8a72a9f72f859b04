/* import_coefficients - each row one number, brought to litres a minute at the condition of the built-in sets. */
#include "app/import_coefficients.h"

#include "base/str.h"
#include "base/vec.h"
#include "domain/units.h"
#include "forecast/coefficients.h"
#include "interop/csv.h"
#include "store/coefficient.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MINUTES_PER_DAY 1440.0
#define LPM_MAX 200.0 /* a patient or a bed: a ventilator at full flow takes 120 */

struct reading {
	const struct interop_csv *csv;
	const struct interop_csv_row *row;
	struct faults faults; /* of the row */
};

/* What people write instead of litres a minute at the built-in sets' condition: grams a day of one of it, or the row of
 * domain/units.c whose m3 it is a thousandth of, every minute. */
static const struct {
	const char *name;
	double day_g;
	const char *gas;
} units[] = {
	{ "L/min", 0, "m3@20C" },
	{ "L/min@0C", 0, "m3@0C" },
	{ "L/min@15C", 0, "m3@15C" },
	{ "L/min@20C", 0, "m3@20C" },
	{ "L/min@21C", 0, "m3@21C" },
	{ "g/day", 1, NULL },
	{ "kg/day", 1000, NULL },
};

static const struct {
	const char *name;
	double share;
} leak_units[] = { { "%", .01 }, { "1", 1 } };

static double
grams_of_m3(const char *gas)
{
	size_t n;
	const struct units_row *u = units_table(&n);
	for (size_t i = 0; i < n; i++)
		if (str_eq(u[i].name, gas))
			return (double)u[i].num / (double)u[i].den;
	return NAN;
}

/* Litres a minute, as the sets count them, that one of the unit is. */
static double
lpm_of(size_t unit)
{
	double g_per_l = forecast_coefficients_at(0)->density_g_per_l;
	double day_g = units[unit].gas != NULL ? grams_of_m3(units[unit].gas) / 1000 * MINUTES_PER_DAY : units[unit].day_g;
	return day_g / (MINUTES_PER_DAY * g_per_l);
}

static const char *
field(struct reading *r, const char *column)
{
	const char *text = interop_csv_field(r->csv, r->row, column);
	if (text != NULL)
		return text;
	fault_at(&r->faults, FAULT_REQUIRED, "/%s", column);
	return "";
}

/* "12,5" is a number where the columns are not separated by commas. */
static double
number(struct reading *r, const char *text)
{
	char plain[40], *end;
	if (*text == '\0')
		return NAN;
	snprintf(plain, sizeof plain, "%s", text);
	for (char *p = plain; r->csv->separator != ',' && *p != '\0'; p++)
		*p = *p == ',' ? '.' : *p;
	double v = strtod(plain, &end);
	if (*end == '\0' && isfinite(v) && strlen(text) < sizeof plain)
		return v;
	fault_add(&r->faults, FAULT_TYPE, "/value", "number", NULL, NULL);
	return NAN;
}

static double
unit_of(struct reading *r, const char *unit, bool leak)
{
	for (size_t i = 0; !leak && i < ARRAY_LEN(units); i++)
		if (str_eq(units[i].name, unit))
			return lpm_of(i);
	for (size_t i = 0; leak && i < ARRAY_LEN(leak_units); i++)
		if (str_eq(leak_units[i].name, unit))
			return leak_units[i].share;
	if (*unit != '\0')
		fault_add(&r->faults, FAULT_UNIT, "/unit", leak ? "%, 1" : "L/min, L/min@0C, L/min@15C, L/min@20C, L/min@21C, g/day, kg/day", NULL, NULL);
	return NAN;
}

static void
read_set(struct reading *r, struct store_coefficient *c)
{
	const struct forecast_coefficients *built_in;
	c->set = field(r, "set");
	if (*c->set == '\0')
		return;
	built_in = forecast_coefficients_find(c->set);
	if (!str_is_code(c->set))
		fault_add(&r->faults, FAULT_CODE, "/set", NULL, NULL, NULL);
	else if (built_in != NULL && forecast_coefficients_is_complete(built_in))
		fault_add(&r->faults, FAULT_EXISTS, "/set", c->set, NULL, NULL);
}

static const char *
item_column(const struct interop_csv *csv)
{
	return interop_csv_column(csv, "item") >= 0 ? "item" : "modality";
}

static void
read_item(struct reading *r, struct store_coefficient *c)
{
	struct forecast_coefficients any = { 0 };
	char list[200];
	c->item = field(r, item_column(r->csv));
	if (*c->item != '\0' && forecast_coefficients_item(&any, c->item) == NULL)
		fault_add(&r->faults, FAULT_CHOICE, arena_printf(r->csv->arena, "/%s", item_column(r->csv)), names_list(&forecast_coefficients_items, list, sizeof list), NULL, NULL);
}

static void
read_value(struct reading *r, struct store_coefficient *c)
{
	bool leak = str_eq(c->item, "leak");
	c->said = field(r, "value");
	c->unit = field(r, "unit");
	c->source = interop_csv_field(r->csv, r->row, "source");
	double v = number(r, c->said), unit = unit_of(r, c->unit, leak);
	c->value = v * unit;
	if (leak && (c->value < 0 || c->value >= 1))
		fault_add(&r->faults, FAULT_RANGE, "/value", "0..99 %", c->said, NULL);
	else if (!leak && (c->value <= 0 || c->value > LPM_MAX)) /* nobody is on a modality that takes nothing: a zero is a gap */
		fault_add(&r->faults, FAULT_RANGE, "/value", "0 < value <= 200 L/min", c->said, NULL);
}

static void
read_row(struct reading *r, struct store_coefficient *c)
{
	const char *day = field(r, "as_of");
	read_set(r, c);
	c->dated = DAY_NONE;
	if (*day != '\0' && !calendar_parse_day(day, &c->dated))
		fault_add(&r->faults, FAULT_DATE, "/as_of", NULL, NULL, NULL);
	read_item(r, c);
	read_value(r, c);
}

/* ---- rows ------------------------------------------------------------------------------------ */

typedef VEC(struct store_coefficient) said_list;
typedef VEC(struct wire_import_row) row_list;

static bool
is_there(const said_list *said, const struct store_coefficient *c)
{
	for (size_t i = 0; i < said->n; i++)
		if (str_eq(said->at[i].set, c->set) && said->at[i].dated == c->dated && str_eq(said->at[i].item, c->item))
			return true;
	return false;
}

static err_t
read_rows(struct act *a, const struct app_import *in, struct interop_csv *csv, row_list *rows, said_list *said)
{
	struct interop_csv_row row;
	bool end = false;
	err_t e = ERR_OK;
	while ((e = interop_csv_next(csv, &row, &end)) == ERR_OK && !end) {
		struct reading r = { .csv = csv, .row = &row };
		struct store_coefficient c = { 0 };
		read_row(&r, &c);
		if (r.faults.n == 0 && is_there(said, &c))
			fault_at(&r.faults, FAULT_DUPLICATE, "/%s", item_column(csv));
		struct wire_import_row *out = VEC_ADD(rows);
		*out = (struct wire_import_row){ .line = (int64_t)row.line, .code = *c.set != '\0' ? c.set : NULL, .name = *c.item != '\0' ? c.item : NULL };
		if (r.faults.n > 0)
			app_import_refuse(a, in, out, &r.faults);
		else
			*VEC_ADD(said) = c;
	}
	return e;
}

static void
tell(struct wire_import *ret, const enum store_coefficient_result *results)
{
	static const enum wire_import_result words[] = {
		[STORE_COEFFICIENT_CREATED] = WIRE_IMPORT_CREATED,
		[STORE_COEFFICIENT_CHANGED] = WIRE_IMPORT_CHANGED,
		[STORE_COEFFICIENT_UNCHANGED] = WIRE_IMPORT_UNCHANGED,
	};
	size_t k = 0;
	LIST_FOREACH (row, &ret->results)
		if (row->result != WIRE_IMPORT_REFUSED)
			row->result = words[results[k++]];
}

static err_t
keep(struct act *a, const row_list *rows, const said_list *said, struct wire_import *ret)
{
	enum store_coefficient_result *results = ARENA_ARRAY(a->arena, enum store_coefficient_result, said->n);
	ret->results.n = rows->n;
	ret->results.items = ARENA_ARRAY(a->arena, struct wire_import_row, rows->n);
	for (size_t i = 0; i < rows->n; i++)
		ret->results.items[i] = rows->at[i];
	err_t e = said->n > 0 ? store_coefficient_put(a->db, said->at, said->n, a->recorded_at, a->who->cred_id, a->arena, results, a->faults) : ERR_OK;
	if (!e)
		tell(ret, results);
	app_import_count(ret);
	return e;
}

static err_t
work(struct act *a, const struct app_import *in, struct wire_import *ret)
{
	struct interop_csv csv;
	row_list rows = { 0 };
	said_list said = { 0 };
	err_t e = interop_csv_open(&csv, in->text, in->n, a->arena, a->faults);
	if (e)
		return e;
	if (interop_csv_column(&csv, "set") < 0 || interop_csv_column(&csv, "value") < 0 || interop_csv_column(&csv, item_column(&csv)) < 0)
		return fault_add(a->faults, FAULT_CSV_KIND, "line 1", "set,as_of,item,value,unit,source", NULL, NULL);
	*ret = (struct wire_import){ .kind = "coefficients", .dry_run = in->dry_run };
	e = read_rows(a, in, &csv, &rows, &said);
	if (!e)
		e = keep(a, &rows, &said, ret);
	VEC_FREE(&rows);
	VEC_FREE(&said);
	return e ? e : app_audit(a, (struct store_site){ 0 }, "coefficients.import", "coefficients", NULL);
}

err_t
app_import_coefficients(struct act *a, const struct app_import *in, struct wire_import *ret)
{
	return app_import_run(a, in, work, ret);
}
