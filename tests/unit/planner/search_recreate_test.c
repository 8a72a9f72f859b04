/* search_recreate_test - an absent customer goes where it costs least. */
#include "planner/search_recreate.h"

#include "lib/routing.h"
#include "lib/suite.h"

#include <stdio.h>

enum { CLUSTER = 40, V = 1, W = 2, C = 3, FIRST_OF_CLUSTER = 4 };

struct ground {
	struct arena *a;
	struct vrplib v;
	struct search_model m;
	struct search_plan *p;
	int32_t number[FIRST_OF_CLUSTER + CLUSTER]; /* in the model, of a place in the file */
};

/* A trip passes C on its way from V to W, who are 100 away; the customers of another trip stand
 * closer together, and are nearer to C. */
static void
lay(struct ground *g)
{
	struct str text = { 0 }, why = { 0 };
	int32_t n = FIRST_OF_CLUSTER + CLUSTER;

	str_addf(&text,
	    "TYPE : CVRP\nDIMENSION : %d\nCAPACITY : 1000\nEDGE_WEIGHT_TYPE : EUC_2D\n"
	    "NODE_COORD_SECTION\n1 0 0\n2 900 0\n3 1100 0\n4 1000 0\n",
	    n);
	for (int32_t i = FIRST_OF_CLUSTER; i < n; i++)
		str_addf(&text, "%d %d 90\n", i + 1, 980 + i);
	str_add(&text, "DEMAND_SECTION\n1 0\n");
	for (int32_t i = 1; i < n; i++)
		str_addf(&text, "%d 1\n", i + 1);
	g->a = arena_new();
	ck_assert_msg(planner_vrplib_read(text.data, text.len, g->a, &g->v, &why) == ERR_OK, "%s",
	    str_text(&why));
	planner_search_model_build(&g->v, g->a, &g->m);
	for (int32_t i = 0; i < n; i++)
		g->number[g->m.name[i]] = i;
	g->p = planner_search_plan_new(&g->m);
	str_free(&text);
	str_free(&why);
}

static void
open_trips(struct ground *g)
{
	planner_search_plan_mark(g->p);
	planner_search_plan_fill(g->p, planner_search_plan_open(g->p, 0, -1, 0),
	    (int32_t[]){ g->number[V], g->number[W] }, 2);
	planner_search_plan_fill(
	    g->p, planner_search_plan_open(g->p, 0, -1, 0), g->number + FIRST_OF_CLUSTER, CLUSTER);
}

START_TEST(a_long_leg_that_passes_a_customer_takes_it_though_others_are_nearer)
{
	int taken = 0;

	for (uint64_t seed = 1; seed <= 20; seed++) {
		struct ground g;
		struct rng r = rng_seed(seed, 4);
		lay(&g);
		open_trips(&g);
		int64_t cost = g.p->cost;
		planner_search_recreate(g.p, &r);
		ck_assert_int_eq(g.p->n_absent, 0);
		taken +=
		    g.p->cost == cost && g.p->spot[g.number[C]].trip == g.p->spot[g.number[V]].trip;
		planner_search_plan_free(g.p);
		arena_free(g.a);
	}
	ck_assert_int_ge(taken, 18); /* one place in a hundred is overlooked */
}
END_TEST

/* ---- random plans: one customer out, and all its places tried ---- */

static bool
is_possible(const struct search_plan *p, int32_t trip)
{
	const struct search_trip *t = &p->trips[trip];
	bool picking = false;

	if (p->m->backhauls && p->m->v->places[t->at[0]].pickup > 0)
		return false;
	for (int32_t i = 0; i < t->n; i++) {
		bool pickup = p->m->v->places[t->at[i]].pickup > 0;
		if (picking && !pickup)
			return false;
		picking |= pickup;
	}
	return !p->broken;
}

/* The score with the absent customer c at its best place in a trip. */
static int64_t
least_score(struct search_plan *p, int32_t c)
{
	int64_t least = INT64_MAX;

	for (int32_t i = 0; i < p->n_active; i++) {
		int32_t trip = p->active[i], n = p->trips[trip].n;
		for (int32_t pos = 0; pos <= n; pos++) {
			planner_search_plan_mark(p);
			planner_search_plan_insert(p, trip, pos, c);
			if (is_possible(p, trip) && search_score(p) < least)
				least = search_score(p);
			planner_search_plan_undo(p);
		}
	}
	return least;
}

/* Of how many trials did recreate find a place as good as the best? */
static int
count_best(const char *kind, uint64_t seed, int trials)
{
	struct str text = { 0 }, why = { 0 };
	struct ground g;
	int found = 0;

	routing_draw(&text, kind, seed);
	g.a = arena_new();
	ck_assert(planner_vrplib_read(text.data, text.len, g.a, &g.v, &why) == ERR_OK);
	planner_search_model_build(&g.v, g.a, &g.m);
	g.p = planner_search_plan_new(&g.m);
	g.p->toll = 3;
	struct rng r = rng_seed(seed, 5);
	planner_search_plan_mark(g.p);
	planner_search_recreate(g.p, &r);
	for (int i = 0; i < trials; i++) {
		int32_t c = g.m.first + (int32_t)rng_below(&r, (uint32_t)(g.m.n - g.m.first));
		int32_t trip = g.p->spot[c].trip;
		planner_search_plan_mark(g.p);
		planner_search_plan_remove(g.p, trip, g.p->spot[c].pos, 1);
		planner_search_plan_link(g.p, trip);
		int64_t least = least_score(g.p, c);
		planner_search_recreate(g.p, &r);
		found += search_score(g.p) <= least;
	}
	planner_search_plan_free(g.p);
	arena_free(g.a);
	str_free(&text);
	str_free(&why);
	return found;
}

START_TEST(an_absent_customer_finds_its_cheapest_place)
{
	static const char *const kinds[] = { "CVRP", "VRPTW", "VRPB", "MDVRPTW" };

	for (size_t k = 0; k < ARRAY_LEN(kinds); k++) {
		int found = 0;
		for (uint64_t seed = 1; seed <= 5; seed++)
			found += count_best(kinds[k], seed, 100);
		/* Nobody looks past four times the best detour; without that limit it is 495. */
		ck_assert_msg(found >= 440, "%s: %d of 500", kinds[k], found);
	}
}
END_TEST

SUITE("planner/search_recreate",
    a_long_leg_that_passes_a_customer_takes_it_though_others_are_nearer,
    an_absent_customer_finds_its_cheapest_place)
