/* roadef_fill - with the visits fixed, the largest quantity that trips and tanks allow.
 *
 * One network: hub -> trip (what the trailer holds) -> visit (what is delivered) -> next visit of
 * the same tank (what was delivered there so far) -> ... -> hub. "So far" is bounded below by what
 * the tank needs until that next visit and above by what fits at this one, so every level is right
 * at every step. Wanted is the largest flow back to the hub. He et al. 2020 fix sequences and solve
 * for quantities by a linear program in the same spirit; here it is a network and exact in
 * integers. */
#include "planner/flow.h"
#include "planner/roadef_plan.h"

#include <stdlib.h>
#include <string.h>

enum { HUB = 0, ROUNDS = 4 };
#define GRAIN (ROADEF_UNIT / 1000)

struct fill {
	struct roadef_work *w;
	struct roadef_plan *p;
	struct flow_arc *arcs;
	int32_t n_arcs, n_nodes;
	int32_t *arc_of; /* [visit] of its delivery */
	int32_t *later;  /* [place] node of its next visit; HUB = none */
};

static void
arc(struct fill *f, int32_t from, int32_t to, int64_t lower, int64_t upper)
{
	f->arcs[f->n_arcs++] = (struct flow_arc){ .from = from,
		.to = to,
		.lower = lower > 0 ? lower : 0,
		.upper = upper,
		.cost = to == HUB ? -1 : 0 };
}

static int64_t
round_up(int64_t x)
{
	return x > 0 ? (x + GRAIN - 1) / GRAIN : 0;
}

/* False when a tank cannot be kept between its limits by these visits. */
static bool
add_visit(struct fill *f, int32_t i)
{
	const struct roadef_visit *x = &f->w->visits[i];
	const struct roadef_stop *s = &f->p->shifts[x->shift].stop[x->stop];
	const struct roadef *v = f->w->v;
	const struct roadef_place *at = &v->places[s->place];
	int32_t node = 1 + f->w->n_trips + i;
	int64_t most = at->capacity - GRAIN - at->initial + at->used[x->arrive / v->step];
	int64_t least = x->next > 0 ? at->safety + GRAIN - at->initial + at->used[x->next - 1] : 0;

	if (most < 0 || round_up(least) > most / GRAIN)
		return false;
	f->arc_of[i] = f->n_arcs;
	arc(f, 1 + s->trip, node, at->least / GRAIN, at->capacity / GRAIN);
	arc(f, node, f->later[s->place], round_up(least), most / GRAIN);
	f->later[s->place] = node;
	return true;
}

/* Before its first visit a tank lives on what it begins with. */
static bool
first_stock_lasts(const struct fill *f, int32_t place)
{
	const struct roadef *v = f->w->v;
	const struct roadef_place *at = &v->places[place];
	int32_t node = f->later[place], first = v->steps;

	if (node != HUB)
		first = f->w->visits[node - 1 - f->w->n_trips].arrive / v->step;
	return first == 0 || at->initial - at->used[first - 1] >= at->safety;
}

static bool
build(struct fill *f)
{
	const struct roadef *v = f->w->v;

	f->n_nodes = 1 + f->w->n_trips + f->w->n_visits;
	for (int32_t i = 0; i < v->n_trailers; i++)
		arc(f, HUB, 1 + i, 0, v->trailers[i].initial / GRAIN);
	for (int32_t i = f->w->n_visits - 1; i >= 0; i--) {
		const struct roadef_visit *x = &f->w->visits[i];
		const struct roadef_shift *s = &f->p->shifts[x->shift];
		const struct roadef_stop *stop = &s->stop[x->stop];
		if (!roadef_is_customer(v, stop->place))
			arc(f, HUB, 1 + stop->trip, 0, v->trailers[s->trailer].capacity / GRAIN);
		else if (!add_visit(f, i))
			return false;
	}
	for (int32_t i = v->n_sources + 1; i < v->n_places; i++)
		if (!first_stock_lasts(f, i))
			return false;
	return true;
}

/* Deliveries from the flow; loads are what makes trailers full again. */
static void
take_over(struct fill *f, const struct flow *flow)
{
	struct roadef_work *w = f->w;

	f->p->quantity = 0;
	for (int32_t i = 0; i < w->v->n_trailers; i++)
		w->load[i] = w->v->trailers[i].initial;
	for (int32_t i = 0; i < w->n_visits; i++) {
		const struct roadef_visit *x = &w->visits[i];
		struct roadef_shift *s = &f->p->shifts[x->shift];
		struct roadef_stop *stop = &s->stop[x->stop];
		if (roadef_is_customer(w->v, stop->place)) {
			stop->quantity = planner_flow_on(flow, f->arc_of[i]) * GRAIN;
			f->p->quantity += stop->quantity;
		} else
			stop->quantity = w->load[s->trailer] - w->v->trailers[s->trailer].capacity;
		w->load[s->trailer] -= stop->quantity;
	}
}

static bool
solve(struct fill *f)
{
	int64_t *supply = MEM_ARRAY(int64_t, (size_t)f->n_nodes);
	struct flow_net net = {
		.n_nodes = f->n_nodes, .n_arcs = f->n_arcs, .arcs = f->arcs, .supply = supply
	};
	struct flow *flow = planner_flow_new(&net);
	bool ok = planner_flow_solve(flow) == FLOW_OPTIMAL;

	if (ok)
		take_over(f, flow);
	planner_flow_free(flow);
	free(supply);
	return ok;
}

static bool
divide(struct roadef_work *w, struct roadef_plan *p)
{
	size_t n = (size_t)(w->n_visits + w->n_trips) + 1;
	struct fill f = { .w = w,
		.p = p,
		.arcs = MEM_ARRAY(struct flow_arc, 2 * n),
		.arc_of = MEM_ARRAY(int32_t, n),
		.later = MEM_ARRAY(int32_t, (size_t)w->v->n_places) };
	bool ok = build(&f) && solve(&f);

	free(f.arcs);
	free(f.arc_of);
	free(f.later);
	return ok;
}

static bool
strip_idle(const struct roadef *v, struct roadef_plan *p)
{
	bool *out = MEM_ARRAY(bool, (size_t)p->n *ROADEF_STOPS_MAX + 1), any = false;

	for (int32_t i = 0; i < p->n; i++)
		for (int32_t k = 0; k < p->shifts[i].n; k++)
			any |= out[i * ROADEF_STOPS_MAX + k] = p->shifts[i].stop[k].quantity == 0;
	if (any)
		planner_roadef_plan_strip(v, p, out);
	free(out);
	return any;
}

bool
planner_roadef_fill(struct roadef_work *w, struct roadef_plan *p)
{
	for (int i = 0; i < ROUNDS; i++) {
		planner_roadef_stock(w, p);
		if (!divide(w, p))
			return false;
		if (!strip_idle(w->v, p)) {
			p->gaps = 0;
			p->missing = 0;
			return true;
		}
	}
	return false;
}
