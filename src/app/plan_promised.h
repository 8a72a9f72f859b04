/* plan_promised - what is on its way or promised, as the plan must keep it. Internal to app/plan_*. */
#ifndef OXY_APP_PLAN_PROMISED_H
#define OXY_APP_PLAN_PROMISED_H

#include "app/plan_building.h"

/* What the trucks delivered this week, as tours: hours at the wheel that count. */
void app_plan_promised_driven(struct app_plan_building *b);

/* Goods on the way are certain, and keep their trucks; drivers' days that have begun will end. After _driven. */
void app_plan_promised_coming(struct app_plan_building *b);

/* Lines of the plan in force that nobody answered: a new plan should not move them without need. */
void app_plan_promised_planned(struct app_plan_building *b);

#endif
