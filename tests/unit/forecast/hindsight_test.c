#include "forecast/hindsight.h"

#include "base/rng.h"
#include "lib/suite.h"

#include <math.h>

enum { DAYS = 14 };

static struct forecast_paths_table table;

static void
setup(void)
{
	forecast_paths_table_init(&table, 1);
}

/* Ten patients a day, give or take: each day's error is drawn anew with the sd that the quantiles say, times `honesty`. */
static struct forecast_hindsight
after(int cases, double sd, double honesty, double coupling)
{
	struct forecast_hindsight h = { 0 };
	struct rng r = rng_seed(5, 1);
	double q[DAYS][FORECAST_LEVELS], truth[DAYS];
	for (int d = 0; d < DAYS; d++)
		for (int k = 0; k < FORECAST_LEVELS; k++)
			q[d][k] = 10 * exp(sd * forecast_quantile_score(k));
	for (int i = 0; i < cases; i++) {
		double z = rng_normal(&r);
		for (int d = 0; d < DAYS; d++) {
			truth[d] = 10 * exp(honesty * sd * z);
			z = coupling * z + sqrt(1 - coupling * coupling) * rng_normal(&r);
		}
		forecast_hindsight_add(&h, &table,
		    &(struct forecast_hindsight_case){ .origin = 20000 + i, .days = DAYS, .last = 10, .unit_g = 22000, .q = q, .truth = truth, .place = 1 });
	}
	return h;
}

START_TEST(honest_quantiles_with_errors_that_last_like_the_paths_are_right_one_time_in_ten)
{
	struct forecast_hindsight h = after(3000, .2, 1, .90); /* the paths' own coupling of a metered forecast */
	for (int s = 0; s < FORECAST_HINDSIGHT_STOCKS; s++)
		for (int m = 0; m < FORECAST_HINDSIGHT_MARKS; m++)
			ck_assert_double_eq_tol(forecast_hindsight_share(&h, s, m), forecast_hindsight_marks[m], .04); /* the paths are 200, drawn once */
}
END_TEST

START_TEST(errors_twice_as_large_as_said_are_found_out)
{
	struct forecast_hindsight h = after(2000, .2, 2, .90);
	ck_assert_double_gt(forecast_hindsight_share(&h, -1, 0), .2);
	ck_assert_double_lt(forecast_hindsight_share(&h, -1, 2), .8);
}
END_TEST

START_TEST(errors_that_change_sign_from_day_to_day_cancel_and_that_is_found_out_too)
{
	struct forecast_hindsight h = after(2000, .2, 1, 0);
	ck_assert_double_eq_tol(forecast_hindsight_share(&h, 0, 0), .1, .025); /* within a day there is nothing to cancel */
	ck_assert_double_lt(forecast_hindsight_share(&h, 5, 0), .05);
}
END_TEST

START_TEST(what_nobody_knows_is_not_counted)
{
	struct forecast_hindsight h = { 0 };
	double q[DAYS][FORECAST_LEVELS], truth[DAYS] = { 12, 8, NAN };
	for (int d = 0; d < DAYS; d++)
		for (int k = 0; k < FORECAST_LEVELS; k++)
			q[d][k] = 10;
	struct forecast_hindsight_case c = { .origin = 20000, .days = DAYS, .last = 10, .unit_g = 22000, .q = q, .truth = truth, .place = 1 };
	forecast_hindsight_add(&h, &table, &c);
	ck_assert_int_eq(h.n[0][1], 1); /* a day's stock: gone after 20 hours, 24 were said */
	ck_assert_int_eq(h.earlier[0][1], 1);
	ck_assert_int_eq(h.n[1][1], 1); /* two days': to the hour */
	ck_assert_int_eq(h.earlier[1][1], 0);
	ck_assert_int_eq(h.n[2][1], 0); /* three days': the third is not known */
	c.last = 0;
	forecast_hindsight_add(&h, &table, &c);
	ck_assert_int_eq(h.n[0][1], 1);
	ck_assert(isnan(forecast_hindsight_share(&h, 2, 1)));
}
END_TEST

SUITE_WITH("forecast/hindsight", setup, NULL, honest_quantiles_with_errors_that_last_like_the_paths_are_right_one_time_in_ten,
    errors_twice_as_large_as_said_are_found_out, errors_that_change_sign_from_day_to_day_cancel_and_that_is_found_out_too,
    what_nobody_knows_is_not_counted)
