/* roadef_csv - challenge instances as eight tables, the form in which a third party passes them on.
 *
 * A table's first line names its columns (the two matrices have none); it must be as expected,
 * since a column out of place would still be numbers. Fields hold no quotes and no commas. Sources
 * take every trailer, as version 1 has it; allowed_trailers.csv speaks of customers. */
#include "planner/roadef.h"

#include <string.h>

enum table { ALLOWED, DISTANCE, WINDOWS, DRIVERS, FORECASTS, LOCATIONS, TIME, TRAILERS };
enum { FIELD_MAX = 64, STEP_MIN = 60 };

const char *const planner_roadef_csv_names[ROADEF_CSV_FILES] = {
	[ALLOWED] = "allowed_trailers.csv",
	[DISTANCE] = "distance_matrix.csv",
	[WINDOWS] = "driver_windows.csv",
	[DRIVERS] = "drivers.csv",
	[FORECASTS] = "forecasts.csv",
	[LOCATIONS] = "locations.csv",
	[TIME] = "time_matrix.csv",
	[TRAILERS] = "trailers.csv",
};

static const char *const heads[ROADEF_CSV_FILES] = {
	[ALLOWED] = "location_index,trailer_index",
	[WINDOWS] = "driver_index,start,end",
	[DRIVERS] = "index,max_driving_duration,trailer_index,min_inter_shift_duration,time_cost",
	[FORECASTS] = "location_index,t0",
	[LOCATIONS] = "index,type,setupTime,capacity,initial_tank_quantity,safety_level",
	[TRAILERS] = "index,capacity,initial_quantity,distance_cost",
};

/* One row at a time: `field` yields its columns from the left. */
struct reader {
	const struct str *text;
	struct arena *a;
	struct str *why;
	bool bad;
	struct roadef *v;
	enum table table;
	const char *at, *end;  /* of the table's rest */
	const char *col, *eol; /* of the row's rest; col NULL: no column is left */
	int line;
};

static void
fault(struct reader *r, const char *what)
{
	if (!r->bad)
		str_addf(r->why, "%s:%d: %s", planner_roadef_csv_names[r->table],
		    r->line > 0 ? r->line : 1, what);
	r->bad = true;
}

/* The next row; blank lines are passed over. */
static bool
next_row(struct reader *r)
{
	while (!r->bad && r->at < r->end) {
		const char *nl = memchr(r->at, '\n', (size_t)(r->end - r->at));
		r->col = r->at;
		r->eol = nl ? nl : r->end;
		r->at = nl ? nl + 1 : r->end;
		r->line++;
		if (r->eol > r->col && r->eol[-1] == '\r')
			r->eol--;
		if (r->eol > r->col)
			return true;
	}
	return false;
}

static bool
field(struct reader *r, char out[FIELD_MAX])
{
	if (r->bad || !r->col) {
		fault(r, "expected more columns");
		return false;
	}
	const char *comma = memchr(r->col, ',', (size_t)(r->eol - r->col));
	const char *stop = comma ? comma : r->eol;
	size_t n = (size_t)(stop - r->col);
	if (n >= FIELD_MAX) {
		fault(r, "expected columns of less than 64 characters");
		return false;
	}
	memcpy(out, r->col, n);
	out[n] = '\0';
	r->col = comma ? comma + 1 : NULL;
	return true;
}

static long double
number(struct reader *r, long double lo, long double hi)
{
	char text[FIELD_MAX];
	long double n = lo;

	if (!field(r, text))
		return lo;
	if (!planner_roadef_number(text, lo, hi, &n) && !r->bad) {
		str_addf(r->why, "%s:%d: expected a number of %.0Lf to %.0Lf, got \"%s\"",
		    planner_roadef_csv_names[r->table], r->line, lo, hi, text);
		r->bad = true;
	}
	return n;
}

static int32_t
whole(struct reader *r, int32_t lo, int32_t hi)
{
	long double n = number(r, lo, hi);

	if (n != (long double)(int32_t)n)
		fault(r, "expected a whole number");
	return (int32_t)n;
}

static int64_t
decimal(struct reader *r, int64_t scale)
{
	int64_t most = scale == ROADEF_RATE ? ROADEF_RATE_MAX : ROADEF_QUANTITY_MAX;

	return planner_roadef_scaled(number(r, 0, most), scale);
}

static void
row_ends(struct reader *r)
{
	if (r->col)
		fault(r, "expected fewer columns");
}

/* Begin a table: back to its first row, behind the names of columns. */
static void
open_table(struct reader *r, enum table table)
{
	if (r->bad)
		return;
	r->table = table;
	r->line = 0;
	r->at = str_text(&r->text[table]);
	r->end = r->at + r->text[table].len;
	if (!heads[table])
		return;
	size_t n = strlen(heads[table]);
	bool exact = table != FORECASTS;
	if (!next_row(r) || (size_t)(r->eol - r->col) < n || memcmp(r->col, heads[table], n) != 0 ||
	    (exact && r->eol - r->col != (ptrdiff_t)n)) {
		r->line = 1;
		str_addf(r->why, "%s:1: expected the columns %s%s", planner_roadef_csv_names[table],
		    heads[table], exact ? "" : ",t1,...");
		r->bad = true;
	}
}

static int32_t
count_rows(struct reader *r, enum table table)
{
	int32_t n = 0;

	open_table(r, table);
	while (next_row(r) && n < INT32_MAX)
		n++;
	return n;
}

static int32_t
rows(struct reader *r, enum table table, int32_t most)
{
	int32_t n = count_rows(r, table);

	if (!r->bad && (n < 1 || n > most)) {
		str_addf(r->why, "%s:%d: expected 1 to %d rows", planner_roadef_csv_names[table],
		    r->line, most);
		r->bad = true;
	}
	open_table(r, table);
	return r->bad ? 0 : n;
}

static void
index_is(struct reader *r, int32_t expected)
{
	if (whole(r, 0, INT32_MAX) != expected && !r->bad) {
		str_addf(r->why, "%s:%d: expected the index %d", planner_roadef_csv_names[r->table],
		    r->line, expected);
		r->bad = true;
	}
}

static void
read_trailers(struct reader *r)
{
	int32_t i = 0, n = rows(r, TRAILERS, ROADEF_TRAILERS_MAX);
	struct roadef_trailer *t = ARENA_ARRAY(r->a, struct roadef_trailer, (size_t)n + 1);

	for (; i < n && next_row(r); i++) {
		index_is(r, i);
		t[i].capacity = decimal(r, ROADEF_UNIT);
		t[i].initial = decimal(r, ROADEF_UNIT);
		t[i].distance_cost = decimal(r, ROADEF_RATE);
		row_ends(r);
		if (t[i].initial > t[i].capacity)
			fault(r, "expected a first load of at most the capacity");
	}
	r->v->n_trailers = n;
	r->v->trailers = t;
}

/* Windows of all drivers stand in one table, in any order: two passes give each its own. */
static void
read_windows(struct reader *r, struct roadef_driver *d, int32_t n_drivers)
{
	int32_t n = rows(r, WINDOWS, ROADEF_WINDOWS_MAX);
	struct roadef_window *w = ARENA_ARRAY(r->a, struct roadef_window, (size_t)n + 1);
	struct roadef_window *of = w;

	for (int32_t i = 0; i < n_drivers && !r->bad; i++, of += d[i - 1].n_windows) {
		d[i].windows = of;
		open_table(r, WINDOWS);
		while (next_row(r)) {
			int32_t driver = whole(r, 0, n_drivers - 1);
			int32_t start = whole(r, 0, ROADEF_MINUTES_MAX);
			int32_t end = whole(r, 0, ROADEF_MINUTES_MAX);
			row_ends(r);
			if (end < start)
				fault(r, "expected a window that ends after its start");
			if (driver == i && !r->bad)
				of[d[i].n_windows++] = (struct roadef_window){ start, end };
		}
	}
}

static void
read_drivers(struct reader *r)
{
	int32_t i = 0, n = rows(r, DRIVERS, ROADEF_DRIVERS_MAX), trailers = r->v->n_trailers;
	struct roadef_driver *d = ARENA_ARRAY(r->a, struct roadef_driver, (size_t)n + 1);

	for (; i < n && next_row(r); i++) {
		bool *ok = ARENA_ARRAY(r->a, bool, (size_t)trailers);
		index_is(r, i);
		d[i].driving = whole(r, 0, ROADEF_MINUTES_MAX);
		int32_t t = whole(r, 0, trailers - 1);
		d[i].rest = whole(r, 0, ROADEF_MINUTES_MAX);
		d[i].minute_cost = decimal(r, ROADEF_RATE);
		d[i].layover = ROADEF_NEVER;
		d[i].trailer_ok = ok;
		row_ends(r);
		if (!r->bad)
			ok[t] = true;
	}
	read_windows(r, d, n);
	r->v->n_drivers = n;
	r->v->drivers = d;
}

/* Base, sources, customers, in this order. */
static void
read_place(struct reader *r, struct roadef_place *p, int32_t i)
{
	static const char *const kinds[] = { "Base", "Source", "Customer" };
	char kind[FIELD_MAX] = "";
	int k = 0;

	index_is(r, i);
	if (!field(r, kind))
		return;
	while (k < 3 && strcmp(kind, kinds[k]) != 0)
		k++;
	if (k == 3 || (k == 0) != (i == 0) || (k == 1 && i != r->v->n_sources + 1)) {
		fault(r, "expected one Base, then each Source, then each Customer");
		return;
	}
	p->setup = whole(r, 0, ROADEF_MINUTES_MAX);
	if (k < 2) {
		r->v->n_sources += k;
		return;
	}
	p->capacity = decimal(r, ROADEF_UNIT);
	p->initial = decimal(r, ROADEF_UNIT);
	p->safety = decimal(r, ROADEF_UNIT);
	row_ends(r);
	if (planner_roadef_customer_fault(p))
		fault(r, planner_roadef_customer_fault(p));
}

static void
read_allowed(struct reader *r, bool *ok)
{
	int32_t trailers = r->v->n_trailers, first = r->v->n_sources + 1;

	memset(ok, true, (size_t)first * (size_t)trailers * sizeof *ok);
	open_table(r, ALLOWED);
	while (next_row(r)) {
		int32_t place = whole(r, 0, r->v->n_places - 1);
		int32_t trailer = whole(r, 0, trailers - 1);
		row_ends(r);
		if (!r->bad)
			ok[place * trailers + trailer] = true;
	}
}

/* A source may stand among the rows with zeros; every customer has one row. */
static void
read_forecasts(struct reader *r, struct roadef_place *p)
{
	int32_t steps = 0;

	open_table(r, FORECASTS);
	for (const char *c = r->bad ? NULL : r->col; c && c < r->eol; c++)
		steps += *c == ',';
	if (steps < 1 || steps > ROADEF_STEPS_MAX)
		fault(r, "expected 1 to 9000 steps");
	r->v->steps = steps;
	long double *by_step = ARENA_ARRAY(r->a, long double, (size_t)steps + 1);
	while (next_row(r)) {
		int32_t at = whole(r, r->v->n_sources + 1, r->v->n_places - 1);
		for (int32_t i = 0; i < steps && !r->bad; i++)
			by_step[i] = number(r, 0, ROADEF_QUANTITY_MAX);
		row_ends(r);
		if (!r->bad && p[at].used)
			fault(r, "expected one row by customer");
		if (!r->bad)
			p[at].used = planner_roadef_added_up(by_step, steps, r->a);
	}
	for (int32_t i = r->v->n_sources + 1; i < r->v->n_places; i++)
		if (!p[i].used)
			fault(r, "expected a row for every customer");
}

static void
read_places(struct reader *r)
{
	int32_t i = 0, n = rows(r, LOCATIONS, ROADEF_PLACES_MAX), trailers = r->v->n_trailers;
	struct roadef_place *p = ARENA_ARRAY(r->a, struct roadef_place, (size_t)n + 1);
	bool *ok = ARENA_ARRAY(r->a, bool, (size_t)n *(size_t)trailers + 1);

	r->v->n_places = n;
	r->v->places = p;
	for (; i < n && next_row(r); i++) {
		read_place(r, &p[i], i);
		p[i].trailer_ok = &ok[i * trailers];
	}
	if (r->v->n_sources < 1 || r->v->n_sources + 1 >= n)
		fault(r, "expected at least one Source and one Customer");
	if (r->bad)
		return;
	read_allowed(r, ok);
	read_forecasts(r, p);
}

static const int64_t *
matrix(struct reader *r, enum table table, int64_t scale)
{
	int32_t n = rows(r, table, ROADEF_PLACES_MAX), places = r->v->n_places, at = 0;
	int64_t *m = ARENA_ARRAY(r->a, int64_t, (size_t)places * (size_t)places + 1);

	if (!r->bad && n != places)
		fault(r, "expected a row for every place");
	while (next_row(r)) {
		for (int32_t i = 0; i < places && !r->bad; i++) {
			long double x = number(r, 0, ROADEF_FAR_MAX);
			if (scale == 1 && x != (long double)(int32_t)x)
				fault(r, "expected a whole number of minutes");
			m[at++] = planner_roadef_scaled(x, scale);
		}
		row_ends(r);
	}
	return m;
}

err_t
planner_roadef_csv(
    const struct str text[ROADEF_CSV_FILES], struct arena *a, struct roadef *ret, struct str *why)
{
	struct roadef v = { .step = STEP_MIN };
	struct reader r = { .text = text, .a = a, .why = why, .v = &v };

	read_trailers(&r);
	if (!r.bad)
		read_drivers(&r);
	if (!r.bad)
		read_places(&r);
	if (!r.bad)
		v.minutes = planner_roadef_minutes(
		    matrix(&r, TIME, 1), (size_t)v.n_places * (size_t)v.n_places, a);
	if (!r.bad)
		v.distance = matrix(&r, DISTANCE, ROADEF_DISTANCE);
	if (r.bad)
		return ERR_INVALID;
	*ret = v;
	return ERR_OK;
}
