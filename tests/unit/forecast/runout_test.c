#include "forecast/runout.h"

#include "forecast/level.h"
#include "lib/suite.h"
#include "unit/forecast/fixture.h"

#include <stdio.h>
#include <time.h>

static struct forecast_paths_table table;
static struct forecast_paths paths;
static struct forecast_runout_site out, out2;
static struct forecast_truth truth;

static instant_t
midnight(void)
{
	return calendar_start(TODAY);
}

/* Demand in grams by day from TODAY + first; every level alike times exp(spread x score). */
static void
demand(int first, int days, double (*at)(double day), double spread)
{
	static struct forecast_demand d;
	d = (struct forecast_demand){ .method = FORECAST_METERED, .first_day = TODAY + first,
		.days = days, .as_of_day = TODAY };
	for (int row = 0; row < days; row++)
		for (int k = 0; k < FORECAST_LEVELS; k++)
			d.g[row][k] = llround(at(row + first) * exp(spread * forecast_quantile_score(k)));
	forecast_paths_table_init(&table, 42);
	forecast_paths_make(&table, &d, 0, &paths);
}

static double
flat(double day)
{
	return day > -1000 ? 240000 : 0; /* 10 kg an hour */
}

static double
slow(double day)
{
	return day > -1000 ? .3 * 7987 * 24 : 0; /* 0.3 cylinder an hour */
}

static double
nothing(double day)
{
	return 0 * day;
}

static double doubling; /* days */

/* Mean of exponential demand over a day, 240 kg a day at the start of day 0. */
static double
growing(double day)
{
	double g = log(2) / doubling;
	return 240000 * exp(g * day) * expm1(g) / g;
}

static struct forecast_system
one_system(int64_t stock, instant_t at)
{
	truth = (struct forecast_truth){ at, stock };
	return (struct forecast_system){ .truths = &truth, .n_truths = 1,
		.reserve_g = FORECAST_UNKNOWN_G, .share_pct = NAN, .limit_lpm = NAN };
}

static void
run(const struct forecast_system *systems, int n, instant_t now, struct forecast_runout_site *ret)
{
	struct forecast_runout_input in = { .now = now, .systems = systems, .n_systems = n,
		.paths = &paths, .table = &table, .flow_lpm = NAN };
	forecast_runout_make(&in, ret);
}

START_TEST(flat_demand_lasts_stock_over_rate)
{
	demand(0, 15, flat, 0);
	struct forecast_system s = one_system(1000000, midnight());
	run(&s, 1, midnight(), &out);
	ck_assert(out.site.known);
	ck_assert_double_eq_tol(out.site.hours.p50, 100, .01);
	ck_assert_int_eq(out.site.on_hand_g, 1000000);
	ck_assert_int_eq(out.site.breach_p10, midnight() + 100 * INSTANT_HOUR);
	ck_assert_double_eq_tol(forecast_runout_flat_h(1000000, 10000), 100, 1e-9);
}
END_TEST

/* DOMAIN 3.6: flat 1/2/3/5/7 days in a tenfold surge of 14 and of 21 days. */
START_TEST(flat_days_shrink_in_a_surge_by_formula_and_by_paths)
{
	static const double days[] = { 1, 2, 3, 5, 7 };
	static const struct {
		double surge, lasts[5];
	} rows[] = { { 14, { .93, 1.73, 2.44, 3.65, 4.66 } }, { 21, { .95, 1.81, 2.59, 3.99, 5.19 } } };
	for (int r = 0; r < 2; r++)
		for (int i = 0; i < 5; i++) {
			doubling = rows[r].surge * log(2) / log(10);
			double exact = forecast_runout_growth_h(days[i], 1, doubling);
			ck_assert_double_eq_tol(exact, rows[r].lasts[i], .0051);
			demand(0, 15, growing, 1e-6);
			struct forecast_system s = one_system(llround(240000 * days[i]), midnight());
			run(&s, 1, midnight(), &out);
			ck_assert_double_eq_tol(out.site.hours.p50 / 24, rows[r].lasts[i], .03);
			ck_assert_double_eq_tol(out.site.hours.p10, out.site.hours.p90, .01);
		}
}
END_TEST

START_TEST(formulas_at_their_edges)
{
	ck_assert_double_eq(forecast_runout_flat_h(0, 0), 0);
	ck_assert_double_infinite(forecast_runout_flat_h(1, 0));
	ck_assert_double_nan(forecast_runout_flat_h(NAN, 1));
	ck_assert_double_nan(forecast_runout_flat_h(-1, 1));
	ck_assert_double_eq(forecast_runout_growth_h(10, 2, 0), 5);
	ck_assert_double_eq(forecast_runout_growth_h(10, 2, INFINITY), 5);
	ck_assert_double_infinite(forecast_runout_growth_h(100, 1, -10)); /* halves every 10 h: uses 14.4 in all */
	ck_assert_double_gt(forecast_runout_growth_h(10, 1, -10), 10);
}
END_TEST

START_TEST(a_site_using_a_third_of_a_cylinder_an_hour_has_a_time_to_empty)
{
	demand(0, 15, slow, .1);
	struct forecast_system s = one_system(30 * 7987, midnight());
	run(&s, 1, midnight(), &out);
	ck_assert_double_eq_tol(out.site.hours.p50, 100, 2);
}
END_TEST

START_TEST(a_silent_site_reaches_red_with_no_input)
{
	bool was_green = false, was_red = false;
	demand(0, 30, flat, .2);
	struct forecast_system s = one_system(240000 * 6, midnight());
	double before = 1e9;
	for (int h = 0; h < 24 * 10; h += 3) {
		run(&s, 1, midnight() + h * INSTANT_HOUR, &out);
		struct forecast_level_input in = { .hours_p10 = out.site.hours.p10 };
		enum forecast_level level = forecast_level_of(&in, NULL);
		was_green |= level == FORECAST_LEVEL_GREEN;
		was_red |= level == FORECAST_LEVEL_RED;
		ck_assert(!was_red || level == FORECAST_LEVEL_RED);
		ck_assert_double_le(out.site.hours.p10, before);
		before = out.site.hours.p10;
	}
	ck_assert(was_green && was_red);
	ck_assert_int_eq(out.site.on_hand_g, 0);
	ck_assert_double_eq(out.site.hours.p90, 0);
	ck_assert_int_eq(out.site.as_of_truth, midnight());
}
END_TEST

START_TEST(a_projection_stops_at_zero_and_a_receipt_adds_to_what_is_there)
{
	demand(0, 30, flat, 0);
	instant_t now = midnight() + 5 * INSTANT_DAY;
	struct forecast_system s = one_system(240000, midnight());
	struct forecast_receipt r = { .at = now - INSTANT_HOUR, .g = 100000, .on_time_pct = 100 };
	s.receipts = &r;
	s.n_receipts = 1;
	run(&s, 1, now, &out);
	ck_assert_int_eq(out.site.on_hand_g, 90000);
	ck_assert_double_eq_tol(out.site.hours.p50, 9, .01);
	ck_assert_double_eq_tol(out.site.hours_without_deliveries.p50, 9, .01);
}
END_TEST

START_TEST(confirmed_deliveries_stand_beside_hours_without_them)
{
	demand(0, 15, flat, .1);
	struct forecast_system s = one_system(480000, midnight());
	struct forecast_receipt r = { .at = midnight() + 24 * INSTANT_HOUR, .g = 480000, .on_time_pct = 100 };
	s.receipts = &r;
	s.n_receipts = 1;
	run(&s, 1, midnight(), &out);
	ck_assert_double_eq_tol(out.site.hours_without_deliveries.p50, 48, 2);
	ck_assert_double_eq_tol(out.site.hours.p50, 96, 4);
	ck_assert_int_eq(out.site.on_hand_g, 480000);
	r.on_time_pct = 50; /* late by 24 h on half of the paths: then it comes when most are dry */
	run(&s, 1, midnight(), &out2);
	ck_assert_double_lt(out2.site.hours.p10, out.site.hours.p10 - 20);
	ck_assert_double_eq_tol(forecast_runout_probability(&out2.site, 72), .25, .15);
}
END_TEST

START_TEST(an_overdue_uncertain_receipt_is_not_on_hand)
{
	demand(0, 15, flat, 0);
	instant_t now = midnight() + 12 * INSTANT_HOUR;
	struct forecast_system s = one_system(480000, midnight());
	struct forecast_receipt r = { .at = now - INSTANT_HOUR, .g = 240000, .on_time_pct = 80 };
	s.receipts = &r;
	s.n_receipts = 1;
	run(&s, 1, now, &out);
	ck_assert_int_eq(out.site.on_hand_g, 360000);
	ck_assert_double_eq_tol(out.site.hours.p50, 60, .01);
	run(&s, 1, now + 24 * INSTANT_HOUR, &out);
	ck_assert_double_eq_tol(out.site.hours.p50, 12, .01);
}
END_TEST

START_TEST(what_does_not_fit_is_not_received)
{
	demand(0, 15, flat, 0);
	struct forecast_system s = one_system(900000, midnight());
	struct forecast_receipt r = { .at = midnight() + INSTANT_HOUR, .g = 500000, .on_time_pct = 100 };
	s.capacity_g = 950000;
	s.receipts = &r;
	s.n_receipts = 1;
	run(&s, 1, midnight(), &out);
	ck_assert_double_eq_tol(out.site.hours.p50, 96, .01); /* 890 + 60 kg at 10 kg/h, one hour later */
	s.capacity_g = 500000; /* an observed stock above the limit stays */
	run(&s, 1, midnight(), &out);
	ck_assert_double_eq_tol(out.site.hours.p50, 90, .01);
	r.at = midnight(); /* lent bottles have come, beside all of the pool's own */
	s.capacity_g = 950000;
	s.brim_g = 1900000;
	run(&s, 1, midnight(), &out);
	ck_assert_int_eq(out.site.on_hand_g, 1400000);
}
END_TEST

START_TEST(production_carries_what_it_can_and_fails_as_often_as_stated)
{
	demand(0, 15, flat, 0);
	struct forecast_system s = one_system(100000, midnight());
	s.production_g_h = 5000;
	run(&s, 1, midnight(), &out);
	ck_assert_double_eq_tol(out.site.hours.p50, 20, .01);
	s.production_g_h = 12000;
	run(&s, 1, midnight(), &out);
	ck_assert_double_eq(out.site.hours.p10, FORECAST_HOURS_MAX);
	s.outage_pct = 30;
	run(&s, 1, midnight(), &out);
	ck_assert_double_eq_tol(out.site.hours.p10, 10, .01);
	ck_assert_double_eq_tol(forecast_runout_probability(&out.site, 24), .30, .001);
	ck_assert_double_eq_tol((double)out.site.unmet_g[0], .3 * 140000, 10);
}
END_TEST

START_TEST(a_ward_on_concentrators_alone_is_known)
{
	demand(0, 15, flat, .1);
	struct forecast_system s = { .production_g_h = 20000, .no_storage = true, .share_pct = NAN,
		.reserve_g = FORECAST_UNKNOWN_G, .limit_lpm = NAN };
	run(&s, 1, midnight(), &out);
	ck_assert(out.site.known);
	ck_assert_double_eq(out.site.hours.p10, FORECAST_HOURS_MAX);
	s.production_g_h = 5000;
	run(&s, 1, midnight(), &out);
	ck_assert_double_eq(out.site.hours.p90, 0);
	s.no_storage = false;
	run(&s, 1, midnight(), &out);
	ck_assert(!out.site.known);
}
END_TEST

START_TEST(an_idle_tank_boils_off_and_a_used_one_loses_nothing_more)
{
	demand(0, 15, nothing, 0);
	struct forecast_system s = one_system(1000000, midnight());
	s.boiloff_g_h = 1000;
	run(&s, 1, midnight() + 100 * INSTANT_HOUR, &out);
	ck_assert_int_eq(out.site.on_hand_g, 900000);
	demand(0, 15, flat, 0);
	run(&s, 1, midnight(), &out);
	ck_assert_double_eq_tol(out.site.hours.p50, 100, .01);
}
END_TEST

START_TEST(nothing_there_is_zero_hours_even_without_demand)
{
	demand(0, 15, nothing, 0);
	struct forecast_system s = one_system(0, midnight());
	run(&s, 1, midnight(), &out);
	ck_assert_double_eq(out.site.hours.p10, 0);
	paths.days = 0; /* demand unknown */
	run(&s, 1, midnight(), &out);
	ck_assert_double_eq(out.site.hours.p10, 0);
}
END_TEST

START_TEST(unknown_is_unknown_and_never_zero)
{
	demand(0, 15, flat, 0);
	struct forecast_system s = one_system(FORECAST_UNKNOWN_G, midnight());
	run(&s, 1, midnight(), &out);
	ck_assert(!out.site.known);
	ck_assert_double_nan(out.site.hours.p50);
	ck_assert_int_eq(out.site.on_hand_g, FORECAST_UNKNOWN_G);
	ck_assert_int_eq(out.site.as_of_truth, INSTANT_NONE);
	ck_assert_double_nan(forecast_runout_probability(&out.site, 5));
	s = one_system(500000, midnight());
	paths.days = 0;
	run(&s, 1, midnight() + INSTANT_DAY, &out);
	ck_assert_double_nan(out.site.hours.p50);
	ck_assert_int_eq(out.site.on_hand_g, 500000);
	ck_assert_int_eq(out.site.unmet_days, 0);
}
END_TEST

START_TEST(the_site_is_the_worst_of_its_systems)
{
	demand(0, 15, flat, .1);
	struct forecast_truth truths[] = { { midnight(), 1600000 }, { midnight(), 60000 } };
	struct forecast_system s[] = {
		{ .truths = &truths[0], .n_truths = 1, .share_pct = 80, .limit_lpm = 100, .reserve_g = 5000 },
		{ .truths = &truths[1], .n_truths = 1, .share_pct = NAN, .limit_lpm = 30,
		    .reserve_g = FORECAST_UNKNOWN_G },
	};
	run(s, 2, midnight(), &out);
	ck_assert_double_eq_tol(out.system[0].hours.p50, 200, 8);
	ck_assert_double_eq_tol(out.system[1].hours.p50, 30, 2);
	ck_assert_double_eq(out.site.hours.p50, out.system[1].hours.p50);
	ck_assert_int_eq(out.site.on_hand_g, 1660000);
	ck_assert_int_eq(out.site.reserve_g, 5000);
	ck_assert_double_eq_tol(out.site.flow.percent, 100 * .8 * 125.2 / 100, 1);
	s[1].n_truths = 0;
	run(s, 2, midnight(), &out);
	ck_assert_int_eq(out.unknown_systems, 1);
	ck_assert_int_eq(out.site.on_hand_g, FORECAST_UNKNOWN_G);
	ck_assert_double_eq_tol(out.site.hours.p50, 200, 8);
}
END_TEST

START_TEST(assets_observed_at_different_times_add_up)
{
	demand(-3, 20, flat, 0);
	struct forecast_truth truths[] = { { midnight(), 100000 }, { midnight() - INSTANT_DAY, 300000 },
		{ midnight(), FORECAST_UNKNOWN_G } };
	struct forecast_system s = one_system(0, midnight());
	s.truths = truths;
	s.n_truths = 3;
	run(&s, 1, midnight(), &out);
	ck_assert_int_eq(out.site.on_hand_g, 300000 - 180000 + 100000); /* what the second one gave is in what was seen there */
	ck_assert_int_eq(out.site.as_of_truth, midnight() - INSTANT_DAY);
}
END_TEST

/* A receipt of sixty bottles that was six; one that was passed on; more taken than there can have been. */
START_TEST(what_was_booked_back_or_passed_on_leaves_no_gas_behind)
{
	demand(-3, 20, nothing, 0);
	instant_t at = midnight() - 3 * INSTANT_HOUR;
	struct forecast_receipt moves[3][3] = {
		{ { at, 479220, 100, 0 }, { at, -479220, 100, 0 }, { at, 47922, 100, 0 } },
		{ { at, 399350, 100, 0 }, { at + INSTANT_HOUR, -359415, 100, 0 }, { at, 0, 100, 0 } },
		{ { at, -900000, 100, 0 }, { at + INSTANT_HOUR, 50000, 100, 0 }, { at, 0, 100, 0 } },
	};
	const int64_t left[] = { 153000 + 47922, 153000 + 399350 - 359415, 50000 };
	for (int i = 0; i < 3; i++) {
		struct forecast_system s = one_system(153000, midnight() - INSTANT_DAY);
		s.receipts = moves[i];
		s.n_receipts = 3;
		s.capacity_g = 600000;
		run(&s, 1, midnight(), &out);
		ck_assert_int_eq(out.site.on_hand_g, left[i]);
	}
}
END_TEST

START_TEST(unmet_demand_is_counted_by_local_day)
{
	demand(0, 16, flat, 0);
	struct forecast_system s = one_system(120000, midnight() + 18 * INSTANT_HOUR);
	run(&s, 1, midnight() + 18 * INSTANT_HOUR, &out);
	ck_assert_int_eq(out.site.unmet_days, FORECAST_AHEAD_MAX);
	ck_assert_int_eq(out.site.unmet_g[0], 0);
	ck_assert_int_eq(out.site.unmet_g[1], 180000);
	ck_assert_int_eq(out.site.unmet_g[2], 240000);
	ck_assert_int_eq(out.site.unmet_g[14], 180000);
}
END_TEST

/* A random system; receipts without a capacity, so that later is never better. */
static struct forecast_system
random_system(struct rng *r, struct forecast_receipt *receipts)
{
	struct forecast_system s = one_system(rng_below(r, 3000000), midnight() - rng_below(r, 200) * INSTANT_HOUR);
	for (int i = 0; i < 4; i++)
		receipts[i] = (struct forecast_receipt){ .g = rng_below(r, 800000), .on_time_pct = 100,
			.at = midnight() + (int)rng_below(r, 300) * INSTANT_HOUR + 1 };
	s.receipts = receipts;
	s.n_receipts = (int)rng_below(r, 5);
	s.production_g_h = rng_below(r, 3) ? 0 : rng_below(r, 12000);
	s.outage_pct = (int)rng_below(r, 101);
	s.boiloff_g_h = rng_below(r, 500);
	return s;
}

START_TEST(more_stock_never_means_fewer_hours)
{
	struct rng r = rng_seed(11, 0);
	demand(-10, 25, flat, .4);
	for (int trial = 0; trial < 300; trial++) {
		struct forecast_receipt receipts[4];
		struct forecast_system s = random_system(&r, receipts);
		s.capacity_g = rng_below(&r, 2) ? 2000000 : 0;
		run(&s, 1, midnight(), &out);
		truth.g += 1 + rng_below(&r, 500000);
		run(&s, 1, midnight(), &out2);
		ck_assert_double_ge(out2.site.hours.p10, out.site.hours.p10);
		ck_assert_double_ge(out2.site.hours.p50, out.site.hours.p50);
		ck_assert_double_ge(out2.site.hours_without_deliveries.p90, out.site.hours_without_deliveries.p90);
		ck_assert_int_ge(out2.site.on_hand_g, out.site.on_hand_g);
	}
}
END_TEST

START_TEST(a_later_receipt_never_means_more_hours)
{
	struct rng r = rng_seed(12, 0);
	demand(-10, 25, flat, .4);
	for (int trial = 0; trial < 300; trial++) {
		struct forecast_receipt receipts[4];
		struct forecast_system s = random_system(&r, receipts);
		run(&s, 1, midnight(), &out);
		receipts[rng_below(&r, 4)].at += (int)rng_below(&r, 100) * INSTANT_HOUR;
		run(&s, 1, midnight(), &out2);
		ck_assert_double_le(out2.site.hours.p10, out.site.hours.p10 + .001);
		ck_assert_double_le(out2.site.hours.p50, out.site.hours.p50 + .001);
		ck_assert_double_le(out.site.hours_without_deliveries.p50, out.site.hours.p50 + .001);
	}
}
END_TEST

START_TEST(results_are_ordered_bounded_and_independent_of_the_order_of_receipts)
{
	struct rng r = rng_seed(13, 0);
	demand(-10, 25, flat, .4);
	for (int trial = 0; trial < 300; trial++) {
		struct forecast_receipt receipts[4];
		struct forecast_system s = random_system(&r, receipts);
		for (int i = 0; i < 4; i++)
			receipts[i].on_time_pct = (int)rng_below(&r, 101);
		run(&s, 1, midnight(), &out);
		struct forecast_hours h = out.site.hours;
		ck_assert(h.p10 >= 0 && h.p10 <= h.p50 && h.p50 <= h.p90 && h.p90 <= FORECAST_HOURS_MAX);
		ck_assert_int_ge(out.site.on_hand_p10_g, 0);
		ck_assert_int_le(out.site.on_hand_p10_g, out.site.on_hand_g);
		for (int d = 0; d < FORECAST_AHEAD_MAX; d++)
			ck_assert_int_ge(out.site.unmet_g[d], 0);
		for (int i = 0; i < s.n_receipts / 2; i++) {
			struct forecast_receipt x = receipts[i];
			receipts[i] = receipts[s.n_receipts - 1 - i];
			receipts[s.n_receipts - 1 - i] = x;
		}
		run(&s, 1, midnight(), &out2);
		ck_assert_mem_eq(&out2.site.hours, &out.site.hours, sizeof out.site.hours);
		ck_assert_mem_eq(out2.site.empty_h, out.site.empty_h, sizeof out.site.empty_h);
	}
}
END_TEST

START_TEST(no_input_breaks_the_hours)
{
	static const int64_t odd[] = { INT64_MIN, -1, 0, 1, 250000, INT64_C(1000000000000), INT64_MAX };
	static const double odd_share[] = { NAN, -1, 0, 50, 100, 1e9, INFINITY };
	struct rng r = rng_seed(14, 0);
	demand(-10, 25, flat, .4);
	for (int trial = 0; trial < 2000; trial++) {
		struct forecast_truth truths[3];
		struct forecast_receipt receipts[3];
		struct forecast_system s[2];
		for (int i = 0; i < 3; i++) {
			truths[i] = (struct forecast_truth){ midnight() + ((int)rng_below(&r, 60) - 50) * INSTANT_DAY, odd[rng_below(&r, 7)] };
			receipts[i] = (struct forecast_receipt){ midnight() + ((int)rng_below(&r, 60) - 30) * INSTANT_DAY,
				odd[rng_below(&r, 7)], (int)rng_below(&r, 150) - 20, (int)rng_below(&r, 50) - 5 };
		}
		for (int i = 0; i < 2; i++)
			s[i] = (struct forecast_system){ .truths = truths, .n_truths = (int)rng_below(&r, 4),
				.receipts = receipts, .n_receipts = (int)rng_below(&r, 4), .reserve_g = odd[rng_below(&r, 6)],
				.capacity_g = odd[rng_below(&r, 7)], .production_g_h = odd[rng_below(&r, 7)],
				.outage_pct = (int)rng_below(&r, 140) - 20, .boiloff_g_h = odd[rng_below(&r, 7)],
				.share_pct = odd_share[rng_below(&r, 7)], .limit_lpm = odd_share[rng_below(&r, 7)] };
		run(s, 2, midnight(), &out);
		struct forecast_hours h = out.site.hours;
		ck_assert_int_eq(out.site.known, !isnan(h.p10));
		ck_assert(isnan(h.p10) || (h.p10 >= 0 && h.p10 <= h.p90 && h.p90 <= FORECAST_HOURS_MAX));
		ck_assert(out.site.on_hand_g >= 0 || out.site.on_hand_g == FORECAST_UNKNOWN_G);
	}
}
END_TEST

START_TEST(a_truth_of_last_year_is_run_down_too)
{
	demand(-20, 35, flat, .2);
	struct forecast_system s = one_system(100000000, midnight() - 400 * INSTANT_DAY);
	run(&s, 1, midnight(), &out);
	ck_assert_double_eq_tol((double)out.site.on_hand_g, 100000000 - 400 * 240000, 3e6);
	ck_assert(out.site.known);
}
END_TEST

/* Two systems, two receipts each, a day-old truth, 14 days, 200 paths: it runs inside ingest. */
START_TEST(a_facility_takes_less_than_a_millisecond)
{
	demand(-1, 16, flat, .3);
	struct forecast_receipt receipts[2] = {
		{ midnight() + 20 * INSTANT_HOUR, 300000, 90, 24 }, { midnight() + 90 * INSTANT_HOUR, 300000, 90, 24 }
	};
	struct forecast_system s[2];
	for (int i = 0; i < 2; i++) {
		s[i] = one_system(500000, midnight() - INSTANT_DAY);
		s[i].receipts = receipts;
		s[i].n_receipts = 2;
		s[i].boiloff_g_h = 100;
	}
	enum { REPEAT = 500 };
	double best = 1e9;
	for (int batch = 0; batch < 5; batch++) {
		clock_t before = clock();
		for (int i = 0; i < REPEAT / 5; i++)
			run(s, 2, midnight() + i, &out);
		best = fmin(best, (double)(clock() - before) / CLOCKS_PER_SEC / (REPEAT / 5));
	}
	printf("runout: %.1f us a facility of two systems\n", best * 1e6);
	ck_assert_double_lt(best, .01); /* the goal is 200 us; this bound holds under sanitizers too */
}
END_TEST

START_TEST(closed_forms_of_senseless_numbers_are_unknown)
{
	ck_assert_double_nan(forecast_runout_flat_h(NAN, 1));
	ck_assert_double_nan(forecast_runout_flat_h(1, NAN));
	ck_assert_double_nan(forecast_runout_flat_h(-1, 1));
	ck_assert_double_nan(forecast_runout_growth_h(NAN, 1, 5));
	ck_assert_double_nan(forecast_runout_growth_h(10, 1, NAN));
	ck_assert_double_eq(forecast_runout_growth_h(10, 1, 0), 10);
	ck_assert_double_eq(forecast_runout_growth_h(10, 1, INFINITY), 10);
	ck_assert(isinf(forecast_runout_growth_h(10, 0, 5)));
}
END_TEST

SUITE("forecast/runout", flat_demand_lasts_stock_over_rate,
    flat_days_shrink_in_a_surge_by_formula_and_by_paths, formulas_at_their_edges,
    a_site_using_a_third_of_a_cylinder_an_hour_has_a_time_to_empty, a_silent_site_reaches_red_with_no_input,
    a_projection_stops_at_zero_and_a_receipt_adds_to_what_is_there,
    confirmed_deliveries_stand_beside_hours_without_them, an_overdue_uncertain_receipt_is_not_on_hand,
    what_does_not_fit_is_not_received,
    production_carries_what_it_can_and_fails_as_often_as_stated,
    a_ward_on_concentrators_alone_is_known, an_idle_tank_boils_off_and_a_used_one_loses_nothing_more, nothing_there_is_zero_hours_even_without_demand,
    unknown_is_unknown_and_never_zero, the_site_is_the_worst_of_its_systems,
    assets_observed_at_different_times_add_up, what_was_booked_back_or_passed_on_leaves_no_gas_behind, unmet_demand_is_counted_by_local_day,
    more_stock_never_means_fewer_hours, a_later_receipt_never_means_more_hours,
    results_are_ordered_bounded_and_independent_of_the_order_of_receipts,
    no_input_breaks_the_hours, a_truth_of_last_year_is_run_down_too, a_facility_takes_less_than_a_millisecond,
    closed_forms_of_senseless_numbers_are_unknown)
