/* conn - one client connection, from accept to close. */
#include "http/internal.h"

#include "base/metric.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct http_conn *
http_conn_of(struct MHD_Connection *mhd)
{
	const union MHD_ConnectionInfo *info =
	    MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
	return info ? info->socket_context : NULL;
}

void
http_conn_phase(struct http_conn *c, enum http_phase phase, int64_t allow_us)
{
	pthread_mutex_lock(&c->lock);
	c->phase = phase;
	c->deadline = clock_mono() + allow_us;
	c->idle_bytes = 0;
	pthread_mutex_unlock(&c->lock);
}

static void
read_address(struct http_conn *c, const struct sockaddr *sa)
{
	if (sa->sa_family == AF_INET) {
		const struct sockaddr_in *in = (const struct sockaddr_in *)(const void *)sa;
		inet_ntop(AF_INET, &in->sin_addr, c->remote, sizeof c->remote);
		c->loopback = ntohl(in->sin_addr.s_addr) >> 24 == IN_LOOPBACKNET;
	} else if (sa->sa_family == AF_INET6) {
		const struct sockaddr_in6 *in = (const struct sockaddr_in6 *)(const void *)sa;
		inet_ntop(AF_INET6, &in->sin6_addr, c->remote, sizeof c->remote);
		c->loopback = IN6_IS_ADDR_LOOPBACK(&in->sin6_addr) ||
			      (IN6_IS_ADDR_V4MAPPED(&in->sin6_addr) &&
				  in->sin6_addr.s6_addr[12] == IN_LOOPBACKNET);
	}
}

static void
start(struct http_server *s, struct MHD_Connection *mhd, void **context)
{
	struct http_conn *c = MEM_NEW(struct http_conn);
	c->server = s;
	c->fd = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
	read_address(
	    c, MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr);
	pthread_mutex_init(&c->lock, NULL);
	c->phase = HTTP_HEAD;
	c->deadline = clock_mono() + s->o.header_us;
	*context = c;
	pthread_mutex_lock(&s->lock);
	c->next = s->conns;
	if (c->next != NULL)
		c->next->prev = c;
	s->conns = c;
	pthread_mutex_unlock(&s->lock);
	metric_add(METRIC_HTTP_CONNECTIONS, 1);
}

/* The descriptor is still open here: whoever holds server->lock and finds the connection may shut
 * it down. */
static void
end(struct http_server *s, struct http_conn *c)
{
	pthread_mutex_lock(&s->lock);
	*(c->prev ? &c->prev->next : &s->conns) = c->next;
	if (c->next != NULL)
		c->next->prev = c->prev;
	pthread_mutex_unlock(&s->lock);
	if (c->linger && !s->stopping)
		http_reaper_linger(s, fcntl(c->fd, F_DUPFD_CLOEXEC, 0));
	pthread_mutex_destroy(&c->lock);
	str_free(&c->target);
	free(c);
	metric_add(METRIC_HTTP_CONNECTIONS, -1);
}

void
http_conn_notify(
    void *cls, struct MHD_Connection *mhd, void **context, enum MHD_ConnectionNotificationCode code)
{
	struct http_conn *c = *context;
	if (code == MHD_CONNECTION_NOTIFY_STARTED)
		start(cls, mhd, context);
	else if (c != NULL) {
		*context = NULL;
		end(cls, c);
	}
}

/* The request line is complete. A first request's time runs since the connection, a later one's
 * since now or, if the reaper saw bytes of it earlier, since then. */
void *
http_conn_target(void *cls UNUSED, const char *uri, struct MHD_Connection *mhd)
{
	struct http_conn *c = http_conn_of(mhd);
	str_clear(&c->target);
	str_add(&c->target, uri ? uri : "");
	c->raw_target = uri;
	pthread_mutex_lock(&c->lock);
	if (c->phase == HTTP_IDLE) {
		c->phase = HTTP_HEAD;
		c->deadline = clock_mono() + c->server->o.header_us;
	}
	pthread_mutex_unlock(&c->lock);
	return NULL;
}
