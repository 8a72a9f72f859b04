/* supply - what suppliers have at a moment: card in force, stock of each product projected to now, what is promised,
 * vehicles, open deliveries. Everything lives in the arena.
 *
 * Stock is the last truth (an observation; the card where there is none), plus movements since, plus production since (the medical
 * share of it), at most the storage; bottles are filled at most as fast as the station fills and as there are empties. Where nothing was
 * ever said, stock is unknown. The caller's connection must see all suppliers: DB_JOB. */
#ifndef OXY_STORE_SUPPLY_H
#define OXY_STORE_SUPPLY_H

#include "domain/delivery_state.h"
#include "store/position.h"
#include "store/site.h"

/* One product at one supplier. */
struct store_supply_stock {
	enum product product;
	const char *cylinder_type;   /* of bottles */
	int64_t account_id, asset_id; /* 0: the register has no store for it */
	bool known, empty_known;     /* was its stock, were its empties ever said? */
	instant_t truth_at;
	int64_t g;                   /* now; 0 when unknown */
	int64_t full, empty;         /* bottles now */
	int64_t empty_coming;        /* that accepted deliveries and those under way will bring back */
	int64_t production_g;        /* a day, the medical share; 0 when unknown */
	int64_t storage_g;           /* INT64_MAX when unknown */
	int64_t bottle_g;
	int64_t reserved_g, reserved_full; /* accepted, not loaded */
};

struct store_supply_vehicle {
	const char *code;
	int64_t account_id;
};

/* A delivery that is offered, accepted or under way. */
struct store_supply_open {
	struct id id, plan;
	int16_t shard;
	int64_t site_id, supplier_id, home_id, asset_id; /* home_id: of its vehicle, the supplier or a carrier */
	enum product product;
	const char *cylinder_type, *vehicle;
	int route_no; /* of the plan; -1: none */
	enum delivery_state state;
	int64_t g, full, empties; /* in force */
	instant_t from, to, eta;  /* eta may be INSTANT_NONE */
};

struct store_supply {
	struct store_site site;
	struct supplier *card; /* NULL when there is no card at the moment */
	struct store_supply_stock *stocks;
	int n_stocks;
	struct store_supply_vehicle *vehicles;
	int n_vehicles;
	int64_t loss_account, production_account, outside_account;
	const struct store_supply_open *open; /* of this supplier */
	int n_open;
};

/* In the order of the sites. */
err_t store_supply_load(struct db_conn *c, const struct store_site *sites, size_t n, struct store_moment at, struct arena *a,
    struct store_supply **ret, struct faults *f) NODISCARD;

/* Open deliveries of suppliers or to sites, by id. Either list may be empty. */
struct store_supply_open_list {
	struct store_supply_open *items;
	int n;
};
struct store_supply_of {
	const int64_t *suppliers, *sites;
	size_t n_suppliers, n_sites;
	struct store_moment at;
};
err_t store_supply_open(struct db_conn *c, const struct store_supply_of *of, struct arena *a, struct store_supply_open_list *ret,
    struct faults *f) NODISCARD;

/* Lines of a province's plan in force that are still to come and unanswered, whether their offers stand or have lapsed. */
struct store_supply_line {
	int64_t site_id, supplier_id, g;
	enum product product;
	const char *cylinder_type;
	instant_t from;
};
struct store_supply_lines {
	struct store_supply_line *items;
	int n;
};
err_t store_supply_planned(struct db_conn *c, const char *province, struct store_moment at, struct arena *a, struct store_supply_lines *ret,
    struct faults *f) NODISCARD;

/* What vehicles of suppliers did today, wherever they loaded: the first loading since midnight, and where they delivered last. */
struct store_supply_duty {
	int64_t home_id;
	const char *vehicle;
	instant_t began, first_eta, last_at;     /* INSTANT_NONE */
	int64_t first_supplier_id, first_site_id; /* where it loaded, and its first stop; UNKNOWN_I64 */
	int64_t last_site_id, last_g, last_full; /* with last_at; planned quantities */
};
struct store_supply_duties {
	struct store_supply_duty *items;
	int n;
};
err_t store_supply_duty(struct db_conn *c, const struct store_site *suppliers, size_t n, struct store_moment at, struct arena *a,
    struct store_supply_duties *ret, struct faults *f) NODISCARD;

/* Deliveries of vehicles since a moment, vehicle by vehicle, the earliest first. */
struct store_supply_driven {
	int64_t home_id, supplier_id, site_id;
	const char *vehicle;
	struct id plan; /* zero: outside any plan */
	int route_no;   /* of the plan; -1: none */
	instant_t at;
};
struct store_supply_driven_list {
	struct store_supply_driven *items;
	int n;
};
struct store_supply_since {
	const struct store_site *suppliers;
	size_t n;
	instant_t since;
	struct store_moment at;
};
err_t store_supply_driven(struct db_conn *c, const struct store_supply_since *q, struct arena *a, struct store_supply_driven_list *ret,
    struct faults *f) NODISCARD;

/* The product's stock; NULL when the supplier has no such product. */
struct store_supply_stock *store_supply_find(const struct store_supply *s, enum product p, const char *cylinder_type);

/* Grams that can still be promised for loading at `at` (not before now): stock plus production until then, less what is
 * reserved; bottles without production of their own are filled from the supplier's bulk, as many as there are empties or come back.
 * INT64_MAX when the stock was never said. */
int64_t store_supply_free_g(const struct store_supply *s, const struct store_supply_stock *p, instant_t now, instant_t at);

/* All accounts of sites, with the assets on them. */
struct store_supply_account {
	int64_t site_id, account_id, asset_id; /* asset_id 0: none */
	int kind;                              /* of oxy.account */
	const char *code;                      /* of the asset, or NULL */
	int grade;                             /* enum grade of the asset */
	const char *container_type;
};
struct store_supply_accounts {
	struct store_supply_account *items;
	int n;
};
err_t store_supply_accounts(struct db_conn *c, const struct store_site *sites, size_t n, struct arena *a, struct store_supply_accounts *ret,
    struct faults *f) NODISCARD;

/* Account of a kind at a site, 0 when there is none; code NULL: the first. */
int64_t store_supply_account(const struct store_supply_accounts *all, int64_t site_id, int kind, const char *code);

/* Take the lock on a supplier's stock for the rest of the transaction. Several: in ascending order of site_id. */
err_t store_supply_lock(struct db_conn *c, int64_t supplier_id, struct faults *f) NODISCARD;

/* Do a facility and a supplier deal with each other: same province, fill right, contract or an earlier delivery? */
err_t store_supply_related(struct db_conn *c, struct store_site facility, struct store_site supplier, bool *ret, struct faults *f) NODISCARD;

/* A facility's requests that are neither met nor past. */
struct store_supply_need {
	struct id id;
	int64_t site_id, g;
	enum product product;
	const char *cylinder_type;
	int urgency; /* enum urgency */
	instant_t needed_by;
};
struct store_supply_needs {
	struct store_supply_need *items;
	int n;
};
err_t store_supply_needs(struct db_conn *c, const struct store_site *sites, size_t n, struct store_moment at, struct arena *a,
    struct store_supply_needs *ret, struct faults *f) NODISCARD;

#endif
