/* wave_spread - from medians to quantiles: how large errors have been, here and in the pool.
 *
 * Errors z = (change - median) / (s sqrt h), cut at 6, go into the pool's histogram of the rung
 * (half-life 200 days; one for places below five patients, one for the others), with 100 errors of a logistic distribution of scale .78 to begin with. Q is
 * its quantile. k is the place's own mean |z| over the pool's, shrunk:
 *     k = (own sum + n0 M) / ((own n + n0) M),  M the pool's mean |z|, n0 = 60 h / 7 + 5
 * Where all values so far were whole, quantiles below 10 are rounded to whole numbers. */
#ifndef OXY_FORECAST_WAVE_SPREAD_H
#define OXY_FORECAST_WAVE_SPREAD_H

#include "forecast/wave_state.h"

void forecast_wave_spread_begin(struct forecast_wave *w);
void forecast_wave_spread_judge(struct wave_rung *r, struct wave_record *own, double y, double z); /* y: when it was said */
void forecast_wave_spread_fade(struct forecast_wave *w);
void forecast_wave_spread_fade_place(struct forecast_wave *w, size_t i);

/* Quantiles of place i for all days of the horizon. */
void forecast_wave_spread_quantiles(
    struct forecast_wave *w, size_t i, double (*ret)[FORECAST_LEVELS]);

/* Quantiles of place i for the last day: as a forecast of one day, sqrt(age) as wide. */
void forecast_wave_spread_today(struct forecast_wave *w, size_t i, double ret[FORECAST_LEVELS]);

#endif
