/* cli - the list of subcommands, help, and "did you mean". */
#include "cli/cli.h"
#include "cli/commands.h"
#include "config/config.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* In the order that --help shows. */
const struct cli_command *const cli_commands[] = {
	&cli_serve,
	&cli_stop,
	&cli_status,
	&cli_import,
	&cli_audit,
	&cli_engine,
	&cli_simulate,
	&cli_demo,
	&cli_replay,
	&cli_check_config,
	&cli_inspect,
	&cli_openapi,
	&cli_version,
};

const size_t cli_commands_n = ARRAY_LEN(cli_commands);

static bool
is_help(const char *arg)
{
	return str_eq(arg, "--help") || str_eq(arg, "-h");
}

static void
print_all(FILE *out)
{
	fprintf(out,
	    "oxyd - coordinates a province's medical oxygen\n\nUsage: oxyd SUBCOMMAND ...\n\n");
	for (size_t i = 0; i < cli_commands_n; i++)
		fprintf(out, "  %-14s %s\n", cli_commands[i]->name, cli_commands[i]->summary);
	fprintf(out, "\n`oxyd SUBCOMMAND --help` tells more. Exit status: 0 done, 1 failed, 2 not "
		     "understood.\n");
}

static void
print_one(const struct cli_command *c)
{
	CLEANUP(str_free) struct str out = { 0 };
	str_addf(
	    &out, "Usage: oxyd %s%s%s\n\n%s.\n", c->name, *c->args ? " " : "", c->args, c->summary);
	if (c->help != NULL)
		str_addf(&out, "\n%s", c->help);
	if (c->more != NULL)
		c->more(&out);
	fputs(out.data, stdout);
}

static const struct cli_command *
find(const char *name)
{
	for (size_t i = 0; i < cli_commands_n; i++)
		if (str_eq(cli_commands[i]->name, name))
			return cli_commands[i];
	return NULL;
}

static int
unknown(const char *name)
{
	const char *names[64];
	size_t n = 0;
	for (; n < cli_commands_n && n < ARRAY_LEN(names); n++)
		names[n] = cli_commands[n]->name;
	const char *near = config_nearest(name, names, n);
	fprintf(stderr, "oxyd: there is no subcommand %s%s%s%s; oxyd --help lists all\n", name,
	    near ? "; did you mean " : "", near ? near : "", near ? "?" : "");
	return CLI_USAGE;
}

int
cli_main(int argc, char **argv)
{
	if (argc < 2 || is_help(argv[1]) || (argc == 2 && str_eq(argv[1], "help"))) {
		print_all(argc < 2 ? stderr : stdout);
		return argc < 2 ? CLI_USAGE : CLI_OK;
	}
	bool help = str_eq(argv[1], "help");
	const char *name = help ? argv[2] : str_eq(argv[1], "--version") ? "version" : argv[1];
	const struct cli_command *c = find(name);
	if (c == NULL)
		return unknown(name);
	for (int i = 2; i < argc; i++)
		help = help || is_help(argv[i]);
	if (help) {
		print_one(c);
		return CLI_OK;
	}
	int status = c->run(argc - 1, argv + 1);
	if ((fflush(stdout) != 0 || ferror(stdout)) && status == CLI_OK) {
		perror("oxyd: standard output");
		return CLI_FAILED;
	}
	return status;
}

int
cli_usage(const char *name, const char *fmt, ...)
{
	va_list ap;
	fprintf(stderr, "oxyd %s: ", name);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fprintf(stderr, "; see oxyd %s --help\n", name);
	return CLI_USAGE;
}

/* Vietnamese when the terminal's language is. */
static enum lang
terminal_language(void)
{
	static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		const char *value = getenv(names[i]);
		if (value != NULL && *value != '\0')
			return strncmp(value, "vi", 2) == 0 ? LANG_VI : LANG_EN;
	}
	return LANG_EN;
}

int
cli_faults(const char *name, const struct faults *f)
{
	return cli_faults_in(name, "", f);
}

int
cli_faults_in(const char *name, const char *path, const struct faults *f)
{
	char text[1024];
	for (int i = 0; i < f->n; i++) {
		const char *where = f->item[i].pointer;
		fprintf(stderr, "oxyd %s: %s%s%s%s%s\n", name, path, *path ? ": " : "", where, *where ? ": " : "",
		    fault_text(&f->item[i], terminal_language(), text, sizeof text));
	}
	if (f->unlisted > 0)
		fprintf(stderr, "oxyd %s: and %d more\n", name, f->unlisted);
	return CLI_FAILED;
}
