/* wave_signals - from the states of all places to what explains their growth.
 *
 * Own signals come from the place's level. Shared ones are means over the pool with weight
 * x / (x + 1000 patients), times W / (W + .1) where W is the sum of weights: few patients say little
 * about a wave.
 *
 * Two of the shared misses are means "by those that moved alike": place j counts for place i with
 * its weight times ((1 + cos) / 2)^2, where cos is the cosine between the two places' last eight
 * weekly growths, each as the difference from the pool's (shrunk: .05 is added to each squared
 * length). With u = (1, shape of unit length) the factor is (u_i . u_j)^2 / 4, so the sums are of
 * products of u's components, and cost no more than the number of places. */
#ifndef OXY_FORECAST_WAVE_SIGNALS_H
#define OXY_FORECAST_WAVE_SIGNALS_H

#include "forecast/wave_state.h"

/* Fills place[].signal but for the weekday, which depends on the lead, and growth of the pool. */
void forecast_wave_signals_make(struct forecast_wave *w);

#endif
