/* replan_borrow - a plan between the one in force and a full one.
 *
 * What a truck does on a day is driven as it stands in either plan, so a truck's whole day can be taken from the other: hours and overlaps stay
 * right. Trips that are the same in both are not let go. */
#include "planner/replan_trips.h"

#include <stdlib.h>

struct truck_day {
	int vehicle, day, trips; /* trips: untouched ones that are let go */
	int64_t worth;
};

static int64_t
critical_on(const struct planner_plan *p, int need, int day)
{
	for (int i = 0; i < p->n_unmet; i++)
		if (p->unmet[i].need == need && p->unmet[i].day == day)
			return p->unmet[i].critical_g;
	return 0;
}

/* Critical grams that a stop might save: what `best` lacks and the full plan does not, on its day or the two after. */
static int64_t
saves(const struct planner_plan *full, const struct planner_plan *best, const struct planner_stop *s, int day)
{
	int64_t g = 0;

	for (int i = 0; i < best->n_unmet; i++) {
		const struct planner_unmet *u = &best->unmet[i];
		if (u->need != s->need || u->day < day || u->day > day + 2)
			continue;
		int64_t more = u->critical_g - critical_on(full, u->need, u->day);
		g += more > 0 ? more : 0;
	}
	return g < s->quantity_g ? g : s->quantity_g;
}

static bool
is_same(const struct planner_route *a, const struct planner_route *b)
{
	if (a->vehicle != b->vehicle || a->day != b->day || a->leave_min != b->leave_min || a->supplier != b->supplier || a->n_stops != b->n_stops)
		return false;
	for (int i = 0; i < a->n_stops; i++)
		if (a->stops[i].need != b->stops[i].need || a->stops[i].arrive_min != b->stops[i].arrive_min)
			return false;
	return true;
}

/* The old trip that a route of the full plan is, or leaves at the same minute as. */
static int
old_of(const struct replanning *x, const struct planner_route *r)
{
	for (int i = 0; i < x->n; i++)
		if ((x->fate[i] == REPLAN_FROZEN && x->trip[i].vehicle == r->vehicle && x->trip[i].day == r->day && x->trip[i].leave_min == r->leave_min) ||
		    (x->fate[i] == REPLAN_KEPT && is_same(&x->trip[i], r)))
			return i;
	return PLANNER_NONE;
}

static bool
stays(const struct replanning *x, int trip, const struct planner_plan *full)
{
	for (int i = 0; i < full->n_routes; i++)
		if (is_same(&x->trip[trip], &full->routes[i]))
			return true;
	return false;
}

static int
list_days(const struct replanning *x, const struct planner_plan *full, const struct planner_plan *best, struct truck_day *ret)
{
	int n = 0;

	for (int i = 0; i < full->n_routes; i++) { /* sorted by day, then vehicle */
		const struct planner_route *r = &full->routes[i];
		if (!n || ret[n - 1].vehicle != r->vehicle || ret[n - 1].day != r->day)
			ret[n++] = (struct truck_day){ r->vehicle, r->day, 0, 0 };
		for (int k = 0; k < r->n_stops && old_of(x, r) < 0; k++)
			ret[n - 1].worth += saves(full, best, &r->stops[k], r->day);
	}
	for (int d = 0; d < n; d++)
		for (int i = 0; i < x->n; i++)
			ret[d].trips += x->fate[i] == REPLAN_KEPT && x->trip[i].vehicle == ret[d].vehicle && x->trip[i].day == ret[d].day &&
					!stays(x, i, full);
	return n;
}

static int
by_worth(const void *a, const void *b)
{
	const struct truck_day *x = a, *y = b;
	__int128 p = (__int128)x->worth * (y->trips + 1), q = (__int128)y->worth * (x->trips + 1);

	if (p != q)
		return p > q ? -1 : 1;
	return x->day != y->day ? (x->day > y->day) - (x->day < y->day) : (x->vehicle > y->vehicle) - (x->vehicle < y->vehicle);
}

static void
borrow_day(struct replanning *x, const struct planner_plan *full, const struct truck_day *d)
{
	for (int i = 0; i < full->n_routes; i++)
		if (full->routes[i].vehicle == d->vehicle && full->routes[i].day == d->day && old_of(x, &full->routes[i]) < 0)
			x->borrowed[x->n_borrowed++] = &full->routes[i];
	for (int i = 0; i < x->n; i++)
		if (x->fate[i] == REPLAN_KEPT && x->trip[i].vehicle == d->vehicle && x->trip[i].day == d->day && !stays(x, i, full))
			x->fate[i] = REPLAN_GIVEN_UP;
}

void
planner_replan_borrow(struct replanning *x, const struct planner_plan *full, const struct planner_plan *best, int most)
{
	struct truck_day *days = ARENA_ARRAY(x->arena, struct truck_day, (size_t)full->n_routes + 1);
	int n = list_days(x, full, best, days), gone = 0;

	x->borrowed = ARENA_ARRAY(x->arena, const struct planner_route *, (size_t)full->n_routes + 1);
	x->n_borrowed = 0;
	qsort(days, (size_t)n, sizeof *days, by_worth);
	for (int i = 0; i < n && days[i].worth > 0; i++) {
		if (gone + days[i].trips > most)
			continue;
		gone += days[i].trips;
		borrow_day(x, full, &days[i]);
	}
}
