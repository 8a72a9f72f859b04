#include "forecast/trajectories.h"

#include "forecast/joint.h"
#include "lib/suite.h"
#include "unit/forecast/sums.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SAMPLES = 100, DAYS = 15, TODAY = 20000 };

static struct forecast_surge_row row[4 * SAMPLES * DAYS];
static struct forecast_paths_table table;
static struct forecast_trajectories led;
static struct forecast_paths paths;
static struct forecast_demand demand;

/* Half of the futures are high on even days and as low on odd ones, the other half the reverse: no week is far from the mean. */
static double
seesaw(int sample, int day)
{
	return 100 + (sample % 2 == day % 2 ? 1 : -1) * (50 - .3 * sample);
}

/* Futures that stay where they begin: weeks as far from the mean as days. */
static double
steady(int sample, int day)
{
	(void)day;
	return 100 + sample;
}

static struct forecast_surge_input
futures(double (*value)(int, int), int samples, int step)
{
	size_t n = 0;
	for (int day = 0; day < DAYS; day += step)
		for (int s = 0; s < samples; s++)
			row[n++] = (struct forecast_surge_row){ .horizon = day, .type = FORECAST_SURGE_SAMPLE, .id = s, .value = value(s, day) };
	return (struct forecast_surge_input){ .reference_day = TODAY, .rows = row, .n_rows = n, .census_now = NAN };
}

static void
lead(double (*value)(int, int), double part)
{
	struct forecast_surge_input in = futures(value, SAMPLES, 1);
	ck_assert(forecast_trajectories_build(&in, &led));
	forecast_paths_table_init(&table, 3);
	demand = (struct forecast_demand){ .method = FORECAST_METERED, .first_day = TODAY, .days = DAYS, .led_by = &led, .led = part };
	for (int d = 0; d < DAYS; d++)
		for (int l = 0; l < FORECAST_LEVELS; l++)
			demand.g[d][l] = llround(1e6 * (1 + .3 * forecast_quantile_level(l)));
	forecast_paths_make(&table, &demand, 99, &paths);
}

static double
fortnight_width(void)
{
	return sum_over_days(&paths, TODAY, TODAY + 13, .9) - sum_over_days(&paths, TODAY, TODAY + 13, .1);
}

START_TEST(every_day_is_a_permutation_of_the_paths)
{
	lead(seesaw, 1);
	ck_assert_int_eq(led.first_day, TODAY);
	ck_assert_int_eq(led.days, DAYS);
	for (int d = 0; d < DAYS; d++) {
		bool seen[FORECAST_PATHS] = { false };
		for (int p = 0; p < FORECAST_PATHS; p++) {
			ck_assert(!seen[led.rank[d][p]]);
			seen[led.rank[d][p]] = true;
		}
	}
}
END_TEST

START_TEST(a_path_rises_and_falls_as_its_sample)
{
	lead(seesaw, 1);
	for (int p = 0; p < FORECAST_PATHS; p++)
		for (int d = 0; d < DAYS; d++)
			ck_assert(((p * SAMPLES / FORECAST_PATHS) % 2 == d % 2) == (paths.g[d][p] > 1.15e6f));
}
END_TEST

START_TEST(weeks_are_as_wide_as_the_samples_say)
{
	lead(steady, 1);
	double wide = fortnight_width();
	lead(seesaw, 1);
	double narrow = fortnight_width();
	lead(seesaw, 0);
	double own = fortnight_width();
	ck_assert_double_eq_tol(wide / (14 * .3e6 * .8), 1, .02); /* the same place every day: the days' widths add up */
	ck_assert_double_lt(narrow, .15 * wide);
	ck_assert_double_gt(own, 3 * narrow);
	ck_assert_double_lt(own, .95 * wide);
}
END_TEST

START_TEST(days_keep_their_margins_whatever_leads_them)
{
	static struct forecast_paths alone;
	lead(seesaw, .6);
	demand.led_by = NULL;
	forecast_paths_make(&table, &demand, 99, &alone);
	for (int d = 0; d < DAYS; d++) {
		double a = 0, b = 0;
		for (int p = 0; p < FORECAST_PATHS; p++) {
			a += (double)paths.g[d][p];
			b += (double)alone.g[d][p];
		}
		ck_assert_double_eq_tol(a, b, 1);
		ck_assert(memcmp(paths.g[d], alone.g[d], sizeof paths.g[d]) != 0);
	}
}
END_TEST

START_TEST(facilities_follow_the_same_future_together)
{
	static struct forecast_joint sum;
	int64_t q[DAYS][FORECAST_LEVELS];
	lead(steady, 1);
	forecast_joint_begin(&sum, TODAY, DAYS);
	for (uint64_t site = 1; site <= 20; site++)
		forecast_joint_add(&sum, &table, &demand, site, 20);
	forecast_joint_quantiles(&sum, q);
	for (int d = 0; d < DAYS; d++) /* in step: the quantiles of the sum are the sum of the quantiles */
		for (int l = 2; l < FORECAST_LEVELS - 2; l++)
			ck_assert_double_eq_tol((double)q[d][l] / (20. * (double)demand.g[d][l]), 1, .003);
}
END_TEST

START_TEST(weekly_samples_are_filled_between_and_days_outside_have_the_nearest_order)
{
	struct forecast_surge_input in = futures(steady, SAMPLES, 7);
	ck_assert(forecast_trajectories_build(&in, &led));
	ck_assert_int_eq(led.days, 15);
	for (int day = -3; day < 40; day++)
		for (int p = 0; p < FORECAST_PATHS; p++)
			ck_assert_int_eq(forecast_trajectories_on(&led, TODAY + day)[p], p);
}
END_TEST

/* Even futures take in many until day 7 and then nobody; odd ones half as many, and a few more on day 7. */
static double
ended(int sample, int day)
{
	return (sample % 2 == 0 ? (day < 7 ? 100 : 0) : (day < 7 ? 50 : 60)) + .01 * sample;
}

START_TEST(admissions_are_added_up_before_they_are_ordered)
{
	struct forecast_surge_input in = futures(ended, SAMPLES, 1);
	ck_assert(forecast_trajectories_build(&in, &led));
	ck_assert_int_lt(led.rank[7][0], 100); /* path 0 follows sample 0, path 2 sample 1 */
	ck_assert_int_ge(led.rank[7][2], 100);
	in.target = FORECAST_SURGE_ADMISSIONS;
	ck_assert(forecast_trajectories_build(&in, &led));
	ck_assert_int_ge(led.rank[7][0], 100);
	ck_assert_int_lt(led.rank[7][2], 100);
}
END_TEST

START_TEST(samples_that_miss_a_day_are_left_out_and_too_few_say_nothing)
{
	struct forecast_surge_input in = futures(steady, 11, 1);
	ck_assert(forecast_trajectories_build(&in, &led));
	row[in.n_rows - 1].value = NAN; /* the last day of sample 10 */
	ck_assert(forecast_trajectories_build(&in, &led));
	row[in.n_rows - 2].horizon = 40; /* and of sample 9 */
	ck_assert(!forecast_trajectories_build(&in, &led));
	in = futures(steady, 50, DAYS); /* one day only */
	ck_assert(!forecast_trajectories_build(&in, &led));
	in.n_rows = 0;
	ck_assert(!forecast_trajectories_build(&in, &led));
}
END_TEST

START_TEST(the_order_of_the_rows_does_not_matter)
{
	struct forecast_trajectories other;
	struct forecast_surge_input in = futures(seesaw, SAMPLES, 1);
	ck_assert(forecast_trajectories_build(&in, &led));
	for (size_t i = 0; i < in.n_rows / 2; i++) {
		struct forecast_surge_row r = row[i];
		row[i] = row[in.n_rows - 1 - i];
		row[in.n_rows - 1 - i] = r;
	}
	memcpy(&other, &led, sizeof other);
	ck_assert(forecast_trajectories_build(&in, &other));
	ck_assert_mem_eq(&led, &other, sizeof led);
}
END_TEST

SUITE("trajectories", every_day_is_a_permutation_of_the_paths, a_path_rises_and_falls_as_its_sample, weeks_are_as_wide_as_the_samples_say,
    days_keep_their_margins_whatever_leads_them, facilities_follow_the_same_future_together,
    weekly_samples_are_filled_between_and_days_outside_have_the_nearest_order, admissions_are_added_up_before_they_are_ordered,
    samples_that_miss_a_day_are_left_out_and_too_few_say_nothing, the_order_of_the_rows_does_not_matter)
