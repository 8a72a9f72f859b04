/* daemon - start the table in order, wait, stop it in reverse.
 *
 * Signals are blocked before the first thread exists, so every thread inherits that, and read from
 * a descriptor; no code ever runs in a handler. A stop that hangs is ended by SIGALRM's default
 * action: everything acknowledged is in PostgreSQL already, and the servers get their parent-death
 * signal. */
#include "daemon/daemon.h"
#include "base/log.h"
#include "base/mem.h"
#include "daemon/background.h"
#include "daemon/frame.h"
#include "daemon/state.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

enum { LOOK_MS = 5, IDLE_MS = 1000, ORPHANS_MS = 3000 };

void
daemon_wake(struct daemon *d)
{
	uint64_t one = 1;
	if (write(d->frame->wake, &one, sizeof one) < 0)
		return; /* the counter is full: it wakes anyway */
}

void
daemon_end(struct daemon *d, const char *why)
{
	if (why != NULL) {
		log_event(LOG_ERROR, "ending", LOG_STR("why", why), LOG_END);
		if (d->frame->terminal >= 0)
			dprintf(d->frame->terminal, "oxyd serve: %s\n", why);
		atomic_store(&d->frame->has_failed, true);
	}
	atomic_store(&d->frame->is_ending, true);
	daemon_wake(d);
}

bool
daemon_is_ending(const struct daemon *d)
{
	return atomic_load(&d->frame->is_ending);
}

/* Events go to log.file, to the journal, or stay on standard error. In the background there is
 * always a file. */
static err_t
open_log(const struct daemon *d, struct faults *f)
{
	const char *path = *d->config->log_file != '\0' ? d->config->log_file
			   : d->config->background      ? "oxyd.log"
							: NULL;
	const char *journal = getenv("JOURNAL_STREAM");
	struct stat st;
	unsigned long long dev, ino;
	log_set_level((enum log_level)d->config->log_level);
	if (path == NULL) {
		if (journal != NULL && sscanf(journal, "%llu:%llu", &dev, &ino) == 2 &&
		    fstat(STDERR_FILENO, &st) == 0 && st.st_dev == dev && st.st_ino == ino)
			log_to_journal();
		return ERR_OK;
	}
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (fd < 0)
		return fault_add(f, FAULT_STATE_DIR, "log.file", path, strerror(errno), NULL);
	dup2(fd, STDERR_FILENO);
	close(fd);
	return ERR_OK;
}

static void
reload(struct daemon *d)
{
	struct faults f = { 0 };
	sd_notify(0, "RELOADING=1");
	if (open_log(d, &f))
		log_event(LOG_WARNING, "log file could not be opened again",
		    LOG_STR("why", f.item[0].arg[1]), LOG_END);
	for (size_t i = 0; i < d->frame->children.n; i++)
		daemon_child_signal(d->frame->children.at[i], SIGHUP);
	log_event(LOG_INFO, "log files opened again", LOG_END);
	sd_notify(0, "READY=1");
}

static void
reap(struct daemon *d)
{
	int status;
	pid_t pid;
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		for (size_t i = 0; i < d->frame->children.n; i++)
			if (daemon_child_reaped(d->frame->children.at[i], pid, status))
				break;
}

static void
on_signal(struct daemon *d, int sig)
{
	switch (sig) {
	case SIGCHLD:
		reap(d);
		break;
	case SIGHUP:
		reload(d);
		break;
	default:
		log_event(LOG_INFO, "told to end", LOG_INT("signal", sig), LOG_END);
		daemon_end(d, NULL);
		break;
	}
}

/* Sleep until a signal, a wake or the time is up; then take what came. */
static void
look(struct daemon *d, int timeout_ms)
{
	struct pollfd fds[] = { { .fd = d->frame->signals, .events = POLLIN },
		{ .fd = d->frame->wake, .events = POLLIN } };
	struct signalfd_siginfo info;
	uint64_t count;
	poll(fds, ARRAY_LEN(fds), timeout_ms);
	while (read(d->frame->signals, &info, sizeof info) == sizeof info)
		on_signal(d, (int)info.ssi_signo);
	while (read(d->frame->wake, &count, sizeof count) == sizeof count)
		continue;
}

err_t
daemon_wait(struct daemon *d, bool (*is_done)(void *arg), void *arg, int timeout_ms)
{
	int64_t until = clock_mono() + (int64_t)timeout_ms * 1000;
	while (!is_done(arg)) {
		if (daemon_is_ending(d))
			return ERR_CONFLICT;
		if (clock_mono() > until)
			return ERR_AWAY;
		look(d, LOOK_MS);
	}
	return ERR_OK;
}

static bool
all_ready(const struct daemon *d)
{
	for (size_t i = 0; i < daemon_subsystems_n; i++)
		if (daemon_subsystems[i].ready != NULL && !daemon_subsystems[i].ready(d))
			return false;
	return true;
}

static bool
all_alive(const struct daemon *d)
{
	for (size_t i = 0; i < daemon_subsystems_n; i++) {
		if (daemon_subsystems[i].alive != NULL && !daemon_subsystems[i].alive(d)) {
			log_event(LOG_ERROR, "subsystem shows no sign of life",
			    LOG_STR("subsystem", daemon_subsystems[i].name), LOG_END);
			return false;
		}
	}
	return true;
}

static void
say_ready(struct daemon *d)
{
	char line[80];
	snprintf(line, sizeof line, "ready http://127.0.0.1:%" PRId64 "/\n", d->config->http_port);
	d->frame->is_ready = true;
	log_event(LOG_INFO, "ready", LOG_INT("port", d->config->http_port), LOG_END);
	sd_notifyf(
	    0, "READY=1\nSTATUS=serving http://127.0.0.1:%" PRId64 "/", d->config->http_port);
	daemon_background_ready(&d->frame->starter, line);
	if (d->config->background) {
		close(d->frame->terminal);
		d->frame->terminal = -1;
	}
}

static int
until_next(int64_t at, int64_t now, int most)
{
	if (at <= now)
		return 0;
	return at - now < (int64_t)most * 1000 ? (int)((at - now) / 1000) + 1 : most;
}

static void
serve(struct daemon *d)
{
	uint64_t watchdog_us = 0;
	int64_t pinged = 0;
	if (sd_watchdog_enabled(0, &watchdog_us) <= 0)
		watchdog_us = 0;
	while (!daemon_is_ending(d)) {
		int64_t now = clock_mono(), next = INT64_MAX;
		for (size_t i = 0; i < d->frame->children.n; i++) {
			int64_t at = daemon_child_tick(d->frame->children.at[i], now);
			next = at < next ? at : next;
		}
		if (!d->frame->is_ready && all_ready(d))
			say_ready(d);
		if (watchdog_us > 0 && now - pinged > (int64_t)watchdog_us / 3 && all_alive(d)) {
			sd_notify(0, "WATCHDOG=1");
			pinged = now;
		}
		look(d, until_next(next, now, IDLE_MS));
	}
}

/* PostgreSQL's log collector outlives its postmaster by a moment. */
static void
wait_for_orphans(void)
{
	pid_t pid;
	for (int64_t until = clock_mono() + ORPHANS_MS * 1000; clock_mono() < until;
	     usleep(LOOK_MS * 1000))
		while ((pid = waitpid(-1, NULL, WNOHANG)) != 0)
			if (pid < 0)
				return; /* no child is left */
}

static void
stop(struct daemon *d, size_t started)
{
	sd_notify(0, "STOPPING=1");
	atomic_store(&d->frame->is_ending, true);
	alarm((unsigned)d->config->stop_seconds);
	for (size_t i = started; i-- > 0;) {
		log_event(LOG_DEBUG, "stopping", LOG_STR("subsystem", daemon_subsystems[i].name),
		    LOG_END);
		if (daemon_subsystems[i].stop != NULL)
			daemon_subsystems[i].stop(d);
	}
	wait_for_orphans();
	alarm(0);
}

static err_t
start(struct daemon *d, size_t *ret_started, struct faults *f)
{
	int64_t began = clock_mono();
	err_t e = ERR_OK;
	*ret_started = 0;
	while (!e && *ret_started < daemon_subsystems_n && !daemon_is_ending(d)) {
		e = daemon_subsystems[*ret_started].start(d, f);
		*ret_started += e == ERR_OK;
	}
	if (!e)
		log_event(LOG_INFO, "started", LOG_STR("state", d->state_dir),
		    LOG_INT("ms", (clock_mono() - began) / 1000), LOG_END);
	return e;
}

static void
catch_signals(struct daemon_frame *frame)
{
	static const int ours[] = { SIGTERM, SIGINT, SIGHUP, SIGCHLD };
	sigset_t set;
	sigemptyset(&set);
	for (size_t i = 0; i < ARRAY_LEN(ours); i++) {
		sigaddset(&set, ours[i]);
		signal(ours[i], SIG_DFL); /* one that a shell or nohup left ignored would never
					     reach the descriptor */
	}
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	prctl(PR_SET_CHILD_SUBREAPER,
	    1); /* what a server leaves behind comes to us, so that its end can be seen */
	frame->signals = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	frame->wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
}

/* From the state directory on: everything here happens as the daemon's user. */
static int
run(struct daemon *d, struct faults *f)
{
	size_t started = 0;
	err_t e = daemon_state_lock(d->state_dir, &d->frame->lock, f);
	if (e)
		return EXIT_FAILURE;
	e = open_log(d, f);
	if (!e)
		e = start(d, &started, f);
	bool was_told = daemon_is_ending(d);
	if (e && f->n > 0 && *d->config->log_file != '\0')
		log_event(LOG_ERROR, "not started", LOG_STR("where", f->item[0].pointer),
		    LOG_STR("code", fault_code(f->item[0].id)), LOG_END);
	if (!e)
		serve(d);
	stop(d, started);
	log_event(LOG_INFO, "ended", LOG_END);
	daemon_state_unlock(d->state_dir, d->frame->lock);
	return (e && !was_told) || atomic_load(&d->frame->has_failed) ? EXIT_FAILURE : EXIT_SUCCESS;
}

int
daemon_run(const struct config *config, struct faults *f)
{
	struct daemon_frame frame = { .starter = -1, .lock = -1 };
	struct daemon d = { .config = config, .frame = &frame };
	char *state_dir = NULL;
	int status = EXIT_FAILURE;
	json_object_seed(0); /* before there are threads: it is not safe afterwards */
	if (config->background && daemon_background_fork(&frame.starter, &status))
		return status;
	catch_signals(&frame);
	frame.terminal = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
	if (daemon_state_enter(config, &state_dir, f) == ERR_OK) {
		d.state_dir = state_dir;
		status = run(&d, f);
	}
	if (frame.terminal >= 0 && !frame.is_ready) {
		dup2(frame.terminal, STDERR_FILENO); /* what went wrong is for whoever started us */
		close(frame.terminal);
	}
	VEC_FREE(&frame.children);
	free(state_dir);
	close(frame.signals);
	close(frame.wake);
	return status;
}
