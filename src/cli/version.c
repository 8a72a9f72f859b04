/* version - which oxyd this is, and which libraries it runs with. */
#include "cli/commands.h"
#include "config.h"

#include <jansson.h>
#include <libpq-fe.h>
#include <microhttpd.h>
#include <mosquitto.h>
#include <stdio.h>

static int
run_version(int argc, char **argv)
{
	int major, minor, revision;
	if (argc > 1)
		return cli_usage(argv[0], "takes no argument");
	mosquitto_lib_version(&major, &minor, &revision);
	printf("%s\nlibmicrohttpd %s, libpq %d.%d, jansson %s, libmosquitto %d.%d.%d\n",
	    PACKAGE_STRING, MHD_get_version(), PQlibVersion() / 10000, PQlibVersion() % 10000,
	    jansson_version_str(), major, minor, revision);
	return CLI_OK;
}

const struct cli_command cli_version = {
	.name = "version",
	.args = "",
	.summary = "print the version, and those of the libraries in use",
	.run = run_version,
};
