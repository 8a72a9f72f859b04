/* irp_shift - quantities between two visits of a customer.
 *
 * Full trucks are what good plans are made of, and the delivery-plan operator fills them one
 * customer at a time. Shifting is what lets a load give way for a customer that is put in later.
 * The amount tried is as much as levels allow, what the giving trip has too much, what the taking
 * trip has room for: between these the score is linear. */
#include "planner/irp_shift.h"

struct shift {
	struct irp_plan *p;
	const struct irp_model *m;
	int32_t c, from, to; /* days; `days` stands for no visit at all */
	int64_t most;
	int64_t margin; /* for a unit moved */
};

static int64_t
smaller(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static struct irp_trip *
trip_on(const struct shift *s, int32_t day)
{
	if (day == s->m->days)
		return NULL;
	return irp_trip(s->p, day, s->p->where[day * s->m->width + s->c]);
}

/* How much may move: levels between the two days fall when it comes later, rise when earlier. */
static void
measure(struct shift *s)
{
	const struct irp_customer *k = irp_customer(s->m, s->c);
	bool later = s->from < s->to;
	int32_t lo = later ? s->from : s->to, hi = later ? s->to : s->from;
	int64_t level = k->start;

	s->most = later ? s->p->quantity[lo * s->m->width + s->c] : INT64_MAX;
	if (hi < s->m->days && !later)
		s->most = s->p->quantity[hi * s->m->width + s->c];
	for (int32_t t = 0; t < hi; t++) {
		level += s->p->quantity[t * s->m->width + s->c];
		if (t >= lo && !later)
			s->most = smaller(s->most, smaller(k->max - level, s->p->stock[t]));
		level -= k->demand;
		if (t >= lo && later)
			s->most = smaller(s->most, level - k->min);
	}
	s->margin = (later ? -1 : 1) * s->m->margin[s->c] * (hi - lo);
}

static bool
empties(const struct shift *s, int64_t amount)
{
	return s->from < s->m->days && amount == s->p->quantity[s->from * s->m->width + s->c];
}

static int64_t
way_saved(const struct shift *s)
{
	const struct irp_trip *t = trip_on(s, s->from);
	int32_t i = planner_irp_plan_find(t, s->c), before = t->stop[i - 1], after = t->stop[i + 1];

	return irp_distance(s->m, before, s->c) + irp_distance(s->m, s->c, after) -
	       irp_distance(s->m, before, after);
}

static int64_t
change_of_over(const struct shift *s, int64_t amount)
{
	const struct irp_trip *a = trip_on(s, s->from), *b = trip_on(s, s->to);
	int64_t over = 0;

	if (a)
		over += irp_excess(s->m, a->load - amount) - irp_excess(s->m, a->load);
	if (b)
		over += irp_excess(s->m, b->load + amount) - irp_excess(s->m, b->load);
	return over;
}

static int64_t
change_of_score(const struct shift *s, int64_t amount, int64_t toll)
{
	int64_t change = amount * s->margin + change_of_over(s, amount) * toll;

	return empties(s, amount) ? change - way_saved(s) * IRP_MONEY : change;
}

static void
add(struct shift *s, int32_t day, int64_t amount)
{
	struct irp_trip *t = trip_on(s, day);

	if (!t)
		return;
	s->p->over -= irp_excess(s->m, t->load);
	t->load += amount;
	s->p->over += irp_excess(s->m, t->load);
	s->p->quantity[day * s->m->width + s->c] += (int32_t)amount;
}

static void
make(struct shift *s, int64_t amount)
{
	bool gone = empties(s, amount);
	int32_t lo = s->from < s->to ? s->from : s->to, hi = s->from < s->to ? s->to : s->from;

	add(s, s->from, -amount);
	add(s, s->to, amount);
	s->p->keep += amount * s->margin;
	for (int32_t t = lo; t < hi; t++)
		s->p->stock[t] += s->from < s->to ? amount : -amount;
	if (gone)
		planner_irp_plan_drop(s->p, s->from, s->c);
}

static void
try_amounts(struct shift *s, int64_t toll, double bound)
{
	const struct irp_trip *a = trip_on(s, s->from), *b = trip_on(s, s->to);
	int64_t amounts[] = { s->most, a ? irp_excess(s->m, a->load) : 0,
		b ? s->m->v->capacity - b->load : 0 };
	int64_t best = 0, best_change = INT64_MAX;

	for (size_t i = 0; i < ARRAY_LEN(amounts); i++) {
		if (amounts[i] <= 0 || amounts[i] > s->most)
			continue;
		int64_t change = change_of_score(s, amounts[i], toll);
		if (change < best_change) {
			best = amounts[i];
			best_change = change;
		}
	}
	if (best > 0 && (double)best_change < bound)
		make(s, best);
}

void
planner_irp_shift(struct irp_plan *p, int64_t toll, double bound, struct rng *r)
{
	const struct irp_model *m = p->m;
	struct shift s = { .p = p, .m = m, .c = 1 + (int32_t)rng_below(r, (uint32_t)m->n) };

	s.from = (int32_t)rng_below(r, (uint32_t)m->days + 1);
	s.to = (int32_t)rng_below(r, (uint32_t)m->days + 1);
	if (s.from == s.to || (s.from < m->days && p->where[s.from * m->width + s.c] < 0) ||
	    (s.to < m->days && p->where[s.to * m->width + s.c] < 0))
		return;
	measure(&s);
	try_amounts(&s, toll, bound);
}
