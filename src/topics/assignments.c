/* assignments - one round: read, publish, wait for the broker, mark. */
#include "topics/assignments.h"

#include "app/watermark.h"
#include "base/str.h"
#include "base/vec.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

enum { ROUND = 100, WAIT_S = 5 };

struct topics_assignments {
	struct topics *t;
	pthread_mutex_t lock; /* protects taken */
	pthread_cond_t more;
	VEC(int64_t) taken; /* ids that the broker has acknowledged, not marked yet */
};

struct topics_assignments *
topics_assignments_new(struct topics *t)
{
	struct topics_assignments *x = MEM_NEW(struct topics_assignments);
	x->t = t;
	pthread_mutex_init(&x->lock, NULL);
	pthread_cond_init(&x->more, NULL);
	return x;
}

void
topics_assignments_free(struct topics_assignments *x)
{
	if (x == NULL)
		return;
	VEC_FREE(&x->taken);
	pthread_cond_destroy(&x->more);
	pthread_mutex_destroy(&x->lock);
	free(x);
}

/* On the thread of mqtt. */
static void
taken(void *arg, int64_t id)
{
	struct topics_assignments *x = arg;
	pthread_mutex_lock(&x->lock);
	*VEC_ADD(&x->taken) = id;
	pthread_cond_signal(&x->more);
	pthread_mutex_unlock(&x->lock);
}

static size_t
publish_rows(struct topics_assignments *x, const struct db_rows *r)
{
	size_t n = 0;
	for (int i = 0; i < db_rows_n(r); i++) {
		const char *text = db_text(r, i, C_OUTBOX_UNSENT_PAYLOAD);
		n += mqtt_publish(atomic_load(&x->t->mqtt),
		         &(struct mqtt_publication){ .topic = db_text(r, i, C_OUTBOX_UNSENT_TOPIC), .payload = text, .len = strlen(text), .qos = 1,
		             .taken = taken, .arg = x, .tag = db_int(r, i, C_OUTBOX_UNSENT_OUTBOX_ID) }) == ERR_OK;
	}
	return n;
}

/* Those of a slow earlier round may be among them: they are marked as well. */
static void
wait_for(struct topics_assignments *x, size_t n)
{
	struct timespec until;
	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += WAIT_S;
	pthread_mutex_lock(&x->lock);
	while (x->taken.n < n && pthread_cond_timedwait(&x->more, &x->lock, &until) == 0)
		;
	pthread_mutex_unlock(&x->lock);
}

static err_t
mark(struct topics_assignments *x, struct db_conn *c, struct faults *f)
{
	struct topics_assignments now = { 0 };
	pthread_mutex_lock(&x->lock);
	now.taken.at = x->taken.at;
	now.taken.n = x->taken.n;
	x->taken.at = NULL;
	x->taken.n = x->taken.cap = 0;
	pthread_mutex_unlock(&x->lock);
	err_t e = ERR_OK;
	if (now.taken.n > 0)
		e = db_run(c, Q_OUTBOX_SENT, DB_ARGS(DB_INTS(now.taken.at, now.taken.n), DB_INSTANT(clock_now(x->t->app->clock))), NULL, f);
	VEC_FREE(&now.taken);
	return e;
}

err_t
topics_assignments_publish(struct topics_assignments *x, bool *ret_more, struct faults *f)
{
	CLEANUP(db_release_ptr) struct db_conn *c = NULL;
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	instant_t final = app_watermark_now(x->t->app->watermark);
	*ret_more = false;
	if (final == INSTANT_NONE)
		return ERR_OK;
	err_t e = db_acquire(x->t->app->db, DB_JOB, &c, f);
	if (!e)
		e = mark(x, c, f); /* what came after an earlier round had stopped waiting */
	if (!e)
		e = db_query(c, Q_OUTBOX_UNSENT, DB_ARGS(DB_INSTANT(final), DB_INT(ROUND)), &r, f);
	if (e || db_rows_n(r) == 0)
		return e;
	wait_for(x, publish_rows(x, r));
	*ret_more = db_rows_n(r) == ROUND;
	return mark(x, c, f);
}
