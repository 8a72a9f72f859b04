/* diff - match trips, compare arrivals, count hours. */
#include "planner/diff.h"

#include <stdlib.h>

const char *
planner_diff_code(enum planner_change c)
{
	static const char *const code[] = { "same", "retimed", "requantified", "restopped",
		"trimmed", "gone", "new" };

	return (int)c >= 0 && c < PLANNER_CHANGES ? code[c] : "";
}

void
planner_diff_risk(
    const struct planner_input *in, const struct planner_plan *plan, struct planner_risk *ret)
{
	const struct planner_config *c = in->config ? in->config : planner_config_default();

	*ret =
	    (struct planner_risk){ plan->totals.unmet_g, plan->totals.unmet_critical_g, 0, 0, 0 };
	ret->ward_h = (double)(ret->unmet_g - ret->unmet_critical_g) / c->ward_g_per_h;
	ret->critical_h = (double)ret->unmet_critical_g / c->critical_g_per_h;
	ret->weighted_h = ret->ward_h + c->critical_weight * ret->critical_h;
}

/* ---- trips ----------------------------------------------------------------------------------- */

static bool
same_truck(const struct planner_route *x, const struct planner_route *y)
{
	return x->vehicle == y->vehicle && x->day == y->day && x->supplier == y->supplier;
}

static bool
same_stops(const struct planner_route *x, const struct planner_route *y)
{
	if (x->n_stops != y->n_stops)
		return false;
	for (int i = 0; i < x->n_stops; i++)
		if (x->stops[i].need != y->stops[i].need)
			return false;
	return true;
}

static enum planner_change
compare(const struct planner_route *x, const struct planner_route *y)
{
	enum planner_change worst = PLANNER_SAME;

	if (!same_stops(x, y))
		return PLANNER_RESTOPPED;
	for (int i = 0; i < x->n_stops; i++) {
		const struct planner_stop *p = &x->stops[i], *q = &y->stops[i];
		if (llabs(p->quantity_g - q->quantity_g) * 100 >
		    p->quantity_g * PLANNER_DIFF_QUANTITY_PCT)
			worst = PLANNER_REQUANTIFIED;
		if (abs(p->arrive_min - q->arrive_min) > PLANNER_DIFF_LATER_MIN)
			return PLANNER_RETIMED;
	}
	return worst;
}

/* The trip of the other plan that is most like it and not spoken for; nearest in time of equals. */
static int
most_alike(const struct planner_plan *after, const struct planner_route *was, const bool *taken,
    bool exact)
{
	int best = PLANNER_NONE, off = INT32_MAX;

	for (int i = 0; i < after->n_routes; i++) {
		const struct planner_route *r = &after->routes[i];
		if (taken[i] || !same_truck(was, r) || (exact && !same_stops(was, r)))
			continue;
		if (abs(r->leave_min - was->leave_min) < off) {
			off = abs(r->leave_min - was->leave_min);
			best = i;
		}
	}
	return best;
}

/* Whether the new trip is what would have come of the old one anyway. */
static bool
is_trimmed(const struct planner_diff_of *of, const struct planner_route *was,
    const struct planner_route *is)
{
	for (int i = 0; of->idle && i < of->idle->n_routes; i++) {
		const struct planner_route *r = &of->idle->routes[i];
		if (same_truck(was, r) && r->leave_min == was->leave_min)
			return compare(r, is) == PLANNER_SAME;
	}
	return false;
}

/* Trips with the same stops first, then what is left of each vehicle's day. */
static void
pair(const struct planner_diff_of *of, int *to, bool *taken)
{
	for (int i = 0; i < of->before->n_routes; i++)
		to[i] = PLANNER_NONE;
	for (int pass = 1; pass >= 0; pass--) {
		for (int i = 0; i < of->before->n_routes; i++) {
			if (to[i] >= 0)
				continue;
			to[i] = most_alike(of->after, &of->before->routes[i], taken, pass);
			if (to[i] >= 0)
				taken[to[i]] = true;
		}
	}
}

static enum planner_change
what_became(const struct planner_diff_of *of, int before, int after)
{
	const struct planner_route *was = &of->before->routes[before];

	if (after < 0)
		return PLANNER_GONE;
	enum planner_change what = compare(was, &of->after->routes[after]);
	return what != PLANNER_SAME && is_trimmed(of, was, &of->after->routes[after])
		   ? PLANNER_TRIMMED
		   : what;
}

static void
match_trips(const struct planner_diff_of *of, struct planner_diff *d)
{
	int *to = MEM_ARRAY(int, (size_t)of->before->n_routes + 1);
	bool *taken = MEM_ARRAY(bool, (size_t)of->after->n_routes + 1);

	pair(of, to, taken);
	for (int i = 0; i < of->before->n_routes; i++) {
		enum planner_change what = what_became(of, i, to[i]);
		if (what != PLANNER_SAME)
			d->changes[d->n_changes++] = (struct planner_trip_change){ what, i, to[i],
				of->touched && of->touched[i] };
	}
	for (int i = 0; i < of->after->n_routes; i++)
		if (!taken[i])
			d->changes[d->n_changes++] =
			    (struct planner_trip_change){ PLANNER_NEW, PLANNER_NONE, i, false };
	free(to);
	free(taken);
}

/* ---- facilities ------------------------------------------------------------------------------ */

/* Grams that a plan has brought to a need by a moment. */
static int64_t
brought(const struct planner_plan *p, int need, int until)
{
	int64_t g = 0;

	for (int i = 0; i < p->n_routes; i++)
		for (int k = 0; k < p->routes[i].n_stops; k++)
			if (p->routes[i].stops[k].need == need &&
			    p->routes[i].day * PLANNER_DAY_MIN + p->routes[i].stops[k].arrive_min <=
				until)
				g += p->routes[i].stops[k].quantity_g;
	for (int i = 0; i < p->n_lines; i++)
		if (p->lines[i].need == need &&
		    p->lines[i].day * PLANNER_DAY_MIN + p->lines[i].latest_min <= until)
			g += p->lines[i].quantity_g;
	return g;
}

/* The first arrival in a plan by which it has brought that much, or PLANNER_NONE. */
static int
brought_at(const struct planner_plan *p, int need, int64_t g)
{
	int best = PLANNER_NONE;

	for (int i = 0; i < p->n_routes; i++)
		for (int k = 0; k < p->routes[i].n_stops; k++) {
			int at =
			    p->routes[i].day * PLANNER_DAY_MIN + p->routes[i].stops[k].arrive_min;
			if (p->routes[i].stops[k].need == need && (best < 0 || at < best) &&
			    brought(p, need, at) >= g)
				best = at;
		}
	for (int i = 0; i < p->n_lines; i++) {
		int at = p->lines[i].day * PLANNER_DAY_MIN + p->lines[i].latest_min;
		if (p->lines[i].need == need && (best < 0 || at < best) &&
		    brought(p, need, at) >= g)
			best = at;
	}
	return best;
}

static int
lateness(const struct planner_input *in, const struct planner_later *l)
{
	return (l->after_min < 0 ? in->days * PLANNER_DAY_MIN : l->after_min) - l->before_min;
}

static void
look_at(const struct planner_input *in, const struct planner_plan *before,
    const struct planner_plan *after, struct planner_later one, struct planner_later *worst)
{
	one.quantity_g = brought(before, one.need, one.before_min);
	int64_t enough = one.quantity_g - one.quantity_g * PLANNER_DIFF_QUANTITY_PCT / 100;
	one.after_min = brought_at(after, one.need, enough);
	if (lateness(in, &one) > PLANNER_DIFF_LATER_MIN &&
	    (worst->need < 0 || lateness(in, &one) > lateness(in, worst)))
		*worst = one;
}

static void
find_later(const struct planner_input *in, const struct planner_plan *before,
    const struct planner_plan *after, struct planner_diff *d)
{
	for (int n = 0; n < in->n_needs; n++) {
		struct planner_later worst = { .need = PLANNER_NONE };
		struct planner_later one = { .facility = in->needs[n].facility, .need = n };
		for (int i = 0; i < before->n_routes; i++)
			for (int k = 0; k < before->routes[i].n_stops; k++) {
				if (before->routes[i].stops[k].need != n)
					continue;
				one.before_min = before->routes[i].day * PLANNER_DAY_MIN +
						 before->routes[i].stops[k].arrive_min;
				look_at(in, before, after, one, &worst);
			}
		for (int i = 0; i < before->n_lines; i++) {
			if (before->lines[i].need != n)
				continue;
			one.before_min =
			    before->lines[i].day * PLANNER_DAY_MIN + before->lines[i].latest_min;
			look_at(in, before, after, one, &worst);
		}
		if (worst.need >= 0)
			d->later[d->n_later++] = worst;
	}
}

void
planner_diff(const struct planner_input *in, const struct planner_diff_of *of, struct arena *a,
    struct planner_diff *ret)
{
	size_t most = (size_t)(of->before->n_routes + of->after->n_routes) + 1;

	*ret = (struct planner_diff){ .trips = of->before->n_routes };
	ret->changes = ARENA_ARRAY(a, struct planner_trip_change, most);
	ret->later = ARENA_ARRAY(a, struct planner_later, (size_t)in->n_needs + 1);
	match_trips(of, ret);
	find_later(in, of->before, of->after, ret);
}
