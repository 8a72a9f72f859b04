/* settle_quarantine - one verdict a value, as an event. */
#include "app/settle_quarantine.h"

err_t
app_settle_quarantine(struct act *a, struct id id, enum app_verdict v, const char *reason, struct store_site *ret_site)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	char text[ID_TEXT];
	err_t e = db_query(a->db, Q_QUARANTINE_GET, DB_ARGS(DB_ID(id)), &r, a->faults);
	if (e)
		return e;
	struct store_site site = { 0 };
	bool found = db_rows_n(r) == 1 && store_site_by_id(a->app->sites, db_int(r, 0, C_QUARANTINE_GET_SITE_ID), &site);
	if (!found || !app_sees(a, site))
		return fault_add(a->faults, FAULT_NOT_FOUND, "", NULL, NULL, NULL);
	if (!db_is_null(r, 0, C_QUARANTINE_GET_DECISION))
		return fault_add(a->faults, FAULT_STATE, "", db_int(r, 0, C_QUARANTINE_GET_DECISION) == APP_CONFIRM ? "confirmed" : "rejected", "waiting", NULL);
	if (db_bool(r, 0, C_QUARANTINE_GET_REPLACED))
		return fault_add(a->faults, FAULT_STATE, "", "replaced", "waiting", NULL);
	e = db_run(a->db, Q_QUARANTINE_SETTLE,
	    DB_ARGS(DB_INT(site.shard), DB_INT(site.site_id), DB_ID(id), DB_INT(v), DB_TEXT(reason), DB_INSTANT(a->recorded_at), DB_INT(a->who->cred_id)),
	    NULL, a->faults);
	if (!e && v == APP_CONFIRM)
		e = db_run(a->db, Q_QUARANTINE_BOOK, DB_ARGS(DB_ID(id), DB_ID(id_new(a->recorded_at)), DB_INSTANT(a->recorded_at), DB_INT(a->who->cred_id)), NULL,
		    a->faults);
	if (!e)
		e = app_audit(a, site, v == APP_CONFIRM ? "quarantine.confirm" : "quarantine.reject", id_text(id, text), NULL);
	*ret_site = site;
	return e;
}
