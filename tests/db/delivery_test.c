/* What a delivery does, seen by its parties, its ledger and its tenants. */
#include "app/deliver.h"
#include "app/expire_offers.h"
#include "app/request_supply.h"
#include "app/transfer_stock.h"
#include "lib/app_fixture.h"
#include "lib/suite.h"
#include "wire/delivery_shape.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#define BOTTLE INT64_C(7987)

/* ---- arranging ------------------------------------------------------------------------------------- */

/* GASCO has reported 10 t of LOX and 100 bottles, and makes nothing more; PGH1 has 8 t and 50 bottles. */
static void
arrange_stock(void)
{
	app_fixture_say("UPDATE oxy.site_revision SET doc = jsonb_set(jsonb_set(doc, '{products,0,production_g}', '0'), '{products,1,production_g}', '0') "
	                "WHERE site_id = 3");
	app_fixture_say("UPDATE oxy.site_revision SET doc = jsonb_set(doc, '{filling_bottles_per_day}', '0') WHERE site_id = 3");
	app_fixture_say("INSERT INTO oxy.observation (shard, site_id, obs_id, account_id, occurred_at, recorded_at, cred_id, g, n_full, n_empty) VALUES "
	                "(15, 3, gen_random_uuid(), 31, '2026-11-20T12:00+07', '2026-11-20T12:00+07', 1, 10000000, NULL, NULL), "
	                "(15, 3, gen_random_uuid(), 32, '2026-11-20T12:00+07', '2026-11-20T12:00+07', 1, 798700, 100, 50), "
	                "(15, 1, gen_random_uuid(), 11, '2026-11-20T16:00+07', '2026-11-20T16:00+07', 1, 8000000, NULL, NULL), "
	                "(15, 1, gen_random_uuid(), 12, '2026-11-20T16:00+07', '2026-11-20T16:00+07', 1, 399350, 50, 240), "
	                "(15, 2, gen_random_uuid(), 21, '2026-11-20T16:00+07', '2026-11-20T16:00+07', 1, 159740, 20, 60)");
}

struct made {
	struct id id;
	char text[ID_TEXT];
};

/* An offered delivery from GASCO to PGH1, as approving a plan makes it: LOX in grams, or bottles. */
static struct made
offer(struct app_fixture *fx, int64_t g, int64_t full)
{
	struct act *a = app_fixture_begin(fx, &fx->coordinator, DB_WRITE);
	struct store_delivery_by by = { .cred_id = a->who->cred_id, .role = ROLE_COORDINATOR, .at = a->at.now, .recorded_at = a->recorded_at };
	bool lox = full < 0;
	struct store_delivery_new row = { .id = id_new(a->recorded_at), .line = -1, .route_no = -1, .stop_no = -1, .shard = 15, .supplier_shard = 15,
		.site_id = fx->pgh1.site_id, .supplier_id = fx->gasco.site_id, .asset_id = lox ? 1 : 2, .from_account = lox ? 31 : 32, .to_account = lox ? 11 : 12,
		.vehicle_account = lox ? 33 : 34, .vehicle = lox ? "15-GASCO-TK1" : "15-GASCO-CT1", .product = lox ? PRODUCT_LOX : PRODUCT_CYLINDER,
		.cylinder_type = lox ? NULL : "VN40", .mode = DELIVERY_ROUTED, .quantity_g = lox ? g : full * BOTTLE, .min_g = lox ? g : full * BOTTLE,
		.max_g = lox ? g : full * BOTTLE, .full = lox ? UNKNOWN_I64 : full, .empties = lox ? UNKNOWN_I64 : full, .from = a->at.now + INSTANT_HOUR,
		.to = a->at.now + 3 * INSTANT_HOUR };
	struct made m = { .id = row.id };
	ck_assert_int_eq(store_delivery_insert(a->db, &row, 1, false, &by, a->faults), ERR_OK);
	ck_assert_int_eq(store_delivery_offer(a->db, &row, 1, &by, a->faults), ERR_OK);
	ck_assert_int_eq(app_fixture_commit(a), ERR_OK);
	id_text(m.id, m.text);
	return m;
}

static struct delivery_event
event(enum delivery_event_kind kind)
{
	struct delivery_event ev;
	wire_init(&wire_delivery_shape_event, &ev);
	ev.event = kind;
	return ev;
}

/* Say an event as somebody; the class of the outcome, and the delivery afterwards. */
static err_t
say_event(struct app_fixture *fx, const struct session *who, struct made m, struct delivery_event ev, struct delivery *ret)
{
	struct act *a = app_fixture_begin(fx, who, DB_WRITE);
	struct store_delivery found, d;
	err_t e = app_deliver_view_get(a, m.text, &found);
	if (!e)
		e = app_deliver_event(a, &found, &ev, &d);
	if (e) {
		app_fixture_rollback(a);
		return e;
	}
	if (ret != NULL)
		*ret = d.d;
	return app_fixture_commit(a);
}

static err_t
say(struct app_fixture *fx, const struct session *who, struct made m, enum delivery_event_kind kind)
{
	return say_event(fx, who, m, event(kind), NULL);
}

static void
bring_to_door(struct app_fixture *fx, struct made m)
{
	ck_assert_int_eq(say(fx, &fx->supplier, m, DELIVERY_ACCEPT), ERR_OK);
	ck_assert_int_eq(say(fx, &fx->supplier, m, DELIVERY_LOAD), ERR_OK);
	ck_assert_int_eq(say(fx, &fx->supplier, m, DELIVERY_DISPATCH), ERR_OK);
}

/* Net of an account over all movements. */
static long
net(int account)
{
	char sql[300];
	snprintf(sql, sizeof sql, "SELECT coalesce(sum(CASE WHEN to_account = %d THEN g ELSE 0 END - CASE WHEN from_account = %d THEN g ELSE 0 END), 0) FROM oxy.movement",
	    account, account);
	return app_fixture_ask(sql);
}

static void
check_conserved(void)
{
	ck_assert_int_eq(app_fixture_ask("SELECT coalesce(sum(x.g), 0) FROM (SELECT to_account AS account, g FROM oxy.movement "
	                                 "UNION ALL SELECT from_account, -g FROM oxy.movement) x"), 0);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.movement m WHERE NOT EXISTS (SELECT 1 FROM oxy.account a WHERE a.account_id = m.from_account) "
	                                 "OR NOT EXISTS (SELECT 1 FROM oxy.account a WHERE a.account_id = m.to_account)"), 0);
}

static struct app_fixture *
start(void)
{
	struct app_fixture *fx = app_fixture_new();
	arrange_stock();
	return fx;
}

/* ---- one life ------------------------------------------------------------------------------------------ */

START_TEST(a_delivery_moves_its_mass_from_store_to_vehicle_to_site)
{
	struct app_fixture *fx = start();
	struct made m = offer(fx, 5000000, -1);
	struct delivery d;
	ck_assert_int_eq(say(fx, &fx->supplier, m, DELIVERY_ACCEPT), ERR_OK);
	ck_assert_int_eq(net(31), 0);
	ck_assert_int_eq(say(fx, &fx->supplier, m, DELIVERY_LOAD), ERR_OK);
	ck_assert_int_eq(net(31), -5000000);
	ck_assert_int_eq(net(33), 5000000);
	ck_assert_int_eq(say(fx, &fx->supplier, m, DELIVERY_DISPATCH), ERR_OK);
	ck_assert_int_eq(say(fx, &fx->hospital, m, DELIVERY_ARRIVE), ERR_OK);
	struct delivery_event ev = event(DELIVERY_DELIVER);
	ev.accepted = units_of_g(4800000);
	ev.rejected = units_of_g(150000);
	ev.reason = "purity";
	ck_assert_int_eq(say_event(fx, &fx->hospital, m, ev, &d), ERR_OK);
	ck_assert_int_eq(d.state, DELIVERY_DELIVERED);
	ck_assert_int_eq(d.accepted_g, 4800000);
	ck_assert_int_eq(d.rejected_g, 150000);
	ck_assert_int_eq(net(11), 4800000);           /* the tank */
	ck_assert_int_eq(net(33), 0);                 /* nothing stays on the truck */
	ck_assert_int_eq(net(31), -5000000 + 150000); /* what was rejected went back */
	ck_assert_int_eq(net(36), 50000);             /* hose and heel */
	check_conserved();
	app_fixture_free(fx);
}
END_TEST

/* The newest truth of an account, in grams, as the site's position has it at the event's instant. */
static long
truth_of(struct app_fixture *fx, int account)
{
	struct act *a = app_fixture_begin(fx, &fx->coordinator, DB_READ);
	struct store_position *p;
	long g = -1;
	ck_assert_int_eq(store_position_load(a->db, &(struct store_position_query){ .sites = &fx->pgh1, .n = 1, .at = { a->at.now, a->at.recorded_by } },
	                     a->arena, &p, a->faults), ERR_OK);
	for (int i = 0; i < p->n_truths; i++)
		if (p->truths[i].account_id == account) {
			g = (long)p->truths[i].g;
			ck_assert_int_eq(p->truths[i].n_moves, 0); /* what was filled in is in it */
		}
	app_fixture_rollback(a);
	return g;
}

START_TEST(a_delivery_after_which_nothing_more_went_in_says_what_is_there)
{
	struct app_fixture *fx = start();
	struct made lox = offer(fx, 5000000, -1), bottles = offer(fx, 0, 40);
	struct delivery_event ev = event(DELIVERY_DELIVER);
	bring_to_door(fx, lox);
	bring_to_door(fx, bottles);
	long before = truth_of(fx, 11);
	ev.filled = true;
	ev.accepted = units_of_g(4000000);
	ck_assert_int_eq(say_event(fx, &fx->supplier, lox, ev, NULL), ERR_FORBIDDEN);
	ck_assert_int_eq(truth_of(fx, 11), before);
	ck_assert_int_eq(say_event(fx, &fx->hospital, lox, ev, NULL), ERR_OK);
	ck_assert_int_eq(truth_of(fx, 11), app_fixture_ask("SELECT (a ->> 'capacity_g')::bigint * 95 / 100 FROM oxy.site_revision, "
	                                                   "jsonb_array_elements(doc -> 'assets') a WHERE site_id = 1 AND a ->> 'kind' = 'tank'"));
	ev.accepted = units_of_g(30 * BOTTLE);
	ck_assert_int_eq(say_event(fx, &fx->hospital, bottles, ev, NULL), ERR_OK);
	ck_assert_int_eq(truth_of(fx, 12), BOTTLE * app_fixture_ask("SELECT (a ->> 'bottles')::bigint FROM oxy.site_revision, "
	                                                           "jsonb_array_elements(doc -> 'assets') a WHERE site_id = 1 AND a ->> 'cylinder_type' = 'VN40'"));
	check_conserved();
	app_fixture_free(fx);
}
END_TEST

START_TEST(bottles_come_full_and_go_back_empty)
{
	struct app_fixture *fx = start();
	struct made m = offer(fx, 0, 30);
	struct delivery d;
	bring_to_door(fx, m);
	struct delivery_event ev = event(DELIVERY_DELIVER);
	ev.full = 28;
	ev.empties_back = 25;
	ck_assert_int_eq(say_event(fx, &fx->supplier, m, ev, &d), ERR_OK);
	ck_assert_int_eq(d.accepted_g, 28 * BOTTLE);
	ck_assert_int_eq(d.full, 28);
	ck_assert_int_eq(d.empties_back, 25);
	ck_assert_int_eq(net(12), 28 * BOTTLE);
	ck_assert_int_eq(net(32), -28 * BOTTLE);
	ck_assert_int_eq(app_fixture_ask("SELECT n_empty FROM oxy.movement WHERE to_account = 32 AND cause = 4"), 25);
	check_conserved();
	app_fixture_free(fx);
}
END_TEST

START_TEST(a_quantity_in_grams_is_valid_for_bottles_too)
{
	struct app_fixture *fx = start();
	struct made m = offer(fx, 0, 30);
	struct delivery_event ev = event(DELIVERY_ACCEPT);
	struct delivery d;
	ev.accepted = units_of_g(20 * BOTTLE);
	ck_assert_int_eq(say_event(fx, &fx->supplier, m, ev, &d), ERR_OK);
	ck_assert_int_eq(d.accepted_g, 20 * BOTTLE);
	ck_assert_int_eq(d.full, 20);
	app_fixture_free(fx);
}
END_TEST

START_TEST(part_of_an_offer_can_be_accepted_and_only_that_is_coming)
{
	struct app_fixture *fx = start();
	struct made m = offer(fx, 5000000, -1);
	struct delivery_event ev = event(DELIVERY_ACCEPT);
	struct delivery d;
	ev.accepted = units_of_g(2000000);
	ev.eta = APP_FIXTURE_NOW + 2 * INSTANT_HOUR;
	ck_assert_int_eq(say_event(fx, &fx->supplier, m, ev, &d), ERR_OK);
	ck_assert_int_eq(d.accepted_g, 2000000);
	ck_assert_int_eq(d.eta, ev.eta);
	struct act *a = app_fixture_begin(fx, &fx->hospital, DB_READ);
	struct store_position *p;
	struct store_position_query q = { .sites = &fx->pgh1, .n = 1, .at = { a->at.now, a->at.recorded_by } };
	ck_assert_int_eq(store_position_load(a->db, &q, a->arena, &p, a->faults), ERR_OK);
	ck_assert_int_eq(p->n_inbound, 1);
	ck_assert_int_eq(p->inbound[0].g, 2000000);
	app_fixture_rollback(a);
	ck_assert_int_eq(say(fx, &fx->supplier, m, DELIVERY_LOAD), ERR_OK); /* load defaults to the accepted quantity */
	ck_assert_int_eq(net(33), 2000000);
	app_fixture_free(fx);
}
END_TEST

START_TEST(more_than_was_offered_cannot_be_accepted)
{
	struct app_fixture *fx = start();
	struct made m = offer(fx, 5000000, -1);
	struct delivery_event ev = event(DELIVERY_ACCEPT);
	ev.accepted = units_of_g(5000001);
	ck_assert_int_eq(say_event(fx, &fx->supplier, m, ev, NULL), ERR_INVALID);
	app_fixture_free(fx);
}
END_TEST

START_TEST(the_hospitals_word_wins_by_reversal)
{
	struct app_fixture *fx = start();
	struct made m = offer(fx, 5000000, -1);
	struct delivery d;
	bring_to_door(fx, m);
	ck_assert_int_eq(say(fx, &fx->supplier, m, DELIVERY_DELIVER), ERR_OK);
	ck_assert_int_eq(net(11), 5000000);
	ck_assert(clock_set(fx->app.clock, APP_FIXTURE_NOW + INSTANT_HOUR));
	struct delivery_event ev = event(DELIVERY_DELIVER);
	ev.accepted = units_of_g(4700000);
	ck_assert_int_eq(say_event(fx, &fx->hospital, m, ev, &d), ERR_OK);
	ck_assert_int_eq(d.accepted_g, 4700000);
	ck_assert_int_eq(net(11), 4700000);
	ck_assert_int_eq(net(31), -4700000);
	ck_assert_int_eq(net(33), 0);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.movement WHERE reverses IS NOT NULL"), 1);
	ck_assert_int_eq(say_event(fx, &fx->hospital, m, ev, NULL), ERR_CONFLICT); /* said once */
	ck_assert_int_eq(say(fx, &fx->supplier, m, DELIVERY_DELIVER), ERR_CONFLICT);
	check_conserved();
	app_fixture_free(fx);
}
END_TEST

START_TEST(the_suppliers_word_after_the_hospitals_is_on_record_and_books_nothing)
{
	struct app_fixture *fx = start();
	struct made m = offer(fx, 5000000, -1);
	struct delivery d;
	bring_to_door(fx, m);
	struct delivery_event ev = event(DELIVERY_DELIVER);
	ev.accepted = units_of_g(4700000);
	ck_assert_int_eq(say_event(fx, &fx->hospital, m, ev, NULL), ERR_OK);
	ev.accepted = units_of_g(5000000);
	ck_assert_int_eq(say_event(fx, &fx->supplier, m, ev, &d), ERR_OK);
	ck_assert_int_eq(d.accepted_g, 4700000);
	ck_assert_int_eq(net(11), 4700000);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.delivery_event WHERE statement"), 1);
	app_fixture_free(fx);
}
END_TEST

START_TEST(a_delivery_that_fails_on_the_road_goes_back)
{
	struct app_fixture *fx = start();
	struct made m = offer(fx, 5000000, -1);
	bring_to_door(fx, m);
	ck_assert_int_eq(say(fx, &fx->supplier, m, DELIVERY_FAIL), ERR_OK);
	ck_assert_int_eq(net(31), 0);
	ck_assert_int_eq(net(33), 0);
	check_conserved();
	app_fixture_free(fx);
}
END_TEST

START_TEST(states_and_roles_are_kept)
{
	struct app_fixture *fx = start();
	struct made m = offer(fx, 1000000, -1);
	ck_assert_int_eq(say(fx, &fx->hospital, m, DELIVERY_ACCEPT), ERR_FORBIDDEN);
	ck_assert_int_eq(say(fx, &fx->supplier, m, DELIVERY_CANCEL), ERR_FORBIDDEN);
	ck_assert_int_eq(say(fx, &fx->supplier, m, DELIVERY_LOAD), ERR_CONFLICT);
	ck_assert_int_eq(say(fx, &fx->supplier, m, DELIVERY_ACCEPT), ERR_OK);
	ck_assert_int_eq(say(fx, &fx->supplier, m, DELIVERY_ACCEPT), ERR_CONFLICT);
	ck_assert_int_eq(say(fx, &fx->coordinator, m, DELIVERY_CANCEL), ERR_OK);
	ck_assert_int_eq(say(fx, &fx->supplier, m, DELIVERY_LOAD), ERR_CONFLICT);
	app_fixture_free(fx);
}
END_TEST

START_TEST(an_event_may_precede_the_one_before_by_five_minutes)
{
	struct app_fixture *fx = start();
	struct made m = offer(fx, 1000000, -1);
	struct delivery_event ev = event(DELIVERY_ACCEPT);
	ev.occurred_at = APP_FIXTURE_NOW - 6 * INSTANT_MINUTE;
	ck_assert_int_eq(say_event(fx, &fx->supplier, m, ev, NULL), ERR_INVALID);
	ev.occurred_at = APP_FIXTURE_NOW - 5 * INSTANT_MINUTE;
	ck_assert_int_eq(say_event(fx, &fx->supplier, m, ev, NULL), ERR_OK);
	ev = event(DELIVERY_LOAD);
	ev.occurred_at = APP_FIXTURE_NOW - 5 * INSTANT_MINUTE; /* equal */
	ck_assert_int_eq(say_event(fx, &fx->supplier, m, ev, NULL), ERR_OK);
	ev = event(DELIVERY_DISPATCH);
	ev.occurred_at = APP_FIXTURE_NOW + INSTANT_HOUR; /* not yet */
	ck_assert_int_eq(say_event(fx, &fx->supplier, m, ev, NULL), ERR_INVALID);
	app_fixture_free(fx);
}
END_TEST

START_TEST(a_client_event_id_that_comes_twice_is_one_event)
{
	struct app_fixture *fx = start();
	struct made m = offer(fx, 1000000, -1);
	struct delivery_event ev = event(DELIVERY_ACCEPT);
	ev.client_event_id = "phone-1";
	ck_assert_int_eq(say_event(fx, &fx->supplier, m, ev, NULL), ERR_OK);
	ck_assert_int_eq(say_event(fx, &fx->supplier, m, ev, NULL), ERR_OK);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.delivery_event WHERE event = 2"), 1);
	ev.event = DELIVERY_LOAD;
	ck_assert_int_eq(say_event(fx, &fx->supplier, m, ev, NULL), ERR_CONFLICT);
	app_fixture_free(fx);
}
END_TEST

START_TEST(each_change_is_put_into_the_suppliers_outbox)
{
	struct app_fixture *fx = start();
	struct made m = offer(fx, 1000000, -1);
	ck_assert_int_eq(say(fx, &fx->supplier, m, DELIVERY_ACCEPT), ERR_OK);
	ck_assert_str_eq(app_fixture_ask_text("SELECT topic FROM oxy.outbox"), "oxyd/v1/suppliers/15-GASCO/assignments");
	ck_assert_str_eq(app_fixture_ask_text("SELECT payload ->> 'event' || ' ' || (payload -> 'delivery' ->> 'state') FROM oxy.outbox"), "accept accepted");
	app_fixture_free(fx);
}
END_TEST

/* ---- another's vehicle --------------------------------------------------------------------------------------- */

/* An offer of GASCO's LOX that FILL's tanker drives; its vehicle has the account 43. */
static struct made
offer_carried(struct app_fixture *fx, int64_t g)
{
	char sql[300];
	struct made m = offer(fx, g, -1);
	app_fixture_say("INSERT INTO oxy.account (shard, account_id, site_id, kind, product) VALUES (15, 43, 4, 3, 1)");
	snprintf(sql, sizeof sql, "UPDATE oxy.delivery SET carrier_shard = 15, carrier_id = 4, vehicle = '15-FILL-TK1', vehicle_account = 43 WHERE delivery_id = '%s'", m.text);
	app_fixture_say(sql);
	return m;
}

START_TEST(a_carrier_drives_what_the_supplier_promises_and_loads)
{
	static const enum delivery_event_kind goods[] = { DELIVERY_ACCEPT, DELIVERY_DECLINE, DELIVERY_LOAD };
	struct app_fixture *fx = start();
	struct made m = offer_carried(fx, 5000000);
	struct delivery d;
	for (size_t i = 0; i < ARRAY_LEN(goods); i++)
		ck_assert_int_eq(say(fx, &fx->supplier2, m, goods[i]), ERR_FORBIDDEN);
	ck_assert_int_eq(say(fx, &fx->supplier, m, DELIVERY_ACCEPT), ERR_OK);
	ck_assert_int_eq(say(fx, &fx->supplier2, m, DELIVERY_LOAD), ERR_FORBIDDEN);
	ck_assert_int_eq(say(fx, &fx->supplier, m, DELIVERY_LOAD), ERR_OK);
	ck_assert_int_eq(net(31), -5000000);
	ck_assert_int_eq(net(43), 5000000);
	ck_assert_int_eq(say(fx, &fx->supplier2, m, DELIVERY_DISPATCH), ERR_OK);
	ck_assert_int_eq(say_event(fx, &fx->supplier2, m, event(DELIVERY_ARRIVE), &d), ERR_OK);
	ck_assert_str_eq(d.supplier, "15-GASCO");
	ck_assert_str_eq(d.carrier, "15-FILL");
	ck_assert_int_eq(say(fx, &fx->supplier2, m, DELIVERY_DELIVER), ERR_OK);
	ck_assert_int_eq(say(fx, &fx->supplier, m, DELIVERY_DELIVER), ERR_CONFLICT); /* the two of them have one word */
	ck_assert_int_eq(say(fx, &fx->hospital, m, DELIVERY_DELIVER), ERR_OK);
	ck_assert_int_eq(net(43), 0);
	ck_assert_int_eq(net(11), 5000000);
	check_conserved();
	app_fixture_free(fx);
}
END_TEST

START_TEST(a_carrier_that_breaks_down_says_so_and_the_goods_are_the_suppliers_again)
{
	struct app_fixture *fx = start();
	struct made m = offer_carried(fx, 5000000);
	bring_to_door(fx, m);
	ck_assert_int_eq(say(fx, &fx->supplier2, m, DELIVERY_FAIL), ERR_OK);
	ck_assert_int_eq(net(31), 0);
	ck_assert_int_eq(net(43), 0);
	check_conserved();
	app_fixture_free(fx);
}
END_TEST

START_TEST(a_carrier_sees_and_is_told_of_what_it_drives_and_of_nothing_else)
{
	struct app_fixture *fx = start();
	struct made mine = offer_carried(fx, 1000000), other = offer(fx, 2000000, -1);
	for (int skip = 0; skip < 2; skip++) {
		struct store_delivery d;
		struct store_delivery_list list;
		struct app_deliver_view_filter any = { .limit = 10 };
		const char *next;
		fx->app.skip_scope = skip;
		struct act *a = app_fixture_begin(fx, &fx->supplier2, DB_READ);
		ck_assert_int_eq(app_deliver_view_get(a, mine.text, &d), ERR_OK);
		ck_assert_int_eq(app_deliver_view_get(a, other.text, &d), ERR_NOT_FOUND);
		ck_assert_int_eq(app_deliver_view_list(a, &any, &list, &next), ERR_OK);
		ck_assert_int_eq(list.n, 1);
		ck_assert_str_eq(list.items[0].d.carrier, "15-FILL");
		app_fixture_rollback(a);
	}
	fx->app.skip_scope = false;
	ck_assert_int_eq(say(fx, &fx->supplier2, other, DELIVERY_FAIL), ERR_NOT_FOUND);
	ck_assert_int_eq(say(fx, &fx->stranger, mine, DELIVERY_FAIL), ERR_NOT_FOUND);
	ck_assert_int_eq(say(fx, &fx->supplier, mine, DELIVERY_ACCEPT), ERR_OK);
	ck_assert_str_eq(app_fixture_ask_text("SELECT string_agg(topic, ' ' ORDER BY topic) FROM oxy.outbox WHERE payload ->> 'event' = 'accept'"),
	    "oxyd/v1/suppliers/15-FILL/assignments oxyd/v1/suppliers/15-GASCO/assignments");
	app_fixture_free(fx);
}
END_TEST

/* ---- time ------------------------------------------------------------------------------------------------- */

START_TEST(an_offer_that_nobody_answers_expires_after_four_hours)
{
	struct app_fixture *fx = start();
	struct made m = offer(fx, 1000000, -1);
	struct session daemon = { .cred_id = 0 };
	for (int round = 0; round < 2; round++) {
		struct db_conn *c;
		struct faults f = { 0 };
		ck_assert(clock_set(fx->app.clock, APP_FIXTURE_NOW + (round ? 4 : 3) * INSTANT_HOUR));
		if (round == 1)
			ck_assert_int_eq(say(fx, &fx->supplier, m, DELIVERY_ACCEPT), ERR_CONFLICT); /* even before the job comes by */
		ck_assert_int_eq(db_acquire(fx->app.db, DB_JOB, &c, &f), ERR_OK);
		ck_assert_int_eq(db_begin(c, DB_WRITE, NULL, &f), ERR_OK);
		struct act a = { .app = &fx->app, .who = &daemon, .db = c, .arena = arena_new(), .faults = &f,
			.at = { clock_now(fx->app.clock), INT64_C(253402300799) * INSTANT_SECOND }, .recorded_at = clock_now(fx->app.clock) };
		int n = -1;
		ck_assert_int_eq(app_expire_offers(&a, &n), ERR_OK);
		ck_assert_int_eq(n, round);
		ck_assert_int_eq(db_commit(c, &f), ERR_OK);
		db_release(c);
		arena_free(a.arena);
	}
	ck_assert_int_eq(app_fixture_ask("SELECT max(state) FROM oxy.delivery_event WHERE seq = 3"), DELIVERY_EXPIRED);
	app_fixture_free(fx);
}
END_TEST

START_TEST(as_of_shows_a_delivery_in_the_state_it_had)
{
	struct app_fixture *fx = start();
	struct made m = offer(fx, 1000000, -1);
	struct store_delivery d;
	ck_assert(clock_set(fx->app.clock, APP_FIXTURE_NOW + INSTANT_HOUR));
	ck_assert_int_eq(say(fx, &fx->supplier, m, DELIVERY_ACCEPT), ERR_OK);
	ck_assert(clock_set(fx->app.clock, APP_FIXTURE_NOW + 2 * INSTANT_HOUR));
	struct act *a = app_fixture_begin_as_of(fx, &fx->hospital, APP_FIXTURE_NOW + INSTANT_MINUTE);
	ck_assert_int_eq(app_deliver_view_get(a, m.text, &d), ERR_OK);
	ck_assert_int_eq(d.d.state, DELIVERY_OFFERED);
	app_fixture_rollback(a);
	a = app_fixture_begin_as_of(fx, &fx->hospital, APP_FIXTURE_NOW + INSTANT_HOUR + INSTANT_MINUTE);
	ck_assert_int_eq(app_deliver_view_get(a, m.text, &d), ERR_OK);
	ck_assert_int_eq(d.d.state, DELIVERY_ACCEPTED);
	app_fixture_rollback(a);
	a = app_fixture_begin_as_of(fx, &fx->hospital, APP_FIXTURE_NOW - INSTANT_HOUR);
	ck_assert_int_eq(app_deliver_view_get(a, m.text, &d), ERR_NOT_FOUND);
	app_fixture_rollback(a);
	app_fixture_free(fx);
}
END_TEST

/* ---- tenants ------------------------------------------------------------------------------------------------ */

START_TEST(strangers_do_not_see_a_delivery_with_or_without_the_programs_own_check)
{
	struct app_fixture *fx = start();
	struct made m = offer(fx, 1000000, -1);
	const struct session *strangers[] = { &fx->supplier2, &fx->hospital2, &fx->stranger, &fx->stranger_hospital };
	const struct session *parties[] = { &fx->supplier, &fx->hospital, &fx->coordinator, &fx->ministry };
	for (int skip = 0; skip < 2; skip++) {
		fx->app.skip_scope = skip;
		for (size_t i = 0; i < 4; i++) {
			struct store_delivery d;
			struct store_delivery_list list;
			struct app_deliver_view_filter any = { .limit = 10 };
			const char *next;
			struct act *a = app_fixture_begin(fx, strangers[i], DB_READ);
			ck_assert_int_eq(app_deliver_view_get(a, m.text, &d), ERR_NOT_FOUND);
			ck_assert_int_eq(app_deliver_view_list(a, &any, &list, &next), ERR_OK);
			ck_assert_int_eq(list.n, 0);
			app_fixture_rollback(a);
			a = app_fixture_begin(fx, parties[i], DB_READ);
			ck_assert_int_eq(app_deliver_view_list(a, &any, &list, &next), ERR_OK);
			ck_assert_int_eq(list.n, 1);
			ck_assert_str_eq(list.items[0].d.facility, "15-PGH1");
			app_fixture_rollback(a);
		}
	}
	app_fixture_free(fx);
}
END_TEST

START_TEST(the_list_comes_earliest_window_first_page_by_page)
{
	struct app_fixture *fx = start();
	offer(fx, 1000000, -1);
	ck_assert(clock_set(fx->app.clock, APP_FIXTURE_NOW + INSTANT_MINUTE));
	offer(fx, 2000000, -1);
	struct act *a = app_fixture_begin(fx, &fx->supplier, DB_READ);
	struct app_deliver_view_filter q = { .supplier = "15-GASCO", .facility = "15-PGH1", .state = DELIVERY_OFFERED, .limit = 1 };
	struct store_delivery_list page;
	const char *next;
	ck_assert_int_eq(app_deliver_view_list(a, &q, &page, &next), ERR_OK);
	ck_assert_int_eq(page.items[0].d.quantity_g, 1000000);
	ck_assert_ptr_nonnull(next);
	q.cursor = next;
	ck_assert_int_eq(app_deliver_view_list(a, &q, &page, &next), ERR_OK);
	ck_assert_int_eq(page.items[0].d.quantity_g, 2000000);
	ck_assert_ptr_null(next);
	q.state = DELIVERY_ACCEPTED;
	q.cursor = NULL;
	ck_assert_int_eq(app_deliver_view_list(a, &q, &page, &next), ERR_OK);
	ck_assert_int_eq(page.n, 0);
	app_fixture_rollback(a);
	app_fixture_free(fx);
}
END_TEST

/* ---- many at once --------------------------------------------------------------------------------------------- */

enum { RIVALS = 100 };

struct rival {
	struct app_fixture *fx;
	struct made m;
	err_t e;
};

static void *
accept_one(void *arg)
{
	struct rival *r = arg;
	for (int tries = 0; tries < 200; tries++) { /* a busy server is asked again, as a client would */
		struct faults f = { 0 };
		struct store_delivery found, after;
		struct delivery_event ev = event(DELIVERY_ACCEPT);
		struct act a = { .app = &r->fx->app, .who = &r->fx->supplier, .arena = arena_new(), .faults = &f,
			.at = { clock_now(r->fx->app.clock), INT64_C(253402300799) * INSTANT_SECOND } };
		a.recorded_at = a.at.now;
		r->e = db_acquire(r->fx->app.db, DB_API, &a.db, &f);
		if (!r->e)
			r->e = db_begin(a.db, DB_WRITE, &(struct db_scope){ a.who->cred_id }, &f);
		if (!r->e)
			r->e = app_deliver_view_get(&a, r->m.text, &found);
		if (!r->e)
			r->e = app_deliver_event(&a, &found, &ev, &after);
		if (!r->e)
			r->e = db_commit(a.db, &f);
		db_release(a.db);
		arena_free(a.arena);
		if (r->e != ERR_AWAY)
			break;
	}
	return NULL;
}

START_TEST(a_hundred_concurrent_accepts_of_the_last_bottles_never_overdraw)
{
	struct app_fixture *fx = start(); /* 100 bottles; a hundred offers of 3 */
	static struct rival rivals[RIVALS];
	pthread_t thread[RIVALS];
	int won = 0, lost = 0;
	for (int i = 0; i < RIVALS; i++)
		rivals[i] = (struct rival){ .fx = fx, .m = offer(fx, 0, 3) };
	for (int i = 0; i < RIVALS; i++)
		pthread_create(&thread[i], NULL, accept_one, &rivals[i]);
	for (int i = 0; i < RIVALS; i++)
		pthread_join(thread[i], NULL);
	for (int i = 0; i < RIVALS; i++) {
		won += rivals[i].e == ERR_OK;
		lost += rivals[i].e == ERR_CONFLICT;
	}
	ck_assert_int_eq(won, 33); /* 99 bottles; the hundredth is not enough for another three */
	ck_assert_int_eq(lost, RIVALS - 33);
	ck_assert_int_eq(app_fixture_ask("SELECT sum(n_full) FROM oxy.delivery_event WHERE event = 2"), 99);
	app_fixture_free(fx);
}
END_TEST

START_TEST(stock_that_is_gone_refuses_an_accept)
{
	struct app_fixture *fx = start(); /* 10 t */
	struct made a = offer(fx, 7000000, -1), b = offer(fx, 7000000, -1);
	struct delivery_event part = event(DELIVERY_ACCEPT);
	ck_assert_int_eq(say(fx, &fx->supplier, a, DELIVERY_ACCEPT), ERR_OK);
	ck_assert_int_eq(say(fx, &fx->supplier, b, DELIVERY_ACCEPT), ERR_CONFLICT);
	part.accepted = units_of_g(3000000);
	ck_assert_int_eq(say_event(fx, &fx->supplier, b, part, NULL), ERR_OK);
	app_fixture_free(fx);
}
END_TEST

/* ---- drops ------------------------------------------------------------------------------------------------------- */

static struct delivery_drop
drop_of(int64_t g, const char *docket)
{
	struct delivery_drop d;
	wire_init(&wire_delivery_shape_drop, &d);
	d.facility = "15-PGH1";
	d.supplier = "15-GASCO";
	d.product = PRODUCT_LOX;
	d.quantity = units_of_g(g);
	d.docket = docket;
	return d;
}

static err_t
tell_drop(struct app_fixture *fx, const struct session *who, struct delivery_drop d, struct delivery *ret, bool *is_new)
{
	struct act *a = app_fixture_begin(fx, who, DB_WRITE);
	struct store_delivery s;
	bool fresh = false;
	err_t e = app_deliver_drop(a, fx->pgh1, fx->gasco, &d, &s, &fresh);
	if (is_new != NULL)
		*is_new = fresh;
	if (e) {
		app_fixture_rollback(a);
		return e;
	}
	ck_assert_str_eq(s.d.docket, d.docket); /* the act's texts end with it */
	if (ret != NULL)
		*ret = s.d;
	return app_fixture_commit(a);
}

START_TEST(a_drop_outside_any_plan_is_booked_at_once)
{
	struct app_fixture *fx = start();
	struct delivery d;
	bool is_new;
	ck_assert_int_eq(tell_drop(fx, &fx->supplier, drop_of(3000000, "P-1"), &d, &is_new), ERR_OK);
	ck_assert(is_new);
	ck_assert_int_eq(d.state, DELIVERY_DELIVERED);
	ck_assert(id_is_none(d.plan));
	ck_assert_int_eq(net(31), -3000000);
	ck_assert_int_eq(net(11), 3000000);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.receipt_key WHERE key = 'docket:15-GASCO:P-1'"), 1);
	check_conserved();
	app_fixture_free(fx);
}
END_TEST

START_TEST(a_docket_that_comes_again_counts_once_whoever_sends_it)
{
	struct app_fixture *fx = start();
	bool is_new;
	ck_assert_int_eq(tell_drop(fx, &fx->supplier, drop_of(3000000, "P-1"), NULL, NULL), ERR_OK);
	ck_assert_int_eq(tell_drop(fx, &fx->supplier, drop_of(3000000, "P-1"), NULL, &is_new), ERR_OK);
	ck_assert(!is_new);
	ck_assert_int_eq(tell_drop(fx, &fx->hospital, drop_of(3000000, "P-1"), NULL, &is_new), ERR_OK);
	ck_assert(!is_new);
	ck_assert_int_eq(tell_drop(fx, &fx->hospital, drop_of(2000000, "P-1"), NULL, NULL), ERR_CONFLICT);
	ck_assert_int_eq(net(11), 3000000);
	app_fixture_free(fx);
}
END_TEST

START_TEST(more_than_a_tank_holds_was_not_dropped)
{
	struct app_fixture *fx = start();
	ck_assert_int_eq(tell_drop(fx, &fx->hospital, drop_of(500000000, "P-1"), NULL, NULL), ERR_INVALID);
	ck_assert_int_eq(net(31), 0);
	app_fixture_free(fx);
}
END_TEST

/* Two suppliers number their dockets alike. */
START_TEST(a_docket_is_its_suppliers)
{
	struct app_fixture *fx = start();
	ck_assert_int_eq(tell_drop(fx, &fx->supplier, drop_of(3000000, "0001"), NULL, NULL), ERR_OK);
	struct delivery_drop d = drop_of(0, "0001");
	d.supplier = "15-FILL";
	d.product = PRODUCT_CYLINDER;
	d.cylinder_type = "VN40";
	d.full = 2;
	d.quantity = units_of_g(UNITS_UNKNOWN_G);
	struct act *a = app_fixture_begin(fx, &fx->hospital, DB_WRITE);
	struct store_delivery s;
	bool is_new = false;
	ck_assert_int_eq(app_deliver_drop(a, fx->pgh1, fx->fill, &d, &s, &is_new), ERR_OK);
	ck_assert_int_eq(app_fixture_commit(a), ERR_OK);
	ck_assert(is_new);
	ck_assert_int_eq(app_fixture_ask("SELECT sum(m.g) FROM oxy.movement m JOIN oxy.asset a ON a.account_id = m.to_account WHERE a.code = '15-PGH1-C1'"), 2 * 7987);
	app_fixture_free(fx);
}
END_TEST

/* A report that named no supplier had the docket before: the supplier's stock goes down, the hospital's stays. */
START_TEST(a_drop_that_a_report_had_without_its_supplier_counts_once)
{
	struct app_fixture *fx = start();
	struct act *a = app_fixture_begin(fx, &fx->hospital, DB_WRITE);
	struct store_delivery_by by = { .at = a->recorded_at, .recorded_at = a->recorded_at, .cred_id = fx->hospital.cred_id };
	struct store_delivery_receipt r = { .shard = fx->pgh1.shard, .site_id = fx->pgh1.site_id, .key = "docket::P-7", .move = id_new(a->recorded_at) };
	bool first = false;
	ck_assert_int_eq(store_delivery_claim(a->db, &r, &by, &first, a->faults), ERR_OK);
	ck_assert_int_eq(app_fixture_commit(a), ERR_OK);
	ck_assert_int_eq(tell_drop(fx, &fx->supplier, drop_of(3000000, "P-7"), NULL, NULL), ERR_OK);
	ck_assert_int_eq(net(31), -3000000);
	ck_assert_int_eq(net(11), 0);
	app_fixture_free(fx);
}
END_TEST

START_TEST(the_hospital_corrects_a_drop_that_the_supplier_told_of)
{
	struct app_fixture *fx = start();
	struct delivery d;
	struct made m;
	ck_assert_int_eq(tell_drop(fx, &fx->supplier, drop_of(3000000, "P-1"), &d, NULL), ERR_OK);
	m.id = d.id;
	id_text(d.id, m.text);
	struct delivery_event ev = event(DELIVERY_DELIVER);
	ev.accepted = units_of_g(2900000);
	ck_assert_int_eq(say_event(fx, &fx->hospital, m, ev, &d), ERR_OK);
	ck_assert_int_eq(d.accepted_g, 2900000);
	ck_assert_int_eq(net(11), 2900000);
	ck_assert_int_eq(net(31), -2900000);
	check_conserved();
	app_fixture_free(fx);
}
END_TEST

START_TEST(a_supplier_of_another_province_that_deals_with_nobody_here_does_not_exist)
{
	struct app_fixture *fx = start();
	struct act *a = app_fixture_begin(fx, &fx->hospital, DB_WRITE);
	struct store_site found = { 0 };
	ck_assert_int_eq(app_deliver_partner(a, "01-GAS", STORE_SUPPLIER, fx->pgh1, "/supplier", &found), ERR_NOT_FOUND);
	ck_assert_int_eq(app_deliver_partner(a, "NO-SUCH", STORE_SUPPLIER, fx->pgh1, "/supplier", &found), ERR_NOT_FOUND);
	ck_assert_int_eq(app_deliver_partner(a, "15-PGH1", STORE_SUPPLIER, fx->pgh1, "/supplier", &found), ERR_NOT_FOUND);
	ck_assert_int_eq(app_deliver_partner(a, "15-FILL", STORE_SUPPLIER, fx->pgh1, "/supplier", &found), ERR_OK);
	app_fixture_rollback(a);
	app_fixture_free(fx);
}
END_TEST

/* ---- loans and requests -------------------------------------------------------------------------------------------- */

static err_t
lend(struct app_fixture *fx, const struct session *who, int64_t full)
{
	struct act *a = app_fixture_begin(fx, who, DB_WRITE);
	struct transfer t;
	bool is_new;
	wire_init(&wire_delivery_shape_transfer, &t);
	t.from = "15-PGH1";
	t.to = "15-DH2";
	t.product = PRODUCT_CYLINDER;
	t.cylinder_type = "VN40";
	t.full = full;
	err_t e = app_transfer_stock(a, fx->pgh1, fx->dh2, &t, &is_new);
	if (e) {
		app_fixture_rollback(a);
		return e;
	}
	ck_assert_str_eq(t.from_asset, "15-PGH1-C1");
	return app_fixture_commit(a);
}

START_TEST(a_loan_moves_both_stocks_or_neither_and_cannot_overdraw)
{
	struct app_fixture *fx = start(); /* PGH1 has 50 bottles an hour ago */
	ck_assert_int_eq(lend(fx, &fx->hospital, 20), ERR_OK);
	ck_assert_int_eq(net(12), -20 * BOTTLE);
	ck_assert_int_eq(net(21), 20 * BOTTLE);
	ck_assert_int_eq(lend(fx, &fx->coordinator, 31), ERR_CONFLICT);
	ck_assert_int_eq(net(12), -20 * BOTTLE);
	ck_assert_int_eq(net(21), 20 * BOTTLE);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.transfer"), 1);
	check_conserved();
	struct act *a = app_fixture_begin(fx, &fx->hospital2, DB_READ); /* the borrower sees what it got */
	struct store_position *p;
	struct app_transfer_stock_list list;
	struct store_position_query q = { .sites = &fx->dh2, .n = 1, .at = { a->at.now, a->at.recorded_by } };
	ck_assert_int_eq(store_position_load(a->db, &q, a->arena, &p, a->faults), ERR_OK);
	ck_assert_int_eq(p->truths[0].n_moves, 1);
	ck_assert_int_eq(app_transfer_stock_list(a, "15-DH2", NULL, 10, &list), ERR_OK);
	ck_assert_int_eq(list.n, 1);
	app_fixture_rollback(a);
	app_fixture_free(fx);
}
END_TEST

START_TEST(a_request_is_open_until_deliveries_meet_it)
{
	struct app_fixture *fx = start();
	struct act *a = app_fixture_begin(fx, &fx->hospital, DB_WRITE);
	struct supply_request r;
	struct app_request_supply_list list;
	bool is_new;
	wire_init(&wire_delivery_shape_request, &r);
	r.facility = "15-PGH1";
	r.product = PRODUCT_LOX;
	r.quantity = units_of_g(2000000);
	r.urgency = URGENCY_URGENT;
	ck_assert_int_eq(app_request_supply(a, fx->pgh1, &r, &is_new), ERR_OK);
	ck_assert_int_eq(app_fixture_commit(a), ERR_OK);
	a = app_fixture_begin(fx, &fx->coordinator, DB_READ);
	ck_assert_int_eq(app_request_supply_list(a, NULL, NULL, 10, &list), ERR_OK);
	ck_assert_int_eq(list.n, 1);
	ck_assert_int_eq(list.items[0].state, REQUEST_OPEN);
	app_fixture_rollback(a);
	ck_assert(clock_set(fx->app.clock, APP_FIXTURE_NOW + INSTANT_MINUTE));
	ck_assert_int_eq(tell_drop(fx, &fx->supplier, drop_of(2000000, "P-9"), NULL, NULL), ERR_OK);
	a = app_fixture_begin(fx, &fx->coordinator, DB_READ);
	ck_assert_int_eq(app_request_supply_list(a, "15-PGH1", NULL, 10, &list), ERR_OK);
	ck_assert_int_eq(list.items[0].state, REQUEST_MET);
	app_fixture_rollback(a);
	app_fixture_free(fx);
}
END_TEST

SUITE("db/delivery", a_delivery_moves_its_mass_from_store_to_vehicle_to_site, a_delivery_after_which_nothing_more_went_in_says_what_is_there,
    bottles_come_full_and_go_back_empty,
    a_quantity_in_grams_is_valid_for_bottles_too, part_of_an_offer_can_be_accepted_and_only_that_is_coming, more_than_was_offered_cannot_be_accepted,
    the_hospitals_word_wins_by_reversal, the_suppliers_word_after_the_hospitals_is_on_record_and_books_nothing,
    a_delivery_that_fails_on_the_road_goes_back, states_and_roles_are_kept, an_event_may_precede_the_one_before_by_five_minutes,
    a_client_event_id_that_comes_twice_is_one_event, each_change_is_put_into_the_suppliers_outbox, a_carrier_drives_what_the_supplier_promises_and_loads,
    a_carrier_that_breaks_down_says_so_and_the_goods_are_the_suppliers_again, a_carrier_sees_and_is_told_of_what_it_drives_and_of_nothing_else, an_offer_that_nobody_answers_expires_after_four_hours,
    as_of_shows_a_delivery_in_the_state_it_had, strangers_do_not_see_a_delivery_with_or_without_the_programs_own_check,
    the_list_comes_earliest_window_first_page_by_page, a_hundred_concurrent_accepts_of_the_last_bottles_never_overdraw,
    stock_that_is_gone_refuses_an_accept, a_drop_outside_any_plan_is_booked_at_once, a_docket_that_comes_again_counts_once_whoever_sends_it,
    a_docket_is_its_suppliers, more_than_a_tank_holds_was_not_dropped, a_drop_that_a_report_had_without_its_supplier_counts_once,
    the_hospital_corrects_a_drop_that_the_supplier_told_of, a_supplier_of_another_province_that_deals_with_nobody_here_does_not_exist,
    a_loan_moves_both_stocks_or_neither_and_cannot_overdraw, a_request_is_open_until_deliveries_meet_it)
