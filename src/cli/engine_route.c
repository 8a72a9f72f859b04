/* engine_route - read a routing file, search, write what CONTRACT section 4 asks for. */
#include "cli/engine_route.h"

#include "cli/cli.h"
#include "cli/engine_file.h"
#include "cli/engine_search.h"
#include "planner/search.h"
#include "planner/vrplib.h"
#include "planner/vrplib_check.h"

#include <stdio.h>
#include <string.h>

static int
read_instance(const char *path, struct arena *a, struct vrplib *ret)
{
	CLEANUP(str_free) struct str text = { 0 };
	CLEANUP(str_free) struct str why = { 0 };
	int status = cli_engine_file_read("engine route", path, &text);

	if (status)
		return status;
	if (planner_vrplib_read(str_text(&text), text.len, a, ret, &why)) {
		fprintf(stderr, "oxyd engine route: %s:%s\n", path, str_text(&why));
		return CLI_FAILED;
	}
	return CLI_OK;
}

int
cli_engine_route(int argc, char **argv)
{
	CLEANUP(str_free) struct str text = { 0 };
	struct cli_engine_search o;
	struct vrplib v;
	int status = cli_engine_search_options("route", "FILE.vrp", argc, argv, &o);

	if (status)
		return status;
	struct arena *a CLEANUP(arena_free_ptr) = arena_new();
	status = read_instance(o.in, a, &v);
	if (status)
		return status;
	struct search_result r = planner_search(&v, &o.budget, &text);
	if (r.left_out > 0) {
		fprintf(stderr, "oxyd engine route: no place found for %d customers\n", r.left_out);
		return CLI_FAILED;
	}
	if (o.out)
		status = cli_engine_file_write("engine route", o.out, &text);
	fputs(o.out ? strstr(str_text(&text), "Cost") : str_text(&text), stdout);
	fprintf(
	    stderr, "%.3f CPU seconds, %lld iterations\n", cli_engine_search_cpu_s(), (long long)r.iterations);
	return status;
}

int
cli_engine_route_check(int argc, char **argv)
{
	CLEANUP(str_free) struct str text = { 0 };
	CLEANUP(str_free) struct str cost = { 0 };
	CLEANUP(str_free) struct str why = { 0 };
	struct vrplib v;

	if (argc != 3)
		return cli_usage("engine check route", "needs INSTANCE and SOLUTION");
	struct arena *a CLEANUP(arena_free_ptr) = arena_new();
	int status = read_instance(argv[1], a, &v);
	if (!status)
		status = cli_engine_file_read("engine route", argv[2], &text);
	if (status)
		return status;
	if (!planner_vrplib_check(&v, str_text(&text), text.len, &cost, &why)) {
		printf("%s\n", str_text(&why));
		return CLI_FAILED;
	}
	printf("valid %s\n", str_text(&cost));
	return CLI_OK;
}
