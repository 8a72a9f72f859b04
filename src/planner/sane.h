/* sane - figures of the input that are each in range and make no sense all the same. */
#ifndef OXY_PLANNER_SANE_H
#define OXY_PLANNER_SANE_H

#include "planner/planner.h"

/* After planner_setup's own ranges: indices may be trusted. False with faults at
 * "/distance_m/17", "/sources/3/product". */
bool planner_sane(const struct planner_input *in, struct faults *f);

#endif
