#include "forecast/order.h"

#include "lib/suite.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int
ascending(const void *x, const void *y)
{
	float a = *(const float *)x, b = *(const float *)y;
	return (a > b) - (a < b);
}

START_TEST(numbers_come_out_as_the_c_library_sorts_them)
{
	srand(3);
	for (int round = 0; round < 500; round++) {
		float v[FORECAST_PATHS], w[FORECAST_PATHS];
		for (int i = 0; i < FORECAST_PATHS; i++) /* many alike, many scales, both signs */
			v[i] = round % 5 == 0 ? 4 : (float)(rand() % (1 + 3 * round) - round) * powf(10, (float)(rand() % 9 - 4));
		memcpy(w, v, sizeof w);
		qsort(w, FORECAST_PATHS, sizeof *w, ascending);
		forecast_order_sort(v);
		for (int i = 0; i < FORECAST_PATHS; i++)
			ck_assert_float_eq(v[i], w[i]);
	}
}
END_TEST

START_TEST(what_is_not_a_number_comes_last)
{
	float v[FORECAST_PATHS] = { NAN, INFINITY, -INFINITY, 1 };
	forecast_order_sort(v);
	ck_assert_float_eq(v[0], -INFINITY);
	ck_assert_float_eq(v[FORECAST_PATHS - 3], 1);
	ck_assert_float_eq(v[FORECAST_PATHS - 2], INFINITY);
	ck_assert_float_nan(v[FORECAST_PATHS - 1]);
}
END_TEST

START_TEST(a_quantile_lies_between_the_values_around_it)
{
	float v[FORECAST_PATHS];
	for (int i = 0; i < FORECAST_PATHS; i++)
		v[i] = (float)i;
	ck_assert_double_eq_tol(forecast_order_quantile(v, .1), 19.5, 1e-9);
	ck_assert_double_eq_tol(forecast_order_quantile(v, .5), 99.5, 1e-9);
	ck_assert_double_eq_tol(forecast_order_quantile(v, .999), 199, 1e-9);
	ck_assert_double_eq_tol(forecast_order_quantile(v, 0), 0, 1e-9);
}
END_TEST

SUITE("forecast/order", numbers_come_out_as_the_c_library_sorts_them, what_is_not_a_number_comes_last,
    a_quantile_lies_between_the_values_around_it)
