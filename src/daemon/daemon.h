/* daemon - `oxyd serve`: a table of subsystems, started in order and stopped in reverse.
 *
 * The main thread starts the subsystems, forks the private servers, watches them, and waits for
 * signals; everything else happens on the subsystems' own threads. struct daemon is what they hand
 * to each other: each member is written by one subsystem's start, before any later one starts, and
 * only read afterwards unless it says otherwise.
 *
 * To add a subsystem: a file daemon/<name>.c with its start and stop, and a row in
 * daemon/subsystems.c. */
#ifndef OXY_DAEMON_DAEMON_H
#define OXY_DAEMON_DAEMON_H

#include "base/clock.h"
#include "base/fault.h"
#include "config/config.h"

#include <stdbool.h>
#include <stddef.h>

/* The passwords of the database roles, in the order of enum db_role of db/db.h. */
enum { DAEMON_DB_ROLES = 6 };

/* How to reach PostgreSQL, private or not; ready for struct db_options and db_migrate. */
struct daemon_database {
	const char *url; /* conninfo without user */
	const char
	    *admin_url; /* conninfo of the superuser, with its password; NULL: do not migrate */
	const char *password[DAEMON_DB_ROLES]; /* NULL where no password is set */
	bool is_private;                       /* this daemon started it */
};

/* How the daemon itself reaches the broker. */
struct daemon_broker {
	const char *host;
	int port;
	const char *user, *password; /* password NULL: none */
	bool is_private;
};

struct api_server;
struct app;
struct db;
struct jobs;
struct daemon_frame; /* the main loop's own things */

struct daemon {
	const struct config *config;
	const char *state_dir; /* absolute, exists, 0700, locked by this process */
	struct clock *clock;   /* live, or replay when the state directory was made for it */
	instant_t demo_until;  /* load the demo's history up to here; INSTANT_NONE: do not */
	bool was_loading;      /* an earlier start did not load it to its end */
	struct daemon_database database;
	struct daemon_broker broker;
	struct db *db;   /* the pools; set by the subsystem "database" */
	struct app *app; /* what the verbs work with; the same */
	struct jobs *jobs;
	struct api_server *api;
	struct daemon_frame *frame;
};

struct daemon_subsystem {
	const char *name, *what;
	err_t (*start)(struct daemon *d,
	    struct faults *f);          /* a fault ends the program: say what to do about it */
	void (*stop)(struct daemon *d); /* finish what was accepted, then end; called only if start
					   succeeded; may be NULL */
	bool (*ready)(
	    const struct daemon *d); /* NULL: ready once started. Asked again after daemon_wake() */
	bool (*alive)(
	    const struct daemon *d); /* NULL: always. false withholds the watchdog's ping */
};

extern const struct daemon_subsystem daemon_subsystems[];
extern const size_t daemon_subsystems_n;

/* Run until told to stop; the process's exit status. What kept it from starting is in the faults.
 * Prints "ready http://127.0.0.1:PORT/" on standard output once every subsystem is ready. Must be
 * called by the main thread before there is any other. */
int daemon_run(const struct config *config, struct faults *f);

/* Ask the main thread to look again whether all are ready. Any thread. */
void daemon_wake(struct daemon *d);

/* Begin an orderly end; exit status 1 and the sentence on standard error when `why` is not NULL.
 * Any thread. */
void daemon_end(struct daemon *d, const char *why);

/* True from SIGTERM on: refuse new work, finish what is under way. Any thread. */
bool daemon_is_ending(const struct daemon *d);

/* End the servers that a killed daemon left behind for this state directory, and whoever serves it
 * now. For `oxyd stop`; true when no process is left. */
bool daemon_stop_state(const char *state_dir, int timeout_s);

/* The replay clock outlives a restart in STATE/clock; call after clock_set and clock_go_live. */
err_t daemon_clock_save(struct daemon *d, struct faults *f) NODISCARD;

enum daemon_user_kind { DAEMON_USER_DEVICE, DAEMON_USER_SUPPLIER };

/* One user of the private broker: an asset code or a supplier code, and what passwd_hash() of
 * base/passwd.h made of its token. */
struct daemon_broker_user {
	enum daemon_user_kind kind;
	const char *name, *hash;
};

/* Replace all users but the daemon's own, and have the broker read them: who is not in the list is
 * disconnected. Names that are no codes or stand twice are skipped with a warning. With a broker of
 * mqtt.url it does nothing. Any thread. */
err_t daemon_broker_set_users(
    struct daemon *d, const struct daemon_broker_user *users, size_t n, struct faults *f) NODISCARD;

#endif
