/* dispatch - from orders or a plan to trucks on the road; the same one for every policy.
 *
 * Once an hour: along a list of orders, each gets a truck at a supplier that it may come from, and the truck is filled with
 * later orders of the list where they cost less road than a trip of their own. A plan names trucks and times itself; its trips
 * leave when they should, or as soon as their truck is back. A truck that came home within the last hour has been loading since for
 * what was wanted by then: the hour does not cost it a trip. */
#ifndef OXY_SIMULATE_DISPATCH_H
#define OXY_SIMULATE_DISPATCH_H

#include "base/vec.h"
#include "simulate/world.h"

/* Where an order may come from. */
enum simulate_choice {
	SIMULATE_FIXED,     /* `supplier` alone */
	SIMULATE_WITH_GAS,  /* the nearest that has some, whether its trucks are free or not */
	SIMULATE_WITH_TRUCK /* the nearest that has some and a truck free now */
};

struct simulate_order {
	int site;
	enum simulate_choice choice;
	int supplier;
	int64_t want_g, most_g; /* most: when there is room on the truck anyway */
	int since_hour;         /* when it was ordered of this supplier */
	int tried;              /* the queue's own: how many were asked */
};
typedef VEC(struct simulate_order) simulate_orders;

/* Send what can be sent now; want_g is reduced by what is on its way. */
void simulate_dispatch_orders(struct simulate_world *w, simulate_orders *orders);

/* A trip of a plan: its tour says when it should leave. */
struct simulate_trip {
	struct simulate_tour tour;
	bool gone;
};
typedef VEC(struct simulate_trip) simulate_trips;

/* Send trips that leave within this hour. */
void simulate_dispatch_trips(struct simulate_world *w, simulate_trips *trips);

/* Grams on the road to a site. */
int64_t simulate_dispatch_coming_g(const struct simulate_world *w, int site);

#endif
