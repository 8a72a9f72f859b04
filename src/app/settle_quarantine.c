/* settle_quarantine - one verdict a value, as an event. */
#include "app/settle_quarantine.h"

err_t
app_settle_quarantine_find(struct act *a, struct id id, struct app_settle_quarantine_doubt *ret)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	err_t e = db_query(a->db, Q_QUARANTINE_GET, DB_ARGS(DB_ID(id)), &r, a->faults);
	if (e)
		return e;
	struct app_settle_quarantine_doubt d = { .id = id };
	bool found = db_rows_n(r) == 1 && store_site_by_id(a->app->sites, db_int(r, 0, C_QUARANTINE_GET_SITE_ID), &d.site);
	if (!found || !app_sees(a, d.site))
		return fault_add(a->faults, FAULT_NOT_FOUND, "", NULL, NULL, NULL);
	d.decision = db_int(r, 0, C_QUARANTINE_GET_DECISION);
	d.is_replaced = db_bool(r, 0, C_QUARANTINE_GET_REPLACED);
	*ret = d;
	return ERR_OK;
}

err_t
app_settle_quarantine(struct act *a, const struct app_settle_quarantine_doubt *d, enum app_verdict v, const char *reason)
{
	char text[ID_TEXT];
	if (d->decision != UNKNOWN_I64)
		return fault_add(a->faults, FAULT_STATE, "", d->decision == APP_CONFIRM ? "confirmed" : "rejected", "waiting", NULL);
	if (d->is_replaced)
		return fault_add(a->faults, FAULT_STATE, "", "replaced", "waiting", NULL);
	err_t e = db_run(a->db, Q_QUARANTINE_SETTLE,
	    DB_ARGS(DB_INT(d->site.shard), DB_INT(d->site.site_id), DB_ID(d->id), DB_INT(v), DB_TEXT(reason), DB_INSTANT(a->recorded_at), DB_INT(a->who->cred_id)),
	    NULL, a->faults);
	if (!e && v == APP_CONFIRM)
		e = db_run(a->db, Q_QUARANTINE_BOOK, DB_ARGS(DB_ID(d->id), DB_ID(id_new(a->recorded_at)), DB_INSTANT(a->recorded_at), DB_INT(a->who->cred_id)),
		    NULL, a->faults);
	return e ? e : app_audit(a, d->site, v == APP_CONFIRM ? "quarantine.confirm" : "quarantine.reject", id_text(d->id, text), NULL);
}
