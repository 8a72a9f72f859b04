/* demand - how much oxygen a facility will use on each day, as quantiles.
 *
 * Which information is used, best first: metered consumption; the census of patients by modality
 * times the facility's own grams per patient-day (shrunk to the coefficient set); beds times the
 * set. Never zero because nothing is known: a field hospital that opened today has demand. Unknown
 * only when there are not even beds.
 *
 * Consumption is uncensored first (C / (1 - share of the day short)): a starving site must not look
 * frugal. Missing and late days cost width, not a halt: the forecast starts from the last truth and
 * widens with its age.
 *
 * How it goes on: by the pool's learner (pool_learn.h) where a facility has 21 days of its own and a
 * truth of the last week, else by its own damped trend and the pool's growth.
 *
 * Pure and deterministic: the same input gives the same bytes. About 25 us a call. Any thread. */
#ifndef OXY_FORECAST_DEMAND_H
#define OXY_FORECAST_DEMAND_H

#include "base/attr.h"
#include "base/err.h"
#include "forecast/pool.h"
#include "forecast/quantile.h"

#include <stdbool.h>

#define FORECAST_DEMAND_MODEL "oxyd-wave-3" /* stored with every forecast */

enum {
	FORECAST_HORIZON_MAX = 28, /* days after as_of_day */
	FORECAST_DAYS_MAX =
	    60 /* output days, past ones included (a site may be silent for a month) */
};

enum forecast_method {
	FORECAST_UNKNOWN, /* nothing is known, not even beds: quantiles are FORECAST_UNKNOWN_G */
	FORECAST_BEDS,
	FORECAST_CENSUS,
	FORECAST_METERED
};

/* A surge forecast brought down to one facility (forecast/surge.h makes it): demand on day
 * from_day + h relative to demand on from_day, per quantile level. Kept by the caller. */
struct forecast_scenario {
	day_t from_day;
	int n;         /* days from_day .. from_day + n - 1; the last factor holds on after them */
	double weight; /* 0 ignores it, 1 replaces the own trend; from its scored record */
	double factor[FORECAST_HORIZON_MAX + 1][FORECAST_LEVELS];
};

struct forecast_demand_config {
	int metered_days;      /* 7: metered days from which consumption is forecast directly ... */
	int metered_full_days; /* 21: ... and from which the census rate has no part in the level */
	double damping;        /* 0.92 a day: how fast a trend fades */
	double level_gain;     /* 0.60: how fast the level follows a new day */
	double trend_gain;     /* 0.25 */
	double pool_weight;    /* 0.35: share of the pool's growth in the trend at a typical site */
	double beds_log_sd;    /* 0.9: how wrong a bed-based level may be, standard deviation of the
				  log */
	double census_log_sd;  /* 0.35: the same for census times coefficients */
	double
	    trend_log_sd; /* 0.035: uncertainty of the growth rate per day, for the age of truth */
	double rate_prior_days; /* 4: weighted days of both numbers that are worth as much as the
				   set */
	double expected_weight; /* 0.5: trust in the facility's own expected_tomorrow */
};

struct forecast_demand_input {
	day_t as_of_day; /* nothing later is looked at: the day of `now` */
	day_t
	    first_day; /* first output day; may be as_of_day (today), or the day of an old truth */
	int days;      /* output days; those beyond as_of_day + 28 are cut off, at most 60 in all */
	struct forecast_history history;
	int beds, icu_beds; /* -1 unknown */
	enum forecast_site_level level;
	const struct forecast_coefficients
	    *coefficients;          /* NULL or incomplete: WHO-ESFT fills the gaps */
	double expected_tomorrow_g; /* what the facility expects on the day after expected_from; NAN
				       none */
	day_t expected_from;        /* day of the report that said so */
	const struct forecast_pool *pool;            /* NULL: no pooled growth */
	int pool_site;                               /* index in the pool's fit, -1 not in it */
	const struct forecast_scenario *scenario;    /* NULL: none */
	const struct forecast_demand_config *config; /* NULL: defaults */
};

struct forecast_trajectories;

/* A plain value: copy it, keep it, no pointers but static text, and led_by, which is set and kept by the caller. */
struct forecast_demand {
	enum forecast_method method;
	const char *model;        /* FORECAST_DEMAND_MODEL */
	const char *coefficients; /* name of the set used; WHO-ESFT where the given one was empty */
	day_t as_of_day, first_day;
	int days;             /* rows of g in use; 0 never: at least one */
	day_t last_truth_day; /* last day with consumption or census; DAY_NONE */
	double patient_g;     /* grams per patient-day in use; NAN unknown */
	const struct forecast_trajectories *led_by; /* futures of a surge forecast that its sample paths follow; NULL: none */
	double led;           /* part of what is uncertain that they are, 0..1 */
	int64_t g[FORECAST_DAYS_MAX]
		 [FORECAST_LEVELS]; /* grams on day first_day + row, ordered along a row */
};

struct forecast_demand_config forecast_demand_defaults(void);

/* ERR_INVALID when the days asked for are not a range (days < 1, first_day after the horizon): a
 * programmer's mistake. Otherwise ERR_OK, and no number of the input can break it: NAN, infinite
 * and negative values count as missing. A past day that was reported has its (uncensored) value in
 * all quantiles. */
err_t forecast_demand_make(
    const struct forecast_demand_input *in, struct forecast_demand *ret) NODISCARD;

/* Grams on `day` at any level of (0, 1), e.g. .01 .10 .50 .90 .99; before the first and after the
 * last day those days' values. FORECAST_UNKNOWN_G when unknown. */
int64_t forecast_demand_at_g(const struct forecast_demand *d, day_t day, double level);

/* "metered", "census", "beds", "unknown". */
const char *forecast_demand_method_name(enum forecast_method m);

/* What would have been used had there been no shortage: C / (1 - short); NAN when the day was short
 * for more than 90 % of its time, since nothing can be learned from it. */
double forecast_demand_uncensor(double consumed_g, double short_share);

#endif
