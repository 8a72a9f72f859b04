/* supplier - the words of a supplier's enums. */
#include "domain/supplier.h"

static const char *const kind_words[] = {
	[SUPPLIER_PRODUCER] = "producer",
	[SUPPLIER_FILLER] = "filler",
	[SUPPLIER_DEPOT] = "depot",
};
const struct names supplier_kinds = NAMES(kind_words);

static const char *const mode_words[] = {
	[DELIVERY_ROUTED] = "routed",
	[DELIVERY_SUPPLIER_SCHEDULED] = "supplier_scheduled",
	[DELIVERY_FACILITY_PICKUP] = "facility_pickup",
};
const struct names supplier_delivery_modes = NAMES(mode_words);

static const char *const vehicle_words[] = {
	[VEHICLE_TANKER] = "tanker",
	[VEHICLE_CYLINDER_TRUCK] = "cylinder_truck",
};
const struct names supplier_vehicle_kinds = NAMES(vehicle_words);
