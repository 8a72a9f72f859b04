/* search_ruin - adjacent string removal (Christiaens and Vanden Berghe 2020).
 *
 * The caller's customer is the middle; strings are taken from the trips around it, one from each, long
 * enough that spare capacity in one place meets the wish for it in the next. With even odds a
 * string leaves some customers in its midst where they are. */
#include "planner/search_ruin.h"

enum { MEAN_TAKEN = 10, LONGEST = 10, SPLIT_STOP_PCT = 1 };

/* A string of `n` that holds position `pos`. */
static int32_t
string_start(const struct search_trip *t, int32_t pos, int32_t n, struct rng *r)
{
	int32_t least = pos - n + 1 > 0 ? pos - n + 1 : 0;
	int32_t most = pos < t->n - n ? pos : t->n - n;

	return least + (int32_t)rng_below(r, (uint32_t)(most - least + 1));
}

/* Deliveries went, pickups stay: they cannot go alone. */
static void
drop_lone_pickups(struct search_plan *p, int32_t trip)
{
	struct search_trip *t = &p->trips[trip];

	for (int32_t i = 0; i < t->n; i++)
		if (p->m->v->places[t->at[i]].pickup == 0)
			return;
	if (t->n > 0)
		planner_search_plan_remove(p, trip, 0, t->n);
}

static void
take_string(struct search_plan *p, int32_t c, int32_t n, struct rng *r)
{
	int32_t trip = p->spot[c].trip, pos = p->spot[c].pos, kept = 0;
	struct search_trip *t = &p->trips[trip];

	if (n > 1 && n < t->n && rng_below(r, 2) == 0) {
		kept = 1;
		while (n + kept < t->n && rng_below(r, 100) >= SPLIT_STOP_PCT)
			kept++;
	}
	int32_t start = string_start(t, pos, n + kept, r);
	if (kept > 0) {
		int32_t before = 1 + (int32_t)rng_below(r, (uint32_t)(n - 1));
		planner_search_plan_remove(p, trip, start + before + kept, n - before);
		n = before;
	}
	planner_search_plan_remove(p, trip, start, n);
	if (p->m->backhauls)
		drop_lone_pickups(p, trip);
	planner_search_plan_link(p, trip);
}

void
planner_search_ruin(struct search_plan *p, int32_t middle, struct rng *r)
{
	const struct search_model *m = p->m;
	int32_t customers = m->n - m->first;
	double mean = p->n_active ? (double)(customers - p->n_absent) / p->n_active : 1;
	double longest = mean < LONGEST ? mean : LONGEST;
	double most = 4.0 * MEAN_TAKEN / (1 + longest) - 1;
	int32_t strings = (int32_t)(1 + rng_unit(r) * most);

	for (int32_t i = -1; i < m->ring_n && strings > 0; i++) {
		int32_t c =
		    i < 0 ? middle : m->ring[(size_t)middle * (size_t)m->ring_n + (size_t)i];
		int32_t trip = p->spot[c].trip;
		if (trip < 0 || p->trips[trip].saved)
			continue;
		double here = p->trips[trip].n < longest ? p->trips[trip].n : longest;
		take_string(p, c, (int32_t)(1 + rng_unit(r) * here), r);
		strings--;
	}
}
