/* transfers - stock lent between facilities. */
#include "api/routes.h"

#include "app/transfer_stock.h"
#include "wire/delivery_shape.h"

#define WRITERS (ROLE_BIT(ROLE_ADMIN) | ROLE_BIT(ROLE_COORDINATOR) | ROLE_BIT(ROLE_HOSPITAL))
#define READERS (WRITERS | ROLE_BIT(ROLE_MINISTRY) | ROLE_BIT(ROLE_AUDITOR))

static err_t list(struct api_call *c);
static err_t lend(struct api_call *c);

static const struct wire_param filters[] = { { .name = "facility", .kind = WIRE_CODE, .text = "lent or borrowed by this facility" } };

static const struct api_route rows[] = {
	{ .op = { .method = "GET", .path = "/v1/transfers", .tag = "deliveries", .summary_en = "Loans between facilities, newest first",
	      .summary_vi = "Các khoản cho vay giữa cơ sở, mới nhất trước", .roles = READERS, .gives = WIRE_BODY_PAGE,
	      .response = &wire_delivery_shape_transfer, .params = filters, .nparams = ARRAY_LEN(filters), .as_of = true },
	    .kind = API_READ, .handle = list },
	{ .op = { .method = "POST", .path = "/v1/transfers", .tag = "deliveries", .summary_en = "Lend stock to another facility; both stocks move or neither",
	      .summary_vi = "Cho cơ sở khác vay; cả hai tồn kho cùng thay đổi hoặc không", .roles = WRITERS, .takes = WIRE_BODY_ONE,
	      .request = &wire_delivery_shape_transfer, .gives = WIRE_BODY_ONE, .response = &wire_delivery_shape_transfer, .statuses = { 201, 200 } },
	    .kind = API_WRITE, .handle = lend },
};
API_ROUTES(api_transfers_routes, "src/api/transfers.c");

static err_t
list(struct api_call *c)
{
	struct app_transfer_stock_list found;
	struct api_page page;
	err_t e = api_page(c, &page);
	if (!e)
		e = app_transfer_stock_list(&c->act, api_query(c, "facility"), page.cursor, page.limit, &found);
	if (e)
		return e;
	return api_answer_list(c, wire_write_list(&wire_delivery_shape_transfer, found.items, (size_t)found.n), found.next);
}

struct changed {
	struct app *app;
	struct store_site site[2];
};

static void
tell_changed(void *arg)
{
	struct changed *w = arg;
	for (int i = 0; i < 2; i++)
		app_changed(w->app, w->site[i]);
}

static err_t
lend(struct api_call *c)
{
	const char *from = wire_peek(c->json, "from"), *to = wire_peek(c->json, "to");
	struct changed *w = ARENA_NEW(c->act.arena, struct changed);
	struct transfer t;
	bool is_new = false;
	w->app = c->act.app;
	err_t e = from ? app_site_in_scope(&c->act, from, STORE_FACILITY, "/from", &w->site[0]) : ERR_OK;
	if (!e && from && to)
		e = app_transfer_stock_partner(&c->act, to, w->site[0], "/to", &w->site[1]);
	if (!e)
		e = api_read(c, &wire_delivery_shape_transfer, &t);
	if (!e)
		e = app_transfer_stock(&c->act, w->site[0], w->site[1], &t, &is_new);
	if (e)
		return e;
	api_after(c, tell_changed, w);
	return api_answer(c, is_new ? 201 : 200, &wire_delivery_shape_transfer, &t);
}
