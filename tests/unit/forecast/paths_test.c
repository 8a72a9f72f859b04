#include "forecast/paths.h"

#include "lib/suite.h"
#include "unit/forecast/fixture.h"
#include "unit/forecast/sums.h"

static struct forecast_paths_table table;
static struct forecast_paths paths, other;
static struct forecast_demand demand;

static void
arrange(double noise)
{
	static struct site s;
	site_clear(&s);
	site_use(&s, 1e6, 0, noise, 5);
	struct forecast_demand_input in = site_input(&s);
	ck_assert_int_eq(forecast_demand_make(&in, &demand), ERR_OK);
	forecast_paths_table_init(&table, 42);
	forecast_paths_make(&table, &demand, 0, &paths);
}

static int
by_value(const void *a, const void *b)
{
	float x = *(const float *)a, y = *(const float *)b;
	return x < y ? -1 : x > y;
}

START_TEST(every_day_of_the_paths_has_the_quantiles_of_the_forecast)
{
	arrange(.2);
	for (int row = 0; row < paths.days; row++) {
		float v[FORECAST_PATHS];
		memcpy(v, paths.g[row], sizeof v);
		qsort(v, FORECAST_PATHS, sizeof *v, by_value);
		for (int k = 1; k < FORECAST_LEVELS - 1; k++) {
			int i = (int)(forecast_quantile_level(k) * FORECAST_PATHS);
			ck_assert_double_le((double)v[i - 1], (double)demand.g[row][k] * 1.0001);
			ck_assert_double_ge((double)v[i] * 1.0001, (double)demand.g[row][k]);
		}
	}
}
END_TEST

START_TEST(a_week_is_narrower_than_its_days_in_step_and_wider_than_independent_days)
{
	arrange(.2);
	double week = sum_over_days(&paths, TODAY + 1, TODAY + 7, .9) -
	    sum_over_days(&paths, TODAY + 1, TODAY + 7, .1);
	double in_step = 0, squares = 0;
	for (int row = 0; row < 7; row++) {
		double width = (double)(demand.g[row][19] - demand.g[row][3]);
		in_step += width;
		squares += width * width;
	}
	ck_assert_double_lt(week, .98 * in_step);
	ck_assert_double_gt(week, 1.5 * sqrt(squares));
}
END_TEST

START_TEST(the_same_seed_gives_the_same_bytes_and_another_seed_others)
{
	static struct forecast_paths_table again;
	arrange(.2);
	forecast_paths_table_init(&again, 42);
	ck_assert_mem_eq(&again, &table, sizeof table);
	forecast_paths_make(&again, &demand, 0, &other);
	ck_assert_mem_eq(&other.g[0], &paths.g[0], sizeof other.g[0] * 14);
	forecast_paths_table_init(&again, 43);
	ck_assert_mem_ne(&again.rank, &table.rank, sizeof table.rank);
}
END_TEST

START_TEST(two_sites_do_not_share_their_bad_days)
{
	double xy = 0, n = FORECAST_PATHS;
	arrange(.2);
	forecast_paths_make(&table, &demand, 7001, &other);
	for (int p = 0; p < FORECAST_PATHS; p++)
		xy += ((double)paths.g[3][p] > (double)demand.g[3][11]) == ((double)other.g[3][p] > (double)demand.g[3][11]);
	ck_assert_double_lt(fabs(xy / n - .5), .2);
	ck_assert_double_eq_tol(sum_over_days(&other, TODAY + 3, TODAY + 3, .5),
	    sum_over_days(&paths, TODAY + 3, TODAY + 3, .5), 1);
	ck_assert_double_ge(sum_over_days(&paths, TODAY - 9, TODAY + 90, 1), sum_over_days(&paths, TODAY - 9, TODAY + 90, .99));
}
END_TEST

START_TEST(unknown_demand_has_no_paths)
{
	struct forecast_demand none = { .method = FORECAST_UNKNOWN, .days = 14 };
	forecast_paths_table_init(&table, 1);
	forecast_paths_make(&table, &none, 0, &paths);
	ck_assert_int_eq(paths.days, 0);
}
END_TEST

SUITE("forecast/paths", every_day_of_the_paths_has_the_quantiles_of_the_forecast,
    a_week_is_narrower_than_its_days_in_step_and_wider_than_independent_days,
    the_same_seed_gives_the_same_bytes_and_another_seed_others, two_sites_do_not_share_their_bad_days,
    unknown_demand_has_no_paths)
