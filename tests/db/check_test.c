/* Tests of db/check.c: a statement or a server that does not fit is found and named. */
#include "db/support.h"

#include "db/check.h"

#include <string.h>

#define FIELDS(...)               \
	(const struct db_field[]) \
	{                         \
		__VA_ARGS__       \
	}
#define ONE_INT8 .nparams = 1, .params = FIELDS({ "id", DB_TYPE_INT8, false })
#define NOTE .ncols = 1, .cols = FIELDS({ "note", DB_TYPE_TEXT, false })

static const struct {
	struct db_stmt s;
	const char *why;
} cases[] = {
	{ { .sql = "SELECT note FROM oxy.play WHERE id = $1", .kind = DB_ONE, ONE_INT8, NOTE },
	    NULL },
	{ { .sql = "SELECT note FROM unnest($1) JOIN oxy.play ON id = unnest",
	      .kind = DB_MANY,
	      .nparams = 1,
	      .params = FIELDS({ "ids", DB_TYPE_INT8, true }),
	      NOTE },
	    NULL },
	{ { .sql = "SELECT nota FROM oxy.play WHERE id = $1", .kind = DB_ONE, ONE_INT8, NOTE },
	    "column \"nota\" does not exist" },
	{ { .sql = "SELECT note AS remark FROM oxy.play WHERE id = $1",
	      .kind = DB_ONE,
	      ONE_INT8,
	      NOTE },
	    "name of column note" },
	{ { .sql = "SELECT id AS note FROM oxy.play WHERE id = $1",
	      .kind = DB_ONE,
	      ONE_INT8,
	      NOTE },
	    "type of column note" },
	{ { .sql = "SELECT note, id FROM oxy.play WHERE id = $1", .kind = DB_ONE, ONE_INT8, NOTE },
	    "number of columns" },
	{ { .sql = "SELECT note FROM oxy.play WHERE small = $1", .kind = DB_ONE, ONE_INT8, NOTE },
	    NULL },
	{ { .sql = "SELECT note FROM oxy.play WHERE note = $1", .kind = DB_ONE, ONE_INT8, NOTE },
	    "operator does not exist: text = bigint" },
	{ { .sql = "SELECT note FROM oxy.play WHERE now() > $1",
	      .kind = DB_MANY,
	      .nparams = 1,
	      .params = FIELDS({ "since", DB_TYPE_DATE, false }),
	      NOTE },
	    "type of parameter since" },
	{ { .sql = "SELECT note FROM oxy.play WHERE id = $1 AND small = $2",
	      .kind = DB_ONE,
	      ONE_INT8,
	      NOTE },
	    "number of parameters" },
	{ { .sql = "SELECT pg_sleep(0)", .kind = DB_EXEC }, NULL },
};

START_TEST(a_statement_that_does_not_fit_is_named_with_its_file_and_reason)
{
	struct db *db = support_db(0, 1);
	struct db_conn *c = support_acquire(db, DB_API);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct faults f = { 0 };
		struct db_stmt s = cases[i].s;
		s.name = "the_statement";
		s.source = "sql/queries/x.sql:7";
		err_t e = db_check_list(c, &s, 1, &f);
		if (cases[i].why == NULL) {
			ck_assert_msg(e == ERR_OK, "%s: %s", s.sql, f.item[0].arg[1]);
			continue;
		}
		ck_assert_msg(e == ERR_INTERNAL, "%s", s.sql);
		ck_assert_int_eq(f.item[0].id, FAULT_DB_STATEMENT);
		ck_assert_str_eq(f.item[0].pointer, "sql/queries/x.sql:7");
		ck_assert_str_eq(f.item[0].arg[0], "the_statement");
		ck_assert_str_eq(f.item[0].arg[1], cases[i].why);
	}
	db_release(c);
	db_free(db);
}
END_TEST

START_TEST(every_statement_that_does_not_fit_is_listed_and_the_rest_pass)
{
	struct db *db = support_db(0, 1);
	struct db_conn *c = support_acquire(db, DB_API);
	struct faults f = { 0 };
	ck_assert_int_eq(db_check_list(c, fixture, F_COUNT, &f), ERR_OK);
	support_say("ALTER TABLE oxy.play RENAME note TO remark");
	ck_assert_int_eq(db_check_list(c, fixture, F_COUNT, &f), ERR_INTERNAL);
	support_say("ALTER TABLE oxy.play RENAME remark TO note");
	ck_assert_int_eq(f.n, 3);
	ck_assert_str_eq(f.item[0].arg[0], "insert");
	ck_assert_str_eq(f.item[1].arg[0], "insert_many");
	ck_assert_str_eq(f.item[2].arg[0], "touch");
	db_release(c);
	db_free(db);
}
END_TEST

START_TEST(a_result_that_changed_its_type_meanwhile_is_not_read)
{
	const struct db_stmt wrong = { .name = "wrong",
		.source = "x:1",
		.sql = "SELECT 1::int4 AS n",
		.kind = DB_ONE,
		.ncols = 1,
		.cols = FIELDS({ "n", DB_TYPE_INT8, false }) };
	struct db *db = support_db(0, 1);
	struct db_conn *c = support_acquire(db, DB_API);
	struct db_rows *r = NULL;
	struct faults f = { 0 };
	ck_assert_int_eq(db_exec_query(c, &wrong, NULL, &r, &f), ERR_INTERNAL);
	ck_assert_int_eq(f.item[0].id, FAULT_DB_STATEMENT);
	ck_assert_ptr_null(r);
	db_release(c);
	db_free(db);
}
END_TEST

/* What db_check_server finds wrong after a statement of the superuser. */
static void
assert_gate(const char *harm, const char *repair, bool allow_unsafe, const char *setting)
{
	struct faults f = { 0 };
	support_say(harm);
	struct db *db = db_new(&(struct db_options){ .allow_unsafe = allow_unsafe });
	err_t e = db_check_server(db, &f);
	db_free(db);
	support_say(repair);
	ck_assert_msg(e == (setting ? ERR_INTERNAL : ERR_OK), "%s", harm);
	if (setting != NULL)
		ck_assert_str_eq(f.item[0].arg[0], setting);
}

START_TEST(the_gate_refuses_what_could_forget_or_see_everything)
{
	db_free(support_db(0, 1));
	assert_gate("SELECT 1", "SELECT 1", true, NULL);
	assert_gate(
	    "SELECT 1", "SELECT 1", false, "fsync"); /* the test server is started without it */
	assert_gate(
	    "ALTER ROLE oxy_job SUPERUSER", "ALTER ROLE oxy_job NOSUPERUSER", true, "oxy_job");
	assert_gate(
	    "ALTER ROLE oxy_api BYPASSRLS", "ALTER ROLE oxy_api NOBYPASSRLS", true, "oxy_api");
	support_pg_ctl("stop -m fast");
	support_pg_ctl_start("on");
	assert_gate("SELECT 1", "SELECT 1", false, NULL);
	assert_gate("ALTER ROLE oxy_ingest SET synchronous_commit = off",
	    "ALTER ROLE oxy_ingest RESET synchronous_commit", false, "synchronous_commit");
	assert_gate("ALTER ROLE oxy_ingest SET synchronous_commit = local",
	    "ALTER ROLE oxy_ingest RESET synchronous_commit", false, "synchronous_commit");
}
END_TEST

SUITE("db/check", a_statement_that_does_not_fit_is_named_with_its_file_and_reason,
    every_statement_that_does_not_fit_is_listed_and_the_rest_pass,
    a_result_that_changed_its_type_meanwhile_is_not_read,
    the_gate_refuses_what_could_forget_or_see_everything)
