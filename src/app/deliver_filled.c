/* deliver_filled - the asset's room from its card, written beside what reports say. */
#include "app/deliver_filled.h"

#include "app/plan_needs.h"

static err_t
find_truth(struct act *a, const struct store_delivery *d, const struct store_truth **ret)
{
	struct store_site site;
	struct store_position *p;
	*ret = NULL;
	if (!store_site_by_id(a->app->sites, d->site_id, &site))
		return fault_add(a->faults, FAULT_INTERNAL, "", "site without a code", NULL, NULL);
	err_t e = store_position_load(a->db, &(struct store_position_query){ .sites = &site, .n = 1, .at = { a->at.now, a->at.recorded_by } }, a->arena, &p,
	    a->faults);
	for (int i = 0; !e && i < p->n_truths; i++)
		if (p->truths[i].account_id == d->to_account && p->truths[i].asset != NULL)
			*ret = &p->truths[i];
	return e;
}

err_t
app_deliver_filled(struct act *a, const struct store_delivery *d, const struct store_delivery_by *by)
{
	const struct store_truth *t;
	if (a->who->role == ROLE_SUPPLIER)
		return fault_add(a->faults, FAULT_ROLE, "/filled", names_word(&role_names, (int)a->who->role), NULL, NULL);
	err_t e = find_truth(a, d, &t);
	if (e || t == NULL)
		return e;
	struct needs_truth known = app_plan_needs_truth(t);
	int64_t g = needs_capacity_g(&known), bottles = known.bottle_g > 0 ? g / known.bottle_g : UNKNOWN_I64;
	if (g <= 0)
		return ERR_OK;
	return db_run(a->db, Q_DELIVERY_FILLED,
	    DB_ARGS(DB_INT(d->shard), DB_INT(d->site_id), DB_INT(d->to_account), DB_ID(id_new(a->recorded_at)), DB_INSTANT(by->at),
	        DB_INSTANT(a->recorded_at), DB_INT(a->who->cred_id), DB_INT(g), DB_INT(bottles)),
	    NULL, a->faults);
}
