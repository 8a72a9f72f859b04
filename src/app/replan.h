/* replan - the plan of the day after: see the province as it is now, find what happened since the plan in force was made, keep what can
 * stay, solve the rest, and say what changed (planner/replan.h).
 *
 * What stays: deliveries that are accepted or under way, always, unless their truck is out of service or their road is closed; trips whose
 * offers stand and that leave within 12 h, unless their truck or plant is the broken one; then every trip that nothing happened to.
 * The result is a draft. Its approval leaves the offers that it keeps as they are, cancels the broken ones and offers the rest. An edit of
 * the draft solves the province afresh, with standing offers as lines that move only at a price.
 *
 * Events: said in the request, or found: a truck out of service, a plant that has less than the trips ask of it, a delivery that its
 * supplier declined, a stock report more than 20 % off what the plan expected. */
#ifndef OXY_APP_REPLAN_H
#define OXY_APP_REPLAN_H

#include "app/plan_deliveries.h"

struct app_replan {
	struct store_plan plan; /* approved; the one that is replaced */
	const struct wire_plan_replan_request *ask;
	struct app_plan_deliveries_solved solved; /* out: what app_plan_deliveries_keep takes */
};

/* No transaction. 409 when the plan is not approved or lies in the past; 422 at /events/<i>/... for what the province has not. */
err_t app_replan_solve(struct act *a, struct app_replan *r) NODISCARD;

#endif
