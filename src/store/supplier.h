/* supplier - suppliers as of a moment: the card in force, and the truth about what is in their
 * stores and on their trucks.
 *
 * A supplier's own reports change its card (production, fleet, slots) as they come, so the card in
 * force is register and report together. Stock is the last observation of a store's account and the
 * movements since; what accepted deliveries have reserved is not taken off here. */
#ifndef OXY_STORE_SUPPLIER_H
#define OXY_STORE_SUPPLIER_H

#include "store/register.h"

/* A product's store. */
struct store_supplier_store {
	enum product product;
	const char *cylinder_type; /* bottles; NULL */
	int64_t asset_id, account_id;
	instant_t at;    /* of the last observation; INSTANT_NONE: never said */
	int64_t stock_g; /* at the moment: observed and moved since, never below 0; UNKNOWN_I64 when
			    never said */
	int64_t full, empty; /* bottles: full at the moment, empty as last observed; UNKNOWN_I64 */
};

struct store_supplier_vehicle {
	const struct vehicle *vehicle; /* of the card */
	int64_t asset_id, account_id;
};

struct store_supplier {
	struct store_site site;
	struct supplier *card; /* products[].stock_g and bottles are the truth, where it is known */
	int revision;
	struct store_supplier_store *stores; /* those of card->products, in their order */
	int n_stores;
	struct store_supplier_vehicle *vehicles; /* those of card->fleet, in their order */
	int n_vehicles;
	int64_t loss_account, production_account, outside_account;
};

struct store_supplier_list {
	struct store_supplier *items;
	size_t n;
};

/* These sites, as the connection's scope sees them; one that was not registered yet at the moment
 * is left out. now and recorded_by are the moment of app.h. */
err_t store_supplier_load(struct db_conn *c, const struct store_site *sites, size_t n,
    instant_t now, instant_t recorded_by, struct arena *a, struct store_supplier_list *ret,
    struct faults *f) NODISCARD;

/* All suppliers of a province ("" every one), by code. */
err_t store_supplier_of_province(struct store_sites *d, struct db_conn *c, const char *province,
    instant_t now, instant_t recorded_by, struct arena *a, struct store_supplier_list *ret,
    struct faults *f) NODISCARD;

/* What is in a store, as somebody says it. */
struct store_supplier_seen {
	int64_t account_id;
	int64_t g;           /* known */
	int64_t full, empty; /* bottles; UNKNOWN_I64 */
};
struct store_supplier_sight {
	struct store_site site;
	const struct store_supplier_seen *items;
	size_t n;
	instant_t occurred_at;
	struct id report; /* none: said with the card */
};
err_t store_supplier_observe(struct db_conn *c, const struct store_supplier_sight *s,
    const struct store_register_by *by, struct arena *a, struct faults *f) NODISCARD;

/* Grams that a card's or report's product says: stock_g, else its full bottles; UNKNOWN_I64. */
int64_t store_supplier_said_g(const struct supplier_product *p);

/* The store that holds a product, and a vehicle by its code; NULL when there is none. */
const struct store_supplier_store *store_supplier_store(
    const struct store_supplier *s, enum product product, const char *cylinder_type);
const struct store_supplier_vehicle *store_supplier_vehicle(
    const struct store_supplier *s, const char *vehicle);

/* Code of a product's store among oxy.asset: SUPPLIER-LOX or SUPPLIER-VN40; in the arena. */
const char *store_supplier_asset_code(
    struct arena *a, const char *supplier, enum product product, const char *cylinder_type);

#endif
