/* roadef_search - ruin and recreate over shifts of the challenge. */
#include "planner/roadef_search.h"

#include "planner/roadef_plan.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { REORDER_PAIRS = 12 };

struct search {
	struct roadef_work w;
	const struct search_budget *budget;
	int64_t iterations;
	double heat, spent;
	double shift_cost; /* of a usual shift: the measure of heats and penalties */
	struct roadef_plan now, next, best;
	bool *out, *refused; /* [shift * ROADEF_STOPS_MAX + stop], [place] */
	size_t out_cap;
	int32_t *near; /* [place * places + rank] customers by distance */
};

/* ---- what things are worth, before and while they are known ---- */

/* Cost of a unit when a full trailer, or what the tank takes, is brought from the source and
 * nothing else is served: the least over drivers and trailers. */
static double
alone(const struct roadef *v, int32_t place)
{
	const struct roadef_place *p = &v->places[place];
	double best = INFINITY;

	for (int32_t d = 0; d < v->n_drivers; d++)
		for (int32_t t = 0; t < v->n_trailers; t++) {
			if (!v->drivers[d].trailer_ok[t] || !p->trailer_ok[t])
				continue;
			int64_t q = p->capacity - p->safety;
			if (q > v->trailers[t].capacity)
				q = v->trailers[t].capacity;
			double c = roadef_leg(v, d, t, 1, place) + roadef_leg(v, d, t, place, 1);
			if (q > 0 && c / (double)q < best)
				best = c / (double)q;
		}
	return best;
}

static void
appraise(struct search *s)
{
	const struct roadef *v = s->w.v;
	double sum = 0, weight = 0, trips = 0;

	for (int32_t i = v->n_sources + 1; i < v->n_places; i++) {
		double c = alone(v, i), used = (double)v->places[i].used[v->steps - 1];
		s->w.worth[i] = isfinite(c) ? c : 0;
		sum += s->w.worth[i] * used;
		weight += used;
		trips += roadef_leg(v, 0, 0, 1, i) + roadef_leg(v, 0, 0, i, 1);
	}
	s->w.ratio = weight > 0 ? 0.5 * sum / weight : 0;
	s->shift_cost = trips / (v->n_places - v->n_sources - 1) + 1e-9;
	for (int32_t i = v->n_sources + 1; i < v->n_places; i++)
		s->w.worth[i] = fmax(s->w.ratio, 0.5 * s->w.worth[i]);
	s->w.gap_cost = 2 * s->shift_cost;
	s->w.miss_cost = 4 * s->w.ratio;
}

static int32_t *
neighbours(const struct roadef *v)
{
	int32_t n = v->n_places, first = v->n_sources + 1;
	int32_t *near = MEM_ARRAY(int32_t, (size_t)n * (size_t)n);

	for (int32_t i = first; i < n; i++)
		for (int32_t k = first; k < n; k++) {
			int32_t *row = &near[i * n], at = k - first, t = roadef_minutes(v, i, k);
			for (; at > 0 && roadef_minutes(v, i, row[at - 1]) > t; at--)
				row[at] = row[at - 1];
			row[at] = k;
		}
	return near;
}

/* ---- ruin ---- */

static uint32_t
below(struct search *s, int32_t n)
{
	return rng_below(&s->w.rng, n > 0 ? (uint32_t)n : 1);
}

static void
clear_out(struct search *s)
{
	size_t n = (size_t)s->next.n * ROADEF_STOPS_MAX + 1;

	if (n > s->out_cap) {
		s->out_cap = 2 * n;
		s->out = mem_resize(s->out, s->out_cap, sizeof *s->out);
	}
	memset(s->out, 0, n * sizeof *s->out);
}

/* Stops of shifts [from, to) at places that `chosen` names (NULL: all) with this chance. */
static void
mark(struct search *s, int32_t from, int32_t to, const bool *chosen, double chance)
{
	for (int32_t i = from; i < to; i++) {
		const struct roadef_shift *x = &s->next.shifts[i];
		for (int32_t k = 0; k < x->n; k++)
			if ((!chosen || chosen[x->stop[k].place]) &&
			    (chance >= 1 || rng_unit(&s->w.rng) < chance))
				s->out[i * ROADEF_STOPS_MAX + k] = true;
	}
}

/* The shifts that begin within `days` of a random one. */
static void
span(struct search *s, double days, int32_t *ret_from, int32_t *ret_to)
{
	int32_t i = (int32_t)below(s, s->next.n);
	int32_t until = s->next.shifts[i].start + (int32_t)(days * 1440);

	*ret_from = i;
	while (i < s->next.n && s->next.shifts[i].start <= until)
		i++;
	*ret_to = i;
}

/* Some customers that are near each other, over some days or all. */
static void
ruin_area(struct search *s)
{
	const struct roadef *v = s->w.v;
	int32_t customers = v->n_places - v->n_sources - 1, from, to;
	int32_t at = v->n_sources + 1 + (int32_t)below(s, customers);
	int32_t n = 1 + (int32_t)below(s, customers < 10 ? customers : 10);
	bool *chosen = MEM_ARRAY(bool, (size_t)v->n_places);

	for (int32_t k = 0; k < n; k++)
		chosen[s->near[at * v->n_places + k]] = true;
	span(s, 1 + 6 * rng_unit(&s->w.rng), &from, &to);
	if (n <= 2 && below(s, 2)) {
		from = 0;
		to = s->next.n;
	}
	mark(s, from, to, chosen, 1);
	free(chosen);
}

static void
ruin_days(struct search *s)
{
	int32_t from, to;

	span(s, 0.2 + 2 * rng_unit(&s->w.rng), &from, &to);
	mark(s, from, to, NULL, below(s, 2) ? 1 : 0.5);
}

static void
ruin_shifts(struct search *s)
{
	int32_t n = 1 + (int32_t)below(s, 3);

	for (int32_t k = 0; k < n; k++) {
		int32_t i = (int32_t)below(s, s->next.n);
		mark(s, i, i + 1, NULL, 1);
	}
}

static void
ruin_stops(struct search *s)
{
	int32_t n = 1 + (int32_t)below(s, 8);

	for (int32_t k = 0; k < n; k++) {
		int32_t i = (int32_t)below(s, s->next.n);
		s->out[i * ROADEF_STOPS_MAX + (int32_t)below(s, s->next.shifts[i].n)] = true;
	}
}

/* A shift at another time, or a stop that leaves more to others. */
static void
ruin_time(struct search *s)
{
	int32_t i = (int32_t)below(s, s->next.n), lo, hi;
	struct roadef_shift *x = &s->next.shifts[i];

	if (below(s, 3) == 0) {
		struct roadef_stop *stop = &x->stop[below(s, x->n)];
		stop->lean = !stop->lean;
		return;
	}
	if (!planner_roadef_plan_bounds(s->w.v, &s->next, x, i, &lo, &hi))
		return;
	hi -= x->end - x->start;
	if (hi > lo) {
		x->start = lo + (int32_t)below(s, hi - lo + 1);
		(void)planner_roadef_plan_retime(s->w.v, &s->next, i);
	}
}

static void
ruin(struct search *s)
{
	static void (*const ways[])(struct search *) = { ruin_area, ruin_area, ruin_days,
		ruin_shifts, ruin_shifts, ruin_stops, ruin_stops, ruin_time };

	if (s->next.n == 0)
		return;
	clear_out(s);
	ways[below(s, (int32_t)ARRAY_LEN(ways))](s);
	planner_roadef_plan_strip(s->w.v, &s->next, s->out);
}

/* ---- recreate ---- */

static int32_t
most_urgent(const struct search *s)
{
	const struct roadef *v = s->w.v;
	int32_t best = 0, bad = v->steps;

	for (int32_t i = v->n_sources + 1; i < v->n_places; i++)
		if (!s->refused[i] && s->w.tanks[i].bad < bad) {
			best = i;
			bad = s->w.tanks[i].bad;
		}
	return best;
}

/* Serve tanks in the order in which they would fall too low. One that could not be helped, or not
 * for longer, is left alone for this time. */
static void
serve(struct search *s)
{
	const struct roadef *v = s->w.v;
	int32_t place;

	memset(s->refused, 0, (size_t)v->n_places * sizeof *s->refused);
	while ((place = most_urgent(s)) != 0) {
		int32_t bad = s->w.tanks[place].bad;
		if (!planner_roadef_insert(&s->w, &s->next, place) || s->w.tanks[place].bad <= bad)
			s->refused[place] = true;
	}
}

/* Turn parts of shifts around, or move a stop, where that is shorter. */
static void
reorder(struct search *s, int32_t shift)
{
	const struct roadef *v = s->w.v;
	struct roadef_shift *x = &s->next.shifts[shift], t = *x;
	bool better = false;

	for (int k = 0; k < REORDER_PAIRS && x->n > 2; k++) {
		struct roadef_shift c = t;
		int32_t a = (int32_t)below(s, c.n), b = (int32_t)below(s, c.n);
		struct roadef_stop moved = c.stop[a];
		if (a == b)
			continue;
		if (below(s, 2)) {
			c.stop[a] = c.stop[b];
			c.stop[b] = moved;
		} else if (a < b) {
			memmove(&c.stop[a], &c.stop[a + 1], (size_t)(b - a) * sizeof moved);
			c.stop[b] = moved;
		} else {
			memmove(&c.stop[b + 1], &c.stop[b], (size_t)(a - b) * sizeof moved);
			c.stop[b] = moved;
		}
		if (planner_roadef_plan_drive(v, &c) && c.end <= x->end && c.cost < t.cost - 1e-9) {
			t = c;
			better = true;
		}
	}
	if (!better)
		return;
	struct roadef_shift before = *x;
	double score = s->next.score;
	*x = t;
	planner_roadef_stock(&s->w, &s->next);
	if (s->next.score > score) {
		s->next.shifts[shift] = before;
		planner_roadef_stock(&s->w, &s->next);
	}
}

/* Extra stops for trips that end with something left. */
static void
use_rest(struct search *s)
{
	for (int k = 0; k < 3 && s->next.n > 0; k++) {
		int32_t i = (int32_t)below(s, s->next.n);
		reorder(s, i);
		for (int n = 0; n < 4 && i >= 0; n++)
			i = planner_roadef_insert_extra(&s->w, &s->next, i, 0);
	}
}

static void
recreate(struct search *s)
{
	s->w.noise = below(s, 2) ? 0.2 * s->shift_cost : 0.01 * s->shift_cost;
	planner_roadef_stock(&s->w, &s->next);
	serve(s);
	if (below(s, 3) == 0)
		(void)planner_roadef_insert_shift(&s->w, &s->next);
	use_rest(s);
	planner_roadef_stock_tidy(&s->w, &s->next);
}

/* ---- the walk ---- */

static double
ratio_of(const struct roadef_plan *p)
{
	return p->quantity > 0 ? p->cost / (double)p->quantity : INFINITY;
}

/* Fewer gaps first, then less missing, then the ratio. */
static bool
is_better(const struct roadef_plan *a, const struct roadef_plan *b)
{
	if (a->gaps != b->gaps)
		return a->gaps < b->gaps;
	if (a->missing != b->missing)
		return a->missing < b->missing;
	return ratio_of(a) < ratio_of(b) * (1 - 1e-12);
}

static void
score(struct search *s, struct roadef_plan *p)
{
	p->score = p->cost - s->w.ratio * (double)p->quantity + s->w.gap_cost * p->gaps +
		   s->w.miss_cost * (double)p->missing;
}

static void
keep_best(struct search *s)
{
	if (!is_better(&s->next, &s->best))
		return;
	planner_roadef_plan_copy(&s->best, &s->next);
	if (s->best.gaps > 0 || s->best.quantity <= 0)
		return;
	s->w.ratio = ratio_of(&s->best);
	s->w.miss_cost = 4 * s->w.ratio;
	score(s, &s->now);
	score(s, &s->next);
}

/* The exact division of what the best plan so far visits, in place of its own if that is better. */
static void
fill_best(struct search *s)
{
	planner_roadef_plan_copy(&s->next, &s->best);
	if (planner_roadef_fill(&s->w, &s->next))
		keep_best(s);
}

static bool
go_on(struct search *s)
{
	const struct search_budget *b = s->budget;

	s->spent = b->spent ? b->spent(b->of) : (double)s->iterations / (double)b->iterations;
	return s->spent < 1;
}

static void
walk(struct search *s)
{
	double hot = 0.1 * s->shift_cost, cold = 0.001 * s->shift_cost;

	while (go_on(s)) {
		s->heat = hot * pow(cold / hot, s->spent);
		planner_roadef_plan_copy(&s->next, &s->now);
		ruin(s);
		recreate(s);
		keep_best(s);
		double worse = s->next.score - s->now.score;
		if (worse <= 0 || rng_unit(&s->w.rng) < exp(-worse / s->heat)) {
			struct roadef_plan t = s->now;
			s->now = s->next;
			s->next = t;
		}
		s->iterations++;
	}
}

static void
start(struct search *s, const struct roadef *v, const struct search_budget *budget)
{
	size_t places = (size_t)v->n_places, trailers = (size_t)v->n_trailers;

	*s = (struct search){ .w.v = v, .budget = budget, .w.rng = rng_seed(budget->seed, 24) };
	s->w.worth = MEM_ARRAY(double, places);
	s->w.tanks = MEM_ARRAY(struct roadef_tank, places);
	s->w.trips = MEM_ARRAY(struct roadef_trip, trailers);
	s->w.load = MEM_ARRAY(int64_t, trailers);
	s->w.trip_of = MEM_ARRAY(int32_t, trailers);
	s->w.fresh = MEM_ARRAY(bool, trailers);
	s->w.promised = MEM_ARRAY(int64_t, trailers);
	s->w.scratch = MEM_ARRAY(int32_t, places + trailers);
	s->refused = MEM_ARRAY(bool, places);
	s->near = neighbours(v);
	appraise(s);
	s->best.gaps = INT32_MAX;
}

static void
end(struct search *s)
{
	free(s->w.worth);
	free(s->w.tanks);
	free(s->w.trips);
	free(s->w.visits);
	free(s->w.load);
	free(s->w.trip_of);
	free(s->w.fresh);
	free(s->w.promised);
	free(s->w.scratch);
	free(s->refused);
	free(s->near);
	free(s->out);
	planner_roadef_plan_free(&s->now);
	planner_roadef_plan_free(&s->next);
	planner_roadef_plan_free(&s->best);
}

struct roadef_result
planner_roadef_search(const struct roadef *v, const struct search_budget *budget, struct str *out)
{
	struct search s;

	start(&s, v, budget);
	recreate(&s);
	keep_best(&s);
	planner_roadef_plan_copy(&s.now, &s.next);
	walk(&s);
	fill_best(&s);
	planner_roadef_plan_write(&s.best, out);
	struct roadef_result r = { .iterations = s.iterations,
		.gaps = s.best.gaps,
		.cost = s.best.cost,
		.quantity = (double)s.best.quantity / (double)ROADEF_UNIT };
	end(&s);
	return r;
}
