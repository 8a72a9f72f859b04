/* plan_deliveries - ask for a plan: see the province, solve, judge, keep.
 *
 * Thinking comes first and holds no transaction of the request: app_plan_deliveries_solve reads the world with a job's connection in one
 * snapshot at (as_of, recorded by as_of), after everything recorded until then is final. The same as_of, seed and edits give the same
 * routes, byte for byte. Then app_plan_deliveries_keep writes what came of it. A solve that fails is kept as a failed plan. */
#ifndef OXY_APP_PLAN_DELIVERIES_H
#define OXY_APP_PLAN_DELIVERIES_H

#include "app/edit_plan.h"
#include "store/plan.h"

struct app_plan_deliveries_ask {
	const char *province;
	int horizon_days;
	instant_t as_of; /* INSTANT_NONE: now */
	int64_t seed;
	bool deterministic;
};

struct app_plan_deliveries_solved {
	struct app_plan_deliveries_ask ask; /* as_of filled in */
	enum wire_plan_state state;         /* draft or failed */
	struct app_plan_result out;         /* out.internal NULL when failed */
	const char *error;
};

/* edits may be NULL. Faults: what the caller said wrong (as_of in the future, edits that name what is not there, 409 for edits that
 * cannot be kept). The province was checked by the caller. */
err_t app_plan_deliveries_solve(struct act *a, const struct app_plan_deliveries_ask *ask, const struct app_edit_plan *edits,
    struct app_plan_deliveries_solved *ret) NODISCARD;

/* The parts of it, for app/replan: the moment that a plan is of (as_of filled in), the world at it, what is kept of a solve that failed,
 * what holds a solved plan back (planner/relief.h). */
err_t app_plan_deliveries_moment(struct act *a, struct app_plan_deliveries_ask *ask, struct store_moment *ret) NODISCARD;
err_t app_plan_deliveries_world(struct act *a, const struct app_plan_world_ask *ask, struct app_plan_world *w) NODISCARD;
void app_plan_deliveries_ask(struct planner_input *in, struct planner_plan *plan, struct arena *a);
void app_plan_deliveries_failed(struct act *a, const struct app_plan_world *w, const struct faults *f, struct app_plan_deliveries_solved *ret);

/* A new plan; *ret_id is its id. */
err_t app_plan_deliveries_keep(struct act *a, const struct app_plan_deliveries_solved *s, struct id *ret_id) NODISCARD;

/* Edits of a draft: solve (no transaction) and keep (in one). `texts` are the new edits as JSON, one each. */
struct app_plan_deliveries_edit {
	struct store_plan plan; /* as it was read when it was solved */
	const struct wire_plan_edit *edits;
	const char **texts;
	size_t n;
	int n_before; /* edits that it had already */
	struct app_plan_deliveries_solved solved;
};
err_t app_plan_deliveries_edit_solve(struct act *a, struct app_plan_deliveries_edit *e) NODISCARD;
err_t app_plan_deliveries_edit_keep(struct act *a, const struct app_plan_deliveries_edit *e) NODISCARD;

#endif
