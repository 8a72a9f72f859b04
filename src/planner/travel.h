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

#endif
