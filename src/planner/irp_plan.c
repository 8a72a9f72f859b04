/* irp_plan - visits in and out, sums kept beside them. */
#include "planner/irp_plan.h"

#include <stdlib.h>
#include <string.h>

struct irp_plan *
planner_irp_plan_new(const struct irp_model *m)
{
	struct irp_plan *p = MEM_NEW(struct irp_plan);
	size_t trips = (size_t)m->days * (size_t)m->vehicles, row = (size_t)m->width + 1;
	size_t cells = (size_t)m->days * (size_t)m->width;

	p->m = m;
	p->trips = MEM_ARRAY(struct irp_trip, trips);
	p->stops = MEM_ARRAY(int16_t, trips * row);
	p->where = MEM_ARRAY(int16_t, cells);
	p->quantity = MEM_ARRAY(int32_t, cells);
	p->stock = MEM_ARRAY(int64_t, (size_t)m->days);
	for (size_t i = 0; i < trips; i++)
		p->trips[i].stop = p->stops + i * row;
	for (size_t i = 0; i < cells; i++)
		p->where[i] = -1;
	for (int32_t t = 0; t < m->days; t++)
		p->stock[t] = m->v->start + m->v->production * (t + 1);
	return p;
}

void
planner_irp_plan_free(struct irp_plan *p)
{
	if (!p)
		return;
	free(p->trips);
	free(p->stops);
	free(p->where);
	free(p->quantity);
	free(p->stock);
	free(p);
}

void
planner_irp_plan_copy(struct irp_plan *to, const struct irp_plan *from)
{
	const struct irp_model *m = from->m;
	size_t cells = (size_t)m->days * (size_t)m->width;

	for (int32_t i = 0; i < m->days * m->vehicles; i++) {
		const struct irp_trip *f = &from->trips[i];
		to->trips[i].n = f->n;
		to->trips[i].load = f->load;
		memcpy(to->trips[i].stop, f->stop, (size_t)(f->n + 2) * sizeof *f->stop);
	}
	memcpy(to->where, from->where, cells * sizeof *from->where);
	memcpy(to->quantity, from->quantity, cells * sizeof *from->quantity);
	memcpy(to->stock, from->stock, (size_t)m->days * sizeof *from->stock);
	to->way = from->way;
	to->keep = from->keep;
	to->over = from->over;
}

int32_t
planner_irp_plan_find(const struct irp_trip *t, int32_t c)
{
	int32_t i = 1;

	while (t->stop[i] != c)
		i++;
	return i;
}

void
planner_irp_plan_drop(struct irp_plan *p, int32_t day, int32_t c)
{
	const struct irp_model *m = p->m;
	int32_t cell = day * m->width + c;
	struct irp_trip *t = irp_trip(p, day, p->where[cell]);
	int32_t i = planner_irp_plan_find(t, c), before = t->stop[i - 1], after = t->stop[i + 1];

	p->way +=
	    irp_distance(m, before, after) - irp_distance(m, before, c) - irp_distance(m, c, after);
	p->over -= irp_excess(m, t->load);
	t->load -= p->quantity[cell];
	p->over += irp_excess(m, t->load);
	memmove(t->stop + i, t->stop + i + 1, (size_t)(t->n + 1 - i) * sizeof *t->stop);
	t->n--;
	p->where[cell] = -1;
	p->quantity[cell] = 0;
}

static void
put_stop(struct irp_plan *p, int32_t day, int32_t c, const struct irp_place *at, int32_t quantity)
{
	const struct irp_model *m = p->m;
	struct irp_trip *t = irp_trip(p, day, at->trip);
	int32_t i = at->after, before = t->stop[i], after = t->stop[i + 1];

	p->way +=
	    irp_distance(m, before, c) + irp_distance(m, c, after) - irp_distance(m, before, after);
	p->over -= irp_excess(m, t->load);
	t->load += quantity;
	p->over += irp_excess(m, t->load);
	memmove(t->stop + i + 2, t->stop + i + 1, (size_t)(t->n + 1 - i) * sizeof *t->stop);
	t->stop[i + 1] = (int16_t)c;
	t->n++;
	p->where[day * m->width + c] = (int16_t)at->trip;
	p->quantity[day * m->width + c] = quantity;
}

/* What c's closing levels cost, and the supplier's stock without (sign 1) or with (-1) what c got.
 */
static int64_t
account(struct irp_plan *p, int32_t c, int sign)
{
	const struct irp_model *m = p->m;
	const struct irp_customer *k = irp_customer(m, c);
	int64_t level = k->start, got = 0, levels = 0;

	for (int32_t t = 0; t < m->days; t++) {
		int32_t q = p->quantity[t * m->width + c];
		got += q;
		level += q - k->demand;
		levels += level;
		p->stock[t] += sign * got;
	}
	return levels * m->margin[c];
}

void
planner_irp_plan_remove(struct irp_plan *p, int32_t c)
{
	p->keep -= account(p, c, 1);
	for (int32_t t = 0; t < p->m->days; t++)
		if (p->where[t * p->m->width + c] >= 0)
			planner_irp_plan_drop(p, t, c);
}

void
planner_irp_plan_insert(struct irp_plan *p, int32_t c, const struct delivery_choice *choice,
    const struct irp_place *place)
{
	for (int32_t t = 0; t < p->m->days; t++)
		if (choice[t].option != DELIVERY_NONE)
			put_stop(p, t, c, &place[t], (int32_t)choice[t].quantity);
	p->keep += account(p, c, -1);
}

void
planner_irp_plan_requantify(struct irp_plan *p, int32_t c, const int32_t *by_day)
{
	const struct irp_model *m = p->m;

	p->keep -= account(p, c, 1);
	for (int32_t t = 0; t < m->days; t++) {
		int32_t cell = t * m->width + c;
		if (p->where[cell] < 0)
			continue;
		if (by_day[t] == 0) {
			planner_irp_plan_drop(p, t, c);
			continue;
		}
		struct irp_trip *trip = irp_trip(p, t, p->where[cell]);
		p->over -= irp_excess(m, trip->load);
		trip->load += by_day[t] - p->quantity[cell];
		p->over += irp_excess(m, trip->load);
		p->quantity[cell] = by_day[t];
	}
	p->keep += account(p, c, -1);
}
