/* member - the models that a forecast may come from, and which of them a facility gets.
 *
 * There is one main model (demand.h) and one sanity member, persistence with empirical errors: tomorrow is like the last day
 * that was known, give or take what the facility has changed over as many days before. It is the baseline that every score
 * is relative to, and what a facility falls back on where the main model does worse (doc/adr/0014-forecast-scores.md).
 * Pure and deterministic, any thread. */
#ifndef OXY_FORECAST_MEMBER_H
#define OXY_FORECAST_MEMBER_H

#include "forecast/demand.h"
#include "forecast/truth.h"

#define FORECAST_MEMBER_PERSISTENCE "persistence-1"

struct forecast_member {
	const char *name; /* stored with forecasts and scores; ends in its version */
	const char *role; /* "main", "sanity" */
	const char *file; /* where it is written */
	const char *what;
};
const struct forecast_member *forecast_member_table(size_t *ret_n);
const char *forecast_member_version(const struct forecast_member *m); /* "1" */

/* ---- persistence --------------------------------------------------------------------------------- */

/* Quantiles `lead` days (1 or more) after the last truth of t[0..n): that truth, plus and minus the quantiles of the absolute
 * differences of truths that lie `lead` days apart. With fewer than eight such pairs, those of neighbouring days times
 * sqrt(lead); with fewer than eight of these too, a deviation of 15 % times sqrt(lead). Never below zero. False, and
 * nothing written, when no day has a truth. */
bool forecast_member_persist(const struct forecast_truth_day *t, int n, int lead, double ret[FORECAST_LEVELS]) NODISCARD;

/* The whole forecast by persistence, for the days that forecast_demand_make would give. Past days are their truth, or the
 * one before them. It is planned on, so unlike the bare baseline it is never narrower further out, and its deviation never
 * below 5 %. Pool, scenario and expected_tomorrow are not looked at. False when no day of the history has a truth. */
bool forecast_member_make(const struct forecast_demand_input *in, struct forecast_demand *ret) NODISCARD;

/* ---- demotion ------------------------------------------------------------------------------------- */

enum {
	FORECAST_MEMBER_HORIZON = 14, /* days ahead that are scored */
	FORECAST_MEMBER_WINDOW = 28,  /* target days that a decision looks back on */
	FORECAST_MEMBER_LEAST_DAYS = 14,
	FORECAST_MEMBER_LEAST_PAIRS = 100, /* (target day, horizon) that both have a score for */
	FORECAST_MEMBER_REST = 14,         /* days between two decisions */
	FORECAST_MEMBER_RECENT = 5,        /* target days after which a wave is seen ... */
	FORECAST_MEMBER_RECENT_LEAST = 3   /* ... with so many of them scored */
};
#define FORECAST_MEMBER_DEMOTE 1.05  /* summed WIS against persistence's: set back above ... */
#define FORECAST_MEMBER_RESTORE 0.95 /* ... and back in force below */
#define FORECAST_MEMBER_RETURN 0.90  /* back in force at once below this in the last days, rested or not: persistence is blind in a wave */

/* One model at one facility over the window. */
struct forecast_member_record {
	bool demoted;      /* as things stand */
	int rested;        /* days since the last decision; many when there was none */
	int64_t days, pairs;
	double wis, baseline; /* sums over the pairs */
	int64_t recent_days;  /* the same over the last FORECAST_MEMBER_RECENT days */
	double recent_wis, recent_baseline;
};

/* Is it set back from now on? */
bool forecast_member_is_demoted(const struct forecast_member_record *r);

/* wis / baseline; NAN where the baseline is zero or nothing is known. */
double forecast_member_ratio(const struct forecast_member_record *r);

#endif
