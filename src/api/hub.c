/* hub - our forecasts in the form of the forecast hubs, so that others can score us with their own tools. */
#include "api/routes.h"

#include "app/export_forecasts.h"
#include "app/register.h"

static err_t forecasts(struct api_call *c);
static err_t tasks(struct api_call *c);

#define READERS (ROLE_BIT(ROLE_COORDINATOR) | ROLE_BIT(ROLE_MINISTRY) | ROLE_BIT(ROLE_ADMIN) | ROLE_BIT(ROLE_AUDITOR))

static const struct wire_param params[] = {
	{ .name = "province", .kind = WIRE_CODE, .text = "whose facilities; a coordinator's own when not said" },
};

static const struct api_route rows[] = {
	{ .op = { .method = "GET", .path = "/v1/forecasts.csv", .tag = "forecast", .summary_en = "The forecasts in force as hubverse CSV: grams a day, 23 quantiles, 14 days",
	      .summary_vi = "Các dự báo hiện hành theo CSV hubverse: gam mỗi ngày, 23 phân vị, 14 ngày", .roles = READERS, .gives = WIRE_BODY_ANY,
	      .response_types = { "text/csv" }, .params = params, .nparams = ARRAY_LEN(params), .as_of = true },
	    .kind = API_READ, .handle = forecasts },
	{ .op = { .method = "GET", .path = "/v1/hub-config/tasks.json", .tag = "forecast", .summary_en = "What forecasts.csv holds, as a hub's tasks.json",
	      .summary_vi = "Nội dung của forecasts.csv theo tasks.json của hubverse", .roles = READERS, .gives = WIRE_BODY_ANY,
	      .response_types = { "application/json" }, .params = params, .nparams = ARRAY_LEN(params), .as_of = true },
	    .kind = API_READ, .handle = tasks },
};
API_ROUTES(api_hub_routes, "src/api/hub.c");

/* One province at a time: the nation's file would be hundreds of megabytes. */
static err_t
province_of(struct api_call *c, const char **ret)
{
	*ret = api_query(c, "province");
	if (*ret != NULL)
		return app_register_province(&c->act, *ret, "?province");
	*ret = c->session.province;
	return c->session.role == ROLE_COORDINATOR ? ERR_OK : fault_add(&c->faults, FAULT_REQUIRED, "?province", NULL, NULL, NULL);
}

static err_t
forecasts(struct api_call *c)
{
	CLEANUP(str_free) struct str out = { 0 };
	const char *province;
	err_t e = province_of(c, &province);
	if (!e)
		e = app_export_forecasts(&c->act, province, &out);
	return e ? e : api_text(c, 200, "text/csv; charset=utf-8", arena_strndup(c->act.arena, str_text(&out), out.len), out.len);
}

static err_t
tasks(struct api_call *c)
{
	const char *province;
	err_t e = province_of(c, &province);
	if (!e)
		e = app_export_forecasts_tasks(&c->act, province, &c->answer);
	return e;
}
