/* exec - one statement, asked and judged.
 *
 * The rule of RELIABILITY: an answer counts when its results were drained to NULL, none was an
 * error, the connection is still good and the transaction is where it should be. COMMAND_OK alone
 * is not enough outside a transaction: it comes before the commit. Anything else there is an
 * unknown outcome; inside a transaction it is merely lost, because nothing is kept without a
 * COMMIT. */
#include "db/exec.h"
#include "db/row.h"

#include "base/log.h"
#include "base/metric.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What an SQLSTATE means to our callers; the first row that it begins with. */
static const struct {
	const char *state;
	enum fault_id fault;
} meanings[] = {
	{ "23505", FAULT_EXISTS },    /* unique_violation */
	{ "23P01", FAULT_EXISTS },    /* exclusion_violation */
	{ "42501", FAULT_NOT_FOUND }, /* insufficient_privilege: row-level security */
	{ "22021", FAULT_BAD_UTF8 },  /* character_not_in_repertoire */
	{ "22", FAULT_DB_VALUE },     /* data exceptions */
	{ "23", FAULT_DB_VALUE },     /* integrity constraints */
	{ "40", FAULT_BUSY },         /* serialization failures, deadlocks */
	{ "55P03", FAULT_BUSY },      /* lock_not_available: lock_timeout */
	{ "57014", FAULT_BUSY },      /* query_canceled: statement_timeout */
	{ "53", FAULT_DB_AWAY },      /* no disk, memory or connections left */
	{ "57", FAULT_DB_AWAY },      /* shut down, starting up */
	{ "08", FAULT_DB_AWAY },      /* connection exceptions */
	{ "", FAULT_INTERNAL },       /* the statement is wrong */
};

/* Mistakes of a connection rather than of a statement: the prepared statement is gone, or its table
 * has changed. */
static const char *const stale_states[] = { "26000", "0A000", "25006" };

bool
db_exec_failed(const PGresult *r)
{
	switch (PQresultStatus(r)) {
	case PGRES_COMMAND_OK:
	case PGRES_TUPLES_OK:
	case PGRES_PIPELINE_SYNC:
		return false;
	case PGRES_EMPTY_QUERY:
	case PGRES_COPY_OUT:
	case PGRES_COPY_IN:
	case PGRES_COPY_BOTH:
	case PGRES_BAD_RESPONSE:
	case PGRES_NONFATAL_ERROR:
	case PGRES_FATAL_ERROR:
	case PGRES_SINGLE_TUPLE:
	case PGRES_PIPELINE_ABORTED:
		break;
	}
	return true;
}

void
db_exec_remember(struct db_conn *c, const char *sqlstate)
{
	snprintf(c->sqlstate, sizeof c->sqlstate, "%s", sqlstate);
}

static const char *
field(const PGresult *r, int code)
{
	const char *text = PQresultErrorField(r, code);
	return text ? text : "";
}

/* Which thing was refused, as well as the server says. */
static const char *
culprit(const PGresult *r)
{
	static const int codes[] = { PG_DIAG_CONSTRAINT_NAME, PG_DIAG_COLUMN_NAME,
		PG_DIAG_SQLSTATE };
	for (size_t i = 0; i < ARRAY_LEN(codes); i++)
		if (*field(r, codes[i]) != '\0')
			return field(r, codes[i]);
	return "?";
}

/* PostgreSQL's message names tables and types for mistakes of ours; those of values may quote them
 * and stay out. */
static err_t
our_mistake(const struct db_stmt *s, const PGresult *r, struct faults *f)
{
	struct str text = { 0 };
	str_addf(&text, "%s: %s", s->name, field(r, PG_DIAG_MESSAGE_PRIMARY));
	log_event(LOG_ERROR, "statement failed", LOG_STR("statement", s->name),
	    LOG_STR("source", s->source), LOG_STR("sqlstate", field(r, PG_DIAG_SQLSTATE)),
	    LOG_STR("why", field(r, PG_DIAG_MESSAGE_PRIMARY)), LOG_END);
	err_t e = fault_add(f, FAULT_INTERNAL, s->source, str_text(&text), NULL, NULL);
	str_free(&text);
	return e;
}

static bool
is_fatal(const PGresult *r)
{
	const char *severity = field(r, PG_DIAG_SEVERITY_NONLOCALIZED);
	return strcmp(severity, "FATAL") == 0 || strcmp(severity, "PANIC") == 0;
}

err_t
db_exec_judge(struct db_conn *c, const struct db_stmt *s, const PGresult *r, bool maybe_done,
    struct faults *f)
{
	db_exec_remember(c, field(r, PG_DIAG_SQLSTATE));
	if (PQstatus(c->pg) != CONNECTION_OK || is_fatal(r) || c->sqlstate[0] == '\0')
		return db_exec_lost(c, maybe_done, f);
	for (size_t i = 0; i < ARRAY_LEN(stale_states); i++)
		c->doomed |= strcmp(c->sqlstate, stale_states[i]) == 0;
	size_t m = 0;
	while (strncmp(c->sqlstate, meanings[m].state, strlen(meanings[m].state)) != 0)
		m++;
	if (meanings[m].fault == FAULT_INTERNAL)
		return our_mistake(s, r, f);
	return fault_add(f, meanings[m].fault, NULL, culprit(r), NULL, NULL);
}

err_t
db_exec_lost(struct db_conn *c, bool maybe_done, struct faults *f)
{
	if (c->sqlstate[0] == '\0')
		db_exec_remember(c, "08006"); /* connection_failure */
	db_conn_close(c);
	if (!maybe_done)
		return fault_add(f, FAULT_DB_AWAY, NULL, NULL, NULL, NULL);
	metric_add(METRIC_DB_UNKNOWN, 1);
	return fault_add(f, FAULT_DB_UNKNOWN, NULL, NULL, NULL, NULL);
}

PGresult *
db_exec_drain(struct db_conn *c, int64_t deadline)
{
	PGresult *kept = NULL, *r;
	if (!db_conn_flush(c, deadline))
		return NULL;
	for (;;) {
		if (!db_conn_result(c, deadline, &r)) {
			PQclear(kept);
			return NULL;
		}
		if (r == NULL)
			return kept;
		if (kept != NULL && db_exec_failed(kept)) {
			PQclear(r);
			continue;
		}
		PQclear(kept);
		kept = r;
	}
}

bool
db_exec_send_prepare(struct db_conn *c, const struct db_stmt *s, const char *name, bool declared)
{
	Oid oids[DB_ARG_MAX];
	for (int i = 0; i < s->nparams; i++)
		oids[i] = db_arg_oid(&s->params[i]);
	return PQsendPrepare(c->pg, name, s->sql, declared ? s->nparams : 0, oids);
}

/* The place in db_queries, or -1. */
static int
index_of(const struct db_stmt *s)
{
	return s >= db_queries && s < db_queries + Q_COUNT ? (int)(s - db_queries) : -1;
}

static err_t
prepare(struct db_conn *c, const struct db_stmt *s, int64_t deadline, struct faults *f)
{
	int i = index_of(s);
	if (i >= 0 && c->prepared[i])
		return ERR_OK;
	PGresult *r = db_exec_send_prepare(c, s, i >= 0 ? s->name : "", true)
			  ? db_exec_drain(c, deadline)
			  : NULL;
	if (r == NULL)
		return db_exec_lost(c, false, f);
	err_t e = db_exec_failed(r) ? db_exec_judge(c, s, r, false, f) : ERR_OK;
	PQclear(r);
	if (e == ERR_OK && i >= 0)
		c->prepared[i] = true;
	return e;
}

/* After a statement that says it succeeded: is everything as it should be then? */
static bool
stands(const struct db_conn *c)
{
	PGTransactionStatusType want = c->in_tx ? PQTRANS_INTRANS : PQTRANS_IDLE;
	return PQstatus(c->pg) == CONNECTION_OK && PQtransactionStatus(c->pg) == want &&
	       (c->in_tx || !c->warned);
}

err_t
db_exec(struct db_conn *c, const struct db_stmt *s, const struct db_arg *args, PGresult **ret,
    struct faults *f)
{
	int64_t deadline = clock_mono() + c->timeout_us;
	c->sqlstate[0] = '\0';
	c->warned = false;
	if (c->pg == NULL)
		return fault_add(f, FAULT_DB_AWAY, NULL, NULL, NULL, NULL);
	err_t e = db_arg_encode(&c->args, s, args, f);
	if (e != ERR_OK || (e = prepare(c, s, deadline, f)) != ERR_OK)
		return e;
	struct db_arg_list *a = &c->args;
	if (!PQsendQueryPrepared(
		c->pg, index_of(s) >= 0 ? s->name : "", a->n, a->values, a->lengths, a->formats, 1))
		return db_exec_lost(c, !c->in_tx, f);
	PGresult *r = db_exec_drain(c, deadline);
	if (r == NULL)
		return db_exec_lost(c, !c->in_tx, f);
	if (db_exec_failed(r))
		e = db_exec_judge(c, s, r, !c->in_tx, f);
	else if (!stands(c))
		e = db_exec_lost(c, !c->in_tx, f);
	if (e != ERR_OK)
		PQclear(r);
	else
		*ret = r;
	return e;
}

err_t
db_exec_run(struct db_conn *c, const struct db_stmt *s, const struct db_arg *args,
    int64_t *ret_affected, struct faults *f)
{
	PGresult *r;
	err_t e = db_exec(c, s, args, &r, f);
	if (e != ERR_OK)
		return e;
	if (ret_affected != NULL)
		*ret_affected = strtoll(PQcmdTuples(r), NULL, 10);
	PQclear(r);
	return ERR_OK;
}

err_t
db_exec_query(struct db_conn *c, const struct db_stmt *s, const struct db_arg *args,
    struct db_rows **ret, struct faults *f)
{
	PGresult *r;
	err_t e = db_exec(c, s, args, &r, f);
	return e == ERR_OK ? db_rows_new(r, s, ret, f) : e;
}

err_t
db_exec_script(struct db_conn *c, const char *text, const char *source, struct faults *f)
{
	const struct db_stmt s = { .name = "script", .source = source };
	c->sqlstate[0] = '\0';
	PGresult *r =
	    PQsendQuery(c->pg, text) ? db_exec_drain(c, clock_mono() + c->timeout_us) : NULL;
	if (r == NULL)
		return db_exec_lost(c, true, f);
	err_t e = db_exec_failed(r) ? db_exec_judge(c, &s, r, true, f) : ERR_OK;
	PQclear(r);
	return e == ERR_OK && !stands(c) ? db_exec_lost(c, true, f)
					 : e; /* it may have said COMMIT itself */
}
