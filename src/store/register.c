/* register - one statement a table, arrays as wide as the import.
 *
 * Every site has accounts for patient use, loss, production and outside beside those of its assets;
 * an asset that holds nothing (plant, concentrator) books on the site's production account. */
#include "store/register.h"

#include "base/str.h"
#include "base/vec.h"
#include "store/contact.h"

/* Fill rights of unknown beginning: the table's key needs a day. */
#define SINCE_EVER 10957 /* 2000-01-01 */

enum { OTHER_ACCOUNTS = 4 };
static const int other_accounts[OTHER_ACCOUNTS] = { STORE_REGISTER_USE_ACCOUNT,
	STORE_REGISTER_LOSS_ACCOUNT, STORE_REGISTER_PRODUCTION_ACCOUNT,
	STORE_REGISTER_OUTSIDE_ACCOUNT };

/* The account of its own that an asset of each kind has; 0: the site's production account. */
static const int account_kinds[] = {
	[ASSET_TANK] = STORE_REGISTER_TANK_ACCOUNT,
	[ASSET_CYLINDER_POOL] = STORE_REGISTER_POOL_ACCOUNT,
	[ASSET_MANIFOLD] = STORE_REGISTER_POOL_ACCOUNT,
	[ASSET_PSA] = 0,
	[ASSET_CONCENTRATOR] = 0,
	[STORE_REGISTER_STORE] = STORE_REGISTER_STORE_ACCOUNT,
	[STORE_REGISTER_VEHICLE] = STORE_REGISTER_VEHICLE_ACCOUNT,
};

/* Columns of one statement, filled row by row; in the arena. */
struct columns {
	size_t n;
	int64_t *shard, *site, *id, *kind, *product;
	const char **code, **type;
};

static struct columns
new_columns(struct arena *a, size_t n)
{
	return (struct columns){ .shard = ARENA_ARRAY(a, int64_t, n),
		.site = ARENA_ARRAY(a, int64_t, n),
		.id = ARENA_ARRAY(a, int64_t, n),
		.kind = ARENA_ARRAY(a, int64_t, n),
		.product = ARENA_ARRAY(a, int64_t, n),
		.code = ARENA_ARRAY(a, const char *, n),
		.type = ARENA_ARRAY(a, const char *, n) };
}

/* ---- new sites ----------------------------------------------------------------------------- */

static struct store_register_entry *
entry_of(struct store_register_entry **sorted, size_t n, const char *code)
{
	size_t low = 0, high = n;
	while (low < high) {
		size_t mid = (low + high) / 2;
		int d = strcmp(sorted[mid]->site.code, code);
		if (d == 0)
			return sorted[mid];
		if (d < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

static int
by_code(const void *x, const void *y)
{
	return strcmp((*(struct store_register_entry *const *)x)->site.code,
	    (*(struct store_register_entry *const *)y)->site.code);
}

static err_t
insert_sites(struct db_conn *c, struct store_register_entry *e, size_t n,
    const struct store_register_by *by, struct arena *a, struct faults *f)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	struct columns k = new_columns(a, n);
	struct store_register_entry **sorted = ARENA_ARRAY(a, struct store_register_entry *, n);
	for (size_t i = 0; i < n; i++) {
		k.shard[i] = e[i].site.shard;
		k.code[i] = e[i].site.code;
		sorted[i] = &e[i];
	}
	qsort(sorted, n, sizeof(struct store_register_entry *), by_code);
	err_t err = db_query(c, Q_REGISTER_SITES,
	    DB_ARGS(DB_INTS(k.shard, n), DB_TEXTS(k.code, n), DB_INT(e[0].site.roles),
		DB_INSTANT(by->recorded_at), DB_INT(by->cred_id)),
	    &r, f);
	if (err)
		return err;
	for (int i = 0; i < db_rows_n(r); i++)
		entry_of(sorted, n, db_text(r, i, C_REGISTER_SITES_CODE))->site.site_id =
		    db_int(r, i, C_REGISTER_SITES_SITE_ID);
	for (size_t i = 0; i < n; i++)
		k.site[i] = e[i].site.site_id;
	return db_run(c, Q_REGISTER_CODES,
	    DB_ARGS(DB_TEXTS(k.code, n), DB_INTS(k.shard, n), DB_INTS(k.site, n)), NULL, f);
}

static err_t
insert_cards(struct db_conn *c, const struct store_register_entry *e, size_t n,
    const struct store_register_by *by, struct arena *a, struct faults *f)
{
	struct columns k = new_columns(a, n);
	for (size_t i = 0; i < n; i++) {
		k.shard[i] = e[i].site.shard;
		k.site[i] = e[i].site.site_id;
		k.id[i] = e[i].revision;
		k.code[i] = e[i].doc;
	}
	return db_run(c, Q_REGISTER_REVISIONS,
	    DB_ARGS(DB_INTS(k.shard, n), DB_INTS(k.site, n), DB_INTS(k.id, n), DB_TEXTS(k.code, n),
		DB_INSTANT(by->recorded_at), DB_INT(by->cred_id)),
	    NULL, f);
}

static err_t
insert_places(struct db_conn *c, const struct store_register_entry *e, size_t n,
    const struct store_register_by *by, struct arena *a, struct faults *f)
{
	struct columns k = new_columns(a, n);
	for (size_t i = 0; i < n; i++) {
		k.shard[i] = e[i].site.shard;
		k.site[i] = e[i].site.site_id;
		k.code[i] = e[i].site.province;
		k.type[i] = e[i].commune;
	}
	return db_run(c, Q_REGISTER_ADMINS,
	    DB_ARGS(DB_INTS(k.shard, n), DB_INTS(k.site, n), DB_TEXTS(k.code, n),
		DB_TEXTS(k.type, n), DB_DAY(by->today), DB_INSTANT(by->recorded_at)),
	    NULL, f);
}

static err_t
take_account_ids(struct db_conn *c, int64_t *id, size_t n, struct faults *f)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	err_t e = db_query(c, Q_REGISTER_ACCOUNT_IDS, DB_ARGS(DB_INT((int64_t)n)), &r, f);
	for (int i = 0; !e && i < db_rows_n(r); i++)
		id[i] = db_int(r, i, C_REGISTER_ACCOUNT_IDS_ACCOUNT_ID);
	return e;
}

static void
add_account(struct columns *k, struct store_site site, int kind, int product, const char *type)
{
	k->shard[k->n] = site.shard;
	k->site[k->n] = site.site_id;
	k->kind[k->n] = kind;
	k->product[k->n] = product;
	k->type[k->n++] = type;
}

static err_t
insert_accounts(struct db_conn *c, const struct columns *k, struct faults *f)
{
	return db_run(c, Q_REGISTER_ACCOUNTS,
	    DB_ARGS(DB_INTS(k->shard, k->n), DB_INTS(k->id, k->n), DB_INTS(k->site, k->n),
		DB_INTS(k->kind, k->n), DB_INTS(k->product, k->n), DB_TEXTS(k->type, k->n)),
	    NULL, f);
}

/* Accounts of new sites, and which is whose: assets take theirs in order, then the site's others
 * follow. */
static err_t
open_accounts(
    struct db_conn *c, struct store_register_entry *e, size_t n, struct arena *a, struct faults *f)
{
	size_t total = n * OTHER_ACCOUNTS, at = 0;
	for (size_t i = 0; i < n; i++)
		total += e[i].n_assets;
	struct columns k = new_columns(a, total);
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < e[i].n_assets; j++)
			if (account_kinds[e[i].assets[j].kind] != 0)
				add_account(&k, e[i].site, account_kinds[e[i].assets[j].kind],
				    e[i].assets[j].product, e[i].assets[j].container_type);
		for (int j = 0; j < OTHER_ACCOUNTS; j++)
			add_account(&k, e[i].site, other_accounts[j], GRADE_NONE, NULL);
	}
	err_t err = take_account_ids(c, k.id, k.n, f);
	if (err)
		return err;
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < e[i].n_assets; j++)
			if (account_kinds[e[i].assets[j].kind] != 0)
				e[i].assets[j].account_id = k.id[at++];
		for (size_t j = 0; j < e[i].n_assets; j++)
			if (account_kinds[e[i].assets[j].kind] == 0)
				e[i].assets[j].account_id =
				    k.id[at + 2]; /* production is the third of the others */
		at += OTHER_ACCOUNTS;
	}
	return insert_accounts(c, &k, f);
}

static int
asset_by_code(const void *x, const void *y)
{
	return strcmp((*(struct store_register_asset *const *)x)->code,
	    (*(struct store_register_asset *const *)y)->code);
}

/* Insert assets that have their account; sets asset_id. */
static err_t
open_assets(
    struct db_conn *c, struct columns *k, struct store_register_asset **assets, struct faults *f)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	if (k->n == 0)
		return ERR_OK;
	err_t e = db_query(c, Q_REGISTER_ASSETS_OPEN,
	    DB_ARGS(DB_INTS(k->shard, k->n), DB_INTS(k->site, k->n), DB_TEXTS(k->code, k->n),
		DB_INTS(k->kind, k->n), DB_INTS(k->product, k->n), DB_TEXTS(k->type, k->n),
		DB_INTS(k->id, k->n)),
	    &r, f);
	if (e)
		return e;
	qsort(assets, k->n, sizeof *assets, asset_by_code);
	for (int i = 0; i < db_rows_n(r); i++) {
		struct store_register_asset key = { .code = db_text(
							r, i, C_REGISTER_ASSETS_OPEN_CODE) },
					    *want = &key;
		struct store_register_asset **hit =
		    bsearch(&want, assets, k->n, sizeof *assets, asset_by_code);
		(*hit)->asset_id = db_int(r, i, C_REGISTER_ASSETS_OPEN_ASSET_ID);
	}
	return ERR_OK;
}

static void
add_asset(struct columns *k, struct store_site site, struct store_register_asset *asset,
    struct store_register_asset **list)
{
	size_t i = k->n;
	add_account(k, site, asset->kind, asset->product, asset->container_type);
	k->code[i] = asset->code;
	k->id[i] = asset->account_id;
	list[i] = asset;
}

static err_t
open_all_assets(
    struct db_conn *c, struct store_register_entry *e, size_t n, struct arena *a, struct faults *f)
{
	size_t total = 0;
	for (size_t i = 0; i < n; i++)
		total += e[i].n_assets;
	struct columns k = new_columns(a, total);
	struct store_register_asset **list = ARENA_ARRAY(a, struct store_register_asset *, total);
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < e[i].n_assets; j++)
			add_asset(&k, e[i].site, &e[i].assets[j], list);
	return open_assets(c, &k, list, f);
}

static int64_t
asset_id_of(const struct store_register_entry *e, const char *code)
{
	for (size_t i = 0; i < e->n_assets; i++)
		if (str_eq(e->assets[i].code, code))
			return e->assets[i].asset_id;
	return 0;
}

/* Is an earlier right of the entry the same one? The later end would win, in an order that nobody
 * said. */
static bool
is_said_before(const struct store_register_entry *e, size_t i)
{
	const struct store_register_right *r = &e->rights[i];
	for (size_t j = 0; j < i; j++) {
		const struct store_register_right *o = &e->rights[j];
		if (str_eq(o->asset, r->asset) && str_eq(o->supplier, r->supplier) &&
		    o->basis == r->basis && o->valid_from == r->valid_from)
			return true;
	}
	return false;
}

static err_t
put_rights(struct db_conn *c, const struct store_register_entry *e, size_t n,
    const struct store_register_by *by, struct arena *a, struct faults *f)
{
	size_t total = 0;
	for (size_t i = 0; i < n; i++)
		total += e[i].n_rights;
	if (total == 0)
		return ERR_OK;
	struct columns k = new_columns(a, total);
	day_t *from = ARENA_ARRAY(a, day_t, total), *to = ARENA_ARRAY(a, day_t, total);
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < e[i].n_rights; j++) {
			const struct store_register_right *r = &e[i].rights[j];
			if (is_said_before(&e[i], j))
				continue;
			from[k.n] = r->valid_from == DAY_NONE ? SINCE_EVER : r->valid_from;
			to[k.n] = r->valid_to;
			k.id[k.n] = asset_id_of(&e[i], r->asset);
			k.code[k.n] = r->supplier;
			add_account(&k, e[i].site, r->basis, 0, NULL);
		}
	return db_run(c, Q_REGISTER_RIGHTS,
	    DB_ARGS(DB_INTS(k.shard, k.n), DB_INTS(k.site, k.n), DB_INTS(k.id, k.n),
		DB_TEXTS(k.code, k.n), DB_INTS(k.kind, k.n), DB_DAYS(from, k.n), DB_DAYS(to, k.n),
		DB_INSTANT(by->recorded_at)),
	    NULL, f);
}

err_t
store_register_create(struct db_conn *c, struct store_register_entry *e, size_t n,
    const struct store_register_by *by, struct arena *a, struct faults *f)
{
	if (n == 0)
		return ERR_OK;
	err_t err = insert_sites(c, e, n, by, a, f);
	if (!err)
		err = insert_cards(c, e, n, by, a, f);
	if (!err)
		err = insert_places(c, e, n, by, a, f);
	if (!err)
		err = open_accounts(c, e, n, a, f);
	if (!err)
		err = open_all_assets(c, e, n, a, f);
	if (!err)
		err = put_rights(c, e, n, by, a, f);
	return err ? err : store_contact_put(c, e, n, by->recorded_at, a, f);
}

static int
by_text(const void *x, const void *y)
{
	return strcmp(*(const char *const *)x, *(const char *const *)y);
}

/* Mark those of the list that are among the found ones. */
static bool *
mark(const char *const *list, size_t n, const char **found, size_t m, struct arena *a)
{
	bool *taken = ARENA_ARRAY(a, bool, n);
	if (m > 0)
		qsort(found, m, sizeof *found, by_text);
	for (size_t i = 0; i < n; i++)
		taken[i] = m > 0 && bsearch(&list[i], found, m, sizeof *found, by_text) != NULL;
	return taken;
}

err_t
store_register_taken(
    struct db_conn *c, struct store_register_codes *codes, struct arena *a, struct faults *f)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	err_t e = db_query(c, Q_REGISTER_TAKEN,
	    DB_ARGS(
		DB_TEXTS(codes->sites, codes->n_sites), DB_TEXTS(codes->assets, codes->n_assets)),
	    &r, f);
	if (e)
		return e;
	size_t n = (size_t)db_rows_n(r), sites = 0, assets = 0;
	const char **site = ARENA_ARRAY(a, const char *, n),
		   **asset = ARENA_ARRAY(a, const char *, n);
	for (int i = 0; i < db_rows_n(r); i++)
		if (db_int(r, i, C_REGISTER_TAKEN_KIND) == 1)
			site[sites++] = db_text(r, i, C_REGISTER_TAKEN_CODE);
		else
			asset[assets++] = db_text(r, i, C_REGISTER_TAKEN_CODE);
	codes->site_taken = mark(codes->sites, codes->n_sites, site, sites, a);
	codes->asset_taken = mark(codes->assets, codes->n_assets, asset, assets, a);
	return ERR_OK;
}

/* ---- changing a site ----------------------------------------------------------------------- */

err_t
store_register_lock(struct db_conn *c, struct store_site site, struct faults *f)
{
	return db_run(c, Q_REGISTER_LOCK, DB_ARGS(DB_INT(site.site_id)), NULL, f);
}

static struct store_register_asset *
find_asset(const struct store_register_assets *all, const char *code)
{
	for (size_t i = 0; i < all->n; i++)
		if (str_eq(all->items[i].code, code))
			return &all->items[i];
	return NULL;
}

/* Its account holds what it held: an asset cannot become another thing under the same code. */
static err_t
refuse_other_thing(const struct store_register_asset *have, const struct store_register_asset *want,
    struct faults *f)
{
	if (have->kind != want->kind)
		return fault_at(f, FAULT_ASSET_FIXED, "%s/kind", want->pointer);
	if (have->product != want->product)
		return fault_at(f, FAULT_ASSET_FIXED, "%s/product", want->pointer);
	if (!str_eq(have->container_type, want->container_type))
		return fault_at(f, FAULT_ASSET_FIXED, "%s/cylinder_type", want->pointer);
	return ERR_OK;
}

static err_t
set_retired(struct db_conn *c, struct store_site site, const int64_t *id, size_t n, instant_t at,
    struct faults *f)
{
	if (n == 0)
		return ERR_OK;
	return db_run(c, Q_REGISTER_ASSETS_RETIRE,
	    DB_ARGS(DB_INT(site.shard), DB_INT(site.site_id), DB_INTS(id, n), DB_INSTANT(at)), NULL,
	    f);
}

static err_t
retire_unnamed(struct db_conn *c, const struct store_register_entry *e,
    const struct store_register_assets *have, const struct store_register_by *by, struct arena *a,
    struct faults *f)
{
	int64_t *gone = ARENA_ARRAY(a, int64_t, have->n), *back = ARENA_ARRAY(a, int64_t, have->n);
	size_t n_gone = 0, n_back = 0;
	for (size_t i = 0; i < have->n; i++) {
		bool named = asset_id_of(e, have->items[i].code) != 0,
		     retired = have->items[i].retired_at != INSTANT_NONE;
		if (!named && !retired)
			gone[n_gone++] = have->items[i].asset_id;
		else if (named && retired)
			back[n_back++] = have->items[i].asset_id;
	}
	err_t err = set_retired(c, e->site, gone, n_gone, by->recorded_at, f);
	return err ? err : set_retired(c, e->site, back, n_back, INSTANT_NONE, f);
}

static err_t
production_account(struct db_conn *c, struct store_site site, int64_t *ret, struct faults *f)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	int64_t shard = site.shard, id = site.site_id;
	err_t e = db_query(
	    c, Q_REGISTER_ACCOUNTS_OTHER, DB_ARGS(DB_INTS(&shard, 1), DB_INTS(&id, 1)), &r, f);
	for (int i = 0; !e && i < db_rows_n(r); i++)
		if (db_int(r, i, C_REGISTER_ACCOUNTS_OTHER_KIND) ==
		    STORE_REGISTER_PRODUCTION_ACCOUNT) {
			*ret = db_int(r, i, C_REGISTER_ACCOUNTS_OTHER_ACCOUNT_ID);
			return ERR_OK;
		}
	return e ? e
		 : fault_add(
		       f, FAULT_INTERNAL, "", "a site without a production account", NULL, NULL);
}

static err_t
open_new_assets(
    struct db_conn *c, struct store_register_entry *e, struct arena *a, struct faults *f)
{
	struct columns accounts = new_columns(a, e->n_assets), assets = new_columns(a, e->n_assets);
	struct store_register_asset **list =
	    ARENA_ARRAY(a, struct store_register_asset *, e->n_assets);
	int64_t production = 0;
	for (size_t i = 0; i < e->n_assets; i++)
		if (e->assets[i].asset_id == 0 && account_kinds[e->assets[i].kind] != 0)
			add_account(&accounts, e->site, account_kinds[e->assets[i].kind],
			    e->assets[i].product, e->assets[i].container_type);
	err_t err = take_account_ids(c, accounts.id, accounts.n, f);
	if (!err && accounts.n > 0)
		err = insert_accounts(c, &accounts, f);
	if (!err)
		err = production_account(c, e->site, &production, f);
	if (err)
		return err;
	for (size_t i = 0, at = 0; i < e->n_assets; i++) {
		if (e->assets[i].asset_id != 0)
			continue;
		e->assets[i].account_id =
		    account_kinds[e->assets[i].kind] != 0 ? accounts.id[at++] : production;
		add_asset(&assets, e->site, &e->assets[i], list);
	}
	return open_assets(c, &assets, list, f);
}

err_t
store_register_change(struct db_conn *c, struct store_register_entry *e,
    const struct store_register_by *by, struct arena *a, struct faults *f)
{
	struct store_register_assets have;
	err_t err = store_register_assets(c, e->site, a, &have, f);
	for (size_t i = 0; !err && i < e->n_assets; i++) {
		const struct store_register_asset *known = find_asset(&have, e->assets[i].code);
		if (known == NULL)
			continue;
		err = refuse_other_thing(known, &e->assets[i], f);
		e->assets[i].asset_id = known->asset_id;
		e->assets[i].account_id = known->account_id;
	}
	if (!err)
		err = insert_cards(c, e, 1, by, a, f);
	if (!err && e->moved)
		err = insert_places(c, e, 1, by, a, f);
	if (!err)
		err = retire_unnamed(c, e, &have, by, a, f);
	if (!err)
		err = open_new_assets(c, e, a, f);
	if (!err)
		err = db_run(c, Q_REGISTER_RIGHTS_END,
		    DB_ARGS(DB_INT(e->site.shard), DB_INT(e->site.site_id), DB_DAY(by->today)),
		    NULL, f);
	return err ? err : put_rights(c, e, 1, by, a, f);
}

/* A shard is the number of its province's code at the time of registration: "01" is cell 1. It
 * holds since the merger. */
err_t
store_register_shards(struct db_conn *c, const char *const *provinces, size_t n, struct faults *f)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	int64_t *shard = ARENA_ARRAY(a, int64_t, n);
	for (size_t i = 0; i < n; i++)
		if (!str_to_i64(provinces[i], &shard[i]))
			return fault_add(f, FAULT_INTERNAL, "",
			    "a province whose code is no number", NULL, NULL);
	day_t since = calendar_day(2025, 7, 1);
	return db_run(c, Q_REGISTER_SHARDS,
	    DB_ARGS(DB_INTS(shard, n), DB_TEXTS(provinces, n), DB_DAY(since),
		DB_INSTANT(calendar_start(since))),
	    NULL, f);
}

static const char *
copy_text(struct arena *a, const char *text)
{
	return text ? arena_strdup(a, text) : NULL;
}

err_t
store_register_assets(struct db_conn *c, struct store_site site, struct arena *a,
    struct store_register_assets *ret, struct faults *f)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	int64_t shard = site.shard, id = site.site_id;
	err_t e =
	    db_query(c, Q_REGISTER_ASSETS, DB_ARGS(DB_INTS(&shard, 1), DB_INTS(&id, 1)), &r, f);
	if (e)
		return e;
	ret->n = (size_t)db_rows_n(r);
	ret->items = ARENA_ARRAY(a, struct store_register_asset, ret->n);
	for (int i = 0; i < db_rows_n(r); i++)
		ret->items[i] = (struct store_register_asset){
			.code = arena_strdup(a, db_text(r, i, C_REGISTER_ASSETS_CODE)),
			.kind = (int)db_int(r, i, C_REGISTER_ASSETS_KIND),
			.product = (int)db_int(r, i, C_REGISTER_ASSETS_PRODUCT),
			.container_type =
			    copy_text(a, db_text(r, i, C_REGISTER_ASSETS_CONTAINER_TYPE)),
			.pointer = "",
			.name_pointer = "",
			.asset_id = db_int(r, i, C_REGISTER_ASSETS_ASSET_ID),
			.account_id = db_int(r, i, C_REGISTER_ASSETS_ACCOUNT_ID),
			.retired_at = db_instant(r, i, C_REGISTER_ASSETS_RETIRED_AT)
		};
	return ERR_OK;
}
