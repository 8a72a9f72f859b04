/* deliver_book - the ledger's side of a delivery.
 *
 * A receipt is booked once: whoever comes first, this or a stock report that names the delivery, claims the key 'delivery:<id>'. A
 * correction reverses at the instants of what it reverses and books anew at the first settlement's instant: a later truth has seen
 * the goods already, so only the difference to history may change, not today's stock twice. */
#include "app/deliver_book.h"

#include "base/str.h"

#include <stdio.h>

enum { OVERRUN_PCT = 10 }; /* a hospital's scales may read more than the supplier's, not a multiple */

static struct id
new_id(const struct act *a)
{
	return id_new(a->recorded_at);
}

static err_t
book(struct act *a, const struct app_deliver_book *b, struct store_delivery_move m)
{
	const struct store_delivery *d = b->delivery;
	if (m.g == 0 && (m.full == 0 || m.full == UNKNOWN_I64) && (m.empty == 0 || m.empty == UNKNOWN_I64))
		return ERR_OK;
	if (id_is_none(m.id))
		m.id = new_id(a);
	m.delivery = d->d.id;
	if (m.cylinder_type == NULL)
		m.cylinder_type = d->d.cylinder_type;
	return store_delivery_move(a->db, d->shard, d->site_id, &m, &b->by, a->faults);
}

static int64_t
bottles(const struct app_deliver_book *b, int64_t g)
{
	const struct store_supply_stock *p = store_supply_find(b->supply, b->delivery->d.product, b->delivery->d.cylinder_type);
	if (b->delivery->d.product != PRODUCT_CYLINDER || p == NULL || p->bottle_g == 0)
		return UNKNOWN_I64;
	return (g + p->bottle_g / 2) / p->bottle_g;
}

/* Goods in transit stand on the vehicle; where none is known, on the supplier's "outside". */
static int64_t
transit_account(const struct app_deliver_book *b)
{
	for (int i = 0; b->vehicle != NULL && i < b->supply->n_vehicles; i++)
		if (str_eq(b->supply->vehicles[i].code, b->vehicle))
			return b->supply->vehicles[i].account_id;
	return b->delivery->vehicle_account ? b->delivery->vehicle_account : b->supply->outside_account;
}

static err_t
fill_bottles(struct act *a, const struct app_deliver_book *b)
{
	const struct store_supply_stock *p = store_supply_find(b->supply, b->delivery->d.product, b->delivery->d.cylinder_type);
	const struct store_supply_stock *bulk = store_supply_find(b->supply, PRODUCT_LOX, NULL);
	if (b->delivery->d.product != PRODUCT_CYLINDER || p == NULL || bulk == NULL || !p->known || !bulk->known || p->g >= b->accepted_g ||
	    bulk->account_id == 0 || bulk->account_id == b->delivery->from_account)
		return ERR_OK;
	int64_t g = b->accepted_g - p->g;
	return book(a, b, (struct store_delivery_move){ .from = bulk->account_id, .to = b->delivery->from_account, .g = g, .at = b->by.at,
	                      .full = bottles(b, g), .empty = UNKNOWN_I64, .cause = STORE_CAUSE_PRODUCTION });
}

err_t
app_deliver_book_load(struct act *a, const struct app_deliver_book *b)
{
	err_t e = fill_bottles(a, b);
	if (e)
		return e;
	return book(a, b, (struct store_delivery_move){ .from = b->delivery->from_account, .to = transit_account(b), .g = b->accepted_g, .at = b->by.at,
	                      .full = b->full, .empty = UNKNOWN_I64, .cause = STORE_CAUSE_LOAD });
}

/* What is known of a delivery's way so far. */
struct course {
	struct store_delivery_moves moves;
	const struct store_delivery_move *load, *receipt; /* the first load; what a report or event booked in */
	int64_t transit, loaded_g;
};

static err_t
course_of(struct act *a, const struct app_deliver_book *b, struct course *ret)
{
	*ret = (struct course){ 0 };
	err_t e = store_delivery_moves(a->db, b->delivery->d.id, a->arena, &ret->moves, a->faults);
	for (int i = 0; !e && i < ret->moves.n; i++) {
		const struct store_delivery_move *m = &ret->moves.items[i];
		if (m->cause == STORE_CAUSE_LOAD && ret->load == NULL)
			ret->load = m;
		if (m->to == b->delivery->to_account && (m->cause == STORE_CAUSE_RECEIPT || m->cause == STORE_CAUSE_DELIVERY))
			ret->receipt = m;
	}
	ret->transit = ret->load ? ret->load->to : transit_account(b);
	ret->loaded_g = ret->load ? ret->load->g : 0;
	return e;
}

err_t
app_deliver_book_unload(struct act *a, const struct app_deliver_book *b)
{
	struct course c;
	err_t e = course_of(a, b, &c);
	if (e || c.load == NULL)
		return e;
	int64_t left = c.loaded_g - (c.receipt ? c.receipt->g : 0);
	return book(a, b, (struct store_delivery_move){ .from = c.transit, .to = b->delivery->from_account, .g = left > 0 ? left : 0, .at = b->by.at,
	                      .full = c.receipt ? bottles(b, left) : c.load->full, .empty = UNKNOWN_I64, .cause = STORE_CAUSE_RETURN });
}

/* A reversal stands at the instant of what it reverses, the other way round. */
static err_t
reverse_settlement(struct act *a, const struct app_deliver_book *b, const struct course *c)
{
	for (int i = 0; i < c->moves.n; i++) {
		const struct store_delivery_move *m = &c->moves.items[i];
		if (m == c->load || m->cause == STORE_CAUSE_PRODUCTION)
			continue;
		bool crosswise = m->cause == STORE_CAUSE_DELIVERY || m->cause == STORE_CAUSE_DROP || m->cause == STORE_CAUSE_RECEIPT;
		int64_t empty = m->empty != UNKNOWN_I64 && crosswise ? -m->empty : m->empty;
		err_t e = book(a, b, (struct store_delivery_move){ .from = m->to, .to = m->from, .g = m->g, .at = m->at, .full = m->full, .empty = empty,
		                         .cause = STORE_CAUSE_REVERSAL, .reverses = m->id, .cylinder_type = m->cylinder_type });
		if (e)
			return e;
	}
	return ERR_OK;
}

/* The site's part. *ret_taken_g: what is booked in, by this or by a report before. */
static err_t
book_in(struct act *a, struct app_deliver_book *b, const struct course *c, bool correct)
{
	const struct store_delivery *d = b->delivery;
	bool first = false;
	struct store_delivery_move m = { .id = new_id(a), .from = c->transit, .to = d->to_account, .g = b->accepted_g, .at = b->by.at, .full = b->full,
		.empty = b->empties, .cause = STORE_CAUSE_DELIVERY };
	struct store_delivery_receipt r = { .shard = d->shard, .site_id = d->site_id, .move = m.id,
		.key = store_delivery_key(d->d.id, a->arena) };
	err_t e = store_delivery_claim(a->db, &r, &b->by, &first, a->faults);
	if (e)
		return e;
	if (first || correct || c->receipt == NULL)
		return book(a, b, m);
	b->accepted_g = c->receipt->g; /* the hospital's own report has booked it */
	if (c->receipt->from == c->transit)
		return ERR_OK;
	return book(a, b, (struct store_delivery_move){ .from = c->transit, .to = c->receipt->from, .g = c->receipt->g, .at = b->by.at, .full = b->full,
	                      .empty = UNKNOWN_I64, .cause = STORE_CAUSE_RETURN });
}

static err_t
check_overrun(struct act *a, const struct app_deliver_book *b, const struct course *c)
{
	char range[48], got[24];
	int64_t most = c->loaded_g + c->loaded_g * OVERRUN_PCT / 100;
	int64_t said = b->accepted_g + (b->rejected_g == UNKNOWN_I64 ? 0 : b->rejected_g);
	if (said <= most)
		return ERR_OK;
	snprintf(range, sizeof range, "0..%lld g", (long long)most);
	snprintf(got, sizeof got, "%lld", (long long)said);
	return fault_add(a->faults, FAULT_RANGE, "/accepted", range, got, NULL);
}

err_t
app_deliver_book_settle(struct act *a, struct app_deliver_book *b, bool correct)
{
	struct course c;
	const struct store_delivery *d = b->delivery;
	err_t e = course_of(a, b, &c);
	if (!e && d->off_plan) { /* a drop: there is no vehicle to settle with */
		b->by.at = c.moves.n > 0 ? c.moves.items[0].at : b->by.at;
		b->rejected_g = b->rejected_g == UNKNOWN_I64 ? 0 : b->rejected_g;
		e = reverse_settlement(a, b, &c);
		return e ? e : book(a, b, (struct store_delivery_move){ .from = d->from_account, .to = d->to_account, .g = b->accepted_g, .at = b->by.at,
		                              .full = b->full, .empty = b->empties, .cause = STORE_CAUSE_DROP });
	}
	if (!e)
		e = check_overrun(a, b, &c);
	if (!e && correct) {
		b->by.at = c.receipt ? c.receipt->at : b->by.at;
		e = reverse_settlement(a, b, &c);
	}
	if (!e)
		e = book_in(a, b, &c, correct);
	if (e)
		return e;
	int64_t left = c.loaded_g - b->accepted_g;
	if (b->rejected_g == UNKNOWN_I64)
		b->rejected_g = left > 0 ? left : 0;
	int64_t over = b->accepted_g + b->rejected_g - c.loaded_g;
	if (over > 0)
		e = book(a, b, (struct store_delivery_move){ .from = d->from_account, .to = c.transit, .g = over, .at = b->by.at, .full = UNKNOWN_I64,
		                   .empty = UNKNOWN_I64, .cause = STORE_CAUSE_LOAD });
	if (!e && over < 0 && b->supply->loss_account != 0)
		e = book(a, b, (struct store_delivery_move){ .from = c.transit, .to = b->supply->loss_account, .g = -over, .at = b->by.at, .full = UNKNOWN_I64,
		                   .empty = UNKNOWN_I64, .cause = STORE_CAUSE_LOSS });
	if (!e)
		e = book(a, b, (struct store_delivery_move){ .from = c.transit, .to = d->from_account, .g = b->rejected_g, .at = b->by.at,
		                   .full = b->rejected_g ? bottles(b, b->rejected_g) : UNKNOWN_I64, .empty = b->empties, .cause = STORE_CAUSE_RETURN });
	return e;
}

err_t
app_deliver_book_drop(struct act *a, const struct app_deliver_book *b, const char *docket)
{
	const struct store_delivery *d = b->delivery;
	struct store_delivery_move m = { .id = new_id(a), .from = d->from_account, .to = d->to_account, .g = b->accepted_g, .at = b->by.at,
		.full = b->full, .empty = b->empties, .cause = STORE_CAUSE_DROP, .docket = docket };
	struct store_delivery_receipt r = { .shard = d->shard, .site_id = d->site_id, .move = m.id,
		.key = store_delivery_docket_key(d->d.supplier, docket, a->arena) };
	bool first = false, seen = false; /* by a report that named the supplier, or by one that did not */
	err_t e = store_delivery_claim(a->db, &r, &b->by, &first, a->faults);
	if (!e)
		e = store_delivery_docket_unnamed(a->db, d, docket, &seen, a->faults);
	if (e)
		return e;
	if (!first || seen)
		m.to = b->site_outside;
	return book(a, b, m);
}
