/* irp_shift - small changes of quantities: what one visit brings less, another one brings more. */
#ifndef OXY_PLANNER_IRP_SHIFT_H
#define OXY_PLANNER_IRP_SHIFT_H

#include "base/rng.h"
#include "planner/irp_plan.h"

/* One random customer, two of its visits (or one and nothing): the cheapest of a few amounts moves
 * from one to the other when the score changes by less than `bound` (0 or more), else nothing
 * changes. A visit that has nothing left to bring goes. */
void planner_irp_shift(struct irp_plan *p, int64_t toll, double bound, struct rng *r);

#endif
