/* facility_shape - JSON of a facility (struct facility) and its parts. */
#ifndef OXY_WIRE_FACILITY_SHAPE_H
#define OXY_WIRE_FACILITY_SHAPE_H

#include "domain/facility.h"
#include "wire/wire.h"

extern const struct wire_shape wire_facility_shape;          /* struct facility */
extern const struct wire_shape wire_facility_shape_location; /* struct geo_point */
extern const struct wire_shape wire_facility_shape_contact;  /* struct contact */

#endif
