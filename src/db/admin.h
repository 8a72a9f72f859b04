/* admin - the administrator's connection, for migrations and passwords. Private to src/db. */
#ifndef OXY_DB_ADMIN_H
#define OXY_DB_ADMIN_H

#include "db/conn.h"

/* Connect to the url as whoever it says. Statements may take timeout_us and are not limited by the
 * server; unqualified names are made in schema oxy. Zeroed by the caller, who ends it by
 * db_conn_destroy. */
err_t db_admin_open(
    struct db_conn *c, const char *url, int64_t timeout_us, struct faults *f) NODISCARD;

#endif
