/* load_test - where tankers load: at home when their plant has gas to spare, elsewhere when it has not, nowhere for gas that is not
 * there yet; and where their hours go when there are too few. */
#include "lib/suite.h"

#include "lib/hamlet.h"

#include <string.h>

enum { P1, P2 };

/* P1 with T1 far from everybody, P2 with T2 nearer to both hospitals; T2 has time for one trip. Both tankers may load at the other plant. */
static struct hamlet *
two_plants(void)
{
	struct hamlet *h = MEM_NEW(struct hamlet);

	hamlet_make(h, 2, 2);
	h->in.n_suppliers = h->in.n_sources = h->in.n_vehicles = 2;
	h->suppliers[P2] = h->suppliers[P1];
	h->sources[P2] = h->sources[P1];
	h->sources[P2].supplier = P2;
	h->vehicles[0].loads_elsewhere = true;
	h->vehicles[1] = h->vehicles[0];
	h->vehicles[1].code = "T2";
	h->vehicles[1].supplier = P2;
	h->vehicles[1].duty_from_min = 360;
	h->vehicles[1].duty_to_min = 360 + 120;
	h->suppliers[P1].code = "P1";
	h->suppliers[P2].code = "P2";
	for (int i = 0; i < 4; i++)
		h->rights[i] = (struct planner_right){ .supplier = i % 2, .need = i / 2, .day_to = 1 };
	h->in.n_rights = 4;
	memset(h->distance_m, 0, sizeof h->distance_m);
	for (int i = 0; i < 2; i++) {
		hamlet_road(h, P1, hamlet_site(h, i), 100);
		hamlet_road(h, P2, hamlet_site(h, i), 30);
	}
	hamlet_road(h, P1, P2, 90);
	hamlet_road(h, hamlet_site(h, 0), hamlet_site(h, 1), 120);
	return h;
}

static int
trips_of(const struct planner_plan *p, int vehicle, int supplier, int day)
{
	int n = 0;

	for (int i = 0; i < p->n_routes; i++)
		n += p->routes[i].vehicle == vehicle && p->routes[i].supplier == supplier && p->routes[i].day == day;
	return n;
}

static int
stops_at(const struct planner_plan *p, int need, int day)
{
	int n = 0;

	for (int i = 0; i < p->n_routes; i++)
		for (int k = 0; k < p->routes[i].n_stops; k++)
			n += p->routes[i].day == day && p->routes[i].stops[k].need == need;
	return n;
}

/* The flow wants P2 for both, which is nearer; T1 is free, and its own plant has as much. */
START_TEST(a_tanker_loads_at_home_what_the_flow_wanted_from_elsewhere)
{
	struct hamlet *h = two_plants();
	const struct planner_plan *p = hamlet_solve(h);

	ck_assert_int_eq(p->n_unmet, 0);
	ck_assert_int_ge(trips_of(p, 0, P1, 0), 1);
	ck_assert_int_eq(trips_of(p, 0, P2, 0), 0);
	hamlet_free(h);
}
END_TEST

START_TEST(a_tanker_whose_plant_is_empty_loads_elsewhere)
{
	struct hamlet *h = two_plants();

	h->sources[P1].stock_g = h->sources[P1].production_g[0] = h->sources[P1].production_g[1] = 0;
	const struct planner_plan *p = hamlet_solve(h);
	ck_assert_int_eq(trips_of(p, 0, P1, 0), 0);
	ck_assert_int_ge(trips_of(p, 0, P2, 0), 1);
	hamlet_free(h);
}
END_TEST

/* T2 alone has five hours, the near hospital takes 80 minutes and the far one 260: what is missing is its hours, and nothing was excluded. */
START_TEST(what_no_tanker_had_time_for_is_said_so)
{
	struct hamlet *h = two_plants();

	h->vehicles[0].out_of_service[0] = h->vehicles[0].out_of_service[1] = true;
	h->vehicles[1].duty_to_min = 360 + 300;
	hamlet_road(h, P2, hamlet_site(h, 0), 10);
	hamlet_road(h, P2, hamlet_site(h, 1), 100);
	for (int i = 0; i < 2; i++) {
		h->needs[i].on_hand_g = 3 * HAMLET_T;
		h->needs[i].capacity_g = 9 * HAMLET_T;
	}
	const struct planner_plan *p = hamlet_solve(h);
	ck_assert_int_gt(p->n_unmet, 0);
	ck_assert_int_eq(p->unmet[0].day, 0);
	ck_assert_str_eq(planner_reason_code(p->unmet[0].reason), "driver_hours");
	hamlet_free(h);
}
END_TEST

/* There is time for two hospitals side by side, which run dry first and have room for two tonnes each, or for a third one with room for a
 * truckful. None is in danger. */
START_TEST(hours_go_where_they_bring_most)
{
	struct hamlet *h = MEM_NEW(struct hamlet);

	hamlet_make(h, 3, 4);
	h->vehicles[0].duty_to_min = 125;
	for (int i = 0; i < 2; i++) {
		h->needs[i].on_hand_g = 13 * HAMLET_T;
		h->needs[i].capacity_g = 15 * HAMLET_T;
		hamlet_road(h, 0, hamlet_site(h, i), 10);
		hamlet_road(h, hamlet_site(h, i), hamlet_site(h, 2), 100);
	}
	hamlet_road(h, hamlet_site(h, 0), hamlet_site(h, 1), 10);
	h->needs[2].on_hand_g = 14 * HAMLET_T;
	const struct planner_plan *p = hamlet_solve(h);
	ck_assert_int_eq(p->n_unmet, 0);
	ck_assert_int_eq(trips_of(p, 0, 0, 0), 1);
	ck_assert_int_eq(p->routes[0].stops[0].need, 2);
	hamlet_free(h);
}
END_TEST

/* It is 13:00, and beside a hospital round the corner there is time for one of two: for a truckful at one that lasts until tomorrow noon,
 * or for three tonnes at one farther away that is dry tonight. */
START_TEST(who_is_dry_tonight_goes_before_a_truckful_for_tomorrow)
{
	enum { TOMORROW, TONIGHT, CORNER };
	static const int64_t A_DAY_G[] = { 12 * HAMLET_T, 4 * HAMLET_T, 4 * HAMLET_T };
	struct hamlet *h = MEM_NEW(struct hamlet);

	hamlet_make(h, 3, 3);
	h->in.start_minute = 780;
	h->vehicles[0].duty_from_min = 360;
	h->vehicles[0].duty_to_min = 780 + 280;
	hamlet_road(h, 0, hamlet_site(h, TOMORROW), 30);
	hamlet_road(h, 0, hamlet_site(h, TONIGHT), 60);
	hamlet_road(h, 0, hamlet_site(h, CORNER), 15);
	for (int i = 0; i < 3; i++) {
		for (int d = 0; d < 3; d++)
			h->needs[i].q50_g[d] = h->needs[i].q90_g[d] = d ? A_DAY_G[i] : A_DAY_G[i] * 11 / 24;
		h->needs[i].on_hand_g = 1 * HAMLET_T;
		h->needs[i].capacity_g = 4 * HAMLET_T;
		for (int k = 0; k < i; k++)
			hamlet_road(h, hamlet_site(h, i), hamlet_site(h, k), 80);
	}
	h->needs[TOMORROW].on_hand_g = 10 * HAMLET_T;
	h->needs[TOMORROW].capacity_g = 30 * HAMLET_T;
	const struct planner_plan *p = hamlet_solve(h);
	ck_assert_int_eq(stops_at(p, TOMORROW, 0), 0);
	ck_assert_int_eq(stops_at(p, TONIGHT, 0), 1);
	ck_assert_int_eq(stops_at(p, CORNER, 0), 1);
	hamlet_free(h);
}
END_TEST

/* Dry at 3:45, before anybody can be there. When it is filled 800 kg a day are not worth a stop: nobody comes on the next day. */
START_TEST(who_was_dry_and_is_filled_does_not_press)
{
	struct hamlet *h = MEM_NEW(struct hamlet);

	hamlet_make(h, 1, 4);
	h->vehicles[0].duty_from_min = 360;
	h->needs[0].on_hand_g = HAMLET_T / 8;
	h->needs[0].capacity_g = 9 * HAMLET_T;
	for (int d = 0; d < 4; d++)
		h->needs[0].q50_g[d] = h->needs[0].q90_g[d] = HAMLET_T * 8 / 10;
	const struct planner_plan *p = hamlet_solve(h);
	ck_assert_int_eq(stops_at(p, 0, 0), 1);
	ck_assert_int_eq(stops_at(p, 0, 1), 0);
	hamlet_free(h);
}
END_TEST

/* Two hospitals use six tonnes a day each; one has none, the other nine, and there are twelve more in all: what is missed in the first two days
 * is the three tonnes that are not there, though stock that is held back would count as safety on each day that it lies. */
START_TEST(gas_goes_to_who_lacks_it_now_before_who_will_lack_it)
{
	struct hamlet *h = MEM_NEW(struct hamlet);
	int64_t soon_g = 0;

	hamlet_make(h, 2, 5);
	h->sources[0].stock_g = 12 * HAMLET_T;
	memset(h->sources[0].production_g, 0, sizeof h->sources[0].production_g);
	h->needs[0].on_hand_g = 0;
	h->needs[1].on_hand_g = 9 * HAMLET_T;
	h->needs[0].critical_pct = h->needs[1].critical_pct = 0;
	const struct planner_plan *p = hamlet_solve(h);
	for (int i = 0; i < p->n_unmet; i++)
		soon_g += p->unmet[i].day < 2 ? p->unmet[i].grams : 0;
	ck_assert_int_eq(soon_g, 3 * HAMLET_T);
	hamlet_free(h);
}
END_TEST

/* One plant makes a tonne an hour and has four; two hospitals are to have ten each, today's and tomorrow's. */
START_TEST(no_trip_is_made_for_gas_that_comes_later_in_the_day)
{
	struct hamlet *h = MEM_NEW(struct hamlet);

	hamlet_make(h, 2, 2);
	h->in.start_minute = 360;
	h->sources[0].stock_g = 4 * HAMLET_T;
	for (int d = 0; d < 2; d++)
		h->sources[0].production_g[d] = (d ? 24 : 18) * HAMLET_T;
	for (int i = 0; i < 2; i++)
		h->needs[i].on_hand_g = 9 * HAMLET_T;
	const struct planner_plan *p = hamlet_solve(h);
	ck_assert_int_eq(p->n_unmet, 0);
	ck_assert_int_eq(trips_of(p, 0, 0, 0), 1); /* with four tonnes; a second one at eight would bring two */
	hamlet_free(h);
}
END_TEST

SUITE("planner/load", a_tanker_loads_at_home_what_the_flow_wanted_from_elsewhere, a_tanker_whose_plant_is_empty_loads_elsewhere,
    what_no_tanker_had_time_for_is_said_so, hours_go_where_they_bring_most, who_is_dry_tonight_goes_before_a_truckful_for_tomorrow, who_was_dry_and_is_filled_does_not_press,
    gas_goes_to_who_lacks_it_now_before_who_will_lack_it,
    no_trip_is_made_for_gas_that_comes_later_in_the_day)
