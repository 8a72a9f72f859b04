/* Scores of forecasts: what opens a day, what a truth makes of it, corrections, and models that are set back. */
#include "app/run_forecast.h"
#include "app/score_forecasts.h"
#include "app/show_forecast.h"
#include "app/show_scores.h"
#include "jobs/jobs.h"
#include "lib/app_fixture.h"
#include "lib/reporting.h"
#include "lib/suite.h"

#include <math.h>
#include <stdio.h>

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

/* Days count from 20 November 2026. */
static day_t
day(int n)
{
	return calendar_day(2026, 11, 20) + n;
}

static void
clock_to(int n, int hour)
{
	ck_assert(clock_set(fx->app.clock, calendar_at(day(n), hour * 60)));
}

static void
report(int n, const char *used)
{
	char text[400], date[CALENDAR_DAY_TEXT];
	calendar_day_text(day(n), date);
	snprintf(text, sizeof text, "{\"facility\":\"15-PGH1\",\"date\":\"%s\",\"occurred_at\":\"%sT17:00:00+07:00\",\"stock\":[]%s}", date, date, used);
	reporting_post(fx, &fx->hospital, text);
}

static void
uses(int n, double kg)
{
	char used[80];
	snprintf(used, sizeof used, ",\"consumed\":{\"value\":%.1f,\"unit\":\"kg\"}", kg);
	report(n, used);
}

static void
run(void)
{
	struct store_forecast_run r;
	struct faults f = { 0 };
	ck_assert_int_eq(app_run_forecast(&fx->app, &(struct app_forecast_order){ .province = "15", .as_of = INSTANT_NONE }, &r, &f), ERR_OK);
	ck_assert_int_eq(r.state, STORE_FORECAST_DONE);
}

static struct app_scored
score(void)
{
	static const _Atomic bool ending = false;
	struct app_scored done;
	struct faults f = { 0 };
	err_t e = app_score_forecasts(&fx->app, "15", &ending, &done, &f);
	ck_assert_msg(e == ERR_OK, "%s: %s", f.n > 0 ? fault_code(f.item[0].id) : "", f.n > 0 ? f.item[0].arg[0] : "");
	return done;
}

/* A day as it goes: the report at five, the run at eight, the morning after. */
static struct app_scored
live(int n, double kg)
{
	clock_to(n, 17);
	if (kg >= 0)
		uses(n, kg);
	clock_to(n, 20);
	run();
	clock_to(n + 1, 7);
	return score();
}

static double
real(const char *sql)
{
	return atof(app_fixture_ask_text(sql));
}

START_TEST(the_forecast_of_the_morning_opens_the_day_and_a_later_one_does_not)
{
	clock_to(0, 18);
	run();
	clock_to(1, 7);
	run();
	struct app_scored done = score();
	ck_assert_int_eq(done.opened, 2); /* both facilities of the province, though one alone ever reports */
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.forecast_origin o JOIN oxy.forecast f USING (shard, site_id, run_id) "
	                                 "WHERE o.origin_day = '2026-11-21' AND f.as_of < '2026-11-20T19:00+07'"), 2);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.forecast_origin WHERE baseline IS NULL"), 2); /* nobody has reported: nothing persists */
	ck_assert_int_eq(score().opened, 0);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.forecast_origin"), 2);
}
END_TEST

START_TEST(a_forecast_older_than_a_day_opens_nothing_and_missed_mornings_are_made_up_for)
{
	clock_to(0, 18);
	run();
	clock_to(3, 5); /* before six: the morning of that day is not there */
	ck_assert_int_eq(score().opened, 2);
	ck_assert_str_eq(app_fixture_ask_text("SELECT string_agg(DISTINCT origin_day::text, ' ') FROM oxy.forecast_origin"), "2026-11-21");
	ck_assert_str_eq(app_fixture_ask_text("SELECT opened_day FROM oxy.forecast_opened WHERE shard = 15"), "2026-11-22");
}
END_TEST

START_TEST(each_truth_scores_the_mornings_before_it)
{
	struct app_scored done = { 0 };
	for (int n = 0; n < 6; n++)
		done = live(n, 2000 + 10 * n);
	ck_assert_int_eq(done.scored, 1);
	/* the sixth day, 25 November: the mornings of the four days from the 21st on, 4 to 1 days ahead */
	ck_assert_str_eq(app_fixture_ask_text("SELECT truth_g || ' ' || truth_kind || ' ' || model || ' ' || array_length(wis, 1) FROM oxy.forecast_score WHERE target_day = '2026-11-25'"),
	    "2050000 1 " FORECAST_DEMAND_MODEL " 14");
	ck_assert_int_eq(app_fixture_ask("SELECT count(u) FROM oxy.forecast_score, unnest(wis) u WHERE target_day = '2026-11-25'"), 4);
	ck_assert_int_eq(app_fixture_ask("SELECT count(u) FROM oxy.forecast_score, unnest(wis[1:4]) u WHERE target_day = '2026-11-25'"), 4);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.forecast_score WHERE target_day = '2026-11-21'"), 0); /* no morning before it */
	/* by hand: persistence of the morning of the 24th has 2030 kg of the 23rd and four truths, so 15 % times sqrt 2 days */
	double wis = 0, truth = 2050000, last = 2030000;
	for (int k = 0; k < FORECAST_LEVELS; k++) {
		double q = last + .15 * sqrt(2) * last * forecast_quantile_score(k), p = forecast_quantile_level(k);
		wis += 2.0 / FORECAST_LEVELS * (truth >= q ? p * (truth - q) : (p - 1) * (truth - q));
	}
	ck_assert_double_eq_tol(real("SELECT baseline_wis[1] FROM oxy.forecast_score WHERE target_day = '2026-11-25'"), wis, wis * 1e-3);
	ck_assert_int_eq(score().scored, 0); /* again: nothing new */
}
END_TEST

START_TEST(a_day_that_nobody_reported_has_no_score_and_a_shift_is_no_day)
{
	live(0, 2000);
	live(1, 2000);
	live(2, -1);
	clock_to(3, 17);
	char shift[300];
	snprintf(shift, sizeof shift, "{\"facility\":\"15-PGH1\",\"date\":\"2026-11-23\",\"occurred_at\":\"2026-11-23T14:00:00+07:00\",\"stock\":[],"
	                              "\"period\":{\"start\":\"2026-11-23T06:00:00+07:00\",\"end\":\"2026-11-23T14:00:00+07:00\"},\"consumed\":{\"value\":700,\"unit\":\"kg\"}}");
	reporting_post(fx, &fx->hospital, shift);
	live(4, 2000);
	ck_assert_str_eq(app_fixture_ask_text("SELECT string_agg(target_day::text, ' ' ORDER BY target_day) FROM oxy.forecast_score"), "2026-11-24");
}
END_TEST

START_TEST(a_correction_is_a_new_row_and_a_truth_that_is_taken_back_says_so)
{
	for (int n = 0; n < 4; n++)
		live(n, 2000);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.forecast_score"), 2);
	clock_to(4, 9);
	uses(3, 2600);
	ck_assert_int_eq(score().scored, 1);
	ck_assert_str_eq(app_fixture_ask_text("SELECT string_agg(truth_g::text, ' ' ORDER BY recorded_at) FROM oxy.forecast_score WHERE target_day = '2026-11-23'"),
	    "2000000 2600000");
	clock_to(4, 10);
	report(3, "");
	ck_assert_int_eq(score().scored, 1);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.forecast_score WHERE target_day = '2026-11-23' AND truth_g IS NULL AND wis = array_fill(NULL::real, ARRAY[14])"), 1);
	ck_assert_int_eq(score().scored, 0);
}
END_TEST

START_TEST(a_census_is_a_truth_where_nothing_is_metered)
{
	for (int n = 0; n < 4; n++) {
		clock_to(n, 17);
		report(n, ",\"census\":{\"nasal_cannula\":20,\"hfnc\":5}");
		clock_to(n, 20);
		run();
		clock_to(n + 1, 7);
		score();
	}
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.forecast_score WHERE truth_kind = 2 AND truth_g > 0 AND wis[1] IS NOT NULL AND baseline_wis[1] > 0"), 2);
}
END_TEST

START_TEST(an_own_rate_that_is_learned_is_no_correction_of_a_census)
{
	for (int n = 0; n < 4; n++) {
		clock_to(n, 17);
		report(n, ",\"census\":{\"hfnc\":10}");
		clock_to(n, 20);
		run();
		clock_to(n + 1, 7);
		score();
	}
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.forecast_score"), 2);
	clock_to(4, 17);
	report(4, ",\"census\":{\"hfnc\":10},\"consumed\":{\"value\":640,\"unit\":\"kg\"}"); /* the set says 661 */
	clock_to(5, 7);
	ck_assert_int_eq(score().scored, 1);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.forecast_score"), 3);
}
END_TEST

/* Scores of the last 20 days as if the model had had `ratio` times the WIS of persistence. */
static void
pretend(int n, double ratio)
{
	char sql[900];
	snprintf(sql, sizeof sql,
	    "DELETE FROM oxy.forecast_score; INSERT INTO oxy.forecast_score SELECT 15, c.site_id, d::date, '%s', '2026-11-20T00:00+07', 2000000, 1, array_fill(%f::real, ARRAY[14]), "
	    "array_fill(1e6::real, ARRAY[14]), array_fill(0::smallint, ARRAY[14]) FROM oxy.site_code c, generate_series(date '2026-11-20' + %d - 20, date '2026-11-20' + %d - 1, '1 day') d "
	    "WHERE c.code = '15-PGH1'", FORECAST_DEMAND_MODEL, ratio * 1e6, n, n);
	app_fixture_say(sql);
}

struct shown {
	char model[40], set_back[40];
	int64_t median;
};

static struct shown
shown(void)
{
	struct wire_forecast w;
	struct shown s = { 0 };
	struct act *a = app_fixture_begin(fx, &fx->coordinator, DB_READ);
	ck_assert_int_eq(app_show_forecast(a, fx->pgh1, 14, &w), ERR_OK);
	snprintf(s.model, sizeof s.model, "%s", w.model);
	snprintf(s.set_back, sizeof s.set_back, "%s", w.set_back ? w.set_back : "");
	s.median = w.days.items[5].demand_g.p50;
	app_fixture_rollback(a);
	return s;
}

START_TEST(a_model_that_loses_to_persistence_is_set_back_there_and_goes_on_in_the_shadow)
{
	for (int n = 0; n < 3; n++)
		live(n, 2000 + 100 * n);
	ck_assert_str_eq(shown().model, FORECAST_DEMAND_MODEL);
	pretend(3, 1.4);
	ck_assert_int_eq(live(3, 2300).decided, 1);
	ck_assert_str_eq(app_fixture_ask_text("SELECT c.code || ' ' || d.model || ' ' || d.demoted FROM oxy.forecast_demotion d JOIN oxy.site_code c USING (shard, site_id)"),
	    "15-PGH1 " FORECAST_DEMAND_MODEL " true");
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.audit WHERE verb = 'forecast.demote' AND object = '15-PGH1'"), 1);
	clock_to(4, 8);
	run();
	struct shown now = shown();
	ck_assert_str_eq(now.model, "persistence-1");
	ck_assert_str_eq(now.set_back, FORECAST_DEMAND_MODEL);
	ck_assert_int_eq(now.median, 2300000);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.forecast WHERE model = 'persistence-1' AND cardinality(oxy.quantiles(q)) = cardinality(oxy.quantiles(shadow_q))"), 1);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.forecast f JOIN oxy.site_code c USING (shard, site_id) WHERE c.code = '15-DH2' AND f.shadow_q IS NOT NULL"), 0);
	live(4, 2400);
	live(5, 2450);
	ck_assert_int_eq(live(6, 2500).scored, 2); /* the member in force and the model in the shadow */
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.forecast_score WHERE model = 'persistence-1' AND wis[1] IS NOT NULL AND target_day = '2026-11-26'"), 1);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.forecast_score WHERE model = '" FORECAST_DEMAND_MODEL "' AND wis[1] IS NOT NULL AND target_day = '2026-11-26'"), 1);
}
END_TEST

START_TEST(it_returns_when_it_wins_clearly_and_not_within_a_fortnight)
{
	live(0, 2000);
	live(1, 2000);
	pretend(2, 1.4);
	ck_assert_int_eq(live(2, 2000).decided, 1);
	pretend(3, 0.93);
	ck_assert_int_eq(live(3, 2000).decided, 0); /* too soon */
	ck_assert_str_eq(shown().model, "persistence-1");
	for (int n = 4; n < 18; n++) {
		pretend(n, 1.4);
		live(n, 2000);
	}
	pretend(18, 0.97);
	ck_assert_int_eq(live(18, 2000).decided, 0); /* better, not clearly */
	pretend(19, 0.5);
	ck_assert_int_eq(live(19, 2000).decided, 1);
	clock_to(20, 8);
	run();
	ck_assert_str_eq(shown().model, FORECAST_DEMAND_MODEL);
	ck_assert_str_eq(shown().set_back, "");
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.audit WHERE verb = 'forecast.restore'"), 1);
}
END_TEST

START_TEST(a_wave_brings_the_model_back_without_waiting)
{
	int n = 0, back = -1;
	for (; n < 12; n++)
		live(n, 2000 + 40 * (n % 2));
	app_fixture_say("INSERT INTO oxy.forecast_demotion SELECT 15, site_id, '" FORECAST_DEMAND_MODEL "', '2026-12-02T07:00+07', true, 2, 20, 280 FROM oxy.site_code WHERE code = '15-PGH1'");
	double kg = 2000;
	for (; n < 24 && back < 0; n++)
		if (live(n, kg *= 1.116).decided == 1) /* tenfold in 21 days */
			back = n - 11;
	ck_assert_msg(back >= 1 && back <= 8, "in force again after %d days", back);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.forecast_demotion WHERE NOT demoted"), 1);
}
END_TEST

START_TEST(a_forecast_of_an_earlier_moment_knows_of_no_later_demotion)
{
	live(0, 2000);
	clock_to(1, 8);
	run();
	app_fixture_say("INSERT INTO oxy.forecast_demotion SELECT 15, site_id, '" FORECAST_DEMAND_MODEL "', '2026-11-21T09:00+07', true, 2, 20, 280 FROM oxy.site_code WHERE code = '15-PGH1'");
	clock_to(1, 10);
	struct store_forecast_run then, now;
	struct faults f = { 0 };
	ck_assert_int_eq(app_run_forecast(&fx->app, &(struct app_forecast_order){ .province = "15", .as_of = calendar_at(day(1), 8 * 60 + 30) }, &then, &f), ERR_OK);
	ck_assert_int_eq(app_run_forecast(&fx->app, &(struct app_forecast_order){ .province = "15", .as_of = INSTANT_NONE }, &now, &f), ERR_OK);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.forecast WHERE model = 'persistence-1' AND as_of < '2026-11-21T09:00+07'"), 0);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.forecast WHERE model = 'persistence-1'"), 1);
}
END_TEST

START_TEST(while_a_surge_forecast_is_in_force_the_model_is_not_set_back)
{
	live(0, 2000);
	app_fixture_say("INSERT INTO oxy.forecast_demotion SELECT 15, site_id, '" FORECAST_DEMAND_MODEL "', '2026-11-21T06:00+07', true, 2, 20, 280 FROM oxy.site_code WHERE code = '15-PGH1'");
	app_fixture_say("INSERT INTO oxy.surge_file VALUES ('00000000-0000-7000-8000-000000000001', 'hub', '\\x00', 2, '2026-11-20T10:00+07', 1);"
	                "INSERT INTO oxy.surge_value SELECT '00000000-0000-7000-8000-000000000001', h + 1, '15', '15', '2026-11-20', 1, h, 2, '', 100 + 20 * h FROM generate_series(0, 14) h");
	clock_to(1, 8);
	run();
	ck_assert_str_eq(shown().model, FORECAST_DEMAND_MODEL);
}
END_TEST

static size_t
account(const struct session *who, const char *province, const char *model, struct wire_forecast_score *ret_first)
{
	struct app_scores found;
	struct act *a = app_fixture_begin(fx, who, DB_READ);
	ck_assert_int_eq(app_show_scores(a, &(struct app_scores_query){ .province = province, .model = model, .days = 90 }, &found), ERR_OK);
	if (found.n > 0)
		*ret_first = found.items[0];
	app_fixture_rollback(a);
	return found.n;
}

START_TEST(the_account_is_by_model_and_horizon_against_persistence_and_within_the_scope)
{
	struct wire_forecast_score s;
	ck_assert_uint_eq(account(&fx->ministry, "", NULL, &s), 0);
	for (int n = 0; n < 7; n++)
		live(n, 2000 + 60 * (n % 3));
	ck_assert_uint_eq(account(&fx->ministry, "", NULL, &s), 5); /* horizons 1 to 5 */
	ck_assert_int_eq(s.horizon, 1);
	ck_assert_int_eq(s.n, 5);
	ck_assert_int_eq(s.facilities, 1);
	ck_assert_int_eq(s.set_back, 0);
	ck_assert_int_eq(s.wis_g, lround(real("SELECT avg(wis[1]::float8) FROM oxy.forecast_score")));
	ck_assert_int_eq(s.baseline_wis_g, lround(real("SELECT avg(baseline_wis[1]::float8) FROM oxy.forecast_score")));
	ck_assert_double_eq_tol(s.rel_wis, real("SELECT sum(wis[1]::float8) / sum(baseline_wis[1]::float8) FROM oxy.forecast_score"), 1e-9);
	ck_assert(s.coverage_50 <= s.coverage_90 && s.coverage_90 <= s.coverage_95 && s.coverage_95 <= 1);
	ck_assert_uint_eq(account(&fx->coordinator, "15", FORECAST_DEMAND_MODEL, &s), 5);
	ck_assert_uint_eq(account(&fx->coordinator, "15", "persistence-1", &s), 0);
	ck_assert_uint_eq(account(&fx->stranger, "01", NULL, &s), 0);
	ck_assert_uint_eq(account(&fx->stranger, "15", NULL, &s), 0); /* and row-level security stands behind the scope */
}
END_TEST

START_TEST(what_a_place_was_scored_without_a_baseline_counts_and_is_compared_with_nothing)
{
	struct wire_forecast_score s;
	clock_to(0, 20);
	run();
	clock_to(1, 20);
	run();
	live(2, 2000); /* the first report ever: the morning of the 21st knew of no day before it */
	ck_assert_uint_eq(account(&fx->coordinator, "15", NULL, &s), 1);
	ck_assert_int_eq(s.n, 1);
	ck_assert_int_gt(s.wis_g, 0);
	ck_assert_int_eq(s.baseline_wis_g, UNKNOWN_I64);
	ck_assert_double_nan(s.rel_wis);
}
END_TEST

START_TEST(the_job_does_it_by_the_programs_clock_and_drops_old_baselines)
{
	atomic_bool ending = false;
	struct faults f = { 0 };
	for (int n = 0; n < 3; n++) {
		clock_to(n, 17);
		uses(n, 2000);
		clock_to(n, 20);
		run();
		clock_to(n + 1, 7);
		ck_assert_int_eq(jobs_score_forecasts(&fx->app, &ending, &f), ERR_OK);
	}
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.forecast_score"), 1);
	ck_assert_int_gt(app_fixture_ask("SELECT count(*) FROM oxy.forecast_origin WHERE baseline IS NOT NULL"), 0);
	clock_to(60, 7);
	ck_assert_int_eq(jobs_score_forecasts(&fx->app, &ending, &f), ERR_OK);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.forecast_origin WHERE baseline IS NOT NULL"), 0);
}
END_TEST

SUITE_WITH("db/scores", setup, teardown, the_forecast_of_the_morning_opens_the_day_and_a_later_one_does_not,
    a_forecast_older_than_a_day_opens_nothing_and_missed_mornings_are_made_up_for, each_truth_scores_the_mornings_before_it,
    a_day_that_nobody_reported_has_no_score_and_a_shift_is_no_day, a_correction_is_a_new_row_and_a_truth_that_is_taken_back_says_so,
    a_census_is_a_truth_where_nothing_is_metered, an_own_rate_that_is_learned_is_no_correction_of_a_census, a_model_that_loses_to_persistence_is_set_back_there_and_goes_on_in_the_shadow,
    it_returns_when_it_wins_clearly_and_not_within_a_fortnight,
    a_wave_brings_the_model_back_without_waiting, a_forecast_of_an_earlier_moment_knows_of_no_later_demotion,
    while_a_surge_forecast_is_in_force_the_model_is_not_set_back,
    the_account_is_by_model_and_horizon_against_persistence_and_within_the_scope,
    what_a_place_was_scored_without_a_baseline_counts_and_is_compared_with_nothing, the_job_does_it_by_the_programs_clock_and_drops_old_baselines)
