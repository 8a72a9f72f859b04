/* check_test - the judge against plans that somebody corrupted: each violation by its name. */
#include "planner/planner.h"

#include "lib/province.h"
#include "lib/suite.h"

#include <string.h>

struct bench {
	struct province *p;
	struct planner_plan *plan;
	struct arena *arena;
};

static const struct province_spec SPEC = { .tanks = 6,
	.pools = 12,
	.suppliers = 3,
	.days = 5,
	.supply_pct = 60,
	.trucks_pct = 200,
	.pool_pct = 200,
	.start_minute = 330 };

static struct planner_route *
route(struct bench *b, bool bottles, int least_stops)
{
	for (int i = 0; i < b->plan->n_routes; i++)
		if (b->p->vehicles[b->plan->routes[i].vehicle].bottles == bottles &&
		    b->plan->routes[i].n_stops >= least_stops && b->plan->routes[i].day > 0)
			return &b->plan->routes[i];
	ck_abort_msg("no such route");
}

static void
less_bulk(struct bench *b)
{
	struct planner_route *r = route(b, false, 1);
	r->stops[0].quantity_g -= 1000;
}

static void
negative(struct bench *b)
{
	route(b, false, 1)->stops[0].quantity_g = -5;
}

static void
half_a_bottle(struct bench *b)
{
	route(b, true, 1)->stops[0].quantity_g -= PROVINCE_BOTTLE_G / 2;
}

static void
wrong_order(struct bench *b)
{
	struct planner_route *r = route(b, true, 2);
	struct planner_stop t = r->stops[0];
	r->stops[0] = r->stops[1];
	r->stops[1] = t;
}

static void
too_early(struct bench *b)
{
	struct planner_route *r = route(b, true, 1);
	r->stops[0].arrive_min = r->depart_min;
}

static void
hasty_unloading(struct bench *b)
{
	struct planner_route *r = route(b, true, 1);
	r->stops[0].depart_min = r->stops[0].arrive_min;
}

static void
hasty_loading(struct bench *b)
{
	struct planner_route *r = route(b, true, 1);
	r->depart_min = r->load_at_min;
}

static void
wrong_truck(struct bench *b)
{
	struct planner_route *r = route(b, true, 1);
	for (int v = 0; v < b->p->in.n_vehicles; v++)
		if (!b->p->vehicles[v].bottles && b->p->vehicles[v].supplier == r->supplier) {
			r->vehicle = v;
			return;
		}
	route(b, false, 1)->vehicle = r->vehicle;
}

static void
foreign_truck(struct bench *b)
{
	struct planner_route *r = route(b, true, 1);
	for (int v = 0; v < b->p->in.n_vehicles; v++)
		if (b->p->vehicles[v].bottles && b->p->vehicles[v].supplier != r->supplier)
			r->vehicle = v;
}

static void
small_truck(struct bench *b)
{
	struct planner_route *r = route(b, true, 1);
	b->p->vehicles[r->vehicle].capacity_bottles = r->load_full - 1;
}

static void
empties_pile_up(struct bench *b)
{
	struct planner_route *r = route(b, true, 1);
	b->p->vehicles[r->vehicle].capacity_bottles = r->load_full;
	r->stops[0].empties_back = r->stops[0].full + 1;
}

static void
misloaded(struct bench *b)
{
	route(b, false, 1)->load_g += 1;
}

static void
late_day(struct bench *b)
{
	route(b, true, 1)->day = SPEC.days;
}

static void
no_such_need(struct bench *b)
{
	route(b, true, 1)->stops[0].need = 100000;
}

static void
right_gone(struct bench *b)
{
	struct planner_route *r = route(b, true, 1);
	for (int i = 0; i < b->p->in.n_rights; i++)
		if (b->p->rights[i].need == r->stops[0].need &&
		    b->p->rights[i].supplier == r->supplier)
			b->p->rights[i].day_to = r->day - 1;
}

static void
excluded(struct bench *b)
{
	struct planner_route *r = route(b, true, 1);
	struct planner_fixed *x = province_fix(b->p, PLANNER_EXCLUDE);
	x->vehicle = r->vehicle;
	x->need = r->stops[0].need;
}

static void
in_the_garage(struct bench *b)
{
	struct planner_route *r = route(b, true, 1);
	b->p->vehicles[r->vehicle].out_of_service[r->day] = true;
}

static void
too_wide(struct bench *b)
{
	struct planner_route *r = route(b, true, 1);
	b->p->facilities[r->stops[0].facility].access_max_kg = 6999;
}

static void
lower_grade(struct bench *b)
{
	struct planner_route *r = route(b, true, 1);
	b->p->needs[r->stops[0].need].min_grade = PLANNER_O2_99;
	for (int i = 0; i < b->p->in.n_sources; i++)
		if (b->p->sources[i].supplier == r->supplier &&
		    b->p->sources[i].product == PROVINCE_VN40)
			b->p->sources[i].grade = PLANNER_O2_93;
}

static void
lead_time(struct bench *b)
{
	struct planner_route *r = route(b, true, 1);
	b->p->suppliers[r->supplier].lead_time_h = 24 * r->day + 12;
}

static void
gate_closed(struct bench *b)
{
	struct planner_route *r = route(b, true, 1);
	b->p->facilities[r->stops[0].facility].receives_to_min = r->stops[0].arrive_min - 1;
}

static void
duty_starts_later(struct bench *b)
{
	struct planner_route *r = route(b, true, 1);
	b->p->vehicles[r->vehicle].duty_from_min = r->leave_min + 1;
}

static void
home_late(struct bench *b)
{
	struct planner_route *r = route(b, true, 1);
	r->return_min = b->p->vehicles[r->vehicle].duty_to_min + 1;
}

static void
long_duty(struct bench *b)
{
	struct planner_route *r = route(b, true, 1);
	b->p->vehicles[r->vehicle].duty_max_min = r->return_min - r->leave_min - 1;
}

static void
tired_driver(struct bench *b)
{
	struct planner_route *r = route(b, true, 1);
	b->p->in.driving[r->day].day_max_min = r->drive_min - 1;
}

/* The second trip of a vehicle leaves before the first is home. */
static void
two_places(struct bench *b)
{
	struct planner_route *r = route(b, true, 1);
	struct planner_fixed *x = province_fix(b->p, PLANNER_COMMITTED);
	x->vehicle = r->vehicle;
	x->need = r->stops[0].need;
	x->day = r->day;
	x->minute = 1;
	x->loaded = true;
	x->busy_from_min = r->return_min - 1;
	x->busy_to_min = r->return_min + 60;
}

static void
shorter_road(struct bench *b)
{
	struct planner_route *r = route(b, true, 1);
	r->distance_m -= 1;
	b->plan->totals.distance_m -= 1;
}

static void
one_slot_too_many(struct bench *b)
{
	struct planner_route *r = route(b, true, 1);
	int n = 0;
	for (int i = 0; i < b->plan->n_routes; i++)
		n += b->plan->routes[i].supplier == r->supplier && b->plan->routes[i].day == r->day;
	b->p->suppliers[r->supplier].loading_slots_per_day = n - 1;
}

static void
line_too_fast(struct bench *b)
{
	const struct planner_fill *f = &b->plan->fills[0];
	b->p->suppliers[b->p->sources[f->source].supplier].filling_bottles_per_day = f->bottles - 1;
}

static void
empties_from_nowhere(struct bench *b)
{
	b->p->sources[b->plan->fills[0].source].bottles_empty = 0;
}

static void
gas_gone(struct bench *b)
{
	struct planner_route *r = route(b, false, 1);
	for (int i = 0; i < b->p->in.n_sources; i++)
		if (b->p->sources[i].supplier == r->supplier &&
		    b->p->sources[i].product == PROVINCE_LOX)
			b->p->sources[i].stock_g = 0;
}

static void
bottles_gone(struct bench *b)
{
	struct planner_route *r = route(b, true, 1);
	for (int i = 0; i < b->p->in.n_sources; i++)
		if (b->p->sources[i].supplier == r->supplier &&
		    b->p->sources[i].product == PROVINCE_VN40)
			b->p->sources[i].bottles_full = 0;
}

/* Less capacity by more than all spare room that there can be. */
static void
smaller_tank(struct bench *b)
{
	struct planner_need *n = &b->p->needs[route(b, false, 1)->stops[0].need];
	n->capacity_g = n->heel_g + 1;
}

static void
site_has_no_empties(struct bench *b)
{
	for (int i = 0; i < b->p->in.n_needs; i++)
		b->p->needs[i].empties = -100;
}

static void
no_swap(struct bench *b)
{
	/* Of the last day: nobody fills its empties within the horizon. */
	for (int i = 0; i < b->plan->n_routes; i++)
		if (b->plan->routes[i].load_full && b->plan->routes[i].day == SPEC.days - 1)
			b->plan->routes[i].stops[0].empties_back = 0;
}

static void
shortage_denied(struct bench *b)
{
	ck_assert_int_gt(b->plan->n_unmet, 0);
	b->plan->unmet[0].grams -= 1;
	b->plan->totals.unmet_g -= 1;
}

static void
shortage_invented(struct bench *b)
{
	struct planner_unmet *u = &b->plan->unmet[b->plan->n_unmet];
	for (int n = 0; n < b->p->in.n_needs; n++) {
		bool has = false;
		for (int i = 0; i < b->plan->n_unmet; i++)
			has |= b->plan->unmet[i].need == n && b->plan->unmet[i].day == 0;
		if (has)
			continue;
		*u = (struct planner_unmet){
			.facility = b->p->needs[n].facility, .need = n, .grams = 7
		};
		break;
	}
	b->plan->n_unmet++;
	b->plan->totals.unmet_g += 7;
}

static void
critical_hidden(struct bench *b)
{
	b->plan->unmet[0].critical_g += 1;
	b->plan->totals.unmet_critical_g += 1;
}

static void
pin_forgotten(struct bench *b)
{
	struct planner_route *r = route(b, false, 1);
	struct planner_fixed *x = province_fix(b->p, PLANNER_SET);
	x->supplier = r->supplier;
	x->need = r->stops[0].need;
	x->day = r->day;
	x->quantity_g = 1;
}

static void
wrong_total(struct bench *b)
{
	b->plan->totals.delivered_g += 1;
}

static void
not_routed(struct bench *b)
{
	b->p->suppliers[route(b, true, 1)->supplier].mode = PLANNER_FACILITY_PICKUP;
}

static const struct {
	const char *name;
	void (*corrupt)(struct bench *);
	enum planner_violation what;
} CASES[] = {
#define CASE(f, v)                     \
	{                              \
#f, f, PLANNER_BAD_##v \
	}
	CASE(less_bulk, LOAD),
	CASE(negative, QUANTITY),
	CASE(half_a_bottle, WHOLE_BOTTLES),
	CASE(wrong_order, TRAVEL_TIME),
	CASE(too_early, TRAVEL_TIME),
	CASE(hasty_unloading, SERVICE_TIME),
	CASE(hasty_loading, SERVICE_TIME),
	CASE(wrong_truck, PRODUCT),
	CASE(foreign_truck, PRODUCT),
	CASE(small_truck, TRUCK_CAPACITY),
	CASE(empties_pile_up, TRUCK_CAPACITY),
	CASE(misloaded, LOAD),
	CASE(late_day, DAY),
	CASE(no_such_need, INDEX),
	CASE(right_gone, FILL_RIGHT),
	CASE(excluded, EXCLUDED),
	CASE(in_the_garage, OUT_OF_SERVICE),
	CASE(too_wide, ACCESS),
	CASE(lower_grade, GRADE),
	CASE(lead_time, LEAD_TIME),
	CASE(gate_closed, WINDOW),
	CASE(duty_starts_later, DUTY_WINDOW),
	CASE(home_late, DUTY_WINDOW),
	CASE(long_duty, DUTY_LENGTH),
	CASE(tired_driver, DRIVER_HOURS),
	CASE(two_places, OVERLAP),
	CASE(shorter_road, DISTANCE),
	CASE(one_slot_too_many, LOADING_SLOTS),
	CASE(line_too_fast, FILLING_SLOTS),
	CASE(empties_from_nowhere, STATION_EMPTIES),
	CASE(gas_gone, SUPPLY),
	CASE(bottles_gone, STATION_FULL),
	CASE(smaller_tank, TANK_OVERFULL),
	CASE(site_has_no_empties, SITE_EMPTIES),
	CASE(no_swap, SWAP),
	CASE(shortage_denied, UNMET_WRONG),
	CASE(shortage_invented, UNMET_WRONG),
	CASE(critical_hidden, UNMET_CRITICAL),
	CASE(pin_forgotten, FIXED_BROKEN),
	CASE(wrong_total, TOTALS),
	CASE(not_routed, MODE),
};

static struct bench
open_bench(uint64_t seed)
{
	struct bench b = { .p = MEM_NEW(struct province), .arena = arena_new() };

	province_make(b.p, seed, SPEC);
	ck_assert_int_eq(planner_solve(&b.p->in, b.arena, &b.plan, NULL), ERR_OK);
	ck_assert(planner_check(&b.p->in, b.plan, NULL));
	return b;
}

static void
close_bench(struct bench *b)
{
	arena_free(b->arena);
	free(b->p);
}

START_TEST(every_corruption_is_refused_by_its_name)
{
	for (uint64_t seed = 1; seed <= 5; seed++) {
		for (size_t i = 0; i < ARRAY_LEN(CASES); i++) {
			struct bench b = open_bench(seed);
			struct planner_verdict v;
			CASES[i].corrupt(&b);
			bool valid = planner_check(&b.p->in, b.plan, &v);
			ck_assert_msg(!valid, "seed %lu, %s: the judge saw nothing",
			    (unsigned long)seed, CASES[i].name);
			ck_assert_msg(v.what == CASES[i].what,
			    "seed %lu, %s: expected %s, got %s (%ld against %ld)",
			    (unsigned long)seed, CASES[i].name, planner_check_code(CASES[i].what),
			    planner_check_code(v.what), (long)v.found, (long)v.expected);
			close_bench(&b);
		}
	}
}
END_TEST

START_TEST(a_verdict_says_where)
{
	struct bench b = open_bench(2);
	struct planner_verdict v;
	struct planner_route *r = route(&b, true, 1);

	r->stops[0].depart_min = r->stops[0].arrive_min;
	ck_assert(!planner_check(&b.p->in, b.plan, &v));
	ck_assert_int_eq(v.route, r - b.plan->routes);
	ck_assert_int_eq(v.stop, 0);
	ck_assert_int_eq(v.vehicle, r->vehicle);
	ck_assert_int_gt(v.expected, v.found);
	close_bench(&b);
}
END_TEST

START_TEST(lines_are_judged_like_routes)
{
	struct bench b = { .p = MEM_NEW(struct province), .arena = arena_new() };
	struct planner_verdict v;

	province_make(b.p, 4, SPEC);
	for (int i = 0; i < b.p->in.n_suppliers; i++)
		b.p->suppliers[i].mode = PLANNER_SUPPLIER_SCHEDULED;
	ck_assert_int_eq(planner_solve(&b.p->in, b.arena, &b.plan, NULL), ERR_OK);
	struct planner_line *l = &b.plan->lines[b.plan->n_lines - 1], kept = *l;
	l->max_g = l->quantity_g - 1;
	ck_assert(!planner_check(&b.p->in, b.plan, &v) && v.what == PLANNER_BAD_QUANTITY);
	*l = kept;
	l->latest_min = 2;
	ck_assert(!planner_check(&b.p->in, b.plan, &v) && v.what == PLANNER_BAD_WINDOW);
	*l = kept;
	l->mode = PLANNER_FACILITY_PICKUP;
	ck_assert(!planner_check(&b.p->in, b.plan, &v) && v.what == PLANNER_BAD_MODE);
	*l = kept;
	ck_assert(planner_check(&b.p->in, b.plan, &v));
	close_bench(&b);
}
END_TEST

START_TEST(codes_are_words_for_json)
{
	ck_assert_str_eq(planner_check_code(PLANNER_BAD_TANK_OVERFULL), "tank_overfull");
	ck_assert_str_eq(planner_check_code(PLANNER_BAD_NONE), "valid");
	ck_assert_str_eq(planner_check_code(PLANNER_VIOLATIONS), "");
	for (int i = 0; i < PLANNER_VIOLATIONS; i++)
		ck_assert_str_ne(planner_check_text((enum planner_violation)i), "");
}
END_TEST

SUITE("planner/check", every_corruption_is_refused_by_its_name, a_verdict_says_where,
    lines_are_judged_like_routes, codes_are_words_for_json)
