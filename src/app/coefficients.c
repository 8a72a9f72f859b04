/* coefficients - what is built in, and over it what was imported. */
#include "app/coefficients.h"

#include "base/str.h"
#include "store/coefficient.h"

#include <math.h>

/* A set of which the program knows nothing but the name. */
static struct forecast_coefficients
empty(const char *name)
{
	struct forecast_coefficients c = *forecast_coefficients_find(APP_COEFFICIENTS_DEFAULT);
	c.name = name;
	return c;
}

err_t
app_coefficients_load(struct app *app, struct db_conn *c, day_t day, instant_t recorded_by, struct arena *a, struct app_coefficients *ret, struct faults *f)
{
	const char *name = app->coefficients != NULL ? app->coefficients : APP_COEFFICIENTS_DEFAULT;
	const struct forecast_coefficients *built_in = forecast_coefficients_find(name), *who = forecast_coefficients_at(0);
	char text[CALENDAR_DAY_TEXT];
	ret->set = built_in != NULL ? *built_in : empty(name);
	err_t e = store_coefficient_lay(c, name, day, recorded_by, &ret->set, &ret->dated, f);
	if (e || ret->dated == DAY_NONE)
		return e;
	ret->set.dated = arena_strdup(a, calendar_day_text(ret->dated, text));
	ret->set.density_g_per_l = who->density_g_per_l; /* what was imported was brought to this condition */
	ret->set.reference = who->reference;
	return ERR_OK;
}

day_t
app_coefficients_dated(const struct app_coefficients *c, const char *name)
{
	return str_eq(c->set.name, name) ? c->dated : DAY_NONE;
}
