/* engine_flow - `oxyd engine flow` and `oxyd engine check flow`: the network simplex on DIMACS
 * files. */
#ifndef OXY_CLI_ENGINE_FLOW_H
#define OXY_CLI_ENGINE_FLOW_H

/* argv[0] is "flow", then FILE.min and perhaps --out FILE.sol, in any order. Prints "s COST", then
 * a line of CPU seconds and pivots. Returns an exit status. */
int cli_engine_flow(int argc, char **argv);

/* argv[0] is "flow", then INSTANCE and SOLUTION. Prints "valid COST", or the first violation. */
int cli_engine_flow_check(int argc, char **argv);

#endif
