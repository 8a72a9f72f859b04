#include "forecast/pool_learn.h"

#include "forecast/joint.h"
#include "lib/suite.h"
#include "unit/forecast/fixture.h"

enum { PLACES = 12 };

static struct site places[PLACES];
static struct forecast_history histories[PLACES];
static struct forecast_demand with, without;

static void
arrange(double rate, double noise)
{
	for (int i = 0; i < PLACES; i++) {
		site_clear(&places[i]);
		site_use(&places[i], 1e6 * (i + 1), rate, noise, (uint64_t)i + 1);
		histories[i] = site_history(&places[i]);
	}
}

static void
forecast(int site, const struct forecast_pool *p, struct forecast_demand *ret)
{
	struct forecast_demand_input in = site_input(&places[site]);
	in.pool = p;
	in.pool_site = site;
	ck_assert_int_eq(forecast_demand_make(&in, ret), ERR_OK);
}

START_TEST(learned_quantiles_are_ordered_and_start_at_the_last_value)
{
	arrange(.03, .05);
	struct forecast_pool_learned *l = forecast_pool_learn(histories, PLACES, TODAY, NULL);
	double q[FORECAST_LEVELS], unit_g = forecast_pool_learn_unit_g(l, 3);
	ck_assert(forecast_pool_learn_at(l, 3, 0, q));
	ck_assert_double_eq_tol(q[FORECAST_MEDIAN] * unit_g / places[3].use[DAYS - 1], 1, 1e-6);
	for (int lead = 1; lead <= 28; lead++) {
		ck_assert(forecast_pool_learn_at(l, 3, lead, q));
		for (int k = 1; k < FORECAST_LEVELS; k++)
			ck_assert_double_ge(q[k], q[k - 1]);
	}
	ck_assert(!forecast_pool_learn_at(l, 3, 29, q));
	ck_assert(!forecast_pool_learn_at(l, 3, -1, q));
	ck_assert(!forecast_pool_learn_at(l, -1, 1, q));
	ck_assert(!forecast_pool_learn_at(l, PLACES, 1, q));
	ck_assert(!forecast_pool_learn_at(NULL, 0, 1, q));
	ck_assert_double_nan(forecast_pool_learn_unit_g(NULL, 0));
	ck_assert_uint_eq(forecast_pool_learn_digest(NULL), 0);
	forecast_pool_learn_free(l);
	forecast_pool_learn_free(NULL);
}
END_TEST

START_TEST(the_order_of_places_changes_no_byte_of_any_forecast)
{
	arrange(.05, .2);
	struct forecast_pool_learned *a = forecast_pool_learn(histories, PLACES, TODAY, NULL);
	for (int i = 0; i < PLACES / 2; i++) {
		struct forecast_history h = histories[i];
		histories[i] = histories[PLACES - 1 - i];
		histories[PLACES - 1 - i] = h;
	}
	struct forecast_pool_learned *b = forecast_pool_learn(histories, PLACES, TODAY, NULL);
	ck_assert_uint_eq(forecast_pool_learn_digest(a), forecast_pool_learn_digest(b));
	for (int i = 0; i < PLACES; i++) {
		double p[FORECAST_LEVELS], q[FORECAST_LEVELS];
		ck_assert(forecast_pool_learn_at(a, i, 14, p));
		ck_assert(forecast_pool_learn_at(b, PLACES - 1 - i, 14, q));
		ck_assert_mem_eq(p, q, sizeof p);
	}
	forecast_pool_learn_free(a);
	forecast_pool_learn_free(b);
}
END_TEST

START_TEST(other_histories_have_another_digest)
{
	arrange(.05, .2);
	struct forecast_pool *a = forecast_pool_fit(histories, PLACES, TODAY, NULL);
	places[7].use[DAYS - 1] *= 1.01;
	struct forecast_pool *b = forecast_pool_fit(histories, PLACES, TODAY, NULL);
	ck_assert_uint_ne(forecast_pool_learn_digest(forecast_pool_learned_of(a)),
	    forecast_pool_learn_digest(forecast_pool_learned_of(b)));
	ck_assert_ptr_null(forecast_pool_learned_of(NULL));
	forecast_pool_free(a);
	forecast_pool_free(b);
}
END_TEST

START_TEST(a_young_place_or_one_long_silent_has_no_learned_forecast)
{
	double q[FORECAST_LEVELS];
	arrange(.02, .05);
	for (int i = 0; i < DAYS - 20; i++)
		places[0].use[i] = NAN;
	for (int i = DAYS - 8; i < DAYS; i++)
		places[1].use[i] = NAN;
	for (int i = DAYS - 7; i < DAYS; i++)
		places[2].use[i] = NAN;
	struct forecast_pool *p = forecast_pool_fit(histories, PLACES, TODAY, NULL);
	ck_assert(!forecast_pool_learn_at(forecast_pool_learned_of(p), 0, 1, q));
	ck_assert(!forecast_pool_learn_at(forecast_pool_learned_of(p), 1, 1, q));
	ck_assert(forecast_pool_learn_at(forecast_pool_learned_of(p), 2, 1, q));
	for (int i = 0; i < 3; i++) {
		forecast(i, p, &with);
		ck_assert_int_eq(with.method, FORECAST_METERED);
		ck_assert_double_eq_tol((double)with.g[0][FORECAST_MEDIAN] / (1e6 * (i + 1)), 1, .4);
	}
	forecast_pool_free(p);
}
END_TEST

START_TEST(a_metered_place_gets_what_was_learned_in_grams)
{
	double q[FORECAST_LEVELS];
	arrange(.04, .05);
	struct forecast_pool *p = forecast_pool_fit(histories, PLACES, TODAY, NULL);
	const struct forecast_pool_learned *l = forecast_pool_learned_of(p);
	forecast(5, p, &with);
	for (int lead = 1; lead <= 14; lead++) {
		ck_assert(forecast_pool_learn_at(l, 5, lead, q));
		for (int k = 0; k < FORECAST_LEVELS; k++) {
			double expected = q[k] * forecast_pool_learn_unit_g(l, 5);
			ck_assert_double_eq_tol((double)with.g[lead - 1][k], expected, 2 + 1e-6 * expected);
		}
	}
	forecast_pool_free(p);
}
END_TEST

START_TEST(a_census_is_widened_by_what_its_grams_are_unsure_of)
{
	arrange(.0, .03);
	double set = forecast_coefficients_patient_g(forecast_coefficients_at(0), FORECAST_NASAL_CANNULA);
	for (int i = 0; i < DAYS; i++) {
		places[4].census[i][FORECAST_NASAL_CANNULA] = 30;
		places[4].use[i] = NAN;
	}
	struct forecast_pool *p = forecast_pool_fit(histories, PLACES, TODAY, NULL);
	forecast(4, p, &with);
	ck_assert_int_eq(with.method, FORECAST_CENSUS);
	ck_assert_double_eq_tol((double)with.g[2][FORECAST_MEDIAN] / (30 * set), 1, .1);
	ck_assert_double_gt((double)with.g[2][19] / (double)with.g[2][3], 1.8);
	forecast_pool_free(p);
}
END_TEST

START_TEST(days_since_the_last_truth_lead_from_it_to_today)
{
	arrange(.06, .02);
	for (int i = DAYS - 4; i < DAYS; i++)
		places[6].use[i] = NAN;
	struct forecast_pool *p = forecast_pool_fit(histories, PLACES, TODAY, NULL);
	struct forecast_demand_input in = site_input(&places[6]);
	in.pool = p;
	in.pool_site = 6;
	in.first_day = TODAY - 5;
	in.days = 12;
	ck_assert_int_eq(forecast_demand_make(&in, &with), ERR_OK);
	ck_assert_int_eq(with.g[1][0], llround(places[6].use[DAYS - 5]));
	for (int row = 2; row < 12; row++) {
		ck_assert_int_gt(with.g[row][FORECAST_MEDIAN], with.g[row - 1][FORECAST_MEDIAN]);
		ck_assert_int_gt(with.g[row][19], with.g[row][3]);
	}
	ck_assert_double_eq_tol((double)with.g[5][FORECAST_MEDIAN] / places[6].use[DAYS - 5], exp(.18), .12);
	forecast_pool_free(p);
}
END_TEST

START_TEST(expectation_scenario_and_beds_apply_to_what_was_learned)
{
	static struct forecast_scenario sc = { .from_day = TODAY, .n = 15, .weight = 1 };
	arrange(0, .02);
	struct forecast_pool *p = forecast_pool_fit(histories, PLACES, TODAY, NULL);
	struct forecast_demand_input in = site_input(&places[1]);
	in.pool = p;
	in.pool_site = 1;
	forecast(1, p, &without);
	in.expected_tomorrow_g = 3e6;
	in.expected_from = TODAY;
	ck_assert_int_eq(forecast_demand_make(&in, &with), ERR_OK);
	ck_assert_double_eq_tol((double)with.g[0][11] / (double)without.g[0][11], sqrt(1.5), .05);
	in.expected_tomorrow_g = NAN;
	for (int h = 0; h < 15; h++)
		for (int k = 0; k < FORECAST_LEVELS; k++)
			sc.factor[h][k] = exp(.1 * h);
	in.scenario = &sc;
	ck_assert_int_eq(forecast_demand_make(&in, &with), ERR_OK);
	ck_assert_double_eq_tol((double)with.g[13][11] / 2e6, exp(1.4), .4);
	in.beds = 40;
	ck_assert_int_eq(forecast_demand_make(&in, &with), ERR_OK);
	ck_assert_int_le(with.g[13][22], 6500000);
	forecast_pool_free(p);
}
END_TEST

/* Median of all places together on a day, grams, as sums of their paths. */
static double
together(const struct forecast_pool_learned *l, int n, int lead)
{
	static struct forecast_paths_table table;
	static struct forecast_joint j;
	int64_t sum[1][FORECAST_LEVELS];
	forecast_paths_table_init(&table, 1);
	forecast_joint_begin(&j, TODAY + lead, 1);
	for (int i = 0; i < n; i++) {
		struct forecast_demand d = { .method = FORECAST_METERED, .first_day = TODAY + lead, .days = 1 };
		double q[FORECAST_LEVELS];
		ck_assert(forecast_pool_learn_at(l, i, lead, q));
		for (int k = 0; k < FORECAST_LEVELS; k++)
			d.g[0][k] = llround(q[k] * forecast_pool_learn_unit_g(l, i));
		forecast_joint_add(&j, &table, &d, (uint64_t)i + 1, 0);
	}
	forecast_joint_quantiles(&j, sum);
	return (double)sum[0][FORECAST_MEDIAN];
}

/* Wards of some five patients that grow together: each is mostly noise, their sum is not. */
START_TEST(small_places_follow_the_history_of_their_sum)
{
	static struct site whole;
	double apart = 0;
	for (uint64_t seed = 1; seed <= 6; seed++) {
		site_clear(&whole);
		memset(whole.use, 0, sizeof whole.use);
		for (int i = 0; i < PLACES; i++) {
			site_clear(&places[i]);
			site_use(&places[i], 60000, .02, .5, seed * PLACES + (uint64_t)i);
			histories[i] = site_history(&places[i]);
			for (int d = 0; d < DAYS; d++)
				whole.use[d] += places[i].use[d];
		}
		struct forecast_history sum = site_history(&whole);
		struct forecast_pool_learned *l = forecast_pool_learn(histories, PLACES, TODAY, NULL), *direct = forecast_pool_learn(&sum, 1, TODAY, NULL);
		apart += fabs(log(together(l, PLACES, 10) / together(direct, 1, 10))) / 6;
		forecast_pool_learn_free(l);
		forecast_pool_learn_free(direct);
	}
	ck_assert_msg(apart < .03, "%.4f apart", apart);
}
END_TEST

START_TEST(a_report_after_the_pool_was_fitted_moves_the_forecast)
{
	arrange(.02, .05);
	struct forecast_history yesterday[PLACES];
	for (int i = 0; i < PLACES; i++) {
		yesterday[i] = histories[i];
		yesterday[i].n = DAYS - 1;
		yesterday[i].last_day = TODAY - 1;
	}
	struct forecast_pool *p = forecast_pool_fit(yesterday, PLACES, TODAY - 1, NULL);
	struct forecast_pool *fresh = forecast_pool_fit(histories, PLACES, TODAY, NULL);
	double usual = places[2].use[DAYS - 1];
	forecast(2, p, &without);
	forecast(2, fresh, &with);
	for (int row = 0; row < 14; row++)
		ck_assert_double_eq_tol(log((double)without.g[row][11] / (double)with.g[row][11]), 0, .15);
	places[2].use[DAYS - 1] = 1.5 * usual;
	forecast(2, p, &with);
	for (int row = 0; row < 14; row++)
		ck_assert_double_eq_tol((double)with.g[row][11] / (double)without.g[row][11], 1.5, .05);
	places[2].use[DAYS - 1] = NAN;
	forecast(2, p, &with);
	ck_assert_double_eq_tol((double)with.g[0][11] / (double)without.g[0][11], 1, .2);
	ck_assert_double_gt((double)with.g[0][19] / (double)with.g[0][3], (double)without.g[0][19] / (double)without.g[0][3]);
	forecast_pool_free(p);
	forecast_pool_free(fresh);
}
END_TEST

START_TEST(a_pool_of_a_later_day_or_of_last_week_is_not_listened_to)
{
	arrange(.05, .05);
	struct forecast_demand_input in = site_input(&places[3]);
	in.as_of_day = TODAY - 10;
	in.first_day = TODAY - 9;
	ck_assert_int_eq(forecast_demand_make(&in, &without), ERR_OK);
	struct forecast_pool *p = forecast_pool_fit(histories, PLACES, TODAY, NULL);
	struct forecast_pool *q = forecast_pool_fit(histories, PLACES, TODAY - 18, NULL);
	double grown = log((double)without.g[6][11] / places[3].use[DAYS - 11]);
	in.pool = q; /* growth alone, as old as it is */
	in.pool_site = 3;
	ck_assert_int_eq(forecast_demand_make(&in, &with), ERR_OK);
	ck_assert_double_eq_tol(log((double)with.g[6][11] / places[3].use[DAYS - 11]), grown, .2);
	in.pool = p;
	ck_assert_int_eq(forecast_demand_make(&in, &with), ERR_OK);
	ck_assert_double_eq_tol(log((double)with.g[6][11] / places[3].use[DAYS - 11]), grown, .2);
	ck_assert_int_eq(forecast_pool_learn_day(NULL), DAY_NONE);
	ck_assert_int_eq(forecast_pool_learn_truth_day(forecast_pool_learned_of(p), 3), TODAY);
	forecast_pool_free(p);
	forecast_pool_free(q);
}
END_TEST

START_TEST(places_that_say_the_same_are_forecast_the_same)
{
	double p[FORECAST_LEVELS], q[FORECAST_LEVELS];
	arrange(.03, .1);
	histories[4] = histories[8];
	struct forecast_pool_learned *l = forecast_pool_learn(histories, PLACES, TODAY, NULL);
	ck_assert(forecast_pool_learn_at(l, 4, 7, p));
	ck_assert(forecast_pool_learn_at(l, 8, 7, q));
	for (int k = 0; k < FORECAST_LEVELS; k++)
		ck_assert_double_eq_tol(p[k], q[k], 1e-5 * q[k]);
	forecast_pool_learn_free(l);
	l = forecast_pool_learn(NULL, 0, TODAY, NULL);
	ck_assert(!forecast_pool_learn_at(l, 0, 1, p));
	forecast_pool_learn_free(l);
}
END_TEST

SUITE("forecast/pool_learn", learned_quantiles_are_ordered_and_start_at_the_last_value,
    the_order_of_places_changes_no_byte_of_any_forecast, other_histories_have_another_digest,
    a_young_place_or_one_long_silent_has_no_learned_forecast,
    a_metered_place_gets_what_was_learned_in_grams,
    a_census_is_widened_by_what_its_grams_are_unsure_of,
    days_since_the_last_truth_lead_from_it_to_today,
    expectation_scenario_and_beds_apply_to_what_was_learned, small_places_follow_the_history_of_their_sum,
    a_report_after_the_pool_was_fitted_moves_the_forecast,
    a_pool_of_a_later_day_or_of_last_week_is_not_listened_to,
    places_that_say_the_same_are_forecast_the_same)
