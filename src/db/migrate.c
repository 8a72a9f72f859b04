/* migrate - the schema, brought forward: each migration once, in order, in a transaction of its
 * own.
 *
 * Under an advisory lock, so that of two daemons that start at once one applies and the other finds
 * it done. The text of what was applied is remembered by its SHA-256: a migration that was changed
 * afterwards means that this binary and this schema do not know each other, and so does a version
 * that this binary has never heard of. Both are refused before anything is touched. Killed
 * half-way, the next run goes on where the last commit was. */
#include "db/migrate.h"
#include "db/admin.h"
#include "db/exec.h"
#include "db/tx.h"

#include "base/log.h"
#include "base/str.h"

#include <openssl/sha.h>
#include <stdio.h>
#include <string.h>

#define LOCK_KEY INT64_C(0x6f787964) /* "oxyd" */

#define TIMEOUT_US (10 * INSTANT_MINUTE) /* of one migration, or of waiting for another migrator \
					  */

static err_t
refuse(const char *name, const char *why, struct faults *f)
{
	return fault_add(f, FAULT_DB_MIGRATION, NULL, name, why, NULL);
}

/* Where the books are kept; made the first time. */
static err_t
open_books(struct db_conn *c, struct faults *f)
{
	static const enum db_query steps[] = { Q_DB_MIGRATION_SCHEMA, Q_DB_MIGRATION_TABLE,
		Q_DB_MIGRATION_USAGE, Q_DB_MIGRATION_SELECT };
	err_t e =
	    db_exec_run(c, &db_queries[Q_DB_MIGRATION_LOCK], DB_ARGS(DB_INT(LOCK_KEY)), NULL, f);
	for (size_t i = 0; e == ERR_OK && i < ARRAY_LEN(steps); i++)
		e = db_exec_run(c, &db_queries[steps[i]], NULL, NULL, f);
	return e;
}

static void
sha256(const struct db_migration *m, unsigned char ret[SHA256_DIGEST_LENGTH])
{
	SHA256((const unsigned char *)m->text, strlen(m->text), ret);
}

/* Is row i of the books the migration that we know by this version? */
static bool
is_unchanged(const struct db_rows *done, int i, const struct db_migration *m)
{
	unsigned char sum[SHA256_DIGEST_LENGTH];
	struct db_bytes was = db_bytea(done, i, C_DB_MIGRATION_LIST_SHA256);
	sha256(m, sum);
	return was.n == sizeof sum && memcmp(was.data, sum, sizeof sum) == 0;
}

/* The books must be the beginning of the list; *ret_next is then the first that is missing. Both
 * ascend. */
static err_t
compare_books(const struct db_rows *done, const struct db_migration *list,
    const struct db_migration **ret_next, struct faults *f)
{
	const struct db_migration *m = list;
	for (int i = 0; i < db_rows_n(done); i++, m++) {
		int64_t version = db_int(done, i, C_DB_MIGRATION_LIST_VERSION);
		const char *name = db_text(done, i, C_DB_MIGRATION_LIST_NAME);
		if (m->version == 0)
			return refuse(name, "is newer than this program", f);
		if (m->version < version)
			return refuse(m->name, "was left out when later ones were applied", f);
		if (m->version > version)
			return refuse(name, "is not known to this program", f);
		if (!is_unchanged(done, i, m))
			return refuse(name, "was changed after it was applied", f);
	}
	*ret_next = m;
	return ERR_OK;
}

static err_t
book(struct db_conn *c, const struct db_migration *m, struct faults *f)
{
	unsigned char sum[SHA256_DIGEST_LENGTH];
	sha256(m, sum);
	err_t e = db_exec_run(c, &db_queries[Q_DB_MIGRATION_RESET_ROLE], NULL, NULL, f);
	if (e != ERR_OK)
		return e;
	return db_exec_run(c, &db_queries[Q_DB_MIGRATION_INSERT],
	    DB_ARGS(DB_INT(m->version), DB_TEXT(m->name), DB_BYTES(sum, sizeof sum)), NULL, f);
}

static err_t
apply(struct db_conn *c, const struct db_migration *m, struct faults *f)
{
	err_t e = db_tx_begin(c, DB_WRITE, NULL, f);
	if (e == ERR_OK)
		e = db_exec_run(c, &db_queries[Q_DB_MIGRATION_LOCK_TIMEOUT], NULL, NULL, f);
	if (e == ERR_OK)
		e = db_exec_script(c, m->text, m->name, f);
	if (e == ERR_OK)
		e = book(c, m, f);
	if (e == ERR_OK)
		e = db_tx_commit(c, f);
	db_tx_rollback(c);
	if (e == ERR_OK)
		log_event(LOG_INFO, "schema migrated", LOG_STR("migration", m->name), LOG_END);
	else
		refuse(m->name, c->sqlstate, f);
	return e;
}

err_t
db_migrate_list(const char *admin_url, const struct db_migration *list, struct faults *f)
{
	CLEANUP(db_conn_destroy) struct db_conn c = { 0 };
	CLEANUP(db_rows_free_ptr) struct db_rows *done = NULL;
	const struct db_migration *next = NULL;
	err_t e = db_admin_open(&c, admin_url, TIMEOUT_US, f);
	if (e == ERR_OK)
		e = open_books(&c, f);
	if (e == ERR_OK)
		e = db_exec_query(&c, &db_queries[Q_DB_MIGRATION_LIST], NULL, &done, f);
	if (e == ERR_OK)
		e = compare_books(done, list, &next, f);
	for (; e == ERR_OK && next->version != 0; next++)
		e = apply(&c, next, f);
	return e;
}

err_t
db_migrate(const char *admin_url, struct faults *f)
{
	return db_migrate_list(admin_url, db_migrations, f);
}
