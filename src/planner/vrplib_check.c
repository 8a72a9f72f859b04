/* vrplib_check - judge a routing solution.
 *
 * Lines "Route #k: ..." and "Cost: C"; others are remarks of whoever wrote the file. Where vehicles
 * differ route k is vehicle k; where they are alike k only counts them. A place below the number of
 * depots inside a route is a reload.
 *
 * Shortest duration: drive as early as possible, then go back from the earliest end as late as the
 * windows allow. This is on purpose another method than that of the search. */
#include "planner/vrplib_check.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct judge {
	const struct vrplib *v;
	struct str *why;
	const char *at, *end;
	int line, route, n_routes;
	int *served_on; /* [place]: the route that came here, 0 = none */
	uint8_t *used;  /* [vehicle] */
	int32_t *stops; /* of the route at hand */
	int n_stops;
	double cost, stated;
	bool states_cost;
};

/* ---- distances, by the rule ---- */

static double
metres(const struct vrplib *v, int32_t a, int32_t b)
{
	double dx = v->places[a].x - v->places[b].x, dy = v->places[a].y - v->places[b].y;
	double d = sqrt(dx * dx + dy * dy);

	switch (v->rule) {
	case VRPLIB_WHOLE:
		return floor(d + 0.5);
	case VRPLIB_TENTHS:
	case VRPLIB_TENTHS_INT:
		return floor(10 * d);
	case VRPLIB_THOUSANDTHS:
		return floor(1000 * d + 0.5);
	case VRPLIB_EXACT:
		break;
	}
	return d;
}

static double
price(const struct vrplib *v, const struct vrplib_vehicle *m, double distance)
{
	double fixed = (double)m->fixed, unit = (double)m->unit;

	if (v->rule == VRPLIB_EXACT)
		return (distance * unit + fixed) / 100;
	return distance * unit + (v->rule == VRPLIB_THOUSANDTHS ? 1000 * fixed : fixed);
}

static void
write_cost(const struct vrplib *v, double cost, struct str *out)
{
	if (v->rule == VRPLIB_TENTHS)
		str_addf(out, "%.1f", cost / 10);
	else
		str_addf(out, v->rule == VRPLIB_EXACT ? "%.2f" : "%.0f", cost);
}

/* ---- one route ---- */

static bool
is_depot(const struct judge *j, int32_t place)
{
	return place < j->v->n_depots;
}

static bool
check_loads(struct judge *j, const struct vrplib_vehicle *m)
{
	int64_t out = 0, back = 0;

	for (int i = 0; i < j->n_stops; i++) {
		const struct vrplib_place *p = &j->v->places[j->stops[i]];
		if (is_depot(j, j->stops[i]))
			out = back = 0;
		if (p->deliver > 0 && back > 0) {
			str_addf(j->why, "route %d: delivers at %d after a pickup", j->route,
			    j->stops[i]);
			return false;
		}
		out += p->deliver;
		back += p->pickup;
		if (p->pickup > 0 && out == 0) {
			str_addf(j->why, "route %d: picks up at %d before any delivery", j->route,
			    j->stops[i]);
			return false;
		}
		if (out > m->capacity || back > m->capacity) {
			str_addf(j->why,
			    "route %d: load %" PRId64 " at %d above the capacity of %" PRId64,
			    j->route, out > back ? out : back, j->stops[i], m->capacity);
			return false;
		}
	}
	return true;
}

/* When the trip that begins behind stop `from` may leave: all its goods are there. */
static double
released(const struct judge *j, int from)
{
	double at = 0;

	for (int i = from; i < j->n_stops && !is_depot(j, j->stops[i]); i++)
		at = fmax(at, (double)j->v->places[j->stops[i]].release);
	return at;
}

static bool
check_window(struct judge *j, int32_t place, double arrive)
{
	if (arrive <= (double)j->v->places[place].close)
		return true;
	str_addf(j->why, "route %d: arrives at %d at %.0f, after it closes at %" PRId64, j->route,
	    place, arrive, j->v->places[place].close);
	return false;
}

/* The latest departure that still ends at `finish`. */
static double
latest_start(const struct judge *j, int32_t home, double finish)
{
	double at = finish;
	int32_t next = home;

	for (int i = j->n_stops - 1; i >= 0; i--) {
		const struct vrplib_place *p = &j->v->places[j->stops[i]];
		at = fmin(
		    (double)p->close, at - metres(j->v, j->stops[i], next) - (double)p->service);
		next = j->stops[i];
	}
	at -= metres(j->v, home, next);
	return fmin((double)j->v->places[home].close, at);
}

static bool
check_times(struct judge *j, const struct vrplib_vehicle *m)
{
	const struct vrplib_place *places = j->v->places;
	int32_t here = m->depot;
	double now = fmax((double)places[here].open, released(j, 0));

	for (int i = 0; i <= j->n_stops; i++) {
		int32_t next = i < j->n_stops ? j->stops[i] : m->depot;
		now += metres(j->v, here, next);
		if (!check_window(j, next, now))
			return false;
		if (i == j->n_stops)
			break;
		now = fmax(now, (double)places[next].open) + (double)places[next].service;
		if (is_depot(j, next))
			now = fmax(now, released(j, i + 1));
		here = next;
	}
	if (m->longest != INT64_MAX && now - latest_start(j, m->depot, now) > (double)m->longest) {
		str_addf(j->why, "route %d: takes %.0f, longer than %" PRId64, j->route,
		    now - latest_start(j, m->depot, now), m->longest);
		return false;
	}
	return true;
}

static bool
check_stops(struct judge *j, const struct vrplib_vehicle *m)
{
	for (int i = 0; i < j->n_stops; i++) {
		int32_t s = j->stops[i];
		if (is_depot(j, s) && (!m->reloads || s != m->depot)) {
			str_addf(j->why, "route %d: vehicles cannot reload at %d", j->route, s);
			return false;
		}
		if (!is_depot(j, s) && j->served_on[s]) {
			str_addf(j->why, "route %d: customer %d was served by route %d", j->route,
			    s, j->served_on[s]);
			return false;
		}
		if (!is_depot(j, s))
			j->served_on[s] = j->route;
	}
	return true;
}

static bool
check_route(struct judge *j)
{
	const struct vrplib_vehicle *m;
	double distance = 0;
	int32_t here;

	if (j->route < 1 || j->route > j->v->n_vehicles || j->used[j->route - 1]) {
		str_addf(j->why, "route %d: expected a vehicle from 1 to %d, once", j->route,
		    j->v->n_vehicles);
		return false;
	}
	j->used[j->route - 1] = 1;
	if (j->n_stops == 0)
		return true;
	m = &j->v->vehicles[j->route - 1];
	if (!check_stops(j, m) || !check_loads(j, m) || !check_times(j, m))
		return false;
	here = m->depot;
	for (int i = 0; i < j->n_stops; i++) {
		distance += metres(j->v, here, j->stops[i]);
		here = j->stops[i];
	}
	j->cost += price(j->v, m, distance + metres(j->v, here, m->depot));
	return true;
}

/* ---- the file ---- */

static bool
read_int(struct judge *j, int64_t *ret)
{
	int64_t v = 0;

	while (j->at < j->end && strchr(" \t\r", *j->at))
		j->at++;
	if (j->at == j->end || *j->at < '0' || *j->at > '9')
		return false;
	for (; j->at < j->end && *j->at >= '0' && *j->at <= '9'; j->at++)
		if (v < INT32_MAX)
			v = 10 * v + (*j->at - '0');
	*ret = v;
	return true;
}

/* "#k: a b c" up to the end of the line. */
static bool
read_route(struct judge *j)
{
	int64_t n;

	while (j->at < j->end && strchr(" \t#", *j->at))
		j->at++;
	if (!read_int(j, &n) || j->at == j->end || *j->at != ':') {
		str_addf(j->why, "line %d: expected Route #k: and its customers", j->line);
		return false;
	}
	j->at++;
	j->route = n > INT32_MAX ? 0 : (int)n;
	for (j->n_stops = 0; read_int(j, &n);) {
		if (n >= j->v->n_places || j->n_stops == 2 * j->v->n_places) {
			str_addf(j->why, "line %d: there is no customer %" PRId64, j->line, n);
			return false;
		}
		j->stops[j->n_stops++] = (int32_t)n;
	}
	if (j->at < j->end && *j->at != '\n') {
		str_addf(j->why, "line %d: expected numbers of customers only", j->line);
		return false;
	}
	return check_route(j);
}

static bool
read_cost(struct judge *j)
{
	char buf[64], *rest;
	size_t n = 0;

	while (j->at < j->end && strchr(" \t:", *j->at))
		j->at++;
	while (j->at < j->end && !strchr(" \t\r\n", *j->at) && n + 1 < sizeof buf)
		buf[n++] = *j->at++;
	buf[n] = '\0';
	j->stated = strtod(buf, &rest);
	j->states_cost = n > 0 && *rest == '\0' && isfinite(j->stated);
	if (!j->states_cost)
		str_addf(j->why, "line %d: expected the cost", j->line);
	return j->states_cost;
}

static bool
takes(struct judge *j, const char *word)
{
	size_t n = strlen(word);

	if ((size_t)(j->end - j->at) < n || memcmp(j->at, word, n) != 0)
		return false;
	j->at += n;
	return true;
}

static bool
read_lines(struct judge *j)
{
	while (j->at < j->end) {
		const char *stop = memchr(j->at, '\n', (size_t)(j->end - j->at));
		j->line++;
		if (takes(j, "Route")) {
			if (!read_route(j))
				return false;
		} else if (takes(j, "Cost")) {
			if (!read_cost(j))
				return false;
		}
		j->at = stop ? stop + 1 : j->end;
	}
	return true;
}

static bool
check_whole(struct judge *j, struct str *ret_cost)
{
	CLEANUP(str_free) struct str cost = { 0 };

	for (int32_t i = j->v->n_depots; i < j->v->n_places; i++) {
		if (!j->served_on[i]) {
			str_addf(j->why, "customer %d is not served", i);
			return false;
		}
	}
	write_cost(j->v, j->cost, &cost);
	double unit = j->v->rule == VRPLIB_TENTHS ? 10 : 1;
	double slack = j->v->rule == VRPLIB_EXACT ? 0.011 : 0.01;
	if (!j->states_cost || fabs(j->stated * unit - j->cost) > slack) {
		str_addf(j->why, "the cost is %s, not as stated", str_text(&cost));
		return false;
	}
	str_add(ret_cost, str_text(&cost));
	return true;
}

bool
planner_vrplib_check(
    const struct vrplib *v, const char *text, size_t len, struct str *ret_cost, struct str *why)
{
	struct arena *a CLEANUP(arena_free_ptr) = arena_new();
	struct judge j = { .v = v, .why = why, .at = text, .end = text + len };

	j.served_on = ARENA_ARRAY(a, int, (size_t)v->n_places);
	j.used = ARENA_ARRAY(a, uint8_t, (size_t)v->n_vehicles);
	j.stops = ARENA_ARRAY(a, int32_t, 2 * (size_t)v->n_places);
	return read_lines(&j) && check_whole(&j, ret_cost);
}
