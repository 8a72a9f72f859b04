/* A connection that is cut at any byte of an answer: what was acknowledged is stored, and the rest
 * is said to be unknown.
 *
 * Between us and the server stands a proxy that passes on a given number of the answer's bytes and
 * then hangs up. The rows that are there afterwards are compared with what the commit said. A
 * program that takes COMMAND_OK for a commit fails here: it answers OK with the last six bytes
 * (ReadyForQuery) missing. */
#include "db/support.h"

#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

static char dir[] = "/tmp/oxyd-cut.XXXXXX";
static atomic_int left = -1; /* bytes still to pass on to the client; negative: all */

static struct sockaddr_un
place(const char *where)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	snprintf(a.sun_path, sizeof a.sun_path, "%.80s/.s.PGSQL.5432", where);
	return a;
}

/* Pass on what has come; false at the end. */
static bool
pass_on(int from, int to, bool counted)
{
	char buf[4096];
	ssize_t n = read(from, buf, sizeof buf);
	int may = counted ? atomic_load(&left) : -1;
	if (n <= 0)
		return false;
	if (may >= 0 && n >= may) { /* at 0 the answer's coming is what cuts it */
		n = may;
		may = 0;
	}
	if (n > 0 && write(to, buf, (size_t)n) != n)
		return false;
	if (may > 0)
		atomic_fetch_sub(&left, (int)n);
	return may != 0;
}

static void
serve(int client)
{
	struct sockaddr_un a = place(getenv("PGHOST"));
	int server = socket(AF_UNIX, SOCK_STREAM, 0);
	struct pollfd p[] = { { client, POLLIN, 0 }, { server, POLLIN, 0 } };
	bool going = connect(server, (struct sockaddr *)&a, sizeof a) == 0;
	while (going && poll(p, 2, -1) > 0)
		going = (!p[0].revents || pass_on(client, server, false)) &&
			(!p[1].revents || pass_on(server, client, true));
	close(server);
	close(client);
}

static void *
run_proxy(void *arg)
{
	int client;
	while ((client = accept(*(int *)arg, NULL, NULL)) >= 0)
		serve(client);
	return NULL;
}

static struct db *
db_behind_proxy(void)
{
	static int door;
	static char url[100];
	pthread_t t;
	db_free(support_db(0, 1));
	ck_assert_ptr_nonnull(mkdtemp(dir));
	struct sockaddr_un a = place(dir);
	door = socket(AF_UNIX, SOCK_STREAM, 0);
	ck_assert_int_eq(bind(door, (struct sockaddr *)&a, sizeof a), 0);
	ck_assert_int_eq(listen(door, 4), 0);
	ck_assert_int_eq(pthread_create(&t, NULL, run_proxy, &door), 0);
	pthread_detach(t);
	snprintf(url, sizeof url, "host=%s dbname=postgres", dir);
	return db_new(&(struct db_options){ .url = url, .connections = { [DB_API] = 1 } });
}

/* Insert row id and cut the answer to the last step after `bytes`. */
static err_t
insert_cut(struct db *db, int64_t id, bool in_tx, int bytes)
{
	CLEANUP(db_release_ptr) struct db_conn *c = support_acquire(db, DB_API);
	if (!in_tx) { /* an unnamed statement's preparation is cut too: nothing has been done then
		       */
		atomic_store(&left, bytes);
		return support_insert(c, id, NULL);
	}
	ck_assert_int_eq(db_begin(c, DB_WRITE, NULL, NULL), ERR_OK);
	ck_assert_int_eq(db_commit(c, NULL), ERR_OK); /* so that COMMIT is prepared */
	ck_assert_int_eq(db_begin(c, DB_WRITE, NULL, NULL), ERR_OK);
	ck_assert_int_eq(support_insert(c, id, NULL), ERR_OK);
	atomic_store(&left, bytes);
	return db_commit(c, NULL);
}

static void
cut_everywhere(bool in_tx, int want_unknown)
{
	struct db *db = db_behind_proxy();
	int unknown = 0, kept = 0;
	err_t e = ERR_UNKNOWN;
	char sql[80];
	support_say("TRUNCATE oxy.play");
	for (int bytes = 0; e != ERR_OK; bytes++) {
		ck_assert_int_lt(bytes, 200);
		e = insert_cut(db, bytes, in_tx, bytes);
		atomic_store(&left, -1);
		snprintf(sql, sizeof sql, "SELECT count(*) FROM oxy.play WHERE id = %d", bytes);
		bool is_there = support_ask(sql) == 1;
		ck_assert_msg(e == ERR_OK || e == ERR_UNKNOWN || e == ERR_AWAY, "cut at %d: %d",
		    bytes, (int)e);
		ck_assert_msg(e != ERR_OK || is_there, "cut at %d: acknowledged and lost", bytes);
		ck_assert_msg(
		    e != ERR_AWAY || !is_there, "cut at %d: said not done, and done", bytes);
		unknown += e == ERR_UNKNOWN;
		kept += e == ERR_UNKNOWN && is_there;
	}
	ck_assert_int_eq(unknown, want_unknown);
	ck_assert_int_gt(kept, 0); /* else the proxy cut nothing that matters */
	db_free(db);
	unlink(place(dir).sun_path);
	rmdir(dir);
}

START_TEST(a_commit_cut_at_any_byte_is_unknown)
{
	cut_everywhere(
	    true, 5 + 5 + 12 + 6); /* BindComplete, NoData, CommandComplete, ReadyForQuery */
}
END_TEST

START_TEST(a_statement_of_its_own_cut_at_any_byte_is_unknown)
{
	cut_everywhere(false, 5 + 5 + 16 + 6); /* the same, with a longer tag */
}
END_TEST

SUITE("db/cut", a_commit_cut_at_any_byte_is_unknown,
    a_statement_of_its_own_cut_at_any_byte_is_unknown)
