/* engine_hours_test - a steady place, a place that is not published, and orders that are none. */
#include "cli/engine_hours.h"

#include "base/str.h"
#include "cli/cli.h"
#include "domain/calendar.h"
#include "lib/engine_prints.h"
#include "lib/suite.h"

static char *
printed(const char *text)
{
	return engine_prints(cli_engine_hours, text);
}

START_TEST(every_stock_of_every_origin_is_judged)
{
	CLEANUP(str_free) struct str s = { 0 };
	char day[CALENDAR_DAY_TEXT];
	str_add(&s, "series_id,date,hospitalized\n");
	for (int i = 0; i < 200; i++) /* rises and falls */
		str_addf(&s, "a,%s,%d\n", calendar_day_text(20000 + i, day), 100 + (i % 40 < 20 ? i % 40 : 40 - i % 40));
	char *text = printed(s.data);
	long cases, all = 0;
	double p10, p50, p90;
	ck_assert_msg(strncmp(text, "stock_days,cases,empty_before_p10,empty_before_p50,empty_before_p90\n1,", 70) == 0, "%s", text);
	ck_assert_int_eq(sscanf(strstr(text, "\n1,"), "\n1,%ld,%lf,%lf,%lf", &cases, &p10, &p50, &p90), 4);
	ck_assert_int_eq(cases, 19); /* Thursdays with 56 days before and 14 after */
	ck_assert(p10 <= p50 && p50 <= p90);
	ck_assert_int_eq(sscanf(strstr(text, "\nall,"), "\nall,%ld,", &all), 1);
	ck_assert_int_eq(all, 6 * 19);
	free(text);
}
END_TEST

START_TEST(nothing_published_is_nothing_judged)
{
	char *text = printed("series_id,date,hospitalized\na,2026-01-01,\na,2026-01-02,5\n");
	ck_assert_ptr_nonnull(strstr(text, "\nall,0,nan,nan,nan\n"));
	free(text);
}
END_TEST

START_TEST(a_missing_directory_or_a_bad_option_fails)
{
	char *nothing[] = { "hours" }, *gone[] = { "hours", "--truth", "/nonexistent" };
	ck_assert_int_eq(cli_engine_hours(1, nothing), CLI_USAGE);
	ck_assert_int_eq(cli_engine_hours(3, gone), CLI_FAILED);
}
END_TEST

SUITE("cli/engine_hours", every_stock_of_every_origin_is_judged, nothing_published_is_nothing_judged, a_missing_directory_or_a_bad_option_fails)
