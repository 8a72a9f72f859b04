/* member - persistence, and the rule that lets it take over.
 *
 * The errors are symmetric: what a ward has lost in a week it may gain in the next, and sixty days are too few to learn a
 * drift from. So the quantile at level p is the quantile of the absolute differences at 2p - 1. */
#include "forecast/member.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PAIRS_LEAST = 8, PAIRS_MAX = 400 };
#define UNKNOWN_SD .15    /* of a change from one day to the next where the history does not say: an assumption */
#define LEAST_SD .05      /* of a forecast that is planned on, relative to the last truth: meters and clerks are no better */
#define LARGEST_G 1e15

static const struct forecast_member members[] = {
	{ FORECAST_DEMAND_MODEL, "main", "src/forecast/demand.c", "level and trend of the facility, growth of its pool, surge forecasts" },
	{ FORECAST_MEMBER_PERSISTENCE, "sanity", "src/forecast/member.c", "the last day that was known, with the facility's own past changes as errors" },
};

const struct forecast_member *
forecast_member_table(size_t *ret_n)
{
	*ret_n = ARRAY_LEN(members);
	return members;
}

const char *
forecast_member_version(const struct forecast_member *m)
{
	const char *dash = strrchr(m->name, '-');
	return dash != NULL ? dash + 1 : "";
}

/* ---- persistence --------------------------------------------------------------------------------- */

static int
by_size(const void *x, const void *y)
{
	double a = *(const double *)x, b = *(const double *)y;
	return (a > b) - (a < b);
}

/* Absolute differences of truths that lie `apart` days apart, ascending; the newest PAIRS_MAX of them. */
static int
differences(const struct forecast_truth_day *t, int n, int apart, double ret[PAIRS_MAX])
{
	int k = 0;
	for (int i = n - 1; i - apart >= 0 && k < PAIRS_MAX; i--)
		if (t[i].kind != FORECAST_TRUTH_NONE && t[i - apart].kind != FORECAST_TRUTH_NONE)
			ret[k++] = fabs(t[i].g - t[i - apart].g);
	qsort(ret, (size_t)k, sizeof *ret, by_size);
	return k;
}

static double
sample_quantile(const double *sorted, int n, double level)
{
	double at = level * (n - 1);
	int low = (int)at;
	return low + 1 < n ? sorted[low] + (at - low) * (sorted[low + 1] - sorted[low]) : sorted[n - 1];
}

static int
last_of(const struct forecast_truth_day *t, int n)
{
	while (n > 0 && t[n - 1].kind == FORECAST_TRUTH_NONE)
		n--;
	return n - 1;
}

bool
forecast_member_persist(const struct forecast_truth_day *t, int n, int lead, double ret[FORECAST_LEVELS])
{
	double d[PAIRS_MAX], scale = 1;
	int last = last_of(t, n);
	if (last < 0)
		return false;
	int pairs = differences(t, n, lead, d);
	if (pairs < PAIRS_LEAST) {
		pairs = differences(t, n, 1, d);
		scale = sqrt(lead);
	}
	for (int k = FORECAST_MEDIAN; k < FORECAST_LEVELS; k++) {
		double level = 2 * forecast_quantile_level(k) - 1;
		double half = pairs >= PAIRS_LEAST ? scale * sample_quantile(d, pairs, fmax(level, 0)) : forecast_quantile_score(k) * UNKNOWN_SD * sqrt(lead) * t[last].g;
		if (k == FORECAST_MEDIAN)
			half = 0;
		ret[k] = t[last].g + half;
		ret[FORECAST_LEVELS - 1 - k] = fmax(t[last].g - half, 0);
	}
	return true;
}

/* The truth in force on a day: the last one of t[0..upto], and how many days before it lies; before the first truth that one. */
static bool
quantiles_of_day(const struct forecast_truth_day *t, int n, int64_t at, double q[FORECAST_LEVELS])
{
	int upto = at < n ? (int)at + 1 : n;
	int last = upto > 0 ? last_of(t, upto) : -1;
	if (last < 0 || last == at) {
		while (last < n && (last < 0 || t[last].kind == FORECAST_TRUTH_NONE))
			last++;
		for (int k = 0; last < n && k < FORECAST_LEVELS; k++)
			q[k] = t[last].g;
		return last < n;
	}
	return forecast_member_persist(t, last + 1, (int)(at - last), q);
}

/* What is planned on: never surer further out, and never surer than LEAST_SD. A ward that reports the same number every
 * day, or one that repeats itself every second day, has no error in the sample and yet is not certain. */
static void
widen(double widest[FORECAST_LEVELS], double last_g, double q[FORECAST_LEVELS])
{
	for (int k = FORECAST_MEDIAN + 1; k < FORECAST_LEVELS; k++) {
		widest[k] = fmax(fmax(widest[k], q[k] - last_g), LEAST_SD * forecast_quantile_score(k) * last_g);
		q[k] = last_g + widest[k];
		q[FORECAST_LEVELS - 1 - k] = fmax(last_g - widest[k], 0);
	}
}

static int64_t
whole_g(double g)
{
	return (int64_t)llround(fmin(fmax(g, 0), LARGEST_G));
}

bool
forecast_member_make(const struct forecast_demand_input *in, struct forecast_demand *ret)
{
	const struct forecast_history *h = &in->history;
	int n = h->last_day > in->as_of_day ? h->n - (h->last_day - in->as_of_day) : h->n;
	struct forecast_truth_day *t = n > 0 ? MEM_ARRAY(struct forecast_truth_day, (size_t)h->n) : NULL;
	double q[FORECAST_LEVELS], widest[FORECAST_LEVELS] = { 0 };
	if (t == NULL)
		return false;
	forecast_truth_read(h, in->coefficients, t);
	int last = last_of(t, n), days = in->as_of_day + FORECAST_HORIZON_MAX - in->first_day + 1;
	struct forecast_demand d = { .model = FORECAST_MEMBER_PERSISTENCE, .as_of_day = in->as_of_day, .first_day = in->first_day, .patient_g = NAN,
		.coefficients = forecast_coefficients_fill(in->coefficients, NULL) };
	d.days = in->days < days ? in->days : days;
	d.days = d.days < FORECAST_DAYS_MAX ? d.days : FORECAST_DAYS_MAX;
	for (int row = 0; last >= 0 && row < d.days; row++) {
		int64_t at = (int64_t)in->first_day + row - ((int64_t)h->last_day - h->n + 1);
		if (!quantiles_of_day(t, n, at, q))
			continue;
		if (at > last)
			widen(widest, t[last].g, q);
		for (int k = 0; k < FORECAST_LEVELS; k++)
			d.g[row][k] = whole_g(q[k]);
	}
	if (last >= 0 && d.days > 0) {
		d.method = t[last].kind == FORECAST_TRUTH_METERED ? FORECAST_METERED : FORECAST_CENSUS;
		d.last_truth_day = h->last_day - h->n + 1 + last;
		*ret = d;
	}
	free(t);
	return last >= 0 && d.days > 0;
}

/* ---- demotion ------------------------------------------------------------------------------------- */

double
forecast_member_ratio(const struct forecast_member_record *r)
{
	return r->pairs > 0 && r->baseline > 0 ? r->wis / r->baseline : NAN;
}

bool
forecast_member_is_demoted(const struct forecast_member_record *r)
{
	double ratio = forecast_member_ratio(r);
	if (r->demoted && r->recent_days >= FORECAST_MEMBER_RECENT_LEAST && r->recent_wis < FORECAST_MEMBER_RETURN * r->recent_baseline)
		return false;
	bool enough = r->days >= FORECAST_MEMBER_LEAST_DAYS && r->pairs >= FORECAST_MEMBER_LEAST_PAIRS;
	if (!enough || r->rested < FORECAST_MEMBER_REST || isnan(ratio))
		return r->demoted;
	return r->demoted ? ratio >= FORECAST_MEMBER_RESTORE : ratio > FORECAST_MEMBER_DEMOTE;
}
