/* irp_flow - the exactly best quantities for visits and trips as they stand.
 *
 * With visits and trips fixed the quantities are a minimum-cost flow: supplier of a day -> trip (at
 * most a capacity) -> customer on that day -> the next day (stock, between the limits, at the
 * holding cost); what stays with the supplier flows on to its next day. As Coelho and Laporte
 * (2012) do, here by the network simplex of flow.h. */
#ifndef OXY_PLANNER_IRP_FLOW_H
#define OXY_PLANNER_IRP_FLOW_H

#include "planner/irp_plan.h"

/* How many nodes the network of a plan has; ten thousand take about 30 ms. */
int32_t planner_irp_flow_nodes(const struct irp_model *m);

/* Everybody is in. Quantities become the cheapest ones that keep capacities, visits that bring
 * nothing go; false, and nothing changes, when none keep them or the figures are too large for the
 * flow. */
bool planner_irp_flow(struct irp_plan *p);

#endif
