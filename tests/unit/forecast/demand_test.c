#include "forecast/demand.h"

#include "lib/suite.h"
#include "unit/forecast/fixture.h"

static struct site place;
static struct forecast_demand d, e;

static double
width(const struct forecast_demand *f, int row)
{
	return log((double)(f->g[row][19] + 1) / (double)(f->g[row][3] + 1));
}

static void
make(const struct forecast_demand_input *in, struct forecast_demand *ret)
{
	ck_assert_int_eq(forecast_demand_make(in, ret), ERR_OK);
}

static void
check_ordered(const struct forecast_demand *f)
{
	for (int row = 0; row < f->days; row++)
		for (int k = 0; k < FORECAST_LEVELS; k++) {
			ck_assert_int_ge(f->g[row][k], 0);
			ck_assert_int_le(f->g[row][k], INT64_C(1000000000000001));
			if (k)
				ck_assert_int_ge(f->g[row][k], f->g[row][k - 1]);
		}
}

START_TEST(steady_use_is_forecast_as_it_is_and_wider_the_further)
{
	site_clear(&place);
	site_use(&place, 2e6, 0, .08, 1);
	struct forecast_demand_input in = site_input(&place);
	make(&in, &d);
	ck_assert_int_eq(d.method, FORECAST_METERED);
	for (int row = 0; row < 14; row++)
		ck_assert_double_eq_tol((double)d.g[row][FORECAST_MEDIAN], 2e6, .2e6);
	ck_assert_double_gt(width(&d, 13), 1.5 * width(&d, 0));
	ck_assert_str_eq(d.model, FORECAST_DEMAND_MODEL);
}
END_TEST

START_TEST(a_growing_site_is_expected_to_grow_on)
{
	site_clear(&place);
	site_use(&place, 2e6, .10, .05, 1);
	struct forecast_demand_input in = site_input(&place);
	make(&in, &d);
	ck_assert_int_gt(d.g[6][FORECAST_MEDIAN], 2800000);
	ck_assert_int_lt(d.g[6][FORECAST_MEDIAN], 4500000);
}
END_TEST

START_TEST(a_field_hospital_that_opened_today_has_demand)
{
	site_clear(&place);
	struct forecast_demand_input in = site_input(&place);
	in.beds = 300;
	in.level = FORECAST_SITE_FIELD;
	make(&in, &d);
	ck_assert_int_eq(d.method, FORECAST_BEDS);
	ck_assert_int_gt(d.g[0][FORECAST_MEDIAN], 3000000);
	ck_assert_int_gt(d.g[0][0], 100000);
	ck_assert_int_eq(d.last_truth_day, DAY_NONE);
}
END_TEST

START_TEST(a_site_of_which_nothing_is_known_is_unknown_not_zero)
{
	site_clear(&place);
	struct forecast_demand_input in = site_input(&place);
	make(&in, &d);
	ck_assert_int_eq(d.method, FORECAST_UNKNOWN);
	ck_assert_int_eq(d.g[0][FORECAST_MEDIAN], FORECAST_UNKNOWN_G);
	ck_assert_int_eq(forecast_demand_at_g(&d, TODAY + 3, .9), FORECAST_UNKNOWN_G);
}
END_TEST

START_TEST(a_site_without_history_gets_a_census_based_forecast)
{
	site_clear(&place);
	place.census[DAYS - 1][FORECAST_NASAL_CANNULA] = 20;
	place.census[DAYS - 1][FORECAST_HFNC] = 4;
	struct forecast_demand_input in = site_input(&place);
	make(&in, &d);
	double expected = forecast_coefficients_census_g(forecast_coefficients_at(0), place.census[DAYS - 1]);
	ck_assert_int_eq(d.method, FORECAST_CENSUS);
	ck_assert_double_eq_tol((double)d.g[0][FORECAST_MEDIAN] / expected, 1, .01);
	ck_assert_double_gt(width(&d, 0), .8);
}
END_TEST

START_TEST(own_grams_per_patient_are_learned_and_replace_the_planned_ones)
{
	double set = forecast_coefficients_patient_g(forecast_coefficients_at(0), FORECAST_NASAL_CANNULA);
	site_clear(&place);
	for (int i = 60; i < DAYS; i++) {
		place.census[i][FORECAST_NASAL_CANNULA] = 20;
		if (i < 110)
			place.use[i] = 20 * .3 * set;
	}
	struct forecast_demand_input in = site_input(&place);
	make(&in, &d);
	ck_assert_double_eq_tol(d.patient_g / set, .3, .12);
	ck_assert_double_eq_tol((double)d.g[0][FORECAST_MEDIAN] / (20 * set), .38, .15);
}
END_TEST

START_TEST(an_empty_coefficient_set_is_filled_and_said_so)
{
	site_clear(&place);
	place.census[DAYS - 1][FORECAST_NIV] = 5;
	struct forecast_demand_input in = site_input(&place);
	in.coefficients = forecast_coefficients_find("VN-2747-2025");
	make(&in, &d);
	ck_assert_str_eq(d.coefficients, "WHO-ESFT");
	ck_assert_int_gt(d.g[0][FORECAST_MEDIAN], 0);
	in.coefficients = forecast_coefficients_find("OBSERVED-PROXY");
	make(&in, &d);
	ck_assert_str_eq(d.coefficients, "OBSERVED-PROXY");
}
END_TEST

START_TEST(starved_days_do_not_teach_that_demand_fell)
{
	site_clear(&place);
	site_use(&place, 2e6, 0, .03, 1);
	for (int i = DAYS - 5; i < DAYS; i++) {
		place.use[i] *= .5;
		place.lack[i] = .5;
	}
	struct forecast_demand_input in = site_input(&place);
	make(&in, &d);
	ck_assert_double_eq_tol((double)d.g[0][FORECAST_MEDIAN], 2e6, .2e6);
	ck_assert_double_eq(forecast_demand_uncensor(10, .5), 20);
	ck_assert_double_nan(forecast_demand_uncensor(10, .95));
}
END_TEST

START_TEST(silence_widens_the_forecast_and_does_not_stop_it)
{
	site_clear(&place);
	site_use(&place, 2e6, 0, .08, 1);
	struct forecast_demand_input in = site_input(&place);
	make(&in, &d);
	for (int i = DAYS - 20; i < DAYS; i++)
		place.use[i] = NAN;
	make(&in, &e);
	ck_assert_int_eq(e.last_truth_day, TODAY - 20);
	ck_assert_double_eq_tol((double)e.g[0][FORECAST_MEDIAN], 2e6, .3e6);
	ck_assert_double_gt(width(&e, 0), 1.5 * width(&d, 0));
}
END_TEST

/* Twice: once metered, once counted on the telephone. */
START_TEST(who_speaks_after_weeks_of_silence_is_believed)
{
	for (int counted = 0; counted < 2; counted++) {
		site_clear(&place);
		site_use(&place, .18e6, 0, .03, 1);
		for (int i = DAYS - 17; i < DAYS; i++)
			place.use[i] = NAN;
		for (int i = 0; i < DAYS - 17; i++)
			place.census[i][FORECAST_SIMPLE_MASK] = 10;
		if (counted)
			place.census[DAYS - 1][FORECAST_SIMPLE_MASK] = 93;
		else
			place.use[DAYS - 1] = 1.67e6;
		struct forecast_demand_input in = site_input(&place);
		make(&in, &d);
		for (int row = 1; row < 14; row++) {
			ck_assert_double_gt((double)d.g[row][FORECAST_MEDIAN], 1.3e6);
			ck_assert_double_lt((double)d.g[row][FORECAST_MEDIAN], 4e6);
		}
	}
}
END_TEST

START_TEST(past_days_are_what_was_reported)
{
	site_clear(&place);
	site_use(&place, 2e6, 0, .08, 1);
	place.use[DAYS - 3] = NAN;
	struct forecast_demand_input in = site_input(&place);
	in.first_day = TODAY - 5;
	in.days = 20;
	make(&in, &d);
	ck_assert_int_eq(d.days, 20);
	ck_assert_int_eq(forecast_demand_at_g(&d, TODAY - 4, .01), llround(place.use[DAYS - 5]));
	ck_assert_int_eq(forecast_demand_at_g(&d, TODAY - 4, .99), llround(place.use[DAYS - 5]));
	ck_assert_int_lt(forecast_demand_at_g(&d, TODAY - 2, .1), forecast_demand_at_g(&d, TODAY - 2, .9));
	check_ordered(&d);
}
END_TEST

START_TEST(later_days_than_as_of_are_never_looked_at)
{
	site_clear(&place);
	site_use(&place, 2e6, 0, .08, 1);
	struct forecast_demand_input in = site_input(&place);
	in.as_of_day = TODAY - 10;
	in.first_day = TODAY - 9;
	make(&in, &d);
	for (int i = DAYS - 10; i < DAYS; i++)
		place.use[i] = 1e9;
	make(&in, &e);
	ck_assert_mem_eq(d.g, e.g, sizeof d.g[0] * 14);
}
END_TEST

START_TEST(a_backdated_report_does_not_change_todays_burn)
{
	site_clear(&place);
	site_use(&place, 2e6, 0, .08, 1);
	place.use[DAYS - 20] = NAN;
	struct forecast_demand_input in = site_input(&place);
	make(&in, &d);
	place.use[DAYS - 20] = 4e6;
	make(&in, &e);
	ck_assert_double_eq_tol((double)e.g[0][11] / (double)d.g[0][11], 1, .02);
}
END_TEST

START_TEST(the_facilitys_own_expectation_moves_the_median_halfway)
{
	site_clear(&place);
	site_use(&place, 2e6, 0, .02, 1);
	struct forecast_demand_input in = site_input(&place);
	make(&in, &d);
	in.expected_tomorrow_g = 3e6;
	in.expected_from = TODAY;
	make(&in, &e);
	ck_assert_int_gt(e.g[0][11], d.g[0][11] * 115 / 100);
	ck_assert_int_lt(e.g[0][11], 3000000);
	ck_assert_int_lt(e.g[13][11] - d.g[13][11], e.g[0][11] - d.g[0][11]);
	in.expected_tomorrow_g = 1e9; /* a unit error does no more than double */
	make(&in, &e);
	ck_assert_int_lt(e.g[0][11], 2 * d.g[0][11]);
}
END_TEST

START_TEST(a_surge_scenario_raises_demand_as_far_as_it_is_trusted)
{
	static struct forecast_scenario sc = { .from_day = TODAY, .n = 15 };
	site_clear(&place);
	site_use(&place, 2e6, 0, .05, 1);
	for (int h = 0; h < 15; h++)
		for (int k = 0; k < FORECAST_LEVELS; k++)
			sc.factor[h][k] = exp(h * (.1 + .02 * forecast_quantile_score(k)));
	struct forecast_demand_input in = site_input(&place);
	make(&in, &d);
	in.scenario = &sc;
	sc.weight = 1;
	make(&in, &e);
	ck_assert_double_eq_tol((double)e.g[13][11] / 2e6, exp(1.4), .6);
	check_ordered(&e);
	int64_t full = e.g[13][11];
	sc.weight = .5;
	make(&in, &e);
	ck_assert_int_gt(e.g[13][11], d.g[13][11]);
	ck_assert_int_lt(e.g[13][11], full);
}
END_TEST

START_TEST(a_senseless_scenario_is_no_scenario)
{
	static struct forecast_scenario sc = { .from_day = TODAY, .n = 15, .weight = 1 };
	site_clear(&place);
	site_use(&place, 2e6, 0, .05, 1);
	struct forecast_demand_input in = site_input(&place);
	make(&in, &d);
	in.scenario = &sc;
	static const double odd[] = { 0, -1, NAN, INFINITY };
	for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
		for (int h = 0; h < 15; h++)
			for (int k = 0; k < FORECAST_LEVELS; k++)
				sc.factor[h][k] = h == 0 && i % 2 ? odd[i] : h == 0 ? 1 : odd[i];
		make(&in, &e);
		ck_assert_mem_eq(d.g, e.g, sizeof d.g[0] * 14);
	}
	sc.n = 0;
	make(&in, &e);
	ck_assert_mem_eq(d.g, e.g, sizeof d.g[0] * 14);
	sc.n = 1; /* no growth after its only day */
	sc.factor[0][11] = 2;
	make(&in, &e);
	ck_assert_mem_eq(d.g, e.g, sizeof d.g[0] * 14);
	sc.n = 15;
	sc.weight = 0;
	make(&in, &e);
	ck_assert_mem_eq(d.g, e.g, sizeof d.g[0] * 14);
	sc.weight = 1;
	sc.from_day = TODAY + 20;
	make(&in, &e);
	ck_assert_mem_eq(d.g, e.g, sizeof d.g[0] * 14);
	struct forecast_demand_config config = forecast_demand_defaults();
	in.config = &config;
	make(&in, &e);
	ck_assert_mem_eq(d.g, e.g, sizeof d.g[0] * 14);
	ck_assert_int_eq(forecast_demand_at_g(&e, TODAY - 100, .5), e.g[0][11]);
	ck_assert_int_eq(forecast_demand_at_g(&e, TODAY + 100, .5), e.g[13][11]);
	in.history.n = -1;
	ck_assert_int_eq(forecast_demand_make(&in, &e), ERR_INVALID);
}
END_TEST

START_TEST(the_same_input_gives_the_same_bytes)
{
	site_clear(&place);
	site_use(&place, 2e6, .03, .2, 9);
	struct forecast_demand_input in = site_input(&place);
	memset(&d, 0, sizeof d);
	memset(&e, 0xff, sizeof e);
	make(&in, &d);
	make(&in, &e);
	ck_assert_mem_eq(d.g, e.g, sizeof d.g[0] * (size_t)d.days);
}
END_TEST

START_TEST(no_input_breaks_the_quantiles)
{
	static const double odd[] = { NAN, INFINITY, -INFINITY, -1, 0, 1e-300, 1, 5e5, 1e12, 1e18, 1e300 };
	struct rng r = rng_seed(77, 0);
	for (int trial = 0; trial < 3000; trial++) {
		site_clear(&place);
		place.n = (int)rng_below(&r, DAYS + 1);
		for (int i = 0; i < place.n; i++) {
			place.use[i] = odd[rng_below(&r, trial % 2 ? 11 : 8)];
			place.lack[i] = odd[rng_below(&r, 11)];
			for (int m = 0; m < FORECAST_MODALITIES; m++)
				place.census[i][m] = odd[rng_below(&r, trial % 3 ? 5 : 11)];
		}
		struct forecast_demand_input in = site_input(&place);
		in.beds = (int)rng_below(&r, 500) - 1;
		in.icu_beds = (int)rng_below(&r, 50) - 1;
		in.level = rng_below(&r, FORECAST_SITE_LEVELS);
		in.expected_tomorrow_g = odd[rng_below(&r, 11)];
		in.expected_from = TODAY - (int)rng_below(&r, 5);
		in.first_day = TODAY - 30 + (int)rng_below(&r, 50);
		in.days = 1 + (int)rng_below(&r, 70);
		in.history.last_day = TODAY - 20 + (int)rng_below(&r, 40);
		make(&in, &d);
		if (d.method != FORECAST_UNKNOWN)
			check_ordered(&d);
	}
}
END_TEST

START_TEST(a_senseless_range_of_days_is_refused)
{
	site_clear(&place);
	struct forecast_demand_input in = site_input(&place);
	in.days = 0;
	ck_assert_int_eq(forecast_demand_make(&in, &d), ERR_INVALID);
	in.days = 5;
	in.first_day = TODAY + 29;
	ck_assert_int_eq(forecast_demand_make(&in, &d), ERR_INVALID);
	in.first_day = INT32_MIN;
	ck_assert_int_eq(forecast_demand_make(&in, &d), ERR_INVALID);
	in.first_day = TODAY + 20;
	in.days = 60;
	make(&in, &d);
	ck_assert_int_eq(d.days, 9);
}
END_TEST

/* Truths of a known process: intervals must hold what they promise, roughly. */
START_TEST(intervals_hold_about_what_they_promise)
{
	int in80 = 0, n = 0;
	for (uint64_t seed = 1; seed <= 300; seed++) {
		struct rng r = rng_seed(seed, 3);
		double y = log(1e6), rate = 0;
		site_clear(&place);
		double truth[8];
		for (int i = 0; i < DAYS + 7; i++) {
			rate = .95 * rate + .01 * rng_normal(&r);
			y += rate + .05 * rng_normal(&r);
			if (i < DAYS)
				place.use[i] = exp(y + .08 * rng_normal(&r));
			else
				truth[i - DAYS] = exp(y + .08 * rng_normal(&r));
		}
		struct forecast_demand_input in = site_input(&place);
		make(&in, &d);
		in80 += truth[6] >= (double)d.g[6][3] && truth[6] <= (double)d.g[6][19];
		n++;
	}
	ck_assert_int_ge(in80, n * 68 / 100);
	ck_assert_int_le(in80, n * 92 / 100);
}
END_TEST

SUITE("forecast/demand", steady_use_is_forecast_as_it_is_and_wider_the_further,
    a_growing_site_is_expected_to_grow_on, a_field_hospital_that_opened_today_has_demand,
    a_site_of_which_nothing_is_known_is_unknown_not_zero,
    a_site_without_history_gets_a_census_based_forecast,
    own_grams_per_patient_are_learned_and_replace_the_planned_ones,
    an_empty_coefficient_set_is_filled_and_said_so, starved_days_do_not_teach_that_demand_fell,
    silence_widens_the_forecast_and_does_not_stop_it, who_speaks_after_weeks_of_silence_is_believed, past_days_are_what_was_reported,
    later_days_than_as_of_are_never_looked_at, a_backdated_report_does_not_change_todays_burn,
    the_facilitys_own_expectation_moves_the_median_halfway,
    a_surge_scenario_raises_demand_as_far_as_it_is_trusted, a_senseless_scenario_is_no_scenario,
    the_same_input_gives_the_same_bytes,
    no_input_breaks_the_quantiles, a_senseless_range_of_days_is_refused,
    intervals_hold_about_what_they_promise)
