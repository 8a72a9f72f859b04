/* search - one walk, or a population where the budget feeds one. */
#include "planner/search.h"

#include "planner/search_breed.h"
#include "planner/search_walk.h"

static const double TRIAL = 0.02; /* share of a clock's budget that shows how many steps it buys */

/* In mean legs. Colder steps gain less than warmer ones where there are windows. */
static const double COLDEST_TIMED = 0.03;

/* Steps in the whole budget. A clock must be tried; the trial is the hot beginning of a walk. */
static double
steps_to_come(struct search_walk *w)
{
	double begun = w->share;

	if (!w->budget->spent)
		return (double)w->budget->iterations;
	planner_search_walk_cool(
	    w, &(struct search_cooling){
		   .hot = SEARCH_HOTTEST, .cold = SEARCH_HOTTEST, .until = begun + TRIAL });
	return (double)w->steps * (1 - begun) / (w->share - begun + 1e-9);
}

static void
find(struct search_walk *w, struct search_best *best)
{
	planner_search_walk_anew(w);
	planner_search_best_copy(best, &w->own);
	int size = planner_search_breed_size(w->p->m, steps_to_come(w));
	if (size > 1) {
		planner_search_breed(w, size, best);
		return;
	}
	planner_search_walk_cool(w, &(struct search_cooling){ .hot = SEARCH_HOTTEST,
					.cold = w->p->m->timed ? COLDEST_TIMED : SEARCH_COLDEST,
					.until = 1 });
	if (w->own.score < best->score)
		planner_search_best_copy(best, &w->own);
}

struct search_result
planner_search(const struct vrplib *v, const struct search_budget *budget, struct str *out)
{
	struct arena *a CLEANUP(arena_free_ptr) = arena_new();
	struct search_model m;
	struct search_walk w = { .rng = rng_seed(budget->seed, 0), .budget = budget };
	struct search_best best = { .score = INT64_MAX };

	planner_search_model_build(v, a, &m);
	w.p = planner_search_plan_new(&m);
	find(&w, &best);
	planner_search_best_write(&best, &m, out);
	struct search_result result = { .iterations = w.steps,
		.left_out = best.score == INT64_MAX ? m.n - m.first : best.left_out };
	planner_search_best_free(&best);
	planner_search_best_free(&w.own);
	planner_search_plan_free(w.p);
	return result;
}
