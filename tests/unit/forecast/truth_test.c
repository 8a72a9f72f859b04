#include "forecast/truth.h"

#include "fixture.h"
#include "lib/suite.h"

START_TEST(metered_counts_before_the_census_and_a_missing_day_is_not_zero)
{
	struct site s;
	struct forecast_truth_day t[DAYS];
	site_clear(&s);
	s.use[10] = 5000;
	s.census[10][FORECAST_HFNC] = 2;
	s.census[11][FORECAST_HFNC] = 2;
	struct forecast_history h = site_history(&s);
	forecast_truth_read(&h, NULL, t);
	ck_assert_int_eq(t[10].kind, FORECAST_TRUTH_METERED);
	ck_assert_double_eq(t[10].g, 5000);
	ck_assert_int_eq(t[11].kind, FORECAST_TRUTH_CENSUS);
	ck_assert_int_eq(t[12].kind, FORECAST_TRUTH_NONE);
	ck_assert_double_nan(t[12].g);
}
END_TEST

START_TEST(a_census_is_worth_what_the_site_itself_uses_per_patient)
{
	struct site s;
	struct forecast_truth_day t[DAYS];
	const struct forecast_coefficients *who = forecast_coefficients_find("WHO-ESFT");
	double set_g = forecast_coefficients_patient_g(who, FORECAST_IMV) * 10;
	site_clear(&s);
	for (int i = 0; i < 100; i++) {
		s.census[i][FORECAST_IMV] = 10;
		s.use[i] = i < 96 ? set_g / 4 : NAN;
	}
	struct forecast_history h = site_history(&s);
	forecast_truth_read(&h, who, t);
	ck_assert_int_eq(t[98].kind, FORECAST_TRUTH_CENSUS);
	ck_assert_double_eq_tol(t[98].g, set_g * exp(log(.25) * 96 / 100), 1); /* 96 days against the 4 of the set */
	for (int i = 0; i < 100; i++)
		s.use[i] = NAN;
	forecast_truth_read(&h, who, t);
	ck_assert_double_eq_tol(t[98].g, set_g, 1e-6);
}
END_TEST

START_TEST(a_day_short_for_a_part_is_uncensored_and_nonsense_is_no_truth)
{
	struct site s;
	struct forecast_truth_day t[DAYS];
	site_clear(&s);
	s.use[0] = 600;
	s.lack[0] = .4;
	s.use[1] = -5;
	s.use[2] = INFINITY;
	s.use[3] = 600;
	s.lack[3] = .95;
	s.use[4] = 0;
	struct forecast_history h = site_history(&s);
	forecast_truth_read(&h, NULL, t);
	ck_assert_double_eq_tol(t[0].g, 1000, 1e-9);
	for (int i = 1; i <= 3; i++)
		ck_assert_int_eq(t[i].kind, FORECAST_TRUTH_NONE);
	ck_assert_int_eq(t[4].kind, FORECAST_TRUTH_METERED); /* a reported zero is a zero */
}
END_TEST

START_TEST(what_a_history_does_not_hold_is_missing)
{
	static const double use[] = { 5000, 1e300, INFINITY, -3 };
	static const double census[][FORECAST_MODALITIES] = { { 2 }, { 1e300 }, { -1 }, { 0 } };
	struct forecast_truth_day t[4];
	forecast_truth_read(&(struct forecast_history){ .last_day = TODAY, .n = 4, .consumed_g = use }, NULL, t);
	ck_assert_double_eq(t[0].g, 5000);
	for (int i = 1; i < 4; i++)
		ck_assert_int_eq(t[i].kind, FORECAST_TRUTH_NONE);
	forecast_truth_read(&(struct forecast_history){ .last_day = TODAY, .n = 4, .census = census }, NULL, t);
	ck_assert_int_eq(t[0].kind, FORECAST_TRUTH_CENSUS);
	ck_assert_int_eq(t[1].kind, FORECAST_TRUTH_NONE);
	ck_assert_double_eq(t[2].g, 0); /* the other devices were counted */
	ck_assert_double_eq(t[3].g, 0); /* nobody was on oxygen: known, and nought */
}
END_TEST

SUITE("forecast/truth", metered_counts_before_the_census_and_a_missing_day_is_not_zero, a_census_is_worth_what_the_site_itself_uses_per_patient,
    a_day_short_for_a_part_is_uncensored_and_nonsense_is_no_truth,
    what_a_history_does_not_hold_is_missing)
