#include "daemon/frame.h"
#include "lib/suite.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* A daemon that only has a state directory. */
struct bed {
	char dir[64];
	struct config *config;
	struct daemon d;
};

static void
set_up(struct bed *b)
{
	snprintf(b->dir, sizeof b->dir, "/tmp/oxyd-clock-test.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(b->dir));
	b->config = config_new();
	b->d = (struct daemon){ .config = b->config, .state_dir = b->dir };
}

static err_t
start(struct bed *b, bool replay)
{
	daemon_clock_stop(&b->d);
	b->config->replay = replay;
	return daemon_clock_start(&b->d, NULL);
}

static void
tear_down(struct bed *b)
{
	char command[128];
	daemon_clock_stop(&b->d);
	config_free(b->config);
	snprintf(command, sizeof command, "rm -r %s", b->dir);
	ck_assert_int_eq(system(command), 0);
}

START_TEST(a_replay_clock_stands_where_it_stood_before_the_restart)
{
	struct bed b;
	set_up(&b);
	ck_assert_int_eq(start(&b, true), ERR_OK);
	ck_assert(clock_is_replay(b.d.clock) && !clock_is_set(b.d.clock));
	ck_assert_int_eq(start(&b, false), ERR_OK);
	ck_assert(clock_is_replay(b.d.clock) && !clock_is_set(b.d.clock));
	ck_assert(clock_set(b.d.clock, 1000 * INSTANT_DAY + 7));
	ck_assert_int_eq(daemon_clock_save(&b.d, NULL), ERR_OK);
	ck_assert_int_eq(start(&b, true), ERR_OK);
	ck_assert_int_eq(clock_now(b.d.clock), 1000 * INSTANT_DAY + 7);
	tear_down(&b);
}
END_TEST

START_TEST(going_live_lasts)
{
	struct bed b;
	set_up(&b);
	ck_assert_int_eq(start(&b, true), ERR_OK);
	ck_assert(clock_go_live(b.d.clock));
	ck_assert_int_eq(daemon_clock_save(&b.d, NULL), ERR_OK);
	ck_assert_int_eq(start(&b, true), ERR_OK);
	ck_assert(!clock_is_replay(b.d.clock));
	tear_down(&b);
}
END_TEST

START_TEST(a_live_state_never_becomes_a_replay)
{
	struct bed b;
	set_up(&b);
	ck_assert_int_eq(start(&b, false), ERR_OK);
	ck_assert_int_eq(start(&b, true), ERR_CONFLICT);
	tear_down(&b);
}
END_TEST

START_TEST(an_unreadable_clock_is_no_clock)
{
	struct bed b;
	char path[96];
	set_up(&b);
	snprintf(path, sizeof path, "%s/clock", b.dir);
	FILE *out = fopen(path, "w");
	fputs("replay 12x\n", out);
	fclose(out);
	ck_assert_int_eq(start(&b, false), ERR_CONFLICT);
	tear_down(&b);
}
END_TEST

SUITE("daemon/clock", a_replay_clock_stands_where_it_stood_before_the_restart, going_live_lasts,
    a_live_state_never_becomes_a_replay, an_unreadable_clock_is_no_clock)
