#include "forecast/surge.h"

#include "lib/suite.h"
#include "unit/forecast/fixture.h"

static struct forecast_surge surge;

static err_t
build(const struct forecast_surge_row *rows, size_t n, enum forecast_surge_target target, double now)
{
	struct forecast_surge_input in = { .reference_day = TODAY, .target = target, .rows = rows,
		.n_rows = n, .census_now = now };
	return forecast_surge_build(&in, &surge);
}

static void
check_ordered(void)
{
	for (int day = 0; day < surge.n; day++)
		for (int k = 0; k < FORECAST_LEVELS; k++) {
			ck_assert(isfinite(surge.census[day][k]) && surge.census[day][k] >= 0);
			if (k)
				ck_assert_double_ge(surge.census[day][k], surge.census[day][k - 1]);
		}
}

START_TEST(hub_quantiles_come_through_and_days_between_are_filled)
{
	struct forecast_surge_row rows[2 * FORECAST_LEVELS];
	for (int k = 0; k < FORECAST_LEVELS; k++) {
		rows[k] = (struct forecast_surge_row){ 7, FORECAST_SURGE_QUANTILE, forecast_quantile_level(k), 200 + 10 * k };
		rows[FORECAST_LEVELS + k] =
		    (struct forecast_surge_row){ 14, FORECAST_SURGE_QUANTILE, forecast_quantile_level(k), 400 + 30 * k };
	}
	ck_assert_int_eq(build(rows, 2 * FORECAST_LEVELS, FORECAST_SURGE_CENSUS, 100), ERR_OK);
	ck_assert_int_eq(surge.n, 15);
	ck_assert_double_eq(surge.census[0][FORECAST_MEDIAN], 100);
	for (int k = 0; k < FORECAST_LEVELS; k++)
		ck_assert_double_eq_tol(surge.census[14][k], 400 + 30 * k, 1e-6);
	ck_assert_double_gt(surge.census[10][FORECAST_MEDIAN], surge.census[7][FORECAST_MEDIAN]);
	ck_assert_double_lt(surge.census[10][FORECAST_MEDIAN], surge.census[14][FORECAST_MEDIAN]);
	check_ordered();
}
END_TEST

START_TEST(samples_medians_and_means_are_understood)
{
	struct forecast_surge_row samples[100];
	for (int i = 0; i < 100; i++)
		samples[i] = (struct forecast_surge_row){ 7, FORECAST_SURGE_SAMPLE, i, 300 + (i * 37) % 100 };
	ck_assert_int_eq(build(samples, 100, FORECAST_SURGE_CENSUS, NAN), ERR_OK);
	ck_assert_double_eq_tol(surge.census[7][FORECAST_MEDIAN], 349.5, 1);
	check_ordered();
	struct forecast_surge_row mean = { 7, FORECAST_SURGE_MEAN, 0, 80 }, median = { 7, FORECAST_SURGE_MEDIAN, 0, 80 };
	ck_assert_int_eq(build(&mean, 1, FORECAST_SURGE_CENSUS, 40), ERR_OK);
	ck_assert_double_eq_tol(surge.census[7][FORECAST_MEDIAN], 80, 1e-9);
	ck_assert_double_lt(surge.census[7][3], 75);
	ck_assert_int_eq(build(&median, 1, FORECAST_SURGE_CENSUS, 40), ERR_OK);
	check_ordered();
}
END_TEST

START_TEST(senseless_rows_are_left_out_and_nothing_usable_is_refused)
{
	struct forecast_surge_row bad[] = { { 7, FORECAST_SURGE_QUANTILE, 1.5, 10 }, { 99, FORECAST_SURGE_MEAN, 0, 10 },
		{ -1, FORECAST_SURGE_MEAN, 0, 10 }, { 7, FORECAST_SURGE_MEAN, 0, NAN }, { 7, FORECAST_SURGE_MEAN, 0, -4 } };
	ck_assert_int_eq(build(bad, 5, FORECAST_SURGE_CENSUS, 40), ERR_INVALID);
	ck_assert_int_eq(build(NULL, 0, FORECAST_SURGE_CENSUS, 40), ERR_INVALID);
}
END_TEST

START_TEST(steady_admissions_settle_at_admissions_times_stay)
{
	struct forecast_surge_row rows[28];
	for (int h = 1; h <= 28; h++)
		rows[h - 1] = (struct forecast_surge_row){ h, FORECAST_SURGE_MEDIAN, 0, 10 };
	ck_assert_int_eq(build(rows, 28, FORECAST_SURGE_ADMISSIONS, 20), ERR_OK);
	ck_assert_double_eq(surge.census[0][FORECAST_MEDIAN], 20);
	ck_assert_double_gt(surge.census[7][FORECAST_MEDIAN], 45);
	ck_assert_double_eq_tol(surge.census[28][FORECAST_MEDIAN], 80, 5);
	check_ordered();
}
END_TEST

START_TEST(shares_follow_covid_patients_then_beds_and_sum_to_one)
{
	struct forecast_surge_site sites[] = { { 30, 100 }, { 10, 100 }, { NAN, 50 }, { NAN, -1 } };
	double share[4], sum = 0;
	forecast_surge_shares(sites, 4, share);
	for (int i = 0; i < 4; i++)
		sum += share[i];
	ck_assert_double_eq_tol(sum, 1, 1e-12);
	ck_assert_double_eq_tol(share[0] / share[1], 3, 1e-9);
	ck_assert_double_eq_tol(share[2] / share[1], 1, 1e-9); /* 50 beds at .2 patients a bed */
	ck_assert_double_eq(share[3], 0);
	sites[0].covid_census = sites[1].covid_census = 0;
	forecast_surge_shares(sites, 4, share);
	ck_assert_double_eq_tol(share[0], .4, 1e-9);
}
END_TEST

START_TEST(factors_grow_the_covid_part_and_leave_the_rest)
{
	struct forecast_surge_row rows[] = { { 0, FORECAST_SURGE_MEDIAN, 0, 100 }, { 14, FORECAST_SURGE_MEDIAN, 0, 500 } };
	static struct forecast_scenario sc;
	ck_assert_int_eq(build(rows, 2, FORECAST_SURGE_CENSUS, NAN), ERR_OK);
	struct forecast_surge_local l = { .share = .1, .patients = 39, .covid_census = 10, .beds = 300, .weight = .7 };
	ck_assert(forecast_surge_scenario(&surge, &l, &sc));
	ck_assert_int_eq(sc.from_day, TODAY);
	ck_assert_double_eq_tol(sc.factor[0][FORECAST_MEDIAN], 1, 1e-9);
	ck_assert_double_eq_tol(sc.factor[14][FORECAST_MEDIAN], (29 + 50 + 1) / 40., 1e-9);
	l.beds = 40; /* crowded at 52 patients */
	ck_assert(forecast_surge_scenario(&surge, &l, &sc));
	ck_assert_double_eq_tol(sc.factor[14][FORECAST_MEDIAN], 53 / 40., 1e-9);
	l.share = 0;
	ck_assert(!forecast_surge_scenario(&surge, &l, &sc));
}
END_TEST

START_TEST(any_rows_give_ordered_finite_numbers)
{
	struct rng r = rng_seed(3, 0);
	for (int trial = 0; trial < 500; trial++) {
		struct forecast_surge_row rows[60];
		size_t n = rng_below(&r, 61);
		for (size_t i = 0; i < n; i++)
			rows[i] = (struct forecast_surge_row){ (int)rng_below(&r, 32) - 2, rng_below(&r, 4), rng_unit(&r),
				exp(20 * rng_unit(&r)) - 2 };
		if (build(rows, n, rng_below(&r, 2), rng_below(&r, 2) ? NAN : 50) == ERR_OK)
			check_ordered();
	}
}
END_TEST

START_TEST(places_without_patients_or_beds_have_no_share)
{
	static const struct forecast_surge_site sites[] = { { .covid_census = NAN, .beds = -1 }, { .covid_census = NAN, .beds = -1 } };
	double share[2];
	forecast_surge_shares(sites, 2, share);
	ck_assert_double_eq(share[0], 0);
	ck_assert_double_eq(share[1], 0);
}
END_TEST

START_TEST(rows_outside_their_range_count_for_nothing_and_what_is_not_known_is_left_to_the_forecast)
{
	struct forecast_surge_row rows[] = { { 0, FORECAST_SURGE_MEDIAN, 0, 100 }, { 7, FORECAST_SURGE_MEDIAN, 0, 200 }, { -1, FORECAST_SURGE_MEDIAN, 0, 9 },
		{ 99, FORECAST_SURGE_MEDIAN, 0, 9 }, { 7, FORECAST_SURGE_MEDIAN, 0, -9 }, { 7, FORECAST_SURGE_MEDIAN, 0, 1e30 }, { 7, FORECAST_SURGE_QUANTILE, 0, 9 },
		{ 7, FORECAST_SURGE_QUANTILE, 1, 9 } };
	static struct forecast_scenario sc;
	ck_assert_int_eq(build(rows, 8, FORECAST_SURGE_CENSUS, NAN), ERR_OK);
	ck_assert_double_eq_tol(surge.census[7][FORECAST_MEDIAN], 200, 1e-6);
	struct forecast_surge_local l = { .share = .1, .patients = NAN, .covid_census = NAN, .beds = -1, .weight = .5 };
	ck_assert(forecast_surge_scenario(&surge, &l, &sc)); /* ten covid patients then are all there are */
	ck_assert_double_eq_tol(sc.factor[7][FORECAST_MEDIAN], (20 + 1) / (10 + 1.), 1e-9);
	l.weight = 0;
	ck_assert(!forecast_surge_scenario(&surge, &l, &sc));
	l.weight = .5;
	surge.n = 1;
	ck_assert(!forecast_surge_scenario(&surge, &l, &sc));
	struct forecast_surge_row admitted[] = { { 0, FORECAST_SURGE_MEDIAN, 0, 10 }, { 28, FORECAST_SURGE_MEDIAN, 0, 10 } };
	struct forecast_surge_input in = { .reference_day = TODAY, .target = FORECAST_SURGE_ADMISSIONS, .rows = admitted, .n_rows = 2, .census_now = 10, .stay_days = 2 };
	ck_assert_int_eq(forecast_surge_build(&in, &surge), ERR_OK);
	ck_assert_double_eq_tol(surge.census[28][FORECAST_MEDIAN], 20, 1.5);
}
END_TEST

START_TEST(who_reports_shares_by_census_even_without_beds)
{
	static const struct forecast_surge_site sites[] = { { .covid_census = 30, .beds = 0 }, { .covid_census = 10, .beds = -1 }, { .covid_census = NAN, .beds = 5 } };
	double share[3];
	forecast_surge_shares(sites, 3, share);
	ck_assert_double_eq_tol(share[0] / share[1], 3, 1e-9);
	ck_assert_double_eq_tol(share[0] + share[1] + share[2], 1, 1e-9);
}
END_TEST

SUITE("forecast/surge", hub_quantiles_come_through_and_days_between_are_filled,
    samples_medians_and_means_are_understood, senseless_rows_are_left_out_and_nothing_usable_is_refused,
    steady_admissions_settle_at_admissions_times_stay,
    shares_follow_covid_patients_then_beds_and_sum_to_one, factors_grow_the_covid_part_and_leave_the_rest,
    any_rows_give_ordered_finite_numbers,
    places_without_patients_or_beds_have_no_share,
    rows_outside_their_range_count_for_nothing_and_what_is_not_known_is_left_to_the_forecast, who_reports_shares_by_census_even_without_beds)
