/* engine_flow_test - a DIMACS file through the subcommand and back through its judge. */
#include "cli/engine_flow.h"

#include "cli/cli.h"
#include "lib/suite.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void
write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	ck_assert_ptr_nonnull(f);
	fputs(text, f);
	fclose(f);
}

START_TEST(what_the_engine_writes_its_judge_accepts_and_a_change_is_refused)
{
	char dir[] = "/tmp/oxyd-flow-XXXXXX", min[64], sol[64], text[256] = "";

	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(min, sizeof min, "%s/a.min", dir);
	snprintf(sol, sizeof sol, "%s/a.sol", dir);
	write_file(min, "p min 2 2\nn 1 5\nn 2 -5\na 1 2 0 3 1\na 1 2 2 -1 4\n");
	char *solve[] = { "flow", "--out", sol, min }, *check[] = { "flow", min, sol };
	ck_assert_int_eq(cli_engine_flow(4, solve), CLI_OK);
	FILE *f = fopen(sol, "r");
	size_t n = fread(text, 1, sizeof text - 1, f);
	fclose(f);
	ck_assert_uint_gt(n, 0);
	ck_assert_str_eq(text, "s 11\nf 1 2 3\nf 1 2 2\n");
	ck_assert_int_eq(cli_engine_flow_check(3, check), CLI_OK);
	write_file(sol, "s 11\nf 1 2 2\nf 1 2 3\n");
	ck_assert_int_eq(cli_engine_flow_check(3, check), CLI_FAILED);
	unlink(sol);
	unlink(min);
	rmdir(dir);
}
END_TEST

START_TEST(a_missing_file_or_a_bad_option_fails)
{
	char *nothing[] = { "flow" }, *gone[] = { "flow", "/nonexistent" },
	     *odd[] = { "flow", "--fast" };

	ck_assert_int_eq(cli_engine_flow(1, nothing), CLI_USAGE);
	ck_assert_int_eq(cli_engine_flow(2, gone), CLI_FAILED);
	ck_assert_int_eq(cli_engine_flow(2, odd), CLI_USAGE);
	ck_assert_int_eq(cli_engine_flow_check(2, gone), CLI_USAGE);
}
END_TEST

SUITE("cli/engine_flow", what_the_engine_writes_its_judge_accepts_and_a_change_is_refused,
    a_missing_file_or_a_bad_option_fails)
