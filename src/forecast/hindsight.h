/* hindsight - were the hours to empty right? Forecasts of past days, run down against what was really used.
 *
 * At the midnight after an origin a place is given a stock of so many times its last day, and its hours are projected as for a
 * facility: quantiles, paths, run-out. Then the stock is run down by the days as they were. Of honest hours, one in ten ends
 * before p10, half before p50, nine in ten before p90. Hours that the projection or the truth puts beyond the forecast's end
 * count where the comparison is still certain.
 *
 * Pure; about 50 us a stock. */
#ifndef OXY_FORECAST_HINDSIGHT_H
#define OXY_FORECAST_HINDSIGHT_H

#include "forecast/paths.h"

enum { FORECAST_HINDSIGHT_STOCKS = 6, FORECAST_HINDSIGHT_MARKS = 3 };

/* Days of the last day's use that the stocks hold, and the quantiles judged: .1 .5 .9. */
extern const double forecast_hindsight_days[FORECAST_HINDSIGHT_STOCKS];
extern const double forecast_hindsight_marks[FORECAST_HINDSIGHT_MARKS];

/* Begin with zeros. */
struct forecast_hindsight {
	long n[FORECAST_HINDSIGHT_STOCKS][FORECAST_HINDSIGHT_MARKS];       /* cases in which the quantile lay before the end */
	long earlier[FORECAST_HINDSIGHT_STOCKS][FORECAST_HINDSIGHT_MARKS]; /* of these: empty before it */
};

struct forecast_hindsight_case {
	day_t origin;        /* last day known */
	int days;            /* 1..FORECAST_HORIZON_MAX of q and truth */
	double last;         /* value on the origin; nothing is counted when it is not above 0 */
	double unit_g;       /* grams a day of one unit of value */
	const double (*q)[FORECAST_LEVELS]; /* quantiles on the days after the origin */
	const double *truth; /* what these days were; NAN = not published, and nothing is counted from there on */
	uint64_t place;      /* tells its paths from those of other places */
};

void forecast_hindsight_add(struct forecast_hindsight *h, const struct forecast_paths_table *t, const struct forecast_hindsight_case *c);

/* Share that was earlier, all stocks together (stock < 0) or one; NAN without cases. */
double forecast_hindsight_share(const struct forecast_hindsight *h, int stock, int mark);

#endif
