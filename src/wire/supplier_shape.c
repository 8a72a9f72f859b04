/* supplier_shape - the supplier as it is registered and as it reports. */
#include "wire/supplier_shape.h"
#include "wire/facility_shape.h"
#include "wire/fields.h"

static void
check_product(void *object, struct wire_check *c)
{
	const struct supplier_product *p = object;
	if (p->product == PRODUCT_CYLINDER && p->cylinder_type == NULL)
		wire_check_fault(c, FAULT_REQUIRED, "/cylinder_type", NULL, NULL);
}

/* clang-format off */
#define T struct supplier_product
static WIRE_SHAPE(product_shape, "SupplierProduct", "What a supplier makes, stores and sells.", check_product,
	ENUM(product, &product_names, .flags = WIRE_REQUIRED),
	CYLINDER(cylinder_type, .text = "required when product is cylinder"),
	GRAMS(production_g, .text = "grams a day"),
	GRAMS(storage_g, .text = "content of the storage when full"),
	GRAMS(stock_g, .text = "in store now"),
	I64(bottles_full, .max = 10000000),
	I64(bottles_empty, .max = 10000000));
#undef T

static void
check_vehicle(void *object, struct wire_check *c)
{
	const struct vehicle *v = object;
	if (v->loads_elsewhere && v->kind == VEHICLE_CYLINDER_TRUCK)
		wire_check_fault(c, FAULT_NOT_FOR_KIND, "/loads_elsewhere", names_word(&supplier_vehicle_kinds, (int)v->kind), NULL);
}

#define T struct vehicle
static WIRE_SHAPE(vehicle_shape, "Vehicle", "A tanker or cylinder truck.", check_vehicle,
	CODE(vehicle, .flags = WIRE_REQUIRED | WIRE_UNIQUE),
	ENUM(kind, &supplier_vehicle_kinds, .flags = WIRE_REQUIRED),
	GRAMS(capacity_g),
	I64(capacity_bottles, .max = 100000),
	F64(speed_kmh, .high = 200, .unit = "km/h", .text = "mean speed on the road"),
	I64(load_min, .max = 1440, .unit = "min"),
	I64(unload_min, .max = 1440, .unit = "min", .text = "at each stop"),
	I64(unload_min_per_unit, .max = 1440, .unit = "min", .text = "and for each tonne of a tanker, each 100 bottles of a truck, of less in proportion"),
	TIME(duty_from),
	TIME(duty_to),
	I64(duty_max_min, .max = 1440, .unit = "min", .text = "longest duty of a driver in a day"),
	BOOL(out_of_service),
	BOOL(loads_elsewhere, .text = "a tanker may load at other suppliers' plants when a plan says so; it starts and ends each trip at home"));
#undef T

static void
check_contract(void *object, struct wire_check *c)
{
	const struct supply_contract *s = object;
	if (s->product == PRODUCT_CYLINDER && s->cylinder_type == NULL)
		wire_check_fault(c, FAULT_REQUIRED, "/cylinder_type", NULL, NULL);
	if (s->valid_from != DAY_NONE && s->valid_to != DAY_NONE && s->valid_to < s->valid_from)
		wire_check_fault(c, FAULT_PERIOD, "/valid_to", "99 y", NULL);
}

#define T struct supply_contract
static WIRE_SHAPE(contract_shape, "SupplyContract", "What a supplier owes a facility.", check_contract,
	CODE(facility, .flags = WIRE_REQUIRED),
	ENUM(product, &product_names, .flags = WIRE_REQUIRED),
	CYLINDER(cylinder_type),
	GRAMS(daily_g, .text = "grams a day"),
	DATE(valid_from),
	DATE(valid_to));
#undef T

#define T struct supplier
WIRE_SHAPE(wire_supplier_shape, "Supplier", "A producer, filling station or depot.", NULL,
	CODE(code, .flags = WIRE_REQUIRED),
	TEXT(name, .flags = WIRE_REQUIRED, .min = 1, .max = 200),
	CODE(province, .flags = WIRE_REQUIRED),
	ENUM(kind, &supplier_kinds, .flags = WIRE_REQUIRED),
	OBJECT(location, &wire_facility_shape_location),
	ENUM(delivery_mode, &supplier_delivery_modes, .flags = WIRE_FALLBACK, .fallback = DELIVERY_ROUTED),
	F64(lead_time_h, .high = 720, .unit = "h", .text = "from order to arrival, p90"),
	F64(medical_share_pct, .high = 100, .unit = "%", .text = "committed share of production"),
	LIST_OF(products, &product_shape, .max = 50),
	I64(loading_slots_per_day, .max = 10000),
	I64(filling_bottles_per_day, .max = 1000000),
	LIST_OF(fleet, &vehicle_shape, .max = 500),
	LIST_OF(contracts, &contract_shape, .max = 1000),
	LIST_OF(contacts, &wire_facility_shape_contact, .max = 20));
#undef T

#define T struct supplier_vehicle_state
static WIRE_SHAPE(vehicle_state_shape, "VehicleState", "Whether a vehicle can drive.", NULL,
	CODE(vehicle, .flags = WIRE_REQUIRED | WIRE_UNIQUE),
	BOOL(out_of_service, .flags = WIRE_REQUIRED),
	TEXT(reason, .max = 500));
#undef T

#define T struct supplier_report
WIRE_SHAPE(wire_supplier_shape_report, "SupplierReport", "A supplier's stock, production and fleet; what is not sent stays.", NULL,
	TEXT(client_event_id, .min = 1, .max = 255),
	INSTANT(occurred_at, .text = "now when not said"),
	LIST_OF(products, &product_shape, .max = 50),
	LIST_OF(fleet, &vehicle_state_shape, .max = 500),
	F64(medical_share_pct, .high = 100, .unit = "%"),
	I64(loading_slots_per_day, .max = 10000),
	I64(filling_bottles_per_day, .max = 1000000),
	TEXT(note, .max = 2000));
#undef T

#define T struct wire_supplier_receipt
WIRE_SHAPE(wire_supplier_shape_receipt, "SupplierReceipt", "A supplier's report was stored.", NULL,
	ID(id, .flags = WIRE_REQUIRED),
	CODE(supplier, .flags = WIRE_REQUIRED),
	INSTANT(occurred_at),
	INSTANT(recorded_at));
#undef T
