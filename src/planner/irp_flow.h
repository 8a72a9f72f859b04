/* irp_flow - the exactly best quantities for visits and trips as they stand.
 *
 * With visits and trips fixed the quantities are a minimum-cost flow: supplier of a day -> trip (at
 * most a capacity) -> customer on that day -> the next day (stock, between the limits, at the holding
 * cost); what stays with the supplier flows on to its next day. As Coelho and Laporte (2012) do, here by
 * the network simplex of flow.h. */
#ifndef OXY_PLANNER_IRP_FLOW_H
#define OXY_PLANNER_IRP_FLOW_H

#include "planner/irp_plan.h"

/* Everybody is in and no trip is above its capacity. Quantities become the cheapest ones, visits
 * that bring nothing go; false, and nothing changes, when the figures are too large for the flow. */
bool planner_irp_flow(struct irp_plan *p);

#endif
