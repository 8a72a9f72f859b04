/* diff - what one plan changes against another, and what either leaves at risk.
 *
 * A trip is the same when vehicle, day, loading place and stops in their order are, each stop
 * within an hour and a tenth of its quantity. A facility is later when, an hour after the old plan
 * had brought some amount since the start, the new one has brought less than nine tenths of it. */
#ifndef OXY_PLANNER_DIFF_H
#define OXY_PLANNER_DIFF_H

#include "planner/planner.h"

enum { PLANNER_DIFF_LATER_MIN = 60, PLANNER_DIFF_QUANTITY_PCT = 10 };

enum planner_change {
	PLANNER_SAME,
	PLANNER_RETIMED,      /* the same stops, more than an hour off */
	PLANNER_REQUANTIFIED, /* the same stops and times, other quantities */
	PLANNER_RESTOPPED,    /* the same vehicle and day, other stops */
	PLANNER_TRIMMED,      /* only what would have come of it with nothing planned anew: fuller
				 tanks, fewer empties, less gas. No change of plan */
	PLANNER_GONE,
	PLANNER_NEW,
	PLANNER_CHANGES
};

struct planner_trip_change {
	enum planner_change what;
	int before, after; /* routes of either plan, or PLANNER_NONE */
	bool touched;      /* an event is about it */
};

struct planner_later {
	int facility, need;
	int before_min, after_min; /* absolute; after_min PLANNER_NONE: not within the horizon */
	int64_t quantity_g;        /* brought by then in the old plan */
};

/* Unmet demand as hours of patients: a comparison, not deaths. */
struct planner_risk {
	int64_t unmet_g, unmet_critical_g;
	double ward_h, critical_h, weighted_h; /* weighted: ward + critical_weight * critical */
};

struct planner_diff {
	int trips; /* published, not yet left */
	int broken, touched, frozen, untouched;
	int untouched_changed; /* of untouched; broken ones are touched */
	int frozen_changed;
	int n_changes, n_later;
	struct planner_trip_change
	    *changes;                /* all but PLANNER_SAME: before in order, then new ones */
	struct planner_later *later; /* by facility and need, the worst moment of each */
	struct planner_risk before, after; /* with the old trips alone; with the plan */
};

const char *planner_diff_code(enum planner_change c); /* "retimed" */

void planner_diff_risk(
    const struct planner_input *in, const struct planner_plan *plan, struct planner_risk *ret);

/* Changes and later; idle: the old trips alone in the world of now, or NULL. touched[before's
 * route] or NULL. Counts of trips and risks are the caller's.
 */
struct planner_diff_of {
	const struct planner_plan *before, *idle, *after;
	const bool *touched;
};
void planner_diff(const struct planner_input *in, const struct planner_diff_of *of, struct arena *a,
    struct planner_diff *ret);

#endif
