/* surge - a province's surge forecast, shared out to its facilities as growth of demand.
 *
 * Input is the hubverse shape (CONTRACT section 2): rows of horizon, output type and value of covid
 * hospital census or admissions. forecast_surge_build makes 23 census quantiles per day of it;
 * forecast_surge_shares says which part of the province each facility is (its share of the covid
 * census; for facilities that report none, beds); forecast_surge_scenario turns both into the
 * factors that forecast_demand_make takes. Pure, deterministic, any thread. */
#ifndef OXY_FORECAST_SURGE_H
#define OXY_FORECAST_SURGE_H

#include "forecast/demand.h"

#include <stddef.h>

#define FORECAST_SURGE_STAY_DAYS 8.0 /* between ESFT's 7 (severe) and 14 (critical), weighted 15 : 5 */

enum forecast_surge_target { FORECAST_SURGE_CENSUS, FORECAST_SURGE_ADMISSIONS };
enum forecast_surge_type {
	FORECAST_SURGE_QUANTILE, /* id = level in (0, 1) */
	FORECAST_SURGE_MEDIAN,
	FORECAST_SURGE_MEAN,  /* used as a median, with a count's spread, where nothing better is
				 given */
	FORECAST_SURGE_SAMPLE /* id = sample number */
};

struct forecast_surge_row {
	int horizon; /* days after the reference date; rows beyond 28 or below 0 are left out */
	enum forecast_surge_type type;
	double id, value;
};

/* One model's forecast for one location: census quantiles by day, 0 = reference day. */
struct forecast_surge {
	day_t reference_day;
	int n; /* days in use; 0: nothing usable */
	double census[FORECAST_HORIZON_MAX + 1][FORECAST_LEVELS];
};

struct forecast_surge_input {
	day_t reference_day;
	enum forecast_surge_target target;
	const struct forecast_surge_row *rows;
	size_t n_rows;
	double census_now; /* covid patients in hospital on the reference day; NAN: the first
			      forecast day's */
	double stay_days;  /* mean stay, for admissions; <= 0: FORECAST_SURGE_STAY_DAYS */
};

/* ERR_INVALID when no row is usable. Days between given horizons are interpolated (on logs of n +
 * 1). */
err_t forecast_surge_build(
    const struct forecast_surge_input *in, struct forecast_surge *ret) NODISCARD;

struct forecast_surge_site {
	double covid_census; /* NAN: not reported */
	int beds;            /* -1 unknown */
};

/* share[i] of the province for each site, summing to 1 (0 for a site with neither number). Sites
 * that report their covid census share the census they report; the others get a part by beds, at
 * the reporting sites' patients per bed. When nobody reports, or all report zero: by beds. */
void forecast_surge_shares(const struct forecast_surge_site *sites, size_t n, double *ret_share);

struct forecast_surge_local {
	double share;        /* of the province */
	double patients;     /* oxygen patients in the facility now, all causes; NAN unknown */
	double covid_census; /* of which covid; NAN: share x the forecast's first day */
	int beds;            /* growth saturates at 1.3 x beds in patients; -1 unknown */
	double weight;       /* how far to trust it, 0..1 */
};

/* Factors of demand relative to the reference day; false when nothing can be said (no share). */
bool forecast_surge_scenario(const struct forecast_surge *s, const struct forecast_surge_local *l,
    struct forecast_scenario *ret) NODISCARD;

#endif
