/* truth - metered before counted, and the own rate that makes the two comparable. */
#include "forecast/truth.h"

#include "forecast/demand.h"

#include <math.h>

#define LARGEST_G 1e15      /* a day; above it a number is no number */
#define RATE_PRIOR_DAYS 4.0 /* as in the demand method: days with both numbers that are worth as much as the set */
#define RATE_CLIP 2.1       /* largest believable |log(own rate / set's rate)|: eightfold */

static double
metered_of(const struct forecast_history *h, int i)
{
	double g = h->consumed_g != NULL ? forecast_demand_uncensor(h->consumed_g[i], h->short_share != NULL ? h->short_share[i] : 0) : NAN;
	return g >= 0 && g <= LARGEST_G ? g : NAN;
}

static double
counted_of(const struct forecast_history *h, const struct forecast_coefficients *set, int i)
{
	double g = h->census != NULL ? forecast_coefficients_census_g(set, h->census[i]) : NAN;
	return g >= 0 && g <= LARGEST_G ? g : NAN;
}

static double
own_rate(const struct forecast_history *h, const struct forecast_coefficients *set)
{
	double sum = 0, weight = RATE_PRIOR_DAYS;
	for (int i = 0; i < h->n; i++) {
		double metered = metered_of(h, i), counted = counted_of(h, set, i);
		if (!(metered > 0) || !(counted > 0))
			continue;
		sum += fmin(fmax(log(metered / counted), -RATE_CLIP), RATE_CLIP);
		weight++;
	}
	return exp(sum / weight);
}

void
forecast_truth_read(const struct forecast_history *h, const struct forecast_coefficients *set, struct forecast_truth_day *ret)
{
	struct forecast_coefficients filled;
	forecast_coefficients_fill(set, &filled);
	double rate = own_rate(h, &filled);
	for (int i = 0; i < h->n; i++) {
		double metered = metered_of(h, i), counted = counted_of(h, &filled, i);
		if (!isnan(metered))
			ret[i] = (struct forecast_truth_day){ metered, FORECAST_TRUTH_METERED };
		else if (!isnan(counted))
			ret[i] = (struct forecast_truth_day){ counted * rate, FORECAST_TRUTH_CENSUS };
		else
			ret[i] = (struct forecast_truth_day){ NAN, FORECAST_TRUTH_NONE };
	}
}
