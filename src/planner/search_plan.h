/* search_plan - the trips as they stand, how one change is made, and how it is taken back. Internal
 * to planner/.
 *
 * Every trip keeps its limits at all times; customers that found no place are absent. All changes
 * since planner_search_plan_mark can be undone at a cost that depends on the trips touched only. */
#ifndef OXY_PLANNER_SEARCH_PLAN_H
#define OXY_PLANNER_SEARCH_PLAN_H

#include "base/vec.h"
#include "planner/search_model.h"

struct search_trip {
	int32_t *at; /* customers in order */
	int32_t n, cap, type, chain, listed;
	int64_t out, back, dist, cost;
	int64_t over;               /* load above the capacity */
	int64_t release;            /* when all its goods are there */
	struct search_seg whole;    /* from depot to depot */
	int64_t free_from, must_by; /* of its vehicle: departure not before, home not after */
	bool saved;
};

/* Where a customer is, and what is beside it. */
struct search_spot {
	int32_t trip, pos; /* trip -1: absent, pos its place in the list of absent ones */
	int32_t prev, next;
	int32_t to_prev, to_next; /* distances; to_next SEARCH_NO_LEG when absent */
	int32_t from_depot;       /* to_prev of the first of a trip, else SEARCH_NO_LEG */
};

/* Shorter than any leg: nothing gains by falling in between. */
static const int32_t SEARCH_NO_LEG = INT32_MIN;

struct search_chain {
	VEC(int32_t) trips;
	int32_t type;
	bool saved;
};

/* A customer of a trip as it was. */
struct search_stop {
	int32_t customer;
	struct search_spot spot;
	struct search_seg pre, suf;
};

struct search_saved {
	struct search_trip trip; /* without its customers */
	int32_t id;
	size_t offset;
};

struct search_plan {
	const struct search_model *m;
	struct search_trip *trips;    /* [n] */
	struct search_spot *spot;     /* [n] */
	struct search_seg *pre, *suf; /* [n]: from the depot to here, from here to the depot */
	int32_t *active, n_active;    /* a permutation of the trips, those in use first */
	int32_t *absent, n_absent;
	int32_t *left; /* [type]: vehicles not in use */
	struct search_chain *chains;
	int32_t n_chains;
	int64_t cost, over; /* of all trips, without tolls and absences */
	double toll;        /* price of a unit of load above a capacity */
	bool broken; /* a removal made a trip late: distances that are rounded down can do that */

	/* since the mark */
	VEC(struct search_saved) saved;
	VEC(struct search_stop) saved_at;
	VEC(int32_t) saved_absent, saved_chains, saved_chain_at;
};

/* Everybody absent. Free with planner_search_plan_free. */
struct search_plan *planner_search_plan_new(const struct search_model *m);
void planner_search_plan_free(struct search_plan *p);

void planner_search_plan_mark(struct search_plan *p);
void planner_search_plan_undo(struct search_plan *p); /* back to the mark */

/* Must come before trip->at is changed; then one planner_search_plan_link when it is as it shall
 * be. A trip without customers is closed by it. */
void planner_search_plan_touch(struct search_plan *p, int32_t trip);
void planner_search_plan_link(struct search_plan *p, int32_t trip);

/* An empty trip of a type, on a vehicle's row before its `place`th trip (chain -1: a vehicle of its
 * own). */
int32_t planner_search_plan_open(struct search_plan *p, int32_t type, int32_t chain, int32_t place);

void planner_search_plan_remove(struct search_plan *p, int32_t trip, int32_t pos, int32_t n);
void planner_search_plan_insert(struct search_plan *p, int32_t trip, int32_t pos, int32_t customer);

/* Absent customers in this order behind those of a trip. */
void planner_search_plan_fill(
    struct search_plan *p, int32_t trip, const int32_t *customers, int32_t n);

/* Other customers for a trip, who come from trips that are set too; then link them all. */
void planner_search_plan_set(
    struct search_plan *p, int32_t trip, const int32_t *customers, int32_t n);

/* Everybody absent, and a mark. */
void planner_search_plan_clear(struct search_plan *p);

/* The same customers on a vehicle of another type; it must fit. */
void planner_search_plan_retype(struct search_plan *p, int32_t trip, int32_t type);

/* Would such a drive keep the limits of time? */
static inline bool
search_fits(const struct search_type *y, const struct search_seg *s, int64_t release,
    int64_t free_from, int64_t must_by)
{
	int64_t start = release > free_from ? release : free_from;

	if (start > s->late || s->dur > y->longest)
		return false;
	return (start > s->early ? start : s->early) + s->dur <= must_by;
}

/* When a trip ends at the earliest, and when it may start at the latest. */
static inline int64_t
search_finish(const struct search_trip *t)
{
	int64_t start = t->release > t->free_from ? t->release : t->free_from;

	return (start > t->whole.early ? start : t->whole.early) + t->whole.dur;
}

static inline int64_t
search_latest(const struct search_trip *t)
{
	return t->whole.late < t->must_by - t->whole.dur ? t->whole.late
							 : t->must_by - t->whole.dur;
}

/* What a trip with this load pays for being above a vehicle's capacity. */
static inline int64_t
search_over(const struct search_type *y, int64_t out, int64_t back)
{
	return (out > y->capacity ? out - y->capacity : 0) +
	       (back > y->capacity ? back - y->capacity : 0);
}

static inline int64_t
search_toll(const struct search_plan *p, int64_t over)
{
	return over > 0 ? (int64_t)(p->toll * (double)over + 0.5) : 0;
}

static inline int64_t
search_score(const struct search_plan *p)
{
	return p->cost + p->n_absent * p->m->absence + search_toll(p, p->over);
}

#endif
