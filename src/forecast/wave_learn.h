/* wave_learn - the regressions: what today says about the forecasts made for it.
 *
 * At each rung with lead h the realised change d = y[t] - y[t-h], clipped at 2, is regressed on the
 * signals f of day t-h: one matrix A += v f f', B += v f d for both views, faded with a half-life of
 * 1000 days. v = (x / (x + 1000) + .05) min(1, 2 / |z|) with z the first regression's own error in
 * units of s sqrt(h) (Huber 1964), so that a far outlier moves nobody.
 *     coefficients = (A + R)^-1 (B + R prior),  R = diag(1 + 100 mean square of the signal)
 * restricted to a view's signals, by Cholesky; every rung is solved anew every day. */
#ifndef OXY_FORECAST_WAVE_LEARN_H
#define OXY_FORECAST_WAVE_LEARN_H

#include "forecast/wave_state.h"

/* Learns from place i's value of today (which was published), then from nothing else. */
void forecast_wave_learn_from(struct forecast_wave *w, size_t i);

/* Fades what the pool knows by a day; makes coefficients of what it knows. */
void forecast_wave_learn_fade(struct forecast_wave *w);
void forecast_wave_learn_solve(struct forecast_wave *w);

/* x of A x = b[view] for the signals of each view; of A the lower triangle is read. */
void forecast_wave_learn_invert(const double (*a)[FORECAST_WAVE_SIGNALS],
    const double (*b)[FORECAST_WAVE_SIGNALS], double (*ret)[FORECAST_WAVE_SIGNALS]);

#endif
