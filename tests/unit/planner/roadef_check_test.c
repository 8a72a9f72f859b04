/* roadef_check_test - what the judge of challenge solutions accepts, and what it refuses first. */
#include "planner/roadef_check.h"

#include "base/rng.h"
#include "lib/roadef.h"
#include "lib/suite.h"

#include <string.h>

static struct arena *arena;
static struct roadef small;
static struct str text, verdict;

static void
arrange(void)
{
	struct str why = { 0 };

	arena = arena_new();
	roadef_small(&text);
	ck_assert_msg(planner_roadef_xml(str_text(&text), text.len, arena, &small, &why) == ERR_OK,
	    "%s", str_text(&why));
}

static void
clean(void)
{
	str_free(&text);
	str_free(&verdict);
	arena_free(arena);
}

static const char *
judge_text(const char *xml)
{
	struct roadef_figures f;

	str_clear(&verdict);
	if (planner_roadef_check(&small, xml, strlen(xml), &f, &verdict))
		str_addf(&verdict, "%.6Lf %.6Lf", f.cost, f.quantity);
	return str_text(&verdict);
}

static const char *
judge(const char *shifts)
{
	roadef_solution(shifts, &text);
	return judge_text(str_text(&text));
}

struct row {
	const char *shifts, *verdict;
};

static void
expect(const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		ck_assert_str_eq(judge(rows[i].shifts), rows[i].verdict);
}

#define FIRST "0 0 100: 1 110 -80, 2 190 30, 3 250 20"

START_TEST(cost_is_distance_and_time_and_quantity_what_customers_get)
{
	/* 285 * 1 + 260 * 0.1, and 180 * 0.5 + 140 * 0.2 */
	static const struct row rows[] = {
		{ FIRST " | 1 1 1440: 2 1500 10", "429.000000 60.000000" },
		{ "1 1 1440: 2 1500 10 | " FIRST, "429.000000 60.000000" }, /* any order */
		{ FIRST, "311.000000 50.000000" },
		{ "0 0 100: 1 110 -80, 2 200 30", "198.000000 30.000000" }, /* waiting costs time */
		{ FIRST " | 1 0 1440: 2 1500 20", "519.000000 70.000000" }, /* what was left */
	};
	expect(rows, sizeof rows / sizeof *rows);
}
END_TEST

START_TEST(each_rule_of_a_shift_is_checked)
{
	static const struct row rows[] = {
		{ "0 0 100: 1 109 -80, 2 190 30",
		    "shift 0: SHI02 is at 1 at 109, before it can be there at 110" },
		{ "0 0 100: 1 110 -80, 2 189 30",
		    "shift 0: SHI02 is at 2 at 189, before it can be there at 190" },
		{ "0 0 0: 1 10 -80, 2 590 30", "shift 0: a layover before 2" },
		{ "0 0 2800: 1 2810 -80, 2 2890 30", "shift 0: is at 2 after the horizon" },
		{ "0 0 100: 1 110 -80, 2 190 30, 3 581 20",
		    "shift 0: SHI04 is at 3 while it is closed" },
		{ FIRST " | 1 1 1440: 3 1530 10", "shift 1: SHI05 trailer 1 may not come to 3" },
		{ "0 0 100: 1 110 80, 2 190 30",
		    "shift 0: SHI11 the quantity at 1 is not below 0" },
		{ "0 0 100: 1 110 0, 2 190 30", "shift 0: SHI11 the quantity at 1 is not below 0" },
		{ "0 0 100: 1 110 -80, 2 190 -30",
		    "shift 0: SHI11 the quantity at 2 is not above 0" },
		{ "0 0 100: 1 110 -80, 2 190 0",
		    "shift 0: SHI11 the quantity at 2 is not above 0" },
		{ "0 0 100: 1 110 -80, 2 190 81",
		    "shift 0: SHI16 delivers more than the tank of 2 holds" },
		{ "0 0 100: 1 110 -80, 2 190 30, 3 250 4",
		    "shift 0: SHI16 delivers less than 3 takes" },
		{ "0 0 100: 0 100 5", "shift 0: an operation at the base" },
		{ "0 1 100: 2 190 30", "shift 0: TL03 driver 0 may not drive trailer 1" },
		{ "0 0 100: 1 110 -80, 2 190 5, 3 250 5, 2 310 5, 3 370 5, 2 430 5, 3 490 5",
		    "shift 0: DRI03 drives 350 of 300 minutes" },
		{ "0 0 700: 1 710 -80, 2 790 30",
		    "shift 0: DRI08 from 700 to 870 is in no window of driver 0" },
		{ "1 1 600: 2 660 10",
		    "shift 0: DRI08 from 600 to 740 is in no window of driver 1" },
	};
	expect(rows, sizeof rows / sizeof *rows);
}
END_TEST

START_TEST(each_rule_between_shifts_is_checked)
{
	static const struct row rows[] = {
		{ "1 1 0: 2 60 10 | 1 1 720: 2 780 10",
		    "shift 1: DRI01 driver 1 has not rested since shift 0 ended at 140" },
		{ "1 1 0: 2 60 10 | 1 0 100: 2 160 10",
		    "shift 1: DRI01 driver 1 has not rested since shift 0 ended at 140" },
		{ "1 1 720: 2 780 10 | 1 1 0: 2 60 10",
		    "shift 0: DRI01 driver 1 has not rested since shift 1 ended at 140" },
		{ FIRST " | 1 0 300: 2 360 10", "shift 1: TL01 trailer 0 is in shift 0 until 360" },
		{ "0 0 100: 1 110 -81, 2 190 30", "shift 0: SHI06 trailer 0 is overfull at 1" },
		{ "0 0 100: 1 110 -80, 2 190 60, 3 250 41",
		    "shift 0: SHI06 trailer 0 delivers more than it holds at 3" },
		{ FIRST " | 1 0 1440: 2 1500 51",
		    "shift 1: SHI06 trailer 0 delivers more than it holds at 2" },
		{ "0 0 100: 2 160 21",
		    "shift 0: SHI06 trailer 0 delivers more than it holds at 2" },
	};
	expect(rows, sizeof rows / sizeof *rows);
}
END_TEST

START_TEST(each_rule_of_a_tank_is_checked_at_the_end_of_every_step)
{
	static const struct row rows[] = {
		/* 40 - 4 + 44 is full */
		{ "0 0 100: 1 110 -80, 2 190 44", "197.000000 44.000000" },
		{ "0 0 100: 1 110 -80, 2 190 44.1",
		    "customer 2: DYN01 is overfull at the end of step 3" },
		{ "0 0 100: 1 110 -80, 2 190 30, 3 250 33",
		    "customer 3: DYN01 is overfull at the end of step 4" },
		{ "0 0 100: 1 110 -80, 2 190 18", "197.000000 18.000000" },
		{ "0 0 100: 1 110 -80, 2 190 17.9",
		    "customer 2: QS02 is below its safety level at the end of step 47" },
		/* 40 - 31 < 10: step 30 is too late, its own delivery is not */
		{ "1 1 1740: 2 1800 20", "118.000000 20.000000" },
		{ "1 1 1830: 2 1890 30",
		    "customer 2: QS02 is below its safety level at the end of step 30" },
	};
	expect(rows, sizeof rows / sizeof *rows);
}
END_TEST

START_TEST(what_is_not_a_solution_is_refused_with_its_line)
{
	static const struct row rows[] = {
		{ "", "line 1: no element found" },
		{ "<a/>", "line 1: expected <IRP_Roadef_Challenge_Output> with <Shifts>" },
		{ "<IRP_Roadef_Challenge_Output><Shifts/></IRP_Roadef_Challenge_Output>",
		    "customer 2: QS02 is below its safety level at the end of step 30" },
		{ "<IRP_Roadef_Challenge_Output>\n<Shifts>\n<s><index>0</index></s></Shifts>"
		  "</IRP_Roadef_Challenge_Output>",
		    "line 3: <s> needs a number in <driver>" },
		{ "<IRP_Roadef_Challenge_Output><Shifts>\n<s><index>0</index>\n<driver>2</driver>"
		  "</s></Shifts></IRP_Roadef_Challenge_Output>",
		    "line 3: expected <driver> of 0 to 1" },
		{ "<IRP_Roadef_Challenge_Output><Shifts>\n<s><index>0</index><driver>1</driver>\n"
		  "<trailer>0x1</trailer></s></Shifts></IRP_Roadef_Challenge_Output>",
		    "line 3: <s> needs a number in <trailer>" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		ck_assert_str_eq(judge_text(rows[i].shifts), rows[i].verdict);
	ck_assert_str_eq(judge("0 0 100: "), "line 3: a shift without operations");
	ck_assert_str_eq(judge("0 0 100: 4 110 -80"), "line 5: expected <point> of 0 to 3");
	roadef_solution(FIRST " | 1 1 1440: 2 1500 10", &text);
	char *second = strstr(str_text(&text), "<index>1");
	second[7] = '0';
	ck_assert_str_eq(judge_text(str_text(&text)), "shift 0: is there twice");
}
END_TEST

/* Every number of a valid solution, spoiled by chance: never a crash, and what is still valid is
 * only what a replay of the same numbers allows; here, quantities within their limits. */
START_TEST(a_thousand_spoiled_solutions_are_judged)
{
	struct rng r = rng_seed(7, 1);
	int refused = 0;

	for (int i = 0; i < 1000; i++) {
		roadef_solution(FIRST " | 1 1 1440: 2 1500 10", &text);
		char *s = text.data;
		for (int k = 0; k < 2; k++) {
			size_t at = rng_below(&r, (uint32_t)text.len);
			s[at] = rng_below(&r, 2) ? (char)('0' + rng_below(&r, 10))
						 : (char)rng_below(&r, 256);
		}
		str_clear(&verdict);
		struct roadef_figures f = { 0 };
		if (!planner_roadef_check(&small, s, text.len, &f, &verdict)) {
			ck_assert_uint_gt(verdict.len, 0);
			refused++;
		} else
			ck_assert(f.quantity > 0 && f.quantity <= 44 + 26 + 32 && f.cost >= 118);
	}
	ck_assert_int_ge(refused, 800);
}
END_TEST

SUITE_WITH("planner/roadef_check", arrange, clean,
    cost_is_distance_and_time_and_quantity_what_customers_get, each_rule_of_a_shift_is_checked,
    each_rule_between_shifts_is_checked, each_rule_of_a_tank_is_checked_at_the_end_of_every_step,
    what_is_not_a_solution_is_refused_with_its_line, a_thousand_spoiled_solutions_are_judged)
