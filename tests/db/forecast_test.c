/* Forecast runs: reproducible, in force or not, after reports, and what a facility without history gets. */
#include "app/run_forecast.h"
#include "app/show_forecast.h"
#include "jobs/jobs.h"
#include "lib/app_fixture.h"
#include "lib/reporting.h"
#include "lib/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static struct app_fixture *fx;

static void
setup(void)
{
	fx = app_fixture_new();
	reporting_start(fx);
}

static void
teardown(void)
{
	reporting_stop(fx);
	app_fixture_free(fx);
}

static struct store_forecast_run
run_province(instant_t as_of)
{
	struct store_forecast_run run;
	struct faults f = { 0 };
	struct app_forecast_order o = { .province = "15", .as_of = as_of };
	ck_assert_int_eq(app_run_forecast(&fx->app, &o, &run, &f), ERR_OK);
	return run;
}

/* Numbers and basis of the next fortnight. */
struct seen {
	struct wire_forecast f;
	struct wire_forecast_day day[14];
	char basis[16];
};

static struct seen
forecast_of(struct store_site site)
{
	struct seen s = { 0 };
	struct act *a = app_fixture_begin(fx, &fx->coordinator, DB_READ);
	ck_assert_int_eq(app_show_forecast(a, site, 14, &s.f), ERR_OK);
	ck_assert_uint_eq(s.f.days.n, 14);
	memcpy(s.day, s.f.days.items, sizeof s.day);
	snprintf(s.basis, sizeof s.basis, "%s", s.f.basis ? s.f.basis : "");
	app_fixture_rollback(a);
	return s;
}

static void
pgh1_uses(int day, double used_t)
{
	char text[300];
	snprintf(text, sizeof text, "{\"facility\":\"15-PGH1\",\"date\":\"2026-11-%02d\",\"occurred_at\":\"2026-11-%02dT17:00:00+07:00\","
	                            "\"stock\":[{\"form\":\"lox\",\"asset\":\"15-PGH1-T1\",\"on_hand\":{\"value\":9,\"unit\":\"t\"}}],\"consumed\":{\"value\":%.3f,\"unit\":\"t\"}}",
	    day, day, used_t);
	reporting_post(fx, &fx->hospital, text);
}

#define CENSUS "{\"facility\":\"15-DH2\",\"date\":\"2026-11-20\",\"occurred_at\":\"2026-11-20T17:00:00+07:00\",\"stock\":[]," \
	"\"census\":{\"nasal_cannula\":20,\"simple_mask\":10,\"reservoir_mask\":10,\"hfnc\":5,\"niv\":2,\"imv\":4,\"covid\":30}}"

START_TEST(a_site_without_history_gets_a_forecast_from_its_beds_and_then_from_its_census)
{
	struct store_forecast_run run = run_province(INSTANT_NONE);
	ck_assert_int_eq(run.state, STORE_FORECAST_DONE);
	ck_assert_int_eq(run.facilities, 2);
	struct seen s = forecast_of(fx->dh2);
	ck_assert_str_eq(s.basis, "beds");
	ck_assert(id_eq(s.f.run, run.id));
	for (int i = 0; i < 14; i++) {
		const struct wire_forecast_quantiles *q = &s.day[i].demand_g;
		ck_assert_int_eq(s.day[i].date, calendar_day_of(APP_FIXTURE_NOW) + i);
		ck_assert(0 < q->p50 && q->p01 <= q->p10 && q->p10 <= q->p50 && q->p50 <= q->p90 && q->p90 <= q->p99);
	}
	reporting_post(fx, &fx->hospital2, CENSUS);
	run_province(INSTANT_NONE);
	struct seen counted = forecast_of(fx->dh2);
	ck_assert_str_eq(counted.basis, "census");
	ck_assert_int_gt(counted.day[1].demand_g.p50, s.day[1].demand_g.p50); /* 51 patients in 120 beds */
}
END_TEST

START_TEST(without_any_run_the_answer_is_made_on_the_fly)
{
	struct seen s = forecast_of(fx->dh2);
	ck_assert_str_eq(s.basis, "beds");
	ck_assert(id_is_none(s.f.run));
	ck_assert_int_gt(s.day[13].demand_g.p50, 0);
}
END_TEST

START_TEST(days_of_tet_are_marked_and_silent_ones_are_missing_not_zero)
{
	ck_assert(clock_set(fx->app.clock, calendar_at(calendar_day(2027, 2, 5), 18 * 60)));
	reporting_post(fx, &fx->hospital, "{\"facility\":\"15-PGH1\",\"date\":\"2027-02-05\",\"occurred_at\":\"2027-02-05T17:00:00+07:00\",\"stock\":[],"
	                                  "\"consumed\":{\"value\":2000,\"unit\":\"kg\"}}");
	struct seen eve = forecast_of(fx->pgh1);
	ck_assert_int_eq(eve.day[0].holiday, HOLIDAY_TET_EVE);
	ck_assert_int_eq(eve.day[3].holiday, HOLIDAY_TET_3);
	ck_assert_int_eq(eve.day[4].holiday, HOLIDAY_NONE);
	ck_assert(clock_set(fx->app.clock, calendar_at(calendar_day(2027, 2, 9), 18 * 60)));
	struct seen after = forecast_of(fx->pgh1); /* nobody reported over Tet */
	ck_assert_int_gt(after.day[0].demand_g.p50, eve.day[0].demand_g.p50 / 2);
	ck_assert_int_gt(after.day[0].demand_g.p90 - after.day[0].demand_g.p10, eve.day[1].demand_g.p90 - eve.day[1].demand_g.p10);
}
END_TEST

/* A day of 15-DH2's pool: 60 bottles are full in the evening, after so many came; `more` is what else is said. */
static void
dh2_counts(int day, int came, const char *more)
{
	char text[500];
	snprintf(text, sizeof text, "{\"facility\":\"15-DH2\",\"date\":\"2026-11-%02d\",\"occurred_at\":\"2026-11-%02dT17:00:00+07:00\","
	                            "\"stock\":[{\"form\":\"cylinder\",\"type\":\"VN40\",\"full\":60,\"in_use\":0,\"empty\":20}],"
	                            "\"received\":[{\"form\":\"cylinder\",\"type\":\"VN40\",\"full\":%d,\"docket\":\"D-%d\"}]%s}",
	    day, day, came, day, more);
	ck_assert_int_eq(reporting_post(fx, &fx->hospital2, text), 201);
}

START_TEST(use_that_nobody_reports_is_learned_from_what_the_stock_did)
{
	for (int d = 1; d <= 10; d++)
		dh2_counts(d, 12, ",\"consumed\":{\"value\":96,\"unit\":\"kg\"}");
	run_province(INSTANT_NONE);
	int64_t old_g = forecast_of(fx->dh2).day[1].demand_g.p50;
	ck_assert_int_lt(llabs(old_g - 96000), 20000);
	for (int d = 11; d <= 20; d++)
		dh2_counts(d, 24, ""); /* twice as much came, and no more is there */
	run_province(INSTANT_NONE);
	int64_t new_g = forecast_of(fx->dh2).day[1].demand_g.p50;
	ck_assert_int_lt(llabs(new_g - 2 * 95844), 30000);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.report WHERE consumed_g IS NULL AND site_id = 2"), 10); /* nothing was made up in the ledger */
}
END_TEST

/* The tank's gauge falls by 50 kg an hour, the pool stands. */
START_TEST(a_silent_hospitals_gauge_tells_its_use)
{
	pgh1_uses(1, 1.2);
	for (int d = 2; d <= 19; d += 17) {
		char text[200];
		snprintf(text, sizeof text, "{\"facility\":\"15-PGH1\",\"date\":\"2026-11-%02d\",\"occurred_at\":\"2026-11-%02dT17:00:00+07:00\","
		                            "\"stock\":[{\"form\":\"cylinder\",\"type\":\"VN40\",\"full\":300,\"in_use\":0,\"empty\":0}]}", d, d);
		reporting_post(fx, &fx->hospital, text);
	}
	run_province(INSTANT_NONE);
	int64_t silent_g = forecast_of(fx->pgh1).day[1].demand_g.p50;
	app_fixture_say("INSERT INTO oxy.telemetry (shard, ts, asset_id, epoch, seq, account_id, site_id, recorded_at, cred_id, g, sha) "
			"SELECT a.shard, t, a.asset_id, 1, row_number() OVER (), a.account_id, a.site_id, t, 1, "
			"20000000 - 50000 * extract(epoch FROM t - timestamptz '2026-11-04T00:00+07') / 3600, '\\x00' "
			"FROM oxy.asset a, generate_series(timestamptz '2026-11-04T00:00+07', '2026-11-19T00:00+07', '15 minutes') t WHERE a.code = '15-PGH1-T1'");
	run_province(INSTANT_NONE);
	int64_t seen_g = forecast_of(fx->pgh1).day[1].demand_g.p50, used_g = 24 * 50000 + 650000 * 80 / 100 * 95 / 100; /* its plant's too */
	ck_assert_int_gt(llabs(silent_g - used_g), used_g / 4);
	ck_assert_int_lt(llabs(seen_g - used_g), used_g / 10);
}
END_TEST

START_TEST(the_same_moment_gives_the_same_bytes_whatever_was_recorded_since)
{
	for (int d = 5; d <= 20; d++)
		pgh1_uses(d, 1.5 + 0.05 * d);
	struct store_forecast_run first = run_province(INSTANT_NONE);
	ck_assert(clock_set(fx->app.clock, APP_FIXTURE_NOW + INSTANT_DAY));
	pgh1_uses(21, 4.5);
	struct store_forecast_run again = run_province(first.as_of);
	ck_assert_mem_eq(first.input_sha, again.input_sha, 32);
	ck_assert_mem_eq(first.config_sha, again.config_sha, 32);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.forecast"), 4);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM (SELECT site_id, q, first_day, horizon, method FROM oxy.forecast GROUP BY 1, 2, 3, 4, 5 HAVING count(*) = 2) x"), 2);
	struct store_forecast_run now = run_province(INSTANT_NONE);
	ck_assert_mem_ne(first.input_sha, now.input_sha, 32);
}
END_TEST

START_TEST(a_run_of_an_earlier_moment_does_not_replace_todays)
{
	struct store_forecast_run today, earlier;
	pgh1_uses(20, 2.0);
	today = run_province(INSTANT_NONE);
	ck_assert(clock_set(fx->app.clock, APP_FIXTURE_NOW + INSTANT_HOUR));
	earlier = run_province(APP_FIXTURE_NOW - 7 * INSTANT_DAY);
	ck_assert_int_eq(earlier.state, STORE_FORECAST_DONE);
	ck_assert(id_eq(forecast_of(fx->pgh1).f.run, today.id));
}
END_TEST

START_TEST(a_run_that_fails_leaves_the_last_good_one_in_force)
{
	struct store_forecast_run good = run_province(INSTANT_NONE);
	app_fixture_say("ALTER TABLE oxy.forecast ADD CONSTRAINT nothing_goes_in CHECK (false) NOT VALID");
	ck_assert(clock_set(fx->app.clock, APP_FIXTURE_NOW + INSTANT_HOUR));
	struct store_forecast_run bad = run_province(INSTANT_NONE);
	ck_assert_int_eq(bad.state, STORE_FORECAST_FAILED);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.forecast_run WHERE state = 4 AND error IS NOT NULL AND finished_at IS NOT NULL"), 1);
	ck_assert(id_eq(forecast_of(fx->pgh1).f.run, good.id));
	app_fixture_say("ALTER TABLE oxy.forecast DROP CONSTRAINT nothing_goes_in");
	struct store_forecast_run after = run_province(INSTANT_NONE);
	ck_assert(id_eq(forecast_of(fx->pgh1).f.run, after.id));
}
END_TEST

START_TEST(a_run_is_seen_by_its_province_as_it_stood_then)
{
	struct store_forecast_run run = run_province(INSTANT_NONE), seen;
	struct act *a = app_fixture_begin(fx, &fx->coordinator, DB_READ);
	ck_assert_int_eq(store_forecast_get(a->db, run.id, a->at.recorded_by, &seen, a->faults), ERR_OK);
	ck_assert_int_eq(seen.state, STORE_FORECAST_DONE);
	ck_assert_int_eq(seen.facilities, 2);
	ck_assert_mem_eq(seen.input_sha, run.input_sha, 32);
	ck_assert_int_eq(store_forecast_get(a->db, run.id, run.recorded_at - 1, &seen, a->faults), ERR_OK);
	ck_assert(id_is_none(seen.id));
	app_fixture_rollback(a);
	a = app_fixture_begin(fx, &fx->stranger, DB_READ);
	ck_assert_int_eq(store_forecast_get(a->db, run.id, a->at.recorded_by, &seen, a->faults), ERR_OK);
	ck_assert(id_is_none(seen.id));
	app_fixture_rollback(a);
}
END_TEST

START_TEST(the_database_reads_the_packed_quantiles_as_the_program_does)
{
	run_province(INSTANT_NONE);
	struct seen s = forecast_of(fx->dh2);
	char ask[300];
	for (int i = 0; i < 14; i++) {
		snprintf(ask, sizeof ask,
		    "SELECT (oxy.quantiles(f.q))[23 * ('1970-01-01'::date + %d - f.first_day) + 12] FROM oxy.forecast f JOIN oxy.site s USING (shard, site_id) "
		    "WHERE s.code = '15-DH2'",
		    s.day[i].date);
		ck_assert_int_eq(app_fixture_ask(ask), s.day[i].demand_g.p50);
	}
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.forecast WHERE cardinality(oxy.quantiles(q)) = 23 * horizon"), 2);
}
END_TEST

/* ---- jobs -------------------------------------------------------------------------------------- */

static void
site_changed(void *arg, struct store_site site)
{
	jobs_site_changed(arg, site);
}

static struct jobs *
start_jobs(void)
{
	struct jobs *j = jobs_start(&fx->app);
	app_listen(&fx->app, site_changed, j);
	return j;
}

/* Wait until the database says so, ten seconds at most. */
static bool
comes_true(const char *sql)
{
	for (int i = 0; i < 200; i++) {
		if (app_fixture_ask(sql) > 0)
			return true;
		nanosleep(&(struct timespec){ .tv_nsec = 50000000 }, NULL);
	}
	return false;
}

START_TEST(a_facility_is_forecast_again_within_five_seconds_of_its_report)
{
	struct jobs *j = start_jobs();
	ck_assert_msg(comes_true("SELECT count(*) FROM oxy.forecast_run WHERE site_id IS NULL AND state = 3 AND province = '15'"), "no run at the start");
	ck_assert_str_eq(forecast_of(fx->dh2).basis, "beds");
	int64_t began = clock_mono();
	reporting_post(fx, &fx->hospital2, CENSUS);
	ck_assert(jobs_settle(j, 5 * INSTANT_SECOND));
	ck_assert_int_lt(clock_mono() - began, 5 * INSTANT_SECOND);
	ck_assert_str_eq(forecast_of(fx->dh2).basis, "census");
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.forecast_run WHERE site_id = 2 AND state = 3"), 1);
	ck_assert_str_eq(forecast_of(fx->pgh1).basis, "beds"); /* its neighbour's stands */
	fx->app.n_listeners = 0;
	jobs_stop(j);
}
END_TEST

START_TEST(every_evening_each_province_is_forecast_once)
{
	struct jobs *j = start_jobs();
	ck_assert(comes_true("SELECT count(*) - 1 FROM (SELECT DISTINCT province FROM oxy.forecast_run WHERE state = 3) x"));
	ck_assert(clock_set(fx->app.clock, APP_FIXTURE_NOW + 4 * INSTANT_HOUR)); /* nine in the evening */
	jobs_clock_moved(j);
	ck_assert(comes_true("SELECT count(*) FROM oxy.forecast_run WHERE province = '15' AND state = 3 AND as_of >= '2026-11-20T20:00+07'"));
	ck_assert(clock_set(fx->app.clock, APP_FIXTURE_NOW + 5 * INSTANT_HOUR));
	jobs_clock_moved(j);
	app_fixture_say("INSERT INTO oxy.event_key VALUES (1, 'POST /x', 'old', '\\x00', '2026-11-01T00:00+07', 200, '')");
	ck_assert(clock_set(fx->app.clock, APP_FIXTURE_NOW + 6 * INSTANT_HOUR));
	jobs_clock_moved(j);
	ck_assert(comes_true("SELECT count(*) FROM (SELECT count(*) FROM oxy.event_key HAVING count(*) = 0) x")); /* the last row of the table has run */
	jobs_stop(j);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.forecast_run WHERE province = '15' AND site_id IS NULL"), 2);
}
END_TEST

START_TEST(idempotency_keys_are_forgotten_after_a_week)
{
	struct faults f = { 0 };
	atomic_bool ending = false;
	app_fixture_say("INSERT INTO oxy.event_key VALUES (1, 'POST /x', 'old', '\\x00', '2026-11-13T16:59+07', 200, ''), (1, 'POST /x', 'new', '\\x00', '2026-11-13T17:01+07', 200, '')");
	ck_assert_int_eq(jobs_forget_keys(&fx->app, &ending, &f), ERR_OK);
	ck_assert_str_eq(app_fixture_ask_text("SELECT string_agg(key, ',') FROM oxy.event_key"), "new");
}
END_TEST

SUITE_WITH("db/forecast", setup, teardown, a_site_without_history_gets_a_forecast_from_its_beds_and_then_from_its_census,
    without_any_run_the_answer_is_made_on_the_fly, days_of_tet_are_marked_and_silent_ones_are_missing_not_zero,
    use_that_nobody_reports_is_learned_from_what_the_stock_did, a_silent_hospitals_gauge_tells_its_use, the_same_moment_gives_the_same_bytes_whatever_was_recorded_since,
    a_run_of_an_earlier_moment_does_not_replace_todays, a_run_that_fails_leaves_the_last_good_one_in_force,
    a_run_is_seen_by_its_province_as_it_stood_then, the_database_reads_the_packed_quantiles_as_the_program_does, a_facility_is_forecast_again_within_five_seconds_of_its_report,
    every_evening_each_province_is_forecast_once, idempotency_keys_are_forgotten_after_a_week)
