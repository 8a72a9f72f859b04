/* audit - the insert. */
#include "store/audit.h"

err_t
store_audit_add(struct db_conn *c, const struct store_audit *a, struct faults *f)
{
	return db_run(c, Q_AUDIT_ADD,
	    DB_ARGS(DB_INT(a->shard), DB_INT(a->site_id), DB_ID(id_new(a->recorded_at)), DB_INSTANT(a->recorded_at), DB_INT(a->cred_id),
	        DB_TEXT(a->verb), DB_TEXT(a->object), DB_TEXT(a->detail)),
	    NULL, f);
}
