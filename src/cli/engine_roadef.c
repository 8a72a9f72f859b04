/* engine_roadef - read a challenge instance, search, write the challenge's output. */
#include "cli/engine_roadef.h"

#include "cli/cli.h"
#include "cli/engine_file.h"
#include "planner/roadef.h"
#include "planner/roadef_check.h"
#include "planner/roadef_search.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

static int
read_tables(const char *dir, struct arena *a, struct roadef *ret, struct str *why)
{
	struct str text[ROADEF_CSV_FILES] = { 0 };
	int status = CLI_OK;

	for (int i = 0; i < ROADEF_CSV_FILES && !status; i++)
		status = cli_engine_file_read(
		    "roadef", arena_printf(a, "%s/%s", dir, planner_roadef_csv_names[i]), &text[i]);
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
	int status = cli_engine_file_read("roadef", path, &text);
	if (!status && planner_roadef_xml(str_text(&text), text.len, a, ret, &why)) {
		fprintf(stderr, "oxyd engine roadef: %s:%s\n", path, str_text(&why));
		status = CLI_FAILED;
	}
	return status;
}

struct options {
	const char *in, *out;
	double seconds;
	struct search_budget budget;
};

/* CPU time of this thread: others on the machine do not shorten the search. */
static double
cpu_seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static double
share_spent(void *of)
{
	return cpu_seconds() / *(const double *)of;
}

static bool
positive(const char *text, double *ret)
{
	char *rest;

	*ret = strtod(text, &rest);
	return rest != text && *rest == '\0' && *ret > 0 && *ret < 1e9;
}

static int
read_options(int argc, char **argv, struct options *o)
{
	int64_t number;

	for (int i = 1; i < argc; i++) {
		const char *value = i + 1 < argc ? argv[i + 1] : "";
		if (str_eq(argv[i], "--out") && i + 1 < argc)
			o->out = value;
		else if (str_eq(argv[i], "--seconds") && positive(value, &o->seconds))
			o->budget.spent = share_spent;
		else if (str_eq(argv[i], "--iterations") && str_to_i64(value, &number) &&
			 number > 0)
			o->budget.iterations = number;
		else if (str_eq(argv[i], "--seed") && str_to_i64(value, &number))
			o->budget.seed = (uint64_t)number;
		else if (argv[i][0] != '-' && !o->in) {
			o->in = argv[i];
			continue;
		} else
			return cli_usage(
			    "engine roadef", "does not understand %s %s", argv[i], value);
		i++;
	}
	if (!o->in)
		return cli_usage("engine roadef", "needs INSTANCE, a file or a directory");
	if (!o->budget.spent == !o->budget.iterations)
		return cli_usage("engine roadef", "needs --seconds S or --iterations N, not both");
	return CLI_OK;
}

int
cli_engine_roadef(int argc, char **argv)
{
	CLEANUP(str_free) struct str text = { 0 };
	struct options o = { .budget.seed = 1 };
	struct roadef v;
	int status = read_options(argc, argv, &o);

	if (status)
		return status;
	struct arena *a CLEANUP(arena_free_ptr) = arena_new();
	status = read_instance(o.in, a, &v);
	if (status)
		return status;
	o.budget.of = &o.seconds;
	struct roadef_result r = planner_roadef_search(&v, &o.budget, &text);
	if (o.out)
		status = cli_engine_file_write("roadef", o.out, &text);
	else
		fputs(str_text(&text), stdout);
	fprintf(stderr, "ratio %.9f cost %.6f quantity %.6f\n%.3f CPU seconds, %lld iterations\n",
	    r.cost / r.quantity, r.cost, r.quantity, cpu_seconds(), (long long)r.iterations);
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
		status = cli_engine_file_read("roadef", argv[2], &text);
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
