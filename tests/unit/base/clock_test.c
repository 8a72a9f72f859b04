#include "base/clock.h"
#include "lib/suite.h"

START_TEST(a_replay_clock_is_unset_then_stands_still_and_moves_forward_only)
{
	struct clock *c = clock_new_replay();
	ck_assert(!clock_is_set(c));
	ck_assert(clock_set(c, 1000));
	ck_assert_int_eq(clock_now(c), 1000);
	ck_assert(!clock_set(c, 999));
	ck_assert(clock_set(c, 1000));
	ck_assert(clock_set(c, 2000));
	ck_assert_int_eq(clock_now(c), 2000);
	ck_assert(clock_go_live(c));
	ck_assert(!clock_is_replay(c));
	ck_assert(!clock_set(c, INSTANT_DAY * 40000));
	clock_free(c);
}
END_TEST

START_TEST(a_replay_beyond_the_system_time_cannot_go_live)
{
	struct clock *c = clock_new_replay();
	ck_assert(clock_set(c, clock_now(c) + INSTANT_DAY));
	ck_assert(!clock_go_live(c));
	clock_free(c);
}
END_TEST

START_TEST(a_live_clock_cannot_be_set)
{
	struct clock *c = clock_new_live();
	ck_assert(!clock_set(c, clock_now(c) + INSTANT_DAY));
	ck_assert(clock_now(c) > INT64_C(1700000000) * INSTANT_SECOND);
	clock_free(c);
}
END_TEST

SUITE("base/clock", a_replay_clock_is_unset_then_stands_still_and_moves_forward_only,
    a_replay_beyond_the_system_time_cannot_go_live, a_live_clock_cannot_be_set)
