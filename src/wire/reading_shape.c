/* reading_shape - telemetry in, acknowledgements out. */
#include "wire/reading_shape.h"
#include "wire/fields.h"

#include <math.h>

static void
check_reading(void *object, struct wire_check *c)
{
	const struct reading *r = object;
	int levels = !isnan(r->level_mm) + !isnan(r->level_pct) + (r->on_hand_g != UNKNOWN_I64);
	if (levels > 1)
		wire_check_fault(c, FAULT_DUPLICATE, isnan(r->level_pct) || r->on_hand_g != UNKNOWN_I64 ? "/on_hand_g" : "/level_pct", NULL, NULL);
	if (levels == 0 && isnan(r->p_bar) && isnan(r->flow_lpm))
		wire_check_fault(c, FAULT_REQUIRED, "/on_hand_g", NULL, NULL);
}

/* clang-format off */
#define VALUES \
	I64(epoch, .flags = WIRE_FALLBACK, .max = INT64_C(1) << 53, .text = "raised when the counter restarts; 0 when not said"), \
	I64(seq, .flags = WIRE_REQUIRED), \
	INSTANT(ts, .flags = WIRE_REQUIRED), \
	F64(level_mm, .high = 1e6, .unit = "mm", .text = "one of level_mm, level_pct, on_hand_g"), \
	F64(level_pct, .high = 1000, .unit = "%"), \
	I64(on_hand_g, .max = UNITS_MAX_G, .unit = "g"), \
	F64(p_bar, .high = 1000, .unit = "bar"), \
	F64(flow_lpm, .high = 1e6, .unit = "L/min")

#define T struct reading
WIRE_SHAPE(wire_reading_shape, "Reading", "One line of tank telemetry.", check_reading,
	CODE(asset, .text = "a device token names its own"),
	VALUES);
WIRE_SHAPE(wire_reading_shape_tlm, "Telemetry", "One line of tank telemetry over MQTT; the topic names the asset.", check_reading,
	VALUES);
#undef T

#define T struct wire_reading_ack
WIRE_SHAPE(wire_reading_shape_ack, "ReadingAck", "What is committed of an asset's epoch.", NULL,
	CODE(asset, .flags = WIRE_OMIT),
	I64(epoch, .flags = WIRE_REQUIRED),
	I64(seq, .text = "highest contiguous committed"),
	JSON(missing, .text = "[[from, to], ...]"));
#undef T

#define T struct wire_reading_receipt
WIRE_SHAPE(wire_reading_shape_receipt, "ReadingReceipt", "The readings were stored.", NULL,
	I64(accepted, .flags = WIRE_REQUIRED),
	I64(quarantined, .flags = WIRE_REQUIRED),
	LIST_OF(acks, &wire_reading_shape_ack));
#undef T

#define T struct wire_reading_refusal
WIRE_SHAPE(wire_reading_shape_refusal, "ReadingRefusal", "A message that was refused, and why.", NULL,
	I64(epoch),
	I64(seq),
	TEXT(code, .flags = WIRE_REQUIRED),
	TEXT(pointer),
	TEXT(detail));
#undef T
