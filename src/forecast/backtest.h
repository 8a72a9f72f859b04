/* backtest - what the forecaster would have said on past days, knowing only what was known then.
 *
 * Works on arrays: places of one pool with a value a day (patients, or another number through
 * unit). Segments, origins and horizons are those of the public backtest: a run of more than 7
 * missing days starts a new segment; an origin needs 56 days of its segment up to and including
 * itself and `horizon` after it; origins are days divisible by `step`. Reading files and scoring
 * against a baseline is the caller's. Pure but for the sink. */
#ifndef OXY_FORECAST_BACKTEST_H
#define OXY_FORECAST_BACKTEST_H

#include "forecast/wave_prior.h"

struct forecast_backtest_series {
	day_t first_day;
	int n;
	const double *value; /* one a day; NAN = not published */
};

struct forecast_backtest_config {
	int step;     /* 7 or 28 days between origins */
	int min_days; /* 56: days of the segment up to and including the origin */
	int horizon;  /* 14, or 28 */
	double unit;  /* of value that one patient stands for; patients: 1, Nm3 of oxygen a day: 12 */
	double hidden_share; /* 0; of the places whose last two days are not yet reported at an origin */
	const struct forecast_wave_prior *prior; /* NULL: the shipped one */
};

struct forecast_backtest_config forecast_backtest_defaults(void);

/* One forecast: q[h - 1] are the quantiles, in units of value, `h` days after the origin. */
typedef void forecast_backtest_sink(
    void *arg, size_t series, day_t origin, const double (*q)[FORECAST_LEVELS]);

/* All origins of all series, day by day, series in the given order. Returns how many forecasts were
 * made. config NULL: defaults. What was learned on the way is added to `sum` unless it is NULL. */
long forecast_backtest_run(const struct forecast_backtest_series *pool, size_t n,
    const struct forecast_backtest_config *config, forecast_backtest_sink *sink, void *arg,
    struct forecast_wave_sum *sum);

#endif
