/* health - alive, ready, metrics, OpenAPI: for machines, without a token. */
#include "api/routes.h"

#include "app/tokens.h"
#include "base/metric.h"

#include <string.h>

static err_t livez(struct api_call *c);
static err_t readyz(struct api_call *c);
static err_t metrics(struct api_call *c);
static err_t openapi(struct api_call *c);

static const struct api_route rows[] = {
	{ .op = { .method = "GET", .path = "/livez", .tag = "health", .summary_en = "The process answers", .summary_vi = "Tiến trình đang chạy",
	      .roles = ROLES_ANYONE, .gives = WIRE_BODY_ANY, .response_types = { "text/plain" }, .no_etag = true },
	    .kind = API_INLINE, .handle = livez },
	{ .op = { .method = "GET", .path = "/readyz", .tag = "health", .summary_en = "Database and schema are there; 503 when not",
	      .summary_vi = "Cơ sở dữ liệu sẵn sàng; 503 nếu chưa", .roles = ROLES_ANYONE, .gives = WIRE_BODY_ANY, .response_types = { "text/plain" },
	      .no_etag = true },
	    .kind = API_PLAIN, .handle = readyz },
	{ .op = { .method = "GET", .path = "/metrics", .tag = "health", .summary_en = "Prometheus text; from loopback or with a token",
	      .summary_vi = "Số đo dạng Prometheus; từ loopback hoặc có mã", .roles = ROLES_ANYONE, .gives = WIRE_BODY_ANY,
	      .response_types = { "text/plain" }, .no_etag = true },
	    .kind = API_INLINE, .handle = metrics },
	{ .op = { .method = "GET", .path = "/openapi.json", .tag = "health", .summary_en = "This interface as OpenAPI 3.1",
	      .summary_vi = "Giao diện này theo OpenAPI 3.1", .roles = ROLES_ANYONE, .gives = WIRE_BODY_ANY, .response_types = { "application/json" } },
	    .kind = API_PLAIN, .handle = openapi },
};
API_ROUTES(api_health_routes, "src/api/health.c");

static err_t
livez(struct api_call *c)
{
	return api_text(c, 200, "text/plain", "ok\n", 3);
}

static err_t
readyz(struct api_call *c)
{
	CLEANUP(db_release_ptr) struct db_conn *conn = NULL;
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	err_t e = db_acquire(c->act.app->db, DB_AUTH, &conn, &c->faults);
	if (!e)
		e = db_query(conn, Q_CREDENTIAL_STAMP, NULL, &r, &c->faults);
	metric_set(METRIC_DB_CONNECTED, e == ERR_OK);
	return e ? e : api_text(c, 200, "text/plain", "ready\n", 6);
}

static err_t
metrics(struct api_call *c)
{
	CLEANUP(str_free) struct str s = { 0 };
	if (!c->http->loopback && c->session.cred_id == 0)
		return fault_add(&c->faults, FAULT_NO_TOKEN, "", NULL, NULL, NULL);
	metric_print(&s);
	return api_text(c, 200, "text/plain; version=0.0.4", arena_strndup(c->act.arena, str_text(&s), s.len), s.len);
}

static err_t
openapi(struct api_call *c)
{
	c->answer = api_routes_openapi();
	return ERR_OK;
}
