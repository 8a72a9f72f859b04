/* backtest - walking through the days of a pool, forecasting from each origin.
 *
 * The pool is fitted anew at every origin from values up to that day, as the daemon does every day.
 */
#include "forecast/backtest.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>

enum { GAP_MAX = 7 }; /* missing days inside a segment */

static const struct forecast_backtest_config defaults = {
	.step = 7,
	.min_days = 56,
	.horizon = 14,
	.unit_g = 22000,
};

/* One place in grams, with the segment that each day belongs to. */
struct place {
	struct forecast_history history;
	double *grams;
	int *from, *to; /* first and last day index of the segment of day i; -1 outside any */
};

struct forecast_backtest_config
forecast_backtest_defaults(void)
{
	return defaults;
}

/* Marks [from, to] for every day of a segment that begins at the published day `i`; returns the
 * next published day after it, or n. */
static int
mark_segment(const struct forecast_backtest_series *s, int i, struct place *ret)
{
	int last = i, next = i + 1;
	for (; next < s->n && next - last <= GAP_MAX + 1; next++)
		if (!isnan(s->value[next]))
			last = next;
	for (int day = i; day <= last; day++) {
		ret->from[day] = i;
		ret->to[day] = last;
	}
	for (next = last + 1; next < s->n && isnan(s->value[next]);)
		next++;
	return next;
}

static void
prepare(const struct forecast_backtest_series *s, double unit_g, struct place *ret)
{
	size_t n = (size_t)s->n;
	ret->grams = MEM_ARRAY(double, n + 1);
	ret->from = MEM_ARRAY(int, n + 1);
	ret->to = MEM_ARRAY(int, n + 1);
	int first = s->n;
	for (int i = s->n - 1; i >= 0; i--) {
		ret->grams[i] = s->value[i] * unit_g;
		ret->from[i] = ret->to[i] = -1;
		first = isnan(s->value[i]) ? first : i;
	}
	for (int i = first; i < s->n;)
		i = mark_segment(s, i, ret);
	ret->history = (struct forecast_history){
		.last_day = s->first_day + s->n - 1, .n = s->n, .consumed_g = ret->grams
	};
}

static bool
is_origin(const struct place *p, const struct forecast_backtest_config *c, int i)
{
	return i >= 0 && i < p->history.n && p->from[i] >= 0 && i - p->from[i] + 1 >= c->min_days &&
	       i + c->horizon <= p->to[i];
}

static void
forecast_one(const struct place *p, const struct forecast_backtest_config *c, day_t day,
    const struct forecast_pool *pool, double (*ret)[FORECAST_LEVELS])
{
	struct forecast_demand d;
	struct forecast_demand_input in = { .as_of_day = day,
		.first_day = day + 1,
		.days = c->horizon,
		.history = p->history,
		.beds = -1,
		.icu_beds = -1,
		.expected_tomorrow_g = NAN,
		.expected_from = day,
		.pool = pool,
		.pool_site = -1,
		.config = c->demand };
	if (forecast_demand_make(&in, &d) != ERR_OK)
		return;
	for (int h = 0; h < d.days; h++)
		for (int k = 0; k < FORECAST_LEVELS; k++)
			ret[h][k] = (double)d.g[h][k] / c->unit_g;
}

static long
run_day(const struct place *places, const struct forecast_history *histories, size_t n,
    const struct forecast_backtest_config *c, day_t day, forecast_backtest_sink *sink, void *arg)
{
	struct forecast_pool *pool = NULL;
	double q[FORECAST_HORIZON_MAX][FORECAST_LEVELS];
	long made = 0;
	for (size_t i = 0; i < n; i++) {
		const struct place *p = &places[i];
		if (!is_origin(p, c, day - (p->history.last_day - p->history.n + 1)))
			continue;
		if (!pool)
			pool = forecast_pool_fit(histories, n, day);
		forecast_one(p, c, day, pool, q);
		sink(arg, i, day, (const double(*)[FORECAST_LEVELS])q);
		made++;
	}
	forecast_pool_free(pool);
	return made;
}

long
forecast_backtest_run(const struct forecast_backtest_series *pool, size_t n,
    const struct forecast_backtest_config *config, forecast_backtest_sink *sink, void *arg)
{
	const struct forecast_backtest_config *c = config ? config : &defaults;
	struct place *places = MEM_ARRAY(struct place, n + 1);
	struct forecast_history *histories = MEM_ARRAY(struct forecast_history, n + 1);
	day_t first = INT32_MAX, last = INT32_MIN;
	long made = 0;
	for (size_t i = 0; i < n; i++) {
		prepare(&pool[i], c->unit_g, &places[i]);
		histories[i] = places[i].history;
		first = pool[i].first_day < first ? pool[i].first_day : first;
		last = histories[i].last_day > last ? histories[i].last_day : last;
	}
	for (day_t day = first; n && day <= last; day++)
		if (day % c->step == 0)
			made += run_day(places, histories, n, c, day, sink, arg);
	for (size_t i = 0; i < n; i++) {
		free(places[i].grams);
		free(places[i].from);
		free(places[i].to);
	}
	free(places);
	free(histories);
	return made;
}
