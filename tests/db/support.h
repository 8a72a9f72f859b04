/* support - what the tests of src/db share: roles, a table to play with, and another connection
 * that does harm.
 *
 * Each test program has a private server; each test is a process of its own, so that setting up is
 * repeated and must be harmless the second time. */
#ifndef OXY_TESTS_DB_SUPPORT_H
#define OXY_TESTS_DB_SUPPORT_H

#include "db/db.h"
#include "db/exec.h"
#include "db/fixture.h"
#include "db/migrate.h"
#include "lib/suite.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const struct db_migration support_migrations[] = {
	{ 1, "0001_play",
	    "DO $$ DECLARE r text; BEGIN\n"
	    "FOREACH r IN ARRAY ARRAY['oxy_owner', 'oxy_auth', 'oxy_api', 'oxy_ingest', 'oxy_job', "
	    "'oxy_seal'] LOOP\n"
	    "EXECUTE format('CREATE ROLE %I LOGIN', r); END LOOP; END $$;\n"
	    "CREATE SCHEMA oxy;\n"
	    "GRANT USAGE ON SCHEMA oxy TO PUBLIC;\n"
	    "CREATE TABLE oxy.play (id int8 CONSTRAINT play_id PRIMARY KEY, note text,\n"
	    "	small int2 CONSTRAINT play_small CHECK (small < 100),\n"
	    "	late int8 REFERENCES oxy.play DEFERRABLE INITIALLY DEFERRED);\n"
	    "GRANT SELECT, INSERT, UPDATE, DELETE ON oxy.play TO oxy_api, oxy_ingest, oxy_job;\n"
	    "CREATE TABLE oxy.secret (id int8);\n" },
	{ 0 },
};

/* Say something to the server as its superuser, from outside. */
static UNUSED void
support_say(const char *sql)
{
	PGconn *c = PQconnectdb("options='-c client_min_messages=warning'");
	PGresult *r = PQexec(c, sql);
	ck_assert_msg(PQresultStatus(r) == PGRES_COMMAND_OK || PQresultStatus(r) == PGRES_TUPLES_OK,
	    "%s: %s", sql, PQerrorMessage(c));
	PQclear(r);
	PQfinish(c);
}

/* The first value of what it answers. */
static UNUSED long
support_ask(const char *sql)
{
	PGconn *c = PQconnectdb("");
	PGresult *r = PQexec(c, sql);
	ck_assert_msg(PQresultStatus(r) == PGRES_TUPLES_OK && PQntuples(r) == 1, "%s: %s", sql,
	    PQerrorMessage(c));
	long v = strtol(PQgetvalue(r, 0, 0), NULL, 10);
	PQclear(r);
	PQfinish(c);
	return v;
}

static UNUSED struct db *
support_db(int64_t timeout_us, int connections)
{
	struct faults f = { 0 };
	ck_assert_msg(db_migrate_list(NULL, support_migrations, &f) == ERR_OK, "%s %s",
	    f.item[0].arg[0], f.item[0].arg[1]);
	struct db_options o = { .timeout_us = timeout_us, .allow_unsafe = true };
	for (int i = 0; i < DB_ROLE_COUNT; i++)
		o.connections[i] = connections;
	return db_new(&o);
}

static UNUSED struct db_conn *
support_acquire(struct db *db, enum db_role role)
{
	struct db_conn *c = NULL;
	ck_assert_int_eq(db_acquire(db, role, &c, NULL), ERR_OK);
	return c;
}

/* The server process behind a connection. */
static UNUSED pid_t
support_backend(struct db_conn *c)
{
	struct db_rows *r;
	ck_assert_int_eq(db_query(c, Q_DB_PING, NULL, &r, NULL), ERR_OK);
	pid_t pid = (pid_t)db_int(r, 0, C_DB_PING_PID);
	db_rows_free(r);
	return pid;
}

static UNUSED err_t
support_insert(struct db_conn *c, int64_t id, struct faults *f)
{
	return db_exec_run(
	    c, &fixture[F_INSERT], DB_ARGS(DB_INT(id), DB_TEXT("x"), DB_NULL, DB_NULL), NULL, f);
}

/* pg_ctl on the private server, as whoever runs it: it refuses root. */
static UNUSED void
support_pg_ctl(const char *what)
{
	char command[1000];
	const char *as =
	    geteuid() == 0 ? "setpriv --reuid=nobody --regid=nogroup --clear-groups" : "";
	snprintf(command, sizeof command,
	    "cd \"$PGHOST\" && %s $(ls -d /usr/lib/postgresql/*/bin/pg_ctl | tail -1) -D "
	    "\"$PGHOST/d\" -w -l \"$PGHOST/log\" %s >/dev/null 2>&1",
	    as, what);
	ck_assert_msg(system(command) == 0, "%s", command);
}

static UNUSED void
support_pg_ctl_start(const char *fsync)
{
	char what[300];
	snprintf(
	    what, sizeof what, "start -o \"-c listen_addresses='' -k $PGHOST -c fsync=%s\"", fsync);
	support_pg_ctl(what);
}

#endif
