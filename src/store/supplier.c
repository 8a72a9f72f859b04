/* supplier - four statements for any number of suppliers. */
#include "store/supplier.h"

#include "store/position.h"

#include "base/str.h"
#include "domain/container.h"
#include "store/card.h"

const char *
store_supplier_asset_code(
    struct arena *a, const char *supplier, enum product product, const char *cylinder_type)
{
	return arena_printf(a, "%s-%s", supplier, product == PRODUCT_LOX ? "LOX" : cylinder_type);
}

static struct store_supplier *
find(const struct store_supplier_list *l, int64_t site_id)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->items[i].site.site_id == site_id)
			return &l->items[i];
	return NULL;
}

static err_t
load_cards(struct db_conn *c, const struct store_site *sites, size_t n, instant_t recorded_by,
    struct arena *a, struct store_supplier_list *ret, struct faults *f)
{
	struct store_card *cards;
	err_t e = store_card_load(c, sites, n, recorded_by, a, &cards, f);
	ret->items = ARENA_ARRAY(a, struct store_supplier, n);
	ret->n = 0;
	for (size_t i = 0; !e && i < n; i++) {
		if (cards[i].doc == NULL)
			continue;
		struct store_supplier *s = &ret->items[ret->n++];
		s->site = cards[i].site;
		s->revision = cards[i].revision;
		s->card = ARENA_NEW(a, struct supplier);
		e = store_card_supplier(&cards[i], a, s->card, f);
		if (e)
			break;
		s->n_stores = (int)s->card->products.n;
		s->stores = ARENA_ARRAY(a, struct store_supplier_store, s->card->products.n);
		s->n_vehicles = (int)s->card->fleet.n;
		s->vehicles = ARENA_ARRAY(a, struct store_supplier_vehicle, s->card->fleet.n);
		LIST_FOREACH(
		    p, &s->card->products) /* the register's word is no truth about today */
			p->stock_g = p->bottles_full = p->bottles_empty = UNKNOWN_I64;
		for (int k = 0; k < s->n_stores; k++)
			s->stores[k] =
			    (struct store_supplier_store){ .product =
							       s->card->products.items[k].product,
				    .cylinder_type = s->card->products.items[k].cylinder_type,
				    .at = INSTANT_NONE,
				    .stock_g = UNKNOWN_I64,
				    .full = UNKNOWN_I64,
				    .empty = UNKNOWN_I64 };
		for (int k = 0; k < s->n_vehicles; k++)
			s->vehicles[k].vehicle = &s->card->fleet.items[k];
	}
	return e;
}

/* Which store or vehicle of the card an asset's row is. */
static void
place_asset(struct store_supplier *s, const struct db_rows *r, int i)
{
	int64_t asset = db_int(r, i, C_REGISTER_ASSETS_ASSET_ID),
		account = db_int(r, i, C_REGISTER_ASSETS_ACCOUNT_ID);
	const char *type = db_text(r, i, C_REGISTER_ASSETS_CONTAINER_TYPE),
		   *code = db_text(r, i, C_REGISTER_ASSETS_CODE);
	bool is_lox = db_int(r, i, C_REGISTER_ASSETS_PRODUCT) == GRADE_LOX;
	if (db_int(r, i, C_REGISTER_ASSETS_KIND) == STORE_REGISTER_STORE)
		for (int k = 0; k < s->n_stores; k++)
			if (is_lox ? s->stores[k].product == PRODUCT_LOX
				   : s->stores[k].product == PRODUCT_CYLINDER &&
					 str_eq(s->stores[k].cylinder_type, type)) {
				s->stores[k].asset_id = asset;
				s->stores[k].account_id = account;
			}
	if (db_int(r, i, C_REGISTER_ASSETS_KIND) == STORE_REGISTER_VEHICLE)
		for (int k = 0; k < s->n_vehicles; k++)
			if (str_eq(s->vehicles[k].vehicle->vehicle, code)) {
				s->vehicles[k].asset_id = asset;
				s->vehicles[k].account_id = account;
			}
}

static err_t
load_accounts(struct db_conn *c, const struct store_supplier_list *l, struct db_arg shards,
    struct db_arg sites, struct faults *f)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *assets = NULL, *others = NULL;
	err_t e = db_query(c, Q_REGISTER_ASSETS, DB_ARGS(shards, sites), &assets, f);
	if (!e)
		e = db_query(c, Q_REGISTER_ACCOUNTS_OTHER, DB_ARGS(shards, sites), &others, f);
	for (int i = 0; !e && i < db_rows_n(assets); i++)
		place_asset(find(l, db_int(assets, i, C_REGISTER_ASSETS_SITE_ID)), assets, i);
	for (int i = 0; !e && i < db_rows_n(others); i++) {
		struct store_supplier *s =
		    find(l, db_int(others, i, C_REGISTER_ACCOUNTS_OTHER_SITE_ID));
		int64_t id = db_int(others, i, C_REGISTER_ACCOUNTS_OTHER_ACCOUNT_ID);
		switch (db_int(others, i, C_REGISTER_ACCOUNTS_OTHER_KIND)) {
		case STORE_REGISTER_LOSS_ACCOUNT:
			s->loss_account = id;
			break;
		case STORE_REGISTER_PRODUCTION_ACCOUNT:
			s->production_account = id;
			break;
		case STORE_REGISTER_OUTSIDE_ACCOUNT:
			s->outside_account = id;
			break;
		default:
			break;
		}
	}
	return e;
}

static void
place_truth(struct store_supplier *s, const struct store_truth *truth)
{
	for (int k = 0; k < s->n_stores; k++) {
		struct store_supplier_store *t = &s->stores[k];
		struct supplier_product *p = &s->card->products.items[k];
		if (t->account_id != truth->account_id || truth->at == INSTANT_NONE)
			continue;
		t->at = truth->at;
		t->full = truth->n_full;
		t->empty = truth->n_empty;
		t->stock_g = truth->g;
		for (int m = 0; m < truth->n_moves;
		     m++) /* in order, and never below nothing on the way */
			t->stock_g =
			    t->stock_g + truth->moves[m].g > 0 ? t->stock_g + truth->moves[m].g : 0;
		if (truth->n_moves > 0 && container_find(t->cylinder_type) !=
					      NULL) /* bottles were counted before they moved */
			t->full = t->stock_g / container_find(t->cylinder_type)->g;
		p->stock_g = t->stock_g;
		p->bottles_full = t->full;
		p->bottles_empty = t->empty;
	}
}

err_t
store_supplier_load(struct db_conn *c, const struct store_site *sites, size_t n, instant_t now,
    instant_t recorded_by, struct arena *a, struct store_supplier_list *ret, struct faults *f)
{
	struct store_position *positions = NULL;
	err_t e = load_cards(c, sites, n, recorded_by, a, ret, f);
	if (e || ret->n == 0)
		return e;
	int64_t *shard = ARENA_ARRAY(a, int64_t, ret->n), *site = ARENA_ARRAY(a, int64_t, ret->n);
	struct store_site *places = ARENA_ARRAY(a, struct store_site, ret->n);
	for (size_t i = 0; i < ret->n; i++) {
		places[i] = ret->items[i].site;
		shard[i] = places[i].shard;
		site[i] = places[i].site_id;
	}
	e = load_accounts(c, ret, DB_INTS(shard, ret->n), DB_INTS(site, ret->n), f);
	if (!e)
		e = store_position_stocks(c,
		    &(struct store_position_query){
			.sites = places, .n = ret->n, .at = { now, recorded_by } },
		    a, &positions, f);
	for (size_t i = 0; !e && i < ret->n; i++)
		for (int k = 0; k < positions[i].n_truths; k++)
			place_truth(&ret->items[i], &positions[i].truths[k]);
	return e;
}

err_t
store_supplier_of_province(struct store_sites *d, struct db_conn *c, const char *province,
    instant_t now, instant_t recorded_by, struct arena *a, struct store_supplier_list *ret,
    struct faults *f)
{
	struct store_site_list sites;
	*ret = (struct store_supplier_list){ 0 };
	err_t e = store_site_list(d, c, province, STORE_SUPPLIER, recorded_by, a, &sites, f);
	return e || sites.n == 0
		   ? e
		   : store_supplier_load(c, sites.items, sites.n, now, recorded_by, a, ret, f);
}

const struct store_supplier_store *
store_supplier_store(
    const struct store_supplier *s, enum product product, const char *cylinder_type)
{
	for (int i = 0; i < s->n_stores; i++)
		if (s->stores[i].product == product &&
		    (product == PRODUCT_LOX || str_eq(s->stores[i].cylinder_type, cylinder_type)))
			return &s->stores[i];
	return NULL;
}

const struct store_supplier_vehicle *
store_supplier_vehicle(const struct store_supplier *s, const char *vehicle)
{
	for (int i = 0; i < s->n_vehicles; i++)
		if (str_eq(s->vehicles[i].vehicle->vehicle, vehicle))
			return &s->vehicles[i];
	return NULL;
}

int64_t
store_supplier_said_g(const struct supplier_product *p)
{
	const struct container *type = container_find(p->cylinder_type);
	if (p->stock_g != UNKNOWN_I64 || p->product != PRODUCT_CYLINDER || type == NULL)
		return p->stock_g;
	return container_grams(type, p->bottles_full, UNKNOWN_I64);
}

err_t
store_supplier_observe(struct db_conn *c, const struct store_supplier_sight *s,
    const struct store_register_by *by, struct arena *a, struct faults *f)
{
	size_t n = s->n;
	int64_t *shard = ARENA_ARRAY(a, int64_t, n), *site = ARENA_ARRAY(a, int64_t, n),
		*account = ARENA_ARRAY(a, int64_t, n);
	int64_t *g = ARENA_ARRAY(a, int64_t, n), *full = ARENA_ARRAY(a, int64_t, n),
		*empty = ARENA_ARRAY(a, int64_t, n);
	struct id *id = ARENA_ARRAY(a, struct id, n);
	if (n == 0)
		return ERR_OK;
	for (size_t i = 0; i < n; i++) {
		shard[i] = s->site.shard;
		site[i] = s->site.site_id;
		id[i] = id_new(by->recorded_at);
		account[i] = s->items[i].account_id;
		g[i] = s->items[i].g;
		full[i] = s->items[i].full;
		empty[i] = s->items[i].empty;
	}
	return db_run(c, Q_REGISTER_OBSERVE,
	    DB_ARGS(DB_INTS(shard, n), DB_INTS(site, n), DB_IDS(id, n), DB_INTS(account, n),
		DB_ID(s->report), DB_INSTANT(s->occurred_at), DB_INSTANT(by->recorded_at),
		DB_INT(by->cred_id), DB_INTS(g, n), DB_INTS(full, n), DB_INTS(empty, n),
		DB_INT(UNITS_VERSION)),
	    NULL, f);
}
