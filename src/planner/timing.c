/* timing - drive a day on paper: windows, reloads, appointments, duty and hours at the wheel. */
#include "planner/timing.h"

#include "planner/travel.h"

const struct planner_vehicle *
planner_timing_vehicle(const struct day *s, const struct day_plan *p)
{
	return &s->w->in->vehicles[p->vehicle];
}

int
planner_timing_facility(const struct day *s, int order)
{
	return s->w->in->needs[s->orders[order].need].facility;
}

int64_t
planner_timing_bottle_g(const struct day *s, int order)
{
	return s->w->in->products[s->w->in->needs[s->orders[order].need].product].bottle_g;
}

static int32_t
road(const struct day *s, int from_place, int to_place)
{
	return s->w->distance[(int64_t)from_place * s->w->places + to_place];
}

static int
service_min(const struct day *s, const struct planner_vehicle *v, const struct stop_plan *stop)
{
	int64_t each = planner_timing_bottle_g(s, stop->order);

	return v->bottles ? planner_travel_unload_min(v, 0, (int)(stop->g / each)) : planner_travel_unload_min(v, stop->g, 0);
}

bool
planner_timing_goes_on(const struct day *s, const struct trip_plan *t, int i)
{
	const struct order *o = &s->orders[t->stop[i].order], *before = i > 0 ? &s->orders[t->stop[i - 1].order] : NULL;

	return before && before->right == o->right && before->fixed < 0 && o->fixed < 0;
}

static int
later(int a, int b)
{
	return a > b ? a : b;
}

static void
drive(const struct day *s, const struct planner_vehicle *v, struct trip_plan *t, int *at, int *now,
    int to)
{
	int32_t m = road(s, *at, to);
	int minutes = planner_travel_min(m, v->speed_kmh);

	if (s->w->in->n_closures > 0 && planner_setup_closed(s->w, *at, to, s->day))
		t->closed = true;
	t->distance_m += m;
	t->drive_min += minutes;
	*now += minutes;
	*at = to;
}

/* Time one trip that may leave at `ready`. */
static bool
time_trip(const struct day *s, const struct day_plan *p, struct trip_plan *t, int ready,
    enum planner_reason *why)
{
	const struct planner_vehicle *v = planner_timing_vehicle(s, p);
	const struct planner_input *in = s->w->in;
	int now = ready, at = v->supplier, from, to;

	t->distance_m = 0;
	t->drive_min = 0;
	t->closed = false;
	t->leave = ready;
	if (t->supplier != v->supplier)
		drive(s, v, t, &at, &now, t->supplier);
	t->load_at = later(now, in->start_minute + 60 * in->suppliers[t->supplier].lead_time_h);
	t->depart = now = t->load_at + v->load_min;
	*why = PLANNER_LEAD_TIME;
	if (t->load_at >= planner_setup_day_to(s->w, s->day))
		return false;
	for (int i = 0; i < t->n; i++) {
		int facility = planner_timing_facility(s, t->stop[i].order);
		drive(s, v, t, &at, &now, in->n_suppliers + facility);
		planner_setup_window(s->w, facility, s->day, &from, &to);
		t->stop[i].arrive = now = later(later(now, from), s->orders[t->stop[i].order].not_before);
		*why = PLANNER_WINDOW;
		if (now > to)
			return false;
		now += service_min(s, v, &t->stop[i]) - (planner_timing_goes_on(s, t, i) ? v->unload_min : 0);
		t->stop[i].depart = now;
	}
	drive(s, v, t, &at, &now, v->supplier);
	t->back = now;
	*why = PLANNER_ACCESS;
	if (t->closed)
		return false;
	*why = PLANNER_DRIVER_HOURS;
	return now <= s->day * PLANNER_DAY_MIN + v->duty_to_min;
}

/* Leave later instead of waiting at the first gate: duty is counted from leaving home. */
static int
slack_at_first_stop(const struct day *s, const struct day_plan *p, const struct trip_plan *t)
{
	int facility = planner_timing_facility(s, t->stop[0].order);
	int32_t m = road(s, t->supplier, s->w->in->n_suppliers + facility);
	int slack = t->stop[0].arrive - t->depart -
		    planner_travel_min(m, planner_timing_vehicle(s, p)->speed_kmh);

	return slack;
}

static const struct busy *
busy_of(const struct day *s, const struct day_plan *p, int *ret_n)
{
	const int *start = &s->w->busy_start[p->vehicle * s->w->days + s->day];

	*ret_n = start[1] - start[0];
	return s->w->busy + start[0];
}

/* The first moment from `ready` on at which a trip of this length misses all other appointments. */
static bool
avoid_appointments(const struct day *s, const struct day_plan *p, struct trip_plan *t, int ready,
    enum planner_reason *why)
{
	int n;
	const struct busy *busy = busy_of(s, p, &n);

	if (!time_trip(s, p, t, ready, why))
		return false;
	int slack = slack_at_first_stop(s, p, t);
	if (slack > 0 && t->load_at == t->leave && !time_trip(s, p, t, ready + slack, why))
		return false;
	for (int again = 0; again < n; again++) {
		int moved = PLANNER_NONE;
		for (int i = 0; i < n; i++)
			if (t->leave < busy[i].to && t->back > busy[i].from)
				moved = later(moved, busy[i].to);
		if (moved < 0)
			return true;
		if (!time_trip(s, p, t, moved, why))
			return false;
	}
	return true;
}

static int64_t
lateness(const struct day *s, const struct trip_plan *t)
{
	int64_t late = 0;

	for (int i = 0; i < t->n; i++) {
		const struct order *o = &s->orders[t->stop[i].order];
		if (o->dry_at >= 0 && t->stop[i].arrive > o->dry_at)
			late += t->stop[i].arrive - o->dry_at;
	}
	return late * TIMING_LATE_M;
}

/* The driver's day: this day's trips and those that are kept. */
static bool
day_is_short_enough(const struct day *s, const struct day_plan *p, int drive_min)
{
	const struct planner_vehicle *v = planner_timing_vehicle(s, p);
	int n, from = p->trip[0].leave, to = p->trip[p->n - 1].back;
	const struct busy *busy = busy_of(s, p, &n);

	for (int i = 0; i < n; i++) {
		if (!busy[i].duty)
			continue;
		drive_min += busy[i].drive_min;
		from = busy[i].from < from ? busy[i].from : from;
		to = later(to, busy[i].to);
	}
	if (v->drive_max_min > 0 && drive_min > v->drive_max_min)
		return false;
	return v->duty_max_min <= 0 || to - from <= v->duty_max_min;
}

/* Re-time the whole day of a vehicle and price it. */
bool
planner_timing_day(const struct day *s, struct day_plan *p, enum planner_reason *why)
{
	const struct planner_vehicle *v = planner_timing_vehicle(s, p);
	int midnight = s->day * PLANNER_DAY_MIN, drive_min = 0;
	int ready = later(midnight + v->duty_from_min, planner_setup_day_from(s->w, s->day));

	p->cost = 0;
	ready = later(ready, p->ready);
	for (int i = 0; i < p->n; i++) {
		struct trip_plan *t = &p->trip[i];
		if (!avoid_appointments(s, p, t, ready, why))
			return false;
		*why = PLANNER_VEHICLES;
		if (t->back > p->until)
			return false;
		ready = t->back;
		drive_min += t->drive_min;
		p->cost += t->distance_m + lateness(s, t);
	}
	*why = PLANNER_DRIVER_HOURS;
	return !p->n || day_is_short_enough(s, p, drive_min);
}
