/* search_local - descend by small moves until none gains. Internal to planner/.
 *
 * Moves between a customer u and a near one v, so that they become neighbours: up to three
 * customers to another place, one or two exchanged for one or two, a stretch turned round (2-opt),
 * tails or heads of two trips exchanged (2-opt*); then two customers of two trips that each go to
 * their best place (search_swap.h). Every move is a list of pieces of trips as they stand. Its
 * distance is known in O(1); loads too; times join what is known of the first and the last piece
 * and walk through the middle. */
#ifndef OXY_PLANNER_SEARCH_LOCAL_H
#define OXY_PLANNER_SEARCH_LOCAL_H

#include "planner/search_plan.h"

/* Places from..to of a trip as it stands, turned round or not; none when from > to. */
struct search_piece {
	int32_t trip, from, to;
	bool turned;
};

/* What one trip would become. */
struct search_change {
	int32_t trip;
	int n;
	struct search_piece piece[4];
};

/* How far a customer is along its trip. */
struct search_along {
	int64_t dist, out, back; /* from the depot up to it */
};

enum { SEARCH_SEATS = 3 };

/* What a customer adds to its trip by leaving it (a distance, negative), and where it fits best in
 * another. */
struct search_seat {
	int64_t away, cost[SEARCH_SEATS];
	int32_t gap[SEARCH_SEATS];
};

struct search_local {
	struct search_plan *p;
	struct search_along *along;    /* [n], of customers in trips */
	int32_t *queue, head, waiting; /* customers to look at */
	bool *queued;                  /* [n] */
	int32_t *room[2];              /* [n] */
	int32_t *fresh, n_fresh;       /* trips that changed since search_swap looked at them */
	bool *is_fresh;                /* [n] */
	int32_t *seen, round;          /* [n]: trips in this round of search_swap */
	struct search_seat *seat;      /* [n] */
	int64_t moves;                 /* made so far */
};

struct search_local *planner_search_local_new(struct search_plan *p);
void planner_search_local_free(struct search_local *l);

/* Look at these customers (and at those beside each change) until no move gains. */
void planner_search_local(struct search_local *l, const int32_t *customers, int32_t n);

/* Make the changes if the score falls, and look again at the customers beside them. */
bool planner_search_local_propose(
    struct search_local *l, const struct search_change *change, int n_changes);

#endif
