/* irp_test - reading inventory routing instances. */
#include "planner/irp.h"

#include "base/rng.h"
#include "lib/suite.h"

#include <string.h>

static const char GOOD[] = "3\t2 10 2 \r\n"
			   "0 0.0 0.0 20 7 0.03\n\n"
			   " 1 3.0 4.0 2 10 0 4 0.5\n"
			   "2 -6 8.25 3 9 1 3 0\n";

START_TEST(an_instance_is_read_with_money_in_millionths)
{
	struct arena *a = arena_new();
	struct str why = { 0 };
	struct irp v;

	ck_assert_int_eq(planner_irp_read(GOOD, strlen(GOOD), a, &v, &why), ERR_OK);
	ck_assert_int_eq(v.n, 2);
	ck_assert_int_eq(v.days, 2);
	ck_assert_int_eq(v.capacity, 10);
	ck_assert_int_eq(v.vehicles, 2);
	ck_assert_int_eq(v.start, 20);
	ck_assert_int_eq(v.production, 7);
	ck_assert_int_eq(v.holding, 30000);
	ck_assert_int_eq(v.customers[0].max, 10);
	ck_assert_int_eq(v.customers[0].holding, 500000);
	ck_assert(v.customers[1].x == -6 && v.customers[1].y == 8.25);
	ck_assert_int_eq(v.customers[1].min, 1);
	arena_free(a);
}
END_TEST

#define SUPPLIER "0 0 0 20 7 0.03\n"
#define ONE "1 3 4 2 10 0 4 0.5\n"

static const struct {
	const char *text, *why;
} bad[] = {
	{ "", "0: the file ends before all vertices of line 1 were told" },
	{ "1 2 10 2\n", "1: number 1: expected vertices, a whole number from 2 to 1001" },
	{ "2 2 0 2\n",
	    "1: number 3: expected capacity of a vehicle, a whole number from 1 to 1000000000" },
	{ "2 2 10\n", "1: number 4: expected vehicles, a whole number from 1 to 1000" },
	{ "2 2 10 2 5\n", "1: more numbers than this line has" },
	{ "2 2.5 10 2\n", "1: number 2: expected days, a whole number from 1 to 30" },
	{ "2 2 10 2\n1 0 0 20 7 0.03\n",
	    "2: number 1: expected 0 for the supplier, a whole number from 0 to 0" },
	{ "2 2 10 2\n0 0 x 20 7 0.03\n",
	    "2: number 3: expected y, a number of at most six decimals from -1000000 to 1000000" },
	{ "2 2 10 2\n0 0 0 20 7 0.0000003\n", "2: number 6: expected holding cost, a number of at "
					      "most six decimals from 0 to 1000000" },
	{ "2 2 10 2\n0 0 0 20 7 1e3\n", "2: number 6: expected holding cost, a number of at most "
					"six decimals from 0 to 1000000" },
	{ "1001 2 10 2\n" SUPPLIER ONE, "2: the file is shorter than the vertices of line 1" },
	{ "2 2 10 2\n" SUPPLIER "2 3 4 2 10 0 4 0.5\n", "3: expected customer 1" },
	{ "2 2 10 2\n" SUPPLIER "1 3 4 11 10 0 4 0.5\n", "3: expected min <= start <= max" },
	{ "2 2 10 2\n" SUPPLIER "1 3 4 2 10 3 4 0.5\n", "3: expected min <= start <= max" },
	{ "2 2 10 2\n" SUPPLIER "1 3 4 2 -1 0 4 0.5\n",
	    "3: number 5: expected max, a whole number from 0 to 1000000000" },
	{ "3 2 10 2\n" SUPPLIER "1 3.000000 4.000000 2 10 0 4 0.55555\n",
	    "3: the file ends before all vertices of line 1 were told" },
	{ "2 2 10 2\n" SUPPLIER ONE ONE, "4: more lines than vertices of line 1" },
	{ "2 30 10 2\n0 0 0 1000000000 1000000000 999999\n" ONE,
	    "3: quantities and holding costs too large to count together" },
};

START_TEST(a_bad_file_is_refused_with_its_line_and_what_would_be_right)
{
	struct arena *a = arena_new();
	struct str why = { 0 };
	struct irp v;

	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		str_clear(&why);
		ck_assert_int_eq(
		    planner_irp_read(bad[i].text, strlen(bad[i].text), a, &v, &why), ERR_INVALID);
		ck_assert_msg(str_eq(str_text(&why), bad[i].why), "%zu: %s", i, str_text(&why));
	}
	str_free(&why);
	arena_free(a);
}
END_TEST

START_TEST(changed_bytes_are_read_or_refused_without_harm)
{
	static const char odd[] = "0123456789 .-\n\te\xff";
	struct rng r = rng_seed(20261122, 0);
	int read = 0;

	for (int i = 0; i < 5000; i++) {
		struct arena *a = arena_new();
		struct str why = { 0 };
		struct irp v;
		char text[sizeof GOOD];
		memcpy(text, GOOD, sizeof text);
		for (int k = (int)rng_below(&r, 4); k > 0; k--)
			text[rng_below(&r, sizeof text - 1)] = odd[rng_below(&r, sizeof odd - 1)];
		size_t len = rng_below(&r, 8) ? strlen(text) : rng_below(&r, sizeof text);
		if (planner_irp_read(text, len, a, &v, &why) == ERR_OK)
			read++;
		else
			ck_assert_uint_gt(why.len, 0);
		str_free(&why);
		arena_free(a);
	}
	ck_assert_int_gt(read, 100);
	ck_assert_int_lt(read, 4900);
}
END_TEST

START_TEST(money_is_written_with_two_decimals_or_as_many_as_it_has)
{
	static const struct {
		int64_t millionths;
		const char *text;
	} rows[] = { { 0, "0.00" }, { 2186790000, "2186.79" }, { 500000, "0.50" },
		{ 1, "0.000001" }, { -1230000, "-1.23" }, { 1234500, "1.2345" } };
	struct str s = { 0 };

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		str_clear(&s);
		planner_irp_money(rows[i].millionths, &s);
		ck_assert_str_eq(str_text(&s), rows[i].text);
	}
	str_free(&s);
}
END_TEST

SUITE("planner/irp", an_instance_is_read_with_money_in_millionths,
    a_bad_file_is_refused_with_its_line_and_what_would_be_right,
    changed_bytes_are_read_or_refused_without_harm,
    money_is_written_with_two_decimals_or_as_many_as_it_has)
