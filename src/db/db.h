/* db - PostgreSQL as the rest of the program sees it: pools by role, transactions, checked statements.
 *
 * Statements are those of sql/queries, generated into db/queries.h; there is no way to send other
 * text. Every call has a deadline of the clock_mono kind (default 2 s): when it passes, the
 * connection is dropped and the outcome of what was under way is unknown, because nothing in libpq or
 * PostgreSQL notices a frozen server.
 *
 * A commit counts only under the strict rule (RELIABILITY: a COMMAND_OK is not a commit): results
 * drained to NULL, none an error, PQstatus OK, transaction idle, and the tag literally "COMMIT".
 * Anything else is ERR_UNKNOWN, and the connection is dropped.
 *
 * struct db may be used from any thread; a connection and its rows belong to the thread that acquired it. */
#ifndef OXY_DB_DB_H
#define OXY_DB_DB_H

#include "base/clock.h"
#include "base/fault.h"
#include "base/id.h"
#include "db/queries.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One pool a role: a role can do what its row-level security lets it, and no more. */
enum db_role {
	DB_OWNER,  /* migrations, partitions; not used while serving */
	DB_AUTH,   /* token look-up only */
	DB_API,    /* reads and ordinary writes of requests, inside a scope */
	DB_INGEST, /* inserts facts; each row carries its credential */
	DB_JOB,    /* forecast, plan, expiry: whole provinces */
	DB_SEAL,   /* watermark and audit seals */
	DB_ROLE_COUNT
};

struct db_options {
	const char *url;          /* conninfo or URI without user; NULL: PGHOST and friends */
	const char *password[DB_ROLE_COUNT]; /* NULL where the server trusts the socket */
	int connections[DB_ROLE_COUNT];      /* pool sizes; 0 = default */
	int64_t timeout_us;       /* of one statement; 0 = 2 s. DB_OWNER and DB_JOB may take 15 times as long. */
	bool allow_unsafe;        /* db_check_server only warns of a server that may forget commits: tests */
};

struct db;
struct db_conn;

/* Never touches the network: connections are made when first acquired, and again after a loss. */
struct db *db_new(const struct db_options *options) NODISCARD;
void db_free(struct db *db); /* all connections must have been released */

/* A connection of the role, waiting at most half the timeout for a free one and half for a new one. ERR_AWAY when the server is not there;
 * retries of a dead server back off so that callers fail fast. Statements are prepared on first use.*/
err_t db_acquire(struct db *db, enum db_role role, struct db_conn **ret, struct faults *f) NODISCARD;
void db_release(struct db_conn *c);      /* rolls back what is open; NULL is fine */
void db_release_ptr(struct db_conn **c); /* for CLEANUP */

/* Whose eyes and hands a DB_API transaction has: row-level security reads it from the credential's row. */
struct db_scope {
	int64_t cred_id; /* 0 = nobody: sees nothing */
};

enum db_mode {
	DB_READ,  /* REPEATABLE READ, READ ONLY: one snapshot a request */
	DB_WRITE, /* READ COMMITTED */
};

/* BEGIN and the scope in one round trip. scope NULL for roles other than DB_API. */
err_t db_begin(struct db_conn *c, enum db_mode mode, const struct db_scope *scope, struct faults *f) NODISCARD;
err_t db_commit(struct db_conn *c, struct faults *f) NODISCARD; /* ERR_OK, ERR_UNKNOWN */
void db_rollback(struct db_conn *c);

/* One parameter. Text must be NUL-free UTF-8 (checked: FAULT_BAD_UTF8). Array elements that are unknown carry the
 * type's own unknown value: INT64_MIN, NULL text, NAN, INSTANT_NONE, INT32_MIN, an all-zero id. They are sent as NULL. */
struct db_arg {
	enum { DB_ARG_NULL, DB_ARG_BOOL, DB_ARG_INT, DB_ARG_REAL, DB_ARG_TEXT, DB_ARG_TEXT_N, DB_ARG_BYTES, DB_ARG_INSTANT, DB_ARG_DAY, DB_ARG_ID,
	       DB_ARG_INTS, DB_ARG_REALS, DB_ARG_TEXTS, DB_ARG_INSTANTS, DB_ARG_DAYS, DB_ARG_IDS, DB_ARG_BOOLS, DB_ARG_BYTESS } kind;
	size_t n; /* bytes or elements */
	union {
		bool b;
		int64_t i; /* goes into int2, int4 or int8, range-checked */
		double d;
		struct id id;
		const void *p;
	};
};

#define DB_NULL ((struct db_arg){ .kind = DB_ARG_NULL })
#define DB_BOOL(v) ((struct db_arg){ .kind = DB_ARG_BOOL, .b = (v) })
#define DB_INT(v) ((struct db_arg){ .kind = DB_ARG_INT, .i = (v) })          /* INT64_MIN is NULL */
#define DB_REAL(v) ((struct db_arg){ .kind = DB_ARG_REAL, .d = (v) })        /* NAN is NULL */
#define DB_TEXT(v) ((struct db_arg){ .kind = DB_ARG_TEXT, .p = (v) })        /* NULL is NULL; also for jsonb */
#define DB_TEXT_N(v, len) ((struct db_arg){ .kind = DB_ARG_TEXT_N, .p = (v), .n = (len) })     /* the same without a NUL behind it */
#define DB_BYTES(v, len) ((struct db_arg){ .kind = DB_ARG_BYTES, .p = (v), .n = (len) })
#define DB_INSTANT(v) ((struct db_arg){ .kind = DB_ARG_INSTANT, .i = (v) })  /* INSTANT_NONE is NULL */
#define DB_DAY(v) ((struct db_arg){ .kind = DB_ARG_DAY, .i = (v) })          /* days since 1970-01-01; INT32_MIN is NULL */
#define DB_ID(v) ((struct db_arg){ .kind = DB_ARG_ID, .id = (v) })           /* all zero is NULL */
#define DB_INTS(v, len) ((struct db_arg){ .kind = DB_ARG_INTS, .p = (v), .n = (len) })         /* const int64_t[] into int2[], int4[] or int8[] */
#define DB_REALS(v, len) ((struct db_arg){ .kind = DB_ARG_REALS, .p = (v), .n = (len) })       /* const double[] */
#define DB_TEXTS(v, len) ((struct db_arg){ .kind = DB_ARG_TEXTS, .p = (v), .n = (len) })       /* const char *const[]; also for jsonb[] */
#define DB_INSTANTS(v, len) ((struct db_arg){ .kind = DB_ARG_INSTANTS, .p = (v), .n = (len) }) /* const instant_t[] */
#define DB_DAYS(v, len) ((struct db_arg){ .kind = DB_ARG_DAYS, .p = (v), .n = (len) })         /* const int32_t[] */
#define DB_IDS(v, len) ((struct db_arg){ .kind = DB_ARG_IDS, .p = (v), .n = (len) })           /* const struct id[] */
#define DB_BOOLS(v, len) ((struct db_arg){ .kind = DB_ARG_BOOLS, .p = (v), .n = (len) })       /* const bool[] */
#define DB_BYTESS(v, len) ((struct db_arg){ .kind = DB_ARG_BYTESS, .p = (v), .n = (len) })     /* const struct db_bytes[]; data NULL is NULL */

struct db_bytes {
	const void *data;
	size_t n;
};

/* Run a statement; args in the order of its "params". db_run is for :exec (ret_affected may be NULL) and db_query
 * for :one (at most one row; no row is ERR_OK with n = 0) and :many. Inside a transaction a failed statement leaves it to be
 * rolled back. Without one, a statement is its own transaction.
 * Errors: a unique or exclusion violation is ERR_CONFLICT (FAULT_EXISTS, %1 the constraint), 42501 is
 * ERR_NOT_FOUND, classes 22 and 23 ERR_INVALID, lock_timeout (55P03) and 40001/40P01 ERR_AWAY with FAULT_BUSY, a lost or
 * frozen server ERR_UNKNOWN when the statement was its own transaction, and ERR_AWAY when nothing was sent, or inside a
 * transaction (nothing of it is kept, since no COMMIT was sent). */
struct db_rows;
err_t db_run(struct db_conn *c, enum db_query q, const struct db_arg *args, int64_t *ret_affected, struct faults *f) NODISCARD;
err_t db_query(struct db_conn *c, enum db_query q, const struct db_arg *args, struct db_rows **ret, struct faults *f) NODISCARD;
#define DB_ARGS(...) ((const struct db_arg[]){ __VA_ARGS__ })

/* SQLSTATE of the connection's last error, "" if none: for the committer's bisecting. */
const char *db_sqlstate(const struct db_conn *c);

void db_rows_free(struct db_rows *r);
void db_rows_free_ptr(struct db_rows **r); /* for CLEANUP */
int db_rows_n(const struct db_rows *r);

/* Columns by the generated C_<STATEMENT>_<COLUMN>. NULL reads as the type's unknown value (see above; bool false). Texts and
 * arrays live as long as the rows. The C type must fit the column's (asserted). */
bool db_is_null(const struct db_rows *r, int row, int col);
bool db_bool(const struct db_rows *r, int row, int col);
int64_t db_int(const struct db_rows *r, int row, int col);
double db_real(const struct db_rows *r, int row, int col);
const char *db_text(const struct db_rows *r, int row, int col); /* text, json, jsonb */
instant_t db_instant(const struct db_rows *r, int row, int col);
int32_t db_day(const struct db_rows *r, int row, int col);
struct id db_id(const struct db_rows *r, int row, int col);
struct db_bytes db_bytea(const struct db_rows *r, int row, int col);
size_t db_ints(const struct db_rows *r, int row, int col, const int64_t **ret);   /* int2[], int4[], int8[]; returns the length, 0 for NULL */
size_t db_reals(const struct db_rows *r, int row, int col, const double **ret);
size_t db_texts(const struct db_rows *r, int row, int col, const char *const **ret);
size_t db_bools(const struct db_rows *r, int row, int col, const bool **ret);
size_t db_instants(const struct db_rows *r, int row, int col, const instant_t **ret);
size_t db_days(const struct db_rows *r, int row, int col, const int32_t **ret);
size_t db_ids(const struct db_rows *r, int row, int col, const struct id **ret);
size_t db_byteas(const struct db_rows *r, int row, int col, const struct db_bytes **ret);

/* Bring the schema up to this binary's, under an advisory lock, as DB_OWNER of a superuser or owner connection (url). Each migration is one
 * transaction with its checksum; a changed or newer one than this binary knows is refused (FAULT_DB_MIGRATION says which). */
err_t db_migrate(const char *admin_url, struct faults *f) NODISCARD;

/* Give the login roles their passwords (NULL entries are left as they are), as a superuser or an owner of the roles. Only
 * SCRAM verifiers travel, so that no log of the server can hold a password. */
err_t db_set_passwords(const char *admin_url, const char *const password[DB_ROLE_COUNT], struct faults *f) NODISCARD;

/* The start-up gate. Refuses (FAULT_DB_SETTING says what) a server with fsync or full_page_writes
 * off or synchronous_commit off or local, unless options.allow_unsafe; always a version before 15, an encoding other
 * than UTF8, and a serving role that is superuser or BYPASSRLS. */
err_t db_check_server(struct db *db, struct faults *f) NODISCARD;

/* Compare every statement with the schema: parameter types, column names and types. A fault for each that does not fit
 * (FAULT_DB_STATEMENT, at its file and line). */
err_t db_check_statements(struct db *db, struct faults *f) NODISCARD;

/* A thread of its own that LISTENs on a channel and calls back with each payload; it reconnects by itself and then
 * calls once with payload NULL ("something may have been missed"); so it does when it first listens. channel is copied. */
struct db_listener;
struct db_listener *db_listen(struct db *db, const char *channel, void (*heard)(void *arg, const char *payload), void *arg) NODISCARD;
void db_unlisten(struct db_listener *l); /* waits for the thread */

#endif
