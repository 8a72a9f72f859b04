/* pool - the connections of one role.
 *
 * The lock protects what says so below; it is not held while connecting. A returned connection may
 * have died meanwhile (a restart closes them all): one poll(2) when it is lent again finds out, so
 * that a request after a restart does not pay for it. */
#include "db/pool.h"

#include "base/log.h"
#include "base/mem.h"
#include "base/metric.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { PAUSE_MIN_US = 50000, PAUSE_MAX_US = 1000000 };

/* A borrower's batch may have been large; that much of its memory is kept for the next. */
enum { KEEP_BYTES = 1 << 20 };

struct db_pool {
	struct db_conn_target target;
	int size;
	struct db_conn *all;

	pthread_mutex_t lock;
	pthread_cond_t returned;
	struct db_conn **idle; /* under the lock, like everything below: a stack */
	int nidle;
	int64_t pause_us; /* after the last failure; 0 while all is well */
	int64_t retry_at; /* clock_mono */
	bool trying;      /* somebody is finding out whether the server is back */
	int host;         /* db_conn_target.host of the next attempt */
};

struct db_pool *
db_pool_new(const struct db_conn_target *t, int size)
{
	struct db_pool *p = MEM_NEW(struct db_pool);
	pthread_condattr_t monotonic;
	p->target = (struct db_conn_target){
		.url = t->url ? mem_strdup(t->url) : NULL,
		.user = t->user ? mem_strdup(t->user) : NULL,
		.password = t->password ? mem_strdup(t->password) : NULL,
		.name = mem_strdup(t->name),
		.options = mem_strdup(t->options),
		.timeout_us = t->timeout_us,
	};
	pthread_mutex_init(&p->lock, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&p->returned, &monotonic);
	pthread_condattr_destroy(&monotonic);
	p->size = size;
	p->all = MEM_ARRAY(struct db_conn, (size_t)size);
	p->idle = MEM_ARRAY(struct db_conn *, (size_t)size);
	for (int i = 0; i < size; i++) {
		p->all[i].pool = p;
		p->idle[p->nidle++] = &p->all[i];
	}
	return p;
}

void
db_pool_free(struct db_pool *p)
{
	if (p == NULL)
		return;
	assert(p->nidle == p->size);
	for (int i = 0; i < p->size; i++)
		db_conn_destroy(&p->all[i]);
	if (p->target.password != NULL)
		explicit_bzero((char *)p->target.password, strlen(p->target.password));
	const char *texts[] = { p->target.url, p->target.user, p->target.password, p->target.name,
		p->target.options };
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		free((char *)texts[i]);
	pthread_cond_destroy(&p->returned);
	pthread_mutex_destroy(&p->lock);
	free(p->idle);
	free(p->all);
	free(p);
}

/* A free connection, connected or not; NULL when none came back in time. */
static struct db_conn *
take(struct db_pool *p)
{
	int64_t until = clock_mono() + p->target.timeout_us / 2;
	struct timespec ts = { .tv_sec = until / INSTANT_SECOND,
		.tv_nsec = until % INSTANT_SECOND * 1000 };
	struct db_conn *c = NULL;
	int timed_out = 0;
	pthread_mutex_lock(&p->lock);
	while (p->nidle == 0 && timed_out == 0)
		timed_out = pthread_cond_timedwait(&p->returned, &p->lock, &ts);
	if (p->nidle > 0)
		c = p->idle[--p->nidle];
	pthread_mutex_unlock(&p->lock);
	return c;
}

static void
put(struct db_pool *p, struct db_conn *c)
{
	pthread_mutex_lock(&p->lock);
	p->idle[p->nidle++] = c;
	pthread_cond_signal(&p->returned);
	pthread_mutex_unlock(&p->lock);
}

/* May this borrower try to connect, or does the server count as dead for now? */
static bool
may_try(struct db_pool *p, struct db_conn_target *ret)
{
	pthread_mutex_lock(&p->lock);
	bool well = p->pause_us == 0;
	bool may = well || (!p->trying && clock_mono() >= p->retry_at);
	if (may && !well)
		p->trying = true;
	*ret = p->target;
	ret->host = p->host;
	ret->quiet = !well;
	pthread_mutex_unlock(&p->lock);
	return may;
}

static void
note_success(struct db_pool *p)
{
	pthread_mutex_lock(&p->lock);
	bool was_away = p->pause_us > 0;
	p->pause_us = 0;
	p->trying = false;
	pthread_mutex_unlock(&p->lock);
	metric_set(METRIC_DB_CONNECTED, 1);
	if (was_away)
		log_event(LOG_INFO, "database is back", LOG_STR("as", p->target.name), LOG_END);
}

static void
note_failure(struct db_pool *p, const struct db_conn_target *tried, bool slow)
{
	pthread_mutex_lock(&p->lock);
	p->pause_us = p->pause_us == 0 ? PAUSE_MIN_US : 2 * p->pause_us;
	if (p->pause_us > PAUSE_MAX_US)
		p->pause_us = PAUSE_MAX_US;
	p->retry_at = clock_mono() + p->pause_us;
	p->trying = false;
	if (slow && p->host == tried->host) /* several may have tried the same at once */
		p->host++;
	pthread_mutex_unlock(&p->lock);
	metric_set(METRIC_DB_CONNECTED, 0);
}

static err_t
connect_now(struct db_pool *p, struct db_conn *c, struct faults *f)
{
	struct db_conn_target target;
	bool slow;
	if (!may_try(p, &target))
		return fault_add(f, FAULT_DB_AWAY, NULL, NULL, NULL, NULL);
	err_t e = db_conn_open(c, &target, &slow, f);
	if (e == ERR_OK)
		note_success(p);
	else
		note_failure(p, &target, slow);
	return e;
}

err_t
db_pool_acquire(struct db_pool *p, struct db_conn **ret, struct faults *f)
{
	struct db_conn *c = take(p);
	if (c == NULL)
		return fault_add(f, FAULT_BUSY, NULL, NULL, NULL, NULL);
	if (c->pg != NULL && !db_conn_is_alive(c))
		db_conn_close(c);
	err_t e = c->pg != NULL ? ERR_OK : connect_now(p, c, f);
	if (e == ERR_OK)
		*ret = c;
	else
		put(p, c);
	return e;
}

void
db_pool_release(struct db_conn *c)
{
	assert(!c->in_tx);
	if (c->doomed)
		db_conn_close(c);
	if (c->args.buf.cap > KEEP_BYTES)
		db_arg_free(&c->args);
	put(c->pool, c);
}

const struct db_conn_target *
db_pool_target(const struct db_pool *p)
{
	return &p->target;
}
