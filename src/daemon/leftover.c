/* leftover - look through /proc until nothing of this state directory runs any more. */
#include "daemon/leftover.h"
#include "base/attr.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"

#include <ctype.h>
#include <dirent.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ARGS_MAX = 4096 };

/* The program's name as the kernel keeps it. */
static bool
runs(const char *proc, const char *program)
{
	char path[300], name[32] = "";
	snprintf(path, sizeof path, "%s/comm", proc);
	FILE *in = fopen(path, "re");
	if (in == NULL)
		return false;
	if (fgets(name, sizeof name, in) != NULL)
		name[strcspn(name, "\n")] = '\0';
	fclose(in);
	return str_eq(name, program);
}

static bool
works_in(const char *proc, const char *dir)
{
	char path[300], at[PATH_MAX];
	snprintf(path, sizeof path, "%s/cwd", proc);
	ssize_t n = readlink(path, at, sizeof at - 1);
	if (n < 0)
		return false;
	at[n] = '\0';
	return str_eq(at, dir);
}

static bool
has_argument(const char *proc, const char *text)
{
	char path[300], args[ARGS_MAX + 1];
	snprintf(path, sizeof path, "%s/cmdline", proc);
	FILE *in = fopen(path, "re");
	if (in == NULL)
		return false;
	size_t n = fread(args, 1, ARGS_MAX, in);
	fclose(in);
	args[n] = '\0';
	for (size_t i = 0; i < n; i += strlen(args + i) + 1)
		if (str_eq(args + i, text))
			return true;
	return false;
}

/* A server that this process started is no leftover; an orphaned backend, which has another title,
 * is. */
static bool
is_child(const char *proc)
{
	char path[300];
	int parent = 0;
	snprintf(path, sizeof path, "%s/stat", proc);
	FILE *in = fopen(path, "re");
	if (in == NULL)
		return false;
	if (fscanf(in, "%*d (%*[^)]) %*c %d", &parent) != 1)
		parent = 0;
	fclose(in);
	return parent == getpid();
}

struct search {
	char pg[PATH_MAX], broker[PATH_MAX];
	uid_t owner;
};

static bool
is_leftover(const struct search *s, const char *pid)
{
	char proc[280];
	struct stat st;
	snprintf(proc, sizeof proc, "/proc/%s", pid);
	if (!isdigit((unsigned char)*pid) || stat(proc, &st) != 0 || st.st_uid != s->owner ||
	    atoi(pid) == getpid())
		return false;
	bool serves = (runs(proc, "postgres") && has_argument(proc, s->pg)) ||
		      (runs(proc, "mosquitto") && has_argument(proc, s->broker));
	return serves ? !is_child(proc) : runs(proc, "postgres") && works_in(proc, s->pg);
}

/* How many there are; each gets the signal, 0 for none. */
static int
visit(const struct search *s, int sig)
{
	int n = 0;
	struct dirent *entry;
	DIR *dir = opendir("/proc");
	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		if (!is_leftover(s, entry->d_name))
			continue;
		n++;
		if (sig != 0)
			kill(atoi(entry->d_name), sig);
	}
	if (dir != NULL)
		closedir(dir);
	return n;
}

static bool
wait_gone(const struct search *s, int64_t timeout_us)
{
	for (int64_t until = clock_mono() + timeout_us; clock_mono() < until; usleep(20000))
		if (visit(s, 0) == 0)
			return true;
	return visit(s, 0) == 0;
}

/* A postmaster's orderly end may already be under way: it got its signal when the daemon died.
 * SIGTERM to a backend or the broker ends that; to a postmaster it would wait for clients, so the
 * second step is what asks it. */
bool
daemon_leftover_end(const char *state_dir, int timeout_ms)
{
	static const struct {
		int signal, share_pct;
	} steps[] = { { 0, 20 }, { SIGINT, 50 }, { SIGQUIT, 20 }, { SIGKILL, 10 } };
	struct search s;
	struct stat st;
	if (stat(state_dir, &st) != 0)
		return true;
	s.owner = st.st_uid;
	snprintf(s.pg, sizeof s.pg, "%s/pg", state_dir);
	snprintf(s.broker, sizeof s.broker, "%s/mosquitto/mosquitto.conf", state_dir);
	int n = visit(&s, 0);
	if (n == 0)
		return true;
	log_event(LOG_WARNING, "ending servers that an earlier daemon left behind",
	    LOG_INT("processes", n), LOG_END);
	for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
		visit(&s, steps[i].signal);
		if (wait_gone(&s, (int64_t)timeout_ms * 10 * steps[i].share_pct))
			return true;
	}
	return false;
}
