/* search_best - the best plan so far, flat, and as a solution file. Internal to planner/. */
#ifndef OXY_PLANNER_SEARCH_BEST_H
#define OXY_PLANNER_SEARCH_BEST_H

#include "planner/search_plan.h"

struct search_best {
	VEC(int32_t)
	at; /* for each trip its type, its vehicle's row or -1, its size, its customers */
	int32_t n_trips, left_out;
	int64_t cost, score; /* score: with the price of absences */
};

void planner_search_best_keep(struct search_best *b, const struct search_plan *p);
/* The plan becomes what was kept, with a mark after it. */
void planner_search_best_load(const struct search_best *b, struct search_plan *p);
void planner_search_best_copy(struct search_best *to, const struct search_best *from);
void planner_search_best_write(
    const struct search_best *b, const struct search_model *m, struct str *out);
void planner_search_best_free(struct search_best *b);

#endif
