/* search_walk - annealing: one plan that is ruined, recreated, and accepted or taken back. Internal
 * to planner/. */
#ifndef OXY_PLANNER_SEARCH_WALK_H
#define OXY_PLANNER_SEARCH_WALK_H

#include "base/rng.h"
#include "planner/search.h"
#include "planner/search_best.h"
#include "planner/search_plan.h"

struct search_walk {
	struct search_plan *p;
	struct rng rng;
	const struct search_budget *budget;
	double share;           /* of the budget that is gone, as last asked */
	double leg;             /* mean leg of the first plan: the unit of temperatures */
	struct search_best own; /* best plan of this walk; score INT64_MAX: none within limits */
	int64_t steps, score;
	double temperature;
	int within, counted;
};

/* Steps while the temperature falls geometrically. */
struct search_cooling {
	double hot, cold; /* in mean legs */
	double until;     /* end when this share of the budget is gone */
	int64_t steps;    /* and after so many steps; 0: no such end, the share cools */
	const int32_t *focus;
	int32_t n_focus; /* middles are drawn from these; 0: from all */
};

/* Temperatures of a walk that begins with a greedy plan. */
static const double SEARCH_HOTTEST = 1, SEARCH_COLDEST = 0.01;

/* Begin with a greedy plan, or with the plan as it stands. */
void planner_search_walk_anew(struct search_walk *w);
void planner_search_walk_start(struct search_walk *w);

void planner_search_walk_ask(struct search_walk *w); /* how much of the budget is gone */
void planner_search_walk_cool(struct search_walk *w, const struct search_cooling *c);

#endif
