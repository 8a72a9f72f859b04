/* search_model - matrix, types and neighbours.
 *
 * "beside" are the places of an insertion: by distance, those left out that no trip can have side
 * by side. So many are needed because what fits may be a long leg that passes by, or a gap in a
 * timetable (measured in doc/adr/0028). "near" are for moves that join two customers; where pickups
 * come after deliveries, two of a kind stand beside each other in all places of a trip but one.
 * With windows they are ranked by distance, a fifth of the waiting and all of the lateness that one
 * right after the other means (weights of Vidal et al. 2013). "ring" is by distance alone: what a
 * truck passes anyway is what is worth taking out together. */
#include "planner/search_model.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NEAR = 28, NEAR_LIMITED = 40, BESIDE = 100, BESIDE_TIMED = 150, RING = 120 };

/* A delivery beside a pickup is at most once in a trip. */
static const double OTHER_KIND = 2;

/* ---- numbers along Hilbert's curve ---- */

enum { CURVE_SIDE = 1 << 15 };

static double
along_curve(uint32_t x, uint32_t y)
{
	double at = 0;

	for (uint32_t s = CURVE_SIDE / 2; s > 0; s /= 2) {
		uint32_t right = (x & s) > 0, up = (y & s) > 0;
		at = 4 * at + ((3 * right) ^ up);
		if (up == 0) {
			uint32_t swap = right ? CURVE_SIDE - 1 - x : x;
			x = right ? CURVE_SIDE - 1 - y : y;
			y = swap;
		}
	}
	return at;
}

struct ranked {
	double key;
	int32_t place;
};

static int
by_key(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return x->place < y->place ? -1 : x->place > y->place;
}

static double
widest(const struct vrplib *v, double *ret_x, double *ret_y)
{
	double x1 = v->places[0].x, x2 = x1, y1 = v->places[0].y, y2 = y1;

	for (int32_t i = 1; i < v->n_places; i++) {
		x1 = fmin(x1, v->places[i].x);
		x2 = fmax(x2, v->places[i].x);
		y1 = fmin(y1, v->places[i].y);
		y2 = fmax(y2, v->places[i].y);
	}
	*ret_x = x1;
	*ret_y = y1;
	return fmax(fmax(x2 - x1, y2 - y1), 1e-9);
}

/* The instance with its customers in another order; depots stay where they are. */
static void
number_anew(const struct vrplib *v, struct arena *a, struct search_model *ret)
{
	size_t n = (size_t)v->n_places;
	struct vrplib *own = ARENA_ARRAY(a, struct vrplib, 1);
	struct vrplib_place *places = ARENA_ARRAY(a, struct vrplib_place, n);
	struct ranked *row = ARENA_ARRAY(a, struct ranked, n);
	int32_t *name = ARENA_ARRAY(a, int32_t, n);
	double x, y, scale = (CURVE_SIDE - 1) / widest(v, &x, &y);

	for (int32_t i = 0; i < v->n_places; i++)
		row[i] =
		    (struct ranked){ i < v->n_depots
					 ? i - v->n_depots
					 : along_curve((uint32_t)((v->places[i].x - x) * scale),
					       (uint32_t)((v->places[i].y - y) * scale)),
			    i };
	qsort(row, n, sizeof *row, by_key);
	for (size_t i = 0; i < n; i++) {
		name[i] = row[i].place;
		places[i] = v->places[row[i].place];
	}
	*own = *v;
	own->places = places;
	ret->v = own;
	ret->name = name;
}

static int32_t *
build_matrix(const struct vrplib *v, struct arena *a)
{
	size_t n = (size_t)v->n_places;
	int32_t *d = ARENA_ARRAY(a, int32_t, n * n);

	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < n; j++) {
			double x =
			    hypot(v->places[i].x - v->places[j].x, v->places[i].y - v->places[j].y);
			if (v->rule == VRPLIB_TENTHS || v->rule == VRPLIB_TENTHS_INT)
				d[i * n + j] = (int32_t)floor(10 * x);
			else
				d[i * n + j] =
				    (int32_t)floor((v->rule == VRPLIB_WHOLE ? 1 : 1000) * x + 0.5);
		}
	}
	return d;
}

static bool
is_alike(const struct search_type *t, const struct vrplib_vehicle *m, int64_t fixed)
{
	return t->depot == m->depot && t->capacity == m->capacity && t->unit == m->unit &&
	       t->fixed == fixed && t->longest == m->longest && t->reloads == m->reloads;
}

static void
build_types(const struct vrplib *v, struct arena *a, struct search_model *ret)
{
	struct search_type *types = ARENA_ARRAY(a, struct search_type, (size_t)v->n_vehicles);
	int32_t *of = ARENA_ARRAY(a, int32_t, (size_t)v->n_vehicles), n = 0;
	bool thousands = v->rule == VRPLIB_THOUSANDTHS || v->rule == VRPLIB_EXACT;

	for (int32_t i = 0; i < v->n_vehicles; i++) {
		const struct vrplib_vehicle *m = &v->vehicles[i];
		int64_t fixed = thousands ? 1000 * m->fixed : m->fixed;
		int32_t t = n - 1;
		while (t >= 0 && !is_alike(&types[t], m, fixed))
			t--;
		if (t < 0)
			types[t = n++] = (struct search_type){ .depot = m->depot,
				.reloads = m->reloads,
				.capacity = m->capacity,
				.unit = m->unit,
				.fixed = fixed,
				.longest = m->longest };
		types[t].count++;
		of[i] = t;
		ret->chained |= m->reloads;
	}
	ret->least_unit = types[0].unit;
	for (int32_t i = 0; i < n; i++) {
		if (types[i].unit < ret->least_unit)
			ret->least_unit = types[i].unit;
		for (int32_t k = 0; k < n; k++)
			types[i].has_siblings |= k != i && types[k].depot == types[i].depot;
	}
	ret->types = types;
	ret->n_types = n;
	ret->type_of = of;
}

/* ---- neighbours ---- */

/* Move the `keep` smallest of n to the front, in any order (quickselect). */
static void
smallest_first(struct ranked *row, size_t n, size_t keep)
{
	size_t from = 0, to = n;

	while (to - from > 1) {
		struct ranked pivot = row[from + (to - from - 1) / 2];
		size_t i = from, k = to - 1;
		for (;; i++, k--) {
			while (by_key(&row[i], &pivot) < 0)
				i++;
			while (by_key(&pivot, &row[k]) < 0)
				k--;
			if (i >= k)
				break;
			struct ranked swap = row[i];
			row[i] = row[k];
			row[k] = swap;
		}
		if (keep <= k + 1)
			to = k + 1;
		else
			from = k + 1;
		if (keep == k + 1)
			return;
	}
}

/* What it costs to serve b right after a. */
static double
beside(const struct search_model *m, int32_t a, int32_t b)
{
	const struct vrplib_place *p = &m->v->places[a], *q = &m->v->places[b];
	double d = search_dist(m, a, b);

	if ((p->pickup > 0) != (q->pickup > 0))
		d *= OTHER_KIND;
	if (!m->timed)
		return d;
	double wait = (double)(q->open - p->close - p->service) - d;
	double late = (double)(p->open + p->service - q->close) + d;
	return d + 0.2 * fmax(0, wait) + fmax(0, late);
}

/* May b be right after a? */
static bool
may_follow(const struct search_model *m, int32_t a, int32_t b)
{
	const struct vrplib_place *p = &m->v->places[a], *q = &m->v->places[b];

	if (p->pickup > 0 && q->pickup == 0)
		return false;
	return !m->timed || p->open + p->service + search_dist(m, a, b) <= q->close;
}

static const int32_t *
build_ranks(const struct search_model *m, struct arena *a, int32_t keep, bool by_distance)
{
	size_t n = (size_t)m->n;
	int32_t *out = ARENA_ARRAY(a, int32_t, n * (size_t)keep + 1);
	struct ranked *row = MEM_ARRAY(struct ranked, n);

	for (int32_t i = m->first; i < m->n; i++) {
		size_t k = 0;
		for (int32_t j = m->first; j < m->n; j++) {
			double key = search_dist(m, i, j);
			if (!by_distance)
				key = fmin(beside(m, i, j), beside(m, j, i));
			if (j != i)
				row[k++] = (struct ranked){ key, j };
		}
		smallest_first(row, k, (size_t)keep);
		qsort(row, (size_t)keep, sizeof *row, by_key);
		for (size_t j = 0; j < (size_t)keep; j++)
			out[(size_t)i * (size_t)keep + j] = row[j].place;
	}
	free(row);
	return out;
}

/* Where pickups come last and never alone, a delivery is before one only after another delivery. */
static bool
may_lead(const struct search_model *m, int32_t c, int32_t first)
{
	return may_follow(m, c, first) &&
	       (m->v->places[c].pickup > 0) == (m->v->places[first].pickup > 0);
}

static const struct search_beside *
build_beside(const struct search_model *m, struct arena *a)
{
	size_t n = (size_t)m->n, keep = (size_t)m->beside_n - 1;
	struct search_beside *to = ARENA_ARRAY(a, struct search_beside, n * (keep + 1)), *all = to;
	struct ranked *row = MEM_ARRAY(struct ranked, n);

	for (int32_t c = m->first; c < m->n; c++) {
		size_t k = 0;
		for (int32_t j = m->first; j < m->n; j++)
			if (j != c && (may_follow(m, j, c) || may_lead(m, c, j)))
				row[k++] = (struct ranked){ search_dist(m, c, j), j };
		size_t most = k < keep ? k : keep;
		smallest_first(row, k, most);
		qsort(row, most, sizeof *row, by_key);
		to = all + (size_t)c * (keep + 1);
		for (size_t i = 0; i < most; i++) {
			int32_t j = row[i].place, dist = search_dist(m, c, j);
			*to++ = (struct search_beside){ j, dist,
				may_follow(m, j, c) ? dist : SEARCH_NEVER,
				may_lead(m, c, j) ? dist : SEARCH_NEVER };
		}
		*to = (struct search_beside){ .dist = SEARCH_NEVER };
	}
	free(row);
	return all;
}

/* More than any customer can save by staying away. */
static int64_t
price_of_absence(const struct search_model *m)
{
	int64_t most = 1;

	for (int32_t t = 0; t < m->n_types; t++) {
		const struct search_type *y = &m->types[t];
		int64_t far = 0;
		for (int32_t i = m->first; i < m->n; i++)
			if (search_dist(m, y->depot, i) > far)
				far = search_dist(m, y->depot, i);
		if (4 * far * y->unit + y->fixed > most)
			most = 4 * far * y->unit + y->fixed;
	}
	return most;
}

void
planner_search_model_build(const struct vrplib *v, struct arena *a, struct search_model *ret)
{
	struct search_model m = { .n = v->n_places, .first = v->n_depots, .timed = v->timed };
	int32_t others = m.n - m.first - 1, most;

	number_anew(v, a, &m);
	v = m.v;
	m.dist = build_matrix(v, a);
	build_types(v, a, &m);
	for (int32_t i = m.first; i < m.n; i++)
		m.backhauls |= v->places[i].pickup > 0;
	most = m.timed || m.backhauls ? NEAR_LIMITED : NEAR;
	m.near_n = others < most ? others : most;
	m.ring_n = others < RING ? others : RING;
	m.near = build_ranks(&m, a, m.near_n, false);
	m.ring = build_ranks(&m, a, m.ring_n, true);
	most = m.timed ? BESIDE_TIMED : BESIDE;
	m.beside_n = 1 + (others < most ? others : most);
	m.beside = build_beside(&m, a);
	m.absence = price_of_absence(&m);
	*ret = m;
}
