/* Tests of db/listen.c: what is said is heard, and what may have been missed is admitted. */
#include "db/support.h"

#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <time.h>

/* What was heard, joined by spaces; a NULL payload is "?". */
static struct {
	pthread_mutex_t lock;
	pthread_cond_t more;
	char text[400];
} heard = { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, "" };

static void
note(void *arg, const char *payload)
{
	ck_assert_ptr_eq(arg, &heard);
	pthread_mutex_lock(&heard.lock);
	size_t n = strlen(heard.text);
	snprintf(
	    heard.text + n, sizeof heard.text - n, "%s%s", n ? " " : "", payload ? payload : "?");
	pthread_cond_signal(&heard.more);
	pthread_mutex_unlock(&heard.lock);
}

static void
await(const char *text)
{
	struct timespec until;
	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += 10;
	int late = 0;
	pthread_mutex_lock(&heard.lock);
	while (late == 0 && strcmp(heard.text, text) != 0)
		late = pthread_cond_timedwait(&heard.more, &heard.lock, &until);
	ck_assert_str_eq(heard.text, text);
	pthread_mutex_unlock(&heard.lock);
}

START_TEST(what_is_said_is_heard_and_after_a_loss_so_is_that)
{
	struct db *db = support_db(0, 1);
	struct db_listener *l = db_listen(db, "oxy_Tick", note, &heard);
	await("?");
	support_say("NOTIFY \"oxy_Tick\", 'one'");
	await("? one");
	support_say("NOTIFY oxy_other, 'not for us'");
	support_say("BEGIN; NOTIFY \"oxy_Tick\", 'two'; NOTIFY \"oxy_Tick\", 'three'; COMMIT");
	await("? one two three");
	support_say("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE query LIKE "
		    "'%LISTEN%' AND pid <> pg_backend_pid()");
	await("? one two three ?");
	support_say("NOTIFY \"oxy_Tick\", 'four'");
	await("? one two three ? four");
	support_pg_ctl("restart -m immediate");
	await("? one two three ? four ?");
	support_say("NOTIFY \"oxy_Tick\", 'five'");
	await("? one two three ? four ? five");
	db_unlisten(l);
	db_free(db);
}
END_TEST

START_TEST(a_frozen_backend_is_noticed_in_the_silence)
{
	struct db *db = support_db(300000, 1);
	struct db_listener *l = db_listen(db, "oxy_tick", note, &heard);
	await("?");
	pid_t backend = (pid_t)support_ask("SELECT pid FROM pg_stat_activity WHERE query LIKE "
					   "'%LISTEN%' AND pid <> pg_backend_pid()");
	ck_assert_int_eq(kill(backend, SIGSTOP), 0);
	await("? ?");
	kill(backend, SIGCONT);
	support_say("NOTIFY oxy_tick, 'again'");
	await("? ? again");
	db_unlisten(l);
	db_free(db);
}
END_TEST

START_TEST(a_listener_without_a_server_ends_at_once)
{
	struct db *db = db_new(&(struct db_options){ .url = "host=/nonexistent" });
	struct db_listener *l = db_listen(db, "oxy_tick", note, &heard);
	int64_t start = clock_mono();
	db_unlisten(l);
	ck_assert_int_le(clock_mono() - start, 500000);
	ck_assert_str_eq(heard.text, "");
	db_unlisten(NULL);
	db_free(db);
}
END_TEST

SUITE("db/listen", what_is_said_is_heard_and_after_a_loss_so_is_that,
    a_frozen_backend_is_noticed_in_the_silence, a_listener_without_a_server_ends_at_once)
