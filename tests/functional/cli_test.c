#include "cli/cli.h"
#include "lib/suite.h"

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

/* Run a shell line in which $OXYD is the program; its output, both streams, and its exit status. */
static const char *
run(const char *line, int *ret_status)
{
	static char text[1 << 16];
	char command[1024];
	snprintf(command, sizeof command, "{ %s; } 2>&1", line);
	FILE *in = popen(command, "r");
	size_t n = fread(text, 1, sizeof text - 1, in);
	text[n] = '\0';
	*ret_status = WEXITSTATUS(pclose(in));
	return text;
}

static void
expect(const char *line, int status, const char *text)
{
	int got;
	const char *said = run(line, &got);
	ck_assert_msg(got == status && strstr(said, text) != NULL,
	    "%s: exit status %d and \"%s\" expected, got %d and: %s", line, status, text, got,
	    said);
}

START_TEST(help_lists_every_subcommand)
{
	int status;
	const char *help = run("$OXYD --help", &status);
	ck_assert_int_eq(status, CLI_OK);
	for (size_t i = 0; i < cli_commands_n; i++) {
		char start[80];
		snprintf(start, sizeof start, "\n  %s ", cli_commands[i]->name);
		ck_assert_ptr_nonnull(strstr(help, start));
	}
}
END_TEST

START_TEST(each_subcommand_has_help)
{
	for (size_t i = 0; i < cli_commands_n; i++) {
		char line[128], usage[80];
		snprintf(line, sizeof line, "$OXYD %s --help", cli_commands[i]->name);
		snprintf(usage, sizeof usage, "Usage: oxyd %s", cli_commands[i]->name);
		expect(line, CLI_OK, usage);
		snprintf(line, sizeof line, "$OXYD help %s", cli_commands[i]->name);
		expect(line, CLI_OK, usage);
		ck_assert_str_ne(cli_commands[i]->summary, "");
	}
}
END_TEST

START_TEST(what_is_not_understood_is_exit_status_2_with_a_suggestion)
{
	expect("$OXYD", CLI_USAGE, "Usage: oxyd SUBCOMMAND");
	expect("$OXYD srve", CLI_USAGE, "did you mean serve?");
	expect("$OXYD zzz", CLI_USAGE, "there is no subcommand zzz");
	expect("$OXYD serve --prot 1", CLI_USAGE, "did you mean --port?");
	expect("$OXYD serve --listen 0.0.0.0", CLI_USAGE, "behind_proxy = yes");
	expect("$OXYD inspect optoins", CLI_USAGE, "did you mean options?");
	expect("$OXYD simulate --generate 24 small -1", CLI_USAGE, "seed: expected 0..9000000000000000, got -1");
	expect("$OXYD simulate --generate 24 odd 1", CLI_USAGE, "kind: must be one of ample");
	expect("$OXYD simulate --generate 24 small-without-ZZ 1", CLI_USAGE, "there is no supplier or truck \"ZZ\"");
	expect("$OXYD check-config a b", CLI_USAGE, "check-config --help");
}
END_TEST

START_TEST(a_file_that_is_not_there_is_named_with_the_command_as_it_was_typed)
{
	expect("$OXYD simulate none.json", CLI_FAILED, "oxyd simulate: cannot read none.json: No such file");
	expect("$OXYD engine flow none.min", CLI_FAILED, "oxyd engine flow: cannot read none.min: No such file");
}
END_TEST

#define SMALL "$OXYD simulate --generate 24 small 1 | $OXYD simulate /dev/stdin "

START_TEST(what_is_wrong_in_a_file_is_said_with_its_name)
{
	expect("printf '{\\n,' | $OXYD simulate /dev/stdin", CLI_FAILED, "oxyd simulate: /dev/stdin: line 2, column ");
	expect("printf '{}' | $OXYD simulate /dev/stdin", CLI_FAILED, "oxyd simulate: /dev/stdin: /format: must be oxyd-scenario");
	expect("printf 'p max' | $OXYD engine flow /dev/stdin", CLI_FAILED, "oxyd engine flow: /dev/stdin: line 1: expected p min NODES ARCS");
}
END_TEST

START_TEST(every_policy_of_a_list_is_run_and_none_when_one_is_not_known)
{
	expect(SMALL "--policy $(printf 'reorder,%.0s' $(seq 60))urgent | tail -n 1", CLI_OK, "\"policy\": \"urgent\"");
	expect(SMALL "--policy $(printf 'reorder,%.0s' $(seq 60))odd", CLI_USAGE, "there is no policy odd");
	expect(SMALL "--policy reorder,", CLI_USAGE, "there is no policy ;");
	expect(SMALL "--policy ''", CLI_USAGE, "there is no policy ;");
}
END_TEST

START_TEST(waves_that_there_are_not_are_no_bells)
{
#define WITH_TRUTH(rows) "d=$(mktemp -d); printf 'series_id,date,hospitalized\\n" rows "' >$d/x.csv; $OXYD simulate --generate 24 small 1 --truth $d; s=$?; rm -r $d; exit $s"
	expect(WITH_TRUTH(""), CLI_FAILED, "has no wave");
	expect(WITH_TRUTH("a,2021-01-01,0\\na,2021-01-02,0\\n"), CLI_FAILED, "has no wave");
	expect(WITH_TRUTH("a,2021-01-01,7\\n"), CLI_FAILED, "has no wave");
	expect(WITH_TRUTH("a,2021-01-01,0\\na,2021-01-02,inf\\n"), CLI_FAILED, "x.csv, line 3, column hospitalized");
	expect(WITH_TRUTH("a,2021-01-01,0\\na,2021-01-02,9\\n"), CLI_OK, "\"24-small-1\"");
}
END_TEST

START_TEST(check_config_says_everything_that_is_wrong)
{
	expect("printf 'http.port = 9000\\n' | $OXYD check-config /dev/stdin", CLI_OK,
	    "http.port = 9000");
	expect("printf 'x = 1\\nhttp.port = z\\n' | $OXYD check-config /dev/stdin", CLI_FAILED,
	    "line 1, x: there is no option x");
	expect("printf 'x = 1\\nhttp.port = z\\n' | $OXYD check-config /dev/stdin", CLI_FAILED,
	    "line 2, http.port: expected 1..65535 port, got \"z\"");
	expect(
	    "printf 'http.listen = 0.0.0.0\\n' | LC_ALL=vi_VN.UTF-8 $OXYD check-config /dev/stdin",
	    CLI_FAILED, "không phải loopback");
	expect("$OXYD check-config /nonexistent/oxyd.conf", CLI_FAILED, "No such file");
}
END_TEST

START_TEST(inspect_prints_each_table_with_its_source)
{
	int status;
	for (size_t i = 0; i < cli_inspect_tables_n; i++) {
		const struct cli_inspect_table *t = &cli_inspect_tables[i];
		char line[128], path[4200];
		snprintf(line, sizeof line, "$OXYD inspect %s", t->name);
		const char *rows = run(line, &status);
		ck_assert_int_eq(status, CLI_OK);
		ck_assert_ptr_nonnull(strstr(rows, t->source));
		ck_assert_ptr_nonnull(strchr(strchr(strchr(rows, '\n') + 1, '\n') + 1,
		    '\n')); /* a heading, column names, a row */
		snprintf(path, sizeof path, "%s/%s", getenv("srcdir") ? getenv("srcdir") : ".",
		    t->source);
		FILE *source = fopen(path, "r");
		ck_assert_msg(source != NULL, "%s is not there", path);
		fclose(source);
	}
	expect("$OXYD inspect", CLI_OK, "src/config/options.def");
}
END_TEST

START_TEST(a_full_disk_is_a_failure)
{
	expect("$OXYD inspect faults > /dev/full", CLI_FAILED, "standard output");
}
END_TEST

SUITE("cli", help_lists_every_subcommand, each_subcommand_has_help,
    what_is_not_understood_is_exit_status_2_with_a_suggestion,
    a_file_that_is_not_there_is_named_with_the_command_as_it_was_typed,
    what_is_wrong_in_a_file_is_said_with_its_name, every_policy_of_a_list_is_run_and_none_when_one_is_not_known,
    waves_that_there_are_not_are_no_bells,
    check_config_says_everything_that_is_wrong, inspect_prints_each_table_with_its_source,
    a_full_disk_is_a_failure)
