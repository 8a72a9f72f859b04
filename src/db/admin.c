/* admin - the administrator's connection, for migrations and passwords. */
#include "db/admin.h"

enum { CONNECT_US = 10000000 };

err_t
db_admin_open(struct db_conn *c, const char *url, int64_t timeout_us, struct faults *f)
{
	bool slow;
	const struct db_conn_target target = {
		.url = url,
		.name = "oxyd-admin",
		.options = "-c search_path=oxy,pg_temp -c TimeZone=UTC -c statement_timeout=0 -c "
			   "lock_timeout=0",
		.timeout_us = CONNECT_US,
	};
	err_t e = db_conn_open(c, &target, &slow, f);
	c->timeout_us = timeout_us;
	return e;
}
