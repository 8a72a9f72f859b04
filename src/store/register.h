/* register - rows of the register: sites with their cards, accounts, assets, fill rights and
 * contacts.
 *
 * Writing is for app/register_*: everything happens in the caller's transaction, as the caller's
 * role. A card is kept as JSON without its contacts, which are erasable and live in a table of
 * their own. Texts and lists that are returned live in the arena. Reading: store/card.h,
 * store/contact.h, store/supplier.h. */
#ifndef OXY_STORE_REGISTER_H
#define OXY_STORE_REGISTER_H

#include "store/site.h"

/* oxy.asset.kind beyond enum asset_kind, and oxy.account.kind. */
enum { STORE_REGISTER_STORE = 6, STORE_REGISTER_VEHICLE = 7 };
enum store_register_account {
	STORE_REGISTER_TANK_ACCOUNT = 1,
	STORE_REGISTER_POOL_ACCOUNT,
	STORE_REGISTER_VEHICLE_ACCOUNT,
	STORE_REGISTER_STORE_ACCOUNT,
	STORE_REGISTER_USE_ACCOUNT,
	STORE_REGISTER_LOSS_ACCOUNT,
	STORE_REGISTER_PRODUCTION_ACCOUNT,
	STORE_REGISTER_OUTSIDE_ACCOUNT
};

/* An asset's identity: what of it never changes. */
struct store_register_asset {
	const char *code;
	int kind;                     /* enum asset_kind, or one of the above */
	int product;                  /* enum grade */
	const char *container_type;   /* bottles; NULL */
	const char *pointer;          /* where the card describes it, for faults: "/assets/0" */
	const char *name_pointer;     /* where the card names it: "/assets/0/asset" */
	int64_t asset_id, account_id; /* set when it is opened, or read */
	instant_t retired_at;
};

/* Who may fill which asset; asset is a code of the same site. */
struct store_register_right {
	const char *asset, *supplier;
	int basis; /* enum fill_basis */
	day_t valid_from, valid_to;
};

/* Everything of one site that a new card says. site_id is 0 until it is created. */
struct store_register_entry {
	struct store_site site;
	const char *commune; /* NULL unknown */
	const char *doc;     /* the card as JSON */
	int revision;
	struct store_register_asset *assets;
	size_t n_assets;
	const struct store_register_right *rights;
	size_t n_rights;
	const struct contact *contacts;
	size_t n_contacts;
	bool moved; /* of a change: province or commune are not what they were */
};

/* Who writes, and when. */
struct store_register_by {
	int64_t cred_id;
	instant_t recorded_at;
	day_t today;
};

/* Open new sites: identity, code, card, place, accounts, assets, rights, contacts. Sets site_id and
 * the assets' ids of each entry. ERR_CONFLICT when a code was taken meanwhile; look with
 * store_register_taken first for a pointer. */
err_t store_register_create(struct db_conn *c, struct store_register_entry *e, size_t n,
    const struct store_register_by *by, struct arena *a, struct faults *f) NODISCARD;

/* Which of these codes exist, nationwide: needs the job's eyes. Sets site_taken and asset_taken, a
 * place a code. */
struct store_register_codes {
	const char *const *sites, *const *assets;
	size_t n_sites, n_assets;
	bool *site_taken, *asset_taken; /* set; in the arena */
};
err_t store_register_taken(struct db_conn *c, struct store_register_codes *codes, struct arena *a,
    struct faults *f) NODISCARD;

/* Lay a new card over an existing site (entry.revision is the new one's number): new assets are
 * opened, those no longer named retired, those named again reopened. An asset that comes back as
 * another kind or product is ERR_CONFLICT at its pointer. */
err_t store_register_change(struct db_conn *c, struct store_register_entry *e,
    const struct store_register_by *by, struct arena *a, struct faults *f) NODISCARD;

/* One change of a site at a time: held until the transaction ends. */
err_t store_register_lock(struct db_conn *c, struct store_site site, struct faults *f) NODISCARD;

/* The home cell of a province exists. */
err_t store_register_shards(
    struct db_conn *c, const char *const *provinces, size_t n, struct faults *f) NODISCARD;

/* Every asset that the site ever had, by code. */
struct store_register_assets {
	struct store_register_asset *items;
	size_t n;
};
err_t store_register_assets(struct db_conn *c, struct store_site site, struct arena *a,
    struct store_register_assets *ret, struct faults *f) NODISCARD;

#endif
