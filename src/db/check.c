/* check - does the server suit the program, and do the statements suit the schema.
 *
 * A statement is prepared as it will be when it runs, with the declared types of its parameters:
 * whether they can be used so is the server's to say. A second time the server infers them, because
 * one confusion it would not mention: dates and instants. */
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
		return fault_add(
		    f, FAULT_INTERNAL, NULL, "pg_roles does not know the current role", NULL, NULL);
	check_durable(r, unsafe);
	return check_sane(r, f);
}

static err_t
mismatch(const struct db_stmt *s, const char *what, const char *name, struct faults *f)
{
	char text[160];
	snprintf(text, sizeof text, "%s%s%s", what, *name ? " " : "", name);
	return fault_add(f, FAULT_DB_STATEMENT, s->source, s->name, text, NULL);
}

static err_t
compare(const struct db_stmt *s, const PGresult *r, struct faults *f)
{
	if (PQnparams(r) != s->nparams)
		return mismatch(s, "number of", "parameters", f);
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

static bool
is_time(Oid type)
{
	static const struct db_field times[] = { { "", DB_TYPE_DATE, false },
		{ "", DB_TYPE_DATE, true }, { "", DB_TYPE_TIMESTAMPTZ, false },
		{ "", DB_TYPE_TIMESTAMPTZ, true } };
	for (size_t i = 0; i < ARRAY_LEN(times); i++)
		if (type == db_arg_oid(&times[i]))
			return true;
	return false;
}

/* A date where an instant is wanted, or the other way round, is cast without a word: to midnight in
 * UTC, which is no midnight of ours, and past the index under row-level security. */
static err_t
compare_times(const struct db_stmt *s, const PGresult *inferred, struct faults *f)
{
	for (int i = 0; i < s->nparams && i < PQnparams(inferred); i++) {
		Oid declared = db_arg_oid(&s->params[i]), is = PQparamtype(inferred, i);
		if (declared != is && is_time(declared) && is_time(is))
			return mismatch(s, "type of parameter", s->params[i].name, f);
	}
	return ERR_OK;
}

/* Prepare it as the unnamed statement and describe it. The description, or the error; NULL when the
 * connection broke. */
static PGresult *
describe(struct db_conn *c, const struct db_stmt *s, bool declared)
{
	int64_t deadline = clock_mono() + c->timeout_us;
	PGresult *r = db_exec_send_prepare(c, s, "", declared) ? db_exec_drain(c, deadline) : NULL;
	if (r == NULL || db_exec_failed(r))
		return r;
	PQclear(r);
	return PQsendDescribePrepared(c->pg, "") ? db_exec_drain(c, deadline) : NULL;
}

static err_t
check_one(struct db_conn *c, const struct db_stmt *s, struct faults *f)
{
	PGresult *r = describe(c, s, true);
	if (r == NULL)
		return db_exec_lost(c, false, f);
	err_t e = db_exec_failed(r)
		      ? mismatch(s, PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY), "", f)
		      : compare(s, r, f);
	PQclear(r);
	if (e != ERR_OK)
		return e;
	r = describe(c, s, false);
	if (r == NULL)
		return db_exec_lost(c, false, f);
	if (!db_exec_failed(r)) /* unnest($1) alone, for one, has no type to infer */
		e = compare_times(s, r, f);
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
