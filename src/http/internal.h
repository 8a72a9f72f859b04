/* internal - what the files of http/ share: connections, requests in their steps, and who locks what.
 *
 * Locks are taken in this order: server, connection, request or stream, and last libmicrohttpd's own inside
 * MHD_suspend_connection and MHD_resume_connection. libmicrohttpd calls us holding none.
 * A request lives while libmicrohttpd, or somebody who was asked for an answer, still holds it. */
#ifndef OXY_HTTP_INTERNAL_H
#define OXY_HTTP_INTERNAL_H

#include "base/clock.h"
#include "http/http.h"

#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>

/* What a connection is doing; each but STREAM has a deadline that the reaper enforces. */
enum http_phase {
	HTTP_IDLE,    /* kept alive, nothing of a next request seen */
	HTTP_HEAD,    /* a request line or headers are arriving */
	HTTP_BODY,    /* a body is arriving */
	HTTP_DISCARD, /* a body that is too large is arriving and thrown away */
	HTTP_CUT,     /* answered past libmicrohttpd; about to be shut down */
	HTTP_WAIT,    /* somebody owes an answer; the connection is suspended */
	HTTP_WRITE,   /* the client reads the answer */
	HTTP_STREAM,  /* an event stream */
	HTTP_PHASES
};

struct request;

struct http_conn {
	struct http_conn *prev, *next; /* of server->conns, under server->lock */
	struct http_server *server;
	int fd;
	char remote[INET6_ADDRSTRLEN];
	bool loopback;

	pthread_mutex_t lock; /* protects the next block */
	enum http_phase phase;
	int64_t deadline;        /* clock_mono */
	uint64_t idle_bytes;     /* received when the reaper first saw it idle; 0 = not looked yet */
	struct request *request;
	struct http_stream *stream;

	/* of the event thread */
	struct str target;       /* of the request line, before libmicrohttpd takes it apart */
	const char *raw_target;  /* where it stands in libmicrohttpd's memory, for the layout check */
	bool linger;             /* read on for a while after closing, so that the answer survives */
};

struct request {
	struct http_request pub; /* first: one pointer serves both */
	struct http_server *server;
	struct MHD_Connection *mhd;
	struct http_conn *conn; /* NULL once libmicrohttpd is done with the request */
	atomic_int refs;

	pthread_mutex_t lock; /* protects the next block */
	bool asked;           /* a callback was called and has not been answered */
	bool suspended, accepted;
	struct MHD_Response *response; /* the answer, until it is queued */
	struct http_stream *stream;    /* of that answer */
	int status;

	/* of the event thread */
	bool head_done, has_body, chunked, expects, handled, discarding;
	uint64_t declared; /* Content-Length */
	int discard_status; /* the answer after discarding */
	size_t discarded, body_cap;
	char *body;
};

struct http_server {
	atomic_int refs; /* the owner, and each request: late answers look at it */
	struct http_options o;
	struct MHD_Daemon *mhd;
	uint16_t port;
	char *address, *port_option;
	atomic_size_t body_bytes; /* allocated for bodies */

	pthread_mutex_t lock; /* protects conns */
	struct http_conn *conns;
	atomic_bool draining; /* answers close their connections */
	atomic_bool stopping; /* nothing may be suspended any more */
	atomic_int resuming;  /* threads inside MHD_resume_connection */

	pthread_t reaper;
	int wake; /* eventfd that ends the reaper's sleep */
	atomic_bool reaper_ends;
	int linger_fd[64]; /* handed to the reaper; -1 = free */
	int64_t linger_until[64];
	pthread_mutex_t linger_lock; /* protects both; leaf */
};

/* conn.c: libmicrohttpd's notifications. */
void http_conn_notify(void *cls, struct MHD_Connection *mhd, void **context, enum MHD_ConnectionNotificationCode code);
void *http_conn_target(void *cls, const char *uri, struct MHD_Connection *mhd);
struct http_conn *http_conn_of(struct MHD_Connection *mhd);
void http_conn_phase(struct http_conn *c, enum http_phase phase, int64_t allow_us);

/* server.c */
void http_server_unref(struct http_server *s);

/* request.c: libmicrohttpd's access handler and its end of a request. */
enum MHD_Result http_request_access(void *cls, struct MHD_Connection *mhd, const char *url, const char *method, const char *version, const char *data, size_t *size, void **context);
void http_request_completed(void *cls, struct MHD_Connection *mhd, void **context, enum MHD_RequestTerminationCode code);
void http_request_unref(struct request *r);
/* The given answer takes effect unless one came before; consumes response and stream. False: too late. */
bool http_request_answer(struct request *r, struct MHD_Response *response, int status, struct http_stream *stream);
void http_request_accept(struct request *r, size_t body_limit);
bool http_request_is_asked(struct request *r); /* an answer is owed */
bool http_request_timed_out(struct request *r); /* the reaper: answer 503 if an answer is still owed */

/* guard.c: pure checks of a request's head. NULL when it passes, else what is wrong. */
struct http_guard {
	const char *method, *target, *version;
	const struct http_pair *header;
	size_t headers;
};
const char *http_guard_check(const struct http_guard *g, int *ret_status);
const char *http_guard_layout(const struct http_guard *g, const char *raw_target, size_t head_size);

/* target.c: fills path, segments and queries of r from r->target. NULL, or what is wrong. */
const char *http_target_parse(struct http_request *r);

/* problem.c: answers that http makes itself. */
struct MHD_Response *http_problem_response(const struct http_server *s, const struct http_request *r, int status, const char *reason, int retry_after_s);
void http_problem_raw(const struct http_server *s, const struct http_request *r, int fd, int status, const char *reason);

/* stream.c: a new stream has three holders: the caller, the response and the request. */
struct http_stream *http_stream_new(const struct http_stream_options *o, struct MHD_Response **ret_response) NODISCARD;
void http_stream_attach(struct http_stream *s, struct http_conn *c, struct MHD_Connection *mhd); /* event thread, before queueing */
void http_stream_detach(struct http_stream *s);            /* the connection is over */
void http_stream_tick(struct http_stream *s, int64_t now); /* heartbeat */
void http_stream_quit(struct http_stream *s);              /* the server stops: never suspend again */
void http_stream_unref(struct http_stream *s);

/* reaper.c */
void http_reaper_start(struct http_server *s);
void http_reaper_stop(struct http_server *s);
void http_reaper_linger(struct http_server *s, int fd); /* takes the descriptor */

#endif
