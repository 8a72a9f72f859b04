/* judge - a report against the ledger.
 *
 * A value in doubt is kept, and has a direction: what makes things worse acts at once, what makes things
 * better waits (DOMAIN, RELIABILITY T44). Everything here is decided before the commit and stored with it. */
#include "ingest/judge.h"

#include "base/str.h"
#include "domain/container.h"
#include "domain/list.h"
#include "forecast/plausible.h"
#include "store/delivery.h"
#include "wire/stock_report_shape.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { KEEP_DAYS = 400, FUTURE_MINUTES = 5 };

/* One report's working state. */
struct judging {
	struct ingest_report *r;
	struct ingest_judgement *j;
	struct arena *a;
	const struct store_position *p;
	const struct facility *card;
	bool from_future;
	int64_t use_g_day;      /* expected by the forecast; UNKNOWN_I64 */
	int64_t usable_g;       /* of all truths: an asset's part of the use is its part of this */
	bool *said;             /* of each truth: a line of the report is about it */
	struct store_truth *after; /* truths once the report is in effect */
	struct forecast_demand *demand;
};

err_t
ingest_judge_period(const struct stock_report *r, instant_t now, struct ingest_judgement *j, struct faults *f)
{
	j->start = r->period.start != INSTANT_NONE ? r->period.start : calendar_start(r->date);
	j->end = r->period.end != INSTANT_NONE ? r->period.end : calendar_start(r->date + 1);
	j->occurred_at = r->occurred_at;
	if (j->occurred_at == INSTANT_NONE)
		j->occurred_at = j->end < now ? j->end : now;
	instant_t first = now - KEEP_DAYS * INSTANT_DAY, last = now + KEEP_DAYS * INSTANT_DAY;
	if (j->occurred_at < first || j->occurred_at > last || j->start < first || j->end > last) {
		char low[CALENDAR_DAY_TEXT], high[CALENDAR_DAY_TEXT], got[CALENDAR_DAY_TEXT], range[64];
		snprintf(range, sizeof range, "%s..%s", calendar_day_text(calendar_day_of(first), low), calendar_day_text(calendar_day_of(last), high));
		bool by_instant = r->occurred_at != INSTANT_NONE && (r->occurred_at < first || r->occurred_at > last);
		return fault_add(f, FAULT_RANGE, by_instant ? "/occurred_at" : r->period.start != INSTANT_NONE ? "/period" : "/date", range,
		    calendar_day_text(by_instant ? calendar_day_of(r->occurred_at) : calendar_day_of(j->start), got), NULL);
	}
	return ERR_OK;
}

/* ---- doubts ------------------------------------------------------------------------------- */

static const char *
grams_text(struct arena *a, int64_t g)
{
	return g == UNKNOWN_I64 ? "?" : arena_printf(a, "%lld", (long long)g);
}

/* Keep the doubt, and what it is about; returns the quarantine's id. */
static struct id
doubt(struct judging *x, enum fault_id why, const char *pointer, const struct ingest_quarantine *about, const char *expected)
{
	struct ingest_quarantine *q = &x->j->quarantine[x->j->n_quarantine++];
	struct faults one = { 0 };
	*q = *about;
	q->id = id_new(x->j->now);
	q->pointer = pointer;
	fault_add(&one, why, pointer, grams_text(x->a, about->g), expected, NULL);
	q->why = one.item[0];
	return q->id;
}

static enum ingest_doubt
of_verdict(enum forecast_verdict v)
{
	return v == FORECAST_PLAUSIBLE ? INGEST_SURE : v == FORECAST_WORSE ? INGEST_PROVISIONAL : INGEST_WAITS;
}

static enum fault_id
stock_fault(enum forecast_doubt d)
{
	switch (d) {
	case FORECAST_DOUBT_CAPACITY: return FAULT_W_OVER_CAPACITY;
	case FORECAST_DOUBT_MUCH_LESS: return FAULT_W_MUCH_LESS;
	case FORECAST_DOUBT_MUCH_MORE:
	case FORECAST_DOUBT_REPEATED:
	case FORECAST_DOUBT_NONE: break;
	}
	return FAULT_W_MUCH_MORE;
}

/* ---- stock -------------------------------------------------------------------------------- */

static bool
is_pool_of(const struct asset *a, const struct stock_line *s)
{
	return (a->kind == ASSET_CYLINDER_POOL || a->kind == ASSET_MANIFOLD) && str_eq(a->cylinder_type, s->type) &&
	    (s->owner == NULL || str_eq(a->owner, s->owner));
}

/* The truth row of the asset that a line is about: named, or the site's pool of this type (the own one first). */
static int
find_stock(const struct judging *x, const struct stock_line *s)
{
	int found = -1;
	for (int i = 0; i < x->p->n_truths; i++) {
		const struct asset *a = x->p->truths[i].asset;
		if (a == NULL)
			continue;
		if (s->asset != NULL && strcmp(a->asset, s->asset) == 0)
			return i;
		if (s->asset == NULL && s->form == PRODUCT_CYLINDER && is_pool_of(a, s) && (found < 0 || a->owner == NULL))
			found = i;
		if (s->asset == NULL && s->form == PRODUCT_LOX && a->kind == ASSET_TANK)
			found = found < 0 ? i : -2; /* several tanks: it must be named */
	}
	return found < 0 ? -1 : found;
}

/* What this report and the ledger say came to the asset after its last truth. */
static int64_t
received_g(const struct judging *x, const struct store_truth *t)
{
	int64_t g = 0;
	for (int i = 0; i < t->n_moves; i++)
		if (t->moves[i].at <= x->j->occurred_at)
			g += t->moves[i].g;
	for (int i = 0; i < x->j->n_movements; i++) {
		const struct ingest_movement *m = &x->j->movements[i];
		if (m->occurred_at > t->at && m->occurred_at <= x->j->occurred_at)
			g += m->to == t->account_id ? m->g : m->from == t->account_id ? -m->g : 0;
	}
	return g;
}

static struct forecast_finding
judge_stock(const struct judging *x, const struct store_truth *t, int64_t g)
{
	struct forecast_plausible_stock in = { .g = g, .day = calendar_day_of(x->j->occurred_at), .expected_g = UNKNOWN_I64, .use_g_day = UNKNOWN_I64,
		.capacity_g = facility_asset_capacity_g(t->asset), .pending = { .g = t->pending_g, .day = t->pending_at == INSTANT_NONE ? 0 : calendar_day_of(t->pending_at) } };
	if (t->at == INSTANT_NONE || t->at > x->j->occurred_at)
		return forecast_plausible_stock(&in);
	double days = (double)(x->j->occurred_at - t->at) / INSTANT_DAY;
	double part = x->usable_g > 0 ? (double)t->g / (double)x->usable_g : 1;
	double period_days = (double)(x->j->end - x->j->start) / INSTANT_DAY;
	bool declared = x->j->consumed_g != UNKNOWN_I64 && x->j->consumed_doubt == INGEST_SURE && days > 0.5 * period_days && days < 1.5 * period_days;
	forecast_plausible_expect(&(struct forecast_plausible_since){ .truth_g = t->g, .days = days, .in_g = received_g(x, t),
	                              .declared_g_day = declared ? (double)x->j->consumed_g / period_days : NAN, .use_g_day = x->use_g_day, .part = part,
	                              .shared = x->usable_g > t->g },
	    &in);
	return forecast_plausible_stock(&in);
}

/* Grams of one line; a gauge reading goes through the calibration of the day. */
static err_t
line_grams(struct judging *x, const struct stock_line *s, const struct asset *a, const char *at, int64_t *ret)
{
	if (s->form == PRODUCT_CYLINDER || (a->cylinder_type != NULL && s->full != UNKNOWN_I64)) {
		const struct container *c = container_find(s->type ? s->type : a->cylinder_type);
		*ret = c ? container_grams(c, s->full, s->in_use) : UNKNOWN_I64;
		return ERR_OK;
	}
	struct quantity q = s->on_hand;
	if (!calibration_settle(a->calibrations.items, a->calibrations.n, calendar_day_of(x->j->occurred_at), &q))
		return fault_add(&x->r->faults, FAULT_UNIT_HERE, arena_printf(x->a, "%s/on_hand/unit", at), "a calibration of the asset in this unit", NULL, NULL);
	*ret = q.g;
	return ERR_OK;
}

static void
into_effect(struct judging *x, struct store_truth *t, const struct ingest_observation *o)
{
	if (o->doubt == INGEST_WAITS || (t->at != INSTANT_NONE && t->at > o->occurred_at))
		return;
	struct forecast_receipt *later = ARENA_ARRAY(x->a, struct forecast_receipt, (size_t)t->n_moves); /* the position's own stays as it is */
	int kept = 0;
	for (int i = 0; i < t->n_moves; i++)
		if (t->moves[i].at > o->occurred_at)
			later[kept++] = t->moves[i];
	t->moves = later;
	t->n_moves = kept;
	t->at = o->occurred_at;
	t->g = o->g;
	t->provisional = o->doubt == INGEST_PROVISIONAL;
}

static err_t
stock_line(struct judging *x, size_t i)
{
	const struct stock_line *s = &x->r->report->stock.items[i];
	char at[40];
	snprintf(at, sizeof at, "/stock/%zu", i);
	int k = find_stock(x, s);
	if (k < 0 && s->asset == NULL)
		return fault_add(&x->r->faults, FAULT_UNKNOWN_REF, arena_printf(x->a, "%s/%s", at, s->form == PRODUCT_LOX ? "asset" : "type"),
		    s->form == PRODUCT_LOX ? "single tank; name the" : "pool of type", s->type ? s->type : "asset", NULL);
	if (k < 0)
		return fault_add(&x->r->faults, FAULT_UNKNOWN_REF, arena_printf(x->a, "%s/asset", at), "asset", s->asset, NULL);
	struct store_truth *t = &x->after[k];
	int64_t g = UNKNOWN_I64;
	if (x->said[k])
		return fault_add(&x->r->faults, FAULT_DUPLICATE, arena_strdup(x->a, at), NULL, NULL, NULL);
	x->said[k] = true;
	err_t e = line_grams(x, s, t->asset, at, &g);
	if (e || g == UNKNOWN_I64)
		return e;
	struct ingest_observation *o = &x->j->observations[x->j->n_observations++];
	*o = (struct ingest_observation){ .id = id_new(x->j->now), .account_id = t->account_id, .occurred_at = x->j->occurred_at, .g = g, .full = s->full,
		.in_use = s->in_use, .empty = s->empty, .unfit = s->unfit, .raw = s->on_hand.value, .unit = s->on_hand.unit };
	const char *pointer = arena_printf(x->a, "%s/%s", at, s->form == PRODUCT_CYLINDER ? "full" : "on_hand");
	struct ingest_quarantine about = { .account_id = t->account_id, .g = g };
	if (x->from_future) {
		char now[CALENDAR_INSTANT_TEXT];
		o->doubt = INGEST_WAITS;
		o->quarantine_id = doubt(x, FAULT_W_FROM_FUTURE, pointer, &about, calendar_instant_text(x->j->now, now));
		*t = x->p->truths[k];
		return ERR_OK;
	}
	struct forecast_finding f = judge_stock(x, t, g);
	o->doubt = of_verdict(f.verdict);
	about.provisional = o->doubt == INGEST_PROVISIONAL;
	if (o->doubt != INGEST_SURE)
		o->quarantine_id = doubt(x, stock_fault(f.doubt), pointer, &about,
		    grams_text(x->a, f.doubt == FORECAST_DOUBT_CAPACITY ? facility_asset_capacity_g(t->asset) : f.expected_g));
	else if (t->at != INSTANT_NONE && t->at > o->occurred_at)
		fault_add(&x->r->faults, FAULT_W_BACKDATED, pointer, NULL, NULL, NULL);
	if (o->doubt == INGEST_WAITS)
		*t = x->p->truths[k]; /* an older revision's value stays */
	into_effect(x, t, o);
	return ERR_OK;
}

/* ---- receipts, production, reversals ------------------------------------------------------ */

/* The truth row of the asset that a receipt went into; NULL: none here. */
static const struct store_truth *
receipt_truth(const struct judging *x, const struct stock_receipt_line *l)
{
	struct stock_line s = { .form = l->form, .asset = l->asset, .type = l->type, .owner = l->owner };
	int k = find_stock(x, &s);
	if (k >= 0)
		return &x->p->truths[k];
	for (int i = 0; l->asset == NULL && i < x->p->n_truths; i++) /* several tanks: the first primary one */
		if (x->p->truths[i].asset != NULL && l->form == PRODUCT_LOX && x->p->truths[i].asset->kind == ASSET_TANK)
			return &x->p->truths[i];
	return NULL;
}

static int64_t
receipt_grams(const struct stock_receipt_line *l)
{
	if (l->quantity.g != UNITS_UNKNOWN_G)
		return l->quantity.g;
	const struct container *c = l->type ? container_find(l->type) : NULL;
	return c != NULL ? container_grams(c, l->full, UNKNOWN_I64) : UNKNOWN_I64;
}

/* A correction says again what its report has received: that goes back first. */
static bool
is_reversed(const struct judging *x, const struct stock_receipt_line *l)
{
	for (int i = 0; i < x->j->n_booked; i++) {
		const struct ingest_booked *b = &x->j->booked[i];
		if (!id_is_none(l->delivery) ? id_eq(b->delivery, l->delivery) : str_eq(b->docket, l->docket))
			return true;
	}
	return false;
}

/* One docket brings several goods; one delivery, or the same goods twice, counts once. */
static bool
stands_before(const struct judging *x, size_t i, const struct store_truth *to)
{
	const struct stock_receipt_line *l = &x->r->report->received.items[i];
	bool named = !id_is_none(l->delivery);
	for (size_t k = 0; k < i; k++) {
		const struct stock_receipt_line *o = &x->r->report->received.items[k];
		bool same = named ? id_eq(o->delivery, l->delivery)
		                  : l->docket && id_is_none(o->delivery) && str_eq(o->docket, l->docket) && str_eq(o->supplier, l->supplier);
		if (same && (named || receipt_truth(x, o) == to))
			return true;
	}
	return false;
}

/* The key that the line's movement claims; NULL where there is none, or it is claimed. */
static const char *
key_of(const struct judging *x, size_t i)
{
	const struct stock_receipt_line *l = &x->r->report->received.items[i];
	const char *key = !id_is_none(l->delivery) ? store_delivery_key(l->delivery, x->a) : l->docket ? store_delivery_docket_key(l->supplier, l->docket, x->a) : NULL;
	for (int k = 0; k < x->j->n_movements; k++)
		if (str_eq(x->j->movements[k].key, key))
			return NULL;
	return x->j->received[i].before ? NULL : key;
}

/* A receipt that nobody can have had waits: more than the tank or twice the pool, or from the future. What names a delivery of ours is
 * measured by what was loaded; what a report says again was judged, and perhaps confirmed, before. */
static bool
waits(struct judging *x, size_t i, const struct store_truth *to, int64_t g)
{
	const struct stock_receipt_line *l = &x->r->report->received.items[i];
	struct ingest_quarantine about = { .account_id = to->account_id, .g = g };
	const char *pointer = arena_printf(x->a, "/received/%zu/%s", i, l->full != UNKNOWN_I64 ? "full" : "quantity");
	char now[CALENDAR_INSTANT_TEXT];
	int64_t holds = facility_asset_takes_g(to->asset);
	for (int k = 0; k < x->j->n_booked; k++)
		if (x->j->booked[k].to == to->account_id && x->j->booked[k].g == g)
			return false;
	if (x->from_future || (l->occurred_at != INSTANT_NONE && l->occurred_at > x->j->now + FUTURE_MINUTES * INSTANT_MINUTE))
		doubt(x, FAULT_W_FROM_FUTURE, pointer, &about, calendar_instant_text(x->j->now, now));
	else if (holds > 0 && g > holds)
		doubt(x, FAULT_W_OVER_CAPACITY, pointer, &about, grams_text(x->a, holds));
	else
		return false;
	return true;
}

static err_t
received_line(struct judging *x, size_t i)
{
	const struct stock_receipt_line *l = &x->r->report->received.items[i];
	const struct ingest_known *known = &x->j->received[i];
	const struct store_truth *to = receipt_truth(x, l);
	int64_t g = receipt_grams(l);
	char id[ID_TEXT];
	bool named = !id_is_none(l->delivery), ours = named && !id_is_none(known->delivery);
	bool counted = (known->before && !is_reversed(x, l)) || stands_before(x, i, to);
	if (named && !ours)
		return fault_add(&x->r->faults, FAULT_UNKNOWN_REF, arena_printf(x->a, "/received/%zu/delivery", i), "delivery", id_text(l->delivery, id), NULL);
	if (to == NULL)
		return fault_add(&x->r->faults, FAULT_UNKNOWN_REF, arena_printf(x->a, "/received/%zu/%s", i, l->asset ? "asset" : "form"), "asset for",
		    l->asset ? l->asset : "this form", NULL);
	if (counted)
		fault_add(&x->r->faults, FAULT_W_RECEIVED, arena_printf(x->a, "/received/%zu", i), NULL, NULL, NULL);
	if (g == UNKNOWN_I64 || counted || (!ours && waits(x, i, to, g)) || x->from_future)
		return ERR_OK;
	instant_t at = l->occurred_at != INSTANT_NONE ? l->occurred_at : x->j->occurred_at < x->j->end ? x->j->occurred_at : x->j->end;
	if (at > x->j->now)
		at = x->j->now;
	const char *key = key_of(x, i);
	x->j->movements[x->j->n_movements++] = (struct ingest_movement){ .id = id_new(x->j->now), .from = ours ? known->from_account : x->j->accounts.outside,
		.to = to->account_id, .occurred_at = at, .g = g, .full = l->full, .empty = l->empties_back, .type = l->type, .cause = INGEST_RECEIPT,
		.delivery = l->delivery, .docket = l->docket, .key = key };
	return ERR_OK;
}

static err_t
produced_line(struct judging *x, size_t i)
{
	const struct stock_produced_line *l = &x->r->report->produced.items[i];
	const struct asset *a = l->asset ? facility_asset(x->card, l->asset) : NULL;
	if (a == NULL)
		return fault_add(&x->r->faults, FAULT_UNKNOWN_REF, arena_printf(x->a, "/produced/%zu/asset", i), "asset", l->asset ? l->asset : "", NULL);
	if (l->quantity.g == UNITS_UNKNOWN_G || x->from_future || x->j->accounts.production == 0)
		return ERR_OK;
	x->j->movements[x->j->n_movements++] = (struct ingest_movement){ .id = id_new(x->j->now), .from = x->j->accounts.production, .to = x->j->accounts.use,
		.occurred_at = x->j->end < x->j->now ? x->j->end : x->j->now, .g = l->quantity.g, .full = UNKNOWN_I64, .empty = UNKNOWN_I64,
		.cause = INGEST_PRODUCTION };
	return ERR_OK;
}

/* A new revision says again what came in: what the older ones booked goes back first. */
static void
reverse_older(struct judging *x)
{
	for (int i = 0; i < x->j->n_booked; i++) {
		const struct ingest_booked *b = &x->j->booked[i];
		x->j->movements[x->j->n_movements++] = (struct ingest_movement){ .id = id_new(x->j->now), .from = b->to, .to = b->from,
			.occurred_at = b->occurred_at, .g = b->g, .full = UNKNOWN_I64, .empty = UNKNOWN_I64, .cause = INGEST_REVERSAL, .reverses = b->mv_id };
	}
}

/* ---- consumption -------------------------------------------------------------------------- */

/* The last consumption that was said, when it still waits. Reports without one, such as a telephone call's, are passed over. */
static struct forecast_pending
pending_use(const struct store_position *p)
{
	for (int i = p->n_history - 1; i >= 0; i--) {
		const struct store_history *h = &p->history[i];
		if (h->doubted_g != UNKNOWN_I64)
			return (struct forecast_pending){ .g = h->doubted_g, .day = h->date };
		if (h->consumed_g != UNKNOWN_I64)
			break;
	}
	return (struct forecast_pending){ .g = FORECAST_UNKNOWN_G };
}

static void
judge_consumed(struct judging *x)
{
	struct ingest_judgement *j = x->j;
	const struct stock_report *r = x->r->report;
	j->consumed_g = r->consumed.g;
	if (j->consumed_g == UNKNOWN_I64)
		return;
	struct ingest_quarantine about = { .g = j->consumed_g };
	if (x->from_future) {
		char now[CALENDAR_INSTANT_TEXT];
		j->consumed_doubt = INGEST_WAITS;
		j->consumed_qid = doubt(x, FAULT_W_FROM_FUTURE, "/consumed", &about, calendar_instant_text(j->now, now));
		return;
	}
	const int64_t said[FORECAST_MODALITIES] = { r->census.nasal_cannula, r->census.simple_mask, r->census.reservoir_mask, r->census.hfnc, r->census.niv, r->census.imv };
	double census[FORECAST_MODALITIES], scale = (double)INSTANT_DAY / (double)(j->end - j->start);
	struct forecast_history history;
	for (int i = 0; i < FORECAST_MODALITIES; i++)
		census[i] = i < 6 && said[i] != UNKNOWN_I64 ? (double)said[i] : NAN;
	store_position_history(x->p, x->a, &history);
	struct forecast_plausible_use in = { .g = (int64_t)((double)j->consumed_g * scale), .day = calendar_day_of(j->start), .history = &history, .census = census,
		.beds = x->card->beds >= 0 ? (int)x->card->beds : -1, .icu_beds = x->card->icu_beds >= 0 ? (int)x->card->icu_beds : -1,
		.level = forecast_coefficients_site_level(names_word(&facility_levels, x->card->level)), .pending = pending_use(x->p) };
	struct forecast_finding f = forecast_plausible_use(&in);
	j->consumed_doubt = of_verdict(f.verdict);
	about.provisional = j->consumed_doubt == INGEST_PROVISIONAL;
	if (j->consumed_doubt != INGEST_SURE)
		j->consumed_qid = doubt(x, about.provisional ? FAULT_W_USE_MUCH_MORE : FAULT_W_USE_MUCH_LESS, "/consumed", &about,
		    grams_text(x->a, f.expected_g == UNKNOWN_I64 ? UNKNOWN_I64 : (int64_t)((double)f.expected_g / scale)));
}

/* ---- the answer --------------------------------------------------------------------------- */

static enum stock_level
level_word(enum forecast_level l)
{
	static const enum stock_level word[FORECAST_LEVEL_COUNT] = { [FORECAST_LEVEL_UNKNOWN] = STOCK_UNKNOWN, [FORECAST_LEVEL_GREEN] = STOCK_GREEN,
		[FORECAST_LEVEL_WATCH] = STOCK_WATCH, [FORECAST_LEVEL_AMBER] = STOCK_AMBER, [FORECAST_LEVEL_RED] = STOCK_RED };
	return word[l];
}

static void
fill_remarks(struct judging *x, struct stock_receipt *out)
{
	char text[512];
	const struct faults *f = &x->r->faults;
	out->warnings.items = ARENA_ARRAY(x->a, struct stock_remark, (size_t)f->n);
	for (int i = 0; i < f->n; i++)
		if (fault_err(f->item[i].id) == ERR_OK)
			out->warnings.items[out->warnings.n++] = (struct stock_remark){ .pointer = f->item[i].pointer, .code = fault_code(f->item[i].id),
				.detail = arena_strdup(x->a, fault_text(&f->item[i], x->r->lang, text, sizeof text)) };
	out->quarantined.items = ARENA_ARRAY(x->a, struct stock_quarantined, (size_t)x->j->n_quarantine);
	out->quarantined.n = (size_t)x->j->n_quarantine;
	for (int i = 0; i < x->j->n_quarantine; i++) {
		const struct ingest_quarantine *q = &x->j->quarantine[i];
		out->quarantined.items[i] = (struct stock_quarantined){ .id = q->id, .pointer = q->pointer, .code = fault_code(q->why.id),
			.detail = arena_strdup(x->a, fault_text(&q->why, x->r->lang, text, sizeof text)), .provisional = q->provisional };
	}
}

/* Movements of the report itself that are later than the asset's truth add to what is there. */
static void
add_movements(struct judging *x)
{
	for (int i = 0; i < x->j->n_movements; i++) {
		const struct ingest_movement *m = &x->j->movements[i];
		for (int k = 0; k < x->p->n_truths; k++) {
			struct store_truth *t = &x->after[k];
			int64_t sign = m->to == t->account_id ? 1 : m->from == t->account_id ? -1 : 0;
			if (sign == 0 || t->at == INSTANT_NONE || m->occurred_at <= t->at)
				continue;
			struct forecast_receipt *moves = ARENA_ARRAY(x->a, struct forecast_receipt, (size_t)t->n_moves + 1);
			if (t->n_moves > 0)
				memcpy(moves, t->moves, (size_t)t->n_moves * sizeof *moves);
			moves[t->n_moves++] = (struct forecast_receipt){ .at = m->occurred_at, .g = sign * m->g, .on_time_pct = 100 };
			t->moves = moves;
		}
	}
}

/* The history as it will be: what the report says of its own period counts in the answer, too. */
static void
add_history(struct judging *x, struct store_position *after)
{
	const struct stock_report *r = x->r->report;
	const struct census *c = &r->census;
	int n = 0;
	struct store_history *all = ARENA_ARRAY(x->a, struct store_history, (size_t)after->n_history + 1);
	struct store_history own = { .date = calendar_day_of(x->j->start), .start = x->j->start, .end = x->j->end, .occurred_at = x->j->occurred_at,
		.consumed_g = x->j->consumed_doubt == INGEST_WAITS ? UNKNOWN_I64 : x->j->consumed_g, .doubted_g = UNKNOWN_I64, .expected_g = r->expected_tomorrow.g,
		.census = { c->nasal_cannula, c->simple_mask, c->reservoir_mask, c->hfnc, c->niv, c->imv, c->covid } };
	int from = 0;
	for (; from < after->n_history && after->history[from].start < own.start; from++)
		all[n++] = after->history[from];
	int at = n++;
	for (; from < after->n_history; from++)
		if (after->history[from].start != own.start || after->history[from].end != own.end)
			all[n++] = after->history[from];
		else if (x->j->consumed_doubt == INGEST_WAITS) /* an older revision */
			own.consumed_g = after->history[from].consumed_g;
	all[at] = own;
	after->history = all;
	after->n_history = n;
}

static void
write_answer(struct judging *x)
{
	struct store_position after = *x->p;
	struct forecast_site_input in;
	struct forecast_site_status *s = ARENA_NEW(x->a, struct forecast_site_status);
	struct stock_receipt out;
	CLEANUP(str_free) struct str text = { 0 };
	add_movements(x);
	add_history(x, &after);
	after.truths = x->after;
	store_position_input(&after, x->j->paths, x->j->now, x->a, &in);
	forecast_site_project(&in, x->j->work, s);
	wire_init(&wire_stock_report_shape_receipt, &out);
	out.id = x->j->report_id;
	out.revision = x->j->revision;
	out.facility = x->r->site.code;
	out.date = x->r->report->date;
	out.on_hand_g = s->on_hand_g;
	out.consumed_g = x->j->consumed_g;
	out.hours_to_empty = (struct stock_hours){ s->run.site.hours.p10, s->run.site.hours.p50, s->run.site.hours.p90 };
	out.level = level_word(s->level);
	fill_remarks(x, &out);
	wire_dump_new(wire_write(&wire_stock_report_shape_receipt, &out), &text);
	x->r->answer = arena_strndup(x->a, str_text(&text), text.len);
	x->r->status = x->j->n_quarantine > 0 ? 202 : 201;
}

static void
begin(struct judging *x)
{
	const struct stock_report *r = x->r->report;
	struct ingest_judgement *j = x->j;
	size_t lines = r->stock.n + r->received.n + r->produced.n + 1;
	j->report_id = id_new(j->recorded_at);
	j->observations = ARENA_ARRAY(x->a, struct ingest_observation, lines);
	j->movements = ARENA_ARRAY(x->a, struct ingest_movement, lines + (size_t)j->n_booked);
	j->quarantine = ARENA_ARRAY(x->a, struct ingest_quarantine, lines);
	j->consumed_g = UNKNOWN_I64;
	x->from_future = j->occurred_at > j->now + FUTURE_MINUTES * INSTANT_MINUTE || j->start > j->now + FUTURE_MINUTES * INSTANT_MINUTE;
	x->said = ARENA_ARRAY(x->a, bool, (size_t)x->p->n_truths);
	x->after = ARENA_ARRAY(x->a, struct store_truth, (size_t)x->p->n_truths);
	x->use_g_day = x->p->demand.days > 0 ? forecast_demand_at_g(&x->p->demand, calendar_day_of(j->occurred_at), 0.5) : UNKNOWN_I64;
	for (int i = 0; i < x->p->n_truths; i++) {
		x->after[i] = j->bare[i];
		x->after[i].asset = x->p->truths[i].asset;
		if (x->after[i].at != INSTANT_NONE)
			x->usable_g += x->after[i].g;
	}
}

err_t
ingest_judge(struct ingest_report *r, struct ingest_judgement *j)
{
	struct judging x = { .r = r, .j = j, .a = r->arena, .p = j->position, .card = j->position->card };
	const struct stock_report *report = r->report;
	if (x.card == NULL)
		return fault_add(&r->faults, FAULT_NOT_FOUND, "/facility", NULL, NULL, NULL);
	begin(&x);
	err_t e = ERR_OK, worst = ERR_OK;
	reverse_older(&x);
	for (size_t i = 0; i < report->received.n; i++)
		if ((e = received_line(&x, i)) != ERR_OK)
			worst = e;
	for (size_t i = 0; i < report->produced.n; i++)
		if ((e = produced_line(&x, i)) != ERR_OK)
			worst = e;
	judge_consumed(&x);
	for (size_t i = 0; i < report->stock.n; i++)
		if ((e = stock_line(&x, i)) != ERR_OK)
			worst = e;
	if (worst)
		return worst;
	write_answer(&x);
	return ERR_OK;
}
