/* The doubt rule, single cases first, then its rates on synthetic facilities: honest tenfold surges in three
 * weeks, and the same with unit errors in one of fifty values (RELIABILITY T44). */
#include "forecast/plausible.h"

#include "lib/suite.h"
#include "unit/forecast/fixture.h"

#include <stdio.h>

static struct site place;
static struct forecast_history history;

static struct forecast_plausible_use
use_of(double g)
{
	history = site_history(&place);
	return (struct forecast_plausible_use){ .g = llround(g), .day = TODAY + 1, .history = &history,
		.beds = -1, .icu_beds = -1, .pending = { FORECAST_UNKNOWN_G, 0 } };
}

static struct forecast_plausible_stock
stock_of(double g, double expected)
{
	return (struct forecast_plausible_stock){ .g = llround(g), .day = TODAY, .expected_g = llround(expected),
		.days_since_truth = 1, .use_g_day = 2000000, .moved_g = 2000000, .use_declared = true,
		.capacity_g = 20000000, .pending = { FORECAST_UNKNOWN_G, 0 } };
}

static enum forecast_verdict
judge_use(double g)
{
	struct forecast_plausible_use in = use_of(g);
	return forecast_plausible_use(&in).verdict;
}

static enum forecast_verdict
judge_stock(double g, double expected)
{
	struct forecast_plausible_stock in = stock_of(g, expected);
	return forecast_plausible_stock(&in).verdict;
}

START_TEST(ten_times_more_use_acts_at_once_and_ten_times_less_waits)
{
	site_clear(&place);
	site_use(&place, 2e6, 0, .1, 4);
	ck_assert_int_eq(judge_use(2.1e6), FORECAST_PLAUSIBLE);
	ck_assert_int_eq(judge_use(3e6), FORECAST_PLAUSIBLE);
	ck_assert_int_eq(judge_use(2e7), FORECAST_WORSE);
	ck_assert_int_eq(judge_use(2e9), FORECAST_WORSE);
	ck_assert_int_eq(judge_use(2e5), FORECAST_BETTER);
	ck_assert_int_eq(judge_use(0), FORECAST_BETTER);
}
END_TEST

START_TEST(a_jump_that_the_census_explains_is_believed)
{
	site_clear(&place);
	site_use(&place, 2e6, 0, .05, 4);
	double set = forecast_coefficients_patient_g(forecast_coefficients_at(0), FORECAST_NASAL_CANNULA);
	for (int i = 0; i < DAYS; i++)
		place.census[i][FORECAST_NASAL_CANNULA] = 2e6 / (.4 * set);
	double census[FORECAST_MODALITIES] = { 5 * 2e6 / (.4 * set), NAN, NAN, NAN, NAN, NAN };
	struct forecast_plausible_use in = use_of(1e7);
	ck_assert_int_eq(forecast_plausible_use(&in).verdict, FORECAST_WORSE);
	in.census = census;
	ck_assert_int_eq(forecast_plausible_use(&in).verdict, FORECAST_PLAUSIBLE);
	in.g = 100000000;
	ck_assert_int_eq(forecast_plausible_use(&in).verdict, FORECAST_WORSE);
}
END_TEST

START_TEST(a_first_report_is_compared_with_census_or_beds)
{
	site_clear(&place);
	struct forecast_plausible_use in = use_of(1e12);
	in.history = NULL;
	ck_assert_int_eq(forecast_plausible_use(&in).verdict, FORECAST_PLAUSIBLE); /* nobody knows anything */
	ck_assert_int_eq(forecast_plausible_use(&in).expected_g, FORECAST_UNKNOWN_G);
	in.beds = 200;
	ck_assert_int_eq(forecast_plausible_use(&in).verdict, FORECAST_WORSE);
	in.g = 200000;
	ck_assert_int_eq(forecast_plausible_use(&in).verdict, FORECAST_PLAUSIBLE);
}
END_TEST

START_TEST(a_doubted_value_that_repeats_is_accepted_and_a_resend_is_not_a_repeat)
{
	site_clear(&place);
	site_use(&place, 2e6, 0, .1, 4);
	struct forecast_plausible_use use = use_of(2.3e7);
	use.pending = (struct forecast_pending){ 20000000, TODAY };
	ck_assert_int_eq(forecast_plausible_use(&use).verdict, FORECAST_PLAUSIBLE);
	ck_assert_int_eq(forecast_plausible_use(&use).doubt, FORECAST_DOUBT_REPEATED);
	use.pending.day = TODAY + 1;
	ck_assert_int_eq(forecast_plausible_use(&use).verdict, FORECAST_WORSE);
	struct forecast_plausible_stock stock = stock_of(1e6, 1e7);
	ck_assert_int_eq(forecast_plausible_stock(&stock).verdict, FORECAST_WORSE);
	stock.pending = (struct forecast_pending){ 1200000, TODAY - 1 };
	ck_assert_int_eq(forecast_plausible_stock(&stock).verdict, FORECAST_PLAUSIBLE);
}
END_TEST

START_TEST(less_stock_acts_at_once_more_stock_waits_and_an_overfull_tank_always_waits)
{
	ck_assert_int_eq(judge_stock(9.5e6, 1e7), FORECAST_PLAUSIBLE);
	ck_assert_int_eq(judge_stock(1e6, 1e7), FORECAST_WORSE);
	ck_assert_int_eq(judge_stock(1.5e7, 1.5e6), FORECAST_BETTER);
	ck_assert_int_eq(judge_stock(2.5e7, 1e7), FORECAST_BETTER);
	struct forecast_plausible_stock in = stock_of(2.5e7, 1e7);
	in.pending = (struct forecast_pending){ 25000000, TODAY - 1 };
	ck_assert_int_eq(forecast_plausible_stock(&in).doubt, FORECAST_DOUBT_CAPACITY);
	in.expected_g = FORECAST_UNKNOWN_G;
	ck_assert_int_eq(forecast_plausible_stock(&in).verdict, FORECAST_BETTER);
	in.g = 15000000;
	ck_assert_int_eq(forecast_plausible_stock(&in).verdict, FORECAST_PLAUSIBLE);
}
END_TEST

/* ---- rates ---- */

static const double errors[] = { .1, 1 / 14.504, 1 / 24., .001, 10, 14.504, 24, 1000, 1.141e3, 1 / 1141., 100, .01 };

struct rates {
	int honest, doubted, wrong, caught, mild, mild_caught;
};

/* A facility in a tenfold surge of three weeks after a calm: daily use, census in half of the facilities. */
static void
surge_facility(uint64_t seed, struct rates *ret)
{
	struct rng r = rng_seed(seed, 8);
	double base = exp(log(3e4) + 4.5 * rng_unit(&r)), noise = .05 + .2 * rng_unit(&r), rate = log(10) / 21;
	double missing = .1 * rng_unit(&r);
	bool counts = rng_below(&r, 2);
	int start = DAYS - 40 + (int)rng_below(&r, 15);
	static struct site all;
	site_clear(&all);
	site_clear(&place);
	for (int i = 0; i < DAYS; i++) {
		double up = fmin(fmax(i - start, 0), 21) * rate;
		all.use[i] = base * exp(up + noise * rng_normal(&r));
		all.census[i][FORECAST_SIMPLE_MASK] = floor(base * exp(up) / 15000 + rng_unit(&r));
	}
	for (int i = 30; i < DAYS; i++) {
		struct forecast_plausible_use in = use_of(all.use[i]);
		history.last_day = TODAY - DAYS + i;
		history.n = i;
		in.day = history.last_day + 1;
		in.census = counts ? all.census[i] : NULL;
		if (rng_unit(&r) < missing)
			continue;
		ret->honest++;
		ret->doubted += forecast_plausible_use(&in).verdict != FORECAST_PLAUSIBLE;
		double factor = errors[rng_below(&r, ARRAY_LEN(errors))];
		in.g = llround(all.use[i] * factor);
		ret->wrong++;
		enum forecast_verdict v = forecast_plausible_use(&in).verdict;
		ret->caught += v == (factor > 1 ? FORECAST_WORSE : FORECAST_BETTER);
		factor = exp(log(2) + log(5) * rng_unit(&r)) * 1.0;
		in.g = llround(all.use[i] * (rng_below(&r, 2) ? factor : 1 / factor));
		ret->mild++;
		ret->mild_caught += forecast_plausible_use(&in).verdict != FORECAST_PLAUSIBLE;
		place.use[i] = all.use[i];
		place.census[i][FORECAST_SIMPLE_MASK] = counts ? all.census[i][FORECAST_SIMPLE_MASK] : NAN;
	}
}

START_TEST(use_errors_of_ten_times_are_caught_and_an_honest_surge_is_not_doubted)
{
	struct rates sum = { 0 };
	for (uint64_t seed = 1; seed <= 200; seed++)
		surge_facility(seed, &sum);
	printf("use: %.3f %% of %d honest doubted, %.2f %% of %d tenfold caught, %.1f %% of 2-10 fold\n",
	    100. * sum.doubted / sum.honest, sum.honest, 100. * sum.caught / sum.wrong, sum.wrong,
	    100. * sum.mild_caught / sum.mild);
	ck_assert_int_le(sum.doubted * 100, sum.honest);
	ck_assert_int_ge(sum.caught * 100, sum.wrong * 95);
	ck_assert_int_ge(sum.mild_caught * 100, sum.mild * 80);
}
END_TEST

/* The same for stock: a tank of 3 to 8 days, filled when below half, gauge noise, use and receipts declared. */
static void
stock_facility(uint64_t seed, bool declares, struct rates *ret)
{
	struct rng r = rng_seed(seed, 9);
	double use = exp(log(3e4) + 4.5 * rng_unit(&r)), peak = use * 10;
	double capacity = peak * (1 + 3 * rng_unit(&r)), stock = capacity * .7, reported = stock;
	for (int day = 0; day < 60; day++) {
		double rate = day < 20 ? use : use * exp(fmin(day - 20, 21) * log(10) / 21);
		double used = fmin(stock, rate * exp(.15 * rng_normal(&r)));
		double received = stock - used < capacity / 2 ? fmin(capacity * .95 - stock + used, capacity / 2) : 0;
		double declared = used * exp(.08 * rng_normal(&r));
		double expected = fmax(0, reported - (declares ? declared : rate) + received);
		stock += received - used;
		reported = fmax(0, stock + capacity * .01 * rng_normal(&r));
		struct forecast_plausible_stock in = { .g = llround(fmin(reported, capacity)), .day = TODAY + day,
			.expected_g = llround(expected), .days_since_truth = 1, .use_g_day = llround(rate),
			.moved_g = llround(received + (declares ? declared : 0)), .use_declared = declares,
			.capacity_g = llround(capacity), .pending = { FORECAST_UNKNOWN_G, 0 } };
		ret->honest++;
		ret->doubted += forecast_plausible_stock(&in).verdict != FORECAST_PLAUSIBLE;
		double factor = errors[rng_below(&r, ARRAY_LEN(errors))];
		in.g = llround(reported * factor);
		ret->wrong++;
		ret->caught += forecast_plausible_stock(&in).verdict == (factor > 1 ? FORECAST_BETTER : FORECAST_WORSE);
		factor = exp(log(2) + log(5) * rng_unit(&r));
		in.g = llround(reported * (rng_below(&r, 2) ? factor : 1 / factor));
		ret->mild++;
		ret->mild_caught += forecast_plausible_stock(&in).verdict != FORECAST_PLAUSIBLE;
	}
}

START_TEST(stock_errors_of_ten_times_are_caught_and_honest_stock_is_not_doubted)
{
	struct rates sum = { 0 };
	for (uint64_t seed = 1; seed <= 300; seed++)
		stock_facility(seed, true, &sum);
	printf("stock: %.3f %% of %d honest doubted, %.2f %% of %d tenfold caught, %.1f %% of 2-10 fold\n",
	    100. * sum.doubted / sum.honest, sum.honest, 100. * sum.caught / sum.wrong, sum.wrong,
	    100. * sum.mild_caught / sum.mild);
	ck_assert_int_le(sum.doubted * 100, sum.honest);
	ck_assert_int_ge(sum.caught * 100, sum.wrong * 95);
	ck_assert_int_ge(sum.mild_caught * 100, sum.mild * 80);
}
END_TEST

/* Without declared use a nearly empty tank cannot be told from a wrong number; less stock acts at once anyway. */
START_TEST(stock_without_declared_use_is_judged_by_the_forecast_and_rarely_doubted_when_honest)
{
	struct rates sum = { 0 };
	for (uint64_t seed = 1; seed <= 300; seed++)
		stock_facility(seed, false, &sum);
	printf("stock, use not declared: %.3f %% honest doubted, %.2f %% tenfold caught\n",
	    100. * sum.doubted / sum.honest, 100. * sum.caught / sum.wrong);
	ck_assert_int_le(sum.doubted * 100, sum.honest);
	ck_assert_int_ge(sum.caught * 100, sum.wrong * 80);
}
END_TEST

START_TEST(a_hospital_back_from_a_month_of_silence_in_a_surge_is_never_shut_out)
{
	site_clear(&place);
	site_use(&place, 2e6, 0, .1, 4);
	for (int i = DAYS - 34; i < DAYS; i++)
		place.use[i] = NAN;
	struct forecast_plausible_use in = use_of(2e7);
	enum forecast_verdict first = forecast_plausible_use(&in).verdict;
	ck_assert_int_ne(first, FORECAST_BETTER); /* in effect at once, doubted or not */
	in.pending = (struct forecast_pending){ in.g, in.day };
	in.day++;
	in.g = 22000000;
	ck_assert_int_eq(forecast_plausible_use(&in).verdict, FORECAST_PLAUSIBLE);
}
END_TEST

START_TEST(no_number_breaks_the_rule)
{
	static const int64_t odd[] = { INT64_MIN, -1, 0, 1, 1000000, INT64_C(1000000000000), INT64_MAX };
	struct rng r = rng_seed(5, 5);
	for (int trial = 0; trial < 5000; trial++) {
		struct forecast_plausible_stock st = { .g = odd[2 + rng_below(&r, 5)], .expected_g = odd[rng_below(&r, 7)],
			.days_since_truth = (double)odd[rng_below(&r, 7)], .use_g_day = odd[rng_below(&r, 7)],
			.moved_g = odd[rng_below(&r, 7)], .capacity_g = odd[rng_below(&r, 7)],
			.pending = { odd[rng_below(&r, 7)], 0 }, .day = 1 };
		ck_assert_int_le(forecast_plausible_stock(&st).verdict, FORECAST_BETTER);
		site_clear(&place);
		for (int i = DAYS - 20; i < DAYS; i++)
			place.use[i] = (double)odd[rng_below(&r, 7)];
		struct forecast_plausible_use us = use_of(0);
		us.g = odd[2 + rng_below(&r, 5)];
		ck_assert_int_le(forecast_plausible_use(&us).verdict, FORECAST_BETTER);
	}
}
END_TEST

SUITE("forecast/plausible", ten_times_more_use_acts_at_once_and_ten_times_less_waits,
    a_jump_that_the_census_explains_is_believed, a_first_report_is_compared_with_census_or_beds,
    a_doubted_value_that_repeats_is_accepted_and_a_resend_is_not_a_repeat,
    less_stock_acts_at_once_more_stock_waits_and_an_overfull_tank_always_waits,
    use_errors_of_ten_times_are_caught_and_an_honest_surge_is_not_doubted,
    stock_errors_of_ten_times_are_caught_and_honest_stock_is_not_doubted,
    stock_without_declared_use_is_judged_by_the_forecast_and_rarely_doubted_when_honest,
    a_hospital_back_from_a_month_of_silence_in_a_surge_is_never_shut_out, no_number_breaks_the_rule)
