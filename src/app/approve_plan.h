/* approve_plan - a draft becomes offers to suppliers, or is given up. */
#ifndef OXY_APP_APPROVE_PLAN_H
#define OXY_APP_APPROVE_PLAN_H

#include "app/app.h"
#include "store/plan.h"

/* Under the locks of all suppliers concerned: is what the plan takes from each still there at the time of its loading (else ERR_CONFLICT,
 * FAULT_NO_SUPPLY)? Then its lines are offered, and offers of the province's earlier plans that nobody answered are withdrawn, since the new
 * plan takes their place. */
err_t app_approve_plan(struct act *a, const struct store_plan *plan) NODISCARD;

/* A draft is dropped; of an approved plan every delivery that is not under way yet is cancelled with it. */
err_t app_approve_plan_cancel(struct act *a, const struct store_plan *plan) NODISCARD;

#endif
