/* stream - server-sent events: what changes in the session's scope, as it becomes final. */
#include "api/routes.h"

#include "app/events.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static err_t stream(struct api_call *c);

#define READERS (ROLE_BIT(ROLE_ADMIN) | ROLE_BIT(ROLE_COORDINATOR) | ROLE_BIT(ROLE_HOSPITAL) | ROLE_BIT(ROLE_SUPPLIER) | ROLE_BIT(ROLE_MINISTRY) | ROLE_BIT(ROLE_AUDITOR))

static const struct api_route rows[] = {
	{ .op = { .method = "GET", .path = "/v1/stream", .tag = "stream",
	      .summary_en = "Events facility, delivery, alert and plan of your scope; resumes behind Last-Event-ID, or says reset",
	      .summary_vi = "Các sự kiện facility, delivery, alert và plan trong phạm vi; tiếp tục sau Last-Event-ID, hoặc báo reset", .roles = READERS,
	      .gives = WIRE_BODY_ANY, .response_types = { "text/event-stream" }, .no_etag = true },
	    .kind = API_INGEST, .handle = stream },
};
API_ROUTES(api_stream_routes, "src/api/stream.c");

/* The reader's end; freed by app/events once the connection has gone. */
struct listener {
	struct http_stream *stream;
	atomic_bool has_gone;
};

static void
closed(void *arg, struct http_stream *s)
{
	struct listener *l = arg;
	(void)s;
	atomic_store(&l->has_gone, true);
}

static void
send_text(void *arg, const char *text, size_t n)
{
	struct listener *l = arg;
	http_stream_send(l->stream, text, n);
}

static void
end(void *arg)
{
	struct listener *l = arg;
	http_stream_close(l->stream);
}

static bool
has_gone(void *arg)
{
	struct listener *l = arg;
	return atomic_load(&l->has_gone);
}

static void
free_listener(void *arg)
{
	struct listener *l = arg;
	http_stream_release(l->stream);
	free(l);
}

static err_t
stream(struct api_call *c)
{
	struct app_events *events = c->act.app->events;
	const char *header = http_header(c->http, "Authorization"), *last_id = http_header(c->http, "Last-Event-ID");
	const struct session who = c->session;
	char token[80], last[64];
	if (events == NULL || header == NULL)
		return fault_add(&c->faults, FAULT_BUSY, "", NULL, NULL, NULL);
	snprintf(token, sizeof token, "%s", header + 7 + strspn(header + 7, " ")); /* "Bearer " was seen by the server */
	snprintf(last, sizeof last, "%s", last_id ? last_id : "");
	struct listener *l = MEM_NEW(struct listener);
	const struct http_pair headers[] = { { "Cache-Control", "no-cache" }, { "X-Accel-Buffering", "no" } };
	l->stream = http_respond_stream(c->http, &(struct http_stream_options){ .header = headers, .headers = ARRAY_LEN(headers), .closed = closed, .arg = l });
	app_events_add(events, &(struct app_event_reader){ .who = &who, .token = token, .last_id = last_id ? last : NULL, .send = send_text, .end = end,
	                           .has_gone = has_gone, .free = free_listener, .arg = l });
	return ERR_OK;
}
