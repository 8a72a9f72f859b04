/* check-config - read a configuration file as `oxyd serve` would, and say everything that is wrong
 * with it. */
#include "cli/commands.h"
#include "config/config.h"

#include <stdio.h>

static const char standard[] = "/etc/oxyd/oxyd.conf";

static int
run_check_config(int argc, char **argv)
{
	struct faults f = { 0 };
	CLEANUP(str_free) struct str out = { 0 };
	CLEANUP(config_free_ptr) struct config *c = config_new();
	if (argc == 2 && str_eq(argv[1], "--example")) {
		config_print_example(&out);
		fputs(out.data, stdout);
		return CLI_OK;
	}
	if (argc > 2 || (argc == 2 && argv[1][0] == '-'))
		return cli_usage("check-config", "expected one file or --example");
	const char *path = argc == 2 ? argv[1] : standard;
	err_t e = config_read_file(c, path, &f);
	if (config_check(c, &f) || e)
		return cli_faults("check-config", &f);
	for (size_t i = 0; i < config_options_n; i++) {
		str_clear(&out);
		config_value(c, &config_options[i], &out);
		if (!(config_options[i].traits & CONFIG_ARGV) &&
		    !str_eq(str_text(&out), config_options[i].def))
			printf("%s = %s\n", config_options[i].name, str_text(&out));
	}
	return CLI_OK;
}

const struct cli_command cli_check_config = {
	.name = "check-config",
	.args = "[FILE | --example]",
	.summary = "check a configuration file (/etc/oxyd/oxyd.conf) without starting anything",
	.help = "  oxyd check-config oxyd.conf          prints the options that differ from their "
		"defaults, or every fault\n"
		"  oxyd check-config --example          prints a file with every option at its "
		"default\n",
	.run = run_check_config,
};
