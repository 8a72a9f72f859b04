/* app - the questions of tenancy that every verb asks the same way.
 *
 * What is outside the scope does not exist: the same fault, whether the code is unknown or another's. */
#include "app/app.h"

#include "base/str.h"
#include "store/audit.h"

void
app_listen(struct app *app, void (*changed)(void *arg, struct store_site site), void *arg)
{
	if (app->n_listeners < (int)ARRAY_LEN(app->listeners))
		app->listeners[app->n_listeners++] = (struct app_listener){ changed, arg };
}

void
app_changed(const struct app *app, struct store_site site)
{
	for (int i = 0; i < app->n_listeners && !app->is_loading; i++)
		app->listeners[i].changed(app->listeners[i].arg, site);
}

bool
app_sees(const struct act *a, struct store_site site)
{
	if (a->app->skip_scope)
		return true;
	switch (a->who->role) {
	case ROLE_ADMIN:
	case ROLE_MINISTRY:
	case ROLE_AUDITOR: return true;
	case ROLE_COORDINATOR: return str_eq(a->who->province, site.province);
	case ROLE_HOSPITAL:
	case ROLE_SUPPLIER:
	case ROLE_DEVICE: return a->who->site.site_id == site.site_id;
	case ROLE_NONE:
	case ROLE_COUNT: break;
	}
	return false;
}

/* The look-up needs eyes that see every site, and must not stand inside the caller's transaction: a site
 * that is only just being registered there is not to be remembered. */
static err_t
look_up(struct act *a, const char *code, struct store_site *ret)
{
	CLEANUP(db_release_ptr) struct db_conn *c = NULL;
	err_t e = db_acquire(a->app->db, DB_JOB, &c, a->faults);
	return e ? e : store_site_find(a->app->sites, c, code, ret, a->faults);
}

err_t
app_site_in_scope(struct act *a, const char *code, enum store_role role, const char *pointer, struct store_site *ret)
{
	struct store_site site = { 0 };
	if (!store_site_by_code(a->app->sites, code, &site)) {
		err_t e = look_up(a, code, &site);
		if (e)
			return e;
	}
	if (site.site_id == 0 || (site.roles & (unsigned)role) == 0 || !app_sees(a, site))
		return fault_add(a->faults, FAULT_NOT_FOUND, pointer, NULL, NULL, NULL);
	*ret = site;
	return ERR_OK;
}

err_t
app_province_in_scope(struct act *a, const char *province, const char *pointer)
{
	bool wide = a->who->role == ROLE_ADMIN || a->who->role == ROLE_MINISTRY || a->who->role == ROLE_AUDITOR;
	if (wide || a->app->skip_scope)
		return ERR_OK;
	if (a->who->role == ROLE_COORDINATOR && str_eq(a->who->province, province))
		return ERR_OK;
	return fault_add(a->faults, FAULT_NOT_FOUND, pointer, NULL, NULL, NULL);
}

err_t
app_province_seen(struct act *a, const char *province, const char *pointer)
{
	CLEANUP(db_release_ptr) struct db_conn *c = NULL;
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	err_t e = db_acquire(a->app->db, DB_API, &c, a->faults);
	if (!e)
		e = db_begin(c, DB_READ, &(struct db_scope){ a->who->cred_id }, a->faults);
	if (!e)
		e = db_query(c, Q_SITE_PROVINCE_SEEN, DB_ARGS(DB_TEXT(province)), &r, a->faults);
	if (!e && !db_bool(r, 0, C_SITE_PROVINCE_SEEN_SEEN))
		e = fault_add(a->faults, FAULT_NOT_FOUND, pointer, NULL, NULL, NULL);
	return e;
}

err_t
app_audit(struct act *a, struct store_site site, const char *verb, const char *object, const char *detail)
{
	return store_audit_add(a->db,
	    &(struct store_audit){ .shard = site.shard, .site_id = site.site_id, .cred_id = a->who->cred_id, .recorded_at = a->recorded_at,
	        .verb = verb, .object = object, .detail = detail },
	    a->faults);
}
