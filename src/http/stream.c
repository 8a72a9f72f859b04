/* stream - a response that goes on: a bounded queue between whoever has news and one reader.
 *
 * libmicrohttpd asks for bytes when the socket takes some; when there are none the connection is
 * suspended and the next send resumes it. A gone reader is noticed by a write, hence the heartbeat.
 */
#include "http/internal.h"

#include "base/metric.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

struct http_stream {
	atomic_int refs;
	size_t limit;
	int64_t heartbeat_us;
	const char *heartbeat;
	void (*closed)(void *arg, struct http_stream *s);
	void *arg;

	pthread_mutex_t lock; /* protects all below */
	struct str queue;     /* from taken on */
	size_t taken;
	int64_t sent_at; /* clock_mono of the last send */
	bool over;       /* nothing is queued any more */
	bool finish;     /* end when the queue is empty */
	bool quitting;
	bool suspended;
	struct http_server *server; /* set while attached */
	struct MHD_Connection *mhd;
	int fd;
};

static void
stream_wake(struct http_stream *s)
{
	if (!s->suspended)
		return;
	s->suspended = false;
	struct http_server *server = s->server;
	atomic_fetch_add(&server->resuming, 1);
	MHD_resume_connection(s->mhd);
	atomic_fetch_sub(&server->resuming, 1);
}

static size_t
take(struct http_stream *s, char *buf, size_t max)
{
	size_t n = s->queue.len - s->taken;
	if (n > max)
		n = max;
	memcpy(buf, s->queue.data + s->taken, n);
	s->taken += n;
	if (s->taken == s->queue.len) {
		str_clear(&s->queue);
		s->taken = 0;
	}
	return n;
}

/* libmicrohttpd wants bytes; on the event thread. */
static ssize_t
read_some(void *cls, uint64_t pos UNUSED, char *buf, size_t max)
{
	struct http_stream *s = cls;
	ssize_t n = 0;
	pthread_mutex_lock(&s->lock);
	if (s->queue.len > s->taken)
		n = (ssize_t)take(s, buf, max);
	else if (s->finish || s->over || s->quitting || s->server->stopping)
		n = MHD_CONTENT_READER_END_OF_STREAM;
	else {
		s->suspended = true;
		MHD_suspend_connection(s->mhd);
	}
	pthread_mutex_unlock(&s->lock);
	return n;
}

static void
response_freed(void *cls)
{
	http_stream_unref(cls);
}

struct http_stream *
http_stream_new(const struct http_stream_options *o, struct MHD_Response **ret_response)
{
	struct http_stream *s = MEM_NEW(struct http_stream);
	s->refs = 3;
	s->limit = o->queue_limit ? o->queue_limit : (size_t)256 << 10;
	s->heartbeat_us = o->heartbeat_us ? o->heartbeat_us : 15 * INSTANT_SECOND;
	s->heartbeat = o->heartbeat ? o->heartbeat : ":\n\n";
	s->closed = o->closed;
	s->arg = o->arg;
	s->sent_at = clock_mono();
	s->fd = -1;
	pthread_mutex_init(&s->lock, NULL);
	*ret_response =
	    MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 4096, read_some, s, response_freed);
	return s;
}

void
http_stream_unref(struct http_stream *s)
{
	if (atomic_fetch_sub(&s->refs, 1) != 1)
		return;
	str_free(&s->queue);
	pthread_mutex_destroy(&s->lock);
	free(s);
}

void
http_stream_release(struct http_stream *s)
{
	if (s != NULL)
		http_stream_unref(s);
}

void
http_stream_attach(struct http_stream *s, struct http_conn *c, struct MHD_Connection *mhd)
{
	pthread_mutex_lock(&s->lock);
	s->server = c->server;
	s->mhd = mhd;
	s->fd = c->fd;
	pthread_mutex_unlock(&s->lock);
	metric_add(METRIC_HTTP_STREAMS, 1);
}

void
http_stream_detach(struct http_stream *s)
{
	pthread_mutex_lock(&s->lock);
	bool attached = s->mhd != NULL;
	bool first = s->closed != NULL;
	void (*closed)(void *, struct http_stream *) = s->closed;
	s->closed = NULL;
	s->over = true;
	s->mhd = NULL;
	s->fd = -1;
	pthread_mutex_unlock(&s->lock);
	if (attached)
		metric_add(METRIC_HTTP_STREAMS, -1);
	if (first)
		closed(s->arg, s);
}

/* Under the lock: the reader is too slow. */
static void
cut(struct http_stream *s)
{
	s->over = true;
	str_free(&s->queue);
	s->taken = 0;
	if (s->fd >= 0)
		shutdown(s->fd, SHUT_RDWR);
	stream_wake(s);
	metric_add(METRIC_HTTP_STREAMS_CUT, 1);
}

bool
http_stream_send(struct http_stream *s, const void *bytes, size_t n)
{
	pthread_mutex_lock(&s->lock);
	if (!s->over && !s->finish) {
		if (s->queue.len - s->taken + n > s->limit)
			cut(s);
		else {
			if (s->taken > s->limit / 2) { /* move what is left to the front */
				s->queue.len -= s->taken;
				memmove(s->queue.data, s->queue.data + s->taken, s->queue.len);
				s->taken = 0;
			}
			str_add_n(&s->queue, bytes, n);
			s->sent_at = clock_mono();
			stream_wake(s);
		}
	}
	bool open = !s->over && !s->finish;
	pthread_mutex_unlock(&s->lock);
	return open;
}

void
http_stream_close(struct http_stream *s)
{
	pthread_mutex_lock(&s->lock);
	s->finish = true;
	stream_wake(s);
	pthread_mutex_unlock(&s->lock);
}

void
http_stream_quit(struct http_stream *s)
{
	pthread_mutex_lock(&s->lock);
	s->quitting = true;
	stream_wake(s);
	pthread_mutex_unlock(&s->lock);
}

void
http_stream_tick(struct http_stream *s, int64_t now)
{
	pthread_mutex_lock(&s->lock);
	bool due = now - s->sent_at >= s->heartbeat_us;
	pthread_mutex_unlock(&s->lock);
	if (due)
		http_stream_send(s, s->heartbeat, strlen(s->heartbeat));
}
