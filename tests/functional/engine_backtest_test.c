/* engine_backtest_test - series of a directory through the subcommands, and what comes out. */
#include "cli/engine_backtest.h"

#include "cli/cli.h"
#include "cli/engine_prior.h"
#include "lib/suite.h"
#include "unit/forecast/waves.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

enum { OUT_MAX = 4 << 20 };

static struct waves pool;
static char dir[64], one[2][OUT_MAX];

static void
write_pool(const char *name, uint64_t seed)
{
	char path[128], day[CALENDAR_DAY_TEXT];
	waves_make(&pool, WAVES_PLAIN, 3, seed);
	snprintf(path, sizeof path, "%s/%s", dir, name);
	FILE *f = fopen(path, "w");
	ck_assert_ptr_nonnull(f);
	fputs("series_id,date,hospitalized,o2_nm3_day\n", f);
	for (int i = 0; i < 3; i++)
		for (int t = 0; t < WAVES_DAYS; t++)
			if (t % 50 != 7)
				fprintf(f, "%s-%d,%s,%g,%g\n", name, i, calendar_day_text(WAVES_START + t, day),
				    pool.value[i][t], 12 * pool.value[i][t]);
	fprintf(f, "%s-0,2020-01-01,,\n,,,\n", name);
	fclose(f);
}

static void
arrange(void)
{
	strcpy(dir, "/tmp/oxyd-backtest-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	write_pool("a.csv", 1);
	write_pool("b.csv", 2);
}

static void
clean(void)
{
	static const char *const names[] = { "a.csv", "b.csv", "o.csv.gz", "p.csv.gz", "o.csv", "prior.txt" };
	char path[128];
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		snprintf(path, sizeof path, "%s/%s", dir, names[i]);
		unlink(path);
	}
	rmdir(dir);
}

/* Runs the backtest with one more option; returns the number of bytes written, unpacked. */
static int
run(const char *out, const char *option, const char *value, char *ret)
{
	char path[128];
	snprintf(path, sizeof path, "%s/%s", dir, out);
	char *argv[] = { "backtest", "--truth", dir, "--out", path, (char *)option, (char *)value };
	ck_assert_int_eq(cli_engine_backtest(option ? 7 : 5, argv), CLI_OK);
	gzFile f = gzopen(path, "rb");
	ck_assert_ptr_nonnull(f);
	int n = gzread(f, ret, OUT_MAX - 1);
	ck_assert_int_gt(n, 0);
	ret[n] = '\0';
	gzclose(f);
	return n;
}

static int
lines(const char *text)
{
	int n = 0;
	for (; *text; text++)
		n += *text == '\n';
	return n;
}

START_TEST(every_origin_has_fourteen_rows_of_23_quantiles)
{
	arrange();
	run("o.csv.gz", NULL, NULL, one[0]);
	ck_assert_int_eq(strncmp(one[0], "series_id,origin_date,horizon,q0.01,q0.025,q0.05,", 49), 0);
	ck_assert_ptr_nonnull(strstr(one[0], ",q0.975,q0.99\na.csv-0,"));
	ck_assert_ptr_nonnull(strstr(one[0], "\nb.csv-2,"));
	int origins = 0;
	for (int t = 55; t + 14 < WAVES_DAYS; t++)
		origins += (WAVES_START + t) % 7 == 0;
	ck_assert_int_eq(lines(one[0]), 1 + 6 * 14 * origins);
	clean();
}
END_TEST

START_TEST(names_of_series_are_quoted_as_they_were)
{
	arrange();
	char path[128], day[CALENDAR_DAY_TEXT];
	snprintf(path, sizeof path, "%s/b.csv", dir);
	FILE *f = fopen(path, "w");
	fputs("series_id,date,hospitalized\n", f);
	for (int t = 0; t < WAVES_DAYS; t++)
		fprintf(f, "\"x,\"\"y\nz\",%s,%d\n=plain,%s,%d\n", calendar_day_text(WAVES_START + t, day), t, day, t);
	fclose(f);
	run("o.csv", NULL, NULL, one[0]);
	ck_assert_ptr_nonnull(strstr(one[0], "\n\"x,\"\"y\nz\",2"));
	ck_assert_ptr_nonnull(strstr(one[0], "\n=plain,2"));
	clean();
}
END_TEST

START_TEST(the_number_of_threads_changes_no_byte_and_plain_files_are_plain)
{
	arrange();
	int n = run("o.csv.gz", NULL, NULL, one[0]), m = run("p.csv.gz", "--jobs", "2", one[1]);
	ck_assert_int_eq(n, m);
	ck_assert_mem_eq(one[0], one[1], (size_t)n);
	ck_assert_int_eq(run("o.csv", NULL, NULL, one[1]), n);
	char path[128], magic[2];
	snprintf(path, sizeof path, "%s/o.csv", dir);
	FILE *f = fopen(path, "r");
	ck_assert_uint_eq(fread(magic, 1, 2, f), 2);
	fclose(f);
	ck_assert_mem_eq(magic, "se", 2);
	clean();
}
END_TEST

START_TEST(other_targets_horizons_and_priors_are_other_forecasts)
{
	arrange();
	int n = run("o.csv.gz", NULL, NULL, one[0]);
	static const char *const options[][2] = { { "--target", "o2_nm3_day" }, { "--prior", "none" }, { "--prior", "others" },
		{ "--hide", "50" } };
	for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
		run("p.csv.gz", options[i][0], options[i][1], one[1]);
		ck_assert_int_eq(lines(one[0]), lines(one[1]));
		ck_assert_int_ne(strcmp(one[0], one[1]), 0);
	}
	ck_assert_int_gt(run("p.csv.gz", "--horizon", "28", one[1]), n * 18 / 10);
	ck_assert_int_lt(run("p.csv.gz", "--step", "28", one[1]), n / 3);
	clean();
}
END_TEST

START_TEST(a_prior_is_learned_and_printed)
{
	arrange();
	char *argv[] = { "prior", "--truth", dir, "--name", "TEST-1" };
	fflush(stdout);
	int kept = dup(1);
	char path[128];
	snprintf(path, sizeof path, "%s/prior.txt", dir);
	ck_assert_ptr_nonnull(freopen(path, "w", stdout));
	ck_assert_int_eq(cli_engine_prior(5, argv), CLI_OK);
	fflush(stdout);
	dup2(kept, 1);
	FILE *f = fopen(path, "r");
	one[0][fread(one[0], 1, OUT_MAX - 1, f)] = '\0';
	fclose(f);
	ck_assert_ptr_nonnull(strstr(one[0], ".version = \"TEST-1\""));
	ck_assert_int_ge(lines(one[0]), 2 * FORECAST_WAVE_RUNGS);
	clean();
}
END_TEST

/* The first fault of a directory with one file, as "POINTER: sentence". */
static const char *
fault_of(const char *csv)
{
	static char said[512];
	char at[] = "/tmp/oxyd-backtest-XXXXXX", path[64], text[300];
	struct cli_truth truth = { 0 };
	struct faults f = { 0 };
	ck_assert_ptr_nonnull(mkdtemp(at));
	snprintf(path, sizeof path, "%s/x.csv", at);
	FILE *out = fopen(path, "w");
	fputs(csv, out);
	fclose(out);
	err_t e = cli_truth_load(at, "hospitalized", &truth, &f);
	cli_truth_free(&truth);
	unlink(path);
	rmdir(at);
	ck_assert_int_eq(e, f.err);
	snprintf(said, sizeof said, "%s: %s", f.item[0].pointer, e ? fault_text(&f.item[0], LANG_EN, text, sizeof text) : "");
	return said;
}

START_TEST(what_is_no_number_no_date_or_no_column_is_refused_where_it_stands)
{
	static const char *const numbers[] = { "abc", "12abc", "inf", "nan", "0x10", "1e300", "-", "1 2", "e5" };
	static const char *const columns[] = { "series_id,date", "date,hospitalized", "series_id,hospitalized" };
	char csv[200], want[200];
	for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
		snprintf(csv, sizeof csv, "series_id,date,hospitalized\na,2021-01-01,5\na,2021-01-02,%s\n", numbers[i]);
		snprintf(want, sizeof want, "x.csv, line 3, column hospitalized: expected a number from -1e+09 to 1e+09, or nothing, got \"%s\"", numbers[i]);
		ck_assert_str_eq(fault_of(csv), want);
	}
	for (size_t i = 0; i < ARRAY_LEN(columns); i++)
		ck_assert_ptr_nonnull(strstr(fault_of(columns[i]), "x.csv, line 1: there is no column "));
	ck_assert_str_eq(fault_of("a,b\n1,2\n"), "x.csv, line 1: there is no column series_id; the columns are: a, b");
	ck_assert_str_eq(fault_of("series_id,date,hospitalized\na,2021-02-30,5\n"), "x.csv, line 2, column date: must be a date YYYY-MM-DD");
	ck_assert_str_eq(fault_of("series_id,date,hospitalized\n,2021-02-03,5\n"), "x.csv, line 2, column series_id: is required");
	ck_assert_str_eq(fault_of("series_id,date,hospitalized\na,2021-02-03\n"), "x.csv, line 2: must have 3 cells as the header does, has 2");
	ck_assert_str_eq(fault_of("series_id,date,hospitalized\na,2021-02-03, 5e0 \na,2021-02-04,\na,2021-02-05,-.5\n,,\n"), ": ");
}
END_TEST

START_TEST(what_is_not_understood_or_not_there_fails)
{
	char *none[] = { "backtest" }, *odd[] = { "backtest", "--speed", "9" },
	     *step[] = { "backtest", "--step", "x" }, *half[] = { "backtest", "--truth" },
	     *prior[] = { "backtest", "--prior", "mine" },
	     *gone[] = { "backtest", "--truth", "/nonexistent", "--out", "/nonexistent/o" };
	ck_assert_int_eq(cli_engine_backtest(1, none), CLI_USAGE);
	ck_assert_int_eq(cli_engine_backtest(3, odd), CLI_USAGE);
	ck_assert_int_eq(cli_engine_backtest(3, step), CLI_USAGE);
	ck_assert_int_eq(cli_engine_backtest(2, half), CLI_USAGE);
	ck_assert_int_eq(cli_engine_backtest(3, prior), CLI_USAGE);
	ck_assert_int_eq(cli_engine_backtest(5, gone), CLI_FAILED);
	ck_assert_int_eq(cli_engine_prior(1, none), CLI_USAGE);
	ck_assert_int_eq(cli_engine_prior(3, odd), CLI_USAGE);
	char *lost[] = { "prior", "--truth", "/nonexistent" };
	ck_assert_int_eq(cli_engine_prior(3, lost), CLI_FAILED);
	arrange();
	char *full[] = { "backtest", "--truth", dir, "--out", "/nonexistent/o.csv.gz" };
	ck_assert_int_eq(cli_engine_backtest(5, full), CLI_FAILED);
	clean();
}
END_TEST

SUITE("cli/engine_backtest", every_origin_has_fourteen_rows_of_23_quantiles,
    names_of_series_are_quoted_as_they_were,
    the_number_of_threads_changes_no_byte_and_plain_files_are_plain,
    other_targets_horizons_and_priors_are_other_forecasts, a_prior_is_learned_and_printed,
    what_is_no_number_no_date_or_no_column_is_refused_where_it_stands,
    what_is_not_understood_or_not_there_fails)
