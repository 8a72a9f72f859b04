/* show_forecast - the forecast in force when it reaches far enough, else its history through the same library. */
#include "app/show_forecast.h"

#include "app/coefficients.h"
#include "store/position.h"

#include <string.h>

#define STALE_AFTER (36 * INSTANT_HOUR) /* a nightly run was missed */

static bool
reaches(const struct store_position *p, day_t today, int days)
{
	return p->demand.days > 0 && p->demand.first_day <= today && p->demand.first_day + p->demand.days >= today + days;
}

static err_t
make(struct act *a, const struct store_position *p, int days, struct forecast_demand *ret, day_t *ret_dated)
{
	struct forecast_demand_input in;
	struct app_coefficients *c = ARENA_NEW(a->arena, struct app_coefficients);
	err_t e = app_coefficients_load(a->app, a->db, calendar_day_of(a->at.now), a->at.recorded_by, a->arena, c, a->faults);
	if (e)
		return e;
	store_position_demand_input(p, a->at.now, a->arena, &in);
	in.first_day = in.as_of_day;
	in.days = days;
	in.coefficients = &c->set;
	e = forecast_demand_make(&in, ret);
	*ret_dated = e ? DAY_NONE : app_coefficients_dated(c, ret->coefficients);
	return e ? fault_add(a->faults, FAULT_INTERNAL, "", "the days of a forecast are no range", NULL, NULL) : ERR_OK;
}

static const char *
basis_of(const struct forecast_demand *d, bool surge)
{
	static const char *const words[] = {
		[FORECAST_UNKNOWN] = NULL,
		[FORECAST_BEDS] = "beds",
		[FORECAST_CENSUS] = "census",
		[FORECAST_METERED] = "history",
	};
	return surge ? "surge" : words[d->method];
}

static void
fill_days(struct act *a, const struct forecast_demand *d, day_t today, int days, struct wire_forecast *ret)
{
	ret->days.n = (size_t)days;
	ret->days.items = ARENA_ARRAY(a->arena, struct wire_forecast_day, ret->days.n);
	for (int i = 0; i < days; i++)
		ret->days.items[i] = (struct wire_forecast_day){ .date = today + i, .holiday = calendar_holiday(today + i),
			.demand_g = { .p01 = forecast_demand_at_g(d, today + i, .01), .p10 = forecast_demand_at_g(d, today + i, .10),
			    .p50 = forecast_demand_at_g(d, today + i, .50), .p90 = forecast_demand_at_g(d, today + i, .90),
			    .p99 = forecast_demand_at_g(d, today + i, .99) } };
}

err_t
app_show_forecast(struct act *a, struct store_site site, int days, struct wire_forecast *ret)
{
	struct store_position *p;
	struct store_position_query q = { .sites = &site, .n = 1, .at = { a->at.now, a->at.recorded_by }, .days = STORE_FORECAST_HISTORY, .balance = true };
	day_t today = calendar_day_of(a->at.now);
	err_t e = store_position_load(a->db, &q, a->arena, &p, a->faults);
	if (!e && p->card == NULL)
		e = fault_add(a->faults, FAULT_NOT_FOUND, "", NULL, NULL, NULL);
	if (e)
		return e;
	wire_init(&wire_forecast_shape, ret);
	bool in_force = reaches(p, today, days);
	day_t dated = p->coefficients_dated;
	struct forecast_demand *made = ARENA_NEW(a->arena, struct forecast_demand);
	if (!in_force)
		e = make(a, p, days, made, &dated);
	if (e)
		return e;
	const struct forecast_demand *d = in_force ? &p->demand : made;
	ret->facility = arena_strdup(a->arena, site.code);
	ret->as_of = in_force ? p->forecast_as_of : a->at.now;
	ret->model = d->model;
	ret->set_back = in_force ? p->forecast_shadow : NULL;
	ret->coefficients = d->coefficients;
	ret->coefficients_dated = dated;
	ret->basis = basis_of(d, in_force && p->forecast_surge);
	if (in_force)
		ret->run = p->forecast_run;
	ret->stale = in_force && a->at.now - p->forecast_as_of > STALE_AFTER;
	fill_days(a, d, today, days, ret);
	return ERR_OK;
}
