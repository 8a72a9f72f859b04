/* facility_shape - the facility as the register's users write and read it. */
#include "wire/facility_shape.h"
#include "wire/fields.h"

#include <stdio.h>

/* clang-format off */
#define T struct geo_point
WIRE_SHAPE(wire_facility_shape_location, "Location", "A point, WGS84.", NULL,
	F64(lat, .flags = WIRE_REQUIRED, .low = -90, .high = 90, .unit = "degrees north"),
	F64(lon, .flags = WIRE_REQUIRED, .low = -180, .high = 180, .unit = "degrees east"));
#undef T

#define T struct contact
WIRE_SHAPE(wire_facility_shape_contact, "Contact", "Whom to call. Erasable; never in logs, topics or exports.", NULL,
	TEXT(role, .max = 80, .text = "duty, such as pharmacist on call"),
	TEXT(name, .max = 120),
	TEXT(phone, .max = 40));
#undef T

#define T struct supply_system
static WIRE_SHAPE(system_shape, "SupplySystem", "A supply system inside the site, such as the piped network of one building.", NULL,
	CODE(system, .flags = WIRE_REQUIRED | WIRE_UNIQUE, .text = "code, unique within the facility"),
	TEXT(name, .max = 120),
	F64(max_flow_lpm, .unit = "L/min", .text = "largest safe flow"),
	F64(share_pct, .high = 100, .unit = "%", .text = "share of the facility's demand"));
#undef T

#define T struct calibration_point
static WIRE_SHAPE(point_shape, "CalibrationPoint", "One point of a calibration table.", NULL,
	F64(x, .flags = WIRE_REQUIRED, .high = 1e9, .text = "gauge reading in the calibration's unit"),
	I64(g, .flags = WIRE_REQUIRED, .max = UNITS_MAX_G, .unit = "g", .text = "grams of O2 at that reading"));
#undef T

static void
check_calibration(void *object, struct wire_check *c)
{
	if (!calibration_is_valid(object))
		wire_check_fault(c, FAULT_CALIBRATION, "/points", NULL, NULL);
}

#define T struct calibration
static WIRE_SHAPE(calibration_shape, "Calibration", "What a gauge reading means in grams, from a day on.", check_calibration,
	DATE(valid_from, .flags = WIRE_REQUIRED),
	ENUM(unit, &units_gauges, .flags = WIRE_REQUIRED),
	LIST_OF(points, &point_shape, .flags = WIRE_REQUIRED, .min = 2, .max = 200, .text = "x ascending; straight lines between them"));
#undef T

static void
check_fill_right(void *object, struct wire_check *c)
{
	const struct fill_right *r = object;
	if (r->valid_from != DAY_NONE && r->valid_to != DAY_NONE && r->valid_to < r->valid_from)
		wire_check_fault(c, FAULT_PERIOD, "/valid_to", "99 y", NULL);
}

#define T struct fill_right
static WIRE_SHAPE(fill_right_shape, "FillRight", "Who may fill an asset.", check_fill_right,
	CODE(supplier, .flags = WIRE_REQUIRED),
	ENUM(basis, &facility_fill_bases, .flags = WIRE_REQUIRED),
	DATE(valid_from),
	DATE(valid_to));
#undef T

static void
check_asset(void *object, struct wire_check *c)
{
	const struct asset *a = object;
	char capacity[32], heel[32];
	if (a->capacity_g == UNKNOWN_I64 || a->heel_g == UNKNOWN_I64 || a->heel_g <= a->capacity_g)
		return;
	snprintf(capacity, sizeof capacity, "0..%lld", (long long)a->capacity_g);
	snprintf(heel, sizeof heel, "%lld", (long long)a->heel_g);
	wire_check_fault(c, FAULT_RANGE, "/heel_g", capacity, heel);
}

#define T struct asset
static WIRE_SHAPE(asset_shape, "Asset", "Something that holds or makes oxygen.", check_asset,
	CODE(asset, .flags = WIRE_REQUIRED | WIRE_UNIQUE, .text = "code, unique nationwide"),
	ENUM(kind, &facility_asset_kinds, .flags = WIRE_REQUIRED),
	CODE(system, .text = "the supply system that it feeds; MAIN when not said"),
	ENUM(product, &product_grades, .text = "what it holds or makes"),
	ENUM(rank, &facility_asset_ranks),
	GRAMS(capacity_g, .text = "content when full"),
	GRAMS(heel_g, .text = "content that cannot be drawn"),
	F64(flow_limit_lpm, .unit = "L/min", .text = "largest safe flow of vaporiser, regulator or plant"),
	LIST_OF(calibrations, &calibration_shape, .max = 50),
	CYLINDER(cylinder_type, .text = "of a pool or manifold"),
	CODE(owner, .text = "supplier or facility that owns it; null: the site"),
	I64(bottles, .max = 1000000, .text = "full, in use and empty together"),
	GRAMS(production_g, .text = "grams a day at full output"),
	F64(purity_pct, .high = 100, .unit = "%"),
	F64(outage_pct, .high = 100, .unit = "%", .text = "share of time out of order"),
	LIST_OF(fill_rights, &fill_right_shape, .max = 50));
#undef T

static void
check_facility(void *object, struct wire_check *c)
{
	struct facility *f = object;
	if (f->opened != DAY_NONE && f->closed != DAY_NONE && f->closed < f->opened)
		wire_check_fault(c, FAULT_PERIOD, "/closed", "99 y", NULL);
	for (size_t i = 0; i < f->assets.n; i++) {
		struct asset *a = &f->assets.items[i];
		bool known = a->system == NULL || f->systems.n == 0;
		LIST_FOREACH (s, &f->systems)
			known = known || str_eq(s->system, a->system);
		char member[64];
		snprintf(member, sizeof member, "/assets/%zu/system", i);
		if (!known)
			wire_check_fault(c, FAULT_UNKNOWN_REF, member, "system", a->system);
	}
}

#define T struct facility
WIRE_SHAPE(wire_facility_shape, "Facility", "A hospital or station that uses oxygen.", check_facility,
	CODE(code, .flags = WIRE_REQUIRED),
	TEXT(name, .flags = WIRE_REQUIRED, .min = 1, .max = 200),
	CODE(province, .flags = WIRE_REQUIRED, .text = "province code of today"),
	CODE(commune, .text = "commune code of today"),
	ENUM(level, &facility_levels),
	OBJECT(location, &wire_facility_shape_location),
	I64(beds, .max = 20000),
	I64(icu_beds, .max = 20000),
	I64(report_every_h, .flags = WIRE_FALLBACK, .fallback = 24, .min = 1, .max = 744, .unit = "h", .text = "reporting interval"),
	DATE(opened),
	DATE(closed),
	F64(access_max_t, .high = 100, .unit = "t", .text = "largest truck that gets in; null: any"),
	TIME(receives_from, .text = "unloading hours begin"),
	TIME(receives_to, .text = "unloading hours end"),
	LIST_OF(systems, &system_shape, .max = 50, .text = "none: one system MAIN"),
	LIST_OF(assets, &asset_shape, .max = 200),
	LIST_OF(contacts, &wire_facility_shape_contact, .max = 20));
#undef T
