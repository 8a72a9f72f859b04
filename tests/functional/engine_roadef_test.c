/* engine_roadef_test - a challenge instance through the subcommand and back through its judge. */
#include "cli/engine_roadef.h"

#include "cli/cli.h"
#include "lib/roadef.h"
#include "lib/suite.h"

#include <time.h>
#include <unistd.h>

static char dir[] = "/tmp/oxyd-roadef-XXXXXX", in[64], out[64];

static void
write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	ck_assert_ptr_nonnull(f);
	fputs(text, f);
	fclose(f);
}

static void
arrange(void)
{
	struct str text = { 0 };

	strcpy(dir + strlen(dir) - 6, "XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(in, sizeof in, "%s/a.xml", dir);
	snprintf(out, sizeof out, "%s/b.xml", dir);
	roadef_small(&text);
	write_file(in, str_text(&text));
	str_free(&text);
}

static void
clean(void)
{
	unlink(in);
	unlink(out);
	rmdir(dir);
}

START_TEST(what_the_engine_writes_its_judge_accepts_and_a_change_is_refused)
{
	char *solve[] = { "roadef", "--seed", "2", "--out", out, in, "--iterations", "200" };
	char *check[] = { "roadef", in, out };
	struct str late = { 0 };

	ck_assert_int_eq(cli_engine_roadef(8, solve), CLI_OK);
	ck_assert_int_eq(cli_engine_roadef_check(3, check), CLI_OK);
	roadef_solution("1 1 1830: 2 1890 30", &late);
	write_file(out, str_text(&late));
	ck_assert_int_eq(cli_engine_roadef_check(3, check), CLI_FAILED);
	roadef_solution("1 1 1440: 2 1500 30", &late);
	write_file(out, str_text(&late));
	ck_assert_int_eq(cli_engine_roadef_check(3, check), CLI_OK);
	write_file(in, "<IRP_Roadef_Challenge_Instance/>");
	ck_assert_int_eq(cli_engine_roadef_check(3, check), CLI_FAILED);
	str_free(&late);
}
END_TEST

START_TEST(the_clock_ends_the_search_within_50_ms)
{
	char *solve[] = { "roadef", in, "--seconds", "0.3", "--out", out };
	struct timespec from, to;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &from);
	ck_assert_int_eq(cli_engine_roadef(6, solve), CLI_OK);
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &to);
	double used =
	    (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) * 1e-9;
	ck_assert_msg(used > 0.2 && used < 0.35, "%f", used);
}
END_TEST

START_TEST(a_missing_file_or_a_bad_option_fails)
{
	char *nothing[] = { "roadef" }, *gone[] = { "roadef", "/nonexistent", "--seconds", "1" },
	     *odd[] = { "roadef", "--fast" }, *aimless[] = { "roadef", in },
	     *both[] = { "roadef", in, "--seconds", "1", "--iterations", "2" },
	     *tables[] = { "roadef", dir, "--iterations", "1" };

	ck_assert_int_eq(cli_engine_roadef(1, nothing), CLI_USAGE);
	ck_assert_int_eq(cli_engine_roadef(4, gone), CLI_FAILED);
	ck_assert_int_eq(cli_engine_roadef(2, odd), CLI_USAGE);
	ck_assert_int_eq(cli_engine_roadef(2, aimless), CLI_USAGE);
	ck_assert_int_eq(cli_engine_roadef(6, both), CLI_USAGE);
	ck_assert_int_eq(cli_engine_roadef(4, tables), CLI_FAILED);
	ck_assert_int_eq(cli_engine_roadef_check(2, gone), CLI_USAGE);
}
END_TEST

SUITE_WITH("cli/engine_roadef", arrange, clean,
    what_the_engine_writes_its_judge_accepts_and_a_change_is_refused,
    the_clock_ends_the_search_within_50_ms, a_missing_file_or_a_bad_option_fails)
