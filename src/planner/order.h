/* order - from flows to visits: who is visited on which day. Internal to planner/.
 *
 * Goes through the days in order. What stage 1 ships today becomes a visit when the site would
 * otherwise run low before tomorrow's visit, or when it fills enough of a truck or a tank; small
 * shipments wait, which is how fractional trips become whole ones. After each day the flow is
 * solved again around the trips there are, so that what did not fit today is planned for tomorrow.
 */
#ifndef OXY_PLANNER_ORDER_H
#define OXY_PLANNER_ORDER_H

#include "planner/model.h"

/* Place visits and trips for the whole horizon. The last model, quantities for the visits there are, is the caller's to free; NULL if the
 * flow has no solution. */
struct model *planner_order_place(struct work *w, const struct model *stage1) NODISCARD;

#endif
