/* status - how a facility, a province and the nation stand, and who runs short. */
#include "api/routes.h"

#include "app/area_status.h"
#include "app/facility_status.h"
#include "app/register.h"
#include "app/shortfalls.h"

static err_t facility(struct api_call *c);
static err_t shortfalls(struct api_call *c);
static err_t province(struct api_call *c);
static err_t national(struct api_call *c);

#define WIDE (ROLE_BIT(ROLE_COORDINATOR) | ROLE_BIT(ROLE_MINISTRY) | ROLE_BIT(ROLE_ADMIN) | ROLE_BIT(ROLE_AUDITOR))

enum { HORIZON = 7, HORIZON_MAX = 14 };

static const struct wire_param shortfall_params[] = {
	{ .name = "province", .kind = WIRE_CODE, .text = "only this province; a coordinator's own when not said" },
	{ .name = "horizon", .kind = WIRE_I64, .min = 1, .max = HORIZON_MAX, .text = "days; 7 when not said" },
};
static const struct wire_param province_params[] = {
	{ .name = "facilities", .kind = WIRE_BOOL, .text = "with the status of each facility" },
};

static const struct api_route rows[] = {
	{ .op = { .method = "GET", .path = "/v1/facilities/{code}/status", .tag = "status", .summary_en = "How a facility stands, projected to now",
	      .summary_vi = "Tình trạng cơ sở, dự phóng đến hiện tại", .roles = WIDE | ROLE_BIT(ROLE_HOSPITAL), .gives = WIRE_BODY_ONE,
	      .response = &wire_status_shape, .as_of = true },
	    .kind = API_READ, .handle = facility },
	{ .op = { .method = "GET", .path = "/v1/shortfalls", .tag = "status", .summary_en = "Facilities that may run short, the most urgent first",
	      .summary_vi = "Các cơ sở có nguy cơ thiếu, khẩn cấp nhất trước", .roles = WIDE, .gives = WIRE_BODY_PAGE, .response = &wire_forecast_shape_shortfall,
	      .params = shortfall_params, .nparams = ARRAY_LEN(shortfall_params), .as_of = true },
	    .kind = API_READ, .handle = shortfalls },
	{ .op = { .method = "GET", .path = "/v1/provinces/{code}/status", .tag = "status", .summary_en = "How a province stands: sums, the worst, counts, coverage",
	      .summary_vi = "Tình trạng một tỉnh: tổng, nơi tệ nhất, số đếm, độ phủ", .roles = WIDE, .gives = WIRE_BODY_ONE,
	      .response = &wire_status_shape_province, .params = province_params, .nparams = ARRAY_LEN(province_params), .as_of = true },
	    .kind = API_READ, .handle = province },
	{ .op = { .method = "GET", .path = "/v1/national/status", .tag = "status", .summary_en = "How the provinces in scope stand together",
	      .summary_vi = "Tình trạng chung của các tỉnh trong phạm vi", .roles = WIDE, .gives = WIRE_BODY_ONE, .response = &wire_status_shape_national,
	      .as_of = true },
	    .kind = API_READ, .handle = national },
};
API_ROUTES(api_status_routes, "src/api/status.c");

static err_t
facility(struct api_call *c)
{
	struct wire_facility_status out;
	struct store_site site;
	err_t e = app_site_in_scope(&c->act, c->param[0], STORE_FACILITY, "", &site);
	if (!e)
		e = app_facility_status(&c->act, site, &out);
	return e ? e : api_answer(c, 200, &wire_status_shape, &out);
}

static err_t
shortfalls(struct api_call *c)
{
	struct app_shortfalls found;
	size_t from, to;
	int64_t days;
	const char *in = api_query(c, "province");
	err_t e = in != NULL ? app_register_province(&c->act, in, "?province") : ERR_OK;
	if (in == NULL)
		in = c->session.role == ROLE_COORDINATOR ? c->session.province : "";
	if (!e)
		e = api_query_int(c, "horizon", 1, HORIZON_MAX, HORIZON, &days);
	if (!e)
		e = app_shortfalls(&c->act, in, (int)days, &found);
	if (!e)
		e = api_page_of(c, found.n, &from, &to);
	if (e)
		return e;
	return api_answer_list(c, wire_write_list(&wire_forecast_shape_shortfall, found.items + from, to - from),
	    to < found.n ? arena_printf(c->act.arena, "%zu", to) : NULL);
}

static err_t
province(struct api_call *c)
{
	struct wire_province_status out;
	bool each;
	err_t e = app_register_province(&c->act, c->param[0], "");
	if (!e)
		e = api_query_bool(c, "facilities", &each);
	if (!e)
		e = app_area_status_province(&c->act, c->param[0], each, &out);
	return e ? e : api_answer(c, 200, &wire_status_shape_province, &out);
}

static err_t
national(struct api_call *c)
{
	struct wire_national_status out;
	err_t e = app_area_status_national(&c->act, &out);
	return e ? e : api_answer(c, 200, &wire_status_shape_national, &out);
}
