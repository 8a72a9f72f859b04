/* referee_state - what the halves of the referee share. */
#ifndef OXY_TESTS_REFEREE_STATE_H
#define OXY_TESTS_REFEREE_STATE_H

#include "lib/referee.h"

struct referee_entry {
	int next;
	int64_t g;
	int full, empties;
	char kind; /* i inbound, c committed, b borrowed, l lent, p of the plan */
};

enum { DAY_MIN = 1440, HORIZON_MAX = PLANNER_DAYS_MAX * DAY_MIN };

struct referee {
	const struct planner_input *in;
	const struct planner_plan *plan;
	struct referee_finding first;
	enum referee_section section;
	int index;
	struct referee_entry *pool; /* diaries of a source or need */
	int entries;
	int head[HORIZON_MAX + 1], tail[HORIZON_MAX + 1];
};

/* ---- findings ------------------------------------------------------------------------------ */

/* Negative: before. */
static inline int
referee_compare(const struct referee_finding *a, const struct referee_finding *b)
{
	if (a->section != b->section)
		return a->section < b->section ? -1 : 1;
	if (a->index != b->index)
		return a->index < b->index ? -1 : 1;
	if (a->step != b->step)
		return a->step < b->step ? -1 : 1;
	return (int)a->what - (int)b->what;
}

/* Where `wrong` holds, the rule is broken at this step of the place at hand. */
static inline void
find(struct referee *r, int step, bool wrong, enum planner_violation what)
{
	struct referee_finding f = { what, r->section, r->index, step };

	if (wrong && (!r->first.what || referee_compare(&f, &r->first) < 0))
		r->first = f;
}

static inline bool
outside(int i, int n)
{
	return i < 0 || i >= n;
}

static inline bool
matches(int asked, int is)
{
	return asked == PLANNER_NONE || asked == is;
}

/* referee_wheel.c */
void referee_wheel_hours(struct referee *r, int vehicle, int day);
void referee_wheel_breaks(struct referee *r, int vehicle);

/* referee.c: minutes from place to place (suppliers, then facilities). */
int64_t referee_drive(const struct referee *r, const struct planner_vehicle *v, int from, int to);

/* referee_stock.c */
void referee_stock_source(struct referee *r, int source);
void referee_stock_need(struct referee *r, int need);

#endif
