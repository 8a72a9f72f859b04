/* trajectories - the samples of a surge forecast as joint paths: which of them stands where on each day.
 *
 * Quantiles of days do not say whether a high day is followed by another; samples do. A hub's samples are whole futures, the same number
 * on every day. What is taken from them is their order on each day (the Schaake shuffle: Clark et al. 2004), spread over the 200 paths: the
 * margins stay those of the forecast, and path k rises and falls as its sample does, at every facility of the province alike.
 *
 * Census is ordered as it is; admissions are added up to census first. Days between given horizons are interpolated on logs of n + 1; days
 * before the first and after the last given one have its order. Pure, deterministic; any thread. */
#ifndef OXY_FORECAST_TRAJECTORIES_H
#define OXY_FORECAST_TRAJECTORIES_H

#include "forecast/paths.h"
#include "forecast/surge.h"

enum { FORECAST_TRAJECTORIES_MIN = 10 }; /* fewer say little of how days hang together */

struct forecast_trajectories {
	day_t first_day;
	int days;                                              /* of rank in use */
	uint8_t rank[FORECAST_HORIZON_MAX + 1][FORECAST_PATHS]; /* of each path, a permutation of 0 .. 199 a day */
};

/* From the rows of type FORECAST_SURGE_SAMPLE; their id is the sample's number, in any order. Samples without the days that the first one
 * has are left out. False when fewer than FORECAST_TRAJECTORIES_MIN remain, or they have less than two days: *ret is then not written. */
bool forecast_trajectories_build(const struct forecast_surge_input *in, struct forecast_trajectories *ret) NODISCARD;

/* The order on a day; days outside have the nearest one's. */
const uint8_t *forecast_trajectories_on(const struct forecast_trajectories *t, day_t day);

#endif
