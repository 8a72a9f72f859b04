/* conn - one connection: opened, waited for and dropped under a deadline, never blocking in libpq.
 *
 * RELIABILITY: neither keepalives nor statement_timeout nor tcp_user_timeout notice a frozen
 * server; only a deadline of our own on every wait does. Whatever overruns it, or breaks, loses the
 * connection at once: its state is not known any more. Private to src/db. */
#ifndef OXY_DB_CONN_H
#define OXY_DB_CONN_H

#include "db/arg.h"
#include "db/db.h"

#include <libpq-fe.h>

struct db_pool;

/* How to reach a server and as whom. All texts are borrowed for the call. */
struct db_conn_target {
	const char *url;      /* NULL: PGHOST and friends */
	const char *user;     /* NULL: as the url says */
	const char *password; /* NULL where none is needed */
	const char *name;     /* application_name */
	const char *options;  /* "-c search_path=..." */
	int64_t timeout_us;   /* of each statement; connecting may take half of it */
	int host;             /* how many places to turn a list of hosts: see db_conn_open */
	bool quiet;           /* do not log a failure: it has been said before */
};

struct db_conn {
	PGconn *pg;           /* NULL while there is none */
	struct db_pool *pool; /* who lends it; NULL for one of its own */
	int64_t timeout_us;
	bool in_tx;       /* db_tx_begin succeeded, its end has not come */
	bool doomed;      /* close it when it comes back */
	bool warned;      /* the server sent a WARNING since this was last cleared */
	char sqlstate[6]; /* of the last error */
	struct db_arg_list args;
	bool prepared[Q_COUNT];
};

/* Connect. ERR_AWAY (FAULT_DB_AWAY) when that fails or takes too long; *ret_slow then says whether
 * time ran out. A url with several hosts is tried from its target.host-th on: libpq itself moves on
 * from a host that refuses, but would wait for ever for one that has frozen. */
err_t db_conn_open(struct db_conn *c, const struct db_conn_target *target, bool *ret_slow,
    struct faults *f) NODISCARD;
void db_conn_close(struct db_conn *c); /* also forgets what was prepared; closed already is fine */
void db_conn_destroy(struct db_conn *c); /* close, and free what it holds */

/* Is an idle connection still there? Costs one poll(2). */
bool db_conn_is_alive(struct db_conn *c);

/* Send what libpq has queued. False when the connection broke or time ran out. */
bool db_conn_flush(struct db_conn *c, int64_t deadline) NODISCARD;

/* The next result without blocking in libpq. False when the connection broke or time ran out; *ret
 * may be NULL (the end of a statement's results). */
bool db_conn_result(struct db_conn *c, int64_t deadline, PGresult **ret) NODISCARD;

/* Wait for events (POLLIN, POLLOUT) on the connection's socket; 0 when time ran out. */
short db_conn_poll(struct db_conn *c, short events, int64_t deadline);

#endif
