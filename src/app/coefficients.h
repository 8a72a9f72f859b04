/* coefficients - the coefficient set that forecasts stand on, as of a moment.
 *
 * Which set is the daemon's option forecast.coefficients; what is in it is built in or was imported. An edition dated later
 * than the moment's day is not in force yet. Gaps are filled by the forecast library, which says so by the name it returns. */
#ifndef OXY_APP_COEFFICIENTS_H
#define OXY_APP_COEFFICIENTS_H

#include "app/app.h"
#include "domain/calendar.h"
#include "forecast/coefficients.h"

#define APP_COEFFICIENTS_DEFAULT "VN-2747-2025"

struct app_coefficients {
	struct forecast_coefficients set; /* for forecast_demand_make; texts in the arena */
	day_t dated;                      /* of the imported edition; DAY_NONE: nothing was imported */
};

err_t app_coefficients_load(struct app *app, struct db_conn *c, day_t day, instant_t recorded_by, struct arena *a, struct app_coefficients *ret,
    struct faults *f) NODISCARD;

/* The date of a set that a forecast names: of the edition, when it is the one loaded. */
day_t app_coefficients_dated(const struct app_coefficients *c, const char *name);

#endif
