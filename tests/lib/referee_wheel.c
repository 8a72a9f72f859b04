/* referee_wheel - drivers' hours, minute by minute: who is at the wheel, who rests, whose stretch is full. */
#include "lib/referee_state.h"

#include <stdlib.h>

static bool
was_published(const struct planner_input *in, const struct planner_route *t)
{
	int same = 0;

	for (int i = 0; i < in->n_kept; i++)
		same += in->kept[i].route.vehicle == t->vehicle && in->kept[i].route.day == t->day &&
			in->kept[i].route.leave_min == t->leave_min;
	return same;
}

/* Which Monday comes last before a day of the plan, counted in weeks from one long ago. */
static int64_t
week(const struct planner_input *in, int day)
{
	return ((int64_t)in->start_day + day + 3 + 7 * INT64_C(1000000000)) / 7;
}

struct minutes {
	int64_t old, new;
};

static struct minutes
of_day(const struct referee *r, int vehicle, int day)
{
	struct minutes m = { 0 };

	for (int i = 0; i < r->plan->n_routes; i++) {
		const struct planner_route *t = &r->plan->routes[i];
		if (t->vehicle == vehicle && t->day == day)
			*(was_published(r->in, t) ? &m.old : &m.new) += t->drive_min;
	}
	for (int i = 0; i < r->in->n_fixed; i++)
		if (r->in->fixed[i].kind == PLANNER_COMMITTED && r->in->fixed[i].vehicle == vehicle &&
		    r->in->fixed[i].day == day)
			m.old += r->in->fixed[i].drive_min;
	return m;
}

void
referee_wheel_hours(struct referee *r, int vehicle, int day)
{
	const struct planner_vehicle *v = &r->in->vehicles[vehicle];
	const struct planner_driving *law = &r->in->driving[day];
	struct minutes today = of_day(r, vehicle, day);
	int64_t all = week(r->in, day) == week(r->in, 0) ? v->driven_week_min : 0;
	int64_t since_midnight = today.old + today.new + (day ? 0 : v->driven_day_min);

	for (int d = 0; d < r->in->days; d++) {
		struct minutes other = of_day(r, vehicle, d);
		if (week(r->in, d) == week(r->in, day))
			all += d > day ? other.old : other.old + other.new;
	}
	find(r, 0, today.new && law->day_max_min > 0 && since_midnight - v->overtime_min > law->day_max_min,
	    PLANNER_BAD_DRIVER_HOURS);
	find(r, 0, today.new && law->week_max_min > 0 && all - v->overtime_min > law->week_max_min,
	    PLANNER_BAD_DRIVER_WEEK);
}

struct driver {
	const struct planner_driving *law;
	int64_t wheel, rest; /* minutes since the last break; minutes off the wheel on end */
};

static void
off_the_wheel(struct driver *d, int64_t minutes)
{
	for (int64_t i = 0; i <= minutes; i++) {
		d->rest += i > 0;
		if (d->rest >= d->law->break_min)
			d->wheel = 0;
	}
}

/* Drives whenever that is allowed. Whether it is there in time. */
static bool
on_the_road(struct driver *d, int64_t from, int64_t to, int64_t driving)
{
	d->rest = 0;
	for (int64_t now = from; now < to; now++) {
		bool full = d->law->stretch_max_min > 0 && d->wheel >= d->law->stretch_max_min;
		if (full && d->law->break_min <= 0) {
			d->wheel = 0;
			full = false;
		}
		if (driving > 0 && !full) {
			driving--;
			d->wheel++;
			d->rest = 0;
		} else {
			off_the_wheel(d, 1);
		}
	}
	return driving == 0;
}

static bool
rests_enough(const struct referee *r, struct driver *d, const struct planner_route *t)
{
	const struct planner_vehicle *v = &r->in->vehicles[t->vehicle];
	int at = t->supplier;
	int64_t now = t->depart_min;

	if (!on_the_road(d, t->leave_min, t->load_at_min,
		referee_drive(r, v, v->supplier, t->supplier)))
		return false;
	off_the_wheel(d, now - t->load_at_min);
	for (int i = 0; i < t->n_stops; i++) {
		const struct planner_stop *s = &t->stops[i];
		int to = r->in->n_suppliers + s->facility;
		if (!on_the_road(d, now, s->arrive_min, referee_drive(r, v, at, to)))
			return false;
		off_the_wheel(d, s->depart_min - s->arrive_min);
		now = s->depart_min;
		at = to;
	}
	return on_the_road(d, now, t->return_min, referee_drive(r, v, at, v->supplier));
}

static int
earliest(const struct referee *r, int vehicle, const bool *done)
{
	int best = -1;

	for (int i = 0; i < r->plan->n_routes; i++) {
		const struct planner_route *t = &r->plan->routes[i], *b = &r->plan->routes[best < 0 ? i : best];
		if (t->vehicle == vehicle && !done[i] &&
		    (best < 0 || t->day * DAY_MIN + t->leave_min < b->day * DAY_MIN + b->leave_min))
			best = i;
	}
	return best;
}

void
referee_wheel_breaks(struct referee *r, int vehicle)
{
	bool *done = MEM_ARRAY(bool, (size_t)r->plan->n_routes + 1);
	struct driver d = { 0 };
	int64_t home = 0;

	r->index = vehicle;
	for (int i, n = 0; (i = earliest(r, vehicle, done)) >= 0; n++) {
		const struct planner_route *t = &r->plan->routes[i];
		int64_t leaves = t->day * DAY_MIN + t->leave_min;
		d.law = &r->in->driving[t->day];
		off_the_wheel(&d, n ? leaves - home : DAY_MIN);
		bool rested = rests_enough(r, &d, t);
		find(r, n, !rested, PLANNER_BAD_DRIVER_BREAK);
		if (!rested)
			break;
		home = t->day * DAY_MIN + t->return_min;
		done[i] = true;
	}
	free(done);
}
