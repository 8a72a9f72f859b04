/* Surge forecasts: all rows or none, within the scope, and seen in the forecasts of facilities. */
#include "app/declare_surge.h"
#include "app/run_forecast.h"
#include "app/show_forecast.h"
#include "base/str.h"
#include "lib/app_fixture.h"
#include "lib/reporting.h"
#include "lib/suite.h"
#include "forecast/trajectories.h"
#include "store/position.h"

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

#define HEADER "reference_date,target,horizon,target_end_date,location,output_type,output_type_id,value\n"

/* Census of a location, from 100 patients times (1 + gain x day), as three quantiles a day of a round. */
static char *
round_of(day_t reference, const char *location, double gain)
{
	static const double level[] = { 0.1, 0.5, 0.9 };
	struct str s = { 0 };
	char from[CALENDAR_DAY_TEXT], day[CALENDAR_DAY_TEXT];
	str_add(&s, HEADER);
	for (int h = 0; h <= 14; h++)
		for (int k = 0; k < 3; k++)
			str_addf(&s, "%s,covid hosp census,%d,%s,%s,quantile,%g,%g\n", calendar_day_text(reference, from), h, calendar_day_text(reference + h, day),
			    location, level[k], 100 * (1 + gain * h) * (0.8 + 0.2 * k));
	return s.data;
}

static char *
file(const char *location, double gain)
{
	return round_of(calendar_day(2026, 11, 20), location, gain);
}

static err_t
declare(const struct session *who, const char *model, const char *text, struct faults *ret)
{
	struct app_declared_surge d = { 0 };
	struct act *a = app_fixture_begin(fx, who, DB_WRITE);
	err_t e = app_declare_surge(a, model, text, strlen(text), &d);
	*ret = *a->faults;
	*a->faults = (struct faults){ 0 };
	if (e)
		app_fixture_rollback(a);
	else
		ck_assert_int_eq(app_fixture_commit(a), ERR_OK);
	return e;
}

static void
run(void)
{
	struct store_forecast_run r;
	struct faults f = { 0 };
	ck_assert_int_eq(app_run_forecast(&fx->app, &(struct app_forecast_order){ .province = "15", .as_of = INSTANT_NONE }, &r, &f), ERR_OK);
	ck_assert_int_eq(r.state, STORE_FORECAST_DONE);
}

static int64_t
median_of(struct store_site site, int day, char basis[16])
{
	struct wire_forecast w;
	struct act *a = app_fixture_begin(fx, &fx->coordinator, DB_READ);
	ck_assert_int_eq(app_show_forecast(a, site, 14, &w), ERR_OK);
	int64_t g = w.days.items[day].demand_g.p50;
	snprintf(basis, 16, "%s", w.basis ? w.basis : "");
	app_fixture_rollback(a);
	return g;
}

START_TEST(a_surge_is_kept_with_its_lines_and_raises_the_demand_of_its_facilities)
{
	struct faults f;
	char basis[16], *text = file("15", 0.5);
	reporting_post(fx, &fx->hospital, "{\"facility\":\"15-PGH1\",\"date\":\"2026-11-20\",\"occurred_at\":\"2026-11-20T17:00:00+07:00\",\"stock\":[],"
	                                  "\"census\":{\"nasal_cannula\":60,\"hfnc\":10,\"imv\":10,\"covid\":60}}");
	run();
	int64_t before = median_of(fx->pgh1, 10, basis);
	ck_assert_str_eq(basis, "census");
	ck_assert_int_eq(declare(&fx->ministry, "hub-a", text, &f), ERR_OK);
	ck_assert_int_eq(app_fixture_ask("SELECT n_rows FROM oxy.surge_file WHERE model = 'hub-a'"), 45);
	ck_assert_int_eq(app_fixture_ask("SELECT line FROM oxy.surge_value WHERE horizon = 0 AND output_type_id = '0.9'"), 4);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.audit WHERE verb = 'surge_forecast.declare'"), 1);
	run();
	int64_t after = median_of(fx->pgh1, 10, basis);
	ck_assert_str_eq(basis, "surge");
	ck_assert_msg(after > before * 5 / 4, "%lld g before, %lld g after", (long long)before, (long long)after);
	free(text);
}
END_TEST

START_TEST(a_facilitys_own_surge_forecast_counts_before_its_provinces_and_models_are_averaged)
{
	struct faults f;
	char basis[16], *up = file("15", 0.5), *own = file("15-PGH1", 0), *down = file("15", -0.05);
	run();
	int64_t flat = median_of(fx->dh2, 10, basis);
	ck_assert_int_eq(declare(&fx->coordinator, "hub-a", up, &f), ERR_OK);
	run();
	int64_t surge = median_of(fx->dh2, 10, basis), pgh1 = median_of(fx->pgh1, 10, basis);
	ck_assert_int_gt(surge, flat);
	ck_assert(clock_set(fx->app.clock, APP_FIXTURE_NOW + INSTANT_MINUTE));
	ck_assert_int_eq(declare(&fx->coordinator, "hub-a", own, &f), ERR_OK);
	run();
	ck_assert_int_lt(median_of(fx->pgh1, 10, basis), pgh1);
	ck_assert_int_eq(median_of(fx->dh2, 10, basis), surge);
	ck_assert_int_eq(declare(&fx->coordinator, "hub-b", down, &f), ERR_OK);
	run();
	ck_assert_int_lt(median_of(fx->dh2, 10, basis), surge);
	free(up);
	free(own);
	free(down);
}
END_TEST

/* The hospital counts 60 covid patients on each day up to today, while a model said week after week that they would grow. */
START_TEST(a_model_whose_growth_did_not_come_is_trusted_less_than_a_new_one)
{
	struct faults f;
	char basis[16], report[300], day[CALENDAR_DAY_TEXT];
	day_t today = calendar_day(2026, 11, 20);
	for (int d = 30; d >= 0; d--) {
		snprintf(report, sizeof report, "{\"facility\":\"15-PGH1\",\"date\":\"%s\",\"stock\":[],\"census\":{\"nasal_cannula\":60,\"hfnc\":10,\"imv\":10,\"covid\":60}}",
		    calendar_day_text(today - d, day));
		reporting_post(fx, &fx->hospital, report);
	}
	char *now = file("15", 0.5);
	ck_assert_int_eq(declare(&fx->ministry, "hub-a", now, &f), ERR_OK);
	run();
	int64_t trusted = median_of(fx->pgh1, 10, basis);
	ck_assert_str_eq(basis, "surge");
	for (int week = 1; week <= 4; week++) {
		char *past = round_of(today - 7 * week, "15", 0.5), set[200];
		ck_assert_int_eq(declare(&fx->ministry, "hub-a", past, &f), ERR_OK);
		snprintf(set, sizeof set, "UPDATE oxy.surge_file SET recorded_at = recorded_at - interval '%d days' WHERE surge_id IN "
		                          "(SELECT surge_id FROM oxy.surge_value WHERE reference_date = '%s')",
		    7 * week, calendar_day_text(today - 7 * week, day));
		app_fixture_say(set);
		free(past);
	}
	run();
	int64_t known = median_of(fx->pgh1, 10, basis);
	ck_assert_str_eq(basis, "surge");
	ck_assert_msg(known < trusted * 4 / 5, "%lld g when it was new, %lld g with its record", (long long)trusted, (long long)known);
	free(now);
}
END_TEST

/* Twenty futures; the odd ones peak in the first week, the even ones in the second. */
static char *
samples_of(const char *location, int first_sample)
{
	struct str s = { 0 };
	char from[CALENDAR_DAY_TEXT], day[CALENDAR_DAY_TEXT];
	day_t reference = calendar_day(2026, 11, 20);
	str_add(&s, HEADER);
	for (int h = 0; h <= 14; h++)
		for (int k = first_sample; k < 20; k++)
			str_addf(&s, "%s,covid hosp census,%d,%s,%s,sample,s%02d,%d\n", calendar_day_text(reference, from), h, calendar_day_text(reference + h, day),
			    location, k, 100 + k + ((k % 2 == 1) == (h < 7) ? 100 : 0));
	return s.data;
}

static struct store_position
position_of(const struct session *who, struct store_site site, instant_t at)
{
	struct store_position *p;
	struct act *a = app_fixture_begin(fx, who, DB_READ);
	struct store_position_query q = { .sites = &site, .n = 1, .at = { at, at } };
	ck_assert_int_eq(store_position_load(a->db, &q, a->arena, &p, a->faults), ERR_OK);
	struct store_position ret = *p;
	if (ret.demand.led_by != NULL) { /* outlives the transaction */
		static struct forecast_trajectories t;
		t = *ret.demand.led_by;
		ret.demand.led_by = &t;
	}
	app_fixture_rollback(a);
	return ret;
}

START_TEST(the_paths_of_a_forecast_follow_the_samples_of_its_surge)
{
	struct faults f;
	char *text = samples_of("15", 0);
	run();
	ck_assert_ptr_null(position_of(&fx->hospital, fx->pgh1, clock_now(fx->app.clock)).demand.led_by);
	instant_t before = clock_now(fx->app.clock);
	ck_assert(clock_set(fx->app.clock, before + INSTANT_MINUTE));
	ck_assert_int_eq(declare(&fx->ministry, "hub-a", text, &f), ERR_OK);
	run();
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.surge_paths"), 1);
	const struct store_position p = position_of(&fx->hospital, fx->pgh1, clock_now(fx->app.clock) + INSTANT_MINUTE);
	ck_assert_ptr_nonnull(p.demand.led_by);
	ck_assert_double_eq_tol(p.demand.led, .5, 1e-9); /* a model without a record is trusted for half */
	for (int path = 0; path < FORECAST_PATHS; path++) { /* ten paths a sample */
		bool odd = path / 10 % 2 == 1;
		ck_assert(odd == (forecast_trajectories_on(p.demand.led_by, calendar_day(2026, 11, 23))[path] >= 100));
		ck_assert(odd == (forecast_trajectories_on(p.demand.led_by, calendar_day(2026, 12, 1))[path] < 100));
	}
	ck_assert_ptr_null(position_of(&fx->hospital, fx->pgh1, before).demand.led_by); /* what was answered then is answered again */
	free(text);
}
END_TEST

START_TEST(too_few_samples_are_quantiles_alone)
{
	struct faults f;
	char basis[16], *text = samples_of("15", 12);
	ck_assert_int_eq(declare(&fx->ministry, "hub-a", text, &f), ERR_OK);
	run();
	median_of(fx->pgh1, 10, basis);
	ck_assert_str_eq(basis, "surge");
	ck_assert_ptr_null(position_of(&fx->coordinator, fx->pgh1, clock_now(fx->app.clock) + INSTANT_MINUTE).demand.led_by);
	free(text);
}
END_TEST

START_TEST(one_faulty_row_and_nothing_is_kept)
{
	struct faults f;
	ck_assert_int_eq(declare(&fx->ministry, "hub-a", HEADER "2026-11-20,covid hosp census,1,2026-11-21,15,median,,10\n"
	                                                        "2026-11-20,covid hosp census,2,2026-11-22,15,median,,-1\n", &f), ERR_INVALID);
	ck_assert_str_eq(f.item[0].pointer, "line 3, column value");
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.surge_value"), 0);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.surge_file"), 0);
}
END_TEST

START_TEST(a_location_of_another_scope_is_as_unknown_as_one_that_does_not_exist)
{
	struct faults elsewhere, nowhere;
	static const char *const row = HEADER "2026-11-20,covid hosp census,1,2026-11-21,15,median,,10\n2026-11-20,covid hosp census,1,2026-11-21,%s,median,,10\n";
	char text[400];
	snprintf(text, sizeof text, row, "01-HN1");
	ck_assert_int_eq(declare(&fx->coordinator, "m", text, &elsewhere), ERR_INVALID);
	snprintf(text, sizeof text, row, "01-XX9");
	ck_assert_int_eq(declare(&fx->coordinator, "m", text, &nowhere), ERR_INVALID);
	ck_assert_str_eq(elsewhere.item[0].pointer, "line 3, column location");
	ck_assert_int_eq(elsewhere.item[0].id, nowhere.item[0].id);
	snprintf(text, sizeof text, row, "01");
	ck_assert_int_eq(declare(&fx->coordinator, "m", text, &elsewhere), ERR_INVALID);
	ck_assert_int_eq(declare(&fx->ministry, "m", text, &elsewhere), ERR_OK);
}
END_TEST

SUITE_WITH("db/surge", setup, teardown, a_surge_is_kept_with_its_lines_and_raises_the_demand_of_its_facilities,
    a_facilitys_own_surge_forecast_counts_before_its_provinces_and_models_are_averaged,
    a_model_whose_growth_did_not_come_is_trusted_less_than_a_new_one, the_paths_of_a_forecast_follow_the_samples_of_its_surge,
    too_few_samples_are_quantiles_alone,
    one_faulty_row_and_nothing_is_kept,
    a_location_of_another_scope_is_as_unknown_as_one_that_does_not_exist)
