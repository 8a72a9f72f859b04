/* supply - cards, observations and movements folded into the stock of now. A supplier's reports are in both: what they say of
 * production, fleet and slots changes the card, what they say of stock is an observation.
 *
 * Each statement asks for all suppliers at once; their rows are hung up by site id. */
#include "store/supply.h"

#include "base/str.h"
#include "base/vec.h"
#include "domain/container.h"
#include "wire/supplier_shape.h"

#include <math.h>

enum { ACCOUNT_VEHICLE = 3, ACCOUNT_STORE = 4, ACCOUNT_LOSS = 6, ACCOUNT_PRODUCTION = 7, ACCOUNT_OUTSIDE = 8 };

struct loading {
	struct db_conn *c;
	struct arena *a;
	struct faults *f;
	struct store_supply *all;
	size_t n;
	struct db_arg shards, sites;
	struct store_moment at;
};

/* What was last said of one product. */
struct truth {
	instant_t at;
	int64_t g, full, empty; /* UNKNOWN_I64 */
};

static struct store_supply *
find(const struct loading *l, int64_t site_id)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->all[i].site.site_id == site_id)
			return &l->all[i];
	return NULL;
}

static void
set_arrays(struct loading *l, const struct store_site *sites)
{
	int64_t *shard = ARENA_ARRAY(l->a, int64_t, l->n), *site = ARENA_ARRAY(l->a, int64_t, l->n);
	for (size_t i = 0; i < l->n; i++) {
		shard[i] = sites[i].shard;
		site[i] = sites[i].site_id;
	}
	l->shards = DB_INTS(shard, l->n);
	l->sites = DB_INTS(site, l->n);
}

struct store_supply_stock *
store_supply_find(const struct store_supply *s, enum product p, const char *type)
{
	for (int i = 0; i < s->n_stocks; i++)
		if (s->stocks[i].product == p && (p != PRODUCT_CYLINDER || str_eq(s->stocks[i].cylinder_type, type)))
			return &s->stocks[i];
	return NULL;
}

/* ---- truths ------------------------------------------------------------------------------------ */

static int64_t
bottle_g(const char *type)
{
	const struct container *c = type ? container_find(type) : NULL;
	return c ? c->g : 0;
}

/* Grams from bottles and bottles from grams, whichever was said. */
static struct truth
truth_of(const struct store_supply_stock *p, instant_t at, int64_t g, int64_t full, int64_t empty)
{
	if (g == UNKNOWN_I64 && full != UNKNOWN_I64 && p->bottle_g > 0)
		g = full * p->bottle_g;
	if (full == UNKNOWN_I64 && g != UNKNOWN_I64 && p->bottle_g > 0)
		full = g / p->bottle_g;
	return (struct truth){ at, g, full, empty };
}

static void
take_truth(struct store_supply_stock *p, struct truth t)
{
	if (t.g == UNKNOWN_I64 || (p->known && t.at < p->truth_at))
		return;
	if (t.empty == UNKNOWN_I64) /* not said again: as it was */
		t.empty = p->empty;
	else
		p->empty_known = true;
	p->known = true;
	p->truth_at = t.at;
	p->g = t.g;
	p->full = t.full == UNKNOWN_I64 ? 0 : t.full;
	p->empty = t.empty;
}

static err_t
load_cards(struct loading *l)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	err_t e = db_query(l->c, Q_SUPPLY_CARDS, DB_ARGS(l->shards, l->sites, DB_INSTANT(l->at.recorded_by)), &r, l->f);
	for (int i = 0; !e && i < db_rows_n(r); i++) {
		struct store_supply *s = find(l, db_int(r, i, C_SUPPLY_CARDS_SITE_ID));
		const char *text = db_text(r, i, C_SUPPLY_CARDS_DOC);
		struct supplier *card = ARENA_NEW(l->a, struct supplier);
		struct faults ignored = { 0 };
		CLEANUP(wire_decref_ptr) json_t *doc = NULL;
		if (wire_parse(text, strlen(text), &doc, &ignored) != ERR_OK || wire_read(&wire_supplier_shape, doc, card, l->a, &ignored) != ERR_OK)
			continue;
		s->card = card;
		s->n_stocks = (int)card->products.n;
		s->stocks = ARENA_ARRAY(l->a, struct store_supply_stock, card->products.n);
		for (int k = 0; k < s->n_stocks; k++) {
			const struct supplier_product *x = &card->products.items[k];
			struct store_supply_stock *p = &s->stocks[k];
			*p = (struct store_supply_stock){ .product = x->product, .cylinder_type = x->cylinder_type, .bottle_g = bottle_g(x->cylinder_type),
				.truth_at = INSTANT_NONE };
			take_truth(p, truth_of(p, db_instant(r, i, C_SUPPLY_CARDS_PRODUCTS_SINCE), x->stock_g, x->bottles_full, x->bottles_empty));
		}
	}
	return e;
}

/* ---- accounts ------------------------------------------------------------------------------------ */

err_t
store_supply_accounts(struct db_conn *c, const struct store_site *sites, size_t n, struct arena *a, struct store_supply_accounts *ret,
    struct faults *f)
{
	struct loading l = { .a = a, .n = n };
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	set_arrays(&l, sites);
	err_t e = db_query(c, Q_SUPPLY_ACCOUNTS, DB_ARGS(l.shards, l.sites), &r, f);
	if (e)
		return e;
	ret->n = db_rows_n(r);
	ret->items = ARENA_ARRAY(a, struct store_supply_account, (size_t)ret->n);
	for (int i = 0; i < ret->n; i++) {
		const char *code = db_text(r, i, C_SUPPLY_ACCOUNTS_CODE), *type = db_text(r, i, C_SUPPLY_ACCOUNTS_CONTAINER_TYPE);
		ret->items[i] = (struct store_supply_account){ .site_id = db_int(r, i, C_SUPPLY_ACCOUNTS_SITE_ID),
			.account_id = db_int(r, i, C_SUPPLY_ACCOUNTS_ACCOUNT_ID), .kind = (int)db_int(r, i, C_SUPPLY_ACCOUNTS_KIND),
			.asset_id = db_is_null(r, i, C_SUPPLY_ACCOUNTS_ASSET_ID) ? 0 : db_int(r, i, C_SUPPLY_ACCOUNTS_ASSET_ID),
			.code = code ? arena_strdup(a, code) : NULL, .grade = (int)db_int(r, i, C_SUPPLY_ACCOUNTS_PRODUCT),
			.container_type = type ? arena_strdup(a, type) : NULL };
	}
	return ERR_OK;
}

int64_t
store_supply_account(const struct store_supply_accounts *all, int64_t site_id, int kind, const char *code)
{
	for (int i = 0; i < all->n; i++)
		if (all->items[i].site_id == site_id && all->items[i].kind == kind && (code == NULL || str_eq(all->items[i].code, code)))
			return all->items[i].account_id;
	return 0;
}

static void
hang_account(struct store_supply *s, const struct store_supply_account *x)
{
	enum product p = x->grade == GRADE_LOX ? PRODUCT_LOX : PRODUCT_CYLINDER;
	struct store_supply_stock *st;
	switch (x->kind) {
	case ACCOUNT_STORE:
		st = store_supply_find(s, p, x->container_type);
		if (st != NULL && st->account_id == 0) {
			st->account_id = x->account_id;
			st->asset_id = x->asset_id;
		}
		break;
	case ACCOUNT_VEHICLE:
		if (x->code != NULL)
			s->vehicles[s->n_vehicles++] = (struct store_supply_vehicle){ x->code, x->account_id };
		break;
	case ACCOUNT_LOSS: s->loss_account = x->account_id; break;
	case ACCOUNT_PRODUCTION: s->production_account = x->account_id; break;
	case ACCOUNT_OUTSIDE: s->outside_account = x->account_id; break;
	default: break;
	}
}

static err_t
load_accounts(struct loading *l)
{
	struct store_supply_accounts all;
	struct store_site *sites = ARENA_ARRAY(l->a, struct store_site, l->n);
	for (size_t i = 0; i < l->n; i++)
		sites[i] = l->all[i].site;
	err_t e = store_supply_accounts(l->c, sites, l->n, l->a, &all, l->f);
	if (e)
		return e;
	for (size_t i = 0; i < l->n; i++)
		l->all[i].vehicles = ARENA_ARRAY(l->a, struct store_supply_vehicle, (size_t)all.n);
	for (int i = 0; i < all.n; i++)
		hang_account(find(l, all.items[i].site_id), &all.items[i]);
	return ERR_OK;
}

static struct store_supply_stock *
stock_of_account(const struct loading *l, int64_t account_id)
{
	for (size_t i = 0; i < l->n; i++)
		for (int k = 0; k < l->all[i].n_stocks; k++)
			if (l->all[i].stocks[k].account_id == account_id)
				return &l->all[i].stocks[k];
	return NULL;
}

static err_t
load_seen(struct loading *l)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	err_t e = db_query(l->c, Q_SUPPLY_SEEN, DB_ARGS(l->shards, l->sites, DB_INSTANT(l->at.now), DB_INSTANT(l->at.recorded_by)), &r, l->f);
	for (int i = 0; !e && i < db_rows_n(r); i++) {
		struct store_supply_stock *p = stock_of_account(l, db_int(r, i, C_SUPPLY_SEEN_ACCOUNT_ID));
		if (p == NULL)
			continue;
		p->known = false; /* what the card said at registration is history once somebody has looked */
		take_truth(p, truth_of(p, db_instant(r, i, C_SUPPLY_SEEN_OCCURRED_AT), db_int(r, i, C_SUPPLY_SEEN_G),
		    db_int(r, i, C_SUPPLY_SEEN_N_FULL), db_int(r, i, C_SUPPLY_SEEN_N_EMPTY)));
	}
	return e;
}

static err_t
load_moves(struct loading *l)
{
	size_t cap = 0, n = 0;
	for (size_t i = 0; i < l->n; i++)
		cap += (size_t)l->all[i].n_stocks;
	int64_t *account = ARENA_ARRAY(l->a, int64_t, cap);
	instant_t *since = ARENA_ARRAY(l->a, instant_t, cap);
	for (size_t i = 0; i < l->n; i++)
		for (int k = 0; k < l->all[i].n_stocks; k++)
			if (l->all[i].stocks[k].account_id != 0 && l->all[i].stocks[k].known) {
				account[n] = l->all[i].stocks[k].account_id;
				since[n++] = l->all[i].stocks[k].truth_at;
			}
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	err_t e = db_query(l->c, Q_SUPPLY_MOVES,
	    DB_ARGS(DB_INTS(account, n), DB_INSTANTS(since, n), DB_INSTANT(l->at.now), DB_INSTANT(l->at.recorded_by)), &r, l->f);
	for (int i = 0; !e && i < db_rows_n(r); i++) {
		struct store_supply_stock *p = stock_of_account(l, db_int(r, i, C_SUPPLY_MOVES_ACCOUNT_ID));
		p->g += db_int(r, i, C_SUPPLY_MOVES_G);
		p->full += db_int(r, i, C_SUPPLY_MOVES_N_FULL);
		p->empty += db_int(r, i, C_SUPPLY_MOVES_N_EMPTY);
	}
	return e;
}

/* ---- projection ---------------------------------------------------------------------------------- */

/* Grams made of a product in a span. `kept`: as far as there is room; bottles wait for empties, which within a day are those of now. */
static int64_t
made_g(const struct store_supply_stock *p, int64_t filling_per_day, int64_t span, bool kept)
{
	if (span <= 0 || p->production_g <= 0)
		return 0;
	double days = (double)span / (double)INSTANT_DAY;
	double g = (double)p->production_g * days;
	if (p->product == PRODUCT_CYLINDER && p->bottle_g > 0) {
		if (filling_per_day >= 0)
			g = fmin(g, (double)filling_per_day * days * (double)p->bottle_g);
		int64_t empty = p->empty + (kept ? 0 : p->empty_coming);
		if (p->empty_known && (kept || span <= INSTANT_DAY))
			g = fmin(g, (double)(empty > 0 ? empty : 0) * (double)p->bottle_g);
		g = floor(g / (double)p->bottle_g) * (double)p->bottle_g;
	}
	if (kept && p->storage_g != INT64_MAX)
		g = fmin(g, (double)(p->storage_g - p->g));
	return (int64_t)fmax(0, g);
}

static int64_t
filling_per_day(const struct store_supply *s)
{
	return s->card && s->card->filling_bottles_per_day != UNKNOWN_I64 ? s->card->filling_bottles_per_day : -1;
}

static void
project(struct store_supply *s, instant_t now)
{
	double share = s->card == NULL || isnan(s->card->medical_share_pct) ? 100 : s->card->medical_share_pct;
	for (int k = 0; k < s->n_stocks; k++) {
		struct store_supply_stock *p = &s->stocks[k];
		const struct supplier_product *x = &s->card->products.items[k];
		p->production_g = x->production_g > 0 ? (int64_t)((double)x->production_g * share / 100) : 0;
		p->storage_g = x->storage_g >= 0 ? x->storage_g : INT64_MAX;
		if (!p->known)
			continue;
		int64_t made = made_g(p, filling_per_day(s), now - p->truth_at, true);
		p->g += made;
		if (p->bottle_g > 0) {
			p->full += made / p->bottle_g;
			p->empty -= made / p->bottle_g;
		}
		p->g = p->g > 0 ? p->g : 0;
		p->full = p->full > 0 ? p->full : 0;
		p->empty = p->empty > 0 ? p->empty : 0;
	}
}

/* Bottles without production of their own are filled from the supplier's bulk. */
static bool
fills_from_bulk(const struct store_supply *s, const struct store_supply_stock *p)
{
	return p->product == PRODUCT_CYLINDER && p->production_g == 0 && s->card != NULL && s->card->filling_bottles_per_day != 0;
}

/* Bulk that nobody has been promised, neither as bulk nor (but for `except`) as bottles that are still to be filled. */
static int64_t
free_bulk_g(const struct store_supply *s, const struct store_supply_stock *bulk, int64_t span, const struct store_supply_stock *except)
{
	int64_t g = bulk->g + made_g(bulk, -1, span, false) - bulk->reserved_g;
	for (int k = 0; k < s->n_stocks; k++) {
		const struct store_supply_stock *q = &s->stocks[k];
		if (q != except && q->known && fills_from_bulk(s, q) && q->reserved_g > q->g)
			g -= q->reserved_g - q->g;
	}
	return g;
}

int64_t
store_supply_free_g(const struct store_supply *s, const struct store_supply_stock *p, instant_t now, instant_t at)
{
	const struct store_supply_stock *bulk = store_supply_find(s, PRODUCT_LOX, NULL);
	if (!p->known)
		return INT64_MAX;
	if (p == bulk)
		return free_bulk_g(s, p, at - now, NULL);
	int64_t free_g = p->g + made_g(p, filling_per_day(s), at - now, false) - p->reserved_g;
	if (!fills_from_bulk(s, p) || bulk == NULL || !bulk->known)
		return free_g;
	int64_t have = free_bulk_g(s, bulk, at - now, p);
	int64_t fill = p->empty_known && at - now <= INSTANT_DAY ? (p->empty + p->empty_coming) * p->bottle_g : have;
	return free_g + (fill < have ? fill : have > 0 ? have : 0);
}

/* ---- open deliveries ------------------------------------------------------------------------------- */

err_t
store_supply_open(struct db_conn *c, const struct store_supply_of *of, struct arena *a, struct store_supply_open_list *ret, struct faults *f)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	err_t e = db_query(c, Q_SUPPLY_OPEN, DB_ARGS(DB_INTS(of->suppliers, of->n_suppliers), DB_INTS(of->sites, of->n_sites), DB_INSTANT(of->at.now),
	    DB_INSTANT(of->at.recorded_by)), &r, f);
	if (e)
		return e;
	ret->n = db_rows_n(r);
	ret->items = ARENA_ARRAY(a, struct store_supply_open, (size_t)ret->n);
	for (int i = 0; i < ret->n; i++) {
		const char *type = db_text(r, i, C_SUPPLY_OPEN_CONTAINER_TYPE), *vehicle = db_text(r, i, C_SUPPLY_OPEN_VEHICLE);
		ret->items[i] = (struct store_supply_open){ .id = db_id(r, i, C_SUPPLY_OPEN_DELIVERY_ID), .plan = db_id(r, i, C_SUPPLY_OPEN_PLAN_ID),
			.shard = (int16_t)db_int(r, i, C_SUPPLY_OPEN_SHARD), .site_id = db_int(r, i, C_SUPPLY_OPEN_SITE_ID),
			.supplier_id = db_int(r, i, C_SUPPLY_OPEN_SUPPLIER_ID),
			.home_id = db_int(r, i, db_is_null(r, i, C_SUPPLY_OPEN_CARRIER_ID) ? C_SUPPLY_OPEN_SUPPLIER_ID : C_SUPPLY_OPEN_CARRIER_ID),
			.asset_id = db_int(r, i, C_SUPPLY_OPEN_ASSET_ID),
			.product = (enum product)db_int(r, i, C_SUPPLY_OPEN_PRODUCT), .cylinder_type = type ? arena_strdup(a, type) : NULL,
			.vehicle = vehicle ? arena_strdup(a, vehicle) : NULL,
			.route_no = db_is_null(r, i, C_SUPPLY_OPEN_ROUTE_NO) ? -1 : (int)db_int(r, i, C_SUPPLY_OPEN_ROUTE_NO), .state = (enum delivery_state)db_int(r, i, C_SUPPLY_OPEN_STATE),
			.g = db_int(r, i, C_SUPPLY_OPEN_G), .full = db_int(r, i, C_SUPPLY_OPEN_N_FULL), .empties = db_int(r, i, C_SUPPLY_OPEN_N_EMPTIES),
			.from = db_instant(r, i, C_SUPPLY_OPEN_WINDOW_FROM), .to = db_instant(r, i, C_SUPPLY_OPEN_WINDOW_TO),
			.eta = db_instant(r, i, C_SUPPLY_OPEN_ETA) };
	}
	return ERR_OK;
}

err_t
store_supply_planned(struct db_conn *c, const char *province, struct store_moment at, struct arena *a, struct store_supply_lines *ret,
    struct faults *f)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	err_t e = db_query(c, Q_SUPPLY_PLANNED, DB_ARGS(DB_TEXT(province), DB_INSTANT(at.now), DB_INSTANT(at.recorded_by)), &r, f);
	if (e)
		return e;
	ret->n = db_rows_n(r);
	ret->items = ARENA_ARRAY(a, struct store_supply_line, (size_t)ret->n);
	for (int i = 0; i < ret->n; i++) {
		const char *type = db_text(r, i, C_SUPPLY_PLANNED_CONTAINER_TYPE);
		ret->items[i] = (struct store_supply_line){ .site_id = db_int(r, i, C_SUPPLY_PLANNED_SITE_ID),
			.supplier_id = db_int(r, i, C_SUPPLY_PLANNED_SUPPLIER_ID), .g = db_int(r, i, C_SUPPLY_PLANNED_G),
			.product = (enum product)db_int(r, i, C_SUPPLY_PLANNED_PRODUCT), .cylinder_type = type ? arena_strdup(a, type) : NULL,
			.from = db_instant(r, i, C_SUPPLY_PLANNED_WINDOW_FROM) };
	}
	return ERR_OK;
}

err_t
store_supply_duty(struct db_conn *c, const struct store_site *suppliers, size_t n, struct store_moment at, struct arena *a,
    struct store_supply_duties *ret, struct faults *f)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	int64_t *ids = ARENA_ARRAY(a, int64_t, n);
	for (size_t i = 0; i < n; i++)
		ids[i] = suppliers[i].site_id;
	err_t e = db_query(c, Q_SUPPLY_DUTY, DB_ARGS(DB_INTS(ids, n), DB_INSTANT(calendar_start(calendar_day_of(at.now))), DB_INSTANT(at.now),
	    DB_INSTANT(at.recorded_by)), &r, f);
	if (e)
		return e;
	ret->n = db_rows_n(r);
	ret->items = ARENA_ARRAY(a, struct store_supply_duty, (size_t)ret->n);
	for (int i = 0; i < ret->n; i++)
		ret->items[i] = (struct store_supply_duty){ .home_id = db_int(r, i, C_SUPPLY_DUTY_HOME_ID),
			.vehicle = arena_strdup(a, db_text(r, i, C_SUPPLY_DUTY_VEHICLE)), .began = db_instant(r, i, C_SUPPLY_DUTY_BEGAN),
			.first_supplier_id = db_int(r, i, C_SUPPLY_DUTY_FIRST_SUPPLIER_ID), .first_site_id = db_int(r, i, C_SUPPLY_DUTY_FIRST_SITE_ID),
			.first_eta = db_instant(r, i, C_SUPPLY_DUTY_FIRST_ETA),
			.last_at = db_instant(r, i, C_SUPPLY_DUTY_LAST_AT), .last_site_id = db_int(r, i, C_SUPPLY_DUTY_LAST_SITE_ID),
			.last_g = db_int(r, i, C_SUPPLY_DUTY_LAST_G), .last_full = db_int(r, i, C_SUPPLY_DUTY_LAST_FULL) };
	return ERR_OK;
}

err_t
store_supply_driven(struct db_conn *c, const struct store_supply_since *q, struct arena *a, struct store_supply_driven_list *ret, struct faults *f)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	int64_t *ids = ARENA_ARRAY(a, int64_t, q->n);
	for (size_t i = 0; i < q->n; i++)
		ids[i] = q->suppliers[i].site_id;
	err_t e = db_query(c, Q_SUPPLY_DRIVEN, DB_ARGS(DB_INTS(ids, q->n), DB_INSTANT(q->since), DB_INSTANT(q->at.now), DB_INSTANT(q->at.recorded_by)),
	    &r, f);
	if (e)
		return e;
	ret->n = db_rows_n(r);
	ret->items = ARENA_ARRAY(a, struct store_supply_driven, (size_t)ret->n);
	for (int i = 0; i < ret->n; i++)
		ret->items[i] = (struct store_supply_driven){ .home_id = db_int(r, i, C_SUPPLY_DRIVEN_HOME_ID),
			.supplier_id = db_int(r, i, C_SUPPLY_DRIVEN_SUPPLIER_ID),
			.site_id = db_int(r, i, C_SUPPLY_DRIVEN_SITE_ID), .vehicle = arena_strdup(a, db_text(r, i, C_SUPPLY_DRIVEN_VEHICLE)),
			.plan = db_id(r, i, C_SUPPLY_DRIVEN_PLAN_ID), .at = db_instant(r, i, C_SUPPLY_DRIVEN_AT),
			.route_no = db_is_null(r, i, C_SUPPLY_DRIVEN_ROUTE_NO) ? -1 : (int)db_int(r, i, C_SUPPLY_DRIVEN_ROUTE_NO) };
	return ERR_OK;
}

static void
hang_open(struct store_supply *s, const struct store_supply_open_list *all, struct arena *a)
{
	struct store_supply_open *mine = ARENA_ARRAY(a, struct store_supply_open, (size_t)all->n);
	for (int i = 0; i < all->n; i++) {
		const struct store_supply_open *o = &all->items[i];
		if (o->supplier_id != s->site.site_id)
			continue;
		mine[s->n_open++] = *o;
		struct store_supply_stock *p = store_supply_find(s, o->product, o->cylinder_type);
		if (o->state != DELIVERY_OFFERED && p != NULL)
			p->empty_coming += o->empties > 0 ? o->empties : 0;
		if (o->state == DELIVERY_ACCEPTED && p != NULL) {
			p->reserved_g += o->g;
			p->reserved_full += o->full > 0 ? o->full : 0;
		}
	}
	s->open = mine;
}

static err_t
load_open(struct loading *l)
{
	struct store_supply_open_list all;
	struct store_supply_of of = { .suppliers = l->sites.p, .n_suppliers = l->n, .at = l->at };
	err_t e = store_supply_open(l->c, &of, l->a, &all, l->f);
	for (size_t i = 0; !e && i < l->n; i++)
		hang_open(&l->all[i], &all, l->a);
	return e;
}

err_t
store_supply_load(struct db_conn *c, const struct store_site *sites, size_t n, struct store_moment at, struct arena *a,
    struct store_supply **ret, struct faults *f)
{
	struct loading l = { .c = c, .a = a, .f = f, .all = ARENA_ARRAY(a, struct store_supply, n), .n = n, .at = at };
	static err_t (*const steps[])(struct loading *) = { load_cards, load_accounts, load_seen, load_moves, load_open };
	set_arrays(&l, sites);
	for (size_t i = 0; i < n; i++)
		l.all[i].site = sites[i];
	for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
		err_t e = steps[i](&l);
		if (e)
			return e;
	}
	for (size_t i = 0; i < n; i++)
		project(&l.all[i], at.now);
	*ret = l.all;
	return ERR_OK;
}

/* ---- small questions ------------------------------------------------------------------------------- */

err_t
store_supply_lock(struct db_conn *c, int64_t supplier_id, struct faults *f)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	return db_query(c, Q_SUPPLY_LOCK, DB_ARGS(DB_INT(supplier_id)), &r, f);
}

err_t
store_supply_related(struct db_conn *c, struct store_site facility, struct store_site supplier, bool *ret, struct faults *f)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	if (str_eq(facility.province, supplier.province)) {
		*ret = true;
		return ERR_OK;
	}
	err_t e = db_query(c, Q_SUPPLY_RELATED, DB_ARGS(DB_INT(facility.shard), DB_INT(facility.site_id), DB_INT(supplier.site_id),
	    DB_TEXT(supplier.code), DB_TEXT(facility.code)), &r, f);
	if (!e)
		*ret = db_bool(r, 0, C_SUPPLY_RELATED_RELATED);
	return e;
}

err_t
store_supply_needs(struct db_conn *c, const struct store_site *sites, size_t n, struct store_moment at, struct arena *a,
    struct store_supply_needs *ret, struct faults *f)
{
	struct loading l = { .a = a, .n = n };
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	set_arrays(&l, sites);
	err_t e = db_query(c, Q_SUPPLY_NEEDS, DB_ARGS(l.shards, l.sites, DB_INSTANT(at.now), DB_INSTANT(at.recorded_by)), &r, f);
	if (e)
		return e;
	ret->n = db_rows_n(r);
	ret->items = ARENA_ARRAY(a, struct store_supply_need, (size_t)ret->n);
	for (int i = 0; i < ret->n; i++) {
		const char *type = db_text(r, i, C_SUPPLY_NEEDS_CONTAINER_TYPE);
		ret->items[i] = (struct store_supply_need){ .id = db_id(r, i, C_SUPPLY_NEEDS_NEED_ID), .site_id = db_int(r, i, C_SUPPLY_NEEDS_SITE_ID),
			.g = db_int(r, i, C_SUPPLY_NEEDS_G), .product = (enum product)db_int(r, i, C_SUPPLY_NEEDS_PRODUCT),
			.cylinder_type = type ? arena_strdup(a, type) : NULL, .urgency = (int)db_int(r, i, C_SUPPLY_NEEDS_URGENCY),
			.needed_by = db_instant(r, i, C_SUPPLY_NEEDS_NEEDED_BY) };
	}
	return ERR_OK;
}
