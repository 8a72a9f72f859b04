/* vrplib_check_test - what the judge of routes accepts, and what it refuses first. */
#include "planner/vrplib_check.h"

#include "base/rng.h"
#include "lib/suite.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

/* Judge a solution; returns the cost or the violation, owned by `out`. */
static const char *
judge(const char *instance, const char *solution, struct str *out)
{
	struct arena *a = arena_new();
	struct str why = { 0 };
	struct vrplib v;

	str_clear(out);
	ck_assert_msg(planner_vrplib_read(instance, strlen(instance), a, &v, &why) == ERR_OK, "%s",
	    str_text(&why));
	if (!planner_vrplib_check(&v, solution, strlen(solution), out, &why))
		str_add(out, str_text(&why));
	str_free(&why);
	arena_free(a);
	return str_text(out);
}

struct row {
	const char *solution, *verdict;
};

static void
expect(const char *instance, const struct row *rows, size_t n)
{
	struct str out = { 0 };

	for (size_t i = 0; i < n; i++)
		ck_assert_str_eq(judge(instance, rows[i].solution, &out), rows[i].verdict);
	str_free(&out);
}

#define HEAD(kind, n) "TYPE : " kind "\nDIMENSION : " n "\nEDGE_WEIGHT_TYPE : EUC_2D\n"
#define LINE "NODE_COORD_SECTION\n1 0 0\n2 3 4\n3 6 8\n4 0 1\nDEMAND_SECTION\n1 0\n2 5\n3 5\n4 1\n"

START_TEST(capacity_visits_and_cost_are_checked)
{
	static const struct row rows[] = {
		{ "Route #1: 1 2\nRoute #2: 3\nCost 22\n", "22" },
		{ "Route #1: 1 2\nRoute #2: 3\nCost: 22\nTime 3\n", "22" },
		{ "Route #1: 1 2\nRoute #2: 3\nCost 21\n", "the cost is 22, not as stated" },
		{ "Route #1: 1 2\nRoute #2: 3\n", "the cost is 22, not as stated" },
		{ "Route #1: 1 2 3\nCost 22\n", "route 1: load 11 at 3 above the capacity of 10" },
		{ "Route #1: 1\nRoute #2: 3\nCost 22\n", "customer 2 is not served" },
		{ "Route #1: 1\nRoute #2: 1\n", "route 2: customer 1 was served by route 1" },
		{ "Route #1: 1 4\n", "line 1: there is no customer 4" },
		{ "Route #1: 1 0 2\n", "route 1: vehicles cannot reload at 0" },
		{ "Route #1: 1\nRoute #1: 2\n", "route 1: expected a vehicle from 1 to 3, once" },
		{ "Route 1 2\n", "line 1: expected Route #k: and its customers" },
		{ "Route #1: 1 x\n", "line 1: expected numbers of customers only" },
		{ "", "customer 1 is not served" },
	};

	expect(HEAD("CVRP", "4") "CAPACITY : 10\n" LINE, rows, ARRAY_LEN(rows));
}
END_TEST

START_TEST(windows_are_driven_and_costs_are_in_tenths)
{
	static const struct row rows[] = {
		{ "Route #1: 1 2\nRoute #2: 3\nCost 22.0\n", "22.0" },
		{ "Route #1: 2 1\nRoute #2: 3\nCost 22.0\n",
		    "route 1: arrives at 1 at 160, after it closes at 80" },
		{ "Route #1: 1\nRoute #2: 2\nRoute #3: 3\n",
		    "route 3: expected a vehicle from 1 to 2, once" },
		{ "Route #1: 3 2\n", "route 1: arrives at 0 at 312, after it closes at 300" },
	};

	expect(HEAD("VRPTW", "4") "VEHICLES : 2\nCAPACITY : 10\nSERVICE_TIME : 1\n" LINE
				  "TIME_WINDOW_SECTION\n1 0 30\n2 6 8\n3 0 90\n4 10 90\n",
	    rows, ARRAY_LEN(rows));
}
END_TEST

START_TEST(a_trip_waits_for_its_goods_and_a_reload_empties_the_truck)
{
	static const struct row rows[] = {
		{ "Route #1: 1 0 2 0 3\nCost 320\n", "320" },
		{ "Route #1: 1 2 0 3\nCost 220\n", "220" },
		{ "Route #1: 1 2 3\n", "route 1: load 11 at 3 above the capacity of 10" },
		{ "Route #1: 3 0 1 2\n", "route 1: arrives at 1 at 440, after it closes at 300" },
	};

	expect(HEAD("MTVRPTWR", "4") "VEHICLES : 1\nCAPACITY : 10\n" LINE
				     "TIME_WINDOW_SECTION\n1 0 90\n2 0 30\n3 0 90\n4 0 90\n"
				     "RELEASE_TIME_SECTION\n1 0\n2 0\n3 10\n4 37\n"
				     "VEHICLES_RELOAD_DEPOT_SECTION\n1 1\n",
	    rows, ARRAY_LEN(rows));
}
END_TEST

START_TEST(pickups_come_after_deliveries_and_never_alone)
{
	static const struct row rows[] = {
		{ "Route #1: 1 2 3\nCost 27\n", "the cost is 20, not as stated" },
		{ "Route #1: 1 2 3\nCost 20\n", "20" },
		{ "Route #1: 1 3 2\n", "route 1: delivers at 2 after a pickup" },
		{ "Route #1: 1 2\nRoute #2: 3\n", "route 2: picks up at 3 before any delivery" },
	};

	expect(HEAD("VRPB", "4") "CAPACITY : 10\nNODE_COORD_SECTION\n1 0 0\n2 3 4\n3 6 8\n4 0 1\n"
				 "DEMAND_SECTION\n1 0\n2 5\n3 5\n4 0\n"
				 "BACKHAUL_SECTION\n1 0\n2 0\n3 0\n4 9\n",
	    rows, ARRAY_LEN(rows));
}
END_TEST

START_TEST(a_route_is_the_vehicle_of_its_number)
{
	static const struct row rows[] = {
		{ "Route #1:\nRoute #2: 1 2 3\nCost 473000\n",
		    "the cost is 469440, not as stated" },
		{ "Route #1: 1 2 3\n", "route 1: load 10 at 2 above the capacity of 9" },
	};

	expect("NAME : x-HVRP\n" HEAD(
		   "HFVRP", "4") "VEHICLES : 2\n" LINE "CAPACITY_SECTION\n1 9\n2 11\n"
				 "VEHICLES_FIXED_COST_SECTION\n1 1\n2 429\n"
				 "VEHICLES_UNIT_DISTANCE_COST_SECTION\n1 1\n2 2\n",
	    rows, ARRAY_LEN(rows));
}
END_TEST

START_TEST(the_shortest_duration_leaves_as_late_as_the_windows_allow)
{
	static const struct row rows[] = {
		{ "Route #1: 1\nCost 10000\n", "10000" },
		{ "Route #2: 1\nCost 10000\n", "route 2: takes 10000, longer than 9000" },
	};

	expect(HEAD("MDVRPTW", "2") "VEHICLES : 2\nCAPACITY : 10\n"
				    "NODE_COORD_SECTION\n1 0 0\n2 3 4\nDEMAND_SECTION\n1 0\n2 5\n"
				    "TIME_WINDOW_SECTION\n1 0 90\n2 30 40\n"
				    "VEHICLES_MAX_DURATION_SECTION\n1 10\n2 9\n",
	    rows, ARRAY_LEN(rows));
}
END_TEST

START_TEST(changed_bytes_are_judged_without_harm)
{
	static const char instance[] = HEAD(
	    "MTVRPTWR", "4") "VEHICLES : 2\nCAPACITY : 10\n" LINE
			     "TIME_WINDOW_SECTION\n1 0 90\n2 0 30\n3 0 90\n4 0 90\n"
			     "VEHICLES_RELOAD_DEPOT_SECTION\n1 1\n2 1\nDEPOT_SECTION\n1\n-1\nEOF\n";
	static const char solution[] = "Route #1: 1 0 2\nRoute #2: 3\nCost 320\n";
	static const char odd[] = "0123456789 :#-\n.eR\xff";
	struct rng r = rng_seed(20261122, 0);
	int valid = 0;

	for (int i = 0; i < 3000; i++) {
		struct arena *a = arena_new();
		struct str why = { 0 }, cost = { 0 };
		struct vrplib v;
		char vrp[sizeof instance], sol[sizeof solution];
		memcpy(vrp, instance, sizeof vrp);
		memcpy(sol, solution, sizeof sol);
		for (int k = (int)rng_below(&r, 3); k > 0; k--)
			vrp[rng_below(&r, sizeof vrp - 1)] = odd[rng_below(&r, sizeof odd - 1)];
		for (int k = (int)rng_below(&r, 3); k > 0; k--)
			sol[rng_below(&r, sizeof sol - 1)] = odd[rng_below(&r, sizeof odd - 1)];
		if (planner_vrplib_read(vrp, strlen(vrp), a, &v, &why) == ERR_OK)
			valid += planner_vrplib_check(&v, sol, strlen(sol), &cost, &why);
		ck_assert(cost.len > 0 || why.len > 0);
		str_free(&why);
		str_free(&cost);
		arena_free(a);
	}
	ck_assert_int_gt(valid, 0);
}
END_TEST

/* ---- the published solutions, where they are at hand ---- */

static bool
read_all(const char *path, struct str *out)
{
	char buf[4096];
	size_t n;
	FILE *f = fopen(path, "r");

	if (!f)
		return false;
	str_clear(out);
	while ((n = fread(buf, 1, sizeof buf, f)) > 0)
		str_add_n(out, buf, n);
	fclose(f);
	return out->len > 0;
}

static int
judge_directory(const char dir[1024])
{
	struct str table = { 0 }, vrp = { 0 }, sol = { 0 }, out = { 0 };
	char path[2048], name[128], cost[64];
	int n = 0;

	snprintf(path, sizeof path, "%s/bks.csv", dir);
	if (!read_all(path, &table))
		return 0;
	for (const char *line = table.data; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (sscanf(line, "%127[^,],%63[^,\n]", name, cost) != 2)
			continue;
		snprintf(path, sizeof path, "%s/%s.vrp", dir, name);
		if (!read_all(path, &vrp))
			continue;
		snprintf(path, sizeof path, "%s/%s.sol", dir, name);
		ck_assert(read_all(path, &sol));
		const char *verdict = judge(vrp.data, sol.data, &out);
		ck_assert_msg(strtod(verdict, NULL) == strtod(cost, NULL), "%s: %s", path, verdict);
		n++;
	}
	str_free(&table);
	str_free(&vrp);
	str_free(&sol);
	str_free(&out);
	return n;
}

START_TEST(published_solutions_cost_what_was_published)
{
	const char *root = getenv("OXY_ROUTING_DATA");
	struct dirent *e;
	char path[1024];
	int n = 0;

	DIR *d = root ? opendir(root) : NULL;
	while (d && (e = readdir(d)) != NULL) {
		snprintf(path, sizeof path, "%s/%s", root, e->d_name);
		if (e->d_name[0] != '.')
			n += judge_directory(path);
	}
	if (d)
		closedir(d);
	if (n == 0)
		puts("no published solutions: OXY_ROUTING_DATA names no directory of them");
}
END_TEST

SUITE("planner/vrplib_check", capacity_visits_and_cost_are_checked,
    windows_are_driven_and_costs_are_in_tenths,
    a_trip_waits_for_its_goods_and_a_reload_empties_the_truck,
    pickups_come_after_deliveries_and_never_alone, a_route_is_the_vehicle_of_its_number,
    the_shortest_duration_leaves_as_late_as_the_windows_allow,
    changed_bytes_are_judged_without_harm, published_solutions_cost_what_was_published)
