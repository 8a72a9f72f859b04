/* place - where an order may go in a vehicle's day, for how much more, and putting it there. Internal to planner/.
 *
 * Every trial times the vehicle's whole day (timing.h), unless the metres alone already cost more than the best place found. */
#ifndef OXY_PLANNER_PLACE_H
#define OXY_PLANNER_PLACE_H

#include "planner/timing.h"

#define PLANNER_PLACE_NO_COST INT64_MAX

/* The best place for an order in one vehicle's day; cost PLANNER_PLACE_NO_COST and the reason when there is none that costs less than
 * `below`. The cost counts what would be left behind. */
struct place planner_place_find(struct day *s, int plan, int order, int64_t below);

/* Put it there; the day is timed again. */
void planner_place_put(struct day *s, int plan, int order, const struct place *here);

/* Take a placed order's stop out of its trip, and the trip away with its last stop. Returns the grams of the stop. The vehicle's day is
 * not timed again. */
int64_t planner_place_take(struct day *s, int order);

/* Room on the truck for more of what the order asks for, in whole bottles where it carries bottles. */
int64_t planner_place_room_g(const struct day *s, const struct day_plan *p, const struct trip_plan *t, int order);

/* Metres that leaving (want_g - g) of an order behind is worth: some trips to it for what the day orders in the mean, in proportion to the
 * grams. So where trucks are short their hours go where they bring most. */
int64_t planner_place_left_m(const struct day *s, int order, int64_t g);

/* Has the supplier a loading slot left today? */
bool planner_place_slot_is_free(const struct day *s, int supplier);

#endif
