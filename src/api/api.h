/* api - requests of the outside, one file per resource, its routes at the top.
 *
 * A route is a row: its operation (method, path, roles, shapes), its kind and its handler. The server (api/server.c) finds the row, checks
 * token and role before the body is read, reads the body, and runs the handler on a worker thread inside the
 * transaction that the kind asks for. From the same rows come the OpenAPI document, `oxyd inspect routes` and the authorisation matrix test.
 *
 * Where a path names something and a body comes with it, the route's find looks for it in that transaction before the body is
 * parsed: whoever asks for what is not in the scope learns that alone (CONTRACT section 2).
 *
 * A handler returns ERR_OK with call->status and call->answer set (or an answer by api_text), or an error
 * class with the faults in call->faults; the server makes the problem document. */
#ifndef OXY_API_API_H
#define OXY_API_API_H

#include "app/app.h"
#include "http/http.h"
#include "wire/openapi.h"
#include "wire/wire.h"

#include <jansson.h>

enum api_kind {
	API_INLINE, /* on the event thread, no transaction, must not block: health, page */
	API_READ,   /* one snapshot (REPEATABLE READ), as_of resolved, ETag added */
	API_WRITE,  /* one transaction with idempotency; effect, key and audit commit together */
	API_PLAIN,  /* on a worker, no transaction: the handler takes its own */
	API_INGEST, /* on a worker, no transaction: the handler gives the call away on ERR_OK (to the committer, to a stream),
	             * and whoever has it calls api_finish or answers by http itself */
};

struct api_call;

struct api_route {
	struct wire_operation op; /* method, path, roles, shapes: what the outside reads */
	enum api_kind kind;
	err_t (*handle)(struct api_call *c);
	err_t (*find)(struct api_call *c);    /* API_WRITE with a body and an id in its path: look for what the path names, in scope, before the body is parsed; leaves it in found or site */
	err_t (*prepare)(struct api_call *c); /* API_WRITE, optional: what takes long, before the transaction; not for a replay */
	size_t body_limit; /* 0 = 1 MiB */
	bool final;        /* reads: without as_of it is the clock's now, so that nothing it shows can still change */
	bool free_form;    /* the body is not JSON even when its content type is not said: CSV, NDJSON */
};

/* A resource's rows; api/routes.c lists the tables. */
struct api_routes {
	const char *source; /* "src/api/facilities.c" */
	const struct api_route *at;
	size_t n;
};
extern const struct api_routes *const api_routes_all[];
extern const size_t api_routes_all_n;

#define API_ROUTES(name, file) const struct api_routes name = { file, rows, ARRAY_LEN(rows) }

struct api_call {
	struct api_server *server;
	const struct api_route *route;
	struct http_request *http;
	struct act act;           /* app, session, transaction, arena, faults, moments */
	struct session session;
	struct faults faults;
	enum lang lang;
	const char *param[4];     /* values of the path's {names}, in order */
	json_t *json;             /* parsed body; NULL when there is none or it is free-form */
	bool as_of_given;
	void *found;              /* what find left for prepare and handle, in the arena */
	void *prepared;           /* what prepare left for handle */

	/* the answer */
	int status;               /* 0 = 200 */
	json_t *answer;           /* the call's own reference; written once */
	const char *text;         /* instead of answer: text in the arena */
	size_t text_len;
	const char *content_type; /* of text */
	int retry_after_s;
	const char *location;
	const char *content_policy; /* Content-Security-Policy of a page */
	bool no_etag;

	/* Run after the commit of a write, before the answer is sent; at most 4. */
	struct {
		void (*run)(void *arg);
		void *arg;
	} after[4];
	int after_n;
	struct store_site site;   /* what a write is about: for api_after_changed */
	bool replayed; /* Idempotent-Replayed: true */
	struct api_key *key; /* the Idempotency-Key, when there is one */
};

/* The Idempotency-Key of a request: for kinds that keep it themselves (API_INGEST). */
struct api_key {
	char key[256];
	uint8_t sha[32]; /* of path, query and body as parsed */
	char route[96];  /* method and path pattern */
};

/* Path parameter by position is call->param[i]. A query parameter, or NULL. */
const char *api_query(const struct api_call *c, const char *name);

/* Whole number from the query: def when absent, a fault at "?name" when not in [low, high]. */
err_t api_query_int(struct api_call *c, const char *name, int64_t low, int64_t high, int64_t def, int64_t *ret) NODISCARD;
err_t api_query_bool(struct api_call *c, const char *name, bool *ret) NODISCARD;

/* The body through a shape; all faults are collected. */
err_t api_read(struct api_call *c, const struct wire_shape *shape, void *ret) NODISCARD;

/* Answer with a struct through a shape (wire_init'ed and filled). */
err_t api_answer(struct api_call *c, int status, const struct wire_shape *shape, const void *value);

/* Answer with a list envelope {"items": [...], "next": cursor or null}; takes the reference of items. */
err_t api_answer_list(struct api_call *c, json_t *items, const char *next);
err_t api_text(struct api_call *c, int status, const char *content_type, const char *text, size_t n);

/* limit (1..1000, default 100) and cursor: an opaque text that the route made itself. */
struct api_page {
	int64_t limit;
	const char *cursor; /* NULL: from the start */
};
err_t api_page(struct api_call *c, struct api_page *ret) NODISCARD;

/* The page [from, to) of a list of n that is ranked anew for each answer: its place is the rank, and moves as the ranking does.
 * The cursor of the next page is *ret_to as a decimal number. */
err_t api_page_of(struct api_call *c, size_t n, size_t *ret_from, size_t *ret_to) NODISCARD;

/* A place in a list that runs from the newest to the oldest: strictly before (recorded_at, id). */
struct api_cursor {
	int64_t limit;
	instant_t before;
	struct id before_id;
};
err_t api_cursor(struct api_call *c, struct api_cursor *ret) NODISCARD;
const char *api_cursor_text(struct api_call *c, instant_t at, struct id id); /* of the last item shown */

/* Tell dashboards and projections of c->site once the write is committed. */
void api_after_changed(struct api_call *c);

/* Run fn(arg) once the write is committed. */
void api_after(struct api_call *c, void (*run)(void *arg), void *arg);

/* Finish a call of kind API_INGEST, whose handler returned ERR_OK: e is ERR_OK with the answer set, or an error with faults.
 * Any thread, once; the call ends here. */
void api_finish(struct api_call *c, err_t e);

struct api_server;
struct api_options {
	const char *address;
	uint16_t port;
	int workers; /* 0 = 8 */
	int queue;   /* requests waiting for a worker; 0 = 2000, more are answered 503 */
};

err_t api_server_start(struct app *app, const struct api_options *o, struct api_server **ret, struct faults *f) NODISCARD;
void api_server_stop(struct api_server *s); /* answers what is under way first; NULL is fine */
uint16_t api_server_port(const struct api_server *s);
struct app *api_server_app(struct api_server *s);

/* The OpenAPI document of all routes; free with json_decref. */
json_t *api_routes_openapi(void);

#endif
