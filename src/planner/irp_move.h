/* irp_move - small changes of one day's trips, quantities untouched: is it cheaper, do it. */
#ifndef OXY_PLANNER_IRP_MOVE_H
#define OXY_PLANNER_IRP_MOVE_H

#include "base/rng.h"
#include "planner/irp_plan.h"

/* One random move beside a near customer: a piece of one to three stops moved or turned, two stops
 * exchanged, a stretch reversed, two trips joined crosswise. It is made when the score changes by
 * less than `bound` (0 or more), else nothing changes. */
void planner_irp_move(struct irp_plan *p, int64_t toll, double bound, struct rng *r);

#endif
