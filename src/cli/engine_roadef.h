/* engine_roadef - `oxyd engine roadef` and `oxyd engine check roadef`: the instances of the
 * ROADEF/EURO challenge 2016, as the challenge's XML or as a directory of tables. */
#ifndef OXY_CLI_ENGINE_ROADEF_H
#define OXY_CLI_ENGINE_ROADEF_H

/* argv[0] is "roadef", then INSTANCE and options in any order: --seconds S (CPU time of the
 * thread), --iterations N, --seed N, --out FILE.xml. Prints the solution unless --out names a file,
 * then ratio, cost and quantity on standard error. Returns an exit status: failed when a tank falls
 * below its safety level; the solution is written all the same. */
int cli_engine_roadef(int argc, char **argv);

/* argv[0] is "roadef", then INSTANCE and SOLUTION. Prints "valid RATIO", then cost and quantity; or
 * the first violation. */
int cli_engine_roadef_check(int argc, char **argv);

#endif
