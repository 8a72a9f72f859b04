/* trajectories - samples sorted into whole futures, futures into ranks. */
#include "forecast/trajectories.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>

enum { DAYS = FORECAST_HORIZON_MAX + 1 };

static bool
is_usable(const struct forecast_surge_row *r)
{
	return r->type == FORECAST_SURGE_SAMPLE && r->horizon >= 0 && r->horizon < DAYS && r->value >= 0 && r->value < INFINITY && !isnan(r->id);
}

static int
by_sample(const void *x, const void *y)
{
	const struct forecast_surge_row *a = x, *b = y;
	if (a->id != b->id)
		return a->id < b->id ? -1 : 1;
	return a->horizon < b->horizon ? -1 : a->horizon > b->horizon;
}

/* Rows [from, to) of one sample have the same days as the first sample's. */
static bool
same_days(const struct forecast_surge_row *first, size_t n, const struct forecast_surge_row *r, size_t m)
{
	for (size_t i = 0; n == m && i < n; i++)
		if (first[i].horizon != r[i].horizon)
			return false;
	return n == m;
}

/* Every day from the first given to the last, on logs of n + 1. */
static void
fill(const struct forecast_surge_row *r, size_t n, double *ret)
{
	int first = r[0].horizon;
	for (size_t i = 0; i + 1 < n; i++) {
		int from = r[i].horizon, to = r[i + 1].horizon;
		double a = log1p(r[i].value), b = log1p(r[i + 1].value);
		for (int day = from; day < to; day++)
			ret[day - first] = expm1(a + (b - a) * (day - from) / (to - from));
	}
	ret[r[n - 1].horizon - first] = r[n - 1].value;
}

/* Admissions become census, from none: those in hospital before are the same in all futures. */
static void
admit(double *v, int days, double stay)
{
	double stays = exp(-1 / stay), half = exp(-.5 / stay), census = 0;
	for (int day = 0; day < days; day++)
		v[day] = census = census * stays + v[day] * half;
}

struct value {
	double v;
	int path;
};

static int
by_value(const void *x, const void *y)
{
	const struct value *a = x, *b = y;
	return a->v != b->v ? (a->v < b->v ? -1 : 1) : a->path - b->path;
}

/* n futures over 200 paths: fewer stand for several paths each, of more every n/200-th is taken. */
static void
rank_day(const double *futures, size_t n, int day, uint8_t *ret)
{
	struct value v[FORECAST_PATHS];
	for (int p = 0; p < FORECAST_PATHS; p++)
		v[p] = (struct value){ futures[(size_t)p * n / FORECAST_PATHS * DAYS + (size_t)day], p };
	qsort(v, FORECAST_PATHS, sizeof *v, by_value);
	for (int k = 0; k < FORECAST_PATHS; k++)
		ret[v[k].path] = (uint8_t)k;
}

/* Futures of `days` days each, a row of DAYS. Returns how many. */
static size_t
list_futures(const struct forecast_surge_row *r, size_t n, size_t given, double *ret)
{
	size_t kept = 0;
	for (size_t i = 0, to; i < n; i = to) {
		for (to = i + 1; to < n && r[to].id == r[i].id; to++)
			;
		if (same_days(r, given, r + i, to - i))
			fill(r + i, given, &ret[kept++ * DAYS]);
	}
	return kept;
}

static bool
build(const struct forecast_surge_input *in, struct forecast_surge_row *r, size_t n, struct forecast_trajectories *ret)
{
	size_t given = 0;
	qsort(r, n, sizeof *r, by_sample);
	while (given < n && r[given].id == r[0].id && (given == 0 || r[given].horizon > r[given - 1].horizon))
		given++;
	if (given < 2)
		return false;
	int days = r[given - 1].horizon - r[0].horizon + 1;
	double *futures = mem_array(n / given * DAYS, sizeof *futures);
	size_t kept = list_futures(r, n, given, futures);
	for (size_t i = 0; i < kept && in->target == FORECAST_SURGE_ADMISSIONS; i++)
		admit(&futures[i * DAYS], days, in->stay_days > 0 ? in->stay_days : FORECAST_SURGE_STAY_DAYS);
	bool enough = kept >= FORECAST_TRAJECTORIES_MIN;
	for (int day = 0; enough && day < days; day++)
		rank_day(futures, kept, day, ret->rank[day]);
	if (enough) {
		ret->first_day = in->reference_day + r[0].horizon;
		ret->days = days;
	}
	free(futures);
	return enough;
}

bool
forecast_trajectories_build(const struct forecast_surge_input *in, struct forecast_trajectories *ret)
{
	struct forecast_surge_row *r = mem_array(in->n_rows, sizeof *r);
	size_t n = 0;
	for (size_t i = 0; i < in->n_rows; i++)
		if (is_usable(&in->rows[i]))
			r[n++] = in->rows[i];
	bool built = n > 0 && build(in, r, n, ret);
	free(r);
	return built;
}

const uint8_t *
forecast_trajectories_on(const struct forecast_trajectories *t, day_t day)
{
	int64_t i = (int64_t)day - t->first_day;
	return t->rank[i < 0 ? 0 : i < t->days ? i : t->days - 1];
}
