/* engine_coherence_test - two places and their sum, and orders that are none. */
#include "cli/engine_coherence.h"

#include "base/str.h"
#include "cli/cli.h"
#include "domain/calendar.h"
#include "lib/engine_prints.h"
#include "lib/suite.h"

#include <math.h>

START_TEST(places_and_their_sum_are_scored_at_the_origins_that_all_have)
{
	CLEANUP(str_free) struct str s = { 0 };
	char day[CALENDAR_DAY_TEXT];
	str_add(&s, "series_id,date,hospitalized\n");
	for (int i = 0; i < 200; i++)
		str_addf(&s, "a,%s,%d\n", calendar_day_text(20000 + i, day), (int)lround(100 + 50 * sin(i / 20.)));
	for (int i = 30; i < 200; i++)
		str_addf(&s, "b,%s,%d\n", calendar_day_text(20000 + i, day), (int)lround(40 + 20 * sin(i / 15.)));
	char *text = engine_prints(cli_engine_coherence, s.data);
	long parts, sums;
	double own, coherent, ratio;
	ck_assert_int_eq(sscanf(strstr(text, "a,2,part,"), "a,2,part,%ld,%lf,%lf,%lf", &parts, &own, &coherent, &ratio), 4);
	ck_assert_int_eq(sscanf(strstr(text, "a,2,sum,"), "a,2,sum,%ld", &sums), 1);
	ck_assert_int_gt(sums, 0);
	ck_assert_int_eq(parts, 2 * sums);
	ck_assert_int_eq(sums % 14, 0);
	ck_assert_int_le(sums, 14 * ((200 - 30 - 56 - 14) / 7 + 1)); /* the sum is known from b's first day on */
	ck_assert_double_eq_tol(coherent / own, ratio, .001);
	free(text);
}
END_TEST

static int
status_of(const char *csv)
{
	char dir[] = "/tmp/oxyd-engine-XXXXXX", path[64];
	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(path, sizeof path, "%s/a.csv", dir);
	FILE *f = csv ? fopen(path, "w") : NULL;
	if (f != NULL) {
		fputs(csv, f);
		fclose(f);
	}
	int status = cli_engine_coherence(3, (char *[]){ "coherence", "--truth", dir });
	unlink(path);
	rmdir(dir);
	return status;
}

START_TEST(a_pool_without_series_or_with_too_short_ones_has_nothing_to_score)
{
	ck_assert_int_eq(status_of(NULL), CLI_FAILED);
	ck_assert_int_eq(status_of("series_id,date,hospitalized\n"), CLI_FAILED);
	ck_assert_int_eq(status_of("series_id,date,hospitalized\na,2021-01-01,\n"), CLI_FAILED);
	ck_assert_int_eq(status_of("series_id,date,hospitalized\na,2021-01-01,5\n"), CLI_FAILED);
}
END_TEST

START_TEST(a_missing_directory_or_a_bad_option_fails)
{
	char *nothing[] = { "coherence" }, *gone[] = { "coherence", "--truth", "/nonexistent" };
	ck_assert_int_eq(cli_engine_coherence(1, nothing), CLI_USAGE);
	ck_assert_int_eq(cli_engine_coherence(3, gone), CLI_FAILED);
}
END_TEST

SUITE("cli/engine_coherence", places_and_their_sum_are_scored_at_the_origins_that_all_have,
    a_pool_without_series_or_with_too_short_ones_has_nothing_to_score, a_missing_directory_or_a_bad_option_fails)
