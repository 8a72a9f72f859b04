/* roadef_search - ruin and recreate over shifts of the challenge. */
#include "planner/roadef_search.h"

#include "planner/roadef_plan.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { REORDER_PAIRS = 12, REST_SHIFTS = 4, REST_STOPS = 6, CYCLE_STEPS = 150000 };

struct search {
	struct roadef_work w;
	const struct search_budget *budget;
	int64_t iterations;
	double heat, spent;
	int32_t cycles, cycle; /* of heat; 0 until it is known how many fit */
	double shift_cost;     /* of a usual shift: the measure of heats and penalties */
	struct roadef_plan now, next, best;
	bool *refused; /* [place] in this step */
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

/* The nearest customers of each customer, itself among them. */
static int32_t *
neighbours(const struct roadef *v)
{
	int32_t n = v->n_places, first = v->n_sources + 1;
	int32_t *near = MEM_ARRAY(int32_t, (size_t)n * ROADEF_NEAR);

	for (int32_t i = first; i < n; i++)
		for (int32_t k = first; k < n; k++) {
			int32_t *row = &near[i * ROADEF_NEAR], t = roadef_minutes(v, i, k);
			int32_t at = k - first < ROADEF_NEAR ? k - first : ROADEF_NEAR;
			for (; at > 0 && roadef_minutes(v, i, row[at - 1]) > t; at--)
				if (at < ROADEF_NEAR)
					row[at] = row[at - 1];
			if (at < ROADEF_NEAR)
				row[at] = k;
		}
	return near;
}

/* ---- recreate ---- */

static uint32_t
below(struct search *s, int32_t n)
{
	return rng_below(&s->w.rng, n > 0 ? (uint32_t)n : 1);
}

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

static bool
go_on(struct search *s)
{
	const struct search_budget *b = s->budget;

	s->spent = b->spent ? b->spent(b->of) : (double)s->iterations / (double)b->iterations;
	return s->spent < 1;
}

/* Serve tanks in the order in which they would fall too low. One that could not be helped, or not
 * for longer, is left alone for this time. The number of stops is limited, since two tanks may take
 * from each other for long; so is the time, but for the first plan. */
static void
serve(struct search *s)
{
	const struct roadef *v = s->w.v;
	int32_t left = v->n_places * (40 + v->steps / 4), place;

	memset(s->refused, 0, (size_t)v->n_places * sizeof *s->refused);
	while (left-- > 0 && (place = most_urgent(s)) != 0) {
		int32_t bad = s->w.tanks[place].bad;
		if (!planner_roadef_insert(&s->w, &s->next, place) || s->w.tanks[place].bad <= bad)
			s->refused[place] = true;
		if (s->iterations > 0 && !go_on(s))
			return;
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

static bool
has_rest(const struct search *s, const struct roadef_shift *x)
{
	int64_t capacity = s->w.v->trailers[x->trailer].capacity;

	return x->n > 0 && s->w.trips[x->stop[x->n - 1].trip].left > capacity / 20 &&
	       roadef_is_customer(s->w.v, x->stop[x->n - 1].place);
}

/* Extra stops for trips that end with something left, from a random shift on. */
static void
use_rest(struct search *s)
{
	int32_t from = (int32_t)below(s, s->next.n), tried = 0;

	if (s->next.n > 0)
		reorder(s, from);
	for (int32_t k = 0; k < s->next.n && tried < REST_SHIFTS; k++) {
		int32_t i = (from + k) % s->next.n;
		if (!has_rest(s, &s->next.shifts[i]))
			continue;
		tried++;
		for (int n = 0; n < REST_STOPS && i >= 0; n++)
			i = planner_roadef_insert_extra(&s->w, &s->next, i, 0);
	}
}

/* New shifts that may pay, half of the time before tanks are served, so that these fill them. */
static void
add_shifts(struct search *s)
{
	for (int k = 0; k < 3 && rng_unit(&s->w.rng) < 0.2; k++)
		(void)planner_roadef_insert_shift(&s->w, &s->next);
}

/* ---- the walk ---- */

static double
ratio_of(const struct roadef_plan *p)
{
	return p->quantity > 0 ? p->cost / (double)p->quantity : INFINITY;
}

/* Less missing first, then the ratio. */
static bool
is_better(const struct roadef_plan *a, const struct roadef_plan *b)
{
	if (a->missing != b->missing)
		return a->missing < b->missing;
	return ratio_of(a) < ratio_of(b) * (1 - 1e-12);
}

/* So much worse that no stop for a rest makes up for it; most steps are. */
static bool
is_hopeless(const struct search *s)
{
	return s->iterations > 0 && !is_better(&s->next, &s->best) &&
	       s->next.score > s->now.score + 8 * s->heat + s->shift_cost;
}

static void
recreate(struct search *s)
{
	s->w.noise = below(s, 2) ? 0.2 * s->shift_cost : 0.01 * s->shift_cost;
	planner_roadef_stock(&s->w, &s->next);
	bool early = below(s, 2);
	if (early)
		add_shifts(s);
	serve(s);
	if (!early)
		add_shifts(s);
	if (is_hopeless(s))
		return;
	use_rest(s);
	planner_roadef_stock_tidy(&s->w, &s->next);
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

/* From hot to cold, and with many steps in hand several times, each time from the best plan. */
static void
set_heat(struct search *s)
{
	double hot = 1 * s->shift_cost, cold = 0.01 * s->shift_cost;

	if (s->cycles == 0 && s->spent > 0.02)
		s->cycles = 1 + (int32_t)((double)s->iterations / s->spent / CYCLE_STEPS);
	if (s->cycles > 0 && (int32_t)(s->spent * s->cycles) != s->cycle) {
		s->cycle = (int32_t)(s->spent * s->cycles);
		planner_roadef_plan_copy(&s->now, &s->best);
		score(s, &s->now);
	}
	s->heat = hot * pow(cold / hot, s->spent * (s->cycles ? s->cycles : 1) - s->cycle);
}

static void
walk(struct search *s)
{
	while (go_on(s)) {
		set_heat(s);
		planner_roadef_plan_copy(&s->next, &s->now);
		planner_roadef_ruin(&s->w, &s->next);
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
	*s = (struct search){ .budget = budget };
	planner_roadef_stock_start(&s->w, v);
	s->w.rng = rng_seed(budget->seed, 24);
	s->w.near = neighbours(v);
	s->refused = MEM_ARRAY(bool, (size_t)v->n_places);
	appraise(s);
	s->best.missing = INT64_MAX;
}

static void
end(struct search *s)
{
	planner_roadef_stock_end(&s->w);
	free(s->refused);
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
