/* file - small files of the state directory: whole or not at all, private to the daemon's user. */
#ifndef OXY_DAEMON_FILE_H
#define OXY_DAEMON_FILE_H

#include "base/fault.h"
#include "base/str.h"

#include <stdbool.h>

/* Replace dir/name in one step, mode 0600, on disk when this returns. */
err_t daemon_file_write(
    const char *dir, const char *name, const char *text, struct faults *f) NODISCARD;

/* Append dir/name to ret; false when it is not there or cannot be read. */
bool daemon_file_read(const char *dir, const char *name, struct str *ret);

/* Make dir/name, mode 0700, if it is not there. */
err_t daemon_file_mkdir(const char *dir, const char *name, struct faults *f) NODISCARD;

/* Remove a tree without following links; what is not there is removed already. */
void daemon_file_remove_tree(const char *path);

/* FAULT_STATE_DIR with errno's sentence. */
err_t daemon_file_fault(struct faults *f, const char *dir, const char *name);

#endif
