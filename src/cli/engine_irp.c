/* engine_irp - read an inventory routing file, search, write what CONTRACT section 4 asks for. */
#include "cli/engine_irp.h"

#include "cli/cli.h"
#include "cli/engine_file.h"
#include "cli/engine_search.h"
#include "planner/irp_check.h"
#include "planner/irp_search.h"

#include <stdio.h>

static int
read_instance(const char *path, struct arena *a, struct irp *ret)
{
	CLEANUP(str_free) struct str text = { 0 };
	CLEANUP(str_free) struct str why = { 0 };
	int status = cli_engine_file_read("engine irp", path, &text);

	if (status)
		return status;
	if (planner_irp_read(str_text(&text), text.len, a, ret, &why)) {
		fprintf(stderr, "oxyd engine irp: %s:%s\n", path, str_text(&why));
		return CLI_FAILED;
	}
	return CLI_OK;
}

int
cli_engine_irp(int argc, char **argv)
{
	CLEANUP(str_free) struct str text = { 0 };
	CLEANUP(str_free) struct str total = { 0 };
	struct cli_engine_search o;
	struct irp v;
	int status = cli_engine_search_options("irp", "FILE.dat", argc, argv, &o);

	if (status)
		return status;
	struct arena *a CLEANUP(arena_free_ptr) = arena_new();
	status = read_instance(o.in, a, &v);
	if (status)
		return status;
	struct irp_result r = planner_irp_search(&v, &o.budget, &text);
	if (!r.found) {
		fprintf(stderr, "oxyd engine irp: no plan found that keeps every limit\n");
		return CLI_FAILED;
	}
	/* The processor is told as a number, so that every line of the tail is one: one thread. */
	str_addf(&text, "1\n%.3f\n", cli_engine_search_cpu_s());
	planner_irp_money(r.cost, &total);
	if (o.out)
		status = cli_engine_file_write("engine irp", o.out, &text);
	if (o.out)
		printf("%s\n", str_text(&total));
	else
		fputs(str_text(&text), stdout);
	fprintf(
	    stderr, "%.3f CPU seconds, %lld iterations\n", cli_engine_search_cpu_s(), (long long)r.iterations);
	return status;
}

int
cli_engine_irp_check(int argc, char **argv)
{
	CLEANUP(str_free) struct str text = { 0 };
	CLEANUP(str_free) struct str cost = { 0 };
	CLEANUP(str_free) struct str why = { 0 };
	struct irp v;

	if (argc != 3)
		return cli_usage("engine check irp", "needs INSTANCE and SOLUTION");
	struct arena *a CLEANUP(arena_free_ptr) = arena_new();
	int status = read_instance(argv[1], a, &v);
	if (!status)
		status = cli_engine_file_read("engine irp", argv[2], &text);
	if (status)
		return status;
	if (!planner_irp_check(&v, str_text(&text), text.len, &cost, &why)) {
		printf("%s\n", str_text(&why));
		return CLI_FAILED;
	}
	printf("valid %s\n", str_text(&cost));
	return CLI_OK;
}
