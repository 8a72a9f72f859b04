/* surge_record - how far a hub's model is trusted, from what its earlier rounds were worth.
 *
 * A round counts as it was used: as growth, so its census is scaled to what was counted on the day it began to be used (the later of
 * its reference day and its receipt). The days after it are scored by WIS against the census as it became, beside the score of
 * saying "as it is today". With W and B the sums of both over n rounds,
 *     relative r = (W + 3 m) / (B + 3 m),  m = (W + B) / 2n     three rounds' worth of doubt; 1 without any round
 *     weight   w = 1 / (1 + r^2)                                inverse variances (Bates and Granger 1969): 1/2 without any round
 * Pure; any thread. */
#ifndef OXY_FORECAST_SURGE_RECORD_H
#define OXY_FORECAST_SURGE_RECORD_H

#include "forecast/surge.h"

/* Begin with zeros. */
struct forecast_surge_record {
	int rounds;              /* in which at least one day could be scored */
	double wis, persistence; /* sums over their days, patients */
};

/* truth[i] is the census on day first + i; NAN = not counted. A round whose first day of use was not counted is left out. */
void forecast_surge_record_add(
    struct forecast_surge_record *r, const struct forecast_surge *round, day_t received, const double *truth, day_t first, int n);

double forecast_surge_record_relative(const struct forecast_surge_record *r);
double forecast_surge_record_weight(const struct forecast_surge_record *r);

#endif
