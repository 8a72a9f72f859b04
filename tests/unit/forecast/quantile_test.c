#include "forecast/quantile.h"

#include "lib/suite.h"

#include <math.h>

START_TEST(hub_levels_are_the_23_and_scores_belong_to_them)
{
	ck_assert_double_eq(forecast_quantile_level(FORECAST_MEDIAN), .5);
	for (int i = 0; i < FORECAST_LEVELS; i++)
		ck_assert_double_eq_tol(
		    forecast_quantile_score(i), forecast_quantile_normal(forecast_quantile_level(i)), 1e-9);
}
END_TEST

START_TEST(normal_scores_invert_the_normal_integral)
{
	for (double p = 1e-6; p < 1; p += .00137)
		ck_assert_double_eq_tol(.5 * erfc(-forecast_quantile_normal(p) / sqrt(2)), p, 1e-12);
}
END_TEST

START_TEST(values_between_levels_follow_a_normal_distribution_exactly)
{
	double q[FORECAST_LEVELS];
	int64_t g[FORECAST_LEVELS];
	for (int i = 0; i < FORECAST_LEVELS; i++) {
		q[i] = 1000 + 100 * forecast_quantile_score(i);
		g[i] = llround(1000 * q[i]);
	}
	ck_assert_double_eq_tol(forecast_quantile_at(q, .623), 1000 + 100 * forecast_quantile_normal(.623), 1e-6);
	ck_assert_double_eq_tol(forecast_quantile_at(q, .001), 1000 + 100 * forecast_quantile_normal(.001), 1e-6);
	ck_assert_int_eq(forecast_quantile_at_g(g, .10), g[3]);
	ck_assert_int_eq(forecast_quantile_at_g(g, .99), g[22]);
	ck_assert_int_le(forecast_quantile_at_g(g, .97), g[21]);
}
END_TEST

START_TEST(tails_stay_above_zero_and_unknown_stays_unknown)
{
	int64_t g[FORECAST_LEVELS] = { 0 }, unknown[FORECAST_LEVELS] = { FORECAST_UNKNOWN_G };
	for (int i = 0; i < FORECAST_LEVELS; i++)
		g[i] = 100 * i;
	ck_assert_int_eq(forecast_quantile_at_g(g, .0001), 0);
	ck_assert_int_eq(forecast_quantile_at_g(unknown, .5), FORECAST_UNKNOWN_G);
}
END_TEST

SUITE("forecast/quantile", hub_levels_are_the_23_and_scores_belong_to_them,
    normal_scores_invert_the_normal_integral, values_between_levels_follow_a_normal_distribution_exactly,
    tails_stay_above_zero_and_unknown_stays_unknown)
