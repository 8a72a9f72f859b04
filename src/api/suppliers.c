/* suppliers - the register of producers, filling stations and depots, and what they report. */
#include "api/routes.h"

#include "app/register_supplier.h"

static err_t list(struct api_call *c);
static err_t create(struct api_call *c);
static err_t get(struct api_call *c);
static err_t find(struct api_call *c);
static err_t patch(struct api_call *c);
static err_t report(struct api_call *c);

enum {
	READERS = ROLE_BIT(ROLE_ADMIN) | ROLE_BIT(ROLE_COORDINATOR) | ROLE_BIT(ROLE_MINISTRY) | ROLE_BIT(ROLE_AUDITOR) | ROLE_BIT(ROLE_SUPPLIER),
	WRITERS = ROLE_BIT(ROLE_ADMIN) | ROLE_BIT(ROLE_COORDINATOR),
	REPORTERS = WRITERS | ROLE_BIT(ROLE_SUPPLIER),
};

static const struct wire_param list_params[] = {
	{ .name = "province", .kind = WIRE_CODE, .text = "only this province" },
};

static const struct api_route rows[] = {
	{ .op = { .method = "GET", .path = "/v1/suppliers", .tag = "register", .summary_en = "Suppliers in scope, by code",
	      .summary_vi = "Các nhà cung cấp trong phạm vi, theo mã", .roles = READERS, .gives = WIRE_BODY_PAGE, .response = &wire_supplier_shape,
	      .params = list_params, .nparams = ARRAY_LEN(list_params), .as_of = true },
	    .kind = API_READ, .handle = list },
	{ .op = { .method = "POST", .path = "/v1/suppliers", .tag = "register", .summary_en = "Register a supplier",
	      .summary_vi = "Đăng ký một nhà cung cấp", .roles = WRITERS, .takes = WIRE_BODY_ONE, .request = &wire_supplier_shape, .gives = WIRE_BODY_ONE,
	      .response = &wire_supplier_shape, .statuses = { 201 }, .errors = { 404, 409 } },
	    .kind = API_WRITE, .handle = create },
	{ .op = { .method = "GET", .path = "/v1/suppliers/{code}", .tag = "register", .summary_en = "A supplier's card, with its stock as last known",
	      .summary_vi = "Thông tin một nhà cung cấp, kèm tồn kho mới nhất", .roles = READERS, .gives = WIRE_BODY_ONE, .response = &wire_supplier_shape,
	      .as_of = true },
	    .kind = API_READ, .handle = get },
	{ .op = { .method = "PATCH", .path = "/v1/suppliers/{code}", .tag = "register",
	      .summary_en = "Change members of a supplier's card (JSON merge: null erases, lists are replaced)",
	      .summary_vi = "Sửa thông tin nhà cung cấp (JSON merge: null là xoá, danh sách được thay thế)", .roles = WRITERS, .takes = WIRE_BODY_PATCH,
	      .request = &wire_supplier_shape, .gives = WIRE_BODY_ONE, .response = &wire_supplier_shape, .errors = { 409 } },
	    .kind = API_WRITE, .find = find, .handle = patch },
	{ .op = { .method = "POST", .path = "/v1/suppliers/{code}/reports", .tag = "register", .summary_en = "Report stock, production and fleet",
	      .summary_vi = "Báo cáo tồn kho, sản lượng và đội xe", .roles = REPORTERS, .takes = WIRE_BODY_ONE, .request = &wire_supplier_shape_report,
	      .gives = WIRE_BODY_ONE, .response = &wire_supplier_shape_receipt, .statuses = { 201, 200 }, .errors = { 409 } },
	    .kind = API_WRITE, .find = find, .handle = report },
};
API_ROUTES(api_suppliers_routes, "src/api/suppliers.c");

static err_t
list(struct api_call *c)
{
	struct api_page page;
	struct app_register_supplier_page got = { 0 };
	const char *province = api_query(c, "province");
	err_t e = api_page(c, &page);
	if (!e && province != NULL)
		e = app_register_province(&c->act, province, "?province");
	if (!e)
		e = app_register_supplier_list(&c->act, province ? province : "", page.cursor, page.limit, &got);
	return e ? e : api_answer_list(c, wire_write_list(&wire_supplier_shape, got.items, got.n), got.next);
}

static err_t
create(struct api_call *c)
{
	struct supplier s;
	struct store_site site;
	err_t e = app_register_province(&c->act, wire_peek(c->json, "province"), "/province");
	if (!e)
		e = api_read(c, &wire_supplier_shape, &s);
	if (!e)
		e = app_register_supplier_create(&c->act, &s, &site);
	if (e)
		return e;
	c->location = arena_printf(c->act.arena, "/v1/suppliers/%s", site.code);
	c->site = site;
	api_after_changed(c);
	return api_answer(c, 201, &wire_supplier_shape, &s);
}

static err_t
get(struct api_call *c)
{
	struct supplier s;
	struct store_site site;
	err_t e = app_site_in_scope(&c->act, c->param[0], STORE_SUPPLIER, "", &site);
	if (!e)
		e = app_register_supplier_get(&c->act, site, &s);
	return e ? e : api_answer(c, 200, &wire_supplier_shape, &s);
}

static err_t
find(struct api_call *c)
{
	return app_site_in_scope(&c->act, c->param[0], STORE_SUPPLIER, "", &c->site);
}

static err_t
patch(struct api_call *c)
{
	struct supplier s;
	err_t e = app_register_province(&c->act, wire_peek(c->json, "province"), "/province");
	if (!e)
		e = app_register_supplier_patch(&c->act, c->site, c->json, &s);
	if (e)
		return e;
	api_after_changed(c);
	return api_answer(c, 200, &wire_supplier_shape, &s);
}

static err_t
report(struct api_call *c)
{
	struct supplier_report r;
	struct wire_supplier_receipt receipt;
	bool known = false;
	err_t e = api_read(c, &wire_supplier_shape_report, &r);
	if (!e)
		e = app_register_supplier_report(&c->act, c->site, &r, c->json, &receipt, &known);
	if (e)
		return e;
	api_after_changed(c);
	return api_answer(c, known ? 200 : 201, &wire_supplier_shape_receipt, &receipt);
}
