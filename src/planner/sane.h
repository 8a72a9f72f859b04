/* sane - whether an input can be planned at all. Internal to planner/. */
#ifndef OXY_PLANNER_SANE_H
#define OXY_PLANNER_SANE_H

#include "planner/planner.h"

/* Every index inside, every figure in range, and sense between them. False with faults at
 * "/vehicles/3/speed_kmh", "/distance_m/17"; the first part of the input that is wrong ends the
 * search. */
bool planner_sane(const struct planner_input *in, struct faults *f);

#endif
