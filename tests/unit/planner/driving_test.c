/* driving_test - the law of the day, and plans that keep it. */
#include "lib/suite.h"

#include "domain/calendar.h"
#include "lib/hamlet.h"
#include "lib/province.h"
#include "lib/referee.h"

#include <string.h>

/* ---- the table ----------------------------------------------------------------------------- */

static void
check_row(day_t day, int week_max_min, const char *says)
{
	const struct planner_driving_law *law = planner_driving_on(day);

	ck_assert_int_eq(law->limits.day_max_min, 600);
	ck_assert_int_eq(law->limits.week_max_min, week_max_min);
	ck_assert_int_eq(law->limits.stretch_max_min, 240);
	ck_assert_int_eq(law->limits.break_min, 15);
	ck_assert_msg(strstr(law->name, says), "%s", law->name);
}

START_TEST(the_week_is_limited_from_2025_on)
{
	check_row(calendar_day(2024, 12, 31), 0, "23/2008/QH12");
	check_row(calendar_day(2025, 1, 1), 2880, "36/2024/QH15, Điều 64");
	check_row(calendar_day(2026, 6, 30), 2880, "36/2024/QH15, Điều 64");
	check_row(calendar_day(2026, 7, 1), 2880, "45/2019/QH14");
	check_row(calendar_day(1999, 1, 1), 0, "23/2008/QH12");
}
END_TEST

START_TEST(the_table_is_in_the_order_of_its_days)
{
	const struct planner_driving_law *row;

	for (size_t i = 0; (row = planner_driving_row(i)); i++) {
		ck_assert_ptr_eq(planner_driving_on(row->from_day), row);
		ck_assert(i == 0 || planner_driving_row(i - 1)->from_day < row->from_day);
	}
}
END_TEST

/* ---- breaks --------------------------------------------------------------------------------- */

/* One hospital so many minutes away, under the law of the first day. */
static struct hamlet *
far_away(int minutes, int days)
{
	struct hamlet *h = MEM_NEW(struct hamlet);

	hamlet_make(h, 1, days);
	hamlet_road(h, 0, hamlet_site(h, 0), minutes);
	for (int d = 0; d < days; d++)
		h->in.driving[d] = planner_driving_on(h->in.start_day + d)->limits;
	return h;
}

START_TEST(a_road_of_five_hours_takes_a_break_of_a_quarter_of_an_hour)
{
	struct hamlet *h = far_away(300, 1);
	const struct planner_route *r = hamlet_solve(h)->routes;

	ck_assert_int_eq(h->plan->n_routes, 1);
	ck_assert_int_eq(r->drive_min, 600);
	ck_assert_int_eq(r->stops[0].arrive_min - r->depart_min, 315);
	ck_assert_int_eq(r->return_min - r->stops[0].depart_min, 315);
	hamlet_free(h);
}
END_TEST

START_TEST(unloading_that_lasts_as_long_is_a_break)
{
	for (int unload = 14; unload <= 15; unload++) {
		struct hamlet *h = far_away(200, 1);
		h->vehicles[0].unload_min = unload;
		const struct planner_route *r = hamlet_solve(h)->routes;
		ck_assert_int_eq(r->stops[0].arrive_min - r->depart_min, 200);
		ck_assert_int_eq(r->return_min - r->stops[0].depart_min, unload < 15 ? 215 : 200);
		hamlet_free(h);
	}
}
END_TEST

START_TEST(waiting_at_the_gate_is_a_break_with_the_unloading)
{
	struct hamlet *h = far_away(200, 1);

	h->vehicles[0].unload_min = 10;
	h->facilities[0].receives_from_min = 30 + 200 + 5; /* five minutes early, ten to unload */
	h->in.n_fixed = 1;
	h->fixed[0] = (struct planner_fixed){ .kind = PLANNER_COMMITTED,
		.supplier = PLANNER_NONE,
		.facility = PLANNER_NONE,
		.from_need = PLANNER_NONE,
		.loaded = true,
		.busy_from_min = 30 + 200 + 5 + 10 + 200, /* it has to be home by then */
		.busy_to_min = PLANNER_DAY_MIN };
	ck_assert_int_eq(hamlet_solve(h)->n_routes, 1);
	ck_assert_int_eq(h->plan->routes[0].return_min, h->fixed[0].busy_from_min);
	h->fixed[0].busy_from_min--;
	ck_assert_int_eq(hamlet_solve(h)->n_routes, 0);
	hamlet_free(h);
}
END_TEST

/* The plan as the driver would like it: home a quarter of an hour earlier. */
START_TEST(a_plan_without_the_break_is_refused)
{
	struct hamlet *h = far_away(300, 1);
	struct planner_verdict v;

	hamlet_solve(h);
	struct planner_route *r = h->plan->routes;
	r->return_min -= 1;
	ck_assert(!planner_check(&h->in, h->plan, &v));
	ck_assert_int_eq(v.what, PLANNER_BAD_DRIVER_BREAK);
	ck_assert_int_eq(v.route, 0);
	ck_assert_int_eq(v.stop, PLANNER_NONE);
	ck_assert_int_eq(v.expected, r->return_min + 1);
	ck_assert_int_eq(v.found, r->return_min);
	r->return_min += 1;
	r->stops[0].arrive_min -= 15;
	r->stops[0].depart_min -= 15;
	ck_assert(!planner_check(&h->in, h->plan, &v));
	ck_assert_int_eq(v.what, PLANNER_BAD_DRIVER_BREAK);
	ck_assert_int_eq(v.stop, 0);
	h->in.driving[0].stretch_max_min = 0;
	ck_assert(planner_check(&h->in, h->plan, &v));
	hamlet_free(h);
}
END_TEST

/* ---- days and weeks ------------------------------------------------------------------------- */

static int
minutes_of(const struct planner_plan *p, int from, int to)
{
	int sum = 0;

	for (int i = 0; i < p->n_routes; i++)
		if (from <= p->routes[i].day && p->routes[i].day <= to)
			sum += p->routes[i].drive_min;
	return sum;
}

START_TEST(a_truck_stands_when_its_week_is_full)
{
	struct hamlet *h = far_away(240, 10); /* eight hours there and back, a truckful is used each day */

	for (int d = 0; d < h->in.days; d++)
		h->needs[0].q50_g[d] = h->needs[0].q90_g[d] = 10 * HAMLET_T;
	hamlet_solve(h);
	ck_assert_int_eq(minutes_of(h->plan, 0, 6), 6 * 480);
	ck_assert_int_gt(minutes_of(h->plan, 7, 9), 480);
	for (int d = 0; d < h->in.days; d++)
		h->in.driving[d].week_max_min = 0;
	hamlet_solve(h);
	ck_assert_int_eq(minutes_of(h->plan, 0, 6), 7 * 480);
	hamlet_free(h);
}
END_TEST

START_TEST(what_was_driven_before_the_plan_counts)
{
	struct hamlet *h = far_away(240, 2);

	h->needs[0].q50_g[0] = h->needs[0].q50_g[1] = 10 * HAMLET_T;
	h->vehicles[0].driven_week_min = 2880 - 480;
	hamlet_solve(h);
	ck_assert_int_eq(h->plan->n_routes, 1);
	h->vehicles[0].driven_week_min = 2880 - 479;
	hamlet_solve(h);
	ck_assert_int_eq(h->plan->n_routes, 0);
	ck_assert_int_eq(h->plan->unmet[0].reason, PLANNER_DRIVER_HOURS);
	h->vehicles[0].driven_week_min = 0;
	h->vehicles[0].driven_day_min = 121;
	hamlet_solve(h);
	ck_assert_int_eq(h->plan->n_routes, 1);
	ck_assert_int_eq(h->plan->routes[0].day, 1);
	hamlet_free(h);
}
END_TEST

START_TEST(committed_deliveries_count_and_may_be_too_many)
{
	struct hamlet *h = far_away(100, 1);

	h->in.n_fixed = 1;
	h->fixed[0] = (struct planner_fixed){ .kind = PLANNER_COMMITTED,
		.supplier = PLANNER_NONE,
		.facility = PLANNER_NONE,
		.from_need = PLANNER_NONE,
		.loaded = true,
		.busy_from_min = 0,
		.busy_to_min = 400,
		.drive_min = 400 };
	ck_assert_int_eq(hamlet_solve(h)->n_routes, 1);
	h->fixed[0].drive_min = 401;
	ck_assert_int_eq(hamlet_solve(h)->n_routes, 0);
	h->fixed[0].drive_min = 3000; /* more than a week allows: not this plan's fault */
	ck_assert_int_eq(hamlet_solve(h)->n_routes, 0);
	hamlet_free(h);
}
END_TEST

/* ---- properties ------------------------------------------------------------------------------ */

/* Short stretches on slow roads, tankers that load elsewhere: breaks everywhere. */
START_TEST(plans_with_breaks_everywhere_are_valid_by_judge_and_referee)
{
	int breaks = 0;

	for (uint64_t seed = 1; seed <= 12; seed++) {
		struct province *p = MEM_NEW(struct province);
		struct arena *a = arena_new();
		struct planner_plan *plan;
		struct faults f = { 0 };
		province_make(p, seed, (struct province_spec){ 4, 6, 3, 4, 100, 150, 150, 300 });
		for (int d = 0; d < p->in.days; d++)
			p->in.driving[d] = (struct planner_driving){ 500, 1200, 30 + (int)seed, 12 };
		for (int v = 0; v < p->in.n_vehicles; v++) {
			p->vehicles[v].speed_kmh = 25;
			p->vehicles[v].unload_min = 5;
			p->vehicles[v].unload_min_per_unit = 1;
			p->vehicles[v].load_min = 5;
			p->vehicles[v].loads_elsewhere = !p->vehicles[v].bottles;
		}
		err_t e = planner_solve(&p->in, a, &plan, &f);
		ck_assert_msg(e == ERR_OK, "seed %d: %s %s", (int)seed, f.item[0].pointer, f.item[0].arg[0]);
		ck_assert_int_eq(referee_judge(&p->in, plan).what, PLANNER_BAD_NONE);
		struct planner_verdict v;
		for (int d = 0; d < p->in.days; d++)
			p->in.driving[d].break_min = 13;
		breaks += !planner_check(&p->in, plan, &v) && v.what == PLANNER_BAD_DRIVER_BREAK;
		ck_assert_int_eq(referee_judge(&p->in, plan).what, v.what);
		arena_free(a);
		free(p);
	}
	ck_assert_int_ge(breaks, 10); /* the breaks were there, and not a minute too long */
}
END_TEST

SUITE("planner/driving", the_week_is_limited_from_2025_on, the_table_is_in_the_order_of_its_days,
    a_road_of_five_hours_takes_a_break_of_a_quarter_of_an_hour,
    unloading_that_lasts_as_long_is_a_break, waiting_at_the_gate_is_a_break_with_the_unloading,
    a_plan_without_the_break_is_refused, a_truck_stands_when_its_week_is_full,
    what_was_driven_before_the_plan_counts, committed_deliveries_count_and_may_be_too_many,
    plans_with_breaks_everywhere_are_valid_by_judge_and_referee)
