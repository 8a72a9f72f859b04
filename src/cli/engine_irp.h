/* engine_irp - `oxyd engine irp` and `oxyd engine check irp`: inventory routing on the files of the
 * 12th DIMACS challenge. */
#ifndef OXY_CLI_ENGINE_IRP_H
#define OXY_CLI_ENGINE_IRP_H

/* argv[0] is "irp", then FILE.dat and options in any order: --seconds S (CPU time of the thread),
 * --iterations N, --seed N, --out FILE.txt. Prints the plan, or with --out its total. Returns an
 * exit status: CLI_FAILED also when no plan that keeps every limit was found. */
int cli_engine_irp(int argc, char **argv);

/* argv[0] is "irp", then INSTANCE and SOLUTION. Prints "valid COST", or the first violation. */
int cli_engine_irp_check(int argc, char **argv);

#endif
