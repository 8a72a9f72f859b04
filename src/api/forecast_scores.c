/* forecast_scores - how good the forecasts were once the truth was in. */
#include "api/routes.h"

#include "app/register.h"
#include "app/show_scores.h"

static err_t list(struct api_call *c);

#define READERS (ROLE_BIT(ROLE_COORDINATOR) | ROLE_BIT(ROLE_MINISTRY) | ROLE_BIT(ROLE_ADMIN) | ROLE_BIT(ROLE_AUDITOR))

enum { DAYS = 28, DAYS_MAX = 366, MODEL_MAX = 64 };

static const struct wire_param params[] = {
	{ .name = "province", .kind = WIRE_CODE, .text = "only this province; a coordinator's own when not said" },
	{ .name = "model", .kind = WIRE_TEXT, .min = 1, .max = MODEL_MAX, .text = "only this model" },
	{ .name = "days", .kind = WIRE_I64, .min = 1, .max = DAYS_MAX, .text = "target days before today; 28 when not said" },
};

static const struct api_route rows[] = {
	{ .op = { .method = "GET", .path = "/v1/forecast-scores", .tag = "forecast",
	      .summary_en = "WIS, WIS against persistence and coverage of the forecasts, by model and horizon",
	      .summary_vi = "WIS, WIS so với giữ nguyên và độ phủ của dự báo, theo mô hình và số ngày trước", .roles = READERS, .gives = WIRE_BODY_PAGE,
	      .response = &wire_forecast_shape_score, .params = params, .nparams = ARRAY_LEN(params), .as_of = true },
	    .kind = API_READ, .handle = list },
};
API_ROUTES(api_forecast_scores_routes, "src/api/forecast_scores.c");

static err_t
list(struct api_call *c)
{
	struct app_scores found;
	size_t from, to;
	int64_t days;
	const char *in = api_query(c, "province");
	err_t e = in != NULL ? app_register_province(&c->act, in, "?province") : ERR_OK;
	if (in == NULL)
		in = c->session.role == ROLE_COORDINATOR ? c->session.province : "";
	if (!e)
		e = api_query_int(c, "days", 1, DAYS_MAX, DAYS, &days);
	if (!e)
		e = app_show_scores(&c->act, &(struct app_scores_query){ .province = in, .model = api_query(c, "model"), .days = (int)days }, &found);
	if (!e)
		e = api_page_of(c, found.n, &from, &to);
	if (e)
		return e;
	return api_answer_list(c, wire_write_list(&wire_forecast_shape_score, found.items + from, to - from),
	    to < found.n ? arena_printf(c->act.arena, "%zu", to) : NULL);
}
