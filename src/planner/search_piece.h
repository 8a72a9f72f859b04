/* search_piece - the general half of the local search: what a change costs and how it is made.
 * Internal to planner/. */
#ifndef OXY_PLANNER_SEARCH_PIECE_H
#define OXY_PLANNER_SEARCH_PIECE_H

#include "planner/search_local.h"

void planner_search_local_measure(struct search_local *l, int32_t trip); /* l->along of a trip */
void planner_search_local_make(
    struct search_local *l, const struct search_change *change, int n_changes);

#endif
