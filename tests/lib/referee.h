/* referee - a second opinion on a plan, for tests of the judge.
 *
 * It knows the rules of doc/planner.md and shares no line with planner/check*.c nor with the
 * solver: it collects every violation that it can see and reports the first, where the judge stops
 * at it; it replays stocks minute by minute, where the judge goes from event to event; gas in a
 * source's tank is a formula (what came, less what went, less the most that ever stood above the
 * brim).
 *
 * First is: the section, then the place in it, then the step there, then the order of
 * PLANNER_VIOLATION_MAP. See planner_check in planner/planner.h. */
#ifndef OXY_TESTS_REFEREE_H
#define OXY_TESTS_REFEREE_H

#include "planner/planner.h"

enum referee_section {
	REFEREE_ROUTE,   /* index: the route */
	REFEREE_LINE,    /* the line */
	REFEREE_FILL,    /* the fill */
	REFEREE_UNMET,   /* the row */
	REFEREE_VEHICLE, /* vehicle * days + day */
	REFEREE_BREAKS,  /* the vehicle */
	REFEREE_SLOTS,   /* supplier * days + day */
	REFEREE_SOURCE,  /* the source */
	REFEREE_NEED,    /* the need */
	REFEREE_FIXED,   /* the pin or set */
	REFEREE_KEPT,    /* the kept trip */
	REFEREE_TOTALS,  /* 0 */
};

struct referee_finding {
	enum planner_violation what; /* PLANNER_BAD_NONE: the plan is valid */
	enum referee_section section;
	int index, step;
};

/* The input must be sane (what planner_setup accepts); the plan may be anything whose arrays are
 * there. */
struct referee_finding referee_judge(
    const struct planner_input *in, const struct planner_plan *plan);

#endif
