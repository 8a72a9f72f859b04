/* reaper - the thread that ends what libmicrohttpd would wait for.
 *
 * Its own timeout counts inactivity only, so a client that drips a byte a second stays for ever,
 * and a suspended connection has no timeout at all. Five times a second each connection's deadline
 * is compared with the clock: whoever owes an answer gets 503 sent in its place, everybody else is
 * shut down. A descriptor found under server->lock is open, since the closing notification takes
 * the same lock.
 *
 * A kept-alive connection that drips a request line shows nothing to the application; the kernel's
 * count of received bytes betrays it.
 *
 * After an early answer the client may still be sending; closing at once would reset the connection
 * and could destroy the answer before it is read. Such descriptors linger here, read and thrown
 * away for a short time. */
#include "http/internal.h"

#include "base/metric.h"

#include <linux/tcp.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

static const int64_t tick_us = INSTANT_SECOND / 5;
static const int64_t linger_us = 2 * INSTANT_SECOND;

static uint64_t
bytes_received(int fd)
{
	struct tcp_info info = { 0 };
	socklen_t n = sizeof info;
	return getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &n) == 0 ? info.tcpi_bytes_received + 1
								     : 1;
}

static void
watch_idle(struct http_conn *c, int64_t now)
{
	uint64_t bytes = bytes_received(c->fd);
	if (c->idle_bytes == 0)
		c->idle_bytes = bytes;
	else if (bytes != c->idle_bytes) {
		c->phase = HTTP_HEAD;
		c->deadline = now + c->server->o.header_us;
	}
}

static void
cut(struct http_conn *c)
{
	if (c->phase != HTTP_IDLE && c->phase != HTTP_CUT)
		metric_add(METRIC_HTTP_REAPED, 1);
	shutdown(c->fd, SHUT_RDWR);
	c->deadline = INT64_MAX;
}

/* Too long a discarded body: answer, give the client a second to read it, then cut. */
static void
answer_and_cut(struct http_conn *c, int64_t now)
{
	const struct http_request *r = c->request ? &c->request->pub : NULL;
	http_problem_raw(c->server, r, c->fd, 413, "the body is too large");
	c->phase = HTTP_CUT;
	c->deadline = now + INSTANT_SECOND;
}

/* Under server->lock and c->lock. */
static void
overdue(struct http_conn *c, int64_t now)
{
	switch (c->phase) {
	case HTTP_DISCARD:
		answer_and_cut(c, now);
		break;
	case HTTP_WAIT:
		c->deadline = INT64_MAX;
		if (c->request != NULL)
			http_request_timed_out(c->request);
		break;
	case HTTP_STREAM:
		break;
	case HTTP_IDLE:
	case HTTP_HEAD:
	case HTTP_BODY:
	case HTTP_CUT:
	case HTTP_WRITE:
	case HTTP_PHASES:
		cut(c);
		break;
	}
}

static void
look_at_connections(struct http_server *s, int64_t now)
{
	pthread_mutex_lock(&s->lock);
	for (struct http_conn *c = s->conns; c != NULL; c = c->next) {
		pthread_mutex_lock(&c->lock);
		if (c->phase == HTTP_IDLE)
			watch_idle(c, now);
		if (c->stream != NULL)
			http_stream_tick(c->stream, now);
		if (now >= c->deadline)
			overdue(c, now);
		pthread_mutex_unlock(&c->lock);
	}
	pthread_mutex_unlock(&s->lock);
}

/* ---- lingering descriptors */

void
http_reaper_linger(struct http_server *s, int fd)
{
	if (fd < 0)
		return;
	pthread_mutex_lock(&s->linger_lock);
	size_t i = 0;
	while (i < ARRAY_LEN(s->linger_fd) && s->linger_fd[i] >= 0)
		i++;
	if (i < ARRAY_LEN(s->linger_fd)) {
		s->linger_fd[i] = fd;
		s->linger_until[i] = clock_mono() + linger_us;
		fd = -1;
	}
	pthread_mutex_unlock(&s->linger_lock);
	if (fd >= 0)
		close(fd);
	else
		(void)!write(s->wake, &(uint64_t){ 1 }, sizeof(uint64_t));
}

/* False: the client has finished or failed. MSG_TRUNC throws away inside the kernel. */
static bool
drain(int fd)
{
	for (int i = 0; i < 64; i++) {
		ssize_t n = recv(fd, NULL, (size_t)1 << 20, MSG_TRUNC | MSG_DONTWAIT);
		if (n <= 0)
			return n < 0;
	}
	return true;
}

static void
look_at_lingering(struct http_server *s, int64_t now)
{
	pthread_mutex_lock(&s->linger_lock);
	for (size_t i = 0; i < ARRAY_LEN(s->linger_fd); i++)
		if (s->linger_fd[i] >= 0 &&
		    (now >= s->linger_until[i] || !drain(s->linger_fd[i]))) {
			close(s->linger_fd[i]);
			s->linger_fd[i] = -1;
		}
	pthread_mutex_unlock(&s->linger_lock);
}

static void
nap(struct http_server *s, int64_t until)
{
	struct pollfd p[1 + ARRAY_LEN(s->linger_fd)] = { { .fd = s->wake, .events = POLLIN } };
	pthread_mutex_lock(&s->linger_lock);
	for (size_t i = 0; i < ARRAY_LEN(s->linger_fd); i++)
		p[i + 1] = (struct pollfd){ .fd = s->linger_fd[i], .events = POLLIN };
	pthread_mutex_unlock(&s->linger_lock);
	int64_t left = until - clock_mono();
	if (left > 0 && poll(p, ARRAY_LEN(p), (int)(left / 1000) + 1) > 0 && p[0].revents)
		(void)!read(s->wake, &(uint64_t){ 0 }, sizeof(uint64_t));
}

static void *
reap(void *arg)
{
	struct http_server *s = arg;
	for (int64_t next = clock_mono(); !s->reaper_ends;) {
		nap(s, next);
		int64_t now = clock_mono();
		look_at_lingering(s, now);
		if (now < next)
			continue;
		look_at_connections(s, now);
		next = now + tick_us;
	}
	return NULL;
}

void
http_reaper_start(struct http_server *s)
{
	for (size_t i = 0; i < ARRAY_LEN(s->linger_fd); i++)
		s->linger_fd[i] = -1;
	s->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	pthread_mutex_init(&s->linger_lock, NULL);
	pthread_create(&s->reaper, NULL, reap, s);
}

void
http_reaper_stop(struct http_server *s)
{
	s->reaper_ends = true;
	(void)!write(s->wake, &(uint64_t){ 1 }, sizeof(uint64_t));
	pthread_join(s->reaper, NULL);
	for (size_t i = 0; i < ARRAY_LEN(s->linger_fd); i++)
		if (s->linger_fd[i] >= 0)
			close(s->linger_fd[i]);
	close(s->wake);
	pthread_mutex_destroy(&s->linger_lock);
}
