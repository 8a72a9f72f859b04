/* series - a facility's history as the demand method sees it: one number a day on a log scale.
 *
 * Used by demand.c alone; another method may want other numbers. Pure. */
#ifndef OXY_FORECAST_SERIES_H
#define OXY_FORECAST_SERIES_H

#include "forecast/demand.h"

#define FORECAST_SERIES_MAX_G 1e15 /* grams a day; keeps int64 safe */

enum { FORECAST_SERIES_DAYS = 120 }; /* of history in use; the last row is as_of_day */

struct forecast_series {
	struct forecast_coefficients set; /* the given one, WHO-ESFT in its gaps */
	const char *set_name;             /* of the one that the flows come from */
	day_t first;                      /* row i is day first + i */
	int n;
	double metered[FORECAST_SERIES_DAYS];  /* uncensored grams; NAN missing */
	double census[FORECAST_SERIES_DAYS];   /* the set's grams for the census; NAN missing */
	double patients[FORECAST_SERIES_DAYS]; /* on oxygen; NAN missing */
	bool doubtful[FORECAST_SERIES_DAYS];   /* metered on a day with shortage */
	double y[FORECAST_SERIES_DAYS]; /* log(grams + offset) of both together; NAN missing */
	int n_metered, n_census;
	int last;            /* row of the last truth, -1 none */
	double ratio;        /* own grams per patient over the set's */
	double log_ratio_sd; /* how sure that is */
	double offset; /* grams of one patient-day: what keeps the log of small numbers calm */
};

void forecast_series_read(const struct forecast_demand_input *in,
    const struct forecast_demand_config *config, struct forecast_series *ret);

#endif
