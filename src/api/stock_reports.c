/* stock_reports - the daily report in, alone or many at once, and what was reported before. */
#include "api/routes.h"

#include "app/report_stock.h"
#include "api/run.h"
#include "base/vec.h"
#include "interop/report_csv.h"
#include "wire/stock_report_shape.h"

#include <stdio.h>
#include <string.h>

static err_t post(struct api_call *c);
static err_t post_batch(struct api_call *c);
static err_t list(struct api_call *c);

#define REPORTERS (ROLE_BIT(ROLE_HOSPITAL) | ROLE_BIT(ROLE_COORDINATOR))
#define READERS (REPORTERS | ROLE_BIT(ROLE_ADMIN) | ROLE_BIT(ROLE_MINISTRY) | ROLE_BIT(ROLE_AUDITOR))

static const struct wire_param batch_params[] = {
	{ .name = "dry_run", .kind = WIRE_BOOL, .text = "judge every row, store nothing" },
};

static const struct api_route rows[] = {
	{ .op = { .method = "POST", .path = "/v1/stock-reports", .tag = "reports", .summary_en = "The daily report of a facility",
	      .summary_vi = "Báo cáo hằng ngày của cơ sở", .roles = REPORTERS, .takes = WIRE_BODY_ONE, .request = &wire_stock_report_shape,
	      .gives = WIRE_BODY_ONE, .response = &wire_stock_report_shape_receipt, .statuses = { 201, 202, 200 }, .errors = { 409 } },
	    .kind = API_INGEST, .handle = post },
	{ .op = { .method = "POST", .path = "/v1/stock-reports/batch", .tag = "reports", .summary_en = "Many reports, one result a row",
	      .summary_vi = "Nhiều báo cáo, mỗi dòng một kết quả", .roles = REPORTERS, .takes = WIRE_BODY_ANY, .request = &wire_stock_report_shape,
	      .request_types = { "application/x-ndjson", "text/csv" }, .gives = WIRE_BODY_ONE, .response = &wire_stock_report_shape_batch,
	      .params = batch_params, .nparams = ARRAY_LEN(batch_params) },
	    .kind = API_PLAIN, .handle = post_batch, .body_limit = 32 << 20, .free_form = true },
	{ .op = { .method = "GET", .path = "/v1/facilities/{code}/stock-reports", .tag = "reports", .summary_en = "Reports of a facility, newest first, one item a revision",
	      .summary_vi = "Các báo cáo của cơ sở, mới nhất trước, mỗi lần sửa một mục", .roles = READERS, .gives = WIRE_BODY_PAGE,
	      .response = &wire_stock_report_shape_revision, .as_of = true },
	    .kind = API_READ, .handle = list },
};
API_ROUTES(api_stock_reports_routes, "src/api/stock_reports.c");

/* On the committer's thread: what it came to is the answer. */
static void
done(struct ingest_report *r, err_t e)
{
	struct api_call *c = r->arg;
	c->status = r->status;
	c->replayed = r->replayed;
	if (!e) {
		c->text = r->answer;
		c->text_len = strlen(r->answer);
		c->content_type = "application/json";
	} else {
		c->faults = r->faults;
	}
	api_finish(c, e);
}

static err_t
post(struct api_call *c)
{
	struct ingest_report *r;
	struct app_report_key key = { 0 };
	if (c->key != NULL)
		key = (struct app_report_key){ c->key->route, c->key->key, c->key->sha };
	err_t e = app_report_stock_read(&c->act, c->json, &key, &r);
	if (e)
		return e;
	r->lang = c->lang;
	r->done = done;
	r->arg = c;
	return app_report_stock_submit(&c->act, r);
}

/* ---- many at once -------------------------------------------------------------------------------- */

struct row {
	struct ingest_report *report; /* NULL: refused before it could be judged */
	struct faults faults;
	err_t err;
};

/* One report. Its own key comes from the batch's, so that a batch that was cut off halfway can be sent again. */
static void
read_row(struct api_call *c, const json_t *body, size_t number, struct row *row)
{
	struct act act = c->act;
	struct app_report_key key = { 0 };
	act.faults = &row->faults;
	if (!row->err && !json_is_object(body))
		row->err = fault_add(&row->faults, FAULT_TYPE, "", "object", NULL, NULL);
	if (c->key != NULL)
		key = (struct app_report_key){ c->key->route, arena_printf(c->act.arena, "%.200s#%zu", c->key->key, number), c->key->sha };
	if (!row->err)
		row->err = app_report_stock_read(&act, body, &key, &row->report);
	if (!row->err) {
		row->report->lang = c->lang;
		memcpy(row->report->key_sha, row->report->sha, sizeof row->report->sha);
	}
}

static void
add_errors(struct api_call *c, const struct faults *f, struct wire_stock_batch_row *out)
{
	char text[512];
	struct wire_stock_error *items = ARENA_ARRAY(c->act.arena, struct wire_stock_error, (size_t)f->n);
	out->errors.items = items;
	for (int i = 0; i < f->n; i++)
		if (fault_err(f->item[i].id) != ERR_OK)
			items[out->errors.n++] = (struct wire_stock_error){ .pointer = f->item[i].pointer, .code = fault_code(f->item[i].id),
				.detail = arena_strdup(c->act.arena, fault_text(&f->item[i], c->lang, text, sizeof text)) };
}

/* The row's result: its receipt's members, or its errors. */
static json_t *
row_result(struct api_call *c, const struct row *row, size_t number)
{
	struct wire_stock_batch_row out;
	wire_init(wire_stock_report_shape_batch.fields[4].shape, &out);
	out.row = (int64_t)number;
	out.status = row->err ? err_http(row->err) : row->report->status;
	if (row->err)
		add_errors(c, row->report ? &row->report->faults : &row->faults, &out);
	if (row->report != NULL) {
		out.facility = row->report->site.code;
		out.date = row->report->report->date;
	}
	json_t *result = wire_write(wire_stock_report_shape_batch.fields[4].shape, &out), *receipt = NULL;
	struct faults ignored = { 0 };
	static const char *const copied[] = { "id", "revision", "warnings", "quarantined" };
	if (!row->err && wire_parse(row->report->answer, strlen(row->report->answer), &receipt, &ignored) == ERR_OK)
		for (size_t i = 0; i < ARRAY_LEN(copied); i++)
			if (json_object_get(receipt, copied[i]) != NULL)
				json_object_set(result, copied[i], json_object_get(receipt, copied[i]));
	json_decref(receipt);
	return result;
}

typedef VEC(struct row) rows_t;

static void
read_lines(struct api_call *c, rows_t *v)
{
	const char *p = c->http->body, *end = p + c->http->body_len;
	while (p < end) {
		size_t n = strcspn(p, "\n");
		if ((size_t)(end - p) < n)
			n = (size_t)(end - p);
		if (strspn(p, " \t\r") < n) {
			CLEANUP(wire_decref_ptr) json_t *body = NULL;
			struct row *row = VEC_ADD(v);
			row->err = wire_parse(p, n, &body, &row->faults);
			read_row(c, body, v->n, row);
		}
		p += n + 1;
	}
}

static err_t
read_csv(struct api_call *c, rows_t *v)
{
	struct interop_csv csv;
	struct interop_csv_row at;
	bool end = false;
	err_t e = interop_csv_open(&csv, c->http->body, c->http->body_len, c->act.arena, &c->faults);
	while (!e && (e = interop_csv_next_of_any_width(&csv, &at, &end)) == ERR_OK && !end) {
		struct row *row = VEC_ADD(v);
		row->err = interop_csv_check_width(&csv, &at, &row->faults);
		CLEANUP(wire_decref_ptr) json_t *body = row->err ? NULL : interop_report_csv_row(&csv, &at);
		read_row(c, body, v->n, row);
	}
	return e;
}

/* CSV when the content type says so, or when the text does not begin as JSON does. */
static bool
is_csv(const struct api_call *c)
{
	const char *type = http_header(c->http, "Content-Type");
	return (type != NULL && strstr(type, "csv") != NULL) || c->http->body[strspn(c->http->body, " \t\r\n")] != '{';
}

static err_t
split_rows(struct api_call *c, struct row **ret, size_t *ret_n)
{
	rows_t v = { 0 };
	err_t e = ERR_OK;
	if (is_csv(c))
		e = read_csv(c, &v);
	else
		read_lines(c, &v);
	*ret_n = v.n;
	*ret = ARENA_ARRAY(c->act.arena, struct row, v.n);
	if (v.n > 0)
		memcpy(*ret, v.at, v.n * sizeof *v.at);
	VEC_FREE(&v);
	if (e)
		return e;
	return *ret_n > 0 ? ERR_OK : fault_add(&c->faults, FAULT_EMPTY_BODY, "", "NDJSON, CSV", NULL, NULL);
}

static err_t
judge_rows(struct api_call *c, struct row *all, size_t n, bool dry_run)
{
	struct ingest_report **reports = ARENA_ARRAY(c->act.arena, struct ingest_report *, n);
	struct row **of = ARENA_ARRAY(c->act.arena, struct row *, n);
	err_t *outcome = ARENA_ARRAY(c->act.arena, err_t, n);
	size_t m = 0;
	for (size_t i = 0; i < n; i++)
		if (all[i].report != NULL) {
			all[i].report->dry_run = dry_run;
			of[m] = &all[i];
			reports[m++] = all[i].report;
		}
	err_t e = m > 0 ? app_report_stock_wait(&c->act, reports, outcome, m) : ERR_OK;
	for (size_t i = 0; i < m; i++)
		of[i]->err = outcome[i];
	return e;
}

static err_t
post_batch(struct api_call *c)
{
	struct row *all;
	size_t n;
	bool dry_run;
	err_t e = api_run_find_key(c);
	if (e || c->replayed)
		return e;
	e = api_query_bool(c, "dry_run", &dry_run);
	if (!e)
		e = split_rows(c, &all, &n);
	if (!e)
		e = judge_rows(c, all, n, dry_run);
	if (e)
		return e;
	json_t *results = json_array();
	size_t refused = 0;
	for (size_t i = 0; i < n; i++) {
		json_array_append_new(results, row_result(c, &all[i], i + 1));
		refused += all[i].err != ERR_OK;
	}
	struct wire_stock_batch out;
	wire_init(&wire_stock_report_shape_batch, &out);
	out.dry_run = dry_run;
	out.rows = (int64_t)n;
	out.refused = (int64_t)refused;
	out.accepted = (int64_t)(n - refused);
	c->answer = wire_write(&wire_stock_report_shape_batch, &out);
	json_object_set_new(c->answer, "results", results);
	return api_run_keep_key(c);
}

/* ---- reading back -------------------------------------------------------------------------------- */

static json_t *
revision_item(struct api_call *c, const struct db_rows *r, int i)
{
	struct wire_stock_revision out;
	struct faults ignored = { 0 };
	json_t *answer = NULL, *body = NULL;
	wire_init(&wire_stock_report_shape_revision, &out);
	out.id = db_id(r, i, C_REPORT_LIST_REPORT_ID);
	out.revision = db_int(r, i, C_REPORT_LIST_REVISION);
	out.facility = c->param[0];
	out.date = db_day(r, i, C_REPORT_LIST_LOCAL_DATE);
	out.period.start = db_instant(r, i, C_REPORT_LIST_PERIOD_START);
	out.period.end = db_instant(r, i, C_REPORT_LIST_PERIOD_END);
	out.occurred_at = db_instant(r, i, C_REPORT_LIST_OCCURRED_AT);
	out.recorded_at = db_instant(r, i, C_REPORT_LIST_RECORDED_AT);
	out.client_event_id = db_text(r, i, C_REPORT_LIST_CLIENT_EVENT_ID);
	out.consumed_g = db_int(r, i, C_REPORT_LIST_CONSUMED_G);
	const char *said = db_text(r, i, C_REPORT_LIST_ANSWER), *sent = db_text(r, i, C_REPORT_LIST_BODY);
	if (wire_parse(said, strlen(said), &answer, &ignored) == ERR_OK && json_is_integer(json_object_get(answer, "on_hand_g")))
		out.on_hand_g = json_integer_value(json_object_get(answer, "on_hand_g"));
	if (wire_parse(sent, strlen(sent), &body, &ignored) == ERR_OK)
		out.report = body;
	json_t *item = wire_write(&wire_stock_report_shape_revision, &out);
	json_decref(answer);
	json_decref(body);
	return item;
}

static err_t
list(struct api_call *c)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	struct store_site site;
	struct api_cursor from;
	err_t e = app_site_in_scope(&c->act, c->param[0], STORE_FACILITY, "", &site);
	if (!e)
		e = api_cursor(c, &from);
	if (!e)
		e = db_query(c->act.db, Q_REPORT_LIST,
		    DB_ARGS(DB_INT(site.shard), DB_INT(site.site_id), DB_INSTANT(c->act.at.recorded_by), DB_INSTANT(from.before), DB_ID(from.before_id), DB_INT(from.limit + 1)),
		    &r, &c->faults);
	if (e)
		return e;
	json_t *items = json_array();
	int n = db_rows_n(r) > from.limit ? (int)from.limit : db_rows_n(r);
	for (int i = 0; i < n; i++)
		json_array_append_new(items, revision_item(c, r, i));
	return api_answer_list(c, items,
	    db_rows_n(r) > n ? api_cursor_text(c, db_instant(r, n - 1, C_REPORT_LIST_RECORDED_AT), db_id(r, n - 1, C_REPORT_LIST_REPORT_ID)) : NULL);
}
