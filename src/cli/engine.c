/* engine - the libraries on the public files of their fields, so that anybody can compare them. */
#include "cli/commands.h"
#include "cli/engine_flow.h"

#include <string.h>

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
} engines[] = {
	{ "flow", cli_engine_flow },
};

static int
run_check(int argc, char **argv)
{
	if (argc < 1 || strcmp(argv[0], "flow") != 0)
		return cli_usage("engine", "check: expected flow INSTANCE SOLUTION");
	return cli_engine_flow_check(argc, argv);
}

static int
run_engine(int argc, char **argv)
{
	if (argc < 2)
		return cli_usage("engine", "expected flow or check");
	if (strcmp(argv[1], "check") == 0)
		return run_check(argc - 2, argv + 2);
	for (size_t i = 0; i < ARRAY_LEN(engines); i++)
		if (strcmp(argv[1], engines[i].name) == 0)
			return engines[i].run(argc - 1, argv + 1);
	return cli_usage("engine", "there is no engine %s; expected flow or check", argv[1]);
}

const struct cli_command cli_engine = {
	.name = "engine",
	.args = "flow FILE.min [--out FILE.sol] | check flow FILE.min FILE.sol",
	.summary = "run a library on a public benchmark file, or judge a solution",
	.help = "  oxyd engine flow net.min --out net.sol     DIMACS minimum-cost flow: \"s COST\", CPU seconds, pivots\n"
	        "  oxyd engine check flow net.min net.sol     \"valid COST\", or the first violation and exit status 1\n",
	.run = run_engine,
};
