/* plan_needs - one asset's part of its facility's demand, and its stock run down to now.
 *
 * A facility's demand is shared among its systems as its card says, and within a system among tank and pools by their size, since they
 * run down together; a reserve bank has no demand. PSA plants produce at 80 % of their plate less outages (WHO derating). Pure. */
#ifndef OXY_APP_PLAN_NEEDS_H
#define OXY_APP_PLAN_NEEDS_H

#include "store/position.h"

/* An asset's part of the site's demand: part * demand - offset a day, never below zero. */
struct app_plan_needs_draw {
	double part, offset_g;
};

/* Does the asset have demand: it holds stock, and is no reserve beside others of its system? */
bool app_plan_needs_counts(const struct facility *card, const struct asset *x);
struct app_plan_needs_draw app_plan_needs_draw(const struct facility *card, const struct asset *x);

/* Grams used on a day at a quantile; 0 when the demand is unknown. */
double app_plan_needs_use_g(const struct forecast_demand *d, day_t day, double level, struct app_plan_needs_draw w);

/* Grams in the asset now: its truth, run down and filled up in the order in which it happened; it stops at zero. The truth is known. */
double app_plan_needs_stock_now(const struct store_truth *t, const struct forecast_demand *d, instant_t now, struct app_plan_needs_draw w);

/* What may be in it: 95 % of a tank, all bottles of a pool; 0 when nobody knows. */
int64_t app_plan_needs_capacity_g(const struct asset *x, const struct store_truth *t);

/* Share of the demand that is intensive care, from the beds. */
int app_plan_needs_critical_pct(const struct facility *card);

#endif
