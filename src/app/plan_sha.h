/* plan_sha - the fingerprint of everything that a plan was computed from: the same figures, the same 32 bytes. */
#ifndef OXY_APP_PLAN_SHA_H
#define OXY_APP_PLAN_SHA_H

#include "app/plan_world.h"

void app_plan_sha(const struct app_plan_world *w, uint8_t ret[32]);

#endif
