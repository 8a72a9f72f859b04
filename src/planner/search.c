/* search - ruin, recreate, accept or undo, while the temperature falls.
 *
 * Simulated annealing over plans that are always within their limits. Temperatures are shares of
 * the mean leg of the first plan, so that metres, tenths and money need no figures of their own. */
#include "planner/search.h"

#include "planner/search_best.h"
#include "planner/search_fleet.h"
#include "planner/search_recreate.h"
#include "planner/search_ruin.h"

#include <math.h>

enum { CLOCK_EVERY = 16, TOLL_EVERY = 100 };

static const double TOLL_AIM = 0.5; /* share of plans within capacities */

static const double HOTTEST = 1, COLDEST = 0.01; /* of a mean leg */

struct walk {
	struct search_plan *p;
	struct rng rng;
	struct search_best best;
	int64_t best_score, score;
	double temperature;
	int within, counted;
};

static bool
accepts(struct walk *w, int64_t score)
{
	if (w->p->broken)
		return false;
	return (double)(score - w->score) < -w->temperature * log(rng_unit(&w->rng) + 0x1p-33);
}

static void
step(struct walk *w)
{
	struct search_plan *p = w->p;

	planner_search_plan_mark(p);
	planner_search_ruin(p, &w->rng);
	planner_search_fleet(p);
	planner_search_recreate(p, &w->rng);
	planner_search_fleet(p);
	int64_t score = search_score(p);
	if (!accepts(w, score)) {
		planner_search_plan_undo(p);
		return;
	}
	w->score = score;
	if (p->over == 0 && score < w->best_score) {
		w->best_score = score;
		planner_search_best_keep(&w->best, p);
	}
}

/* Keep the walk within capacities about half of the time: so it meets the best plans from both
 * sides. */
static void
adapt_toll(struct walk *w)
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
spent(const struct search_budget *b, int64_t i)
{
	if (b->spent)
		return b->spent(b->of);
	return b->iterations > 0 ? (double)i / (double)b->iterations : 1;
}

static int64_t
anneal(struct walk *w, const struct search_budget *b)
{
	double leg = (double)w->p->cost / (w->p->m->n - w->p->m->first + w->p->n_active), share = 0;
	int64_t i = 0;

	for (;; i++) {
		if (i % CLOCK_EVERY == 0 || !b->spent) {
			share = spent(b, i);
			if (share >= 1)
				break;
			w->temperature = leg * HOTTEST * pow(COLDEST / HOTTEST, share);
		}
		step(w);
		adapt_toll(w);
	}
	return i;
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

struct search_result
planner_search(const struct vrplib *v, const struct search_budget *budget, struct str *out)
{
	struct arena *a CLEANUP(arena_free_ptr) = arena_new();
	struct search_model m;
	struct walk w = { .rng = rng_seed(budget->seed, 0) };
	struct search_result result;

	planner_search_model_build(v, a, &m);
	w.p = planner_search_plan_new(&m);
	w.p->toll = (double)m.absence; /* nobody above a capacity at first */
	planner_search_plan_mark(w.p);
	planner_search_recreate(w.p, &w.rng);
	planner_search_fleet(w.p);
	w.p->toll = first_toll(&m);
	w.score = search_score(w.p);
	w.best_score = w.p->over > 0 ? INT64_MAX : w.score;
	planner_search_best_keep(&w.best, w.p);
	result.iterations = anneal(&w, budget);
	result.left_out = w.best_score == INT64_MAX ? m.n - m.first : w.best.left_out;
	planner_search_best_write(&w.best, &m, out);
	planner_search_best_free(&w.best);
	planner_search_plan_free(w.p);
	return result;
}
