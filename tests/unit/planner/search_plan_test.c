/* search_plan_test - figures that are carried along are those that one would add up anew, and the
 * way back leads to where one was. */
#include "planner/search_plan.h"

#include "lib/routing.h"
#include "lib/suite.h"
#include "planner/search_recreate.h"
#include "planner/search_ruin.h"

struct ground {
	struct arena *a;
	struct vrplib v;
	struct search_model m;
	struct search_plan *p;
	struct rng r;
};

static void
lay(struct ground *g, const char *kind, uint64_t seed)
{
	struct str text = { 0 }, why = { 0 };

	routing_draw(&text, kind, seed);
	g->a = arena_new();
	ck_assert_msg(planner_vrplib_read(text.data, text.len, g->a, &g->v, &why) == ERR_OK, "%s",
	    str_text(&why));
	planner_search_model_build(&g->v, g->a, &g->m);
	g->p = planner_search_plan_new(&g->m);
	g->p->toll = 3;
	g->r = rng_seed(seed, 3);
	planner_search_plan_mark(g->p);
	planner_search_recreate(g->p, &g->r);
	str_free(&text);
	str_free(&why);
}

static void
clear(struct ground *g)
{
	planner_search_plan_free(g->p);
	arena_free(g->a);
}

static void
step(struct ground *g)
{
	planner_search_plan_mark(g->p);
	planner_search_ruin(
	    g->p, g->m.first + (int32_t)rng_below(&g->r, (uint32_t)(g->m.n - g->m.first)), &g->r);
	planner_search_recreate(g->p, &g->r);
}

/* ---- all that is known of the trips in use, as text ---- */

static void
add_seg(struct str *s, const struct search_seg *g)
{
	str_addf(s, " (%d %d %d)", (int)g->dur, (int)g->early, (int)g->late);
}

static void
describe_trip(const struct search_plan *p, int32_t id, struct str *s)
{
	const struct search_trip *t = &p->trips[id];

	str_addf(s, "trip %d type %d chain %d: load %d %d over %d distance %d cost %d release %d",
	    id, t->type, t->chain, (int)t->out, (int)t->back, (int)t->over, (int)t->dist,
	    (int)t->cost, (int)t->release);
	if (p->m->timed) {
		add_seg(s, &t->whole);
		str_addf(s, " from %d until %d", (int)t->free_from, (int)t->must_by);
	}
	str_add(s, "\n");
	for (int32_t i = 0; i < t->n; i++) {
		const struct search_spot *q = &p->spot[t->at[i]];
		str_addf(s, "  %d in %d at %d after %d by %d before %d by %d", t->at[i], q->trip,
		    q->pos, q->prev, q->to_prev, q->next, q->to_next);
		if (p->m->timed) {
			add_seg(s, &p->pre[t->at[i]]);
			add_seg(s, &p->suf[t->at[i]]);
		}
		str_add(s, "\n");
	}
}

/* Trips by number: the order of the list of trips in use is nobody's promise. */
static void
describe(const struct search_plan *p, struct str *s)
{
	str_clear(s);
	str_addf(s, "cost %d over %d absent %d\n", (int)p->cost, (int)p->over, p->n_absent);
	for (int32_t i = 0; i < p->m->n; i++)
		if (p->trips[i].n > 0)
			describe_trip(p, i, s);
	for (int32_t t = 0; t < p->m->n_types; t++)
		str_addf(s, "left %d\n", p->left[t]);
}

static void
link_all(struct search_plan *p)
{
	planner_search_plan_mark(p);
	for (int32_t i = 0; i < p->n_active; i++) {
		planner_search_plan_touch(p, p->active[i]);
		planner_search_plan_link(p, p->active[i]);
	}
}

START_TEST(figures_after_insertions_are_those_of_trips_linked_anew)
{
	struct str carried = { 0 }, anew = { 0 };

	for (size_t k = 0; k < ARRAY_LEN(routing_kinds); k++) {
		struct ground g;
		lay(&g, routing_kinds[k], k);
		for (int i = 0; i < 300; i++) {
			step(&g);
			describe(g.p, &carried);
			link_all(g.p);
			describe(g.p, &anew);
			ck_assert_str_eq(carried.data, anew.data);
		}
		clear(&g);
	}
	str_free(&carried);
	str_free(&anew);
}
END_TEST

START_TEST(undo_leads_back_to_the_mark)
{
	struct str before = { 0 }, after = { 0 };

	for (size_t k = 0; k < ARRAY_LEN(routing_kinds); k++) {
		struct ground g;
		lay(&g, routing_kinds[k], k);
		for (int i = 0; i < 300; i++) {
			describe(g.p, &before);
			step(&g);
			planner_search_plan_undo(g.p);
			describe(g.p, &after);
			ck_assert_str_eq(before.data, after.data);
			step(&g);
		}
		clear(&g);
	}
	str_free(&before);
	str_free(&after);
}
END_TEST

SUITE("planner/search_plan", figures_after_insertions_are_those_of_trips_linked_anew,
    undo_leads_back_to_the_mark)
