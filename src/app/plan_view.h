/* plan_view - plans as the outside sees them. */
#ifndef OXY_APP_PLAN_VIEW_H
#define OXY_APP_PLAN_VIEW_H

#include "app/app.h"
#include "store/plan.h"

#include <jansson.h>

/* A plan by the id in a path; ERR_NOT_FOUND when it is not in the scope. */
err_t app_plan_view_get(struct act *a, const char *id_text, struct store_plan *ret) NODISCARD;

/* The whole answer, a new reference. */
err_t app_plan_view_json(struct act *a, const struct store_plan *p, enum lang lang, json_t **ret) NODISCARD;

struct app_plan_view_filter {
	const char *province; /* NULL: the scope's */
	enum wire_plan_state state;
	const char *cursor;
	int64_t limit;
};
/* Heads, newest first: without routes and reasons. */
err_t app_plan_view_list(struct act *a, const struct app_plan_view_filter *q, json_t **ret_items, const char **ret_next) NODISCARD;

/* Why a facility gets what it gets; answers for every facility, also for those that the plan does not know. */
err_t app_plan_view_explain(struct act *a, const struct store_plan *p, struct store_site facility, enum lang lang, json_t **ret) NODISCARD;

#endif
