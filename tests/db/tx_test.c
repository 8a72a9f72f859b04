/* Tests of db/tx.c and db/exec.c: what counts as done, what as unknown. */
#include "db/support.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

START_TEST(begin_sets_mode_and_scope_and_the_scope_ends_with_it)
{
	struct db *db = support_db(0, 1);
	struct db_conn *c = support_acquire(db, DB_API);
	struct db_rows *r;
	for (int round = 0; round < 2; round++) {
		ck_assert_int_eq(
		    db_begin(c, DB_READ, &(struct db_scope){ .cred_id = 4711 }, NULL), ERR_OK);
		ck_assert_int_eq(db_exec_query(c, &fixture[F_SCOPE], NULL, &r, NULL), ERR_OK);
		ck_assert_str_eq(db_text(r, 0, FC_SCOPE_CRED), "4711");
		ck_assert_str_eq(db_text(r, 0, FC_SCOPE_ISOLATION), "repeatable read");
		ck_assert_str_eq(db_text(r, 0, FC_SCOPE_READ_ONLY), "on");
		db_rows_free(r);
		ck_assert_int_eq(db_commit(c, NULL), ERR_OK);
		ck_assert_int_eq(db_begin(c, DB_WRITE, NULL, NULL), ERR_OK);
		ck_assert_int_eq(db_exec_query(c, &fixture[F_SCOPE], NULL, &r, NULL), ERR_OK);
		ck_assert_str_eq(db_text(r, 0, FC_SCOPE_CRED), "");
		ck_assert_str_eq(db_text(r, 0, FC_SCOPE_ISOLATION), "read committed");
		ck_assert_str_eq(db_text(r, 0, FC_SCOPE_READ_ONLY), "off");
		db_rows_free(r);
		db_rollback(c);
	}
	db_release(c);
	db_free(db);
}
END_TEST

START_TEST(a_commit_keeps_and_a_rollback_or_release_does_not)
{
	struct db *db = support_db(0, 1);
	support_say("TRUNCATE oxy.play");
	struct db_conn *c = support_acquire(db, DB_API);
	ck_assert_int_eq(db_begin(c, DB_WRITE, NULL, NULL), ERR_OK);
	ck_assert_int_eq(support_insert(c, 1, NULL), ERR_OK);
	ck_assert_int_eq(db_commit(c, NULL), ERR_OK);
	ck_assert_int_eq(db_begin(c, DB_WRITE, NULL, NULL), ERR_OK);
	ck_assert_int_eq(support_insert(c, 2, NULL), ERR_OK);
	db_rollback(c);
	ck_assert_int_eq(db_begin(c, DB_WRITE, NULL, NULL), ERR_OK);
	ck_assert_int_eq(support_insert(c, 3, NULL), ERR_OK);
	db_release(c);
	ck_assert_int_eq(support_ask("SELECT sum(id) FROM oxy.play"), 1);
	db_free(db);
}
END_TEST

START_TEST(commit_of_an_aborted_transaction_is_not_ok)
{
	struct db *db = support_db(0, 1);
	support_say("TRUNCATE oxy.play");
	struct db_conn *c = support_acquire(db, DB_API);
	ck_assert_int_eq(db_begin(c, DB_WRITE, NULL, NULL), ERR_OK);
	ck_assert_int_eq(support_insert(c, 1, NULL), ERR_OK);
	ck_assert_int_eq(support_insert(c, 1, NULL), ERR_CONFLICT);
	struct faults f = { 0 };
	ck_assert_int_eq(db_commit(c, &f), ERR_UNKNOWN);
	ck_assert_int_eq(f.item[0].id, FAULT_DB_UNKNOWN);
	ck_assert_str_eq(db_sqlstate(c), "25P02");
	db_release(c);
	ck_assert_int_eq(support_ask("SELECT count(*) FROM oxy.play"), 0);
	db_free(db);
}
END_TEST

START_TEST(commit_refused_by_a_deferred_constraint_is_not_ok)
{
	struct db *db = support_db(0, 1);
	struct db_conn *c = support_acquire(db, DB_API);
	ck_assert_int_eq(db_begin(c, DB_WRITE, NULL, NULL), ERR_OK);
	ck_assert_int_eq(db_exec_run(c, &fixture[F_INSERT],
			     DB_ARGS(DB_INT(77), DB_NULL, DB_NULL, DB_INT(78)), NULL, NULL),
	    ERR_OK);
	ck_assert_int_eq(db_commit(c, NULL), ERR_UNKNOWN);
	ck_assert_str_eq(db_sqlstate(c), "23503");
	db_release(c);
	db_free(db);
}
END_TEST

START_TEST(commit_without_a_transaction_is_not_ok)
{
	struct db *db = support_db(0, 1);
	struct db_conn *c = support_acquire(db, DB_API);
	ck_assert_int_eq(db_commit(c, NULL), ERR_UNKNOWN);
	db_release(c);
	db_free(db);
}
END_TEST

START_TEST(commit_on_a_killed_backend_is_unknown_and_the_next_borrower_gets_a_new_one)
{
	struct db *db = support_db(0, 1);
	struct db_conn *c = support_acquire(db, DB_API);
	pid_t backend = support_backend(c);
	char sql[80];
	ck_assert_int_eq(db_begin(c, DB_WRITE, NULL, NULL), ERR_OK);
	ck_assert_int_eq(support_insert(c, 500, NULL), ERR_OK);
	snprintf(sql, sizeof sql, "SELECT pg_terminate_backend(%d, 5000)", (int)backend);
	support_say(sql);
	ck_assert_int_eq(db_commit(c, NULL), ERR_UNKNOWN);
	ck_assert_int_eq(support_insert(c, 501, NULL), ERR_AWAY);
	db_release(c);
	c = support_acquire(db, DB_API);
	ck_assert_int_ne(support_backend(c), backend);
	db_release(c);
	db_free(db);
}
END_TEST

START_TEST(a_frozen_backend_ends_within_the_deadline)
{
	static const struct {
		bool in_tx;
		err_t statement, commit;
	} cases[] = { { false, ERR_UNKNOWN, ERR_UNKNOWN }, { true, ERR_AWAY, ERR_UNKNOWN } };
	struct db *db = support_db(300000, 1);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct db_conn *c = support_acquire(db, DB_API);
		ck_assert_int_eq(
		    db_exec_run(c, &fixture[F_SLEEP], DB_ARGS(DB_REAL(0)), NULL, NULL), ERR_OK);
		pid_t backend = support_backend(c);
		if (cases[i].in_tx)
			ck_assert_int_eq(db_begin(c, DB_WRITE, NULL, NULL), ERR_OK);
		ck_assert_int_eq(kill(backend, SIGSTOP), 0);
		int64_t start = clock_mono();
		/* A statement of db_queries that is prepared, so that it is really sent. */
		struct db_rows *r;
		ck_assert_int_eq(db_query(c, Q_DB_PING, NULL, &r, NULL), cases[i].statement);
		ck_assert_int_eq(db_commit(c, NULL), cases[i].commit);
		int64_t took = clock_mono() - start;
		ck_assert_int_ge(took, 250000);
		ck_assert_int_le(took, 900000);
		kill(backend, SIGCONT);
		db_release(c);
	}
	db_free(db);
}
END_TEST

START_TEST(commit_on_a_frozen_backend_is_unknown_within_the_deadline)
{
	struct db *db = support_db(300000, 1);
	struct db_conn *c = support_acquire(db, DB_API);
	pid_t backend = support_backend(c);
	for (int round = 0; round < 2; round++) { /* COMMIT not yet prepared, and prepared */
		ck_assert_int_eq(db_begin(c, DB_WRITE, NULL, NULL), ERR_OK);
		if (round == 0)
			ck_assert_int_eq(db_commit(c, NULL), ERR_OK);
	}
	ck_assert_int_eq(kill(backend, SIGSTOP), 0);
	int64_t start = clock_mono();
	ck_assert_int_eq(db_commit(c, NULL), ERR_UNKNOWN);
	ck_assert_int_le(clock_mono() - start, 900000);
	kill(backend, SIGCONT);
	db_release(c);
	db_free(db);
}
END_TEST

START_TEST(a_backend_that_dies_under_its_own_statement_leaves_it_unknown)
{
	struct db *db = support_db(0, 1);
	struct db_conn *c = support_acquire(db, DB_API);
	struct faults f = { 0 };
	ck_assert_int_eq(db_exec_run(c, &fixture[F_DIE], NULL, NULL, &f), ERR_UNKNOWN);
	ck_assert_int_eq(f.n, 1);
	ck_assert_int_eq(f.item[0].id, FAULT_DB_UNKNOWN);
	db_release(c);
	db_free(db);
}
END_TEST

START_TEST(a_warning_makes_a_statement_of_its_own_unknown_but_not_inside_a_transaction)
{
	struct db *db = support_db(0, 1);
	struct db_conn *c = support_acquire(db, DB_API);
	ck_assert_int_eq(db_begin(c, DB_WRITE, NULL, NULL), ERR_OK);
	ck_assert_int_eq(db_exec_run(c, &fixture[F_WARN], NULL, NULL, NULL), ERR_OK);
	ck_assert_int_eq(db_commit(c, NULL), ERR_OK);
	ck_assert_int_eq(db_exec_run(c, &fixture[F_WARN], NULL, NULL, NULL), ERR_UNKNOWN);
	db_release(c);
	db_free(db);
}
END_TEST

START_TEST(what_the_server_refuses_has_the_class_that_db_h_promises)
{
	struct db *db = support_db(0, 1);
	support_say("TRUNCATE oxy.play");
	struct db_conn *c = support_acquire(db, DB_API);
	struct faults f = { 0 };
	struct db_rows *r;
	ck_assert_int_eq(support_insert(c, 1, NULL), ERR_OK);
	ck_assert_int_eq(support_insert(c, 1, &f), ERR_CONFLICT);
	ck_assert_int_eq(f.item[0].id, FAULT_EXISTS);
	ck_assert_str_eq(f.item[0].arg[0], "play_id");
	ck_assert_str_eq(db_sqlstate(c), "23505");
	f = (struct faults){ 0 };
	ck_assert_int_eq(db_exec_run(c, &fixture[F_INSERT],
			     DB_ARGS(DB_INT(2), DB_NULL, DB_INT(100), DB_NULL), NULL, &f),
	    ERR_INVALID);
	ck_assert_int_eq(f.item[0].id, FAULT_DB_VALUE);
	ck_assert_str_eq(f.item[0].arg[0], "play_small");
	ck_assert_int_eq(db_exec_query(c, &fixture[F_SECRET], NULL, &r, NULL), ERR_NOT_FOUND);
	ck_assert_str_eq(db_sqlstate(c), "42501");
	ck_assert_int_eq(db_exec_query(c, &fixture[F_TWO_ROWS], NULL, &r, NULL), ERR_INTERNAL);
	ck_assert_int_eq(
	    support_insert(c, 2, NULL), ERR_OK); /* the connection has survived it all */
	ck_assert_str_eq(db_sqlstate(c), "");
	db_release(c);
	db_free(db);
}
END_TEST

START_TEST(a_lock_that_is_not_given_up_is_busy_and_stays_known)
{
	struct db *db = support_db(0, 1);
	support_say("TRUNCATE oxy.play");
	struct db_conn *api = support_acquire(db, DB_API), *ingest = support_acquire(db, DB_INGEST);
	ck_assert_int_eq(support_insert(api, 1, NULL), ERR_OK);
	ck_assert_int_eq(db_begin(api, DB_WRITE, NULL, NULL), ERR_OK);
	ck_assert_int_eq(
	    db_exec_run(api, &fixture[F_TOUCH], DB_ARGS(DB_INT(1)), NULL, NULL), ERR_OK);
	struct faults f = { 0 };
	int64_t start = clock_mono();
	ck_assert_int_eq(
	    db_exec_run(ingest, &fixture[F_TOUCH], DB_ARGS(DB_INT(1)), NULL, &f), ERR_AWAY);
	ck_assert_int_le(clock_mono() - start, 1000000);
	ck_assert_int_eq(f.item[0].id, FAULT_BUSY);
	ck_assert_str_eq(db_sqlstate(ingest), "55P03");
	db_release(api);
	int64_t n = 0;
	ck_assert_int_eq(
	    db_exec_run(ingest, &fixture[F_TOUCH], DB_ARGS(DB_INT(1)), &n, NULL), ERR_OK);
	ck_assert_int_eq(n, 1);
	db_release(ingest);
	db_free(db);
}
END_TEST

START_TEST(a_slow_statement_is_ended_by_the_server_before_our_deadline)
{
	struct db *db = support_db(500000, 1);
	struct db_conn *c = support_acquire(db, DB_API);
	pid_t backend = support_backend(c);
	struct faults f = { 0 };
	ck_assert_int_eq(
	    db_exec_run(c, &fixture[F_SLEEP], DB_ARGS(DB_REAL(5)), NULL, &f), ERR_AWAY);
	ck_assert_int_eq(f.item[0].id, FAULT_BUSY);
	ck_assert_str_eq(db_sqlstate(c), "57014");
	ck_assert_int_eq(support_backend(c), backend);
	db_release(c);
	db_free(db);
}
END_TEST

SUITE("db/tx", begin_sets_mode_and_scope_and_the_scope_ends_with_it,
    a_commit_keeps_and_a_rollback_or_release_does_not, commit_of_an_aborted_transaction_is_not_ok,
    commit_refused_by_a_deferred_constraint_is_not_ok, commit_without_a_transaction_is_not_ok,
    commit_on_a_killed_backend_is_unknown_and_the_next_borrower_gets_a_new_one,
    a_frozen_backend_ends_within_the_deadline,
    commit_on_a_frozen_backend_is_unknown_within_the_deadline,
    a_backend_that_dies_under_its_own_statement_leaves_it_unknown,
    a_warning_makes_a_statement_of_its_own_unknown_but_not_inside_a_transaction,
    what_the_server_refuses_has_the_class_that_db_h_promises,
    a_lock_that_is_not_given_up_is_busy_and_stays_known,
    a_slow_statement_is_ended_by_the_server_before_our_deadline)
