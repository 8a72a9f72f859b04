#include "base/queue.h"
#include "lib/suite.h"

#include <pthread.h>

START_TEST(a_full_queue_refuses)
{
	struct queue *q = queue_new(2);
	int a, b, c;
	ck_assert(queue_push(q, &a));
	ck_assert(queue_push(q, &b));
	ck_assert(!queue_push(q, &c));
	void *got[4];
	ck_assert_uint_eq(queue_pop(q, got, 4, 0), 2);
	ck_assert_ptr_eq(got[0], &a);
	queue_free(q);
}
END_TEST

START_TEST(a_closed_queue_gives_what_is_left_then_nothing)
{
	struct queue *q = queue_new(2);
	int a;
	void *got;
	ck_assert(queue_push(q, &a));
	queue_close(q);
	ck_assert(!queue_push(q, &a));
	ck_assert_uint_eq(queue_pop(q, &got, 1, -1), 1);
	ck_assert_uint_eq(queue_pop(q, &got, 1, -1), 0);
	queue_free(q);
}
END_TEST

static void *
push_thousand(void *arg)
{
	for (int i = 0; i < 1000; i++)
		while (!queue_push(arg, arg))
			;
	return NULL;
}

START_TEST(nothing_is_lost_between_threads)
{
	struct queue *q = queue_new(16);
	pthread_t t[4];
	for (int i = 0; i < 4; i++)
		pthread_create(&t[i], NULL, push_thousand, q);
	size_t n = 0;
	void *got[8];
	while (n < 4000)
		n += queue_pop(q, got, 8, -1);
	for (int i = 0; i < 4; i++)
		pthread_join(t[i], NULL);
	ck_assert_uint_eq(queue_length(q), 0);
	queue_free(q);
}
END_TEST

SUITE("base/queue", a_full_queue_refuses, a_closed_queue_gives_what_is_left_then_nothing, nothing_is_lost_between_threads)
