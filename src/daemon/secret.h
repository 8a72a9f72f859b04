/* secret - passwords between the daemon and its servers, one file each, mode 0600.
 *
 * For the private servers they are made once, of 192 random bits, and stay the same over restarts;
 * for servers of the administrator's own they are only read. */
#ifndef OXY_DAEMON_SECRET_H
#define OXY_DAEMON_SECRET_H

#include "daemon/daemon.h"

/* The secret's text, to be freed; NULL in *ret when it is not there and may not be made. */
err_t daemon_secret_get(
    const struct daemon *d, const char *name, bool make, char **ret, struct faults *f) NODISCARD;

#endif
