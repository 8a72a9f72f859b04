/* search_breed - plans that learn from each other.
 *
 * A walk that cools ever more slowly soon gains nothing: below 400 customers ten short walks and
 * their children are better than one long one. A child is its mother with some of the father's
 * trips, put right by recreate and by the local search, then a short cool walk among the trips that
 * changed. It takes its mother's place when it is better than she is and unlike all others, so
 * that the population stays varied without measuring how different plans are. */
#include "planner/search_breed.h"

#include "planner/search_cross.h"
#include "planner/search_fleet.h"
#include "planner/search_local.h"
#include "planner/search_recreate.h"

#include <stdlib.h>

enum {
	STEPS_LEAST = 3000,   /* for each customer: with fewer one walk is better; */
	STEPS_LIMITED = 8000, /* with windows, pickups or several kinds of vehicles */
	PLANS = 10,
	SHAKE_STEPS = 800, /* for each customer */
	CHILD_STEPS = 4,   /* for each customer of a changed trip, */
	CHILD_LEAST = 100, /* but at least so many */
	BARREN = 5000,     /* pairs in a row that agree: the population has become one plan */
};

static const double FIRST_PART = 0.4; /* of the budget, for the first walks */
static const double CHILD_HOT = 0.1;  /* in mean legs */

struct breed {
	struct search_walk *w;
	struct search_local *local;
	struct search_best *plans, *best;
	int size;
	int32_t *focus;
	double toll; /* of the last child: what the next begins with */
};

int
planner_search_breed_size(const struct search_model *m, double steps)
{
	bool limited = m->timed || m->backhauls || m->n_types > 1;
	double least = limited ? STEPS_LIMITED : STEPS_LEAST;

	return m->chained || steps < least * (m->n - m->first) ? 1 : PLANS;
}

static void
keep_best(struct breed *b)
{
	if (b->w->own.score < b->best->score)
		planner_search_best_copy(b->best, &b->w->own);
}

static void
first_walks(struct breed *b)
{
	double begun = b->w->share;

	for (int i = 0; i < b->size; i++) {
		double until = begun + (FIRST_PART - begun) * (i + 1) / b->size;
		if (i > 0)
			planner_search_walk_anew(b->w);
		planner_search_walk_cool(
		    b->w, &(struct search_cooling){
			      .hot = SEARCH_HOTTEST, .cold = SEARCH_COLDEST, .until = until });
		planner_search_best_copy(&b->plans[i], &b->w->own);
		keep_best(b);
	}
	b->toll = b->w->p->toll;
}

/* False when the parents agree where they were compared. */
static bool
bear(struct breed *b, int mother, int father)
{
	struct search_walk *w = b->w;
	struct search_plan *p = w->p;

	p->toll = b->toll;
	int32_t n =
	    planner_search_cross(p, &b->plans[mother], &b->plans[father], &w->rng, b->focus);
	if (n == 0)
		return false;
	planner_search_recreate(p, &w->rng);
	planner_search_fleet(p);
	if (p->broken) {
		planner_search_plan_undo(p);
		p->broken = false;
	}
	planner_search_local(b->local, b->focus, n);
	planner_search_walk_start(w);
	planner_search_walk_cool(
	    w, &(struct search_cooling){ .hot = CHILD_HOT,
		   .cold = SEARCH_COLDEST,
		   .until = 1,
		   .steps = n * CHILD_STEPS > CHILD_LEAST ? n * CHILD_STEPS : CHILD_LEAST,
		   .focus = b->focus,
		   .n_focus = n });
	b->toll = p->toll;
	return true;
}

static bool
is_new(const struct breed *b, int mother)
{
	for (int i = 0; i < b->size; i++)
		if (i != mother && b->plans[i].score == b->w->own.score)
			return false;
	return true;
}

/* All alike: shake one by a walk that begins warm. */
static void
shake(struct breed *b, int one)
{
	struct search_walk *w = b->w;

	planner_search_best_load(&b->plans[one], w->p);
	planner_search_walk_start(w);
	w->own.score = INT64_MAX;
	planner_search_walk_cool(
	    w, &(struct search_cooling){ .hot = SEARCH_HOTTEST,
		   .cold = SEARCH_COLDEST,
		   .until = 1,
		   .steps = SHAKE_STEPS * (int64_t)(w->p->m->n - w->p->m->first) });
	if (w->own.score < INT64_MAX)
		planner_search_best_copy(&b->plans[one], &w->own);
	keep_best(b);
}

static void
generations(struct breed *b)
{
	int barren = 0;

	while (b->w->share < 1) {
		int mother = (int)rng_below(&b->w->rng, (uint32_t)b->size);
		int father = (int)rng_below(&b->w->rng, (uint32_t)b->size - 1);
		father += father >= mother;
		planner_search_walk_ask(b->w);
		if (bear(b, mother, father)) {
			barren = 0;
			if (b->w->own.score < b->plans[mother].score && is_new(b, mother))
				planner_search_best_copy(&b->plans[mother], &b->w->own);
			keep_best(b);
		} else if (++barren >= BARREN) {
			shake(b, mother);
			barren = 0;
		}
	}
}

void
planner_search_breed(struct search_walk *w, int size, struct search_best *best)
{
	struct breed b = { .w = w, .size = size, .best = best };

	b.local = planner_search_local_new(w->p);
	b.plans = MEM_ARRAY(struct search_best, (size_t)size);
	b.focus = MEM_ARRAY(int32_t, (size_t)w->p->m->n);
	first_walks(&b);
	generations(&b);
	for (int i = 0; i < size; i++)
		planner_search_best_free(&b.plans[i]);
	free(b.plans);
	free(b.focus);
	planner_search_local_free(b.local);
}
