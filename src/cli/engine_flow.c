/* engine_flow - read a DIMACS file, solve it, write what CONTRACT section 4 asks for.
 *
 * CPU seconds are the process's own, from reading to the last pivot: that is what other solvers
 * print, and it does not depend on who else uses the machine. */
#include "cli/engine_flow.h"

#include "cli/cli.h"
#include "cli/engine_file.h"
#include "planner/dimacs.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static int
read_instance(const char *path, struct arena *a, struct flow_net *ret_net)
{
	CLEANUP(str_free) struct str text = { 0 };
	struct faults f = { 0 };

	int status = cli_engine_file_read("engine flow", path, &text);
	if (status)
		return status;
	if (planner_dimacs_read(str_text(&text), text.len, a, ret_net, &f))
		return cli_faults_in("engine flow", path, &f);
	return CLI_OK;
}

static int
print_result(const struct flow_net *net, struct flow *f, clock_t started, const char *out_path)
{
	static const char *const WHY[] = {
		[FLOW_INFEASIBLE] = "infeasible",
		[FLOW_UNBOUNDED] = "unbounded",
		[FLOW_OVERFLOW] = "figures too large for exact arithmetic",
	};
	CLEANUP(str_free) struct str out = { 0 };
	char total[48];

	enum flow_status s = planner_flow_solve(f);
	double seconds = (double)(clock() - started) / CLOCKS_PER_SEC;
	if (s != FLOW_OPTIMAL) {
		fprintf(stderr, "oxyd engine flow: %s\n", WHY[s]);
		return CLI_FAILED;
	}
	printf("s %s\nc %.3f CPU seconds, %" PRId64 " pivots\n",
	    planner_dimacs_i128(planner_flow_total(f), total), seconds, planner_flow_pivots(f));
	if (!out_path)
		return CLI_OK;
	planner_dimacs_write(net, f, &out);
	return cli_engine_file_write("engine flow", out_path, &out);
}

int
cli_engine_flow(int argc, char **argv)
{
	const char *in_path = NULL, *out_path = NULL;
	struct flow_net net;

	for (int i = 1; i < argc; i++) {
		if (str_eq(argv[i], "--out") && i + 1 < argc)
			out_path = argv[++i];
		else if (argv[i][0] != '-' && !in_path)
			in_path = argv[i];
		else
			return cli_usage("engine flow", "does not understand %s", argv[i]);
	}
	if (!in_path)
		return cli_usage("engine flow", "needs FILE.min");
	struct arena *a CLEANUP(arena_free_ptr) = arena_new();
	clock_t started = clock();
	int status = read_instance(in_path, a, &net);
	if (status)
		return status;
	struct flow *f = planner_flow_new(&net);
	status = print_result(&net, f, started, out_path);
	planner_flow_free(f);
	return status;
}

int
cli_engine_flow_check(int argc, char **argv)
{
	CLEANUP(str_free) struct str text = { 0 };
	CLEANUP(str_free) struct str why = { 0 };
	struct flow_net net;

	if (argc != 3)
		return cli_usage("engine check flow", "needs INSTANCE and SOLUTION");
	struct arena *a CLEANUP(arena_free_ptr) = arena_new();
	int status = read_instance(argv[1], a, &net);
	if (status)
		return status;
	status = cli_engine_file_read("engine flow", argv[2], &text);
	if (status)
		return status;
	if (!planner_dimacs_check(&net, str_text(&text), text.len, &why)) {
		printf("%s\n", str_text(&why));
		return CLI_FAILED;
	}
	/* The checker has made sure that the first line is the cost. */
	const char *s = strchr(text.data, 's') + 1;
	while (*s == ' ' || *s == '\t')
		s++;
	printf("valid %.*s\n", (int)strcspn(s, " \t\r\n"), s);
	return CLI_OK;
}
