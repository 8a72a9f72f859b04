/* plans - who gets how much, from whom, when: asked for, edited, explained, approved. */
#include "api/routes.h"

#include "app/approve_plan.h"
#include "app/plan_deliveries.h"
#include "app/plan_view.h"
#include "app/register.h"
#include "app/replan.h"
#include "base/str.h"

#define MAKERS (ROLE_BIT(ROLE_ADMIN) | ROLE_BIT(ROLE_COORDINATOR))
#define READERS (MAKERS | ROLE_BIT(ROLE_MINISTRY) | ROLE_BIT(ROLE_AUDITOR))

static err_t list(struct api_call *c);
static err_t get(struct api_call *c);
static err_t explain(struct api_call *c);
static err_t find(struct api_call *c);
static err_t solve(struct api_call *c);
static err_t keep(struct api_call *c);
static err_t solve_edits(struct api_call *c);
static err_t keep_edits(struct api_call *c);
static err_t solve_again(struct api_call *c);
static err_t keep_again(struct api_call *c);
static err_t approve(struct api_call *c);
static err_t cancel(struct api_call *c);

static const struct wire_param filters[] = {
	{ .name = "province", .kind = WIRE_TEXT, .text = "only of this province" },
	{ .name = "state", .kind = WIRE_ENUM, .names = &wire_plan_shape_states, .text = "only in this state" },
};
static const struct wire_param of_facility[] = { { .name = "facility", .kind = WIRE_CODE, .required = true, .text = "whose part is to be explained" } };

static const struct api_route rows[] = {
	{ .op = { .method = "GET", .path = "/v1/plans", .tag = "plans", .summary_en = "Plans, newest first, without routes",
	      .summary_vi = "Danh sách kế hoạch, mới nhất trước, không kèm tuyến", .roles = READERS, .gives = WIRE_BODY_PAGE, .response = &wire_plan_shape,
	      .params = filters, .nparams = ARRAY_LEN(filters), .as_of = true },
	    .kind = API_READ, .handle = list },
	{ .op = { .method = "POST", .path = "/v1/plans", .tag = "plans", .summary_en = "Make a delivery plan for a province",
	      .summary_vi = "Lập kế hoạch giao hàng cho tỉnh", .roles = MAKERS, .takes = WIRE_BODY_ONE, .request = &wire_plan_shape_request,
	      .gives = WIRE_BODY_ONE, .response = &wire_plan_shape, .statuses = { 201 } },
	    .kind = API_WRITE, .handle = keep, .prepare = solve },
	{ .op = { .method = "GET", .path = "/v1/plans/{id}", .tag = "plans", .summary_en = "One plan", .summary_vi = "Một kế hoạch", .roles = READERS,
	      .gives = WIRE_BODY_ONE, .response = &wire_plan_shape, .as_of = true },
	    .kind = API_READ, .handle = get },
	{ .op = { .method = "GET", .path = "/v1/plans/{id}/explain", .tag = "plans", .summary_en = "Why a facility gets what it gets",
	      .summary_vi = "Vì sao một cơ sở được phân bổ như vậy", .roles = READERS, .gives = WIRE_BODY_ONE, .response = &wire_plan_shape_explanation,
	      .params = of_facility, .nparams = ARRAY_LEN(of_facility), .as_of = true },
	    .kind = API_READ, .handle = explain },
	{ .op = { .method = "POST", .path = "/v1/plans/{id}/edits", .tag = "plans", .summary_en = "Change a draft; it is solved again around the changes",
	      .summary_vi = "Chỉnh sửa bản nháp; kế hoạch được giải lại theo chỉnh sửa", .roles = MAKERS, .takes = WIRE_BODY_ONE,
	      .request = &wire_plan_shape_edits, .gives = WIRE_BODY_ONE, .response = &wire_plan_shape },
	    .kind = API_WRITE, .find = find, .handle = keep_edits, .prepare = solve_edits },
	{ .op = { .method = "POST", .path = "/v1/plans/{id}/replan", .tag = "plans",
	      .summary_en = "Plan again after something happened: what need not change stays",
	      .summary_vi = "Lập lại kế hoạch sau sự cố: giữ nguyên những gì không cần đổi", .roles = MAKERS, .takes = WIRE_BODY_ONE,
	      .request = &wire_plan_shape_replan_request, .gives = WIRE_BODY_ONE, .response = &wire_plan_shape, .statuses = { 201 } },
	    .kind = API_WRITE, .find = find, .handle = keep_again, .prepare = solve_again },
	{ .op = { .method = "POST", .path = "/v1/plans/{id}/approve", .tag = "plans", .summary_en = "Approve a draft: its deliveries are offered to the suppliers",
	      .summary_vi = "Duyệt bản nháp: các chuyến giao được gửi cho nhà cung cấp", .roles = MAKERS, .takes = WIRE_BODY_EMPTY_OBJECT,
	      .gives = WIRE_BODY_ONE, .response = &wire_plan_shape },
	    .kind = API_WRITE, .find = find, .handle = approve },
	{ .op = { .method = "POST", .path = "/v1/plans/{id}/cancel", .tag = "plans", .summary_en = "Give a plan up, with its deliveries that are not under way yet",
	      .summary_vi = "Hủy kế hoạch cùng các chuyến chưa xuất phát", .roles = MAKERS, .takes = WIRE_BODY_EMPTY_OBJECT, .gives = WIRE_BODY_ONE,
	      .response = &wire_plan_shape },
	    .kind = API_WRITE, .find = find, .handle = cancel },
};
API_ROUTES(api_plans_routes, "src/api/plans.c");

static err_t
answer(struct api_call *c, int status, const struct store_plan *p)
{
	c->status = status;
	return app_plan_view_json(&c->act, p, c->lang, &c->answer);
}

static err_t
answer_id(struct api_call *c, int status, struct id id)
{
	struct store_plan p;
	char text[ID_TEXT];
	err_t e = app_plan_view_get(&c->act, id_text(id, text), &p);
	return e ? e : answer(c, status, &p);
}

static err_t
list(struct api_call *c)
{
	struct app_plan_view_filter q = { .province = api_query(c, "province") };
	const char *state = api_query(c, "state"), *next = NULL;
	char words[120];
	struct api_page page;
	json_t *items;
	q.state = (enum wire_plan_state)names_find(&wire_plan_shape_states, state);
	if (state != NULL && q.state == WIRE_PLAN_STATE_NONE)
		return fault_add(&c->faults, FAULT_CHOICE, "?state", names_list(&wire_plan_shape_states, words, sizeof words), NULL, NULL);
	err_t e = app_register_province(&c->act, q.province, "?province");
	if (!e)
		e = api_page(c, &page);
	if (e)
		return e;
	q.limit = page.limit;
	q.cursor = page.cursor;
	e = app_plan_view_list(&c->act, &q, &items, &next);
	return e ? e : api_answer_list(c, items, next);
}

static err_t
find(struct api_call *c)
{
	c->found = ARENA_NEW(c->act.arena, struct store_plan);
	return app_plan_view_get(&c->act, c->param[0], c->found);
}

static err_t
get(struct api_call *c)
{
	struct store_plan p;
	err_t e = app_plan_view_get(&c->act, c->param[0], &p);
	return e ? e : answer(c, 200, &p);
}

static err_t
explain(struct api_call *c)
{
	struct store_plan p;
	struct store_site facility;
	const char *code = api_query(c, "facility");
	err_t e = app_plan_view_get(&c->act, c->param[0], &p);
	if (!e && code == NULL)
		e = fault_add(&c->faults, FAULT_REQUIRED, "?facility", NULL, NULL, NULL);
	if (!e)
		e = app_site_in_scope(&c->act, code, STORE_FACILITY, "?facility", &facility);
	return e ? e : app_plan_view_explain(&c->act, &p, facility, c->lang, &c->answer);
}

/* ---- making ------------------------------------------------------------------------------------------------- */

static err_t
solve(struct api_call *c)
{
	struct wire_plan_request body;
	struct app_plan_deliveries_solved *s = ARENA_NEW(c->act.arena, struct app_plan_deliveries_solved);
	const char *province = wire_peek(c->json, "province");
	err_t e = province ? app_province_in_scope(&c->act, province, "/province") : ERR_OK;
	if (!e)
		e = api_read(c, &wire_plan_shape_request, &body);
	if (e)
		return e;
	struct app_plan_deliveries_ask ask = { .province = body.province, .horizon_days = (int)body.horizon_days, .as_of = body.as_of, .seed = body.seed,
		.deterministic = body.deterministic };
	c->prepared = s;
	return app_plan_deliveries_solve(&c->act, &ask, NULL, s);
}

static err_t
keep(struct api_call *c)
{
	struct id id;
	err_t e = app_plan_deliveries_keep(&c->act, c->prepared, &id);
	return e ? e : answer_id(c, 201, id);
}

/* ---- editing ------------------------------------------------------------------------------------------------- */

static err_t
check_facilities(struct api_call *c)
{
	static const char *const members[] = { "facility", "from_facility" };
	const json_t *edits = json_object_get(c->json, "edits");
	struct store_site site;
	for (size_t i = 0; i < json_array_size(edits); i++)
		for (size_t k = 0; k < ARRAY_LEN(members); k++) {
			const char *code = wire_peek(json_array_get(edits, i), members[k]);
			err_t e = code ? app_site_in_scope(&c->act, code, STORE_FACILITY,
			                     arena_printf(c->act.arena, "/edits/%zu/%s", i, members[k]), &site)
			               : ERR_OK;
			if (e)
				return e;
		}
	return ERR_OK;
}

static const char **
edit_texts(struct api_call *c, size_t n)
{
	const char **texts = ARENA_ARRAY(c->act.arena, const char *, n + 1);
	for (size_t i = 0; i < n; i++) {
		CLEANUP(str_free) struct str s = { 0 };
		wire_dump(json_array_get(json_object_get(c->json, "edits"), i), &s);
		texts[i] = arena_strdup(c->act.arena, str_text(&s));
	}
	return texts;
}

static err_t
solve_edits(struct api_call *c)
{
	struct wire_plan_edits body;
	struct app_plan_deliveries_edit *x = ARENA_NEW(c->act.arena, struct app_plan_deliveries_edit);
	err_t e = check_facilities(c);
	if (!e)
		e = api_read(c, &wire_plan_shape_edits, &body);
	if (e)
		return e;
	x->plan = *(struct store_plan *)c->found;
	x->edits = body.edits.items;
	x->n = body.edits.n;
	x->texts = edit_texts(c, x->n);
	c->prepared = x;
	return app_plan_deliveries_edit_solve(&c->act, x);
}

static err_t
keep_edits(struct api_call *c)
{
	struct app_plan_deliveries_edit *x = c->prepared;
	err_t e = app_plan_deliveries_edit_keep(&c->act, x);
	return e ? e : answer_id(c, 200, x->plan.id);
}

/* ---- the day after --------------------------------------------------------------------------------------------- */

static err_t
check_events(struct api_call *c)
{
	static const struct {
		const char *name;
		enum store_role role;
	} members[] = { { "facility", STORE_FACILITY }, { "other_facility", STORE_FACILITY } };
	const json_t *events = json_object_get(c->json, "events");
	struct store_site site;
	for (size_t i = 0; i < json_array_size(events); i++)
		for (size_t k = 0; k < ARRAY_LEN(members); k++) {
			const char *code = wire_peek(json_array_get(events, i), members[k].name);
			err_t e = code ? app_site_in_scope(&c->act, code, members[k].role,
			                     arena_printf(c->act.arena, "/events/%zu/%s", i, members[k].name), &site)
			               : ERR_OK;
			if (e)
				return e;
		}
	return ERR_OK;
}

static err_t
solve_again(struct api_call *c)
{
	struct wire_plan_replan_request *body = ARENA_NEW(c->act.arena, struct wire_plan_replan_request);
	struct app_replan *x = ARENA_NEW(c->act.arena, struct app_replan);
	err_t e = check_events(c);
	if (!e)
		e = api_read(c, &wire_plan_shape_replan_request, body);
	if (e)
		return e;
	x->plan = *(struct store_plan *)c->found;
	x->ask = body;
	c->prepared = x;
	return app_replan_solve(&c->act, x);
}

static err_t
keep_again(struct api_call *c)
{
	struct app_replan *x = c->prepared;
	struct id id;
	err_t e = app_plan_deliveries_keep(&c->act, &x->solved, &id);
	return e ? e : answer_id(c, 201, id);
}

/* ---- deciding ------------------------------------------------------------------------------------------------- */

static err_t
decide(struct api_call *c, err_t (*verb)(struct act *, const struct store_plan *))
{
	const struct store_plan *p = c->found;
	err_t e = verb(&c->act, p);
	return e ? e : answer_id(c, 200, p->id);
}

static err_t
approve(struct api_call *c)
{
	return decide(c, app_approve_plan);
}

static err_t
cancel(struct api_call *c)
{
	return decide(c, app_approve_plan_cancel);
}
