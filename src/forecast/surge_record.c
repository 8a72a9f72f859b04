#include "forecast/surge_record.h"

#include "forecast/score.h"

#include <math.h>

enum { DOUBT = 3 }; /* rounds that a record begins with, in which the model was worth as much as persistence */

static double
counted_on(const double *truth, day_t first, int n, day_t day)
{
	return day >= first && day < first + n ? truth[day - first] : NAN;
}

void
forecast_surge_record_add(
    struct forecast_surge_record *r, const struct forecast_surge *round, day_t received, const double *truth, day_t first, int n)
{
	day_t used = received > round->reference_day ? received : round->reference_day;
	int begin = used - round->reference_day;
	double now = counted_on(truth, first, n, used);
	if (begin >= round->n || isnan(now) || !(round->census[begin][FORECAST_MEDIAN] > 0))
		return;
	double scale = now / round->census[begin][FORECAST_MEDIAN], wis = 0, persistence = 0;
	int days = 0;
	for (int h = begin + 1; h < round->n; h++) {
		double became = counted_on(truth, first, n, round->reference_day + h), q[FORECAST_LEVELS];
		if (isnan(became))
			continue;
		for (int k = 0; k < FORECAST_LEVELS; k++)
			q[k] = scale * round->census[h][k];
		wis += forecast_score_wis(q, became);
		persistence += fabs(became - now);
		days++;
	}
	if (days == 0)
		return;
	r->rounds++;
	r->wis += wis;
	r->persistence += persistence;
}

double
forecast_surge_record_relative(const struct forecast_surge_record *r)
{
	if (r->rounds == 0 || !(r->wis + r->persistence > 0))
		return 1;
	double doubt = DOUBT * (r->wis + r->persistence) / (2 * r->rounds);
	return (r->wis + doubt) / (r->persistence + doubt);
}

double
forecast_surge_record_weight(const struct forecast_surge_record *r)
{
	double relative = forecast_surge_record_relative(r);
	return 1 / (1 + relative * relative);
}
