/* irp_model - distances by the challenge's rule, neighbours, and the part of the costs no plan
 * changes. */
#include "planner/irp_model.h"

#include <math.h>
#include <stdlib.h>

static void
place_at(const struct irp *v, int32_t p, double *x, double *y)
{
	*x = p ? v->customers[p - 1].x : v->x;
	*y = p ? v->customers[p - 1].y : v->y;
}

static void
fill_distances(struct irp_model *m, struct arena *a)
{
	int32_t *d = ARENA_ARRAY(a, int32_t, (size_t)m->width * (size_t)m->width);
	double ax, ay, bx, by;

	for (int32_t i = 0; i < m->width; i++) {
		place_at(m->v, i, &ax, &ay);
		for (int32_t j = 0; j < m->width; j++) {
			place_at(m->v, j, &bx, &by);
			d[i * m->width + j] = (int32_t)lround(hypot(ax - bx, ay - by));
		}
	}
	m->distance = d;
}

struct candidate {
	int32_t distance, customer;
};

static int
by_distance(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;

	if (x->distance != y->distance)
		return x->distance < y->distance ? -1 : 1;
	return x->customer < y->customer ? -1 : x->customer > y->customer;
}

static void
fill_near(struct irp_model *m, struct arena *a)
{
	struct candidate *all = ARENA_ARRAY(a, struct candidate, (size_t)m->n);

	m->n_near = m->n - 1 < IRP_NEAR ? m->n - 1 : IRP_NEAR;
	int16_t *near = ARENA_ARRAY(a, int16_t, (size_t)m->width * (size_t)(m->n_near + 1));
	for (int32_t c = 1; c <= m->n; c++) {
		int32_t k = 0;
		for (int32_t o = 1; o <= m->n; o++)
			if (o != c)
				all[k++] = (struct candidate){ irp_distance(m, c, o), o };
		qsort(all, (size_t)k, sizeof *all, by_distance);
		for (int32_t i = 0; i < m->n_near; i++)
			near[c * m->n_near + i] = (int16_t)all[i].customer;
	}
	m->near = near;
}

/* Holding when nothing is ever delivered, priced as if all of it lay with the supplier. */
static int64_t
holding_of_nobody(const struct irp *v)
{
	int64_t level = v->start, sum = 0;

	for (int32_t c = 0; c < v->n; c++)
		level += v->customers[c].start;
	for (int32_t t = 0; t < v->days; t++) {
		level += v->production;
		for (int32_t c = 0; c < v->n; c++)
			level -= v->customers[c].demand;
		sum += level * v->holding;
	}
	return sum;
}

void
planner_irp_model_build(const struct irp *v, struct arena *a, struct irp_model *ret)
{
	struct irp_model m = { .v = v,
		.n = v->n,
		.width = v->n + 1,
		.days = v->days,
		.vehicles = v->vehicles < v->n ? v->vehicles : v->n };
	int64_t *margin = ARENA_ARRAY(a, int64_t, (size_t)m.width);

	for (int32_t c = 1; c <= v->n; c++)
		margin[c] = v->customers[c - 1].holding - v->holding;
	m.margin = margin;
	m.base = holding_of_nobody(v);
	fill_distances(&m, a);
	fill_near(&m, a);
	*ret = m;
}
