/* planner_test - whole solves over random little provinces, and the promises that a plan keeps. */
#include "planner/planner.h"

#include "base/str.h"
#include "lib/province.h"
#include "lib/suite.h"

#include <string.h>

static const struct province_spec PLAIN = { .tanks = 6,
	.pools = 10,
	.suppliers = 3,
	.days = 4,
	.supply_pct = 120,
	.trucks_pct = 200,
	.pool_pct = 200,
	.start_minute = 330 };

struct solved {
	struct province *p;
	struct arena *arena;
	struct planner_plan *plan;
	struct faults faults;
	err_t err;
};

static struct solved
province(uint64_t seed, struct province_spec spec)
{
	struct solved s = { .p = MEM_NEW(struct province), .arena = arena_new() };

	province_make(s.p, seed, spec);
	return s;
}

static void
solve(struct solved *s)
{
	s->faults = (struct faults){ 0 };
	s->err = planner_solve(&s->p->in, s->arena, &s->plan, &s->faults);
}

static void
solve_well(struct solved *s)
{
	solve(s);
	ck_assert_msg(s->err == ERR_OK, "seed %lu: %s %s", (unsigned long)s->p->in.seed,
	    s->faults.item[0].pointer, s->faults.item[0].arg[0]);
}

static void
done(struct solved *s)
{
	arena_free(s->arena);
	free(s->p);
}

static int64_t
delivered(const struct planner_plan *p, int supplier, int need, int day)
{
	int64_t g = 0;

	for (int i = 0; i < p->n_routes; i++)
		for (int k = 0; k < p->routes[i].n_stops; k++)
			if ((supplier < 0 || p->routes[i].supplier == supplier) &&
			    (day < 0 || p->routes[i].day == day) &&
			    p->routes[i].stops[k].need == need)
				g += p->routes[i].stops[k].quantity_g;
	for (int i = 0; i < p->n_lines; i++)
		if ((supplier < 0 || p->lines[i].supplier == supplier) &&
		    (day < 0 || p->lines[i].day == day) && p->lines[i].need == need)
			g += p->lines[i].quantity_g;
	return g;
}

static int64_t
unmet(const struct planner_plan *p, int need)
{
	int64_t g = 0;

	for (int i = 0; i < p->n_unmet; i++)
		g += p->unmet[i].need == need ? p->unmet[i].grams : 0;
	return g;
}

static void
assert_reasons(const struct solved *s)
{
	const struct planner_input *in = &s->p->in;

	for (int i = 0; i < s->plan->n_unmet; i++) {
		const struct planner_unmet *u = &s->plan->unmet[i];
		ck_assert_int_gt(u->grams, 0);
		ck_assert_int_le(u->critical_g, u->grams);
		ck_assert_str_ne(planner_reason_code(u->reason), "");
		ck_assert_int_ne(u->object, PLANNER_NO_OBJECT);
		ck_assert_str_ne(planner_object_name(in, u->object, u->index), "");
	}
}

START_TEST(random_provinces_in_every_regime_give_plans_that_the_judge_accepts)
{
	static const struct province_spec specs[] = {
		{ 6, 10, 3, 4, 120, 200, 200, 330 },
		{ 6, 10, 3, 7, 60, 200, 200, 0 },
		{ 11, 28, 5, 7, 105, 100, 100, 700 },
		{ 3, 20, 4, 3, 300, 30, 60, 1100 },
		{ 8, 0, 1, 14, 90, 150, 100, 1439 },
		{ 0, 12, 2, 1, 100, 100, 150, 360 },
	};

	for (uint64_t seed = 1; seed <= 120; seed++) {
		struct solved s = province(seed, specs[seed % ARRAY_LEN(specs)]);
		struct planner_verdict v;
		for (int i = 0; seed % 3 == 0 && i < s.p->in.n_suppliers; i++)
			s.p->suppliers[i].mode = (enum planner_mode)((seed + (unsigned)i) % 3);
		for (int i = 0; seed % 4 == 0 && i < s.p->in.n_vehicles; i++)
			s.p->vehicles[i].loads_elsewhere = !s.p->vehicles[i].bottles;
		solve_well(&s);
		ck_assert_msg(
		    planner_check(&s.p->in, s.plan, &v), "%s", planner_check_text(v.what));
		assert_reasons(&s);
		done(&s);
	}
}
END_TEST

/* A stop that was left without bottles makes the way home another one, whose break comes after its last hour: the station may not fill the
 * empties before. */
START_TEST(empties_are_home_after_the_break_on_the_way)
{
	struct solved s = province(2771, (struct province_spec){ 8, 16, 4, 3, 105, 60, 60, 500 });

	solve_well(&s);
	done(&s);
}
END_TEST

/* Opening stock + deliveries = use + closing stock; use = demand - unmet. */
START_TEST(mass_is_conserved_at_every_need)
{
	for (uint64_t seed = 1; seed <= 20; seed++) {
		struct solved s = province(seed, PLAIN);
		solve_well(&s);
		for (int n = 0; n < s.p->in.n_needs; n++) {
			const struct planner_need *need = &s.p->needs[n];
			int64_t demand = 0;
			for (int d = 0; d < s.p->in.days; d++)
				demand += need->q50_g[d];
			int64_t open =
			    need->on_hand_g > need->heel_g ? need->on_hand_g - need->heel_g : 0;
			int64_t close =
			    open + delivered(s.plan, -1, n, -1) - (demand - unmet(s.plan, n));
			ck_assert_int_ge(close, 0);
			ck_assert_int_le(close, need->capacity_g - need->heel_g);
		}
		done(&s);
	}
}
END_TEST

static void
append(struct str *out, const void *p, size_t n)
{
	str_add_n(out, p, n);
}

static void
serialise(const struct planner_plan *p, struct str *out)
{
	for (int i = 0; i < p->n_routes; i++) {
		const struct planner_route *r = &p->routes[i];
		str_addf(out, "r %d %d %d %d %d %d %d %ld\n", r->vehicle, r->supplier, r->day,
		    r->trip, r->leave_min, r->load_at_min, r->return_min, (long)r->distance_m);
		for (int k = 0; k < r->n_stops; k++)
			str_addf(out, "s %d %d %ld %d %d\n", r->stops[k].need,
			    r->stops[k].arrive_min, (long)r->stops[k].quantity_g, r->stops[k].full,
			    r->stops[k].empties_back);
	}
	append(out, p->lines, sizeof *p->lines * (size_t)p->n_lines);
	append(out, p->fills, sizeof *p->fills * (size_t)p->n_fills);
	append(out, p->unmet, sizeof *p->unmet * (size_t)p->n_unmet);
	append(out, &p->totals, sizeof p->totals);
}

START_TEST(the_same_input_gives_the_same_plan_byte_for_byte)
{
	for (uint64_t seed = 1; seed <= 6; seed++) {
		struct solved a = province(seed, PLAIN), b = province(seed, PLAIN);
		struct str x = { 0 }, y = { 0 };
		solve_well(&a);
		solve_well(&b);
		serialise(a.plan, &x);
		serialise(b.plan, &y);
		ck_assert_uint_eq(x.len, y.len);
		ck_assert_int_eq(memcmp(x.data, y.data, x.len), 0);
		str_free(&x);
		str_free(&y);
		done(&a);
		done(&b);
	}
}
END_TEST

/* Summed over provinces: one change at the front of a plan can make any single one better or worse. */
START_TEST(improvement_saves_kilometres_a_tonne_and_leaves_no_more_unmet)
{
	double km[2] = { 0 }, tonnes[2] = { 0 };
	int64_t unmet[2] = { 0 }, demand = 0;
	struct planner_config config = *planner_config_default();

	config.polish = 0; /* which would make up for poor trips */
	for (int i = 0; i < 12; i++) {
		int improved = i % 2;
		struct solved s = province((uint64_t)i / 2 + 1, (struct province_spec){ .tanks = 11, .pools = 28, .suppliers = 5, .days = 7,
		    .supply_pct = 130, .trucks_pct = 150, .pool_pct = 140, .start_minute = 360 });
		s.p->in.deterministic = true;
		s.p->in.config = &config;
		s.p->in.iterations = improved ? 0 : 1; /* 1: too few for a step a day */
		solve_well(&s);
		ck_assert(improved ? s.plan->totals.iterations > 1000 : s.plan->totals.iterations == 0);
		km[improved] += (double)s.plan->totals.distance_m / 1e3;
		tonnes[improved] += (double)s.plan->totals.delivered_g / 1e6;
		unmet[improved] += s.plan->totals.unmet_g;
		demand += s.plan->totals.demand_g / 2;
		done(&s);
	}
	ck_assert_double_lt(km[1] / tonnes[1], .97 * km[0] / tonnes[0]);
	ck_assert_int_le(unmet[1], unmet[0] + demand / 5000); /* both are a few thousandths */
}
END_TEST

START_TEST(with_ample_gas_bottles_and_trucks_nothing_is_short)
{
	for (uint64_t seed = 1; seed <= 30; seed++) {
		struct solved s = province(seed, (struct province_spec){ .tanks = 6,
						     .pools = 12,
						     .suppliers = 4,
						     .days = 5,
						     .supply_pct = 300,
						     .trucks_pct = 500,
						     .pool_pct = 300,
						     .start_minute = 330 });
		for (int i = 0; i < s.p->in.n_sources; i++)
			s.p->sources[i].bottles_full *= 2;
		solve_well(&s);
		ck_assert_msg(s.plan->totals.unmet_g == 0, "seed %lu: %ld g of need %d on day %d",
		    (unsigned long)seed, (long)s.plan->totals.unmet_g, s.plan->unmet[0].need,
		    s.plan->unmet[0].day);
		done(&s);
	}
}
END_TEST

START_TEST(scarcity_spares_critical_demand)
{
	for (uint64_t seed = 1; seed <= 8; seed++) {
		struct province_spec spec = PLAIN;
		spec.supply_pct = 35;
		spec.days = 7;
		struct solved s = province(seed, spec);
		solve_well(&s);
		ck_assert_int_gt(s.plan->totals.unmet_g, 0);
		ck_assert_int_lt(s.plan->totals.unmet_critical_g, s.plan->totals.unmet_g / 2);
		done(&s);
	}
}
END_TEST

/* A need that the nearest supplier of its kind may fill on day 1, for edits. */
static int
some_right(const struct province *p, bool bottles)
{
	for (int r = 0; r < p->in.n_rights; r++)
		if (p->products[p->needs[p->rights[r].need].product].bottles == bottles &&
		    p->rights[r].supplier == 0)
			return r;
	abort();
}

START_TEST(a_set_quantity_is_kept_to_the_gram_and_a_pin_at_least)
{
	for (uint64_t seed = 1; seed <= 30; seed++) {
		struct solved s = province(seed, PLAIN);
		const struct planner_right *bulk = &s.p->rights[some_right(s.p, false)];
		const struct planner_right *gas = &s.p->rights[some_right(s.p, true)];
		struct planner_fixed *set = province_fix(s.p, PLANNER_SET),
				     *pin = province_fix(s.p, PLANNER_PIN);
		s.p->needs[bulk->need].on_hand_g =
		    s.p->needs[bulk->need].heel_g + s.p->needs[bulk->need].q50_g[0] * 2;
		set->supplier = bulk->supplier;
		set->need = bulk->need;
		set->day = 1;
		set->quantity_g = 777777;
		pin->supplier = gas->supplier;
		pin->need = gas->need;
		pin->day = 1;
		pin->quantity_g = 2 * PROVINCE_BOTTLE_G;
		solve_well(&s);
		ck_assert_int_eq(delivered(s.plan, bulk->supplier, bulk->need, 1), 777777);
		ck_assert_int_ge(
		    delivered(s.plan, gas->supplier, gas->need, 1), 2 * PROVINCE_BOTTLE_G);
		done(&s);
	}
}
END_TEST

START_TEST(a_pin_that_cannot_be_kept_is_a_conflict_that_names_it)
{
	struct solved s = province(3, PLAIN);
	const struct planner_right *r = &s.p->rights[some_right(s.p, false)];
	struct planner_fixed *pin = province_fix(s.p, PLANNER_PIN);

	pin->id = "edit-7";
	pin->supplier = r->supplier;
	pin->need = r->need;
	pin->day = 1;
	pin->quantity_g = 400000000;
	solve(&s);
	ck_assert_int_eq(s.err, ERR_CONFLICT);
	ck_assert_str_eq(s.faults.item[0].pointer, "/fixed/0");
	ck_assert_str_eq(s.faults.item[0].arg[0], "edit-7");
	done(&s);
}
END_TEST

START_TEST(exclusions_hold_and_are_named_as_the_reason)
{
	struct solved s = province(5, PLAIN);
	const struct planner_right *r = &s.p->rights[some_right(s.p, true)];
	struct planner_fixed *x = province_fix(s.p, PLANNER_EXCLUDE);

	x->facility = s.p->needs[r->need].facility;
	s.p->needs[r->need].on_hand_g = 0;
	solve_well(&s);
	for (int n = 0; n < s.p->in.n_needs; n++)
		if (s.p->needs[n].facility == x->facility)
			ck_assert_int_eq(delivered(s.plan, -1, n, -1), 0);
	ck_assert_int_gt(unmet(s.plan, r->need), 0);
	for (int i = 0; i < s.plan->n_unmet; i++)
		if (s.plan->unmet[i].need == r->need)
			ck_assert_int_eq(s.plan->unmet[i].reason, PLANNER_EXCLUDED);
	done(&s);
}
END_TEST

START_TEST(an_excluded_vehicle_never_goes_there)
{
	struct solved s = province(6, PLAIN);
	const struct planner_right *r = &s.p->rights[some_right(s.p, true)];

	for (int v = 0; v < s.p->in.n_vehicles && s.p->in.n_fixed < PROVINCE_FIXED; v += 2) {
		struct planner_fixed *x = province_fix(s.p, PLANNER_EXCLUDE);
		x->vehicle = v;
		x->need = r->need;
	}
	solve_well(&s);
	for (int i = 0; i < s.plan->n_routes; i++)
		for (int k = 0; k < s.plan->routes[i].n_stops; k++)
			ck_assert(s.plan->routes[i].stops[k].need != r->need ||
				  s.plan->routes[i].vehicle % 2 == 1);
	done(&s);
}
END_TEST

START_TEST(a_loan_moves_mass_from_one_hospital_to_the_other)
{
	struct solved s = province(7, PLAIN);
	int giver = 0, taker = 1;
	struct planner_fixed *x;

	while (s.p->needs[giver].product != PROVINCE_LOX || giver == taker)
		giver++;
	taker = giver + 1;
	while (s.p->needs[taker].product != PROVINCE_LOX)
		taker++;
	s.p->in.n_rights = 0;
	s.p->needs[giver].on_hand_g = s.p->needs[giver].capacity_g;
	s.p->needs[taker].on_hand_g = s.p->needs[taker].heel_g;
	solve_well(&s);
	int64_t before = unmet(s.plan, taker);
	x = province_fix(s.p, PLANNER_LOAN);
	x->from_need = giver;
	x->need = taker;
	x->day = 0;
	x->minute = 400;
	x->quantity_g = 500000;
	solve_well(&s);
	ck_assert_int_eq(before - unmet(s.plan, taker), 500000);
	x->quantity_g = 900000000;
	solve(&s);
	ck_assert_int_eq(s.err, ERR_CONFLICT);
	done(&s);
}
END_TEST

START_TEST(a_committed_delivery_uses_supply_and_its_truck)
{
	struct solved s = province(8, PLAIN);
	const struct planner_right *r = &s.p->rights[some_right(s.p, false)];
	int truck = 0;

	while (s.p->vehicles[truck].bottles)
		truck++;
	solve_well(&s);
	struct planner_fixed *x = province_fix(s.p, PLANNER_COMMITTED);
	x->supplier = r->supplier;
	x->need = r->need;
	x->vehicle = truck;
	x->day = 1;
	x->minute = 600;
	x->quantity_g = 3000000;
	x->busy_from_min = 400;
	x->busy_to_min = 900;
	solve_well(&s);
	for (int i = 0; i < s.plan->n_routes; i++) {
		const struct planner_route *t = &s.plan->routes[i];
		ck_assert(t->vehicle != truck || t->day != 1 || t->return_min <= 400 ||
			  t->leave_min >= 900);
	}
	done(&s);
}
END_TEST

START_TEST(suppliers_that_drive_themselves_get_intervals_and_latest_times)
{
	struct solved s = province(9, PLAIN);

	for (int i = 0; i < s.p->in.n_suppliers; i++)
		s.p->suppliers[i].mode = i ? PLANNER_FACILITY_PICKUP : PLANNER_SUPPLIER_SCHEDULED;
	solve_well(&s);
	ck_assert_int_eq(s.plan->n_routes, 0);
	ck_assert_int_gt(s.plan->n_lines, 0);
	for (int i = 0; i < s.plan->n_lines; i++) {
		const struct planner_line *l = &s.plan->lines[i];
		ck_assert(l->min_g > 0 && l->min_g <= l->quantity_g && l->quantity_g <= l->max_g);
		ck_assert_int_ge(l->latest_min, 0);
	}
	done(&s);
}
END_TEST

static void
no_rights(struct province *p)
{
	p->in.n_rights = 0;
}

static void
no_trucks(struct province *p)
{
	for (int v = 0; v < p->in.n_vehicles; v++)
		for (int d = 0; d < p->in.days; d++)
			p->vehicles[v].out_of_service[d] = true;
}

static void
no_gas(struct province *p)
{
	for (int i = 0; i < p->in.n_sources; i++) {
		p->sources[i].stock_g = 0;
		p->sources[i].bottles_full = 0;
		memset(p->sources[i].production_g, 0, sizeof p->sources[i].production_g);
	}
}

static void
no_loading(struct province *p)
{
	for (int i = 0; i < p->in.n_suppliers; i++)
		p->suppliers[i].loading_slots_per_day = 0;
}

static void
narrow_roads(struct province *p)
{
	for (int i = 0; i < p->in.n_facilities; i++)
		p->facilities[i].access_max_kg = 1000;
}

static void
short_days(struct province *p)
{
	for (int d = 0; d < p->in.days; d++)
		p->in.driving[d].day_max_min = 1;
}

static void
long_lead(struct province *p)
{
	for (int i = 0; i < p->in.n_suppliers; i++)
		p->suppliers[i].lead_time_h = 24 * 20;
}

static void
night_only(struct province *p)
{
	for (int i = 0; i < p->in.n_facilities; i++) {
		p->facilities[i].receives_from_min = 10;
		p->facilities[i].receives_to_min = 60;
	}
}

static void
no_filling(struct province *p)
{
	for (int i = 0; i < p->in.n_sources; i++)
		p->sources[i].bottles_full = 0;
	for (int i = 0; i < p->in.n_suppliers; i++)
		p->suppliers[i].filling_bottles_per_day = 0;
}

static void
no_bottles(struct province *p)
{
	for (int i = 0; i < p->in.n_sources; i++)
		p->sources[i].bottles_full = p->sources[i].bottles_empty = 0;
}

START_TEST(each_bottleneck_is_named)
{
	static const struct {
		void (*make)(struct province *);
		enum planner_reason reason;
		int tanks, pools;
	} cases[] = {
		{ no_rights, PLANNER_FILL_RIGHT, 4, 4 },
		{ no_trucks, PLANNER_VEHICLES, 4, 4 },
		{ no_gas, PLANNER_SUPPLY, 4, 4 },
		{ no_loading, PLANNER_LOADING_SLOTS, 4, 4 },
		{ narrow_roads, PLANNER_ACCESS, 4, 4 },
		{ short_days, PLANNER_DRIVER_HOURS, 4, 4 },
		{ long_lead, PLANNER_LEAD_TIME, 4, 4 },
		{ night_only, PLANNER_WINDOW, 4, 4 },
		{ no_filling, PLANNER_FILLING_SLOTS, 0, 8 },
		{ no_bottles, PLANNER_BOTTLES, 0, 8 },
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct province_spec spec = PLAIN;
		int last = 0;
		spec.tanks = cases[i].tanks;
		spec.pools = cases[i].pools;
		struct solved s = province(11, spec);
		if (!spec.tanks)
			s.p->in.n_needs = 8;
		cases[i].make(s.p);
		solve_well(&s);
		ck_assert_int_gt(s.plan->n_unmet, 0);
		for (int k = 0; k < s.plan->n_unmet; k++)
			if (s.plan->unmet[k].reason == cases[i].reason)
				last++;
		ck_assert_msg(last > s.plan->n_unmet / 2,
		    "case %zu: %d of %d rows say %s, the first says %s", i, last, s.plan->n_unmet,
		    planner_reason_code(cases[i].reason),
		    planner_reason_code(s.plan->unmet[0].reason));
		done(&s);
	}
}
END_TEST

START_TEST(input_that_makes_no_sense_is_refused_with_its_place)
{
	struct solved s = province(1, PLAIN);

	s.p->vehicles[2].speed_kmh = 0;
	solve(&s);
	ck_assert_int_eq(s.err, ERR_INVALID);
	ck_assert_str_eq(s.faults.item[0].pointer, "/vehicles/2/speed_kmh");
	s.p->vehicles[2].speed_kmh = 40;
	s.p->needs[1].facility = 999;
	solve(&s);
	ck_assert_int_eq(s.err, ERR_INVALID);
	ck_assert_str_eq(s.faults.item[0].pointer, "/needs/1/facility");
	s.p->in.days = 15;
	solve(&s);
	ck_assert_str_eq(s.faults.item[0].pointer, "/days");
	done(&s);
}
END_TEST

START_TEST(every_facility_has_an_explanation_in_both_languages)
{
	struct province_spec spec = PLAIN;
	spec.supply_pct = 30;
	struct solved s = province(12, spec);
	int kinds[6] = { 0 };

	solve_well(&s);
	for (int f = 0; f < s.p->in.n_facilities; f++) {
		struct planner_explanation e;
		planner_explain(s.plan, &s.p->in, f, s.arena, &e);
		ck_assert_int_gt(e.n, 0);
		for (int i = 0; i < e.n; i++) {
			const char *vi =
			    planner_explain_text(&e.items[i], &s.p->in, LANG_VI, s.arena);
			const char *en =
			    planner_explain_text(&e.items[i], &s.p->in, LANG_EN, s.arena);
			ck_assert_str_ne(vi, "");
			ck_assert_str_ne(en, "");
			ck_assert_str_ne(vi, en);
			kinds[e.items[i].kind]++;
		}
	}
	ck_assert_int_gt(kinds[PLANNER_SERVED], 0);
	ck_assert_int_gt(kinds[PLANNER_SHORT], 0);
	ck_assert_int_gt(kinds[PLANNER_BINDS], 0);
	ck_assert_int_gt(kinds[PLANNER_WOULD_HELP], 0);
	done(&s);
}
END_TEST

SUITE("planner/planner", random_provinces_in_every_regime_give_plans_that_the_judge_accepts,
    empties_are_home_after_the_break_on_the_way,
    mass_is_conserved_at_every_need, the_same_input_gives_the_same_plan_byte_for_byte,
    improvement_saves_kilometres_a_tonne_and_leaves_no_more_unmet,
    with_ample_gas_bottles_and_trucks_nothing_is_short, scarcity_spares_critical_demand,
    a_set_quantity_is_kept_to_the_gram_and_a_pin_at_least,
    a_pin_that_cannot_be_kept_is_a_conflict_that_names_it,
    exclusions_hold_and_are_named_as_the_reason, an_excluded_vehicle_never_goes_there,
    a_loan_moves_mass_from_one_hospital_to_the_other,
    a_committed_delivery_uses_supply_and_its_truck,
    suppliers_that_drive_themselves_get_intervals_and_latest_times, each_bottleneck_is_named,
    input_that_makes_no_sense_is_refused_with_its_place,
    every_facility_has_an_explanation_in_both_languages)
