/* search_ruin - take neighbouring pieces out of neighbouring trips. Internal to planner/. */
#ifndef OXY_PLANNER_SEARCH_RUIN_H
#define OXY_PLANNER_SEARCH_RUIN_H

#include "base/rng.h"
#include "planner/search_plan.h"

/* Around customer `middle`. What is taken out becomes absent; every trip stays within its limits. */
void planner_search_ruin(struct search_plan *p, int32_t middle, struct rng *r);

#endif
