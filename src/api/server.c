/* server - from the socket to the handler and back.
 *
 * On the event thread, before the body is read: path, token, role. Then the body, then a bounded queue to the worker
 * threads, each of which takes a database connection for the length of one transaction. A full queue is
 * answered 503 at once. Calls that the committer answers leave their worker free. */
#include "api/match.h"
#include "api/run.h"

#include "app/tokens.h"
#include "base/log.h"
#include "base/metric.h"
#include "base/queue.h"
#include "base/str.h"
#include "base/vec.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct api_server {
	struct app *app;
	struct http_server *http;
	struct queue *queue; /* of struct api_call */
	pthread_t *workers;
	int n_workers;
};

enum { WORKERS = 8, QUEUE = 2000, STOP_GRACE_S = 5 };

static void
free_call(void *user)
{
	struct api_call *c = user;
	if (c->json != NULL)
		json_decref(c->json);
	if (c->answer != NULL)
		json_decref(c->answer);
	db_release(c->act.db);
}

static struct api_call *
new_call(struct api_server *s, struct http_request *r)
{
	struct api_call *c = ARENA_NEW(r->arena, struct api_call);
	c->server = s;
	c->http = r;
	c->lang = wire_lang(http_header(r, "Accept-Language"));
	c->act = (struct act){ .app = s->app, .who = &c->session, .arena = r->arena, .faults = &c->faults };
	r->user = c;
	r->free_user = free_call;
	return c;
}

static err_t
authenticate(struct api_call *c)
{
	const char *header = http_header(c->http, "Authorization");
	bool open = role_in(ROLE_NONE, c->route->op.roles);
	if (header == NULL)
		return open ? ERR_OK : fault_add(&c->faults, FAULT_NO_TOKEN, "", NULL, NULL, NULL);
	if (strncasecmp(header, "Bearer ", 7) != 0)
		return open ? ERR_OK : fault_add(&c->faults, FAULT_NO_TOKEN, "", NULL, NULL, NULL);
	const char *token = header + 7 + strspn(header + 7, " ");
	err_t e = app_tokens_find(c->act.app->tokens, token, &c->session, &c->faults);
	if (e && open) { /* a page that anyone may read does not fail on a stale token */
		c->faults = (struct faults){ 0 };
		return ERR_OK;
	}
	if (e)
		return e;
	if (!role_in(c->session.role, c->route->op.roles))
		return fault_add(&c->faults, FAULT_ROLE, "", role_names.word[c->session.role], NULL, NULL);
	return ERR_OK;
}

static void
begin(void *arg, struct http_request *r)
{
	struct api_call *c = new_call(arg, r);
	const char *allowed = NULL;
	err_t e;
	c->route = api_match(r->method, r->segment, r->segments, r->arena, c->param, &allowed);
	if (c->route == NULL)
		e = fault_add(&c->faults, allowed ? FAULT_NO_METHOD : FAULT_NO_ROUTE, "", allowed, NULL, NULL);
	else
		e = authenticate(c);
	if (e) {
		static const struct api_route nowhere = { .op.method = "" };
		if (c->route == NULL)
			c->route = &nowhere;
		api_run_respond(c, e);
		return;
	}
	http_accept(r, c->route->body_limit ? c->route->body_limit : 1 << 20);
}

static void
handle(void *arg, struct http_request *r)
{
	struct api_server *s = arg;
	struct api_call *c = r->user;
	if (c->route->kind == API_INLINE) {
		api_run_respond(c, api_run(c));
		return;
	}
	if (!queue_push(s->queue, c))
		api_run_respond(c, fault_add(&c->faults, FAULT_BUSY, "", NULL, NULL, NULL));
}

static void *
work(void *arg)
{
	struct api_server *s = arg;
	void *item;
	while (queue_pop(s->queue, &item, 1, -1) == 1) {
		struct api_call *c = item;
		bool ingest = c->route->kind == API_INGEST;
		err_t e = api_run(c);
		if (e || !ingest) /* an ingest handler that succeeded has given the call away: it may be gone */
			api_run_respond(c, e);
	}
	return NULL;
}

/* How large the body may be is known once its path, token and role were in order. */
static void
say_why(err_t e, const struct http_request *r, const char *reason, struct faults *f)
{
	char limit[24];
	if (e != ERR_TOO_LARGE) {
		fault_add(f, e == ERR_AWAY ? FAULT_BUSY : FAULT_BAD_REQUEST, "", reason, NULL, NULL);
	} else if (r != NULL && r->body_limit > 0) {
		snprintf(limit, sizeof limit, "%zu", r->body_limit);
		fault_add(f, FAULT_TOO_LARGE, "", limit, NULL, NULL);
	}
}

/* The path as it was sent: it may be what is wrong with the request. */
static const char *
instance_of(const struct http_request *r, char *buf, size_t size)
{
	if (r == NULL || r->target == NULL)
		return NULL;
	int n = snprintf(buf, size, "%.*s", (int)strcspn(r->target, "?"), r->target);
	return n > 0 && (size_t)n < size && str_is_utf8(buf, (size_t)n) ? buf : NULL;
}

/* The body of an error that http itself makes. */
static void
problem(void *arg, const struct http_request *r, int status, const char *reason, struct str *body)
{
	(void)arg;
	struct faults f = { 0 };
	char path[256];
	err_t e = status == 413 ? ERR_TOO_LARGE : status == 503 ? ERR_AWAY : status == 405 ? ERR_NO_METHOD : ERR_MALFORMED;
	say_why(e, r, reason, &f);
	wire_dump_new(wire_problem(&(struct wire_problem){ .err = e, .faults = &f, .instance = instance_of(r, path, sizeof path),
	                  .request_id = r ? r->request_id : NULL, .lang = wire_lang(r ? http_header(r, "Accept-Language") : NULL) }),
	    body);
}

err_t
api_server_start(struct app *app, const struct api_options *o, struct api_server **ret, struct faults *f)
{
	struct api_server *s = MEM_NEW(struct api_server);
	s->app = app;
	s->queue = queue_new((size_t)(o->queue ? o->queue : QUEUE));
	struct http_options options = { .address = o->address, .port = o->port, .port_option = "--port", .begin = begin, .handle = handle,
		.problem = problem, .arg = s };
	err_t e = http_server_start(&options, &s->http, f);
	if (e) {
		queue_free(s->queue);
		free(s);
		return e;
	}
	s->n_workers = o->workers ? o->workers : WORKERS;
	s->workers = MEM_ARRAY(pthread_t, (size_t)s->n_workers);
	for (int i = 0; i < s->n_workers; i++)
		pthread_create(&s->workers[i], NULL, work, s);
	*ret = s;
	return ERR_OK;
}

void
api_server_stop(struct api_server *s)
{
	if (s == NULL)
		return;
	http_server_stop(s->http, STOP_GRACE_S * INSTANT_SECOND);
	queue_close(s->queue);
	for (int i = 0; i < s->n_workers; i++)
		pthread_join(s->workers[i], NULL);
	queue_free(s->queue);
	free(s->workers);
	free(s);
}

struct app *
api_server_app(struct api_server *s)
{
	return s->app;
}

uint16_t
api_server_port(const struct api_server *s)
{
	return http_server_port(s->http);
}
