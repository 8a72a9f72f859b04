/* server - start and stop of libmicrohttpd.
 *
 * Stopping has an order that libmicrohttpd enforces by ending the process: no connection may be
 * suspended when its daemon stops. So: accept no more, let what is under way be answered, answer
 * the rest ourselves, forbid suspending, and only then stop the event threads. */
#include "http/internal.h"

#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { POOL = 32 << 10 }; /* bytes a connection: head, and a window on the body */

static void
set_defaults(struct http_options *o)
{
	const struct {
		int64_t *value, normal;
	} times[] = {
		{ &o->header_us, 10 * INSTANT_SECOND },
		{ &o->body_us, 30 * INSTANT_SECOND },
		{ &o->answer_us, 30 * INSTANT_SECOND },
		{ &o->write_us, 60 * INSTANT_SECOND },
		{ &o->idle_us, 75 * INSTANT_SECOND },
		{ &o->discard_us, 5 * INSTANT_SECOND },
	};
	for (size_t i = 0; i < ARRAY_LEN(times); i++)
		if (*times[i].value == 0)
			*times[i].value = times[i].normal;
	o->address = o->address ? o->address : "127.0.0.1";
	o->threads = o->threads ? o->threads : 2;
	o->connections = o->connections ? o->connections : 1000;
	o->connections_per_ip = o->connections_per_ip ? o->connections_per_ip : 250;
	o->discard_limit = o->discard_limit ? o->discard_limit : (size_t)32 << 20;
	o->body_memory = o->body_memory ? o->body_memory : (size_t)512 << 20;
}

static socklen_t
make_address(const char *text, uint16_t port, struct sockaddr_storage *ret)
{
	memset(ret, 0, sizeof *ret);
	struct sockaddr_in *v4 = (struct sockaddr_in *)ret;
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)ret;
	if (inet_pton(AF_INET, text, &v4->sin_addr) == 1) {
		v4->sin_family = AF_INET;
		v4->sin_port = htons(port);
		return sizeof *v4;
	}
	if (inet_pton(AF_INET6, text, &v6->sin6_addr) == 1) {
		v6->sin6_family = AF_INET6;
		v6->sin6_port = htons(port);
		return sizeof *v6;
	}
	return 0;
}

/* We bind ourselves, since libmicrohttpd does not say why it could not. */
static err_t
listen_on(const struct http_options *o, int *ret_fd, uint16_t *ret_port, struct faults *f)
{
	char place[80];
	snprintf(place, sizeof place, "%s:%u", o->address, (unsigned)o->port);
	struct sockaddr_storage sa;
	socklen_t n = make_address(o->address, o->port, &sa);
	if (n == 0)
		return fault_add(f, FAULT_LISTEN, "", place, "not a numeric address", NULL);
	int fd = socket(sa.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return fault_add(f, FAULT_LISTEN, "", place, strerror(errno), NULL);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &(int){ 1 }, sizeof(int));
	char port[8];
	snprintf(port, sizeof port, "%u", o->port);
	if (bind(fd, (struct sockaddr *)&sa, n) != 0 || listen(fd, SOMAXCONN) != 0) {
		int e = errno;
		close(fd);
		if (e == EADDRINUSE)
			return fault_add(f, FAULT_PORT_TAKEN, "", port,
			    o->address ? o->address : "127.0.0.1",
			    o->port_option ? o->port_option : "http.listen");
		return fault_add(f, FAULT_LISTEN, "", place, strerror(e), NULL);
	}
	getsockname(fd, (struct sockaddr *)&sa, &(socklen_t){ sizeof sa });
	*ret_port = ntohs(sa.ss_family == AF_INET ? ((struct sockaddr_in *)&sa)->sin_port
						  : ((struct sockaddr_in6 *)&sa)->sin6_port);
	*ret_fd = fd;
	return ERR_OK;
}

/* We decode targets ourselves, strictly: libmicrohttpd is to leave them alone. */
static size_t
leave_encoded(void *cls UNUSED, struct MHD_Connection *mhd UNUSED, char *s)
{
	return strlen(s);
}

static void
keep_quiet(void *cls UNUSED, const char *fmt UNUSED, va_list ap UNUSED)
{
}

static struct MHD_Daemon *
start_daemon(struct http_server *s, int fd)
{
	static char priorities[] = "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2";
	const struct http_options *o = &s->o;
	struct MHD_OptionItem tls[] = {
		{ MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)(uintptr_t)o->tls_cert },
		{ MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)(uintptr_t)o->tls_key },
		{ MHD_OPTION_HTTPS_PRIORITIES, 0, priorities },
		{ MHD_OPTION_END, 0, NULL },
	};
	struct MHD_OptionItem options[] = {
		{ MHD_OPTION_LISTEN_SOCKET, fd, NULL },
		{ MHD_OPTION_CONNECTION_LIMIT, o->connections, NULL },
		{ MHD_OPTION_PER_IP_CONNECTION_LIMIT, o->connections_per_ip, NULL },
		{ MHD_OPTION_CONNECTION_MEMORY_LIMIT, POOL, NULL },
		{ MHD_OPTION_STRICT_FOR_CLIENT, 1, NULL },
		{ MHD_OPTION_NOTIFY_CONNECTION, (intptr_t)http_conn_notify, s },
		{ MHD_OPTION_URI_LOG_CALLBACK, (intptr_t)http_conn_target, s },
		{ MHD_OPTION_NOTIFY_COMPLETED, (intptr_t)http_request_completed, s },
		{ MHD_OPTION_UNESCAPE_CALLBACK, (intptr_t)leave_encoded, NULL },
		{ MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1, NULL },
		{ o->tls_cert ? MHD_OPTION_ARRAY : MHD_OPTION_STRICT_FOR_CLIENT, 1,
		    o->tls_cert ? tls : NULL },
		{ o->threads > 1 ? MHD_OPTION_THREAD_POOL_SIZE : MHD_OPTION_END, o->threads, NULL },
		{ MHD_OPTION_END, 0, NULL },
	};
	unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_SUSPEND_RESUME | MHD_USE_ITC |
			 (o->tls_cert ? MHD_USE_TLS : 0);
	return MHD_start_daemon(flags, 0, NULL, NULL, http_request_access, s,
	    MHD_OPTION_EXTERNAL_LOGGER, keep_quiet, NULL, MHD_OPTION_ARRAY, options,
	    MHD_OPTION_END);
}

void
http_server_unref(struct http_server *s)
{
	if (atomic_fetch_sub(&s->refs, 1) != 1)
		return;
	pthread_mutex_destroy(&s->lock);
	free(s->address);
	free(s->port_option);
	free(s);
}

err_t
http_server_start(const struct http_options *options, struct http_server **ret, struct faults *f)
{
	struct http_server *s = MEM_NEW(struct http_server);
	s->refs = 1;
	s->o = *options;
	set_defaults(&s->o);
	s->o.address = s->address = mem_strdup(s->o.address);
	s->o.port_option = s->port_option = s->o.port_option ? mem_strdup(s->o.port_option) : NULL;
	pthread_mutex_init(&s->lock, NULL);
	signal(SIGPIPE, SIG_IGN);
	int fd = -1;
	err_t e = listen_on(&s->o, &fd, &s->port, f);
	if (e) {
		http_server_unref(s);
		return e;
	}
	http_reaper_start(s);
	s->mhd = start_daemon(s, fd); /* which owns fd from here on */
	if (s->mhd == NULL) {
		http_reaper_stop(s);
		http_server_unref(s);
		return fault_add(f, FAULT_LISTEN, "", options->address,
		    options->tls_cert ? "the certificate or its key cannot be used"
				      : "libmicrohttpd does not start",
		    NULL);
	}
	*ret = s;
	return ERR_OK;
}

uint16_t
http_server_port(const struct http_server *s)
{
	return s->port;
}

/* ---- stop */

static void
sleep_us(int64_t us)
{
	nanosleep(&(struct timespec){ us / INSTANT_SECOND, us % INSTANT_SECOND * 1000 }, NULL);
}

/* Requests under way; streams are told to end and do not count. */
static int
count_busy(struct http_server *s)
{
	int n = 0;
	pthread_mutex_lock(&s->lock);
	for (struct http_conn *c = s->conns; c != NULL; c = c->next) {
		pthread_mutex_lock(&c->lock);
		if (c->stream != NULL)
			http_stream_close(c->stream);
		else
			n += c->request != NULL;
		pthread_mutex_unlock(&c->lock);
	}
	pthread_mutex_unlock(&s->lock);
	return n;
}

/* Answer in everybody's place. From here on nothing is suspended any more. */
static void
force_answers(struct http_server *s)
{
	s->stopping = true;
	pthread_mutex_lock(&s->lock);
	for (struct http_conn *c = s->conns; c != NULL; c = c->next) {
		pthread_mutex_lock(&c->lock);
		if (c->stream != NULL)
			http_stream_quit(c->stream);
		if (c->request != NULL)
			http_request_timed_out(c->request);
		pthread_mutex_unlock(&c->lock);
	}
	pthread_mutex_unlock(&s->lock);
}

void
http_server_stop(struct http_server *s, int64_t grace_us)
{
	if (s == NULL)
		return;
	s->draining = true;
	int fd = MHD_quiesce_daemon(s->mhd);
	if (fd >= 0)
		shutdown(fd, SHUT_RDWR); /* whoever stands in the backlog is told now */
	for (int64_t until = clock_mono() + grace_us; count_busy(s) > 0 && clock_mono() < until;)
		sleep_us(5000);
	force_answers(s);
	for (int64_t until = clock_mono() + INSTANT_SECOND / 2;
	     count_busy(s) > 0 && clock_mono() < until;)
		sleep_us(2000);
	while (atomic_load(&s->resuming) > 0)
		sleep_us(100);
	http_reaper_stop(s);
	MHD_stop_daemon(s->mhd);
	if (fd >= 0)
		close(fd);
	http_server_unref(s);
}
