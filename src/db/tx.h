/* tx - transactions on one connection. Private to src/db; db.h has their rules. */
#ifndef OXY_DB_TX_H
#define OXY_DB_TX_H

#include "db/conn.h"

err_t db_tx_begin(
    struct db_conn *c, enum db_mode mode, const struct db_scope *scope, struct faults *f) NODISCARD;
err_t db_tx_commit(struct db_conn *c, struct faults *f) NODISCARD;
void db_tx_rollback(struct db_conn *c);

#endif
