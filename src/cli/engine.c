/* engine - the libraries on the public files of their fields, so that anybody can compare them. */
#include "cli/commands.h"
#include "cli/engine_backtest.h"
#include "cli/engine_coherence.h"
#include "cli/engine_flow.h"
#include "cli/engine_hours.h"
#include "cli/engine_irp.h"
#include "cli/engine_prior.h"
#include "cli/engine_roadef.h"
#include "cli/engine_route.h"

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
	int (*check)(int argc, char **argv); /* NULL: there is nothing to judge */
} engines[] = {
	{ "backtest", cli_engine_backtest, NULL },
	{ "coherence", cli_engine_coherence, NULL },
	{ "flow", cli_engine_flow, cli_engine_flow_check },
	{ "hours", cli_engine_hours, NULL },
	{ "irp", cli_engine_irp, cli_engine_irp_check },
	{ "prior", cli_engine_prior, NULL },
	{ "roadef", cli_engine_roadef, cli_engine_roadef_check },
	{ "route", cli_engine_route, cli_engine_route_check },
};

static int
run_check(int argc, char **argv)
{
	for (size_t i = 0; argc > 0 && i < ARRAY_LEN(engines); i++)
		if (engines[i].check && str_eq(argv[0], engines[i].name))
			return engines[i].check(argc, argv);
	return cli_usage("engine", "check: expected flow, irp, roadef or route, INSTANCE and SOLUTION");
}

static int
run_engine(int argc, char **argv)
{
	if (argc < 2)
		return cli_usage("engine", "expected backtest, coherence, flow, hours, irp, prior, roadef, route or check");
	if (str_eq(argv[1], "check"))
		return run_check(argc - 2, argv + 2);
	for (size_t i = 0; i < ARRAY_LEN(engines); i++)
		if (str_eq(argv[1], engines[i].name))
			return engines[i].run(argc - 1, argv + 1);
	return cli_usage("engine",
	    "there is no engine %s; expected backtest, coherence, flow, hours, irp, prior, roadef, route or check", argv[1]);
}

const struct cli_command cli_engine = {
	.name = "engine",
	.args = "backtest --truth DIR --step N --out F.csv.gz | prior --truth DIR | hours --truth DIR | coherence --truth DIR | flow FILE.min [--out FILE.sol] | route FILE.vrp --seconds S | irp FILE.dat --seconds S | roadef INSTANCE --seconds S | check flow|irp|roadef|route INSTANCE SOLUTION",
	.summary = "run a library on a public benchmark file, or judge a solution",
	.help = "  oxyd engine backtest --truth DIR --step 7 --out F.csv.gz   forecasts of every past origin, 23 quantiles, CPU seconds\n"
	        "      --jobs N  --target COLUMN  --horizon 14|28  --prior shipped|none|others  --hide PERCENT (of places, last two days)\n"
	        "  oxyd engine prior --truth DIR --name NAME  the coefficients to begin with, as src/forecast/wave_prior.def has them\n"
	        "  oxyd engine coherence --truth DIR          scores of places and their sum, each for itself and made to add up\n"
	        "  oxyd engine hours --truth DIR              how often stocks were empty before the hours that were said (10, 50, 90 %)\n"
	        "  oxyd engine flow net.min --out net.sol     DIMACS minimum-cost flow: \"s COST\", CPU seconds, pivots\n"
	        "  oxyd engine route x.vrp --seconds 10 --seed 1 --out x.sol   CVRPLIB and VRPLIB routes; --iterations N instead\n"
	        "                                             of --seconds gives the same routes on every machine\n"
	        "  oxyd engine irp x.dat --seconds 10 --seed 1 --out x.txt     inventory routing of the 12th DIMACS challenge; the same options\n"
	        "  oxyd engine roadef x.xml --seconds 10 --seed 1 --out y.xml  ROADEF/EURO challenge 2016, version 1; the same options;\n"
	        "                                             x.xml may be a directory of tables (CSV) instead\n"
	        "  oxyd engine check flow net.min net.sol     \"valid COST\", or the first violation and exit status 1\n"
	        "  oxyd engine check route x.vrp x.sol\n"
	        "  oxyd engine check irp x.dat x.txt\n"
	        "  oxyd engine check roadef x.xml y.xml       \"valid RATIO\", then cost and quantity\n",
	.run = run_engine,
};
