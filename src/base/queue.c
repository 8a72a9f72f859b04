/* queue - a ring under one mutex, with one condition for "something is here". */
#include "base/queue.h"
#include "base/clock.h"
#include "base/mem.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

struct queue {
	pthread_mutex_t lock; /* protects all below */
	pthread_cond_t arrived;
	void **ring;
	size_t capacity, head, n;
	bool closed;
};

struct queue *
queue_new(size_t capacity)
{
	struct queue *q = MEM_NEW(struct queue);
	pthread_condattr_t attr;
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&q->arrived, &attr);
	pthread_condattr_destroy(&attr);
	pthread_mutex_init(&q->lock, NULL);
	q->ring = MEM_ARRAY(void *, capacity);
	q->capacity = capacity;
	return q;
}

void
queue_free(struct queue *q)
{
	if (q == NULL)
		return;
	pthread_cond_destroy(&q->arrived);
	pthread_mutex_destroy(&q->lock);
	free(q->ring);
	free(q);
}

bool
queue_push(struct queue *q, void *item)
{
	pthread_mutex_lock(&q->lock);
	bool ok = !q->closed && q->n < q->capacity;
	if (ok) {
		q->ring[(q->head + q->n++) % q->capacity] = item;
		pthread_cond_signal(&q->arrived);
	}
	pthread_mutex_unlock(&q->lock);
	return ok;
}

static void
wait_for_item(struct queue *q, int64_t timeout_us)
{
	struct timespec until = clock_after(timeout_us < 0 ? 0 : timeout_us);
	while (q->n == 0 && !q->closed) {
		if (timeout_us < 0)
			pthread_cond_wait(&q->arrived, &q->lock);
		else if (pthread_cond_timedwait(&q->arrived, &q->lock, &until) != 0)
			return;
	}
}

size_t
queue_pop(struct queue *q, void **items, size_t max, int64_t timeout_us)
{
	size_t got = 0;
	pthread_mutex_lock(&q->lock);
	wait_for_item(q, timeout_us);
	for (; got < max && q->n > 0; q->n--) {
		items[got++] = q->ring[q->head];
		q->head = (q->head + 1) % q->capacity;
	}
	pthread_mutex_unlock(&q->lock);
	return got;
}

void
queue_close(struct queue *q)
{
	pthread_mutex_lock(&q->lock);
	q->closed = true;
	pthread_cond_broadcast(&q->arrived);
	pthread_mutex_unlock(&q->lock);
}

bool
queue_is_closed(struct queue *q)
{
	pthread_mutex_lock(&q->lock);
	bool closed = q->closed;
	pthread_mutex_unlock(&q->lock);
	return closed;
}

size_t
queue_length(struct queue *q)
{
	pthread_mutex_lock(&q->lock);
	size_t n = q->n;
	pthread_mutex_unlock(&q->lock);
	return n;
}
