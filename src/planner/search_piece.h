/* search_piece - the general half of the local search: what a change costs and how it is made.
 * Internal to planner/. */
#ifndef OXY_PLANNER_SEARCH_PIECE_H
#define OXY_PLANNER_SEARCH_PIECE_H

#include "planner/search_local.h"

void planner_search_piece_measure(struct search_local *l, int32_t trip); /* l->along of a trip */

/* What changing two trips (n_changes 1 or 2) adds to the score; INT64_MAX where a limit of time or
 * the order of deliveries and pickups would be broken. `along` must be up to date. */
int64_t planner_search_piece_delta(
    const struct search_local *l, const struct search_change *change, int n_changes);

/* Make it so. */
void planner_search_piece_make(
    struct search_local *l, const struct search_change *change, int n_changes);

#endif
