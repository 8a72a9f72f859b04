/* openapi - the OpenAPI document that the running daemon would give, without one running. */
#include "api/api.h"
#include "cli/commands.h"

#include <stdio.h>

static int
run_openapi(int argc, char **argv)
{
	if (argc > 1)
		return cli_usage(argv[0], "takes no argument");
	json_t *doc = api_routes_openapi();
	json_dumpf(doc, stdout, JSON_INDENT(1));
	putchar('\n');
	json_decref(doc);
	return CLI_OK;
}

const struct cli_command cli_openapi = {
	.name = "openapi",
	.args = "",
	.summary = "print the HTTP interface as OpenAPI 3.1",
	.run = run_openapi,
};
