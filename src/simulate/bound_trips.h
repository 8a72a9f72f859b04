/* bound_trips - what trucks can carry, as rows of the bound's program. */
#ifndef OXY_SIMULATE_BOUND_TRIPS_H
#define OXY_SIMULATE_BOUND_TRIPS_H

#include "base/mem.h"
#include "simulate/program.h"
#include "simulate/scenario.h"

/* Trucks that are alike, of one supplier. */
struct simulate_bound_fleet {
	const struct simulate_truck *like;
	int window_min; /* longest duty of a day */
	double cap_t;
	int *trucks; /* in order, [days] */
	int *way_min; /* fastest ways between places: suppliers, then sites */
};

/* Rows by place and slot: [place * n_slots + slot]. Masses are tonnes. */
struct simulate_bound_frame {
	const struct simulate_scenario *s;
	struct arena *a;
	struct simulate_program *p;
	int n_slots, *slot; /* of each hour; one more than there are hours */
	int n_fleets;
	struct simulate_bound_fleet *fleets;
	double *room_t;     /* most that a site can take in at once */
	int *site, *peak;   /* balance of a slot, -; stock after what arrives in it, + */
	int *gas, *full, *empty; /* balances of suppliers: goes out +, comes in - */
};

/* Fleets of the scenario and their ways. False when a tour could take no time, which has no bound. */
bool simulate_bound_trips_find(struct simulate_bound_frame *b);

/* May a truck of the fleet be under way at the end of an hour? */
bool simulate_bound_trips_are_out(const struct simulate_bound_fleet *f, int hour);

/* Columns for what each fleet carries on each day, and what limits them. */
void simulate_bound_trips_add(struct simulate_bound_frame *b);

#endif
