/* run_test - runs that were worked out on paper, and what must hold in all of them. */
#include "simulate/ledger.h"
#include "simulate/run.h"

#include "lib/little.h"
#include "lib/suite.h"

#include <stdio.h>
#include <string.h>

struct little {
	struct arena *a;
	struct simulate_scenario *s;
	struct simulate_result r;
	struct faults f;
};

/* The text is taken over. */
static struct little
little_read(struct str *json)
{
	struct little l = { .a = arena_new() };
	ck_assert_int_eq(simulate_scenario_read(str_text(json), json->len, l.a, &l.s, &l.f), ERR_OK);
	str_free(json);
	return l;
}

static struct little
little_new(int gas, const char *faults, const char *events)
{
	struct str json = { 0 };
	little_json(&json, gas, faults, events);
	return little_read(&json);
}

static void
little_run(struct little *l, enum simulate_policy policy)
{
	struct simulate_ask ask = { .policy = policy, .seed = 1 };
	ck_assert_int_eq(simulate_run(l->s, &ask, &l->r, &l->f), ERR_OK);
}

/* At 0:00 the stock lasts 20 h, below two days: an order to full, 1900 - 700 = 1200 kg. It leaves at 6:00, arrives at 6:42, counts
 * from 7:00, when 1590 kg can be drawn: until 12:00 of day 2. The 300 kg that the supplier has left are less than a quarter of a
 * truck and than what is asked for, so nothing more comes: 12 dry hours of 20 ward and 5 critical patients. */
START_TEST(reorder_is_as_worked_out_on_paper)
{
	struct little l = little_new(1500, "", "");
	little_run(&l, SIMULATE_REORDER);
	ck_assert_int_eq(l.r.trips, 1);
	ck_assert_int_eq(l.r.delivered_g, 1200000);
	ck_assert_int_eq(l.r.distance_m, 2 * 11120);
	ck_assert_int_eq(l.r.away_min, 30 + 12 + 26 + 12);
	ck_assert_int_eq(l.r.unmet_g, 360000);
	ck_assert_double_eq_tol(l.r.unmet_ph, 300, 1e-6);
	ck_assert_double_eq_tol(l.r.unmet_crit_ph, 60, 1e-6);
	ck_assert_double_eq_tol(l.r.weighted_ph, 540, 1e-6);
	ck_assert_int_eq(l.r.end_stock_g, 300000 + 100000);
	ck_assert_double_eq_tol(l.r.stockout_share, 1, 1e-9);
	arena_free(l.a);
}
END_TEST

/* 600 kg at 30 an hour last until 20:00 of day 0; no truck comes: 52 dry hours. */
START_TEST(without_a_truck_the_tank_runs_down_to_its_heel)
{
	struct little l = little_new(1500, "", "{\"type\":\"truck_out\",\"truck\":\"T\",\"from_day\":0,\"to_day\":3}");
	little_run(&l, SIMULATE_URGENTPLUS);
	ck_assert_int_eq(l.r.trips, 0);
	ck_assert_int_eq(l.r.unmet_g, 52 * 30000);
	ck_assert_double_eq_tol(l.r.weighted_ph, 52 * (20 + 5 * 5.0), .01);
	arena_free(l.a);
}
END_TEST

START_TEST(with_gas_enough_oxyd_leaves_nobody_without)
{
	struct little l = little_new(6000, "", "");
	little_run(&l, SIMULATE_OXYD);
	ck_assert_int_eq(l.r.unmet_g, 0);
	ck_assert_int_eq(l.r.demand_g, 3 * 720000);
	arena_free(l.a);
}
END_TEST

START_TEST(a_silent_site_is_supplied_by_projection)
{
	struct little l = little_new(6000, "", "{\"type\":\"silent\",\"facility\":\"A\",\"from_day\":0,\"to_day\":3}");
	little_run(&l, SIMULATE_OXYD);
	ck_assert_int_eq(l.r.unmet_g, 0);
	arena_free(l.a);
}
END_TEST

START_TEST(the_same_file_and_policy_give_the_same_line)
{
	for (int p = SIMULATE_OXYD; p < SIMULATE_POLICIES; p++) {
		struct str first = { 0 }, second = { 0 };
		struct little l = little_new(1500, "{\"f\":\"A\",\"d\":1,\"type\":\"scale\",\"field\":\"stock\",\"factor\":10}", "");
		little_run(&l, (enum simulate_policy)p);
		simulate_run_line(l.s, "x", &l.r, &first);
		little_run(&l, (enum simulate_policy)p);
		simulate_run_line(l.s, "x", &l.r, &second);
		ck_assert_str_eq(str_text(&first), str_text(&second));
		str_free(&first);
		str_free(&second);
		arena_free(l.a);
	}
}
END_TEST

START_TEST(the_line_has_the_members_of_the_contract_in_their_order)
{
	static const char *const MEMBERS[] = { "scenario", "policy", "weighted_ph", "unmet_ph", "unmet_crit_ph", "unmet_kg", "demand_kg",
		"stockout_share", "worst_unmet_share", "delivered_t", "km", "truck_h", "trips", "stops", "churn", "end_stock_t", "plan_ms" };
	struct little l = little_new(1500, "", "");
	struct str line = { 0 };
	char word[40];
	little_run(&l, SIMULATE_REORDER);
	simulate_run_line(l.s, "reorder", &l.r, &line);
	const char *at = str_text(&line);
	for (size_t i = 0; i < ARRAY_LEN(MEMBERS); i++) {
		snprintf(word, sizeof word, "\"%s\": ", MEMBERS[i]);
		at = strstr(at, word);
		ck_assert_msg(at != NULL, "%s is missing or out of order", MEMBERS[i]);
	}
	str_free(&line);
	arena_free(l.a);
}
END_TEST

START_TEST(the_ledger_finds_what_is_not_true)
{
	struct little l = little_new(1500, "", "");
	struct simulate_world *w = simulate_world_new(l.s, l.a);
	char why[200];
	ck_assert(simulate_ledger_holds(w, why, sizeof why));
	w->sites[0].tank_g += 1;
	ck_assert(!simulate_ledger_holds(w, why, sizeof why));
	ck_assert_ptr_nonnull(strstr(why, "mass"));
	w->sites[0].tank_g = 1900001;
	w->suppliers[0].gas_g -= 1200001;
	ck_assert(!simulate_ledger_holds(w, why, sizeof why));
	ck_assert_ptr_nonnull(strstr(why, "overfull"));
	w->sites[0].tank_g = 700000;
	w->suppliers[0].gas_g = 1500000;
	w->sites[0].full = 1;
	ck_assert(!simulate_ledger_holds(w, why, sizeof why));
	arena_free(l.a);
}
END_TEST

START_TEST(a_truck_never_drives_outside_its_duty)
{
	struct little l = little_new(6000, "", "");
	struct simulate_world *w = simulate_world_new(l.s, l.a);
	struct simulate_tour t = { .leave = 359, .n = 1, .stops = { { .site = 0, .load_g = 1000000 } } };
	ck_assert(!simulate_world_time(w, &t));
	t.leave = 360;
	ck_assert(simulate_world_time(w, &t));
	ck_assert_int_eq(t.back, 360 + 30 + 12 + 25 + 12);
	t.leave = 1200 - 79;
	ck_assert(simulate_world_time(w, &t));
	t.leave++;
	ck_assert(!simulate_world_time(w, &t));
	w->trucks[0].duty_day = 0;
	w->trucks[0].duty_from = 360;
	t.leave = 360 + 720 - 79;
	ck_assert(simulate_world_time(w, &t));
	t.leave++;
	ck_assert(!simulate_world_time(w, &t));
	arena_free(l.a);
}
END_TEST

/* It leaves at 6:40, is at A at 7:22 and home at 7:59. At eight o'clock the trip that a plan has leaving at 7:59 leaves then; what was ordered
 * at eight leaves at eight. One that left at 6:00 with less was home at 7:17: nobody loads for longer than the half hour that it takes. */
START_TEST(a_truck_that_came_home_within_the_hour_has_been_loading_since)
{
	struct { int first, back, leave, ordered_h, left; } tries[] = { { 400, 479, 479, 0, 479 }, { 400, 479, 470, 0, 479 }, { 400, 479, 485, 0, 485 },
		{ 400, 479, 0, 7, 479 }, { 400, 479, 0, 8, 480 }, { 360, 437, 0, 7, 451 } };
	for (int i = 0; i < (int)ARRAY_LEN(tries); i++) {
		struct little l = little_new(6000, "", "");
		struct simulate_world *w = simulate_world_new(l.s, l.a);
		struct simulate_trip trip = { .tour = { .leave = tries[i].leave, .n = 1, .stops = { { .site = 0, .load_g = 500000 } } } };
		struct simulate_order order = { .site = 0, .choice = SIMULATE_FIXED, .want_g = 500000, .most_g = 500000, .since_hour = tries[i].ordered_h };
		struct simulate_tour first = { .leave = tries[i].first, .n = 1, .stops = { { .site = 0, .load_g = tries[i].first == 400 ? 1000000 : 500000 } } };
		simulate_trips trips = { 0 };
		simulate_orders orders = { 0 };
		w->hour = 6;
		ck_assert(simulate_world_send(w, &first));
		ck_assert_int_eq(first.back, tries[i].back);
		for (w->hour = 7; w->hour < 9; w->hour++) {
			simulate_world_begin(w, NULL, NULL);
			ck_assert_int_eq(w->trucks[0].away, w->hour == 7 && tries[i].back > 437);
		}
		w->hour = 8;
		if (tries[i].leave > 0) {
			*VEC_ADD(&trips) = trip;
			simulate_dispatch_trips(w, &trips);
		} else {
			*VEC_ADD(&orders) = order;
			simulate_dispatch_orders(w, &orders);
		}
		ck_assert(w->trucks[0].away);
		ck_assert_int_eq(w->trucks[0].tour.leave, tries[i].left);
		ck_assert_int_gt(w->trucks[0].tour.stops[0].arrive, 480);
		VEC_FREE(&trips);
		VEC_FREE(&orders);
		arena_free(l.a);
	}
}
END_TEST

/* U leaves Q at 6:00, is at P (23 min) at 6:23, loads until 6:53, is at A (12) at 7:05, unloads 1 t in 25 and is at Q (12) at 7:42. */
START_TEST(a_tanker_that_loads_at_another_plant_drives_there_and_home)
{
	struct str json = { 0 };
	char why[200];
	little_json_two_plants(&json, 1200, 500);
	struct little l = little_read(&json);
	struct simulate_world *w = simulate_world_new(l.s, l.a);
	struct simulate_tour t = { .truck = 1, .supplier = 0, .leave = 360, .n = 1, .stops = { { .site = 0, .load_g = 1000000 } } };
	ck_assert(simulate_world_time(w, &t));
	ck_assert_int_eq(t.stops[0].arrive, 360 + 23 + 30 + 12);
	ck_assert_int_eq(t.back, 360 + 23 + 30 + 12 + 25 + 12);
	ck_assert_int_eq(t.drive_min, 23 + 12 + 12);
	ck_assert_int_eq(t.distance_m, 2 * 11120 + 22239);
	ck_assert(simulate_world_send(w, &t));
	ck_assert_int_eq(w->suppliers[0].gas_g, 200000);
	ck_assert_int_eq(w->suppliers[1].gas_g, 500000);
	ck_assert_int_eq(w->driven_min[1 * l.s->days], 23 + 12 + 12);
	w->sites[0].tank_g = 1500000; /* no room for more than 400 kg: the rest goes home with it */
	w->total.start_g += 800000;
	for (w->hour = 6; w->hour < 9; w->hour++) {
		simulate_world_begin(w, NULL, NULL);
		ck_assert_msg(simulate_ledger_holds(w, why, sizeof why), "%s", why);
	}
	ck_assert_int_eq(w->sites[0].tank_g, 1900000);
	ck_assert_int_eq(w->suppliers[0].gas_g, 200000);
	ck_assert_int_eq(w->suppliers[1].gas_g, 500000 + 600000);
	t = (struct simulate_tour){ .truck = 2, .supplier = 0, .leave = 600, .n = 1, .stops = { { .site = 0, .load_full = 5 } } };
	ck_assert(!simulate_world_time(w, &t)); /* bottles go out and come back at home */
	t.supplier = 1;
	ck_assert(simulate_world_time(w, &t));
	arena_free(l.a);
}
END_TEST

/* The truck brings a tonne; 400 kg go in. */
START_TEST(the_desk_knows_that_a_site_was_full_when_less_went_in_than_was_brought)
{
	struct little l = little_new(3000, "", "");
	struct simulate_world *w = simulate_world_new(l.s, l.a);
	struct simulate_desk *d = simulate_desk_new(w);
	for (int trip = 0; trip < 2; trip++) {
		struct simulate_tour t = { .leave = 360 + 180 * trip, .n = 1, .stops = { { .site = 0, .load_g = 1000000 } } };
		w->hour = 6 + 3 * trip;
		w->sites[0].tank_g = trip ? 1500000 : 400000;
		ck_assert(simulate_world_send(w, &t));
		for (int h = 0; h < 3; h++, w->hour++)
			simulate_world_begin(w, simulate_desk_log, d);
	}
	ck_assert_int_eq(d->sites[0].drops.n, 2);
	ck_assert(!d->sites[0].drops.at[0].filled);
	ck_assert(d->sites[0].drops.at[1].filled);
	ck_assert_int_eq(d->sites[0].drops.at[1].g, 400000);
	simulate_desk_free(d);
	arena_free(l.a);
}
END_TEST

SUITE("simulate/run", reorder_is_as_worked_out_on_paper, without_a_truck_the_tank_runs_down_to_its_heel, with_gas_enough_oxyd_leaves_nobody_without,
    a_silent_site_is_supplied_by_projection, the_same_file_and_policy_give_the_same_line, the_line_has_the_members_of_the_contract_in_their_order,
    the_ledger_finds_what_is_not_true, a_truck_never_drives_outside_its_duty, a_truck_that_came_home_within_the_hour_has_been_loading_since,
    a_tanker_that_loads_at_another_plant_drives_there_and_home, the_desk_knows_that_a_site_was_full_when_less_went_in_than_was_brought)
