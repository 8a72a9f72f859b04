/* relief_test - little provinces in which exactly one thing binds: it is named, and nothing else; and what one unit more of it is said to gain
 * is what a plan made anew with one unit more really gains. Bottles go round: one more is filled again and again, and a plan made anew
 * may gain more than one that keeps its trips, never less. */
#include "lib/suite.h"

#include "lib/hamlet.h"
#include "lib/province.h"
#include "planner/relief.h"

#include <stdio.h>
#include <string.h>

static const struct planner_relief_item *
the_only(const struct hamlet *h, enum planner_reason reason)
{
	const struct planner_relief *r = h->plan->relief;

	for (int i = 0; i < r->n; i++)
		ck_assert_msg(r->items[i].reason == reason, "%s binds too: %s", planner_reason_code(r->items[i].reason),
		    planner_relief_unit_text(&r->items[i], &h->in, LANG_EN, h->arena));
	ck_assert_msg(r->n == 1, "%d bind", r->n);
	ck_assert(r->all);
	return r->items;
}

/* Solve and ask; every short row is named after it. */
static struct planner_relief_item
bound_by(struct hamlet *h, enum planner_reason reason)
{
	hamlet_solve(h);
	ck_assert_int_gt(h->plan->n_unmet, 0);
	planner_relief(&h->in, h->arena, h->plan);
	const struct planner_relief_item *x = the_only(h, reason);
	for (int i = 0; i < h->plan->n_unmet; i++)
		ck_assert_str_eq(planner_reason_code(h->plan->unmet[i].reason), planner_reason_code(reason));
	ck_assert_int_gt(x->gain_g, 0);
	return *x;
}

/* The world now has one unit more: a plan made anew is short of that much less. */
static void
really_gains(struct hamlet *h, int64_t unmet_g, int64_t gain_g)
{
	hamlet_solve(h);
	ck_assert_int_eq(unmet_g - h->plan->totals.unmet_g, gain_g);
	hamlet_free(h);
}

static void
gains_no_less(struct hamlet *h, int64_t unmet_g, int64_t gain_g)
{
	hamlet_solve(h);
	ck_assert_int_ge(unmet_g - h->plan->totals.unmet_g, gain_g);
	hamlet_free(h);
}

/* Two hospitals of two days, whose tanks are dry by the middle of the first. */
static struct hamlet *
hamlet(void)
{
	struct hamlet *h = MEM_NEW(struct hamlet);

	hamlet_make(h, 2, 2);
	return h;
}

/* The same with bottles that the plant fills. */
static struct hamlet *
bottled(void)
{
	struct hamlet *h = hamlet();

	h->sources[0].product = HAMLET_VN40;
	h->sources[0].bottles_full = 1000;
	h->sources[0].bottles_empty = 1000;
	h->vehicles[0].bottles = true;
	h->vehicles[0].capacity_bottles = 400;
	for (int i = 0; i < h->in.n_needs; i++) {
		struct planner_need *n = &h->needs[i];
		n->product = HAMLET_VN40;
		n->swap_only = true;
		n->on_hand_g = 40 * HAMLET_BOTTLE_G;
		n->empties = 400;
		n->capacity_g = 440 * HAMLET_BOTTLE_G;
		for (int d = 0; d < h->in.days; d++)
			n->q50_g[d] = n->q90_g[d] = 160 * HAMLET_BOTTLE_G;
	}
	return h;
}

START_TEST(nothing_binds_where_nothing_is_short)
{
	struct hamlet *h = hamlet();

	hamlet_solve(h);
	ck_assert_int_eq(h->plan->n_unmet, 0);
	planner_relief(&h->in, h->arena, h->plan);
	ck_assert_int_eq(h->plan->relief->n, 0);
	ck_assert_int_eq(h->plan->relief->solves, 0);
	hamlet_free(h);
	h = bottled();
	ck_assert_int_eq(hamlet_solve(h)->n_unmet, 0);
	hamlet_free(h);
}
END_TEST

START_TEST(gas)
{
	struct hamlet *h = hamlet();

	h->sources[0].stock_g = 8 * HAMLET_T;
	memset(h->sources[0].production_g, 0, sizeof h->sources[0].production_g);
	struct planner_relief_item x = bound_by(h, PLANNER_SUPPLY);
	ck_assert_int_eq(x.amount, HAMLET_T);
	ck_assert_int_eq(x.gain_g, HAMLET_T);
	ck_assert_int_le(h->plan->source_price[0].level, PLANNER_UNMET_ORDINARY);
	ck_assert_int_gt(h->plan->source_price[0].value, 0);
	ck_assert_str_eq(planner_relief_unit_text(&x, &h->in, LANG_EN, h->arena), "one more tonne of gas at P1");
	int64_t unmet_g = h->plan->totals.unmet_g;
	h->sources[0].stock_g += HAMLET_T;
	really_gains(h, unmet_g, x.gain_g);
}
END_TEST

START_TEST(bottles_at_the_station)
{
	struct hamlet *h = bottled();

	h->in.n_needs = h->in.n_rights = 1;
	h->vehicles[0].duty_from_min = 720;
	h->sources[0].bottles_full = 60;
	h->sources[0].bottles_empty = 0;
	h->needs[0].on_hand_g = 100 * HAMLET_BOTTLE_G;
	h->needs[0].empties = 0;
	h->needs[0].swap_only = false;
	struct planner_relief_item x = bound_by(h, PLANNER_BOTTLES);
	ck_assert_int_eq(x.object, PLANNER_OF_SOURCE);
	int64_t unmet_g = h->plan->totals.unmet_g;
	h->sources[0].bottles_empty += (int)x.amount;
	gains_no_less(h, unmet_g, x.gain_g);
}
END_TEST

START_TEST(bottles_at_the_site)
{
	struct hamlet *h = bottled();

	h->in.n_needs = h->in.n_rights = 1;
	h->needs[0].on_hand_g = h->needs[0].capacity_g = 20 * HAMLET_BOTTLE_G;
	h->needs[0].empties = 0;
	for (int d = 0; d < h->in.days; d++)
		h->needs[0].q50_g[d] = h->needs[0].q90_g[d] = 80 * HAMLET_BOTTLE_G;
	struct planner_relief_item x = bound_by(h, PLANNER_BOTTLES);
	ck_assert_int_eq(x.object, PLANNER_OF_NEED);
	int64_t unmet_g = h->plan->totals.unmet_g;
	h->needs[0].empties += (int)x.amount;
	h->needs[0].capacity_g += x.amount * HAMLET_BOTTLE_G;
	gains_no_less(h, unmet_g, x.gain_g);
}
END_TEST

START_TEST(filling_slots)
{
	struct hamlet *h = bottled();

	h->suppliers[0].filling_bottles_per_day = 100;
	h->sources[0].bottles_full = 0;
	struct planner_relief_item x = bound_by(h, PLANNER_FILLING_SLOTS);
	int64_t unmet_g = h->plan->totals.unmet_g;
	h->suppliers[0].filling_bottles_per_day += (int)x.amount;
	really_gains(h, unmet_g, x.gain_g);
}
END_TEST

START_TEST(loading_slots)
{
	struct hamlet *h = hamlet();

	h->suppliers[0].loading_slots_per_day = 1;
	h->vehicles[0].capacity_g = 4 * HAMLET_T;
	struct planner_relief_item x = bound_by(h, PLANNER_LOADING_SLOTS);
	int64_t unmet_g = h->plan->totals.unmet_g;
	h->suppliers[0].loading_slots_per_day++;
	really_gains(h, unmet_g, x.gain_g);
}
END_TEST

START_TEST(trucks)
{
	struct hamlet *h = hamlet();

	h->vehicles[0].out_of_service[0] = true;
	h->vehicles[0].out_of_service[1] = true;
	struct planner_relief_item x = bound_by(h, PLANNER_VEHICLES);
	int64_t unmet_g = h->plan->totals.unmet_g;
	h->vehicles[1] = h->vehicles[0];
	h->vehicles[1].code = "T2";
	memset(h->vehicles[1].out_of_service, 0, sizeof h->vehicles[1].out_of_service);
	h->in.n_vehicles = 2;
	really_gains(h, unmet_g, x.gain_g);
}
END_TEST

START_TEST(drivers_hours)
{
	struct hamlet *h = hamlet();

	hamlet_road(h, 0, hamlet_site(h, 0), 150);
	hamlet_road(h, 0, hamlet_site(h, 1), 150);
	hamlet_road(h, hamlet_site(h, 0), hamlet_site(h, 1), 300);
	for (int d = 0; d < h->in.days; d++)
		h->in.driving[d] = (struct planner_driving){ .day_max_min = 300 };
	struct planner_relief_item x = bound_by(h, PLANNER_DRIVER_HOURS);
	ck_assert_int_eq(x.amount, 480); /* one, two, four hours are no trip */
	int64_t unmet_g = h->plan->totals.unmet_g;
	for (int d = 0; d < h->in.days; d++)
		h->in.driving[d].day_max_min += (int)x.amount;
	really_gains(h, unmet_g, x.gain_g);
}
END_TEST

START_TEST(a_door_too_narrow)
{
	struct hamlet *h = hamlet();

	h->facilities[1].access_max_kg = 8000;
	struct planner_relief_item x = bound_by(h, PLANNER_ACCESS);
	ck_assert_int_eq(x.amount, 15000);
	ck_assert_int_eq(x.need, 1);
	ck_assert_str_eq(planner_relief_unit_text(&x, &h->in, LANG_EN, h->arena), "a way for trucks of 15 t to H2");
	int64_t unmet_g = h->plan->totals.unmet_g;
	h->facilities[1].access_max_kg = (int)x.amount;
	really_gains(h, unmet_g, x.gain_g);
}
END_TEST

START_TEST(a_gate_that_closes_too_early)
{
	struct hamlet *h = hamlet();

	h->vehicles[0].duty_from_min = 480; /* loaded and there at nine; the gate is open from five to eight */
	h->vehicles[0].duty_to_min = 1200;
	h->vehicles[1] = h->vehicles[0]; /* the other one is at the other hospital */
	h->in.n_vehicles = 2;
	for (int i = 0; i < h->in.n_needs; i++)
		h->needs[i].on_hand_g = 4 * HAMLET_T; /* until the afternoon */
	h->facilities[1].receives_from_min = 300;
	h->facilities[1].receives_to_min = 480;
	struct planner_relief_item x = bound_by(h, PLANNER_WINDOW);
	ck_assert_int_eq(x.amount, 60);
	int64_t unmet_g = h->plan->totals.unmet_g;
	h->facilities[1].receives_from_min -= (int)x.amount;
	h->facilities[1].receives_to_min += (int)x.amount;
	really_gains(h, unmet_g, x.gain_g);
}
END_TEST

START_TEST(a_tank_too_small)
{
	struct hamlet *h = hamlet();

	h->in.n_needs = h->in.n_rights = 1;
	h->needs[0].on_hand_g = h->needs[0].capacity_g = HAMLET_T;
	struct planner_relief_item x = bound_by(h, PLANNER_TANK_CAPACITY);
	ck_assert_int_eq(x.amount, HAMLET_T);
	int64_t unmet_g = h->plan->totals.unmet_g;
	h->needs[0].capacity_g += x.amount;
	gains_no_less(h, unmet_g, x.gain_g);
}
END_TEST

START_TEST(notice_too_long)
{
	struct hamlet *h = hamlet();

	h->suppliers[0].lead_time_h = 12;
	struct planner_relief_item x = bound_by(h, PLANNER_LEAD_TIME);
	int64_t unmet_g = h->plan->totals.unmet_g;
	h->suppliers[0].lead_time_h -= (int)x.amount / 60;
	gains_no_less(h, unmet_g, x.gain_g);
}
END_TEST

START_TEST(nobody_may_fill_it)
{
	struct hamlet *h = hamlet();

	h->in.n_rights = 1;
	struct planner_relief_item x = bound_by(h, PLANNER_FILL_RIGHT);
	int64_t unmet_g = h->plan->totals.unmet_g;
	h->in.n_rights = 2;
	gains_no_less(h, unmet_g, x.gain_g);
}
END_TEST

START_TEST(a_coordinators_edit)
{
	struct hamlet *h = hamlet();

	h->in.n_fixed = 1;
	h->fixed[0] = (struct planner_fixed){ .kind = PLANNER_EXCLUDE,
		.id = "edit",
		.supplier = PLANNER_NONE,
		.need = 1,
		.vehicle = PLANNER_NONE,
		.day = PLANNER_NONE,
		.facility = PLANNER_NONE,
		.from_need = PLANNER_NONE };
	struct planner_relief_item x = bound_by(h, PLANNER_EXCLUDED);
	int64_t unmet_g = h->plan->totals.unmet_g;
	h->in.n_fixed = 0;
	gains_no_less(h, unmet_g, x.gain_g);
}
END_TEST

/* ---- told --------------------------------------------------------------------------------------- */

static const struct planner_because_item *
binding_of(const struct planner_explanation *e)
{
	for (int i = 0; i < e->n; i++)
		if (e->items[i].kind == PLANNER_BINDS)
			return &e->items[i];
	ck_abort_msg("nothing binds");
	return NULL;
}

START_TEST(an_explanation_says_what_one_unit_more_would_bring)
{
	struct hamlet *h = hamlet();
	struct planner_explanation e;
	char en[200], vi[200];

	h->suppliers[0].loading_slots_per_day = 1;
	h->vehicles[0].capacity_g = 4 * HAMLET_T;
	struct planner_relief_item x = bound_by(h, PLANNER_LOADING_SLOTS);
	int64_t here = 0;
	for (int i = 0; i < h->in.n_facilities; i++) {
		planner_explain(h->plan, &h->in, i, h->arena, &e);
		const struct planner_because_item *b = binding_of(&e);
		ck_assert_ptr_eq(b->relief, h->plan->relief->items);
		ck_assert_int_eq(b->quantity_g, x.gain_g);
		ck_assert_int_gt(b->price.value, 0);
		here += b->relief->gain_at_g[b->need];
		snprintf(en, sizeof en,
		    "day %d: the bottleneck is P1 (all loading slots are taken); one more truck loaded a day at P1 would bring %ld kg, here %ld kg", b->day + 1,
		    (long)x.gain_g / 1000, (long)b->relief->gain_at_g[b->need] / 1000);
		snprintf(vi, sizeof vi,
		    "ngày %d: nút thắt ở P1 (hết lượt nạp xe); thêm một lượt nạp xe mỗi ngày tại P1 sẽ bớt thiếu %ld kg, tại đây %ld kg", b->day + 1,
		    (long)x.gain_g / 1000, (long)b->relief->gain_at_g[b->need] / 1000);
		ck_assert_str_eq(planner_explain_text(b, &h->in, LANG_EN, h->arena), en);
		ck_assert_str_eq(planner_explain_text(b, &h->in, LANG_VI, h->arena), vi);
	}
	ck_assert_int_eq(here, x.gain_g);
	hamlet_free(h);
}
END_TEST

/* ---- properties --------------------------------------------------------------------------------- */

static void
check_items(const struct province *p, const struct planner_plan *plan)
{
	ck_assert_int_eq(plan->relief->refused, 0);
	for (int i = 0; i < plan->relief->n; i++) {
		const struct planner_relief_item *x = &plan->relief->items[i];
		int64_t sum = 0;
		for (int n = 0; n < p->in.n_needs; n++)
			sum += x->gain_at_g[n];
		ck_assert_int_eq(sum, x->gain_g);
		ck_assert(x->gain_critical_g > 0 || x->gain_g > 0);
		ck_assert_int_gt(x->amount, 0);
		ck_assert_ptr_nonnull(planner_relief_unit(x->reason));
	}
}

/* Scarce provinces: asking changes nothing but names, and asking twice says the same. */
START_TEST(asking_leaves_the_plan_as_it_is)
{
	static const struct province_spec SPECS[] = { { 6, 12, 3, 4, 60, 200, 200, 330 },
		{ 8, 16, 4, 3, 105, 60, 60, 500 }, { 5, 9, 3, 3, 90, 80, 150, 300 } };
	int found = 0;

	for (uint64_t seed = 1; seed <= 6; seed++) {
		struct province *p = MEM_NEW(struct province);
		struct arena *a = arena_new();
		struct planner_plan *plan[2];
		struct faults f = { 0 };
		province_make(p, seed, SPECS[seed % 3]);
		for (int k = 0; k < 2; k++) {
			ck_assert_int_eq(planner_solve(&p->in, a, &plan[k], &f), ERR_OK);
			planner_relief(&p->in, a, plan[k]);
			ck_assert(planner_check(&p->in, plan[k], NULL));
			ck_assert_int_le(plan[k]->relief->solves, RELIEF_SOLVES_MAX);
			check_items(p, plan[k]);
		}
		ck_assert_int_eq(plan[0]->relief->n, plan[1]->relief->n);
		for (int i = 0; i < plan[0]->relief->n; i++)
			ck_assert_int_eq(plan[0]->relief->items[i].gain_g, plan[1]->relief->items[i].gain_g);
		for (int i = 0; i < plan[0]->n_unmet; i++)
			ck_assert_int_eq(plan[0]->unmet[i].reason, plan[1]->unmet[i].reason);
		found += plan[0]->relief->n;
		arena_free(a);
		free(p);
	}
	ck_assert_int_gt(found, 6);
}
END_TEST

SUITE("planner/relief", nothing_binds_where_nothing_is_short, gas, bottles_at_the_station, bottles_at_the_site, filling_slots, loading_slots,
    trucks, drivers_hours, a_door_too_narrow, a_gate_that_closes_too_early, a_tank_too_small, notice_too_long, nobody_may_fill_it,
    a_coordinators_edit, an_explanation_says_what_one_unit_more_would_bring, asking_leaves_the_plan_as_it_is)
