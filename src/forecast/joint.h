/* joint - many facilities together: sums of sample paths that share part of their bad days.
 *
 * A province's p90 is not the sum of its facilities' p90s (they do not all err on the same side), nor that of independent errors (a
 * wave comes to all). Each facility's ranks are therefore a mixture of a field common to all, weight sqrt(C), and its own, weight
 * sqrt(1 - C): a one-factor Gaussian copula that keeps every facility's margins. Path k of a sum is the sum of path k of its parts, in
 * whole grams: facility, province and nation agree exactly, path by path, whatever the order in which they are added.
 *
 * Sums of small facilities know less than the history of the sum itself, sums of large ones more. forecast_joint_factors moves the
 * paths of all parts by one factor a day towards a direct forecast of the sum,
 *     factor = (direct median / joint median)^L,   L = sum over parts of share x 400 / (patients + 400),
 * so parts and sum stay coherent. Measured in doc/forecast.md. Pure, deterministic; one thread at a time. */
#ifndef OXY_FORECAST_JOINT_H
#define OXY_FORECAST_JOINT_H

#include "forecast/paths.h"

#define FORECAST_JOINT_COMMON 0.25 /* C: of 0 to 1 the best for sums of 5, 8 and 21 places alike */

/* 46 kB. Begin with forecast_joint_begin. */
struct forecast_joint {
	day_t first_day;
	int days;
	int parts;
	double weight, small; /* sums over the parts: grams, and grams times 400 / (patients + 400) */
	int64_t g[FORECAST_HORIZON_MAX][FORECAST_PATHS];
};

/* Days first_day .. first_day + days - 1; at most FORECAST_HORIZON_MAX. */
void forecast_joint_begin(struct forecast_joint *j, day_t first_day, int days);

/* Adds a facility; one whose demand is unknown adds nothing. Its days outside the demand are like the first or last one.
 * `patients` it treats today, for L (its size; 0 or NAN: none). */
void forecast_joint_add(
    struct forecast_joint *j, const struct forecast_paths_table *t, const struct forecast_demand *d, uint64_t site_seed, double patients);

/* Adds a sum of the same days: a province to the nation. */
void forecast_joint_merge(struct forecast_joint *j, const struct forecast_joint *part);

/* Quantiles of the sum by day; FORECAST_UNKNOWN_G when nothing was added. */
void forecast_joint_quantiles(const struct forecast_joint *j, int64_t (*ret)[FORECAST_LEVELS]);

/* One factor a day for all parts, from medians of a direct forecast of the sum (grams; not above 0 or unknown: factor 1). Within
 * 1/2 and 2. */
void forecast_joint_factors(const struct forecast_joint *j, const int64_t *direct_median_g, double *ret);

/* The same demand with each day's quantiles times its factor; factor[i] is of day first_day + i, and holds after the last. */
void forecast_joint_scale(struct forecast_demand *d, day_t first_day, const double *factor, int n);

#endif
