/* alerts - what somebody should look at, and that somebody does. */
#include "api/routes.h"

#include "app/acknowledge_alert.h"
#include "app/register.h"
#include "base/str.h"

static err_t list(struct api_call *c);
static err_t find(struct api_call *c);
static err_t acknowledge(struct api_call *c);

#define KEEPERS (ROLE_BIT(ROLE_COORDINATOR) | ROLE_BIT(ROLE_HOSPITAL) | ROLE_BIT(ROLE_ADMIN))

static const struct wire_param params[] = {
	{ .name = "province", .kind = WIRE_CODE, .text = "only this province" },
	{ .name = "open", .kind = WIRE_BOOL, .text = "only those that still hold" },
};

static const struct api_route rows[] = {
	{ .op = { .method = "GET", .path = "/v1/alerts", .tag = "status", .summary_en = "Alerts in scope, newest first", .summary_vi = "Các cảnh báo, mới nhất trước",
	      .roles = KEEPERS | ROLE_BIT(ROLE_MINISTRY) | ROLE_BIT(ROLE_AUDITOR), .gives = WIRE_BODY_PAGE, .response = &wire_status_shape_alert, .params = params,
	      .nparams = ARRAY_LEN(params), .as_of = true },
	    .kind = API_READ, .handle = list },
	{ .op = { .method = "POST", .path = "/v1/alerts/{id}/acknowledge", .tag = "status", .summary_en = "Somebody has it in hand",
	      .summary_vi = "Đã có người xử lý", .roles = KEEPERS, .takes = WIRE_BODY_EMPTY_OBJECT, .request = &wire_status_shape_note, .gives = WIRE_BODY_ONE,
	      .response = &wire_status_shape_alert, .errors = { 409 } },
	    .kind = API_WRITE, .find = find, .handle = acknowledge },
};
API_ROUTES(api_alerts_routes, "src/api/alerts.c");

static err_t
read_query(struct api_call *c, struct store_alert_query *q)
{
	struct api_cursor from;
	const char *province = api_query(c, "province");
	err_t e = province != NULL && c->session.role != ROLE_HOSPITAL ? app_register_province(&c->act, province, "?province") : ERR_OK;
	if (!e)
		e = api_query_bool(c, "open", &q->open_only);
	if (!e)
		e = api_cursor(c, &from);
	if (e)
		return e;
	q->province = province ? province : "";
	q->at = c->act.at.recorded_by;
	q->before = from.before;
	q->before_id = from.before_id;
	q->limit = from.limit + 1;
	return ERR_OK;
}

static err_t
list(struct api_call *c)
{
	struct store_alert_query q = { 0 };
	struct store_alert_list found = { 0 };
	err_t e = read_query(c, &q);
	if (!e)
		e = store_alert_page(c->act.db, &q, c->act.arena, &found, &c->faults);
	if (e)
		return e;
	size_t n = found.n < (size_t)q.limit ? found.n : (size_t)q.limit - 1;
	struct wire_alert *items = ARENA_ARRAY(c->act.arena, struct wire_alert, n);
	e = app_acknowledge_alert_shape(&c->act, found.items, n, c->lang, items);
	if (e)
		return e;
	return api_answer_list(c, wire_write_list(&wire_status_shape_alert, items, n),
	    found.n > n ? api_cursor_text(c, found.items[n - 1].raised_at, found.items[n - 1].id) : NULL);
}

static err_t
find(struct api_call *c)
{
	struct id id;
	if (!id_parse(c->param[0], &id))
		return fault_add(&c->faults, FAULT_NOT_FOUND, "", NULL, NULL, NULL);
	c->found = ARENA_NEW(c->act.arena, struct store_alert);
	return app_acknowledge_alert_find(&c->act, id, c->found);
}

static err_t
acknowledge(struct api_call *c)
{
	struct wire_alert_note in = { 0 };
	struct wire_alert out;
	err_t e = c->json != NULL ? api_read(c, &wire_status_shape_note, &in) : ERR_OK;
	if (!e)
		e = app_acknowledge_alert(&c->act, c->found, in.note);
	if (!e)
		e = app_acknowledge_alert_shape(&c->act, c->found, 1, c->lang, &out);
	return e ? e : api_answer(c, 200, &wire_status_shape_alert, &out);
}
