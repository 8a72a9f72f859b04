/* vrplib - read routing instances.
 *
 * The text is walked once. A line of the head is a row of `keys`, a section is a row of `sections`:
 * each says into which figure of the draft its number goes, and between which bounds. Files come
 * from strangers: every number is bounded where it is read, and memory is asked for only after
 * DIMENSION has been compared with what the file could hold.
 *
 * What a kind lacks gets its neutral value (a window of the whole day, no release, one depot), so
 * that nobody behind the reader asks which kind it is more often than the rules differ. */
#include "planner/vrplib.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ANY_TIME (INT64_MAX / 8)

enum { NAME_MAX_LEN = 64, FIGURE_MAX_LEN = 64, TIME_MAX = 100000000 };

/* Figures of a row, by place or by vehicle. */
enum column {
	COL_COORD,
	COL_DEMAND,
	COL_WINDOW,
	COL_SERVICE,
	COL_RELEASE,
	COL_BACKHAUL,
	COL_DEPOT,
	COL_CAPACITY,
	COL_FIXED,
	COL_UNIT,
	COL_HOME,
	COL_RELOAD,
	COL_LONGEST,
	COLUMNS
};

struct section {
	const char *name;
	bool of_vehicles;
	int figures;
	double least, most;
};

static const struct section sections[COLUMNS] = {
	[COL_COORD] = { "NODE_COORD_SECTION", false, 2, -1e6, 1e6 },
	[COL_DEMAND] = { "DEMAND_SECTION", false, 1, 0, 1e9 },
	[COL_WINDOW] = { "TIME_WINDOW_SECTION", false, 2, 0, TIME_MAX },
	[COL_SERVICE] = { "SERVICE_TIME_SECTION", false, 1, 0, TIME_MAX },
	[COL_RELEASE] = { "RELEASE_TIME_SECTION", false, 1, 0, TIME_MAX },
	[COL_BACKHAUL] = { "BACKHAUL_SECTION", false, 1, 0, 1e9 },
	[COL_DEPOT] = { "DEPOT_SECTION", false, 0, 0, 0 },
	[COL_CAPACITY] = { "CAPACITY_SECTION", true, 1, 0, 1e12 },
	[COL_FIXED] = { "VEHICLES_FIXED_COST_SECTION", true, 1, 0, 1e9 },
	[COL_UNIT] = { "VEHICLES_UNIT_DISTANCE_COST_SECTION", true, 1, 0, 1e6 },
	[COL_HOME] = { "VEHICLES_DEPOT_SECTION", true, 1, 1, VRPLIB_PLACES_MAX },
	[COL_RELOAD] = { "VEHICLES_RELOAD_DEPOT_SECTION", true, 1, 1, VRPLIB_PLACES_MAX },
	[COL_LONGEST] = { "VEHICLES_MAX_DURATION_SECTION", true, 1, 0, TIME_MAX },
};

static const struct {
	const char *name;
	double scale; /* of times */
} kinds[VRPLIB_KINDS] = {
	[VRPLIB_CVRP] = { "CVRP", 1 },
	[VRPLIB_VRPTW] = { "VRPTW", 10 },
	[VRPLIB_MTVRPTWR] = { "MTVRPTWR", 10 },
	[VRPLIB_HFVRP] = { "HFVRP", 1 },
	[VRPLIB_VRPB] = { "VRPB", 1 },
	[VRPLIB_MDVRPTW] = { "MDVRPTW", 1000 },
};

/* Lines of the head. Each stands once: sections are as long as DIMENSION and VEHICLES said before
 * them, and of two capacities nobody knows which is meant. Only comments may repeat. */
enum key {
	KEY_NAME,
	KEY_COMMENT,
	KEY_TYPE,
	KEY_DIMENSION,
	KEY_VEHICLES,
	KEY_CAPACITY,
	KEY_SERVICE,
	KEY_LONGEST,
	KEY_DISTANCES,
	KEYS
};

static const char *const keys[KEYS] = {
	[KEY_NAME] = "NAME",
	[KEY_COMMENT] = "COMMENT",
	[KEY_TYPE] = "TYPE",
	[KEY_DIMENSION] = "DIMENSION",
	[KEY_VEHICLES] = "VEHICLES",
	[KEY_CAPACITY] = "CAPACITY",
	[KEY_SERVICE] = "SERVICE_TIME",
	[KEY_LONGEST] = "VEHICLES_MAX_DURATION",
	[KEY_DISTANCES] = "EDGE_WEIGHT_TYPE",
};

struct draft {
	const char *at, *end;
	int line;
	struct arena *arena;
	struct str *why;
	char name[NAME_MAX_LEN];
	int kind; /* -1 until told */
	bool seen[KEYS];
	int64_t dimension, vehicles, capacity, service, longest;
	double *column[COLUMNS]; /* two figures a row; NULL until the section begins */
	int n_depots;
};

static err_t
refuse(struct draft *d, const char *what)
{
	str_addf(d->why, "%d: %s", d->line, what);
	return ERR_INVALID;
}

/* ---- lines and numbers ---- */

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* The next line that is not empty, trimmed; false at the end of the text. */
static bool
next_line(struct draft *d, const char **ret_line, const char **ret_end)
{
	while (d->at < d->end) {
		const char *from = d->at, *stop = memchr(from, '\n', (size_t)(d->end - from));
		if (!stop)
			stop = d->end;
		d->at = stop < d->end ? stop + 1 : stop;
		d->line++;
		while (from < stop && is_blank(*from))
			from++;
		while (stop > from && is_blank(stop[-1]))
			stop--;
		if (from < stop) {
			*ret_line = from;
			*ret_end = stop;
			return true;
		}
	}
	return false;
}

/* One number at *at; false when there is none or it is no plain decimal. */
static bool
figure(const char **at, const char *end, double *ret)
{
	char buf[FIGURE_MAX_LEN], *rest;
	size_t n = 0;

	while (*at < end && is_blank(**at))
		(*at)++;
	while (*at < end && !is_blank(**at) && n + 1 < sizeof buf)
		buf[n++] = *(*at)++;
	buf[n] = '\0';
	if (n == 0 || strspn(buf, "0123456789+-.eE") != n)
		return false;
	*ret = strtod(buf, &rest);
	return *rest == '\0' && isfinite(*ret);
}

static bool
word_is(const char *from, const char *end, const char *word)
{
	size_t n = strlen(word);

	return (size_t)(end - from) == n && memcmp(from, word, n) == 0;
}

/* ---- the head ---- */

static err_t
whole(struct draft *d, const char *from, const char *end, int64_t least, int64_t most, int64_t *ret)
{
	double v;

	if (!figure(&from, end, &v) || from != end || v != floor(v) || v < (double)least ||
	    v > (double)most) {
		str_addf(d->why, "%d: expected a whole number from %lld to %lld", d->line,
		    (long long)least, (long long)most);
		return ERR_INVALID;
	}
	*ret = (int64_t)v;
	return ERR_OK;
}

static err_t
read_kind(struct draft *d, const char *from, const char *end)
{
	for (int k = 0; k < VRPLIB_KINDS; k++) {
		if (word_is(from, end, kinds[k].name)) {
			d->kind = k;
			return ERR_OK;
		}
	}
	return refuse(d, "expected TYPE CVRP, VRPTW, MTVRPTWR, HFVRP, VRPB or MDVRPTW");
}

static void
keep_name(struct draft *d, const char *from, const char *end)
{
	size_t n = (size_t)(end - from);

	n = n < sizeof d->name ? n : sizeof d->name - 1;
	memcpy(d->name, from, n);
	d->name[n] = '\0';
}

static err_t
read_value(struct draft *d, enum key k, const char *value, const char *end)
{
	switch (k) {
	case KEY_NAME:
		keep_name(d, value, end);
		return ERR_OK;
	case KEY_TYPE:
		return read_kind(d, value, end);
	case KEY_DIMENSION:
		return whole(d, value, end, 2, VRPLIB_PLACES_MAX, &d->dimension);
	case KEY_VEHICLES:
		return whole(d, value, end, 1, VRPLIB_VEHICLES_MAX, &d->vehicles);
	case KEY_CAPACITY:
		return whole(d, value, end, 0, 1000000000000, &d->capacity);
	case KEY_SERVICE:
		return whole(d, value, end, 0, TIME_MAX, &d->service);
	case KEY_LONGEST:
		return whole(d, value, end, 0, TIME_MAX, &d->longest);
	case KEY_DISTANCES:
		return word_is(value, end, "EUC_2D")
			   ? ERR_OK
			   : refuse(d, "expected EDGE_WEIGHT_TYPE EUC_2D");
	case KEY_COMMENT:
	case KEYS:
		break;
	}
	return ERR_OK;
}

static err_t
read_key(struct draft *d, const char *line, const char *end)
{
	const char *colon = memchr(line, ':', (size_t)(end - line)), *key_end = colon, *value;
	int k = 0;

	if (!colon)
		return refuse(d, "expected KEY : VALUE or a section that is known here");
	while (key_end > line && is_blank(key_end[-1]))
		key_end--;
	for (value = colon + 1; value < end && is_blank(*value);)
		value++;
	while (k < KEYS && !word_is(line, key_end, keys[k]))
		k++;
	if (k == KEYS)
		return refuse(d, "this key is not known; leaving it out could change the problem");
	if (d->seen[k] && k != KEY_COMMENT) {
		str_addf(d->why, "%d: %s stands twice", d->line, keys[k]);
		return ERR_INVALID;
	}
	d->seen[k] = true;
	return read_value(d, (enum key)k, value, end);
}

/* ---- sections ---- */

static err_t
read_depots(struct draft *d)
{
	const char *line, *end;
	double v;

	while (next_line(d, &line, &end)) {
		if (!figure(&line, end, &v) || line != end)
			return refuse(d, "expected the number of a depot, or -1");
		if (v == -1)
			return ERR_OK;
		if (v != d->n_depots + 1 || v >= (double)d->dimension)
			return refuse(d, "expected depots to be the first places, in order");
		d->n_depots++;
		const char *peek = d->at;
		while (peek < d->end && (is_blank(*peek) || *peek == '\n'))
			peek++;
		if (peek < d->end && *peek != '-' && (*peek < '0' || *peek > '9'))
			return ERR_OK;
	}
	return ERR_OK;
}

static err_t
read_row(struct draft *d, const struct section *s, int64_t row, double *into)
{
	const char *line, *end;
	double number;

	if (!next_line(d, &line, &end))
		return refuse(d, "the file ends inside a section");
	if (!figure(&line, end, &number) || number != (double)(row + 1)) {
		str_addf(
		    d->why, "%d: expected row %lld of %s", d->line, (long long)row + 1, s->name);
		return ERR_INVALID;
	}
	for (int i = 0; i < s->figures; i++) {
		if (!figure(&line, end, &into[i]) || into[i] < s->least || into[i] > s->most) {
			str_addf(d->why,
			    "%d: expected %d number%s from %.0f to %.0f after the first", d->line,
			    s->figures, s->figures == 1 ? "" : "s", s->least, s->most);
			return ERR_INVALID;
		}
	}
	return line == end ? ERR_OK : refuse(d, "more numbers than this section has");
}

static err_t
read_section(struct draft *d, enum column c)
{
	const struct section *s = &sections[c];
	int64_t rows = s->of_vehicles ? d->vehicles : d->dimension;

	if (d->column[c])
		return refuse(d, "this section stands twice");
	if (!d->dimension || (s->of_vehicles && !d->vehicles))
		return refuse(
		    d, "expected DIMENSION, and VEHICLES for sections of vehicles, before");
	/* A row takes at least "1 0": a head cannot ask for more memory than the file is worth. */
	if (c != COL_DEPOT && rows * 3 > d->end - d->at + 1)
		return refuse(d, "the section is shorter than the head says");
	d->column[c] = ARENA_ARRAY(d->arena, double, (size_t)rows * 2);
	if (c == COL_DEPOT)
		return read_depots(d);
	for (int64_t i = 0; i < rows; i++) {
		err_t e = read_row(d, s, i, d->column[c] + 2 * i);
		if (e)
			return e;
	}
	return ERR_OK;
}

static err_t
read_lines(struct draft *d)
{
	const char *line, *end;

	while (next_line(d, &line, &end)) {
		int c = 0;
		if (word_is(line, end, "EOF"))
			break;
		while (c < COLUMNS && !word_is(line, end, sections[c].name))
			c++;
		err_t e = c < COLUMNS ? read_section(d, (enum column)c) : read_key(d, line, end);
		if (e)
			return e;
	}
	return ERR_OK;
}

/* ---- from the draft to the instance ---- */

static double
cell(const struct draft *d, enum column c, int64_t row, double otherwise)
{
	return d->column[c] ? d->column[c][2 * row] : otherwise;
}

static int64_t
time_of(const struct draft *d, double t)
{
	return llround(t * kinds[d->kind].scale);
}

static void
fill_places(const struct draft *d, struct vrplib *v)
{
	struct vrplib_place *p = ARENA_ARRAY(d->arena, struct vrplib_place, (size_t)v->n_places);

	for (int32_t i = 0; i < v->n_places; i++) {
		const double *xy = d->column[COL_COORD] + 2 * i, *w = d->column[COL_WINDOW];
		bool depot = i < v->n_depots;
		p[i] = (struct vrplib_place){
			.x = xy[0],
			.y = xy[1],
			.deliver = depot ? 0 : llround(cell(d, COL_DEMAND, i, 0)),
			.pickup = depot ? 0 : llround(cell(d, COL_BACKHAUL, i, 0)),
			.open = w ? time_of(d, w[2 * i]) : 0,
			.close = w ? time_of(d, w[2 * i + 1]) : ANY_TIME,
			.service =
			    time_of(d, cell(d, COL_SERVICE, i, depot ? 0 : (double)d->service)),
			.release = depot ? 0 : time_of(d, cell(d, COL_RELEASE, i, 0)),
		};
	}
	v->places = p;
}

static err_t
fill_vehicles(struct draft *d, struct vrplib *v)
{
	struct vrplib_vehicle *m =
	    ARENA_ARRAY(d->arena, struct vrplib_vehicle, (size_t)v->n_vehicles);

	for (int32_t i = 0; i < v->n_vehicles; i++) {
		double longest = cell(d, COL_LONGEST, i, (double)d->longest);
		double home = cell(d, COL_HOME, i, 1), reload = cell(d, COL_RELOAD, i, home);
		if (home != floor(home) || home > v->n_depots || reload != home)
			return refuse(d, "a vehicle starts, reloads and ends at one depot");
		m[i] = (struct vrplib_vehicle){
			.depot = (int32_t)home - 1,
			.reloads = d->column[COL_RELOAD] != NULL,
			.capacity = llround(cell(d, COL_CAPACITY, i, (double)d->capacity)),
			.fixed = llround(cell(d, COL_FIXED, i, 0)),
			.unit = llround(cell(d, COL_UNIT, i, 1)),
			.longest = longest < 0 ? INT64_MAX : time_of(d, longest),
		};
	}
	v->vehicles = m;
	return ERR_OK;
}

/* The published costs of fleets with fixed costs and vehicles without number are hundredths of
 * exact distances; those of the other fleets count whole thousandths of a distance. */
static bool
is_fleet_in_hundredths(const struct draft *d)
{
	static const char *const exact[] = { "FSMF", "FSMFD" }, *const whole_ones[] = { "HD",
		"HVRP", "FSMD" };
	const char *dash = strrchr(d->name, '-'), *tail = dash ? dash + 1 : d->name;

	for (size_t i = 0; i < ARRAY_LEN(exact); i++)
		if (str_eq(tail, exact[i]))
			return true;
	for (size_t i = 0; i < ARRAY_LEN(whole_ones); i++)
		if (str_eq(tail, whole_ones[i]))
			return false;
	return d->column[COL_FIXED] && d->vehicles >= d->dimension - d->n_depots;
}

static enum vrplib_rule
rule_of(const struct draft *d)
{
	switch ((enum vrplib_kind)d->kind) {
	case VRPLIB_CVRP:
	case VRPLIB_VRPB:
		return VRPLIB_WHOLE;
	case VRPLIB_VRPTW:
		return VRPLIB_TENTHS;
	case VRPLIB_MTVRPTWR:
		return VRPLIB_TENTHS_INT;
	case VRPLIB_HFVRP:
		return is_fleet_in_hundredths(d) ? VRPLIB_EXACT : VRPLIB_THOUSANDTHS;
	case VRPLIB_MDVRPTW:
	case VRPLIB_KINDS:
		return VRPLIB_THOUSANDTHS;
	}
	return VRPLIB_WHOLE;
}

static err_t
complete(struct draft *d)
{
	if (d->kind < 0)
		return refuse(d, "expected TYPE before the end");
	if (!d->column[COL_COORD] || !d->column[COL_DEMAND])
		return refuse(d, "expected NODE_COORD_SECTION and DEMAND_SECTION before the end");
	if (d->capacity < 0 && !d->column[COL_CAPACITY])
		return refuse(d, "expected CAPACITY or CAPACITY_SECTION before the end");
	if (d->n_depots == 0)
		d->n_depots = 1;
	return ERR_OK;
}

/* Deliveries come before pickups: a place of both is neither, and one of neither would open a trip
 * for pickups that brings nothing. */
static err_t
check_pickups(struct draft *d, const struct vrplib *v)
{
	bool any = false;

	for (int32_t i = v->n_depots; i < v->n_places; i++)
		any |= v->places[i].pickup > 0;
	for (int32_t i = v->n_depots; any && i < v->n_places; i++) {
		bool delivers = v->places[i].deliver > 0, picks_up = v->places[i].pickup > 0;
		if (delivers != picks_up)
			continue;
		str_addf(d->why, "%d: place %d has %s pickup; expected one of them", d->line,
		    i + 1, delivers ? "a delivery and a" : "neither a delivery nor a");
		return ERR_INVALID;
	}
	return ERR_OK;
}

err_t
planner_vrplib_read(
    const char *text, size_t len, struct arena *a, struct vrplib *ret, struct str *why)
{
	struct draft d = { .at = text,
		.end = text + len,
		.arena = a,
		.why = why,
		.kind = -1,
		.capacity = -1,
		.longest = -1 };
	err_t e = read_lines(&d);

	if (!e)
		e = complete(&d);
	if (e)
		return e;
	struct vrplib v = {
		.kind = (enum vrplib_kind)d.kind,
		.rule = rule_of(&d),
		.timed = d.column[COL_WINDOW] || d.column[COL_RELEASE] || d.column[COL_LONGEST] ||
			 d.longest >= 0,
		.vehicles_told = d.kind == VRPLIB_HFVRP || d.kind == VRPLIB_MDVRPTW,
		.n_places = (int32_t)d.dimension,
		.n_depots = d.n_depots,
		.n_vehicles = (int32_t)(d.vehicles ? d.vehicles : d.dimension - d.n_depots),
	};
	fill_places(&d, &v);
	e = check_pickups(&d, &v);
	if (!e)
		e = fill_vehicles(&d, &v);
	if (e)
		return e;
	*ret = v;
	return ERR_OK;
}
