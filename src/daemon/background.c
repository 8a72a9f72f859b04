/* background - one pipe: a line means ready, its end without a line means failed. */
#define _GNU_SOURCE /* pipe2, close_range */
#include "daemon/background.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Waits for the daemon's line and passes it on. */
static int
wait_for_line(int fd, pid_t daemon)
{
	char line[256];
	size_t n = 0;
	ssize_t got;
	int status = 0;
	while (n < sizeof line &&
	       ((got = read(fd, line + n, sizeof line - n)) > 0 || (got < 0 && errno == EINTR)))
		n += got > 0 ? (size_t)got : 0;
	if (n > 0)
		return write(STDOUT_FILENO, line, n) == (ssize_t)n ? EXIT_SUCCESS : EXIT_FAILURE;
	while (waitpid(daemon, &status, 0) < 0 && errno == EINTR)
		continue;
	return WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_FAILURE;
}

bool
daemon_background_fork(int *ret_starter, int *ret_status)
{
	int ends[2];
	*ret_status = EXIT_FAILURE;
	close_range(
	    3, ~0U, 0); /* a caller that waits for the end of some stream must not wait for us */
	if (pipe2(ends, O_CLOEXEC) != 0) {
		perror("oxyd serve: pipe");
		return true;
	}
	pid_t pid = fork();
	if (pid < 0) {
		perror("oxyd serve: fork");
		return true;
	}
	if (pid > 0) {
		close(ends[1]);
		*ret_status = wait_for_line(ends[0], pid);
		close(ends[0]);
		return true;
	}
	close(ends[0]);
	setsid();
	*ret_starter = ends[1];
	return false;
}

static void
let_go(int fd, int flags)
{
	int null = open("/dev/null", flags | O_CLOEXEC);
	if (null >= 0) {
		dup2(null, fd);
		close(null);
	}
}

void
daemon_background_ready(int *starter, const char *line)
{
	int to = *starter >= 0 ? *starter : STDOUT_FILENO;
	ssize_t n = write(to, line, strlen(line));
	if (n < 0 && *starter < 0)
		return; /* nobody listens any more; that is no reason to stop serving */
	if (*starter < 0)
		return;
	let_go(STDIN_FILENO, O_RDONLY);
	let_go(STDOUT_FILENO, O_WRONLY);
	close(*starter);
	*starter = -1;
}
