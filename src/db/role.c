/* role - the login roles, and how a session of each is set up.
 *
 * pg_temp stands last in search_path, so that a temporary table cannot stand in for a real one. JIT
 * is off: it spends more on one of our short statements than it could win. */
#include "db/role.h"

#include <inttypes.h>
#include <stdio.h>

/* clang-format off */
const struct db_role_row db_role_rows[DB_ROLE_COUNT] = {
	/*               user          application_name connections patience lock_ms idle_ms */
	[DB_OWNER]  = { "oxy_owner",  "oxyd-owner",    1,          15,      2000,   60000 },
	[DB_AUTH]   = { "oxy_auth",   "oxyd-auth",     2,          1,       250,    10000 },
	[DB_API]    = { "oxy_api",    "oxyd-api",      8,          1,       1000,   10000 },
	[DB_INGEST] = { "oxy_ingest", "oxyd-ingest",   4,          1,       250,    10000 },
	[DB_JOB]    = { "oxy_job",    "oxyd-job",      4,          15,      2000,   60000 },
	[DB_SEAL]   = { "oxy_seal",   "oxyd-seal",     1,          1,       1000,   10000 },
};
/* clang-format on */

char *
db_role_options(enum db_role role, int64_t timeout_us, char buf[DB_ROLE_OPTIONS])
{
	int64_t statement_ms = timeout_us * 9 / 10 / 1000;
	snprintf(buf, DB_ROLE_OPTIONS,
	    "-c search_path=pg_catalog,oxy,pg_temp -c TimeZone=UTC -c jit=off -c "
	    "statement_timeout=%" PRId64
	    " -c lock_timeout=%d -c idle_in_transaction_session_timeout=%d",
	    statement_ms > 0 ? statement_ms : 1, db_role_rows[role].lock_ms,
	    db_role_rows[role].idle_ms);
	return buf;
}
