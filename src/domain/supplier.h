/* supplier - a producer, filling station or depot: products, fleet, contracts, and its reports. */
#ifndef OXY_DOMAIN_SUPPLIER_H
#define OXY_DOMAIN_SUPPLIER_H

#include "domain/calendar.h"
#include "domain/facility.h"
#include "domain/geo.h"
#include "domain/list.h"
#include "domain/names.h"
#include "domain/product.h"

enum supplier_kind { SUPPLIER_KIND_NONE, SUPPLIER_PRODUCER, SUPPLIER_FILLER, SUPPLIER_DEPOT };
extern const struct names supplier_kinds;

/* How deliveries come about; a delivery has the same word. */
enum delivery_mode {
	DELIVERY_MODE_NONE,
	DELIVERY_ROUTED,
	DELIVERY_SUPPLIER_SCHEDULED,
	DELIVERY_FACILITY_PICKUP
};
extern const struct names supplier_delivery_modes;

enum vehicle_kind { VEHICLE_KIND_NONE, VEHICLE_TANKER, VEHICLE_CYLINDER_TRUCK };
extern const struct names supplier_vehicle_kinds;

struct supplier_product {
	enum product product;
	const char *cylinder_type; /* of product cylinder */
	int64_t production_g;      /* grams a day */
	int64_t storage_g;         /* grams when full */
	int64_t stock_g;           /* grams now */
	int64_t bottles_full, bottles_empty;
};

struct vehicle {
	const char *vehicle; /* code */
	enum vehicle_kind kind;
	int64_t capacity_g, capacity_bottles;
	double speed_kmh;
	int64_t load_min, unload_min; /* minutes a stop */
	int64_t unload_min_per_unit;  /* and for a tonne, of a tanker, or 100 bottles; of less in proportion */
	time_of_day_t duty_from, duty_to;
	int64_t duty_max_min;
	bool out_of_service;
	bool loads_elsewhere; /* a tanker that may load at other suppliers, on its way from home and back there */
};

struct supply_contract {
	const char *facility;
	enum product product;
	const char *cylinder_type;
	int64_t daily_g; /* grams a day */
	day_t valid_from, valid_to;
};

struct supplier {
	const char *code, *name, *province;
	enum supplier_kind kind;
	struct geo_point location;
	enum delivery_mode delivery_mode;
	double lead_time_h;
	double medical_share_pct; /* committed share of production */
	LIST(struct supplier_product) products;
	int64_t loading_slots_per_day, filling_bottles_per_day;
	LIST(struct vehicle) fleet;
	LIST(struct supply_contract) contracts;
	LIST(struct contact) contacts;
};

/* POST /v1/suppliers/{code}/reports: what changed, by product and vehicle. */
struct supplier_vehicle_state {
	const char *vehicle;
	bool out_of_service;
	const char *reason;
};

struct supplier_report {
	const char *client_event_id;
	instant_t occurred_at;
	LIST(struct supplier_product)
	products; /* production, stock and bottles; storage unchanged when unknown */
	LIST(struct supplier_vehicle_state) fleet;
	double medical_share_pct;
	int64_t loading_slots_per_day, filling_bottles_per_day;
	const char *note;
};

#endif
