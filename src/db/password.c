/* password - passwords of the login roles.
 *
 * ALTER ROLE takes no parameters, so the verifier goes to the server as a setting and a DO block
 * quotes it there: nothing is quoted on this side. */
#include "db/password.h"
#include "db/admin.h"
#include "db/exec.h"
#include "db/role.h"

#include "base/str.h"

enum { TIMEOUT_US = 10000000 };

static err_t
set_one(struct db_conn *c, const char *role, const char *password, struct faults *f)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	CLEANUP(str_free) struct str argument = { 0 };
	char *verifier = PQencryptPasswordConn(c->pg, password, role, "scram-sha-256");
	if (verifier == NULL)
		return fault_add(
		    f, FAULT_INTERNAL, role, "the password cannot be encrypted", NULL, NULL);
	str_addf(&argument, "%s %s", role, verifier);
	PQfreemem(verifier);
	err_t e =
	    db_exec_query(c, &db_queries[Q_DB_ARGUMENT], DB_ARGS(DB_TEXT(argument.data)), &r, f);
	return e == ERR_OK ? db_exec_run(c, &db_queries[Q_DB_DO_PASSWORD], NULL, NULL, f) : e;
}

err_t
db_password_set(const char *admin_url, const char *const password[DB_ROLE_COUNT], struct faults *f)
{
	CLEANUP(db_conn_destroy) struct db_conn c = { 0 };
	err_t e = db_admin_open(&c, admin_url, TIMEOUT_US, f);
	for (enum db_role r = 0; e == ERR_OK && r < DB_ROLE_COUNT; r++)
		if (password[r] != NULL)
			e = set_one(&c, db_role_rows[r].user, password[r], f);
	return e;
}
