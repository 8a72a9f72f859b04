/* show_scores - how good the forecasts of a scope were, by model and horizon. */
#ifndef OXY_APP_SHOW_SCORES_H
#define OXY_APP_SHOW_SCORES_H

#include "app/app.h"
#include "wire/forecast_shape.h"

struct app_scores_query {
	const char *province; /* "" every one in scope */
	const char *model;    /* NULL: each */
	int days;             /* target days before the act's today */
};

struct app_scores {
	struct wire_forecast_score *items; /* by model and horizon; in the arena */
	size_t n;
};
err_t app_show_scores(struct act *a, const struct app_scores_query *q, struct app_scores *ret) NODISCARD;

#endif
