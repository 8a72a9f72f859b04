/* search_breed - a population of plans, crossed for as long as the budget lasts. Internal to
 * planner/. */
#ifndef OXY_PLANNER_SEARCH_BREED_H
#define OXY_PLANNER_SEARCH_BREED_H

#include "planner/search_walk.h"

/* How many plans a budget feeds that allows so many steps in all; below 2: it is better spent on
 * one walk. Always so where vehicles have several trips: children would not inherit them. */
int planner_search_breed_size(const struct search_model *m, double steps);

/* `size` plans from walks of their own, then children until the budget is gone. The best plan is
 * kept in *best, which must hold one or a score of INT64_MAX. */
void planner_search_breed(struct search_walk *w, int size, struct search_best *best);

#endif
