/* engine_search - what the engines that search have in common: how long, from which seed, from where and where to. */
#ifndef OXY_CLI_ENGINE_SEARCH_H
#define OXY_CLI_ENGINE_SEARCH_H

#include "planner/search.h"

struct cli_engine_search {
	const char *in, *out; /* out NULL: standard output */
	double seconds;       /* processor time, of this thread since it began */
	struct search_budget budget; /* with --seconds it points into this struct, which stays where it is */
};

/* Reads `FILE --seconds S | --iterations N [--seed N] [--out FILE]` of `oxyd engine ENGINE`; `in` is what FILE is called. An exit status, after
 * a line on standard error when it did not work. */
int cli_engine_search_options(const char *engine, const char *in, int argc, char **argv, struct cli_engine_search *ret);

/* CPU time of this thread: others on the machine do not shorten a search. */
double cli_engine_search_cpu_s(void);

#endif
