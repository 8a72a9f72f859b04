/* series - from reports to one number a day.
 *
 * Metered consumption is uncensored; a census becomes grams by the coefficient set times the
 * facility's own ratio, learned where a day has both numbers and shrunk to the set (ratio 1).
 * Implausibly large numbers count as missing: whoever stored them has flagged them already. */
#include "forecast/series.h"

#include <math.h>

#define SHORT_DOUBT .1    /* above it the census is preferred where there is one */
#define RATIO_MAX 2.1     /* largest believable |log(own rate / set's rate)|: eightfold */
#define RATE_KEEP .977    /* memory of the own rate: half-life 30 d */
#define OFFSET_MIN 1000.0 /* grams; a set in which patients need nothing must not break the log */

static double
clip(double v, double limit)
{
	return fmin(fmax(v, -limit), limit);
}

static double
patients_of(const double census[FORECAST_MODALITIES])
{
	double sum = NAN;
	for (int m = 0; m < FORECAST_MODALITIES; m++)
		if (isfinite(census[m]) && census[m] >= 0)
			sum = isnan(sum) ? census[m] : sum + census[m];
	return sum;
}

static void
read_day(const struct forecast_history *h, struct forecast_series *s, int row, int64_t i)
{
	double lack = h->short_share ? h->short_share[i] : 0;
	double metered = h->consumed_g ? forecast_demand_uncensor(h->consumed_g[i], lack) : NAN;
	s->metered[row] = metered <= FORECAST_SERIES_MAX_G ? metered : NAN;
	s->doubtful[row] = lack > SHORT_DOUBT;
	if (!h->census)
		return;
	s->census[row] = forecast_coefficients_census_g(&s->set, h->census[i]);
	s->patients[row] = patients_of(h->census[i]);
	if (!(s->census[row] <= FORECAST_SERIES_MAX_G))
		s->census[row] = s->patients[row] = NAN;
}

static void
read_history(const struct forecast_demand_input *in, struct forecast_series *s)
{
	const struct forecast_history *h = &in->history;
	int64_t oldest = (int64_t)h->last_day - h->n + 1;
	s->n = FORECAST_SERIES_DAYS;
	s->first = in->as_of_day - FORECAST_SERIES_DAYS + 1;
	s->last = -1;
	for (int row = 0; row < FORECAST_SERIES_DAYS; row++) {
		int64_t i = s->first + (int64_t)row - oldest;
		s->metered[row] = s->census[row] = s->patients[row] = s->y[row] = NAN;
		s->doubtful[row] = false;
		if (i >= 0 && i < h->n)
			read_day(h, s, row, i);
		s->n_metered += !isnan(s->metered[row]);
		s->n_census += !isnan(s->census[row]);
		if (!isnan(s->metered[row]) || !isnan(s->census[row]))
			s->last = row;
	}
}

/* Own grams per patient-day against the set's, from days that have both; recent days weigh more. */
static void
learn_ratio(struct forecast_series *s, const struct forecast_demand_config *config)
{
	double sum = 0, weight = 0, keep = 1;
	for (int row = s->n - 1; row >= 0; row--, keep *= RATE_KEEP) {
		if (s->doubtful[row] || !(s->census[row] > 0) || !(s->metered[row] > 0))
			continue;
		sum += keep * clip(log(s->metered[row] / s->census[row]), RATIO_MAX);
		weight += keep;
	}
	s->ratio = exp(sum / (weight + config->rate_prior_days));
	s->log_ratio_sd = config->census_log_sd / sqrt(1 + weight / config->rate_prior_days);
}

static double
patient_g(const struct forecast_series *s)
{
	for (int row = s->n - 1; row >= 0; row--)
		if (s->patients[row] > 0)
			return s->ratio * s->census[row] / s->patients[row];
	return s->ratio * forecast_coefficients_patient_g(&s->set, FORECAST_SIMPLE_MASK);
}

/* One number a day: the meter's, unless the day was short and somebody counted; while the meter is
 * young the census has a part in it. */
static void
combine(struct forecast_series *s, const struct forecast_demand_config *config)
{
	double trust = fmin(1, (double)s->n_metered / config->metered_full_days);
	for (int row = 0; row < s->n; row++) {
		double metered = log(s->metered[row] + s->offset);
		double census = log(s->ratio * s->census[row] + s->offset);
		if (isnan(metered) || (s->doubtful[row] && census > metered))
			s->y[row] = isnan(census) ? metered : census;
		else
			s->y[row] =
			    isnan(census) ? metered : trust * metered + (1 - trust) * census;
	}
}

void
forecast_series_read(const struct forecast_demand_input *in,
    const struct forecast_demand_config *config, struct forecast_series *ret)
{
	ret->set_name = forecast_coefficients_fill(in->coefficients, &ret->set);
	ret->n_metered = ret->n_census = 0;
	read_history(in, ret);
	learn_ratio(ret, config);
	ret->offset = fmax(patient_g(ret), OFFSET_MIN);
	combine(ret, config);
}
