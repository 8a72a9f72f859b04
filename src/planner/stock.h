/* stock - what is at a need over time, under the visits planned so far. Internal to planner/.
 *
 * The judge replays stock too, by code of its own. Both keep the rules of doc/planner.md: demand
 * and production run evenly over a day; events in order of time, then of rank. */
#ifndef OXY_PLANNER_STOCK_H
#define OXY_PLANNER_STOCK_H

#include "planner/setup.h"

/* A promise that the stock did not allow. */
struct stock_breach {
	int fixed;
	int64_t had_g; /* what a loan's giver had, or what the taker had room for */
};

struct stock_run {
	int64_t level_g;                   /* usable, at the end of the run */
	int64_t used_g;                    /* demand met */
	int64_t overfull_g;                /* the most that one planned visit came over the room */
	int64_t unmet_g[PLANNER_DAYS_MAX]; /* by day */
	int64_t close_g[PLANNER_DAYS_MAX]; /* usable at the end of the day */
	int dry_on[PLANNER_DAYS_MAX];      /* first minute without stock of each day, or PLANNER_NONE */
	struct stock_breach breach;        /* fixed = PLANNER_NONE when there is none */
};

/* Replay from the start to `until` (absolute), visits at `until` included. */
void planner_stock_run(const struct work *w, int need, int until, struct stock_run *ret);

/* How much a visit arriving at `at` can bring, `visit` (or PLANNER_NONE) itself left out, so that
 * nothing that comes later overflows either. */
int64_t planner_stock_room(struct work *w, int need, int at, int visit);

/* Empty bottles at the need at a time, under the visits planned so far. */
int planner_stock_empties(const struct work *w, int need, int at, int visit);

#endif
