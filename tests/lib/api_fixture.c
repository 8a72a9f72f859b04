/* api_fixture - a server on a free port of loopback and one client. */
#include "lib/api_fixture.h"

#include "api/api.h"
#include "http/client.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct api_fixture *
api_fixture_new(void)
{
	struct api_fixture *x = MEM_NEW(struct api_fixture);
	struct faults f = { 0 };
	x->fx = app_fixture_new();
	ck_assert_int_eq(
	    api_server_start(&x->fx->app, &(struct api_options){ .workers = 2 }, &x->server, &f),
	    ERR_OK);
	x->client = http_client_new("127.0.0.1", api_server_port(x->server), 30 * INSTANT_SECOND);
	return x;
}

void
api_fixture_free(struct api_fixture *x)
{
	if (x == NULL)
		return;
	http_client_free(x->client);
	api_server_stop(x->server);
	json_decref(x->answer);
	app_fixture_free(x->fx);
	free(x);
}

static void
keep_answer(struct api_fixture *x, const struct http_reply *reply)
{
	json_decref(x->answer);
	x->answer = json_loadb(str_text(&reply->body), reply->body.len, JSON_DECODE_ANY, NULL);
	x->status = reply->status;
	x->replayed = http_client_header(reply, "Idempotent-Replayed") != NULL;
	snprintf(x->text, sizeof x->text, "%s", str_text(&reply->body));
}

json_t *
api_fixture_send(struct api_fixture *x, const char *who, const char *method, const char *target,
    const char *body, size_t n)
{
	char bearer[200];
	struct http_pair header[3];
	struct http_call call = {
		.method = method, .target = target, .header = header, .body = body, .body_len = n
	};
	struct http_reply reply = { 0 };
	snprintf(bearer, sizeof bearer, "Bearer %s%s",
	    who && strncmp(who, "oxy_", 4) == 0 ? "" : "oxy_test_", who ? who : "");
	if (who != NULL)
		header[call.headers++] = (struct http_pair){ "Authorization", bearer };
	if (body != NULL)
		header[call.headers++] =
		    (struct http_pair){ "Content-Type", x->type ? x->type : "application/json" };
	if (x->key != NULL)
		header[call.headers++] = (struct http_pair){ "Idempotency-Key", x->key };
	x->key = x->type = NULL;
	ck_assert_int_eq(http_client_call(x->client, &call, &reply), ERR_OK);
	keep_answer(x, &reply);
	http_client_reply_free(&reply);
	return x->answer;
}

json_t *
api_fixture_call(struct api_fixture *x, const char *who, const char *method, const char *target,
    const char *body)
{
	size_t n = body ? strlen(body) : 0;
	char *json = body ? mem_strdup(body) : NULL;
	for (size_t i = 0; i < n; i++)
		if (json[i] == '\'')
			json[i] = '"';
	json_t *answer = api_fixture_send(x, who, method, target, json, n);
	free(json);
	return answer;
}

const json_t *
api_fixture_at(const struct api_fixture *x, const char *path)
{
	char step[64];
	const json_t *v = x->answer;
	while (v != NULL && *path == '/') {
		size_t n = strcspn(path + 1, "/");
		snprintf(step, sizeof step, "%.*s", (int)n, path + 1);
		v = json_is_array(v) ? json_array_get(v, strtoul(step, NULL, 10))
				     : json_object_get(v, step);
		path += 1 + n;
	}
	return v;
}

const char *
api_fixture_text(const struct api_fixture *x, const char *path)
{
	return json_string_value(api_fixture_at(x, path));
}

int64_t
api_fixture_int(const struct api_fixture *x, const char *path)
{
	const json_t *v = api_fixture_at(x, path);
	return json_is_integer(v) ? json_integer_value(v) : INT64_MIN;
}

size_t
api_fixture_size(const struct api_fixture *x, const char *path)
{
	const json_t *v = api_fixture_at(x, path);
	return json_is_array(v) ? json_array_size(v) : SIZE_MAX;
}

bool
api_fixture_fault(const struct api_fixture *x, const char *code, const char *pointer)
{
	size_t i;
	json_t *e;
	json_array_foreach(json_object_get(x->answer, "errors"), i, e)
		if (strcmp(json_string_value(json_object_get(e, "code")), code) == 0 &&
		    (pointer == NULL ||
			strcmp(json_string_value(json_object_get(e, "pointer")), pointer) == 0))
			return true;
	return false;
}
