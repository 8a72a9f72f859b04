/* resilience_test - what a province cannot do without. */
#include "planner/resilience.h"

#include "lib/province.h"
#include "lib/suite.h"

#include <string.h>

static const struct province_spec LITTLE = { 6, 10, 3, 4, 110, 120, 200, 0 };

struct studied {
	struct province *p;
	struct arena *arena;
	struct planner_resilience r;
};

static struct studied
province(uint64_t seed, struct province_spec spec)
{
	struct studied s = { .p = MEM_NEW(struct province), .arena = arena_new() };

	province_make(s.p, seed, spec);
	return s;
}

static void
study(struct studied *s)
{
	struct faults f = { 0 };

	ck_assert_int_eq(planner_resilience(&s->p->in, s->arena, &s->r, &f), ERR_OK);
}

static void
done(struct studied *s)
{
	arena_free(s->arena);
	free(s->p);
}

static const struct planner_loss *
loss_of(const struct studied *s, bool vehicle, int index)
{
	for (int i = 0; i < s->r.n; i++)
		if (s->r.losses[i].index == index &&
		    (s->r.losses[i].kind <= PLANNER_LOSS_CYLINDER_TRUCK) == vehicle)
			return &s->r.losses[i];
	return NULL;
}

START_TEST(every_truck_and_source_is_there_once_and_the_worst_comes_first)
{
	for (uint64_t seed = 1; seed <= 20; seed++) {
		struct studied s = province(seed, LITTLE);
		study(&s);
		ck_assert_int_eq(s.r.n, s.p->in.n_vehicles + s.p->in.n_sources);
		for (int i = 0; i < s.r.n; i++) {
			ck_assert(s.r.losses[i].cost_h >= 0);
			ck_assert(
			    i == 0 || s.r.losses[i].cost_h <= s.r.losses[i - 1].cost_h + 0.001);
			ck_assert_int_ge(
			    s.r.losses[i].without.unmet_g, s.r.losses[i].without.critical_g);
		}
		for (int v = 0; v < s.p->in.n_vehicles; v++)
			ck_assert_ptr_nonnull(loss_of(&s, true, v));
		for (int o = 0; o < s.p->in.n_sources; o++)
			ck_assert_ptr_nonnull(loss_of(&s, false, o));
		done(&s);
	}
}
END_TEST

/* The warm answer for one loss is the cold answer of a province that never had it. */
START_TEST(a_lost_truck_costs_what_a_province_without_it_lacks)
{
	for (uint64_t seed = 1; seed <= 12; seed++) {
		struct studied s = province(seed, LITTLE);
		study(&s);
		int v = (int)(seed % (uint64_t)s.p->in.n_vehicles);
		struct planner_shortage warm = loss_of(&s, true, v)->without;
		for (int d = 0; d < s.p->in.days; d++)
			s.p->vehicles[v].out_of_service[d] = true;
		study(&s);
		ck_assert_double_eq_tol(s.r.with_all.weighted_h, warm.weighted_h, 0.5);
		ck_assert_ptr_null(loss_of(&s, true, v)); /* nothing more to lose */
		done(&s);
	}
}
END_TEST

START_TEST(the_only_plant_is_missed_more_than_any_one_truck_of_several)
{
	struct province_spec spec = LITTLE;
	spec.suppliers = 1;
	spec.trucks_pct = 400;
	struct studied s = province(3, spec);
	study(&s);
	ck_assert_int_eq(s.r.losses[0].kind, PLANNER_LOSS_PLANT);
	ck_assert_int_eq(s.p->sources[s.r.losses[0].index].product, PROVINCE_LOX);
	ck_assert(s.r.losses[0].cost_h > 0);
	done(&s);
}
END_TEST

START_TEST(a_lone_tanker_is_a_single_point_of_failure)
{
	struct province_spec spec = LITTLE;
	spec.suppliers = 1;
	struct studied s = province(5, spec);
	int lone = PLANNER_NONE;
	for (int v = 0; v < s.p->in.n_vehicles; v++) {
		if (s.p->vehicles[v].bottles)
			continue;
		for (int d = 0; lone >= 0 && d < s.p->in.days; d++)
			s.p->vehicles[v].out_of_service[d] = true;
		lone = lone < 0 ? v : lone;
	}
	study(&s);
	const struct planner_loss *tanker = loss_of(&s, true, lone), *plant = loss_of(&s, false, 0);
	ck_assert_int_eq(tanker->kind, PLANNER_LOSS_TANKER);
	ck_assert(tanker->cost_h > 0);
	ck_assert_double_eq_tol(tanker->without.ward_h + tanker->without.critical_h,
	    plant->without.ward_h + plant->without.critical_h,
	    0.2 * (plant->without.ward_h + plant->without.critical_h));
	done(&s);
}
END_TEST

START_TEST(the_same_province_gives_the_same_report)
{
	struct studied a = province(7, LITTLE), b = province(7, LITTLE);
	study(&a);
	study(&b);
	ck_assert_int_eq(a.r.n, b.r.n);
	ck_assert_mem_eq(a.r.losses, b.r.losses, sizeof *a.r.losses * (size_t)a.r.n);
	done(&a);
	done(&b);
}
END_TEST

SUITE("planner/resilience", every_truck_and_source_is_there_once_and_the_worst_comes_first,
    a_lost_truck_costs_what_a_province_without_it_lacks,
    the_only_plant_is_missed_more_than_any_one_truck_of_several,
    a_lone_tanker_is_a_single_point_of_failure, the_same_province_gives_the_same_report)
