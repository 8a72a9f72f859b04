/* wheel - a driver's minutes: the stretch since the last break, and what a day and a week have left.
 * Internal to planner/; the rules are at struct planner_driving.
 *
 * A trip starts rested: it begins with a loading, which lasts at least as long as a break, and one
 * that first goes to load elsewhere leaves a break after the trip before it. */
#ifndef OXY_PLANNER_WHEEL_H
#define OXY_PLANNER_WHEEL_H

#include "planner/setup.h"

struct wheel {
	const struct planner_driving *law;
	int stretch; /* minutes driven since the last break */
};

/* At the start of a trip on a day. */
struct wheel planner_wheel_rested(const struct planner_input *in, int day);

/* Drive from `now`, with a break on the road whenever a stretch is full: when it arrives. */
int planner_wheel_drive(struct wheel *x, int now, int minutes);

/* The truck stands so long: a break when it is long enough. */
void planner_wheel_stand(struct wheel *x, int minutes);

/* What a break takes where stretches are limited, else 0. */
int planner_wheel_break_min(const struct planner_input *in, int day);

/* What a vehicle may still be driven on a day: of the day and of its week what committed deliveries
 * and trips, new or kept, leave of it; may be negative. INT_MAX where nothing limits it. */
int planner_wheel_left(const struct work *w, int vehicle, int day);

#endif
