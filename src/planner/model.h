/* model - stage 1: the province over days as one minimum-cost flow, solved level by level.
 *
 * Nodes of a need and a day: M before the day's likely arrival, A after it. Nodes of a source and a
 * day: P made, B in the tank by day, N overnight; for bottles also FI, FO the filling line and R
 * the full ones; L the loading gate. One more node, the world, takes what is used, vented or left
 * over and gives what is unmet. doc/planner.md draws it.
 *
 * Solved first with every right on every day (what should go where), then again after each day
 * that has been routed, and at last with the visits alone (how much goes on each). Internal to
 * planner/. */
#ifndef OXY_PLANNER_MODEL_H
#define OXY_PLANNER_MODEL_H

#include "planner/flow.h"
#include "planner/setup.h"

struct model;

/* Before from_day deliveries are w->visits alone; from it on every usable right. 0 = stage 1
 * proper, w->days = quantities for the visits there are. keep_pins: pins and sets bind. Free with
 * planner_model_free. */
struct model *planner_model_new(const struct work *w, int from_day, bool keep_pins) NODISCARD;

/* Build and solve; when pins cannot be kept, again without them. NULL when even that has no
 * solution. Adds to w->pivots. */
struct model *planner_model_solved(
    struct work *w, int from_day, int64_t ret_level[PLANNER_LEVELS]) NODISCARD;
void planner_model_free(struct model *m);

/* All levels. FLOW_INFEASIBLE only when pins cannot be kept. ret_level[i]: the level's cost. */
enum flow_status planner_model_solve(struct model *m, int64_t ret_level[PLANNER_LEVELS]);
int64_t planner_model_pivots(const struct model *m);

int64_t planner_model_shipped(const struct model *m, int right, int day);
/* What may be loaded on day `from` beyond what is shipped, and nobody misses by the close of `day`: kept overnight or vented. On `from`
 * itself at most what is there when its trucks load; the other part is made later. */
int64_t planner_model_spare(const struct model *m, int source, int from, int day);
int64_t planner_model_on_visit(const struct model *m, int visit);
void planner_model_filled(
    const struct model *m, int source, int day, int64_t *ret_own_g, int64_t *ret_bulk_g);

/* Whether that arc is at capacity: what an explanation looks for. */
enum model_gate {
	MODEL_FLEET,
	MODEL_LOADING,
	MODEL_FILLING,
	MODEL_POOL,
	MODEL_STORAGE,
	MODEL_TANK
};
bool planner_model_binds(const struct model *m, enum model_gate gate, int index, int day);

/* Marginal values; kept while solving, level by level. [index * days + day] */
const struct planner_price *planner_model_need_price(const struct model *m);
const struct planner_price *planner_model_source_price(const struct model *m);

/* The whole fleet's mass a day out of a source, in whole trips. begun: trips that are only begun by the end of the duty count too; for a day
 * that is routed next, since routing says what fits and a gate too small leaves trucks idle. */
int64_t planner_model_source_fleet_g(const struct work *w, int source, int day, bool begun);

#endif
