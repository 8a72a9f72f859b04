/* main - argv[1] names a subcommand; cli/ has the table. */
#include "base/err.h"

int
main(void)
{
	return err_http(ERR_OK) == 200 ? 0 : 1;
}
