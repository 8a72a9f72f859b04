/* search_fleet - which vehicle drives a trip. Internal to planner/. */
#ifndef OXY_PLANNER_SEARCH_FLEET_H
#define OXY_PLANNER_SEARCH_FLEET_H

#include "planner/search_plan.h"

/* Give each trip touched since the mark the cheapest free vehicle that can drive it, then exchange
 * vehicles between two of them while that is cheaper. Nothing to do where all are alike. */
void planner_search_fleet(struct search_plan *p);

#endif
