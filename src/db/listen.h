/* listen - a thread that hears NOTIFY. Private to src/db; see db_listen. */
#ifndef OXY_DB_LISTEN_H
#define OXY_DB_LISTEN_H

#include "db/conn.h"

typedef void db_listen_heard(void *arg, const char *payload);

/* The target must outlive the listener. */
struct db_listener *db_listen_start(const struct db_conn_target *t, const char *channel,
    db_listen_heard *heard, void *arg) NODISCARD;
void db_listen_stop(struct db_listener *l);

#endif
