/* engine_roadef - read a challenge instance, search, write the challenge's output. */
#include "cli/engine_roadef.h"

#include "cli/cli.h"
#include "cli/engine_file.h"
#include "cli/engine_search.h"
#include "planner/roadef.h"
#include "planner/roadef_check.h"
#include "planner/roadef_search.h"

#include <stdio.h>
#include <sys/stat.h>

static int
read_tables(const char *dir, struct arena *a, struct roadef *ret, struct str *why)
{
	struct str text[ROADEF_CSV_FILES] = { 0 };
	int status = CLI_OK;

	for (int i = 0; i < ROADEF_CSV_FILES && !status; i++)
		status = cli_engine_file_read(
		    "engine roadef", arena_printf(a, "%s/%s", dir, planner_roadef_csv_names[i]), &text[i]);
	if (!status && planner_roadef_csv(text, a, ret, why)) {
		fprintf(stderr, "oxyd engine roadef: %s/%s\n", dir, str_text(why));
		status = CLI_FAILED;
	}
	for (int i = 0; i < ROADEF_CSV_FILES; i++)
		str_free(&text[i]);
	return status;
}

static int
read_instance(const char *path, struct arena *a, struct roadef *ret)
{
	CLEANUP(str_free) struct str text = { 0 };
	CLEANUP(str_free) struct str why = { 0 };
	struct stat st;

	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return read_tables(path, a, ret, &why);
	int status = cli_engine_file_read("engine roadef", path, &text);
	if (!status && planner_roadef_xml(str_text(&text), text.len, a, ret, &why)) {
		fprintf(stderr, "oxyd engine roadef: %s:%s\n", path, str_text(&why));
		status = CLI_FAILED;
	}
	return status;
}

int
cli_engine_roadef(int argc, char **argv)
{
	CLEANUP(str_free) struct str text = { 0 };
	struct cli_engine_search o;
	struct roadef v;
	int status = cli_engine_search_options("roadef", "INSTANCE, a file or a directory", argc, argv, &o);

	if (status)
		return status;
	struct arena *a CLEANUP(arena_free_ptr) = arena_new();
	status = read_instance(o.in, a, &v);
	if (status)
		return status;
	struct roadef_result r = planner_roadef_search(&v, &o.budget, &text);
	if (o.out)
		status = cli_engine_file_write("engine roadef", o.out, &text);
	else
		fputs(str_text(&text), stdout);
	fprintf(stderr, "ratio %.9f cost %.6f quantity %.6f\n%.3f CPU seconds, %lld iterations\n",
	    r.cost / r.quantity, r.cost, r.quantity, cli_engine_search_cpu_s(), (long long)r.iterations);
	if (!status && r.gaps > 0) {
		fprintf(stderr,
		    "oxyd engine roadef: %d times a tank falls below its safety level\n", r.gaps);
		status = CLI_FAILED;
	}
	return status;
}

int
cli_engine_roadef_check(int argc, char **argv)
{
	CLEANUP(str_free) struct str text = { 0 };
	CLEANUP(str_free) struct str why = { 0 };
	struct roadef_figures f;
	struct roadef v;

	if (argc != 3)
		return cli_usage("engine check roadef", "needs INSTANCE and SOLUTION");
	struct arena *a CLEANUP(arena_free_ptr) = arena_new();
	int status = read_instance(argv[1], a, &v);
	if (!status)
		status = cli_engine_file_read("engine roadef", argv[2], &text);
	if (status)
		return status;
	if (!planner_roadef_check(&v, str_text(&text), text.len, &f, &why)) {
		printf("%s\n", str_text(&why));
		return CLI_FAILED;
	}
	printf(
	    "valid %.9Lf\ncost %.6Lf\nquantity %.6Lf\n", f.cost / f.quantity, f.cost, f.quantity);
	return CLI_OK;
}
