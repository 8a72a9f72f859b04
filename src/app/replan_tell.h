/* replan_tell - what a re-plan changed, laid into the plan's answer in both languages, and which deliveries its approval keeps. */
#ifndef OXY_APP_REPLAN_TELL_H
#define OXY_APP_REPLAN_TELL_H

#include "app/app.h"
#include "app/replan_world.h"

/* out was made by app_plan_result_make of the same plan; its texts are replaced. */
void app_replan_tell(struct act *a, const struct app_replan_world *x, const struct planner_replanned *r, struct app_plan_result *out);

#endif
