/* sane_test - inputs whose figures are each in range and make no sense together; each one was found
 * by fuzzing, as a crash or as a plan that the judge refused. */
#include "lib/province.h"
#include "lib/suite.h"

#include <math.h>
#include <string.h>

static const struct province_spec SPEC = { 5, 8, 3, 4, 110, 150, 150, 360 };

struct solved {
	struct province *p;
	struct arena *arena;
	struct planner_plan *plan;
	struct faults faults;
	err_t err;
};

static struct solved
opened(uint64_t seed)
{
	struct solved s = { .p = MEM_NEW(struct province), .arena = arena_new() };

	province_make(s.p, seed, SPEC);
	return s;
}

static void
solve(struct solved *s)
{
	s->faults = (struct faults){ 0 };
	s->err = planner_solve(&s->p->in, s->arena, &s->plan, &s->faults);
}

static void
done(struct solved *s)
{
	arena_free(s->arena);
	free(s->p);
}

/* Metres drawn at random: the way past a stop is often longer than the way over it. */
static int32_t *
wild_roads(struct province *p, uint64_t seed, uint32_t most)
{
	int n = p->in.n_suppliers + p->in.n_facilities;
	int32_t *m = MEM_ARRAY(int32_t, (size_t)(n * n));
	struct rng r = rng_seed(seed, 3);

	for (int i = 0; i < n * n; i++)
		m[i] = i / n == i % n ? 0 : (int32_t)rng_below(&r, most);
	p->in.distance_m = m;
	return m;
}

static void
no_globe(struct province *p, int32_t *m)
{
	(void)m;
	p->in.distance_m = NULL;
	p->facilities[2].place.lat = NAN;
}

static void
off_the_globe(struct province *p, int32_t *m)
{
	(void)m;
	p->in.distance_m = NULL;
	p->suppliers[1].place.lon = 1e9;
}

static void
negative_road(struct province *p, int32_t *m)
{
	(void)p;
	m[7] = INT32_MIN;
}

static void
road_to_itself(struct province *p, int32_t *m)
{
	(void)p;
	m[0] = 5;
}

static void
two_tanks(struct province *p, int32_t *m)
{
	(void)m;
	p->sources[1].supplier = p->sources[0].supplier;
	p->sources[1].product = p->sources[0].product;
}

static void
no_such_minute(struct province *p, int32_t *m)
{
	struct planner_fixed *x = province_fix(p, PLANNER_COMMITTED);

	(void)m;
	x->need = x->day = 0;
	x->minute = INT32_MAX;
}

static void
loan_of_another_product(struct province *p, int32_t *m)
{
	struct planner_fixed *x = province_fix(p, PLANNER_LOAN);

	(void)m;
	x->need = x->day = x->from_need = 0;
	while (p->needs[x->from_need].product == p->needs[0].product)
		x->from_need++;
}

static void
loan_to_itself(struct province *p, int32_t *m)
{
	struct planner_fixed *x = province_fix(p, PLANNER_LOAN);

	(void)m;
	x->need = x->day = x->from_need = 0;
}

static void
gate_of_no_day(struct province *p, int32_t *m)
{
	(void)m;
	p->facilities[3].receives_to_min = INT32_MAX;
}

START_TEST(senseless_figures_are_refused_with_their_place)
{
	static const struct {
		void (*spoil)(struct province *p, int32_t *m);
		const char *pointer;
	} CASES[] = {
		{ no_globe, "/facilities/2/place" },
		{ off_the_globe, "/suppliers/1/place" },
		{ negative_road, "/distance_m/7" },
		{ road_to_itself, "/distance_m/0" },
		{ two_tanks, "/sources/1/product" },
		{ no_such_minute, "/fixed/0/minute" },
		{ loan_of_another_product, "/fixed/0/from_need" },
		{ loan_to_itself, "/fixed/0/from_need" },
		{ gate_of_no_day, "/facilities/3/receives_to_min" },
	};

	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		struct solved s = opened(1);
		int32_t *m = wild_roads(s.p, 1, 50000);
		CASES[i].spoil(s.p, m);
		solve(&s);
		ck_assert_int_eq(s.err, ERR_INVALID);
		ck_assert_str_eq(s.faults.item[0].pointer, CASES[i].pointer);
		free(m);
		done(&s);
	}
}
END_TEST

START_TEST(a_policy_with_negative_weights_is_refused)
{
	struct planner_config c = *planner_config_default();
	struct solved s = opened(1);

	c.cover_weight[2] = INT32_MIN;
	s.p->in.config = &c;
	solve(&s);
	ck_assert_int_eq(s.err, ERR_INVALID);
	ck_assert_str_eq(s.faults.item[0].pointer, "/config/0/cover_weight");
	done(&s);
}
END_TEST

START_TEST(roads_without_the_triangle_rule_give_plans_that_the_judge_accepts)
{
	for (uint64_t seed = 1; seed <= 150; seed++) {
		struct solved s = opened(seed);
		int32_t *m = wild_roads(s.p, seed, 20000 + 1000 * (uint32_t)seed);
		s.p->in.start_minute = (int)(seed * 9 % 900);
		solve(&s);
		ck_assert_msg(
		    s.err == ERR_OK, "seed %lu: %s", (unsigned long)seed, s.faults.item[0].arg[0]);
		free(m);
		done(&s);
	}
}
END_TEST

/* Trucks whose day is long enough to come home tomorrow, and to be needed by then. */
START_TEST(a_truck_that_comes_home_after_midnight_leaves_no_earlier_the_next_day)
{
	int late = 0;

	for (uint64_t seed = 1; seed <= 40; seed++) {
		struct solved s = opened(seed);
		memset(s.p->in.driving, 0, sizeof s.p->in.driving);
		for (int i = 0; i < s.p->in.n_vehicles; i++) {
			s.p->vehicles[i].duty_from_min = 0;
			s.p->vehicles[i].duty_to_min = 2 * PLANNER_DAY_MIN;
			s.p->vehicles[i].duty_max_min = 0;
			s.p->vehicles[i].speed_kmh = 6;
		}
		for (int i = 0; i < s.p->in.n_facilities; i++)
			s.p->facilities[i].receives_to_min = PLANNER_DAY_MIN - 1;
		solve(&s);
		ck_assert_msg(
		    s.err == ERR_OK, "seed %lu: %s", (unsigned long)seed, s.faults.item[0].arg[0]);
		for (int i = 0; i < s.plan->n_routes; i++)
			late += s.plan->routes[i].return_min > PLANNER_DAY_MIN;
		done(&s);
	}
	ck_assert_int_gt(late, 50);
}
END_TEST

START_TEST(an_appointment_across_midnight_keeps_its_truck_from_the_next_morning)
{
	struct solved s = opened(2);
	int truck = PLANNER_NONE;

	solve(&s);
	ck_assert_int_eq(s.err, ERR_OK);
	for (int i = 0; i < s.plan->n_routes && truck < 0; i++)
		if (s.plan->routes[i].day == 1)
			truck = s.plan->routes[i].vehicle;
	ck_assert_int_ge(truck, 0);
	struct planner_fixed *x = province_fix(s.p, PLANNER_COMMITTED);
	x->vehicle = truck;
	x->need = x->day = 0;
	x->minute = 1380;
	x->loaded = true;
	x->busy_from_min = 1260;
	x->busy_to_min = PLANNER_DAY_MIN + 900;
	struct planner_verdict v;
	ck_assert(!planner_check(&s.p->in, s.plan, &v));
	ck_assert_int_eq(v.what, PLANNER_BAD_OVERLAP);
	solve(&s);
	ck_assert_msg(s.err == ERR_OK, "%s", s.faults.item[0].arg[0]);
	for (int i = 0; i < s.plan->n_routes; i++)
		if (s.plan->routes[i].vehicle == truck && s.plan->routes[i].day == 1)
			ck_assert_int_ge(s.plan->routes[i].leave_min, 900);
	done(&s);
}
END_TEST

START_TEST(a_pin_of_too_poor_oxygen_cannot_be_kept)
{
	struct solved s = opened(3);
	const struct planner_right *r = &s.p->rights[0];
	struct planner_fixed *pin = province_fix(s.p, PLANNER_PIN);

	s.p->needs[r->need].min_grade = PLANNER_O2_99;
	for (int i = 0; i < s.p->in.n_sources; i++)
		s.p->sources[i].grade = PLANNER_O2_93;
	pin->supplier = r->supplier;
	pin->need = r->need;
	pin->day = 1;
	solve(&s);
	ck_assert_int_eq(s.err, ERR_CONFLICT);
	ck_assert_str_eq(s.faults.item[0].pointer, "/fixed/0");
	done(&s);
}
END_TEST

START_TEST(bottles_are_not_filled_from_a_tank_that_is_not_there)
{
	struct solved s = opened(4);
	struct planner_verdict v;
	struct planner_fill *f = NULL;

	solve(&s);
	ck_assert_int_eq(s.err, ERR_OK);
	for (int i = 0; i < s.plan->n_fills; i++)
		if (s.p->sources[s.plan->fills[i].source].supplier > 0)
			f = &s.plan->fills[i];
	ck_assert_ptr_nonnull(f);
	s.p->sources[f->source].fills_from_bulk = true;
	f->from_bulk_g = 1;
	ck_assert(!planner_check(&s.p->in, s.plan, &v));
	ck_assert_int_eq(v.what, PLANNER_BAD_PRODUCT);
	done(&s);
}
END_TEST

SUITE("planner/sane", senseless_figures_are_refused_with_their_place,
    a_policy_with_negative_weights_is_refused,
    roads_without_the_triangle_rule_give_plans_that_the_judge_accepts,
    a_truck_that_comes_home_after_midnight_leaves_no_earlier_the_next_day,
    an_appointment_across_midnight_keeps_its_truck_from_the_next_morning,
    a_pin_of_too_poor_oxygen_cannot_be_kept, bottles_are_not_filled_from_a_tank_that_is_not_there)
