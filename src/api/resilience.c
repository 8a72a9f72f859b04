/* resilience - what a province cannot do without. */
#include "api/routes.h"

#include "app/register.h"
#include "app/show_resilience.h"

static err_t resilience(struct api_call *c);

#define READERS (ROLE_BIT(ROLE_ADMIN) | ROLE_BIT(ROLE_COORDINATOR) | ROLE_BIT(ROLE_MINISTRY) | ROLE_BIT(ROLE_AUDITOR))

enum { HORIZON = 7, HORIZON_MAX = 14 };

static const struct wire_param horizon[] = {
	{ .name = "horizon", .kind = WIRE_I64, .min = 1, .max = HORIZON_MAX, .text = "days; 7 when not said" },
};

static const struct api_route rows[] = {
	{ .op = { .method = "GET", .path = "/v1/provinces/{code}/resilience", .tag = "plans",
	      .summary_en = "What losing each truck, plant or filling station would cost, worst first",
	      .summary_vi = "Thiệt hại nếu mất từng xe, nhà máy hay trạm nạp, nặng nhất trước", .roles = READERS, .gives = WIRE_BODY_ONE,
	      .response = &wire_resilience_shape, .params = horizon, .nparams = ARRAY_LEN(horizon), .as_of = true },
	    .kind = API_READ, .handle = resilience },
};
API_ROUTES(api_resilience_routes, "src/api/resilience.c");

static err_t
resilience(struct api_call *c)
{
	struct wire_resilience out;
	int64_t days;
	err_t e = app_register_province(&c->act, c->param[0], "");
	if (!e)
		e = api_query_int(c, "horizon", 1, HORIZON_MAX, HORIZON, &days);
	if (!e)
		e = app_show_resilience(&c->act, c->param[0], (int)days, c->lang, &out);
	return e ? e : api_answer(c, 200, &wire_resilience_shape, &out);
}
