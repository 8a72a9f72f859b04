/* resilience_shape - JSON of the N-1 report: what losing each truck, plant or filling station would cost. */
#ifndef OXY_WIRE_RESILIENCE_SHAPE_H
#define OXY_WIRE_RESILIENCE_SHAPE_H

#include "domain/calendar.h"
#include "domain/list.h"
#include "domain/units.h"
#include "wire/wire.h"

/* What stays unmet over the horizon. */
struct wire_resilience_shortage {
	int64_t unmet_g, unmet_critical_g;
	double ward_hours, critical_hours, weighted_hours;
};

enum wire_resilience_kind {
	WIRE_RESILIENCE_KIND_NONE,
	WIRE_RESILIENCE_TANKER,
	WIRE_RESILIENCE_CYLINDER_TRUCK,
	WIRE_RESILIENCE_PLANT,
	WIRE_RESILIENCE_FILLING_STATION
};
extern const struct names wire_resilience_shape_kinds;

struct wire_resilience_loss {
	enum wire_resilience_kind kind;
	const char *supplier, *vehicle, *product; /* vehicle of a truck, product of a plant or station */
	double cost_patient_hours;
	struct wire_resilience_shortage without;
	const char *detail;
};

/* GET /v1/provinces/{code}/resilience */
struct wire_resilience {
	const char *province;
	instant_t as_of;
	int64_t horizon_days;
	const char *method;
	int64_t critical_weight;
	struct wire_resilience_shortage with_all;
	LIST(struct wire_resilience_loss) losses;
};

extern const struct wire_shape wire_resilience_shape;          /* struct wire_resilience, out */
extern const struct wire_shape wire_resilience_shape_shortage; /* struct wire_resilience_shortage, out */

#endif
