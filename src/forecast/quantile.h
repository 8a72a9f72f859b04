/* quantile - the 23 levels in which every forecast is kept, and values between them.
 *
 * The levels are those of the forecast hubs: .01 .025 .05 .10 .15 ... .95 .975 .99. Between two
 * levels a value is interpolated linearly in normal scores (so a normal distribution is reproduced
 * exactly); beyond .01 and .99 the outermost slope goes on, never below zero.
 * Pure: no state, any thread. */
#ifndef OXY_FORECAST_QUANTILE_H
#define OXY_FORECAST_QUANTILE_H

#include <stdint.h>

enum { FORECAST_LEVELS = 23, FORECAST_MEDIAN = 11 /* index of .5 */ };

#define FORECAST_UNKNOWN_G INT64_MIN /* grams nobody knows; the same value as UNITS_UNKNOWN_G */

/* The level at index i (0..22), and its normal score. */
double forecast_quantile_level(int i);
double forecast_quantile_score(int i);

/* Inverse of the standard normal distribution; p is clipped to [1e-9, 1 - 1e-9]. */
double forecast_quantile_normal(double p);

/* The value at any level of (0, 1) from 23 ordered non-negative values; FORECAST_UNKNOWN_G when the
 * values are unknown, NAN for the second. */
int64_t forecast_quantile_at_g(const int64_t q[FORECAST_LEVELS], double level);
double forecast_quantile_at(const double q[FORECAST_LEVELS], double level);

#endif
