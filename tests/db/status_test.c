/* How facilities, provinces and the nation stand: silence, unknowns, sums, lead times, as_of. */
#include "app/area_status.h"
#include "app/facility_status.h"
#include "app/shortfalls.h"
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

/* 15-PGH1 at five in the afternoon of a day of November: tank, bottles, what was used. */
static void
pgh1_reports(int day, double tank_t, int full, double used_t)
{
	char text[600];
	snprintf(text, sizeof text,
	    "{\"facility\":\"15-PGH1\",\"date\":\"2026-11-%02d\",\"occurred_at\":\"2026-11-%02dT17:00:00+07:00\",\"stock\":["
	    "{\"form\":\"lox\",\"asset\":\"15-PGH1-T1\",\"on_hand\":{\"value\":%.3f,\"unit\":\"t\"}},"
	    "{\"form\":\"cylinder\",\"type\":\"VN40\",\"full\":%d,\"in_use\":0,\"empty\":%d}],\"consumed\":{\"value\":%.3f,\"unit\":\"t\"}}",
	    day, day, tank_t, full, 300 - full, used_t);
	reporting_post(fx, &fx->hospital, text);
}

static void
dh2_reports(int full)
{
	char text[400];
	snprintf(text, sizeof text,
	    "{\"facility\":\"15-DH2\",\"date\":\"2026-11-20\",\"occurred_at\":\"2026-11-20T17:00:00+07:00\",\"stock\":["
	    "{\"form\":\"cylinder\",\"type\":\"VN40\",\"full\":%d,\"in_use\":0,\"empty\":0}],\"consumed\":{\"value\":40,\"unit\":\"kg\"}}",
	    full);
	reporting_post(fx, &fx->hospital2, text);
}

static void
days_pass(double days)
{
	ck_assert(clock_set(fx->app.clock, clock_now(fx->app.clock) + (instant_t)(days * INSTANT_DAY)));
}

/* The answer's JSON, as it goes out. */
static char *
text_of(struct act *a, struct store_site site, struct wire_facility_status *ret)
{
	struct str s = { 0 };
	ck_assert_int_eq(app_facility_status(a, site, ret), ERR_OK);
	wire_dump_new(wire_write(&wire_status_shape, ret), &s);
	return s.data;
}

/* Its numbers: texts and lists end with the read. */
static struct wire_facility_status
status_of(const struct session *who, struct store_site site)
{
	struct wire_facility_status out;
	struct act *a = app_fixture_begin(fx, who, DB_READ);
	ck_assert_int_eq(app_facility_status(a, site, &out), ERR_OK);
	app_fixture_rollback(a);
	return out;
}

START_TEST(what_was_never_reported_is_null_and_said_to_be_missing)
{
	struct act *a = app_fixture_begin(fx, &fx->hospital, DB_READ);
	struct wire_facility_status s;
	char *text = text_of(a, fx->pgh1, &s);
	ck_assert_int_eq(s.on_hand_g, UNKNOWN_I64);
	ck_assert(isnan(s.hours_to_empty.p10) && isnan(s.hours_without_deliveries.p50));
	ck_assert_int_eq(s.level, STOCK_UNKNOWN);
	ck_assert_int_eq(s.as_of_truth, INSTANT_NONE);
	ck_assert(s.stale);
	ck_assert_int_eq(s.covers.assets, 2);
	ck_assert_int_eq(s.covers.assets_known, 0);
	ck_assert_uint_eq(s.covers.missing.n, 2);
	ck_assert_ptr_nonnull(strstr(text, "\"hours_to_empty\":{\"p10\":null,\"p50\":null,\"p90\":null}"));
	ck_assert_ptr_nonnull(strstr(text, "\"on_hand_g\":null"));
	free(text);
	app_fixture_rollback(a);
}
END_TEST

START_TEST(one_asset_alone_leaves_the_total_unknown_and_the_hours_known)
{
	reporting_post(fx, &fx->hospital, "{\"facility\":\"15-PGH1\",\"date\":\"2026-11-20\",\"occurred_at\":\"2026-11-20T17:00:00+07:00\","
	                                  "\"stock\":[{\"form\":\"lox\",\"asset\":\"15-PGH1-T1\",\"on_hand\":{\"value\":8,\"unit\":\"t\"}}],\"consumed\":{\"value\":2,\"unit\":\"t\"}}");
	struct wire_facility_status s = status_of(&fx->hospital, fx->pgh1);
	ck_assert_int_eq(s.on_hand_g, UNKNOWN_I64);
	ck_assert_int_eq(s.covers.assets_known, 1);
	ck_assert(s.hours_to_empty.p50 > 24);
	ck_assert_int_ne(s.level, STOCK_GREEN);
	ck_assert_int_ne(s.level, STOCK_UNKNOWN);
}
END_TEST

START_TEST(assets_and_systems_add_up_to_the_total)
{
	pgh1_reports(20, 8.4, 100, 2.0);
	days_pass(0.5);
	struct act *a = app_fixture_begin(fx, &fx->coordinator, DB_READ);
	struct wire_facility_status s;
	free(text_of(a, fx->pgh1, &s));
	ck_assert_uint_eq(s.systems.n, 1);
	ck_assert_int_lt(s.on_hand_g, 8400000 + 100 * 7987);
	ck_assert_int_gt(s.on_hand_g, 7000000);
	int64_t sum = 0;
	for (size_t i = 0; i < s.assets.n; i++)
		sum += s.assets.items[i].on_hand_g != UNKNOWN_I64 ? s.assets.items[i].on_hand_g : 0;
	ck_assert_int_le(llabs(sum - s.on_hand_g), 2);
	ck_assert_int_eq(s.systems.items[0].on_hand_g + 2000000, s.on_hand_g); /* the heel cannot be drawn */
	app_fixture_rollback(a);
}
END_TEST

START_TEST(a_silent_site_reaches_red_with_no_input)
{
	enum stock_level seen[12];
	pgh1_reports(20, 9.0, 200, 1.6);
	ck_assert_int_eq(status_of(&fx->coordinator, fx->pgh1).stale, false);
	for (int i = 0; i < 12; i++) {
		struct wire_facility_status s = status_of(&fx->coordinator, fx->pgh1);
		seen[i] = s.level;
		ck_assert(i < 2 || s.stale);
		ck_assert(i < 2 || s.level != STOCK_GREEN);
		ck_assert(i == 0 || seen[i] <= seen[i - 1]); /* red is 1: it only gets worse */
		days_pass(1);
	}
	ck_assert_int_ne(seen[0], STOCK_RED);
	ck_assert_int_eq(seen[11], STOCK_RED);
	ck_assert(status_of(&fx->coordinator, fx->pgh1).hours_to_empty.p10 == 0);
}
END_TEST

START_TEST(a_back_dated_report_changes_neither_todays_stock_nor_todays_burn)
{
	for (int d = 10; d <= 20; d++)
		pgh1_reports(d, 9.0, 200, 2.0);
	struct wire_facility_status before = status_of(&fx->coordinator, fx->pgh1);
	pgh1_reports(2, 15.0, 50, 4.0);
	struct wire_facility_status after = status_of(&fx->coordinator, fx->pgh1);
	ck_assert_int_eq(before.on_hand_g, after.on_hand_g);
	ck_assert_int_eq(before.as_of_truth, after.as_of_truth);
	ck_assert(fabs(before.hours_to_empty.p50 - after.hours_to_empty.p50) < 0.05 * before.hours_to_empty.p50);
}
END_TEST

START_TEST(no_threshold_is_below_what_the_supplier_needs_and_every_reader_sees_the_same)
{
	pgh1_reports(20, 4.5, 0, 1.6); /* 2.5 t above the heel */
	struct wire_facility_status s = status_of(&fx->coordinator, fx->pgh1);
	ck_assert(s.hours_to_empty.p10 > 12 && s.hours_to_empty.p10 < 46);
	ck_assert_int_ne(s.level, STOCK_RED);
	app_fixture_say("UPDATE oxy.site_revision SET doc = doc || '{\"lead_time_h\": 40}' WHERE doc ->> 'code' IN ('15-GASCO', '15-FILL')");
	ck_assert_int_eq(status_of(&fx->coordinator, fx->pgh1).level, STOCK_RED);
	ck_assert_int_eq(status_of(&fx->hospital, fx->pgh1).level, STOCK_RED);
}
END_TEST

static struct wire_province_status
province_of(const struct session *who)
{
	struct act *a = app_fixture_begin(fx, who, DB_READ);
	struct wire_province_status out;
	static char worst[25];
	ck_assert_int_eq(app_area_status_province(a, "15", false, &out), ERR_OK);
	snprintf(worst, sizeof worst, "%s", out.worst_facility ? out.worst_facility : "");
	out.worst_facility = worst;
	app_fixture_rollback(a);
	return out;
}

START_TEST(a_province_is_sums_the_worst_and_counts_and_unknown_is_not_zero)
{
	struct wire_province_status p = province_of(&fx->coordinator);
	ck_assert_int_eq(p.on_hand_g, UNKNOWN_I64);
	ck_assert_int_eq(p.levels.unknown, 2);
	ck_assert_int_eq(p.coverage.facilities, 2);
	ck_assert_int_eq(p.coverage.known, 0);
	ck_assert_int_eq(p.worst_level, STOCK_UNKNOWN);
	pgh1_reports(20, 18.0, 250, 1.0);
	dh2_reports(1);
	p = province_of(&fx->coordinator);
	ck_assert_int_eq(p.on_hand_g, status_of(&fx->coordinator, fx->pgh1).on_hand_g + status_of(&fx->coordinator, fx->dh2).on_hand_g);
	ck_assert_int_eq(p.worst_level, STOCK_RED); /* nineteen tonnes in the province, and one hospital with one bottle */
	ck_assert_str_eq(p.worst_facility, "15-DH2");
	ck_assert_int_eq(p.levels.red, 1);
	ck_assert_int_eq(p.levels.red + p.levels.amber + p.levels.watch + p.levels.green + p.levels.unknown, 2);
	ck_assert_int_eq(p.coverage.known, 2);
	ck_assert_int_eq(p.coverage.reported, 2);
}
END_TEST

START_TEST(the_nation_is_the_sum_of_its_provinces_and_a_coordinator_sees_his_own)
{
	struct wire_national_status n;
	pgh1_reports(20, 18.0, 250, 1.0);
	dh2_reports(40);
	struct act *a = app_fixture_begin(fx, &fx->ministry, DB_READ);
	ck_assert_int_eq(app_area_status_national(a, &n), ERR_OK);
	ck_assert_uint_eq(n.provinces.n, 2);
	ck_assert_int_eq(n.coverage.facilities, 3);
	ck_assert_int_eq(n.levels.unknown, 1);
	int64_t sum = 0;
	for (size_t i = 0; i < n.provinces.n; i++)
		sum += n.provinces.items[i].on_hand_g != UNKNOWN_I64 ? n.provinces.items[i].on_hand_g : 0;
	ck_assert_int_eq(n.on_hand_g, sum);
	app_fixture_rollback(a);
	a = app_fixture_begin(fx, &fx->coordinator, DB_READ);
	ck_assert_int_eq(app_area_status_national(a, &n), ERR_OK);
	ck_assert_uint_eq(n.provinces.n, 1);
	ck_assert_str_eq(n.provinces.items[0].province, "15");
	app_fixture_rollback(a);
}
END_TEST

START_TEST(as_of_answers_what_was_answered_then)
{
	struct wire_facility_status s;
	pgh1_reports(19, 9.0, 200, 1.6);
	struct act *a = app_fixture_begin_as_of(fx, &fx->coordinator, APP_FIXTURE_NOW);
	char *then = text_of(a, fx->pgh1, &s);
	app_fixture_rollback(a);
	days_pass(0.25);
	pgh1_reports(20, 3.0, 20, 2.6);
	a = app_fixture_begin_as_of(fx, &fx->coordinator, APP_FIXTURE_NOW);
	char *later = text_of(a, fx->pgh1, &s);
	app_fixture_rollback(a);
	ck_assert_str_eq(then, later);
	a = app_fixture_begin(fx, &fx->coordinator, DB_READ);
	char *now = text_of(a, fx->pgh1, &s);
	app_fixture_rollback(a);
	ck_assert_str_ne(then, now);
	free(then);
	free(later);
	free(now);
}
END_TEST

START_TEST(before_it_was_registered_a_facility_is_not_there)
{
	struct wire_facility_status s;
	struct act *a = app_fixture_begin_as_of(fx, &fx->coordinator, APP_FIXTURE_REGISTERED - INSTANT_DAY);
	ck_assert_int_eq(app_facility_status(a, fx->pgh1, &s), ERR_NOT_FOUND);
	app_fixture_rollback(a);
}
END_TEST

START_TEST(shortfalls_come_by_urgency_with_the_duty_telephone_for_the_coordinator_alone)
{
	struct app_shortfalls found;
	pgh1_reports(20, 6.0, 50, 2.0);
	dh2_reports(2);
	struct act *a = app_fixture_begin(fx, &fx->coordinator, DB_READ);
	ck_assert_int_eq(app_shortfalls(a, "15", 7, &found), ERR_OK);
	ck_assert_uint_eq(found.n, 2);
	ck_assert_str_eq(found.items[0].facility, "15-DH2");
	ck_assert(found.items[0].hours_to_empty.p10 <= found.items[1].hours_to_empty.p10);
	ck_assert_int_gt(found.items[0].expected_unmet_g_per_day, 0);
	ck_assert_ptr_nonnull(found.items[0].binding);
	ck_assert_str_eq(found.items[0].duty_phone, "+84900000002");
	app_fixture_rollback(a);
	a = app_fixture_begin(fx, &fx->ministry, DB_READ);
	ck_assert_int_eq(app_shortfalls(a, "", 7, &found), ERR_OK);
	ck_assert_uint_eq(found.n, 2);
	ck_assert_ptr_null(found.items[0].duty_phone);
	app_fixture_rollback(a);
	a = app_fixture_begin(fx, &fx->stranger, DB_READ);
	ck_assert_int_eq(app_shortfalls(a, "", 7, &found), ERR_OK);
	ck_assert_uint_eq(found.n, 0);
	app_fixture_rollback(a);
}
END_TEST

/* A confirmed delivery to 15-DH2, so many hours from now. */
static void
delivery_comes(double hours)
{
	char sql[1200];
	double at = (double)(clock_now(fx->app.clock) / INSTANT_SECOND) + hours * 3600;
	app_fixture_say("DELETE FROM oxy.delivery_event; DELETE FROM oxy.delivery");
	snprintf(sql, sizeof sql,
	    "INSERT INTO oxy.delivery (shard, site_id, delivery_id, supplier_shard, supplier_id, product, asset_id, from_account, to_account, mode, quantity_g, min_g,"
	    " max_g, window_from, window_to, recorded_at, cred_id)"
	    " SELECT a.shard, a.site_id, '00000000-0000-4000-8000-000000000001', 15, 9, 2, a.asset_id, 1, a.account_id, 1, 500000, 500000, 500000,"
	    " to_timestamp(%.0f), to_timestamp(%.0f), to_timestamp(%.0f) - interval '5 days', 1"
	    " FROM oxy.asset a JOIN oxy.site s USING (shard, site_id) WHERE s.code = '15-DH2' LIMIT 1;"
	    "INSERT INTO oxy.delivery_event (shard, delivery_id, seq, event, state, occurred_at, recorded_at, cred_id, eta, role)"
	    " SELECT shard, delivery_id, 1, 3, 3, recorded_at, recorded_at, 1, window_to, 4 FROM oxy.delivery",
	    at, at, at - hours * 3600);
	app_fixture_say(sql);
}

static double
dh2_empty_before_delivery(void)
{
	struct app_shortfalls found;
	struct act *a = app_fixture_begin(fx, &fx->coordinator, DB_READ);
	ck_assert_int_eq(app_shortfalls(a, "15", 7, &found), ERR_OK);
	ck_assert_uint_gt(found.n, 0);
	ck_assert_str_eq(found.items[0].facility, "15-DH2");
	double p = found.items[0].empty_before_delivery;
	app_fixture_rollback(a);
	return p;
}

START_TEST(a_shortfall_says_how_likely_it_comes_before_the_next_delivery)
{
	dh2_reports(6); /* some 48 kg at 40 kg a day: a little more than a day */
	ck_assert_double_nan(dh2_empty_before_delivery());
	delivery_comes(2);
	double soon = dh2_empty_before_delivery();
	delivery_comes(28);
	double later = dh2_empty_before_delivery();
	delivery_comes(160);
	double last = dh2_empty_before_delivery();
	ck_assert_msg(soon < .05 && later > soon && later < last && last > .95, "%.3f %.3f %.3f", soon, later, last);
}
END_TEST

SUITE_WITH("db/status", setup, teardown, what_was_never_reported_is_null_and_said_to_be_missing, one_asset_alone_leaves_the_total_unknown_and_the_hours_known,
    assets_and_systems_add_up_to_the_total, a_silent_site_reaches_red_with_no_input, a_back_dated_report_changes_neither_todays_stock_nor_todays_burn,
    no_threshold_is_below_what_the_supplier_needs_and_every_reader_sees_the_same, a_province_is_sums_the_worst_and_counts_and_unknown_is_not_zero,
    the_nation_is_the_sum_of_its_provinces_and_a_coordinator_sees_his_own, as_of_answers_what_was_answered_then,
    before_it_was_registered_a_facility_is_not_there, shortfalls_come_by_urgency_with_the_duty_telephone_for_the_coordinator_alone,
    a_shortfall_says_how_likely_it_comes_before_the_next_delivery)
