/* facilities - the register of hospitals and stations. */
#include "api/routes.h"

#include "app/register_facility.h"
#include "wire/facility_shape.h"

static err_t list(struct api_call *c);
static err_t create(struct api_call *c);
static err_t get(struct api_call *c);
static err_t find(struct api_call *c);
static err_t patch(struct api_call *c);

enum {
	READERS = ROLE_BIT(ROLE_ADMIN) | ROLE_BIT(ROLE_COORDINATOR) | ROLE_BIT(ROLE_MINISTRY) | ROLE_BIT(ROLE_AUDITOR) | ROLE_BIT(ROLE_HOSPITAL),
	WRITERS = ROLE_BIT(ROLE_ADMIN) | ROLE_BIT(ROLE_COORDINATOR),
};

static const struct wire_param list_params[] = {
	{ .name = "province", .kind = WIRE_CODE, .text = "only this province" },
};

static const struct api_route rows[] = {
	{ .op = { .method = "GET", .path = "/v1/facilities", .tag = "register", .summary_en = "Facilities in scope, by code",
	      .summary_vi = "Các cơ sở trong phạm vi, theo mã", .roles = READERS, .gives = WIRE_BODY_PAGE, .response = &wire_facility_shape,
	      .params = list_params, .nparams = ARRAY_LEN(list_params), .as_of = true },
	    .kind = API_READ, .handle = list },
	{ .op = { .method = "POST", .path = "/v1/facilities", .tag = "register", .summary_en = "Register a facility",
	      .summary_vi = "Đăng ký một cơ sở", .roles = WRITERS, .takes = WIRE_BODY_ONE, .request = &wire_facility_shape, .gives = WIRE_BODY_ONE,
	      .response = &wire_facility_shape, .statuses = { 201 }, .errors = { 404, 409 } },
	    .kind = API_WRITE, .handle = create },
	{ .op = { .method = "GET", .path = "/v1/facilities/{code}", .tag = "register", .summary_en = "A facility's card",
	      .summary_vi = "Thông tin một cơ sở", .roles = READERS, .gives = WIRE_BODY_ONE, .response = &wire_facility_shape, .as_of = true },
	    .kind = API_READ, .handle = get },
	{ .op = { .method = "PATCH", .path = "/v1/facilities/{code}", .tag = "register",
	      .summary_en = "Change members of a facility's card (JSON merge: null erases, lists are replaced)",
	      .summary_vi = "Sửa thông tin cơ sở (JSON merge: null là xoá, danh sách được thay thế)", .roles = WRITERS, .takes = WIRE_BODY_PATCH,
	      .request = &wire_facility_shape, .gives = WIRE_BODY_ONE, .response = &wire_facility_shape, .errors = { 409 } },
	    .kind = API_WRITE, .find = find, .handle = patch },
};
API_ROUTES(api_facilities_routes, "src/api/facilities.c");

static err_t
list(struct api_call *c)
{
	struct api_page page;
	struct app_register_facility_page got = { 0 };
	const char *province = api_query(c, "province");
	err_t e = api_page(c, &page);
	if (!e && province != NULL)
		e = app_register_province(&c->act, province, "?province");
	if (!e)
		e = app_register_facility_list(&c->act, province ? province : "", page.cursor, page.limit, &got);
	return e ? e : api_answer_list(c, wire_write_list(&wire_facility_shape, got.items, got.n), got.next);
}

static err_t
create(struct api_call *c)
{
	struct facility f;
	struct store_site site;
	err_t e = app_register_province(&c->act, wire_peek(c->json, "province"), "/province");
	if (!e)
		e = api_read(c, &wire_facility_shape, &f);
	if (!e)
		e = app_register_facility_create(&c->act, &f, &site);
	if (e)
		return e;
	c->location = arena_printf(c->act.arena, "/v1/facilities/%s", site.code);
	c->site = site;
	api_after_changed(c);
	return api_answer(c, 201, &wire_facility_shape, &f);
}

static err_t
get(struct api_call *c)
{
	struct facility f;
	struct store_site site;
	err_t e = app_site_in_scope(&c->act, c->param[0], STORE_FACILITY, "", &site);
	if (!e)
		e = app_register_facility_get(&c->act, site, &f);
	return e ? e : api_answer(c, 200, &wire_facility_shape, &f);
}

static err_t
find(struct api_call *c)
{
	return app_site_in_scope(&c->act, c->param[0], STORE_FACILITY, "", &c->site);
}

static err_t
patch(struct api_call *c)
{
	struct facility f;
	err_t e = app_register_province(&c->act, wire_peek(c->json, "province"), "/province");
	if (!e)
		e = app_register_facility_patch(&c->act, c->site, c->json, &f);
	if (e)
		return e;
	api_after_changed(c);
	return api_answer(c, 200, &wire_facility_shape, &f);
}
