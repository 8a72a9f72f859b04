/* routing - random routing instances of every kind, as files. */
#ifndef OXY_TESTS_ROUTING_H
#define OXY_TESTS_ROUTING_H

#include "base/rng.h"
#include "base/str.h"

#include <stdint.h>
#include <string.h>

enum { ROUTING_CUSTOMERS = 40, ROUTING_VEHICLES = 12 };

static const char *const routing_kinds[] = { "CVRP", "VRPTW", "MTVRPTWR", "HFVRP", "VRPB",
	"MDVRPTW" };

static inline void
routing_section(
    struct str *s, const char *name, int rows, struct rng *r, int least, int most, int special)
{
	str_addf(s, "%s\n", name);
	for (int i = 1; i <= rows; i++)
		str_addf(s, "%d %d\n", i,
		    i <= special ? 0 : least + (int)rng_below(r, (uint32_t)(most - least + 1)));
}

static inline void
routing_windows(struct str *s, struct rng *r, int places, int depots)
{
	str_add(s, "TIME_WINDOW_SECTION\n");
	for (int i = 1; i <= places; i++) {
		int open = i <= depots ? 0 : 60 + (int)rng_below(r, 400);
		str_addf(s, "%d %d %d\n", i, open, i <= depots ? 900 : open + 100);
	}
}

/* A random instance of a kind. */
static inline void
routing_draw(struct str *s, const char *kind, uint64_t seed)
{
	struct rng r = rng_seed(seed, 1);
	int depots = strcmp(kind, "MDVRPTW") == 0 ? 3 : 1, places = ROUTING_CUSTOMERS + depots;
	bool fleet = strcmp(kind, "HFVRP") == 0, trips = strcmp(kind, "MTVRPTWR") == 0;
	bool back = strcmp(kind, "VRPB") == 0, plain = strcmp(kind, "CVRP") == 0;

	str_clear(s);
	str_addf(s, "NAME : t-%s\nTYPE : %s\nDIMENSION : %d\nEDGE_WEIGHT_TYPE : EUC_2D\n",
	    seed % 2 ? "FSMF" : "HD", kind, places);
	str_addf(s, plain || back ? "" : "VEHICLES : %d\n", ROUTING_VEHICLES);
	str_add(s, fleet ? "" : "CAPACITY : 60\n");
	str_add(s, "NODE_COORD_SECTION\n");
	for (int i = 1; i <= places; i++)
		str_addf(s, "%d %u %u\n", i, rng_below(&r, 100), rng_below(&r, 100));
	routing_section(
	    s, "DEMAND_SECTION", places, &r, 5, 15, depots + (back ? ROUTING_CUSTOMERS / 3 : 0));
	if (back) {
		str_add(s, "BACKHAUL_SECTION\n");
		for (int i = 1; i <= places; i++)
			str_addf(s, "%d %d\n", i, i > 1 && i <= 1 + ROUTING_CUSTOMERS / 3 ? 10 : 0);
	}
	if (fleet) {
		routing_section(s, "CAPACITY_SECTION", ROUTING_VEHICLES, &r, 40, 80, 0);
		routing_section(
		    s, "VEHICLES_FIXED_COST_SECTION", ROUTING_VEHICLES, &r, 100, 300, 0);
		routing_section(
		    s, "VEHICLES_UNIT_DISTANCE_COST_SECTION", ROUTING_VEHICLES, &r, 5, 10, 0);
	} else if (!plain && !back) {
		routing_section(s, "SERVICE_TIME_SECTION", places, &r, 3, 9, depots);
		routing_windows(s, &r, places, depots);
	}
	if (trips) {
		routing_section(s, "RELEASE_TIME_SECTION", places, &r, 0, 60, 1);
		routing_section(s, "VEHICLES_RELOAD_DEPOT_SECTION", ROUTING_VEHICLES, &r, 1, 1, 0);
	}
	if (depots > 1) {
		routing_section(s, "VEHICLES_DEPOT_SECTION", ROUTING_VEHICLES, &r, 1, 3, 0);
		routing_section(
		    s, "VEHICLES_MAX_DURATION_SECTION", ROUTING_VEHICLES, &r, 500, 700, 0);
	}
	str_add(s, depots > 1 ? "DEPOT_SECTION\n1\n2\n3\nEOF\n" : "DEPOT_SECTION\n1\nEOF\n");
}

#endif
