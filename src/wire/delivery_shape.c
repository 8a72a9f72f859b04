/* delivery_shape - deliveries and what is said about them. */
#include "wire/delivery_shape.h"
#include "wire/fields.h"

/* clang-format off */
#define T struct delivery_window
static WIRE_SHAPE(window_shape, "Window", "When the goods are to arrive.", NULL,
	INSTANT(start, .flags = WIRE_REQUIRED),
	INSTANT(end, .flags = WIRE_REQUIRED));
#undef T

#define T struct delivery
WIRE_SHAPE(wire_delivery_shape, "Delivery", "Goods for one facility.", NULL,
	ID(id, .flags = WIRE_REQUIRED),
	ID(plan, .text = "null: outside any plan"),
	CODE(facility, .flags = WIRE_REQUIRED),
	CODE(supplier, .text = "null for a loan between hospitals"),
	CODE(carrier, .text = "the supplier whose vehicle loads there and drives it; null: the supplier's own"),
	CODE(from_facility, .text = "the lender of a loan"),
	ENUM(product, &product_names, .flags = WIRE_REQUIRED),
	CYLINDER(cylinder_type),
	ENUM(mode, &supplier_delivery_modes, .flags = WIRE_REQUIRED),
	CODE(vehicle),
	I64(quantity_g, .unit = "g", .text = "offered"),
	I64(min_g, .unit = "g", .text = "least that is of use"),
	I64(max_g, .unit = "g", .text = "most that fits"),
	I64(full, .text = "full cylinders"),
	I64(empties_back, .text = "empty cylinders to be taken back"),
	I64(accepted_g, .unit = "g", .text = "in force: accepted by the supplier, then by the hospital"),
	I64(rejected_g, .unit = "g"),
	OBJECT(window, &window_shape),
	INSTANT(eta),
	TEXT(docket),
	TEXT(reason, .text = "of the last decline, failure, cancellation or rejection"),
	ENUM(state, &delivery_state_names, .flags = WIRE_REQUIRED),
	INSTANT(updated_at));
#undef T

#define T struct delivery_event
WIRE_SHAPE(wire_delivery_shape_event, "DeliveryEvent", "Something happened to a delivery.", NULL,
	ENUM(event, &delivery_state_events, .flags = WIRE_REQUIRED),
	INSTANT(occurred_at, .text = "now when not said"),
	QUANTITY(accepted, .text = "accept: may be less than offered; deliver: what was taken in"),
	QUANTITY(rejected, .text = "what went back"),
	I64(full, .max = 100000),
	I64(empties_back, .max = 100000),
	INSTANT(eta),
	CODE(vehicle),
	TEXT(docket, .min = 1, .max = 120),
	TEXT(reason, .max = 500),
	TEXT(client_event_id, .min = 1, .max = 255));
#undef T

/* Cylinders have a type; something must have been dropped. */
static void
check_goods(struct wire_check *c, enum product product, const char *type, const struct quantity *q, int64_t full)
{
	if (product == PRODUCT_CYLINDER && type == NULL)
		wire_check_fault(c, FAULT_REQUIRED, "/cylinder_type", NULL, NULL);
	if (!units_said(q) && (product == PRODUCT_LOX || full == UNKNOWN_I64))
		wire_check_fault(c, FAULT_REQUIRED, "/quantity", NULL, NULL);
}

static void
check_drop(void *object, struct wire_check *c)
{
	const struct delivery_drop *d = object;
	check_goods(c, d->product, d->cylinder_type, &d->quantity, d->full);
}

#define T struct delivery_drop
WIRE_SHAPE(wire_delivery_shape_drop, "DeliveryDrop", "A drop outside any plan, with its docket.", check_drop,
	CODE(facility, .flags = WIRE_REQUIRED),
	CODE(supplier, .flags = WIRE_REQUIRED),
	CODE(asset),
	ENUM(product, &product_names, .flags = WIRE_REQUIRED),
	CYLINDER(cylinder_type, .text = "required when product is cylinder"),
	QUANTITY(quantity, .text = "may be left out where full is given"),
	I64(full, .max = 100000),
	I64(empties_back, .max = 100000),
	TEXT(docket, .flags = WIRE_REQUIRED, .min = 1, .max = 120),
	INSTANT(occurred_at, .text = "now when not said"),
	CODE(vehicle),
	TEXT(note, .max = 2000),
	TEXT(client_event_id, .min = 1, .max = 255));
#undef T

static void
check_transfer(void *object, struct wire_check *c)
{
	const struct transfer *t = object;
	check_goods(c, t->product, t->cylinder_type, &t->quantity, t->full);
	if (str_eq(t->from, t->to))
		wire_check_fault(c, FAULT_DUPLICATE, "/to", NULL, NULL);
}

#define T struct transfer
WIRE_SHAPE(wire_delivery_shape_transfer, "Transfer", "Stock lent by one facility to another.", check_transfer,
	ID(id, .flags = WIRE_READ_ONLY),
	CODE(from, .flags = WIRE_REQUIRED, .text = "the facility that lends"),
	CODE(to, .flags = WIRE_REQUIRED, .text = "the facility that receives"),
	CODE(from_asset),
	CODE(to_asset),
	ENUM(product, &product_names, .flags = WIRE_REQUIRED),
	CYLINDER(cylinder_type, .text = "required when product is cylinder"),
	QUANTITY(quantity, .text = "may be left out where full is given"),
	I64(full, .max = 100000),
	I64(empties_back, .max = 100000),
	INSTANT(occurred_at, .text = "now when not said"),
	TEXT(reason, .max = 500),
	TEXT(docket, .min = 1, .max = 120),
	TEXT(client_event_id, .min = 1, .max = 255),
	ENUM(state, &delivery_transfer_states, .flags = WIRE_READ_ONLY),
	INSTANT(recorded_at, .flags = WIRE_READ_ONLY));
#undef T

static void
check_request(void *object, struct wire_check *c)
{
	const struct supply_request *r = object;
	check_goods(c, r->product, r->cylinder_type, &r->quantity, r->full);
}

#define T struct supply_request
WIRE_SHAPE(wire_delivery_shape_request, "SupplyRequest", "A hospital's own need.", check_request,
	ID(id, .flags = WIRE_READ_ONLY),
	CODE(facility, .flags = WIRE_REQUIRED),
	ENUM(product, &product_names, .flags = WIRE_REQUIRED),
	CYLINDER(cylinder_type, .text = "required when product is cylinder"),
	QUANTITY(quantity, .text = "may be left out where full is given"),
	I64(full, .max = 100000),
	ENUM(urgency, &delivery_urgencies, .flags = WIRE_FALLBACK, .fallback = URGENCY_ROUTINE),
	INSTANT(needed_by),
	TEXT(reason, .max = 500),
	TEXT(client_event_id, .min = 1, .max = 255),
	ENUM(state, &delivery_request_states, .flags = WIRE_READ_ONLY),
	INSTANT(recorded_at, .flags = WIRE_READ_ONLY));
#undef T
