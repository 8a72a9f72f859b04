/* pool_learn - histories in, forecasts of every place out; the learner itself is thrown away.
 *
 * Invariant: rank[] orders places by their numbers alone, so that sums inside the learner are made
 * in the same order whoever hands the places over. */
#include "forecast/pool_learn.h"

#include "base/mem.h"
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
replay(const struct site *sites, size_t n, day_t as_of_day)
{
	struct forecast_wave *w = forecast_wave_new(n, FORECAST_WAVE_FAR, NULL);
	double *value = MEM_ARRAY(double, n + 1);
	for (int d = 0; d < FORECAST_SERIES_DAYS; d++) {
		for (size_t i = 0; i < n; i++)
			value[i] = sites[i].patients[d];
		forecast_wave_day(w, as_of_day - FORECAST_SERIES_DAYS + 1 + d, value);
	}
	free(value);
	return w;
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
	l->digest = digest(l->digest, to, sizeof *to);
}

struct forecast_pool_learned *
forecast_pool_learn(const struct forecast_history *sites, size_t n, day_t as_of_day)
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
	struct forecast_wave *w = replay(sorted, n, as_of_day);
	for (size_t i = 0; i < n; i++)
		keep(w, i, &sorted[i], l);
	forecast_wave_free(w);
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
