/* vrplib_test - reading routing instances. */
#include "planner/vrplib.h"

#include "lib/suite.h"

#include <string.h>

static err_t
read_text(const char *text, struct arena *a, struct vrplib *v, struct str *why)
{
	return planner_vrplib_read(text, strlen(text), a, v, why);
}

#define HEAD(kind) "NAME : t\nTYPE : " kind "\nDIMENSION : 3\nEDGE_WEIGHT_TYPE : EUC_2D\n"
#define PLACES "NODE_COORD_SECTION\n1 0 0\n2 3 4\n3 6 8\nDEMAND_SECTION\n1 0\n2 5\n3 7\n"

START_TEST(a_plain_instance_has_a_vehicle_for_each_customer)
{
	struct arena *a = arena_new();
	struct str why = { 0 };
	struct vrplib v;

	ck_assert_int_eq(
	    read_text(HEAD("CVRP") "CAPACITY :\t10 \r\n" PLACES "DEPOT_SECTION\n 1\n -1\nEOF\n", a,
		&v, &why),
	    ERR_OK);
	ck_assert_int_eq(v.kind, VRPLIB_CVRP);
	ck_assert_int_eq(v.n_places, 3);
	ck_assert_int_eq(v.n_vehicles, 2);
	ck_assert(!v.timed && !v.vehicles_told);
	ck_assert_int_eq(v.vehicles[1].capacity, 10);
	ck_assert_int_eq(v.places[2].deliver, 7);
	ck_assert(v.places[2].y == 8);
	arena_free(a);
}
END_TEST

START_TEST(windows_are_in_the_unit_of_the_kind_and_depots_have_no_service)
{
	struct arena *a = arena_new();
	struct str why = { 0 };
	struct vrplib v;

	ck_assert_int_eq(
	    read_text(HEAD("VRPTW") "VEHICLES : 4\nCAPACITY : 10\nSERVICE_TIME : 9\n" PLACES
				    "TIME_WINDOW_SECTION\n1 0 50\n2 1 2\n3 3 4\nDEPOT_SECTION\n1\n",
		a, &v, &why),
	    ERR_OK);
	ck_assert(v.timed);
	ck_assert_int_eq(v.n_vehicles, 4);
	ck_assert_int_eq(v.places[1].close, 20);
	ck_assert_int_eq(v.places[1].service, 90);
	ck_assert_int_eq(v.places[0].service, 0);
	arena_free(a);
}
END_TEST

START_TEST(vehicles_have_their_own_depot_capacity_and_costs)
{
	struct arena *a = arena_new();
	struct str why = { 0 };
	struct vrplib v;

	ck_assert_int_eq(
	    read_text(HEAD("HFVRP") "VEHICLES : 2\n" PLACES "CAPACITY_SECTION\n1 5\n2 9\n"
				    "VEHICLES_FIXED_COST_SECTION\n1 100\n2 300\n"
				    "VEHICLES_UNIT_DISTANCE_COST_SECTION\n1 7\n2 8\n"
				    "VEHICLES_DEPOT_SECTION\n1 1\n2 2\nDEPOT_SECTION\n1\n2\nEOF\n",
		a, &v, &why),
	    ERR_OK);
	ck_assert(v.vehicles_told);
	ck_assert_int_eq(v.n_depots, 2);
	ck_assert_int_eq(v.rule, VRPLIB_EXACT);
	ck_assert_int_eq(v.vehicles[1].depot, 1);
	ck_assert_int_eq(v.vehicles[1].capacity, 9);
	ck_assert_int_eq(v.vehicles[0].fixed, 100);
	ck_assert_int_eq(v.vehicles[0].unit, 7);
	arena_free(a);
}
END_TEST

/* Deliveries come first, so a place is either one or the other; with neither, nobody could say
 * whether pickups may follow it. */
START_TEST(where_there_are_pickups_a_place_has_a_delivery_or_a_pickup)
{
	static const struct {
		const char *demand, *backhaul, *why;
	} cases[] = {
		{ "1 0\n2 5\n3 0\n", "1 0\n2 0\n3 5\n", "" },
		{ "1 0\n2 5\n3 7\n", "1 0\n2 0\n3 5\n", "21: place 3 has a delivery and a pickup" },
		{ "1 0\n2 0\n3 0\n", "1 0\n2 0\n3 5\n", "21: place 2 has neither a delivery nor a pickup" },
		{ "1 0\n2 0\n3 7\n", "1 0\n2 0\n3 0\n", "" },
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct arena *a = arena_new();
		struct str why = { 0 }, text = { 0 };
		struct vrplib v;
		str_addf(&text,
		    HEAD("VRPB") "CAPACITY : 9\nNODE_COORD_SECTION\n1 0 0\n2 3 4\n3 6 8\n"
				 "DEMAND_SECTION\n%sBACKHAUL_SECTION\n%sDEPOT_SECTION\n1\n-1\nEOF\n",
		    cases[i].demand, cases[i].backhaul);
		read_text(str_text(&text), a, &v, &why);
		ck_assert_msg(strstr(str_text(&why), cases[i].why) == str_text(&why), "%zu: %s", i,
		    str_text(&why));
		ck_assert_int_eq(why.len > 0, *cases[i].why != '\0');
		str_free(&why);
		str_free(&text);
		arena_free(a);
	}
}
END_TEST

START_TEST(bad_files_are_refused_with_their_line_and_what_would_be_right)
{
	static const struct {
		const char *text, *where;
	} bad[] = {
		{ "", "0: expected TYPE" },
		{ "TYPE : TSP\n", "1: expected TYPE CVRP" },
		{ "hello\n", "1: expected KEY" },
		{ "DIMENSION : x\n", "1: expected a whole number" },
		{ "DIMENSION : 3\n\nDIMENSION : 3\n", "3: DIMENSION stands twice" },
		{ "VEHICLES : 2\nDIMENSION : 3\nCAPACITY_SECTION\n1 5\n2 9\nVEHICLES : 900\n",
		    "6: VEHICLES stands twice" },
		{ "CAPACITY : 3\nCAPACITY : 4\n", "2: CAPACITY stands twice" },
		{ "NAME : a\nNAME : b\n", "2: NAME stands twice" },
		{ "TYPE : CVRP\nTYPE : VRPB\n", "2: TYPE stands twice" },
		{ "SERVICE_TIME : 0\nSERVICE_TIME : 0\n", "2: SERVICE_TIME stands twice" },
		{ "COMMENT : a\nCOMMENT : b\n", "2: expected TYPE" },
		{ "DIMENSION : 99999999\n", "1: expected a whole number" },
		{ "DIMENSION : 9999\nDEMAND_SECTION\n1 0\n", "2: the section is shorter" },
		{ "DEMAND_SECTION\n", "1: expected DIMENSION" },
		{ "DISTANCE : 200\n", "1: this key is not known" },
		{ "EDGE_WEIGHT_TYPE : EXPLICIT\n", "1: expected EDGE_WEIGHT_TYPE EUC_2D" },
		{ HEAD("CVRP") "NODE_COORD_SECTION\n1 0 0\n3 1 1\n2 1 1\n", "7: expected row 2" },
		{ HEAD("CVRP") "NODE_COORD_SECTION\n1 0 0\n2 nan 1\n3 0 0\n",
		    "7: expected 2 numbers" },
		{ HEAD("CVRP") "DEMAND_SECTION\n1 0\n2 -4\n3 1\n", "7: expected 1 number" },
		{ HEAD("CVRP") "DEMAND_SECTION\n1 0\n2 4 4\n3 1\n", "7: more numbers" },
		{ HEAD("CVRP") PLACES "EOF\n", "13: expected CAPACITY" },
		{ HEAD("CVRP") "CAPACITY : 9\n" PLACES "DEPOT_SECTION\n2\n-1\n",
		    "15: expected depots" },
	};

	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct arena *a = arena_new();
		struct str why = { 0 };
		struct vrplib v;
		ck_assert_int_eq(read_text(bad[i].text, a, &v, &why), ERR_INVALID);
		ck_assert_msg(strncmp(str_text(&why), bad[i].where, strlen(bad[i].where)) == 0,
		    "%zu: %s", i, str_text(&why));
		str_free(&why);
		arena_free(a);
	}
}
END_TEST

SUITE("planner/vrplib", a_plain_instance_has_a_vehicle_for_each_customer,
    windows_are_in_the_unit_of_the_kind_and_depots_have_no_service,
    vehicles_have_their_own_depot_capacity_and_costs,
    where_there_are_pickups_a_place_has_a_delivery_or_a_pickup,
    bad_files_are_refused_with_their_line_and_what_would_be_right)
