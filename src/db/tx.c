/* tx - transactions on one connection, and the strict rule of their end.
 *
 * BEGIN and the scope travel together in pipeline mode, with their preparation if this connection
 * has not said them before: one round trip either way.
 *
 * COMMIT is believed only when its results were drained to NULL, none was an error, the connection
 * is good, the transaction is idle, the tag is literally COMMIT (an aborted transaction answers
 * COMMAND_OK with the tag ROLLBACK) and the server sent no warning: "canceling wait for synchronous
 * replication" is a warning before a COMMIT that only this one server has. */
#include "db/tx.h"
#include "db/exec.h"

#ifdef OXY_CANARY_ACK_EARLY
#include "base/log.h"
#endif
#include "base/metric.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Queue a statement in the pipeline. */
static bool
queue(struct db_conn *c, enum db_query q, const struct db_arg_list *a)
{
	const struct db_stmt *s = &db_queries[q];
	if (!c->prepared[q] && !db_exec_send_prepare(c, s, s->name, true))
		return false;
	return PQsendQueryPrepared(c->pg, s->name, a ? a->n : 0, a ? a->values : NULL,
	    a ? a->lengths : NULL, a ? a->formats : NULL, 1);
}

static bool
send_begin(struct db_conn *c, enum db_query begin, bool scoped)
{
	return PQenterPipelineMode(c->pg) && queue(c, begin, NULL) &&
	       (!scoped || queue(c, Q_DB_SCOPE, &c->args)) && PQpipelineSync(c->pg);
}

/* Read up to the pipeline's end. False when the connection broke, time ran out or anything was
 * refused. */
static bool
drain_pipeline(struct db_conn *c, int64_t deadline)
{
	bool ok = db_conn_flush(c, deadline), end = false, gap = false;
	while (!end) {
		PGresult *r;
		if (!db_conn_result(c, deadline, &r))
			return false;
		if (r == NULL && gap)
			return false; /* one NULL ends a statement; two mean that nothing more will
					 come */
		gap = r == NULL;
		end = PQresultStatus(r) == PGRES_PIPELINE_SYNC;
		ok &= r == NULL || !db_exec_failed(r);
		PQclear(r);
	}
	return ok && PQexitPipelineMode(c->pg);
}

err_t
db_tx_begin(struct db_conn *c, enum db_mode mode, const struct db_scope *scope, struct faults *f)
{
	enum db_query begin = mode == DB_READ ? Q_DB_BEGIN_READ : Q_DB_BEGIN_WRITE;
	int64_t deadline = clock_mono() + c->timeout_us;
	char cred[24];
	assert(!c->in_tx);
	c->sqlstate[0] = '\0';
	if (c->pg == NULL)
		return fault_add(f, FAULT_DB_AWAY, NULL, NULL, NULL, NULL);
	snprintf(cred, sizeof cred, "%" PRId64, scope ? scope->cred_id : 0);
	err_t e = db_arg_encode(&c->args, &db_queries[Q_DB_SCOPE], DB_ARGS(DB_TEXT(cred)), f);
	if (e != ERR_OK)
		return e;
	if (!send_begin(c, begin, scope != NULL) || !drain_pipeline(c, deadline) ||
	    PQtransactionStatus(c->pg) != PQTRANS_INTRANS)
		return db_exec_lost(c, false, f);
	c->prepared[begin] = true;
	c->prepared[Q_DB_SCOPE] |= scope != NULL;
	c->in_tx = true;
	return ERR_OK;
}

#ifdef OXY_CANARY_ACK_EARLY
/* A build that is known to be bad, for the tests alone (tests/functional/oxyd_canary): that the last
 * statement was answered COMMAND_OK counts as success, and how the COMMIT ended is not asked. The
 * ledger checker must catch it; tests/lint/canary.sh sees to it that the product is not built so. */
static err_t
ack_early(struct db_conn *c, bool committed)
{
	if (!committed) {
		log_event(LOG_WARNING, "OXY_CANARY_ACK_EARLY: acknowledged without a commit", LOG_END);
		db_conn_close(c);
	}
	c->in_tx = false;
	return ERR_OK;
}
#endif

static bool
is_committed(const struct db_conn *c, PGresult *r)
{
	return r != NULL && !db_exec_failed(r) && strcmp(PQcmdStatus(r), "COMMIT") == 0 &&
	       !c->warned && PQstatus(c->pg) == CONNECTION_OK &&
	       PQtransactionStatus(c->pg) == PQTRANS_IDLE;
}

/* Ask for the end of the transaction; NULL when there is no clear answer. */
static PGresult *
finish(struct db_conn *c, enum db_query q)
{
	int64_t deadline = clock_mono() + c->timeout_us;
	const struct db_stmt *s = &db_queries[q];
	if (!c->prepared[q]) {
		PGresult *r =
		    db_exec_send_prepare(c, s, s->name, true) ? db_exec_drain(c, deadline) : NULL;
		c->prepared[q] = r != NULL && !db_exec_failed(r);
		PQclear(r);
		if (!c->prepared[q])
			return NULL;
	}
	if (!PQsendQueryPrepared(c->pg, s->name, 0, NULL, NULL, NULL, 1))
		return NULL;
	return db_exec_drain(c, deadline);
}

err_t
db_tx_commit(struct db_conn *c, struct faults *f)
{
	c->sqlstate[0] = '\0';
	c->warned = false;
	PGresult *r = c->pg != NULL && c->in_tx ? finish(c, Q_DB_COMMIT) : NULL;
	bool committed = is_committed(c, r);
	if (!committed && r != NULL) {
		const char *state = PQresultErrorField(r, PG_DIAG_SQLSTATE);
		db_exec_remember(c, state ? state : "25P02"); /* no error: the tag was ROLLBACK */
	}
	PQclear(r);
#ifdef OXY_CANARY_ACK_EARLY
	return ack_early(c, committed);
#endif
	if (!committed)
		return db_exec_lost(c, true, f);
	c->in_tx = false;
	return ERR_OK;
}

void
db_tx_rollback(struct db_conn *c)
{
	if (c->pg == NULL || !c->in_tx)
		return;
	PGresult *r = finish(c, Q_DB_ROLLBACK);
	bool done = r != NULL && !db_exec_failed(r) && PQtransactionStatus(c->pg) == PQTRANS_IDLE;
	PQclear(r);
	c->in_tx = false;
	if (!done)
		db_conn_close(c);
}
