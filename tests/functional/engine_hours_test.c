/* engine_hours_test - a steady place, a place that is not published, and orders that are none. */
#include "cli/engine_hours.h"

#include "base/str.h"
#include "cli/cli.h"
#include "domain/calendar.h"
#include "lib/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What the command prints of a directory with one file of `text`. */
static char *
printed(const char *text, int expected)
{
	char dir[] = "/tmp/oxyd-hours-XXXXXX", csv[64], out[64];
	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(csv, sizeof csv, "%s/a.csv", dir);
	snprintf(out, sizeof out, "%s/out", dir);
	FILE *f = fopen(csv, "w");
	fputs(text, f);
	fclose(f);
	fflush(stdout);
	int saved = dup(1);
	ck_assert_ptr_nonnull(freopen(out, "w", stdout));
	char *order[] = { "hours", "--truth", dir };
	int status = cli_engine_hours(3, order);
	fflush(stdout);
	dup2(saved, 1);
	close(saved);
	char *ret = calloc(1, 2000);
	f = fopen(out, "r");
	size_t n = fread(ret, 1, 1999, f);
	ret[n] = '\0';
	fclose(f);
	unlink(csv);
	unlink(out);
	rmdir(dir);
	ck_assert_int_eq(status, expected);
	return ret;
}

START_TEST(every_stock_of_every_origin_is_judged)
{
	CLEANUP(str_free) struct str s = { 0 };
	char day[CALENDAR_DAY_TEXT];
	str_add(&s, "series_id,date,hospitalized\n");
	for (int i = 0; i < 200; i++) /* rises and falls */
		str_addf(&s, "a,%s,%d\n", calendar_day_text(20000 + i, day), 100 + (i % 40 < 20 ? i % 40 : 40 - i % 40));
	char *text = printed(s.data, CLI_OK);
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
	char *text = printed("series_id,date,hospitalized\na,2026-01-01,\na,2026-01-02,5\n", CLI_OK);
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
