/* plan_seen - what a plan knows of a need from reports: kept with the plan, so that a later one is told from the same one. */
#ifndef OXY_APP_PLAN_SEEN_H
#define OXY_APP_PLAN_SEEN_H

#include "app/plan_world.h"

struct app_plan_seen {
	instant_t at; /* of the newest truth; INSTANT_NONE: never reported */
	int64_t g;    /* of all of its assets as they were said */
};

struct app_plan_seen app_plan_seen_of(const struct app_plan_world *w, int need);

#endif
