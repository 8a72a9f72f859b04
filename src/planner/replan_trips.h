/* replan_trips - what has become of published trips: which can be driven still, which an event is about, which leave too soon to be
 * changed. For replan*.c alone. */
#ifndef OXY_PLANNER_REPLAN_TRIPS_H
#define OXY_PLANNER_REPLAN_TRIPS_H

#include "planner/replan.h"

enum replan_fate { REPLAN_BROKEN, REPLAN_TOUCHED, REPLAN_FROZEN, REPLAN_KEPT, REPLAN_GIVEN_UP, REPLAN_FATES };

struct replanning {
	const struct planner_replan *r;
	const struct planner_input *in;
	struct arena *arena;
	const int32_t *distance;
	int n;
	struct planner_route *trip; /* [n] as they can still be driven */
	enum replan_fate *fate;
	bool *touched;
	int64_t **idle_g; /* [n][stops]: what they bring when nothing is planned anew */
	const struct planner_route **borrowed; /* of another plan, to be kept as well */
	int n_borrowed;
	struct planner_previous *previous;
	int n_previous;
};

/* Fills in all but idle_g, which is made and zero. */
void planner_replan_trips(struct replanning *x);

/* May a trip's supplier serve this need that day, with that truck? */
bool planner_replan_trips_may_serve(const struct planner_input *in, const struct planner_route *r, int need);

/* Let go of the trips of some trucks on some days, and borrow those of a full plan in their place: days that bring
 * critical grams which `best` lacks, and for which fewest trips are let go, until so many are. */
void planner_replan_borrow(struct replanning *x, const struct planner_plan *full, const struct planner_plan *best, int most);

int32_t planner_replan_trips_leg(const struct replanning *x, int from, int to);

#endif
