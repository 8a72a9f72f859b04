/* engine - the libraries on the public files of their fields, so that anybody can compare them. */
#include "cli/commands.h"
#include "cli/engine_flow.h"
#include "cli/engine_route.h"

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
	int (*check)(int argc, char **argv);
} engines[] = {
	{ "flow", cli_engine_flow, cli_engine_flow_check },
	{ "route", cli_engine_route, cli_engine_route_check },
};

static int
run_engine(int argc, char **argv)
{
	bool check = argc > 1 && str_eq(argv[1], "check");

	argc -= 1 + check;
	argv += 1 + check;
	for (size_t i = 0; argc > 0 && i < ARRAY_LEN(engines); i++)
		if (str_eq(argv[0], engines[i].name))
			return check ? engines[i].check(argc, argv) : engines[i].run(argc, argv);
	if (argc > 0)
		return cli_usage("engine", "there is no engine %s; expected flow or route", argv[0]);
	return cli_usage("engine", check ? "check: expected KIND INSTANCE SOLUTION" : "expected flow, route or check");
}

const struct cli_command cli_engine = {
	.name = "engine",
	.args = "flow FILE.min [--out FILE.sol] | route FILE.vrp --seconds S | check KIND INSTANCE SOLUTION",
	.summary = "run a library on a public benchmark file, or judge a solution",
	.help = "  oxyd engine flow net.min --out net.sol     DIMACS minimum-cost flow: \"s COST\", CPU seconds, pivots\n"
	        "  oxyd engine route x.vrp --seconds 10 --seed 1 --out x.sol\n"
	        "                                             CVRPLIB and VRPLIB routes; --iterations N instead of\n"
	        "                                             seconds gives the same routes on every machine\n"
	        "  oxyd engine check flow net.min net.sol     \"valid COST\", or the first violation and exit status 1\n"
	        "  oxyd engine check route x.vrp x.sol\n",
	.run = run_engine,
};
