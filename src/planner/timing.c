/* timing - drive a day on paper: windows, reloads, appointments, duty and hours at the wheel. */
#include "planner/timing.h"

#include "planner/travel.h"
#include "planner/wheel.h"

#include <stddef.h>
#include <string.h>

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

	return before && before->need == o->need && before->fixed < 0 && o->fixed < 0;
}

static int
later(int a, int b)
{
	return a > b ? a : b;
}

/* Where a trip is while it is timed. */
struct driving {
	const struct planner_vehicle *v;
	struct wheel wheel;
	int at, now;
};

static void
drive(const struct day *s, struct trip_plan *t, struct driving *x, int to)
{
	int32_t m = road(s, x->at, to);
	int minutes = planner_travel_min(m, x->v->speed_kmh);

	if (s->w->in->n_closures > 0 && planner_setup_closed(s->w, x->at, to, s->day))
		t->closed = true;
	t->distance_m += m;
	t->drive_min += minutes;
	x->now = planner_wheel_drive(&x->wheel, x->now, minutes);
	x->at = to;
}

/* Wait and unload. False when it comes too late. */
static bool
serve(const struct day *s, struct driving *x, struct trip_plan *t, int i)
{
	struct stop_plan *stop = &t->stop[i];
	int from, to, came = x->now, again = planner_timing_goes_on(s, t, i) ? x->v->unload_min : 0;

	planner_setup_window(s->w, planner_timing_facility(s, stop->order), s->day, &from, &to);
	stop->arrive = later(later(came, from), s->orders[stop->order].not_before);
	stop->depart = x->now = stop->arrive + service_min(s, x->v, stop) - again;
	planner_wheel_stand(&x->wheel, x->now - came);
	return stop->arrive <= to;
}

/* Time one trip that may leave at `ready`. */
static bool
time_trip(const struct day *s, const struct day_plan *p, struct trip_plan *t, int ready,
    enum planner_reason *why)
{
	const struct planner_vehicle *v = planner_timing_vehicle(s, p);
	const struct planner_input *in = s->w->in;
	struct driving x = { .v = v, .wheel = planner_wheel_rested(in, s->day), .at = v->supplier, .now = ready };

	t->distance_m = 0;
	t->drive_min = 0;
	t->closed = false;
	t->leave = ready;
	if (t->supplier != v->supplier)
		drive(s, t, &x, t->supplier);
	t->load_at = later(x.now, in->start_minute + 60 * in->suppliers[t->supplier].lead_time_h);
	t->depart = x.now = t->load_at + planner_driving_load_min(&in->driving[s->day], v);
	x.wheel.stretch = 0;
	*why = PLANNER_LEAD_TIME;
	if (t->load_at >= planner_setup_day_to(s->w, s->day))
		return false;
	for (int i = 0; i < t->n; i++) {
		drive(s, t, &x, in->n_suppliers + planner_timing_facility(s, t->stop[i].order));
		*why = PLANNER_WINDOW;
		if (!serve(s, &x, t, i))
			return false;
	}
	drive(s, t, &x, v->supplier);
	t->back = x.now;
	*why = PLANNER_ACCESS;
	if (t->closed)
		return false;
	*why = PLANNER_DRIVER_HOURS;
	return x.now <= s->day * PLANNER_DAY_MIN + v->duty_to_min;
}

/* Leave later instead of waiting at the first gate: duty is counted from leaving home. */
static int
slack_at_first_stop(const struct day *s, const struct day_plan *p, const struct trip_plan *t)
{
	int facility = planner_timing_facility(s, t->stop[0].order);
	int32_t m = road(s, t->supplier, s->w->in->n_suppliers + facility);
	struct wheel wheel = planner_wheel_rested(s->w->in, s->day);

	return t->stop[0].arrive -
	       planner_wheel_drive(&wheel, t->depart,
		   planner_travel_min(m, planner_timing_vehicle(s, p)->speed_kmh));
}

/* When it may leave that was busy until then: a trip that drives before it loads needs a break first. */
static int
rested(const struct day *s, const struct day_plan *p, const struct trip_plan *t, int busy_until)
{
	bool drives_first = t->supplier != planner_timing_vehicle(s, p)->supplier;

	return busy_until + (drives_first ? planner_wheel_break_min(s->w->in, s->day) : 0);
}

static const struct busy *
busy_of(const struct day *s, const struct day_plan *p, int *ret_n)
{
	const int *start = &s->w->busy_start[p->vehicle * s->w->days + s->day];

	*ret_n = start[1] - start[0];
	return s->w->busy + start[0];
}

/* Time a trip that may leave at `ready`, or later where it would only wait; not where the waiting is the break that brings it home
 * earlier. */
static bool
time_waiting(const struct day *s, const struct day_plan *p, struct trip_plan *t, int ready, enum planner_reason *why)
{
	if (!time_trip(s, p, t, ready, why))
		return false;
	int slack = slack_at_first_stop(s, p, t), back = t->back;
	if (slack <= 0 || t->load_at != t->leave)
		return true;
	if (time_trip(s, p, t, ready + slack, why) && t->back <= back)
		return true;
	return time_trip(s, p, t, ready, why);
}

/* The first moment from `ready` on at which a trip of this length misses all other appointments. */
static bool
avoid_appointments(const struct day *s, const struct day_plan *p, struct trip_plan *t, int ready,
    enum planner_reason *why)
{
	int n;
	const struct busy *busy = busy_of(s, p, &n);

	if (!time_waiting(s, p, t, ready, why))
		return false;
	for (int again = 0; again < n; again++) {
		int moved = PLANNER_NONE;
		for (int i = 0; i < n; i++)
			if (t->leave < rested(s, p, t, busy[i].to) && t->back > busy[i].from)
				moved = later(moved, rested(s, p, t, busy[i].to));
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

/* The driver's day: this day's trips, the first of which leaves at `from`, and those that are kept. */
static bool
day_is_short_enough(const struct day *s, const struct day_plan *p, int from)
{
	const struct planner_vehicle *v = planner_timing_vehicle(s, p);
	int n, to = p->trip[p->n - 1].back;
	const struct busy *busy = busy_of(s, p, &n);

	for (int i = 0; i < n; i++) {
		if (!busy[i].duty)
			continue;
		from = busy[i].from < from ? busy[i].from : from;
		to = later(to, busy[i].to);
	}
	return v->duty_max_min <= 0 || to - from <= v->duty_max_min;
}

static struct timing_before
after(struct timing_before x, const struct day_plan *p, int i)
{
	const struct trip_plan *t = &p->trip[i];

	return (struct timing_before){ i ? x.leave : t->leave, t->back, x.drive_min + t->drive_min, x.cost + t->distance_m + t->late_m };
}

void
planner_timing_before(const struct day_plan *p, struct timing_before ret[TRIPS_MAX + 1])
{
	ret[0] = (struct timing_before){ .back = p->ready };
	for (int i = 0; i < p->n; i++)
		ret[i + 1] = after(ret[i], p, i);
}

bool
planner_timing_from(const struct day *s, struct day_plan *p, int first, const struct timing_before *before, enum planner_reason *why)
{
	struct timing_before x = *before;
	int begins = later(s->day * PLANNER_DAY_MIN + planner_timing_vehicle(s, p)->duty_from_min, planner_setup_day_from(s->w, s->day));

	for (int i = first; i < p->n; i++) {
		struct trip_plan *t = &p->trip[i];
		if (!avoid_appointments(s, p, t, later(begins, x.back > 0 ? rested(s, p, t, x.back) : 0), why))
			return false;
		*why = PLANNER_VEHICLES;
		if (t->back > p->until)
			return false;
		t->late_m = lateness(s, t);
		x = after(x, p, i);
	}
	p->cost = x.cost;
	*why = PLANNER_DRIVER_HOURS;
	return !p->n || (x.drive_min <= p->wheel_min && day_is_short_enough(s, p, x.leave));
}

bool
planner_timing_day(const struct day *s, struct day_plan *p, enum planner_reason *why)
{
	return planner_timing_from(s, p, 0, &(struct timing_before){ .back = p->ready }, why);
}

void
planner_timing_copy(struct day_plan *to, const struct day_plan *from)
{
	memcpy(to, from, offsetof(struct day_plan, trip) + sizeof from->trip[0] * (size_t)from->n);
}
