/* irp_check_test - the judge of inventory routing, one broken rule at a time. */
#include "planner/irp_check.h"

#include "base/rng.h"
#include "lib/suite.h"

#include <string.h>

/* Two customers at 5 and at 10 metres on one line, two days, two vehicles of ten units. Without a
 * delivery customer 1 lasts no day, customer 2 one day. */
static const char INSTANCE[] = "3 2 10 2\n"
			       "0 0 0 11 1 0.5\n"
			       "1 3 4 2 9 0 4 0.25\n"
			       "2 6 8 3 6 0 3 1\n";

/* Way 20 + 20; customers hold 5 and 1, then 1 and 0; the supplier 4, then 3. */
#define DAY_1 "Day 1\nRoute 1: 0 - 1 ( 7 ) - 2 ( 1 ) - 0\n"
#define DAY_2 "Day 2\nRoute 2: 0 - 2 ( 2 ) - 0\n"
#define COSTS "40\n2.50\n3.50\n46.00\n"
#define TAIL "some processor\n0.5\n"

static const struct {
	const char *text, *verdict;
} rows[] = {
	{ DAY_1 DAY_2 COSTS TAIL, "46.00" },
	{ "\n" DAY_1 "\n" DAY_2 "Route 1: 0 - 0\n40.0\r\n2.5\n3.5\n46.0000\n1\n0\n\n", "46.00" },
	{ "Day  1\nRoute 1 :0-1(7)-2(1)-0\n" DAY_2 COSTS TAIL, "46.00" },
	/* words */
	{ "", "line 0: the file ends before the costs of the last day" },
	{ "Route 1: 0 - 0\n", "line 1: expected Day 1" },
	{ DAY_2 DAY_1 COSTS TAIL, "line 1: expected Day 1 of 2" },
	{ DAY_1 COSTS TAIL, "line 3: expected Day or Route" },
	{ DAY_1 DAY_2 "Day 3\n" COSTS TAIL, "line 5: expected Day 3 of 2" },
	{ "Day 1\nRoute 3: 0 - 0\n", "line 2: expected a route from 1 to 2, one for each vehicle" },
	{ "Day 1\nRoute 1: 0 - 0\nRoute 1: 0 - 0\n", "line 3: this route stands twice on its day" },
	{ "Day 1\nRoute 1: 1 ( 7 ) - 0\n", "line 2: expected : and 0 after the number of a route" },
	{ "Day 1\nRoute 1: 0 - 1 ( 7 )\n", "line 2: expected a route to end at 0" },
	{ "Day 1\nRoute 1: 0 - 1 ( 7 ) - 0 - 2 ( 1 ) - 0\n",
	    "line 2: expected nothing after the route's last 0" },
	{ "Day 1\nRoute 1: 0 - 3 ( 7 ) - 0\n", "line 2: expected the number of a customer" },
	{ "Day 1\nRoute 1: 0 - 1 - 0\n",
	    "line 2: expected ( and a whole quantity and ) after a customer" },
	{ "Day 1\nRoute 1: 0 - 1 ( -7 ) - 0\n",
	    "line 2: expected ( and a whole quantity and ) after a customer" },
	{ "Day 1\nRoute 1: 0 - 1 ( 7.5 ) - 0\n",
	    "line 2: expected ( and a whole quantity and ) after a customer" },
	/* limits */
	{ "Day 1\nRoute 1: 0 - 1 ( 5 ) - 0\nRoute 2: 0 - 1 ( 2 ) - 0\n",
	    "line 3: customer 1 is visited twice on day 1" },
	{ "Day 1\nRoute 1: 0 - 1 ( 7 ) - 2 ( 4 ) - 0\n",
	    "line 2: route 1 of day 1 carries 11, more than 10" },
	{ "Day 1\nRoute 1: 0 - 1 ( 9223372036854775807 ) - 0\n",
	    "line 2: expected ( and a whole quantity and ) after a customer" },
	{ "Day 1\nRoute 1: 0 - 1 ( 8 ) - 0\n" DAY_2 COSTS TAIL,
	    "day 1: customer 1 has 10 after the delivery, more than 9" },
	{ "Day 1\nRoute 1: 0 - 1 ( 1 ) - 0\n" DAY_2 COSTS TAIL,
	    "day 1: customer 1 has -1 at the close, less than 0" },
	{ DAY_1 "Day 2\n" COSTS TAIL, "day 2: customer 2 has -2 at the close, less than 0" },
	{ DAY_1 "Day 2\nRoute 2: 0 - 2 ( 6 ) - 0\n" COSTS TAIL,
	    "day 2: customer 2 has 7 after the delivery, more than 6" },
	{ "Day 1\nRoute 1: 0 - 1 ( 7 ) - 2 ( 3 ) - 0\nDay 2\nRoute 1: 0 - 1 ( 4 ) - 0\n" COSTS TAIL,
	    "day 2: the supplier has -1 at the close, less than 0" },
	/* costs */
	{ DAY_1 DAY_2 "41\n2.50\n3.50\n47.00\n" TAIL,
	    "line 5: transportation costs 40.00, not as stated" },
	{ DAY_1 DAY_2 "40\n2.52\n3.50\n46.00\n" TAIL,
	    "line 6: the customers' holding costs 2.50, not as stated" },
	{ DAY_1 DAY_2 "40\n2.50\n3.00\n46.00\n" TAIL,
	    "line 7: the supplier's holding costs 3.50, not as stated" },
	{ DAY_1 DAY_2 "40\n2.50\n3.50\n45.00\n" TAIL,
	    "line 8: everything costs 46.00, not as stated" },
	{ DAY_1 DAY_2 "40\nnan\n3.50\n45.00\n" TAIL,
	    "line 6: expected the cost of the customers' holding" },
	{ DAY_1 DAY_2 "40\n2.50\n",
	    "line 6: the file ends before its four costs, processor and seconds" },
	{ DAY_1 DAY_2 COSTS "cpu\n", "line 9: the file ends before its processor and seconds" },
	{ DAY_1 DAY_2 COSTS "cpu\nsoon\n", "line 10: expected the seconds it took" },
	{ DAY_1 DAY_2 COSTS TAIL "more\n", "line 11: expected nothing after the seconds" },
};

static void
read_instance(struct arena *a, struct irp *v)
{
	struct str why = { 0 };

	ck_assert_int_eq(planner_irp_read(INSTANCE, strlen(INSTANCE), a, v, &why), ERR_OK);
}

START_TEST(each_broken_rule_is_the_first_violation_named)
{
	struct arena *a = arena_new();
	struct str cost = { 0 }, why = { 0 };
	struct irp v;

	read_instance(a, &v);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		str_clear(&cost);
		str_clear(&why);
		bool valid = planner_irp_check(&v, rows[i].text, strlen(rows[i].text), &cost, &why);
		const char *verdict = str_text(valid ? &cost : &why);
		ck_assert_msg(strncmp(verdict, rows[i].verdict, strlen(rows[i].verdict)) == 0,
		    "%zu: %s", i, verdict);
	}
	str_free(&cost);
	str_free(&why);
	arena_free(a);
}
END_TEST

START_TEST(changed_bytes_are_judged_without_harm)
{
	static const char good[] = DAY_1 DAY_2 COSTS TAIL;
	static const char odd[] = "0123456789 :()-\n.eDR\xff";
	struct arena *a = arena_new();
	struct rng r = rng_seed(20261122, 0);
	struct irp v;
	int valid = 0;

	read_instance(a, &v);
	for (int i = 0; i < 5000; i++) {
		struct str cost = { 0 }, why = { 0 };
		char text[sizeof good];
		memcpy(text, good, sizeof text);
		for (int k = (int)rng_below(&r, 4); k > 0; k--)
			text[rng_below(&r, sizeof text - 1)] = odd[rng_below(&r, sizeof odd - 1)];
		if (planner_irp_check(&v, text, strlen(text), &cost, &why)) {
			ck_assert_str_eq(str_text(&cost), "46.00");
			valid++;
		} else
			ck_assert_uint_gt(why.len, 0);
		str_free(&cost);
		str_free(&why);
	}
	ck_assert_int_gt(valid, 500);
	ck_assert_int_lt(valid, 4500);
	arena_free(a);
}
END_TEST

SUITE("planner/irp_check", each_broken_rule_is_the_first_violation_named,
    changed_bytes_are_judged_without_harm)
