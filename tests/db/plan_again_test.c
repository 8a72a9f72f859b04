/* What a second plan knows of the first: its lines, its trucks on the road, their drivers' hours. */
#include "app/approve_plan.h"
#include "app/deliver.h"
#include "app/deliver_view.h"
#include "app/expire_offers.h"
#include "app/plan_deliveries.h"
#include "app/plan_driving.h"
#include "app/plan_view.h"
#include "app/plan_world.h"
#include "base/str.h"
#include "lib/app_fixture.h"
#include "lib/suite.h"
#include "wire/delivery_shape.h"

#include <string.h>

#define MORNING (calendar_at(calendar_day_of(APP_FIXTURE_NOW) + 1, 5 * 60))
#define FOREVER (INT64_C(253402300799) * INSTANT_SECOND)

static struct app_fixture *fx;

/* Both hospitals are low on bottles, PGH1 on LOX; it is five in the morning, when the trucks' duty begins. */
static void
setup(void)
{
	fx = app_fixture_new();
	app_fixture_run_low();
	ck_assert(clock_set(fx->app.clock, MORNING));
}

static void
teardown(void)
{
	app_fixture_free(fx);
}

/* One filler, whose truck gets everywhere and takes what both hospitals have room for. */
static void
one_truckful_for_both(void)
{
	app_fixture_say("INSERT INTO oxy.observation (shard, site_id, obs_id, account_id, occurred_at, recorded_at, cred_id, g, n_full, n_empty) VALUES "
	                "(15, 1, gen_random_uuid(), 12, '2026-11-20T16:30+07', '2026-11-20T16:30+07', 1, 479220, 60, 30)");
	app_fixture_say("UPDATE oxy.site_revision SET doc = replace(doc::text, '\"supplier\": \"15-FILL\"', '\"supplier\": \"15-GASCO\"')::jsonb "
	                "- 'access_max_t' - 'receives_from' - 'receives_to' WHERE site_id IN (1, 2)");
}

/* A plan of three days, as the API makes, approves and answers it. */
static json_t *
approved_plan(void)
{
	const struct app_plan_deliveries_ask ask = { .province = "15", .horizon_days = 3, .as_of = INSTANT_NONE, .seed = 7, .deterministic = true };
	struct app_plan_deliveries_solved s;
	struct store_plan p;
	struct id id;
	char text[ID_TEXT];
	json_t *ret;
	struct act *thinking = app_fixture_begin(fx, &fx->coordinator, DB_READ);
	ck_assert_int_eq(app_plan_deliveries_solve(thinking, &ask, NULL, &s), ERR_OK);
	struct act *a = app_fixture_begin(fx, &fx->coordinator, DB_WRITE);
	ck_assert_int_eq(app_plan_deliveries_keep(a, &s, &id), ERR_OK);
	ck_assert_int_eq(app_fixture_commit(a), ERR_OK);
	app_fixture_rollback(thinking);
	a = app_fixture_begin(fx, &fx->coordinator, DB_WRITE);
	ck_assert_int_eq(app_plan_view_get(a, id_text(id, text), &p), ERR_OK);
	ck_assert_int_eq(app_approve_plan(a, &p), ERR_OK);
	ck_assert_int_eq(app_fixture_commit(a), ERR_OK);
	a = app_fixture_begin(fx, &fx->coordinator, DB_READ);
	ck_assert_int_eq(app_plan_view_get(a, id_text(id, text), &p), ERR_OK);
	ck_assert_int_eq(app_plan_view_json(a, &p, LANG_EN, &ret), ERR_OK);
	app_fixture_rollback(a);
	return ret;
}

static instant_t
instant_in(const json_t *o, const char *name)
{
	instant_t t;
	ck_assert(calendar_parse_instant(json_string_value(json_object_get(o, name)), &t));
	return t;
}

/* The first route of a vehicle with so many stops or more. */
static const json_t *
route_of(const json_t *plan, const char *vehicle, size_t stops)
{
	const json_t *r;
	size_t i;
	json_array_foreach (json_object_get(plan, "routes"), i, r)
		if (str_eq(json_string_value(json_object_get(r, "vehicle")), vehicle) && json_array_size(json_object_get(r, "stops")) >= stops)
			return r;
	ck_abort_msg("the plan has no such route");
	return NULL;
}

static void
say_as(const struct session *who, const char *delivery, enum delivery_event_kind event, instant_t at, instant_t eta)
{
	struct act *a = app_fixture_begin(fx, who, DB_WRITE);
	struct delivery_event ev;
	struct store_delivery found, after;
	wire_init(&wire_delivery_shape_event, &ev);
	ev.event = event;
	ev.occurred_at = at;
	ev.eta = eta;
	ck_assert_int_eq(app_deliver_view_get(a, delivery, &found), ERR_OK);
	ck_assert_msg(app_deliver_event(a, &found, &ev, &after) == ERR_OK, "%s %s %s", a->faults->item[0].pointer, a->faults->item[0].arg[0], a->faults->item[0].arg[1]);
	ck_assert_int_eq(app_fixture_commit(a), ERR_OK);
}

static void
say(const char *delivery, enum delivery_event_kind event, instant_t at, instant_t eta)
{
	say_as(&fx->supplier, delivery, event, at, eta);
}

/* The whole route leaves when it should; the clock stands there then. */
static void
drive(const json_t *route)
{
	static const enum delivery_event_kind events[] = { DELIVERY_LOAD, DELIVERY_DISPATCH };
	const json_t *stop;
	size_t i;
	instant_t leave = instant_in(route, "depart");
	json_array_foreach (json_object_get(route, "stops"), i, stop)
		say(json_string_value(json_object_get(stop, "delivery")), DELIVERY_ACCEPT, MORNING, instant_in(stop, "arrive"));
	ck_assert(clock_set(fx->app.clock, leave));
	json_array_foreach (json_object_get(route, "stops"), i, stop)
		for (size_t k = 0; k < ARRAY_LEN(events); k++)
			say(json_string_value(json_object_get(stop, "delivery")), events[k], leave, instant_in(stop, "arrive"));
}

static void
expire_all(void)
{
	struct session daemon = { .cred_id = 0 };
	struct db_conn *c;
	struct faults f = { 0 };
	int n;
	ck_assert_int_eq(db_acquire(fx->app.db, DB_JOB, &c, &f), ERR_OK);
	ck_assert_int_eq(db_begin(c, DB_WRITE, NULL, &f), ERR_OK);
	struct act a = { .app = &fx->app, .who = &daemon, .db = c, .arena = arena_new(), .faults = &f, .at = { clock_now(fx->app.clock), FOREVER },
		.recorded_at = clock_now(fx->app.clock) };
	ck_assert_int_eq(app_expire_offers(&a, &n), ERR_OK);
	ck_assert_int_gt(n, 0);
	ck_assert_int_eq(db_commit(c, &f), ERR_OK);
	db_release(c);
	arena_free(a.arena);
}

/* The world as the next plan sees it; lives as long as the act. */
static struct act *
look(struct app_plan_world *ret)
{
	struct act *a = app_fixture_begin(fx, &fx->coordinator, DB_READ);
	struct db_conn *job;
	const struct app_plan_world_ask ask = { .province = "15", .at = { clock_now(fx->app.clock), FOREVER }, .days = 3, .seed = 7, .deterministic = true };
	ck_assert_int_eq(db_acquire(fx->app.db, DB_JOB, &job, a->faults), ERR_OK);
	ck_assert_int_eq(db_begin(job, DB_READ, NULL, a->faults), ERR_OK);
	ck_assert_int_eq(app_plan_world_load(a, job, &ask, ret), ERR_OK);
	db_release(job);
	return a;
}

static int
vehicle_in(const struct app_plan_world *w, const char *code)
{
	for (int i = 0; i < w->in.n_vehicles; i++)
		if (strcmp(w->in.vehicles[i].code, code) == 0)
			return i;
	ck_abort_msg("no such vehicle");
	return -1;
}

START_TEST(a_plan_tells_what_it_wants_filled_into_bottles)
{
	app_fixture_say("INSERT INTO oxy.observation (shard, site_id, obs_id, account_id, occurred_at, recorded_at, cred_id, g, n_full, n_empty) VALUES "
	                "(15, 3, gen_random_uuid(), 32, '2026-11-21T05:00+07', '2026-11-21T05:00+07', 1, 39935, 5, 295)");
	json_t *plan = approved_plan();
	const json_t *x;
	size_t i;
	int64_t bottles = 0;
	json_array_foreach (json_object_get(plan, "fills"), i, x) {
		ck_assert_str_eq(json_string_value(json_object_get(x, "cylinder_type")), "VN40");
		ck_assert_ptr_nonnull(json_string_value(json_object_get(x, "supplier")));
		ck_assert_ptr_nonnull(json_string_value(json_object_get(x, "date")));
		bottles += json_integer_value(json_object_get(x, "bottles"));
	}
	ck_assert_int_gt(bottles, 0);
	json_decref(plan);
}
END_TEST

START_TEST(lines_whose_offers_lapsed_are_still_what_was_planned)
{
	struct app_plan_world before, after;
	json_decref(approved_plan());
	ck_assert(clock_set(fx->app.clock, MORNING + INSTANT_MINUTE));
	struct act *a = look(&before);
	ck_assert_int_gt(before.in.n_previous, 0);
	int tomorrow = 0, still = 0;
	for (int i = 0; i < before.in.n_previous; i++)
		tomorrow += before.in.previous[i].day > 0;
	ck_assert_int_gt(tomorrow, 0);
	app_fixture_rollback(a);
	ck_assert(clock_set(fx->app.clock, MORNING + 5 * INSTANT_HOUR));
	expire_all();
	a = look(&after);
	for (int i = 0; i < after.in.n_previous; i++)
		still += after.in.previous[i].day > 0;
	ck_assert_int_eq(still, tomorrow);
	app_fixture_rollback(a);
}
END_TEST

/* Stop by stop, without a gap, from loading to being home: as the route itself says. */
START_TEST(a_truck_on_its_way_is_away_until_it_is_home_from_its_last_stop)
{
	struct app_plan_world w;
	one_truckful_for_both();
	json_t *plan = approved_plan();
	const json_t *route = route_of(plan, "15-GASCO-CT1", 2);
	drive(route);
	ck_assert(clock_set(fx->app.clock, clock_now(fx->app.clock) + INSTANT_MINUTE));
	struct act *a = look(&w);
	int truck = vehicle_in(&w, "15-GASCO-CT1"), from = PLANNER_DAY_MIN, to = 0, away = 0;
	for (int i = 0; i < w.in.n_fixed; i++) {
		const struct planner_fixed *x = &w.in.fixed[i];
		if (x->vehicle != truck || x->quantity_g == 0)
			continue;
		from = x->busy_from_min < from ? x->busy_from_min : from;
		to = x->busy_to_min > to ? x->busy_to_min : to;
		away += x->busy_to_min - x->busy_from_min;
	}
	instant_t back = instant_in(route, "back");
	ck_assert_int_eq(to, calendar_time_of(back));
	ck_assert_int_eq(from, calendar_time_of(instant_in(route, "depart")));
	ck_assert_int_ge(away, to - from);
	app_fixture_rollback(a);
	json_decref(plan);
}
END_TEST

START_TEST(a_drivers_day_that_began_ends_when_it_must_whatever_is_planned_anew)
{
	struct app_plan_world w;
	json_t *plan = approved_plan();
	const json_t *route = route_of(plan, "15-GASCO-CT1", 1);
	drive(route);
	int began = calendar_time_of(instant_in(route, "depart")), blocked = 0;
	ck_assert(clock_set(fx->app.clock, clock_now(fx->app.clock) + INSTANT_MINUTE));
	struct act *a = look(&w);
	int truck = vehicle_in(&w, "15-GASCO-CT1");
	ck_assert_int_lt(began + 720, w.in.vehicles[truck].duty_to_min);
	for (int i = 0; i < w.in.n_fixed; i++)
		blocked += w.in.fixed[i].vehicle == truck && w.in.fixed[i].day == 0 && w.in.fixed[i].busy_from_min == began + 720 &&
		    w.in.fixed[i].busy_to_min == w.in.vehicles[truck].duty_to_min;
	ck_assert_int_eq(blocked, 1);
	app_fixture_rollback(a);
	json_decref(plan);
}
END_TEST

/* At the wheel, of a truck: behind it on the day and in the week, and still promised. */
struct wheel {
	int day, week, promised;
};

static struct wheel
wheel_of(const char *vehicle)
{
	struct app_plan_world w;
	struct act *a = look(&w);
	int truck = vehicle_in(&w, vehicle);
	struct wheel x = { w.in.vehicles[truck].driven_day_min, w.in.vehicles[truck].driven_week_min, 0 };
	for (int i = 0; i < w.in.n_fixed; i++)
		x.promised += w.in.fixed[i].vehicle == truck ? w.in.fixed[i].drive_min : 0;
	app_fixture_rollback(a);
	return x;
}

START_TEST(what_a_driver_drove_counts_for_the_day_and_the_week)
{
	one_truckful_for_both();
	json_t *plan = approved_plan();
	const json_t *route = route_of(plan, "15-GASCO-CT1", 2), *stop;
	int drive_min = (int)json_integer_value(json_object_get(route, "drive_min"));
	size_t i;
	drive(route);
	struct wheel x = wheel_of("15-GASCO-CT1");
	ck_assert_int_eq(x.week, 0);
	ck_assert_int_eq(x.promised, drive_min);
	json_array_foreach (json_object_get(route, "stops"), i, stop) {
		ck_assert(clock_set(fx->app.clock, instant_in(stop, "depart")));
		say(json_string_value(json_object_get(stop, "delivery")), DELIVERY_DELIVER, instant_in(stop, "depart"), INSTANT_NONE);
		x = wheel_of("15-GASCO-CT1");
		ck_assert_int_gt(x.week, 0);
		ck_assert_int_eq(x.day, x.week);
		ck_assert_int_eq(x.week + x.promised, drive_min);
	}
	ck_assert_int_eq(x.promised, 0);
	for (day_t d = calendar_day_of(instant_in(route, "depart")) + 1; d <= calendar_day(2026, 11, 23); d++) { /* a Monday */
		ck_assert(clock_set(fx->app.clock, calendar_start(d) + 6 * INSTANT_HOUR));
		x = wheel_of("15-GASCO-CT1");
		ck_assert_int_eq(x.day, 0);
		ck_assert_int_eq(x.week, calendar_weekday(d) == 0 ? 0 : drive_min);
	}
	json_decref(plan);
}
END_TEST

/* ---- a tanker that loads elsewhere ------------------------------------------------------------------------------ */

/* Minutes of a truck's appointments with goods, and whether its day is closed from a minute on. */
static void
check_away(const json_t *route, int began)
{
	struct app_plan_world w;
	struct act *a = look(&w);
	int truck = vehicle_in(&w, "15-FILL-TK1"), from = PLANNER_DAY_MIN, to = 0, closed = 0;
	for (int i = 0; i < w.in.n_fixed; i++) {
		const struct planner_fixed *x = &w.in.fixed[i];
		if (x->vehicle != truck)
			continue;
		closed += x->quantity_g == 0 && x->busy_from_min == began + 720;
		from = x->quantity_g > 0 && x->busy_from_min < from ? x->busy_from_min : from;
		to = x->quantity_g > 0 && x->busy_to_min > to ? x->busy_to_min : to;
	}
	ck_assert_int_eq(from, calendar_time_of(instant_in(route, "depart")));
	ck_assert_int_eq(to, calendar_time_of(instant_in(route, "back")));
	ck_assert_int_eq(closed, 1);
	app_fixture_rollback(a);
}

START_TEST(a_tanker_that_loads_elsewhere_is_away_from_home_to_home)
{
	app_fixture_lend_a_tanker("true");
	json_t *plan = approved_plan();
	const json_t *route = route_of(plan, "15-FILL-TK1", 1), *stop;
	int drive_min = (int)json_integer_value(json_object_get(route, "drive_min")), began = calendar_time_of(instant_in(route, "depart"));
	size_t i;
	ck_assert_str_eq(json_string_value(json_object_get(route, "supplier")), "15-GASCO");
	ck_assert_str_eq(json_string_value(json_object_get(route, "carrier")), "15-FILL");
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.delivery WHERE supplier_id = 3 AND carrier_id = 4 AND vehicle_account = 43"),
	    app_fixture_ask("SELECT count(*) FROM oxy.delivery WHERE vehicle = '15-FILL-TK1'"));
	drive(route);
	ck_assert(clock_set(fx->app.clock, clock_now(fx->app.clock) + INSTANT_MINUTE));
	check_away(route, began);
	ck_assert_int_eq(wheel_of("15-FILL-TK1").promised, drive_min);
	/* as somebody says it who loads when the truck stands there, and not when it will arrive */
	app_fixture_say("UPDATE oxy.delivery_event SET occurred_at = occurred_at + interval '30 minutes', eta = NULL WHERE event = 5");
	struct app_plan_world w;
	struct act *a = look(&w);
	const struct planner_vehicle *v = &w.in.vehicles[vehicle_in(&w, "15-FILL-TK1")];
	int out = app_plan_driving_min(&w.in, v->supplier, 1 - v->supplier, v);
	app_fixture_rollback(a);
	ck_assert_int_gt(out, 30);
	check_away(route, began + 30 - out);
	json_array_foreach (json_object_get(route, "stops"), i, stop) {
		const char *id = json_string_value(json_object_get(stop, "delivery"));
		ck_assert(clock_set(fx->app.clock, instant_in(stop, "depart")));
		say_as(&fx->supplier2, id, DELIVERY_ARRIVE, instant_in(stop, "arrive"), INSTANT_NONE);
		say(id, DELIVERY_DELIVER, instant_in(stop, "depart"), INSTANT_NONE);
	}
	struct wheel x = wheel_of("15-FILL-TK1");
	ck_assert_int_eq(x.day, drive_min);
	ck_assert_int_eq(x.promised, 0);
	json_decref(plan);
}
END_TEST

static bool
loads_elsewhere(void)
{
	struct app_plan_world w;
	struct act *a = look(&w);
	bool does = w.in.vehicles[vehicle_in(&w, "15-FILL-TK1")].loads_elsewhere;
	app_fixture_rollback(a);
	return does;
}

START_TEST(a_tanker_loads_elsewhere_when_its_card_says_so_and_no_other_has_its_code)
{
	app_fixture_lend_a_tanker("false");
	ck_assert(!loads_elsewhere());
	app_fixture_say("UPDATE oxy.site_revision SET doc = jsonb_set(doc, '{fleet,0,loads_elsewhere}', 'true') WHERE site_id IN (3, 4)");
	ck_assert(loads_elsewhere());
	app_fixture_say("UPDATE oxy.site_revision SET doc = jsonb_set(doc, '{fleet,0,vehicle}', '\"15-FILL-TK1\"') WHERE site_id = 3");
	ck_assert(!loads_elsewhere());
}
END_TEST

/* With another supplier's goods, to a hospital that this plan does not know. */
START_TEST(a_tanker_that_is_away_for_another_province_is_out_of_service_that_day)
{
	struct app_plan_world w;
	app_fixture_lend_a_tanker("true");
	json_t *plan = approved_plan();
	drive(route_of(plan, "15-FILL-TK1", 1));
	app_fixture_say("UPDATE oxy.delivery SET shard = 1, site_id = 5 WHERE vehicle = '15-FILL-TK1'");
	app_fixture_say("UPDATE oxy.delivery_event e SET shard = 1 FROM oxy.delivery d WHERE d.delivery_id = e.delivery_id AND d.site_id = 5");
	ck_assert(clock_set(fx->app.clock, clock_now(fx->app.clock) + INSTANT_MINUTE));
	struct act *a = look(&w);
	ck_assert(w.in.vehicles[vehicle_in(&w, "15-FILL-TK1")].out_of_service[0]);
	ck_assert(!w.in.vehicles[vehicle_in(&w, "15-FILL-TK1")].out_of_service[2]);
	app_fixture_rollback(a);
	json_decref(plan);
}
END_TEST

START_TEST(the_operators_hours_stand_before_the_laws)
{
	json_t *plan = approved_plan();
	const json_t *row = json_array_get(json_object_get(plan, "driving"), 0);
	ck_assert_int_eq(json_array_size(json_object_get(plan, "driving")), 1);
	ck_assert_int_eq(json_integer_value(json_object_get(row, "week_max_min")), 2880);
	ck_assert_int_eq(json_integer_value(json_object_get(row, "stretch_max_min")), 240);
	json_decref(plan);
	fx->app.driving = (struct planner_driving){ .week_max_min = 3600, .break_min = 30 };
	struct app_plan_world w;
	app_fixture_rollback(look(&w));
	ck_assert_int_eq(w.in.driving[0].day_max_min, 600);
	ck_assert_int_eq(w.in.driving[0].week_max_min, 3600);
	ck_assert_int_eq(w.in.driving[2].break_min, 30);
}
END_TEST

/* 40 bottles are full and none is empty: what goes out next morning is what came back by then, filled again. */
START_TEST(a_plan_that_fills_what_comes_back_is_approved)
{
	app_fixture_say("INSERT INTO oxy.observation (shard, site_id, obs_id, account_id, occurred_at, recorded_at, cred_id, g, n_full, n_empty) VALUES "
	                "(15, 3, gen_random_uuid(), 32, '2026-11-21T05:00+07', '2026-11-21T05:00+07', 1, 319480, 40, 0)");
	app_fixture_say("UPDATE oxy.site_revision SET doc = (replace(doc::text, '\"supplier\": \"15-FILL\"', '\"supplier\": \"15-GASCO\"')::jsonb "
	                "- 'access_max_t' - 'lead_time_h') WHERE site_id IN (1, 2, 3)");
	json_t *plan = approved_plan();
	json_decref(plan);
}
END_TEST

START_TEST(unloading_takes_the_time_that_the_vehicles_card_says)
{
	struct app_plan_world w;
	app_fixture_say("UPDATE oxy.site_revision SET doc = replace(doc::text, '\"unload_min\": 40', '\"unload_min\": 40, \"unload_min_per_unit\": 15')::jsonb "
	                "WHERE site_id = 3");
	struct act *a = look(&w);
	ck_assert_int_eq(w.in.vehicles[vehicle_in(&w, "15-GASCO-CT1")].unload_min_per_unit, 15);
	ck_assert_int_eq(w.in.vehicles[vehicle_in(&w, "15-GASCO-TK1")].unload_min_per_unit, 0);
	app_fixture_rollback(a);
}
END_TEST

SUITE_WITH("db/plan_again", setup, teardown, a_plan_tells_what_it_wants_filled_into_bottles, lines_whose_offers_lapsed_are_still_what_was_planned,
    a_truck_on_its_way_is_away_until_it_is_home_from_its_last_stop, a_drivers_day_that_began_ends_when_it_must_whatever_is_planned_anew,
    what_a_driver_drove_counts_for_the_day_and_the_week, a_tanker_that_loads_elsewhere_is_away_from_home_to_home,
    a_tanker_loads_elsewhere_when_its_card_says_so_and_no_other_has_its_code, a_tanker_that_is_away_for_another_province_is_out_of_service_that_day,
    the_operators_hours_stand_before_the_laws,
    a_plan_that_fills_what_comes_back_is_approved, unloading_takes_the_time_that_the_vehicles_card_says)
