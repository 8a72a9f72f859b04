/* backtest - what the forecaster would have said on past days, knowing only what was known then.
 *
 * Works on arrays: places of one pool with a value a day (patients, or grams through unit_g).
 * Segments, origins and horizons are those of the public backtest (a run of more than 7 missing
 * days starts a new segment; an origin needs 56 days of its segment before it and 14 after it;
 * origins are days divisible by `step`). Reading files and scoring against a baseline is the
 * caller's. Pure but for the sink. */
#ifndef OXY_FORECAST_BACKTEST_H
#define OXY_FORECAST_BACKTEST_H

#include "forecast/demand.h"

struct forecast_backtest_series {
	day_t first_day;
	int n;
	const double *value; /* one a day; NAN = not published */
};

struct forecast_backtest_config {
	int step;      /* 7 or 28 days between origins */
	int min_days;  /* 56: days of the segment up to and including the origin */
	int horizon;   /* 14 */
	double unit_g; /* grams a day that one unit of value stands for; patients: 22000 */
	const struct forecast_demand_config *demand; /* NULL: defaults */
};

struct forecast_backtest_config forecast_backtest_defaults(void);

/* One forecast: q[h - 1] are the quantiles, in units of value, `h` days after the origin. */
typedef void forecast_backtest_sink(
    void *arg, size_t series, day_t origin, const double (*q)[FORECAST_LEVELS]);

/* All origins of all series, day by day, series in the given order. Returns how many forecasts were
 * made. */
long forecast_backtest_run(const struct forecast_backtest_series *pool, size_t n,
    const struct forecast_backtest_config *config, forecast_backtest_sink *sink, void *arg);

#endif
