#include "forecast/backtest.h"

#include "forecast/score.h"
#include "lib/suite.h"
#include "unit/forecast/fixture.h"

enum { LENGTH = 200, PLACES = 3, START = 18000 };

static double values[PLACES][LENGTH];
static struct forecast_backtest_series pool[PLACES];

struct seen {
	int n;
	day_t first, last;
	double median[PLACES][LENGTH];
	struct forecast_score score;
};

static void
look(void *arg, size_t series, day_t origin, const double (*q)[FORECAST_LEVELS])
{
	struct seen *s = arg;
	int i = origin - START;
	s->n++;
	s->first = s->n == 1 ? origin : s->first;
	s->last = origin;
	s->median[series][i] = q[6][FORECAST_MEDIAN];
	for (int h = 1; h <= 14; h++)
		forecast_score_add(&s->score, q[h - 1], values[series][i + h]);
}

static void
look_away(void *arg, size_t series, day_t origin, const double (*q)[FORECAST_LEVELS])
{
	(void)arg, (void)series, (void)origin;
	ck_assert_double_ge(q[13][22], q[13][0]);
}

static void
arrange(void)
{
	struct rng r = rng_seed(8, 8);
	for (int p = 0; p < PLACES; p++) {
		pool[p] = (struct forecast_backtest_series){ START, LENGTH, values[p] };
		for (int i = 0; i < LENGTH; i++)
			values[p][i] = floor(60 * (p + 1) * (1.3 + sin(i / 25.)) + 3 * rng_normal(&r));
	}
}

START_TEST(origins_are_every_seventh_day_with_56_days_before_and_14_after)
{
	static struct seen s;
	arrange();
	int expected = 0;
	for (int day = START + 55; day + 14 <= START + LENGTH - 1; day++)
		expected += day % 7 == 0;
	ck_assert_int_eq(forecast_backtest_run(pool, PLACES, NULL, look, &s, NULL), PLACES * expected);
	ck_assert_int_eq(s.n, PLACES * expected);
	ck_assert_int_eq(s.first % 7, 0);
	ck_assert_int_ge(s.first, START + 55);
	ck_assert_int_le(s.last, START + LENGTH - 15);
	ck_assert_int_gt(s.score.in90 * 100, s.score.n * 70);
}
END_TEST

START_TEST(more_than_seven_missing_days_start_a_new_segment)
{
	static struct seen seven, eight;
	arrange();
	for (int i = 90; i < 97; i++)
		values[0][i] = NAN;
	long with_seven = forecast_backtest_run(pool, 1, NULL, look, &seven, NULL);
	values[0][97] = NAN;
	long with_eight = forecast_backtest_run(pool, 1, NULL, look, &eight, NULL);
	ck_assert_int_gt(with_seven, with_eight);
	ck_assert_int_gt(with_eight, 0);
}
END_TEST

START_TEST(a_forecast_knows_nothing_later_than_its_origin)
{
	static struct seen before, after;
	arrange();
	forecast_backtest_run(pool, PLACES, NULL, look, &before, NULL);
	for (int p = 0; p < PLACES; p++)
		for (int i = 120; i < LENGTH; i++)
			values[p][i] = 5000;
	forecast_backtest_run(pool, PLACES, NULL, look, &after, NULL);
	for (int p = 0; p < PLACES; p++)
		ck_assert_mem_eq(before.median[p], after.median[p], 120 * sizeof(double));
	ck_assert_mem_ne(before.median[0], after.median[0], sizeof before.median[0]);
}
END_TEST

START_TEST(series_need_not_begin_or_end_together_and_may_be_none)
{
	static struct seen s;
	arrange();
	pool[1].first_day = START - 40;
	pool[2].n = 100;
	for (int i = 0; i < LENGTH; i++)
		values[0][i] = i < 20 ? NAN : values[0][i];
	ck_assert_int_gt(forecast_backtest_run(pool, 1, NULL, look, &s, NULL), 0);
	struct forecast_backtest_config c = forecast_backtest_defaults();
	c.hidden_share = .5;
	static struct forecast_wave_sum sum;
	long made = forecast_backtest_run(pool + 1, 2, &c, look_away, &s, &sum);
	ck_assert_int_gt(made, 0);
	ck_assert_double_gt(sum.weight[0], 0);
	ck_assert_int_eq(forecast_backtest_run(NULL, 0, NULL, look, &s, NULL), 0);
}
END_TEST

SUITE("forecast/backtest", origins_are_every_seventh_day_with_56_days_before_and_14_after,
    more_than_seven_missing_days_start_a_new_segment, a_forecast_knows_nothing_later_than_its_origin,
    series_need_not_begin_or_end_together_and_may_be_none)
