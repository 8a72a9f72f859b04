/* search_cross - a child of two plans. Internal to planner/. */
#ifndef OXY_PLANNER_SEARCH_CROSS_H
#define OXY_PLANNER_SEARCH_CROSS_H

#include "base/rng.h"
#include "planner/search_best.h"

/* The plan becomes `mother` with some neighbouring trips of `father`. Who lost a place is absent.
 * The customers of trips that are not the mother's go to focus (room for all); their number is
 * returned, 0 when both agree there. */
int32_t planner_search_cross(struct search_plan *p, const struct search_best *mother,
    const struct search_best *father, struct rng *r, int32_t *focus);

#endif
