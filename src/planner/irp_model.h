/* irp_model - what the search asks of an instance all the time: distances, near customers, money.
 *
 * Place 0 is the supplier, place c customer c. Since what is not at a customer is at the supplier,
 * the holding costs of a plan are `base` and, for each unit at a customer at a close, the margin of
 * that customer: its holding less the supplier's. The search minimises way and margins; base is
 * added when a plan is written. */
#ifndef OXY_PLANNER_IRP_MODEL_H
#define OXY_PLANNER_IRP_MODEL_H

#include "planner/irp.h"

enum { IRP_NEAR = 40 };

struct irp_model {
	const struct irp *v;
	int32_t n, width, days; /* width = n + 1 places */
	int32_t vehicles;       /* no more than customers */
	int32_t n_near;
	const int32_t *distance; /* [a * width + b] */
	const int16_t *near;     /* [c * n_near + i]: customers, the nearest first */
	const int64_t *margin;   /* [c], millionths a unit and day */
	int64_t base;            /* millionths */
};

void planner_irp_model_build(const struct irp *v, struct arena *a, struct irp_model *ret);

static inline int32_t
irp_distance(const struct irp_model *m, int32_t a, int32_t b)
{
	return m->distance[a * m->width + b];
}

static inline const struct irp_customer *
irp_customer(const struct irp_model *m, int32_t c)
{
	return &m->v->customers[c - 1];
}

#endif
