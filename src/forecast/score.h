/* score - how good a forecast was, once the truth is in.
 *
 * WIS (Bracher et al. 2021) of 23 quantiles = 2/23 of the sum of pinball losses; lower is better,
 * in the unit of the value. Pure, any thread. */
#ifndef OXY_FORECAST_SCORE_H
#define OXY_FORECAST_SCORE_H

#include "forecast/quantile.h"

#include <stdbool.h>

double forecast_score_wis(const double q[FORECAST_LEVELS], double truth); /* NAN if any input is */
double forecast_score_wis_log(
    const double q[FORECAST_LEVELS], double truth); /* on log(1 + value) */
double forecast_score_wis_g(
    const int64_t q[FORECAST_LEVELS], int64_t truth_g); /* grams; NAN unknown */

/* Is the truth inside the central interval of 50, 80, 90, 95 or 98 per cent, ends included. */
bool forecast_score_covers(const double q[FORECAST_LEVELS], double truth, int percent);

/* A running account of one model at one place or horizon. Start with { 0 }. */
struct forecast_score {
	long n, in50, in90, in95, below_median; /* below_median: truths below it; n/2 is unbiased */
	double wis, wis_log;                    /* sums */
};
void forecast_score_add(struct forecast_score *s, const double q[FORECAST_LEVELS], double truth);

#endif
