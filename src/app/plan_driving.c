/* plan_driving - tours of the week are driven again on the planner's roads.
 *
 * What trucks really drove is not reported; what they delivered is. A tour is timed as the plan timed it, so that a week that went by
 * plan counts what its plans counted. */
#include "app/plan_driving.h"

#include "app/app.h"
#include "planner/travel.h"

struct planner_driving
app_plan_driving_on(const struct app *app, day_t day)
{
	struct planner_driving d = planner_driving_on(day)->limits;
	const struct planner_driving *own = &app->driving;
	d.day_max_min = own->day_max_min > 0 ? own->day_max_min : d.day_max_min;
	d.week_max_min = own->week_max_min > 0 ? own->week_max_min : d.week_max_min;
	d.stretch_max_min = own->stretch_max_min > 0 ? own->stretch_max_min : d.stretch_max_min;
	d.break_min = own->break_min > 0 ? own->break_min : d.break_min;
	return d;
}

day_t
app_plan_driving_monday(day_t day)
{
	return day - calendar_weekday(day);
}

bool
app_plan_driving_same_tour(const struct app_plan_driving_stop *a, const struct app_plan_driving_stop *b)
{
	return a->vehicle == b->vehicle && a->day == b->day && a->route_no >= 0 && a->route_no == b->route_no && id_eq(a->plan, b->plan);
}

static struct planner_place
place(const struct planner_input *in, int i)
{
	return i < in->n_suppliers ? in->suppliers[i].place : in->facilities[i - in->n_suppliers].place;
}

int
app_plan_driving_min(const struct planner_input *in, int from, int to, const struct planner_vehicle *v)
{
	return planner_travel_min(planner_travel_road_m(place(in, from), place(in, to), in->config->road_factor_pct), v->speed_kmh);
}

void
app_plan_driving_past(const struct planner_input *in, struct planner_vehicle *vehicles, const struct app_plan_driving_stop *stops, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct app_plan_driving_stop *s = &stops[i];
		struct planner_vehicle *v = &vehicles[s->vehicle];
		bool goes_on = i > 0 && app_plan_driving_same_tour(s, s - 1) && s[-1].facility >= 0;
		bool ends = (i + 1 == n || !app_plan_driving_same_tour(s, s + 1)) && !s->home_later;
		if (s->facility < 0)
			continue;
		int here = planner_place_of_facility(in, s->facility);
		int minutes = goes_on ? app_plan_driving_min(in, planner_place_of_facility(in, s[-1].facility), here, v)
				      : app_plan_driving_min(in, v->supplier, s->plant, v) + app_plan_driving_min(in, s->plant, here, v);
		if (ends)
			minutes += app_plan_driving_min(in, here, v->supplier, v);
		v->driven_week_min += minutes;
		if (s->day == in->start_day)
			v->driven_day_min += minutes;
	}
}
