/* stop - end whoever serves a state directory, from another process. */
#include "daemon/daemon.h"
#include "daemon/leftover.h"
#include "daemon/state.h"

#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#define POLL_US 20000
#define FORCE_US (5 * INSTANT_SECOND)

/* A dead process that its parent has not waited for still answers kill(2); it is gone for our
 * purposes. */
static bool
is_alive(pid_t pid)
{
	char path[40], state = 'Z';
	snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
	FILE *in = fopen(path, "re");
	if (in == NULL)
		return false;
	if (fscanf(in, "%*d (%*[^)]) %c", &state) != 1)
		state = 'Z';
	fclose(in);
	return state != 'Z';
}

static bool
wait_unlocked(const char *dir, pid_t pid, int64_t timeout_us)
{
	int64_t until = clock_mono() + timeout_us;
	while (daemon_state_holder(dir) == pid || is_alive(pid)) {
		if (clock_mono() > until)
			return false;
		usleep(POLL_US);
	}
	return true;
}

bool
daemon_stop_state(const char *state_dir, int timeout_s)
{
	pid_t pid = daemon_state_holder(state_dir);
	if (pid > 0) {
		kill(pid, SIGTERM);
		if (!wait_unlocked(state_dir, pid, timeout_s * INSTANT_SECOND)) {
			kill(pid, SIGKILL);
			wait_unlocked(state_dir, pid, FORCE_US);
		}
	}
	return daemon_leftover_end(state_dir, timeout_s * 1000) &&
	       daemon_state_holder(state_dir) == 0;
}
