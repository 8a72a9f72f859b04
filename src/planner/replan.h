/* replan - the plan of the day after: something happened, and what need not change stays.
 *
 *     planner_replan_apply   lay events over a world that does not know them yet
 *     planner_replan         a judged plan that keeps what it can, and what it changes (diff.h)
 *
 * The world (`in`) is that of now: trips that have left are PLANNER_COMMITTED in it. `published`
 * has the trips of the plan in force that have not, in the world's indices and days; its other
 * members are not read.
 *
 * A published trip is
 *   broken    when it cannot be driven as it stands: its truck is out of service, or no stop is
 * left that may be reached and filled. Stops that may not be are taken out of it first. touched
 * when an event is about it frozen    when it leaves within freeze_min of the start and neither its
 * truck nor its plant is the broken one: it goes as it was published, whatever else changes kept
 * when nothing of this is true: it goes too, unless critical demand suffers for it
 *
 * First all that is not touched is kept, with what it would bring anyway held for it, and the rest
 * solved around it. Where this leaves more critical demand unmet than a full plan, which keeps the
 * frozen trips alone, some trips are let go where their trucks are wanted, or exchanged for those of
 * the full plan, a few more each time; and where that is not enough the full plan stands: people come
 * before stability. */
#ifndef OXY_PLANNER_REPLAN_H
#define OXY_PLANNER_REPLAN_H

#include "planner/diff.h"

enum planner_event_kind {
	PLANNER_VEHICLE_DOWN,  /* vehicle */
	PLANNER_PLANT_DERATED, /* supplier makes pct of what it made */
	PLANNER_ROAD_CLOSED,   /* between places a and b; b PLANNER_NONE: every road to a */
	PLANNER_DECLINED,      /* supplier will not serve need */
	PLANNER_STOCK_OFF,     /* need holds quantity_g, not what was foreseen */
	PLANNER_LAPSED,	       /* nobody answered an offer of supplier to need; the world is as before */
	PLANNER_FAILED,	       /* a delivery of supplier to need failed; the same */
	PLANNER_EVENTS
};

/* Members without meaning for a kind are PLANNER_NONE or 0. Days: first and last, inside the
 * horizon. */
struct planner_event {
	enum planner_event_kind kind;
	int vehicle, supplier, need, a, b, day_from, day_to, pct;
	int64_t quantity_g;
};

static inline bool
planner_event_is_on(const struct planner_event *e, int day)
{
	return e->day_from <= day && day <= e->day_to;
}

const char *planner_replan_event_code(enum planner_event_kind k); /* "vehicle_down" */

/* A copy of the input, in the arena, in which the events have happened. */
void planner_replan_apply(const struct planner_input *in, const struct planner_event *events, int n,
    struct arena *a, struct planner_input *ret);

struct planner_replan {
	const struct planner_input *in; /* the events are in it */
	const struct planner_plan *published;
	const struct planner_event *events; /* what touches trips */
	int n_events;
	int freeze_min; /* 720 */
	int limit_pct;  /* of the untouched trips: more should not change where patients do not suffer for it */
};

enum planner_replan_way {
	PLANNER_REPAIRED,    /* every untouched trip was kept as it was */
	PLANNER_LOOSENED,    /* some were let go */
	PLANNER_FLEXED,      /* all may carry other quantities as well */
	PLANNER_FROM_SCRATCH /* the frozen ones alone were kept */
};

struct planner_replanned {
	struct planner_input
	    in; /* what the plan was solved and judged in: kept trips, previous lines */
	struct planner_plan *plan;
	struct planner_plan
	    *idle; /* what would happen if nobody did anything: published trips alone */
	struct planner_diff diff; /* published to plan */
	enum planner_replan_way way;
	int64_t
	    full_critical_g; /* unmet critical of the full plan; -1: it was not needed to know */
};

/* Faults as planner_solve's. Everything in the arena. */
err_t planner_replan(const struct planner_replan *r, struct arena *a, struct planner_replanned *ret,
    struct faults *f);

#endif
