/* main - argv[1] names a subcommand; cli/ has the table. */
#include "cli/cli.h"

int
main(int argc, char **argv)
{
	return cli_main(argc, argv);
}
