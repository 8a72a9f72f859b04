/* edit_plan - what a coordinator wants changed, laid over the world that a plan is solved in. */
#ifndef OXY_APP_EDIT_PLAN_H
#define OXY_APP_EDIT_PLAN_H

#include "app/plan_result.h"

/* Lay edits over the world, in order, as fixed lines of the planner. `lines` are the plan's present lines, so that "pin" and
 * "set_quantity" need not repeat supplier and day. `first_new`: faults of edits from there on are at /edits/<i - first_new>/...; older
 * ones that no longer fit the world are passed over. */
struct app_edit_plan {
	const struct wire_plan_edit *edits;
	size_t n, first_new;
	const struct app_plan_result_line *lines;
	int n_lines;
};
err_t app_edit_plan_apply(struct act *a, struct app_plan_world *w, const struct app_edit_plan *e) NODISCARD;

#endif
