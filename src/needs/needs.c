/* needs - what one asset uses, holds and has left. */
#include "needs/needs.h"

#include "base/str.h"
#include "domain/list.h"
#include "forecast/site.h"

#include <math.h>

enum {
	FILL_PCT = 95,     /* a tanker rarely fills a tank further (DOMAIN 3.5) */
	CRITICAL_PCT = 25, /* ESFT: 0.05 critical of 0.20 on oxygen, where beds are not known */
};

/* What is left of a stale truth is read with care: an error of the forecast adds up day by day until somebody looks (adr/0040). */
static const instant_t STALE = INSTANT_DAY + INSTANT_DAY / 2;
static const double STALE_LEVEL = 0.85;

/* Flow of an ICU bed and of an ordinary bed beside each other: 100 % x 9 L/min against 20 % x 2 L/min (DOMAIN 3.3). */
static const double ICU_BED_LPM = 9.0, WARD_BED_LPM = 0.4;

static double
system_share(const struct facility *card, const char *system, int n_systems)
{
	double known = 0;
	int open = n_systems;
	for (size_t i = 0; i < card->systems.n; i++) {
		if (isnan(card->systems.items[i].share_pct))
			continue;
		if (str_eq(card->systems.items[i].system, system))
			return card->systems.items[i].share_pct / 100;
		known += card->systems.items[i].share_pct;
		open--;
	}
	return open > 0 && known < 100 ? (100 - known) / 100 / open : 0;
}

static const char *
system_of(const struct asset *x)
{
	return x->system ? x->system : FACILITY_MAIN_SYSTEM;
}

/* How many supply systems there are: those of the card and those that only assets name. */
static int
count_systems(const struct facility *card)
{
	int n = (int)card->systems.n;
	for (size_t i = 0; i < card->assets.n; i++) {
		bool seen = false;
		for (size_t k = 0; k < card->systems.n; k++)
			seen |= str_eq(card->systems.items[k].system, system_of(&card->assets.items[i]));
		for (size_t k = 0; k < i && !seen; k++)
			seen |= str_eq(system_of(&card->assets.items[k]), system_of(&card->assets.items[i]));
		n += !seen;
	}
	return n;
}

static double
size_g(const struct asset *x)
{
	int64_t room = forecast_site_room_g(x);
	return room > 0 ? (double)room : 1;
}

bool
needs_counts(const struct facility *card, const struct asset *x)
{
	if (!forecast_site_holds_stock(x))
		return false;
	if (x->rank != ASSET_RESERVE)
		return true;
	for (size_t i = 0; i < card->assets.n; i++) { /* a reserve bank alone is what there is */
		const struct asset *y = &card->assets.items[i];
		if (forecast_site_holds_stock(y) && y->rank != ASSET_RESERVE && str_eq(system_of(y), system_of(x)))
			return false;
	}
	return true;
}

struct needs_draw
needs_draw(const struct facility *card, const struct asset *x)
{
	double sizes = 0, made = 0;
	for (size_t i = 0; i < card->assets.n; i++) {
		const struct asset *y = &card->assets.items[i];
		if (!str_eq(system_of(y), system_of(x)))
			continue;
		if (needs_counts(card, y))
			sizes += size_g(y);
		made += facility_asset_made_g(y);
	}
	double part = sizes > 0 ? size_g(x) / sizes : 0;
	return (struct needs_draw){ system_share(card, system_of(x), count_systems(card)) * part, made * part };
}

double
needs_use_g(const struct forecast_demand *d, day_t day, double level, struct needs_draw w)
{
	int64_t g = d->days > 0 ? forecast_demand_at_g(d, day, level) : FORECAST_UNKNOWN_G;
	return g == FORECAST_UNKNOWN_G ? 0 : fmax(0, (double)g * w.part - w.offset_g);
}

/* Use between two instants at a quantile, day by day. */
static double
use_between(const struct forecast_demand *d, instant_t from, instant_t to, double level, struct needs_draw w)
{
	double g = 0;
	while (from < to) {
		day_t day = calendar_day_of(from);
		instant_t end = calendar_start(day + 1) < to ? calendar_start(day + 1) : to;
		g += needs_use_g(d, day, level, w) * (double)(end - from) / (double)INSTANT_DAY;
		from = end;
	}
	return g;
}

bool
needs_is_stale(instant_t at, instant_t now)
{
	return now - at > STALE;
}

/* An asset's stock now: the truth, run down and filled up in the order in which it happened; it stops at zero. */
double
needs_stock_now(const struct needs_truth *t, const struct forecast_demand *d, instant_t now, struct needs_draw w)
{
	double g = (double)t->g, level = needs_is_stale(t->at, now) ? STALE_LEVEL : 0.5;
	instant_t at = t->at;
	for (int i = 0; i < t->n_moves; i++) {
		instant_t next = t->moves[i].at < now ? t->moves[i].at : now;
		g = fmax(0, g - use_between(d, at, next, level, w)) + (double)t->moves[i].g;
		at = next > at ? next : at;
	}
	return fmax(0, fmax(0, g) - use_between(d, at, now, level, w));
}

int64_t
needs_capacity_g(const struct needs_truth *t)
{
	const struct asset *x = t->asset;
	if (x->kind == ASSET_TANK)
		return x->capacity_g > 0 ? x->capacity_g * FILL_PCT / 100 : 0;
	if (x->bottles > 0 && t->bottle_g > 0)
		return x->bottles * t->bottle_g;
	if (t->bottle_g > 0 && t->n_full >= 0)
		return (t->n_full + (t->n_in_use > 0 ? t->n_in_use : 0) + (t->n_empty > 0 ? t->n_empty : 0)) * t->bottle_g;
	return x->capacity_g > 0 ? x->capacity_g : 0;
}

int
needs_critical_pct(const struct facility *card)
{
	if (card->beds <= 0 || card->icu_beds < 0 || card->icu_beds > card->beds)
		return CRITICAL_PCT;
	double icu = (double)card->icu_beds * ICU_BED_LPM, ward = (double)(card->beds - card->icu_beds) * WARD_BED_LPM;
	return (int)lround(100 * icu / (icu + ward));
}

/* Empties said, those emptied since, less those swapped since; or what the pool has beside what is full. */
static void
add_empties(const struct needs_truth *t, double now_g, struct planner_need *n)
{
	if (t->bottle_g <= 0)
		return;
	double moved = 0, each = (double)t->bottle_g;
	for (int i = 0; i < t->n_moves; i++)
		moved += (double)t->moves[i].g;
	if (t->n_empty >= 0 && t->at != INSTANT_NONE) {
		double used = floor(((double)t->g + moved - now_g) / each);
		n->empties += (int)fmax(0, (double)t->n_empty + used - floor(moved > 0 ? moved / each : 0));
	} else if (t->asset->bottles > 0) {
		n->empties += (int)fmax(0, floor(((double)t->asset->bottles * each - now_g) / each));
	}
}

struct needs_added
needs_add(const struct facility *card, const struct needs_truth *t, const struct forecast_demand *d, const struct needs_moment *m,
    struct planner_need *n)
{
	const struct asset *x = t->asset;
	struct needs_draw w = needs_draw(card, x);
	struct needs_added r = { .known = t->at != INSTANT_NONE && t->g != UNKNOWN_I64, .capacity_g = needs_capacity_g(t) };
	if (r.capacity_g <= 0)
		return (struct needs_added){ 0 };
	double now_g = r.known ? needs_stock_now(t, d, m->now, w) : (double)r.capacity_g / 2;
	r.now_g = (int64_t)now_g;
	n->capacity_g += r.capacity_g;
	n->heel_g += facility_asset_heel_g(x);
	n->on_hand_g += (int64_t)fmin(now_g, (double)r.capacity_g);
	add_empties(t, now_g, n);
	for (int day = 0; day < m->days; day++) {
		day_t on = calendar_day_of(m->now) + day;
		double part = day == 0 ? (double)(PLANNER_DAY_MIN - calendar_time_of(m->now)) / PLANNER_DAY_MIN : 1;
		double q50 = needs_use_g(d, on, 0.5, w) * part, q90 = needs_use_g(d, on, 0.9, w) * part;
		n->q50_g[day] += (int64_t)q50;
		n->q90_g[day] += (int64_t)fmax(q50, q90);
	}
	return r;
}
