/* waves - synthetic pools of hospital places, from a seed. */
#ifndef OXY_TESTS_FORECAST_WAVES_H
#define OXY_TESTS_FORECAST_WAVES_H

#include "base/attr.h"
#include "base/rng.h"
#include "forecast/backtest.h"

#include <math.h>

enum { WAVES_DAYS = 300, WAVES_PLACES = 12, WAVES_START = 18200 };

/* What is odd about place 0 of a pool (and every place of the last three kinds). */
enum waves_kind {
	WAVES_PLAIN,  /* all surge together */
	WAVES_ALONE,  /* it surges, the others are flat */
	WAVES_FLAT,   /* it is flat, the others surge */
	WAVES_SHIFT,  /* tenfold from one day to the next; place 1 falls to a tenth */
	WAVES_EARLY,  /* it peaks three weeks early and collapses while the pool surges */
	WAVES_ZEROS,  /* wards with nobody in them on most days */
	WAVES_SPARSE, /* a report every second to fourth day */
	WAVES_KINDS
};

struct waves {
	int n;
	double value[WAVES_PLACES][WAVES_DAYS];
	struct forecast_backtest_series series[WAVES_PLACES];
};

static const char *const waves_names[] UNUSED = { "plain", "one surges alone", "one stays flat",
	"tenfold in a day", "early peak and collapse", "zeros", "sparse reports" };

/* Height of a wave that began `days` ago, 1 at its peak. */
static UNUSED double
waves_height(double days, double rise, double peak, double fall)
{
	return days < 0 ? 1e-4 : 2 / (exp(-rise * (days - peak)) + exp(fall * (days - peak)));
}

static UNUSED double
waves_count(struct rng *r, double mean)
{
	return fmax(0, floor(mean + sqrt(mean) * rng_normal(r) + .5));
}

static UNUSED void
waves_place(struct waves *w, int i, enum waves_kind kind, const double *start, struct rng *r)
{
	double size = exp(2 + 5 * rng_unit(r)), noise = .02 + .06 * rng_unit(r), drift = 0;
	double lag = 6 * rng_normal(r), rise = .1, peak = 32, fall = .05;
	int every = kind == WAVES_SPARSE ? 2 + (int)rng_below(r, 3) : 1;
	bool odd = i == 0;
	size = kind == WAVES_ZEROS ? (i % 2 ? 3 : .5) : size;
	if (kind == WAVES_EARLY && odd) {
		lag -= 21;
		fall = .2;
	}
	for (int t = 0; t < WAVES_DAYS; t++) {
		double height = waves_height(t - lag - start[0], rise, peak, fall) +
				waves_height(t - lag - start[1], rise, peak, fall) + .01;
		if ((kind == WAVES_ALONE && !odd) || (kind == WAVES_FLAT && odd))
			height = .2;
		if (kind == WAVES_SHIFT && i < 2 && t > 150)
			height *= odd ? 10 : .1;
		drift = .9 * drift + noise * rng_normal(r);
		double x = waves_count(r, size * height * exp(drift));
		w->value[i][t] = t % every == 0 ? x : NAN;
	}
	w->series[i] = (struct forecast_backtest_series){ WAVES_START, WAVES_DAYS, w->value[i] };
}

static UNUSED void
waves_make(struct waves *w, enum waves_kind kind, int places, uint64_t seed)
{
	struct rng r = rng_seed(seed, (uint64_t)kind + 1);
	double start[2] = { 40 + 60 * rng_unit(&r), 160 + 50 * rng_unit(&r) };
	w->n = places;
	for (int i = 0; i < places; i++)
		waves_place(w, i, kind, start, &r);
}

#endif
