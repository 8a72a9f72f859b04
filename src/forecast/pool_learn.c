/* pool_learn - histories in, forecasts of every place out; the learner itself is thrown away.
 *
 * Invariant: places are sorted by their numbers alone, so that sums inside the learner are made
 * in the same order whoever hands the places over. */
#include "forecast/pool_learn.h"

#include "base/mem.h"
#include "forecast/joint.h"
#include "forecast/series.h"
#include "forecast/wave.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LEADS = FORECAST_WAVE_FAR + 1 };

struct site {
	size_t index; /* in the caller's array */
	double unit_g;
	double patients[FORECAST_SERIES_DAYS]; /* NAN missing; the last is as_of_day */
};

struct learned {
	double unit_g; /* 0: no forecast */
	int32_t age;   /* days since the last truth */
	float q[LEADS][FORECAST_LEVELS];
};

struct forecast_pool_learned {
	size_t n;
	day_t day;
	uint64_t digest;
	struct learned *site;
};

static void
read_site(const struct forecast_history *h, size_t index, day_t as_of_day, struct site *ret)
{
	struct forecast_series s;
	struct forecast_demand_config config = forecast_demand_defaults();
	struct forecast_demand_input in = { .as_of_day = as_of_day, .history = *h };
	forecast_series_read(&in, &config, &s);
	ret->index = index;
	ret->unit_g = s.offset;
	for (int d = 0; d < FORECAST_SERIES_DAYS; d++)
		ret->patients[d] = fmax(exp(s.y[d]) / s.offset - 1, isnan(s.y[d]) ? NAN : 0);
}

/* By numbers, missing ones first; equal only where all numbers are. */
static int
by_numbers(const void *a, const void *b)
{
	const struct site *x = a, *y = b;
	for (int d = 0; d < FORECAST_SERIES_DAYS; d++) {
		double u = isnan(x->patients[d]) ? -1 : x->patients[d];
		double v = isnan(y->patients[d]) ? -1 : y->patients[d];
		if (u != v)
			return u < v ? -1 : 1;
	}
	return x->unit_g < y->unit_g ? -1 : x->unit_g > y->unit_g;
}

static struct forecast_wave *
replay(const struct site *sites, size_t n, day_t as_of_day, const struct forecast_wave_prior *prior)
{
	struct forecast_wave *w = forecast_wave_new(n, FORECAST_WAVE_FAR, prior);
	double *value = MEM_ARRAY(double, n + 1);
	for (int d = 0; d < FORECAST_SERIES_DAYS; d++) {
		for (size_t i = 0; i < n; i++)
			value[i] = sites[i].patients[d];
		forecast_wave_day(w, as_of_day - FORECAST_SERIES_DAYS + 1 + d, value);
	}
	free(value);
	return w;
}

/* ---- the sum of all places ---- */

/* Grams of all known places by day. A place's number holds until its next, and its first one also before: places that begin or
 * cease to report do not look like growth or decline. */
static double
sum_places(const struct site *sites, size_t n, const struct forecast_pool_learned *l, double *ret_g)
{
	double patients = 0, g = 0;
	memset(ret_g, 0, FORECAST_SERIES_DAYS * sizeof *ret_g);
	for (size_t i = 0; i < n; i++) {
		const double *v = sites[i].patients;
		int first = 0;
		while (first < FORECAST_SERIES_DAYS - 1 && isnan(v[first]))
			first++;
		double last = v[first];
		for (int d = 0; d < FORECAST_SERIES_DAYS && l->site[sites[i].index].unit_g > 0; d++) {
			last = isnan(v[d]) ? last : v[d];
			ret_g[d] += last * sites[i].unit_g;
		}
		if (l->site[sites[i].index].unit_g > 0) {
			patients += last;
			g += last * sites[i].unit_g;
		}
	}
	return patients > 0 ? g / patients : 0; /* grams of a patient-day, on average */
}

/* Medians of the sum forecast for itself; false when its history is too short. */
static bool
forecast_sum(const struct site *sites, size_t n, day_t as_of_day, const struct forecast_wave_prior *prior, const struct forecast_pool_learned *l,
    int64_t *ret_median_g)
{
	double g[FORECAST_SERIES_DAYS], q[LEADS][FORECAST_LEVELS], unit_g = sum_places(sites, n, l, g);
	if (!(unit_g > 0))
		return false;
	struct forecast_wave *w = forecast_wave_new(1, FORECAST_WAVE_FAR, prior);
	for (int d = 0; d < FORECAST_SERIES_DAYS; d++)
		forecast_wave_day(w, as_of_day - FORECAST_SERIES_DAYS + 1 + d, &(double){ g[d] / unit_g });
	bool knows = forecast_wave_knows(w, 0);
	if (knows)
		forecast_wave_quantiles(w, 0, &q[1]);
	for (int lead = 1; knows && lead < LEADS; lead++)
		ret_median_g[lead - 1] = llround(q[lead][FORECAST_MEDIAN] * unit_g);
	forecast_wave_free(w);
	return knows;
}

static void
add_place(struct forecast_joint *j, const struct forecast_paths_table *t, size_t i, const struct learned *of)
{
	struct forecast_demand d = { .method = FORECAST_METERED, .first_day = j->first_day, .days = FORECAST_WAVE_FAR };
	for (int lead = 1; lead < LEADS; lead++)
		for (int k = 0; k < FORECAST_LEVELS; k++)
			d.g[lead - 1][k] = llround((double)of->q[lead][k] * of->unit_g);
	forecast_joint_add(j, t, &d, i + 1, (double)of->q[0][FORECAST_MEDIAN]);
}

/* Many small places know less together than their sum's own history: all follow it (joint.h). */
static void
follow_sum(const struct site *sites, size_t n, day_t as_of_day, const struct forecast_wave_prior *prior, struct forecast_pool_learned *l)
{
	int64_t median_g[FORECAST_WAVE_FAR];
	double factor[FORECAST_WAVE_FAR];
	if (n < 2 || !forecast_sum(sites, n, as_of_day, prior, l, median_g))
		return;
	struct forecast_paths_table *t = MEM_NEW(struct forecast_paths_table);
	struct forecast_joint *j = MEM_NEW(struct forecast_joint);
	forecast_paths_table_init(t, 1);
	forecast_joint_begin(j, as_of_day + 1, FORECAST_WAVE_FAR);
	for (size_t i = 0; i < n; i++)
		if (l->site[sites[i].index].unit_g > 0)
			add_place(j, t, i, &l->site[sites[i].index]);
	forecast_joint_factors(j, median_g, factor);
	for (size_t i = 0; i < l->n && j->parts > 1; i++)
		for (int lead = 1; lead < LEADS; lead++)
			for (int k = 0; k < FORECAST_LEVELS; k++)
				l->site[i].q[lead][k] *= (float)factor[lead - 1];
	free(j);
	free(t);
}

/* FNV-1a. */
static uint64_t
digest(uint64_t h, const void *data, size_t n)
{
	const unsigned char *byte = data;
	for (size_t i = 0; i < n; i++)
		h = (h ^ byte[i]) * UINT64_C(0x100000001b3);
	return h;
}

static void
keep(struct forecast_wave *w, size_t i, const struct site *s, struct forecast_pool_learned *l)
{
	double q[LEADS][FORECAST_LEVELS];
	struct learned *to = &l->site[s->index];
	if (!forecast_wave_knows(w, i))
		return;
	forecast_wave_today(w, i, q[0]);
	forecast_wave_quantiles(w, i, &q[1]);
	to->unit_g = s->unit_g;
	to->age = forecast_wave_age(w, i);
	for (int lead = 0; lead < LEADS; lead++)
		for (int k = 0; k < FORECAST_LEVELS; k++)
			to->q[lead][k] = (float)q[lead][k];
}

struct forecast_pool_learned *
forecast_pool_learn(const struct forecast_history *sites, size_t n, day_t as_of_day, const struct forecast_wave_prior *prior)
{
	struct forecast_pool_learned *l = MEM_NEW(struct forecast_pool_learned);
	struct site *sorted = MEM_ARRAY(struct site, n + 1);
	l->n = n;
	l->day = as_of_day;
	l->site = MEM_ARRAY(struct learned, n + 1);
	l->digest = UINT64_C(0xcbf29ce484222325);
	for (size_t i = 0; i < n; i++)
		read_site(&sites[i], i, as_of_day, &sorted[i]);
	qsort(sorted, n, sizeof *sorted, by_numbers);
	struct forecast_wave *w = replay(sorted, n, as_of_day, prior);
	for (size_t i = 0; i < n; i++)
		keep(w, i, &sorted[i], l);
	forecast_wave_free(w);
	follow_sum(sorted, n, as_of_day, prior, l);
	for (size_t i = 0; i < n; i++)
		l->digest = digest(l->digest, &l->site[sorted[i].index], sizeof *l->site);
	free(sorted);
	return l;
}

void
forecast_pool_learn_free(struct forecast_pool_learned *l)
{
	if (l)
		free(l->site);
	free(l);
}

static bool
has(const struct forecast_pool_learned *l, int site)
{
	return l && site >= 0 && (size_t)site < l->n && l->site[site].unit_g > 0;
}

day_t
forecast_pool_learn_day(const struct forecast_pool_learned *l)
{
	return l ? l->day : DAY_NONE;
}

day_t
forecast_pool_learn_truth_day(const struct forecast_pool_learned *l, int site)
{
	return has(l, site) ? l->day - l->site[site].age : DAY_NONE;
}

bool
forecast_pool_learn_at(
    const struct forecast_pool_learned *l, int site, int lead, double ret[FORECAST_LEVELS])
{
	if (!has(l, site) || lead < 0 || lead >= LEADS)
		return false;
	for (int k = 0; k < FORECAST_LEVELS; k++)
		ret[k] = (double)l->site[site].q[lead][k];
	return true;
}

double
forecast_pool_learn_unit_g(const struct forecast_pool_learned *l, int site)
{
	return has(l, site) ? l->site[site].unit_g : NAN;
}

uint64_t
forecast_pool_learn_digest(const struct forecast_pool_learned *l)
{
	return l ? l->digest : 0;
}
