/* search_recreate - find places for the absent. Internal to planner/. */
#ifndef OXY_PLANNER_SEARCH_RECREATE_H
#define OXY_PLANNER_SEARCH_RECREATE_H

#include "base/rng.h"
#include "planner/search_plan.h"

/* Insert every absent customer where it costs least; who finds no place stays absent. */
void planner_search_recreate(struct search_plan *p, struct rng *r);

#endif
