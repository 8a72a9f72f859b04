/* plan_driving - hours at the wheel: the limits of a day, and what drivers had of them before the plan begins. */
#ifndef OXY_APP_PLAN_DRIVING_H
#define OXY_APP_PLAN_DRIVING_H

#include "planner/planner.h"
#include "store/supply.h"

struct app;

/* The law of the day, the operator's figures in the place of the law's where they are given. */
struct planner_driving app_plan_driving_on(const struct app *app, day_t day);

/* Monday of a day's week. */
day_t app_plan_driving_monday(day_t day);

/* A delivery of this week as the planner's indices, vehicle by vehicle and in the order of the day. */
struct app_plan_driving_stop {
	int vehicle, plant;    /* where its tour loaded: a supplier */
	int facility;          /* facility may be PLANNER_NONE: outside the plan's places, its roads are not counted */
	struct id plan;
	int route_no;
	day_t day;
	bool home_later; /* its tour has stops to come: the way home is theirs */
};

/* Both are of one tour: one vehicle's, of one plan and route. */
bool app_plan_driving_same_tour(const struct app_plan_driving_stop *a, const struct app_plan_driving_stop *b);

/* Minutes between two places (suppliers, then facilities) by a vehicle. */
int app_plan_driving_min(const struct planner_input *in, int from, int to, const struct planner_vehicle *v);

/* Set driven_day_min and driven_week_min of the vehicles: each tour from home to where it loads, over its stops, and home. `in` has suppliers, facilities
 * and config; the stops are of this week. */
void app_plan_driving_past(const struct planner_input *in, struct planner_vehicle *vehicles, const struct app_plan_driving_stop *stops, size_t n);

#endif
