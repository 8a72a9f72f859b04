/* irp_search_test - inventory routing: what is found is valid, the same every time, and the best there is
 * where that is known. */
#include "planner/irp_search.h"

#include "base/rng.h"
#include "lib/suite.h"
#include "planner/irp_check.h"
#include "planner/irp_flow.h"
#include "planner/irp_rebuild.h"

#include <string.h>

struct family {
	int32_t customers, days, vehicles;
	int32_t cover;     /* days of demand that a customer holds at most */
	int32_t fleet_pct; /* capacity of the fleet to the demand of a day */
	int32_t holding;   /* hundredths, at the supplier */
};

/* A random instance: customers start with a day less than they hold, as in the public ones. */
static void
draw(struct str *s, const struct family *f, uint64_t seed)
{
	struct rng r = rng_seed(seed, 2);
	CLEANUP(str_free) struct str rows = { 0 };
	int32_t all = 0;

	for (int32_t c = 1; c <= f->customers; c++) {
		int32_t d = 5 + (int32_t)rng_below(&r, 40), max = d * f->cover;
		all += d;
		str_addf(&rows, "%d %u.5 %u %d %d %d %d 0.%02u\n", c, rng_below(&r, 200),
		    rng_below(&r, 200), max - d, max, rng_below(&r, 4) == 0 && f->cover > 2 ? d / 2 : 0,
		    d, rng_below(&r, 60));
	}
	str_clear(s);
	str_addf(s, "%d %d %d %d\n0 90 110.5 %d %d 0.%02d\n%s", f->customers + 1, f->days,
	    all * f->fleet_pct / 100 / f->vehicles, f->vehicles, 2 * all, all, f->holding,
	    str_text(&rows));
}

static void
read_instance(const struct str *s, struct arena *a, struct irp *v)
{
	struct str why = { 0 };

	ck_assert_msg(planner_irp_read(str_text(s), s->len, a, v, &why) == ERR_OK, "%s",
	    str_text(&why));
}

/* The judge's word on what was written, processor and seconds added. */
static bool
judge(const struct irp *v, const struct str *plan, struct str *verdict)
{
	CLEANUP(str_free) struct str whole = { 0 };
	CLEANUP(str_free) struct str why = { 0 };

	str_add(&whole, str_text(plan));
	str_add(&whole, "1\n0.1\n");
	str_clear(verdict);
	bool valid = planner_irp_check(v, str_text(&whole), whole.len, verdict, &why);
	str_add(verdict, str_text(&why));
	return valid;
}

static const struct family families[] = {
	{ 1, 3, 2, 2, 150, 3 },
	{ 2, 3, 1, 3, 150, 30 },
	{ 12, 3, 3, 2, 150, 3 },
	{ 12, 6, 2, 3, 150, 30 },
	{ 30, 6, 4, 3, 130, 30 },
	{ 40, 1, 5, 2, 200, 3 },
	{ 15, 14, 3, 4, 140, 10 },
	{ 5, 4, 200, 2, 20000, 3 },
};

START_TEST(the_judge_accepts_every_plan_and_its_cost)
{
	struct str text = { 0 }, plan = { 0 }, verdict = { 0 }, cost = { 0 };

	for (size_t i = 0; i < ARRAY_LEN(families); i++) {
		for (uint64_t seed = 1; seed <= 3; seed++) {
			struct arena *a = arena_new();
			struct search_budget budget = { .seed = seed, .iterations = 400 };
			struct irp v;
			draw(&text, &families[i], seed);
			read_instance(&text, a, &v);
			str_clear(&plan);
			str_clear(&cost);
			struct irp_result r = planner_irp_search(&v, &budget, &plan);
			ck_assert_msg(r.found, "family %zu seed %d", i, (int)seed);
			ck_assert_msg(judge(&v, &plan, &verdict), "family %zu seed %d: %s", i,
			    (int)seed, str_text(&verdict));
			planner_irp_money(r.cost, &cost);
			ck_assert_str_eq(str_text(&verdict), str_text(&cost));
			arena_free(a);
		}
	}
	str_free(&text);
	str_free(&plan);
	str_free(&verdict);
	str_free(&cost);
}
END_TEST

START_TEST(seed_and_iterations_give_the_same_plan_and_another_seed_another)
{
	struct str text = { 0 }, plan[3] = { { 0 } };
	struct arena *a = arena_new();
	struct irp v;

	draw(&text, &families[4], 7);
	read_instance(&text, a, &v);
	for (uint64_t i = 0; i < 3; i++) {
		struct search_budget budget = { .seed = i / 2, .iterations = 300 };
		ck_assert(planner_irp_search(&v, &budget, &plan[i]).found);
	}
	ck_assert_str_eq(str_text(&plan[0]), str_text(&plan[1]));
	ck_assert_str_ne(str_text(&plan[0]), str_text(&plan[2]));
	for (int i = 0; i < 3; i++)
		str_free(&plan[i]);
	str_free(&text);
	arena_free(a);
}
END_TEST

/* Two customers beside each other far from the supplier: one trip for both on the last day that
 * is early enough, and what lies there is dearer than at the supplier, so no unit too many. */
START_TEST(neighbours_are_served_together_as_late_and_as_little_as_can_be)
{
	static const char text[] = "3 3 20 2\n0 0 0 50 6 0.01\n1 100 0 5 20 0 4 1\n2 100 1 7 20 0 2 1\n";
	struct search_budget budget = { .seed = 1, .iterations = 200 };
	struct str s = { 0 }, plan = { 0 };
	struct arena *a = arena_new();
	struct irp v;

	str_add(&s, text);
	read_instance(&s, a, &v);
	ck_assert(planner_irp_search(&v, &budget, &plan).found);
	ck_assert_msg(strstr(str_text(&plan), "Day 1\nDay 2\nRoute 1: 0 - 1 ( 7 ) - 0\nDay 3\n") ==
			      str_text(&plan),
	    "%s", str_text(&plan));
	str_free(&s);
	str_free(&plan);
	arena_free(a);
}
END_TEST

START_TEST(a_supplier_too_poor_for_full_tanks_still_feeds_everybody)
{
	/* Holding at the supplier is dear: a careless hand fills customer 1 up with all there is. */
	static const char text[] =
	    "3 2 100 2\n0 0 0 8 4 5.00\n1 10 0 4 50 0 2 0.01\n2 0 10 0 50 0 4 0.01\n";
	struct search_budget budget = { .seed = 1, .iterations = 50 };
	struct str s = { 0 }, plan = { 0 }, verdict = { 0 };
	struct arena *a = arena_new();
	struct irp v;

	str_add(&s, text);
	read_instance(&s, a, &v);
	for (budget.seed = 1; budget.seed < 9; budget.seed++) {
		str_clear(&plan);
		ck_assert(planner_irp_search(&v, &budget, &plan).found);
		ck_assert_msg(judge(&v, &plan, &verdict), "%s", str_text(&verdict));
	}
	str_free(&s);
	str_free(&plan);
	str_free(&verdict);
	arena_free(a);
}
END_TEST

START_TEST(what_cannot_be_is_said_and_nothing_is_written)
{
	static const char *const texts[] = {
		/* nobody can bring 9 a day in a tank of 8; nor 9 with a truck of 8; nor from 3 */
		"2 2 100 1\n0 0 0 50 6 0.01\n1 9 0 8 8 0 9 1\n",
		"2 2 8 1\n0 0 0 50 6 0.01\n1 9 0 0 90 0 9 1\n",
		"2 2 100 1\n0 0 0 3 3 0.01\n1 9 0 8 80 0 9 1\n",
	};

	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		struct search_budget budget = { .seed = 1, .iterations = 50 };
		struct str s = { 0 }, plan = { 0 };
		struct arena *a = arena_new();
		struct irp v;
		str_add(&s, texts[i]);
		read_instance(&s, a, &v);
		ck_assert_msg(!planner_irp_search(&v, &budget, &plan).found, "%zu", i);
		ck_assert_uint_eq(plan.len, 0);
		str_free(&s);
		str_free(&plan);
		arena_free(a);
	}
}
END_TEST

/* What the sums of a plan should be, from its trips and quantities. */
static void
recount(const struct irp_plan *p, int64_t *way, int64_t *over)
{
	const struct irp_model *m = p->m;

	*way = *over = 0;
	for (int32_t i = 0; i < m->days * m->vehicles; i++) {
		const struct irp_trip *t = &p->trips[i];
		int64_t load = 0;
		for (int32_t s = 0; s <= t->n; s++) {
			int32_t cell = i / m->vehicles * m->width + t->stop[s];
			*way += irp_distance(m, t->stop[s], t->stop[s + 1]);
			load += s ? p->quantity[cell] : 0;
			ck_assert(s == 0 || p->where[cell] == i % m->vehicles);
		}
		ck_assert_int_eq(load, t->load);
		*over += irp_excess(m, load);
	}
}

START_TEST(exact_quantities_are_never_dearer_and_sums_stay_true)
{
	struct str text = { 0 };
	int64_t gained = 0;

	for (uint64_t seed = 1; seed <= 30; seed++) {
		struct arena *a = arena_new();
		struct rng r = rng_seed(seed, 0);
		struct irp_manner manner = { .toll = IRP_MONEY * 100, .rng = &r };
		struct irp_model m;
		struct irp v;
		int64_t way, over;
		draw(&text, &families[3], seed);
		read_instance(&text, a, &v);
		planner_irp_model_build(&v, a, &m);
		struct irp_plan *p = planner_irp_plan_new(&m);
		struct irp_rebuild *b = planner_irp_rebuild_new(&m);
		ck_assert(planner_irp_rebuild_all(b, p, &manner));
		int64_t before = irp_score(p, 0);
		if (p->over == 0) {
			ck_assert(planner_irp_flow(p));
			ck_assert_int_le(irp_score(p, 0), before);
			gained += before - irp_score(p, 0);
		}
		recount(p, &way, &over);
		ck_assert_int_eq(way, p->way);
		ck_assert_int_eq(over, p->over);
		planner_irp_rebuild_free(b);
		planner_irp_plan_free(p);
		arena_free(a);
	}
	ck_assert_int_gt(gained, 0);
	str_free(&text);
}
END_TEST

SUITE("planner/irp_search", the_judge_accepts_every_plan_and_its_cost,
    seed_and_iterations_give_the_same_plan_and_another_seed_another,
    neighbours_are_served_together_as_late_and_as_little_as_can_be,
    a_supplier_too_poor_for_full_tanks_still_feeds_everybody,
    what_cannot_be_is_said_and_nothing_is_written,
    exact_quantities_are_never_dearer_and_sums_stay_true)
