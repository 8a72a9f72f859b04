/* background - return to the caller once the daemon is ready, leaving none of his streams open.
 *
 * The caller's process becomes the one that waits; the daemon is its child, in a session of its
 * own. */
#ifndef OXY_DAEMON_BACKGROUND_H
#define OXY_DAEMON_BACKGROUND_H

#include <stdbool.h>

/* True in the process that was called: the daemon is ready or failed, *ret_status is the exit
 * status. False in the daemon, whose *ret_starter is the pipe to the other. */
bool daemon_background_fork(int *ret_starter, int *ret_status);

/* Say the line: to the waiting process (and let go of the streams), or on standard output when
 * starter is -1. */
void daemon_background_ready(int *starter, const char *line);

#endif
