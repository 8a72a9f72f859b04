#include "forecast/score.h"

#include "lib/suite.h"

#include <math.h>

/* WIS by its definition: 11 central intervals and the median (Bracher et al. 2021). */
static double
by_intervals(const double *q, double y)
{
	double sum = fabs(y - q[11]) / 2;
	for (int k = 0; k < 11; k++) {
		double l = q[k], u = q[22 - k], alpha = 2 * forecast_quantile_level(k);
		sum += alpha / 2 * (u - l) + fmax(l - y, 0) + fmax(y - u, 0);
	}
	return sum / 11.5;
}

START_TEST(wis_is_the_sum_of_its_intervals)
{
	double q[FORECAST_LEVELS];
	for (int i = 0; i < FORECAST_LEVELS; i++)
		q[i] = 50 + 3 * i + .5 * i * i;
	for (double y = 0; y < 500; y += 17)
		ck_assert_double_eq_tol(forecast_score_wis(q, y), by_intervals(q, y), 1e-9);
}
END_TEST

START_TEST(a_sharp_right_forecast_scores_zero_and_wider_ones_more)
{
	double sharp[FORECAST_LEVELS], wide[FORECAST_LEVELS];
	for (int i = 0; i < FORECAST_LEVELS; i++) {
		sharp[i] = 80;
		wide[i] = 80 + 10 * forecast_quantile_score(i);
	}
	ck_assert_double_eq(forecast_score_wis(sharp, 80), 0);
	ck_assert_double_gt(forecast_score_wis(wide, 80), 0);
	ck_assert_double_gt(forecast_score_wis(sharp, 140), forecast_score_wis(wide, 140));
	ck_assert_double_nan(forecast_score_wis(wide, NAN));
}
END_TEST

START_TEST(coverage_counts_ends_and_the_account_adds_up)
{
	double q[FORECAST_LEVELS];
	struct forecast_score s = { 0 };
	for (int i = 0; i < FORECAST_LEVELS; i++)
		q[i] = 100 * forecast_quantile_level(i);
	ck_assert(forecast_score_covers(q, 25, 50));
	ck_assert(!forecast_score_covers(q, 24.9, 50));
	for (int y = 0; y < 100; y++)
		forecast_score_add(&s, q, y + .5);
	forecast_score_add(&s, q, NAN);
	ck_assert_int_eq(s.n, 100);
	ck_assert_int_eq(s.in50, 50);
	ck_assert_int_eq(s.in90, 90);
	ck_assert_int_eq(s.below_median, 50);
	int64_t g[FORECAST_LEVELS] = { FORECAST_UNKNOWN_G };
	ck_assert_double_nan(forecast_score_wis_g(g, 5));
	for (int i = 0; i < FORECAST_LEVELS; i++)
		g[i] = 10;
	ck_assert_double_eq_tol(forecast_score_wis_g(g, 16), 6, 1e-9);
	ck_assert_double_nan(forecast_score_wis_g(g, FORECAST_UNKNOWN_G));
}
END_TEST

SUITE("forecast/score", wis_is_the_sum_of_its_intervals,
    a_sharp_right_forecast_scores_zero_and_wider_ones_more, coverage_counts_ends_and_the_account_adds_up)
