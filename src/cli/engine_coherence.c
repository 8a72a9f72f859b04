/* engine_coherence - the places of each pool, their sum forecast directly, and both made coherent by sample paths.
 *
 * Only origins at which every place of the pool has a forecast count: the sum is then of the same places throughout. */
#include "cli/engine_coherence.h"

#include "cli/cli.h"
#include "cli/truth.h"
#include "forecast/joint.h"
#include "forecast/score.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PATIENT_G 22000.0

enum { AHEAD = FORECAST_WAVE_NEAR, HOLDS = 7 }; /* a value holds for a week */

typedef double quantiles[AHEAD][FORECAST_LEVELS];

/* One pool under way. Forecasts stand at [series][(origin - first) / step]; the sum is the series after the last. */
struct pool_work {
	const struct cli_truth_pool *pool;
	const struct forecast_paths_table *table;
	day_t first;
	int origins, step;
	struct forecast_backtest_series sum;
	quantiles *q;
	bool *known;
};

struct pool_scores {
	struct forecast_score part, part_coherent, sum, sum_coherent;
};

static size_t
slot(const struct pool_work *w, size_t series, day_t origin)
{
	return series * (size_t)w->origins + (size_t)((origin - w->first) / w->step);
}

static void
keep(struct pool_work *w, size_t series, day_t origin, const double (*q)[FORECAST_LEVELS])
{
	size_t i = slot(w, series, origin);
	w->known[i] = true;
	memcpy(w->q[i], q, sizeof w->q[i]);
}

static void
keep_part(void *arg, size_t series, day_t origin, const double (*q)[FORECAST_LEVELS])
{
	keep(arg, series, origin, q);
}

static void
keep_sum(void *arg, size_t series, day_t origin, const double (*q)[FORECAST_LEVELS])
{
	struct pool_work *w = arg;
	(void)series;
	keep(w, w->pool->n, origin, q);
}

static double
value_on(const struct forecast_backtest_series *s, day_t day)
{
	for (day_t d = day; d > day - HOLDS && d >= s->first_day; d--)
		if (d < s->first_day + s->n && !isnan(s->value[d - s->first_day]))
			return s->value[d - s->first_day];
	return NAN;
}

static double
sum_on(const struct cli_truth_pool *p, day_t day)
{
	double sum = 0;
	for (size_t i = 0; i < p->n; i++)
		sum += value_on(&p->series[i], day);
	return sum;
}

static struct forecast_demand
demand_of(const struct pool_work *w, size_t series, day_t origin)
{
	struct forecast_demand d = { .method = FORECAST_METERED, .as_of_day = origin, .first_day = origin + 1, .days = AHEAD };
	const quantiles *q = &w->q[slot(w, series, origin)];
	for (int h = 0; h < AHEAD; h++)
		for (int k = 0; k < FORECAST_LEVELS; k++)
			d.g[h][k] = llround((*q)[h][k] * PATIENT_G);
	return d;
}

static void
score(struct forecast_score *s, const int64_t (*g)[FORECAST_LEVELS], int h, double truth)
{
	double q[FORECAST_LEVELS];
	for (int k = 0; k < FORECAST_LEVELS; k++)
		q[k] = (double)g[h][k] / PATIENT_G;
	if (!isnan(truth))
		forecast_score_add(s, q, truth);
}

static void
judge_origin(const struct pool_work *w, day_t origin, struct forecast_joint *j, struct pool_scores *s)
{
	const struct cli_truth_pool *p = w->pool;
	struct forecast_demand direct = demand_of(w, p->n, origin);
	int64_t median[AHEAD], joint[AHEAD][FORECAST_LEVELS];
	double factor[AHEAD];
	forecast_joint_begin(j, origin + 1, AHEAD);
	for (size_t i = 0; i < p->n; i++) {
		struct forecast_demand d = demand_of(w, i, origin);
		forecast_joint_add(j, w->table, &d, i + 1, value_on(&p->series[i], origin));
	}
	for (int h = 0; h < AHEAD; h++)
		median[h] = direct.g[h][FORECAST_MEDIAN];
	forecast_joint_factors(j, median, factor);
	forecast_joint_begin(j, origin + 1, AHEAD);
	for (size_t i = 0; i < p->n; i++) {
		struct forecast_demand d = demand_of(w, i, origin), coherent = d;
		forecast_joint_scale(&coherent, origin + 1, factor, AHEAD);
		forecast_joint_add(j, w->table, &coherent, i + 1, value_on(&p->series[i], origin));
		for (int h = 0; h < AHEAD; h++) {
			const struct forecast_backtest_series *truth = &p->series[i];
			int at = origin + 1 + h - truth->first_day;
			score(&s->part, (const int64_t(*)[FORECAST_LEVELS])d.g, h, at < truth->n ? truth->value[at] : NAN);
			score(&s->part_coherent, (const int64_t(*)[FORECAST_LEVELS])coherent.g, h, at < truth->n ? truth->value[at] : NAN);
		}
	}
	forecast_joint_quantiles(j, joint);
	for (int h = 0; h < AHEAD; h++) {
		score(&s->sum, (const int64_t(*)[FORECAST_LEVELS])direct.g, h, sum_on(p, origin + 1 + h));
		score(&s->sum_coherent, (const int64_t(*)[FORECAST_LEVELS])joint, h, sum_on(p, origin + 1 + h));
	}
}

static bool
all_known(const struct pool_work *w, int origin)
{
	for (size_t i = 0; i <= w->pool->n; i++)
		if (!w->known[i * (size_t)w->origins + (size_t)origin])
			return false;
	return true;
}

static void
print_row(const char *pool, size_t n, const char *level, const struct forecast_score *own, const struct forecast_score *coherent)
{
	printf("%s,%zu,%s,%ld,%.4f,%.4f,%.3f,%.3f,%.3f\n", pool, n, level, own->n, own->wis / (double)own->n, coherent->wis / (double)coherent->n,
	    coherent->wis / own->wis, (double)coherent->in50 / (double)coherent->n, (double)coherent->in90 / (double)coherent->n);
}

/* False when there is nothing to score: no series, or none long enough for an origin. */
static bool
run_pool(const struct cli_truth_pool *p, const struct forecast_paths_table *t, struct forecast_joint *j)
{
	struct forecast_backtest_config c = forecast_backtest_defaults();
	struct pool_work w = { .pool = p, .table = t, .step = c.step };
	struct pool_scores s = { 0 };
	day_t from = INT32_MAX, to = INT32_MIN;
	if (p->n == 0)
		return false;
	for (size_t i = 0; i < p->n; i++) {
		from = p->series[i].first_day < from ? p->series[i].first_day : from;
		to = p->series[i].first_day + p->series[i].n > to ? p->series[i].first_day + p->series[i].n : to;
	}
	double *sum = MEM_ARRAY(double, (size_t)(to - from) + 1);
	for (day_t d = from; d < to; d++)
		sum[d - from] = sum_on(p, d);
	w.sum = (struct forecast_backtest_series){ .first_day = from, .n = to - from, .value = sum };
	w.first = from - from % w.step;
	w.origins = (to - w.first) / w.step + 1;
	w.q = MEM_ARRAY(quantiles, (p->n + 1) * (size_t)w.origins);
	w.known = MEM_ARRAY(bool, (p->n + 1) * (size_t)w.origins);
	forecast_backtest_run(p->series, p->n, &c, keep_part, &w, NULL);
	forecast_backtest_run(&w.sum, 1, &c, keep_sum, &w, NULL);
	for (int o = 0; o < w.origins; o++)
		if (all_known(&w, o))
			judge_origin(&w, w.first + o * w.step, j, &s);
	if (s.part.n > 0 && s.sum.n > 0) {
		print_row(p->name, p->n, "part", &s.part, &s.part_coherent);
		print_row(p->name, p->n, "sum", &s.sum, &s.sum_coherent);
	}
	free(w.q);
	free(w.known);
	free(sum);
	return s.part.n > 0 && s.sum.n > 0;
}

static int
nothing_to_score(const char *where)
{
	fprintf(stderr, "oxyd engine coherence: %s: there is nothing to score; expected series of hospitalized, some months each\n", where);
	return CLI_FAILED;
}

int
cli_engine_coherence(int argc, char **argv)
{
	struct faults f = { 0 };
	struct cli_truth truth;
	if (argc != 3 || !str_eq(argv[1], "--truth"))
		return cli_usage("engine coherence", "needs --truth DIR");
	if (cli_truth_load(argv[2], "hospitalized", &truth, &f)) {
		cli_truth_free(&truth);
		return cli_faults("engine coherence", &f);
	}
	struct forecast_paths_table *table = MEM_NEW(struct forecast_paths_table);
	struct forecast_joint *joint = MEM_NEW(struct forecast_joint);
	forecast_paths_table_init(table, 1);
	int status = truth.n == 0 ? nothing_to_score(argv[2]) : CLI_OK;
	printf("pool,places,level,n,wis_for_itself,wis_coherent,ratio,coverage50,coverage90\n");
	for (size_t i = 0; i < truth.n; i++)
		if (!run_pool(&truth.pools[i], table, joint))
			status = nothing_to_score(truth.pools[i].name);
	free(joint);
	free(table);
	cli_truth_free(&truth);
	return status;
}
