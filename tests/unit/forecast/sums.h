/* sums - demand of sample paths summed over days: what coupling of days is there for. */
#ifndef OXY_TESTS_FORECAST_SUMS_H
#define OXY_TESTS_FORECAST_SUMS_H

#include "forecast/order.h"

/* Quantile of the demand summed over the days [from, to]; days outside are like the first or last one. */
static double
sum_over_days(const struct forecast_paths *p, day_t from, day_t to, double level)
{
	float sum[FORECAST_PATHS] = { 0 };
	for (day_t day = from; day <= to; day++) {
		int row = day - p->first_day;
		row = row < 0 ? 0 : row < p->days ? row : p->days - 1;
		for (int i = 0; i < FORECAST_PATHS; i++)
			sum[i] += p->g[row][i];
	}
	forecast_order_sort(sum);
	return forecast_order_quantile(sum, level);
}

#endif
