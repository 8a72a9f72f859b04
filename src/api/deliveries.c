/* deliveries - goods on their way: the list, drops outside any plan, and what happens to each. */
#include "api/routes.h"

#include "app/deliver.h"
#include "base/str.h"
#include "wire/delivery_shape.h"

#define PARTIES (ROLE_BIT(ROLE_ADMIN) | ROLE_BIT(ROLE_COORDINATOR) | ROLE_BIT(ROLE_HOSPITAL) | ROLE_BIT(ROLE_SUPPLIER))
#define DOERS (PARTIES & ~ROLE_BIT(ROLE_ADMIN)) /* no event is the administrator's */
#define READERS (PARTIES | ROLE_BIT(ROLE_MINISTRY) | ROLE_BIT(ROLE_AUDITOR))

static err_t list(struct api_call *c);
static err_t get(struct api_call *c);
static err_t drop(struct api_call *c);
static err_t find(struct api_call *c);
static err_t event(struct api_call *c);

static const struct wire_param filters[] = {
	{ .name = "supplier", .kind = WIRE_CODE, .text = "only of this supplier" },
	{ .name = "facility", .kind = WIRE_CODE, .text = "only to this facility" },
	{ .name = "state", .kind = WIRE_ENUM, .names = &delivery_state_names, .text = "only in this state" },
};

static const struct api_route rows[] = {
	{ .op = { .method = "GET", .path = "/v1/deliveries", .tag = "deliveries", .summary_en = "Deliveries, earliest window first",
	      .summary_vi = "Danh sách chuyến giao, cửa sổ sớm nhất trước", .roles = READERS, .gives = WIRE_BODY_PAGE, .response = &wire_delivery_shape,
	      .params = filters, .nparams = ARRAY_LEN(filters), .as_of = true },
	    .kind = API_READ, .handle = list },
	{ .op = { .method = "POST", .path = "/v1/deliveries", .tag = "deliveries", .summary_en = "A drop outside any plan, with its docket",
	      .summary_vi = "Chuyến giao ngoài kế hoạch, kèm số phiếu", .roles = PARTIES, .takes = WIRE_BODY_ONE, .request = &wire_delivery_shape_drop,
	      .gives = WIRE_BODY_ONE, .response = &wire_delivery_shape, .statuses = { 201, 200 } },
	    .kind = API_WRITE, .handle = drop },
	{ .op = { .method = "GET", .path = "/v1/deliveries/{id}", .tag = "deliveries", .summary_en = "One delivery", .summary_vi = "Một chuyến giao",
	      .roles = READERS, .gives = WIRE_BODY_ONE, .response = &wire_delivery_shape, .as_of = true },
	    .kind = API_READ, .handle = get },
	{ .op = { .method = "POST", .path = "/v1/deliveries/{id}/events", .tag = "deliveries",
	      .summary_en = "Accept, decline, load, dispatch, arrive, deliver, fail or cancel", .summary_vi = "Nhận, từ chối, nạp, xuất phát, đến, giao, thất bại hoặc hủy",
	      .roles = DOERS, .takes = WIRE_BODY_ONE, .request = &wire_delivery_shape_event, .gives = WIRE_BODY_ONE, .response = &wire_delivery_shape },
	    .kind = API_WRITE, .find = find, .handle = event },
};
API_ROUTES(api_deliveries_routes, "src/api/deliveries.c");

/* After the commit: whoever watches the facility wants it projected anew. */
struct changed {
	struct app *app;
	struct store_site site;
};

static void
tell_changed(void *arg)
{
	struct changed *w = arg;
	app_changed(w->app, w->site);
}

static void
watch(struct api_call *c, int64_t site_id)
{
	struct changed *w = ARENA_NEW(c->act.arena, struct changed);
	w->app = c->act.app;
	if (store_site_by_id(c->act.app->sites, site_id, &w->site))
		api_after(c, tell_changed, w);
}

static err_t
read_state(struct api_call *c, enum delivery_state *ret)
{
	const char *text = api_query(c, "state");
	char words[160];
	*ret = (enum delivery_state)names_find(&delivery_state_names, text);
	if (text == NULL || *ret != DELIVERY_STATE_NONE)
		return ERR_OK;
	return fault_add(&c->faults, FAULT_CHOICE, "?state", names_list(&delivery_state_names, words, sizeof words), NULL, NULL);
}

static err_t
list(struct api_call *c)
{
	struct app_deliver_view_filter f = { .supplier = api_query(c, "supplier"), .facility = api_query(c, "facility") };
	struct store_delivery_list found;
	struct api_page page;
	const char *next = NULL;
	err_t e = read_state(c, &f.state);
	if (!e)
		e = api_page(c, &page);
	if (e)
		return e;
	f.limit = page.limit;
	f.cursor = page.cursor;
	e = app_deliver_view_list(&c->act, &f, &found, &next);
	if (e)
		return e;
	json_t *items = json_array();
	for (int i = 0; i < found.n; i++)
		json_array_append_new(items, wire_write(&wire_delivery_shape, &found.items[i].d));
	return api_answer_list(c, items, next);
}

static err_t
get(struct api_call *c)
{
	struct store_delivery d;
	err_t e = app_deliver_view_get(&c->act, c->param[0], &d);
	return e ? e : api_answer(c, 200, &wire_delivery_shape, &d.d);
}

/* Who drops: a supplier its own goods anywhere it deals, a hospital what it got, a coordinator what happened in the province. */
static err_t
find_parties(struct api_call *c, struct store_site *facility, struct store_site *supplier)
{
	const char *f = wire_peek(c->json, "facility"), *s = wire_peek(c->json, "supplier");
	bool by_supplier = c->session.role == ROLE_SUPPLIER;
	err_t e = ERR_OK;
	if (by_supplier && s != NULL)
		e = app_site_in_scope(&c->act, s, STORE_SUPPLIER, "/supplier", supplier);
	if (!by_supplier && f != NULL)
		e = app_site_in_scope(&c->act, f, STORE_FACILITY, "/facility", facility);
	if (e || f == NULL || s == NULL)
		return e;
	return by_supplier ? app_deliver_partner(&c->act, f, STORE_FACILITY, *supplier, "/facility", facility)
	                   : app_deliver_partner(&c->act, s, STORE_SUPPLIER, *facility, "/supplier", supplier);
}

static err_t
drop(struct api_call *c)
{
	struct store_site facility = { 0 }, supplier = { 0 };
	struct delivery_drop body;
	struct store_delivery d;
	bool is_new = false;
	err_t e = find_parties(c, &facility, &supplier);
	if (!e)
		e = api_read(c, &wire_delivery_shape_drop, &body);
	if (!e)
		e = app_deliver_drop(&c->act, facility, supplier, &body, &d, &is_new);
	if (e)
		return e;
	watch(c, d.site_id);
	return api_answer(c, is_new ? 201 : 200, &wire_delivery_shape, &d.d);
}

static err_t
find(struct api_call *c)
{
	c->found = ARENA_NEW(c->act.arena, struct store_delivery);
	return app_deliver_view_get(&c->act, c->param[0], c->found);
}

static err_t
event(struct api_call *c)
{
	struct store_delivery d;
	struct delivery_event body;
	err_t e = api_read(c, &wire_delivery_shape_event, &body);
	if (!e)
		e = app_deliver_event(&c->act, c->found, &body, &d);
	if (e)
		return e;
	watch(c, d.site_id);
	return api_answer(c, 200, &wire_delivery_shape, &d.d);
}
