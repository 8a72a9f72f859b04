/* travel - road distance and driving time between suppliers and facilities. */
#ifndef OXY_PLANNER_TRAVEL_H
#define OXY_PLANNER_TRAVEL_H

#include "planner/planner.h"

/* Great-circle metres between two places, mean earth radius 6371.0088 km, times a road factor. */
int32_t planner_travel_road_m(struct planner_place a, struct planner_place b, int road_factor_pct);

/* All pairs, suppliers first, then facilities, row-major; the input's own matrix where it has one.
 */
const int32_t *planner_travel_matrix(
    const struct planner_input *in, int road_factor_pct, struct arena *a);

/* Minutes, rounded up. */
int planner_travel_min(int32_t distance_m, int speed_kmh);

/* Minutes of a stop: unload_min, and unload_min_per_unit for a tonne or a hundred bottles, of less in proportion, rounded up. */
int planner_travel_unload_min(const struct planner_vehicle *v, int64_t g, int bottles);

/* The most that is unloaded in so many minutes, grams of a tanker or bottles; at most what the vehicle holds. */
int64_t planner_travel_unloaded(const struct planner_vehicle *v, int minutes);

#endif
