/* child - a server that the daemon starts, watches and ends.
 *
 * Children are forked by the main thread, because the kernel sends the parent-death signal when the
 * thread that forked ends. Each is in a process group of its own, so that Ctrl-C reaches the daemon
 * alone and the order of the end stays the daemon's. One that ends by itself is started again, at
 * once at first and then ever slower. All functions but daemon_child_signal are for the main
 * thread. */
#ifndef OXY_DAEMON_CHILD_H
#define OXY_DAEMON_CHILD_H

#include "base/fault.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* What is copied from it outlives the call; argv is not copied and must stay. */
struct daemon_child_spec {
	const char *name;
	const char *const *argv; /* argv[0] is an absolute path */
	const char *dir;         /* working directory */
	const char *log;         /* file that gets what it writes to its outputs */
	int end_signal;   /* asks for an orderly end; also what it gets when the daemon dies */
	int force_signal; /* when that took longer than end_timeout_ms; SIGKILL comes 5 s later */
	int end_timeout_ms;
	void (*before)(void *arg); /* called before each start again; may be NULL */
	void *arg;
};

struct daemon_child;

struct daemon_child *daemon_child_new(const struct daemon_child_spec *spec) NODISCARD;
void daemon_child_free(struct daemon_child *c); /* must not run */

err_t daemon_child_start(struct daemon_child *c, struct faults *f) NODISCARD;
bool daemon_child_is_running(const struct daemon_child *c);
pid_t daemon_child_pid(const struct daemon_child *c); /* 0 while it does not run */

/* Any thread; false while it does not run. */
bool daemon_child_signal(struct daemon_child *c, int sig);

/* End it and wait: the end signal, the force signal, SIGKILL. It is not started again. */
void daemon_child_stop(struct daemon_child *c);

/* True if the process that wait(2) reported was this child; logs how it ended. */
bool daemon_child_reaped(struct daemon_child *c, pid_t pid, int status);

/* Start it again when its time has come; returns the monotonic time to look again, INT64_MAX if
 * none. */
int64_t daemon_child_tick(struct daemon_child *c, int64_t now);

/* Run a helper program to its end; its outputs go to the log. ERR_OK when it exits 0, else a fault
 * with the log's last line. */
err_t daemon_child_run(
    const struct daemon_child_spec *spec, const char *input_path, struct faults *f) NODISCARD;

/* FAULT_SERVER: the name, what happened, and the last line of its log. */
err_t daemon_child_fault(const struct daemon_child_spec *spec, const char *what, struct faults *f);

#endif
