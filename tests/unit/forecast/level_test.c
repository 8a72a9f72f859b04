#include "forecast/level.h"

#include "lib/suite.h"

#include <math.h>

static enum forecast_level
level(double p10, bool stale, double lead)
{
	struct forecast_level_input in = { .hours_p10 = p10, .stale = stale, .lead_p90_h = lead };
	return forecast_level_of(&in, NULL);
}

START_TEST(thresholds_are_12_24_and_72_hours)
{
	static const struct {
		double hours;
		enum forecast_level level;
	} rows[] = { { 0, FORECAST_LEVEL_RED }, { 11.99, FORECAST_LEVEL_RED }, { 12, FORECAST_LEVEL_AMBER },
		{ 23.99, FORECAST_LEVEL_AMBER }, { 24, FORECAST_LEVEL_WATCH }, { 71.9, FORECAST_LEVEL_WATCH },
		{ 72, FORECAST_LEVEL_GREEN }, { 336, FORECAST_LEVEL_GREEN }, { NAN, FORECAST_LEVEL_UNKNOWN } };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		ck_assert_int_eq(level(rows[i].hours, false, NAN), rows[i].level);
}
END_TEST

START_TEST(no_threshold_is_below_the_suppliers_lead_time_and_six_hours)
{
	ck_assert_int_eq(level(20, false, 5), FORECAST_LEVEL_AMBER);
	ck_assert_int_eq(level(20, false, 15), FORECAST_LEVEL_RED);
	ck_assert_int_eq(level(53, false, 48), FORECAST_LEVEL_RED);
	ck_assert_int_eq(level(54, false, 48), FORECAST_LEVEL_WATCH);
	ck_assert_int_eq(level(100, false, 96), FORECAST_LEVEL_RED);
}
END_TEST

START_TEST(a_stale_or_partly_unknown_site_is_never_green_and_may_be_worse)
{
	ck_assert_int_eq(level(300, true, NAN), FORECAST_LEVEL_WATCH);
	ck_assert_int_eq(level(5, true, NAN), FORECAST_LEVEL_RED);
	struct forecast_level_input in = { .hours_p10 = 300, .partly_unknown = true };
	ck_assert_int_eq(forecast_level_of(&in, NULL), FORECAST_LEVEL_WATCH);
}
END_TEST

START_TEST(a_daily_reporter_is_stale_after_36_hours)
{
	instant_t now = 1000 * INSTANT_DAY;
	ck_assert(!forecast_level_is_stale(now - 36 * INSTANT_HOUR, now, 24, NULL));
	ck_assert(forecast_level_is_stale(now - 36 * INSTANT_HOUR - 1, now, 24, NULL));
	ck_assert(!forecast_level_is_stale(now - 36 * INSTANT_HOUR, now, 0, NULL));
	ck_assert(forecast_level_is_stale(now - 13 * INSTANT_HOUR, now, 8, NULL));
	ck_assert(forecast_level_is_stale(INSTANT_NONE, now, 24, NULL));
}
END_TEST

START_TEST(flow_is_amber_from_80_red_from_90_critical_from_95_per_cent)
{
	ck_assert_int_eq(forecast_level_of_flow(79.9, NULL), FORECAST_FLOW_OK);
	ck_assert_int_eq(forecast_level_of_flow(80, NULL), FORECAST_FLOW_AMBER);
	ck_assert_int_eq(forecast_level_of_flow(90, NULL), FORECAST_FLOW_RED);
	ck_assert_int_eq(forecast_level_of_flow(95, NULL), FORECAST_FLOW_CRITICAL);
	ck_assert_int_eq(forecast_level_of_flow(NAN, NULL), FORECAST_FLOW_UNKNOWN);
	ck_assert_str_eq(forecast_level_name(FORECAST_LEVEL_WATCH), "watch");
	ck_assert_str_eq(forecast_level_flow_name(FORECAST_FLOW_CRITICAL), "critical");
}
END_TEST

START_TEST(thresholds_may_be_given)
{
	struct forecast_level_config c = forecast_level_defaults();
	c.red_h = 20;
	c.stale_factor = 3;
	c.flow_amber_pct = 50;
	struct forecast_level_input in = { .hours_p10 = 15, .lead_p90_h = NAN };
	ck_assert_int_eq(forecast_level_of(&in, &c), FORECAST_LEVEL_RED);
	ck_assert_int_eq(forecast_level_of(&in, NULL), FORECAST_LEVEL_AMBER);
	ck_assert(!forecast_level_is_stale(0, 60 * INSTANT_HOUR, 24, &c));
	ck_assert(forecast_level_is_stale(0, 60 * INSTANT_HOUR, 24, NULL));
	ck_assert_int_eq(forecast_level_of_flow(60, &c), FORECAST_FLOW_AMBER);
	ck_assert_int_eq(forecast_level_of_flow(60, NULL), FORECAST_FLOW_OK);
}
END_TEST

SUITE("forecast/level", thresholds_are_12_24_and_72_hours,
    no_threshold_is_below_the_suppliers_lead_time_and_six_hours,
    a_stale_or_partly_unknown_site_is_never_green_and_may_be_worse,
    a_daily_reporter_is_stale_after_36_hours, flow_is_amber_from_80_red_from_90_critical_from_95_per_cent,
    thresholds_may_be_given)
