/* supplier_shape - JSON of a supplier, its reports, and their receipt. */
#ifndef OXY_WIRE_SUPPLIER_SHAPE_H
#define OXY_WIRE_SUPPLIER_SHAPE_H

#include "base/id.h"
#include "domain/supplier.h"
#include "wire/wire.h"

struct wire_supplier_receipt {
	struct id id;
	const char *supplier;
	instant_t occurred_at, recorded_at;
};

extern const struct wire_shape wire_supplier_shape;         /* struct supplier */
extern const struct wire_shape wire_supplier_shape_report;  /* struct supplier_report, in */
extern const struct wire_shape wire_supplier_shape_receipt; /* struct wire_supplier_receipt, out */

#endif
