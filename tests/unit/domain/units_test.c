#include "domain/calibration.h"
#include "domain/container.h"
#include "domain/list.h"
#include "domain/units.h"
#include "lib/suite.h"

#include "base/attr.h"
#include "base/rng.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Grams of a double, as JSON delivers it; -1 when refused. */
static int64_t
grams(double value, const char *unit)
{
	struct decimal d;
	int64_t g;
	if (!units_decimal(value, &d) || units_grams(d, unit, &g) != ERR_OK)
		return -1;
	return g;
}

START_TEST(a_forty_litre_cylinder_is_six_cubic_metres_is_7987_grams)
{
	ck_assert_int_eq(grams(6, "m3@20C"), 7987);
	ck_assert_int_eq(grams(1, "cyl:VN40"), 7987);
	ck_assert_double_eq_tol(
	    container_find("VN40")->water_l * container_find("VN40")->pressure_bar / 1000, 6.0,
	    1e-12);
}
END_TEST

START_TEST(a_litre_of_liquid_agrees_with_the_published_gas_volumes)
{
	int64_t g = grams(1, "L_lox");
	ck_assert_int_eq(g, 1141);
	ck_assert_double_eq_tol((double)g / (double)grams(1000, "m3@0C") * 1000, 0.7985, 0.00005);
	ck_assert_double_eq_tol((double)g / (double)grams(1000, "m3@21C") * 1000, 0.860, 0.0005);
}
END_TEST

START_TEST(one_litre_a_minute_for_a_day_is_1917_grams)
{
	ck_assert_int_eq(grams(1.44, "m3@20C"), 1917);
}
END_TEST

START_TEST(decimals_are_exact)
{
	ck_assert_int_eq(grams(8.4, "t"), 8400000);
	ck_assert_int_eq(grams(0.1, "kg"), 100);
	ck_assert_int_eq(grams(4.35, "kg"), 4350);
	ck_assert_int_eq(grams(1.005, "kg"), 1005);
	ck_assert_int_eq(grams(2900, "m3@15C"), 3927470);
	ck_assert_int_eq(grams(1e6, "t"), UNITS_MAX_G);
	for (int i = 0; i < 100000; i++) /* every tenth of a gram-multiple below 100 kg */
		ck_assert_int_eq(grams(i / 1000.0, "kg"), i);
}
END_TEST

START_TEST(halves_go_to_the_even_gram)
{
	ck_assert_int_eq(grams(0.5, "g"), 0);
	ck_assert_int_eq(grams(1.5, "g"), 2);
	ck_assert_int_eq(grams(2.5, "g"), 2);
	ck_assert_int_eq(grams(2.51, "g"), 3);
	ck_assert_int_eq(grams(0.0005, "kg"), 0);
	ck_assert_int_eq(grams(0.0015, "kg"), 2);
}
END_TEST

START_TEST(what_is_no_quantity_is_refused)
{
	ck_assert_int_eq(grams(-1, "kg"), -1);
	ck_assert_int_eq(grams(-0.0001, "g"), -1);
	ck_assert_int_eq(grams(1000001, "t"), -1);
	ck_assert_int_eq(grams(1e300, "t"), -1);
	ck_assert_int_eq(grams(NAN, "t"), -1);
	ck_assert_int_eq(grams(INFINITY, "t"), -1);
	ck_assert_int_eq(grams(1, "m3@25C"), -1);
	ck_assert_int_eq(grams(1, "%"), -1);
	ck_assert_int_eq(grams(1, "cyl:"), -1);
	ck_assert_int_eq(grams(1, "cyl:X9"), -1);
	ck_assert_int_eq(grams(1, "T"), -1);
	ck_assert_int_eq(grams(1, ""), -1);
	ck_assert_int_eq(grams(1, NULL), -1);
}
END_TEST

START_TEST(tiny_numbers_are_zero_and_do_not_overflow)
{
	ck_assert_int_eq(grams(1e-300, "t"), 0);
	ck_assert_int_eq(grams(5e-324, "t"), 0);
	ck_assert_int_eq(grams(0, "t"), 0);
	ck_assert_int_eq(grams(-0.0, "t"), 0);
}
END_TEST

START_TEST(a_bare_cubic_metre_is_read_at_15_degrees_and_flagged)
{
	ck_assert_int_eq(grams(10, "m3"), grams(10, "m3@15C"));
	ck_assert(units_is_bare("m3"));
	ck_assert(!units_is_bare("m3@15C"));
}
END_TEST

START_TEST(gauges_are_known_but_are_no_grams)
{
	ck_assert_int_eq(units_gauge("%"), GAUGE_PERCENT);
	ck_assert_int_eq(units_gauge("mmH2O"), GAUGE_MMH2O);
	ck_assert_int_eq(units_gauge("bar"), GAUGE_BAR);
	ck_assert_int_eq(units_gauge("kg"), GAUGE_NONE);
	ck_assert(!units_is_known("%"));
}
END_TEST

START_TEST(every_cylinder_holds_its_nominal_volume_at_20_degrees)
{
	size_t n;
	const struct container *c = container_table(&n);
	ck_assert_uint_gt(n, 10);
	for (size_t i = 0; i < n; i++) {
		ck_assert_msg(c[i].g == grams(c[i].nominal_m3, "m3@20C"), "%s", c[i].type);
		ck_assert_ptr_eq(container_find(c[i].type), &c[i]);
		ck_assert_ptr_nonnull(strstr(container_list(), c[i].type));
		if (strncmp(c[i].type, "VN", 2) == 0)
			ck_assert_double_eq_tol(
			    c[i].water_l * c[i].pressure_bar / 1000, c[i].nominal_m3, 1e-9);
	}
}
END_TEST

START_TEST(a_cylinder_in_use_counts_half)
{
	const struct container *c = container_find("VN40");
	ck_assert_int_eq(container_grams(c, 120, 8), 124 * 7987);
	ck_assert_int_eq(container_grams(c, 0, 1), 3994); /* 3993.5 to even */
	ck_assert_int_eq(container_grams(c, 5, UNKNOWN_I64), 5 * 7987);
	ck_assert_int_eq(container_grams(c, UNKNOWN_I64, UNKNOWN_I64), UNITS_UNKNOWN_G);
}
END_TEST

START_TEST(a_decimal_reads_back_as_its_double)
{
	struct rng r = rng_seed(20261121, 0);
	for (int i = 0; i < 20000; i++) {
		double v = rng_unit(&r) * pow(10, (double)rng_below(&r, 30) - 15);
		struct decimal d;
		char text[64];
		ck_assert(units_decimal(v, &d));
		snprintf(text, sizeof text, "%llde%d", (long long)d.digits, d.exponent);
		ck_assert_msg(strtod(text, NULL) == v, "seed 20261121: %.17g became %s", v, text);
	}
}
END_TEST

static struct calibration_point points[] = { { 0, 100000 }, { 500, 1100000 }, { 1000, 1600000 } };
static struct calibration dated[] = {
	{ .valid_from = 100, .unit = GAUGE_MMH2O, .points = { points, 3 } },
	{ .valid_from = 200, .unit = GAUGE_MMH2O, .points = { points, 2 } },
	{ .valid_from = 50, .unit = GAUGE_PERCENT, .points = { points, 2 } },
};

START_TEST(a_calibration_is_straight_between_its_points_and_prolonged_beyond)
{
	ck_assert_int_eq(calibration_grams(&dated[0], 250), 600000);
	ck_assert_int_eq(calibration_grams(&dated[0], 750), 1350000);
	ck_assert_int_eq(calibration_grams(&dated[0], 500), 1100000);
	ck_assert_int_eq(calibration_grams(&dated[0], 2000), 2600000);
	ck_assert_int_eq(calibration_grams(&dated[0], -1000), 0);
	ck_assert_int_eq(calibration_grams(&dated[0], 1e300), UNITS_MAX_G);
	ck_assert_int_eq(calibration_grams(&dated[0], NAN), UNITS_UNKNOWN_G);
}
END_TEST

START_TEST(the_latest_calibration_not_after_the_day_holds)
{
	ck_assert_ptr_eq(calibration_on(dated, 3, GAUGE_MMH2O, 99), NULL);
	ck_assert_ptr_eq(calibration_on(dated, 3, GAUGE_MMH2O, 100), &dated[0]);
	ck_assert_ptr_eq(calibration_on(dated, 3, GAUGE_MMH2O, 199), &dated[0]);
	ck_assert_ptr_eq(calibration_on(dated, 3, GAUGE_MMH2O, 200), &dated[1]);
	ck_assert_ptr_eq(calibration_on(dated, 3, GAUGE_BAR, 200), NULL);
}
END_TEST

START_TEST(a_gauge_reading_becomes_grams_only_through_a_calibration)
{
	struct quantity q = units_unknown(), bar;
	q.value = 250;
	q.gauge = GAUGE_MMH2O;
	bar = q;
	bar.gauge = GAUGE_BAR;
	ck_assert(calibration_settle(dated, 3, 150, &q));
	ck_assert_int_eq(q.g, 600000);
	ck_assert_double_eq(q.value, 250);
	ck_assert(!calibration_settle(dated, 3, 150, &bar));
	ck_assert_int_eq(bar.g, UNITS_UNKNOWN_G);
}
END_TEST

START_TEST(a_calibration_that_turns_back_is_not_valid)
{
	struct calibration_point back[] = { { 0, 0 }, { 10, 50 }, { 20, 40 } },
				 twice[] = { { 0, 0 }, { 0, 5 } };
	struct calibration c = { .unit = GAUGE_MM, .points = { back, 3 } };
	ck_assert(calibration_is_valid(&dated[0]));
	ck_assert(!calibration_is_valid(&c));
	c.points.items = twice;
	c.points.n = 2;
	ck_assert(!calibration_is_valid(&c));
	c.points.n = 1;
	ck_assert(!calibration_is_valid(&c));
}
END_TEST

SUITE("domain/units", a_forty_litre_cylinder_is_six_cubic_metres_is_7987_grams,
    a_litre_of_liquid_agrees_with_the_published_gas_volumes,
    one_litre_a_minute_for_a_day_is_1917_grams, decimals_are_exact, halves_go_to_the_even_gram,
    what_is_no_quantity_is_refused, tiny_numbers_are_zero_and_do_not_overflow,
    a_bare_cubic_metre_is_read_at_15_degrees_and_flagged, gauges_are_known_but_are_no_grams,
    every_cylinder_holds_its_nominal_volume_at_20_degrees, a_cylinder_in_use_counts_half,
    a_decimal_reads_back_as_its_double,
    a_calibration_is_straight_between_its_points_and_prolonged_beyond,
    the_latest_calibration_not_after_the_day_holds,
    a_gauge_reading_becomes_grams_only_through_a_calibration,
    a_calibration_that_turns_back_is_not_valid)
