/* stop - end the daemon of a state directory, and servers that a killed one left. */
#include "base/log.h"
#include "cli/commands.h"
#include "config/config.h"
#include "daemon/daemon.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static int
run_stop(int argc, char **argv)
{
	struct faults f = { 0 };
	char dir[PATH_MAX];
	CLEANUP(config_free_ptr) struct config *c = config_new();
	if (config_read_argv(c, argc, argv, &f)) {
		cli_faults("stop", &f);
		return CLI_USAGE;
	}
	const char *path = *c->state_dir != '\0' ? c->state_dir
			   : geteuid() == 0      ? "/var/lib/oxyd"
						 : "./var";
	if (realpath(path, dir) == NULL) {
		fprintf(
		    stderr, "oxyd stop: %s: there is no state directory, so nothing runs\n", path);
		return CLI_OK;
	}
	log_set_level(LOG_ERROR);
	if (!daemon_stop_state(dir, (int)c->stop_seconds + 5)) {
		fprintf(stderr, "oxyd stop: %s: a process does not end; see ps\n", dir);
		return CLI_FAILED;
	}
	return CLI_OK;
}

const struct cli_command cli_stop = {
	.name = "stop",
	.args = "[--state DIR] [--config FILE]",
	.summary =
	    "end the daemon that serves a state directory, and whatever a killed one left running",
	.help = "  oxyd stop --state ./var\n\nReturns when no process is left; forces it after "
		"stop.timeout seconds.\n",
	.run = run_stop,
};
