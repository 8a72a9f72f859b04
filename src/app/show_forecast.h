/* show_forecast - a facility's demand by day: the forecast in force, or one made for the answer. */
#ifndef OXY_APP_SHOW_FORECAST_H
#define OXY_APP_SHOW_FORECAST_H

#include "app/app.h"
#include "wire/forecast_shape.h"

/* `days` days from the act's today on. ERR_NOT_FOUND when it was not registered then. */
err_t app_show_forecast(struct act *a, struct store_site site, int days, struct wire_forecast *ret) NODISCARD;

#endif
