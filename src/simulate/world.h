/* world - a province by the hour: what really is there, whoever knows it.
 *
 * Suppliers make and store gas and fill bottles, trucks drive, sites use oxygen. An hour runs: what is made and filled, what
 * arrived in the hour before (unloading counts from the next full hour), then whatever the caller decides, then use. Critical
 * patients are served first inside a site. Everything is integers; a world and the same calls give the same world. One thread. */
#ifndef OXY_SIMULATE_WORLD_H
#define OXY_SIMULATE_WORLD_H

#include "simulate/scenario.h"

enum { SIMULATE_STOPS_MAX = 16, SIMULATE_FILL_ALL = -1, SIMULATE_FILL_PCT = 95 };

/* One visit. A bottle goes out full against an empty one. */
struct simulate_stop {
	int site;
	int64_t load_g;  /* taken along for it: bulk */
	int load_full;   /* or bottles */
	int arrive, depart; /* minutes since midnight of day 0 */
	int64_t given_g; /* once done */
	int given_full;
};

struct simulate_tour {
	int truck, supplier;  /* where it loads: at home, or a tanker at another's plant, after driving there */
	int leave, back;      /* from home, where loading begins; home again */
	int n, done;          /* stops, and how many are behind it */
	struct simulate_stop stops[SIMULATE_STOPS_MAX];
	int64_t distance_m;
	int drive_min;
	int64_t aboard_g;
	int aboard_full, aboard_empty;
};

struct simulate_site_state {
	int64_t tank_g;        /* heel included */
	int full, empty;       /* bottles, not counting the one in use */
	int64_t open_g;        /* in the bottle in use; 0: none is */
	int64_t need_g, unmet_ward_g, unmet_crit_g, psa_g, got_g;
	int64_t used_since_g;  /* served, own plant included, since the last report */
	int dry_hours;
};

struct simulate_supplier_state {
	int64_t gas_g;
	int full, empty;       /* bottles */
	int64_t made_g, vented_g;
	int fill_goal, fill_from_h, filled; /* bottles wanted today from that hour on, and done; SIMULATE_FILL_ALL */
};

struct simulate_truck_state {
	bool away;
	struct simulate_tour tour;
	int free_at;           /* minute; home since then */
	int duty_day, duty_from; /* first departure of the last day on which it drove */
};

struct simulate_totals {
	int64_t start_g, made_g, vented_g, used_g, delivered_g, distance_m;
	int trips, stops, away_min;
};

struct simulate_world {
	const struct simulate_scenario *s;
	int hour;              /* since midnight of day 0 */
	struct simulate_site_state *sites;
	struct simulate_supplier_state *suppliers;
	struct simulate_truck_state *trucks;
	int *driven_min; /* at the wheel: [truck * days + day of leaving], trips under way included to their end */
	struct simulate_totals total;
};

/* A drop that just happened, for whoever keeps a delivery log. */
typedef void simulate_world_drop_fn(void *arg, const struct simulate_tour *t, const struct simulate_stop *stop);

struct simulate_world *simulate_world_new(const struct simulate_scenario *s, struct arena *a) NODISCARD;

/* Make, fill, unload what arrived, bring trucks home. */
void simulate_world_begin(struct simulate_world *w, simulate_world_drop_fn *drop, void *arg);

/* Use oxygen for an hour, and go on to the next. */
void simulate_world_end(struct simulate_world *w);

/* Times of a tour from its `leave`, truck, supplier and stops. False when the truck is away, out of order or would break its duty. */
bool simulate_world_time(const struct simulate_world *w, struct simulate_tour *t);

/* Load and leave: goods are set aside when the truck leaves home; what the supplier does not have is taken from the last stops. What comes back
 * stays at the truck's home. False as above, or when nothing could be loaded. */
bool simulate_world_send(struct simulate_world *w, struct simulate_tour *t);

/* How many bottles a supplier fills in the rest of the day; SIMULATE_FILL_ALL: each empty one as soon as it can. */
void simulate_world_fill(struct simulate_world *w, int supplier, int bottles);

/* Whether a stop that is done took less than was brought for it: it was full then. */
bool simulate_world_filled(const struct simulate_stop *stop);

/* Grams that can be drawn, that may still be put in, and everything that is there. */
int64_t simulate_world_usable_g(const struct simulate_world *w, int site);
int64_t simulate_world_room_g(const struct simulate_world *w, int site);
int64_t simulate_world_held_g(const struct simulate_world *w);

int simulate_world_day(const struct simulate_world *w);
int simulate_world_minute(const struct simulate_world *w); /* since midnight of day 0 */

#endif
