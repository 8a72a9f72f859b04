/* clock - what time the daemon goes by; a replay's is set here. */
#include "api/routes.h"

#include "app/move_clock.h"

static err_t get(struct api_call *c);
static err_t set(struct api_call *c);

static const struct api_route rows[] = {
	{ .op = { .method = "GET", .path = "/v1/clock", .tag = "clock", .summary_en = "The daemon's clock", .summary_vi = "Đồng hồ của hệ thống",
	      .roles = ROLES_SIGNED_IN, .gives = WIRE_BODY_ONE, .response = &wire_record_shape_clock },
	    .kind = API_PLAIN, .handle = get },
	{ .op = { .method = "POST", .path = "/v1/clock", .tag = "clock",
	      .summary_en = "Move a replay's clock forward, or end the replay for good with live; 409 when it is live",
	      .summary_vi = "Cho đồng hồ phát lại tiến tới, hoặc kết thúc phát lại; 409 nếu đang chạy thời gian thực", .roles = ROLE_BIT(ROLE_ADMIN),
	      .takes = WIRE_BODY_ONE, .request = &wire_record_shape_clock, .gives = WIRE_BODY_ONE, .response = &wire_record_shape_clock,
	      .errors = { 409 } },
	    .kind = API_WRITE, .handle = set },
};
API_ROUTES(api_clock_routes, "src/api/clock.c");

static err_t
get(struct api_call *c)
{
	struct wire_clock clock;
	app_move_clock_get(c->act.app, &clock);
	return api_answer(c, 200, &wire_record_shape_clock, &clock);
}

static err_t
set(struct api_call *c)
{
	struct wire_clock to, stands;
	err_t e = api_read(c, &wire_record_shape_clock, &to);
	if (!e)
		e = app_move_clock(&c->act, &to, &stands);
	return e ? e : api_answer(c, 200, &wire_record_shape_clock, &stands);
}
