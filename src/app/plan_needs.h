/* plan_needs - an asset of the register as needs/ takes it. */
#ifndef OXY_APP_PLAN_NEEDS_H
#define OXY_APP_PLAN_NEEDS_H

#include "needs/needs.h"
#include "store/position.h"

/* Borrows the truth's movements and asset. */
struct needs_truth app_plan_needs_truth(const struct store_truth *t);

#endif
