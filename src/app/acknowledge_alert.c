/* acknowledge_alert - and what an alert looks like from outside. */
#include "app/acknowledge_alert.h"

#include "app/register.h"
#include "store/position.h"

/* Its facility, or of a plan's alert its province as a site without a number. */
static bool
is_in_scope(struct act *a, const struct store_alert *alert, struct store_site *ret)
{
	if (alert->site_id != 0)
		return store_site_by_id(a->app->sites, alert->site_id, ret) && app_sees(a, *ret);
	*ret = (struct store_site){ .shard = alert->shard };
	return alert->province != NULL && app_province_in_scope(a, alert->province, "") == ERR_OK;
}

err_t
app_acknowledge_alert_find(struct act *a, struct id id, struct store_alert *ret)
{
	struct store_site site;
	err_t e = store_alert_get(a->db, id, a->arena, ret, a->faults);
	if (e)
		return e;
	return !id_is_none(ret->id) && is_in_scope(a, ret, &site) ? ERR_OK : fault_add(a->faults, FAULT_NOT_FOUND, "", NULL, NULL, NULL);
}

err_t
app_acknowledge_alert(struct act *a, struct store_alert *alert, const char *note)
{
	struct store_site site = { 0 };
	char text[ID_TEXT];
	if (!is_in_scope(a, alert, &site))
		return fault_add(a->faults, FAULT_NOT_FOUND, "", NULL, NULL, NULL);
	if (alert->acknowledged_at != INSTANT_NONE)
		return ERR_OK;
	if (alert->closed_at != INSTANT_NONE)
		return fault_add(a->faults, FAULT_STATE, "", "closed", "open", NULL);
	alert->acknowledged_at = a->recorded_at;
	alert->note = note;
	err_t e = store_alert_acknowledge(a->db, alert, a->who->cred_id, a->faults);
	return e ? e : app_audit(a, site, "alert.acknowledge", id_text(alert->id, text), NULL);
}

static enum stock_level
level_of(enum store_alert_level l)
{
	return l == STORE_ALERT_RED ? STOCK_RED : l == STORE_ALERT_AMBER ? STOCK_AMBER : STOCK_WATCH;
}

/* What is known of an alert's facility, which has a place of its own among the sites. */
static void
lay_facility(const struct store_position *p, const struct store_contact_list *contacts, struct wire_alert *w)
{
	w->facility = p->site.code;
	w->name = p->card != NULL ? p->card->name : NULL;
	w->province = p->site.province;
	w->duty_phone = contacts->n > 0 ? store_contact_duty_phone(contacts, p->site.site_id) : NULL;
}

err_t
app_acknowledge_alert_shape(struct act *a, const struct store_alert *alerts, size_t n, enum lang lang, struct wire_alert *ret)
{
	struct store_site *sites = ARENA_ARRAY(a->arena, struct store_site, n);
	struct store_contact_list contacts = { 0 };
	struct store_position *p = NULL;
	size_t n_sites = 0, at = 0;
	for (size_t i = 0; i < n; i++)
		if (alerts[i].site_id != 0)
			store_site_by_id(a->app->sites, alerts[i].site_id, &sites[n_sites++]);
	err_t e = n_sites > 0 ? store_position_load(a->db, &(struct store_position_query){ .sites = sites, .n = n_sites, .at = { a->at.now, a->at.recorded_by } }, a->arena, &p, a->faults)
	                      : ERR_OK;
	if (!e && n_sites > 0 && app_register_shows_contacts(a))
		e = store_contact_load(a->db, sites, n_sites, a->at.recorded_by, a->arena, &contacts, a->faults);
	for (size_t i = 0; !e && i < n; i++) {
		struct wire_alert *w = &ret[i];
		wire_init(&wire_status_shape_alert, w);
		w->id = alerts[i].id;
		w->kind = names_word(&store_alert_kinds, alerts[i].kind);
		w->province = alerts[i].province;
		w->plan = alerts[i].plan;
		w->detail = lang == LANG_VI ? alerts[i].detail_vi : alerts[i].detail_en;
		if (alerts[i].site_id != 0)
			lay_facility(&p[at++], &contacts, w);
		w->level = level_of(alerts[i].level);
		w->since = alerts[i].raised_at;
		w->until = alerts[i].closed_at;
		w->hours_p10 = alerts[i].hours_p10;
		w->acknowledged_at = alerts[i].acknowledged_at;
		w->note = alerts[i].note;
	}
	return e;
}
