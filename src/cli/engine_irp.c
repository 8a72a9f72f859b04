/* engine_irp - read an inventory routing file, search, write what CONTRACT section 4 asks for. */
#include "cli/engine_irp.h"

#include "cli/cli.h"
#include "cli/engine_file.h"
#include "planner/irp_check.h"
#include "planner/irp_search.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static int
read_instance(const char *path, struct arena *a, struct irp *ret)
{
	CLEANUP(str_free) struct str text = { 0 };
	CLEANUP(str_free) struct str why = { 0 };
	int status = cli_engine_file_read("irp", path, &text);

	if (status)
		return status;
	if (planner_irp_read(str_text(&text), text.len, a, ret, &why)) {
		fprintf(stderr, "oxyd engine irp: %s:%s\n", path, str_text(&why));
		return CLI_FAILED;
	}
	return CLI_OK;
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
			return cli_usage("engine irp", "does not understand %s %s", argv[i], value);
		i++;
	}
	if (!o->in)
		return cli_usage("engine irp", "needs FILE.dat");
	if (!o->budget.spent == !o->budget.iterations)
		return cli_usage("engine irp", "needs --seconds S or --iterations N, not both");
	return CLI_OK;
}

int
cli_engine_irp(int argc, char **argv)
{
	CLEANUP(str_free) struct str text = { 0 };
	CLEANUP(str_free) struct str total = { 0 };
	struct options o = { .budget.seed = 1 };
	struct irp v;
	int status = read_options(argc, argv, &o);

	if (status)
		return status;
	struct arena *a CLEANUP(arena_free_ptr) = arena_new();
	status = read_instance(o.in, a, &v);
	if (status)
		return status;
	o.budget.of = &o.seconds;
	struct irp_result r = planner_irp_search(&v, &o.budget, &text);
	if (!r.found) {
		fprintf(stderr, "oxyd engine irp: no plan found that keeps every limit\n");
		return CLI_FAILED;
	}
	/* The processor is told as a number, so that every line of the tail is one: one thread. */
	str_addf(&text, "1\n%.3f\n", cpu_seconds());
	planner_irp_money(r.cost, &total);
	if (o.out)
		status = cli_engine_file_write("irp", o.out, &text);
	if (o.out)
		printf("%s\n", str_text(&total));
	else
		fputs(str_text(&text), stdout);
	fprintf(
	    stderr, "%.3f CPU seconds, %lld iterations\n", cpu_seconds(), (long long)r.iterations);
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
		status = cli_engine_file_read("irp", argv[2], &text);
	if (status)
		return status;
	if (!planner_irp_check(&v, str_text(&text), text.len, &cost, &why)) {
		printf("%s\n", str_text(&why));
		return CLI_FAILED;
	}
	printf("valid %s\n", str_text(&cost));
	return CLI_OK;
}
