/* check - what the parts of the judge share; nobody else includes it. */
#ifndef OXY_PLANNER_CHECK_H
#define OXY_PLANNER_CHECK_H

#include "planner/planner.h"

enum { DAY = PLANNER_DAY_MIN };

struct judge {
	const struct planner_input *in;
	const struct planner_plan *plan;
	struct planner_verdict v;
	bool bad;
};

/* The first violation stays. Always false, for "return". */
static inline bool
blame(struct judge *j, enum planner_violation what, int64_t expected, int64_t found)
{
	if (!j->bad) {
		j->bad = true;
		j->v.what = what;
		j->v.expected = expected;
		j->v.found = found;
	}
	return false;
}

#define REQUIRE(j, holds, what, expected, found)                                             \
	do {                                                                                 \
		if (!(holds))                                                                \
			return blame(                                                        \
			    (j), PLANNER_BAD_##what, (int64_t)(expected), (int64_t)(found)); \
	} while (0)

static inline bool
is_inside(int i, int n)
{
	return i >= 0 && i < n;
}

static inline int
opens(const struct judge *j, int day)
{
	return day ? day * DAY : j->in->start_minute;
}

/* How much of a day's even flow has run by a minute. */
static inline int64_t
run_by(const struct judge *j, int64_t total, int day, int at)
{
	int from = opens(j, day), to = (day + 1) * DAY;

	if (at <= from)
		return 0;
	return at >= to ? total : (int64_t)((__int128)total * (at - from) / (to - from));
}

/* Minutes from place to place (suppliers, then facilities). */
int64_t planner_check_minutes(const struct judge *j, int from, int to, int kmh);

/* The trip is one of the plan in force that stays. */
bool planner_check_fleet_is_kept(const struct judge *j, const struct planner_route *r);

/* One row of filling, with the line it goes through. */
bool planner_check_fleet_fill(struct judge *j, int i);

/* All that one vehicle does on a day; its driver's breaks on all days; all loadings at one supplier on
 * a day. False with the verdict written. */
bool planner_check_fleet_day(struct judge *j, int vehicle, int day);
bool planner_check_fleet_breaks(struct judge *j, int vehicle);
bool planner_check_fleet_slots(struct judge *j, int supplier, int day);

/* Replay a source's gas and bottles, and a need's stock; false with the verdict written. */
bool planner_check_stock_source(struct judge *j, int source);
bool planner_check_stock_need(struct judge *j, int need);

#endif
