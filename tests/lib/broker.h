/* broker - a private mosquitto on loopback for tests, and children that tests may kill. */
#ifndef OXY_TESTS_BROKER_H
#define OXY_TESTS_BROKER_H

#include "lib/net.h"

#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>

struct broker {
	char dir[64];
	uint16_t port;
	pid_t pid;
};

/* End one child that the test started. */
static inline void
child_end(pid_t *pid, int with)
{
	if (*pid > 0) {
		kill(*pid, with);
		waitpid(*pid, NULL, 0);
	}
	*pid = 0;
}

/* Returns in both processes, 0 in the child, which ends with its parent. */
static inline pid_t
child_fork(void)
{
	pid_t pid = fork();
	if (pid == 0)
		prctl(PR_SET_PDEATHSIG, SIGKILL);
	return pid;
}

static inline bool
broker_run(struct broker *b)
{
	char conf[100];
	snprintf(conf, sizeof conf, "%s/conf", b->dir);
	b->pid = child_fork();
	if (b->pid == 0) {
		if (freopen("/dev/null", "w", stdout) == NULL ||
		    freopen("/dev/null", "w", stderr) == NULL)
			_exit(126);
		execl("/usr/sbin/mosquitto", "mosquitto", "-c", conf, (char *)NULL);
		_exit(127);
	}
	for (int i = 0; i < 300; i++) {
		int fd = net_connect(b->port);
		if (fd >= 0) {
			close(fd);
			return true;
		}
		net_sleep_ms(20);
	}
	return false;
}

/* `more` are further lines of its configuration. */
static inline bool
broker_start(struct broker *b, const char *more)
{
	char conf[100];
	snprintf(b->dir, sizeof b->dir, "/tmp/oxyd-broker.XXXXXX");
	if (mkdtemp(b->dir) == NULL)
		return false;
	b->port = net_free_port();
	snprintf(conf, sizeof conf, "%s/conf", b->dir);
	FILE *f = fopen(conf, "w");
	fprintf(f, "listener %u 127.0.0.1\n%smax_queued_messages 0\nset_tcp_nodelay true\n",
	    (unsigned)b->port, getuid() == 0 ? "user root\n" : "");
	fprintf(f, "persistence true\npersistence_location %s/\n%s", b->dir, more);
	fclose(f);
	return broker_run(b);
}

static inline void
broker_end(struct broker *b)
{
	char command[120];
	child_end(&b->pid, SIGTERM);
	snprintf(command, sizeof command, "rm -rf %s", b->dir);
	if (strncmp(b->dir, "/tmp/oxyd-broker.", 17) == 0 && system(command) != 0)
		perror("rm");
}

#endif
