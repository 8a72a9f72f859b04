/* wheel - breaks are taken as late as the law allows: fewer of them are then needed. */
#include "planner/wheel.h"

#include <limits.h>

struct wheel
planner_wheel_rested(const struct planner_input *in, int day)
{
	return (struct wheel){ .law = &in->driving[day] };
}

int
planner_wheel_drive(struct wheel *x, int now, int minutes)
{
	int most = x->law->stretch_max_min, breaks = 0;

	x->stretch += minutes;
	if (most > 0 && x->stretch > most) {
		breaks = (x->stretch - 1) / most;
		x->stretch -= breaks * most;
	}
	return now + minutes + breaks * x->law->break_min;
}

void
planner_wheel_stand(struct wheel *x, int minutes)
{
	if (minutes >= x->law->break_min)
		x->stretch = 0;
}

int
planner_wheel_break_min(const struct planner_input *in, int day)
{
	const struct planner_driving *law = &in->driving[day];

	return law->stretch_max_min > 0 && law->break_min > 0 ? law->break_min : 0;
}

/* Weeks begin on Monday; 1970-01-01 was a Thursday. */
static int64_t
week_of(const struct planner_input *in, int day)
{
	int64_t since = (int64_t)in->start_day + day + 3;

	return since >= 0 ? since / 7 : (since - 6) / 7;
}

struct driven {
	int day_min, week_min;
};

static void
add(const struct work *w, struct driven *sum, int on, int day, int minutes)
{
	if (week_of(w->in, on) != week_of(w->in, day))
		return;
	sum->week_min += minutes;
	sum->day_min += on == day ? minutes : 0;
}

static struct driven
driven(const struct work *w, int vehicle, int day)
{
	const struct planner_vehicle *v = &w->in->vehicles[vehicle];
	struct driven sum = { .day_min = day ? 0 : v->driven_day_min };

	if (week_of(w->in, 0) == week_of(w->in, day))
		sum.week_min = v->driven_week_min;
	for (int i = 0; i < w->in->n_fixed; i++) {
		const struct planner_fixed *x = &w->in->fixed[i];
		if (x->kind == PLANNER_COMMITTED && x->vehicle == vehicle)
			add(w, &sum, x->day, day, x->drive_min);
	}
	for (size_t i = 0; i < w->trips.n; i++)
		if (w->trips.at[i].vehicle == vehicle)
			add(w, &sum, w->trips.at[i].day, day, w->trips.at[i].drive_min);
	return sum;
}

int
planner_wheel_left(const struct work *w, int vehicle, int day)
{
	const struct planner_driving *law = &w->in->driving[day];
	struct driven sum = driven(w, vehicle, day);
	int left = INT_MAX, more = w->in->vehicles[vehicle].overtime_min;

	if (law->day_max_min > 0)
		left = law->day_max_min + more - sum.day_min;
	if (law->week_max_min > 0 && law->week_max_min + more - sum.week_min < left)
		left = law->week_max_min + more - sum.week_min;
	return left;
}
