/* listen - a thread that hears NOTIFY on a connection of its own.
 *
 * A silent channel and a frozen server look alike, so after SILENCE_US without a word it asks
 * db_ping, under the usual deadline. After a loss it connects again, with pauses up to a second;
 * what was said meanwhile is gone, and the NULL payload says so. */
#include "db/listen.h"
#include "db/exec.h"

#include "base/mem.h"

#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum { SILENCE_US = 5000000, PAUSE_MIN_US = 50000, PAUSE_MAX_US = 1000000 };

struct db_listener {
	struct db_conn_target target;
	char *channel;
	db_listen_heard *heard;
	void *arg;
	int stop; /* eventfd: readable when the thread is to end */
	pthread_t thread;
	struct db_conn conn; /* the thread's */
};

/* Wait for the server (fd -1: for nobody) or the stop. False on stop. */
static bool
wait_for(struct db_listener *l, int fd, int64_t timeout_us, bool *ret_ready)
{
	struct pollfd p[] = { { .fd = l->stop, .events = POLLIN }, { .fd = fd, .events = POLLIN } };
	int n = poll(p, 2, (int)(timeout_us / 1000));
	*ret_ready = n > 0 && p[1].revents != 0;
	return n <= 0 || p[0].revents == 0;
}

static bool
subscribe(struct db_listener *l)
{
	struct db_rows *r = NULL;
	bool slow;
	err_t e = db_conn_open(&l->conn, &l->target, &slow, NULL);
	l->target.host += e != ERR_OK && slow;
	l->target.quiet = e != ERR_OK;
	if (e != ERR_OK)
		return false;
	e = db_exec_query(
	    &l->conn, &db_queries[Q_DB_ARGUMENT], DB_ARGS(DB_TEXT(l->channel)), &r, NULL);
	db_rows_free(r);
	return e == ERR_OK &&
	       db_exec_run(&l->conn, &db_queries[Q_DB_DO_LISTEN], NULL, NULL, NULL) == ERR_OK;
}

static void
hand_on(struct db_listener *l)
{
	PGnotify *n;
	while ((n = PQnotifies(l->conn.pg)) != NULL) {
		l->heard(l->arg, n->extra);
		PQfreemem(n);
	}
}

static bool
ping(struct db_listener *l)
{
	struct db_rows *r = NULL;
	err_t e = db_exec_query(&l->conn, &db_queries[Q_DB_PING], NULL, &r, NULL);
	db_rows_free(r);
	return e == ERR_OK;
}

/* Hear until the connection is lost (true) or the stop (false). */
static bool
hear(struct db_listener *l)
{
	bool ready;
	l->heard(l->arg, NULL);
	for (;;) {
		hand_on(l); /* also what came with the answers of subscribe and ping */
		if (!wait_for(l, PQsocket(l->conn.pg), SILENCE_US, &ready))
			return false;
		if (ready ? !PQconsumeInput(l->conn.pg) : !ping(l))
			return true;
	}
}

static void *
run(void *arg)
{
	struct db_listener *l = arg;
	int64_t pause = PAUSE_MIN_US;
	bool going = true, ready;
	while (going) {
		if (subscribe(l)) {
			pause = PAUSE_MIN_US;
			going = hear(l);
		}
		db_conn_close(&l->conn);
		going = going && wait_for(l, -1, pause, &ready);
		pause = 2 * pause < PAUSE_MAX_US ? 2 * pause : PAUSE_MAX_US;
	}
	return NULL;
}

struct db_listener *
db_listen_start(
    const struct db_conn_target *t, const char *channel, db_listen_heard *heard, void *arg)
{
	struct db_listener *l = MEM_NEW(struct db_listener);
	*l = (struct db_listener){
		.target = *t, .channel = mem_strdup(channel), .heard = heard, .arg = arg
	};
	l->stop = eventfd(0, EFD_CLOEXEC);
	if (l->stop < 0 || pthread_create(&l->thread, NULL, run, l) != 0)
		abort(); /* like memory: better restarted than deaf */
	return l;
}

void
db_listen_stop(struct db_listener *l)
{
	if (l == NULL)
		return;
	if (eventfd_write(l->stop, 1) != 0)
		abort(); /* an eventfd takes 2^64 - 2 of these */
	pthread_join(l->thread, NULL);
	db_conn_destroy(&l->conn);
	close(l->stop);
	free(l->channel);
	free(l);
}
