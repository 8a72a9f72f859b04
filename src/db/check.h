/* check - does the server suit the program, and do the statements suit the schema. Private to
 * src/db. */
#ifndef OXY_DB_CHECK_H
#define OXY_DB_CHECK_H

#include "db/conn.h"

/* db_check_server for the role of one connection. What could forget a commit goes to `unsafe`, the
 * rest to f. */
err_t db_check_role(struct db_conn *c, struct faults *unsafe, struct faults *f) NODISCARD;

/* db_check_statements for any table of statements. */
err_t db_check_list(
    struct db_conn *c, const struct db_stmt *list, int n, struct faults *f) NODISCARD;

#endif
