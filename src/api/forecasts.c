/* forecasts - demand of a facility by day, and the runs that it comes from. */
#include "api/routes.h"

#include "api/run.h"
#include "app/register.h"
#include "app/run_forecast.h"
#include "app/show_forecast.h"
#include "base/str.h"

#include <stdio.h>

static err_t get_forecast(struct api_call *c);
static err_t post_run(struct api_call *c);
static err_t get_run(struct api_call *c);

#define RUNNERS (ROLE_BIT(ROLE_COORDINATOR) | ROLE_BIT(ROLE_ADMIN))
#define READERS (RUNNERS | ROLE_BIT(ROLE_HOSPITAL) | ROLE_BIT(ROLE_MINISTRY) | ROLE_BIT(ROLE_AUDITOR))

enum { DAYS = 14 };

static const struct wire_param horizon[] = {
	{ .name = "horizon", .kind = WIRE_I64, .min = 1, .max = FORECAST_HORIZON_MAX, .text = "days from today on; 14 when not said" },
};

static const struct api_route rows[] = {
	{ .op = { .method = "GET", .path = "/v1/facilities/{code}/forecast", .tag = "forecast", .summary_en = "Demand of a facility by day, as quantiles",
	      .summary_vi = "Nhu cầu từng ngày của cơ sở, theo phân vị", .roles = READERS, .gives = WIRE_BODY_ONE, .response = &wire_forecast_shape,
	      .params = horizon, .nparams = ARRAY_LEN(horizon), .as_of = true },
	    .kind = API_READ, .handle = get_forecast },
	{ .op = { .method = "POST", .path = "/v1/forecast-runs", .tag = "forecast", .summary_en = "Forecast a province from what was recorded by a moment",
	      .summary_vi = "Dự báo cho một tỉnh từ dữ liệu đã ghi nhận đến một thời điểm", .roles = RUNNERS, .takes = WIRE_BODY_ONE,
	      .request = &wire_forecast_shape_request, .gives = WIRE_BODY_ONE, .response = &wire_forecast_shape_run, .statuses = { 201 }, .errors = { 404 } },
	    .kind = API_PLAIN, .handle = post_run },
	{ .op = { .method = "GET", .path = "/v1/forecast-runs/{id}", .tag = "forecast", .summary_en = "A forecast run", .summary_vi = "Một lần chạy dự báo",
	      .roles = RUNNERS, .gives = WIRE_BODY_ONE, .response = &wire_forecast_shape_run, .as_of = true },
	    .kind = API_READ, .handle = get_run },
};
API_ROUTES(api_forecasts_routes, "src/api/forecasts.c");

static err_t
get_forecast(struct api_call *c)
{
	struct wire_forecast out;
	struct store_site site;
	int64_t days;
	err_t e = app_site_in_scope(&c->act, c->param[0], STORE_FACILITY, "", &site);
	if (!e)
		e = api_query_int(c, "horizon", 1, FORECAST_HORIZON_MAX, DAYS, &days);
	if (!e)
		e = app_show_forecast(&c->act, site, (int)days, &out);
	return e ? e : api_answer(c, 200, &wire_forecast_shape, &out);
}

static err_t
answer_run(struct api_call *c, int status, const struct store_forecast_run *r)
{
	struct wire_forecast_run out;
	char sha[65] = "";
	wire_init(&wire_forecast_shape_run, &out);
	out.id = r->id;
	out.state = (enum wire_forecast_state)r->state;
	out.province = r->province;
	out.as_of = r->as_of;
	out.created_at = r->recorded_at;
	out.finished_at = r->finished_at;
	out.facilities = r->facilities;
	out.error = r->error[0] != '\0' ? r->error : NULL;
	for (int i = 0; i < 32; i++)
		snprintf(sha + 2 * i, 3, "%02x", r->input_sha[i]);
	out.inputs_sha256 = r->state == STORE_FORECAST_DONE ? sha : NULL;
	return api_answer(c, status, &wire_forecast_shape_run, &out);
}

static err_t
read_order(struct api_call *c, struct wire_forecast_request *ret)
{
	char text[CALENDAR_INSTANT_TEXT];
	instant_t now = clock_now(c->act.app->clock);
	err_t e = app_register_province(&c->act, wire_peek(c->json, "province"), "/province");
	if (!e)
		e = api_read(c, &wire_forecast_shape_request, ret);
	if (!e && ret->as_of != INSTANT_NONE && ret->as_of > now)
		e = fault_add(&c->faults, FAULT_FUTURE_AS_OF, "/as_of", calendar_instant_text(now, text), NULL, NULL);
	return e ? e : app_province_seen(&c->act, ret->province, "/province");
}

/* The run waits for the watermark, so no transaction of this call may be open meanwhile. */
static err_t
post_run(struct api_call *c)
{
	struct wire_forecast_request in;
	struct store_forecast_run run;
	err_t e = read_order(c, &in);
	if (!e)
		e = api_run_find_key(c);
	if (e || c->replayed)
		return e;
	e = app_run_forecast(c->act.app,
	    &(struct app_forecast_order){ .province = in.province, .as_of = in.as_of, .cred_id = c->session.cred_id }, &run, &c->faults);
	if (!e)
		e = answer_run(c, 201, &run);
	return e ? e : api_run_keep_key(c);
}

static err_t
get_run(struct api_call *c)
{
	struct store_forecast_run run;
	struct id id;
	if (!id_parse(c->param[0], &id))
		return fault_add(&c->faults, FAULT_NOT_FOUND, "", NULL, NULL, NULL);
	err_t e = store_forecast_get(c->act.db, id, c->act.at.recorded_by, &run, &c->faults);
	if (!e && id_is_none(run.id))
		e = fault_add(&c->faults, FAULT_NOT_FOUND, "", NULL, NULL, NULL);
	return e ? e : answer_run(c, 200, &run);
}
