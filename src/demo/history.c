/* history - half days of 12 h that end at 06:00 and 18:00; reports leave twenty minutes later. */
#include "demo/history.h"

#include "base/mem.h"
#include "base/rng.h"
#include "base/str.h"
#include "domain/container.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STREAM_HISTORY = 50000, RECEIPTS_MAX = 8, HOUR_MIN = 60, KG_OF_G = 1000 };

#define HALF_DAY (12 * INSTANT_HOUR)
#define LEAVES_AFTER (20 * INSTANT_MINUTE)
#define ORDERS_BEFORE (8 * INSTANT_HOUR) /* of the day half's end: at 10:00 */

#define WAVE_MIDDLE_DAYS 7.0 /* before now */
#define WAVE_TAU_DAYS 2.5    /* logistic: from a tenth to nine tenths in eleven days */
#define WAVE_HOSPITAL 3.0    /* times the ordinary day at its height */
#define WAVE_STATION 2.0
#define ORDER_DAYS 3.0       /* order when stock covers less */
#define TANK_FULL .93
#define LOX_SHARE .93        /* of what no plant makes; bottles serve the rest */
#define SILENT_DAYS 9.0
#define LOW_DAYS 5.0         /* how long supply has not kept up */
#define LOW_HOURS 12.0       /* what is then left now */
#define MISSING .04          /* share of reports that never come */

struct site_state {
	double noise, size, lag_days, height, phase[6];
	int64_t tank_g;
	int64_t full, in_use, empty, bottle_g;
	double owed_g;                     /* pool use of bottles not yet empty */
	double use_day_g;                  /* of the last day */
	int64_t used_g, produced_g;        /* since the last report */
	double producing_h;
	struct stock_receipt_line received[RECEIPTS_MAX];
	size_t n_received;
	bool supplied;                     /* by a delivery, in this half day */
	instant_t reported_to;             /* end of the last reported period */
};

struct demo_history {
	const struct demo_world *world;
	instant_t now, start, end; /* end of the last half day lived */
	struct rng rng;
	struct site_state *states;
	struct stock_report *reports;
	size_t *sites;
	struct arena *arena; /* of the current batch */
};

static double
days_before_now(const struct demo_history *h, instant_t t)
{
	return (double)(h->now - t) / INSTANT_DAY;
}

static double
wave(const struct demo_history *h, const struct site_state *x, instant_t t)
{
	return 1 + (x->height - 1) / (1 + exp((days_before_now(h, t) - WAVE_MIDDLE_DAYS + x->lag_days) / WAVE_TAU_DAYS));
}

/* ---- patients and use --------------------------------------------------------------------- */

/* Patients by device as shares of the nasal count, as in demo_world_base_g. */
static const double device_share[6] = { 1, .2, .2, .13, .1, .25 };

static struct census
census(const struct demo_history *h, size_t i, instant_t t)
{
	const struct demo_world_site *s = &h->world->sites[i];
	const struct site_state *x = &h->states[i];
	if (!s->is_hospital) /* stations count bottles, not patients */
		return (struct census){ UNKNOWN_I64, UNKNOWN_I64, UNKNOWN_I64, UNKNOWN_I64, UNKNOWN_I64, UNKNOWN_I64, UNKNOWN_I64 };
	double w = wave(h, x, t), m = s->nasal * w * exp(x->noise);
	int64_t n[6], all = 0;
	for (int k = 0; k < 6; k++) {
		bool has = k < 3 || s->card.icu_beds > 0;
		n[k] = has ? (int64_t)(m * device_share[k] + x->phase[k]) : 0;
		all += n[k];
	}
	return (struct census){ n[0], n[1], n[2], n[3], n[4], n[5], (int64_t)((double)all * (w - 1) / w) };
}

/* Bottles come off the racks whole; what is drawn from those in use is use all the same. Returns the grams drawn. */
static int64_t
use_pool(struct site_state *x, double g)
{
	double can = (double)(x->full * x->bottle_g) + .999 * (double)x->bottle_g - x->owed_g;
	g = floor(fmax(0, fmin(g, can)));
	x->owed_g += g;
	int64_t bottles = (int64_t)(x->owed_g / (double)x->bottle_g);
	x->full -= bottles;
	x->empty += bottles;
	x->owed_g -= (double)(bottles * x->bottle_g);
	return (int64_t)g;
}

static void
live(struct demo_history *h, size_t i, instant_t t)
{
	const struct demo_world_site *s = &h->world->sites[i];
	struct site_state *x = &h->states[i];
	const struct asset *psa = demo_world_asset(s, ASSET_PSA);
	x->noise = .85 * x->noise + .035 * rng_normal(&h->rng);
	double g = .5 * x->size * demo_world_base_g(s) * wave(h, x, t) * exp(x->noise);
	double made = psa != NULL ? fmin(.5 * .8 * (double)psa->production_g, .6 * g) : 0;
	int64_t produced = (int64_t)made, lox = 0;
	double rest = g - (double)produced;
	if (s->lox_supplier != NULL) {
		lox = (int64_t)(LOX_SHARE * rest);
		lox = lox < x->tank_g ? lox : x->tank_g;
		rest *= 1 - LOX_SHARE;
	}
	x->tank_g -= lox;
	x->produced_g += produced;
	x->producing_h += psa != NULL ? 24 * made / (.8 * (double)psa->production_g) : 0;
	x->used_g += produced + lox + use_pool(x, rest);
	x->use_day_g = x->use_day_g > 0 ? .5 * x->use_day_g + g : 2 * g;
}

/* ---- supply ------------------------------------------------------------------------------- */

static struct stock_receipt_line *
receive(struct demo_history *h, size_t i, enum product form, instant_t at)
{
	struct site_state *x = &h->states[i];
	const struct demo_world_site *s = &h->world->sites[i];
	const struct asset *to = demo_world_asset(s, form == PRODUCT_LOX ? ASSET_TANK : ASSET_CYLINDER_POOL);
	struct stock_receipt_line *l = &x->received[x->n_received++];
	*l = (struct stock_receipt_line){ .form = form, .asset = to->asset, .quantity = units_unknown(), .type = to->cylinder_type,
		.full = UNKNOWN_I64, .empties_back = UNKNOWN_I64, .supplier = form == PRODUCT_LOX ? s->lox_supplier : s->cylinder_supplier, .occurred_at = at };
	return l;
}

static void
receive_lox(struct demo_history *h, size_t i, int64_t g, instant_t at)
{
	receive(h, i, PRODUCT_LOX, at)->quantity = units_of_g(g);
	h->states[i].tank_g += g;
}

static void
receive_bottles(struct demo_history *h, size_t i, int64_t full, instant_t at)
{
	struct stock_receipt_line *l = receive(h, i, PRODUCT_CYLINDER, at);
	struct site_state *x = &h->states[i];
	l->full = full;
	l->empties_back = full < x->empty ? full : x->empty;
	x->full += full;
	x->empty -= l->empties_back;
}

/* What a stock may be filled to: full, or as little as the story wants of those in trouble. */
static double
fill_to(const struct demo_history *h, size_t i, double full_g, double share, instant_t at)
{
	const struct demo_world_site *s = &h->world->sites[i];
	if (!s->low || days_before_now(h, at) > LOW_DAYS)
		return full_g;
	double hours = fmin(24 * days_before_now(h, at), 24); /* to the next order, or to now */
	return fmin(full_g, share * h->states[i].use_day_g / 24 * (LOW_HOURS + hours));
}

static void
order(struct demo_history *h, size_t i, instant_t at)
{
	const struct demo_world_site *s = &h->world->sites[i];
	struct site_state *x = &h->states[i];
	const struct asset *tank = demo_world_asset(s, ASSET_TANK);
	double share = tank != NULL ? LOX_SHARE : 0, pool_day = (1 - share) * x->use_day_g, pool_g = (double)(x->full * x->bottle_g);
	if (x->supplied || x->n_received + 2 > RECEIPTS_MAX)
		return;
	if (tank != NULL && (double)(x->tank_g - tank->heel_g) < ORDER_DAYS * share * x->use_day_g) {
		double want = fill_to(h, i, TANK_FULL * (double)tank->capacity_g, share, at) - (double)x->tank_g;
		if (want >= 20000) /* a tanker does not come for less */
			receive_lox(h, i, (int64_t)(want / 10000) * 10000, at);
	}
	if (pool_g < ORDER_DAYS * pool_day) {
		int64_t want = (int64_t)((fill_to(h, i, (double)((x->full + x->empty) * x->bottle_g), 1 - share, at) - pool_g) / (double)x->bottle_g);
		want = want < x->empty ? want : x->empty;
		if (want > 0)
			receive_bottles(h, i, want, at);
	}
}

void
demo_history_receive(struct demo_history *h, const struct demo_history_delivery *d)
{
	struct site_state *x = &h->states[d->site];
	if (x->n_received == RECEIPTS_MAX)
		return;
	if (d->product == PRODUCT_LOX)
		receive_lox(h, d->site, d->g, d->at);
	else
		receive_bottles(h, d->site, d->full, d->at);
	x->received[x->n_received - 1].delivery = d->id;
	x->received[x->n_received - 1].supplier = NULL; /* the delivery says whose */
	x->supplied = true;
}

/* ---- reports ------------------------------------------------------------------------------ */

static void
add_stock(struct demo_history *h, size_t i, struct stock_report *r)
{
	const struct demo_world_site *s = &h->world->sites[i];
	const struct site_state *x = &h->states[i];
	const struct asset *tank = demo_world_asset(s, ASSET_TANK), *pool = demo_world_asset(s, ASSET_CYLINDER_POOL);
	r->stock.items = ARENA_ARRAY(h->arena, struct stock_line, 2);
	if (tank != NULL)
		r->stock.items[r->stock.n++] = (struct stock_line){ .form = PRODUCT_LOX, .asset = tank->asset, .on_hand = units_of_g(x->tank_g),
			.full = UNKNOWN_I64, .in_use = UNKNOWN_I64, .empty = UNKNOWN_I64, .unfit = UNKNOWN_I64 };
	r->stock.items[r->stock.n++] = (struct stock_line){ .form = PRODUCT_CYLINDER, .asset = pool->asset, .on_hand = units_unknown(),
		.type = pool->cylinder_type, .full = x->full, .in_use = x->in_use, .empty = x->empty, .unfit = UNKNOWN_I64 };
}

static void
add_flows(struct demo_history *h, size_t i, struct stock_report *r)
{
	const struct demo_world_site *s = &h->world->sites[i];
	const struct site_state *x = &h->states[i];
	const struct asset *psa = demo_world_asset(s, ASSET_PSA);
	r->received.items = ARENA_ARRAY(h->arena, struct stock_receipt_line, x->n_received);
	r->received.n = x->n_received;
	for (size_t k = 0; k < x->n_received; k++) {
		struct stock_receipt_line *l = &r->received.items[k];
		*l = x->received[k];
		if (id_is_none(l->delivery))
			l->docket = arena_printf(h->arena, "PN-%s-%d-%zu", s->card.code, calendar_day_of(l->occurred_at), k + 1);
	}
	if (psa != NULL) {
		r->produced.items = ARENA_ARRAY(h->arena, struct stock_produced_line, 1);
		r->produced.n = 1;
		r->produced.items[0] = (struct stock_produced_line){ psa->asset, units_of_g(x->produced_g), round(10 * x->producing_h) / 10 };
	}
}

static void
write_report(struct demo_history *h, size_t i, struct stock_report *r)
{
	const struct demo_world_site *s = &h->world->sites[i];
	struct site_state *x = &h->states[i];
	instant_t from = x->reported_to;
	day_t day = calendar_day_of(h->end);
	*r = (struct stock_report){ .facility = s->card.code, .date = day, .period = { INSTANT_NONE, INSTANT_NONE }, .occurred_at = h->end,
		.consumed = units_of_g(x->used_g), .census = census(h, i, h->end), .expected_tomorrow = units_unknown() };
	if (s->shifts) {
		r->period = (struct stock_period){ from, h->end };
		r->date = calendar_day_of(from);
	}
	if (s->is_hospital)
		r->expected_tomorrow = units_of_g((int64_t)(x->use_day_g * wave(h, x, h->end + INSTANT_DAY) / wave(h, x, h->end) / KG_OF_G) * KG_OF_G);
	r->client_event_id = arena_printf(h->arena, "demo-%s-%d-%02d", s->card.code, day, calendar_time_of(h->end) / HOUR_MIN);
	add_stock(h, i, r);
	add_flows(h, i, r);
}

static void
forget(struct site_state *x, instant_t end)
{
	x->used_g = x->produced_g = 0;
	x->producing_h = 0;
	x->n_received = 0;
	x->reported_to = end;
}

/* Nobody forgets a report that names a receipt; nor in the last two days, so that the province is known when the demo begins. */
static bool
reports(struct demo_history *h, size_t i, bool evening)
{
	const struct demo_world_site *s = &h->world->sites[i];
	double days = days_before_now(h, h->end), chance = rng_unit(&h->rng);
	if (s->silent && days < SILENT_DAYS)
		return false;
	return (s->shifts || evening) && (chance >= MISSING || h->states[i].n_received > 0 || days < 2);
}

bool
demo_history_next(struct demo_history *h, struct demo_history_batch *ret)
{
	instant_t end = h->end + HALF_DAY;
	bool evening = calendar_time_of(end) == 18 * HOUR_MIN;
	size_t n = 0;
	if (end + LEAVES_AFTER > h->now)
		return false;
	h->end = end;
	arena_free(h->arena);
	h->arena = arena_new();
	for (size_t i = 0; i < h->world->n_sites; i++) {
		struct site_state *x = &h->states[i];
		live(h, i, end);
		if (evening)
			order(h, i, end - ORDERS_BEFORE);
		x->supplied = false;
		bool due = h->world->sites[i].shifts || evening;
		if (reports(h, i, evening)) {
			h->sites[n] = i;
			write_report(h, i, &h->reports[n++]);
		}
		if (due)
			forget(x, end);
	}
	*ret = (struct demo_history_batch){ end + LEAVES_AFTER, h->reports, h->sites, n };
	return true;
}

/* ---- beginning and end -------------------------------------------------------------------- */

static void
begin(struct demo_history *h, size_t i)
{
	const struct demo_world_site *s = &h->world->sites[i];
	const struct asset *tank = demo_world_asset(s, ASSET_TANK), *pool = demo_world_asset(s, ASSET_CYLINDER_POOL);
	struct site_state *x = &h->states[i];
	x->size = exp(.05 * rng_normal(&h->rng));
	x->lag_days = 1.5 * rng_normal(&h->rng);
	x->height = 1 + ((s->is_hospital ? WAVE_HOSPITAL : WAVE_STATION) - 1) * exp(.12 * rng_normal(&h->rng));
	for (int k = 0; k < 6; k++)
		x->phase[k] = rng_unit(&h->rng);
	if (tank != NULL)
		x->tank_g = (int64_t)((.5 + .4 * rng_unit(&h->rng)) * (double)tank->capacity_g / 10000) * 10000;
	x->bottle_g = container_find(pool->cylinder_type)->g;
	x->in_use = pool->bottles / 15 + 1;
	x->full = (pool->bottles - x->in_use) * (4 + rng_below(&h->rng, 3)) / 7;
	x->empty = pool->bottles - x->in_use - x->full;
	x->reported_to = h->end;
}

struct demo_history *
demo_history_new(const struct demo_world *w, instant_t now, int days)
{
	struct demo_history *h = MEM_NEW(struct demo_history);
	*h = (struct demo_history){ .world = w, .now = now, .rng = rng_seed(w->seed, STREAM_HISTORY), .arena = arena_new() };
	h->start = h->end = calendar_at(calendar_day_of(now) - days, 18 * HOUR_MIN);
	h->states = MEM_ARRAY(struct site_state, w->n_sites);
	h->reports = MEM_ARRAY(struct stock_report, w->n_sites);
	h->sites = MEM_ARRAY(size_t, w->n_sites);
	for (size_t i = 0; i < w->n_sites; i++)
		begin(h, i);
	return h;
}

void
demo_history_free(struct demo_history *h)
{
	if (h == NULL)
		return;
	free(h->states);
	free(h->reports);
	free(h->sites);
	arena_free(h->arena);
	free(h);
}

void
demo_history_free_ptr(struct demo_history **h)
{
	demo_history_free(*h);
}

instant_t
demo_history_start(const struct demo_history *h)
{
	return h->start + HALF_DAY;
}

int64_t
demo_history_stock_g(const struct demo_history *h, size_t site)
{
	const struct site_state *x = &h->states[site];
	return x->tank_g + x->full * x->bottle_g + x->in_use * x->bottle_g / 2;
}

int64_t
demo_history_room(const struct demo_history *h, size_t site, enum product product)
{
	const struct asset *tank = demo_world_asset(&h->world->sites[site], ASSET_TANK);
	if (product == PRODUCT_CYLINDER)
		return h->states[site].empty;
	int64_t g = tank != NULL ? (int64_t)(TANK_FULL * (double)tank->capacity_g) - h->states[site].tank_g : 0;
	return g > 0 ? g : 0;
}
