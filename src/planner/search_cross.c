/* search_cross - trips of one plan in the midst of another's.
 *
 * Whole trips are what a good plan has learnt. The father's trips around a random customer replace
 * what the mother does there: her trips lose these customers, and those that lose half of them are
 * given up. The rest is for recreate, the local search and a short walk. Kin to the selective
 * route exchange of Nagata and Braysy 2010; trips are drawn by place, not by how few would be left
 * over. */
#include "planner/search_cross.h"

#include <stdlib.h>

struct cross {
	struct search_plan *p;
	const struct search_best *father;
	int32_t *of;        /* [n]: where in father->at a customer's trip begins; -1 */
	int32_t *chosen, n; /* such beginnings */
};

static void
find_trips(struct cross *x)
{
	const struct search_best *b = x->father;

	for (int32_t i = 0; i < x->p->m->n; i++)
		x->of[i] = -1;
	for (size_t i = 0; i < b->at.n; i += 3 + (size_t)b->at.at[i + 2])
		for (int32_t k = 0; k < b->at.at[i + 2]; k++)
			x->of[b->at.at[i + 3 + (size_t)k]] = (int32_t)i;
}

/* Is this trip of the father one of the plan's, perhaps the other way round? */
static bool
stands(const struct search_plan *p, const int32_t *trip)
{
	int32_t id = p->spot[trip[3]].trip, n = trip[2];
	bool same = true, turned = !p->m->timed && !p->m->backhauls;

	if (id < 0 || p->trips[id].n != n || p->trips[id].type != trip[0])
		return false;
	for (int32_t i = 0; i < n; i++) {
		same &= p->trips[id].at[i] == trip[3 + i];
		turned &= p->trips[id].at[i] == trip[3 + n - 1 - i];
	}
	return same || turned;
}

/* The father's trips as one meets them going away from `middle`, up to `wanted`; those that the
 * mother has too are passed by. */
static void
choose(struct cross *x, int32_t middle, int32_t wanted)
{
	const struct search_model *m = x->p->m;
	const int32_t *ring = m->ring + (size_t)middle * (size_t)m->ring_n;

	for (int32_t i = -1; i < m->ring_n && wanted > 0; i++) {
		int32_t c = i < 0 ? middle : ring[i], begins = x->of[c];
		if (begins < 0)
			continue;
		const int32_t *trip = x->father->at.at + begins;
		if (!stands(x->p, trip))
			x->chosen[x->n++] = begins;
		wanted--;
		for (int32_t k = 0; k < trip[2]; k++)
			x->of[trip[3 + k]] = -1;
	}
}

static void
take_out(struct search_plan *p, const int32_t *customers, int32_t n)
{
	for (int32_t i = 0; i < n; i++) {
		int32_t trip = p->spot[customers[i]].trip, pos = 0;
		if (trip < 0)
			continue;
		while (p->trips[trip].at[pos] != customers[i])
			pos++;
		planner_search_plan_remove(p, trip, pos, 1);
	}
}

static bool
picks_up_only(const struct search_plan *p, const struct search_trip *t)
{
	for (int32_t i = 0; i < t->n; i++)
		if (p->m->v->places[t->at[i]].pickup == 0)
			return false;
	return true;
}

static void
give_up_halves(struct search_plan *p)
{
	for (size_t i = 0; i < p->saved.n; i++) {
		int32_t id = p->saved.at[i].id;
		struct search_trip *t = &p->trips[id];
		if (2 * t->n <= p->saved.at[i].trip.n || (p->m->backhauls && picks_up_only(p, t)))
			planner_search_plan_remove(p, id, 0, t->n);
		planner_search_plan_link(p, id);
	}
}

/* Where vehicles have several trips, or none of the type is left, the customers stay absent. */
static void
put_in(struct search_plan *p, const int32_t *trip)
{
	if (trip[1] >= 0 || p->left[trip[0]] == 0)
		return;
	int32_t id = planner_search_plan_open(p, trip[0], -1, 0);
	planner_search_plan_fill(p, id, trip + 3, trip[2]);
}

static int32_t
list_changed(const struct search_plan *p, int32_t *ret)
{
	int32_t n = 0;

	for (int32_t i = 0; i < p->n_absent; i++)
		ret[n++] = p->absent[i];
	VEC_FOREACH(s, &p->saved)
		for (int32_t k = 0; k < p->trips[s->id].n; k++)
			ret[n++] = p->trips[s->id].at[k];
	return n;
}

int32_t
planner_search_cross(struct search_plan *p, const struct search_best *mother,
    const struct search_best *father, struct rng *r, int32_t *focus)
{
	const struct search_model *m = p->m;
	struct cross x = { .p = p, .father = father };
	int32_t middle = m->first + (int32_t)rng_below(r, (uint32_t)(m->n - m->first));
	int32_t wanted = 1 + (int32_t)rng_below(r, (uint32_t)father->n_trips / 2 + 1);

	x.of = MEM_ARRAY(int32_t, (size_t)m->n);
	x.chosen = MEM_ARRAY(int32_t, (size_t)m->n);
	planner_search_best_load(mother, p);
	find_trips(&x);
	choose(&x, middle, wanted);
	for (int32_t i = 0; i < x.n; i++)
		take_out(p, father->at.at + x.chosen[i] + 3, father->at.at[x.chosen[i] + 2]);
	give_up_halves(p);
	for (int32_t i = 0; i < x.n; i++)
		put_in(p, father->at.at + x.chosen[i]);
	free(x.of);
	free(x.chosen);
	return x.n > 0 ? list_changed(p, focus) : 0;
}
