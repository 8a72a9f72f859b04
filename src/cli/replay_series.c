/* replay_series - all files into one table of days, then the window. */
#include "cli/replay_series.h"

#include "base/mem.h"
#include "base/str.h"
#include "base/vec.h"
#include "interop/csv.h"

#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_DAY = 18000, DAYS_MAX = 1400, GAP_MAX = 7 }; /* from April 2019: every published wave lies in it */

struct course {
	char *id;
	double hospitalized[DAYS_MAX], icu[DAYS_MAX];
};

typedef VEC(struct course *) courses_t;

static struct course *
course_of(courses_t *all, const char *id)
{
	for (size_t i = all->n; i-- > 0;)
		if (str_eq(all->at[i]->id, id))
			return all->at[i];
	struct course *c = MEM_NEW(struct course);
	c->id = mem_strdup(id);
	for (int d = 0; d < DAYS_MAX; d++)
		c->hospitalized[d] = c->icu[d] = NAN;
	*VEC_ADD(all) = c;
	return c;
}

static double
number_of(const char *cell)
{
	return cell == NULL ? NAN : strtod(cell, NULL);
}

static err_t
read_text(courses_t *all, const char *text, size_t n, struct faults *f)
{
	CLEANUP(arena_free_ptr) struct arena *arena = arena_new();
	struct interop_csv csv;
	struct interop_csv_row row;
	bool end = false;
	err_t e = interop_csv_open(&csv, text, n, arena, f);
	while (!e && (e = interop_csv_next(&csv, &row, &end)) == ERR_OK && !end) {
		day_t day;
		const char *id = interop_csv_field(&csv, &row, "series_id"), *date = interop_csv_field(&csv, &row, "date");
		if (id == NULL || date == NULL || !calendar_parse_day(date, &day) || day < FIRST_DAY || day >= FIRST_DAY + DAYS_MAX)
			continue;
		struct course *c = course_of(all, id);
		c->hospitalized[day - FIRST_DAY] = number_of(interop_csv_field(&csv, &row, "hospitalized"));
		c->icu[day - FIRST_DAY] = number_of(interop_csv_field(&csv, &row, "icu"));
	}
	return e;
}

static err_t
read_file(courses_t *all, const char *path, struct faults *f)
{
	CLEANUP(str_free) struct str text = { 0 };
	char block[65536];
	size_t n;
	FILE *in = fopen(path, "re");
	if (in == NULL)
		return fault_add(f, FAULT_SERVER, path, "file", strerror(errno), NULL);
	while ((n = fread(block, 1, sizeof block, in)) > 0)
		str_add_n(&text, block, n);
	fclose(in);
	return read_text(all, str_text(&text), text.len, f);
}

static err_t
read_dir(courses_t *all, const char *path, struct faults *f)
{
	struct dirent **names;
	char file[4096];
	err_t e = ERR_OK;
	int n = scandir(path, &names, NULL, alphasort);
	if (n < 0)
		return fault_add(f, FAULT_SERVER, path, "directory", strerror(errno), NULL);
	for (int i = 0; i < n; i++) {
		size_t len = strlen(names[i]->d_name);
		snprintf(file, sizeof file, "%s/%s", path, names[i]->d_name);
		if (!e && len > 4 && str_eq(names[i]->d_name + len - 4, ".csv"))
			e = read_file(all, file, f);
		free(names[i]);
	}
	free(names);
	return e;
}

static void
fill_gaps(struct course *c)
{
	int age = GAP_MAX;
	for (int d = 1; d < DAYS_MAX; d++) {
		age = isnan(c->hospitalized[d]) ? age + 1 : 0;
		if (age > 0 && age <= GAP_MAX) {
			c->hospitalized[d] = c->hospitalized[d - 1];
			c->icu[d] = c->icu[d - 1];
		}
	}
}

static bool
covers(const struct course *c, int last, int days)
{
	for (int d = last - days + 1; d <= last; d++)
		if (isnan(c->hospitalized[d]))
			return false;
	return true;
}

static double
highest(const struct course *c, int from, int to)
{
	double most = 0;
	for (int d = from; d <= to; d++)
		most = c->hospitalized[d] > most ? c->hospitalized[d] : most;
	return most;
}

static int
choose_last(const courses_t *all, int days)
{
	int best = -1;
	double best_sum = 0, *most = MEM_ARRAY(double, all->n + 1);
	for (size_t i = 0; i < all->n; i++)
		most[i] = fmax(1, highest(all->at[i], 0, DAYS_MAX - 1));
	for (int d = days - 1; d < DAYS_MAX; d++) {
		double sum = 0;
		for (size_t i = 0; i < all->n; i++)
			sum += covers(all->at[i], d, days) ? all->at[i]->hospitalized[d] / most[i] : 0;
		if (sum > best_sum) {
			best_sum = sum;
			best = d;
		}
	}
	free(most);
	return best;
}

static int
by_peak(const void *a, const void *b)
{
	const struct cli_replay_series_one *x = a, *y = b;
	return x->peak < y->peak ? 1 : x->peak > y->peak ? -1 : strcmp(x->id, y->id);
}

static void
cut(const courses_t *all, int last, struct cli_replay_series *ret)
{
	int first = last - ret->days + 1;
	ret->items = ARENA_ARRAY(ret->arena, struct cli_replay_series_one, all->n);
	for (size_t i = 0; i < all->n; i++) {
		const struct course *c = all->at[i];
		if (!covers(c, last, ret->days) || highest(c, first, last) < 1) {
			ret->left_out++;
			continue;
		}
		struct cli_replay_series_one *s = &ret->items[ret->n++];
		*s = (struct cli_replay_series_one){ arena_strdup(ret->arena, c->id), highest(c, first, last), ARENA_ARRAY(ret->arena, double, (size_t)ret->days),
			ARENA_ARRAY(ret->arena, double, (size_t)ret->days) };
		for (int d = 0; d < ret->days; d++) {
			s->hospitalized[d] = c->hospitalized[first + d];
			s->icu[d] = isnan(c->icu[first + d]) ? 0 : fmin(c->icu[first + d], s->hospitalized[d]);
		}
	}
	qsort(ret->items, ret->n, sizeof *ret->items, by_peak);
}

err_t
cli_replay_series_load(const char *dir, int days, struct cli_replay_series *ret, struct faults *f)
{
	courses_t all = { 0 };
	*ret = (struct cli_replay_series){ .days = days, .arena = arena_new() };
	err_t e = read_dir(&all, dir, f);
	for (size_t i = 0; i < all.n; i++)
		fill_gaps(all.at[i]);
	int last = e ? -1 : choose_last(&all, days);
	if (!e && last < 0)
		e = fault_add(f, FAULT_SERVER, dir, "series", "none was published through so many days", NULL);
	if (!e) {
		ret->last = FIRST_DAY + last;
		cut(&all, last, ret);
	}
	for (size_t i = 0; i < all.n; i++) {
		free(all.at[i]->id);
		free(all.at[i]);
	}
	VEC_FREE(&all);
	if (e)
		cli_replay_series_free(ret);
	return e;
}

void
cli_replay_series_free(struct cli_replay_series *s)
{
	arena_free(s->arena);
	*s = (struct cli_replay_series){ 0 };
}
