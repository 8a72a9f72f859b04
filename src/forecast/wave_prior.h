/* wave_prior - what growth is explained by, and the coefficients to begin with.
 *
 * A signal is a number known on the day of the forecast; forecast_wave_signals_* compute them. Two
 * views take different signals into one regression each. The prior is data with a version: one
 * coefficient per view, lead and signal and the mean square of each signal, learned from public
 * series by `oxyd engine prior`, and shipped as wave_prior.def. A pool's own history outweighs it
 * in time: it counts as much as 100 observations of full weight. */
#ifndef OXY_FORECAST_WAVE_PRIOR_H
#define OXY_FORECAST_WAVE_PRIOR_H

#include "forecast/wave.h"

#include <stdint.h>

enum { FORECAST_WAVE_RUNGS = 17, FORECAST_WAVE_VIEWS = 2 };

/* m = seven-day mean of the level (log value without level shifts), m7 that of a week earlier.
 * A miss of d days is the level now minus what was forecast d days ago, by the first regression. */
enum forecast_wave_signal {
	FORECAST_WAVE_TODAY,      /* level - m */
	FORECAST_WAVE_WEEK,       /* m - m7: weekly growth */
	FORECAST_WAVE_STEP7,      /* level - level 7 days ago */
	FORECAST_WAVE_WEEK_BEFORE, /* m7 - m14 */
	FORECAST_WAVE_STEP3,      /* level - level 3 days ago */
	FORECAST_WAVE_LONG,       /* m - mean of 56 days */
	FORECAST_WAVE_BEND,       /* weekly growth x its size */
	FORECAST_WAVE_WEEKDAY,    /* what the target's weekday is above today's */
	FORECAST_WAVE_MISS7,
	FORECAST_WAVE_MISS14,
	FORECAST_WAVE_PEAK,       /* m - highest m of 90 days, .2 at most */
	FORECAST_WAVE_POOL_WEEK,  /* from here on shared: means over the pool of */
	FORECAST_WAVE_POOL_TURN,  /* the change of POOL_WEEK in a week, */
	FORECAST_WAVE_POOL_MISS2, /* misses, */
	FORECAST_WAVE_POOL_MISS3, /* the third and seventh by those that moved alike */
	FORECAST_WAVE_POOL_MISS7,
	FORECAST_WAVE_POOL_MISS14,
	FORECAST_WAVE_SIGNALS
};

struct forecast_wave_prior {
	char version[32];
	double coef[FORECAST_WAVE_VIEWS][FORECAST_WAVE_RUNGS][FORECAST_WAVE_SIGNALS];
	double square[FORECAST_WAVE_SIGNALS]; /* mean square of a signal */
};

/* The shipped one. */
const struct forecast_wave_prior *forecast_wave_prior_shipped(void);

/* Reads what `oxyd engine prior` prints: a version and all numbers in their order. False, and `ret` undefined, when it is not that. */
bool forecast_wave_prior_read(const char *text, struct forecast_wave_prior *ret) NODISCARD;

/* Is a signal part of a view; is it shared by the pool. */
bool forecast_wave_prior_has(int view, int signal);
bool forecast_wave_prior_is_shared(int signal);

/* Days ahead of rung 0..16: 1..14, 18, 23, 28. */
int forecast_wave_prior_lead(int rung);

/* Learning a prior: the sum of what finished waves have seen, then its solution. Start with { 0 }. */
struct forecast_wave_sum {
	double a[FORECAST_WAVE_RUNGS][FORECAST_WAVE_SIGNALS][FORECAST_WAVE_SIGNALS];
	double b[FORECAST_WAVE_RUNGS][FORECAST_WAVE_SIGNALS];
	double weight[FORECAST_WAVE_RUNGS];
};
void forecast_wave_prior_add(struct forecast_wave_sum *sum, const struct forecast_wave *w);
void forecast_wave_prior_solve(
    const struct forecast_wave_sum *sum, const char *version, struct forecast_wave_prior *ret);

#endif
