/* exec - one statement, asked and judged. Private to src/db. */
#ifndef OXY_DB_EXEC_H
#define OXY_DB_EXEC_H

#include "db/conn.h"

/* Run a statement and hand out its result (not NULL; the caller's) under the rules of db.h. One
 * that is not in db_queries (a test's) is prepared every time. */
err_t db_exec(struct db_conn *c, const struct db_stmt *s, const struct db_arg *args, PGresult **ret,
    struct faults *f) NODISCARD;

/* The two ways to use it: how many rows were touched (may be NULL), or the rows. */
err_t db_exec_run(struct db_conn *c, const struct db_stmt *s, const struct db_arg *args,
    int64_t *ret_affected, struct faults *f) NODISCARD;
err_t db_exec_query(struct db_conn *c, const struct db_stmt *s, const struct db_arg *args,
    struct db_rows **ret, struct faults *f) NODISCARD;

/* Several statements in one text (a migration), inside a transaction. */
err_t db_exec_script(
    struct db_conn *c, const char *text, const char *source, struct faults *f) NODISCARD;

/* Prepare it on the server under `name` with the declared parameter types, or with the server's own
 * idea of them. */
bool db_exec_send_prepare(
    struct db_conn *c, const struct db_stmt *s, const char *name, bool declared) NODISCARD;

/* Drain the results of one statement. The error, if any was among them, else the last; NULL when
 * the connection broke or time ran out. */
PGresult *db_exec_drain(struct db_conn *c, int64_t deadline) NODISCARD;

/* What a failed result means; remembers its SQLSTATE. maybe_done as for db_exec_lost, should the
 * connection be gone. */
err_t db_exec_judge(struct db_conn *c, const struct db_stmt *s, const PGresult *r, bool maybe_done,
    struct faults *f) NODISCARD;
bool db_exec_failed(const PGresult *r);
void db_exec_remember(struct db_conn *c, const char *sqlstate);

/* The connection is gone: drop it. ERR_UNKNOWN when something may have been committed, else
 * ERR_AWAY. */
err_t db_exec_lost(struct db_conn *c, bool maybe_done, struct faults *f) NODISCARD;

#endif
