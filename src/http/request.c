/* request - one request on its way through libmicrohttpd's access handler.
 *
 * The handler is called with the head (again each time it was suspended there), with each piece of
 * the body, and with its end (again after a suspension). libmicrohttpd takes an answer only at the
 * head, where it leaves the body unread and closes the connection, or at the end. So an early
 * answer is queued at the head when a body is coming, and at the end when there is none, which
 * keeps the connection.
 *
 * A body that is too large is read and thrown away first: a client that is still sending when the
 * connection closes sees a broken pipe instead of the 413. */
#include "http/internal.h"

#include "base/metric.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

static const char too_late[] = "no answer came in time; send again";

static const uint64_t discard_never = UINT64_C(1)
				      << 40; /* bytes; nobody has a terabyte under way */

/* ---- life */

static void
request_free(struct request *r)
{
	if (r->pub.free_user != NULL)
		r->pub.free_user(r->pub.user);
	if (r->response != NULL)
		MHD_destroy_response(r->response);
	if (r->stream != NULL) {
		http_stream_detach(r->stream);
		http_stream_unref(r->stream);
	}
	arena_free(r->pub.arena);
	free(r->body);
	pthread_mutex_destroy(&r->lock);
	http_server_unref(r->server);
	free(r);
}

void
http_request_unref(struct request *r)
{
	if (atomic_fetch_sub(&r->refs, 1) == 1)
		request_free(r);
}

/* Under r->lock. The counter keeps the server until we are out of libmicrohttpd again. */
static void
wake(struct request *r)
{
	if (!r->suspended)
		return;
	r->suspended = false;
	struct http_server *s = r->server;
	atomic_fetch_add(&s->resuming, 1);
	MHD_resume_connection(r->mhd);
	atomic_fetch_sub(&s->resuming, 1);
}

bool
http_request_is_asked(struct request *r)
{
	pthread_mutex_lock(&r->lock);
	bool asked = r->asked;
	pthread_mutex_unlock(&r->lock);
	return asked;
}

bool
http_request_answer(
    struct request *r, struct MHD_Response *response, int status, struct http_stream *stream)
{
	pthread_mutex_lock(&r->lock);
	bool owed = r->asked;
	if (owed) {
		r->asked = false;
		r->response = response;
		r->status = status;
		r->stream = stream;
		wake(r);
	}
	pthread_mutex_unlock(&r->lock);
	if (owed)
		return true;
	MHD_destroy_response(response);
	if (stream != NULL) {
		http_stream_detach(stream);
		http_stream_unref(stream);
	}
	return false;
}

bool
http_request_timed_out(struct request *r)
{
	struct MHD_Response *response = http_problem_response(r->server, &r->pub, 503, too_late, 5);
	bool owed = http_request_answer(r, response, 503, NULL);
	if (owed)
		metric_add(METRIC_HTTP_TIMEOUTS, 1);
	return owed;
}

void
http_request_accept(struct request *r, size_t body_limit)
{
	pthread_mutex_lock(&r->lock);
	if (r->asked) {
		r->asked = false;
		r->accepted = true;
		r->pub.body_limit = body_limit;
		wake(r);
	}
	pthread_mutex_unlock(&r->lock);
}

/* ---- the head */

struct pairs {
	struct arena *arena;
	struct http_pair *at;
	size_t n;
};

static enum MHD_Result
count_pair(
    void *cls, enum MHD_ValueKind kind UNUSED, const char *name UNUSED, const char *value UNUSED)
{
	((struct pairs *)cls)->n++;
	return MHD_YES;
}

static enum MHD_Result
take_pair(void *cls, enum MHD_ValueKind kind UNUSED, const char *name, const char *value)
{
	struct pairs *p = cls;
	p->at[p->n++] = (struct http_pair){ name, value ? value : "" };
	return MHD_YES;
}

/* The headers as they stand in libmicrohttpd's memory: the layout check needs that. */
static struct pairs
list_headers(struct arena *arena, struct MHD_Connection *mhd)
{
	struct pairs p = { .arena = arena };
	MHD_get_connection_values(mhd, MHD_HEADER_KIND, count_pair, &p);
	p.at = ARENA_ARRAY(arena, struct http_pair, p.n + 1);
	p.n = 0;
	MHD_get_connection_values(mhd, MHD_HEADER_KIND, take_pair, &p);
	return p;
}

/* They must outlive the connection, since an answer may come after it has gone. */
static void
keep_headers(struct http_request *pub, struct pairs p)
{
	for (size_t i = 0; i < p.n; i++) {
		char *value = arena_strdup(p.arena, p.at[i].value);
		size_t n = strlen(value);
		while (n > 0 && (value[n - 1] == ' ' || value[n - 1] == '\t'))
			value[--n] = '\0';
		p.at[i] = (struct http_pair){ arena_strdup(p.arena, p.at[i].name), value };
	}
	pub->header = p.at;
	pub->headers = p.n;
}

static void
read_framing(struct request *r)
{
	const char *length = http_header(&r->pub, "Content-Length");
	r->chunked = http_header(&r->pub, "Transfer-Encoding") != NULL;
	r->declared = length ? strtoull(length, NULL, 10) : 0;
	r->has_body = r->chunked || r->declared > 0;
	r->expects = http_header(&r->pub, "Expect") != NULL;
}

static const char *
guard(struct request *r, struct http_guard g, int *ret_status)
{
	static const uint32_t parses_in_place = 0x00097500;
	const char *reason = http_guard_check(&g, ret_status);
	if (reason != NULL || MHD_VERSION != parses_in_place ||
	    strcmp(MHD_get_version(), "0.9.75") != 0)
		return reason;
	const union MHD_ConnectionInfo *info =
	    MHD_get_connection_info(r->mhd, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
	*ret_status = 400;
	return http_guard_layout(&g, r->conn->raw_target, info ? info->header_size : 0);
}

static struct request *
request_new(struct http_server *s, struct http_conn *c, struct MHD_Connection *mhd)
{
	struct request *r = MEM_NEW(struct request);
	r->server = s;
	atomic_fetch_add(&s->refs, 1);
	r->conn = c;
	r->mhd = mhd;
	r->refs = 1;
	pthread_mutex_init(&r->lock, NULL);
	r->pub.arena = arena_new();
	r->pub.body = "";
	r->pub.loopback = c->loopback;
	memcpy(r->pub.remote, c->remote, sizeof r->pub.remote);
	r->pub.began_mono = clock_mono();
	struct timespec now;
	clock_gettime(CLOCK_REALTIME, &now);
	id_text(id_new(now.tv_sec * INSTANT_SECOND + now.tv_nsec / 1000), r->pub.request_id);
	return r;
}

/* Fill in what the client sent; NULL, or why it is refused. */
static const char *
read_head(struct request *r, const char *method, const char *version, int *ret_status)
{
	struct http_request *pub = &r->pub;
	struct pairs p = list_headers(pub->arena, r->mhd);
	pub->target = arena_strdup(pub->arena, str_text(&r->conn->target));
	struct http_guard g = { .method = method,
		.target = pub->target,
		.version = version,
		.header = p.at,
		.headers = p.n };
	const char *reason = guard(r, g, ret_status);
	keep_headers(pub, p);
	pub->head = str_eq(method, "HEAD");
	pub->method = pub->head ? "GET" : arena_strdup(pub->arena, method);
	pub->path = "/";
	if (reason != NULL)
		return reason;
	read_framing(r);
	*ret_status = 400;
	return http_target_parse(pub);
}

/* ---- answers */

static enum MHD_Result
queue(struct request *r, struct MHD_Response *response, int status)
{
	struct http_conn *c = r->conn;
	if (r->server->draining)
		MHD_add_response_header(response, "Connection", "close");
	bool early = !r->head_done;
	c->linger = early && r->has_body;
	pthread_mutex_lock(&c->lock);
	c->phase = r->stream ? HTTP_STREAM : HTTP_WRITE;
	c->deadline = clock_mono() + r->server->o.write_us;
	c->stream = r->stream;
	pthread_mutex_unlock(&c->lock);
	enum MHD_Result queued = MHD_queue_response(r->mhd, (unsigned)status, response);
	MHD_destroy_response(response);
	metric_add(METRIC_HTTP_REQUESTS, 1);
	if (status >= 500)
		metric_add(METRIC_HTTP_ERRORS, 1);
	return queued;
}

static enum MHD_Result
queue_answer(struct request *r)
{
	pthread_mutex_lock(&r->lock);
	struct MHD_Response *response = r->response;
	r->response = NULL;
	int status = r->status;
	pthread_mutex_unlock(&r->lock);
	if (r->stream != NULL)
		http_stream_attach(r->stream, r->conn, r->mhd);
	return queue(r, response, status);
}

static enum MHD_Result
refuse(struct request *r, int status, const char *reason)
{
	metric_add(METRIC_HTTP_REFUSED, 1);
	r->has_body = true; /* or a part of a request that we refuse to understand */
	struct MHD_Response *response =
	    http_problem_response(r->server, &r->pub, status, reason, 0);
	MHD_add_response_header(response, "Connection", "close");
	return queue(r, response, status);
}

/* ---- steps */

/* Call one of the callbacks, which owes an answer from here on. */
static void
ask(struct request *r, void (*callback)(void *arg, struct http_request *r))
{
	r->asked = true;
	atomic_fetch_add(&r->refs, 1);
	callback(r->server->o.arg, &r->pub);
}

/* True: the answer is still owed, and the connection sleeps. */
static bool
sleeps(struct request *r)
{
	if (!http_request_is_asked(r))
		return false;
	http_conn_phase(r->conn, HTTP_WAIT, r->server->o.answer_us);
	pthread_mutex_lock(&r->lock);
	bool suspend = r->asked && !r->server->stopping;
	if (suspend) {
		r->suspended = true;
		MHD_suspend_connection(r->mhd);
	}
	pthread_mutex_unlock(&r->lock);
	if (!suspend)
		http_request_timed_out(
		    r); /* the server stops; does nothing if the answer came just now */
	return suspend;
}

static enum MHD_Result
queue_too_large(struct request *r, int status)
{
	const char *reason = status == 413 ? "the body is too large"
					   : "too many large bodies are under way; send again";
	return queue(r,
	    http_problem_response(r->server, &r->pub, status, reason, status == 413 ? 0 : 5),
	    status);
}

static void
start_discarding(struct request *r, int status)
{
	r->discarding = true;
	r->discard_status = status;
	r->discarded = r->pub.body_len;
	http_conn_phase(r->conn, HTTP_DISCARD, r->server->o.discard_us);
}

/* What is declared is known to be too large: answer before a client that asked first (Expect), and
 * discard otherwise. */
static enum MHD_Result
start_body(struct request *r)
{
	struct http_server *s = r->server;
	if (r->declared > r->pub.body_limit) {
		if (r->expects || r->declared > discard_never)
			return queue_too_large(r, 413);
		start_discarding(r, 413);
	} else
		http_conn_phase(r->conn, HTTP_BODY, s->o.body_us);
	r->head_done = true;
	return MHD_YES;
}

static enum MHD_Result
on_head(struct request *r)
{
	if (sleeps(r))
		return MHD_YES;
	if (r->has_body)
		return r->response ? queue_answer(r) : start_body(r);
	r->head_done = true;
	return MHD_YES;
}

/* False: all bodies together have too much already. */
static bool
grow_body(struct request *r, size_t need)
{
	size_t cap = r->body_cap ? 2 * r->body_cap : 4096;
	if (r->body_cap == 0 && !r->chunked && r->declared < 65536)
		cap = r->declared + 1;
	while (cap < need)
		cap *= 2;
	if (!r->chunked && cap > r->declared + 1)
		cap = r->declared + 1;
	size_t more = cap - r->body_cap;
	if (atomic_fetch_add(&r->server->body_bytes, more) + more > r->server->o.body_memory) {
		atomic_fetch_sub(&r->server->body_bytes, more);
		return false;
	}
	r->body = mem_resize(r->body, cap, 1);
	r->body_cap = cap;
	return true;
}

/* Throw the piece away; past the limit answer the socket ourselves and close. */
static enum MHD_Result
discard(struct request *r, size_t n)
{
	struct http_conn *c = r->conn;
	r->discarded += n;
	pthread_mutex_lock(&c->lock);
	bool cut = c->phase == HTTP_CUT;
	if (!cut && r->discarded > r->server->o.discard_limit) {
		c->phase = HTTP_CUT;
		http_problem_raw(r->server, &r->pub, c->fd, 413, "the body is too large");
		cut = true;
	}
	c->linger = cut;
	pthread_mutex_unlock(&c->lock);
	return cut ? MHD_NO : MHD_YES;
}

static enum MHD_Result
on_body(struct request *r, const char *data, size_t *size)
{
	size_t n = *size;
	*size = 0;
	if (!r->discarding && n > r->pub.body_limit - r->pub.body_len)
		start_discarding(r, 413);
	if (!r->discarding && r->pub.body_len + n >= r->body_cap &&
	    !grow_body(r, r->pub.body_len + n + 1))
		start_discarding(r, 503);
	if (r->discarding)
		return discard(r, n);
	memcpy(r->body + r->pub.body_len, data, n);
	r->pub.body_len += n;
	r->body[r->pub.body_len] = '\0';
	r->pub.body = r->body;
	return MHD_YES;
}

static enum MHD_Result
on_end(struct request *r)
{
	if (r->discarding)
		return queue_too_large(r, r->discard_status);
	if (!r->handled && r->response == NULL) {
		r->handled = true;
		ask(r, r->server->o.handle);
	}
	return sleeps(r) ? MHD_YES : queue_answer(r);
}

static enum MHD_Result
on_first(struct http_server *s, struct MHD_Connection *mhd, const char *method, const char *version,
    void **context)
{
	struct http_conn *c = http_conn_of(mhd);
	struct request *r = request_new(s, c, mhd);
	*context = r;
	pthread_mutex_lock(&c->lock);
	c->request = r;
	pthread_mutex_unlock(&c->lock);
	int status = 400;
	const char *reason = read_head(r, method, version, &status);
	if (reason != NULL)
		return refuse(r, status, reason);
	ask(r, s->o.begin);
	return on_head(r);
}

enum MHD_Result
http_request_access(void *cls, struct MHD_Connection *mhd, const char *url UNUSED,
    const char *method, const char *version, const char *data, size_t *size, void **context)
{
	struct request *r = *context;
	if (r == NULL)
		return on_first(cls, mhd, method, version, context);
	if (!r->head_done)
		return on_head(r);
	return *size > 0 ? on_body(r, data, size) : on_end(r);
}

void
http_request_completed(void *cls, struct MHD_Connection *mhd UNUSED, void **context,
    enum MHD_RequestTerminationCode code UNUSED)
{
	struct http_server *s = cls;
	struct request *r = *context;
	struct http_conn *c = http_conn_of(mhd);
	*context = NULL;
	if (c != NULL) {
		pthread_mutex_lock(&c->lock);
		c->phase = HTTP_IDLE;
		c->deadline = clock_mono() + s->o.idle_us;
		c->idle_bytes = 0;
		c->request = NULL;
		c->stream = NULL;
		pthread_mutex_unlock(&c->lock);
	}
	if (r == NULL)
		return;
	r->conn = NULL;
	atomic_fetch_sub(&s->body_bytes, r->body_cap);
	if (r->stream != NULL)
		http_stream_detach(r->stream);
	http_request_unref(r);
}
