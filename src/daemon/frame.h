/* frame - what the files of daemon/ share behind struct daemon: the main loop's descriptors and the
 * children it watches. */
#ifndef OXY_DAEMON_FRAME_H
#define OXY_DAEMON_FRAME_H

#include "base/vec.h"
#include "daemon/child.h"
#include "daemon/daemon.h"

#include <stdatomic.h>

struct daemon_frame {
	int signals;  /* signalfd: TERM INT HUP CHLD, blocked everywhere */
	int wake;     /* eventfd: somebody wants the main loop to look */
	int terminal; /* the standard error that the daemon was started with, -1 once in the
			 background */
	int starter;  /* pipe to the process that waits for ready, -1 if none */
	int lock;     /* STATE/oxyd.pid, locked while this process lives */
	bool is_ready, must_reload;
	_Atomic bool is_ending;
	_Atomic bool has_failed; /* daemon_end was given a reason */
	VEC(struct daemon_child *) children;
};

/* Wait on the main thread until is_done() says so, looking every few milliseconds and seeing to
 * children and signals meanwhile. ERR_AWAY without a fault after the timeout; ERR_CONFLICT when the
 * daemon is told to end. */
err_t daemon_wait(
    struct daemon *d, bool (*is_done)(void *arg), void *arg, int timeout_ms) NODISCARD;

/* File of the state directory that names the newest seal of the audit chain. */
#define DAEMON_AUDIT_HEAD "audit.head"

/* The subsystems that live in this directory. */
err_t daemon_postgres_start(struct daemon *d, struct faults *f) NODISCARD;
void daemon_postgres_stop(struct daemon *d);
err_t daemon_broker_start(struct daemon *d, struct faults *f) NODISCARD;
void daemon_broker_stop(struct daemon *d);
err_t daemon_ports_start(struct daemon *d, struct faults *f) NODISCARD;
err_t daemon_clock_start(struct daemon *d, struct faults *f) NODISCARD;
void daemon_clock_stop(struct daemon *d);
err_t daemon_database_start(struct daemon *d, struct faults *f) NODISCARD;
void daemon_database_stop(struct daemon *d);
bool daemon_database_ready(const struct daemon *d);
err_t daemon_tokens_start(struct daemon *d, struct faults *f) NODISCARD;
err_t daemon_events_start(struct daemon *d, struct faults *f) NODISCARD;
void daemon_events_stop(struct daemon *d);
err_t daemon_ingest_start(struct daemon *d, struct faults *f) NODISCARD;
void daemon_ingest_stop(struct daemon *d);
err_t daemon_audit_start(struct daemon *d, struct faults *f) NODISCARD;
void daemon_audit_stop(struct daemon *d);
err_t daemon_jobs_start(struct daemon *d, struct faults *f) NODISCARD;
void daemon_jobs_stop(struct daemon *d);
err_t daemon_mqtt_start(struct daemon *d, struct faults *f) NODISCARD;
bool daemon_mqtt_ready(const struct daemon *d);
void daemon_mqtt_stop(struct daemon *d);
err_t daemon_http_start(struct daemon *d, struct faults *f) NODISCARD;
void daemon_http_stop(struct daemon *d);
err_t daemon_demo_sweep(struct daemon *d, struct faults *f) NODISCARD;
err_t daemon_demo_start(struct daemon *d, struct faults *f) NODISCARD;
void daemon_demo_stop(struct daemon *d);
bool daemon_demo_ready(const struct daemon *d);

#endif
