/* settle_trips - what quantities do to trips: stops that carry nothing go, the way home is timed
 * anew, promises are looked at. */
#include "planner/settle.h"

#include "planner/stock.h"
#include "planner/travel.h"
#include "planner/wheel.h"

#include <stdio.h>

/* Nothing is brought there. */
static bool
is_empty(const struct work *w, const struct trip *t, size_t i)
{
	return w->visits.at[t->stops.at[i]].quantity_g <= 0;
}

static bool
changes(const struct work *w, const struct trip *t)
{
	size_t n = 0;

	for (size_t i = 0; i < t->stops.n; i++)
		n += !is_empty(w, t, i);
	return n > 0 && (n != t->stops.n || (t->kept >= 0 && (int)n != w->in->kept[t->kept].route.n_stops));
}

/* The trip without its empty stops: what is left keeps its times, the way home is timed anew. */
static void
retime_home(const struct work *w, struct trip *t)
{
	const struct planner_vehicle *v = &w->in->vehicles[t->vehicle];
	struct wheel wheel = planner_wheel_rested(w->in, t->day);
	int at = v->supplier, next, now = t->leave;

	t->distance_m = 0;
	t->drive_min = 0;
	for (int i = -1; i <= (int)t->stops.n; i++) {
		const struct visit *to = i >= 0 && i < (int)t->stops.n ? &w->visits.at[t->stops.at[i]] : NULL;
		if (to && is_empty(w, t, (size_t)i))
			continue;
		next = i < 0 ? t->supplier
		       : to ? w->in->n_suppliers + w->in->needs[to->need].facility
			    : v->supplier;
		int32_t m = w->distance[(int64_t)at * w->places + next];
		t->distance_m += m;
		t->drive_min += planner_travel_min(m, v->speed_kmh);
		int came = planner_wheel_drive(&wheel, now, planner_travel_min(m, v->speed_kmh));
		now = i < 0 ? t->depart : to ? to->depart : came;
		planner_wheel_stand(&wheel, now - came);
		at = next;
	}
	t->back = now;
}

/* When the vehicle has to be home: its duty ends or has lasted long enough, or what it does next
 * begins. */
static int
home_by(const struct work *w, const struct trip *t)
{
	const struct planner_vehicle *v = &w->in->vehicles[t->vehicle];
	int by = t->day * PLANNER_DAY_MIN + v->duty_to_min, first = t->leave;

	for (size_t i = 0; i < w->trips.n; i++) {
		const struct trip *other = &w->trips.at[i];
		if (other->vehicle == t->vehicle && other->day == t->day && other->leave < first)
			first = other->leave;
	}
	if (v->duty_max_min > 0 && first + v->duty_max_min < by)
		by = first + v->duty_max_min;

	for (size_t i = 0; i < w->trips.n; i++) {
		const struct trip *next = &w->trips.at[i];
		int rest = next->supplier != v->supplier ? planner_wheel_break_min(w->in, next->day) : 0;
		if (next->vehicle == t->vehicle && next->leave >= t->back && next->leave - rest < by)
			by = next->leave - rest;
	}
	for (int i = 0; i < w->in->n_fixed; i++) {
		const struct planner_fixed *x = &w->in->fixed[i];
		int from = x->day * PLANNER_DAY_MIN + x->busy_from_min;
		if (x->kind == PLANNER_COMMITTED && x->vehicle == t->vehicle &&
		    x->busy_to_min > x->busy_from_min && from >= t->back && from < by)
			by = from;
	}
	return by;
}

/* A road matrix may be such that the way past a stop is longer than the way over it. Where a stop
 * that gets nothing would make the next one late, that one gets nothing either: true when one was
 * found. */
static bool
forbid_unreachable(struct work *w, const struct trip *t)
{
	const struct planner_vehicle *v = &w->in->vehicles[t->vehicle];
	struct wheel wheel = planner_wheel_rested(w->in, t->day);
	int at = t->supplier, now = t->depart;
	struct visit *last = NULL;

	for (size_t i = 0; i < t->stops.n; i++) {
		struct visit *to = &w->visits.at[t->stops.at[i]];
		int next = w->in->n_suppliers + w->in->needs[to->need].facility;
		int32_t m = w->distance[(int64_t)at * w->places + next];
		if (to->quantity_g <= 0)
			continue;
		int came = planner_wheel_drive(&wheel, now, planner_travel_min(m, v->speed_kmh));
		if (came > to->arrive || planner_setup_closed(w, at, next, t->day)) {
			to->cap_g = to->lower_g = to->hold_g = 0;
			return true;
		}
		now = to->depart;
		planner_wheel_stand(&wheel, now - came);
		at = next;
		last = to;
	}
	int32_t home = w->distance[(int64_t)at * w->places + v->supplier];
	int back = planner_wheel_drive(&wheel, now, planner_travel_min(home, v->speed_kmh));
	bool closed = last && planner_setup_closed(w, at, v->supplier, t->day);
	if (!last || (!closed && (back <= t->back || back <= home_by(w, t))))
		return false;
	last->cap_g = last->lower_g = last->hold_g = 0;
	return true;
}

bool
planner_settle_trips_forbid(struct work *w)
{
	bool any = false;

	for (size_t i = 0; i < w->trips.n; i++)
		any |= forbid_unreachable(w, &w->trips.at[i]);
	return any;
}

int
planner_settle_trips_home(const struct work *w, const struct trip *t)
{
	struct trip timed = *t;

	if (changes(w, t))
		retime_home(w, &timed);
	return timed.back;
}

void
planner_settle_trips_drop(struct work *w)
{
	size_t kept = 0;

	for (size_t i = 0; i < w->trips.n; i++) {
		struct trip *t = &w->trips.at[i];
		size_t n = 0;
		if (changes(w, t))
			retime_home(w, t);
		for (size_t k = 0; k < t->stops.n; k++)
			if (!is_empty(w, t, k))
				t->stops.at[n++] = t->stops.at[k];
		t->stops.n = n;
		if (!n) {
			VEC_FREE(&t->stops);
			continue;
		}
		for (size_t k = 0; k < n; k++)
			w->visits.at[t->stops.at[k]].trip = (int)kept;
		struct trip moved = *t;
		if (kept != i)
			memset(t, 0, sizeof *t);
		w->trips.at[kept++] = moved;
	}
	w->trips.n = kept;
}

/* What a kept trip was to bring at least. */
static err_t
check_kept(const struct work *w, struct faults *f)
{
	char pointer[32];

	for (size_t i = 0; i < w->visits.n; i++) {
		const struct visit *v = &w->visits.at[i];
		if (v->kept < 0 || v->quantity_g >= v->lower_g)
			continue;
		const struct order_fail *fail = &w->fail[v->need * w->days + v->day];
		snprintf(pointer, sizeof pointer, "/kept/%d", v->kept);
		return fault_add(f, FAULT_PLAN_FIXED, pointer, pointer,
		    planner_reason_code(fail->set ? fail->reason : PLANNER_SUPPLY), NULL);
	}
	return ERR_OK;
}

static err_t
refuse(struct faults *f, const struct work *w, int fixed, const char *why)
{
	char pointer[32];

	snprintf(pointer, sizeof pointer, "/fixed/%d", fixed);
	return fault_add(f, FAULT_PLAN_FIXED, pointer,
	    w->in->fixed[fixed].id ? w->in->fixed[fixed].id : pointer, why, NULL);
}

/* What pins and sets on a need and day got in all from that supplier. */
static int64_t
got(const struct work *w, const struct planner_fixed *x)
{
	int64_t g = 0;

	for (int v = w->first_visit[x->need]; v >= 0; v = w->visits.at[v].next) {
		const struct visit *i = &w->visits.at[v];
		if (i->day == x->day && i->supplier == x->supplier &&
		    (x->vehicle < 0 ||
			(i->trip >= 0 && w->trips.at[i->trip].vehicle == x->vehicle)))
			g += i->quantity_g;
	}
	return g;
}

err_t
planner_settle_trips_promises(const struct work *w, struct faults *f)
{
	for (int i = 0; i < w->in->n_fixed; i++) {
		const struct planner_fixed *x = &w->in->fixed[i];
		if (x->kind <= PLANNER_SET) {
			int64_t g = got(w, x),
				need = x->quantity_g || x->kind == PLANNER_SET ? x->quantity_g : 1;
			if (g < need || (x->kind == PLANNER_SET && g != need))
				return refuse(f, w, i,
				    planner_reason_code(
					w->fail[x->need * w->days + x->day].set
					    ? w->fail[x->need * w->days + x->day].reason
					    : PLANNER_FILL_RIGHT));
		}
		if (x->kind == PLANNER_LOAN) {
			struct stock_run run;
			planner_stock_run(w, x->from_need, w->days * PLANNER_DAY_MIN, &run);
			if (run.breach.fixed == i)
				return refuse(f, w, i, planner_reason_code(PLANNER_SUPPLY));
			planner_stock_run(w, x->need, w->days * PLANNER_DAY_MIN, &run);
			if (run.breach.fixed == i)
				return refuse(f, w, i, planner_reason_code(PLANNER_TANK_CAPACITY));
		}
	}
	return check_kept(w, f);
}
