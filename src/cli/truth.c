/* truth - every file becomes rows, the rows of a series become an array of days. */
#include "cli/truth.h"

#include "base/str.h"
#include "base/vec.h"
#include "interop/csv.h"

#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define VALUE_MOST 1e9 /* of patients or of Nm3 a day, much above any country's */

struct cell {
	size_t series;
	day_t day;
	double value;
};

struct table {
	VEC(const char *) ids;
	VEC(struct cell) cells;
};

static size_t
series_of(struct table *t, const char *id, struct arena *arena)
{
	for (size_t i = t->ids.n; i-- > 0;) /* rows of a series stand together */
		if (str_eq(t->ids.at[i], id))
			return i;
	*VEC_ADD(&t->ids) = arena_strdup(arena, id);
	return t->ids.n - 1;
}

/* False when it is neither a number nor empty; an empty cell is unknown. Not strtod alone: it takes "inf" and "0x1". */
static bool
read_number(const char *text, double *ret)
{
	char *rest;
	*ret = NAN;
	if (text[strspn(text, " ")] == '\0')
		return true;
	if (text[strspn(text, " 0123456789+-.eE")] != '\0')
		return false;
	*ret = strtod(text, &rest);
	return rest != text && rest[strspn(rest, " ")] == '\0' && *ret >= -VALUE_MOST && *ret <= VALUE_MOST;
}

static err_t
refuse_cell(const struct interop_csv_row *row, const char *column, enum fault_id id, const char *got, struct faults *f)
{
	char where[120], least[16], most[16];
	snprintf(where, sizeof where, "line %zu, column %s", row->line, column);
	snprintf(least, sizeof least, "%g", -VALUE_MOST);
	snprintf(most, sizeof most, "%g", VALUE_MOST);
	return fault_add(f, id, where, least, most, got);
}

static err_t
read_row(struct table *t, const struct interop_csv *csv, const struct interop_csv_row *row, const char *column, struct arena *arena)
{
	const char *id = row->field[interop_csv_column(csv, "series_id")], *date = row->field[interop_csv_column(csv, "date")];
	const char *value = row->field[interop_csv_column(csv, column)];
	day_t day;
	double x;
	if (*id == '\0' && *date == '\0' && *value == '\0')
		return ERR_OK; /* spreadsheets leave such rows behind */
	if (*id == '\0')
		return refuse_cell(row, "series_id", FAULT_REQUIRED, NULL, csv->faults);
	if (!calendar_parse_day(date, &day))
		return refuse_cell(row, "date", FAULT_DATE, NULL, csv->faults);
	if (!read_number(value, &x))
		return refuse_cell(row, column, FAULT_CSV_NUMBER, value, csv->faults);
	if (!isnan(x))
		*VEC_ADD(&t->cells) = (struct cell){ series_of(t, id, arena), day, x };
	return ERR_OK;
}

static err_t
find_columns(const struct interop_csv *csv, const char *column)
{
	const char *const needed[] = { "series_id", "date", column };
	CLEANUP(str_free) struct str there = { 0 };
	char where[40];
	for (size_t i = 0; i < csv->columns; i++)
		str_addf(&there, "%s%s", i ? ", " : "", csv->column[i]);
	snprintf(where, sizeof where, "line %zu", csv->heading);
	for (size_t i = 0; i < ARRAY_LEN(needed); i++)
		if (interop_csv_column(csv, needed[i]) < 0)
			return fault_add(csv->faults, FAULT_CSV_NO_COLUMN, where, needed[i], str_text(&there), NULL);
	return ERR_OK;
}

static err_t
read_rows(struct table *t, const struct str *text, const char *column, struct arena *arena, struct faults *f)
{
	CLEANUP(arena_free_ptr) struct arena *rows = arena_new();
	struct interop_csv csv;
	struct interop_csv_row row;
	bool end = false;
	err_t e = interop_csv_open(&csv, str_text(text), text->len, rows, f);
	if (!e)
		e = find_columns(&csv, column);
	while (!e && (e = interop_csv_next(&csv, &row, &end)) == ERR_OK && !end)
		e = read_row(t, &csv, &row, column, arena);
	return e;
}

static err_t
read_text(const char *path, struct str *ret, struct faults *f)
{
	char block[65536];
	size_t n;
	FILE *in = fopen(path, "re");
	if (in == NULL)
		return fault_add(f, FAULT_SERVER, path, "file", strerror(errno), NULL);
	while ((n = fread(block, 1, sizeof block, in)) > 0)
		str_add_n(ret, block, n);
	fclose(in);
	return ERR_OK;
}

/* One array per series, from its first published day to its last. */
static void
lay_out(const struct table *t, struct arena *arena, struct cli_truth_pool *ret)
{
	ret->n = t->ids.n;
	ret->id = ARENA_ARRAY(arena, const char *, t->ids.n + 1);
	ret->series = ARENA_ARRAY(arena, struct forecast_backtest_series, t->ids.n + 1);
	double **values = ARENA_ARRAY(arena, double *, t->ids.n + 1);
	VEC_FOREACH(c, &t->cells) {
		struct forecast_backtest_series *s = &ret->series[c->series];
		day_t end = s->n ? s->first_day + s->n - 1 : c->day;
		s->first_day = s->n && s->first_day < c->day ? s->first_day : c->day;
		s->n = (end > c->day ? end : c->day) - s->first_day + 1;
	}
	for (size_t i = 0; i < ret->n; i++) {
		ret->id[i] = t->ids.at[i];
		ret->series[i].value = values[i] = ARENA_ARRAY(arena, double, (size_t)ret->series[i].n);
		for (int d = 0; d < ret->series[i].n; d++)
			values[i][d] = NAN;
	}
	VEC_FOREACH(c, &t->cells)
		values[c->series][c->day - ret->series[c->series].first_day] = c->value;
}

/* "line 3" of which file. */
static void
name_file(const char *file, int first, struct faults *f)
{
	for (int i = first; f != NULL && i < f->n; i++) {
		char was[sizeof f->item[i].pointer];
		memcpy(was, f->item[i].pointer, sizeof was);
		snprintf(f->item[i].pointer, sizeof f->item[i].pointer, "%.60s%s%.96s", file, *was ? ", " : "", was);
	}
}

static err_t
read_pool(const char *dir, const char *file, const char *column, struct arena *arena, struct cli_truth_pool *ret, struct faults *f)
{
	CLEANUP(str_free) struct str text = { 0 };
	struct table t = { 0 };
	int faults = f ? f->n : 0;
	ret->name = arena_strndup(arena, file, strlen(file) - 4);
	err_t e = read_text(arena_printf(arena, "%s/%s", dir, file), &text, f);
	if (!e && (e = read_rows(&t, &text, column, arena, f)) != ERR_OK)
		name_file(file, faults, f);
	if (!e)
		lay_out(&t, arena, ret);
	VEC_FREE(&t.ids);
	VEC_FREE(&t.cells);
	return e;
}

static int
is_csv(const struct dirent *d)
{
	size_t n = strlen(d->d_name);
	return n > 4 && strcmp(d->d_name + n - 4, ".csv") == 0;
}

err_t
cli_truth_load(const char *dir, const char *column, struct cli_truth *ret, struct faults *f)
{
	struct dirent **files;
	err_t e = ERR_OK;
	int n = scandir(dir, &files, is_csv, alphasort);
	if (n < 0)
		return fault_add(f, FAULT_SERVER, dir, "directory", strerror(errno), NULL);
	*ret = (struct cli_truth){ .arena = arena_new() };
	ret->pools = ARENA_ARRAY(ret->arena, struct cli_truth_pool, (size_t)n + 1);
	for (int i = 0; i < n; i++) {
		if (!e)
			e = read_pool(dir, files[i]->d_name, column, ret->arena, &ret->pools[ret->n++], f);
		free(files[i]);
	}
	free(files);
	return e;
}

void
cli_truth_free(struct cli_truth *t)
{
	arena_free(t->arena);
	*t = (struct cli_truth){ 0 };
}
