/* province - a little province for planner tests: hospitals with tanks and bottle pools around a
 * city, a producer, depots and filling stations, trucks; everything drawn from one seed.
 *
 * Orders of magnitude follow a real northern province: roads of 5 to 70 km, tanks of two to four
 * days, bottle pools of about two days, tankers of 8 to 11 t, bottle trucks of 90 to 130. */
#ifndef OXY_TESTS_PROVINCE_H
#define OXY_TESTS_PROVINCE_H

#include "base/mem.h"
#include "base/rng.h"
#include "planner/planner.h"

#include <stdio.h>
#include <stdlib.h>

enum {
	PROVINCE_SITES = 360,
	PROVINCE_SUPPLIERS = 24,
	PROVINCE_VEHICLES = 200,
	PROVINCE_FIXED = 24
};

struct province_spec {
	int tanks, pools; /* facilities with a tank, with bottles alone */
	int suppliers, days;
	int supply_pct; /* of the whole demand */
	int trucks_pct; /* 100 = enough at two trips a day */
	int pool_pct;   /* bottles against two days of use; 100 = two days */
	int start_minute;
};

struct province {
	struct planner_input in;
	struct planner_product products[2];
	struct planner_supplier suppliers[PROVINCE_SUPPLIERS];
	struct planner_source sources[2 * PROVINCE_SUPPLIERS];
	struct planner_vehicle vehicles[PROVINCE_VEHICLES];
	struct planner_facility facilities[PROVINCE_SITES];
	struct planner_need needs[2 * PROVINCE_SITES];
	struct planner_right rights[20 * PROVINCE_SITES];
	struct planner_fixed fixed[PROVINCE_FIXED];
	char codes[PROVINCE_SITES + PROVINCE_SUPPLIERS + PROVINCE_VEHICLES][12];
	int n_codes;
};

enum { PROVINCE_LOX, PROVINCE_VN40 };
#define PROVINCE_BOTTLE_G 7987

static inline const char *
province_code(struct province *p, const char *prefix, int i)
{
	char *code = p->codes[p->n_codes++];

	snprintf(code, sizeof p->codes[0], "%s%d", prefix, i % 10000);
	return code;
}

static inline struct planner_place
province_place(struct rng *r, double spread)
{
	return (
	    struct planner_place){ 21.27 + spread * rng_normal(r), 106.2 + spread * rng_normal(r) };
}

static inline void
province_add_need(
    struct province *p, struct rng *r, int facility, int product, double kg_day, int pool_pct)
{
	struct planner_need *n = &p->needs[p->in.n_needs++];
	double growth = 1 + 0.08 * rng_unit(r);
	bool bottles = product == PROVINCE_VN40;

	*n = (struct planner_need){
		.facility = facility, .product = product, .critical_pct = 10 + (int)rng_below(r, 40)
	};
	for (int d = 0; d < p->in.days; d++, kg_day *= growth) {
		n->q50_g[d] = (int64_t)(kg_day * 1000);
		n->q90_g[d] = (int64_t)(kg_day * 1300);
	}
	int64_t day = n->q50_g[0];
	if (bottles) {
		int pool = (int)(2 * day * pool_pct / 100 / PROVINCE_BOTTLE_G) + 4;
		int full = pool * (int)(30 + rng_below(r, 50)) / 100;
		n->capacity_g = (int64_t)pool * PROVINCE_BOTTLE_G;
		n->on_hand_g = (int64_t)full * PROVINCE_BOTTLE_G;
		n->empties = pool - full;
		n->swap_only = true;
	} else {
		int64_t tank = day * (20 + rng_below(r, 20)) / 10 + 1000000;
		n->capacity_g = tank * 95 / 100;
		n->heel_g = tank / 10;
		n->on_hand_g =
		    n->heel_g + (n->capacity_g - n->heel_g) * (30 + rng_below(r, 50)) / 100;
	}
	if (p->in.start_minute > 0)
		n->q50_g[0] =
		    n->q50_g[0] * (PLANNER_DAY_MIN - p->in.start_minute) / PLANNER_DAY_MIN;
}

static inline void
province_add_truck(struct province *p, int supplier, bool bottles, int i)
{
	struct planner_vehicle *v = &p->vehicles[p->in.n_vehicles++];

	*v = (struct planner_vehicle){ .code =
					   province_code(p, bottles ? "B" : "T", p->in.n_vehicles),
		.supplier = supplier,
		.bottles = bottles,
		.capacity_g = bottles ? 0 : (8 + i % 3 * 3 / 2) * INT64_C(1000000),
		.capacity_bottles = bottles ? 90 + i % 3 * 20 : 0,
		.size_kg = bottles ? 7000 : 18000,
		.speed_kmh = 38,
		.load_min = bottles ? 40 : 60,
		.unload_min = bottles ? 10 : 20,
		.unload_min_per_unit = bottles ? 30 : 6,
		.duty_from_min = 360,
		.duty_to_min = 1200,
		.duty_max_min = 720 };
}

static inline void
province_add_supplier(
    struct province *p, struct rng *r, int i, int64_t lox_g, int64_t bottle_g, int trucks_pct)
{
	struct planner_supplier *s = &p->suppliers[i];
	int64_t tanker_day = 2 * 9000000, truck_day = 2 * 110 * (int64_t)PROVINCE_BOTTLE_G;

	*s = (struct planner_supplier){ .code = province_code(p, "S", i + 1),
		.place = province_place(r, 0.25),
		.medical_share_pct = 100,
		.loading_slots_per_day = -1,
		.filling_bottles_per_day = (int)(bottle_g * 3 / 2 / PROVINCE_BOTTLE_G) + 10 };
	if (lox_g) {
		struct planner_source *o = &p->sources[p->in.n_sources++];
		*o = (struct planner_source){ .supplier = i,
			.product = PROVINCE_LOX,
			.grade = PLANNER_O2_99,
			.storage_g = 2 * lox_g,
			.stock_g = lox_g };
		for (int d = 0; d < p->in.days; d++)
			o->production_g[d] = lox_g;
		for (int t = 0; t <= lox_g * trucks_pct / 100 / tanker_day &&
				p->in.n_vehicles < PROVINCE_VEHICLES;
		     t++)
			province_add_truck(p, i, false, t);
	}
	struct planner_source *b = &p->sources[p->in.n_sources++];
	int pool = (int)(2 * bottle_g / PROVINCE_BOTTLE_G) + 20;
	*b = (struct planner_source){ .supplier = i,
		.product = PROVINCE_VN40,
		.grade = PLANNER_O2_99,
		.storage_g = 2 * bottle_g,
		.stock_g = bottle_g / 2,
		.bottles_full = pool / 2,
		.bottles_empty = pool - pool / 2,
		.fills_from_bulk = lox_g > 0 };
	for (int d = 0; d < p->in.days; d++)
		b->production_g[d] = bottle_g;
	for (int t = 0;
	     t <= bottle_g * trucks_pct / 100 / truck_day && p->in.n_vehicles < PROVINCE_VEHICLES;
	     t++)
		province_add_truck(p, i, true, t);
}

static inline void
province_add_rights(struct province *p, struct rng *r)
{
	for (int n = 0; n < p->in.n_needs; n++) {
		for (int s = 0; s < p->in.n_suppliers; s++) {
			bool has = p->needs[n].product == PROVINCE_VN40;
			for (int o = 0; o < p->in.n_sources; o++)
				has |= p->sources[o].supplier == s &&
				       p->sources[o].product == p->needs[n].product;
			if (!has || p->in.n_rights == 20 * PROVINCE_SITES ||
			    (s > 1 && rng_below(r, 3) == 0))
				continue;
			p->rights[p->in.n_rights++] = (struct planner_right){ .supplier = s,
				.need = n,
				.basis = rng_below(r, 4) ? PLANNER_CONTRACT : PLANNER_EMERGENCY,
				.day_to = p->in.days - 1,
				.daily_g = rng_below(r, 2) ? p->needs[n].q50_g[0] : 0 };
		}
	}
}

static inline int64_t
province_demand(const struct province *p, int product)
{
	int64_t g = 0;

	for (int n = 0; n < p->in.n_needs; n++)
		for (int d = 0; p->needs[n].product == product && d < p->in.days; d++)
			g += p->needs[n].q50_g[d];
	return g / p->in.days;
}

/* Allocated by the caller, a big struct; pointers inside point into it. */
static inline void
province_make(struct province *p, uint64_t seed, struct province_spec spec)
{
	struct rng r = rng_seed(seed, 24);

	*p = (struct province){ 0 };
	p->in = (struct planner_input){ .days = spec.days,
		.start_day = 20778,
		.start_minute = spec.start_minute,
		.seed = seed,
		.deterministic = true,
		.n_products = 2,
		.n_suppliers = spec.suppliers,
		.products = p->products,
		.suppliers = p->suppliers,
		.sources = p->sources,
		.vehicles = p->vehicles,
		.facilities = p->facilities,
		.needs = p->needs,
		.rights = p->rights,
		.fixed = p->fixed };
	for (int d = 0; d < PLANNER_DAYS_MAX; d++)
		p->in.driving[d] = planner_driving_on(p->in.start_day + d)->limits;
	p->products[PROVINCE_LOX] = (struct planner_product){ .code = "lox" };
	p->products[PROVINCE_VN40] = (struct planner_product){ "VN40", true, PROVINCE_BOTTLE_G };
	for (int i = 0; i < spec.tanks + spec.pools; i++) {
		p->facilities[p->in.n_facilities++] =
		    (struct planner_facility){ .code = province_code(p, "H", i + 1),
			    .place = province_place(&r, 0.22),
			    .access_max_kg = rng_below(&r, 4) ? 0 : 20000,
			    .receives_from_min = 360,
			    .receives_to_min = 1200,
			    .priority = (int)rng_below(&r, 2) };
		if (i < spec.tanks)
			province_add_need(p, &r, i, PROVINCE_LOX, 600 + rng_below(&r, 4000), 100);
		if (i >= spec.tanks || rng_below(&r, 3) == 0)
			province_add_need(
			    p, &r, i, PROVINCE_VN40, 30 + rng_below(&r, 250), spec.pool_pct);
	}
	int producers = spec.suppliers < 3 ? 1 : spec.suppliers / 3;
	int64_t lox = province_demand(p, PROVINCE_LOX) * spec.supply_pct / 100 / producers;
	int64_t gas = province_demand(p, PROVINCE_VN40) * spec.supply_pct / 100 / spec.suppliers;
	for (int i = 0; i < spec.suppliers; i++)
		province_add_supplier(p, &r, i, i < producers ? lox : 0, gas, spec.trucks_pct);
	province_add_rights(p, &r);
}

static inline struct planner_fixed *
province_fix(struct province *p, enum planner_fixed_kind kind)
{
	struct planner_fixed *x = &p->fixed[p->in.n_fixed++];

	*x = (struct planner_fixed){ .kind = kind,
		.id = "edit",
		.supplier = PLANNER_NONE,
		.need = PLANNER_NONE,
		.vehicle = PLANNER_NONE,
		.day = PLANNER_NONE,
		.facility = PLANNER_NONE,
		.from_need = PLANNER_NONE };
	return x;
}

#endif
