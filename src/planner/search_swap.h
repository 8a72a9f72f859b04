/* search_swap - two customers of two trips exchanged, each to its best place. Internal to
 * planner/. */
#ifndef OXY_PLANNER_SEARCH_SWAP_H
#define OXY_PLANNER_SEARCH_SWAP_H

#include "planner/search_local.h"

/* Make the best exchange between a trip that changed since it was last looked at and one near it.
 * False when none gains: then no trip is waiting. Where times matter,
 * or pickups come last, it looks at nothing. */
bool planner_search_swap(struct search_local *l);

#endif
