/* serve - the daemon. */
#include "cli/commands.h"
#include "config/config.h"
#include "daemon/daemon.h"

#include <limits.h>
#include <unistd.h>

static bool
names_state(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (str_eq(argv[i], "--state") || str_eq(argv[i], "--state.dir"))
			return true;
	return false;
}

/* The command line of a running daemon says which state it serves, so that whoever looks at `ps`
 * knows; when the directory came from the default or the file, start over with it spelled out. */
static void
spell_out_state(const struct config *c, int argc, char **argv)
{
	char self[PATH_MAX],
	    *again[64] = { (char *)"oxyd", (char *)"serve", (char *)"--state", NULL };
	int n = 4;
	ssize_t len = readlink("/proc/self/exe", self, sizeof self - 1);
	if (len < 0 || argc + 4 > (int)ARRAY_LEN(again) || names_state(argc, argv))
		return;
	self[len] = '\0';
	again[3] = (char *)(*c->state_dir != '\0' ? c->state_dir
			    : geteuid() == 0      ? "/var/lib/oxyd"
						  : "./var");
	for (int i = 1; i < argc; i++)
		again[n++] = argv[i];
	execv(self, again); /* if that fails, serve as we are */
}

static int
run_serve(int argc, char **argv)
{
	struct faults f = { 0 };
	CLEANUP(config_free_ptr) struct config *c = config_new();
	if (config_read_argv(c, argc, argv, &f) || config_check(c, &f)) {
		cli_faults("serve", &f);
		return CLI_USAGE;
	}
	spell_out_state(c, argc, argv);
	int status = daemon_run(c, &f);
	cli_faults("serve", &f);
	return status;
}

const struct cli_command cli_serve = {
	.name = "serve",
	.args = "[--config FILE] [OPTION ...]",
	.summary =
	    "run the daemon, with a PostgreSQL and a broker of its own unless told otherwise",
	.help =
	    "  oxyd serve --state ./var                    everything in ./var, on 127.0.0.1:8080\n"
	    "  oxyd serve --config /etc/oxyd/oxyd.conf     as the service does\n\n"
	    "Prints \"ready http://127.0.0.1:PORT/\" on standard output when it serves. SIGTERM "
	    "and SIGINT end it in\n"
	    "order, SIGHUP opens log files again. Started by root it becomes the user of the "
	    "option `user`.\n\nOptions:\n",
	.more = config_print_flags,
	.run = run_serve,
};
