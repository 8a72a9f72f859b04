/* keep - a plan's own trips as kept ones, so that something can be changed around them. Internal to planner/. */
#ifndef OXY_PLANNER_KEEP_H
#define OXY_PLANNER_KEEP_H

#include "planner/planner.h"

/* The input with the plan's own trips kept beside its own kept ones, quantities free. Trips of pins are routed again, and with
 * free_wanted those whose trucks could have gone where critical demand stays unmet. In the arena. */
void planner_keep_own(const struct planner_input *in, const struct planner_plan *p, bool free_wanted, struct arena *a,
    struct planner_input *ret);

#endif
