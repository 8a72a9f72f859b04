/* db - the doors of src/db: pools by role, and what a borrower may do with a connection. */
#include "db/db.h"
#include "db/check.h"
#include "db/conn.h"
#include "db/exec.h"
#include "db/listen.h"
#include "db/password.h"
#include "db/pool.h"
#include "db/role.h"
#include "db/tx.h"

#include "base/log.h"
#include "base/mem.h"

#include <stdlib.h>

enum { TIMEOUT_US = 2000000 };

struct db {
	struct db_pool *pool[DB_ROLE_COUNT];
	bool allow_unsafe;
};

_Static_assert(
    (int)Q_PARAMS_MAX <= (int)DB_ARG_MAX, "a statement has more parameters than db/arg.h allows");

struct db *
db_new(const struct db_options *o)
{
	struct db *db = MEM_NEW(struct db);
	db->allow_unsafe = o->allow_unsafe;
	for (enum db_role r = 0; r < DB_ROLE_COUNT; r++) {
		const struct db_role_row *row = &db_role_rows[r];
		char options[DB_ROLE_OPTIONS];
		int64_t timeout_us =
		    (o->timeout_us > 0 ? o->timeout_us : TIMEOUT_US) * row->patience;
		struct db_conn_target target = {
			.url = o->url,
			.user = row->user,
			.password = o->password[r],
			.name = row->name,
			.options = db_role_options(r, timeout_us, options),
			.timeout_us = timeout_us,
		};
		db->pool[r] = db_pool_new(
		    &target, o->connections[r] > 0 ? o->connections[r] : row->connections);
	}
	return db;
}

void
db_free(struct db *db)
{
	if (db == NULL)
		return;
	for (enum db_role r = 0; r < DB_ROLE_COUNT; r++)
		db_pool_free(db->pool[r]);
	free(db);
}

err_t
db_acquire(struct db *db, enum db_role role, struct db_conn **ret, struct faults *f)
{
	return db_pool_acquire(db->pool[role], ret, f);
}

void
db_release(struct db_conn *c)
{
	if (c == NULL)
		return;
	db_tx_rollback(c);
	db_pool_release(c);
}

void
db_release_ptr(struct db_conn **c)
{
	db_release(*c);
}

err_t
db_begin(struct db_conn *c, enum db_mode mode, const struct db_scope *scope, struct faults *f)
{
	return db_tx_begin(c, mode, scope, f);
}

err_t
db_commit(struct db_conn *c, struct faults *f)
{
	return db_tx_commit(c, f);
}

void
db_rollback(struct db_conn *c)
{
	db_tx_rollback(c);
}

err_t
db_run(struct db_conn *c, enum db_query q, const struct db_arg *args, int64_t *ret_affected,
    struct faults *f)
{
	return db_exec_run(c, &db_queries[q], args, ret_affected, f);
}

err_t
db_query(struct db_conn *c, enum db_query q, const struct db_arg *args, struct db_rows **ret,
    struct faults *f)
{
	return db_exec_query(c, &db_queries[q], args, ret, f);
}

const char *
db_sqlstate(const struct db_conn *c)
{
	return c->sqlstate;
}

err_t
db_set_passwords(const char *admin_url, const char *const password[DB_ROLE_COUNT], struct faults *f)
{
	return db_password_set(admin_url, password, f);
}

/* Each serving role, since ALTER ROLE can change a setting for one of them. */
static err_t
check_roles(struct db *db, struct faults *unsafe, struct faults *f)
{
	err_t first = ERR_OK;
	for (enum db_role r = DB_OWNER + 1; r < DB_ROLE_COUNT; r++) {
		CLEANUP(db_release_ptr) struct db_conn *c = NULL;
		err_t e = db_acquire(db, r, &c, f);
		if (e == ERR_OK)
			e = db_check_role(c, unsafe, f);
		if (first == ERR_OK)
			first = e;
	}
	return first;
}

err_t
db_check_server(struct db *db, struct faults *f)
{
	struct faults unsafe = { 0 };
	err_t e = check_roles(db, &unsafe, f);
	if (unsafe.n == 0)
		return e;
	const struct fault *it = &unsafe.item[0];
	if (db->allow_unsafe)
		log_event(LOG_WARNING, "database may forget commits",
		    LOG_STR("setting", it->arg[0]), LOG_STR("is", it->arg[1]), LOG_END);
	else
		e = fault_add(f, it->id, NULL, it->arg[0], it->arg[1], it->arg[2]);
	return e;
}

err_t
db_check_statements(struct db *db, struct faults *f)
{
	CLEANUP(db_release_ptr) struct db_conn *c = NULL;
	err_t e = db_acquire(db, DB_API, &c, f);
	return e == ERR_OK ? db_check_list(c, db_queries, Q_COUNT, f) : e;
}

struct db_listener *
db_listen(
    struct db *db, const char *channel, void (*heard)(void *arg, const char *payload), void *arg)
{
	return db_listen_start(db_pool_target(db->pool[DB_API]), channel, heard, arg);
}

void
db_unlisten(struct db_listener *l)
{
	db_listen_stop(l);
}
