/* pool - growth that many facilities share.
 *
 * For every facility a seven-day mean of log demand is formed on each of the last 70 days; its
 * daily change, weighted by the facility's size x / (x + 400 patients), is averaged over
 * facilities, and the averages add up to the pool's path. The path's last week is the growth now;
 * it fades by 7 % a day and is shrunk towards none while few facilities speak. It carries those
 * facilities that the learner (pool_learn.h) has no forecast for.
 * Invariant: sums are kept in integers, so that the order of facilities does not matter.
 */
#include "forecast/pool.h"

#include "base/mem.h"
#include "forecast/demand.h"
#include "forecast/pool_learn.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define PATIENT_G 22000.0 /* one patient at 10 L/min for a day: the scale of "small" */
#define WEIGHT_PATIENTS 400.0
#define STEP_MAX .35     /* largest believable log change of a 7-day mean in a day */
#define DAMPING .93      /* a day; the pool's growth outlives a single place's */
#define SHRINK .02       /* summed weight at which the pool's growth is halved; about 8 patients */
#define SPREAD_WEEK .25  /* prior deviation of a place's weekly growth about the pool's */
#define SPREAD_PRIOR 5.0 /* places that this prior is worth */
#define FIXED 1e6        /* integer sums: millionths */

enum { PAST = 60, LOOK = PAST + 14 };

/* What is packed. */
struct growth {
	char model[32];
	day_t as_of_day;
	uint32_t sites;
	double
	    past[PAST + 1]; /* log level, [0] = today, minus that of today: past[k] is k days ago */
	double rate;        /* log growth a day now, shrunk */
	double spread_week;
	uint64_t digest; /* of what was learned */
};

struct forecast_pool {
	struct growth growth;
	struct forecast_pool_learned *learned;
};

struct sums {
	int64_t step[PAST], weight[PAST]; /* day k ago against the day before */
	int64_t deviation, deviations;    /* |weekly growth - pool's|, places */
};

/* Grams on one day by one kind of number; NAN unknown. */
static double
day_g(const struct forecast_history *h, int64_t i, bool metered)
{
	double g = NAN;
	if (metered && h->consumed_g)
		g = forecast_demand_uncensor(
		    h->consumed_g[i], h->short_share ? h->short_share[i] : 0);
	else if (!metered && h->census)
		g = forecast_coefficients_census_g(forecast_coefficients_at(0), h->census[i]);
	return isfinite(g) ? g : NAN;
}

/* log(x + one patient) by day, [0] = as_of_day - LOOK + 1; returns how many are known. */
static int
log_series(const struct forecast_history *h, day_t as_of_day, bool metered, double ret[LOOK])
{
	int64_t oldest = (int64_t)h->last_day - h->n + 1;
	int known = 0;
	for (int k = 0; k < LOOK; k++) {
		int64_t i = (int64_t)as_of_day - LOOK + 1 + k - oldest;
		ret[k] = i >= 0 && i < h->n ? log(day_g(h, i, metered) + PATIENT_G) : NAN;
		known += !isnan(ret[k]);
	}
	return known;
}

/* Mean of the known of the seven days that end at k; NAN when fewer than three are known. */
static double
week_mean(const double *y, int k)
{
	double sum = 0;
	int n = 0;
	for (int i = k - 6; i <= k; i++)
		if (i >= 0 && !isnan(y[i])) {
			sum += y[i];
			n++;
		}
	return n >= 3 ? sum / n : NAN;
}

static double
weight_of(double y)
{
	double x = exp(y) / PATIENT_G - 1;
	return (x + .5) / (x + WEIGHT_PATIENTS);
}

static double
clip(double v, double limit)
{
	return fmin(fmax(v, -limit), limit);
}

static void
add_site(struct sums *s, const double *means)
{
	for (int k = 0; k < PAST; k++) {
		double now = means[LOOK - 1 - k], before = means[LOOK - 2 - k];
		if (isnan(now) || isnan(before))
			continue;
		double w = weight_of(before);
		s->weight[k] += llround(w * FIXED);
		s->step[k] += llround(w * clip(now - before, STEP_MAX) * FIXED);
	}
}

static void
add_deviation(struct sums *s, const double *means, double pool_week)
{
	double now = means[LOOK - 1], before = means[LOOK - 8];
	if (isnan(now) || isnan(before))
		return;
	s->deviation += llround(fmin(fabs(now - before - pool_week), 2) * FIXED);
	s->deviations++;
}

/* Means of whichever number the site gives more often: mixing the two would look like growth. */
static void
site_means(const struct forecast_history *h, day_t as_of_day, double ret[LOOK])
{
	double metered[LOOK], census[LOOK];
	bool meter =
	    log_series(h, as_of_day, true, metered) >= log_series(h, as_of_day, false, census);
	for (int k = 0; k < LOOK; k++)
		ret[k] = week_mean(meter ? metered : census, k);
}

static void
settle(struct growth *p, const struct sums *s)
{
	double week = 0, weight = 0;
	for (int k = 0; k < PAST; k++) {
		double w = (double)s->weight[k], step = w > 0 ? (double)s->step[k] / w : 0;
		double shrunk = step * w / (w + SHRINK * FIXED);
		p->past[k + 1] = p->past[k] - shrunk;
		if (k < 7) {
			week += step;
			weight += w / FIXED / 7;
		}
	}
	p->rate = week / 7 * weight / (weight + SHRINK);
}

static void
fit_growth(struct growth *p, const struct forecast_history *sites, size_t n, day_t as_of_day)
{
	struct sums s = { .deviation = 0 };
	double means[LOOK];
	memcpy(p->model, FORECAST_DEMAND_MODEL, sizeof FORECAST_DEMAND_MODEL);
	p->as_of_day = as_of_day;
	for (size_t i = 0; i < n; i++) {
		site_means(&sites[i], as_of_day, means);
		p->sites += !isnan(means[LOOK - 1]);
		add_site(&s, means);
	}
	settle(p, &s);
	for (size_t i = 0; i < n; i++) {
		site_means(&sites[i], as_of_day, means);
		add_deviation(&s, means, -p->past[7]);
	}
	/* 1.25 x mean absolute deviation is the standard deviation of a normal distribution */
	p->spread_week = (1.25 * (double)s.deviation / FIXED + SPREAD_PRIOR * SPREAD_WEEK) /
			 ((double)s.deviations + SPREAD_PRIOR);
}

struct forecast_pool *
forecast_pool_fit(const struct forecast_history *sites, size_t n, day_t as_of_day, const struct forecast_wave_prior *prior)
{
	struct forecast_pool *p = MEM_NEW(struct forecast_pool);
	fit_growth(&p->growth, sites, n, as_of_day);
	p->learned = forecast_pool_learn(sites, n, as_of_day, prior);
	p->growth.digest = forecast_pool_learn_digest(p->learned);
	return p;
}

void
forecast_pool_free(struct forecast_pool *p)
{
	if (p)
		forecast_pool_learn_free(p->learned);
	free(p);
}

double
forecast_pool_growth(const struct forecast_pool *p, int lead)
{
	if (!p)
		return 0;
	if (lead <= 0)
		return p->growth.past[lead < -PAST ? PAST : -lead];
	return p->growth.rate * DAMPING * (1 - pow(DAMPING, lead)) / (1 - DAMPING);
}

double
forecast_pool_spread(const struct forecast_pool *p, int lead)
{
	double week = p ? p->growth.spread_week : SPREAD_WEEK;
	return week * sqrt(abs(lead) / 7.0);
}

const struct forecast_pool_learned *
forecast_pool_learned_of(const struct forecast_pool *p)
{
	return p ? p->learned : NULL;
}

size_t
forecast_pool_sites(const struct forecast_pool *p)
{
	return p ? p->growth.sites : 0;
}

size_t
forecast_pool_pack(const struct forecast_pool *p, void *buf, size_t size)
{
	if (buf && size >= sizeof p->growth)
		memcpy(buf, &p->growth, sizeof p->growth);
	return sizeof p->growth;
}

struct forecast_pool *
forecast_pool_unpack(const void *buf, size_t size)
{
	struct forecast_pool *p = MEM_NEW(struct forecast_pool);
	if (size == sizeof p->growth)
		memcpy(&p->growth, buf, sizeof p->growth);
	if (size == sizeof p->growth &&
	    !memcmp(p->growth.model, FORECAST_DEMAND_MODEL, sizeof FORECAST_DEMAND_MODEL))
		return p;
	forecast_pool_free(p);
	return NULL;
}
