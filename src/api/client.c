/* client - a call is a request, an answer, and a fault for what is not 2xx. */
#include "api/client.h"

#include "base/id.h"
#include "base/mem.h"
#include "http/client.h"
#include "wire/wire.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LOOK_US = 20000, AGAIN_US = 250000, AGAIN_TIMES = 40 };

#define CALL_TIMEOUT (120 * INSTANT_SECOND) /* a plan may be waited for */

struct api_client {
	struct http_client *http;
	struct http_reply reply;
	const char *token;
};

struct api_client *
api_client_new(const char *host, uint16_t port)
{
	struct api_client *c = MEM_NEW(struct api_client);
	c->http = http_client_new(host, port, CALL_TIMEOUT);
	return c;
}

struct api_client *
api_client_new_at(const char *url)
{
	char host[128];
	int port = 0;
	if (sscanf(url, "http://%127[^:/]:%d", host, &port) != 2 || port < 1 || port > 65535)
		return NULL;
	return api_client_new(host, (uint16_t)port);
}

void
api_client_free(struct api_client *c)
{
	if (c == NULL)
		return;
	http_client_free(c->http);
	http_client_reply_free(&c->reply);
	free(c);
}

void
api_client_free_ptr(struct api_client **c)
{
	api_client_free(*c);
}

void
api_client_as(struct api_client *c, const char *token)
{
	c->token = token;
}

int
api_client_status(const struct api_client *c)
{
	return c->reply.status;
}

static err_t
refused(const struct api_client *c, const struct http_call *call, struct faults *f)
{
	char where[160], what[120];
	snprintf(where, sizeof where, "%s %.120s", call->method, call->target);
	if (c->reply.status == 0)
		snprintf(what, sizeof what, "no answer came");
	else
		snprintf(what, sizeof what, "answered %d ", c->reply.status);
	return fault_add(f, FAULT_SERVER, where, "API", what, c->reply.status ? str_text(&c->reply.body) : "");
}

/* Refused for the moment, or of unknown outcome. */
static bool
is_for_now(const struct api_client *c)
{
	return c->reply.status == 0 || c->reply.status == 429 || c->reply.status == 503;
}

static err_t
send_call(struct api_client *c, const struct http_call *call, json_t **ret_answer, struct faults *f)
{
	err_t e = ERR_OK;
	for (int times = 0; times <= AGAIN_TIMES; times++) {
		if (times > 0)
			usleep(AGAIN_US);
		e = http_client_call(c->http, call, &c->reply);
		if (e)
			c->reply.status = 0;
		if (!is_for_now(c))
			break;
	}
	if (e || c->reply.status < 200 || c->reply.status > 299)
		return refused(c, call, f);
	if (ret_answer == NULL)
		return ERR_OK;
	return wire_parse(c->reply.body.data, c->reply.body.len, ret_answer, f);
}

static err_t
call_with(struct api_client *c, struct http_call *call, const char *content_type, json_t **ret_answer, struct faults *f)
{
	char bearer[96], key[ID_TEXT];
	snprintf(bearer, sizeof bearer, "Bearer %s", c->token ? c->token : "");
	const struct http_pair header[] = { { "Authorization", bearer }, { "Content-Type", content_type },
		{ "Idempotency-Key", id_text(id_new(clock_mono()), key) } };
	call->header = header;
	call->headers = call->body != NULL ? 3 : 1;
	return send_call(c, call, ret_answer, f);
}

err_t
api_client_call(struct api_client *c, const char *method, const char *target, json_t *body, json_t **ret_answer, struct faults *f)
{
	CLEANUP(str_free) struct str text = { 0 };
	if (body != NULL)
		wire_dump_new(body, &text);
	struct http_call call = { .method = method, .target = target, .body = body != NULL ? text.data : NULL, .body_len = text.len };
	return call_with(c, &call, "application/json", ret_answer, f);
}

err_t
api_client_post_text(struct api_client *c, const struct api_client_text *t, json_t **ret_answer, struct faults *f)
{
	struct http_call call = { .method = "POST", .target = t->target, .body = t->text, .body_len = t->len };
	return call_with(c, &call, t->content_type, ret_answer, f);
}

err_t
api_client_list(struct api_client *c, const char *target, json_t **ret, struct faults *f)
{
	json_t *all = json_array(), *page = NULL;
	char next[512];
	snprintf(next, sizeof next, "%s", target);
	err_t e = ERR_OK;
	while (!e && *next != '\0') {
		e = api_client_call(c, "GET", next, NULL, &page, f);
		if (e)
			break;
		json_array_extend(all, json_object_get(page, "items"));
		const char *cursor = json_string_value(json_object_get(page, "next"));
		*next = '\0';
		if (cursor != NULL)
			snprintf(next, sizeof next, "%s&cursor=%s", target, cursor);
		json_decref(page);
	}
	if (e) {
		json_decref(all);
		return e;
	}
	*ret = all;
	return ERR_OK;
}

err_t
api_client_wait(struct api_client *c, const char *target, json_t **ret, struct faults *f)
{
	for (int64_t until = clock_mono() + CALL_TIMEOUT; clock_mono() < until; usleep(LOOK_US)) {
		json_t *answer = NULL;
		err_t e = api_client_call(c, "GET", target, NULL, &answer, f);
		if (e)
			return e;
		const char *state = json_string_value(json_object_get(answer, "state"));
		if (state == NULL || (strcmp(state, "queued") != 0 && strcmp(state, "running") != 0)) {
			*ret = answer;
			return ERR_OK;
		}
		json_decref(answer);
	}
	return fault_add(f, FAULT_SERVER, target, "API", "not done after two minutes", NULL);
}
