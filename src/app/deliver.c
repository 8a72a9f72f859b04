/* deliver - decide whether an event may happen, complete it, book it, tell it.
 *
 * Which event may follow which is domain/delivery_state.h's table; here stand the questions that need the world: time, stock, grams. */
#include "app/deliver.h"

#include "app/deliver_book.h"
#include "app/deliver_filled.h"
#include "base/str.h"
#include "domain/container.h"
#include "store/card.h"

#include <stdio.h>
#include <string.h>

/* CONTRACT: an event may equal the previous one's instant or precede it by up to five minutes; clocks of phones differ as much. */
#define SLACK (5 * INSTANT_MINUTE)

struct step {
	struct act *a;
	struct store_delivery d; /* under the supplier's lock */
	const struct delivery_event *ev;
	const struct delivery_transition *t;
	struct store_supply *supply;
	struct app_deliver_book book;
};

static struct store_delivery_by
by_of(const struct act *a, instant_t at)
{
	return (struct store_delivery_by){ .cred_id = a->who->cred_id, .role = a->who->role, .at = at, .recorded_at = a->recorded_at };
}

static err_t
range(struct act *a, const char *pointer, int64_t low, int64_t high, int64_t got)
{
	char want[64], have[24];
	snprintf(want, sizeof want, "%lld..%lld g", (long long)low, (long long)high);
	snprintf(have, sizeof have, "%lld", (long long)got);
	return fault_add(a->faults, FAULT_RANGE, pointer, want, have, NULL);
}

static err_t
wrong_state(struct act *a, enum delivery_state state, enum delivery_event_kind event)
{
	char needs[120];
	return fault_add(a->faults, FAULT_STATE, "/event", names_word(&delivery_state_names, (int)state),
	    delivery_state_needs(event, needs, sizeof needs), NULL);
}

/* ---- grams and bottles -------------------------------------------------------------------------------- */

static int64_t
bottle_g(const struct delivery *d)
{
	const struct container *c = d->product == PRODUCT_CYLINDER && d->cylinder_type ? container_find(d->cylinder_type) : NULL;
	return c ? c->g : 0;
}

/* What the event says of grams: the quantity, else the bottles, else `def`. */
static int64_t
grams_of(const struct step *s, const struct quantity *q, int64_t full, int64_t def)
{
	if (q->g != UNITS_UNKNOWN_G)
		return q->g;
	if (full != UNKNOWN_I64 && bottle_g(&s->d.d) > 0)
		return full * bottle_g(&s->d.d);
	return def;
}

/* Complete the event: load and deliver default to the accepted quantity, accept to the offered one. */
static err_t
complete(struct step *s)
{
	const struct delivery_event *ev = s->ev;
	const struct delivery *d = &s->d.d;
	int64_t in_force = d->accepted_g != UNKNOWN_I64 ? d->accepted_g : d->quantity_g;
	struct app_deliver_book *b = &s->book;
	if (ev->accepted.gauge != GAUGE_NONE || ev->rejected.gauge != GAUGE_NONE)
		return fault_add(s->a->faults, FAULT_UNIT_HERE, ev->accepted.gauge ? "/accepted/unit" : "/rejected/unit", "g", NULL, NULL);
	b->rejected_g = grams_of(s, &ev->rejected, UNKNOWN_I64, UNKNOWN_I64);
	if (ev->event == DELIVERY_DELIVER && ev->accepted.g == UNITS_UNKNOWN_G && ev->full == UNKNOWN_I64 && b->rejected_g != UNKNOWN_I64)
		in_force = in_force > b->rejected_g ? in_force - b->rejected_g : 0; /* only what went back was said */
	b->accepted_g = grams_of(s, &ev->accepted, ev->full, in_force);
	b->full = ev->full != UNKNOWN_I64 ? ev->full
	    : bottle_g(d) > 0             ? (b->accepted_g + bottle_g(d) / 2) / bottle_g(d)
	                                  : UNKNOWN_I64;
	b->empties = ev->empties_back != UNKNOWN_I64 ? ev->empties_back : s->d.d.empties_back;
	b->vehicle = ev->vehicle;
	return ERR_OK;
}

/* ---- the supplier's stock -------------------------------------------------------------------------------- */

/* The supplier as it stands now, seen with the job's eyes: a hospital's delivery books on accounts that it may not see. */
static err_t
load_supply(struct act *a, struct store_site supplier, struct store_supply **ret)
{
	CLEANUP(db_release_ptr) struct db_conn *c = NULL;
	struct store_moment now = { a->at.now, a->at.recorded_by };
	err_t e = db_acquire(a->app->db, DB_JOB, &c, a->faults);
	return e ? e : store_supply_load(c, &supplier, 1, now, a->arena, ret, a->faults);
}

static err_t
check_stock(struct step *s, int64_t own_g)
{
	const struct delivery *d = &s->d.d;
	const struct store_supply_stock *p = store_supply_find(s->supply, d->product, d->cylinder_type);
	instant_t now = s->a->at.now, due = d->mode == DELIVERY_ROUTED ? d->window.start : d->window.end, at = due > now ? due : now;
	char have[24], want[24];
	int64_t free_g = p ? store_supply_free_g(s->supply, p, now, s->ev->event == DELIVERY_LOAD ? now : at) : 0;
	if (free_g != INT64_MAX)
		free_g += own_g;
	if (free_g >= s->book.accepted_g)
		return ERR_OK;
	snprintf(have, sizeof have, "%lld", (long long)(free_g > 0 ? free_g : 0));
	snprintf(want, sizeof want, "%lld", (long long)s->book.accepted_g);
	return fault_add(s->a->faults, FAULT_NO_SUPPLY, "/accepted", s->d.d.supplier, have, want);
}

static err_t
accept(struct step *s)
{
	int64_t most = s->d.d.max_g > s->d.d.quantity_g ? s->d.d.max_g : s->d.d.quantity_g;
	if (s->book.accepted_g < 1 || s->book.accepted_g > most)
		return range(s->a, s->ev->accepted.g == UNITS_UNKNOWN_G && s->ev->full != UNKNOWN_I64 ? "/full" : "/accepted", 1, most, s->book.accepted_g);
	return check_stock(s, 0);
}

static err_t
load(struct step *s)
{
	int64_t most = s->d.d.max_g > s->d.d.quantity_g ? s->d.d.max_g : s->d.d.quantity_g;
	int64_t reserved = s->d.d.accepted_g != UNKNOWN_I64 ? s->d.d.accepted_g : s->d.d.quantity_g;
	if (s->book.accepted_g < 1 || s->book.accepted_g > most)
		return range(s->a, "/accepted", 1, most, s->book.accepted_g);
	err_t e = s->book.accepted_g > reserved ? check_stock(s, reserved) : ERR_OK;
	return e ? e : app_deliver_book_load(s->a, &s->book);
}

static err_t
book(struct step *s)
{
	switch (s->t->books) {
	case DELIVERY_BOOK_RESERVE: return accept(s); /* the event itself is the reservation */
	case DELIVERY_BOOK_LOAD: return load(s);
	case DELIVERY_BOOK_UNLOAD: return app_deliver_book_unload(s->a, &s->book);
	case DELIVERY_BOOK_DELIVER: return app_deliver_book_settle(s->a, &s->book, false);
	case DELIVERY_BOOK_CORRECT: return app_deliver_book_settle(s->a, &s->book, true);
	case DELIVERY_BOOK_NOTHING:
	case DELIVERY_BOOK_RELEASE:
	case DELIVERY_BOOK_STATEMENT: break;
	}
	return ERR_OK;
}

/* ---- events ------------------------------------------------------------------------------------------------ */

static err_t
check_time(struct step *s)
{
	char want[90], got[CALENDAR_INSTANT_TEXT], low[CALENDAR_INSTANT_TEXT];
	instant_t at = s->ev->occurred_at != INSTANT_NONE ? s->ev->occurred_at : s->a->at.now;
	s->book.by = by_of(s->a, at);
	if (s->ev->occurred_at == INSTANT_NONE || (at >= s->d.occurred_at - SLACK && at <= s->a->at.now + SLACK))
		return ERR_OK;
	snprintf(want, sizeof want, "%s or later, and not after now", calendar_instant_text(s->d.occurred_at - SLACK, low));
	return fault_add(s->a->faults, FAULT_RANGE, "/occurred_at", want, calendar_instant_text(at, got), NULL);
}

static err_t
find_transition(struct step *s)
{
	struct act *a = s->a;
	enum delivery_state state = s->d.d.state;
	if (state == DELIVERY_OFFERED && s->d.offered_at + APP_DELIVER_OFFER_LASTS <= a->at.now &&
	    (s->ev->event == DELIVERY_ACCEPT || s->ev->event == DELIVERY_DECLINE))
		state = DELIVERY_EXPIRED; /* the job that says so has only not come by yet */
	s->t = delivery_state_step(state, s->ev->event, a->who->role, s->d.said);
	return s->t ? ERR_OK : wrong_state(a, state, s->ev->event);
}

/* The goods are the supplier's to promise and to load; what happens on the road, another's vehicle may tell as well as it. */
static bool
is_the_suppliers_alone(enum delivery_event_kind e)
{
	return e == DELIVERY_ACCEPT || e == DELIVERY_DECLINE || e == DELIVERY_LOAD;
}

static bool
is_carrier(const struct act *a, const struct store_delivery *d)
{
	return a->who->role == ROLE_SUPPLIER && d->carrier_id != 0 && a->who->site.site_id == d->carrier_id;
}

static err_t
record(struct step *s)
{
	const struct delivery_event *ev = s->ev;
	bool goods = s->t->books == DELIVERY_BOOK_RESERVE || s->t->books == DELIVERY_BOOK_LOAD || ev->event == DELIVERY_DELIVER;
	struct store_delivery_step step = { .shard = s->d.shard, .delivery = s->d.d.id, .seq = s->d.seq + 1, .event = ev->event, .state = s->t->to,
		.accepted_g = goods ? s->book.accepted_g : UNKNOWN_I64,
		.rejected_g = ev->event == DELIVERY_DELIVER ? s->book.rejected_g : UNKNOWN_I64,
		.full = goods ? s->book.full : UNKNOWN_I64,
		.empties = goods ? s->book.empties : UNKNOWN_I64,
		.eta = ev->eta, .reason = ev->reason, .vehicle = ev->vehicle, .docket = ev->docket, .client_event_id = ev->client_event_id,
		.statement = s->t->books == DELIVERY_BOOK_STATEMENT };
	return store_delivery_step(s->a->db, &step, &s->book.by, s->a->faults);
}

/* The same client_event_id again is the same event: nothing more happens. */
static err_t
was_told(struct step *s, bool *ret)
{
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	*ret = false;
	if (s->ev->client_event_id == NULL)
		return ERR_OK;
	err_t e = db_query(s->a->db, Q_DELIVERY_EVENT_KNOWN, DB_ARGS(DB_INT(s->d.shard), DB_ID(s->d.d.id), DB_TEXT(s->ev->client_event_id)), &r,
	    s->a->faults);
	if (e || db_rows_n(r) == 0)
		return e;
	if (db_int(r, 0, C_DELIVERY_EVENT_KNOWN_EVENT) != (int64_t)s->ev->event)
		return fault_add(s->a->faults, FAULT_EVENT_ID_REUSED, "/client_event_id", NULL, NULL, NULL);
	*ret = true;
	return ERR_OK;
}

static err_t
site_by_id(struct act *a, int64_t site_id, struct store_site *ret)
{
	if (app_deliver_view_code(a, site_id) == NULL || !store_site_by_id(a->app->sites, site_id, ret))
		return fault_add(a->faults, FAULT_INTERNAL, "", "site without a code", NULL, NULL);
	return ERR_OK;
}

static err_t
perform(struct step *s)
{
	struct store_site supplier;
	err_t e = check_time(s);
	if (!e)
		e = complete(s);
	if (!e)
		e = site_by_id(s->a, s->d.supplier_id, &supplier);
	if (!e && s->t->books != DELIVERY_BOOK_NOTHING && s->t->books != DELIVERY_BOOK_RELEASE)
		e = load_supply(s->a, supplier, &s->supply);
	s->book.delivery = &s->d;
	s->book.supply = s->supply;
	if (!e)
		e = book(s);
	if (!e && s->ev->filled && s->ev->event == DELIVERY_DELIVER)
		e = app_deliver_filled(s->a, &s->d, &s->book.by);
	return e ? e : record(s);
}

static err_t
told_and_kept(struct act *a, const struct store_delivery *d, enum delivery_event_kind event, const char *reason)
{
	struct store_site facility;
	char id[ID_TEXT];
	err_t e = app_deliver_view_tell(a, d, 1, event);
	if (!e)
		e = site_by_id(a, d->site_id, &facility);
	(void)reason;
	return e ? e : app_audit(a, facility, arena_printf(a->arena, "delivery.%s", names_word(&delivery_state_events, (int)event)), id_text(d->d.id, id), NULL);
}

err_t
app_deliver_event(struct act *a, const struct store_delivery *found, const struct delivery_event *ev, struct store_delivery *ret)
{
	struct step s = { .a = a, .ev = ev };
	bool told = false;
	if (!delivery_state_may(ev->event, a->who->role))
		return fault_add(a->faults, FAULT_ROLE, "/event", names_word(&role_names, (int)a->who->role), NULL, NULL);
	if (is_carrier(a, found) && is_the_suppliers_alone(ev->event))
		return fault_add(a->faults, FAULT_ROLE, "/event", "carrier", NULL, NULL);
	err_t e = store_supply_lock(a->db, found->supplier_id, a->faults);
	if (!e)
		e = app_deliver_view_by_id(a, found->d.id, &s.d);
	if (!e)
		e = was_told(&s, &told);
	if (!e && told) {
		*ret = s.d;
		return ERR_OK;
	}
	if (!e)
		e = find_transition(&s);
	if (!e)
		e = perform(&s);
	if (!e)
		e = app_deliver_view_by_id(a, found->d.id, ret);
	return e ? e : told_and_kept(a, ret, ev->event, ev->reason);
}

err_t
app_deliver_close(struct act *a, struct id delivery, enum delivery_event_kind event, const char *reason)
{
	struct store_delivery d;
	err_t e = app_deliver_view_by_id(a, delivery, &d);
	const struct delivery_transition *t = e ? NULL : delivery_state_step(d.d.state, event, ROLE_NONE, 0);
	if (e || t == NULL || d.d.state != DELIVERY_OFFERED)
		return e;
	struct store_delivery_by by = by_of(a, a->at.now);
	by.role = ROLE_NONE;
	struct store_delivery_step step = { .shard = d.shard, .delivery = delivery, .seq = d.seq + 1, .event = event, .state = t->to,
		.accepted_g = UNKNOWN_I64, .rejected_g = UNKNOWN_I64, .full = UNKNOWN_I64, .empties = UNKNOWN_I64, .eta = INSTANT_NONE, .reason = reason };
	e = store_delivery_step(a->db, &step, &by, a->faults);
	if (!e)
		e = app_deliver_view_by_id(a, delivery, &d);
	return e ? e : told_and_kept(a, &d, event, reason);
}

/* ---- drops outside any plan ----------------------------------------------------------------------------------- */

err_t
app_deliver_partner(struct act *a, const char *code, enum store_role role, struct store_site own, const char *pointer, struct store_site *ret)
{
	CLEANUP(db_release_ptr) struct db_conn *c = NULL;
	bool related = false;
	err_t e = db_acquire(a->app->db, DB_JOB, &c, a->faults);
	if (!e)
		e = store_site_find(a->app->sites, c, code, ret, a->faults);
	if (!e && ret->site_id != 0 && (ret->roles & (unsigned)role) != 0)
		e = store_supply_related(c, role == STORE_SUPPLIER ? own : *ret, role == STORE_SUPPLIER ? *ret : own, &related, a->faults);
	if (e)
		return e;
	return related ? ERR_OK : fault_add(a->faults, FAULT_NOT_FOUND, pointer, NULL, NULL, NULL);
}

struct dropping {
	struct act *a;
	struct store_site facility, supplier;
	const struct delivery_drop *drop;
	struct store_supply *supply;
	struct store_supply_accounts accounts; /* of the facility */
	struct store_delivery_new row;
	int64_t g;
};

enum { ACCOUNT_TANK = 1, ACCOUNT_POOL = 2, ACCOUNT_OUTSIDE = 8 };

static bool
takes(const struct store_supply_account *x, const struct delivery_drop *d)
{
	if (d->product == PRODUCT_LOX)
		return x->kind == ACCOUNT_TANK && x->asset_id != 0;
	return x->kind == ACCOUNT_POOL && x->asset_id != 0 && str_eq(x->container_type, d->cylinder_type);
}

/* A drop acts at once in two ledgers, so what cannot have been taken in is refused. */
static err_t
check_room(struct dropping *w, struct db_conn *c, const char *code)
{
	struct act *a = w->a;
	struct store_card *cards;
	struct facility card;
	err_t e = store_card_load(c, &w->facility, 1, a->at.recorded_by, a->arena, &cards, a->faults);
	if (!e && cards[0].doc != NULL)
		e = store_card_facility(&cards[0], a->arena, &card, a->faults);
	if (e || cards[0].doc == NULL)
		return e;
	const struct asset *asset = facility_asset(&card, code);
	int64_t most = asset ? facility_asset_takes_g(asset) : 0;
	return most > 0 && w->g > most ? range(a, w->drop->full != UNKNOWN_I64 ? "/full" : "/quantity", 1, most, w->g) : ERR_OK;
}

static err_t
find_accounts(struct dropping *w)
{
	CLEANUP(db_release_ptr) struct db_conn *c = NULL;
	struct act *a = w->a;
	const struct store_supply_account *to = NULL;
	err_t e = db_acquire(a->app->db, DB_JOB, &c, a->faults);
	if (!e)
		e = store_supply_accounts(c, &w->facility, 1, a->arena, &w->accounts, a->faults);
	if (e)
		return e;
	for (int i = 0; to == NULL && i < w->accounts.n; i++)
		if (takes(&w->accounts.items[i], w->drop) && (w->drop->asset == NULL || str_eq(w->accounts.items[i].code, w->drop->asset)))
			to = &w->accounts.items[i];
	if (to == NULL)
		return fault_add(a->faults, FAULT_UNKNOWN_REF, w->drop->asset ? "/asset" : w->drop->product == PRODUCT_LOX ? "/product" : "/cylinder_type",
		    "asset for", w->drop->asset ? w->drop->asset : w->drop->cylinder_type ? w->drop->cylinder_type : "lox", NULL);
	e = check_room(w, c, to->code);
	if (e)
		return e;
	w->row.to_account = to->account_id;
	w->row.asset_id = to->asset_id;
	const struct store_supply_stock *p = store_supply_find(w->supply, w->drop->product, w->drop->cylinder_type);
	w->row.from_account = p && p->account_id ? p->account_id : w->supply->outside_account;
	w->row.vehicle_account = w->supply->outside_account;
	for (int i = 0; w->drop->vehicle && i < w->supply->n_vehicles; i++)
		if (str_eq(w->supply->vehicles[i].code, w->drop->vehicle))
			w->row.vehicle_account = w->supply->vehicles[i].account_id;
	return ERR_OK;
}

static err_t
check_drop(struct dropping *w)
{
	const struct delivery_drop *d = w->drop;
	const struct container *c = d->cylinder_type ? container_find(d->cylinder_type) : NULL;
	instant_t now = w->a->at.now;
	char got[CALENDAR_INSTANT_TEXT];
	if (d->quantity.gauge != GAUGE_NONE)
		return fault_add(w->a->faults, FAULT_UNIT_HERE, "/quantity/unit", "g", NULL, NULL);
	w->g = d->quantity.g != UNITS_UNKNOWN_G ? d->quantity.g : c && d->full != UNKNOWN_I64 ? d->full * c->g : 0;
	if (w->g < 1)
		return range(w->a, d->full != UNKNOWN_I64 ? "/full" : "/quantity", 1, UNITS_MAX_G, w->g);
	w->row.full = d->full != UNKNOWN_I64 || c == NULL ? d->full : (w->g + c->g / 2) / c->g;
	w->row.from = w->row.to = d->occurred_at != INSTANT_NONE ? d->occurred_at : now;
	if (w->row.from > now + SLACK || w->row.from < now - 62 * INSTANT_DAY)
		return fault_add(w->a->faults, FAULT_RANGE, "/occurred_at", "the last 62 days", calendar_instant_text(w->row.from, got), NULL);
	return ERR_OK;
}

/* Told before? By docket the same goods are the same drop; by the sender's own id the same docket is. */
static err_t
find_same(struct dropping *w, struct store_delivery *ret, bool *ret_same)
{
	struct act *a = w->a;
	CLEANUP(db_rows_free_ptr) struct db_rows *r = NULL;
	*ret_same = false;
	err_t e = db_query(a->db, Q_DELIVERY_SAME, DB_ARGS(DB_INT(w->supplier.site_id), DB_TEXT(w->drop->docket), DB_INT(a->who->cred_id),
	    DB_TEXT(w->drop->client_event_id)), &r, a->faults);
	if (e || db_rows_n(r) == 0)
		return e;
	e = app_deliver_view_by_id(a, db_id(r, 0, C_DELIVERY_SAME_DELIVERY_ID), ret);
	if (e)
		return e;
	const struct delivery *d = &ret->d;
	bool goods = ret->site_id == w->facility.site_id && d->product == w->drop->product && str_eq(d->cylinder_type, w->drop->cylinder_type) &&
	    d->quantity_g == w->g;
	if (!db_bool(r, 0, C_DELIVERY_SAME_BY_DOCKET))
		return fault_add(a->faults, FAULT_EVENT_ID_REUSED, "/client_event_id", NULL, NULL, NULL);
	if (!goods)
		return fault_add(a->faults, FAULT_EXISTS, "/docket", w->drop->docket, NULL, NULL);
	*ret_same = true;
	return ERR_OK;
}

static err_t
insert_drop(struct dropping *w, struct store_delivery *ret)
{
	struct act *a = w->a;
	struct store_delivery_by by = by_of(a, w->row.from);
	struct store_delivery_step step = { .shard = w->facility.shard, .delivery = w->row.id, .seq = 1, .event = DELIVERY_DELIVER,
		.state = DELIVERY_DELIVERED, .accepted_g = w->g, .rejected_g = UNKNOWN_I64, .full = w->row.full, .empties = w->drop->empties_back,
		.eta = INSTANT_NONE, .vehicle = w->drop->vehicle };
	err_t e = store_delivery_insert(a->db, &w->row, 1, true, &by, a->faults);
	if (!e)
		e = store_delivery_step(a->db, &step, &by, a->faults);
	if (!e)
		e = app_deliver_view_by_id(a, w->row.id, ret);
	struct app_deliver_book b = { .delivery = ret, .supply = w->supply, .by = by, .accepted_g = w->g, .rejected_g = UNKNOWN_I64, .full = w->row.full,
		.empties = w->drop->empties_back, .site_outside = store_supply_account(&w->accounts, w->facility.site_id, ACCOUNT_OUTSIDE, NULL) };
	if (!e)
		e = app_deliver_book_drop(a, &b, w->drop->docket);
	return e ? e : told_and_kept(a, ret, DELIVERY_DELIVER, w->drop->note);
}

err_t
app_deliver_drop(struct act *a, struct store_site facility, struct store_site supplier, const struct delivery_drop *drop,
    struct store_delivery *ret, bool *ret_new)
{
	struct dropping w = { .a = a, .facility = facility, .supplier = supplier, .drop = drop };
	bool same = false;
	w.row = (struct store_delivery_new){ .id = id_new(a->recorded_at), .line = -1, .route_no = -1, .stop_no = -1, .shard = facility.shard,
		.supplier_shard = supplier.shard, .site_id = facility.site_id, .supplier_id = supplier.site_id, .product = drop->product,
		.mode = DELIVERY_SUPPLIER_SCHEDULED, .cylinder_type = drop->cylinder_type, .vehicle = drop->vehicle, .docket = drop->docket,
		.note = drop->note, .client_event_id = drop->client_event_id, .empties = drop->empties_back };
	err_t e = store_supply_lock(a->db, supplier.site_id, a->faults);
	if (!e)
		e = load_supply(a, supplier, &w.supply);
	if (!e && w.supply->card != NULL && w.supply->card->delivery_mode != DELIVERY_MODE_NONE)
		w.row.mode = w.supply->card->delivery_mode;
	if (!e)
		e = check_drop(&w);
	if (!e)
		e = find_same(&w, ret, &same);
	*ret_new = !same;
	if (e || same)
		return e;
	e = find_accounts(&w);
	w.row.quantity_g = w.row.min_g = w.row.max_g = w.g;
	return e ? e : insert_drop(&w, ret);
}
