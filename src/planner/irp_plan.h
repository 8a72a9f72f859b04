/* irp_plan - a plan of the inventory search: every day's trips, every visit's quantity.
 *
 * Always kept: each customer that is in has levels within its limits on every day, and the supplier
 * has what goes out. Loads may exceed a capacity; `over` counts by how much. A customer is either
 * in, or out on all days. */
#ifndef OXY_PLANNER_IRP_PLAN_H
#define OXY_PLANNER_IRP_PLAN_H

#include "planner/delivery.h"
#include "planner/irp_model.h"

/* stop[0] and stop[n + 1] are the supplier. */
struct irp_trip {
	int32_t n;
	int64_t load;
	int16_t *stop;
};

struct irp_plan {
	const struct irp_model *m;
	struct irp_trip *trips; /* [day * vehicles + k] */
	int16_t *where;         /* [day * width + c]: trip of that day, -1 = no visit */
	int32_t *quantity;      /* [day * width + c] */
	int64_t *stock;         /* [day]: the supplier's closing level */
	int16_t *stops;         /* behind the trips */
	int64_t way;            /* metres of all trips */
	int64_t keep;           /* margins of all customers that are in */
	int64_t over;           /* units above capacities */
};

struct irp_plan *planner_irp_plan_new(const struct irp_model *m) NODISCARD; /* nobody is in */
void planner_irp_plan_free(struct irp_plan *p);                             /* NULL is fine */
void planner_irp_plan_copy(struct irp_plan *to, const struct irp_plan *from);

void planner_irp_plan_remove(struct irp_plan *p, int32_t c); /* c is in */

/* A stop on one day, after position `after` of trip k of that day. */
struct irp_place {
	int32_t trip, after;
};

/* c is out; place[day] is read on the days with a quantity. */
void planner_irp_plan_insert(struct irp_plan *p, int32_t c, const struct delivery_choice *choice,
    const struct irp_place *place);

/* Takes one visit away, as if it had brought nothing: levels, stock and keep are the caller's. */
void planner_irp_plan_drop(struct irp_plan *p, int32_t day, int32_t c);

/* Quantities of a customer that is in, on the days of its visits; 0 takes the visit away. */
void planner_irp_plan_requantify(struct irp_plan *p, int32_t c, const int32_t *by_day);

/* Where c stands in a trip that visits it. */
int32_t planner_irp_plan_find(const struct irp_trip *t, int32_t c);

static inline struct irp_trip *
irp_trip(const struct irp_plan *p, int32_t day, int32_t k)
{
	return &p->trips[day * p->m->vehicles + k];
}

static inline int64_t
irp_excess(const struct irp_model *m, int64_t load)
{
	return load > m->v->capacity ? load - m->v->capacity : 0;
}

static inline int64_t
irp_score(const struct irp_plan *p, int64_t toll)
{
	return p->way * IRP_MONEY + p->keep + p->over * toll;
}

#endif
