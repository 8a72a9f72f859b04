/* search_walk - ruin, recreate, accept or undo, while the temperature falls.
 *
 * Simulated annealing over plans that keep their limits of time. Temperatures are shares of the
 * mean leg of the first plan, so that metres, tenths and money need no figures of their own. */
#include "planner/search_walk.h"

#include "planner/search_fleet.h"
#include "planner/search_recreate.h"
#include "planner/search_ruin.h"

#include <math.h>

enum { CLOCK_EVERY = 16, TOLL_EVERY = 100 };

static const double TOLL_AIM = 0.5; /* share of plans within capacities */

static bool
accepts(struct search_walk *w, int64_t score)
{
	if (w->p->broken)
		return false;
	return (double)(score - w->score) < -w->temperature * log(rng_unit(&w->rng) + 0x1p-33);
}

static void
keep_if_best(struct search_walk *w)
{
	if (w->p->over == 0 && w->score < w->own.score)
		planner_search_best_keep(&w->own, w->p);
}

static int32_t
draw_middle(struct search_walk *w, const struct search_cooling *c)
{
	const struct search_model *m = w->p->m;

	if (c->n_focus > 0)
		return c->focus[rng_below(&w->rng, (uint32_t)c->n_focus)];
	return m->first + (int32_t)rng_below(&w->rng, (uint32_t)(m->n - m->first));
}

static void
step(struct search_walk *w, const struct search_cooling *c)
{
	struct search_plan *p = w->p;

	planner_search_plan_mark(p);
	planner_search_ruin(p, draw_middle(w, c), &w->rng);
	planner_search_fleet(p);
	planner_search_recreate(p, &w->rng);
	planner_search_fleet(p);
	int64_t score = search_score(p);
	if (!accepts(w, score)) {
		planner_search_plan_undo(p);
		return;
	}
	w->score = score;
	keep_if_best(w);
}

/* Keep the walk within capacities about half of the time: so it meets the best plans from both
 * sides. */
static void
adapt_toll(struct search_walk *w)
{
	w->within += w->p->over == 0;
	if (++w->counted < TOLL_EVERY)
		return;
	double share = (double)w->within / TOLL_EVERY;
	if (share < TOLL_AIM - 0.05)
		w->p->toll *= 1.1;
	else if (share > TOLL_AIM + 0.05)
		w->p->toll *= 0.92;
	w->within = w->counted = 0;
	w->score = search_score(w->p);
}

static double
spent(const struct search_walk *w)
{
	const struct search_budget *b = w->budget;

	if (b->spent)
		return b->spent(b->of);
	return b->iterations > 0 ? (double)w->steps / (double)b->iterations : 1;
}

void
planner_search_walk_ask(struct search_walk *w)
{
	w->share = spent(w);
}

void
planner_search_walk_start(struct search_walk *w)
{
	w->score = search_score(w->p);
	w->own.score = INT64_MAX;
	keep_if_best(w);
	planner_search_walk_ask(w);
}

/* A customer's mean load above a capacity costs what lets nobody do it. */
static double
first_toll(const struct search_model *m)
{
	int64_t load = 1;

	for (int32_t c = m->first; c < m->n; c++)
		load += m->v->places[c].deliver + m->v->places[c].pickup;
	return (double)m->absence / ((double)load / (m->n - m->first));
}

void
planner_search_walk_anew(struct search_walk *w)
{
	const struct search_model *m = w->p->m;

	planner_search_plan_clear(w->p);
	w->p->toll = (double)m->absence; /* nobody above a capacity at first */
	planner_search_recreate(w->p, &w->rng);
	planner_search_fleet(w->p);
	w->p->toll = first_toll(m);
	w->leg = (double)w->p->cost / (m->n - m->first + w->p->n_active);
	planner_search_walk_start(w);
}

void
planner_search_walk_cool(struct search_walk *w, const struct search_cooling *c)
{
	double from = w->share, until = c->until < 1 ? c->until : 1;

	for (int64_t i = 0; c->steps == 0 || i < c->steps; i++) {
		if (i % CLOCK_EVERY == 0 || !w->budget->spent) {
			w->share = spent(w);
			if (w->share >= until)
				break;
			double x = c->steps ? (double)i / (double)c->steps
					    : (w->share - from) / (until - from);
			w->temperature = w->leg * c->hot * pow(c->cold / c->hot, x);
		}
		step(w, c);
		adapt_toll(w);
		w->steps++;
	}
}
