/* backtest - walking through the days of a pool, forecasting from each origin.
 *
 * One wave learner is fed day by day. Where late reports are played, a second one follows two days
 * behind; at an origin its copy is fed the last two days without what is hidden. */
#include "forecast/backtest.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>

enum { GAP_MAX = 7, LATE = 2 }; /* missing days inside a segment; days hidden at an origin */

static const struct forecast_backtest_config defaults = {
	.step = 7,
	.min_days = 56,
	.horizon = FORECAST_WAVE_NEAR,
	.unit = 1,
};

/* The first and last index of the segment that each day of a place belongs to; -1 outside any. */
struct segments {
	int *from, *to;
};

struct run {
	const struct forecast_backtest_series *pool;
	const struct forecast_backtest_config *config;
	size_t n;
	struct segments *segments;
	struct forecast_wave *now, *late, *copy; /* late and copy only where reports are hidden */
	double *value;
	forecast_backtest_sink *sink;
	void *arg;
};

struct forecast_backtest_config
forecast_backtest_defaults(void)
{
	return defaults;
}

/* Marks [from, to] for every day of a segment that begins at the published day `i`; returns the
 * next published day after it, or n. */
static int
mark_segment(const struct forecast_backtest_series *s, int i, struct segments *ret)
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
find_segments(const struct forecast_backtest_series *s, struct segments *ret)
{
	ret->from = MEM_ARRAY(int, (size_t)s->n + 1);
	ret->to = MEM_ARRAY(int, (size_t)s->n + 1);
	int first = s->n;
	for (int i = s->n - 1; i >= 0; i--) {
		ret->from[i] = ret->to[i] = -1;
		first = isnan(s->value[i]) ? first : i;
	}
	for (int i = first; i < s->n;)
		i = mark_segment(s, i, ret);
}

static bool
is_origin(const struct run *r, size_t i, day_t day)
{
	const struct segments *s = &r->segments[i];
	int at = day - r->pool[i].first_day;
	return at >= 0 && at < r->pool[i].n && s->from[at] >= 0 &&
	       at - s->from[at] + 1 >= r->config->min_days && at + r->config->horizon <= s->to[at];
}

/* Same places hidden whenever the same day is played: a multiplicative hash, not a generator. */
static bool
is_late(const struct run *r, size_t i, day_t day)
{
	uint64_t h = ((uint64_t)day * 1000003 + i + 1) * UINT64_C(0x9E3779B97F4A7C15);
	return (double)(h >> 40) / (1 << 24) < r->config->hidden_share;
}

/* `origin` is that of the forecast when reports are hidden from it, else DAY_NONE. */
static void
feed(struct run *r, struct forecast_wave *w, day_t day, day_t origin)
{
	for (size_t i = 0; i < r->n; i++) {
		int64_t at = (int64_t)day - r->pool[i].first_day;
		bool known = at >= 0 && at < r->pool[i].n && (origin == DAY_NONE || !is_late(r, i, origin));
		r->value[i] = known ? r->pool[i].value[at] / r->config->unit : NAN;
	}
	forecast_wave_day(w, day, r->value);
}

static struct forecast_wave *
wave_of_origin(struct run *r, day_t day)
{
	if (!r->late)
		return r->now;
	forecast_wave_copy(r->copy, r->late);
	for (int back = LATE - 1; back >= 0; back--)
		feed(r, r->copy, day - back, day);
	return r->copy;
}

static long
forecast_day(struct run *r, day_t day)
{
	double q[FORECAST_WAVE_FAR][FORECAST_LEVELS];
	struct forecast_wave *w = NULL;
	long made = 0;
	for (size_t i = 0; i < r->n; i++) {
		if (!is_origin(r, i, day))
			continue;
		if (!w)
			w = wave_of_origin(r, day);
		forecast_wave_quantiles(w, i, q);
		for (int h = 0; h < r->config->horizon; h++)
			for (int k = 0; k < FORECAST_LEVELS; k++)
				q[h][k] *= r->config->unit;
		r->sink(r->arg, i, day, (const double(*)[FORECAST_LEVELS])q);
		made++;
	}
	return made;
}

static long
walk(struct run *r, day_t first, day_t last)
{
	long made = 0;
	for (day_t day = first; r->n && day <= last; day++) {
		feed(r, r->now, day, DAY_NONE);
		if (r->late && day - LATE >= first)
			feed(r, r->late, day - LATE, DAY_NONE);
		if (day % r->config->step == 0)
			made += forecast_day(r, day);
	}
	return made;
}

long
forecast_backtest_run(const struct forecast_backtest_series *pool, size_t n,
    const struct forecast_backtest_config *config, forecast_backtest_sink *sink, void *arg,
    struct forecast_wave_sum *sum)
{
	struct run r = { .pool = pool, .config = config ? config : &defaults, .n = n, .sink = sink,
		.arg = arg };
	day_t first = INT32_MAX, last = INT32_MIN;
	r.segments = MEM_ARRAY(struct segments, n + 1);
	r.value = MEM_ARRAY(double, n + 1);
	for (size_t i = 0; i < n; i++) {
		day_t end = pool[i].first_day + pool[i].n - 1;
		find_segments(&pool[i], &r.segments[i]);
		first = pool[i].first_day < first ? pool[i].first_day : first;
		last = end > last ? end : last;
	}
	r.now = forecast_wave_new(n, r.config->horizon, r.config->prior);
	if (r.config->hidden_share > 0) {
		r.late = forecast_wave_new(n, r.config->horizon, r.config->prior);
		r.copy = forecast_wave_new(n, r.config->horizon, r.config->prior);
	}
	long made = walk(&r, first, last);
	if (sum)
		forecast_wave_prior_add(sum, r.now);
	for (size_t i = 0; i < n; i++) {
		free(r.segments[i].from);
		free(r.segments[i].to);
	}
	forecast_wave_free(r.now);
	forecast_wave_free(r.late);
	forecast_wave_free(r.copy);
	free(r.segments);
	free(r.value);
	return made;
}
