/* quarantine - values in doubt: seen, confirmed, rejected. */
#include "api/routes.h"

#include "app/settle_quarantine.h"
#include "wire/record_shape.h"

#include <string.h>

static err_t list(struct api_call *c);
static err_t find(struct api_call *c);
static err_t confirm(struct api_call *c);
static err_t reject(struct api_call *c);

#define SETTLERS (ROLE_BIT(ROLE_HOSPITAL) | ROLE_BIT(ROLE_COORDINATOR))

static const struct wire_param params[] = {
	{ .name = "facility", .kind = WIRE_CODE, .text = "only this facility's" },
	{ .name = "waiting", .kind = WIRE_BOOL, .text = "only what nobody has settled" },
};

static const struct api_route rows[] = {
	{ .op = { .method = "GET", .path = "/v1/quarantine", .tag = "reports", .summary_en = "Values in doubt, newest first", .summary_vi = "Các giá trị nghi ngờ, mới nhất trước",
	      .roles = SETTLERS | ROLE_BIT(ROLE_ADMIN), .gives = WIRE_BODY_PAGE, .response = &wire_record_shape_quarantine, .params = params,
	      .nparams = ARRAY_LEN(params), .as_of = true },
	    .kind = API_READ, .handle = list },
	{ .op = { .method = "POST", .path = "/v1/quarantine/{id}/confirm", .tag = "reports", .summary_en = "The doubted value is right", .summary_vi = "Xác nhận giá trị nghi ngờ là đúng",
	      .roles = SETTLERS, .takes = WIRE_BODY_EMPTY_OBJECT, .request = &wire_record_shape_verdict, .gives = WIRE_BODY_ONE,
	      .response = &wire_record_shape_quarantine },
	    .kind = API_WRITE, .find = find, .handle = confirm },
	{ .op = { .method = "POST", .path = "/v1/quarantine/{id}/reject", .tag = "reports", .summary_en = "The doubted value is wrong", .summary_vi = "Bác bỏ giá trị nghi ngờ",
	      .roles = SETTLERS, .takes = WIRE_BODY_EMPTY_OBJECT, .request = &wire_record_shape_verdict, .gives = WIRE_BODY_ONE,
	      .response = &wire_record_shape_quarantine },
	    .kind = API_WRITE, .find = find, .handle = reject },
};
API_ROUTES(api_quarantine_routes, "src/api/quarantine.c");

static enum wire_quarantine_state
state_of(const struct db_rows *r, int i)
{
	if (!db_is_null(r, i, C_QUARANTINE_LIST_DECISION))
		return db_int(r, i, C_QUARANTINE_LIST_DECISION) == APP_CONFIRM ? WIRE_QUARANTINE_CONFIRMED : WIRE_QUARANTINE_REJECTED;
	return db_bool(r, i, C_QUARANTINE_LIST_REPLACED) ? WIRE_QUARANTINE_REPLACED : WIRE_QUARANTINE_WAITING;
}

/* The sentence is made again from its row of fault.def and the arguments kept. */
static const char *
detail_of(struct api_call *c, const struct db_rows *r, int i, enum fault_id id, int64_t *ret_expected)
{
	const char *const *args;
	struct faults one = { 0 };
	char text[512];
	size_t n = db_texts(r, i, C_QUARANTINE_LIST_ARGS, &args);
	if (id == FAULT_COUNT)
		return NULL;
	fault_add(&one, id, "", n > 0 ? args[0] : NULL, n > 1 ? args[1] : NULL, n > 2 ? args[2] : NULL);
	if (n > 1 && !str_to_i64(args[1], ret_expected))
		*ret_expected = UNKNOWN_I64;
	return arena_strdup(c->act.arena, fault_text(&one.item[0], c->lang, text, sizeof text));
}

static json_t *
item(struct api_call *c, const struct db_rows *r, int i)
{
	struct wire_quarantine q;
	struct store_site site = { 0 };
	wire_init(&wire_record_shape_quarantine, &q);
	store_site_by_id(c->act.app->sites, db_int(r, i, C_QUARANTINE_LIST_SITE_ID), &site);
	q.id = db_id(r, i, C_QUARANTINE_LIST_QUARANTINE_ID);
	q.state = state_of(r, i);
	q.facility = arena_strdup(c->act.arena, site.code);
	q.asset = db_text(r, i, C_QUARANTINE_LIST_ASSET);
	q.report = db_id(r, i, C_QUARANTINE_LIST_REPORT_ID);
	q.pointer = db_text(r, i, C_QUARANTINE_LIST_POINTER);
	q.code = db_text(r, i, C_QUARANTINE_LIST_CODE);
	q.detail = detail_of(c, r, i, fault_by_code(q.code), &q.expected_g);
	q.value_g = db_int(r, i, C_QUARANTINE_LIST_G);
	q.value = db_real(r, i, C_QUARANTINE_LIST_VALUE);
	q.unit = db_text(r, i, C_QUARANTINE_LIST_UNIT);
	q.provisional = db_bool(r, i, C_QUARANTINE_LIST_PROVISIONAL);
	q.occurred_at = db_instant(r, i, C_QUARANTINE_LIST_OCCURRED_AT);
	q.recorded_at = db_instant(r, i, C_QUARANTINE_LIST_RECORDED_AT);
	q.settled_at = db_instant(r, i, C_QUARANTINE_LIST_SETTLED_AT);
	q.settled_by = db_text(r, i, C_QUARANTINE_LIST_SETTLED_BY);
	q.reason = db_text(r, i, C_QUARANTINE_LIST_REASON);
	return wire_write(&wire_record_shape_quarantine, &q);
}

static err_t
query(struct api_call *c, int64_t site_id, bool waiting, instant_t before, struct id before_id, int64_t limit, struct db_rows **ret)
{
	return db_query(c->act.db, Q_QUARANTINE_LIST,
	    DB_ARGS(DB_INT(site_id), DB_BOOL(waiting), DB_INSTANT(c->act.at.recorded_by), DB_INSTANT(before), DB_ID(before_id), DB_INT(limit)), ret, &c->faults);
}

static err_t
list(struct api_call *c)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	const char *facility = api_query(c, "facility");
	struct store_site site = { .site_id = UNKNOWN_I64 };
	struct api_cursor from;
	bool waiting;
	err_t e = facility ? app_site_in_scope(&c->act, facility, STORE_FACILITY, "?facility", &site) : ERR_OK;
	if (!e)
		e = api_query_bool(c, "waiting", &waiting);
	if (!e)
		e = api_cursor(c, &from);
	if (!e)
		e = query(c, site.site_id, waiting, from.before, from.before_id, from.limit + 1, &r);
	if (e)
		return e;
	json_t *items = json_array();
	int n = db_rows_n(r) > from.limit ? (int)from.limit : db_rows_n(r);
	for (int i = 0; i < n; i++)
		json_array_append_new(items, item(c, r, i));
	return api_answer_list(c, items,
	    db_rows_n(r) > n ? api_cursor_text(c, db_instant(r, n - 1, C_QUARANTINE_LIST_RECORDED_AT), db_id(r, n - 1, C_QUARANTINE_LIST_QUARANTINE_ID)) : NULL);
}

static err_t
find(struct api_call *c)
{
	struct id id;
	if (!id_parse(c->param[0], &id))
		return fault_add(&c->faults, FAULT_NOT_FOUND, "", NULL, NULL, NULL);
	c->found = ARENA_NEW(c->act.arena, struct app_settle_quarantine_doubt);
	return app_settle_quarantine_find(&c->act, id, c->found);
}

/* The answer is the settled item as a list would show it. */
static err_t
settle(struct api_call *c, enum app_verdict v)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	struct wire_verdict verdict = { 0 };
	const struct app_settle_quarantine_doubt *doubt = c->found;
	err_t e = c->json ? api_read(c, &wire_record_shape_verdict, &verdict) : ERR_OK;
	if (!e)
		e = app_settle_quarantine(&c->act, doubt, v, verdict.reason);
	struct id after = doubt->id; /* the list is exclusive: begin just behind the item */
	for (int i = 15; i >= 0 && ++after.b[i] == 0; i--)
		;
	if (!e)
		e = query(c, doubt->site.site_id, false, c->act.at.recorded_by, after, 1000, &r);
	if (e)
		return e;
	for (int i = 0; i < db_rows_n(r); i++)
		if (id_eq(db_id(r, i, C_QUARANTINE_LIST_QUARANTINE_ID), doubt->id))
			c->answer = item(c, r, i);
	c->site = doubt->site;
	api_after_changed(c);
	return ERR_OK;
}

static err_t
confirm(struct api_call *c)
{
	return settle(c, APP_CONFIRM);
}

static err_t
reject(struct api_call *c)
{
	return settle(c, APP_REJECT);
}
