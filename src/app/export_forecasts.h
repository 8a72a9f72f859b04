/* export_forecasts - the forecasts in force of a province's facilities, and of the province, as a forecast hub takes them.
 *
 * The quantiles of a sum are not the sums of quantiles: the province's come from joint sample paths (forecast/joint.h), and it has
 * rows only while every open facility has a forecast. One older than a day and a half is not handed in as of today. */
#ifndef OXY_APP_EXPORT_FORECASTS_H
#define OXY_APP_EXPORT_FORECASTS_H

#include "app/app.h"
#include "base/str.h"

#include <jansson.h>

/* Append the CSV; origin_date is the act's day, horizons are 1..14 days after it. */
err_t app_export_forecasts(struct act *a, const char *province, struct str *out) NODISCARD;

/* The hub's tasks.json of such a file; *ret is a new reference. */
err_t app_export_forecasts_tasks(struct act *a, const char *province, json_t **ret) NODISCARD;

#endif
