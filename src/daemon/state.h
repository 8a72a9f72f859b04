/* state - the state directory: made, owned by the daemon's user, and served by one daemon only.
 *
 * Started by root the daemon first makes the directory over to the user of the option `user` and
 * becomes that user for good; everything after that, servers included, happens without privileges.
 */
#ifndef OXY_DAEMON_STATE_H
#define OXY_DAEMON_STATE_H

#include "config/config.h"

#include <stdbool.h>
#include <sys/types.h>

/* Make and enter the directory, drop root's privileges; ret_dir: its absolute path, to be freed. */
err_t daemon_state_enter(const struct config *c, char **ret_dir, struct faults *f) NODISCARD;

/* Lock STATE/oxyd.pid and write this process's id into it; the lock lasts as long as *ret_fd and
 * this process. */
err_t daemon_state_lock(const char *dir, int *ret_fd, struct faults *f) NODISCARD;
void daemon_state_unlock(const char *dir, int fd);

/* The process that holds the lock, 0 if none. */
pid_t daemon_state_holder(const char *dir);

/* Where the option says, or the default for this user: not made absolute. */
const char *daemon_state_path(const struct config *c);

#endif
