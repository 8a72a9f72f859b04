/* program_test - the value is the optimum with the right prices, and never above it with any others. */
#include "simulate/program.h"

#include "base/rng.h"
#include "lib/suite.h"

#include <math.h>

/* x + 2y is 4 at least where x + y >= 3, x <= 2 and y <= 5. */
static struct simulate_program
little(void)
{
	struct simulate_program p = { 0 };
	int x = simulate_program_col(&p, 0, 2, 1), y = simulate_program_col(&p, 0, 5, 2), row = simulate_program_row(&p, 3, INFINITY);
	simulate_program_put(&p, row, x, 1);
	simulate_program_put(&p, row, y, 1);
	return p;
}

START_TEST(the_value_of_the_right_prices_is_the_optimum)
{
	struct simulate_program p = little();
	ck_assert_double_eq_tol(simulate_program_bound_by(&p, (double[]){ 2 }), 4, 1e-9);
	simulate_program_free(&p);
}
END_TEST

START_TEST(no_prices_give_more_than_the_optimum)
{
	struct rng rng = rng_seed(11, 0);
	struct simulate_program p = little();
	ck_assert_double_le(simulate_program_bound_by(&p, (double[]){ NAN }), 4);
	for (int i = 0; i < 10000; i++)
		ck_assert_double_le(simulate_program_bound_by(&p, (double[]){ 10 * rng_normal(&rng) }), 4);
	simulate_program_free(&p);
}
END_TEST

START_TEST(a_price_without_a_bound_to_stand_on_counts_for_nothing)
{
	struct simulate_program p = little();
	ck_assert_double_eq(simulate_program_bound_by(&p, (double[]){ -7 }), simulate_program_bound_by(&p, (double[]){ 0 }));
	simulate_program_free(&p);
}
END_TEST

START_TEST(the_solver_finds_the_prices)
{
	double value;
	struct simulate_program p = little();
	if (simulate_program_can()) {
		ck_assert(simulate_program_bound(&p, &value));
		ck_assert_double_eq_tol(value, 4, 1e-6);
	}
	simulate_program_free(&p);
}
END_TEST

SUITE("simulate/program", the_value_of_the_right_prices_is_the_optimum, no_prices_give_more_than_the_optimum,
    a_price_without_a_bound_to_stand_on_counts_for_nothing, the_solver_finds_the_prices)
