/* score - weighted interval score and coverage of quantile forecasts. */
#include "forecast/score.h"

#include <math.h>

double
forecast_score_wis(const double q[FORECAST_LEVELS], double truth)
{
	double sum = 0;
	for (int i = 0; i < FORECAST_LEVELS; i++) {
		double p = forecast_quantile_level(i), miss = truth - q[i];
		sum += miss >= 0 ? p * miss : (p - 1) * miss;
	}
	return 2 * sum / FORECAST_LEVELS;
}

double
forecast_score_wis_log(const double q[FORECAST_LEVELS], double truth)
{
	double l[FORECAST_LEVELS];
	for (int i = 0; i < FORECAST_LEVELS; i++)
		l[i] = log1p(q[i]);
	return forecast_score_wis(l, log1p(truth));
}

double
forecast_score_wis_g(const int64_t q[FORECAST_LEVELS], int64_t truth_g)
{
	if (truth_g == FORECAST_UNKNOWN_G || q[0] == FORECAST_UNKNOWN_G)
		return NAN;
	double d[FORECAST_LEVELS];
	for (int i = 0; i < FORECAST_LEVELS; i++)
		d[i] = (double)q[i];
	return forecast_score_wis(d, (double)truth_g);
}

bool
forecast_score_covers(const double q[FORECAST_LEVELS], double truth, int percent)
{
	double low = (100 - percent) / 200.0;
	return truth >= forecast_quantile_at(q, low) && truth <= forecast_quantile_at(q, 1 - low);
}

void
forecast_score_add(struct forecast_score *s, const double q[FORECAST_LEVELS], double truth)
{
	double wis = forecast_score_wis(q, truth);
	if (!isfinite(wis))
		return;
	s->n++;
	s->wis += wis;
	s->wis_log += forecast_score_wis_log(q, truth);
	s->in50 += forecast_score_covers(q, truth, 50);
	s->in90 += forecast_score_covers(q, truth, 90);
	s->in95 += forecast_score_covers(q, truth, 95);
	s->below_median += truth < q[FORECAST_MEDIAN];
}
