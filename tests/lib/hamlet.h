/* hamlet - the smallest province where plans can be worked out by hand: one plant with a tanker, a few hospitals with tanks, roads in
 * minutes. As it is made nothing binds: gas, truck, hours and tanks are ample; a test takes one thing away.
 *
 * Speed is 60 km/h, so a minute is a kilometre. No limits on drivers, gates open all day. */
#ifndef OXY_TESTS_HAMLET_H
#define OXY_TESTS_HAMLET_H

#include "base/mem.h"
#include "planner/planner.h"

#include <stdlib.h>

enum { HAMLET_SUPPLIERS = 2, HAMLET_SITES = 4, HAMLET_PLACES = HAMLET_SUPPLIERS + HAMLET_SITES, HAMLET_TRUCKS = 3, HAMLET_FIXED = 4 };
enum { HAMLET_LOX, HAMLET_VN40 };

#define HAMLET_T INT64_C(1000000)
#define HAMLET_BOTTLE_G 8000

struct hamlet {
	struct planner_input in;
	struct planner_product products[2];
	struct planner_supplier suppliers[HAMLET_SUPPLIERS];
	struct planner_source sources[2 * HAMLET_SUPPLIERS];
	struct planner_vehicle vehicles[HAMLET_TRUCKS];
	struct planner_facility facilities[HAMLET_SITES];
	struct planner_need needs[HAMLET_SITES];
	struct planner_right rights[HAMLET_SUPPLIERS * HAMLET_SITES];
	struct planner_fixed fixed[HAMLET_FIXED];
	int32_t distance_m[HAMLET_PLACES * HAMLET_PLACES];
	struct arena *arena;
	struct planner_plan *plan;
};

/* Place of the only supplier, and of the hospitals. */
static inline int
hamlet_site(const struct hamlet *h, int i)
{
	return h->in.n_suppliers + i;
}

static inline void
hamlet_road(struct hamlet *h, int a, int b, int minutes)
{
	int n = h->in.n_suppliers + h->in.n_facilities;

	h->distance_m[a * n + b] = h->distance_m[b * n + a] = minutes * 1000;
}

static inline void
hamlet_make(struct hamlet *h, int sites, int days)
{
	static const char *const CODE[HAMLET_SITES] = { "H1", "H2", "H3", "H4" };

	*h = (struct hamlet){ .arena = arena_new() };
	h->products[HAMLET_LOX] = (struct planner_product){ .code = "lox" };
	h->products[HAMLET_VN40] =
	    (struct planner_product){ .code = "VN40", .bottles = true, .bottle_g = HAMLET_BOTTLE_G };
	h->suppliers[0] = (struct planner_supplier){ .code = "P1",
		.medical_share_pct = 100,
		.loading_slots_per_day = -1,
		.filling_bottles_per_day = -1 };
	h->sources[0] = (struct planner_source){ .grade = PLANNER_O2_99,
		.storage_g = 400 * HAMLET_T,
		.stock_g = 200 * HAMLET_T };
	h->vehicles[0] = (struct planner_vehicle){ .code = "T1",
		.capacity_g = 10 * HAMLET_T,
		.size_kg = 15000,
		.speed_kmh = 60,
		.load_min = 30,
		.unload_min = 30,
		.duty_to_min = PLANNER_DAY_MIN };
	for (int i = 0; i < sites; i++) {
		h->facilities[i] = (struct planner_facility){ .code = CODE[i],
			.receives_to_min = PLANNER_DAY_MIN - 1 };
		h->needs[i] = (struct planner_need){ .facility = i,
			.min_grade = PLANNER_O2_99,
			.on_hand_g = 2 * HAMLET_T,
			.capacity_g = 30 * HAMLET_T,
			.critical_pct = 30 };
		for (int d = 0; d < days; d++)
			h->needs[i].q50_g[d] = h->needs[i].q90_g[d] = 6 * HAMLET_T;
		h->rights[i] = (struct planner_right){ .need = i, .day_to = days - 1 };
	}
	for (int d = 0; d < days; d++)
		h->sources[0].production_g[d] = 100 * HAMLET_T;
	h->in = (struct planner_input){ .days = days,
		.start_day = 20780, /* Monday, 2026-11-23 */
		.seed = 1,
		.deterministic = true,
		.distance_m = h->distance_m,
		.n_products = 2,
		.n_suppliers = 1,
		.n_sources = 1,
		.n_vehicles = 1,
		.n_facilities = sites,
		.n_needs = sites,
		.n_rights = sites,
		.products = h->products,
		.suppliers = h->suppliers,
		.sources = h->sources,
		.vehicles = h->vehicles,
		.facilities = h->facilities,
		.needs = h->needs,
		.rights = h->rights,
		.fixed = h->fixed };
	for (int a = 0; a < 1 + sites; a++)
		for (int b = 0; b < a; b++)
			hamlet_road(h, a, b, 30);
}

/* Solve; the plan is judged on the way. */
static inline const struct planner_plan *
hamlet_solve(struct hamlet *h)
{
	struct faults f = { 0 };

	ck_assert_msg(planner_solve(&h->in, h->arena, &h->plan, &f) == ERR_OK, "%s %s",
	    f.item[0].pointer, f.item[0].arg[0]);
	return h->plan;
}

static inline void
hamlet_free(struct hamlet *h)
{
	arena_free(h->arena);
	free(h);
}

#endif
