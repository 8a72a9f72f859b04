/* search_model - what the search knows of an instance before it begins. Internal to planner/.
 *
 * Customers are numbered anew, along a curve that fills the plane: near ones have near numbers, so
 * that what is said of them lies together in memory.
 * Distances as a matrix of whole numbers, vehicles that are alike as one type with a number, and
 * for each customer the others that are worth a place beside it. */
#ifndef OXY_PLANNER_SEARCH_MODEL_H
#define OXY_PLANNER_SEARCH_MODEL_H

#include "planner/vrplib.h"

struct search_type {
	int32_t depot, count;
	bool reloads, has_siblings; /* others of the same depot */
	int64_t capacity, unit, fixed, longest;
};

/* Some places driven one after the other: shortest duration, and between which departures it is
 * possible (Vidal et al. 2013, without lateness: what is late is not built). */
struct search_seg {
	int64_t dur, early, late;
};

static const int32_t SEARCH_NEVER = INT32_MAX;

/* Beside whom a customer may be put. */
struct search_beside {
	int32_t place, dist;
	int32_t after,
	    before; /* dist again; SEARCH_NEVER where one may not be right after, before */
};

struct search_model {
	const struct vrplib *v; /* with customers in an order of the model's own */
	const int32_t *name;    /* [n]: which place of the instance a place is */
	int32_t n, first;    /* places; the first customer */
	const int32_t *dist; /* [n * n] */
	int32_t n_types;
	const struct search_type *types;
	int64_t least_unit;             /* of a distance */
	const int32_t *type_of;         /* [vehicle] */
	int32_t near_n, ring_n;         /* per customer */
	const int32_t *near, *ring;     /* by cost of standing side by side; by distance */
	int32_t beside_n;
	const struct search_beside
	    *beside;                    /* [n * beside_n], by distance; SEARCH_NEVER ends a row */
	bool timed, chained, backhauls; /* windows; several trips a vehicle; pickups last */
	int64_t absence;                /* price of a customer that is left out */
};

void planner_search_model_build(const struct vrplib *v, struct arena *a, struct search_model *ret);

static inline int32_t
search_dist(const struct search_model *m, int32_t a, int32_t b)
{
	return m->dist[(size_t)a * (size_t)m->n + (size_t)b];
}

static inline struct search_seg
search_at(const struct search_model *m, int32_t place)
{
	const struct vrplib_place *p = &m->v->places[place];

	return (struct search_seg){ p->service, p->open, p->close };
}

/* a, then `travel`, then b; false when b would be reached too late. */
static inline bool
search_join(
    const struct search_seg *a, int64_t travel, const struct search_seg *b, struct search_seg *ret)
{
	int64_t delta = a->dur + travel, wait = b->early - delta - a->late;
	bool in_time = a->early + delta <= b->late;

	if (wait < 0)
		wait = 0;
	int64_t early = b->early - delta > a->early ? b->early - delta : a->early;
	int64_t late = b->late - delta < a->late ? b->late - delta : a->late;
	*ret = (struct search_seg){ delta + b->dur + wait, early - wait, late };
	return in_time;
}

#endif
