/* What is acknowledged is kept: kill -9 of the daemon under load, PostgreSQL stopped at once under load, and the proof that
 * the checker would see a daemon that lies.
 *
 * The database is the test's own (tests/lib/with-postgres.sh, here with fsync on), so that the two can be killed apart and a kill of
 * the daemon does not wait for PostgreSQL's start.
 * OXY_KILL_CYCLES sets the number of kills (20). */
#define _GNU_SOURCE
#include "base/mem.h"
#include "base/rng.h"
#include "lib/load.h"
#include "lib/served.h"
#include "lib/suite.h"

#include <libpq-fe.h>

#define TOKEN "oxy_test_kill_coordinator"

enum { CYCLES = 20, STOPS = 4, CANARY_S = 60 };

/* ---- the database --------------------------------------------------------------------------------- */

/* A commit waits 10 ms before its WAL is written: what an early acknowledgement risks, it loses at most stops instead of at one in ten. */
static bool slow_commit;

static void
postgres(const char *how)
{
	char command[700];
	const char *home = getenv("PGHOST");
	snprintf(command, sizeof command,
	    "cd %s && %s $(ls -d /usr/lib/postgresql/*/bin | tail -1)/pg_ctl -D %s/d -w -l %s/log -o \"-c listen_addresses='' -k %s%s\" %s >/dev/null", home,
	    getuid() == 0 ? "setpriv --reuid=nobody --regid=nogroup --clear-groups" : "", home, home, home,
	    slow_commit ? " -c commit_delay=10000 -c commit_siblings=0" : "", how);
	ck_assert_msg(system(command) == 0, "pg_ctl %s", how);
}

static void
say(const char *database, const char *sql)
{
	char conninfo[64];
	snprintf(conninfo, sizeof conninfo, "dbname=%s", database);
	PGconn *c = PQconnectdb(conninfo);
	PGresult *r = PQexec(c, sql);
	ck_assert_msg(PQresultStatus(r) == PGRES_COMMAND_OK || PQresultStatus(r) == PGRES_TUPLES_OK, "%s: %s", sql, PQerrorMessage(c));
	PQclear(r);
	PQfinish(c);
}

/* ---- the daemon ----------------------------------------------------------------------------------- */

struct bed {
	struct served s;
	char config[96], database[32];
};

static void
start(struct bed *b)
{
	served_start(&b->s, "--config", b->config, NULL);
}

static void
read_admin(const struct bed *b, char *token, size_t size)
{
	char path[120], text[300] = "";
	snprintf(path, sizeof path, "%s/tokens.json", b->s.state);
	FILE *in = fopen(path, "r");
	ck_assert_ptr_nonnull(in);
	ck_assert_uint_gt(fread(text, 1, sizeof text - 1, in), 0);
	fclose(in);
	const char *from = strstr(text, "\"admin\"");
	ck_assert_ptr_nonnull(from);
	from = strchr(from + 7, '"') + 1;
	snprintf(token, size, "%.*s", (int)strcspn(from, "\""), from);
}

static void
setup(struct bed *b)
{
	static int count;
	char admin[128], sql[80];
	setvbuf(stdout, NULL, _IOLBF, 0);
	b->s = served_new();
	snprintf(b->database, sizeof b->database, "kill_%d_%d", (int)getpid(), ++count);
	snprintf(b->config, sizeof b->config, "%s/oxyd.conf", b->s.dir);
	FILE *out = fopen(b->config, "w");
	fprintf(out, "database.url = host=%s dbname=%s\ndatabase.admin_url = host=%s dbname=%s user=postgres\n", getenv("PGHOST"), b->database, getenv("PGHOST"),
	    b->database);
	fclose(out);
	postgres("restart");
	snprintf(sql, sizeof sql, "CREATE DATABASE %s", b->database);
	say("postgres", sql);
	start(b);
	say(b->database, "INSERT INTO oxy.credential (token_id, token_sha, role, name, province, created_at)"
	                 " VALUES (gen_random_uuid(), sha256(convert_to('" TOKEN "', 'UTF8')), 2, 'kill', '15', now())");
	read_admin(b, admin, sizeof admin);
	load_register(b->s.port, admin);
	ck_assert_int_eq(served_stop(&b->s), 0); /* the credential is known from the next start on */
	start(b);
}

static void
teardown(struct bed *b)
{
	char sql[80];
	served_end(&b->s);
	snprintf(sql, sizeof sql, "DROP DATABASE %s WITH (FORCE)", b->database);
	say("postgres", sql);
}

static void
print(const char *what, const struct ledger_verdict *v)
{
	printf("%s: attempted %ld, acked %ld, stored %ld, unknown %ld; LOST %ld, DUP %ld, PHANTOM %ld %s\n", what, v->attempted, v->acked, v->stored, v->unknown,
	    v->lost, v->dup, v->phantom, v->example);
}

static uint64_t
seed_of(const char *what)
{
	uint64_t seed = getenv("OXY_SEED") ? strtoull(getenv("OXY_SEED"), NULL, 10) : (uint64_t)clock_mono();
	printf("%s: OXY_SEED=%llu\n", what, (unsigned long long)seed);
	return seed;
}

static int
ascending(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return x < y ? -1 : x > y;
}

/* ---- the tests ------------------------------------------------------------------------------------ */

START_TEST(the_checker_counts_what_is_lost_doubled_and_never_sent)
{
	char path[] = "/tmp/oxyd-ledger.XXXXXX";
	const char *const paths[] = { path };
	static const char *const sent[] = { "a", "b", "c", "d" };
	struct ledger_ids stored = { 0 };
	close(mkstemp(path));
	struct ledger *l = ledger_open(path);
	for (size_t i = 0; i < ARRAY_LEN(sent); i++)
		ledger_attempt(l, sent[i]);
	ledger_ack(l, "a");
	ledger_ack(l, "b");
	ledger_close(l);
	ledger_ids_add(&stored, "c");
	ledger_ids_add(&stored, "z");
	ledger_ids_add(&stored, "b");
	ledger_ids_add(&stored, "c");
	struct ledger_verdict v = ledger_judge(paths, 1, &stored);
	ck_assert_int_eq(v.attempted, 4);
	ck_assert_int_eq(v.acked, 2);
	ck_assert_int_eq(v.lost, 1);
	ck_assert_int_eq(v.dup, 1);
	ck_assert_int_eq(v.phantom, 1);
	ck_assert_int_eq(v.unknown, 2);
	ledger_ids_free(&stored);
	unlink(path);
}
END_TEST

START_TEST(kill_9_of_the_daemon_loses_doubles_and_invents_nothing)
{
	struct bed b;
	int cycles = getenv("OXY_KILL_CYCLES") ? atoi(getenv("OXY_KILL_CYCLES")) : CYCLES;
	int64_t *ready = MEM_ARRAY(int64_t, (size_t)cycles);
	setup(&b);
	uint64_t seed = seed_of("kill -9");
	struct rng rng = rng_seed(seed, 1000);
	struct load *l = load_start(b.s.dir, b.s.port, TOKEN, seed);
	for (int i = 0; i < cycles; i++) {
		usleep((50 + rng_below(&rng, 451)) * 1000);
		kill(b.s.pid, SIGKILL);
		ck_assert_int_eq(served_wait(b.s.pid), 128 + SIGKILL);
		int64_t from = clock_mono();
		start(&b);
		ready[i] = clock_mono() - from;
	}
	long before = load_acked(l);
	SERVED_UNTIL(load_acked(l) > before + LOAD_WRITERS); /* it works again after the last one */
	load_stop(l);
	struct ledger_verdict v = load_judge(b.s.dir, b.s.port, TOKEN);
	qsort(ready, (size_t)cycles, sizeof *ready, ascending);
	printf("%d kills; from start to ready: p50 %lld ms, p99 %lld ms\n", cycles, (long long)ready[cycles / 2] / 1000, (long long)ready[cycles * 99 / 100] / 1000);
	print("kill -9", &v);
	ck_assert_int_le(ready[cycles / 2], 5 * INSTANT_SECOND); /* 0.2 s on a quiet machine; a loaded one must not fail here */
	ck_assert_int_gt(v.acked, 10 * cycles);
	ck_assert_int_eq(v.lost, 0);
	ck_assert_int_eq(v.dup, 0);
	ck_assert_int_eq(v.phantom, 0);
	free(ready);
	teardown(&b);
}
END_TEST

/* Stop PostgreSQL in the middle of the load, start it, and wait until reports are taken again. */
static void
stop_postgres_under_load(struct load *l, struct rng *rng)
{
	long before = load_acked(l);
	SERVED_UNTIL(load_acked(l) > before + LOAD_WRITERS);
	usleep((100 + rng_below(rng, 301)) * 1000);
	postgres("-m immediate stop");
	postgres("start");
	before = load_acked(l);
	SERVED_UNTIL(load_acked(l) > before);
}

START_TEST(postgres_stopped_at_once_under_load_loses_doubles_and_invents_nothing)
{
	struct bed b;
	slow_commit = true;
	setup(&b);
	uint64_t seed = seed_of("immediate stop");
	struct rng rng = rng_seed(seed, 1000);
	pid_t pid = b.s.pid;
	struct load *l = load_start(b.s.dir, b.s.port, TOKEN, seed);
	for (int i = 0; i < STOPS; i++)
		stop_postgres_under_load(l, &rng);
	load_stop(l);
	struct ledger_verdict v = load_judge(b.s.dir, b.s.port, TOKEN);
	print("immediate stop", &v);
	ck_assert_int_gt(v.acked, 10 * STOPS);
	ck_assert_int_eq(v.lost, 0);
	ck_assert_int_eq(v.dup, 0);
	ck_assert_int_eq(v.phantom, 0);
	ck_assert_int_eq(kill(pid, 0), 0); /* the daemon has lived through it */
	teardown(&b);
}
END_TEST

START_TEST(a_daemon_that_acknowledges_before_the_commit_is_caught_within_a_minute)
{
	struct bed b;
	char canary[400];
	struct ledger_verdict v = { 0 };
	snprintf(canary, sizeof canary, "%s/tests/functional/oxyd_canary", getenv("builddir") ? getenv("builddir") : ".");
	ck_assert_ptr_nonnull(realpath(canary, NULL));
	setenv("OXYD", realpath(canary, NULL), 1);
	slow_commit = true;
	setup(&b);
	uint64_t seed = seed_of("canary");
	struct rng rng = rng_seed(seed, 1000);
	int64_t from = clock_mono(), until = from + CANARY_S * INSTANT_SECOND;
	int stops = 0;
	for (; v.lost == 0 && clock_mono() < until; stops++) {
		struct load *l = load_start(b.s.dir, b.s.port, TOKEN, seed + (uint64_t)stops);
		stop_postgres_under_load(l, &rng);
		load_stop(l);
		v = load_judge(b.s.dir, b.s.port, TOKEN);
	}
	print("canary", &v);
	printf("caught after %.1f s and %d stops\n", (double)(clock_mono() - from) / INSTANT_SECOND, stops);
	ck_assert_int_gt(v.lost, 0);
	ck_assert_int_eq(v.phantom, 0);
	teardown(&b);
}
END_TEST

SUITE_TIMED("kill", 600, the_checker_counts_what_is_lost_doubled_and_never_sent, kill_9_of_the_daemon_loses_doubles_and_invents_nothing,
    postgres_stopped_at_once_under_load_loses_doubles_and_invents_nothing, a_daemon_that_acknowledges_before_the_commit_is_caught_within_a_minute)
