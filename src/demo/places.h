/* places - the hospitals, stations and suppliers of the demo province, as tables.
 *
 * Province 15 (Lào Cai, since 1 July 2025 with the former Yên Bái). Names are those of real public places; beds, equipment, use,
 * suppliers and fleets are invented. Coordinates are those of the towns, to about a kilometre. */
#ifndef OXY_DEMO_PLACES_H
#define OXY_DEMO_PLACES_H

#include "domain/facility.h"
#include "domain/supplier.h"

#include <stddef.h>

#define DEMO_PLACES_PROVINCE "15"

struct demo_places_hospital {
	const char *code, *name;
	double lat, lon;
	enum facility_level level;
	int beds, icu_beds;
	double nasal;      /* patients on a nasal cannula on an ordinary day; the other devices follow from it */
	double tank_t;     /* capacity of the tank, tonnes of O2; 0: none */
	int bottles;       /* VN40, full, in use and empty together */
	double psa_kg;     /* kg O2 a day at full output; 0: none */
	double access_t;   /* largest truck, tonnes; 0: any */
	bool shifts;       /* reports every twelve hours instead of every day */
};

/* A town and the communes around it, separated by '|'. */
struct demo_places_hub {
	const char *town;
	double lat, lon;
	const char *communes;
};

struct demo_places_supplier {
	const char *code, *name;
	enum supplier_kind kind;
	enum delivery_mode mode;
	double lat, lon, lead_time_h;
	double lox_day_t, lox_storage_t; /* tonnes; 0: does not deal in liquid */
	int bottles_day, vn40, vn10;     /* filling a day; bottles of each type in its own circulation */
};

struct demo_places_vehicle {
	const char *supplier, *code;
	enum vehicle_kind kind;
	double capacity_t;
	int bottles;
};

extern const struct demo_places_hospital demo_places_hospitals[];
extern const struct demo_places_hub demo_places_hubs[];
extern const struct demo_places_supplier demo_places_suppliers[];
extern const struct demo_places_vehicle demo_places_vehicles[];
extern const size_t demo_places_hospitals_n, demo_places_hubs_n, demo_places_suppliers_n, demo_places_vehicles_n;

#endif
