/* roadef_fill_test - quantities on fixed visits, by hand and by the flow. */
#include "lib/roadef.h"
#include "lib/suite.h"
#include "planner/roadef_plan.h"

static struct arena *arena;
static struct roadef v;
static struct roadef_work w;
static struct roadef_plan plan;

static void
arrange(void)
{
	struct str text = { 0 }, why = { 0 };

	arena = arena_new();
	roadef_small(&text);
	ck_assert_int_eq(planner_roadef_xml(str_text(&text), text.len, arena, &v, &why), ERR_OK);
	str_free(&text);
	planner_roadef_stock_start(&w, &v);
}

static void
clean(void)
{
	planner_roadef_plan_free(&plan);
	planner_roadef_stock_end(&w);
	arena_free(arena);
}

/* Add a shift through `n` places. */
static void
shift(int32_t driver, int32_t trailer, int32_t window, int32_t start, int n, const int32_t *places)
{
	struct roadef_shift s = {
		.driver = driver, .trailer = trailer, .window = window, .start = start, .n = n
	};

	for (int i = 0; i < n; i++)
		s.stop[i].place = places[i];
	ck_assert(planner_roadef_plan_drive(&v, &s));
	(void)planner_roadef_plan_add(&plan, &s);
}

static int64_t
units(int64_t quantity)
{
	return (quantity + ROADEF_UNIT / 100) / ROADEF_UNIT;
}

START_TEST(a_load_goes_where_a_later_trailer_cannot)
{
	/* Trailer 0 holds 20 and comes to 2, then 3; trailer 1 holds 50 and comes to 2 later, where
	 * 80 - 40 + 14 = 54 fit by then. In the order of time 2 takes the 20, and 34 follow: 54.
	 * Best is 50 for 2 from trailer 1, 4 of the 20 at most: all 70. */
	shift(0, 0, 0, 100, 2, (const int32_t[]){ 2, 3 });
	shift(1, 1, 1, 720, 1, (const int32_t[]){ 2 });
	planner_roadef_stock(&w, &plan);
	ck_assert_int_eq(units(plan.quantity), 54);
	ck_assert(planner_roadef_fill(&w, &plan));
	ck_assert_int_eq(units(plan.quantity), 70);
	ck_assert_int_eq(units(plan.shifts[1].stop[0].quantity), 50);
	ck_assert_int_eq(plan.gaps, 0);
}
END_TEST

START_TEST(a_tank_that_no_visit_reaches_in_time_is_told)
{
	/* 2 falls below 10 in step 30 (minute 1800); nobody comes, or too late. */
	ck_assert(!planner_roadef_fill(&w, &plan));
	planner_roadef_stock(&w, &plan);
	ck_assert_int_eq(plan.gaps, 1);
	ck_assert_int_eq(w.tanks[2].bad, 30);
	ck_assert_int_eq(plan.missing, 18 * ROADEF_UNIT);
	shift(1, 1, 2, 1860, 1, (const int32_t[]){ 2 });
	ck_assert(!planner_roadef_fill(&w, &plan));
	planner_roadef_stock(&w, &plan);
	ck_assert_int_eq(plan.gaps, 1);
	ck_assert_int_eq(plan.missing, 2 * ROADEF_UNIT);
}
END_TEST

START_TEST(loads_are_to_the_brim_and_carry_over_shifts)
{
	shift(0, 0, 0, 100, 2, (const int32_t[]){ 1, 2 });
	shift(1, 0, 2, 1440, 2, (const int32_t[]){ 2, 1 });
	planner_roadef_stock(&w, &plan);
	ck_assert_int_eq(units(-plan.shifts[0].stop[0].quantity), 80);
	ck_assert_int_eq(units(plan.shifts[0].stop[1].quantity), 44);
	/* 22 fit at step 25, 56 are in the trailer, 66 are loaded again. */
	ck_assert_int_eq(units(plan.shifts[1].stop[0].quantity), 22);
	ck_assert_int_eq(units(-plan.shifts[1].stop[1].quantity), 66);
}
END_TEST

SUITE_WITH("planner/roadef_fill", arrange, clean, a_load_goes_where_a_later_trailer_cannot,
    a_tank_that_no_visit_reaches_in_time_is_told, loads_are_to_the_brim_and_carry_over_shifts)
