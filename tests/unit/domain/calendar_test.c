#include "base/attr.h"
#include "domain/calendar.h"
#include "lib/suite.h"

#include <string.h>

static day_t
day(const char *text)
{
	day_t d;
	ck_assert_msg(calendar_parse_day(text, &d), "%s", text);
	return d;
}

static const char *
same_instant(const char *text)
{
	static char buf[CALENDAR_INSTANT_TEXT];
	instant_t t;
	return calendar_parse_instant(text, &t) ? calendar_instant_text(t, buf) : "refused";
}

START_TEST(days_count_from_1970_and_back)
{
	char buf[CALENDAR_DAY_TEXT];
	ck_assert_int_eq(day("1970-01-01"), 0);
	ck_assert_int_eq(day("1969-12-31"), -1);
	ck_assert_int_eq(day("2000-02-29"), 11016);
	ck_assert_int_eq(day("2025-07-01"), 20270);
	for (day_t d = day("1900-01-01"); d <= day("2999-12-31"); d++)
		ck_assert_int_eq(day(calendar_day_text(d, buf)), d);
}
END_TEST

START_TEST(what_is_no_date_is_refused)
{
	static const char *const bad[] = { "", "2026-02-29", "2026-13-01", "2026-00-10",
		"2026-04-31", "2026-1-01", "26-01-01", "2026-01-01 ", " 2026-01-01", "2026/01/01",
		"20260101", "2026-01-0a", "1899-12-31", "3000-01-01", "2026-11-20T00:00:00Z" };
	day_t d = 42;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		ck_assert_msg(!calendar_parse_day(bad[i], &d) && d == 42, "%s", bad[i]);
}
END_TEST

START_TEST(instants_are_printed_in_local_time)
{
	ck_assert_str_eq(same_instant("2026-11-20T17:00:00+07:00"), "2026-11-20T17:00:00+07:00");
	ck_assert_str_eq(same_instant("2026-11-20T17:00:00Z"), "2026-11-21T00:00:00+07:00");
	ck_assert_str_eq(
	    same_instant("2026-11-20t17:00:00.5z"), "2026-11-21T00:00:00.500000+07:00");
	ck_assert_str_eq(same_instant("2026-11-20T17:00:00.123456789-05:30"),
	    "2026-11-21T05:30:00.123456+07:00");
	ck_assert_str_eq(
	    same_instant("1969-12-31T23:59:59.999999Z"), "1970-01-01T06:59:59.999999+07:00");
	ck_assert_str_eq(same_instant("2016-12-31T23:59:60Z"), "2017-01-01T07:00:00+07:00");
}
END_TEST

START_TEST(an_instant_without_offset_is_refused)
{
	static const char *const bad[] = { "2026-11-20T17:00:00", "2026-11-20 17:00:00Z",
		"2026-11-20T24:00:00Z", "2026-11-20T17:60:00Z", "2026-11-20T17:00:61Z",
		"2026-11-20T17:00:00+7:00", "2026-11-20T17:00:00+0700", "2026-11-20T17:00:00.Z",
		"2026-11-20T17:00:00.1234567890Z", "2026-11-20T17:00Z", "2026-11-20T17:00:00Zx",
		"2026-02-30T17:00:00Z", "x", "", "2026-11-20T17:00:00+24:00",
		"2026-11-20T17:00:60Z" };
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		ck_assert_msg(strcmp(same_instant(bad[i]), "refused") == 0, "%s", bad[i]);
}
END_TEST

START_TEST(a_day_begins_at_midnight_in_ho_chi_minh_city)
{
	instant_t t;
	ck_assert(calendar_parse_instant("2026-11-19T17:00:00Z", &t));
	ck_assert_int_eq(calendar_day_of(t), day("2026-11-20"));
	ck_assert_int_eq(calendar_day_of(t - 1), day("2026-11-19"));
	ck_assert_int_eq(calendar_start(day("2026-11-20")), t);
	ck_assert_int_eq(calendar_time_of(t + 90 * INSTANT_MINUTE), 90);
	ck_assert_int_eq(calendar_at(day("2026-11-20"), 90), t + 90 * INSTANT_MINUTE);
}
END_TEST

START_TEST(times_of_day_reach_midnight_but_not_beyond)
{
	time_of_day_t t;
	char buf[CALENDAR_TIME_TEXT];
	ck_assert(calendar_parse_time("06:05", &t) && t == 365);
	ck_assert_str_eq(calendar_time_text(365, buf), "06:05");
	ck_assert(calendar_parse_time("24:00", &t) && t == 1440);
	ck_assert(!calendar_parse_time("24:01", &t));
	ck_assert(!calendar_parse_time("6:05", &t));
	ck_assert(!calendar_parse_time("06:60", &t));
	ck_assert(!calendar_parse_time("06:05:00", &t));
}
END_TEST

START_TEST(weeks_begin_on_monday)
{
	ck_assert_int_eq(calendar_weekday(day("2026-11-16")), 0);
	ck_assert_int_eq(calendar_weekday(day("2026-11-22")), 6);
	ck_assert_int_eq(calendar_weekday(day("1969-12-29")), 0);
}
END_TEST

START_TEST(every_kind_of_holiday_has_a_word_and_a_name_in_both_languages)
{
	for (int k = HOLIDAY_NONE + 1; k < HOLIDAY_COUNT; k++) {
		ck_assert_ptr_nonnull(names_word(&calendar_holiday_kinds, k));
		ck_assert(calendar_holiday_vi((enum holiday_kind)k)[0] != '\0' && calendar_holiday_en((enum holiday_kind)k)[0] != '\0');
	}
	ck_assert_str_eq(names_word(&calendar_holiday_kinds, (int)calendar_holiday(day("2026-02-17"))), "tet_1");
}
END_TEST

START_TEST(tet_is_the_vietnamese_one)
{
	static const struct {
		int year;
		const char *tet;
	} known[] = { { 2020, "2020-01-25" }, { 2026, "2026-02-17" }, { 2027, "2027-02-06" },
		{ 2028, "2028-01-26" }, { 2029, "2029-02-13" }, { 2030, "2030-02-02" },
		{ 2040, "2040-02-12" } };
	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		ck_assert_int_eq(calendar_tet(known[i].year), day(known[i].tet));
	ck_assert_int_eq(calendar_tet(2019), DAY_NONE);
	ck_assert_int_eq(calendar_tet(2041), DAY_NONE);
	ck_assert_int_eq(calendar_days_from_tet(day("2030-02-05")), 3);
	ck_assert_int_eq(calendar_days_from_tet(day("2029-12-31")), -33);
}
END_TEST

/* Tet is a new moon: the distance between two is 354, 355, 383, 384 or 385 days; the tenth of the
 * third month is 68 or 69 days after it, or a leap month more. */
START_TEST(the_lunar_table_keeps_the_moon)
{
	for (int year = 2020; year <= 2040; year++) {
		if (year < 2040) {
			int gap = calendar_tet(year + 1) - calendar_tet(year);
			ck_assert_msg(
			    gap == 353 || gap == 354 || gap == 355 || (gap >= 383 && gap <= 385),
			    "%d: %d", year, gap);
		}
		int hung = 0;
		for (day_t d = calendar_tet(year); d < calendar_tet(year) + 110; d++)
			if (calendar_holiday(d) == HOLIDAY_HUNG_KINGS)
				hung = d - calendar_tet(year);
		ck_assert_msg(
		    (hung >= 67 && hung <= 69) || (hung >= 96 && hung <= 99), "%d: %d", year, hung);
	}
}
END_TEST

START_TEST(every_year_has_nine_public_holidays)
{
	for (int year = 2020; year <= 2040; year++) {
		int n = 0;
		for (day_t d = calendar_day(year, 1, 1); d < calendar_day(year + 1, 1, 1); d++)
			n += calendar_holiday(d) != HOLIDAY_NONE;
		ck_assert_int_eq(n, 9);
	}
	ck_assert_str_eq(
	    calendar_holiday_en(calendar_holiday(day("2030-02-01"))), "Lunar New Year's Eve");
	ck_assert_str_eq(
	    calendar_holiday_vi(calendar_holiday(day("2026-04-26"))), "Giỗ Tổ Hùng Vương");
	ck_assert_str_eq(calendar_holiday_en(calendar_holiday(day("2026-11-21"))), "");
}
END_TEST

SUITE("domain/calendar", days_count_from_1970_and_back, what_is_no_date_is_refused,
    instants_are_printed_in_local_time, an_instant_without_offset_is_refused,
    a_day_begins_at_midnight_in_ho_chi_minh_city, times_of_day_reach_midnight_but_not_beyond,
    weeks_begin_on_monday, every_kind_of_holiday_has_a_word_and_a_name_in_both_languages, tet_is_the_vietnamese_one, the_lunar_table_keeps_the_moon,
    every_year_has_nine_public_holidays)
