/* wave - many places forecast together: a pooled regression of log growth with sample quantiles.
 *
 * The places of one pool (hospitals of a province, regions of a nation) are fed day by day and
 * learned from day by day; at any moment each place that has 21 days behind it has a forecast. What
 * is learned is how growth goes on (14 leads, each its own regression, towards a prior that ships
 * with the product), which of four experts to believe where, and how large errors are.
 *
 * With x the value (in patients), y = log(x + 2), on day t and for lead h:
 *     median(x[t+h]) = exp(y[t] + D) - 2,     D = sum over experts of weight x expert
 *     quantile q     = exp(y[t] + D + s sqrt(h) k (Q_q - Q_.5)) - 2
 * wave_blend.h says what the experts are, wave_spread.h what s, k and Q are, wave_signals.h what
 * growth is explained by. doc/forecast.md has the measurements behind every constant.
 *
 * A day without a value is filled half way between the last value and what was forecast for it, and
 * the forecast counts its leads from the last value. More than seven such days in a row end the
 * place's segment: it is forgotten and starts anew with its next value.
 *
 * Pure and deterministic: no clock, no I/O, no globals; any numbers go in (what is negative, NAN or
 * infinite is missing), ordered finite quantiles come out. The order of places matters in the last
 * digits only (sums are floating). One thread at a time; memory about 10 kB a place, 17 kB with the
 * long horizon; 6 us a place and day, 6 us a forecast. */
#ifndef OXY_FORECAST_WAVE_H
#define OXY_FORECAST_WAVE_H

#include "base/attr.h"
#include "domain/calendar.h"
#include "forecast/quantile.h"

#include <stdbool.h>
#include <stddef.h>

enum {
	FORECAST_WAVE_NEAR = 14,    /* days: the usual horizon */
	FORECAST_WAVE_FAR = 28,     /* days: the long one; 18 and 23 are learned, others lie between */
	FORECAST_WAVE_SILENCE = 7,  /* days without a value that a segment survives */
	FORECAST_WAVE_MIN_DAYS = 21 /* of a segment before a place has a forecast */
};

struct forecast_wave;
struct forecast_wave_prior;

/* `horizon` is FORECAST_WAVE_NEAR or _FAR; prior NULL: the shipped one. It must outlive the wave. */
struct forecast_wave *forecast_wave_new(
    size_t places, int horizon, const struct forecast_wave_prior *prior) NODISCARD;
void forecast_wave_free(struct forecast_wave *w); /* NULL is fine */

/* Makes `to` what `from` is; both of the same number of places and the same horizon. */
void forecast_wave_copy(struct forecast_wave *to, const struct forecast_wave *from);

/* The next day: value[i] of place i, NAN = not published. The first call sets the calendar, each
 * later one must be of the day after the one before. */
void forecast_wave_day(struct forecast_wave *w, day_t day, const double *value);

/* Has place i a forecast: 21 days of its segment, the last value at most seven days old. */
bool forecast_wave_knows(const struct forecast_wave *w, size_t i);

/* Days since the last value of place i: 0 when there was one on the last day. */
int forecast_wave_age(const struct forecast_wave *w, size_t i);

/* 23 quantiles for each of the days 1..horizon after the last one fed; zeros for a place that
 * forecast_wave_knows says no to. */
void forecast_wave_quantiles(
    struct forecast_wave *w, size_t i, double (*ret)[FORECAST_LEVELS]);

/* 23 quantiles of the last day fed: its value at all levels when there was one, else what is
 * believed of it. */
void forecast_wave_today(struct forecast_wave *w, size_t i, double ret[FORECAST_LEVELS]);

#endif
