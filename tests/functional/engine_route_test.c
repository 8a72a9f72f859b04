/* engine_route_test - a routing file through the subcommand and back through its judge. */
#include "cli/engine_route.h"

#include "cli/cli.h"
#include "lib/suite.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const char *const INSTANCE =
    "NAME : square\nTYPE : CVRP\nDIMENSION : 5\nCAPACITY : 4\n"
    "EDGE_WEIGHT_TYPE : EUC_2D\nNODE_COORD_SECTION\n1 0 0\n2 10 10\n"
    "3 10 0\n4 0 10\n5 5 10\nDEMAND_SECTION\n1 0\n2 1\n3 1\n4 1\n5 1\n"
    "DEPOT_SECTION\n1\n-1\nEOF\n";

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
	char dir[] = "/tmp/oxyd-route-XXXXXX", vrp[64], sol[64], text[256] = "";

	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(vrp, sizeof vrp, "%s/a.vrp", dir);
	snprintf(sol, sizeof sol, "%s/a.sol", dir);
	write_file(vrp, INSTANCE);
	char *solve[] = { "route", "--seed", "2", "--out", sol, vrp, "--iterations", "100" };
	char *check[] = { "route", vrp, sol };
	ck_assert_int_eq(cli_engine_route(8, solve), CLI_OK);
	FILE *f = fopen(sol, "r");
	ck_assert_uint_gt(fread(text, 1, sizeof text - 1, f), 0);
	fclose(f);
	ck_assert_msg(
	    strncmp(text, "Route #1: ", 10) == 0 && strstr(text, "\nCost 40\n"), "%s", text);
	ck_assert_int_eq(cli_engine_route_check(3, check), CLI_OK);
	write_file(sol, "Route #1: 1 2 3\nCost 40\n");
	ck_assert_int_eq(cli_engine_route_check(3, check), CLI_FAILED);
	write_file(vrp, "TYPE : TSP\n");
	ck_assert_int_eq(cli_engine_route_check(3, check), CLI_FAILED);
	unlink(sol);
	unlink(vrp);
	rmdir(dir);
}
END_TEST

START_TEST(the_clock_ends_the_search_within_50_ms)
{
	char dir[] = "/tmp/oxyd-route-XXXXXX", vrp[64];
	struct timespec from, to;

	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(vrp, sizeof vrp, "%s/a.vrp", dir);
	write_file(vrp, INSTANCE);
	char *solve[] = { "route", vrp, "--seconds", "0.2" };
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &from);
	ck_assert_int_eq(cli_engine_route(4, solve), CLI_OK);
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &to);
	double used =
	    (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) * 1e-9;
	ck_assert_msg(used < 0.25, "%f", used);
	unlink(vrp);
	rmdir(dir);
}
END_TEST

START_TEST(a_missing_file_or_a_bad_option_fails)
{
	char *nothing[] = { "route" }, *gone[] = { "route", "/nonexistent", "--seconds", "1" },
	     *odd[] = { "route", "--fast" }, *aimless[] = { "route", "a.vrp" },
	     *both[] = { "route", "a.vrp", "--seconds", "1", "--iterations", "2" },
	     *never[] = { "route", "a.vrp", "--seconds", "-1" };

	ck_assert_int_eq(cli_engine_route(1, nothing), CLI_USAGE);
	ck_assert_int_eq(cli_engine_route(4, gone), CLI_FAILED);
	ck_assert_int_eq(cli_engine_route(2, odd), CLI_USAGE);
	ck_assert_int_eq(cli_engine_route(2, aimless), CLI_USAGE);
	ck_assert_int_eq(cli_engine_route(6, both), CLI_USAGE);
	ck_assert_int_eq(cli_engine_route(4, never), CLI_USAGE);
	ck_assert_int_eq(cli_engine_route_check(2, gone), CLI_USAGE);
}
END_TEST

SUITE("cli/engine_route", what_the_engine_writes_its_judge_accepts_and_a_change_is_refused,
    the_clock_ends_the_search_within_50_ms, a_missing_file_or_a_bad_option_fails)
