/* search_fleet - vehicles for trips whose customers stay as they are.
 *
 * Types differ in capacity, costs or depot; a trip on another type keeps the order of its customers
 * and changes its two ends. */
#include "planner/search_fleet.h"

/* What the trip costs on a type; INT64_MAX when it cannot be. */
static int64_t
cost_on(const struct search_plan *p, const struct search_trip *t, int32_t type)
{
	const struct search_model *m = p->m;
	const struct search_type *y = &m->types[type];
	int32_t first = t->at[0], last = t->at[t->n - 1];

	int64_t toll = search_toll(p, search_over(y, t->out, t->back));
	if (type == t->type)
		return t->cost + toll;
	int64_t dist = t->dist - p->spot[first].to_prev - p->spot[last].to_next +
		       search_dist(m, y->depot, first) + search_dist(m, last, y->depot);
	if (!m->timed)
		return dist * y->unit + y->fixed + toll;
	struct search_seg depot = search_at(m, y->depot), here = depot;
	int32_t at = y->depot;
	for (int32_t i = 0; i < t->n; i++) {
		struct search_seg next = search_at(m, t->at[i]);
		if (!search_join(&here, search_dist(m, at, t->at[i]), &next, &here))
			return INT64_MAX;
		at = t->at[i];
	}
	const struct vrplib_place *q = &m->v->places[y->depot];
	if (!search_join(&here, search_dist(m, at, y->depot), &depot, &here) ||
	    !search_fits(y, &here, t->release, q->open, q->close))
		return INT64_MAX;
	return dist * y->unit + y->fixed + toll;
}

static void
improve_alone(struct search_plan *p, int32_t id)
{
	const struct search_trip *t = &p->trips[id];
	int64_t best = cost_on(p, t, t->type);
	int32_t type = t->type;

	for (int32_t i = 0; i < p->m->n_types; i++) {
		int64_t cost = p->left[i] > 0 && i != t->type ? cost_on(p, t, i) : INT64_MAX;
		if (cost < best) {
			best = cost;
			type = i;
		}
	}
	if (type != t->type)
		planner_search_plan_retype(p, id, type);
}

static void
improve_pair(struct search_plan *p, int32_t a, int32_t b)
{
	int32_t ta = p->trips[a].type, tb = p->trips[b].type;

	if (ta == tb)
		return;
	int64_t on_b = cost_on(p, &p->trips[a], tb);
	if (on_b == INT64_MAX)
		return;
	int64_t on_a = cost_on(p, &p->trips[b], ta);
	if (on_a == INT64_MAX ||
	    on_a + on_b >= cost_on(p, &p->trips[a], ta) + cost_on(p, &p->trips[b], tb))
		return;
	planner_search_plan_retype(p, a, tb);
	planner_search_plan_retype(p, b, ta);
}

void
planner_search_fleet(struct search_plan *p)
{
	if (p->m->n_types == 1 || p->m->chained)
		return;
	for (size_t i = 0; i < p->saved.n; i++)
		if (p->trips[p->saved.at[i].id].n > 0)
			improve_alone(p, p->saved.at[i].id);
	for (size_t i = 0; i < p->saved.n; i++)
		for (size_t k = 0; k < i; k++)
			if (p->trips[p->saved.at[i].id].n > 0 && p->trips[p->saved.at[k].id].n > 0)
				improve_pair(p, p->saved.at[i].id, p->saved.at[k].id);
}
