/* http_guard_test - the HTTP server against byte-exact malformed requests, slow, greedy and
 * vanishing clients. */
#include "base/metric.h"
#include "http/client.h"
#include "http/http.h"
#include "lib/net.h"
#include "lib/suite.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

/* ---- a small application: what it does depends on the first segment of the path */

static struct {
	atomic_int handled, smuggled, closed, begun;
	struct http_request *held[64]; /* of /hold */
	atomic_int n_held;
	struct http_stream *stream;
	size_t stream_queue;
	int64_t heartbeat_us;
	struct http_server *server;
	uint16_t port;
} app;

static void
say(struct http_request *r, int status, const char *text)
{
	http_respond(r, &(struct http_response){ .status = status,
			    .content_type = "text/plain",
			    .body = text,
			    .body_len = strlen(text) });
}

static void *
echo_later(void *arg)
{
	struct http_request *r = arg;
	net_sleep_ms(2);
	http_respond(
	    r, &(struct http_response){ .status = 200, .body = r->body, .body_len = r->body_len });
	return NULL;
}

static void *
accept_later(void *arg)
{
	net_sleep_ms(20);
	http_accept(arg, 1000);
	return NULL;
}

static void
in_thread(void *(*work)(void *), struct http_request *r)
{
	pthread_t t;
	pthread_create(&t, NULL, work, r);
	pthread_detach(t);
}

static void
closed(void *arg, struct http_stream *s)
{
	(void)arg;
	(void)s;
	app.closed++;
}

static void
hold(struct http_request *r)
{
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	pthread_mutex_lock(&lock);
	app.held[app.n_held] = r;
	app.n_held++;
	pthread_mutex_unlock(&lock);
}

static void
begin(void *arg, struct http_request *r)
{
	(void)arg;
	app.begun++;
	const char *first = r->segments ? r->segment[0] : "";
	if (str_eq(first, "smuggled"))
		app.smuggled++;
	if (str_eq(first, "early"))
		say(r, 401, "who are you");
	else if (str_eq(first, "later"))
		in_thread(accept_later, r);
	else if (str_eq(first, "never"))
		hold(r);
	else
		http_accept(r, str_eq(first, "small") ? 1000 : 1 << 20);
}

static void
describe(struct http_request *r)
{
	struct str s = { 0 };
	str_addf(&s, "%s%s %s", r->method, r->head ? "(HEAD)" : "", r->path);
	for (size_t i = 0; i < r->segments; i++)
		str_addf(&s, " [%s]", r->segment[i]);
	for (size_t i = 0; i < r->queries; i++)
		str_addf(&s, " %s=%s", r->query[i].name, r->query[i].value);
	const char *x = http_header(r, "x-test");
	str_addf(&s, " x=<%s> %s %d", x ? x : "-", r->remote, r->loopback);
	http_respond(r, &(struct http_response){ .status = 200,
			    .body = s.data,
			    .body_len = s.len,
			    .free_body = free,
			    .free_arg = s.data });
}

static char big[32 << 20];

static void
keep(void *arg)
{
	(void)arg;
}

static void
handle(void *arg, struct http_request *r)
{
	(void)arg;
	const char *first = r->segments ? r->segment[0] : "";
	app.handled++;
	if (str_eq(first, "hold"))
		hold(r);
	else if (str_eq(first, "stream")) {
		struct http_stream_options o = { .closed = closed,
			.queue_limit = app.stream_queue,
			.heartbeat_us = app.heartbeat_us };
		app.stream = http_respond_stream(r, &o);
		http_stream_send(app.stream, "data: first\n\n", 13);
	} else if (str_eq(first, "async"))
		in_thread(echo_later, r);
	else if (str_eq(first, "describe"))
		describe(r);
	else if (str_eq(first, "number"))
		say(r, 200, r->segment[1]);
	else if (str_eq(first, "big"))
		http_respond(
		    r, &(struct http_response){
			   .status = 200, .body = big, .body_len = sizeof big, .free_body = keep });
	else if (str_eq(first, "badheader"))
		http_respond(r, &(struct http_response){ .status = 200,
				    .header = &(struct http_pair){ "X", "a\r\nSet-Cookie: b" },
				    .headers = 1 });
	else
		http_respond(r, &(struct http_response){
				    .status = 200, .body = r->body, .body_len = r->body_len });
}

static void
problem(void *arg, const struct http_request *r, int status, const char *reason, struct str *body)
{
	(void)arg;
	str_addf(body, "{\"status\":%d,\"detail\":\"%s\",\"request_id\":\"%s\"}", status, reason,
	    r ? r->request_id : "");
}

static void
start_with(struct http_options o)
{
	struct faults f = { 0 };
	o.begin = begin;
	o.handle = handle;
	o.problem = problem;
	ck_assert_int_eq(http_server_start(&o, &app.server, &f), ERR_OK);
	app.port = http_server_port(app.server);
}

/* Short deadlines, so that tests are. */
static void
start(void)
{
	start_with((struct http_options){
	    .header_us = 1000000,
	    .body_us = 1000000,
	    .answer_us = 800000,
	    .idle_us = 5000000,
	    .discard_us = 1000000,
	    .discard_limit = 4 << 20,
	});
}

static void
stop(void)
{
	http_server_stop(app.server, 2000000);
}

static int
dial(void)
{
	int fd = net_connect(app.port);
	ck_assert_int_ge(fd, 0);
	return fd;
}

static int64_t
ms_since(int64_t then)
{
	return (clock_mono() - then) / 1000;
}

/* ---- probes */

#define H "Host: a\r\n"
#define SMUGGLED "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"
#define GET(target) "GET " target " HTTP/1.1\r\n" H "Connection: close\r\n\r\n"
#define WITH(field) "GET /ok HTTP/1.1\r\n" H field "\r\nConnection: close\r\n\r\n"
#define POST(fields, body) "POST /ok HTTP/1.1\r\n" H "Connection: close\r\n" fields "\r\n" body

struct probe {
	int status; /* of the first answer; 0 = closed without one */
	const char *name, *bytes;
	size_t n;
};
#define PROBE(status, name, text)                   \
	{                                           \
		status, name, text, sizeof text - 1 \
	}

static const struct probe welcome[] = {
	PROBE(200, "plain", GET("/ok")),
	PROBE(200, "HTTP/1.0 without Host", "GET /ok HTTP/1.0\r\n\r\n"),
	PROBE(200, "HTTP/1.0 with fields", "GET /ok HTTP/1.0\r\nHost: a\r\nUser-Agent: x\r\n\r\n"),
	PROBE(200, "body", POST("Content-Length: 4\r\n", "abcd")),
	PROBE(200, "length zero", POST("Content-Length: 0\r\n", "")),
	PROBE(200, "chunked", POST("Transfer-Encoding: chunked\r\n", "4\r\nabcd\r\n0\r\n\r\n")),
	PROBE(200, "chunked in capitals",
	    POST("transfer-encoding: CHUNKED\r\n", "4\r\nabcd\r\n0\r\n\r\n")),
	PROBE(200, "chunk extension and trailer",
	    POST("Transfer-Encoding: chunked\r\n", "4;a=b\r\nabcd\r\n0\r\nX-T: 1\r\n\r\n")),
	PROBE(100, "expecting", POST("Content-Length: 4\r\nExpect: 100-continue\r\n", "")),
	PROBE(200, "empty line first", "\r\n" GET("/ok")),
	PROBE(200, "no space after the colon", WITH("X-Test:1")),
	PROBE(200, "white space around a value", WITH("X-Test: \t 1 \t")),
	PROBE(200, "empty value", WITH("X-Test:")),
	PROBE(200, "UTF-8 in a value", WITH("X-Test: \xe1\xba\xbf")),
	PROBE(200, "Host with a port",
	    "GET /ok HTTP/1.1\r\nHost: a.example:8080\r\nConnection: close\r\n\r\n"),
	PROBE(
	    200, "Host of IPv6", "GET /ok HTTP/1.1\r\nHost: [::1]:80\r\nConnection: close\r\n\r\n"),
	PROBE(200, "cookies", WITH("Cookie: a=b; c=\"d\"; e")),
	PROBE(200, "query", GET("/ok?a=b&c&d=%C3%A9&&e=1+2")),
	PROBE(200, "encoded letters", GET("/o%6B")),
	PROBE(200, "unknown method is for the application",
	    "BREW /ok HTTP/1.1\r\n" H "Connection: close\r\n\r\n"),
};

static const struct probe refused[] = {
	/* framing */
	PROBE(400, "both framings",
	    POST("Content-Length: 6\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n" SMUGGLED)),
	PROBE(400, "both framings, other order",
	    POST("Transfer-Encoding: chunked\r\nContent-Length: 6\r\n", "0\r\n\r\n" SMUGGLED)),
	PROBE(400, "two lengths",
	    POST("Content-Length: 4\r\nContent-Length: 5\r\n", "abcd" SMUGGLED)),
	PROBE(400, "two equal lengths",
	    POST("Content-Length: 4\r\nContent-Length: 4\r\n", "abcd" SMUGGLED)),
	PROBE(400, "lengths in a list", POST("Content-Length: 4, 4\r\n", "abcd" SMUGGLED)),
	PROBE(400, "length with a plus", POST("Content-Length: +4\r\n", "abcd" SMUGGLED)),
	PROBE(400, "negative length", POST("Content-Length: -4\r\n", "abcd" SMUGGLED)),
	PROBE(400, "hexadecimal length", POST("Content-Length: 0x4\r\n", "abcd" SMUGGLED)),
	PROBE(400, "empty length", POST("Content-Length: \r\n", SMUGGLED)),
	PROBE(400, "length of letters", POST("Content-Length: four\r\n", "abcd" SMUGGLED)),
	PROBE(413, "length 2^64 - 1", POST("Content-Length: 18446744073709551615\r\n", "abcd")),
	PROBE(413, "length beyond 2^64", POST("Content-Length: 99999999999999999999\r\n", "abcd")),
	PROBE(400, "space before the colon", POST("Content-Length : 4\r\n", "abcd" SMUGGLED)),
	PROBE(400, "tab before the colon", POST("Content-Length\t: 4\r\n", "abcd" SMUGGLED)),
	PROBE(400, "space before the colon of an encoding",
	    POST("Transfer-Encoding : chunked\r\n", "0\r\n\r\n" SMUGGLED)),
	PROBE(400, "encoding identity", POST("Transfer-Encoding: identity\r\n", SMUGGLED)),
	PROBE(400, "encodings in a list",
	    POST("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n" SMUGGLED)),
	PROBE(400, "encoding twice in a list",
	    POST("Transfer-Encoding: chunked, chunked\r\n", "0\r\n\r\n" SMUGGLED)),
	PROBE(400, "two encodings",
	    POST("Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n", "0\r\n\r\n" SMUGGLED)),
	PROBE(400, "encoding with a prefix",
	    POST("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n" SMUGGLED)),
	PROBE(400, "encoding after a vertical tab",
	    POST("Transfer-Encoding: \vchunked\r\n", "0\r\n\r\n" SMUGGLED)),
	PROBE(400, "HTTP/1.0 with an encoding",
	    "POST /ok HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" SMUGGLED),
	PROBE(400, "folded field hides a length",
	    "POST /ok HTTP/1.1\r\n" H "X: a\r\n Content-Length: 4\r\n\r\nabcd" SMUGGLED),
	PROBE(400, "folded by a tab", "GET /ok HTTP/1.1\r\n" H "X: a\r\n\tb\r\n\r\n"),
	PROBE(400, "first field folded", "GET /ok HTTP/1.1\r\n Host: a\r\n\r\n"),
	PROBE(400, "negative chunk", POST("Transfer-Encoding: chunked\r\n", "-1\r\n" SMUGGLED)),
	PROBE(400, "chunk with 0x",
	    POST("Transfer-Encoding: chunked\r\n", "0x4\r\nabcd\r\n0\r\n\r\n" SMUGGLED)),
	PROBE(400, "chunk without a size",
	    POST("Transfer-Encoding: chunked\r\n", "\r\nabcd\r\n0\r\n\r\n" SMUGGLED)),
	PROBE(413, "chunk beyond 2^64",
	    POST("Transfer-Encoding: chunked\r\n", "fffffffffffffffff\r\nabcd")),
	PROBE(400, "chunk longer than said",
	    POST("Transfer-Encoding: chunked\r\n", "4\r\nabcdefgh\r\n0\r\n\r\n" SMUGGLED)),
	/* Host */
	PROBE(400, "no Host", "GET /ok HTTP/1.1\r\n\r\n"),
	PROBE(400, "two Hosts", "GET /ok HTTP/1.1\r\n" H "Host: b\r\n\r\n"),
	PROBE(400, "Host with a path", "GET /ok HTTP/1.1\r\nHost: a/b\r\n\r\n"),
	PROBE(400, "Host with a user", "GET /ok HTTP/1.1\r\nHost: u@a\r\n\r\n"),
	PROBE(400, "Hosts in a list", "GET /ok HTTP/1.1\r\nHost: a, b\r\n\r\n"),
	/* targets */
	PROBE(400, "NUL in the path", GET("/ok%00/../smuggled")),
	PROBE(400, "encoded slash", GET("/ok%2Fa")),
	PROBE(400, "encoded backslash", GET("/ok%5ca")),
	PROBE(400, "dot segments", GET("/ok/../smuggled")),
	PROBE(400, "one dot", GET("/./smuggled")),
	PROBE(400, "encoded dot segments", GET("/ok/%2e%2e/smuggled")),
	PROBE(400, "half-encoded dot segments", GET("/ok/.%2E/smuggled")),
	PROBE(400, "bad escape", GET("/ok%zz")),
	PROBE(400, "cut escape", GET("/ok%4")),
	PROBE(400, "encoded line feed", GET("/ok%0a")),
	PROBE(400, "invalid UTF-8", GET("/ok%ff")),
	PROBE(400, "overlong UTF-8", GET("/ok%c0%af")),
	PROBE(400, "raw UTF-8", GET("/\xc3\xa9")),
	PROBE(400, "NUL in the query", GET("/ok?a=%00")),
	PROBE(400, "bad escape in the query", GET("/ok?a=%g0")),
	PROBE(400, "fragment", GET("/ok#a")),
	PROBE(400, "absolute form", GET("http://evil/smuggled")),
	PROBE(400, "asterisk", "OPTIONS * HTTP/1.1\r\n" H "\r\n"),
	PROBE(400, "no slash", GET("smuggled")),
	PROBE(0, "space in the target", GET("/ok /smuggled")),
	/* request line */
	PROBE(400, "lower-case method", "get /ok HTTP/1.1\r\n" H "\r\n"),
	PROBE(400, "mixed method", "Get /ok HTTP/1.1\r\n" H "\r\n"),
	PROBE(405, "TRACE", "TRACE /ok HTTP/1.1\r\n" H "\r\n"),
	PROBE(405, "CONNECT", "CONNECT a:1 HTTP/1.1\r\n" H "\r\n"),
	PROBE(400, "two spaces", "GET  /ok HTTP/1.1\r\n" H "\r\n"),
	PROBE(400, "space at the end", "GET /ok HTTP/1.1 \r\n" H "\r\n"),
	PROBE(400, "HTTP/0.9", "GET /ok\r\n\r\n"),
	PROBE(505, "HTTP/2.0", "GET /ok HTTP/2.0\r\n" H "\r\n"),
	PROBE(505, "HTTP/1.2", "GET /ok HTTP/1.2\r\n" H "\r\n"),
	PROBE(400, "lower-case version", "GET /ok http/1.1\r\n" H "\r\n"),
	PROBE(400, "NUL in the target", GET("/ok\0x")),
	/* fields */
	PROBE(400, "bare line feeds", "GET /ok HTTP/1.1\nHost: a\n\n"),
	PROBE(400, "one bare line feed", "GET /ok HTTP/1.1\r\nHost: a\nX: b\r\n\r\n"),
	PROBE(400, "bare line feed after the request line", "GET /ok HTTP/1.1\nHost: a\r\n\r\n"),
	PROBE(400, "bare line feed at the end", "GET /ok HTTP/1.1\r\nHost: a\r\n\n"),
	PROBE(400, "bare carriage return", WITH("X: a\rContent-Length: 4")),
	PROBE(400, "NUL in a value", WITH("Authorization: Bearer ab\0cd")),
	PROBE(400, "NUL in a name", WITH("X\0Y: a")),
	PROBE(400, "DEL in a value", WITH("X: a\x7f")),
	PROBE(400, "escape in a value", WITH("X: \x1b[2J")),
	PROBE(400, "no colon", WITH("Nonsense")),
	PROBE(400, "no name", WITH(": a")),
	PROBE(400, "space in a name", WITH("X Y: a")),
	PROBE(400, "bracket in a name", WITH("X(Y): a")),
	PROBE(400, "UTF-8 in a name", WITH("\xc3\xa9: a")),
	PROBE(400, "vertical tab in a name", WITH("X\v: a")),
	PROBE(400, "form feed in a value", WITH("X: \f")),
	PROBE(400, "backspace in a value", WITH("X: a\b")),
	PROBE(400, "semicolon in a name", WITH("X;Y: a")),
	PROBE(400, "slash in a name", WITH("X/Y: a")),
	PROBE(400, "quote in a name", WITH("\"X\": a")),
	PROBE(400, "white space alone on a line", "GET /ok HTTP/1.1\r\n" H " \r\n\r\n"),
	PROBE(400, "fold after an empty value",
	    "POST /ok HTTP/1.1\r\n" H "Content-Length:\r\n 4\r\n\r\nabcd" SMUGGLED),
	PROBE(400, "fold of an encoding",
	    "POST /ok HTTP/1.1\r\n" H "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n" SMUGGLED),
	PROBE(400, "bare line feed before a length",
	    "POST /ok HTTP/1.1\r\n" H "X: a\nContent-Length: 4\r\n\r\nabcd" SMUGGLED),
	PROBE(400, "bare line feed after a length",
	    "POST /ok HTTP/1.1\r\n" H "Content-Length: 4\n\r\nabcd" SMUGGLED),
	PROBE(400, "NUL in a length", POST("Content-Length: 4\0 5\r\n", "abcd" SMUGGLED)),
	PROBE(400, "NUL before a colon", POST("Content-Length\0: 4\r\n", "abcd" SMUGGLED)),
	PROBE(400, "length with a dot", POST("Content-Length: 4.0\r\n", "abcd" SMUGGLED)),
	PROBE(400, "length with an exponent", POST("Content-Length: 4e0\r\n", "abcd" SMUGGLED)),
	PROBE(400, "length with an underscore", POST("Content-Length: 1_0\r\n", "abcd" SMUGGLED)),
	PROBE(400, "length with a semicolon", POST("Content-Length: 4;a\r\n", "abcd" SMUGGLED)),
	PROBE(400, "quoted length", POST("Content-Length: \"4\"\r\n", "abcd" SMUGGLED)),
	PROBE(400, "encoding with a parameter",
	    POST("Transfer-Encoding: chunked;a=b\r\n", "0\r\n\r\n" SMUGGLED)),
	PROBE(400, "quoted encoding",
	    POST("Transfer-Encoding: \"chunked\"\r\n", "0\r\n\r\n" SMUGGLED)),
	PROBE(400, "empty encoding", POST("Transfer-Encoding:\r\n", "0\r\n\r\n" SMUGGLED)),
	PROBE(400, "encoding with a comma",
	    POST("Transfer-Encoding: ,chunked\r\n", "0\r\n\r\n" SMUGGLED)),
	PROBE(400, "GET with both framings",
	    "GET /ok HTTP/1.1\r\n" H
	    "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" SMUGGLED),
	PROBE(400, "chunk with a plus",
	    POST("Transfer-Encoding: chunked\r\n", "+4\r\nabcd\r\n0\r\n\r\n" SMUGGLED)),
	PROBE(400, "chunk after a space",
	    POST("Transfer-Encoding: chunked\r\n", " 4\r\nabcd\r\n0\r\n\r\n" SMUGGLED)),
	PROBE(400, "chunk shorter than said",
	    POST("Transfer-Encoding: chunked\r\n", "8\r\nabcd\r\n0\r\n\r\n" SMUGGLED)),
	PROBE(400, "Host with a query", "GET /ok HTTP/1.1\r\nHost: a?b\r\n\r\n"),
	PROBE(400, "Host with UTF-8", "GET /ok HTTP/1.1\r\nHost: \xc3\xa9\r\n\r\n"),
	PROBE(400, "Host with a space", "GET /ok HTTP/1.1\r\nHost: a b\r\n\r\n"),
	PROBE(400, "double-encoded is decoded once", GET("/ok%25%")),
	PROBE(400, "encoded DEL", GET("/ok%7f")),
	PROBE(400, "encoded surrogate", GET("/ok%ed%a0%80")),
	PROBE(400, "absolute form of another scheme", GET("file:///etc/passwd")),
	PROBE(400, "tab in the request line", "GET\t/ok HTTP/1.1\r\n" H "\r\n"),
	PROBE(417, "odd expectation", POST("Content-Length: 4\r\nExpect: 200-ok\r\n", "abcd")),
};

static int
run_probes(const struct probe *probes, size_t n, int timeout_ms)
{
	int wrong = 0;
	for (size_t i = 0; i < n; i++) {
		struct str answer = { 0 };
		int fd = dial();
		net_send(fd, probes[i].bytes, probes[i].n);
		bool whole = net_read(fd, &answer, probes[i].status == 100 ? "100 Continue" : NULL,
				 timeout_ms) == NET_CLOSED;
		if (net_status(&answer) != probes[i].status ||
		    (!whole && probes[i].status != 100)) {
			fprintf(stderr, "%s: expected %d, got %d%s: %.70s\n", probes[i].name,
			    probes[i].status, net_status(&answer),
			    whole ? "" : " and an open connection", str_text(&answer));
			wrong++;
		}
		close(fd);
		str_free(&answer);
	}
	return wrong;
}

START_TEST(ordinary_requests_are_welcome)
{
	start();
	ck_assert_int_eq(run_probes(welcome, ARRAY_LEN(welcome), 2000), 0);
	stop();
}
END_TEST

START_TEST(malformed_requests_are_refused_closed_and_never_handled)
{
	start();
	ck_assert_int_ge((int)(ARRAY_LEN(refused) + ARRAY_LEN(welcome)), 120);
	ck_assert_int_eq(run_probes(refused, ARRAY_LEN(refused), 2000), 0);
	ck_assert_int_eq(app.smuggled, 0);
	ck_assert_int_eq(app.handled, 0);
	stop();
}
END_TEST

START_TEST(refusals_are_problem_objects)
{
	start();
	struct str answer = { 0 };
	int fd = dial();
	net_say(fd, "get / HTTP/1.1\r\n" H "\r\n");
	ck_assert_int_eq(net_read(fd, &answer, NULL, 2000), NET_CLOSED);
	ck_assert_ptr_nonnull(strstr(answer.data, "Content-Type: application/problem+json"));
	ck_assert_ptr_nonnull(strstr(answer.data, "\"request_id\":\"0"));
	stop();
}
END_TEST

/* ---- what a handler sees */

START_TEST(a_request_arrives_decoded)
{
	start();
	struct http_client *c = http_client_new("127.0.0.1", app.port, 2000000);
	struct http_reply reply = { 0 };
	struct http_pair x = { "X-Test", " a b \t" };
	struct http_call call = { .method = "GET",
		.target =
		    "/describe/B%E1%BB%87nh%20vi%E1%BB%87n/?as_of=2026-11-20T17:00:00+07:00&x",
		.header = &x,
		.headers = 1 };
	ck_assert_int_eq(http_client_call(c, &call, &reply), ERR_OK);
	ck_assert_str_eq(str_text(&reply.body),
	    "GET /describe/Bệnh viện/ [describe] [Bệnh viện] [] "
	    "as_of=2026-11-20T17:00:00+07:00 x= x=<a b> 127.0.0.1 1");
	call = (struct http_call){ .method = "GET", .target = "/badheader" };
	ck_assert_int_eq(http_client_call(c, &call, &reply), ERR_OK);
	ck_assert_int_eq(reply.status, 500);
	http_client_reply_free(&reply);
	http_client_free(c);
	stop();
}
END_TEST

START_TEST(head_has_the_header_and_no_body)
{
	start();
	struct str answer = { 0 };
	int fd = dial();
	net_say(fd, "HEAD /describe HTTP/1.1\r\n" H "\r\nGET /number/7 HTTP/1.1\r\n" H
		    "Connection: close\r\n\r\n");
	net_read(fd, &answer, NULL, 2000);
	ck_assert_int_eq(net_status(&answer), 200);
	ck_assert_int_eq(net_count(&answer, "GET(HEAD)"), 0);
	ck_assert_int_eq(net_count(&answer, "HTTP/1.1 200"), 2);
	ck_assert_ptr_null(strstr(answer.data, "Content-Length: 0"));
	stop();
}
END_TEST

START_TEST(answers_and_acceptance_may_come_later_from_other_threads)
{
	start();
	struct http_client *c = http_client_new("127.0.0.1", app.port, 2000000);
	struct http_reply reply = { 0 };
	for (int i = 0; i < 200; i++) {
		char body[600];
		memset(body, 'a' + i % 26, sizeof body);
		struct http_call call = { .method = "POST",
			.target = i % 10 == 0 ? "/later" : "/async",
			.body = body,
			.body_len = sizeof body };
		ck_assert_int_eq(http_client_call(c, &call, &reply), ERR_OK);
		ck_assert_int_eq(reply.status, 200);
		ck_assert_uint_eq(reply.body.len, sizeof body);
		ck_assert_int_eq(reply.body.data[599], 'a' + i % 26);
	}
	struct http_call huge = { .method = "POST", .target = "/later", .body = "", .body_len = 0 };
	ck_assert_int_eq(http_client_call(c, &huge, &reply), ERR_OK);
	http_client_reply_free(&reply);
	http_client_free(c);
	stop();
}
END_TEST

START_TEST(pipelined_requests_are_answered_in_order)
{
	start();
	enum { N = 3000 };
	struct str out = { 0 }, in = { 0 };
	for (int i = 0; i < N; i++)
		str_addf(&out, "GET /%s/%d HTTP/1.1\r\n" H "%s\r\n", "number", i,
		    i == N - 1 ? "Connection: close\r\n" : "");
	int fd = dial();
	net_send(fd, out.data, out.len);
	ck_assert_int_eq(net_read(fd, &in, NULL, 10000), NET_CLOSED);
	const char *p = in.data;
	for (int i = 0; i < N; i++) {
		p = strstr(p, "\r\n\r\n");
		ck_assert_ptr_nonnull(p);
		ck_assert_int_eq(atoi(p += 4), i);
	}
	stop();
}
END_TEST

START_TEST(pipelined_requests_wait_for_a_late_answer)
{
	start();
	struct str in = { 0 };
	int fd = dial();
	net_say(fd,
	    "POST /async HTTP/1.1\r\n" H "Content-Length: 5\r\n\r\nfirstPOST /async HTTP/1.1\r\n" H
	    "Connection: close\r\nContent-Length: 6\r\n\r\nsecond");
	ck_assert_int_eq(net_read(fd, &in, NULL, 2000), NET_CLOSED);
	ck_assert_ptr_nonnull(strstr(in.data, "first"));
	ck_assert_ptr_nonnull(strstr(strstr(in.data, "first"), "second"));
	stop();
}
END_TEST

/* ---- slow clients */

/* Send one byte each 100 ms of a text; when were we cut, in ms? -1: we were not within 4 s. */
static int64_t
drip(int fd, const char *text)
{
	int64_t began = clock_mono();
	struct str got = { 0 };
	for (int i = 0; i < 40; i++) {
		const char *c = (size_t)i < strlen(text) ? &text[i] : "x";
		if (net_send(fd, c, 1) != 1 || net_read(fd, &got, NULL, 100) == NET_CLOSED)
			return ms_since(began);
	}
	return -1;
}

START_TEST(a_dripped_header_is_cut_at_its_deadline)
{
	start();
	int64_t ms = drip(dial(), "GET /ok HTTP/1.1\r\nHost: a\r\nX: ");
	ck_assert_int_ge(ms, 900);
	ck_assert_int_le(ms, 2900);
	ck_assert_int_eq(metric_get(METRIC_HTTP_REAPED), 1);
	stop();
}
END_TEST

START_TEST(a_dripped_body_is_cut_at_its_deadline)
{
	start();
	int fd = dial();
	net_say(fd, "POST /ok HTTP/1.1\r\n" H "Content-Length: 500\r\n\r\n");
	int64_t ms = drip(fd, "");
	ck_assert_int_ge(ms, 900);
	ck_assert_int_le(ms, 2900);
	ck_assert_int_eq(app.handled, 0);
	stop();
}
END_TEST

START_TEST(a_request_line_dripped_on_a_kept_connection_is_cut)
{
	start();
	int fd = dial();
	struct str got = { 0 };
	net_say(fd, "GET /number/1 HTTP/1.1\r\n" H "\r\n");
	net_read(fd, &got, "\r\n\r\n1", 1000);
	net_sleep_ms(300);
	int64_t ms = drip(fd, "GET /ok HTTP/1.1\r\nHost: a\r\nX: ");
	ck_assert_int_ge(ms, 900);
	ck_assert_int_le(ms, 3200);
	stop();
}
END_TEST

START_TEST(an_idle_kept_connection_stays_until_its_own_deadline)
{
	start_with((struct http_options){ .header_us = 300000, .idle_us = 1500000 });
	int fd = dial();
	struct str got = { 0 };
	net_say(fd, "GET /number/1 HTTP/1.1\r\n" H "\r\n");
	net_read(fd, &got, "\r\n\r\n1", 1000);
	net_sleep_ms(1000);
	net_say(fd, "GET /number/2 HTTP/1.1\r\n" H "\r\n");
	net_read(fd, &got, "\r\n\r\n2", 1000);
	ck_assert_int_eq(net_count(&got, "200 OK"), 2);
	ck_assert_int_eq(net_read(fd, &got, NULL, 2500), NET_CLOSED);
	stop();
}
END_TEST

START_TEST(a_client_that_does_not_read_its_answer_is_cut)
{
	start_with((struct http_options){ .write_us = 500000 });
	int fd = dial();
	net_say(fd, "GET /big HTTP/1.1\r\n" H "\r\n");
	net_sleep_ms(1200);
	ck_assert_int_eq(metric_get(METRIC_HTTP_REAPED), 1);
	close(fd);
	stop();
}
END_TEST

/* ---- large bodies and early answers */

static char *
zeros(size_t n)
{
	char *p = mem_alloc(n);
	memset(p, '0', n);
	return p;
}

START_TEST(a_body_that_is_too_large_is_read_before_the_413_and_the_connection_lives)
{
	start();
	enum { SIZE = 3 << 20 };
	struct http_client *c = http_client_new("127.0.0.1", app.port, 3000000);
	struct http_reply reply = { 0 };
	struct http_call call = {
		.method = "POST", .target = "/ok", .body = zeros(SIZE), .body_len = SIZE
	};
	for (int i = 0; i < 3; i++) {
		ck_assert_int_eq(http_client_call(c, &call, &reply), ERR_OK);
		ck_assert_int_eq(reply.status, 413);
		ck_assert_ptr_null(http_client_header(&reply, "Connection"));
	}
	call.body_len = 1 << 20;
	ck_assert_int_eq(http_client_call(c, &call, &reply), ERR_OK);
	ck_assert_int_eq(reply.status, 200);
	ck_assert_uint_eq(reply.body.len, 1 << 20);
	http_client_free(c);
	stop();
}
END_TEST

START_TEST(a_chunked_body_that_is_too_large_is_413)
{
	start();
	struct str out = { 0 }, in = { 0 };
	str_add(&out,
	    "POST /small HTTP/1.1\r\n" H "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n");
	for (int i = 0; i < 500; i++)
		str_add(&out, "8\r\n01234567\r\n");
	str_add(&out, "0\r\n\r\n");
	int fd = dial();
	ck_assert_uint_eq(net_send(fd, out.data, out.len), out.len);
	ck_assert_int_eq(net_read(fd, &in, NULL, 2000), NET_CLOSED);
	ck_assert_int_eq(net_status(&in), 413);
	ck_assert_int_eq(app.handled, 0);
	stop();
}
END_TEST

START_TEST(discarding_ends_at_its_limit_with_a_413)
{
	start();
	enum { SIZE = 16 << 20 };
	struct str in = { 0 };
	int fd = dial();
	net_say(fd, "POST /ok HTTP/1.1\r\n" H "Content-Length: 16777216\r\n\r\n");
	net_send(fd, zeros(SIZE), SIZE);
	net_read(fd, &in, NULL, 3000);
	ck_assert_int_eq(net_status(&in), 413);
	stop();
}
END_TEST

START_TEST(discarding_ends_after_its_time_with_a_413)
{
	start();
	struct str in = { 0 };
	int64_t began = clock_mono();
	int fd = dial();
	net_say(fd, "POST /ok HTTP/1.1\r\n" H "Content-Length: 2000000\r\n\r\nabc");
	ck_assert_int_eq(net_read(fd, &in, NULL, 5000), NET_CLOSED);
	ck_assert_int_eq(net_status(&in), 413);
	ck_assert_int_ge(ms_since(began), 900);
	ck_assert_int_le(ms_since(began), 3000);
	stop();
}
END_TEST

START_TEST(a_client_that_asks_first_gets_its_413_at_once)
{
	start();
	struct str in = { 0 };
	int64_t began = clock_mono();
	int fd = dial();
	net_say(fd,
	    "POST /ok HTTP/1.1\r\n" H "Expect: 100-continue\r\nContent-Length: 2000000\r\n\r\n");
	ck_assert_int_eq(net_read(fd, &in, NULL, 3000), NET_CLOSED);
	ck_assert_int_eq(net_status(&in), 413);
	ck_assert_int_le(ms_since(began), 900);
	stop();
}
END_TEST

START_TEST(an_early_answer_does_not_wait_for_the_body)
{
	start();
	struct str in = { 0 };
	int64_t began = clock_mono();
	int fd = dial();
	net_say(fd, "POST /early HTTP/1.1\r\n" H "Content-Length: 500000\r\n\r\n");
	net_read(fd, &in, "who are you", 3000);
	ck_assert_int_eq(net_status(&in), 401);
	ck_assert_int_le(ms_since(began), 900);
	ck_assert_int_eq(app.handled, 0);
	stop();
}
END_TEST

START_TEST(an_early_answer_survives_a_body_under_way)
{
	start();
	for (int i = 0; i < 20; i++) {
		enum { SIZE = 900000 };
		static char body[SIZE];
		struct str in = { 0 };
		int fd = dial();
		net_say(fd, "POST /early HTTP/1.1\r\n" H "Content-Length: 900000\r\n\r\n");
		ck_assert_uint_eq(net_send(fd, body, SIZE), SIZE);
		net_read(fd, &in, "who are you", 3000);
		ck_assert_int_eq(net_status(&in), 401);
		close(fd);
		str_free(&in);
	}
	stop();
}
END_TEST

START_TEST(an_early_answer_without_a_body_keeps_the_connection)
{
	start();
	struct str in = { 0 };
	int fd = dial();
	net_say(fd, "GET /early HTTP/1.1\r\n" H "\r\n");
	net_read(fd, &in, "who are you", 1000);
	net_say(fd, "GET /number/5 HTTP/1.1\r\n" H "\r\n");
	net_read(fd, &in, "\r\n\r\n5", 1000);
	ck_assert_int_eq(net_count(&in, "HTTP/1.1 401"), 1);
	ck_assert_int_eq(net_count(&in, "HTTP/1.1 200"), 1);
	stop();
}
END_TEST

START_TEST(bodies_together_have_a_limit_of_memory)
{
	start_with((struct http_options){ .body_memory = 3 << 20 });
	enum { N = 8, SIZE = 1 << 20 };
	char *body = zeros(SIZE);
	int fds[N], ok = 0, busy = 0;
	for (int i = 0; i < N; i++) {
		fds[i] = dial();
		net_say(fds[i], "POST /ok HTTP/1.1\r\n" H
				"Connection: close\r\nContent-Length: 1048576\r\n\r\n");
		net_send(fds[i], body, SIZE - 1);
	}
	for (int i = 0; i < N; i++) {
		struct str in = { 0 };
		net_send(fds[i], body, 1);
		ck_assert_int_eq(net_read(fds[i], &in, NULL, 3000), NET_CLOSED);
		ok += net_status(&in) == 200;
		busy += net_status(&in) == 503;
	}
	ck_assert_int_ge(busy, 1); /* how many depends on how they interleave */
	ck_assert_int_eq(ok + busy, N);
	struct str in = { 0 };
	int fd = dial();
	net_say(fd, POST("Content-Length: 4\r\n", "abcd"));
	net_read(fd, &in, NULL, 1000);
	ck_assert_int_eq(net_status(&in), 200);
	stop();
}
END_TEST

/* A self-signed certificate made by the openssl tool; false when there is none. */
static bool
make_certificate(struct str *cert, struct str *key)
{
	FILE *p = popen("d=$(mktemp -d) && openssl req -x509 -newkey ec -pkeyopt "
			"ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost "
			"-keyout $d/k -out $d/c 2>/dev/null && cat $d/k $d/c; rm -rf $d",
	    "r");
	struct str *to = key;
	char line[200];
	while (p != NULL && fgets(line, sizeof line, p) != NULL) {
		to = strstr(line, "BEGIN CERTIFICATE") ? cert : to;
		str_add(to, line);
	}
	pclose(p);
	return cert->len > 0 && key->len > 0;
}

static void
speak_tls(const char *version, struct str *answer)
{
	char command[300], buf[1000];
	snprintf(command, sizeof command,
	    "printf 'GET /number/42 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n' | "
	    "timeout 5 openssl s_client -quiet -no_ign_eof %s -ign_eof -connect 127.0.0.1:%u "
	    "2>/dev/null",
	    version, (unsigned)app.port);
	FILE *p = popen(command, "r");
	for (size_t n; (n = fread(buf, 1, sizeof buf, p)) > 0;)
		str_add_n(answer, buf, n);
	pclose(p);
}

START_TEST(with_a_certificate_it_speaks_tls_and_nothing_old)
{
	struct str cert = { 0 }, key = { 0 }, new = { 0 }, old = { 0 }, plain = { 0 };
	if (!make_certificate(&cert, &key))
		return; /* no openssl tool here */
	start_with((struct http_options){ .tls_cert = cert.data, .tls_key = key.data });
	speak_tls("-tls1_3", &new);
	ck_assert_int_eq(net_status(&new), 200);
	ck_assert_ptr_nonnull(strstr(new.data, "\r\n\r\n42"));
	speak_tls("-tls1_1", &old);
	ck_assert_uint_eq(old.len, 0);
	int fd = dial();
	net_say(fd, GET("/ok"));
	net_read(fd, &plain, NULL, 1000);
	ck_assert_int_eq(net_status(&plain), 0);
	stop();
}
END_TEST

/* ---- late answers and stopping */

START_TEST(an_answer_that_does_not_come_is_503_and_the_late_one_is_ignored)
{
	start();
	for (int i = 0; i < 2; i++) {
		const char *path = i ? "never" : "hold";
		char text[200];
		struct str in = { 0 };
		int64_t began = clock_mono();
		int fd = dial();
		snprintf(text, sizeof text,
		    "POST /%s HTTP/1.1\r\n" H "Content-Length: 3\r\n\r\nabc", path);
		net_say(fd, text);
		net_read(fd, &in, "\"request_id\"", 3000);
		ck_assert_int_eq(net_status(&in), 503);
		ck_assert_ptr_nonnull(strstr(in.data, "Retry-After: "));
		ck_assert_int_ge(ms_since(began), 700);
		ck_assert_int_le(ms_since(began), 2500);
		close(fd);
		net_sleep_ms(300);
		say(app.held[i], 200, "too late");
	}
	ck_assert_int_eq(metric_get(METRIC_HTTP_TIMEOUTS), 2);
	stop();
}
END_TEST

START_TEST(stopping_answers_whoever_waits)
{
	start_with((struct http_options){ .answer_us = 30000000, .port_option = "--port" });
	enum { N = 20 };
	int fds[N];
	for (int i = 0; i < N; i++) {
		fds[i] = dial();
		net_say(fds[i], "GET /hold HTTP/1.1\r\n" H "\r\n");
	}
	while (app.n_held < N)
		net_sleep_ms(5);
	int64_t began = clock_mono();
	http_server_stop(app.server, 100000);
	ck_assert_int_le(ms_since(began), 2000);
	for (int i = 0; i < N; i++) {
		struct str in = { 0 };
		ck_assert_int_eq(net_read(fds[i], &in, NULL, 1000), NET_CLOSED);
		ck_assert_int_eq(net_status(&in), 503);
		if (i % 2)
			say(app.held[i], 200, "after the end");
		else
			http_respond_problem(app.held[i], 503, "after the end", 1);
	}
	ck_assert_int_eq(net_connect(app.port), -1);
}
END_TEST

static void *
answer_held_soon(void *arg)
{
	(void)arg;
	net_sleep_ms(300);
	say(app.held[0], 200, "in time");
	return NULL;
}

START_TEST(stopping_lets_requests_under_way_finish)
{
	start();
	struct str in = { 0 };
	int fd = dial();
	net_say(fd, "GET /hold HTTP/1.1\r\n" H "\r\n");
	while (app.n_held < 1)
		net_sleep_ms(5);
	pthread_t t;
	pthread_create(&t, NULL, answer_held_soon, NULL);
	stop();
	pthread_join(t, NULL);
	ck_assert_int_eq(net_read(fd, &in, NULL, 1000), NET_CLOSED);
	ck_assert_int_eq(net_status(&in), 200);
	ck_assert_ptr_nonnull(strstr(in.data, "in time"));
	ck_assert_ptr_nonnull(strstr(in.data, "Connection: close"));
}
END_TEST

START_TEST(clients_that_vanish_while_an_answer_is_owed_do_no_harm)
{
	start();
	for (int i = 0; i < 50; i++) {
		int fd = dial();
		net_say(fd, "POST /async HTTP/1.1\r\n" H "Content-Length: 3\r\n\r\nabc");
		setsockopt(
		    fd, SOL_SOCKET, SO_LINGER, &(struct linger){ 1, 0 }, sizeof(struct linger));
		close(fd);
	}
	stop();
	ck_assert_int_eq(metric_get(METRIC_HTTP_CONNECTIONS), 0);
}
END_TEST

/* ---- limits */

START_TEST(one_address_has_a_limit_of_connections)
{
	start_with((struct http_options){ .connections_per_ip = 5 });
	int fds[8], served = 0, shut = 0;
	for (int i = 0; i < 8; i++) {
		fds[i] = dial();
		net_say(fds[i], "GET /number/1 HTTP/1.1\r\n" H "\r\n");
	}
	for (int i = 0; i < 8; i++) {
		struct str in = { 0 };
		enum net_end e = net_read(fds[i], &in, "\r\n\r\n1", 1000);
		served += net_status(&in) == 200;
		shut += e == NET_CLOSED;
	}
	ck_assert_int_eq(served, 5);
	ck_assert_int_eq(shut, 3);
	stop();
}
END_TEST

START_TEST(a_taken_port_is_named)
{
	start();
	struct http_options o = {
		.port = app.port, .begin = begin, .handle = handle, .port_option = "--port"
	};
	struct http_server *second = NULL;
	struct faults f = { 0 };
	char text[300];
	ck_assert_int_eq(http_server_start(&o, &second, &f), ERR_CONFLICT);
	fault_text(&f.item[0], LANG_EN, text, sizeof text);
	ck_assert_ptr_nonnull(strstr(text, "--port"));
	ck_assert_ptr_null(second);
	stop();
}
END_TEST

/* ---- streams */

static int
open_stream(struct str *in)
{
	int fd = dial();
	net_say(fd, "GET /stream HTTP/1.1\r\n" H "\r\n");
	net_read(fd, in, "data: first\n\n", 2000);
	ck_assert_ptr_nonnull(strstr(str_text(in), "Content-Type: text/event-stream"));
	ck_assert_ptr_nonnull(strstr(str_text(in), "data: first"));
	return fd;
}

START_TEST(a_stream_carries_events_in_order_and_ends_when_closed)
{
	start();
	struct str in = { 0 };
	int fd = open_stream(&in);
	for (int i = 0; i < 1000; i++) {
		char event[40];
		int n = snprintf(event, sizeof event, "data: e%d;\n\n", i);
		ck_assert(http_stream_send(app.stream, event, (size_t)n));
		if (i % 100 == 0)
			net_read(fd, &in, NULL, 5);
	}
	http_stream_close(app.stream);
	net_read(fd, &in, "\r\n0\r\n\r\n", 2000);
	ck_assert_ptr_nonnull(strstr(in.data, "\r\n0\r\n\r\n"));
	ck_assert_int_eq(net_count(&in, "data: e"), 1000);
	ck_assert_ptr_nonnull(strstr(strstr(in.data, "e998;"), "e999;"));
	ck_assert(!http_stream_send(app.stream, "x", 1));
	http_stream_release(app.stream);
	stop();
	ck_assert_int_eq(app.closed, 1);
}
END_TEST

START_TEST(a_stream_has_heartbeats_and_notices_its_reader_leaving)
{
	app.heartbeat_us = 200000;
	start();
	struct str in = { 0 };
	int fd = open_stream(&in);
	net_read(fd, &in, NULL, 1100);
	ck_assert_int_ge(net_count(&in, ":\n\n"), 2);
	ck_assert_int_eq(app.closed, 0);
	close(fd);
	for (int i = 0; i < 200 && app.closed == 0; i++)
		net_sleep_ms(10);
	ck_assert_int_eq(app.closed, 1);
	ck_assert(!http_stream_send(app.stream, "x", 1));
	http_stream_release(app.stream);
	stop();
}
END_TEST

START_TEST(a_slow_reader_of_a_stream_is_cut)
{
	app.stream_queue = 65536;
	start();
	struct str in = { 0 };
	int fd = open_stream(&in);
	(void)fd;
	char *much = zeros(4096);
	int sent = 0;
	while (sent < 100000 && http_stream_send(app.stream, much, 4096))
		sent++;
	ck_assert_int_lt(sent, 100000);
	for (int i = 0; i < 200 && app.closed == 0; i++)
		net_sleep_ms(10);
	ck_assert_int_eq(app.closed, 1);
	ck_assert_int_eq(metric_get(METRIC_HTTP_STREAMS_CUT), 1);
	http_stream_release(app.stream);
	stop();
}
END_TEST

START_TEST(stopping_ends_open_streams)
{
	start();
	struct str in = { 0 };
	int fd = open_stream(&in);
	stop();
	ck_assert_int_eq(net_read(fd, &in, NULL, 1000), NET_CLOSED);
	ck_assert_int_eq(app.closed, 1);
	ck_assert(!http_stream_send(app.stream, "x", 1));
	http_stream_release(app.stream);
	ck_assert_int_eq(metric_get(METRIC_HTTP_STREAMS), 0);
}
END_TEST

/* ---- client */

START_TEST(the_client_reports_away_unknown_and_reconnects)
{
	start();
	struct http_client *c = http_client_new("127.0.0.1", app.port, 300000);
	struct http_client *nobody = http_client_new("127.0.0.1", net_free_port(), 300000);
	struct http_reply reply = { 0 };
	struct http_call get = { .method = "GET", .target = "/number/9" },
			 hold = { .method = "POST", .target = "/hold", .body = "x", .body_len = 1 };
	ck_assert_int_eq(http_client_call(nobody, &get, &reply), ERR_AWAY);
	ck_assert_int_eq(http_client_call(c, &hold, &reply), ERR_UNKNOWN);
	ck_assert_int_eq(http_client_call(c, &get, &reply), ERR_OK);
	ck_assert_str_eq(str_text(&reply.body), "9");
	get.method = "HEAD";
	ck_assert_int_eq(http_client_call(c, &get, &reply), ERR_OK);
	ck_assert_uint_eq(reply.body.len, 0);
	ck_assert_str_eq(http_client_header(&reply, "content-length"), "1");
	http_client_reply_free(&reply);
	http_client_free(c);
	http_client_free(nobody);
	say(app.held[0], 200, "");
	stop();
}
END_TEST

SUITE("http", ordinary_requests_are_welcome,
    malformed_requests_are_refused_closed_and_never_handled, refusals_are_problem_objects,
    a_request_arrives_decoded, head_has_the_header_and_no_body,
    answers_and_acceptance_may_come_later_from_other_threads,
    pipelined_requests_are_answered_in_order, pipelined_requests_wait_for_a_late_answer,
    a_dripped_header_is_cut_at_its_deadline, a_dripped_body_is_cut_at_its_deadline,
    a_request_line_dripped_on_a_kept_connection_is_cut,
    an_idle_kept_connection_stays_until_its_own_deadline,
    a_client_that_does_not_read_its_answer_is_cut,
    a_body_that_is_too_large_is_read_before_the_413_and_the_connection_lives,
    a_chunked_body_that_is_too_large_is_413, discarding_ends_at_its_limit_with_a_413,
    discarding_ends_after_its_time_with_a_413, a_client_that_asks_first_gets_its_413_at_once,
    an_early_answer_does_not_wait_for_the_body, an_early_answer_survives_a_body_under_way,
    an_early_answer_without_a_body_keeps_the_connection, bodies_together_have_a_limit_of_memory,
    with_a_certificate_it_speaks_tls_and_nothing_old,
    an_answer_that_does_not_come_is_503_and_the_late_one_is_ignored, stopping_answers_whoever_waits,
    stopping_lets_requests_under_way_finish, clients_that_vanish_while_an_answer_is_owed_do_no_harm,
    one_address_has_a_limit_of_connections, a_taken_port_is_named,
    a_stream_carries_events_in_order_and_ends_when_closed,
    a_stream_has_heartbeats_and_notices_its_reader_leaving, a_slow_reader_of_a_stream_is_cut,
    stopping_ends_open_streams, the_client_reports_away_unknown_and_reconnects)
