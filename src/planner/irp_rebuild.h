/* irp_rebuild - customers out of a plan, and back in by the delivery-plan operator. */
#ifndef OXY_PLANNER_IRP_REBUILD_H
#define OXY_PLANNER_IRP_REBUILD_H

#include "base/rng.h"
#include "planner/irp_plan.h"

struct irp_rebuild; /* work space */
struct irp_rebuild *planner_irp_rebuild_new(const struct irp_model *m) NODISCARD;
void planner_irp_rebuild_free(struct irp_rebuild *b); /* NULL is fine */

/* How a customer is put back. */
struct irp_manner {
	int64_t toll;  /* millionths for a unit above a capacity */
	bool thrifty;  /* deliver as little and as late as can be, whatever holding costs */
	bool overlook; /* now and then a place is not seen */
	struct rng *rng;
};

/* Puts c, who is out, on the days and with the quantities that cost least while everybody else
 * stays; false, and c stays out, when its limits or the supplier's stock leave none. */
bool planner_irp_rebuild_insert(
    struct irp_rebuild *b, struct irp_plan *p, int32_t c, const struct irp_manner *manner);

/* Takes a few neighbouring customers out and puts them back in another order; false when one of
 * them found no plan, and then p is not to be used any more. */
bool planner_irp_rebuild_some(
    struct irp_rebuild *b, struct irp_plan *p, const struct irp_manner *manner);

/* Everybody in, from an empty plan. */
bool planner_irp_rebuild_all(
    struct irp_rebuild *b, struct irp_plan *p, const struct irp_manner *manner);

#endif
