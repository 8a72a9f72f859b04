/* status_shape - how things stand. Sums carry how many facilities they cover; worst-of stands beside them. */
#include "wire/status_shape.h"
#include "wire/facility_shape.h"
#include "wire/fields.h"
#include "wire/stock_report_shape.h"

/* clang-format off */
#define HOURS(m, ...) OBJECT(m, &wire_stock_report_shape_hours, .flags = WIRE_REQUIRED, __VA_ARGS__)

#define T struct wire_status_flow
static WIRE_SHAPE(flow_shape, "Flow", "Flow now against the largest safe one.", NULL,
	F64(demand_lpm, .places = 1, .unit = "L/min"),
	F64(limit_lpm, .places = 1, .unit = "L/min"),
	F64(percent, .places = 1, .unit = "%"));
#undef T

#define T struct wire_status_covers
static WIRE_SHAPE(covers_shape, "Covers", "Which parts of on_hand_g are known.", NULL,
	I64(assets_known, .flags = WIRE_REQUIRED),
	I64(assets, .flags = WIRE_REQUIRED),
	LIST_PLAIN(missing, WIRE_TEXT, .text = "assets that were never reported"));
#undef T

#define T struct wire_status_system
static WIRE_SHAPE(system_shape, "SystemStatus", "One supply system; the reserve bank is shown and left out of the hours.", NULL,
	CODE(system, .flags = WIRE_REQUIRED),
	TEXT(name),
	I64(on_hand_g, .unit = "g"),
	I64(reserve_g, .unit = "g"),
	HOURS(hours_to_empty),
	HOURS(hours_without_deliveries),
	ENUM(level, &stock_levels, .flags = WIRE_REQUIRED),
	OBJECT(flow, &flow_shape, .flags = WIRE_REQUIRED));
#undef T

#define T struct wire_status_asset
static WIRE_SHAPE(asset_shape, "AssetStatus", "One asset, projected to now.", NULL,
	CODE(asset, .flags = WIRE_REQUIRED),
	TEXT(kind),
	I64(on_hand_g, .unit = "g"),
	I64(capacity_g, .unit = "g"),
	INSTANT(as_of_truth),
	BOOL(provisional));
#undef T

#define T struct wire_facility_status
WIRE_SHAPE(wire_status_shape, "FacilityStatus", "How a facility stands, projected to now from its last truth.", NULL,
	CODE(facility, .flags = WIRE_REQUIRED),
	TEXT(name),
	CODE(province),
	OBJECT(location, &wire_facility_shape_location),
	INSTANT(as_of),
	INSTANT(as_of_truth, .text = "of the oldest truth that the figure stands on"),
	I64(on_hand_g, .unit = "g", .text = "null while an asset was never reported"),
	OBJECT(covers, &covers_shape, .flags = WIRE_REQUIRED),
	HOURS(hours_to_empty, .text = "with confirmed deliveries; the minimum over the supply systems"),
	HOURS(hours_without_deliveries),
	ENUM(level, &stock_levels, .flags = WIRE_REQUIRED),
	BOOL(stale, .text = "last truth older than 1.5 reporting intervals"),
	OBJECT(flow, &flow_shape, .flags = WIRE_REQUIRED),
	I64(incoming_g, .unit = "g", .text = "confirmed deliveries"),
	TEXT(duty_phone, .flags = WIRE_OMIT, .text = "whom to call; in a province's list, for coordinators"),
	LIST_OF(systems, &system_shape),
	LIST_OF(assets, &asset_shape));
#undef T

#define T struct wire_status_levels
static WIRE_SHAPE(levels_shape, "LevelCounts", "Facilities by level.", NULL,
	I64(red, .flags = WIRE_REQUIRED),
	I64(amber, .flags = WIRE_REQUIRED),
	I64(watch, .flags = WIRE_REQUIRED),
	I64(green, .flags = WIRE_REQUIRED),
	I64(unknown, .flags = WIRE_REQUIRED));
#undef T

#define T struct wire_status_coverage
static WIRE_SHAPE(coverage_shape, "Coverage", "What the sums stand on.", NULL,
	I64(facilities, .flags = WIRE_REQUIRED, .text = "open facilities"),
	I64(reported, .flags = WIRE_REQUIRED, .text = "with a truth that is not stale"),
	I64(known, .flags = WIRE_REQUIRED, .text = "whose stock is known at all"),
	I64(stale, .flags = WIRE_REQUIRED));
#undef T

#define SUMS \
	I64(on_hand_g, .unit = "g", .text = "over the facilities whose stock is known"), \
	I64(demand_g_per_day, .unit = "g/day", .text = "sum of the medians"), \
	I64(incoming_g, .unit = "g"), \
	I64(expected_unmet_g_per_day, .unit = "g/day"), \
	ENUM(worst_level, &stock_levels, .flags = WIRE_REQUIRED)

#define T struct wire_province_status
WIRE_SHAPE(wire_status_shape_province, "ProvinceStatus", "How a province stands: sums, the worst, counts, coverage.", NULL,
	CODE(province, .flags = WIRE_REQUIRED),
	TEXT(name),
	INSTANT(as_of),
	SUMS,
	CODE(worst_facility),
	HOURS(worst_hours_to_empty),
	OBJECT(levels, &levels_shape, .flags = WIRE_REQUIRED),
	OBJECT(coverage, &coverage_shape, .flags = WIRE_REQUIRED),
	LIST_OF(facilities, &wire_status_shape, .flags = WIRE_OMIT));
#undef T

#define T struct wire_national_status
WIRE_SHAPE(wire_status_shape_national, "NationalStatus", "How the nation stands.", NULL,
	INSTANT(as_of),
	SUMS,
	CODE(worst_province),
	CODE(worst_facility),
	HOURS(worst_hours_to_empty),
	OBJECT(levels, &levels_shape, .flags = WIRE_REQUIRED),
	OBJECT(coverage, &coverage_shape, .flags = WIRE_REQUIRED),
	LIST_OF(provinces, &wire_status_shape_province));
#undef T

#define T struct wire_alert
WIRE_SHAPE(wire_status_shape_alert, "Alert", "Something that somebody should look at.", NULL,
	ID(id),
	TEXT(kind, .flags = WIRE_REQUIRED),
	CODE(facility, .text = "null of a province's"),
	TEXT(name),
	CODE(province),
	ENUM(level, &stock_levels),
	INSTANT(since),
	INSTANT(until, .text = "null while it lasts"),
	F64(hours_p10, .places = 1, .unit = "h", .text = "hours left on the pessimistic path when it was raised"),
	INSTANT(acknowledged_at, .text = "null while nobody has it in hand"),
	TEXT(note),
	TEXT(detail, .text = "of kind plan: what the re-plan changes"),
	ID(plan, .text = "of kind plan: the re-plan that the daemon proposes; a person decides"),
	TEXT(duty_phone, .flags = WIRE_OMIT, .text = "whom to call; for coordinators"));
#undef T

#define T struct wire_alert_note
WIRE_SHAPE(wire_status_shape_note, "AlertNote", "Somebody has it in hand.", NULL,
	TEXT(note, .max = 1000));
#undef T
