/* needs - from what is known of a site's assets and its demand forecast to the planner's needs.
 *
 * The daemon's plans and the simulated province go through here, so that what is measured is the product. A facility's demand is
 * shared among its systems as its card says, and within a system among tank and pools by their size, since they run down together; a
 * reserve bank has no demand. PSA plants produce at 80 % of their plate less outages (WHO derating). Pure; any thread. */
#ifndef OXY_NEEDS_NEEDS_H
#define OXY_NEEDS_NEEDS_H

#include "domain/facility.h"
#include "forecast/demand.h"
#include "forecast/runout.h"
#include "planner/planner.h"

/* One stock-holding asset with its last truth and what moved since. */
struct needs_truth {
	const struct asset *asset;
	instant_t at; /* INSTANT_NONE: never reported */
	int64_t g;    /* UNKNOWN_I64 */
	int64_t n_full, n_in_use, n_empty; /* bottles then; UNKNOWN_I64 */
	int64_t bottle_g;                  /* in a full bottle of its type; 0: it holds no bottles */
	const struct forecast_receipt *moves; /* since then, by time; negative: given away */
	int n_moves;
};

/* The asset's part of the site's demand: part * demand - offset a day, never below zero. */
struct needs_draw {
	double part, offset_g;
};

/* Does the asset have demand: it holds stock, and is no reserve beside others of its system? */
bool needs_counts(const struct facility *card, const struct asset *x);
struct needs_draw needs_draw(const struct facility *card, const struct asset *x);

/* Grams used on a day at a quantile; 0 when the demand is unknown. */
double needs_use_g(const struct forecast_demand *d, day_t day, double level, struct needs_draw w);

/* Is a truth so old that it is read with care: a day's report is missing, and the next one is late? */
bool needs_is_stale(instant_t at, instant_t now);

/* Grams in the asset now: its truth, run down and filled up in the order in which it happened; it stops at zero. Use is the median; of a
 * stale truth (36 hours) the .85 quantile. The truth is known. */
double needs_stock_now(const struct needs_truth *t, const struct forecast_demand *d, instant_t now, struct needs_draw w);

/* What may be in it: 95 % of a tank, all bottles of a pool; 0 when nobody knows. */
int64_t needs_capacity_g(const struct needs_truth *t);

/* Share of the demand that is intensive care, from the beds. */
int needs_critical_pct(const struct facility *card);

/* When a plan is of. */
struct needs_moment {
	instant_t now;
	int days; /* of the plan; day 0 is the rest of today */
};

/* What an asset came to. */
struct needs_added {
	bool known;         /* it was reported; otherwise it is taken as half full */
	int64_t capacity_g; /* 0: nobody knows, and nothing was added */
	int64_t now_g;
};

/* Add an asset that counts to the need that it is part of: stock run down to now, room, heel, empties, demand by day. */
struct needs_added needs_add(const struct facility *card, const struct needs_truth *t, const struct forecast_demand *d,
    const struct needs_moment *m, struct planner_need *n);

#endif
