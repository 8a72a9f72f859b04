/* Alerts: raised by what is known, by silence, worse again, better, acknowledged, closed. */
#include "app/acknowledge_alert.h"
#include "app/raise_alerts.h"
#include "lib/app_fixture.h"
#include "lib/reporting.h"
#include "lib/suite.h"

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

static void
sweep(void)
{
	const struct store_site sites[] = { fx->pgh1, fx->dh2 };
	struct faults f = { 0 };
	ck_assert_int_eq(app_raise_alerts(&fx->app, sites, 2, &f), ERR_OK);
}

static void
pass_hours(int hours)
{
	ck_assert(clock_set(fx->app.clock, clock_now(fx->app.clock) + hours * INSTANT_HOUR));
}

/* Bottles of 15-DH2 at the clock's hour of 2026-11-20 or later; 40 kg a day is five bottles. */
static void
dh2_has(int full, int received)
{
	char text[600], at[CALENDAR_INSTANT_TEXT], day[CALENDAR_DAY_TEXT];
	instant_t now = clock_now(fx->app.clock);
	snprintf(text, sizeof text,
	    "{\"facility\":\"15-DH2\",\"date\":\"%s\",\"occurred_at\":\"%s\",\"stock\":[{\"form\":\"cylinder\",\"type\":\"VN40\",\"full\":%d,\"in_use\":0,\"empty\":0}],"
	    "\"received\":[{\"form\":\"cylinder\",\"type\":\"VN40\",\"full\":%d}],\"consumed\":{\"value\":40,\"unit\":\"kg\"}}",
	    calendar_day_text(calendar_day_of(now), day), calendar_instant_text(now, at), full, received);
	reporting_post(fx, &fx->hospital2, text);
}

/* A fortnight of 40 kg a day, so that the forecast is narrow. */
static void
dh2_has_a_history(void)
{
	char text[300];
	for (int d = 5; d < 20; d++) {
		snprintf(text, sizeof text, "{\"facility\":\"15-DH2\",\"date\":\"2026-11-%02d\",\"occurred_at\":\"2026-11-%02dT17:00:00+07:00\",\"stock\":[],"
		                            "\"consumed\":{\"value\":40,\"unit\":\"kg\"}}",
		    d, d);
		reporting_post(fx, &fx->hospital2, text);
	}
}

static const char *
open_alerts(void)
{
	return app_fixture_ask_text("SELECT coalesce(string_agg(kind || ':' || level, ' ' ORDER BY kind), '') FROM oxy.alert WHERE closed_at IS NULL");
}

static struct store_alert
only_alert(void)
{
	struct store_alert_list list;
	struct act *a = app_fixture_begin(fx, &fx->coordinator, DB_READ);
	struct store_alert_query q = { .province = "15", .open_only = true, .at = a->at.recorded_by, .before = a->at.recorded_by, .limit = 10 };
	ck_assert_int_eq(store_alert_page(a->db, &q, a->arena, &list, a->faults), ERR_OK);
	ck_assert_uint_eq(list.n, 1);
	struct store_alert one = list.items[0];
	one.note = NULL;
	app_fixture_rollback(a);
	return one;
}

START_TEST(what_was_never_reported_raises_nothing)
{
	sweep();
	ck_assert_str_eq(open_alerts(), "");
}
END_TEST

START_TEST(a_stock_alert_is_raised_once_worsens_anew_and_is_closed_when_it_no_longer_holds)
{
	dh2_has_a_history();
	dh2_has(5, 0);
	sweep();
	sweep();
	ck_assert_str_eq(open_alerts(), "1:2");
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.alert"), 1);
	pass_hours(14);
	sweep();
	ck_assert_str_eq(open_alerts(), "1:1");
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.alert WHERE closed_at IS NOT NULL"), 1);
	dh2_has(60, 58);
	sweep();
	ck_assert_str_eq(open_alerts(), "");
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.audit WHERE verb IN ('alert.raise', 'alert.close')"), 4);
}
END_TEST

START_TEST(silence_alone_raises_an_alert_and_then_the_stock_runs_down)
{
	dh2_has_a_history();
	dh2_has(30, 0);
	sweep();
	ck_assert_str_eq(open_alerts(), "");
	pass_hours(40);
	sweep();
	ck_assert_str_eq(open_alerts(), "3:3");
	pass_hours(10 * 24);
	sweep();
	ck_assert_str_eq(open_alerts(), "1:1 3:3");
}
END_TEST

START_TEST(an_alert_is_acknowledged_once_with_the_duty_telephone_for_the_coordinator)
{
	struct store_alert got;
	struct wire_alert shown;
	dh2_has(2, 0);
	sweep();
	struct store_alert alert = only_alert();
	struct act *a = app_fixture_begin(fx, &fx->stranger, DB_WRITE);
	ck_assert_int_eq(app_acknowledge_alert_find(a, alert.id, &got), ERR_NOT_FOUND);
	*a->faults = (struct faults){ 0 };
	app_fixture_rollback(a);
	a = app_fixture_begin(fx, &fx->coordinator, DB_WRITE);
	ck_assert_int_eq(app_acknowledge_alert_find(a, alert.id, &got), ERR_OK);
	ck_assert_int_eq(app_acknowledge_alert(a, &got, "xe đang đến"), ERR_OK);
	ck_assert_int_eq(app_acknowledge_alert_shape(a, &got, 1, LANG_EN, &shown), ERR_OK);
	ck_assert_str_eq(shown.facility, "15-DH2");
	ck_assert_str_eq(shown.kind, "stock");
	ck_assert_str_eq(shown.duty_phone, "+84900000002");
	ck_assert_str_eq(shown.note, "xe đang đến");
	ck_assert_int_eq(app_fixture_commit(a), ERR_OK);
	pass_hours(1);
	a = app_fixture_begin(fx, &fx->hospital2, DB_WRITE);
	ck_assert_int_eq(app_acknowledge_alert_find(a, alert.id, &got), ERR_OK);
	ck_assert_int_eq(app_acknowledge_alert(a, &got, "again"), ERR_OK);
	ck_assert_int_eq(got.acknowledged_at, APP_FIXTURE_NOW);
	ck_assert_str_eq(got.note, "xe đang đến");
	app_fixture_rollback(a);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.audit WHERE verb = 'alert.acknowledge'"), 1);
}
END_TEST

SUITE_WITH("db/alerts", setup, teardown, what_was_never_reported_raises_nothing,
    a_stock_alert_is_raised_once_worsens_anew_and_is_closed_when_it_no_longer_holds, silence_alone_raises_an_alert_and_then_the_stock_runs_down,
    an_alert_is_acknowledged_once_with_the_duty_telephone_for_the_coordinator)
