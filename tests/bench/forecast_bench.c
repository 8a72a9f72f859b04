/* forecast_bench [TRUTH_DIR] - the forecaster's figures on real and synthetic pools, and its cost.
 *
 * Every figure is relative to a baseline in the manner of the forecast hubs, made here: the last
 * value, spread by cumulated past one-day differences of either sign. A country's figures with
 * "others" come from a prior that has not seen it. Seeds are fixed: the table is the same every time
 * but for the times. */
#include "cli/truth.h"

#include "cli/engine_prior.h"
#include "forecast/demand.h"
#include "forecast/score.h"
#include "forecast/wave.h"
#include "unit/forecast/waves.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum { PATHS = 500, SERIES_MAX = 400, EARLY_DAYS = 150, HISTORY = 120 };

struct sums {
	double model, base, model_log, base_log, model_surge, base_surge;
};

/* One row of the table under way. */
struct row {
	int horizon;
	bool early; /* only origins of the pool's first 150 days */
	struct sums series[SERIES_MAX];
	size_t n;
	long scored, in50, in90, in95, weeks, five, ten;
	struct rng rng;
};

struct job {
	struct row *row;
	const struct forecast_backtest_series *pool;
	size_t first_series; /* of this pool in the row */
	day_t first_day;
};

static double
value_on(const struct forecast_backtest_series *s, int day)
{
	int at = day - s->first_day;
	return at >= 0 && at < s->n ? s->value[at] : NAN;
}

static double
last_known(const struct forecast_backtest_series *s, int day)
{
	while (day > s->first_day && isnan(value_on(s, day)))
		day--;
	return value_on(s, day);
}

/* One-day differences of the segment that ends at `day`; returns how many. */
static int
differences(const struct forecast_backtest_series *s, int day, double *ret)
{
	int n = 0, gap = 0;
	for (; day > s->first_day && gap <= 7; day--) {
		double now = last_known(s, day), before = last_known(s, day - 1);
		gap = isnan(value_on(s, day)) ? gap + 1 : 0;
		if (n < 3000)
			ret[n++] = now - before;
	}
	return n;
}

static int
by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return x < y ? -1 : x > y;
}

static void
baseline(const struct forecast_backtest_series *s, int day, int horizon, struct rng *r, double (*ret)[FORECAST_LEVELS])
{
	static double diff[3000], end[PATHS], sorted[PATHS];
	double last = last_known(s, day);
	int n = differences(s, day, diff);
	memset(end, 0, sizeof end);
	for (int h = 0; h < horizon; h++) {
		for (int p = 0; p < PATHS; p++) {
			uint32_t pick = rng_u32(r);
			double d = n ? diff[(pick >> 1) % (uint32_t)n] : 0;
			end[p] += pick & 1 ? d : -d;
		}
		memcpy(sorted, end, sizeof end);
		qsort(sorted, PATHS, sizeof *sorted, by_value);
		double median = (sorted[PATHS / 2 - 1] + sorted[PATHS / 2]) / 2;
		for (int k = 0; k < FORECAST_LEVELS; k++) {
			double at = forecast_quantile_level(k) * (PATHS - 1);
			double q = sorted[(int)at] + (at - floor(at)) * (sorted[(int)at + 1] - sorted[(int)at]);
			ret[h][k] = fmax(0, last + q - median);
		}
	}
}

static bool
is_surge(const struct forecast_backtest_series *s, int day)
{
	double now = last_known(s, day), then = last_known(s, day + 14);
	return then >= 1.5 * now && then >= now + 10;
}

static void
score(void *arg, size_t series, day_t day, const double (*q)[FORECAST_LEVELS])
{
	struct job *j = arg;
	struct row *r = j->row;
	const struct forecast_backtest_series *s = &j->pool[series];
	struct sums *sum = &r->series[j->first_series + series];
	double b[FORECAST_WAVE_FAR][FORECAST_LEVELS], model = 0, base = 0;
	if (r->early && day - j->first_day >= EARLY_DAYS)
		return;
	bool surge = is_surge(s, day);
	baseline(s, day, r->horizon, &r->rng, b);
	for (int h = 0; h < r->horizon; h++) {
		double y = value_on(s, day + h + 1);
		if (isnan(y))
			continue;
		double m = forecast_score_wis(q[h], y), n = forecast_score_wis(b[h], y);
		model += m;
		base += n;
		sum->model_log += forecast_score_wis_log(q[h], y);
		sum->base_log += forecast_score_wis_log(b[h], y);
		sum->model_surge += surge ? m : 0;
		sum->base_surge += surge ? n : 0;
		r->scored++;
		r->in50 += forecast_score_covers(q[h], y, 50);
		r->in90 += forecast_score_covers(q[h], y, 90);
		r->in95 += forecast_score_covers(q[h], y, 95);
	}
	sum->model += model;
	sum->base += base;
	r->weeks++;
	bool matters = model - base > .5 * r->horizon; /* half a patient a day */
	r->five += matters && model > 5 * base;
	r->ten += matters && model > 10 * base;
}

/* ---- rows ---- */

static struct row *
new_row(int horizon)
{
	struct row *r = MEM_NEW(struct row);
	r->horizon = horizon;
	r->rng = rng_seed(7, 7);
	return r;
}

static void
add_pool(struct row *r, const struct forecast_backtest_series *pool, size_t n, const struct forecast_backtest_config *c)
{
	struct job j = { r, pool, r->n, INT32_MAX };
	for (size_t i = 0; i < n; i++)
		j.first_day = pool[i].first_day < j.first_day ? pool[i].first_day : j.first_day;
	if (r->n + n > SERIES_MAX)
		return;
	r->n += n;
	forecast_backtest_run(pool, n, c, score, &j, NULL);
}

static double
mean_ratio(const struct row *r, size_t model, size_t base, double *ret_worst)
{
	double sum = 0;
	int n = 0;
	*ret_worst = 0;
	for (size_t i = 0; i < r->n; i++) {
		double m = ((const double *)&r->series[i])[model], b = ((const double *)&r->series[i])[base];
		if (!(m > 0) || !(b > 0))
			continue;
		sum += log(m / b);
		*ret_worst = fmax(*ret_worst, m / b);
		n++;
	}
	return n ? exp(sum / n) : NAN;
}

static void
print_row(struct row *r, const char *name)
{
	double worst, ignored, wis = mean_ratio(r, 0, 1, &worst);
	double n = (double)r->scored, weeks = (double)r->weeks;
	printf("%-34s %5ld %6.3f %6.3f %6.3f  %.3f %.3f %.3f %6.2f %6.2f %6.2f\n", name, r->weeks, wis,
	    mean_ratio(r, 2, 3, &ignored), mean_ratio(r, 4, 5, &ignored), (double)r->in50 / n, (double)r->in90 / n,
	    (double)r->in95 / n, worst, 100 * (double)r->five / weeks, 100 * (double)r->ten / weeks);
	fflush(stdout);
	free(r);
}

static void
print_head(void)
{
	printf("%-34s %5s %6s %6s %6s  %5s %5s %5s %6s %6s %6s\n", "set", "weeks", "WIS", "log", "surge", "50", "90", "95",
	    "worst", "%>5x", "%>10x");
}

/* ---- real series ---- */

static struct forecast_wave_prior *
priors_of_others(const struct cli_truth *t)
{
	struct forecast_backtest_config c = forecast_backtest_defaults();
	struct forecast_wave_prior *p = MEM_ARRAY(struct forecast_wave_prior, t->n + 1);
	for (size_t i = 0; i < t->n; i++)
		cli_engine_prior_learn(t, i, &c, "OTHERS", &p[i]);
	return p;
}

static void
row_of_all(const struct cli_truth *t, const char *name, struct forecast_backtest_config c, const struct forecast_wave_prior *prior,
    bool early)
{
	struct row *r = new_row(c.horizon);
	r->early = early;
	for (size_t i = 0; i < t->n; i++) {
		c.prior = prior ? &prior[i] : NULL;
		add_pool(r, t->pools[i].series, t->pools[i].n, &c);
	}
	print_row(r, name);
}

/* Every pool cut into smaller ones at random. */
static void
row_of_parts(const struct cli_truth *t, const char *name, uint32_t least, uint32_t most, const struct forecast_wave_prior *prior)
{
	struct forecast_backtest_config c = forecast_backtest_defaults();
	struct row *r = new_row(c.horizon);
	struct rng rng = rng_seed(least, most);
	for (size_t i = 0; i < t->n; i++) {
		struct forecast_backtest_series part[SERIES_MAX];
		size_t n = t->pools[i].n < SERIES_MAX ? t->pools[i].n : SERIES_MAX, at = 0;
		memcpy(part, t->pools[i].series, n * sizeof *part);
		for (size_t k = n; k > 1; k--) {
			size_t other = rng_below(&rng, (uint32_t)k);
			struct forecast_backtest_series s = part[k - 1];
			part[k - 1] = part[other];
			part[other] = s;
		}
		c.prior = &prior[i];
		while (at < n) {
			size_t size = least + rng_below(&rng, most - least + 1);
			size = size < n - at ? size : n - at;
			add_pool(r, part + at, size, &c);
			at += size;
		}
	}
	print_row(r, name);
}

/* As the daemon does: a pool fitted on the last days' reports in grams, then one call a facility. */
struct facade {
	struct job job;
	double *grams[SERIES_MAX];
	struct forecast_history history[SERIES_MAX];
	size_t n;
	day_t fitted;
	struct forecast_pool *pool;
};

static const double patient_g = 22000;

static void
score_facade(void *arg, size_t series, day_t day, const double (*ignored)[FORECAST_LEVELS])
{
	static struct forecast_demand d;
	struct facade *f = arg;
	double q[FORECAST_WAVE_FAR][FORECAST_LEVELS];
	(void)ignored;
	if (f->fitted != day) {
		forecast_pool_free(f->pool);
		f->fitted = day;
		for (size_t i = 0; i < f->n; i++) {
			struct forecast_history *h = &f->history[i];
			int at = day - f->job.pool[i].first_day, from = at - HISTORY + 1 < 0 ? 0 : at - HISTORY + 1;
			*h = (struct forecast_history){ .last_day = day, .n = at - from + 1, .consumed_g = f->grams[i] + from };
			if (at < 0 || at >= f->job.pool[i].n)
				h->n = 0;
		}
		f->pool = forecast_pool_fit(f->history, f->n, day, NULL);
	}
	struct forecast_demand_input in = { .as_of_day = day, .first_day = day + 1, .days = f->job.row->horizon,
		.history = f->history[series], .beds = -1, .icu_beds = -1, .expected_tomorrow_g = NAN, .pool = f->pool,
		.pool_site = (int)series };
	if (forecast_demand_make(&in, &d) != ERR_OK)
		return;
	for (int h = 0; h < d.days; h++)
		for (int k = 0; k < FORECAST_LEVELS; k++)
			q[h][k] = (double)d.g[h][k] / patient_g;
	score(&f->job, series, day, (const double(*)[FORECAST_LEVELS])q);
}

static void
row_of_facade(const struct cli_truth *t)
{
	struct forecast_backtest_config c = forecast_backtest_defaults();
	struct row *r = new_row(c.horizon);
	for (size_t i = 0; i < t->n; i++) {
		const struct cli_truth_pool *p = &t->pools[i];
		struct facade *f = MEM_NEW(struct facade);
		*f = (struct facade){ .job = { r, p->series, r->n, INT32_MAX }, .n = p->n, .fitted = DAY_NONE };
		for (size_t k = 0; k < p->n; k++) {
			f->grams[k] = MEM_ARRAY(double, (size_t)p->series[k].n);
			for (int d = 0; d < p->series[k].n; d++)
				f->grams[k][d] = p->series[k].value[d] * patient_g;
		}
		r->n += p->n;
		forecast_backtest_run(p->series, p->n, &c, score_facade, f, NULL);
		for (size_t k = 0; k < p->n; k++)
			free(f->grams[k]);
		forecast_pool_free(f->pool);
		free(f);
	}
	print_row(r, "through the facade, 120 days");
}

static void
print_real(const char *dir)
{
	struct cli_truth t, o2;
	struct faults f = { 0 };
	struct forecast_backtest_config c = forecast_backtest_defaults();
	if (cli_truth_load(dir, "hospitalized", &t, &f)) {
		printf("%s: cannot be read: skipped\n", dir);
		cli_truth_free(&t);
		return;
	}
	struct forecast_wave_prior *others = priors_of_others(&t);
	row_of_all(&t, "all, shipped prior", c, NULL, false);
	row_of_all(&t, "all, prior of others", c, others, false);
	for (size_t i = 0; i < t.n; i++) {
		char name[64];
		struct row *r = new_row(c.horizon);
		c.prior = &others[i];
		snprintf(name, sizeof name, "  %s, prior of others", t.pools[i].name);
		add_pool(r, t.pools[i].series, t.pools[i].n, &c);
		print_row(r, name);
	}
	row_of_all(&t, "first 150 days, prior of others", c, others, true);
	row_of_parts(&t, "pools of 1, prior of others", 1, 1, others);
	row_of_parts(&t, "pools of 2, prior of others", 2, 2, others);
	row_of_parts(&t, "pools of 3-8, prior of others", 3, 8, others);
	c.step = 28;
	row_of_all(&t, "every 28 days", c, NULL, false);
	c.step = 7;
	c.hidden_share = .3;
	row_of_all(&t, "two days late in 30 %", c, NULL, false);
	c.hidden_share = 0;
	c.horizon = 28;
	row_of_all(&t, "28 days ahead", c, NULL, false);
	c.horizon = 14;
	row_of_facade(&t);
	if (cli_truth_load(dir, "o2_nm3_day", &o2, &f) == ERR_OK && o2.n > 0 && o2.pools[0].n > 0) {
		c.unit = 12;
		row_of_all(&o2, "oxygen, Nm3 a day", c, NULL, false);
		cli_truth_free(&o2);
	}
	free(others);
	cli_truth_free(&t);
}

/* ---- synthetic pools ---- */

static void
print_synthetic(void)
{
	static const int sizes[] = { 1, 2, 4, 6, 10, 12 };
	static struct waves w;
	struct forecast_backtest_config c = forecast_backtest_defaults();
	for (int kind = 0; kind < WAVES_KINDS; kind++) {
		struct row *r = new_row(c.horizon), *odd = new_row(c.horizon);
		for (size_t seed = 0; seed < 12; seed++) {
			waves_make(&w, (enum waves_kind)kind, sizes[seed % ARRAY_LEN(sizes)], seed);
			add_pool(r, w.series, (size_t)w.n, &c);
			odd->series[odd->n++] = r->series[r->n - (size_t)w.n];
		}
		double worst, ratio = mean_ratio(odd, 0, 1, &worst);
		char name[80];
		snprintf(name, sizeof name, "%s (odd one %.2f, %.2f)", waves_names[kind], ratio, worst);
		print_row(r, name);
		free(odd);
	}
}

/* ---- cost ---- */

static double
cpu_seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
feed(struct forecast_wave *w, size_t n, int days, double *value, struct rng *r)
{
	for (int d = 0; d < days; d++) {
		static day_t day = 18000;
		for (size_t i = 0; i < n; i++)
			value[i] = floor(value[i] * exp(.05 * rng_normal(r)) + .5) + 1;
		forecast_wave_day(w, day++, value);
	}
}

/* One nation: seven days and a forecast of everybody. */
static void
print_nation(void)
{
	enum { FACILITIES = 14000 };
	double q[FORECAST_WAVE_NEAR][FORECAST_LEVELS], *value = MEM_ARRAY(double, FACILITIES);
	struct rng r = rng_seed(1, 2);
	struct rusage use;
	struct forecast_wave *w = forecast_wave_new(FACILITIES, FORECAST_WAVE_NEAR, NULL);
	for (size_t i = 0; i < FACILITIES; i++)
		value[i] = floor(exp(5 * rng_unit(&r)));
	feed(w, FACILITIES, 40, value, &r);
	double started = cpu_seconds();
	feed(w, FACILITIES, 7, value, &r);
	double learned = cpu_seconds();
	for (size_t i = 0; i < FACILITIES; i++)
		forecast_wave_quantiles(w, i, q);
	double done = cpu_seconds();
	getrusage(RUSAGE_SELF, &use);
	printf("14,000 facilities: seven days %.2f s, forecasts %.2f s, %.4f ms a forecast, %ld MB\n", learned - started,
	    done - learned, (done - started) / FACILITIES * 1e3, use.ru_maxrss / 1024);
	forecast_wave_free(w);
	free(value);
}

int
main(int argc, char **argv)
{
	print_nation(); /* first: it states the process's largest size */
	print_head();
	if (argc > 1)
		print_real(argv[1]);
	else
		printf("no directory of real series given (TRUTH=DIR): skipped\n");
	print_synthetic();
	return 0;
}
