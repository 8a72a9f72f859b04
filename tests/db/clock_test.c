/* /v1/clock: a replay moves forward, ends for good, and a live daemon has nothing to set. */
#include "lib/api_fixture.h"
#include "lib/suite.h"

#include <string.h>

static int moved;

static err_t
keep(void *arg, struct faults *f)
{
	(void)arg;
	(void)f;
	moved++;
	return ERR_OK;
}

START_TEST(a_replay_moves_forward_and_records_in_the_new_time)
{
	struct api_fixture *x = api_fixture_new();
	x->fx->app.clock_moved = keep;
	api_fixture_call(x, "admin", "GET", "/v1/clock", NULL);
	ck_assert_str_eq(api_fixture_text(x, "/now"), "2026-11-20T17:00:00+07:00");
	x->key = "move-1";
	api_fixture_call(x, "admin", "POST", "/v1/clock", "{'now': '2028-02-01T06:00:00+07:00'}");
	ck_assert_msg(x->status == 200, "%d %s", x->status, x->text);
	ck_assert_str_eq(api_fixture_text(x, "/now"), "2028-02-01T06:00:00+07:00");
	ck_assert(json_is_false(api_fixture_at(x, "/live")));
	ck_assert_int_eq(moved, 1);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.audit WHERE verb = 'clock.set' AND recorded_at >= '2028-01-31T23:00Z'"), 1);
	/* facts of the year before and the year ahead have a partition */
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM pg_class WHERE relname IN ('observation_202702', 'telemetry_202802', 'movement_202902')"), 3);
	x->key = "move-1";
	api_fixture_call(x, "admin", "POST", "/v1/clock", "{'now': '2028-02-01T06:00:00+07:00'}");
	ck_assert(x->status == 200 && x->replayed && moved == 1);
	api_fixture_call(x, "admin", "POST", "/v1/clock", "{'now': '2028-02-01T06:00:00+07:00'}"); /* where it stands */
	ck_assert_int_eq(x->status, 200);
	api_fixture_call(x, "admin", "POST", "/v1/clock", "{'now': '2028-02-01T05:59:59+07:00'}");
	ck_assert_msg(x->status == 409 && api_fixture_fault(x, "clock_back", "/now"), "%s", x->text);
	ck_assert_int_eq(clock_now(x->fx->app.clock), INT64_C(1832972400) * INSTANT_SECOND);
	api_fixture_free(x);
}
END_TEST

START_TEST(an_unset_replay_begins_at_any_past_instant)
{
	struct api_fixture *x = api_fixture_new();
	struct clock *before = x->fx->app.clock;
	x->fx->app.clock = clock_new_replay();
	api_fixture_call(x, "admin", "GET", "/v1/clock", NULL);
	ck_assert(json_is_null(api_fixture_at(x, "/now")));
	/* one that began in another century could never go live */
	api_fixture_call(x, "admin", "POST", "/v1/clock", "{'now': '2199-06-01T00:00:00Z'}");
	ck_assert_msg(x->status == 422 && api_fixture_fault(x, "clock_in_future", "/now"), "%d %s", x->status, x->text);
	ck_assert(!clock_is_set(x->fx->app.clock));
	api_fixture_call(x, "admin", "POST", "/v1/clock", "{'now': '2021-06-01T00:00:00Z'}");
	ck_assert_msg(x->status == 200, "%s", x->text);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.audit WHERE verb = 'clock.set' AND recorded_at < '2021-06-01T00:01Z'"), 1);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM pg_class WHERE relname = 'observation_202106'"), 1);
	clock_free(x->fx->app.clock);
	x->fx->app.clock = before;
	api_fixture_free(x);
}
END_TEST

START_TEST(live_is_for_good_and_only_admins_ask)
{
	struct api_fixture *x = api_fixture_new();
	struct clock *replay = clock_new_replay(), *before = x->fx->app.clock;
	ck_assert(clock_set(replay, INT64_C(1600000000) * INSTANT_SECOND));
	x->fx->app.clock = replay;
	api_fixture_call(x, "coordinator", "POST", "/v1/clock", "{'live': true}");
	ck_assert_int_eq(x->status, 403);
	api_fixture_call(x, "admin", "POST", "/v1/clock", "{'live': false}");
	ck_assert_int_eq(x->status, 422);
	api_fixture_call(x, "admin", "POST", "/v1/clock", "{'now': '2021-06-01T00:00:00Z', 'live': true}");
	ck_assert_msg(x->status == 422 && api_fixture_fault(x, "one_of_two", "/live"), "%s", x->text);
	api_fixture_call(x, "admin", "POST", "/v1/clock", "{'live': true}");
	ck_assert_msg(x->status == 200 && json_is_true(api_fixture_at(x, "/live")), "%s", x->text);
	for (int i = 0; i < 2; i++) {
		api_fixture_call(x, "admin", "POST", "/v1/clock", i ? "{'live': true}" : "{'now': '2100-01-01T00:00:00Z'}");
		ck_assert_msg(x->status == 409 && api_fixture_fault(x, "clock_live", ""), "%s", x->text);
	}
	x->fx->app.clock = before;
	clock_free(replay);
	api_fixture_free(x);
}
END_TEST

static bool
settled(void *arg)
{
	return *(bool *)arg;
}

START_TEST(an_answer_waits_for_what_follows_reports_when_asked_to)
{
	struct api_fixture *x = api_fixture_new();
	struct clock *replay = clock_new_replay(), *before = x->fx->app.clock;
	bool done = true;
	ck_assert(clock_set(replay, INT64_C(1600000000) * INSTANT_SECOND));
	x->fx->app.clock = replay;
	x->fx->app.clock_settled = settled;
	x->fx->app.clock_arg = &done;
	api_fixture_call(x, "admin", "POST", "/v1/clock", "{'now': '2020-09-13T12:26:40Z', 'settle': true}"); /* where it stands */
	ck_assert_msg(x->status == 200, "%s", x->text);
	done = false;
	api_fixture_call(x, "admin", "POST", "/v1/clock", "{'now': '2020-09-13T12:26:40Z'}");
	ck_assert_msg(x->status == 200, "%s", x->text);
	api_fixture_call(x, "admin", "POST", "/v1/clock", "{'now': '2020-09-13T12:26:40Z', 'settle': true}");
	ck_assert_msg(x->status == 503 && api_fixture_fault(x, "busy", "/settle"), "%s", x->text);
	x->fx->app.clock_settled = NULL;
	x->fx->app.clock = before;
	clock_free(replay);
	api_fixture_free(x);
}
END_TEST

SUITE("db/clock", a_replay_moves_forward_and_records_in_the_new_time, an_unset_replay_begins_at_any_past_instant,
    live_is_for_good_and_only_admins_ask, an_answer_waits_for_what_follows_reports_when_asked_to)
