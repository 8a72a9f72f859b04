/* replan - the plan of the day after: see the province as it is now, find what happened since the plan in force was made, keep what can
 * stay, solve the rest, and say what changed (planner/replan.h).
 *
 * What stays: deliveries that are accepted or under way, always, unless their truck is out of service or their road is closed; trips whose
 * offers stand and that leave within 12 h, unless their truck or plant is the broken one; then every trip that nothing happened to.
 * The result is a draft. Its approval leaves the offers that it keeps as they are, cancels the broken ones and offers the rest. An edit of
 * the draft solves the province afresh, with standing offers as lines that move only at a price.
 *
 * Events: said in the request, or found (app/replan_find.h). */
#ifndef OXY_APP_REPLAN_H
#define OXY_APP_REPLAN_H

#include "app/plan_deliveries.h"
#include "app/replan_world.h"

struct app_replan {
	struct store_plan plan; /* approved; the one that is replaced */
	const struct wire_plan_replan_request *ask; /* NULL: the daemon asks by itself; what was said of the plan that is replaced, and lasts, holds still */
	struct app_replan_world seen; /* what app_replan_look found */
	struct app_plan_deliveries_solved solved; /* out: what app_plan_deliveries_keep takes */
};

/* The halves of it: see the province and what happened, in seen.events, then solve. In between the caller may think better of it. Called
 * in that order, and at last, whatever came of them, app_replan_end. */
err_t app_replan_look(struct act *a, struct app_replan *r) NODISCARD;
void app_replan_settle(struct act *a, struct app_replan *r);
void app_replan_end(struct app_replan *r);

/* No transaction. 409 when the plan is not approved or lies in the past; 422 at /events/<i>/... for what the province has not. */
err_t app_replan_solve(struct act *a, struct app_replan *r) NODISCARD;

#endif
