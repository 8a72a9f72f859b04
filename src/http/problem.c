/* problem - the answers that http makes itself, in the words of whoever started the server. */
#include "http/internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static const char media_type[] = "application/problem+json";

static void
make_body(const struct http_server *s, const struct http_request *r, int status, const char *reason,
    struct str *body)
{
	if (s->o.problem != NULL)
		s->o.problem(s->o.arg, r, status, reason, body);
	if (body->len == 0)
		str_addf(body, "{\"type\":\"about:blank\",\"status\":%d,\"title\":\"%s\"}\n",
		    status, reason);
}

struct MHD_Response *
http_problem_response(const struct http_server *s, const struct http_request *r, int status,
    const char *reason, int retry_after_s)
{
	struct str body = { 0 };
	make_body(s, r, status, reason, &body);
	struct MHD_Response *response =
	    MHD_create_response_from_buffer(body.len, body.data, MHD_RESPMEM_MUST_FREE);
	MHD_add_response_header(response, "Content-Type", media_type);
	if (retry_after_s > 0) {
		char seconds[12];
		snprintf(seconds, sizeof seconds, "%d", retry_after_s);
		MHD_add_response_header(response, "Retry-After", seconds);
	}
	if (status == 405)
		MHD_add_response_header(response, "Allow", "GET, HEAD, POST, PATCH, DELETE");
	return response;
}

/* Written past libmicrohttpd, which cannot answer in the middle of a body: only while nothing else
 * is being sent. */
void
http_problem_raw(const struct http_server *s, const struct http_request *r, int fd, int status,
    const char *reason)
{
	if (s->o.tls_cert != NULL)
		return; /* nothing can be slipped into TLS: the client sees the connection end */
	struct str body = { 0 }, head = { 0 };
	make_body(s, r, status, reason, &body);
	str_addf(&head,
	    "HTTP/1.1 %d %s\r\nConnection: close\r\nContent-Type: %s\r\nContent-Length: "
	    "%zu\r\n\r\n",
	    status, MHD_get_reason_phrase_for((unsigned)status), media_type, body.len);
	str_add_n(&head, body.data, body.len);
	(void)!send(fd, head.data, head.len, MSG_DONTWAIT | MSG_NOSIGNAL);
	str_free(&head);
	str_free(&body);
}
