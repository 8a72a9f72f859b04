/* Tests of db/pool.c and db/role.c: lending, waiting, a server that goes away and comes back. */
#include "db/support.h"

#include "base/metric.h"

#include <pthread.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

START_TEST(the_last_returned_is_lent_again)
{
	struct db *db = support_db(0, 3);
	struct db_conn *c = support_acquire(db, DB_API);
	pid_t first = support_backend(c);
	for (int i = 0; i < 10; i++) {
		db_release(c);
		c = support_acquire(db, DB_API);
		ck_assert_int_eq(support_backend(c), first);
	}
	ck_assert_int_eq(
	    support_ask(
		"SELECT count(*) FROM pg_stat_activity WHERE application_name = 'oxyd-api'"),
	    1);
	db_release(c);
	db_free(db);
}
END_TEST

START_TEST(an_exhausted_pool_is_busy_after_half_the_timeout)
{
	struct db *db = support_db(200000, 2);
	struct db_conn *a = support_acquire(db, DB_API), *b = support_acquire(db, DB_API),
		       *none = NULL;
	struct faults f = { 0 };
	int64_t start = clock_mono();
	ck_assert_int_eq(db_acquire(db, DB_API, &none, &f), ERR_AWAY);
	ck_assert_int_ge(clock_mono() - start, 95000);
	ck_assert_int_eq(f.item[0].id, FAULT_BUSY);
	ck_assert_ptr_null(none);
	struct db_conn *other = support_acquire(db, DB_INGEST); /* another role has its own pool */
	db_release(other);
	db_release(a);
	a = support_acquire(db, DB_API);
	db_release(a);
	db_release(b);
	db_free(db);
}
END_TEST

static void *
return_later(void *arg)
{
	usleep(100000);
	db_release(arg);
	return NULL;
}

START_TEST(a_waiting_borrower_gets_what_is_returned)
{
	struct db *db = support_db(0, 1);
	struct db_conn *c = support_acquire(db, DB_API);
	pthread_t t;
	ck_assert_int_eq(pthread_create(&t, NULL, return_later, c), 0);
	int64_t start = clock_mono();
	c = support_acquire(db, DB_API);
	ck_assert_int_ge(clock_mono() - start, 50000);
	ck_assert_int_le(clock_mono() - start, 1000000);
	pthread_join(t, NULL);
	db_release(c);
	db_free(db);
}
END_TEST

struct worker {
	struct db *db;
	int64_t from;
	int done;
};

static void *
insert_many(void *arg)
{
	struct worker *w = arg;
	for (int64_t i = 0; i < 50; i++) {
		struct db_conn *c;
		if (db_acquire(w->db, DB_API, &c, NULL) != ERR_OK)
			continue;
		bool ok = db_begin(c, DB_WRITE, NULL, NULL) == ERR_OK &&
			  support_insert(c, w->from + i, NULL) == ERR_OK &&
			  db_commit(c, NULL) == ERR_OK;
		w->done += ok;
		db_release(c);
	}
	return NULL;
}

START_TEST(many_threads_share_a_few_connections)
{
	struct db *db = support_db(10000000, 2);
	struct worker w[6];
	pthread_t t[6];
	support_say("TRUNCATE oxy.play");
	for (int i = 0; i < 6; i++) {
		w[i] = (struct worker){ .db = db, .from = 1000 * i };
		ck_assert_int_eq(pthread_create(&t[i], NULL, insert_many, &w[i]), 0);
	}
	int done = 0;
	for (int i = 0; i < 6; i++) {
		pthread_join(t[i], NULL);
		done += w[i].done;
	}
	ck_assert_int_eq(done, 300);
	ck_assert_int_eq(support_ask("SELECT count(*) FROM oxy.play"), 300);
	db_free(db);
}
END_TEST

START_TEST(a_server_that_restarted_costs_its_borrowers_nothing)
{
	struct db *db = support_db(0, 2);
	struct db_conn *a = support_acquire(db, DB_API), *b = support_acquire(db, DB_API);
	db_release(a);
	db_release(b);
	support_pg_ctl("restart -m immediate");
	a = support_acquire(db, DB_API);
	ck_assert_int_eq(db_begin(a, DB_READ, NULL, NULL), ERR_OK);
	ck_assert_int_eq(db_commit(a, NULL), ERR_OK);
	db_release(a);
	db_free(db);
}
END_TEST

START_TEST(an_immediate_stop_under_a_commit_is_unknown_and_service_returns)
{
	struct db *db = support_db(0, 2);
	struct db_conn *c = support_acquire(db, DB_API);
	ck_assert_int_eq(db_begin(c, DB_WRITE, NULL, NULL), ERR_OK);
	ck_assert_int_eq(support_insert(c, 909, NULL), ERR_OK);
	support_pg_ctl("stop -m immediate");
	ck_assert_int_eq(db_commit(c, NULL), ERR_UNKNOWN);
	db_release(c);

	struct faults f = { 0 };
	ck_assert_int_eq(db_acquire(db, DB_API, &c, &f), ERR_AWAY);
	ck_assert_int_eq(f.item[0].id, FAULT_DB_AWAY);
	ck_assert_int_eq(metric_get(METRIC_DB_CONNECTED), 0);
	int64_t start = clock_mono();
	for (int i = 0; i < 1000; i++) /* nearly all of them refused by the pause, at once */
		ck_assert_int_eq(db_acquire(db, DB_API, &c, NULL), ERR_AWAY);
	ck_assert_int_le(clock_mono() - start, 1000000);

	support_pg_ctl_start("off");
	start = clock_mono();
	while (db_acquire(db, DB_API, &c, NULL) != ERR_OK) {
		ck_assert_int_le(clock_mono() - start, 3000000);
		usleep(5000);
	}
	ck_assert_int_eq(metric_get(METRIC_DB_CONNECTED), 1);
	ck_assert_int_eq(support_insert(c, 910, NULL), ERR_OK);
	db_release(c);
	support_say("DELETE FROM oxy.play");
	db_free(db);
}
END_TEST

START_TEST(a_server_that_is_not_there_is_away_and_never_blocks_making_the_pool)
{
	struct db *db = db_new(&(struct db_options){ .url = "host=/nonexistent dbname=x" });
	struct db_conn *c = NULL;
	ck_assert_int_eq(db_acquire(db, DB_API, &c, NULL), ERR_AWAY);
	ck_assert_ptr_null(c);
	db_free(db);
	db = db_new(&(struct db_options){ .url = "this is no conninfo" });
	ck_assert_int_eq(db_acquire(db, DB_API, &c, NULL), ERR_AWAY);
	db_free(db);
}
END_TEST

/* A socket where something listens and never says a word: a frozen postmaster. */
static char *
frozen_server(char *dir)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(a.sun_path, sizeof a.sun_path, "%s/.s.PGSQL.5432", dir);
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&a, sizeof a), 0);
	ck_assert_int_eq(listen(fd, 16), 0);
	return dir;
}

START_TEST(a_frozen_server_is_left_for_the_next_host)
{
	char dir[] = "/tmp/oxyd-frozen.XXXXXX", url[300];
	snprintf(
	    url, sizeof url, "host=%s,%s dbname=postgres", frozen_server(dir), getenv("PGHOST"));
	db_free(support_db(0, 1));
	struct db *db = db_new(&(struct db_options){ .url = url, .timeout_us = 300000 });
	struct db_conn *c = NULL;
	int64_t start = clock_mono();
	ck_assert_int_eq(db_acquire(db, DB_API, &c, NULL), ERR_AWAY);
	ck_assert_int_ge(clock_mono() - start, 145000);
	while (db_acquire(db, DB_API, &c, NULL) != ERR_OK) {
		ck_assert_int_le(clock_mono() - start, 2000000);
		usleep(5000);
	}
	db_release(c);
	db_free(db);
	char path[120];
	snprintf(path, sizeof path, "%s/.s.PGSQL.5432", dir);
	unlink(path);
	rmdir(dir);
}
END_TEST

START_TEST(a_session_is_set_up_as_its_role_says)
{
	struct db *db = support_db(0, 1);
	struct db_conn *c = support_acquire(db, DB_INGEST);
	struct db_rows *r;
	ck_assert_int_eq(db_exec_query(c, &fixture[F_SETTINGS], NULL, &r, NULL), ERR_OK);
	ck_assert_str_eq(db_text(r, 0, FC_SETTINGS_SEARCH_PATH), "pg_catalog,oxy,pg_temp");
	ck_assert_str_eq(db_text(r, 0, FC_SETTINGS_ZONE), "UTC");
	ck_assert_str_eq(db_text(r, 0, FC_SETTINGS_STATEMENT), "1800ms");
	ck_assert_str_eq(db_text(r, 0, FC_SETTINGS_LOCKS), "250ms");
	ck_assert_str_eq(db_text(r, 0, FC_SETTINGS_IDLE), "10s");
	ck_assert_str_eq(db_text(r, 0, FC_SETTINGS_NAME), "oxyd-ingest");
	ck_assert_str_eq(db_text(r, 0, FC_SETTINGS_JIT), "off");
	db_rows_free(r);
	db_release(c);
	db_free(db);
}
END_TEST

START_TEST(a_password_that_was_set_opens_and_another_does_not)
{
	const char *password[DB_ROLE_COUNT] = {
		[DB_API] = "it's; \"quoted\" \\ $1", [DB_SEAL] = "seal"
	};
	struct db_conn *c = NULL;
	db_free(support_db(0, 1));
	ck_assert_int_eq(db_set_passwords(NULL, password, NULL), ERR_OK);
	ck_assert_int_eq(
	    support_ask("SELECT count(*) FROM pg_authid WHERE rolpassword LIKE 'SCRAM-SHA-256$%'"),
	    2);
	support_say("COPY (SELECT 'local all postgres trust' UNION ALL SELECT 'local all all "
		    "scram-sha-256') TO PROGRAM 'cat >$PGDATA/pg_hba.conf'");
	support_say("SELECT pg_reload_conf()");
	struct db_options o = { .allow_unsafe = true };
	memcpy(o.password, password, sizeof password);
	o.password[DB_SEAL] = "sea1";
	struct db *db = db_new(&o);
	c = support_acquire(db, DB_API);
	db_release(c);
	ck_assert_int_eq(db_acquire(db, DB_SEAL, &c, NULL), ERR_AWAY);
	db_free(db);
	support_say("COPY (SELECT 'local all all trust') TO PROGRAM 'cat >$PGDATA/pg_hba.conf'");
	support_say("SELECT pg_reload_conf()");
}
END_TEST

SUITE("db/pool", the_last_returned_is_lent_again, an_exhausted_pool_is_busy_after_half_the_timeout,
    a_waiting_borrower_gets_what_is_returned, many_threads_share_a_few_connections,
    a_server_that_restarted_costs_its_borrowers_nothing,
    an_immediate_stop_under_a_commit_is_unknown_and_service_returns,
    a_server_that_is_not_there_is_away_and_never_blocks_making_the_pool,
    a_frozen_server_is_left_for_the_next_host, a_session_is_set_up_as_its_role_says,
    a_password_that_was_set_opens_and_another_does_not)
