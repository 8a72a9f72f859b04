/* check - does the server suit the program, and do the statements suit the schema.
 *
 * A statement is prepared with the types that the server infers, so that an annotation which merely could be cast is found
 * too (a date compared with a timestamptz loses its index under row-level security). Where the server cannot
 * infer any (unnest($1)) it is told the declared ones, as when the statement runs. */
#include "db/check.h"
#include "db/exec.h"

#include "base/str.h"

#include <stdio.h>
#include <string.h>

enum { VERSION_MIN = 150000 }; /* views with security_invoker */

static err_t
setting(struct faults *f, const char *name, const char *is, const char *want)
{
	return fault_add(f, FAULT_DB_SETTING, NULL, name, is, want);
}

/* What could forget an acknowledged write. */
static void
check_durable(const struct db_rows *r, struct faults *f)
{
	const char *commit = db_text(r, 0, C_DB_SERVER_SYNCHRONOUS_COMMIT);
	if (!db_bool(r, 0, C_DB_SERVER_FSYNC))
		setting(f, "fsync", "off", "on");
	if (!db_bool(r, 0, C_DB_SERVER_FULL_PAGE_WRITES))
		setting(f, "full_page_writes", "off", "on");
	if (str_eq(commit, "off") || str_eq(commit, "local"))
		setting(f, "synchronous_commit", commit, "on, remote_write or remote_apply");
}

/* What no option excuses. */
static err_t
check_sane(const struct db_rows *r, struct faults *f)
{
	err_t e = ERR_OK;
	char version[24];
	const char *role = db_text(r, 0, C_DB_SERVER_ROLE);
	snprintf(version, sizeof version, "%lld", (long long)db_int(r, 0, C_DB_SERVER_VERSION));
	if (db_int(r, 0, C_DB_SERVER_VERSION) < VERSION_MIN)
		e = setting(f, "server_version_num", version, "150000 or later");
	if (!str_eq(db_text(r, 0, C_DB_SERVER_ENCODING), "UTF8"))
		e = setting(f, "server_encoding", db_text(r, 0, C_DB_SERVER_ENCODING), "UTF8");
	if (db_bool(r, 0, C_DB_SERVER_SUPERUSER))
		e = setting(f, role, "superuser", "NOSUPERUSER");
	if (db_bool(r, 0, C_DB_SERVER_BYPASSRLS))
		e = setting(f, role, "BYPASSRLS", "NOBYPASSRLS");
	return e;
}

err_t
db_check_role(struct db_conn *c, struct faults *unsafe, struct faults *f)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	err_t e = db_exec_query(c, &db_queries[Q_DB_SERVER], NULL, &r, f);
	if (e != ERR_OK)
		return e;
	if (db_rows_n(r) != 1)
		return fault_add(f, FAULT_INTERNAL, NULL, "pg_roles does not know the current role", NULL, NULL);
	check_durable(r, unsafe);
	return check_sane(r, f);
}

static err_t
mismatch(const struct db_stmt *s, const char *what, const char *name, struct faults *f)
{
	char text[160];
	snprintf(text, sizeof text, "%s %s", what, name);
	return fault_add(f, FAULT_DB_STATEMENT, s->source, s->name, text, NULL);
}

static err_t
compare(const struct db_stmt *s, const PGresult *r, struct faults *f)
{
	if (PQnparams(r) != s->nparams)
		return mismatch(s, "number of", "parameters", f);
	for (int i = 0; i < s->nparams; i++)
		if (PQparamtype(r, i) != db_arg_oid(&s->params[i]))
			return mismatch(s, "type of parameter", s->params[i].name, f);
	if (s->kind == DB_EXEC)
		return ERR_OK;
	if (PQnfields(r) != s->ncols)
		return mismatch(s, "number of", "columns", f);
	for (int i = 0; i < s->ncols; i++) {
		if (strcmp(PQfname(r, i), s->cols[i].name) != 0)
			return mismatch(s, "name of column", s->cols[i].name, f);
		if (PQftype(r, i) != db_arg_oid(&s->cols[i]))
			return mismatch(s, "type of column", s->cols[i].name, f);
	}
	return ERR_OK;
}

/* NULL when the connection broke. */
static PGresult *
prepare(struct db_conn *c, const struct db_stmt *s, bool declared)
{
	return db_exec_send_prepare(c, s, "", declared) ? db_exec_drain(c, clock_mono() + c->timeout_us) : NULL;
}

static PGresult *
describe(struct db_conn *c)
{
	return PQsendDescribePrepared(c->pg, "") ? db_exec_drain(c, clock_mono() + c->timeout_us) : NULL;
}

static err_t
check_one(struct db_conn *c, const struct db_stmt *s, struct faults *f)
{
	PGresult *r = prepare(c, s, false);
	if (r != NULL && db_exec_failed(r)) {
		PQclear(r);
		r = prepare(c, s, true);
	}
	if (r == NULL)
		return db_exec_lost(c, false, f);
	err_t e = ERR_OK;
	if (db_exec_failed(r))
		e = mismatch(s, PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY), "", f);
	PQclear(r);
	if (e != ERR_OK)
		return e;
	r = describe(c);
	if (r == NULL)
		return db_exec_lost(c, false, f);
	e = db_exec_failed(r) ? db_exec_judge(c, s, r, false, f) : compare(s, r, f);
	PQclear(r);
	return e;
}

err_t
db_check_list(struct db_conn *c, const struct db_stmt *list, int n, struct faults *f)
{
	err_t first = ERR_OK;
	for (int i = 0; i < n && c->pg != NULL; i++) {
		err_t e = check_one(c, &list[i], f);
		if (first == ERR_OK)
			first = e;
	}
	return first;
}
