/* irp_search_test - inventory routing: what is found is valid, the same every time, and the best
 * there is where that is known. */
#include "planner/irp_search.h"

#include "base/rng.h"
#include "lib/suite.h"
#include "planner/irp_check.h"
#include "planner/irp_flow.h"
#include "planner/irp_move.h"
#include "planner/irp_rebuild.h"
#include "planner/irp_shift.h"

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
		    rng_below(&r, 200), max - d, max,
		    rng_below(&r, 4) == 0 && f->cover > 2 ? d / 2 : 0, d, rng_below(&r, 60));
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

	ck_assert_msg(
	    planner_irp_read(str_text(s), s->len, a, v, &why) == ERR_OK, "%s", str_text(&why));
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
	static const char text[] =
	    "3 3 20 2\n0 0 0 50 6 0.01\n1 100 0 5 20 0 4 1\n2 100 1 7 20 0 2 1\n";
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

START_TEST(quantities_of_a_thousand_million_are_counted_like_small_ones)
{
	static const char text[] = "4 30 900000000 2\n0 0 0 1000000000 1000000000 0\n"
				   "1 1000000 0 300000000 1000000000 0 300000000 0\n"
				   "2 0 -999999 300000000 1000000000 0 300000000 0.000001\n"
				   "3 5 5 300000000 900000000 0 300000000 0\n";
	struct search_budget budget = { .seed = 1, .iterations = 300 };
	struct str s = { 0 }, plan = { 0 }, verdict = { 0 };
	struct arena *a = arena_new();
	struct irp v;

	str_add(&s, text);
	read_instance(&s, a, &v);
	ck_assert(planner_irp_search(&v, &budget, &plan).found);
	ck_assert_msg(judge(&v, &plan, &verdict), "%s", str_text(&verdict));
	str_free(&s);
	str_free(&plan);
	str_free(&verdict);
	arena_free(a);
}
END_TEST

/* A truck brings a day's use and no more, twice a thousand metres away. Both days' need in one trip is
 * three units too many and saves one trip; in the last row it is holding that an overload saves. */
START_TEST(no_way_is_so_long_that_an_overload_is_worth_it)
{
	static const char *const texts[] = {
		"2 2 5 1\n0 0 0 15 5 0.03\n1 300 400 2 12 0 5 0.3\n",
		"2 6 5 1\n0 71.0 382.7 15 5 0.03\n1 338.7 44.2 2 12 0 5 0.3\n",
		"2 2 5 1\n0 -999999 0 15 5 0.03\n1 999999 999999 2 12 0 5 0.3\n",
		"2 2 5 1\n0 0 0 15 5 0.03\n1 1 1 0 12 0 5 99999\n",
	};
	struct search_budget budget = { .seed = 1, .iterations = 6000 };
	struct str s = { 0 }, plan = { 0 }, verdict = { 0 };

	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		struct arena *a = arena_new();
		struct irp v;
		str_clear(&s);
		str_clear(&plan);
		str_add(&s, texts[i]);
		read_instance(&s, a, &v);
		ck_assert_msg(planner_irp_search(&v, &budget, &plan).found, "%zu", i);
		ck_assert_msg(judge(&v, &plan, &verdict), "%zu: %s", i, str_text(&verdict));
		arena_free(a);
	}
	str_free(&s);
	str_free(&plan);
	str_free(&verdict);
}
END_TEST

START_TEST(a_supplier_too_poor_for_full_tanks_still_feeds_everybody)
{
	/* Holding at the supplier is dear: a careless hand fills customer 1 up with all there is.
	 */
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

/* Trips are rounds, and the sums of the plan are those of its trips. */
static void
recount_trips(const struct irp_plan *p)
{
	const struct irp_model *m = p->m;
	int64_t way = 0, over = 0, stops = 0;

	for (int32_t i = 0; i < m->days * m->vehicles; i++) {
		const struct irp_trip *t = &p->trips[i];
		int64_t load = 0;
		ck_assert(t->stop[0] == 0 && t->stop[t->n + 1] == 0);
		for (int32_t s = 0; s <= t->n; s++) {
			int32_t cell = i / m->vehicles * m->width + t->stop[s];
			way += irp_distance(m, t->stop[s], t->stop[s + 1]);
			load += s ? p->quantity[cell] : 0;
			ck_assert(s == 0 || p->where[cell] == i % m->vehicles);
		}
		ck_assert_int_eq(load, t->load);
		over += irp_excess(m, load);
		stops += t->n;
	}
	for (int32_t i = 0; i < m->days * m->width; i++)
		stops -= p->where[i] >= 0;
	ck_assert_int_eq(stops, 0);
	ck_assert_int_eq(way, p->way);
	ck_assert_int_eq(over, p->over);
}

/* Everybody's levels are within limits; the supplier's stock and the holding are right. */
static void
recount_levels(const struct irp_plan *p)
{
	const struct irp_model *m = p->m;
	int64_t keep = 0, stock[16], out = 0;

	for (int32_t t = 0; t < m->days; t++)
		stock[t] = m->v->start + m->v->production * (t + 1);
	for (int32_t c = 1; c <= m->n; c++) {
		const struct irp_customer *k = irp_customer(m, c);
		int64_t level = k->start, got = 0;
		for (int32_t t = 0; t < m->days; t++) {
			int32_t q = p->quantity[t * m->width + c];
			ck_assert(q > 0 || p->where[t * m->width + c] < 0);
			level += q;
			ck_assert_int_le(level, k->max);
			level -= k->demand;
			ck_assert_int_ge(level, k->min);
			keep += level * m->margin[c];
			stock[t] -= got += q;
		}
		out += got;
	}
	for (int32_t t = 0; t < m->days; t++)
		ck_assert_int_eq(stock[t], p->stock[t]);
	ck_assert_int_gt(out, 0);
	ck_assert_int_eq(keep, p->keep);
}

struct bench {
	struct arena *a;
	struct irp v;
	struct irp_model m;
	struct rng rng;
	struct irp_manner manner;
	struct irp_plan *plan;
	struct irp_rebuild *rebuild;
};

/* A random instance with everybody in. */
static void
bench_open(struct bench *b, const struct family *f, uint64_t seed)
{
	CLEANUP(str_free) struct str text = { 0 };

	*b = (struct bench){ .a = arena_new(), .rng = rng_seed(seed, 0) };
	b->manner = (struct irp_manner){ .toll = IRP_MONEY * 100, .rng = &b->rng };
	draw(&text, f, seed);
	read_instance(&text, b->a, &b->v);
	planner_irp_model_build(&b->v, b->a, &b->m);
	b->plan = planner_irp_plan_new(&b->m);
	b->rebuild = planner_irp_rebuild_new(&b->m);
	ck_assert(planner_irp_rebuild_all(b->rebuild, b->plan, &b->manner));
}

static void
bench_close(struct bench *b)
{
	planner_irp_rebuild_free(b->rebuild);
	planner_irp_plan_free(b->plan);
	arena_free(b->a);
}

START_TEST(exact_quantities_are_never_dearer)
{
	int64_t gained = 0;

	for (uint64_t seed = 1; seed <= 30; seed++) {
		struct bench b;
		bench_open(&b, &families[3], seed);
		int64_t before = irp_score(b.plan, 0);
		if (b.plan->over == 0) {
			ck_assert(planner_irp_flow(b.plan));
			ck_assert_int_le(irp_score(b.plan, 0), before);
			gained += before - irp_score(b.plan, 0);
		}
		recount_trips(b.plan);
		recount_levels(b.plan);
		bench_close(&b);
	}
	ck_assert_int_gt(gained, 0);
}
END_TEST

START_TEST(quantities_that_fit_are_found_for_visits_that_did_not)
{
	int mended = 0, hopeless = 0;

	for (uint64_t seed = 1; seed <= 60; seed++) {
		struct bench b;
		bench_open(&b, &families[3], seed);
		b.manner.toll = IRP_MONEY / (1 + (int64_t)seed % 4); /* some overload trucks */
		for (int i = 0; i < 200; i++)
			ck_assert(planner_irp_rebuild_some(b.rebuild, b.plan, &b.manner));
		int64_t over = b.plan->over;
		if (over > 0 && planner_irp_flow(b.plan)) {
			ck_assert_int_eq(b.plan->over, 0);
			mended++;
		} else if (over > 0) {
			ck_assert_int_eq(b.plan->over, over);
			hopeless++;
		}
		recount_trips(b.plan);
		recount_levels(b.plan);
		bench_close(&b);
	}
	ck_assert_int_gt(mended, 0);
	ck_assert_int_gt(hopeless, 0);
}
END_TEST

START_TEST(whatever_small_changes_are_made_sums_and_limits_stay_true)
{
	for (uint64_t seed = 1; seed <= 6; seed++) {
		struct bench b;
		bench_open(&b, &families[seed % 2 ? 4 : 6], seed);
		for (int i = 0; i < 20000; i++) {
			int64_t before = irp_score(b.plan, b.manner.toll);
			double bound = rng_unit(&b.rng) * 1e8;
			if (i % 3)
				planner_irp_move(b.plan, b.manner.toll, bound, &b.rng);
			else
				planner_irp_shift(b.plan, b.manner.toll, bound, &b.rng);
			ck_assert((double)(irp_score(b.plan, b.manner.toll) - before) <= bound);
			if (i % 1000 == 0) {
				recount_trips(b.plan);
				recount_levels(b.plan);
			}
		}
		bench_close(&b);
	}
}
END_TEST

SUITE("planner/irp_search", the_judge_accepts_every_plan_and_its_cost,
    seed_and_iterations_give_the_same_plan_and_another_seed_another,
    neighbours_are_served_together_as_late_and_as_little_as_can_be,
    quantities_of_a_thousand_million_are_counted_like_small_ones,
    no_way_is_so_long_that_an_overload_is_worth_it,
    a_supplier_too_poor_for_full_tanks_still_feeds_everybody,
    what_cannot_be_is_said_and_nothing_is_written, exact_quantities_are_never_dearer,
    quantities_that_fit_are_found_for_visits_that_did_not,
    whatever_small_changes_are_made_sums_and_limits_stay_true)
