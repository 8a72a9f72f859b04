/* role - the login roles, and how a session of each is set up. Private to src/db. */
#ifndef OXY_DB_ROLE_H
#define OXY_DB_ROLE_H

#include "db/db.h"

struct db_role_row {
	const char *user, *name; /* login role (sql/migrations/0001), application_name */
	int connections;         /* of its pool, unless the options say otherwise */
	int patience;            /* a statement's timeout in units of the common one */
	int lock_ms;             /* lock_timeout */
	int idle_ms;             /* idle_in_transaction_session_timeout */
};

extern const struct db_role_row db_role_rows[DB_ROLE_COUNT];

enum { DB_ROLE_OPTIONS = 320 };

/* The session's settings as the "options" of a connection; returns buf. The server gives up a tenth
 * before the client's deadline would: a clear error is better than a lost connection. */
char *db_role_options(enum db_role role, int64_t timeout_us, char buf[DB_ROLE_OPTIONS]);

#endif
