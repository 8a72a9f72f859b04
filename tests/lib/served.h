/* served - a real `oxyd serve` in a state directory of its own, for functional tests.
 *
 *     struct served s = served_new();
 *     served_start(&s, "--stop.timeout", "5", NULL);
 *     ... http://127.0.0.1:s.port/, s.state, s.pid ...
 *     served_end(&s);
 * Started by root it serves as nobody. What a failed test leaves is killed with Check's process
 * group. */
#ifndef OXY_TESTS_SERVED_H
#define OXY_TESTS_SERVED_H

#include "base/attr.h"
#include "base/clock.h"

#include <arpa/inet.h>
#include <check.h>
#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

struct served {
	char dir[64], state[80]; /* dir holds the state and what the daemon said */
	int port, mqtt_port;
	pid_t pid;
	char ready[128]; /* the line, "" if it never came */
};

static inline int
served_free_port(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof a;
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&a, sizeof a), 0);
	ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&a, &n), 0);
	close(fd);
	return ntohs(a.sin_port);
}

static inline struct served
served_new(void)
{
	struct served s = { .port = served_free_port(), .mqtt_port = served_free_port() };
	snprintf(s.dir, sizeof s.dir, "/tmp/oxyd-served.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(s.dir));
	ck_assert_int_eq(chmod(s.dir, 0755), 0);
	if (getuid() != 0)
		chmod(s.dir, 0700);
	snprintf(s.state, sizeof s.state, "%s/state", s.dir);
	return s;
}

/* Run the program with a NULL-terminated argument list, standard output into fd, standard error
 * into dir/stderr. */
static inline pid_t
served_exec(const struct served *s, int out, const char *const *argv)
{
	char path[96];
	snprintf(path, sizeof path, "%s/stderr", s->dir);
	pid_t pid = fork();
	if (pid == 0) {
		int err = open(path, O_WRONLY | O_CREAT | O_APPEND, 0600);
		dup2(out, STDOUT_FILENO);
		dup2(err, STDERR_FILENO);
		execv(getenv("OXYD"), (char *const *)argv);
		_exit(127);
	}
	return pid;
}

static inline const char *
served_stderr(const struct served *s)
{
	static char text[8192];
	char path[96];
	snprintf(path, sizeof path, "%s/stderr", s->dir);
	FILE *in = fopen(path, "r");
	size_t n = in ? fread(text, 1, sizeof text - 1, in) : 0;
	text[n] = '\0';
	if (in)
		fclose(in);
	return text;
}

/* Exit status of a subcommand that ends by itself; 128 + signal if it was killed. */
static inline int
served_wait(pid_t pid)
{
	int status;
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static inline pid_t
served_spawn(const struct served *s, int out, va_list more)
{
	char port[16], mqtt_port[16];
	const char *argv[32] = { "oxyd", "serve", "--state", s->state, "--port", port,
		"--mqtt-port", mqtt_port, "--postgres.buffers", "16" };
	int n = 10;
	const char *arg;
	snprintf(port, sizeof port, "%d", s->port);
	snprintf(mqtt_port, sizeof mqtt_port, "%d", s->mqtt_port);
	if (getuid() == 0) {
		argv[n++] = "--user";
		argv[n++] = "nobody";
	}
	while ((arg = va_arg(more, const char *)) != NULL)
		argv[n++] = arg;
	return served_exec(s, out, argv);
}

/* Start and wait for the ready line, at most two minutes (the demo on a busy machine); the end of the list of options is NULL. */
static inline void
served_start(struct served *s, ...)
{
	int ends[2];
	va_list more;
	size_t n = 0;
	ck_assert_int_eq(pipe(ends), 0);
	fcntl(ends[0], F_SETFD, FD_CLOEXEC);
	va_start(more, s);
	s->pid = served_spawn(s, ends[1], more);
	va_end(more);
	close(ends[1]);
	struct pollfd fd = { .fd = ends[0], .events = POLLIN };
	ssize_t got = 1;
	while (got > 0 && n + 1 < sizeof s->ready && memchr(s->ready, '\n', n) == NULL &&
	       poll(&fd, 1, 120000) == 1)
		if ((got = read(ends[0], s->ready + n, sizeof s->ready - 1 - n)) > 0)
			n += (size_t)got;
	s->ready[n] = '\0';
	close(ends[0]);
	ck_assert_msg(n > 0, "oxyd serve did not become ready: %s", served_stderr(s));
}

/* Start, expecting it to end by itself; its exit status. */
static inline int
served_try(const struct served *s, ...)
{
	va_list more;
	va_start(more, s);
	pid_t pid = served_spawn(s, STDOUT_FILENO, more);
	va_end(more);
	return served_wait(pid);
}

/* Processes whose working directory or command line is in the state, zombies left out. */
static inline int
served_processes(const struct served *s)
{
	int count = 0;
	struct dirent *entry;
	DIR *dir = opendir("/proc");
	while ((entry = readdir(dir)) != NULL) {
		char path[300], text[4096] = "", cwd[512] = "";
		if (entry->d_name[0] < '1' || entry->d_name[0] > '9' ||
		    atoi(entry->d_name) == getpid())
			continue;
		snprintf(path, sizeof path, "/proc/%s/cmdline", entry->d_name);
		FILE *in = fopen(path, "r");
		size_t n = in ? fread(text, 1, sizeof text - 1, in) : 0;
		if (in)
			fclose(in);
		snprintf(path, sizeof path, "/proc/%s/cwd", entry->d_name);
		ssize_t len = readlink(path, cwd, sizeof cwd - 1);
		count += memmem(text, n, s->state, strlen(s->state)) != NULL ||
			 (len > 0 && memmem(cwd, (size_t)len, s->state, strlen(s->state)) != NULL);
	}
	closedir(dir);
	return count;
}

/* Wait until the condition holds, at most 20 s. */
#define SERVED_UNTIL(condition)                                                       \
	do {                                                                          \
		int64_t until_ = clock_mono() + 20 * INSTANT_SECOND;                  \
		while (!(condition) && clock_mono() < until_)                         \
			usleep(10000);                                                \
		ck_assert_msg((condition), "still not true after 20 s: " #condition); \
	} while (0)

/* The first process that runs the program with the state in its arguments, 0 if none. */
static inline pid_t
served_server(const struct served *s, const char *program)
{
	char command[256], line[32] = "";
	snprintf(command, sizeof command, "pgrep -f '^/usr/.*/%s .*%s/'", program, s->state);
	FILE *in = popen(command, "r");
	if (fgets(line, sizeof line, in) == NULL)
		line[0] = '\0';
	pclose(in);
	return atoi(line);
}

/* SIGTERM; its exit status. */
static inline int
served_stop(struct served *s)
{
	kill(s->pid, SIGTERM);
	int status = served_wait(s->pid);
	s->pid = 0;
	return status;
}

static inline void
served_end(struct served *s)
{
	char command[128];
	if (s->pid > 0)
		ck_assert_int_eq(served_stop(s), 0);
	snprintf(command, sizeof command, "rm -rf %s", s->dir);
	ck_assert_int_eq(system(command), 0);
}

#endif
