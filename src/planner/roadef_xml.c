/* roadef_xml - the challenge's XML, version 1 or converted to version 2.
 *
 * Element names are the challenge's, with their mixed capitals. Rows are told by the name of the
 * list they stand in, not by their own, since that is where versions differ. */
#include "planner/roadef.h"
#include "planner/xml.h"

#include <string.h>

struct reader {
	struct arena *a;
	struct str *why;
	bool bad;
	struct roadef *v;
};

static void
fault(struct reader *r, int line, const char *what)
{
	if (!r->bad)
		str_addf(r->why, "%d: %s", line, what);
	r->bad = true;
}

static long double
value(struct reader *r, const struct xml *x, long double lo, long double hi)
{
	long double n = lo;

	if (!planner_roadef_number(x->text, lo, hi, &n) && !r->bad) {
		str_addf(r->why, "%d: expected <%s> of %.0Lf to %.0Lf, got \"%.40s\"", x->line,
		    x->name, lo, hi, x->text);
		r->bad = true;
	}
	return n;
}

/* The whole number in <name> of `of`; `lo` when something is wrong. */
static int32_t
whole(struct reader *r, const struct xml *of, const char *name, int32_t lo, int32_t hi)
{
	const struct xml *x = planner_xml_child(of, name);

	if (!x) {
		if (!r->bad)
			str_addf(r->why, "%d: <%s> needs <%s>", of->line, of->name, name);
		r->bad = true;
		return lo;
	}
	long double n = value(r, x, lo, hi);
	if (n != (long double)(int32_t)n)
		fault(r, x->line, "expected a whole number");
	return (int32_t)n;
}

static int32_t
whole_or(struct reader *r, const struct xml *of, const char *name, int32_t hi, int32_t otherwise)
{
	return planner_xml_child(of, name) ? whole(r, of, name, 0, hi) : otherwise;
}

static int64_t
decimal(struct reader *r, const struct xml *of, const char *name, int64_t scale)
{
	int64_t most = scale == ROADEF_RATE ? ROADEF_RATE_MAX : ROADEF_QUANTITY_MAX;
	const struct xml *x = planner_xml_child(of, name);

	if (!x) {
		if (!r->bad)
			str_addf(r->why, "%d: <%s> needs <%s>", of->line, of->name, name);
		r->bad = true;
		return 0;
	}
	return planner_roadef_scaled(value(r, x, 0, most), scale);
}

/* The children of <name>, at least one and at most `most`; returns the list. */
static const struct xml *
list(struct reader *r, const struct xml *of, const char *name, int32_t most, int32_t *ret_n)
{
	const struct xml *x = planner_xml_child(of, name);

	*ret_n = 0;
	for (const struct xml *c = x ? x->child : NULL; c; c = c->next)
		++*ret_n;
	if (*ret_n < 1 || *ret_n > most) {
		if (!r->bad)
			str_addf(r->why, "%d: <%s> needs <%s> with 1 to %d entries",
			    x ? x->line : of->line, of->name, name, most);
		r->bad = true;
		return NULL;
	}
	return x;
}

/* Rows stand in the order of their indices; anything else is refused rather than guessed. */
static void
check_index(struct reader *r, const struct xml *row, int32_t expected)
{
	if (whole(r, row, "index", 0, INT32_MAX) != expected && !r->bad) {
		str_addf(r->why, "%d: expected the index %d", row->line, expected);
		r->bad = true;
	}
}

static const struct roadef_window *
windows(struct reader *r, const struct xml *of, int32_t *ret_n)
{
	const struct xml *x = list(r, of, "timewindows", ROADEF_WINDOWS_MAX, ret_n);
	struct roadef_window *w = ARENA_ARRAY(r->a, struct roadef_window, (size_t)*ret_n + 1);
	int32_t n = 0;

	for (const struct xml *c = x ? x->child : NULL; c && !r->bad; c = c->next) {
		w[n].start = whole(r, c, "start", 0, ROADEF_MINUTES_MAX);
		w[n].end = whole(r, c, "end", 0, ROADEF_MINUTES_MAX);
		if (w[n].end < w[n].start)
			fault(r, c->line, "expected a window that ends after its start");
		n++;
	}
	return w;
}

/* Either a list of numbers or, in version 1, one number. */
static const bool *
trailers_of(struct reader *r, const struct xml *of, const char *name)
{
	bool *ok = ARENA_ARRAY(r->a, bool, (size_t)r->v->n_trailers);
	const struct xml *x = planner_xml_child(of, name);
	int32_t last = r->v->n_trailers - 1;

	if (x && !x->child && x->text[0] != '\0')
		ok[whole(r, of, name, 0, last)] = true;
	for (const struct xml *c = x ? x->child : NULL; c && !r->bad; c = c->next) {
		long double i = value(r, c, 0, last);
		if (i != (long double)(int32_t)i)
			fault(r, c->line, "expected the whole number of a trailer");
		else
			ok[(int32_t)i] = true;
	}
	return ok;
}

static const bool *
all_trailers(struct reader *r)
{
	bool *ok = ARENA_ARRAY(r->a, bool, (size_t)r->v->n_trailers);

	memset(ok, true, (size_t)r->v->n_trailers * sizeof *ok);
	return ok;
}

static void
read_drivers(struct reader *r, const struct xml *root)
{
	const struct xml *x = list(r, root, "drivers", ROADEF_DRIVERS_MAX, &r->v->n_drivers);
	struct roadef_driver *d =
	    ARENA_ARRAY(r->a, struct roadef_driver, (size_t)r->v->n_drivers + 1);
	int32_t i = 0;

	for (const struct xml *c = x ? x->child : NULL; c && !r->bad; c = c->next, i++) {
		check_index(r, c, i);
		d[i].rest = whole(r, c, "minInterSHIFTDURATION", 0, ROADEF_MINUTES_MAX);
		d[i].driving = whole(r, c, "maxDrivingDuration", 0, ROADEF_MINUTES_MAX);
		d[i].layover = whole_or(r, c, "LayoverDuration", ROADEF_MINUTES_MAX, 0);
		if (d[i].layover == 0)
			d[i].layover = ROADEF_NEVER;
		d[i].minute_cost = decimal(r, c, "TimeCost", ROADEF_RATE);
		d[i].windows = windows(r, c, &d[i].n_windows);
		d[i].trailer_ok = trailers_of(r, c, "trailer");
	}
	r->v->drivers = d;
}

static void
read_trailers(struct reader *r, const struct xml *root)
{
	const struct xml *x = list(r, root, "trailers", ROADEF_TRAILERS_MAX, &r->v->n_trailers);
	struct roadef_trailer *t =
	    ARENA_ARRAY(r->a, struct roadef_trailer, (size_t)r->v->n_trailers + 1);
	int32_t i = 0;

	for (const struct xml *c = x ? x->child : NULL; c && !r->bad; c = c->next, i++) {
		check_index(r, c, i);
		t[i].capacity = decimal(r, c, "Capacity", ROADEF_UNIT);
		t[i].initial = decimal(r, c, "InitialQuantity", ROADEF_UNIT);
		t[i].distance_cost = decimal(r, c, "DistanceCost", ROADEF_RATE);
		if (t[i].initial > t[i].capacity)
			fault(r, c->line, "expected a first load of at most the capacity");
	}
	r->v->trailers = t;
}

static const int64_t *
forecast(struct reader *r, const struct xml *of)
{
	int32_t n;
	const struct xml *x = list(r, of, "Forecast", 1 << 20, &n);
	long double *by_step = ARENA_ARRAY(r->a, long double, (size_t)r->v->steps);

	if (!r->bad && n < r->v->steps)
		fault(r, x->line, "expected a forecast for every step of the horizon");
	const struct xml *c = r->bad ? NULL : x->child;
	for (int32_t i = 0; c && i < r->v->steps; c = c->next, i++)
		by_step[i] = value(r, c, 0, ROADEF_QUANTITY_MAX);
	return planner_roadef_added_up(by_step, r->v->steps, r->a);
}

static void
read_customer(struct reader *r, const struct xml *c, struct roadef_place *p)
{
	if (whole_or(r, c, "callIn", 1, 0) != 0)
		fault(r, c->line, "call-in customers belong to version 2 and are not read");
	p->setup = whole(r, c, "setupTime", 0, ROADEF_MINUTES_MAX);
	p->trailer_ok = trailers_of(r, c, "allowedTrailers");
	if (planner_xml_child(c, "timewindows"))
		p->windows = windows(r, c, &p->n_windows);
	p->capacity = decimal(r, c, "Capacity", ROADEF_UNIT);
	p->initial = decimal(r, c, "InitialTankQuantity", ROADEF_UNIT);
	p->safety = decimal(r, c, "SafetyLevel", ROADEF_UNIT);
	if (planner_xml_child(c, "MinOperationQuantity"))
		p->least = decimal(r, c, "MinOperationQuantity", ROADEF_UNIT);
	p->used = forecast(r, c);
	if (planner_roadef_customer_fault(p))
		fault(r, c->line, planner_roadef_customer_fault(p));
}

static void
read_places(struct reader *r, const struct xml *root)
{
	int32_t n_customers, i = 1;
	const struct xml *s = list(r, root, "sources", ROADEF_PLACES_MAX, &r->v->n_sources);
	const struct xml *c = list(r, root, "customers", ROADEF_PLACES_MAX, &n_customers);
	const struct xml *base = planner_xml_child(root, "bases");
	struct roadef_place *p =
	    ARENA_ARRAY(r->a, struct roadef_place, (size_t)(1 + r->v->n_sources + n_customers));

	r->v->n_places = 1 + r->v->n_sources + n_customers;
	r->v->places = p;
	if (!base)
		fault(r, root->line, "expected <bases> with the index 0");
	else
		check_index(r, base, 0);
	p[0].trailer_ok = all_trailers(r);
	for (const struct xml *x = s ? s->child : NULL; x && !r->bad; x = x->next, i++) {
		check_index(r, x, i);
		p[i].setup = whole(r, x, "setupTime", 0, ROADEF_MINUTES_MAX);
		p[i].trailer_ok = planner_xml_child(x, "allowedTrailers")
				      ? trailers_of(r, x, "allowedTrailers")
				      : all_trailers(r);
	}
	for (const struct xml *x = c ? c->child : NULL; x && !r->bad; x = x->next, i++) {
		check_index(r, x, i);
		read_customer(r, x, &p[i]);
	}
}

static const int64_t *
matrix(struct reader *r, const struct xml *root, const char *name, int64_t scale)
{
	int32_t n, width, at = 0, places = r->v->n_places;
	const struct xml *x = list(r, root, name, ROADEF_PLACES_MAX, &n);
	int64_t *m = ARENA_ARRAY(r->a, int64_t, (size_t)places * (size_t)places);

	if (!r->bad && n != places)
		fault(r, x->line, "expected a row for every place");
	for (const struct xml *row = r->bad ? NULL : x->child; row && !r->bad; row = row->next) {
		width = 0;
		for (const struct xml *c = row->child; c && !r->bad; c = c->next, width++) {
			long double far = value(r, c, 0, ROADEF_FAR_MAX);
			if (scale == 1 && far != (long double)(int32_t)far)
				fault(r, c->line, "expected a whole number of minutes");
			if (width < places)
				m[at++] = planner_roadef_scaled(far, scale);
		}
		if (width != places)
			fault(r, row->line, "expected a number for every place");
	}
	return m;
}

err_t
planner_roadef_xml(
    const char *text, size_t len, struct arena *a, struct roadef *ret, struct str *why)
{
	const struct xml *root;
	struct roadef v = { 0 };
	struct reader r = { .a = a, .why = why, .v = &v };
	err_t e = planner_xml_read(text, len, a, &root, why);

	if (e)
		return e;
	if (strcmp(root->name, "IRP_Roadef_Challenge_Instance") != 0)
		fault(&r, root->line, "expected <IRP_Roadef_Challenge_Instance>");
	if (!r.bad) {
		v.step = whole(&r, root, "unit", 1, 1440);
		v.steps = whole(&r, root, "horizon", 1, ROADEF_STEPS_MAX);
		read_trailers(&r, root);
		if (!r.bad)
			read_drivers(&r, root);
		if (!r.bad)
			read_places(&r, root);
		if (!r.bad)
			v.minutes = planner_roadef_minutes(matrix(&r, root, "timeMatrices", 1),
			    (size_t)v.n_places * (size_t)v.n_places, a);
		if (!r.bad)
			v.distance = matrix(&r, root, "DistMatrices", ROADEF_DISTANCE);
	}
	if (r.bad)
		return ERR_INVALID;
	*ret = v;
	return ERR_OK;
}
