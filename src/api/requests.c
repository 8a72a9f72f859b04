/* requests - a hospital's own need, with its urgency. */
#include "api/routes.h"

#include "app/request_supply.h"
#include "wire/delivery_shape.h"

#define WRITERS (ROLE_BIT(ROLE_ADMIN) | ROLE_BIT(ROLE_COORDINATOR) | ROLE_BIT(ROLE_HOSPITAL))
#define READERS (WRITERS | ROLE_BIT(ROLE_MINISTRY) | ROLE_BIT(ROLE_AUDITOR))

static err_t list(struct api_call *c);
static err_t request(struct api_call *c);

static const struct wire_param filters[] = { { .name = "facility", .kind = WIRE_CODE, .text = "only of this facility" } };

static const struct api_route rows[] = {
	{ .op = { .method = "GET", .path = "/v1/requests", .tag = "deliveries", .summary_en = "Requests of hospitals, newest first",
	      .summary_vi = "Yêu cầu của bệnh viện, mới nhất trước", .roles = READERS, .gives = WIRE_BODY_PAGE, .response = &wire_delivery_shape_request,
	      .params = filters, .nparams = ARRAY_LEN(filters), .as_of = true },
	    .kind = API_READ, .handle = list },
	{ .op = { .method = "POST", .path = "/v1/requests", .tag = "deliveries", .summary_en = "Ask for oxygen: the next plan serves it",
	      .summary_vi = "Yêu cầu oxy: kế hoạch kế tiếp sẽ đáp ứng", .roles = WRITERS, .takes = WIRE_BODY_ONE, .request = &wire_delivery_shape_request,
	      .gives = WIRE_BODY_ONE, .response = &wire_delivery_shape_request, .statuses = { 201, 200 } },
	    .kind = API_WRITE, .handle = request },
};
API_ROUTES(api_requests_routes, "src/api/requests.c");

static err_t
list(struct api_call *c)
{
	struct app_request_supply_list found;
	struct api_page page;
	err_t e = api_page(c, &page);
	if (!e)
		e = app_request_supply_list(&c->act, api_query(c, "facility"), page.cursor, page.limit, &found);
	if (e)
		return e;
	return api_answer_list(c, wire_write_list(&wire_delivery_shape_request, found.items, (size_t)found.n), found.next);
}

static err_t
request(struct api_call *c)
{
	const char *facility = wire_peek(c->json, "facility");
	struct store_site site = { 0 };
	struct supply_request r;
	bool is_new = false;
	err_t e = facility ? app_site_in_scope(&c->act, facility, STORE_FACILITY, "/facility", &site) : ERR_OK;
	if (!e)
		e = api_read(c, &wire_delivery_shape_request, &r);
	if (!e)
		e = app_request_supply(&c->act, site, &r, &is_new);
	return e ? e : api_answer(c, is_new ? 201 : 200, &wire_delivery_shape_request, &r);
}
