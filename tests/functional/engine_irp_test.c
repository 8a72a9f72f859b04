/* engine_irp_test - an inventory routing file through the subcommand and back through its judge. */
#include "cli/engine_irp.h"

#include "cli/cli.h"
#include "lib/suite.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Three customers around the supplier; the two in the east are best served together. */
static const char *const INSTANCE = "4 3 30 2\n0 0 0 60 18 0.02\n1 30 40 12 18 0 6 0.04\n"
				    "2 31 40 12 18 0 6 0.04\n3 -10 0 6 12 0 6 0.04\n";

struct files {
	char dir[32], dat[64], txt[64];
};

static void
write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	ck_assert_ptr_nonnull(f);
	fputs(text, f);
	fclose(f);
}

static void
set_up(struct files *f)
{
	strcpy(f->dir, "/tmp/oxyd-irp-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(f->dir));
	snprintf(f->dat, sizeof f->dat, "%s/a.dat", f->dir);
	snprintf(f->txt, sizeof f->txt, "%s/a.txt", f->dir);
	write_file(f->dat, INSTANCE);
}

static void
tear_down(struct files *f)
{
	unlink(f->dat);
	unlink(f->txt);
	rmdir(f->dir);
}

START_TEST(what_the_engine_writes_its_judge_accepts_and_a_change_is_refused)
{
	struct files f;
	char text[512] = "", *line;

	set_up(&f);
	char *solve[] = { "irp", "--seed", "2", "--out", f.txt, f.dat, "--iterations", "100" };
	char *check[] = { "irp", f.dat, f.txt };
	ck_assert_int_eq(cli_engine_irp(8, solve), CLI_OK);
	FILE *in = fopen(f.txt, "r");
	ck_assert_uint_gt(fread(text, 1, sizeof text - 1, in), 0);
	fclose(in);
	/* One trip on day 2 for everybody: 50 + 1 + 57 + 10 metres; later would be too late for 3.
	 */
	ck_assert_msg(strncmp(text, "Day 1\nDay 2\nRoute 1: ", 21) == 0 &&
			  strstr(text, "\n118.00\n1.20\n4.80\n124.00\n"),
	    "%s", text);
	ck_assert_int_eq(cli_engine_irp_check(3, check), CLI_OK);
	line = strstr(text, "\n118.00\n");
	line[1] = '2';
	write_file(f.txt, text);
	ck_assert_int_eq(cli_engine_irp_check(3, check), CLI_FAILED);
	write_file(f.dat, "4 3 30\n");
	ck_assert_int_eq(cli_engine_irp_check(3, check), CLI_FAILED);
	tear_down(&f);
}
END_TEST

START_TEST(the_clock_ends_the_search_within_50_ms)
{
	struct files f;
	struct timespec from, to;

	set_up(&f);
	char *solve[] = { "irp", f.dat, "--seconds", "0.2" };
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &from);
	ck_assert_int_eq(cli_engine_irp(4, solve), CLI_OK);
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &to);
	double used =
	    (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) * 1e-9;
	ck_assert_msg(used < 0.25, "%f", used);
	tear_down(&f);
}
END_TEST

START_TEST(an_impossible_instance_fails_and_leaves_no_solution)
{
	struct files f;

	set_up(&f);
	write_file(f.dat, "2 2 8 1\n0 0 0 50 6 0.01\n1 9 0 0 90 0 9 1\n");
	char *solve[] = { "irp", f.dat, "--iterations", "10", "--out", f.txt };
	ck_assert_int_eq(cli_engine_irp(6, solve), CLI_FAILED);
	ck_assert_int_ne(access(f.txt, F_OK), 0);
	tear_down(&f);
}
END_TEST

START_TEST(a_missing_file_or_a_bad_option_fails)
{
	char *nothing[] = { "irp" }, *gone[] = { "irp", "/nonexistent", "--seconds", "1" },
	     *odd[] = { "irp", "--fast" }, *aimless[] = { "irp", "a.dat" },
	     *both[] = { "irp", "a.dat", "--seconds", "1", "--iterations", "2" },
	     *never[] = { "irp", "a.dat", "--seconds", "-1" };

	ck_assert_int_eq(cli_engine_irp(1, nothing), CLI_USAGE);
	ck_assert_int_eq(cli_engine_irp(4, gone), CLI_FAILED);
	ck_assert_int_eq(cli_engine_irp(2, odd), CLI_USAGE);
	ck_assert_int_eq(cli_engine_irp(2, aimless), CLI_USAGE);
	ck_assert_int_eq(cli_engine_irp(6, both), CLI_USAGE);
	ck_assert_int_eq(cli_engine_irp(4, never), CLI_USAGE);
	ck_assert_int_eq(cli_engine_irp_check(2, gone), CLI_USAGE);
}
END_TEST

SUITE("cli/engine_irp", what_the_engine_writes_its_judge_accepts_and_a_change_is_refused,
    the_clock_ends_the_search_within_50_ms, an_impossible_instance_fails_and_leaves_no_solution,
    a_missing_file_or_a_bad_option_fails)
