/* vrplib - vehicle routing instances in the CVRPLIB and VRPLIB forms, in memory.
 *
 * "KEY : VALUE" lines, then sections of rows that begin with the number of a place or a vehicle,
 * from 1. Kinds: CVRP, VRPTW, MTVRPTWR (trips with reload, goods released over the day), HFVRP
 * (vehicles of several sizes and costs), VRPB (deliveries first, then pickups; a place has one or
 * the other), MDVRPTW (several depots). Depots are the first places; in solutions a place is its
 * number less one.
 *
 * A kind has its rule of distances (CONTRACT.md section 4); times are in the same unit. An instance
 * never changes once it is read. */
#ifndef OXY_PLANNER_VRPLIB_H
#define OXY_PLANNER_VRPLIB_H

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum vrplib_kind {
	VRPLIB_CVRP,
	VRPLIB_VRPTW,
	VRPLIB_MTVRPTWR,
	VRPLIB_HFVRP,
	VRPLIB_VRPB,
	VRPLIB_MDVRPTW,
	VRPLIB_KINDS
};

enum vrplib_rule {
	VRPLIB_WHOLE,       /* round(d) */
	VRPLIB_TENTHS,      /* floor(10 d), stated in tenths: 123.4 */
	VRPLIB_TENTHS_INT,  /* floor(10 d), stated as it is: 1234 */
	VRPLIB_THOUSANDTHS, /* round(1000 d), fixed costs times 1000 */
	VRPLIB_EXACT,       /* d, and the cost by 100, to two decimals */
};

enum { VRPLIB_PLACES_MAX = 10001, VRPLIB_VEHICLES_MAX = 100000 };

struct vrplib_place {
	double x, y;
	int64_t deliver, pickup;
	int64_t open, close, service, release; /* in the unit of the rule */
};

struct vrplib_vehicle {
	int32_t depot; /* a place */
	bool reloads;
	int64_t capacity, fixed, unit;
	int64_t longest; /* duration; INT64_MAX when unlimited */
};

struct vrplib {
	enum vrplib_kind kind;
	enum vrplib_rule rule;
	bool timed;         /* windows, service or durations matter */
	bool vehicles_told; /* routes are vehicles by number, and empty ones are written */
	int32_t n_places, n_depots, n_vehicles;
	const struct vrplib_place *places; /* depots first */
	const struct vrplib_vehicle
	    *vehicles; /* one for each customer where the file sets no limit */
};

/* Arrays are in the arena. On a fault `why` says "LINE: what would be right". */
err_t planner_vrplib_read(
    const char *text, size_t len, struct arena *a, struct vrplib *ret, struct str *why);

#endif
