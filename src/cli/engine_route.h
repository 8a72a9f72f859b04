/* engine_route - `oxyd engine route` and `oxyd engine check route`: routes on CVRPLIB and VRPLIB
 * files. */
#ifndef OXY_CLI_ENGINE_ROUTE_H
#define OXY_CLI_ENGINE_ROUTE_H

/* argv[0] is "route", then FILE.vrp and options in any order: --seconds S (CPU time of the thread),
 * --iterations N, --seed N, --out FILE.sol. Prints the routes unless --out names a file, then the
 * cost. Returns an exit status. */
int cli_engine_route(int argc, char **argv);

/* argv[0] is "route", then INSTANCE and SOLUTION. Prints "valid COST", or the first violation. */
int cli_engine_route_check(int argc, char **argv);

#endif
