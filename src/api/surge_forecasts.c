/* surge_forecasts - what forecast hubs expect of hospital census, as CSV. */
#include "api/routes.h"

#include "app/declare_surge.h"

#include <string.h>

static err_t post(struct api_call *c);
static err_t list(struct api_call *c);

#define DECLARERS (ROLE_BIT(ROLE_MINISTRY) | ROLE_BIT(ROLE_COORDINATOR))

enum { MODEL_MAX = 64 };

static const struct wire_param params[] = {
	{ .name = "model", .kind = WIRE_TEXT, .min = 1, .max = MODEL_MAX, .text = "who forecasts; the token's name when not said" },
};

static const struct api_route rows[] = {
	{ .op = { .method = "POST", .path = "/v1/surge-forecasts", .tag = "forecast", .summary_en = "Surge forecasts in the hubverse shape: all rows or none",
	      .summary_vi = "Dự báo làn sóng bệnh theo định dạng hubverse: nhận tất cả hoặc không dòng nào", .roles = DECLARERS, .takes = WIRE_BODY_ANY,
	      .request_types = { "text/csv" }, .gives = WIRE_BODY_ONE, .response = &wire_forecast_shape_surge, .statuses = { 201 }, .params = params,
	      .nparams = ARRAY_LEN(params) },
	    .kind = API_WRITE, .handle = post, .body_limit = 32 << 20, .free_form = true },
	{ .op = { .method = "GET", .path = "/v1/surge-forecasts", .tag = "forecast", .summary_en = "Surge forecasts taken, newest first",
	      .summary_vi = "Các dự báo làn sóng đã nhận, mới nhất trước", .roles = DECLARERS | ROLE_BIT(ROLE_ADMIN) | ROLE_BIT(ROLE_AUDITOR),
	      .gives = WIRE_BODY_PAGE, .response = &wire_forecast_shape_surge, .as_of = true },
	    .kind = API_READ, .handle = list },
};
API_ROUTES(api_surge_forecasts_routes, "src/api/surge_forecasts.c");

struct told {
	struct app *app;
	struct app_declared_surge declared;
};

static void
tell(void *arg)
{
	const struct told *t = arg;
	for (size_t i = 0; t->app->province_changed != NULL && i < t->declared.n_provinces; i++)
		t->app->province_changed(t->app->province_arg, t->declared.provinces[i]);
}

static err_t
post(struct api_call *c)
{
	struct told *t = ARENA_NEW(c->act.arena, struct told);
	const char *model = api_query(c, "model");
	if (model == NULL)
		model = c->session.name;
	if (model[0] == '\0' || strlen(model) > MODEL_MAX)
		return fault_add(&c->faults, FAULT_LENGTH, "?model", "1..64", NULL, NULL);
	if (c->http->body_len == 0)
		return fault_add(&c->faults, FAULT_EMPTY_BODY, "", "text/csv", NULL, NULL);
	t->app = c->act.app;
	err_t e = app_declare_surge(&c->act, model, c->http->body, c->http->body_len, &t->declared);
	if (e)
		return e;
	api_after(c, tell, t);
	return api_answer(c, 201, &wire_forecast_shape_surge, &t->declared.receipt);
}

static err_t
list(struct api_call *c)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	struct api_cursor from;
	err_t e = api_cursor(c, &from);
	if (!e)
		e = db_query(c->act.db, Q_SURGE_LIST, DB_ARGS(DB_INSTANT(c->act.at.recorded_by), DB_INSTANT(from.before), DB_ID(from.before_id), DB_INT(from.limit + 1)),
		    &r, &c->faults);
	if (e)
		return e;
	json_t *items = json_array();
	int n = db_rows_n(r) > from.limit ? (int)from.limit : db_rows_n(r);
	for (int i = 0; i < n; i++) {
		struct wire_forecast_surge item = { .id = db_id(r, i, C_SURGE_LIST_SURGE_ID), .model = db_text(r, i, C_SURGE_LIST_MODEL),
			.reference_date = db_day(r, i, C_SURGE_LIST_REFERENCE_DATE), .rows = db_int(r, i, C_SURGE_LIST_N_ROWS),
			.locations = db_int(r, i, C_SURGE_LIST_LOCATIONS), .recorded_at = db_instant(r, i, C_SURGE_LIST_RECORDED_AT) };
		json_array_append_new(items, wire_write(&wire_forecast_shape_surge, &item));
	}
	return api_answer_list(c, items,
	    db_rows_n(r) > n ? api_cursor_text(c, db_instant(r, n - 1, C_SURGE_LIST_RECORDED_AT), db_id(r, n - 1, C_SURGE_LIST_SURGE_ID)) : NULL);
}
