/* cli - one table of subcommands; each is a file cli/<name>.c that exports `const struct
 * cli_command cli_<name>`.
 *
 * Exit codes: 0 done, 1 failed, 2 not understood. Data goes to standard output, everything else to
 * standard error. */
#ifndef OXY_CLI_CLI_H
#define OXY_CLI_CLI_H

#include "base/fault.h"
#include "base/str.h"

enum { CLI_OK = 0, CLI_FAILED = 1, CLI_USAGE = 2 };

struct cli_command {
	const char *name;
	const char *args;    /* behind the name in the usage line, "" if none */
	const char *summary; /* one line, no full stop */
	const char *help; /* shown by --help below the usage line; examples first. NULL: the summary
			     is enough */
	void (*more)(struct str *out); /* appended to the help; may be NULL */
	int (*run)(
	    int argc, char **argv); /* argv[0] is the subcommand's name; --help never gets here */
};

extern const struct cli_command *const cli_commands[];
extern const size_t cli_commands_n;

int cli_main(int argc, char **argv);

/* "oxyd NAME: message" on standard error and CLI_USAGE, with a pointer to --help. */
int cli_usage(const char *name, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* Each fault as a line "where: sentence" on standard error; returns CLI_FAILED. */
int cli_faults(const char *name, const struct faults *f);
/* The same with the file before: "path: where: sentence". */
int cli_faults_in(const char *name, const char *path, const struct faults *f);

/* A table that `oxyd inspect` prints: tab-separated rows under a heading, and the file where the
 * rows are written. */
struct cli_inspect_table {
	const char *name, *source, *what;
	void (*print)(struct str *out);
};

extern const struct cli_inspect_table cli_inspect_tables[];
extern const size_t cli_inspect_tables_n;

#endif
