/* pool - what all places of a province (or the nation) say together about growth.
 *
 * A facility's own history is short and noisy; a wave is seen in the pool first. The pool is fitted
 * once a day from the histories of many facilities, is read-only afterwards, and is handed to
 * forecast_demand_make(). It holds the learned forecast of every facility with 21 days behind it
 * (pool_learn.h), so a facility names itself by its index in the array that the pool was fitted on,
 * and the plain growth of the pool for those without.
 *
 * Ownership: forecast_pool_fit and _unpack return a new pool, freed by forecast_pool_free. A fitted
 * pool is immutable: any number of threads may read it. Deterministic: the same histories in any
 * order give the same growth, byte for byte. */
#ifndef OXY_FORECAST_POOL_H
#define OXY_FORECAST_POOL_H

#include "base/attr.h"
#include "domain/calendar.h"
#include "forecast/coefficients.h"

#include <stddef.h>
#include <stdint.h>

/* The days of one facility, oldest first: element i is day last_day - n + 1 + i. The arrays belong
 * to the caller and may be NULL. Days are those of Asia/Ho_Chi_Minh since 1970-01-01. */
struct forecast_history {
	day_t last_day;
	int n;
	const double *consumed_g;  /* grams used on the day; NAN = not reported */
	const double *short_share; /* share of the day out of stock or rationed, 0..1 */
	const double (*census)[FORECAST_MODALITIES]; /* patients by modality; NAN = not reported */
};

struct forecast_pool;
struct forecast_pool_learned;
struct forecast_wave_prior;

/* Growth as known on the last day of `as_of_day`; later days in the histories are not looked at.
 * Sites need no common length. n may be 0: a pool that knows nothing. prior: what
 * the learner begins with; NULL: the shipped one. */
struct forecast_pool *forecast_pool_fit(
    const struct forecast_history *sites, size_t n, day_t as_of_day, const struct forecast_wave_prior *prior) NODISCARD;
void forecast_pool_free(struct forecast_pool *p); /* NULL is fine */

/* Log of the pool's demand on as_of_day + lead over that on as_of_day: expected for a positive
 * lead, realised for a negative one (back to 60 days; it carries a silent facility to today). The
 * standard deviation is that of one place's growth about the pool's over |lead| days. 0 and a wide
 * deviation from a pool that knows nothing or is NULL. */
double forecast_pool_growth(const struct forecast_pool *p, int lead);
double forecast_pool_spread(const struct forecast_pool *p, int lead);

/* The learned forecasts of the pool's places; NULL when the pool is NULL or was unpacked. */
const struct forecast_pool_learned *forecast_pool_learned_of(const struct forecast_pool *p);

/* How many sites contributed. */
size_t forecast_pool_sites(const struct forecast_pool *p);

/* Bytes for keeping a pool's growth: pack returns the size needed, and writes when it fits. Learned
 * forecasts are in them as a digest only: enough for telling two pools apart, and an unpacked pool
 * has none. unpack returns NULL when the bytes are not a pool of this model version. */
size_t forecast_pool_pack(const struct forecast_pool *p, void *buf, size_t size);
struct forecast_pool *forecast_pool_unpack(const void *buf, size_t size) NODISCARD;

#endif
