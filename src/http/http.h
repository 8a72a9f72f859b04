/* http - an HTTP/1.1 server for short requests, late answers and event streams; knows nothing of oxygen.
 *
 * A request passes two callbacks, both on an event thread, which must not block:
 *   begin   headers are complete, the body is not read yet. Check path, token and role here, then call
 *           http_accept (how large a body may be) or http_respond (401, 403, 404: the body is never read).
 *   handle  the body is complete. Call http_respond or http_respond_stream.
 * Each of these calls may be made inside the callback (then nothing is suspended, which is the fastest) or
 * later from any thread: the connection sleeps meanwhile and costs nothing. Exactly one call per callback, always:
 * it gives the request back, and the request must not be touched afterwards. After begin called http_respond,
 * handle is not called. If the answer takes longer than answer_us, the client gets 503 and the late call is
 * ignored, safely.
 *
 *     static void
 *     begin(void *arg, struct http_request *r)
 *     {
 *             http_accept(r, 1 << 20);
 *     }
 *
 *     static void
 *     handle(void *arg, struct http_request *r)
 *     {
 *             http_respond(r, &(struct http_response){ .status = 200, .content_type = "text/plain", .body = "hi\n", .body_len = 3 });
 *     }
 *
 * libmicrohttpd 0.9.75 accepts almost anything as a request; a guard refuses what is malformed or
 * ambiguous (RFC 9112 sections 3, 5 and 6) with 400 and closes the connection, before begin. A reaper cuts
 * connections whose request outlives its deadline. */
#ifndef OXY_HTTP_HTTP_H
#define OXY_HTTP_HTTP_H

#include "base/fault.h"
#include "base/id.h"
#include "base/mem.h"
#include "base/str.h"

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A header field, or a query parameter. */
struct http_pair {
	const char *name, *value;
};

/* Lives from begin until it is given back. Everything it points to lives in its arena or beside it. */
struct http_request {
	const char *method; /* upper case; a HEAD request arrives as GET and its body is left out on the way */
	bool head;
	const char *target;  /* as sent: path and query, percent-encoded */
	const char *path;    /* decoded: valid UTF-8 without NUL, control characters, "." or ".." segments */
	char **segment;      /* the path's segments, decoded one by one; "/" has none, "/a/" has "a" and "" */
	size_t segments;
	struct http_pair *query; /* decoded, in the order sent; a plus sign stays a plus sign (RFC 3986), so that
	                          * ?as_of=2026-11-20T17:00:00+07:00 means what it says */
	size_t queries;
	struct http_pair *header;
	size_t headers;
	const char *body; /* NUL-terminated beyond its length; complete in handle, empty in begin */
	size_t body_len;
	size_t body_limit;         /* of the body, as http_accept said; 0 before */
	char remote[INET6_ADDRSTRLEN];
	bool loopback;             /* the peer is this machine */
	char request_id[ID_TEXT];
	int64_t began_mono;        /* clock_mono of the request's headers */
	struct arena *arena;       /* for whoever holds the request */
	void *user;                /* from begin to handle; put it in the arena or set free_user */
	void (*free_user)(void *user);
};

/* First value, or NULL. Header names in any case. */
const char *http_header(const struct http_request *r, const char *name);
const char *http_query(const struct http_request *r, const char *name);

struct http_response {
	int status;
	const char *content_type; /* NULL: none */
	const void *body;
	size_t body_len;
	void (*free_body)(void *arg); /* NULL: body is copied. Else it is used where it is until free_body(free_arg), */
	void *free_arg;               /* from any thread; called even when the answer came too late */
	const struct http_pair *header; /* ETag, Retry-After, Location ...; copied. Line breaks in values are refused: 500 */
	size_t headers;
	bool close; /* close the connection afterwards */
};

/* In begin or after it: read the body, which may have up to body_limit bytes (more is 413, after discarding
 * what the client has under way), then call handle. */
void http_accept(struct http_request *r, size_t body_limit);

/* Answer. Any thread, exactly once. A 304 or 204 has no body whatever is given. */
void http_respond(struct http_request *r, const struct http_response *response);

/* Answer with the problem body of http_options.problem; retry_after_s > 0 adds Retry-After. */
void http_respond_problem(struct http_request *r, int status, const char *reason, int retry_after_s);

/* A response that goes on: server-sent events. */
struct http_stream;
struct http_stream_options {
	const char *content_type;       /* NULL: text/event-stream */
	const struct http_pair *header; /* copied */
	size_t headers;
	size_t queue_limit;    /* bytes not yet taken by the reader; a slower reader is cut; 0 = 256 KiB */
	int64_t heartbeat_us;  /* 0 = 15 s */
	const char *heartbeat; /* a static text; NULL = ":\n\n", a comment of event streams */
	void (*closed)(void *arg, struct http_stream *s); /* once, when the reader has gone or was cut, or the server
	                                                   * stops; on any thread, even before http_respond_stream returns; may be NULL */
	void *arg;
};

/* Answer 200 and keep the connection. The caller owns the stream and must http_stream_release it, at any time;
 * an open stream goes on without its owner until the reader leaves. Gives the request back, as http_respond does.
 * If the answer came too late the stream is born closed. */
struct http_stream *http_respond_stream(struct http_request *r, const struct http_stream_options *o) NODISCARD;

/* Queue bytes, never blocks, any thread. False: the stream is closed, or was just cut because its queue is full. */
bool http_stream_send(struct http_stream *s, const void *bytes, size_t n);
void http_stream_close(struct http_stream *s);   /* end the response after what is queued */
void http_stream_release(struct http_stream *s); /* the caller's last call; NULL is fine */

struct http_options {
	const char *address; /* numeric IPv4 or IPv6; NULL = 127.0.0.1 */
	uint16_t port;       /* 0 = a free one, see http_server_port */
	const char *port_option; /* what the fault about a taken port tells to change, such as "--port"; may be NULL */
	int threads;            /* event threads; 0 = 2 */
	int connections;        /* 0 = 1000; more wait in the backlog */
	int connections_per_ip; /* 0 = 250; more are closed at once; below connections, so that one address cannot take all */
	int64_t header_us; /* from the first byte (or the connection) to the end of the headers; 0 = 10 s */
	int64_t body_us;   /* from there (or from http_accept) to the end of the body; 0 = 30 s */
	int64_t answer_us; /* from begin or the end of the body until the answer; then 503; 0 = 30 s */
	int64_t write_us;  /* from the answer until the client has read it; 0 = 60 s; not for streams */
	int64_t idle_us;   /* kept-alive without a request; 0 = 75 s */
	int64_t discard_us;    /* a body that is too large is read and thrown away this long; 0 = 5 s */
	size_t discard_limit;  /* and this much; 0 = 32 MiB */
	size_t body_memory;    /* of all bodies being held; a body beyond is 503; 0 = 512 MiB */
	const char *tls_cert, *tls_key; /* PEM texts (not file names): TLS 1.2 and 1.3; NULL = plain */

	void (*begin)(void *arg, struct http_request *r);
	void (*handle)(void *arg, struct http_request *r);
	/* The body of an error that http itself makes (400, 405, 413, 417, 503, 505), as application/problem+json: append it. Any thread.
	 * Of r, which may be NULL, only header, headers, target, body_limit and request_id may be read; path and arena are
	 * not to be touched. reason is a short English text. NULL callback: a plain problem object. */
	void (*problem)(void *arg, const struct http_request *r, int status, const char *reason, struct str *body);
	void *arg;
};

struct http_server;

/* Listens when it returns ERR_OK. A taken port is ERR_CONFLICT with FAULT_PORT_TAKEN; other refusals of the
 * system, and a certificate that cannot be used, are ERR_INTERNAL with FAULT_LISTEN. The options' texts are copied. Begins ignoring SIGPIPE. */
err_t http_server_start(const struct http_options *options, struct http_server **ret, struct faults *f) NODISCARD;

uint16_t http_server_port(const struct http_server *s);

/* Stop accepting, let requests under way be answered for at most grace_us, answer 503 to the rest, close streams, stop the
 * threads and free. Late calls of http_respond stay safe. NULL is fine. Not from a callback. */
void http_server_stop(struct http_server *s, int64_t grace_us);

#endif
