/* client - a blocking HTTP/1.1 client; poll carries the deadline of a whole call. */
#include "http/client.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

static const size_t body_max = (size_t)1 << 30; /* bytes; an answer of ours is never near it */

struct http_client {
	char *host;
	uint16_t port;
	int64_t timeout_us, deadline;
	int fd;        /* -1: not connected */
	struct str in; /* received, from at on */
	size_t at;
	bool got_bytes; /* of the present answer */
};

struct http_client *
http_client_new(const char *host, uint16_t port, int64_t timeout_us)
{
	struct http_client *c = MEM_NEW(struct http_client);
	c->host = mem_strdup(host);
	c->port = port;
	c->timeout_us = timeout_us;
	c->fd = -1;
	return c;
}

static void
hang_up(struct http_client *c)
{
	if (c->fd >= 0)
		close(c->fd);
	c->fd = -1;
	str_clear(&c->in);
	c->at = 0;
}

void
http_client_free(struct http_client *c)
{
	if (c == NULL)
		return;
	hang_up(c);
	str_free(&c->in);
	free(c->host);
	free(c);
}

static bool
wait_for(struct http_client *c, short events)
{
	struct pollfd p = { .fd = c->fd, .events = events };
	for (;;) {
		int64_t left = c->deadline - clock_mono();
		int n = left > 0 ? poll(&p, 1, (int)(left / 1000) + 1) : 0;
		if (n > 0)
			return true;
		if (n == 0 || errno != EINTR)
			return false;
	}
}

static bool
try_address(struct http_client *c, const struct addrinfo *ai)
{
	c->fd = socket(ai->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (c->fd < 0)
		return false;
	int e = connect(c->fd, ai->ai_addr, ai->ai_addrlen) == 0 ? 0 : errno;
	if (e == EINPROGRESS && wait_for(c, POLLOUT))
		getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &e, &(socklen_t){ sizeof e });
	if (e == 0)
		setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof(int));
	else
		hang_up(c);
	return e == 0;
}

static bool
dial(struct http_client *c)
{
	char port[8];
	snprintf(port, sizeof port, "%u", (unsigned)c->port);
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV }, *list;
	if (getaddrinfo(c->host, port, &hints, &list) != 0)
		return false;
	bool ok = false;
	for (struct addrinfo *ai = list; ai != NULL && !ok; ai = ai->ai_next)
		ok = try_address(c, ai);
	freeaddrinfo(list);
	return ok;
}

static bool
send_all(struct http_client *c, const char *data, size_t n)
{
	while (n > 0) {
		ssize_t sent = send(c->fd, data, n, MSG_NOSIGNAL);
		if (sent < 0 && errno == EAGAIN && wait_for(c, POLLOUT))
			continue;
		if (sent < 0)
			return false;
		data += sent;
		n -= (size_t)sent;
	}
	return true;
}

static bool
send_call(struct http_client *c, const struct http_call *call)
{
	struct str s = { 0 };
	str_addf(&s, "%s %s HTTP/1.1\r\nHost: %s:%u\r\n", call->method, call->target, c->host,
	    (unsigned)c->port);
	for (size_t i = 0; i < call->headers; i++)
		str_addf(&s, "%s: %s\r\n", call->header[i].name, call->header[i].value);
	if (call->body_len > 0 || !str_eq(call->method, "GET"))
		str_addf(&s, "Content-Length: %zu\r\n", call->body_len);
	str_add(&s, "\r\n");
	if (call->body_len > 0)
		str_add_n(&s, call->body, call->body_len);
	bool ok = send_all(c, s.data, s.len);
	str_free(&s);
	return ok;
}

/* ---- reading: what is unread stands in in.data[at..] */

static bool
receive(struct http_client *c)
{
	if (c->at > 0) {
		c->in.len -= c->at;
		memmove(c->in.data, c->in.data + c->at, c->in.len);
		c->at = 0;
	}
	char buf[16384];
	for (;;) {
		ssize_t n = recv(c->fd, buf, sizeof buf, 0);
		if (n > 0) {
			str_add_n(&c->in, buf, (size_t)n);
			c->got_bytes = true;
			return true;
		}
		if (n == 0 || errno != EAGAIN || !wait_for(c, POLLIN))
			return false;
	}
}

/* A line without its CRLF, appended to `to` with a NUL-able line feed. */
static bool
read_line(struct http_client *c, struct str *to)
{
	for (;;) {
		char *start = c->in.data + c->at;
		char *lf = c->in.len > c->at ? memchr(start, '\n', c->in.len - c->at) : NULL;
		if (lf != NULL) {
			size_t n = (size_t)(lf - start);
			c->at += n + 1;
			str_add_n(to, start, n > 0 && start[n - 1] == '\r' ? n - 1 : n);
			return true;
		}
		if (c->in.len - c->at > 65536 || !receive(c))
			return false;
	}
}

static bool
read_bytes(struct http_client *c, struct str *to, size_t n)
{
	if (n > body_max - to->len)
		return false;
	while (n > 0) {
		size_t have = c->in.len - c->at;
		if (have == 0) {
			if (!receive(c))
				return false;
			continue;
		}
		size_t take = have < n ? have : n;
		str_add_n(to, c->in.data + c->at, take);
		c->at += take;
		n -= take;
	}
	return true;
}

static bool
read_chunks(struct http_client *c, struct str *body)
{
	struct str CLEANUP(str_free) line = { 0 };
	for (;;) {
		str_clear(&line);
		if (!read_line(c, &line))
			return false;
		char *end;
		size_t n = strtoul(str_text(&line), &end, 16);
		if (end == str_text(&line) || !read_bytes(c, body, n))
			return false;
		do {
			str_clear(&line);
			if (!read_line(c, &line))
				return false;
		} while (n == 0 && line.len > 0);
		if (n == 0)
			return true;
	}
}

static bool
read_to_end(struct http_client *c, struct str *body)
{
	for (;;) {
		str_add_n(body, c->in.data + c->at, c->in.len - c->at);
		c->at = c->in.len;
		if (!receive(c))
			return clock_mono() < c->deadline;
	}
}

/* head holds the lines one after the other, each NUL-terminated; name them. */
static void
index_headers(struct http_reply *reply, size_t lines)
{
	reply->header = mem_resize(reply->header, lines + 1, sizeof *reply->header);
	reply->headers = 0;
	char *p = reply->head.data + strlen(reply->head.data) + 1;
	for (; lines > 1; lines--) {
		size_t n = strlen(p);
		char *colon = strchr(p, ':');
		if (colon != NULL) {
			*colon++ = '\0';
			reply->header[reply->headers++] =
			    (struct http_pair){ p, colon + strspn(colon, " \t") };
		}
		p += n + 1;
	}
}

static bool
read_head(struct http_client *c, struct http_reply *reply)
{
	do {
		str_clear(&reply->head);
		size_t lines = 0;
		for (;; lines++) {
			size_t before = reply->head.len;
			if (!read_line(c, &reply->head) || reply->head.len > 262144)
				return false;
			bool empty = reply->head.len == before;
			str_add_n(&reply->head, "", 1);
			if (empty)
				break;
		}
		int minor;
		if (lines == 0 ||
		    sscanf(reply->head.data, "HTTP/1.%1d %3d", &minor, &reply->status) != 2)
			return false;
		index_headers(reply, lines);
	} while (reply->status < 200);
	return true;
}

static bool
read_body(struct http_client *c, const char *method, struct http_reply *reply, bool *ret_closes)
{
	const char *length = http_client_header(reply, "Content-Length");
	const char *encoding = http_client_header(reply, "Transfer-Encoding");
	const char *connection = http_client_header(reply, "Connection");
	*ret_closes = connection != NULL && strcasecmp(connection, "close") == 0;
	str_clear(&reply->body);
	if (str_eq(method, "HEAD") || reply->status == 204 || reply->status == 304)
		return true;
	if (encoding != NULL)
		return strcasecmp(encoding, "chunked") == 0 && read_chunks(c, &reply->body);
	if (length != NULL) {
		int64_t n;
		return str_to_i64(length, &n) && n >= 0 && read_bytes(c, &reply->body, (size_t)n);
	}
	*ret_closes = true;
	return read_to_end(c, &reply->body);
}

static bool
converse(struct http_client *c, const struct http_call *call, struct http_reply *reply)
{
	bool closes = true;
	c->got_bytes = false;
	/* A server may answer before it has read all, and close: its answer counts, not our broken
	 * pipe. */
	bool sent = send_call(c, call);
	bool ok = read_head(c, reply) && read_body(c, call->method, reply, &closes);
	if (!sent || !ok || closes)
		hang_up(c);
	return ok;
}

static bool
may_repeat(const struct http_call *call)
{
	if (str_eq(call->method, "GET") || str_eq(call->method, "HEAD"))
		return true;
	for (size_t i = 0; i < call->headers; i++)
		if (strcasecmp(call->header[i].name, "Idempotency-Key") == 0)
			return true;
	return false;
}

err_t
http_client_call(struct http_client *c, const struct http_call *call, struct http_reply *reply)
{
	c->deadline = clock_mono() + c->timeout_us;
	bool kept = c->fd >= 0;
	if (kept && converse(c, call, reply))
		return ERR_OK;
	if (kept && (c->got_bytes || !may_repeat(call) || clock_mono() >= c->deadline)) {
		hang_up(c);
		return ERR_UNKNOWN;
	}
	if (!dial(c))
		return kept ? ERR_UNKNOWN : ERR_AWAY;
	return converse(c, call, reply) ? ERR_OK : ERR_UNKNOWN;
}

const char *
http_client_header(const struct http_reply *reply, const char *name)
{
	for (size_t i = 0; i < reply->headers; i++)
		if (strcasecmp(reply->header[i].name, name) == 0)
			return reply->header[i].value;
	return NULL;
}

void
http_client_reply_free(struct http_reply *reply)
{
	free(reply->header);
	str_free(&reply->head);
	str_free(&reply->body);
	*reply = (struct http_reply){ 0 };
}
