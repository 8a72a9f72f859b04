/* http - answering: from the caller's struct to libmicrohttpd's, and the look-ups of a request. */
#include "http/internal.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

const char *
http_header(const struct http_request *r, const char *name)
{
	for (size_t i = 0; i < r->headers; i++)
		if (strcasecmp(r->header[i].name, name) == 0)
			return r->header[i].value;
	return NULL;
}

const char *
http_query(const struct http_request *r, const char *name)
{
	for (size_t i = 0; i < r->queries; i++)
		if (strcmp(r->query[i].name, name) == 0)
			return r->query[i].value;
	return NULL;
}

void
http_accept(struct http_request *pub, size_t body_limit)
{
	struct request *r = (struct request *)pub;
	http_request_accept(r, body_limit);
	http_request_unref(r);
}

static bool
add_headers(struct MHD_Response *response, const char *content_type, const struct http_pair *header,
    size_t n)
{
	bool ok = content_type == NULL ||
		  MHD_add_response_header(response, "Content-Type", content_type) == MHD_YES;
	for (size_t i = 0; ok && i < n; i++)
		ok = strpbrk(header[i].value, "\r\n") == NULL &&
		     MHD_add_response_header(response, header[i].name, header[i].value) == MHD_YES;
	return ok;
}

static struct MHD_Response *
make_response(const struct http_response *o)
{
	if (o->free_body != NULL)
		return MHD_create_response_from_buffer_with_free_callback_cls(
		    o->body_len, (void *)(uintptr_t)o->body, o->free_body, o->free_arg);
	return MHD_create_response_from_buffer(
	    o->body_len, (void *)(uintptr_t)o->body, MHD_RESPMEM_MUST_COPY);
}

void
http_respond(struct http_request *pub, const struct http_response *o)
{
	struct request *r = (struct request *)pub;
	struct MHD_Response *response = make_response(o);
	int status = o->status;
	if (!add_headers(response, o->content_type, o->header, o->headers)) {
		MHD_destroy_response(response);
		response = http_problem_response(
		    r->server, pub, status = 500, "an answer had a malformed header", 0);
	}
	if (o->close)
		MHD_add_response_header(response, "Connection", "close");
	http_request_answer(r, response, status, NULL);
	http_request_unref(r);
}

void
http_respond_problem(struct http_request *pub, int status, const char *reason, int retry_after_s)
{
	struct request *r = (struct request *)pub;
	if (http_request_is_asked(r)) /* else it is too late, and the server may have stopped */
		http_request_answer(r,
		    http_problem_response(r->server, pub, status, reason, retry_after_s), status,
		    NULL);
	http_request_unref(r);
}

struct http_stream *
http_respond_stream(struct http_request *pub, const struct http_stream_options *o)
{
	struct request *r = (struct request *)pub;
	struct MHD_Response *response;
	struct http_stream *s = http_stream_new(o, &response);
	add_headers(response, o->content_type ? o->content_type : "text/event-stream", o->header,
	    o->headers);
	http_request_answer(r, response, 200, s);
	http_request_unref(r);
	return s;
}
