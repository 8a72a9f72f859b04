/* net - raw loopback sockets for tests that care about every byte. */
#ifndef OXY_TESTS_NET_H
#define OXY_TESTS_NET_H

#include "base/clock.h"
#include "base/str.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static inline void
net_sleep_ms(int ms)
{
	nanosleep(&(struct timespec){ ms / 1000, ms % 1000 * 1000000L }, NULL);
}

/* -1 when nobody listens. */
static inline int
net_connect(uint16_t port)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct sockaddr_in sa = { .sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	if (connect(fd, (struct sockaddr *)&sa, sizeof sa) != 0) {
		close(fd);
		return -1;
	}
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof(int));
	return fd;
}

/* A port nobody listened on a moment ago. */
static inline uint16_t
net_free_port(void)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct sockaddr_in sa = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof sa;
	if (bind(fd, (struct sockaddr *)&sa, n) != 0 ||
	    getsockname(fd, (struct sockaddr *)&sa, &n) != 0)
		abort();
	close(fd);
	return ntohs(sa.sin_port);
}

/* How many bytes the peer took. */
static inline size_t
net_send(int fd, const void *data, size_t n)
{
	size_t done = 0;
	while (done < n) {
		ssize_t sent = send(fd, (const char *)data + done, n - done, MSG_NOSIGNAL);
		if (sent <= 0)
			break;
		done += (size_t)sent;
	}
	return done;
}

static inline size_t
net_say(int fd, const char *text)
{
	return net_send(fd, text, strlen(text));
}

enum net_end { NET_OPEN, NET_CLOSED };

/* Append what comes until the peer closes, `until` (if not NULL) has been seen, or the time is
 * over. */
static inline enum net_end
net_read(int fd, struct str *to, const char *until, int timeout_ms)
{
	int64_t deadline = clock_mono() + timeout_ms * INT64_C(1000);
	for (;;) {
		char buf[65536];
		if (until != NULL && to->len > 0 && strstr(to->data, until) != NULL)
			return NET_OPEN;
		int64_t left = deadline - clock_mono();
		struct pollfd p = { .fd = fd, .events = POLLIN };
		if (left <= 0 || poll(&p, 1, (int)(left / 1000) + 1) <= 0)
			return NET_OPEN;
		ssize_t n = recv(fd, buf, sizeof buf, 0);
		if (n <= 0)
			return NET_CLOSED;
		str_add_n(to, buf, (size_t)n);
	}
}

/* The status of the first answer, 0 when there is none. */
static inline int
net_status(const struct str *answer)
{
	return answer->len > 12 && strncmp(answer->data, "HTTP/1.", 7) == 0 ? atoi(answer->data + 9)
									    : 0;
}

static inline int
net_count(const struct str *s, const char *what)
{
	int n = 0;
	for (const char *p = str_text(s); (p = strstr(p, what)) != NULL; p += strlen(what))
		n++;
	return n;
}

#endif
