/* Units of both editions in the database. */
#include "app/load_units.h"
#include "lib/app_fixture.h"
#include "lib/suite.h"
#include "store/unit.h"

START_TEST(the_program_s_own_provinces_are_loaded_once)
{
	struct app_fixture *fx = app_fixture_new();
	app_fixture_say("DELETE FROM oxy.admin_unit"); /* the fixture's template may have them */
	for (int round = 0; round < 2; round++) {
		struct faults f = { 0 };
		ck_assert_int_eq(app_load_units(&fx->app, &f), ERR_OK);
		ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.admin_unit WHERE valid_to IS NULL"), 34);
		ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.admin_unit WHERE valid_from = '2008-08-01' AND valid_to = '2025-07-01'"), 63);
		ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.shard_admin"), 34);
		ck_assert_int_eq(app_fixture_ask("SELECT count(DISTINCT shard) FROM oxy.shard_admin WHERE shard = province::int"), 34);
	}
	/* the same code, another territory */
	ck_assert_str_eq(app_fixture_ask_text("SELECT name_vi || ' > ' || successor FROM oxy.admin_unit WHERE code = '24' AND valid_from < '2025-07-01'"), "Bắc Giang > 24");
	ck_assert_str_eq(app_fixture_ask_text("SELECT name_vi FROM oxy.admin_unit WHERE code = '24' AND valid_to IS NULL"), "Bắc Ninh");
	ck_assert_int_eq(app_fixture_ask("SELECT count(DISTINCT o.code) FROM oxy.admin_unit o JOIN oxy.admin_unit n USING (code)"
	                                 " WHERE o.valid_to = '2025-07-01' AND n.valid_to IS NULL AND o.name_en <> n.name_en"), 7);
	app_fixture_free(fx);
}
END_TEST

START_TEST(what_is_said_again_is_unchanged_and_a_newer_row_ends_the_older)
{
	struct app_fixture *fx = app_fixture_new();
	struct db_conn *c;
	struct arena *a = arena_new();
	struct store_unit u[] = {
		{ .code = "99998", .valid_from = 20270, .valid_to = DAY_NONE, .kind = STORE_UNIT_COMMUNE, .parent = "15", .name_vi = "Xã Một", .place = { 21, 104 } },
		{ .code = "99999", .valid_from = 20270, .valid_to = DAY_NONE, .kind = STORE_UNIT_COMMUNE, .parent = "15", .name_vi = "Xã Hai", .place = { NAN, NAN } },
	};
	ck_assert_int_eq(db_acquire(fx->app.db, DB_JOB, &c, NULL), ERR_OK);
	ck_assert_int_eq(store_unit_put(c, u, 2, a, NULL), ERR_OK);
	ck_assert(u[0].result == STORE_UNIT_CREATED && u[1].result == STORE_UNIT_CREATED);
	u[1].name_vi = "Xã Ba";
	u[0].name_vi = NULL; /* not said now: stays */
	ck_assert_int_eq(store_unit_put(c, u, 2, a, NULL), ERR_OK);
	ck_assert(u[0].result == STORE_UNIT_UNCHANGED && u[1].result == STORE_UNIT_CHANGED);
	u[0].valid_from = 20500;
	u[0].name_vi = "Phường Một";
	ck_assert_int_eq(store_unit_put(c, u, 1, a, NULL), ERR_OK);
	ck_assert_int_eq(u[0].result, STORE_UNIT_CREATED);
	ck_assert_str_eq(app_fixture_ask_text("SELECT string_agg(name_vi || ' ' || coalesce(valid_to::text, '-'), ', ' ORDER BY valid_from) FROM oxy.admin_unit WHERE code = '99998'"),
	    "Xã Một 2026-02-16, Phường Một -");
	db_release(c);
	arena_free(a);
	app_fixture_free(fx);
}
END_TEST

SUITE("db/units", the_program_s_own_provinces_are_loaded_once, what_is_said_again_is_unchanged_and_a_newer_row_ends_the_older)
