/* wave_state - what the files of the wave learner share; nobody else includes it.
 *
 * Days of a place are counted from the start of its segment (t = 0). Things of the past are kept in
 * rings just long enough. A "rung" is a lead with a regression of its own. */
#ifndef OXY_FORECAST_WAVE_STATE_H
#define OXY_FORECAST_WAVE_STATE_H

#include "forecast/wave.h"
#include "forecast/wave_prior.h"

#include <math.h>

enum {
	WAVE_READY = FORECAST_WAVE_MIN_DAYS - 1, /* first t with signals and a forecast */
	WAVE_TRENDS = 8,   /* damped trends behind one expert */
	WAVE_BINS = 800,   /* of the histogram of errors */
	WAVE_LONG = 56,    /* days of the long mean */
	WAVE_PEAK = 90,    /* days in which a recent peak is looked for */
	WAVE_SHAPE = 8,    /* weekly growths that say which places move together */
	WAVE_SHAPE_DAYS = 7 * WAVE_SHAPE
};

/* Errors of a ward with a patient or two, mostly nought and now and then a leap, say nothing of a hospital's, and a province has
 * five such wards to each hospital. */
enum wave_size_class { WAVE_WARD, WAVE_HOSPITAL, WAVE_SIZES };

enum wave_expert {
	WAVE_FULL,   /* regression with the pool's last fortnight's error */
	WAVE_GATED,  /* the same, own and shared part each as useful as they were at this place */
	WAVE_DAMPED, /* damped trends on plain counts */
	WAVE_CAREFUL, /* regression that knows how far below its recent peak a place is */
	WAVE_EXPERTS
};

/* What was known on one past day: kept until its longest lead has come true. */
struct wave_origin {
	float signal[FORECAST_WAVE_SIGNALS];
	float weekday[7];
	float weight; /* in what is shared */
	float y, scale;
};

/* What was said that day for one rung, as log change from that day. */
struct wave_guess {
	float expert[WAVE_EXPERTS];
	float own, shared; /* the two parts of WAVE_FULL before it is capped */
	float median;
};

/* Experts' past errors in units of scale, discounted; the last is "no change". */
struct wave_loss {
	double sum[WAVE_EXPERTS + 1], n;
};

/* Errors of the published median in units of scale, discounted. */
struct wave_size {
	double sum, n;
};

/* What a place has learned about itself at one rung. */
struct wave_record {
	struct wave_loss loss;
	struct wave_size size;
	double own2, both, shared2, own_d, shared_d; /* moments of parts and realised change */
};

/* Errors of the pool's places of one size. */
struct wave_errors {
	struct wave_size size;
	double bins[WAVE_BINS]; /* histogram */
};

/* What the pool has learned at one rung. */
struct wave_rung {
	int lead;
	double root; /* sqrt(lead) */
	double a[FORECAST_WAVE_SIGNALS][FORECAST_WAVE_SIGNALS]; /* lower triangle */
	double b[FORECAST_WAVE_SIGNALS], weight;
	double coef[FORECAST_WAVE_VIEWS][FORECAST_WAVE_SIGNALS];
	struct wave_loss loss;
	double own2, shared2, parts; /* moments for the gate */
	struct wave_errors errors[WAVE_SIZES];
	double unit; /* what an error of today weighs in their bins */
	double damped[WAVE_TRENDS];   /* days of trend that a damped trend is worth at this lead */
};

struct wave_place {
	bool live;
	bool whole;      /* only whole numbers were seen: counts */
	int t;           /* days of the segment, the last one is t */
	int age;         /* days since the last value */
	double x, y;     /* of the last day */
	double level;    /* y without level shifts */
	double size;     /* y, followed by no more a day than level is */
	double volatility;
	double levels[WAVE_LONG];  /* ring of level */
	double means[WAVE_PEAK];   /* ring of seven-day means of level */
	double apart[WAVE_SHAPE_DAYS]; /* ring of weekly growth minus the pool's */
	double weekday[7];
	int weekday_n[7];
	double trend_level[WAVE_TRENDS], trend[WAVE_TRENDS], trend_miss[WAVE_TRENDS];
	double trend_weight[WAVE_TRENDS]; /* sums to 1 */
	double trend_week[7][WAVE_TRENDS]; /* ring: forecasts a week ahead, to be judged */
	double signal[FORECAST_WAVE_SIGNALS];
	double weight; /* in what is shared: by size, so that one wrong number does not lead the pool */
	double scale;  /* s of today */
};

struct forecast_wave {
	const struct forecast_wave_prior *prior;
	size_t n;
	int horizon, rungs, depth; /* depth of the rings of origins */
	day_t day, first_day;
	double growth[8]; /* ring: the pool's weekly growth by day */
	int days;         /* fed so far */
	struct wave_place *place;
	struct wave_origin *origin; /* [place][depth] */
	struct wave_guess *guess;   /* [place][depth][rung] */
	struct wave_record *record; /* [place][rung] */
	double (*shape)[WAVE_SHAPE + 1]; /* [place] */
	struct wave_rung rung[FORECAST_WAVE_RUNGS];
	double pseudo[WAVE_BINS]; /* errors expected before any was seen */
	double pseudo_mean;
	double table[WAVE_SIZES][FORECAST_WAVE_RUNGS][FORECAST_LEVELS], mean[WAVE_SIZES][FORECAST_WAVE_RUNGS];
	bool table_is_old; /* of the histograms */
};

static inline double
wave_clip(double v, double limit)
{
	return v > limit ? limit : v < -limit ? -limit : v;
}

/* How much a place counts in what is shared: half at 1000 patients. */
static inline double
wave_weight(double patients)
{
	return patients / (patients + 1000);
}

static inline struct wave_origin *
wave_origin_at(const struct forecast_wave *w, size_t i, int t)
{
	return &w->origin[i * (size_t)w->depth + (size_t)(t % w->depth)];
}

static inline struct wave_guess *
wave_guess_at(const struct forecast_wave *w, size_t i, int t)
{
	return &w->guess[(i * (size_t)w->depth + (size_t)(t % w->depth)) * (size_t)w->rungs];
}

static inline struct wave_record *
wave_record_at(const struct forecast_wave *w, size_t i)
{
	return &w->record[i * (size_t)w->rungs];
}

/* Has this place signals and a forecast of today. */
static inline bool
wave_is_ready(const struct wave_place *p)
{
	return p->live && p->t >= WAVE_READY;
}

#endif
