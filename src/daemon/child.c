/* child - fork, exec, reap, again.
 *
 * The pid is guarded by a lock because daemon_child_signal may come from any thread: a pid that was
 * reaped could already belong to somebody else. Between fork and exec only async-signal-safe calls
 * are made, since other threads may hold any lock. */
#define _GNU_SOURCE /* close_range */
#include "daemon/child.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/metric.h"
#include "base/str.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define FIRST_DELAY (INSTANT_SECOND / 10)
#define LONGEST_DELAY (30 * INSTANT_SECOND)
#define STEADY (60 * INSTANT_SECOND) /* one that lived this long starts with a clean record */
#define KILL_AFTER (5 * INSTANT_SECOND)

enum { LOG_MAX_BYTES = 8 << 20 };

struct daemon_child {
	struct daemon_child_spec spec;
	char *dir, *log;
	pthread_mutex_t lock; /* protects pid */
	pid_t pid;
	int64_t started, again, delay; /* monotonic; again is INT64_MAX while nothing is due */
};

static char *const environment[] = {
	(char *)"PATH=/usr/local/bin:/usr/bin:/bin",
	(char *)"LC_ALL=C.UTF-8",
	(char *)"TZ=UTC",
	NULL,
};

struct daemon_child *
daemon_child_new(const struct daemon_child_spec *spec)
{
	struct daemon_child *c = MEM_NEW(struct daemon_child);
	c->spec = *spec;
	c->spec.dir = c->dir = mem_strdup(spec->dir);
	c->spec.log = c->log = mem_strdup(spec->log);
	c->again = INT64_MAX;
	pthread_mutex_init(&c->lock, NULL);
	return c;
}

void
daemon_child_free(struct daemon_child *c)
{
	if (c == NULL)
		return;
	pthread_mutex_destroy(&c->lock);
	free(c->dir);
	free(c->log);
	free(c);
}

/* A log that has grown long is kept once more as .old, so that a flapping server cannot fill the
 * disk. */
static int
open_log(const char *path)
{
	struct stat st;
	char old[4096];
	if (stat(path, &st) == 0 && st.st_size > LOG_MAX_BYTES) {
		snprintf(old, sizeof old, "%s.old", path);
		rename(path, old);
	}
	return open(path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0600);
}

static void NORETURN
become(const struct daemon_child_spec *spec, int in, int out, pid_t parent)
{
	sigset_t none;
	struct sigaction plain = { .sa_handler = SIG_DFL };
	prctl(PR_SET_PDEATHSIG, spec->end_signal);
	if (getppid() != parent)
		_exit(127); /* the daemon died before the line above */
	setpgid(0, 0);
	for (int sig = 1; sig < 32; sig++)
		sigaction(sig, &plain, NULL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (dup2(in, STDIN_FILENO) < 0 || dup2(out, STDOUT_FILENO) < 0 ||
	    dup2(out, STDERR_FILENO) < 0 || chdir(spec->dir) != 0)
		_exit(126);
	close_range(3, ~0U, 0); /* whatever our own caller left open is not for them */
	execve(spec->argv[0], (char *const *)spec->argv, environment);
	_exit(127);
}

static pid_t
spawn(const struct daemon_child_spec *spec, const char *input_path)
{
	pid_t parent = getpid(), pid = -1;
	int in = open(input_path, O_RDONLY | O_CLOEXEC), out = open_log(spec->log);
	if (in >= 0 && out >= 0) {
		pid = fork();
		if (pid == 0)
			become(spec, in, out, parent);
	}
	int why = errno;
	if (in >= 0)
		close(in);
	if (out >= 0)
		close(out);
	errno = why;
	return pid;
}

/* The log's last line that is not empty: usually the reason, in the server's own words. */
static void
last_line(const char *path, char *buf, size_t size)
{
	char line[1024];
	FILE *in = fopen(path, "re");
	buf[0] = '\0';
	if (in == NULL)
		return;
	if (fseek(in, -2048, SEEK_END) != 0)
		rewind(in);
	while (fgets(line, sizeof line, in) != NULL) {
		line[strcspn(line, "\r\n")] = '\0';
		if (*line != '\0')
			snprintf(buf, size, ": %.*s", (int)size - 3, line);
	}
	fclose(in);
}

err_t
daemon_child_fault(const struct daemon_child_spec *spec, const char *what, struct faults *f)
{
	char tail[120];
	last_line(spec->log, tail, sizeof tail);
	return fault_add(f, FAULT_SERVER, spec->log, spec->name, what, tail);
}

err_t
daemon_child_run(const struct daemon_child_spec *spec, const char *input_path, struct faults *f)
{
	int status;
	pid_t pid = spawn(spec, input_path);
	if (pid < 0)
		return fault_add(f, FAULT_SERVER, spec->log, spec->name, strerror(errno), NULL);
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return fault_add(
			    f, FAULT_SERVER, spec->log, spec->name, strerror(errno), NULL);
	return WIFEXITED(status) && WEXITSTATUS(status) == 0
		   ? ERR_OK
		   : daemon_child_fault(spec, "did not do its work", f);
}

static void
set_pid(struct daemon_child *c, pid_t pid)
{
	pthread_mutex_lock(&c->lock);
	c->pid = pid;
	pthread_mutex_unlock(&c->lock);
}

err_t
daemon_child_start(struct daemon_child *c, struct faults *f)
{
	pid_t pid = spawn(&c->spec, "/dev/null");
	if (pid < 0)
		return fault_add(
		    f, FAULT_SERVER, c->spec.argv[0], c->spec.name, strerror(errno), NULL);
	set_pid(c, pid);
	c->started = clock_mono();
	c->again = INT64_MAX;
	return ERR_OK;
}

bool
daemon_child_is_running(const struct daemon_child *c)
{
	return c->pid != 0;
}

pid_t
daemon_child_pid(const struct daemon_child *c)
{
	return c->pid;
}

bool
daemon_child_signal(struct daemon_child *c, int sig)
{
	pthread_mutex_lock(&c->lock);
	bool sent = c->pid != 0 && kill(c->pid, sig) == 0;
	pthread_mutex_unlock(&c->lock);
	return sent;
}

static bool
wait_for_end(struct daemon_child *c, int64_t timeout)
{
	int status;
	for (int64_t until = clock_mono() + timeout; clock_mono() < until; usleep(5000)) {
		pid_t got = waitpid(c->pid, &status, WNOHANG);
		if (got == c->pid || (got < 0 && errno == ECHILD)) {
			set_pid(c, 0);
			return true;
		}
	}
	return false;
}

void
daemon_child_stop(struct daemon_child *c)
{
	const struct {
		int signal;
		int64_t timeout;
	} steps[] = {
		{ c->spec.end_signal, (int64_t)c->spec.end_timeout_ms * 1000 },
		{ c->spec.force_signal, KILL_AFTER },
		{ SIGKILL, KILL_AFTER },
	};
	c->again = INT64_MAX;
	for (size_t i = 0; i < ARRAY_LEN(steps) && c->pid != 0; i++) {
		if (i > 0)
			log_event(LOG_WARNING, "server does not end; forcing it",
			    LOG_STR("server", c->spec.name), LOG_INT("signal", steps[i].signal),
			    LOG_END);
		daemon_child_signal(c, steps[i].signal);
		wait_for_end(c, steps[i].timeout);
	}
}

bool
daemon_child_reaped(struct daemon_child *c, pid_t pid, int status)
{
	if (c->pid != pid)
		return false;
	set_pid(c, 0);
	int64_t now = clock_mono();
	c->delay = c->delay == 0 || now - c->started > STEADY ? FIRST_DELAY : c->delay * 2;
	if (c->delay > LONGEST_DELAY)
		c->delay = LONGEST_DELAY;
	c->again = now + c->delay;
	log_event(LOG_ERROR, "server ended by itself; starting it again",
	    LOG_STR("server", c->spec.name),
	    LOG_INT("exit_status", WIFEXITED(status) ? WEXITSTATUS(status) : -1),
	    LOG_INT("signal", WIFSIGNALED(status) ? WTERMSIG(status) : 0),
	    LOG_INT("again_in_ms", c->delay / 1000), LOG_STR("log", c->spec.log), LOG_END);
	return true;
}

int64_t
daemon_child_tick(struct daemon_child *c, int64_t now)
{
	struct faults f = { 0 };
	if (c->pid != 0 || now < c->again)
		return c->again;
	if (c->spec.before)
		c->spec.before(c->spec.arg);
	metric_add(METRIC_CHILD_RESTARTS, 1);
	if (daemon_child_start(c, &f)) {
		c->delay = LONGEST_DELAY;
		c->again = now + c->delay;
		log_event(LOG_ERROR, "server could not be started again",
		    LOG_STR("server", c->spec.name), LOG_STR("why", f.item[0].arg[1]), LOG_END);
	}
	return c->again;
}
