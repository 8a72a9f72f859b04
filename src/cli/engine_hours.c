/* engine_hours - past forecasts, past run-outs: read the truth, forecast every origin, run stocks down both ways.
 *
 * A day that was not published is like the one before it. */
#include "cli/engine_hours.h"

#include "cli/cli.h"
#include "cli/truth.h"
#include "forecast/hindsight.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define PATIENT_G 22000.0 /* grams a day: scale only, hours do not depend on it */

struct pool_hours {
	const struct cli_truth_pool *pool;
	const struct forecast_paths_table *table;
	struct forecast_hindsight *sum;
	uint64_t first_place;
};

static void
judge(void *arg, size_t series, day_t origin, const double (*q)[FORECAST_LEVELS])
{
	const struct pool_hours *p = arg;
	const struct forecast_backtest_series *s = &p->pool->series[series];
	double last = NAN, truth[FORECAST_WAVE_NEAR];
	int at = origin - s->first_day;
	for (int i = at; i >= 0 && isnan(last); i--)
		last = s->value[i];
	for (int h = 0; h < FORECAST_WAVE_NEAR; h++) {
		truth[h] = at + 1 + h < s->n ? s->value[at + 1 + h] : NAN;
		if (isnan(truth[h]))
			truth[h] = h > 0 ? truth[h - 1] : last;
	}
	forecast_hindsight_add(p->sum, p->table,
	    &(struct forecast_hindsight_case){ .origin = origin, .days = FORECAST_WAVE_NEAR, .last = last, .unit_g = PATIENT_G, .q = q, .truth = truth,
	        .place = p->first_place + series });
}

static void
print_row(const char *name, const struct forecast_hindsight *h, int stock)
{
	long n = 0;
	for (int s = 0; s < FORECAST_HINDSIGHT_STOCKS; s++)
		n += stock < 0 || s == stock ? h->n[s][0] : 0;
	printf("%s,%ld", name, n);
	for (int m = 0; m < FORECAST_HINDSIGHT_MARKS; m++)
		printf(",%.3f", forecast_hindsight_share(h, stock, m));
	printf("\n");
}

int
cli_engine_hours(int argc, char **argv)
{
	struct forecast_backtest_config c = forecast_backtest_defaults();
	struct forecast_hindsight sum = { 0 };
	struct faults f = { 0 };
	struct cli_truth truth;
	if (argc != 3 || !str_eq(argv[1], "--truth"))
		return cli_usage("engine hours", "needs --truth DIR");
	if (cli_truth_load(argv[2], "hospitalized", &truth, &f)) {
		cli_truth_free(&truth);
		return cli_faults("engine hours", &f);
	}
	struct forecast_paths_table *table = MEM_NEW(struct forecast_paths_table);
	struct pool_hours p = { .table = table, .sum = &sum, .first_place = 1 };
	forecast_paths_table_init(table, 1);
	for (size_t i = 0; i < truth.n; i++) {
		p.pool = &truth.pools[i];
		forecast_backtest_run(p.pool->series, p.pool->n, &c, judge, &p, NULL);
		p.first_place += p.pool->n;
	}
	printf("stock_days,cases,empty_before_p10,empty_before_p50,empty_before_p90\n");
	for (int s = 0; s < FORECAST_HINDSIGHT_STOCKS; s++) {
		char name[16];
		snprintf(name, sizeof name, "%g", forecast_hindsight_days[s]);
		print_row(name, &sum, s);
	}
	print_row("all", &sum, -1);
	free(table);
	cli_truth_free(&truth);
	return CLI_OK;
}
