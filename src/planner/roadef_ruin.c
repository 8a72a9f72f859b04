/* roadef_ruin - what is taken out of a plan before it is mended: never much, always together in
 * place or in time. */
#include "planner/roadef_plan.h"

#include <string.h>

static uint32_t
below(struct roadef_work *w, int32_t n)
{
	return rng_below(&w->rng, n > 0 ? (uint32_t)n : 1);
}

static void
clear_out(struct roadef_work *w, struct roadef_plan *p)
{
	size_t n = (size_t)p->n * ROADEF_STOPS_MAX + 1;

	if (n > w->out_cap) {
		w->out_cap = 2 * n;
		w->out = mem_resize(w->out, w->out_cap, sizeof *w->out);
	}
	memset(w->out, 0, n * sizeof *w->out);
}

/* Stops of shifts [from, to) at places that `chosen` names (NULL: all) with this chance. */
static void
mark(struct roadef_work *w, struct roadef_plan *p, int32_t from, int32_t to, const bool *chosen,
    double chance)
{
	for (int32_t i = from; i < to; i++) {
		const struct roadef_shift *x = &p->shifts[i];
		for (int32_t k = 0; k < x->n; k++)
			if ((!chosen || chosen[x->stop[k].place]) &&
			    (chance >= 1 || rng_unit(&w->rng) < chance))
				w->out[i * ROADEF_STOPS_MAX + k] = true;
	}
}

/* The shifts that begin within `days` of a random one. */
static void
span(struct roadef_work *w, struct roadef_plan *p, double days, int32_t *ret_from, int32_t *ret_to)
{
	int32_t i = (int32_t)below(w, p->n);
	int32_t until = p->shifts[i].start + (int32_t)(days * 1440);

	*ret_from = i;
	while (i < p->n && p->shifts[i].start <= until)
		i++;
	*ret_to = i;
}

/* Some customers that are near each other, over some days or all. */
static void
ruin_area(struct roadef_work *w, struct roadef_plan *p)
{
	const struct roadef *v = w->v;
	int32_t customers = v->n_places - v->n_sources - 1, from, to;
	int32_t at = v->n_sources + 1 + (int32_t)below(w, customers);
	int32_t n = 1 + (int32_t)below(w, customers < ROADEF_NEAR ? customers : ROADEF_NEAR);
	bool *chosen = w->chosen;

	memset(chosen, 0, (size_t)v->n_places * sizeof *chosen);
	for (int32_t k = 0; k < n; k++)
		chosen[w->near[at * ROADEF_NEAR + k]] = true;
	span(w, p, 1 + 4 * rng_unit(&w->rng), &from, &to);
	if (n <= 2 && below(w, 2)) {
		from = 0;
		to = p->n;
	}
	mark(w, p, from, to, chosen, 1);
}

static void
ruin_days(struct roadef_work *w, struct roadef_plan *p)
{
	int32_t from, to;

	span(w, p, 0.1 + 0.9 * rng_unit(&w->rng), &from, &to);
	mark(w, p, from, to, NULL, below(w, 2) ? 1 : 0.5);
}

static void
ruin_shifts(struct roadef_work *w, struct roadef_plan *p)
{
	int32_t n = 1 + (int32_t)below(w, 3);

	for (int32_t k = 0; k < n; k++) {
		int32_t i = (int32_t)below(w, p->n);
		mark(w, p, i, i + 1, NULL, 1);
	}
}

static void
ruin_stops(struct roadef_work *w, struct roadef_plan *p)
{
	int32_t n = 1 + (int32_t)below(w, 8);

	for (int32_t k = 0; k < n; k++) {
		int32_t i = (int32_t)below(w, p->n);
		w->out[i * ROADEF_STOPS_MAX + (int32_t)below(w, p->shifts[i].n)] = true;
	}
}

/* A shift at another time, or a stop that leaves more to others. */
static void
ruin_time(struct roadef_work *w, struct roadef_plan *p)
{
	int32_t i = (int32_t)below(w, p->n), late;
	struct roadef_shift *x = &p->shifts[i];

	if (below(w, 3) == 0) {
		struct roadef_stop *stop = &x->stop[below(w, x->n)];
		stop->lean = !stop->lean;
		return;
	}
	late = x->hi - (x->end - x->start);
	if (late > x->lo) {
		x->start = x->lo + (int32_t)below(w, late - x->lo + 1);
		(void)planner_roadef_plan_retime(w->v, p, i);
	}
}

void
planner_roadef_ruin(struct roadef_work *w, struct roadef_plan *p)
{
	static void (*const ways[])(struct roadef_work *, struct roadef_plan *) = { ruin_area,
		ruin_area, ruin_days, ruin_shifts, ruin_shifts, ruin_stops, ruin_stops, ruin_time };

	if (p->n == 0)
		return;
	clear_out(w, p);
	ways[below(w, (int32_t)ARRAY_LEN(ways))](w, p);
	planner_roadef_plan_strip(w->v, p, w->out);
}
