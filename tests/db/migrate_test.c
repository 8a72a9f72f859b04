/* Tests of db/migrate.c: forward, once, and only what is known. */
#include "db/support.h"

#include <pthread.h>
#include <string.h>
#include <unistd.h>

#define FIRST                                                                                     \
	{                                                                                         \
		1, "0001_a",                                                                      \
		    "CREATE SCHEMA oxy; CREATE TABLE oxy.log (n int); CREATE TABLE here (n int);" \
	}
#define SECOND                                                                                   \
	{                                                                                        \
		2, "0002_b",                                                                     \
		    "INSERT INTO oxy.log VALUES (2); CREATE ROLE oxy_other; SET ROLE oxy_other;" \
	}

static void
start_afresh(void)
{
	support_say(
	    "DROP SCHEMA IF EXISTS oxy, oxy_migration CASCADE; DROP ROLE IF EXISTS oxy_other");
}

static long
applied(void)
{
	return support_ask("SELECT count(*) FROM oxy_migration.applied");
}

static void
assert_refused(const struct db_migration *list, const char *name, const char *why)
{
	struct faults f = { 0 };
	ck_assert_int_eq(db_migrate_list(NULL, list, &f), ERR_INTERNAL);
	const struct fault *last = &f.item[f.n - 1];
	ck_assert_int_eq(last->id, FAULT_DB_MIGRATION);
	ck_assert_str_eq(last->arg[0], name);
	ck_assert_str_eq(last->arg[1], why);
}

START_TEST(each_is_applied_once_and_a_later_program_adds_its_own)
{
	start_afresh();
	ck_assert_int_eq(
	    db_migrate_list(NULL, (struct db_migration[]){ FIRST, { 0 } }, NULL), ERR_OK);
	ck_assert_int_eq(applied(), 1);
	for (int i = 0; i < 2; i++)
		ck_assert_int_eq(
		    db_migrate_list(NULL, (struct db_migration[]){ FIRST, SECOND, { 0 } }, NULL),
		    ERR_OK);
	ck_assert_int_eq(applied(), 2);
	ck_assert_int_eq(support_ask("SELECT count(*) FROM oxy.log"), 1);
	ck_assert_int_eq(support_ask("SELECT count(*) FROM oxy.here"), 0);
}
END_TEST

START_TEST(a_changed_one_is_refused_before_anything_is_touched)
{
	start_afresh();
	ck_assert_int_eq(
	    db_migrate_list(NULL, (struct db_migration[]){ FIRST, { 0 } }, NULL), ERR_OK);
	const struct db_migration changed[] = { { 1, "0001_a", "CREATE SCHEMA oxy;" }, SECOND,
		{ 0 } };
	assert_refused(changed, "0001_a", "was changed after it was applied");
	ck_assert_int_eq(applied(), 1);
}
END_TEST

START_TEST(a_newer_schema_is_refused)
{
	start_afresh();
	ck_assert_int_eq(
	    db_migrate_list(NULL, (struct db_migration[]){ FIRST, SECOND, { 0 } }, NULL), ERR_OK);
	assert_refused(
	    (struct db_migration[]){ FIRST, { 0 } }, "0002_b", "is newer than this program");
}
END_TEST

START_TEST(one_left_out_or_never_heard_of_is_refused)
{
	start_afresh();
	ck_assert_int_eq(
	    db_migrate_list(
		NULL, (struct db_migration[]){ FIRST, { 3, "0003_c", "SELECT 1" }, { 0 } }, NULL),
	    ERR_OK);
	assert_refused((struct db_migration[]){ FIRST, SECOND, { 3, "0003_c", "SELECT 1" }, { 0 } },
	    "0002_b", "was left out when later ones were applied");
	assert_refused((struct db_migration[]){ FIRST, { 4, "0004_d", "SELECT 1" }, { 0 } },
	    "0003_c", "is not known to this program");
}
END_TEST

START_TEST(a_failed_one_leaves_nothing_of_itself_and_everything_before_it)
{
	start_afresh();
	const struct db_migration wrong = { 2, "0002_b",
		"INSERT INTO oxy.log VALUES (1); SELECT nonsense;" };
	assert_refused((struct db_migration[]){ FIRST, wrong, { 0 } }, "0002_b", "42703");
	ck_assert_int_eq(applied(), 1);
	ck_assert_int_eq(support_ask("SELECT count(*) FROM oxy.log"), 0);
	ck_assert_int_eq(
	    db_migrate_list(NULL, (struct db_migration[]){ FIRST, SECOND, { 0 } }, NULL), ERR_OK);
}
END_TEST

START_TEST(one_that_commits_by_itself_is_not_believed)
{
	start_afresh();
	const struct db_migration sly = { 2, "0002_b", "INSERT INTO oxy.log VALUES (1); COMMIT;" };
	ck_assert_int_eq(
	    db_migrate_list(NULL, (struct db_migration[]){ FIRST, sly, { 0 } }, NULL), ERR_UNKNOWN);
	ck_assert_int_eq(applied(), 1);
}
END_TEST

static const struct db_migration slow[] = { FIRST,
	{ 2, "0002_b", "INSERT INTO oxy.log VALUES (2); SELECT pg_sleep(0.2);" },
	{ 3, "0003_c", "INSERT INTO oxy.log VALUES (3); SELECT pg_sleep(0.2);" }, { 0 } };

static void *
migrate_slowly(void *ret)
{
	*(err_t *)ret = db_migrate_list(NULL, slow, NULL);
	return NULL;
}

START_TEST(two_migrators_at_once_apply_each_once)
{
	pthread_t t[3];
	err_t e[3];
	start_afresh();
	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(pthread_create(&t[i], NULL, migrate_slowly, &e[i]), 0);
	for (int i = 0; i < 3; i++) {
		pthread_join(t[i], NULL);
		ck_assert_int_eq(e[i], ERR_OK);
	}
	ck_assert_int_eq(support_ask("SELECT count(*) FROM oxy.log"), 2);
	ck_assert_int_eq(applied(), 3);
}
END_TEST

START_TEST(a_killed_migrator_is_taken_up_where_it_was)
{
	pthread_t t;
	err_t e;
	start_afresh();
	ck_assert_int_eq(pthread_create(&t, NULL, migrate_slowly, &e), 0);
	while (support_ask("SELECT count(*) FROM pg_stat_activity WHERE application_name = "
			   "'oxyd-admin' AND query LIKE '%VALUES (3)%'") == 0)
		usleep(5000);
	support_say("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE "
		    "application_name = 'oxyd-admin'");
	pthread_join(t, NULL);
	ck_assert_int_ne(e, ERR_OK);
	ck_assert_int_eq(applied(), 2);
	migrate_slowly(&e);
	ck_assert_int_eq(e, ERR_OK);
	ck_assert_int_eq(support_ask("SELECT sum(n) FROM oxy.log"), 5);
}
END_TEST

START_TEST(a_table_in_use_is_waited_for_briefly)
{
	PGconn *other = PQconnectdb("");
	start_afresh();
	ck_assert_int_eq(
	    db_migrate_list(NULL, (struct db_migration[]){ FIRST, { 0 } }, NULL), ERR_OK);
	PQclear(PQexec(other, "BEGIN; LOCK TABLE oxy.log"));
	int64_t start = clock_mono();
	ck_assert_int_eq(
	    db_migrate_list(NULL, (struct db_migration[]){ FIRST, SECOND, { 0 } }, NULL), ERR_AWAY);
	ck_assert_int_le(clock_mono() - start, 4000000);
	PQfinish(other);
	ck_assert_int_eq(
	    db_migrate_list(NULL, (struct db_migration[]){ FIRST, SECOND, { 0 } }, NULL), ERR_OK);
}
END_TEST

SUITE("db/migrate", each_is_applied_once_and_a_later_program_adds_its_own,
    a_changed_one_is_refused_before_anything_is_touched, a_newer_schema_is_refused,
    one_left_out_or_never_heard_of_is_refused,
    a_failed_one_leaves_nothing_of_itself_and_everything_before_it,
    one_that_commits_by_itself_is_not_believed, two_migrators_at_once_apply_each_once,
    a_killed_migrator_is_taken_up_where_it_was, a_table_in_use_is_waited_for_briefly)
