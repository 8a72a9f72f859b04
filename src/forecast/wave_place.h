/* wave_place - one place's own state, advanced by a day.
 *
 * level: y = log(x + 2) without level shifts. A daily change beyond .2 + 4 volatility + count noise
 * is cut to that and the rest forgotten, so that a ward that opens or a unit that is entered wrong
 * does not look like growth.
 * size: y again, which catches up with a shift by the same steps; weights come from it.
 * volatility: mean |daily change - mean daily growth of last week|, half-life 14 days.
 * scale: s = sqrt(.02^2 + volatility^2 + .225 / (x + 4)): the unit in which errors are counted.
 * damped trends: level += gain x miss, trend = phi trend + gain' x miss on plain counts (Gardner
 * 1985), eight settings, judged by their misses a week ahead (half-life 60 days).
 * weekday: what each weekday is above the week around it, once three days after it are known. */
#ifndef OXY_FORECAST_WAVE_PLACE_H
#define OXY_FORECAST_WAVE_PLACE_H

#include "forecast/wave_state.h"

#define FORECAST_WAVE_PLACE_OFFSET 2.0 /* patients added before the logarithm */

/* Takes in one day's value; NAN = not published. */
void forecast_wave_place_observe(struct forecast_wave *w, size_t i, double value);

/* Days of trend that trend k is worth `lead` days ahead: phi + phi^2 + ... */
double forecast_wave_place_damped(int k, int lead);

/* The count that all damped trends together expect, each weighted by (its misses)^-20. */
double forecast_wave_place_trend(const struct wave_place *p, const struct wave_rung *rung);

/* level `back` days ago, seven-day mean `back` days ago. */
static inline double
forecast_wave_place_level(const struct wave_place *p, int back)
{
	return p->levels[(p->t - back) % WAVE_LONG];
}

static inline double
forecast_wave_place_mean(const struct wave_place *p, int back)
{
	return p->means[(p->t - back) % WAVE_PEAK];
}

#endif
