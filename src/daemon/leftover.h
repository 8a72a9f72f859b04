/* leftover - servers of a daemon that was killed.
 *
 * They are found in /proc, not by pid files, whose numbers may belong to somebody else by now: a
 * process of the directory's owner that runs postgres in STATE/pg, or mosquitto with STATE's
 * configuration file. */
#ifndef OXY_DAEMON_LEFTOVER_H
#define OXY_DAEMON_LEFTOVER_H

#include <stdbool.h>

/* End them: politely, then by force; true when none is left. Servers that this process started are
 * not meant, but their backends are: for the main thread, while its own postmaster does not run. */
bool daemon_leftover_end(const char *state_dir, int timeout_ms);

#endif
