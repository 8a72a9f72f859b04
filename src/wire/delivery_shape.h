/* delivery_shape - JSON of deliveries, their events, drops outside a plan, transfers and requests.
 */
#ifndef OXY_WIRE_DELIVERY_SHAPE_H
#define OXY_WIRE_DELIVERY_SHAPE_H

#include "domain/delivery.h"
#include "wire/wire.h"

extern const struct wire_shape wire_delivery_shape;          /* struct delivery, out */
extern const struct wire_shape wire_delivery_shape_event;    /* struct delivery_event, in */
extern const struct wire_shape wire_delivery_shape_drop;     /* struct delivery_drop, in */
extern const struct wire_shape wire_delivery_shape_transfer; /* struct transfer, both */
extern const struct wire_shape wire_delivery_shape_request;  /* struct supply_request, both */

#endif
