/* wave_blend - four experts, and how much each is believed at a place.
 *
 * Each says a log change D from today to the lead h, within +-1.2 (.15 + .85 h / 14):
 *     FULL     signals . coefficients of the first view
 *     GATED    k_own x own part + k_shared x shared part of FULL; (k_own, k_shared) is the ridge
 *              regression of this place's realised changes (half-life 90 days) on the two parts,
 *              towards (1, 1) with the weight of 120 of the pool's average days, within 0..1
 *     DAMPED   log of damped trends on plain counts (wave_place.h)
 *     CAREFUL  signals . coefficients of the second view
 * Rises said by the regressions are first shrunk by M / (M + .3), M = .5 + last week's mean count: a
 * rise from nobody to one says little.
 *
 * Weight ~ r^-10 with r = (n own + K pool + 30 x .8 c) / (n + K + 30), own and pool being the
 * expert's past |error| / (s sqrt h) over that of "no change" (half-life 60 days) at this place and
 * in the pool; n the own count / (1 + .15 (h - 1)), K = 30 N / (N + 60) with N the pool's count;
 * c = 1, 1.2 for CAREFUL, which is better at small places and worse in surges, and 2 for DAMPED,
 * which has to earn its place: it is there for places that do not move with their pool. */
#ifndef OXY_FORECAST_WAVE_BLEND_H
#define OXY_FORECAST_WAVE_BLEND_H

#include "forecast/wave_state.h"

/* What `lead` days after `from` is above `from` by the weekdays as known at the origin. */
double forecast_wave_blend_weekday(const struct wave_origin *o, day_t from, int lead);

/* Guesses of place i for all rungs, from its signals of today. */
void forecast_wave_blend_guess(struct forecast_wave *w, size_t i);

/* The losses after `change` has come true; believed is the change that regressions learn from. */
void forecast_wave_blend_judge(struct wave_rung *r, struct wave_record *own,
    const struct wave_guess *g, double change, double unit, double believed);

/* A day passes, for the pool and for one place. */
void forecast_wave_blend_fade(struct forecast_wave *w);
void forecast_wave_blend_fade_place(struct forecast_wave *w, size_t i);

#endif
