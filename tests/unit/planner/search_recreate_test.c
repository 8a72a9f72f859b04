/* search_recreate_test - an absent customer goes where it costs least. */
#include "planner/search_recreate.h"

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
		taken += g.p->cost == cost &&
			 g.p->spot[g.number[C]].trip == g.p->spot[g.number[V]].trip;
		planner_search_plan_free(g.p);
		arena_free(g.a);
	}
	ck_assert_int_ge(taken, 18); /* one place in a hundred is overlooked */
}
END_TEST

SUITE("planner/search_recreate", a_long_leg_that_passes_a_customer_takes_it_though_others_are_nearer)
