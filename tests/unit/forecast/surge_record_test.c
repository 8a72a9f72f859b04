#include "forecast/surge_record.h"

#include "lib/suite.h"
#include "unit/forecast/fixture.h"

enum { ROUNDS = 8, LENGTH = 7 * ROUNDS + 15 };

static double truth[LENGTH]; /* from TODAY on */

/* Rounds of growth `said` a day, a week apart, over a census that grows by `is`, counted `scale` times as high as the hub does. */
static struct forecast_surge_record
record(double said, double is, double scale, int rounds)
{
	struct forecast_surge_record r = { 0 };
	for (int i = 0; i < LENGTH; i++)
		truth[i] = scale * 100 * pow(1 + is, i);
	for (int i = 0; i < rounds; i++) {
		struct forecast_surge s = { .reference_day = TODAY + 7 * i, .n = 15 };
		for (int h = 0; h < s.n; h++)
			for (int k = 0; k < FORECAST_LEVELS; k++)
				s.census[h][k] = 100 * pow(1 + is, 7 * i) * pow(1 + said, h) * exp(.01 * h * forecast_quantile_score(k));
		forecast_surge_record_add(&r, &s, s.reference_day, truth, TODAY, LENGTH);
	}
	return r;
}

START_TEST(a_model_without_a_record_is_trusted_half)
{
	struct forecast_surge_record r = { 0 };
	ck_assert_double_eq(forecast_surge_record_relative(&r), 1);
	ck_assert_double_eq(forecast_surge_record_weight(&r), .5);
	r = record(0, 0, 1, 0);
	ck_assert_double_eq(forecast_surge_record_weight(&r), .5);
}
END_TEST

START_TEST(growth_that_came_true_earns_trust_round_by_round_whatever_the_hub_counts)
{
	double last = .5;
	for (int n = 1; n <= ROUNDS; n++) {
		struct forecast_surge_record r = record(.1, .1, 3.7, n);
		double w = forecast_surge_record_weight(&r);
		ck_assert_int_eq(r.rounds, n);
		ck_assert_double_gt(w, last);
		last = w;
	}
	ck_assert_double_gt(last, .9);
}
END_TEST

START_TEST(growth_that_did_not_come_loses_it)
{
	struct forecast_surge_record r = record(.1, 0, 1, ROUNDS), worse = record(.1, -.05, 1, ROUNDS);
	ck_assert_double_lt(forecast_surge_record_weight(&r), .12);
	ck_assert_double_lt(forecast_surge_record_weight(&worse), .2);
}
END_TEST

START_TEST(what_was_known_when_a_round_came_in_is_no_merit)
{
	struct forecast_surge_record r = { 0 };
	struct forecast_surge s = { .reference_day = TODAY, .n = 15 };
	record(.1, .1, 1, 0);
	for (int h = 0; h < s.n; h++)
		for (int k = 0; k < FORECAST_LEVELS; k++)
			s.census[h][k] = h <= 5 ? truth[h] : truth[5]; /* right as far as it was known, and no further */
	forecast_surge_record_add(&r, &s, TODAY + 5, truth, TODAY, LENGTH);
	ck_assert_int_eq(r.rounds, 1);
	ck_assert_double_eq_tol(r.wis, r.persistence, 1e-6);
	forecast_surge_record_add(&r, &s, TODAY + 14, truth, TODAY, LENGTH); /* nothing left to foresee */
	forecast_surge_record_add(&r, &s, TODAY, truth, TODAY + 1, LENGTH - 1); /* its first day was not counted */
	s.n = 0;
	forecast_surge_record_add(&r, &s, TODAY, truth, TODAY, LENGTH);
	ck_assert_int_eq(r.rounds, 1);
}
END_TEST

START_TEST(days_that_nobody_counted_are_left_out_and_a_round_of_nothing_is_no_round)
{
	struct forecast_surge_record r = { 0 };
	struct forecast_surge s = { .reference_day = TODAY, .n = 15 };
	for (int i = 0; i < LENGTH; i++)
		truth[i] = i == 3 || i > 10 ? NAN : 0;
	for (int h = 0; h < s.n; h++)
		for (int k = 0; k < FORECAST_LEVELS; k++)
			s.census[h][k] = 100;
	forecast_surge_record_add(&r, &s, TODAY, truth, TODAY, LENGTH); /* none were there and none came: nothing to be wrong about */
	ck_assert_int_eq(r.rounds, 1);
	ck_assert_double_eq(forecast_surge_record_relative(&r), 1);
	s.census[0][FORECAST_MEDIAN] = 0; /* growth from nothing is no factor */
	forecast_surge_record_add(&r, &s, TODAY, truth, TODAY, LENGTH);
	s.census[10][FORECAST_MEDIAN] = 1;
	forecast_surge_record_add(&r, &s, TODAY + 10, truth, TODAY, LENGTH); /* nobody counted afterwards */
	forecast_surge_record_add(&r, &s, TODAY, truth, TODAY - 2 * LENGTH, LENGTH); /* nor then */
	ck_assert_int_eq(r.rounds, 1);
}
END_TEST

SUITE("forecast/surge_record", a_model_without_a_record_is_trusted_half,
    growth_that_came_true_earns_trust_round_by_round_whatever_the_hub_counts, growth_that_did_not_come_loses_it,
    what_was_known_when_a_round_came_in_is_no_merit,
    days_that_nobody_counted_are_left_out_and_a_round_of_nothing_is_no_round)
