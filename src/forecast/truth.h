/* truth - what a facility used on each day, as forecasts are scored against it.
 *
 * Metered consumption, uncensored where the share of the day that was short is known; else the census times the coefficient
 * set, times the facility's own rate: the mean of log(metered / census grams) over the days that have both, shrunk to 0 by
 * the weight of four days. A day that nobody reported has no truth; it is never zero.
 * Pure, any thread. */
#ifndef OXY_FORECAST_TRUTH_H
#define OXY_FORECAST_TRUTH_H

#include "forecast/pool.h"

enum forecast_truth_kind { FORECAST_TRUTH_NONE, FORECAST_TRUTH_METERED, FORECAST_TRUTH_CENSUS };

struct forecast_truth_day {
	double g; /* grams of the day; NAN with FORECAST_TRUTH_NONE */
	enum forecast_truth_kind kind;
};

/* ret[i] is the truth of the history's element i: h->n of them. set NULL or with gaps: WHO-ESFT fills them. */
void forecast_truth_read(const struct forecast_history *h, const struct forecast_coefficients *set, struct forecast_truth_day *ret);

#endif
