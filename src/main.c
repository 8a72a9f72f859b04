/* main - argv[1] names a subcommand; cli/ has the table. */
#include "cli/cli.h"

#include <malloc.h>

int
main(int argc, char **argv)
{
	mallopt(M_ARENA_MAX, 2); /* a heap a thread would keep the peak of each of twenty threads */
	return cli_main(argc, argv);
}
