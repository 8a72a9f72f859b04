/* surge - from a hub's rows to one facility's factors.
 *
 * The rule of sharing: a facility's covid patients change by its share of the province's change;
 * its other patients stay. One patient is added above and below the line, as demand adds one
 * patient-day, so that a facility without patients has a factor too. Admissions become census by a
 * mean stay: C(d) = C(d-1) exp(-1/s) + A(d) exp(-1/2s), level by level, which takes days as moving
 * together and is therefore rather wide than narrow. */
#include "forecast/surge.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>

#define CROWDING 1.3  /* patients a facility can take per bed */
#define VALUE_MAX 1e9 /* patients; more is not a province */

enum { DAYS = FORECAST_HORIZON_MAX + 1 };

struct point {
	double level, value;
};

static bool
is_usable(const struct forecast_surge_row *r)
{
	return r->horizon >= 0 && r->horizon < DAYS && r->value >= 0 && r->value <= VALUE_MAX &&
	       (r->type != FORECAST_SURGE_QUANTILE || (r->id > 0 && r->id < 1));
}

static int
by_level(const void *a, const void *b)
{
	const struct point *x = a, *y = b;
	if (x->level != y->level)
		return x->level < y->level ? -1 : 1;
	return x->value < y->value ? -1 : x->value > y->value;
}

static int
by_value(const void *a, const void *b)
{
	const struct point *x = a, *y = b;
	return x->value < y->value ? -1 : x->value > y->value;
}

/* The points of one day and one type. */
static size_t
pick(const struct forecast_surge_input *in, int day, enum forecast_surge_type type,
    struct point *ret)
{
	size_t n = 0;
	for (size_t i = 0; i < in->n_rows; i++) {
		const struct forecast_surge_row *r = &in->rows[i];
		if (r->horizon == day && r->type == type && is_usable(r))
			ret[n++] = (struct point){ type == FORECAST_SURGE_QUANTILE ? r->id : .5,
				r->value };
	}
	return n;
}

/* 23 levels from any, linear in normal scores; the outermost slopes go on beyond the ends. */
static void
spread_levels(const struct point *p, size_t n, double *ret)
{
	size_t i = 0;
	for (int k = 0; k < FORECAST_LEVELS; k++) {
		while (i + 2 < n && p[i + 1].level <= forecast_quantile_level(k))
			i++;
		double z0 = forecast_quantile_normal(p[i].level),
		       z1 = forecast_quantile_normal(p[i + 1].level);
		double part = z1 > z0 ? (forecast_quantile_score(k) - z0) / (z1 - z0) : 0;
		double v = p[i].value + part * (p[i + 1].value - p[i].value);
		ret[k] = fmin(fmax(v, k ? ret[k - 1] : 0), VALUE_MAX);
	}
}

/* A single number: as the median of a count. */
static void
spread_count(double value, double *ret)
{
	double sd = sqrt(1 / (value + 1));
	for (int k = 0; k < FORECAST_LEVELS; k++)
		ret[k] = fmax(0, (value + 1) * exp(sd * forecast_quantile_score(k)) - 1);
}

/* The best that one day has: quantiles, samples, a median, a mean. False when it has nothing. */
static bool
build_day(const struct forecast_surge_input *in, int day, struct point *p, double *ret)
{
	size_t n = pick(in, day, FORECAST_SURGE_QUANTILE, p);
	if (n == 1 || !n)
		n += pick(in, day, FORECAST_SURGE_MEDIAN, p + n);
	qsort(p, n, sizeof *p, by_level);
	if (n >= 2 && p[0].level < p[n - 1].level) {
		spread_levels(p, n, ret);
		return true;
	}
	double single = n ? p[0].value : NAN;
	n = pick(in, day, FORECAST_SURGE_SAMPLE, p);
	qsort(p, n, sizeof *p, by_value);
	for (size_t i = 0; i < n; i++)
		p[i].level = ((double)i + .5) / (double)n;
	if (n >= 2) {
		spread_levels(p, n, ret);
		return true;
	}
	if (isnan(single) && (n || pick(in, day, FORECAST_SURGE_MEAN, p)))
		single = p[0].value;
	if (!isnan(single))
		spread_count(single, ret);
	return !isnan(single);
}

/* Days between two given ones, on log(n + 1). */
static void
fill_between(struct forecast_surge *s, int from, int to)
{
	for (int day = from + 1; day < to; day++)
		for (int k = 0; k < FORECAST_LEVELS; k++) {
			double a = log1p(s->census[from][k]), b = log1p(s->census[to][k]);
			s->census[day][k] = expm1(a + (b - a) * (day - from) / (to - from));
		}
}

static void
fill_flat(double *row, double value)
{
	for (int k = 0; k < FORECAST_LEVELS; k++)
		row[k] = value;
}

/* Admissions of each day, left in census[], become census. */
static void
admit(const struct forecast_surge_input *in, struct forecast_surge *s)
{
	double stay = in->stay_days > 0 ? in->stay_days : FORECAST_SURGE_STAY_DAYS;
	double stays = exp(-1 / stay), half = exp(-.5 / stay);
	double steady = s->census[0][FORECAST_MEDIAN] * half / (1 - stays);
	fill_flat(s->census[0], in->census_now >= 0 ? in->census_now : steady);
	for (int day = 1; day < s->n; day++)
		for (int k = 0; k < FORECAST_LEVELS; k++)
			s->census[day][k] = fmin(
			    VALUE_MAX, s->census[day - 1][k] * stays + s->census[day][k] * half);
}

err_t
forecast_surge_build(const struct forecast_surge_input *in, struct forecast_surge *ret)
{
	struct point *points = mem_array(2 * in->n_rows + 2, sizeof *points);
	struct forecast_surge s = { .reference_day = in->reference_day };
	int last = -1;
	for (int day = 0; day < DAYS; day++) {
		if (!build_day(in, day, points, s.census[day]))
			continue;
		if (last < 0 && day > 0) {
			double now = s.census[day][FORECAST_MEDIAN];
			if (in->target == FORECAST_SURGE_CENSUS && in->census_now >= 0)
				now = in->census_now;
			fill_flat(s.census[0], now);
			last = 0;
		}
		if (last >= 0)
			fill_between(&s, last, day);
		last = day;
	}
	free(points);
	if (last < 1)
		return ERR_INVALID;
	s.n = last + 1;
	if (in->target == FORECAST_SURGE_ADMISSIONS)
		admit(in, &s);
	*ret = s;
	return ERR_OK;
}

void
forecast_surge_shares(const struct forecast_surge_site *sites, size_t n, double *ret_share)
{
	double patients = 0, reporting_beds = 0, all = 0;
	for (size_t i = 0; i < n; i++) {
		if (!(sites[i].covid_census >= 0))
			continue;
		patients += sites[i].covid_census;
		reporting_beds += sites[i].beds > 0 ? sites[i].beds : 0;
	}
	bool by_census = patients > 0;
	double per_bed = by_census && reporting_beds > 0 ? patients / reporting_beds : 1;
	for (size_t i = 0; i < n; i++) {
		bool counted = by_census && sites[i].covid_census >= 0;
		double beds = sites[i].beds > 0 ? sites[i].beds : 0;
		ret_share[i] = counted ? sites[i].covid_census : beds * per_bed;
		all += ret_share[i];
	}
	for (size_t i = 0; i < n; i++)
		ret_share[i] = all > 0 ? ret_share[i] / all : 0;
}

bool
forecast_surge_scenario(const struct forecast_surge *s, const struct forecast_surge_local *l,
    struct forecast_scenario *ret)
{
	if (s->n < 2 || !(l->share > 0) || !(l->weight > 0))
		return false;
	double start = l->share * s->census[0][FORECAST_MEDIAN];
	double covid = l->covid_census >= 0 ? l->covid_census : start;
	double patients = l->patients >= covid ? l->patients : covid;
	double most = l->beds > 0 ? fmax(CROWDING * l->beds, patients) : INFINITY;
	ret->from_day = s->reference_day;
	ret->n = s->n;
	ret->weight = fmin(l->weight, 1);
	for (int day = 0; day < s->n; day++)
		for (int k = 0; k < FORECAST_LEVELS; k++) {
			double local = fmax(0, covid + l->share * s->census[day][k] - start);
			double then = fmin(patients - covid + local, most);
			ret->factor[day][k] = (then + 1) / (patients + 1);
		}
	return true;
}
