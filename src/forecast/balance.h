/* balance - what a site used on days that nobody reported, from two sights of its stock.
 *
 * A silent site still shows its stock: somebody unloads and sees the tank full, telephones, reads a gauge. Between two sights
 *
 *	used = stock at the first + what came in since - stock at the second
 *
 * spread evenly over the time between them. A day has a value when every asset that serves the site was watched for
 * FORECAST_BALANCE_SEEN_PCT of it at least; own plants add what they make. Where stock may have been out before somebody
 * came, less was used than was needed, so that time tells nothing: on the evenly spread way down it came near the heel.
 *
 * Reported consumption is better and stays. Pure, any thread. */
#ifndef OXY_FORECAST_BALANCE_H
#define OXY_FORECAST_BALANCE_H

#include "domain/facility.h"
#include "forecast/pool.h"
#include "forecast/runout.h"

enum {
	FORECAST_BALANCE_DAYS = 42,      /* today and the days before it that are looked at */
	FORECAST_BALANCE_SEEN_PCT = 80,  /* of a day, at least */
	FORECAST_BALANCE_NEAR_OUT_PCT = 5, /* of the asset's room above its heel: may have been out */
};

struct forecast_sight {
	instant_t at;
	int64_t g; /* in the asset, heel included */
};

/* An asset of the card that holds stock. Both lists by time; moves are what came in (negative: went out) since the first sight, those at the
 * very instant of a sight before it. */
struct forecast_watched {
	const struct asset *asset;
	const struct forecast_sight *sights;
	int n_sights;
	const struct forecast_receipt *moves;
	int n_moves;
};

struct forecast_balance {
	day_t first;
	double g[FORECAST_BALANCE_DAYS]; /* of day first + i; NAN: not known */
};

/* Sights before the first of the days do not count. Reserve banks have no part. */
void forecast_balance_make(const struct facility *card, const struct forecast_watched *watched, int n, day_t today,
    struct forecast_balance *ret);

/* Put what is known into days without a value: n days, the first of them `first`. */
void forecast_balance_fill(const struct forecast_balance *b, day_t first, int n, double *consumed_g);

/* The first and last day that has a value; false: none has. */
bool forecast_balance_span(const struct forecast_balance *b, day_t *ret_first, day_t *ret_last);

#endif
