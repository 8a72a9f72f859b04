/* world - cards from the tables and a seed. */
#include "demo/world.h"

#include "base/mem.h"
#include "base/rng.h"
#include "base/str.h"
#include "demo/places.h"
#include "domain/container.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Independent streams of one seed, so that a change of one draw leaves the others alone. */
enum stream { STREAM_STATIONS = 1, STREAM_SUPPLIERS = 1000 };

enum { STATIONS_MAX = 128, ASSETS_MAX = 4, KG = 1000, TONNE = 1000000, SLOW_STATION = 7 };

/* Who is in trouble at the end, so that the demo has something to show. */
static const char *const low_codes[] = { "15-PGH3", "15-MC4", "15-RH5", "15-MC6" };
static const char silent_code[] = "15-RH6";

#define NORTH_OF 22.0 /* who is filled from Cam Đường; the rest from Nghĩa Lộ */

double
demo_world_base_g(const struct demo_world_site *s)
{
	double icu = s->card.icu_beds > 0 ? 1 : 0;
	/* L/min a patient of the nasal count: cannula 4, mask 8, reservoir 12, HFNC 14.2, NIV 25, ventilator 2.9 (DOMAIN 3.3, observed) */
	double lpm = s->is_hospital ? 4 + .2 * 8 + .2 * 12 + icu * (.13 * 14.2 + .1 * 25 + .25 * 2.9) : 2;
	return s->nasal * lpm * 1440 * 1.3312 * (s->is_hospital ? 1.15 : .5); /* a station's patient is on oxygen half the day */
}

const struct asset *
demo_world_asset(const struct demo_world_site *s, enum asset_kind kind)
{
	LIST_FOREACH (a, &s->card.assets)
		if (a->kind == kind)
			return a;
	return NULL;
}

const struct supplier *
demo_world_supplier(const struct demo_world *w, const char *code)
{
	for (size_t i = 0; i < w->n_suppliers; i++)
		if (str_eq(w->suppliers[i].code, code))
			return &w->suppliers[i];
	return NULL;
}

/* ---- facilities --------------------------------------------------------------------------- */

static void
add_rights(struct demo_world *w, struct asset *a, const char *contract, const char *emergency)
{
	a->fill_rights.items = ARENA_ARRAY(w->arena, struct fill_right, 2);
	a->fill_rights.n = 2;
	a->fill_rights.items[0] = (struct fill_right){ contract, FILL_CONTRACT, DAY_NONE, DAY_NONE };
	a->fill_rights.items[1] = (struct fill_right){ emergency, FILL_EMERGENCY, DAY_NONE, DAY_NONE };
}

static struct asset *
add_asset(struct demo_world *w, struct facility *f, const char *suffix, enum asset_kind kind)
{
	if (f->assets.items == NULL)
		f->assets.items = ARENA_ARRAY(w->arena, struct asset, ASSETS_MAX);
	struct asset *a = &f->assets.items[f->assets.n++];
	*a = (struct asset){ .asset = arena_printf(w->arena, "%s-%s", f->code, suffix), .kind = kind, .capacity_g = UNKNOWN_I64, .heel_g = UNKNOWN_I64,
		.flow_limit_lpm = UNKNOWN_F64, .bottles = UNKNOWN_I64, .production_g = UNKNOWN_I64, .purity_pct = UNKNOWN_F64, .outage_pct = UNKNOWN_F64 };
	return a;
}

/* A straight gauge in per cent and in mm of water: 0 is empty, the last point full. */
static void
add_calibrations(struct demo_world *w, struct asset *a)
{
	static const struct { enum units_gauge unit; double full; } gauges[] = { { GAUGE_PERCENT, 100 }, { GAUGE_MMH2O, 2400 } };
	a->calibrations.items = ARENA_ARRAY(w->arena, struct calibration, ARRAY_LEN(gauges));
	a->calibrations.n = ARRAY_LEN(gauges);
	for (size_t i = 0; i < ARRAY_LEN(gauges); i++) {
		struct calibration_point *p = ARENA_ARRAY(w->arena, struct calibration_point, 2);
		p[1] = (struct calibration_point){ gauges[i].full, a->capacity_g };
		a->calibrations.items[i].valid_from = calendar_day(2025, 7, 1);
		a->calibrations.items[i].unit = gauges[i].unit;
		a->calibrations.items[i].points.items = p;
		a->calibrations.items[i].points.n = 2;
	}
}

static void
add_tank(struct demo_world *w, struct demo_world_site *s, double tonnes)
{
	struct asset *a = add_asset(w, &s->card, "T1", ASSET_TANK);
	a->product = GRADE_LOX;
	a->rank = ASSET_PRIMARY;
	a->capacity_g = (int64_t)(tonnes * TONNE);
	a->heel_g = a->capacity_g / 20;
	a->flow_limit_lpm = round(tonnes * 25) * 10; /* the vaporiser: a full tank in two days */
	add_calibrations(w, a);
	s->lox_supplier = "15-LOX1";
	add_rights(w, a, s->lox_supplier, "15-DEP1");
}

static void
add_pool(struct demo_world *w, struct demo_world_site *s, const char *type, int64_t bottles)
{
	bool north = s->card.location.lat > NORTH_OF;
	struct asset *a = add_asset(w, &s->card, "C1", ASSET_CYLINDER_POOL);
	a->product = GRADE_O2_GAS;
	a->rank = s->lox_supplier != NULL ? ASSET_SECONDARY : ASSET_PRIMARY;
	a->cylinder_type = type;
	a->bottles = bottles;
	s->cylinder_supplier = north ? "15-FIL1" : "15-FIL2";
	add_rights(w, a, s->cylinder_supplier, north ? "15-FIL2" : "15-FIL1");
}

static void
add_psa(struct demo_world *w, struct demo_world_site *s, double kg_day)
{
	struct asset *a = add_asset(w, &s->card, "PSA1", ASSET_PSA);
	a->product = GRADE_O2_93;
	a->rank = ASSET_SECONDARY;
	a->production_g = (int64_t)(kg_day * KG);
	a->flow_limit_lpm = round(kg_day / 1.917);
	a->purity_pct = 93;
	a->outage_pct = 5;
}

/* A desk's telephone, nobody's name: 0214 is the province's area code, and its exchange 000 is assigned to no one. */
static void
add_duty_desk(struct demo_world *w, struct facility *f)
{
	f->contacts.items = ARENA_NEW(w->arena, struct contact);
	f->contacts.items[0] = (struct contact){ .role = "duty", .name = "Trực ô-xy", .phone = arena_printf(w->arena, "+84 214 000 %04zu", w->n_sites) };
	f->contacts.n = 1;
}

static struct facility
new_card(const char *code, const char *name, enum facility_level level, struct geo_point at)
{
	return (struct facility){ .code = code, .name = name, .province = DEMO_PLACES_PROVINCE, .level = level, .location = at, .beds = UNKNOWN_I64,
		.icu_beds = UNKNOWN_I64, .report_every_h = 24, .opened = DAY_NONE, .closed = DAY_NONE, .access_max_t = UNKNOWN_F64,
		.receives_from = 6 * 60, .receives_to = 20 * 60 };
}

static void
add_hospital(struct demo_world *w, const struct demo_places_hospital *h)
{
	struct demo_world_site *s = &w->sites[w->n_sites++];
	s->card = new_card(h->code, h->name, h->level, (struct geo_point){ h->lat, h->lon });
	add_duty_desk(w, &s->card);
	s->card.beds = h->beds;
	s->card.icu_beds = h->icu_beds;
	s->card.report_every_h = h->shifts ? 12 : 24;
	if (h->access_t > 0)
		s->card.access_max_t = h->access_t;
	s->nasal = h->nasal;
	s->is_hospital = true;
	s->shifts = h->shifts;
	s->silent = str_eq(h->code, silent_code);
	for (size_t i = 0; i < ARRAY_LEN(low_codes); i++)
		s->low = s->low || str_eq(h->code, low_codes[i]);
	if (h->tank_t > 0)
		add_tank(w, s, h->tank_t);
	add_pool(w, s, "VN40", h->bottles);
	if (h->psa_kg > 0)
		add_psa(w, s, h->psa_kg);
}

/* The first commune of a hub lies in its town, the others around it: evenly by angle, 5 to 13 km out. */
static struct geo_point
around(const struct demo_places_hub *hub, int i, int n, struct rng *r)
{
	double km = i == 0 ? 1 + rng_unit(r) : 5 + 8 * rng_unit(r), angle = 2 * M_PI * (i + .5 * rng_unit(r)) / n;
	double lat = hub->lat + km * cos(angle) / 111.2, lon = hub->lon + km * sin(angle) / (111.2 * cos(hub->lat * M_PI / 180));
	return (struct geo_point){ round(lat * 1e4) / 1e4, round(lon * 1e4) / 1e4 };
}

static void
add_station(struct demo_world *w, const char *commune, struct geo_point at, struct rng *r)
{
	struct demo_world_site *s = &w->sites[w->n_sites++];
	const char *code = arena_printf(w->arena, "15-CS%02zu", w->n_sites - w->n_hospitals);
	s->card = new_card(code, arena_printf(w->arena, "Trạm Y tế %s", commune), FACILITY_COMMUNE, at);
	add_duty_desk(w, &s->card);
	s->card.beds = 5 + rng_below(r, 6);
	s->card.icu_beds = 0;
	s->card.access_max_t = 5;
	s->nasal = .3 + .9 * rng_unit(r);
	if (w->n_sites - w->n_hospitals == SLOW_STATION)
		s->nasal = .12; /* a bottle lasts weeks; it has a time to empty all the same */
	bool large = rng_below(r, 3) == 0;
	add_pool(w, s, large ? "VN40" : "VN10", large ? 4 + rng_below(r, 3) : 10 + rng_below(r, 7));
}

static void
add_stations(struct demo_world *w, const struct demo_places_hub *hub, struct rng *r)
{
	int n = 1, i = 0;
	for (const char *p = hub->communes; *p != '\0'; p++)
		n += *p == '|';
	char *rest = arena_strdup(w->arena, hub->communes), *save = NULL;
	for (char *name = strtok_r(rest, "|", &save); name != NULL; name = strtok_r(NULL, "|", &save), i++) {
		struct geo_point at = around(hub, i, n, r);
		add_station(w, name, at, r);
	}
}

/* ---- suppliers ---------------------------------------------------------------------------- */

static void
add_product(struct supplier *s, enum product product, const char *type)
{
	s->products.items[s->products.n++] = (struct supplier_product){ .product = product, .cylinder_type = type, .production_g = UNKNOWN_I64,
		.storage_g = UNKNOWN_I64, .stock_g = UNKNOWN_I64, .bottles_full = UNKNOWN_I64, .bottles_empty = UNKNOWN_I64 };
}

static void
add_products(struct demo_world *w, struct supplier *s, const struct demo_places_supplier *p)
{
	s->products.items = ARENA_ARRAY(w->arena, struct supplier_product, 3);
	if (p->lox_storage_t > 0) {
		add_product(s, PRODUCT_LOX, NULL);
		s->products.items[0].production_g = (int64_t)(p->lox_day_t * TONNE);
		s->products.items[0].storage_g = (int64_t)(p->lox_storage_t * TONNE);
		s->products.items[0].stock_g = s->products.items[0].storage_g * 2 / 3;
	}
	const struct { const char *type; int bottles; double share; } kinds[] = { { "VN40", p->vn40, p->vn10 > 0 ? .85 : 1 }, { "VN10", p->vn10, .6 } };
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		if (kinds[i].bottles == 0)
			continue;
		add_product(s, PRODUCT_CYLINDER, kinds[i].type);
		struct supplier_product *x = &s->products.items[s->products.n - 1];
		x->production_g = (int64_t)(p->bottles_day * kinds[i].share) * container_find(kinds[i].type)->g;
		x->bottles_full = kinds[i].bottles * 2 / 3;
		x->bottles_empty = kinds[i].bottles - x->bottles_full;
	}
}

static void
add_fleet(struct demo_world *w, struct supplier *s)
{
	s->fleet.items = ARENA_ARRAY(w->arena, struct vehicle, demo_places_vehicles_n);
	for (size_t i = 0; i < demo_places_vehicles_n; i++) {
		const struct demo_places_vehicle *v = &demo_places_vehicles[i];
		bool tanker = v->kind == VEHICLE_TANKER;
		if (!str_eq(v->supplier, s->code))
			continue;
		s->fleet.items[s->fleet.n++] = (struct vehicle){ .vehicle = v->code, .kind = v->kind,
			.capacity_g = tanker ? (int64_t)(v->capacity_t * TONNE) : v->bottles * container_find("VN40")->g,
			.capacity_bottles = tanker ? UNKNOWN_I64 : v->bottles, .speed_kmh = tanker ? 35 : 38, .load_min = tanker ? 60 : 45,
			.unload_min = tanker ? 45 : 25, .duty_from = 5 * 60, .duty_to = 21 * 60, .duty_max_min = 12 * 60,
			.loads_elsewhere = tanker };
	}
}

/* One contract a facility and product, over half again what an ordinary day takes. */
static void
add_contracts(struct demo_world *w, struct supplier *s)
{
	s->contracts.items = ARENA_ARRAY(w->arena, struct supply_contract, w->n_sites);
	for (size_t i = 0; i < w->n_sites; i++) {
		const struct demo_world_site *site = &w->sites[i];
		const struct asset *pool = demo_world_asset(site, ASSET_CYLINDER_POOL);
		bool lox = str_eq(site->lox_supplier, s->code), cylinder = str_eq(site->cylinder_supplier, s->code);
		if (!lox && !cylinder)
			continue;
		double share = site->lox_supplier == NULL ? 1 : lox ? .93 : .07;
		s->contracts.items[s->contracts.n++] = (struct supply_contract){ .facility = site->card.code, .product = lox ? PRODUCT_LOX : PRODUCT_CYLINDER,
			.cylinder_type = lox ? NULL : pool->cylinder_type, .daily_g = (int64_t)(1.5 * share * demo_world_base_g(site) / 100) * 100,
			.valid_from = DAY_NONE, .valid_to = DAY_NONE };
	}
}

static void
add_supplier(struct demo_world *w, const struct demo_places_supplier *p)
{
	struct supplier *s = &w->suppliers[w->n_suppliers++];
	*s = (struct supplier){ .code = p->code, .name = p->name, .province = DEMO_PLACES_PROVINCE, .kind = p->kind, .location = { p->lat, p->lon },
		.delivery_mode = p->mode, .lead_time_h = p->lead_time_h, .medical_share_pct = p->kind == SUPPLIER_PRODUCER ? 70 : 100,
		.loading_slots_per_day = p->lox_storage_t > 0 ? 12 : UNKNOWN_I64, .filling_bottles_per_day = p->bottles_day > 0 ? p->bottles_day : UNKNOWN_I64 };
	add_products(w, s, p);
	add_fleet(w, s);
	add_contracts(w, s);
}

void
demo_world_supplier_report(const struct demo_world *w, size_t supplier, instant_t at, struct arena *a, struct supplier_report *ret)
{
	const struct supplier *s = &w->suppliers[supplier];
	struct rng r = rng_seed(w->seed, STREAM_SUPPLIERS + supplier + 16 * (uint64_t)calendar_day_of(at));
	*ret = (struct supplier_report){ .occurred_at = at, .medical_share_pct = UNKNOWN_F64, .loading_slots_per_day = UNKNOWN_I64,
		.filling_bottles_per_day = UNKNOWN_I64 };
	ret->products.items = ARENA_ARRAY(a, struct supplier_product, s->products.n);
	ret->products.n = s->products.n;
	for (size_t i = 0; i < s->products.n; i++) {
		struct supplier_product *p = &ret->products.items[i];
		double level = .55 + .3 * rng_unit(&r);
		*p = s->products.items[i];
		if (p->product == PRODUCT_LOX)
			p->stock_g = (int64_t)((double)p->storage_g * level / 1e4) * 10000;
		int64_t bottles = p->bottles_full + p->bottles_empty;
		if (p->product == PRODUCT_CYLINDER) {
			p->bottles_full = (int64_t)((double)bottles * level);
			p->bottles_empty = bottles - p->bottles_full;
		}
		p->storage_g = UNKNOWN_I64; /* unchanged */
	}
}

struct demo_world *
demo_world_new(uint64_t seed)
{
	struct demo_world *w = MEM_NEW(struct demo_world);
	struct rng r = rng_seed(seed, STREAM_STATIONS);
	w->seed = seed;
	w->arena = arena_new();
	w->sites = ARENA_ARRAY(w->arena, struct demo_world_site, demo_places_hospitals_n + STATIONS_MAX);
	w->suppliers = ARENA_ARRAY(w->arena, struct supplier, demo_places_suppliers_n);
	for (size_t i = 0; i < demo_places_hospitals_n; i++)
		add_hospital(w, &demo_places_hospitals[i]);
	w->n_hospitals = w->n_sites;
	for (size_t i = 0; i < demo_places_hubs_n; i++)
		add_stations(w, &demo_places_hubs[i], &r);
	for (size_t i = 0; i < demo_places_suppliers_n; i++)
		add_supplier(w, &demo_places_suppliers[i]);
	return w;
}

void
demo_world_free(struct demo_world *w)
{
	if (w == NULL)
		return;
	arena_free(w->arena);
	free(w);
}

void
demo_world_free_ptr(struct demo_world **w)
{
	demo_world_free(*w);
}
