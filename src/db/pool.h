/* pool - the connections of one role. Private to src/db.
 *
 * A pool lends its connections, the last returned first, and makes them when they are first lent; a
 * borrower waits half the target's timeout for one to come back. After a failed attempt it tries
 * again only when a pause has passed (50 ms, doubling up to 1 s), with one borrower at a time;
 * everybody else is refused at once. */
#ifndef OXY_DB_POOL_H
#define OXY_DB_POOL_H

#include "db/conn.h"

/* Everything is copied. size > 0. */
struct db_pool *db_pool_new(const struct db_conn_target *target, int size) NODISCARD;
void db_pool_free(struct db_pool *p); /* all must have come back; NULL is fine */

err_t db_pool_acquire(struct db_pool *p, struct db_conn **ret, struct faults *f) NODISCARD;
void db_pool_release(struct db_conn *c); /* with no transaction open */

/* Where the pool connects to: for a listener, which needs a connection of its own. */
const struct db_conn_target *db_pool_target(const struct db_pool *p);

#endif
