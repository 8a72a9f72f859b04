/* plan_result - a solved plan as JSON: the answer of the API, and what stays inside.
 *
 * result    the API's plan (wire_plan_shape), details in English; id, state and what depends on time are null
 * internal  {"vi": {unmet, reasons, binding} in Vietnamese,
 *            "explain": {FACILITY: {"en": explanation, "vi": explanation}},
 *            "lines": [{route, stop, facility, supplier, vehicle, carrier, product, type, mode, day, g, min, max, full, empties, asset, account, from, to, load}]}
 *            "stocks": [{facility, product, type, g, use: [g a day], seen_at, seen_g}]: what the plan expects each need to hold, and on which report
 *            "keeps", "releases": of a re-plan, deliveries that stay and that its approval cancels}
 *           carrier: the vehicle's home where it is not the supplier; from, to, load: microseconds; of a re-plan a line that is offered already has its delivery; a line is what approval turns into a delivery */
#ifndef OXY_APP_PLAN_RESULT_H
#define OXY_APP_PLAN_RESULT_H

#include "app/plan_world.h"

struct app_plan_result {
	const char *result, *internal; /* in the arena */
	uint8_t input_sha[32];         /* of everything the planner was given */
};

void app_plan_result_make(const struct app_plan_world *w, const struct planner_plan *p, struct arena *a, struct app_plan_result *ret);

/* An answer without routes, for a plan that failed. */
const char *app_plan_result_empty(const struct app_plan_world *w, struct arena *a);

/* One line of `internal`. */
struct app_plan_result_line {
	int route, stop, day;
	const char *facility, *supplier, *vehicle, *carrier, *cylinder_type; /* carrier NULL: the supplier's own vehicle, or none */
	enum product product;
	enum delivery_mode mode;
	int64_t g, min_g, max_g, full, empties, asset_id, account_id;
	instant_t from, to, load;
	struct id delivery; /* of an offer that stands: a re-plan keeps it */
};
struct app_plan_result_lines {
	struct app_plan_result_line *items;
	int n;
};
err_t app_plan_result_lines(const char *internal, struct arena *a, struct app_plan_result_lines *ret, struct faults *f) NODISCARD;

/* What a re-plan leaves standing and what its approval cancels; both empty for other plans. Standing are also the deliveries of lines. */
struct app_plan_result_standing {
	struct id *keeps, *releases;
	int n_keeps, n_releases;
};
err_t app_plan_result_standing(const char *internal, struct arena *a, struct app_plan_result_standing *ret, struct faults *f) NODISCARD;

#endif
