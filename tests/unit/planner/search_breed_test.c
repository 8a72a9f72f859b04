/* search_breed_test - children of two plans are plans, and on little instances the best there is
 * gets found. */
#include "planner/search_breed.h"

#include "lib/routing.h"
#include "lib/suite.h"
#include "planner/search_cross.h"
#include "planner/vrplib_check.h"

#include <stdio.h>

struct herd {
	struct arena *a;
	struct vrplib v;
	struct search_model m;
	struct search_budget budget;
	struct search_walk w;
};

static void
gather(struct herd *h, const char *text, uint64_t seed, int64_t iterations)
{
	struct str why = { 0 };

	*h = (struct herd){ .a = arena_new(), .budget.iterations = iterations };
	ck_assert_msg(planner_vrplib_read(text, strlen(text), h->a, &h->v, &why) == ERR_OK, "%s",
	    str_text(&why));
	planner_search_model_build(&h->v, h->a, &h->m);
	h->w = (struct search_walk){
		.p = planner_search_plan_new(&h->m), .rng = rng_seed(seed, 3), .budget = &h->budget
	};
	planner_search_walk_anew(&h->w);
	str_free(&why);
}

static void
scatter(struct herd *h)
{
	planner_search_best_free(&h->w.own);
	planner_search_plan_free(h->w.p);
	arena_free(h->a);
}

static void
walk_on(struct herd *h, struct search_best *ret)
{
	planner_search_walk_anew(&h->w);
	planner_search_walk_cool(
	    &h->w, &(struct search_cooling){ .hot = 1, .cold = 0.1, .until = 1, .steps = 200 });
	planner_search_best_copy(ret, &h->w.own);
}

/* Everybody is in one trip or absent. */
static void
check_all_are_there(const struct search_plan *p)
{
	int32_t there = p->n_absent;

	for (int32_t i = 0; i < p->n_active; i++) {
		const struct search_trip *t = &p->trips[p->active[i]];
		there += t->n;
		ck_assert_int_gt(t->n, 0);
		for (int32_t k = 0; k < t->n; k++) {
			ck_assert_int_eq(p->spot[t->at[k]].trip, p->active[i]);
			ck_assert_int_eq(p->spot[t->at[k]].pos, k);
		}
	}
	for (int32_t i = 0; i < p->n_absent; i++)
		ck_assert_int_eq(p->spot[p->absent[i]].trip, -1);
	ck_assert_int_eq(there, p->m->n - p->m->first);
}

START_TEST(a_child_has_every_customer_once_and_trips_of_both)
{
	for (size_t k = 0; k < ARRAY_LEN(routing_kinds); k++) {
		struct str text = { 0 };
		struct search_best a = { 0 }, b = { 0 };
		struct herd h;
		int32_t focus[ROUTING_CUSTOMERS + 8], children = 0;
		routing_draw(&text, routing_kinds[k], 4);
		gather(&h, str_text(&text), 1, 10000);
		walk_on(&h, &a);
		walk_on(&h, &b);
		for (int i = 0; i < 100; i++) {
			int32_t n = planner_search_cross(h.w.p, &a, &b, &h.w.rng, focus);
			check_all_are_there(h.w.p);
			ck_assert_int_le(n, ROUTING_CUSTOMERS);
			children += n > 0;
		}
		ck_assert_int_gt(children, 50);
		for (int i = 0; i < 20; i++)
			ck_assert_int_eq(planner_search_cross(h.w.p, &a, &a, &h.w.rng, focus), 0);
		ck_assert_int_eq(h.w.p->cost, a.cost);
		planner_search_best_free(&a);
		planner_search_best_free(&b);
		scatter(&h);
		str_free(&text);
	}
}
END_TEST

START_TEST(the_judge_accepts_what_a_population_finds)
{
	for (size_t k = 0; k < ARRAY_LEN(routing_kinds); k++) {
		for (uint64_t seed = 1; seed <= 3; seed++) {
			struct str text = { 0 }, out = { 0 }, cost = { 0 }, why = { 0 };
			struct search_best best = { .score = INT64_MAX };
			struct herd h;
			routing_draw(&text, routing_kinds[k], seed);
			gather(&h, str_text(&text), seed, 4000);
			planner_search_breed(&h.w, 3, &best);
			ck_assert_int_eq(h.w.steps, 4000);
			planner_search_best_write(&best, &h.m, &out);
			ck_assert_msg(planner_vrplib_check(&h.v, out.data, out.len, &cost, &why),
			    "%s\n%s\n%s", str_text(&why), text.data, out.data);
			planner_search_best_free(&best);
			scatter(&h);
			str_free(&text);
			str_free(&out);
			str_free(&cost);
			str_free(&why);
		}
	}
}
END_TEST

START_TEST(a_population_is_the_same_from_run_to_run)
{
	struct str text = { 0 }, out[2] = { 0 };

	routing_draw(&text, "VRPTW", 2);
	for (int i = 0; i < 2; i++) {
		struct search_best best = { .score = INT64_MAX };
		struct herd h;
		gather(&h, str_text(&text), 6, 3000);
		planner_search_breed(&h.w, 4, &best);
		planner_search_best_write(&best, &h.m, &out[i]);
		planner_search_best_free(&best);
		scatter(&h);
	}
	ck_assert_str_eq(out[0].data, out[1].data);
	str_free(&text);
	str_free(&out[0]);
	str_free(&out[1]);
}
END_TEST

static double
three_hundred_questions(void *of)
{
	return (double)++*(int *)of / 300;
}

START_TEST(a_clock_that_runs_out_ends_a_population_at_once)
{
	struct str text = { 0 };
	struct search_best best = { .score = INT64_MAX };
	struct herd h;
	int asked = 0;

	routing_draw(&text, "CVRP", 3);
	gather(&h, str_text(&text), 1, 1);
	h.budget = (struct search_budget){ .spent = three_hundred_questions, .of = &asked };
	planner_search_breed(&h.w, 4, &best);
	ck_assert_int_ge(asked, 300);
	ck_assert_int_le(asked, 303);
	ck_assert(best.score < INT64_MAX && best.left_out == 0);
	planner_search_best_free(&best);
	scatter(&h);
	str_free(&text);
}
END_TEST

/* ---- the optimum of little instances ---- */

enum { FEW = 8, SUBSETS = 1 << FEW };

static void
draw_few(struct str *s, struct rng *r)
{
	str_clear(s);
	str_addf(
	    s, "TYPE : CVRP\nDIMENSION : %d\nCAPACITY : 20\nEDGE_WEIGHT_TYPE : EUC_2D\n", FEW + 1);
	str_add(s, "NODE_COORD_SECTION\n");
	for (int i = 1; i <= FEW + 1; i++)
		str_addf(s, "%d %u %u\n", i, rng_below(r, 100), rng_below(r, 100));
	str_add(s, "DEMAND_SECTION\n1 0\n");
	for (int i = 2; i <= FEW + 1; i++)
		str_addf(s, "%d %u\n", i, 3 + rng_below(r, 8));
}

static int64_t
least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* Held and Karp for each set of customers, then the best way to share them out. */
static int64_t
optimum(const struct search_model *m)
{
	static int64_t path[SUBSETS][FEW];
	int64_t best[SUBSETS];

	best[0] = 0;
	for (int s = 1; s < SUBSETS; s++) {
		int64_t load = 0, tour = INT64_MAX / 4;
		for (int j = 0; j < FEW; j++) {
			path[s][j] = INT64_MAX / 4;
			if (!(s >> j & 1))
				continue;
			load += m->v->places[j + 1].deliver;
			if (s == 1 << j)
				path[s][j] = search_dist(m, 0, j + 1);
			for (int i = 0; i < FEW; i++)
				if (i != j && (s >> i & 1))
					path[s][j] = least(path[s][j],
					    path[s ^ 1 << j][i] + search_dist(m, i + 1, j + 1));
			tour = least(tour, path[s][j] + search_dist(m, j + 1, 0));
		}
		best[s] = load <= m->types[0].capacity ? tour : INT64_MAX / 4;
		for (int part = (s - 1) & s; part > 0; part = (part - 1) & s)
			best[s] = least(best[s], best[part] + best[s ^ part]);
	}
	return best[SUBSETS - 1];
}

START_TEST(eight_customers_get_the_optimum)
{
	struct rng r = rng_seed(11, 4);

	for (int i = 0; i < 60; i++) {
		struct str text = { 0 };
		struct search_best best = { .score = INT64_MAX };
		struct herd h;
		draw_few(&text, &r);
		gather(&h, str_text(&text), (uint64_t)i, 3000);
		planner_search_breed(&h.w, 3, &best);
		ck_assert_msg(best.cost == optimum(&h.m), "instance %d: %lld, not %lld\n%s", i,
		    (long long)best.cost, (long long)optimum(&h.m), text.data);
		planner_search_best_free(&best);
		scatter(&h);
		str_free(&text);
	}
}
END_TEST

static int
size_of(const char *kind, double steps_each)
{
	struct herd h;
	struct str text = { 0 };

	routing_draw(&text, kind, 1);
	gather(&h, str_text(&text), 1, 100);
	int size = planner_search_breed_size(&h.m, steps_each * ROUTING_CUSTOMERS);
	scatter(&h);
	str_free(&text);
	return size;
}

START_TEST(short_budgets_are_spent_on_one_walk)
{
	ck_assert_int_eq(size_of("CVRP", 2500), 1);
	ck_assert_int_gt(size_of("CVRP", 3500), 2);
}
END_TEST

START_TEST(windows_pickups_and_fleets_want_longer_walks)
{
	static const char *const kinds[] = { "VRPTW", "HFVRP", "VRPB", "MDVRPTW" };

	for (size_t k = 0; k < ARRAY_LEN(kinds); k++) {
		ck_assert_int_eq(size_of(kinds[k], 7500), 1);
		ck_assert_int_gt(size_of(kinds[k], 8500), 2);
	}
	ck_assert_int_eq(size_of("MTVRPTWR", 1e6), 1);
}
END_TEST

SUITE("planner/search_breed", a_child_has_every_customer_once_and_trips_of_both,
    the_judge_accepts_what_a_population_finds, eight_customers_get_the_optimum,
    short_budgets_are_spent_on_one_walk, windows_pickups_and_fleets_want_longer_walks,
    a_population_is_the_same_from_run_to_run, a_clock_that_runs_out_ends_a_population_at_once)
