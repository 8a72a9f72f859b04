/* client - a small blocking HTTP/1.1 client for loopback: the demo's loader, replays and tests.
 *
 * One connection, kept alive and opened again when needed, without TLS, redirects, compression or cookies.
 * A request that failed on a connection kept from before is sent once more on a new one only if not a
 * byte of an answer came and it is a GET or HEAD or carries an Idempotency-Key; else the outcome is unknown.
 * One thread at a time. */
#ifndef OXY_HTTP_CLIENT_H
#define OXY_HTTP_CLIENT_H

#include "http/http.h"

struct http_client;

struct http_call {
	const char *method, *target; /* target: path and query, already percent-encoded */
	const struct http_pair *header; /* Host, Connection and Content-Length are added */
	size_t headers;
	const void *body;
	size_t body_len;
};

/* Zero-initialise it; the next call reuses it; http_client_reply_free ends it. */
struct http_reply {
	int status;
	struct http_pair *header; /* point into head */
	size_t headers;
	struct str head, body;
};

/* timeout_us is for a whole call. Does not connect yet. */
struct http_client *http_client_new(const char *host, uint16_t port, int64_t timeout_us) NODISCARD;
void http_client_free(struct http_client *c);

/* ERR_OK: an answer came, whatever its status. ERR_AWAY: nothing was sent. ERR_UNKNOWN: it was sent, and no whole answer came. */
err_t http_client_call(struct http_client *c, const struct http_call *call, struct http_reply *reply) NODISCARD;

const char *http_client_header(const struct http_reply *reply, const char *name); /* or NULL */
void http_client_reply_free(struct http_reply *reply);

#endif
