/* run - one transaction a request.
 *
 * A read sees one snapshot with the session's scope. A write commits its effect, its audit rows and its
 * Idempotency-Key together; only then is anything answered, and only 2xx answers are remembered. */
#include "api/run.h"

#include "app/watermark.h"
#include "base/metric.h"
#include "domain/calendar.h"

#include <openssl/sha.h>
#include <stdio.h>
#include <string.h>

#define END_OF_TIME (INT64_C(253402300799) * INSTANT_SECOND) /* 9999-12-31: later than anything recorded */

void
api_run_settle(struct api_call *c)
{
	if (c->status == 0)
		c->status = 200;
	if (c->answer == NULL)
		return;
	CLEANUP(str_free) struct str s = { 0 };
	wire_dump_new(c->answer, &s);
	c->answer = NULL;
	c->text = arena_strndup(c->act.arena, str_text(&s), s.len);
	c->text_len = s.len;
	c->content_type = "application/json";
}

/* A route that takes {} and names no members reads no body itself: whatever stands in one is refused here. */
static err_t
refuse_members(struct api_call *c)
{
	static const struct wire_shape nothing = { .name = "Nothing" };
	char none;
	if (c->route->op.takes != WIRE_BODY_EMPTY_OBJECT || c->route->op.request != NULL)
		return ERR_OK;
	return wire_read(&nothing, c->json, &none, c->act.arena, &c->faults);
}

static err_t
parse_body(struct api_call *c)
{
	const struct api_route *r = c->route;
	if (r->op.takes == WIRE_BODY_NONE || r->free_form)
		return ERR_OK;
	if (c->http->body_len == 0 && r->op.takes == WIRE_BODY_EMPTY_OBJECT)
		return ERR_OK;
	if (c->http->body_len == 0)
		return fault_add(&c->faults, FAULT_EMPTY_BODY, "", r->op.request ? r->op.request->name : "JSON", NULL, NULL);
	err_t e = wire_parse(c->http->body, c->http->body_len, &c->json, &c->faults);
	return e ? e : refuse_members(c);
}

static err_t
read_key(struct api_call *c)
{
	const char *key = http_header(c->http, "Idempotency-Key");
	if (key == NULL || strcmp(c->route->op.method, "GET") == 0)
		return ERR_OK;
	size_t n = strlen(key);
	if (n < 1 || n > 255 || !str_is_utf8(key, n))
		return fault_add(&c->faults, FAULT_KEY_LENGTH, "Idempotency-Key", NULL, NULL, NULL);
	CLEANUP(str_free) struct str s = { 0 };
	str_addf(&s, "%s\n", c->http->target);
	CLEANUP(wire_decref_ptr) json_t *free_form = NULL;
	struct faults ignored = { 0 };
	if (c->json != NULL)
		wire_canonical(c->json, &s);
	else if (c->http->body_len > 0 && wire_parse(c->http->body, c->http->body_len, &free_form, &ignored) == ERR_OK)
		wire_canonical(free_form, &s);
	else
		str_add_n(&s, c->http->body, c->http->body_len);
	c->key = ARENA_NEW(c->act.arena, struct api_key);
	SHA256((const unsigned char *)s.data, s.len, c->key->sha);
	snprintf(c->key->key, sizeof c->key->key, "%s", key);
	snprintf(c->key->route, sizeof c->key->route, "%s %s", c->route->op.method, c->route->op.path);
	return ERR_OK;
}

static err_t
read_body(struct api_call *c)
{
	err_t e = parse_body(c);
	return e ? e : read_key(c);
}

/* What the path names comes before what the body says. */
static err_t
find_then_read(struct api_call *c)
{
	if (c->route->find == NULL)
		return ERR_OK;
	err_t e = c->route->find(c);
	return e ? e : read_body(c);
}

/* Was this request done before? Sets c->replayed and the answer when it was. */
static err_t
look_for_key(struct api_call *c)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *lock = NULL, *seen = NULL;
	struct db_arg id[] = { DB_INT(c->session.cred_id), DB_TEXT(c->key->route), DB_TEXT(c->key->key) };
	err_t e = db_query(c->act.db, Q_EVENT_KEY_LOCK, id, &lock, &c->faults);
	if (e)
		return e;
	if (!db_bool(lock, 0, C_EVENT_KEY_LOCK_LOCKED))
		return fault_add(&c->faults, FAULT_RUNNING, "Idempotency-Key", NULL, NULL, NULL);
	e = db_query(c->act.db, Q_EVENT_KEY_GET, id, &seen, &c->faults);
	if (e || db_rows_n(seen) == 0)
		return e;
	if (memcmp(db_bytea(seen, 0, C_EVENT_KEY_GET_SHA).data, c->key->sha, 32) != 0)
		return fault_add(&c->faults, FAULT_KEY_REUSED, "Idempotency-Key", NULL, NULL, NULL);
	c->replayed = true;
	c->status = (int)db_int(seen, 0, C_EVENT_KEY_GET_STATUS);
	c->text = arena_strdup(c->act.arena, db_text(seen, 0, C_EVENT_KEY_GET_ANSWER));
	c->text_len = strlen(c->text);
	c->content_type = "application/json";
	return ERR_OK;
}

static err_t
keep_key(struct api_call *c)
{
	const struct api_key *k = c->key;
	if (c->status < 200 || c->status > 299)
		return ERR_OK;
	return db_run(c->act.db, Q_EVENT_KEY_PUT,
	    DB_ARGS(DB_INT(c->session.cred_id), DB_TEXT(k->route), DB_TEXT(k->key), DB_BYTES(k->sha, 32), DB_INSTANT(c->act.recorded_at),
	        DB_INT(c->status), DB_TEXT(c->text ? c->text : "")),
	    NULL, &c->faults);
}

static err_t
begin(struct api_call *c, enum db_mode mode)
{
	err_t e = db_acquire(c->act.app->db, DB_API, &c->act.db, &c->faults);
	return e ? e : db_begin(c->act.db, mode, &(struct db_scope){ c->session.cred_id }, &c->faults);
}

static void
stand_now(struct api_call *c)
{
	c->act.at = (struct moment){ .now = clock_now(c->act.app->clock), .recorded_by = END_OF_TIME };
}

static err_t
moment_of(struct api_call *c)
{
	const char *text = api_query(c, "as_of");
	instant_t now = clock_now(c->act.app->clock);
	char now_text[CALENDAR_INSTANT_TEXT];
	c->act.at = (struct moment){ .now = now, .recorded_by = END_OF_TIME };
	if (text == NULL && c->route->final) {
		instant_t last = app_watermark_now(c->act.app->watermark); /* a replay's clock may stand still while things are recorded */
		c->act.at.recorded_by = last != INSTANT_NONE && last >= now ? last + 1 : now;
		return app_watermark_wait(c->act.app->watermark, c->act.at.recorded_by, &c->faults);
	}
	if (text == NULL)
		return ERR_OK;
	if (!calendar_parse_instant(text, &c->act.at.now))
		return fault_add(&c->faults, FAULT_INSTANT, "?as_of", NULL, NULL, NULL);
	if (c->act.at.now > now)
		return fault_add(&c->faults, FAULT_FUTURE_AS_OF, "?as_of", calendar_instant_text(now, now_text), NULL, NULL);
	c->act.at.recorded_by = c->act.at.now;
	c->as_of_given = true;
	return app_watermark_wait(c->act.app->watermark, c->act.at.now, &c->faults);
}

static err_t
run_read(struct api_call *c)
{
	err_t e = moment_of(c);
	if (!e)
		e = begin(c, DB_READ);
	if (!e)
		e = c->route->handle(c);
	if (!e)
		api_run_settle(c);
	return e;
}

static err_t
recorded_at(struct api_call *c)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	stand_now(c);
	err_t e = db_query(c->act.db, Q_TICK_RECORDED_AT, DB_ARGS(DB_INSTANT(c->act.at.now)), &r, &c->faults);
	if (!e)
		c->act.recorded_at = db_instant(r, 0, C_TICK_RECORDED_AT_RECORDED_AT);
	return e;
}

/* A long thought holds no transaction open, since every as_of read would wait for it; an answer that is remembered needs no thought. */
static err_t
run_prepare(struct api_call *c)
{
	err_t e = ERR_OK;
	stand_now(c);
	if (c->key != NULL || c->route->find != NULL) {
		e = begin(c, DB_WRITE);
		if (!e)
			e = find_then_read(c);
		if (!e && c->key != NULL)
			e = look_for_key(c);
		db_release(c->act.db);
		c->act.db = NULL;
	}
	if (e || c->replayed)
		return e;
	return c->route->prepare(c);
}

static err_t
run_write(struct api_call *c)
{
	err_t e = c->route->prepare != NULL ? run_prepare(c) : ERR_OK;
	if (e || c->replayed)
		return e;
	stand_now(c);
	e = begin(c, DB_WRITE);
	if (!e && c->route->prepare == NULL)
		e = find_then_read(c);
	if (!e && c->key != NULL)
		e = look_for_key(c);
	if (e || c->replayed)
		return e;
	e = recorded_at(c);
	if (!e)
		e = c->route->handle(c);
	if (e)
		return e;
	api_run_settle(c);
	if (c->key != NULL)
		e = keep_key(c);
	if (!e)
		e = db_commit(c->act.db, &c->faults);
	for (int i = 0; !e && i < c->after_n; i++)
		c->after[i].run(c->after[i].arg);
	return e;
}

err_t
api_run_find_key(struct api_call *c)
{
	if (c->key == NULL)
		return ERR_OK;
	err_t e = begin(c, DB_WRITE);
	if (!e)
		e = look_for_key(c);
	db_release(c->act.db);
	c->act.db = NULL;
	return e;
}

err_t
api_run_keep_key(struct api_call *c)
{
	api_run_settle(c);
	if (c->key == NULL)
		return ERR_OK;
	err_t e = begin(c, DB_WRITE);
	if (!e)
		e = recorded_at(c);
	if (!e)
		e = keep_key(c);
	if (!e)
		e = db_commit(c->act.db, &c->faults);
	db_release(c->act.db);
	c->act.db = NULL;
	return e;
}

static err_t
run_plain(struct api_call *c)
{
	err_t e = c->route->handle(c);
	if (!e)
		api_run_settle(c);
	return e;
}

err_t
api_run(struct api_call *c)
{
	err_t e = c->route->find == NULL ? read_body(c) : ERR_OK;
	if (e)
		return e;
	switch (c->route->kind) {
	case API_READ: e = run_read(c); break;
	case API_WRITE: e = run_write(c); break;
	case API_INLINE:
	case API_PLAIN: e = run_plain(c); break;
	case API_INGEST: return c->route->handle(c); /* on success the call was given away and may be gone */
	}
	db_release(c->act.db);
	c->act.db = NULL;
	return e;
}

static void
problem_text(struct api_call *c, err_t e)
{
	CLEANUP(str_free) struct str s = { 0 };
	wire_dump_new(wire_problem(&(struct wire_problem){ .err = e, .faults = &c->faults, .instance = c->http->path,
	                  .request_id = c->http->request_id, .lang = c->lang }),
	    &s);
	c->status = err_http(e);
	c->text = arena_strndup(c->act.arena, str_text(&s), s.len);
	c->text_len = s.len;
	c->content_type = WIRE_PROBLEM_TYPE;
	if (c->status == 503 && c->retry_after_s == 0)
		c->retry_after_s = 2;
	if (c->status >= 500)
		metric_add(METRIC_HTTP_ERRORS, 1);
}

/* A strong ETag: the answer's own bytes. */
static bool
add_etag(struct api_call *c, char etag[36])
{
	unsigned char sha[32];
	SHA256((const unsigned char *)c->text, c->text_len, sha);
	etag[0] = '"';
	for (int i = 0; i < 16; i++)
		snprintf(etag + 1 + 2 * i, 3, "%02x", sha[i]);
	etag[33] = '"';
	etag[34] = '\0';
	const char *have = http_header(c->http, "If-None-Match");
	return have != NULL && (strcmp(have, "*") == 0 || strstr(have, etag) != NULL);
}

void
api_run_respond(struct api_call *c, err_t e)
{
	struct http_pair header[7];
	struct http_response r = { .header = header };
	char etag[36], retry[16];
	if (e)
		problem_text(c, e);
	r.status = c->status;
	header[r.headers++] = (struct http_pair){ "X-Content-Type-Options", "nosniff" };
	if (!e && strcmp(c->route->op.method, "GET") == 0 && !c->route->op.no_etag && !c->no_etag && c->status == 200) {
		if (add_etag(c, etag))
			r.status = 304;
		header[r.headers++] = (struct http_pair){ "ETag", etag };
	}
	if (c->retry_after_s > 0) {
		snprintf(retry, sizeof retry, "%d", c->retry_after_s);
		header[r.headers++] = (struct http_pair){ "Retry-After", retry };
	}
	if (c->content_policy != NULL)
		header[r.headers++] = (struct http_pair){ "Content-Security-Policy", c->content_policy };
	if (c->location != NULL)
		header[r.headers++] = (struct http_pair){ "Location", c->location };
	if (c->replayed)
		header[r.headers++] = (struct http_pair){ "Idempotent-Replayed", "true" };
	r.content_type = c->content_type;
	r.body = c->text;
	r.body_len = c->text_len;
	metric_add(METRIC_HTTP_REQUESTS, 1);
	http_respond(c->http, &r);
}
