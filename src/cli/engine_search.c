/* engine_search - one command line for every search. */
#include "cli/engine_search.h"

#include "cli/cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

double
cli_engine_search_cpu_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static double
share_spent(void *of)
{
	return cli_engine_search_cpu_s() / *(const double *)of;
}

static bool
positive(const char *text, double *ret)
{
	char *rest;

	*ret = strtod(text, &rest);
	return rest != text && *rest == '\0' && *ret > 0 && *ret < 1e9;
}

int
cli_engine_search_options(const char *engine, const char *in, int argc, char **argv, struct cli_engine_search *ret)
{
	struct cli_engine_search *o = ret;
	char name[40];
	int64_t number;

	*o = (struct cli_engine_search){ .budget.seed = 1 };
	o->budget.of = &o->seconds;
	snprintf(name, sizeof name, "engine %s", engine);
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
			return cli_usage(name, "does not understand %s %s", argv[i], value);
		i++;
	}
	if (!o->in)
		return cli_usage(name, "needs %s", in);
	if (!o->budget.spent == !o->budget.iterations)
		return cli_usage(name, "needs --seconds S or --iterations N, not both");
	return CLI_OK;
}
