/* search_local_test - what a move is said to gain is what it gains, and a descent ends where it
 * should. */
#include "planner/search_local.h"

#include "lib/routing.h"
#include "lib/suite.h"
#include "planner/search_piece.h"
#include "planner/search_recreate.h"

struct ground {
	struct arena *a;
	struct str text;
	struct vrplib v;
	struct search_model m;
	struct search_plan *p;
	struct search_local *l;
	struct rng r;
};

static void
lay(struct ground *g, const char *text, uint64_t seed)
{
	struct str why = { 0 };

	g->a = arena_new();
	ck_assert_msg(planner_vrplib_read(text, strlen(text), g->a, &g->v, &why) == ERR_OK, "%s",
	    str_text(&why));
	planner_search_model_build(&g->v, g->a, &g->m);
	g->p = planner_search_plan_new(&g->m);
	g->l = planner_search_local_new(g->p);
	g->r = rng_seed(seed, 2);
	g->p->toll = 3;
	str_free(&why);
}

static void
lay_random(struct ground *g, const char *kind, uint64_t seed)
{
	struct str text = { 0 };

	routing_draw(&text, kind, seed);
	lay(g, str_text(&text), seed);
	str_free(&text);
	planner_search_plan_mark(g->p);
	planner_search_recreate(g->p, &g->r);
	for (int32_t i = 0; i < g->p->n_active; i++)
		planner_search_piece_measure(g->l, g->p->active[i]);
}

static void
clear(struct ground *g)
{
	planner_search_local_free(g->l);
	planner_search_plan_free(g->p);
	arena_free(g->a);
}

static int32_t
below(struct ground *g, int32_t n)
{
	return (int32_t)rng_below(&g->r, (uint32_t)n);
}

/* ---- random changes of two trips, or of one ---- */

static void
draw_change(struct ground *g, int32_t a, int32_t b, struct search_change *ret)
{
	int32_t na = g->p->trips[a].n, nb = g->p->trips[b].n;
	int32_t af = below(g, na), at = af + below(g, na - af), bf = below(g, nb),
		bt = bf + below(g, nb - bf);
	bool turned = below(g, 4) == 0;

	ret[0] = (struct search_change){ .trip = a, .n = 3 };
	ret[0].piece[0] = (struct search_piece){ a, 0, af - 1, false };
	ret[0].piece[1] = a == b ? (struct search_piece){ a, af, at, true }
				 : (struct search_piece){ b, bf, bt, turned };
	ret[0].piece[2] = (struct search_piece){ a, at + 1, na - 1, false };
	ret[1] = (struct search_change){ .trip = b, .n = 3 };
	ret[1].piece[0] = (struct search_piece){ b, 0, bf - 1, false };
	ret[1].piece[1] = (struct search_piece){ a, af, at, turned };
	ret[1].piece[2] = (struct search_piece){ b, bt + 1, nb - 1, false };
}

static bool
order_is_kept(const struct ground *g, int32_t trip)
{
	const struct search_trip *t = &g->p->trips[trip];

	for (int32_t i = 0; i < t->n; i++) {
		bool pickup = g->m.v->places[t->at[i]].pickup > 0;
		if (pickup && i == 0)
			return false;
		if (!pickup && i > 0 && g->m.v->places[t->at[i - 1]].pickup > 0)
			return false;
	}
	return true;
}

START_TEST(the_delta_of_a_change_is_the_difference_of_the_scores)
{
	int gains = 0, refused = 0;

	for (size_t k = 0; k < ARRAY_LEN(routing_kinds); k++) {
		for (uint64_t seed = 1; seed <= 6; seed++) {
			struct ground g;
			lay_random(&g, routing_kinds[k], seed);
			for (int i = 0; i < 400; i++) {
				struct search_change c[2];
				int32_t a = g.p->active[below(&g, g.p->n_active)],
					b = g.p->active[below(&g, g.p->n_active)];
				int n = a == b ? 1 : 2;
				if (n == 2 && g.p->trips[a].chain >= 0 &&
				    g.p->trips[a].chain == g.p->trips[b].chain)
					continue;
				draw_change(&g, a, b, c);
				int64_t before = search_score(g.p),
					delta = planner_search_piece_delta(g.l, c, n);
				planner_search_plan_mark(g.p);
				planner_search_piece_make(g.l, c, n);
				bool valid =
				    !g.p->broken && order_is_kept(&g, a) && order_is_kept(&g, b);
				if (delta == INT64_MAX) {
					ck_assert_msg(!valid, "%s %d", routing_kinds[k], (int)seed);
					refused++;
				} else {
					ck_assert_int_eq(search_score(g.p) - before, delta);
					ck_assert(delta >= 0 || valid);
					gains += delta < 0;
				}
				planner_search_plan_undo(g.p);
				ck_assert_int_eq(search_score(g.p), before);
				planner_search_piece_measure(g.l, a);
				planner_search_piece_measure(g.l, b);
			}
			clear(&g);
		}
	}
	ck_assert_int_gt(gains, 100);
	ck_assert_int_gt(refused, 100);
}
END_TEST

/* ---- descents ---- */

/* Cost from distances alone. */
static int64_t
cost_anew(const struct ground *g)
{
	int64_t cost = 0;

	for (int32_t i = 0; i < g->p->n_active; i++) {
		const struct search_trip *t = &g->p->trips[g->p->active[i]];
		const struct search_type *y = &g->m.types[t->type];
		int32_t here = y->depot;
		cost += y->fixed;
		for (int32_t k = 0; k < t->n; k++) {
			cost += y->unit * search_dist(&g->m, here, t->at[k]);
			here = t->at[k];
		}
		cost += y->unit * search_dist(&g->m, here, y->depot);
	}
	return cost;
}

static void
descend(struct ground *g)
{
	int32_t all[ROUTING_CUSTOMERS + 8], n = 0;

	for (int32_t c = g->m.first; c < g->m.n; c++)
		all[n++] = c;
	planner_search_local(g->l, all, n);
}

START_TEST(a_descent_lowers_the_score_keeps_the_limits_and_knows_its_cost)
{
	for (size_t k = 0; k < ARRAY_LEN(routing_kinds); k++) {
		int64_t moves = 0;
		for (uint64_t seed = 1; seed <= 8; seed++) {
			struct ground g;
			lay_random(&g, routing_kinds[k], seed);
			int64_t before = search_score(g.p);
			planner_search_plan_mark(g.p);
			descend(&g);
			ck_assert_int_eq(g.p->cost, cost_anew(&g));
			ck_assert(g.l->moves == 0 || search_score(g.p) < before);
			ck_assert(!g.p->broken);
			for (int32_t i = 0; i < g.p->n_active; i++)
				ck_assert(order_is_kept(&g, g.p->active[i]));
			moves += g.l->moves;
			descend(&g);
			planner_search_plan_undo(g.p);
			ck_assert_int_eq(search_score(g.p), before);
			clear(&g);
		}
		ck_assert_msg(moves > 0, "%s", routing_kinds[k]);
	}
}
END_TEST

/* A plan of given trips, each ended by 0; -1 ends all. */
static void
set_trips(struct ground *g, const int32_t *at)
{
	planner_search_plan_clear(g->p);
	while (*at >= 0) {
		int32_t n = 0;
		while (at[n] > 0)
			n++;
		planner_search_plan_fill(g->p, planner_search_plan_open(g->p, 0, -1, 0), at, n);
		at += n + 1;
	}
	planner_search_plan_mark(g->p);
}

static const char *const TWO_RAYS = "TYPE : CVRP\nDIMENSION : 7\nCAPACITY : 3\n"
				    "EDGE_WEIGHT_TYPE : EUC_2D\nNODE_COORD_SECTION\n1 0 0\n"
				    "2 10 0\n3 20 0\n4 30 0\n5 0 10\n6 0 20\n7 0 30\n"
				    "DEMAND_SECTION\n1 0\n2 1\n3 1\n4 1\n5 1\n6 1\n7 1\n";

START_TEST(a_descent_puts_each_ray_from_the_depot_in_one_trip)
{
	static const int32_t crossed[][9] = {
		{ 1, 2, 6, 0, 4, 5, 3, 0, -1 }, /* tails, or a swap */
		{ 1, 5, 6, 0, 4, 2, 3, 0, -1 }, /* two against two */
		{ 3, 1, 2, 0, 5, 4, 6, 0, -1 }, /* a stretch turned round */
		{ 4, 5, 3, 0, 6, 2, 1, 0, -1 }, /* a head with a head */
	};

	for (size_t i = 0; i < ARRAY_LEN(crossed); i++) {
		struct ground g;
		lay(&g, TWO_RAYS, 1);
		g.p->toll = 1000;
		set_trips(&g, crossed[i]);
		descend(&g);
		ck_assert_msg(
		    g.p->cost == 120 && g.p->over == 0, "row %zu: %lld", i, (long long)g.p->cost);
		clear(&g);
	}
}
END_TEST

START_TEST(a_descent_pays_no_toll_where_a_move_relieves_a_truck)
{
	struct ground g;

	lay(&g, TWO_RAYS, 1);
	g.p->toll = 1000;
	set_trips(&g, (int32_t[]){ 1, 2, 3, 4, 0, 5, 6, 0, -1 });
	ck_assert_int_eq(g.p->over, 1);
	descend(&g);
	ck_assert_int_eq(g.p->over, 0);
	ck_assert_int_eq(g.p->cost, 120);
	clear(&g);
}
END_TEST

START_TEST(a_descent_joins_two_half_empty_trips)
{
	struct ground g;

	lay(&g, TWO_RAYS, 1);
	set_trips(&g, (int32_t[]){ 1, 0, 2, 3, 0, 4, 5, 6, 0, -1 });
	descend(&g);
	ck_assert_int_eq(g.p->n_active, 2);
	ck_assert_int_eq(g.p->cost, 120);
	clear(&g);
}
END_TEST

/* ---- exchanges of two customers, tried one by one ---- */

/* Length of a trip that loses the customer at `pos` and has `c` where that is shortest. */
static int64_t
shortest_with(const struct ground *g, const struct search_trip *t, int32_t pos, int32_t c)
{
	int32_t rest[ROUTING_CUSTOMERS + 2], n = 0, depot = g->m.types[t->type].depot;
	int64_t dist = 0, least = INT64_MAX;

	rest[n++] = depot;
	for (int32_t i = 0; i < t->n; i++)
		if (i != pos)
			rest[n++] = t->at[i];
	rest[n++] = depot;
	for (int32_t i = 1; i < n; i++)
		dist += search_dist(&g->m, rest[i - 1], rest[i]);
	for (int32_t i = 1; i < n; i++) {
		int64_t detour = search_dist(&g->m, rest[i - 1], c) +
				 search_dist(&g->m, c, rest[i]) -
				 search_dist(&g->m, rest[i - 1], rest[i]);
		if (dist + detour < least)
			least = dist + detour;
	}
	return least;
}

static int64_t
score_of_exchange(const struct ground *g, const struct search_trip *a, int32_t i,
    const struct search_trip *b, int32_t j)
{
	const struct search_type *ya = &g->m.types[a->type], *yb = &g->m.types[b->type];
	int32_t u = a->at[i], v = b->at[j];
	int64_t more = g->m.v->places[v].deliver - g->m.v->places[u].deliver;
	int64_t over = g->p->over - a->over - b->over + search_over(ya, a->out + more, a->back) +
		       search_over(yb, b->out - more, b->back);

	return (shortest_with(g, a, i, v) - a->dist) * ya->unit +
	       (shortest_with(g, b, j, u) - b->dist) * yb->unit + search_toll(g->p, over) -
	       search_toll(g->p, g->p->over);
}

/* Has a customer of `a` one of `b` among its eight nearest? */
static bool
are_close(const struct ground *g, int32_t a, int32_t b)
{
	const struct search_trip *t = &g->p->trips[a];

	for (int32_t i = 0; i < t->n; i++)
		for (int32_t k = 0; k < 8; k++)
			if (g->p->spot[g->m.near[t->at[i] * g->m.near_n + k]].trip == b)
				return true;
	return false;
}

START_TEST(a_descent_leaves_no_exchange_that_gains_between_close_trips)
{
	static const char *const kinds[] = { "CVRP", "HFVRP" };
	int pairs = 0;

	for (uint64_t seed = 1; seed <= 20; seed++) {
		struct ground g;
		lay_random(&g, kinds[seed % 2], seed);
		g.p->toll = 1000;
		descend(&g);
		for (int32_t x = 0; x < g.p->n_active; x++) {
			for (int32_t y = 0; y < g.p->n_active; y++) {
				int32_t a = g.p->active[x], b = g.p->active[y];
				const struct search_trip *s = &g.p->trips[a], *t = &g.p->trips[b];
				if (a == b || !are_close(&g, a, b))
					continue;
				for (int32_t i = 0; i < s->n; i++)
					for (int32_t j = 0; j < t->n; j++, pairs++)
						ck_assert(score_of_exchange(&g, s, i, t, j) >= 0);
			}
		}
		clear(&g);
	}
	ck_assert_int_gt(pairs, 1000);
}
END_TEST

SUITE("planner/search_local", the_delta_of_a_change_is_the_difference_of_the_scores,
    a_descent_lowers_the_score_keeps_the_limits_and_knows_its_cost,
    a_descent_puts_each_ray_from_the_depot_in_one_trip,
    a_descent_pays_no_toll_where_a_move_relieves_a_truck, a_descent_joins_two_half_empty_trips,
    a_descent_leaves_no_exchange_that_gains_between_close_trips)
