/* hubverse - cells by their column, then rows against each other; and the way out, by the same tables. */
#include "interop/hubverse.h"

#include "base/str.h"
#include "base/vec.h"
#include "domain/names.h"
#include "interop/csv.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PATIENTS_MAX 1e9
#define GRAMS_MAX 1e15 /* a day, as everywhere in the forecast library */
enum { HORIZON_MAX = 366, ID_MAX = 64 };

enum column { REFERENCE_DATE, TARGET, HORIZON, TARGET_END_DATE, LOCATION, OUTPUT_TYPE, OUTPUT_TYPE_ID, VALUE, COLUMNS };
static const char *const column_names[COLUMNS] = {
	[REFERENCE_DATE] = "reference_date",
	[TARGET] = "target",
	[HORIZON] = "horizon",
	[TARGET_END_DATE] = "target_end_date",
	[LOCATION] = "location",
	[OUTPUT_TYPE] = "output_type",
	[OUTPUT_TYPE_ID] = "output_type_id",
	[VALUE] = "value",
};

static const char *const surge_words[] = {
	[INTEROP_HUBVERSE_CENSUS + 1] = "covid hosp census",
	[INTEROP_HUBVERSE_ADMISSIONS + 1] = "covid hosp admissions",
};
static const char *const demand_words[] = {
	[INTEROP_HUBVERSE_OXYGEN + 1] = "oxygen demand",
};

/* What a file may be about. */
static const struct kind {
	struct names targets;
	double value_max;
	const char *value_range;
} surges = { NAMES(surge_words), PATIENTS_MAX, "0..1000000000" }, demand = { NAMES(demand_words), GRAMS_MAX, "0..1000000000000000" };

static const char *const type_words[] = {
	[INTEROP_HUBVERSE_QUANTILE + 1] = "quantile",
	[INTEROP_HUBVERSE_MEDIAN + 1] = "median",
	[INTEROP_HUBVERSE_MEAN + 1] = "mean",
	[INTEROP_HUBVERSE_SAMPLE + 1] = "sample",
};
static const struct names types = NAMES(type_words);

struct reader {
	const struct kind *kind;
	struct faults *f;
	int place[COLUMNS]; /* field of each column */
	const struct interop_csv *csv;
	const struct interop_csv_row *row;
};

static void
fault(struct reader *r, enum column c, enum fault_id id, const char *a, const char *b)
{
	char pointer[80];
	const char *name = r->place[c] >= 0 ? r->csv->column[r->place[c]] : column_names[c];
	snprintf(pointer, sizeof pointer, "line %lld, column %s", (long long)r->row->line, name);
	fault_add(r->f, id, pointer, a, b, NULL);
}

static const char *
cell(const struct reader *r, enum column c)
{
	return r->row->field[r->place[c]];
}

/* ---- the header --------------------------------------------------------------------------------- */

static int
column_of(const char *name)
{
	int c = 0;
	if (strcmp(name, "origin_date") == 0) /* as other hubs call it */
		return REFERENCE_DATE;
	while (c < COLUMNS && strcmp(column_names[c], name) != 0)
		c++;
	return c;
}

static void
read_header(struct reader *r)
{
	for (int c = 0; c < COLUMNS; c++)
		r->place[c] = -1;
	for (size_t i = 0; i < r->csv->columns; i++) {
		int c = column_of(r->csv->column[i]);
		if (c == COLUMNS)
			fault_at(r->f, FAULT_UNKNOWN_MEMBER, "line 1, column %.60s", r->csv->column[i]);
		else if (r->place[c] >= 0)
			fault_at(r->f, FAULT_DUPLICATE, "line 1, column %.60s", r->csv->column[i]);
		else
			r->place[c] = (int)i;
	}
	for (int c = 0; c < COLUMNS; c++)
		if (r->place[c] < 0)
			fault(r, (enum column)c, FAULT_REQUIRED, NULL, NULL);
}

/* ---- one row ------------------------------------------------------------------------------------- */

static day_t
read_date(struct reader *r, enum column c)
{
	day_t d = DAY_NONE;
	if (!calendar_parse_day(cell(r, c), &d))
		fault(r, c, FAULT_DATE, NULL, NULL);
	return d;
}

static int
read_word(struct reader *r, enum column c, const struct names *words)
{
	char list[160];
	int v = names_find(words, cell(r, c));
	if (v == 0)
		fault(r, c, FAULT_CHOICE, names_list(words, list, sizeof list), NULL);
	return v;
}

/* A decimal number as people write it: no hexadecimal, no inf, no blanks. */
static bool
to_number(const char *text, double *ret)
{
	char *end;
	if (text[0] == '\0' || strspn(text, "0123456789.eE+-") != strlen(text))
		return false;
	*ret = strtod(text, &end);
	return *end == '\0' && isfinite(*ret);
}

static void
read_horizon(struct reader *r, struct interop_hubverse_row *row)
{
	char range[32];
	snprintf(range, sizeof range, "0..%d", HORIZON_MAX);
	if (!str_to_i64(cell(r, HORIZON), &row->horizon))
		fault(r, HORIZON, FAULT_TYPE, "integer", NULL);
	else if (row->horizon < 0 || row->horizon > HORIZON_MAX)
		fault(r, HORIZON, FAULT_RANGE, range, cell(r, HORIZON));
	else
		return;
	row->horizon = -1;
}

static void
read_dates(struct reader *r, struct interop_hubverse_row *row)
{
	char text[CALENDAR_DAY_TEXT];
	row->reference_date = read_date(r, REFERENCE_DATE);
	day_t end = read_date(r, TARGET_END_DATE);
	read_horizon(r, row);
	if (row->reference_date == DAY_NONE || end == DAY_NONE || row->horizon < 0)
		return;
	day_t expected = row->reference_date + (day_t)row->horizon;
	if (end != expected)
		fault(r, TARGET_END_DATE, FAULT_RANGE, calendar_day_text(expected, text), cell(r, TARGET_END_DATE));
}

static bool
is_not_given(const char *id)
{
	return id[0] == '\0' || strcmp(id, "NA") == 0;
}

static void
read_type(struct reader *r, struct interop_hubverse_row *row)
{
	int type = read_word(r, OUTPUT_TYPE, &types);
	const char *id = cell(r, OUTPUT_TYPE_ID);
	row->type_id = id;
	if (type == 0)
		return;
	row->type = (enum interop_hubverse_type)(type - 1);
	switch (row->type) {
	case INTEROP_HUBVERSE_QUANTILE:
		if (!to_number(id, &row->level))
			fault(r, OUTPUT_TYPE_ID, FAULT_TYPE, "number", NULL);
		else if (!(row->level > 0 && row->level < 1))
			fault(r, OUTPUT_TYPE_ID, FAULT_RANGE, "0 < id < 1", id);
		break;
	case INTEROP_HUBVERSE_MEDIAN:
	case INTEROP_HUBVERSE_MEAN:
		if (!is_not_given(id) && !(row->type == INTEROP_HUBVERSE_MEDIAN && to_number(id, &row->level) && row->level == .5))
			fault(r, OUTPUT_TYPE_ID, FAULT_CHOICE, "NA", NULL);
		row->type_id = "";
		break;
	case INTEROP_HUBVERSE_SAMPLE:
		if (is_not_given(id) || strlen(id) > ID_MAX)
			fault(r, OUTPUT_TYPE_ID, FAULT_LENGTH, "1..64", NULL);
		break;
	}
}

static void
read_value(struct reader *r, struct interop_hubverse_row *row)
{
	const char *text = cell(r, VALUE);
	if (!to_number(text, &row->value))
		fault(r, VALUE, FAULT_TYPE, "number", NULL);
	else if (row->value < 0)
		fault(r, VALUE, FAULT_NEGATIVE, NULL, NULL);
	else if (row->value > r->kind->value_max)
		fault(r, VALUE, FAULT_RANGE, r->kind->value_range, text);
}

static void
read_row(struct reader *r, struct interop_hubverse_row *row)
{
	row->line = (int64_t)r->row->line;
	read_dates(r, row);
	row->target = (enum interop_hubverse_target)(read_word(r, TARGET, &r->kind->targets) - 1);
	row->location = cell(r, LOCATION);
	if (!str_is_code(row->location))
		fault(r, LOCATION, FAULT_CODE, NULL, NULL);
	read_type(r, row);
	read_value(r, row);
}

/* ---- rows against each other ------------------------------------------------------------------- */

static int
order(int64_t a, int64_t b)
{
	return a < b ? -1 : a > b;
}

/* Same location, target, date and horizon. */
static int
by_day(const struct interop_hubverse_row *a, const struct interop_hubverse_row *b)
{
	int c = strcmp(a->location, b->location);
	if (c == 0)
		c = order((int64_t)a->target, (int64_t)b->target);
	if (c == 0)
		c = order(a->reference_date, b->reference_date);
	return c != 0 ? c : order(a->horizon, b->horizon);
}

static int
by_meaning(const void *x, const void *y)
{
	const struct interop_hubverse_row *a = *(const struct interop_hubverse_row *const *)x, *b = *(const struct interop_hubverse_row *const *)y;
	int c = by_day(a, b);
	if (c == 0)
		c = order((int64_t)a->type, (int64_t)b->type);
	if (c == 0 && a->type == INTEROP_HUBVERSE_QUANTILE)
		c = a->level < b->level ? -1 : a->level > b->level;
	else if (c == 0)
		c = strcmp(a->type_id, b->type_id);
	return c != 0 ? c : order(a->line, b->line);
}

static void
compare(const struct interop_hubverse_row *a, const struct interop_hubverse_row *b, struct faults *f)
{
	char pointer[80], least[80], got[40];
	if (by_day(a, b) != 0 || a->type != b->type)
		return;
	bool quantile = a->type == INTEROP_HUBVERSE_QUANTILE;
	snprintf(pointer, sizeof pointer, "line %lld, column %s", (long long)b->line, column_names[OUTPUT_TYPE_ID]);
	if (quantile ? a->level == b->level : strcmp(a->type_id, b->type_id) == 0) {
		fault_add(f, FAULT_DUPLICATE, pointer, NULL, NULL, NULL);
	} else if (quantile && b->value < a->value) {
		snprintf(pointer, sizeof pointer, "line %lld, column %s", (long long)b->line, column_names[VALUE]);
		snprintf(least, sizeof least, ">= %.10g (%.10g, line %lld)", a->value, a->level, (long long)a->line);
		snprintf(got, sizeof got, "%.10g (%.10g)", b->value, b->level);
		fault_add(f, FAULT_RANGE, pointer, least, got, NULL);
	}
}

static void
compare_all(const struct interop_hubverse *h, struct faults *f)
{
	const struct interop_hubverse_row **sorted = mem_array(h->n, sizeof *sorted);
	for (size_t i = 0; i < h->n; i++)
		sorted[i] = &h->rows[i];
	qsort(sorted, h->n, sizeof *sorted, by_meaning);
	for (size_t i = 1; i < h->n; i++)
		compare(sorted[i - 1], sorted[i], f);
	free(sorted);
}

static err_t
read_all(const struct kind *kind, const char *text, size_t n, struct arena *a, struct interop_hubverse *ret, struct faults *f)
{
	struct interop_csv csv;
	struct interop_csv_row row = { .line = 1 };
	struct reader r = { .kind = kind, .f = f, .csv = &csv, .row = &row };
	VEC(struct interop_hubverse_row) rows = { 0 };
	bool end = false;
	err_t e = interop_csv_open(&csv, text, n, a, f);
	if (e)
		return e;
	read_header(&r);
	if (f->err)
		return f->err;
	while ((e = interop_csv_next(&csv, &row, &end)) == ERR_OK && !end)
		read_row(&r, VEC_ADD(&rows));
	*ret = (struct interop_hubverse){ .rows = ARENA_ARRAY(a, struct interop_hubverse_row, rows.n), .n = rows.n };
	if (rows.n > 0)
		memcpy(ret->rows, rows.at, rows.n * sizeof *rows.at);
	VEC_FREE(&rows);
	if (!f->err && ret->n == 0)
		fault_at(f, FAULT_CSV_EMPTY, "line %zu", row.line);
	if (!f->err)
		compare_all(ret, f);
	return f->err;
}

err_t
interop_hubverse_read(const char *text, size_t n, struct arena *a, struct interop_hubverse *ret, struct faults *f)
{
	return read_all(&surges, text, n, a, ret, f);
}

err_t
interop_hubverse_read_demand(const char *text, size_t n, struct arena *a, struct interop_hubverse *ret, struct faults *f)
{
	return read_all(&demand, text, n, a, ret, f);
}

/* ---- the way out ---------------------------------------------------------------------------------- */

const char *
interop_hubverse_target_name(enum interop_hubverse_target t)
{
	const char *word = names_word(&surges.targets, (int)t + 1);
	return word != NULL ? word : names_word(&demand.targets, (int)t + 1);
}

void
interop_hubverse_write_heading(struct str *out)
{
	str_add(out, "origin_date,target,horizon,location,target_end_date,output_type,output_type_id,value\r\n");
}

/* Codes, words and numbers: nothing of it needs a quote. */
void
interop_hubverse_write(struct str *out, const struct interop_hubverse_row *row)
{
	char origin[CALENDAR_DAY_TEXT], end[CALENDAR_DAY_TEXT], level[32];
	const char *id = row->type == INTEROP_HUBVERSE_SAMPLE ? row->type_id : "NA";
	if (row->type == INTEROP_HUBVERSE_QUANTILE) {
		snprintf(level, sizeof level, "%.15g", row->level);
		id = level;
	}
	str_addf(out, "%s,%s,%lld,%s,%s,%s,%s,%.15g\r\n", calendar_day_text(row->reference_date, origin), interop_hubverse_target_name(row->target),
	    (long long)row->horizon, row->location, calendar_day_text(row->reference_date + (day_t)row->horizon, end), names_word(&types, (int)row->type + 1), id,
	    row->value);
}
