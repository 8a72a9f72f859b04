/* search_test - whatever the kind of instance, the judge accepts what the search writes. */
#include "planner/search.h"

#include "base/rng.h"
#include "lib/routing.h"
#include "lib/suite.h"
#include "planner/vrplib_check.h"

#include <stdio.h>

static double
solve(const struct str *text, int64_t iterations, uint64_t seed, struct str *ret_routes)
{
	struct arena *a = arena_new();
	struct str why = { 0 }, cost = { 0 };
	struct search_budget b = { .seed = seed, .iterations = iterations };
	struct vrplib v;

	ck_assert_msg(planner_vrplib_read(text->data, text->len, a, &v, &why) == ERR_OK, "%s",
	    str_text(&why));
	str_clear(ret_routes);
	struct search_result r = planner_search(&v, &b, ret_routes);
	ck_assert_int_eq(r.iterations, iterations);
	ck_assert_int_eq(r.left_out, 0);
	ck_assert_msg(planner_vrplib_check(&v, ret_routes->data, ret_routes->len, &cost, &why),
	    "%s\n%s\n%s", str_text(&why), text->data, ret_routes->data);
	double value = strtod(str_text(&cost), NULL);
	str_free(&why);
	str_free(&cost);
	arena_free(a);
	return value;
}

START_TEST(the_judge_accepts_the_routes_of_every_kind)
{
	struct str text = { 0 }, routes = { 0 };

	for (size_t k = 0; k < ARRAY_LEN(routing_kinds); k++) {
		for (uint64_t seed = 1; seed <= 8; seed++) {
			routing_draw(&text, routing_kinds[k], seed);
			(void)solve(&text, 500, seed, &routes);
		}
	}
	str_free(&text);
	str_free(&routes);
}
END_TEST

/* The routes with one customer left out, named twice, or beyond the last. */
static void
corrupt(const struct str *routes, int how, struct rng *r, struct str *ret)
{
	size_t at, end;

	do {
		at = rng_below(r, (uint32_t)routes->len);
		while (at > 0 && routes->data[at - 1] != ' ')
			at--;
		for (end = at; routes->data[end] >= '0' && routes->data[end] <= '9';)
			end++;
	} while (at == end || atoi(routes->data + at) == 0 ||
		 (size_t)(strstr(routes->data, "Cost") - routes->data) < end);
	str_clear(ret);
	str_add_n(ret, routes->data, how == 0 ? at : end);
	if (how == 1)
		str_addf(ret, " %d", atoi(routes->data + at));
	if (how == 2)
		str_add(ret, "999");
	str_add(ret, routes->data + end);
}

START_TEST(the_judge_refuses_corrupted_routes_of_every_kind)
{
	struct str text = { 0 }, routes = { 0 }, bad = { 0 };
	struct rng r = rng_seed(7, 7);

	for (size_t k = 0; k < ARRAY_LEN(routing_kinds); k++) {
		struct arena *a = arena_new();
		struct str why = { 0 }, cost = { 0 };
		struct vrplib v;
		routing_draw(&text, routing_kinds[k], k);
		(void)solve(&text, 200, 1, &routes);
		ck_assert_int_eq(planner_vrplib_read(text.data, text.len, a, &v, &why), ERR_OK);
		for (int i = 0; i < 150; i++) {
			corrupt(&routes, i % 3, &r, &bad);
			ck_assert_msg(!planner_vrplib_check(&v, bad.data, bad.len, &cost, &why),
			    "%s", bad.data);
		}
		str_free(&why);
		str_free(&cost);
		arena_free(a);
	}
	str_free(&text);
	str_free(&routes);
	str_free(&bad);
}
END_TEST

START_TEST(the_same_seed_and_iterations_give_the_same_routes)
{
	struct str text = { 0 }, one = { 0 }, two = { 0 };

	for (size_t k = 0; k < ARRAY_LEN(routing_kinds); k++) {
		routing_draw(&text, routing_kinds[k], 3);
		(void)solve(&text, 700, 5, &one);
		(void)solve(&text, 700, 5, &two);
		ck_assert_str_eq(one.data, two.data);
	}
	str_free(&text);
	str_free(&one);
	str_free(&two);
}
END_TEST

START_TEST(a_longer_search_finds_shorter_routes)
{
	struct str text = { 0 }, routes = { 0 };

	for (size_t k = 0; k < ARRAY_LEN(routing_kinds); k++) {
		double brief = 0, patient = 0;
		for (uint64_t seed = 1; seed <= 5; seed++) {
			routing_draw(&text, routing_kinds[k], seed);
			brief += solve(&text, 1, seed, &routes);
			patient += solve(&text, 3000, seed, &routes);
		}
		ck_assert_msg(patient < brief, "%s: %f, %f", routing_kinds[k], patient, brief);
	}
	str_free(&text);
	str_free(&routes);
}
END_TEST

START_TEST(customers_on_one_circle_are_driven_round)
{
	static const char *const square =
	    "TYPE : CVRP\nDIMENSION : 5\nCAPACITY : 4\n"
	    "EDGE_WEIGHT_TYPE : EUC_2D\nNODE_COORD_SECTION\n1 0 0\n2 10 10\n"
	    "3 10 0\n4 0 10\n5 5 10\nDEMAND_SECTION\n1 0\n2 1\n3 1\n4 1\n5 1\n";
	struct str text = { 0 }, routes = { 0 };

	str_add(&text, square);
	ck_assert(solve(&text, 200, 1, &routes) == 40);
	str_free(&text);
	str_free(&routes);
}
END_TEST

START_TEST(a_fleet_whose_distance_is_free_gets_its_routes)
{
	static const char *const free_of_charge =
	    "NAME : t-FSMF\nTYPE : HFVRP\nDIMENSION : 5\nVEHICLES : 2\n"
	    "EDGE_WEIGHT_TYPE : EUC_2D\nNODE_COORD_SECTION\n1 0 0\n2 10 10\n3 10 0\n4 0 10\n5 5 "
	    "10\n"
	    "DEMAND_SECTION\n1 0\n2 1\n3 1\n4 1\n5 1\nCAPACITY_SECTION\n1 4\n2 4\n"
	    "VEHICLES_FIXED_COST_SECTION\n1 700\n2 700\n"
	    "VEHICLES_UNIT_DISTANCE_COST_SECTION\n1 0\n2 0\nDEPOT_SECTION\n1\nEOF\n";
	struct str text = { 0 }, routes = { 0 };

	str_add(&text, free_of_charge);
	ck_assert(solve(&text, 200, 1, &routes) == 7);
	str_free(&text);
	str_free(&routes);
}
END_TEST

SUITE("planner/search", the_judge_accepts_the_routes_of_every_kind,
    the_judge_refuses_corrupted_routes_of_every_kind,
    the_same_seed_and_iterations_give_the_same_routes, a_longer_search_finds_shorter_routes,
    customers_on_one_circle_are_driven_round, a_fleet_whose_distance_is_free_gets_its_routes)
