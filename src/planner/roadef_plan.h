/* roadef_plan - a challenge solution while it is searched: shifts, their times, their quantities.
 *
 * A plan is shifts by start, each a row of stops between the base and the base. What a shift visits
 * is decided by the search; when it can be there by roadef_timing; how much it loads and delivers
 * there by roadef_stock, anew for the whole plan after every change. Trailers load to the brim, so
 * a trip (from one load to the next, over shifts if need be) is one capacity to divide.
 *
 * Private to roadef_*.c. */
#ifndef OXY_PLANNER_ROADEF_PLAN_H
#define OXY_PLANNER_ROADEF_PLAN_H

#include "base/rng.h"
#include "planner/roadef.h"

enum { ROADEF_STOPS_MAX = 32, ROADEF_NEAR = 8 };

struct roadef_stop {
	int32_t place, arrive;
	int64_t quantity; /* to the place; below zero at a source */
	int32_t trip;     /* that it delivers from, or begins */
	bool lean;        /* leaves to later stops of the trip all that it can do without */
};

struct roadef_shift {
	int32_t driver, trailer, window;
	int32_t start, end, driving;
	int32_t lo, hi; /* between which it may be, given the others; by roadef_stock */
	int32_t trip;   /* of the trailer at the start; likewise */
	int32_t n;
	double cost;
	struct roadef_stop stop[ROADEF_STOPS_MAX];
};

struct roadef_plan {
	int32_t n, cap;
	struct roadef_shift *shifts; /* by start */
	/* ---- by roadef_stock ---- */
	double cost;
	int64_t quantity; /* delivered */
	int64_t missing;  /* below safety levels, the worst of each gap added up */
	int32_t gaps;     /* how often a tank falls below its safety level */
	double score;     /* what the search makes small */
	int32_t longest;  /* minutes of a shift */
};

/* A stop in the order of time, while quantities are divided. What the tank has used by then is kept
 * here, since looking it up is what takes time. */
struct roadef_visit {
	int32_t shift, stop, place, trailer, arrive;
	int32_t next;        /* step of the next visit here, or the number of steps */
	int32_t onward;      /* index of the trailer's next stop, -1 = none */
	int64_t used_before; /* up to the step before the visit */
	int64_t used;        /* up to the step of the visit */
	int64_t used_next;   /* up to the step before the next visit */
	int64_t reserve;     /* what it was promised from the trip */
};

struct roadef_trip {
	int64_t left;  /* in the trailer at its end */
	int64_t spare; /* delivered beyond what was needed until the next visit */
};

/* Of a customer, after roadef_stock. */
struct roadef_tank {
	int64_t delivered;     /* in all */
	int32_t last;          /* minute of the last visit, -1 = none */
	int32_t bad;           /* first step below the safety level, or the number of steps */
	int64_t bad_delivered; /* before that */
	int32_t bad_last;      /* minute of the visit before that, -1 = none */
	int64_t slack;         /* room that the fullest visit left */
};

struct roadef_work {
	const struct roadef *v;
	struct rng rng;
	double ratio;    /* cost by millionth of quantity: what delivering is worth */
	double gap_cost; /* of one gap, and of each millionth missing in it */
	double miss_cost;
	double noise;  /* added to what an insertion costs, at most */
	double *worth; /* [place] of a millionth that is needed there */
	int32_t n_visits, n_trips, cap;
	struct roadef_visit *visits; /* [cap] */
	int64_t *order;              /* [cap] minute, shift and stop of each, sorted */
	struct roadef_trip *trips;   /* [cap + trailers] */
	struct roadef_tank *tanks;   /* [place] */
	int64_t *load;               /* [trailer] */
	int32_t *trip_of;            /* [trailer] */
	bool *fresh;                 /* [trailer] the trip's capacity is still to be divided */
	int64_t *promised;           /* [trailer] reserves of stops to come */
	int32_t *near; /* [place * ROADEF_NEAR + rank] customers around each, itself first */
	bool *chosen;  /* [place] */
	bool *out;     /* [out_cap] by shift * ROADEF_STOPS_MAX + stop */
	size_t out_cap;
	int64_t *seen;    /* [place] */
	int32_t *met;     /* [drivers + trailers] */
	int32_t *scratch; /* [place] */
};

static inline int32_t
roadef_minutes(const struct roadef *v, int32_t a, int32_t b)
{
	return v->minutes[a * v->n_places + b];
}

static inline bool
roadef_is_customer(const struct roadef *v, int32_t place)
{
	return place > v->n_sources;
}

/* Cost of driving from a to b. */
static inline double
roadef_leg(const struct roadef *v, int32_t driver, int32_t trailer, int32_t a, int32_t b)
{
	return (double)v->distance[a * v->n_places + b] *
		   ((double)v->trailers[trailer].distance_cost /
		       (double)(ROADEF_RATE * ROADEF_DISTANCE)) +
	       (double)roadef_minutes(v, a, b) *
		   ((double)v->drivers[driver].minute_cost / (double)ROADEF_RATE);
}

/* ---- roadef_plan.c ---- */

void planner_roadef_plan_copy(struct roadef_plan *to, const struct roadef_plan *from);
void planner_roadef_plan_free(struct roadef_plan *p);

/* Put a shift in its place by start; returns its index. */
int32_t planner_roadef_plan_add(struct roadef_plan *p, const struct roadef_shift *s);
void planner_roadef_plan_drop(struct roadef_plan *p, int32_t shift);

/* Times anew after a change of stops or start, and its place by start; returns the new index, or -1
 * when no start fits (the shift is then as it was given). */
int32_t planner_roadef_plan_retime(const struct roadef *v, struct roadef_plan *p, int32_t shift);

/* Take stops out that `out` names by shift * ROADEF_STOPS_MAX + stop; shifts that serve nobody any
 * more go with them. */
void planner_roadef_plan_strip(const struct roadef *v, struct roadef_plan *p, const bool *out);

/* Drive from s->start; false when a rule of one shift is broken: stops, driving, windows of
 * customers, the horizon. The driver's window is the caller's. */
bool planner_roadef_plan_drive(const struct roadef *v, struct roadef_shift *s);

/* The challenge's output file. */
void planner_roadef_plan_write(const struct roadef_plan *p, struct str *out);

/* ---- roadef_stock.c ---- */

/* Memory for an instance, with nothing known yet: the ratio is 0, nothing has worth. */
void planner_roadef_stock_start(struct roadef_work *w, const struct roadef *v);
void planner_roadef_stock_end(struct roadef_work *w);

/* Divide what trailers hold over all stops, and score the plan. */
void planner_roadef_stock(struct roadef_work *w, struct roadef_plan *p);

/* Stops that load or deliver nothing go; quantities of the others stay right. */
void planner_roadef_stock_tidy(struct roadef_work *w, struct roadef_plan *p);

/* ---- roadef_fill.c ---- */

/* The largest delivered quantity that the visits allow, exactly, by a flow. False when these visits
 * cannot keep every tank right; quantities are then of no use. Costs are summed anew, the score is
 * not. */
bool planner_roadef_fill(struct roadef_work *w, struct roadef_plan *p);

/* ---- roadef_ruin.c ---- */

/* Take some stops out, in one of several ways by chance. */
void planner_roadef_ruin(struct roadef_work *w, struct roadef_plan *p);

/* ---- roadef_insert.c ---- */

/* Serve customer `place` before its tank falls below the safety level: one more stop, or one more
 * shift. False when there is no way. */
bool planner_roadef_insert(struct roadef_work *w, struct roadef_plan *p, int32_t place);

/* One more stop for what a trip of shift `shift` has left, the one that gains most by w->ratio, if
 * that is more than `least`; returns the shift's index afterwards, or -1 when there is none. */
int32_t planner_roadef_insert_extra(
    struct roadef_work *w, struct roadef_plan *p, int32_t shift, double least);

/* A new shift somewhere, filled with stops that are good value; false when there is no room. */
bool planner_roadef_insert_shift(struct roadef_work *w, struct roadef_plan *p);

#endif
