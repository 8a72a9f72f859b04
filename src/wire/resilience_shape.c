/* resilience_shape - the N-1 report. */
#include "wire/resilience_shape.h"
#include "wire/fields.h"

static const char *const kind_words[] = {
	[WIRE_RESILIENCE_TANKER] = "tanker",
	[WIRE_RESILIENCE_CYLINDER_TRUCK] = "cylinder_truck",
	[WIRE_RESILIENCE_PLANT] = "plant",
	[WIRE_RESILIENCE_FILLING_STATION] = "filling_station",
};
const struct names wire_resilience_shape_kinds = NAMES(kind_words);

/* clang-format off */
#define T struct wire_resilience_shortage
WIRE_SHAPE(wire_resilience_shape_shortage, "Shortage", "What stays unmet over the horizon, in grams and as hours of patients: a comparison, not deaths.", NULL,
	I64(unmet_g, .flags = WIRE_REQUIRED, .unit = "g"),
	I64(unmet_critical_g, .flags = WIRE_REQUIRED, .unit = "g", .text = "of unmet_g"),
	F64(ward_hours, .places = 1, .unit = "h", .text = "patients at 8 L/min"),
	F64(critical_hours, .places = 1, .unit = "h", .text = "patients at 30 L/min"),
	F64(weighted_hours, .places = 1, .unit = "h", .text = "ward + critical_weight * critical"));
#undef T

#define T struct wire_resilience_loss
static WIRE_SHAPE(loss_shape, "ResilienceLoss", "One truck, plant or filling station, lost for the whole horizon.", NULL,
	ENUM(kind, &wire_resilience_shape_kinds, .flags = WIRE_REQUIRED),
	CODE(supplier, .flags = WIRE_REQUIRED, .text = "whose it is"),
	CODE(vehicle, .text = "of a truck"),
	TEXT(product, .text = "of a plant or station: lox or a cylinder type"),
	F64(cost_patient_hours, .flags = WIRE_REQUIRED, .places = 1, .unit = "h", .text = "weighted hours more than with everything"),
	OBJECT(without, &wire_resilience_shape_shortage, .flags = WIRE_REQUIRED),
	TEXT(detail));
#undef T

#define T struct wire_resilience
WIRE_SHAPE(wire_resilience_shape, "Resilience", "N-1: what losing each truck, plant or filling station would cost, worst first.", NULL,
	CODE(province, .flags = WIRE_REQUIRED),
	INSTANT(as_of),
	I64(horizon_days, .flags = WIRE_REQUIRED, .unit = "days"),
	TEXT(method, .text = "how the figures were found, and what they leave out"),
	I64(critical_weight, .text = "ward hours that one critical hour counts as"),
	OBJECT(with_all, &wire_resilience_shape_shortage, .flags = WIRE_REQUIRED),
	LIST_OF(losses, &loss_shape));
#undef T
