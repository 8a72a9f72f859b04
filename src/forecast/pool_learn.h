/* pool_learn - the wave learner run over the histories of a pool, and what it says of each place.
 *
 * Grams become patients by the place's own grams per patient-day, since the learner's constants are
 * in patients; a place's day is one number as the demand method reads it (series.h). Places are fed
 * in an order made from their numbers, not from the array: the same histories in any order give the
 * same bytes. What each place says of itself is then moved with what the history of their sum says (joint.h). About 7 us a place and day of history; 2.7 kB a place are kept. */
#ifndef OXY_FORECAST_POOL_LEARN_H
#define OXY_FORECAST_POOL_LEARN_H

#include "forecast/pool.h"
#include "forecast/quantile.h"

#include <stdbool.h>

struct forecast_pool_learned;

struct forecast_pool_learned *forecast_pool_learn(
    const struct forecast_history *sites, size_t n, day_t as_of_day, const struct forecast_wave_prior *prior) NODISCARD;
void forecast_pool_learn_free(struct forecast_pool_learned *l); /* NULL is fine */

/* The day that all forecasts were made on; DAY_NONE of NULL. The last day of which the place at index
 * `site` had told something by then; DAY_NONE where there is no forecast. */
day_t forecast_pool_learn_day(const struct forecast_pool_learned *l);
day_t forecast_pool_learn_truth_day(const struct forecast_pool_learned *l, int site);

/* Patients on as_of_day + lead (0..28) at each level, for the place at index `site`; false when the
 * learner has no forecast for it (young, or silent for more than a week) or is NULL. */
bool forecast_pool_learn_at(
    const struct forecast_pool_learned *l, int site, int lead, double ret[FORECAST_LEVELS]);

/* Grams of a patient-day that the place's numbers were divided by; only where there is a forecast. */
double forecast_pool_learn_unit_g(const struct forecast_pool_learned *l, int site);

/* A number that differs when any forecast differs, whatever the order of places. */
uint64_t forecast_pool_learn_digest(const struct forecast_pool_learned *l);

#endif
