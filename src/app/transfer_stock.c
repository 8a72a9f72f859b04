/* transfer_stock - under both facilities' locks: what is there, projected to now, is lent once. */
#include "app/transfer_stock.h"

#include "app/deliver_view.h"
#include "app/plan_needs.h"
#include "base/str.h"
#include "domain/container.h"
#include "store/supply.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define SLACK (5 * INSTANT_MINUTE)
#define OLDEST (62 * INSTANT_DAY)

enum { ACCOUNT_TANK = 1, ACCOUNT_POOL = 2 };

struct lending {
	struct act *a;
	struct store_site from, to;
	struct transfer *t;
	struct store_supply_accounts accounts;
	const struct store_supply_account *out, *in;
	int64_t g;
};

static err_t
find_accounts(struct lending *l)
{
	CLEANUP(db_release_ptr) struct db_conn *job = NULL; /* the borrower's accounts are not in a lending hospital's scope */
	struct store_site both[] = { l->from, l->to };
	err_t e = db_acquire(l->a->app->db, DB_JOB, &job, l->a->faults);
	return e ? e : store_supply_accounts(job, both, 2, l->a->arena, &l->accounts, l->a->faults);
}

static err_t
find_one(struct lending *l, int64_t site_id, const char *asset, const char *pointer, const struct store_supply_account **ret)
{
	const struct transfer *t = l->t;
	for (int i = 0; i < l->accounts.n; i++) {
		const struct store_supply_account *x = &l->accounts.items[i];
		bool fits = t->product == PRODUCT_LOX ? x->kind == ACCOUNT_TANK : x->kind == ACCOUNT_POOL && str_eq(x->container_type, t->cylinder_type);
		if (x->site_id == site_id && x->asset_id != 0 && fits && (asset == NULL || str_eq(x->code, asset))) {
			*ret = x;
			return ERR_OK;
		}
	}
	return fault_add(l->a->faults, FAULT_UNKNOWN_REF, pointer, "asset for", asset ? asset : t->cylinder_type ? t->cylinder_type : "lox", NULL);
}

static err_t
check_values(struct lending *l)
{
	struct transfer *t = l->t;
	const struct container *c = t->cylinder_type ? container_find(t->cylinder_type) : NULL;
	instant_t now = l->a->at.now;
	char got[CALENDAR_INSTANT_TEXT], text[24];
	if (t->quantity.gauge != GAUGE_NONE)
		return fault_add(l->a->faults, FAULT_UNIT_HERE, "/quantity/unit", "g", NULL, NULL);
	l->g = t->quantity.g != UNITS_UNKNOWN_G ? t->quantity.g : c && t->full != UNKNOWN_I64 ? t->full * c->g : 0;
	snprintf(text, sizeof text, "%lld", (long long)l->g);
	if (l->g < 1)
		return fault_add(l->a->faults, FAULT_RANGE, t->full != UNKNOWN_I64 ? "/full" : "/quantity", "1 g or more", text, NULL);
	if (t->full == UNKNOWN_I64 && c != NULL)
		t->full = (l->g + c->g / 2) / c->g;
	if (t->occurred_at == INSTANT_NONE)
		t->occurred_at = now;
	if (t->occurred_at > now + SLACK || t->occurred_at < now - OLDEST)
		return fault_add(l->a->faults, FAULT_RANGE, "/occurred_at", "the last 62 days", calendar_instant_text(t->occurred_at, got), NULL);
	t->quantity = units_of_g(l->g);
	return ERR_OK;
}

/* The lender's stock in the asset, run down to now. */
static err_t
check_stock(struct lending *l)
{
	struct act *a = l->a;
	struct store_position *p;
	struct forecast_site_input project;
	struct store_position_query q = { .sites = &l->from, .n = 1, .at = { a->at.now, a->at.recorded_by }, .days = 45 };
	char have[24] = "?", want[24];
	int64_t g = 0;
	err_t e = store_position_load(a->db, &q, a->arena, &p, a->faults);
	if (e)
		return e;
	for (int i = 0; i < p->n_truths; i++) {
		const struct store_truth *t = &p->truths[i];
		if (t->account_id != l->out->account_id || t->at == INSTANT_NONE || t->g == UNKNOWN_I64)
			continue;
		store_position_input(p, a->app->paths, a->at.now, a->arena, &project);
		struct needs_draw w = { 0 };
		if (t->asset != NULL && p->card != NULL && needs_counts(p->card, t->asset))
			w = needs_draw(p->card, t->asset);
		struct needs_truth truth = app_plan_needs_truth(t);
		g = (int64_t)needs_stock_now(&truth, project.demand, a->at.now, w);
		snprintf(have, sizeof have, "%lld", (long long)g);
	}
	if (g >= l->g)
		return ERR_OK;
	snprintf(want, sizeof want, "%lld", (long long)l->g);
	return fault_add(a->faults, FAULT_NO_STOCK_TO_LEND, "/quantity", l->out->code, have, want);
}

static err_t
book(struct lending *l)
{
	struct act *a = l->a;
	struct transfer *t = l->t;
	struct store_delivery_by by = { .cred_id = a->who->cred_id, .role = a->who->role, .at = t->occurred_at, .recorded_at = a->recorded_at };
	struct store_delivery_move m = { .id = id_new(a->recorded_at), .from = l->out->account_id, .to = l->in->account_id, .g = l->g, .at = t->occurred_at,
		.cylinder_type = t->cylinder_type, .docket = t->docket, .full = t->full, .empty = t->empties_back, .cause = STORE_CAUSE_TRANSFER };
	t->id = id_new(a->recorded_at);
	t->state = TRANSFER_DONE;
	t->recorded_at = a->recorded_at;
	t->from_asset = l->out->code;
	t->to_asset = l->in->code;
	err_t e = db_run(a->db, Q_TRANSFER_INSERT,
	    DB_ARGS(DB_INT(l->from.shard), DB_INT(l->from.site_id), DB_ID(t->id), DB_INT(l->to.shard), DB_INT(l->to.site_id), DB_INT(m.from), DB_INT(m.to),
	        DB_INT(t->product), DB_TEXT(t->cylinder_type), DB_INT(l->g), DB_INT(t->full), DB_INT(t->empties_back), DB_INSTANT(t->occurred_at),
	        DB_INSTANT(a->recorded_at), DB_INT(a->who->cred_id), DB_TEXT(t->reason), DB_TEXT(t->docket), DB_TEXT(t->client_event_id)),
	    NULL, a->faults);
	return e ? e : store_delivery_move(a->db, l->from.shard, l->from.site_id, &m, &by, a->faults);
}

/* ---- reading ---------------------------------------------------------------------------------------------- */

static const char *
keep(struct act *a, const char *text)
{
	return text ? arena_strdup(a->arena, text) : NULL;
}

static struct transfer
read_row(struct act *a, const struct db_rows *r, int i)
{
	return (struct transfer){ .id = db_id(r, i, C_TRANSFER_LIST_TRANSFER_ID), .from = app_deliver_view_code(a, db_int(r, i, C_TRANSFER_LIST_SITE_ID)),
		.to = app_deliver_view_code(a, db_int(r, i, C_TRANSFER_LIST_TO_SITE)), .product = (enum product)db_int(r, i, C_TRANSFER_LIST_PRODUCT),
		.cylinder_type = keep(a, db_text(r, i, C_TRANSFER_LIST_CONTAINER_TYPE)), .quantity = units_of_g(db_int(r, i, C_TRANSFER_LIST_G)),
		.full = db_int(r, i, C_TRANSFER_LIST_N_FULL), .empties_back = db_int(r, i, C_TRANSFER_LIST_N_EMPTIES),
		.occurred_at = db_instant(r, i, C_TRANSFER_LIST_OCCURRED_AT), .reason = keep(a, db_text(r, i, C_TRANSFER_LIST_REASON)),
		.docket = keep(a, db_text(r, i, C_TRANSFER_LIST_DOCKET)), .client_event_id = keep(a, db_text(r, i, C_TRANSFER_LIST_CLIENT_EVENT_ID)),
		.state = TRANSFER_DONE, .recorded_at = db_instant(r, i, C_TRANSFER_LIST_RECORDED_AT) };
}

static const char *
asset_code(struct act *a, const struct db_rows *assets, int64_t account_id)
{
	for (int i = 0; i < db_rows_n(assets); i++)
		if (db_int(assets, i, C_TRANSFER_ASSETS_ACCOUNT_ID) == account_id)
			return keep(a, db_text(assets, i, C_TRANSFER_ASSETS_CODE));
	return NULL;
}

/* The first n rows. A hospital sees its own assets alone, and which of the other's it was belongs to the loan: DB_JOB. */
static err_t
read_rows(struct act *a, const struct db_rows *r, int n, struct transfer *items)
{
	CLEANUP(db_release_ptr) struct db_conn *job = NULL;
	CLEANUP(db_rows_free_ptr) struct db_rows *assets = NULL;
	size_t ends = 2 * (size_t)n;
	int64_t *shard = ARENA_ARRAY(a->arena, int64_t, ends), *site = ARENA_ARRAY(a->arena, int64_t, ends), *account = ARENA_ARRAY(a->arena, int64_t, ends);
	for (int i = 0; i < n; i++) {
		items[i] = read_row(a, r, i);
		shard[2 * i] = db_int(r, i, C_TRANSFER_LIST_SHARD);
		site[2 * i] = db_int(r, i, C_TRANSFER_LIST_SITE_ID);
		account[2 * i] = db_int(r, i, C_TRANSFER_LIST_FROM_ACCOUNT);
		shard[2 * i + 1] = db_int(r, i, C_TRANSFER_LIST_TO_SHARD);
		site[2 * i + 1] = db_int(r, i, C_TRANSFER_LIST_TO_SITE);
		account[2 * i + 1] = db_int(r, i, C_TRANSFER_LIST_TO_ACCOUNT);
	}
	if (n == 0)
		return ERR_OK;
	err_t e = db_acquire(a->app->db, DB_JOB, &job, a->faults);
	if (!e)
		e = db_query(job, Q_TRANSFER_ASSETS, DB_ARGS(DB_INTS(shard, ends), DB_INTS(site, ends), DB_INTS(account, ends)), &assets, a->faults);
	for (int i = 0; !e && i < n; i++) {
		items[i].from_asset = asset_code(a, assets, account[2 * i]);
		items[i].to_asset = asset_code(a, assets, account[2 * i + 1]);
	}
	return e;
}

static struct id
last_id(void)
{
	struct id id;
	memset(id.b, 0xff, sizeof id.b);
	return id;
}

static err_t
find_told(struct lending *l, bool *ret)
{
	struct act *a = l->a;
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	*ret = false;
	if (l->t->client_event_id == NULL)
		return ERR_OK;
	err_t e = db_query(a->db, Q_TRANSFER_LIST, DB_ARGS(DB_INT(0), DB_ID(last_id()), DB_INSTANT(a->at.recorded_by), DB_INT(a->who->cred_id),
	    DB_TEXT(l->t->client_event_id), DB_INT(1)), &r, a->faults);
	if (e || db_rows_n(r) == 0)
		return e;
	struct transfer old;
	e = read_rows(a, r, 1, &old);
	if (e)
		return e;
	if (!str_eq(old.from, l->from.code) || !str_eq(old.to, l->to.code) || old.quantity.g != l->g || old.product != l->t->product)
		return fault_add(a->faults, FAULT_EVENT_ID_REUSED, "/client_event_id", NULL, NULL, NULL);
	*l->t = old;
	*ret = true;
	return ERR_OK;
}

err_t
app_transfer_stock(struct act *a, struct store_site from, struct store_site to, struct transfer *t, bool *ret_new)
{
	struct lending l = { .a = a, .from = from, .to = to, .t = t };
	bool told = false;
	char id[ID_TEXT];
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	int64_t low = from.site_id < to.site_id ? from.site_id : to.site_id, high = from.site_id < to.site_id ? to.site_id : from.site_id;
	err_t e = db_query(a->db, Q_TRANSFER_LOCK, DB_ARGS(DB_INT(low), DB_INT(high)), &r, a->faults);
	if (!e)
		e = find_accounts(&l);
	if (!e)
		e = check_values(&l);
	if (!e)
		e = find_told(&l, &told);
	*ret_new = !told;
	if (e || told)
		return e;
	e = find_one(&l, from.site_id, t->from_asset, t->from_asset ? "/from_asset" : "/from", &l.out);
	if (!e)
		e = find_one(&l, to.site_id, t->to_asset, t->to_asset ? "/to_asset" : "/to", &l.in);
	if (!e)
		e = check_stock(&l);
	if (!e)
		e = book(&l);
	return e ? e : app_audit(a, from, "transfer.make", id_text(t->id, id), NULL);
}

err_t
app_transfer_stock_partner(struct act *a, const char *code, struct store_site own, const char *pointer, struct store_site *ret)
{
	CLEANUP(db_release_ptr) struct db_conn *job = NULL;
	err_t e = db_acquire(a->app->db, DB_JOB, &job, a->faults);
	if (!e)
		e = store_site_find(a->app->sites, job, code, ret, a->faults);
	if (e)
		return e;
	if (ret->site_id != 0 && (ret->roles & STORE_FACILITY) != 0 && (app_sees(a, *ret) || str_eq(ret->province, own.province)))
		return ERR_OK;
	return fault_add(a->faults, FAULT_NOT_FOUND, pointer, NULL, NULL, NULL);
}

err_t
app_transfer_stock_list(struct act *a, const char *facility, const char *cursor, int64_t limit, struct app_transfer_stock_list *ret)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	struct store_site site = { 0 };
	struct id before = last_id();
	char id[ID_TEXT];
	*ret = (struct app_transfer_stock_list){ 0 };
	if (cursor != NULL && !id_parse(cursor, &before))
		return fault_add(a->faults, FAULT_CHOICE, "?cursor", "next", NULL, NULL);
	err_t e = facility ? app_site_in_scope(a, facility, STORE_FACILITY, "?facility", &site) : ERR_OK;
	if (!e)
		e = db_query(a->db, Q_TRANSFER_LIST, DB_ARGS(DB_INT(site.site_id), DB_ID(before), DB_INSTANT(a->at.recorded_by), DB_INT(a->who->cred_id), DB_TEXT(NULL),
		    DB_INT(limit + 1)), &r, a->faults);
	if (e)
		return e;
	ret->n = db_rows_n(r) > limit ? (int)limit : db_rows_n(r);
	ret->items = ARENA_ARRAY(a->arena, struct transfer, (size_t)ret->n + 1);
	e = read_rows(a, r, ret->n, ret->items);
	if (!e && db_rows_n(r) > limit)
		ret->next = arena_strdup(a->arena, id_text(ret->items[ret->n - 1].id, id));
	return e;
}
