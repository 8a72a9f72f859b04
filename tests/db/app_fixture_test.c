/* The fixture that the tests of app/ stand on: every session sees its own, and tests do not see
 * each other. */
#include "lib/app_fixture.h"
#include "lib/suite.h"

static err_t
may_see(struct app_fixture *fx, const struct session *who, const char *code, enum store_role role)
{
	struct act *a = app_fixture_begin(fx, who, DB_READ);
	struct store_site site;
	err_t e = app_site_in_scope(a, code, role, "", &site);
	app_fixture_rollback(a);
	return e;
}

static long
visible_sites(struct app_fixture *fx, const struct session *who)
{
	struct act *a = app_fixture_begin(fx, who, DB_READ);
	struct store_site_list facilities, suppliers;
	ck_assert_int_eq(store_site_list(fx->app.sites, a->db, "", STORE_FACILITY,
			     a->at.recorded_by, a->arena, &facilities, a->faults),
	    ERR_OK);
	ck_assert_int_eq(store_site_list(fx->app.sites, a->db, "", STORE_SUPPLIER,
			     a->at.recorded_by, a->arena, &suppliers, a->faults),
	    ERR_OK);
	app_fixture_rollback(a);
	return (long)(facilities.n + suppliers.n);
}

START_TEST(each_session_sees_its_own_sites_in_code_and_in_the_database)
{
	struct app_fixture *fx = app_fixture_new();
	const struct {
		const struct session *who;
		err_t pgh1, dh2, hn1;
		long sites;
	} cases[] = {
		{ &fx->admin, ERR_OK, ERR_OK, ERR_OK, 6 },
		{ &fx->ministry, ERR_OK, ERR_OK, ERR_OK, 6 },
		{ &fx->coordinator, ERR_OK, ERR_OK, ERR_NOT_FOUND, 4 },
		{ &fx->stranger, ERR_NOT_FOUND, ERR_NOT_FOUND, ERR_OK, 2 },
		{ &fx->hospital, ERR_OK, ERR_NOT_FOUND, ERR_NOT_FOUND, 1 },
		{ &fx->hospital2, ERR_NOT_FOUND, ERR_OK, ERR_NOT_FOUND, 1 },
		{ &fx->device, ERR_OK, ERR_NOT_FOUND, ERR_NOT_FOUND, 1 },
		{ &fx->supplier, ERR_NOT_FOUND, ERR_NOT_FOUND, ERR_NOT_FOUND, 1 },
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		ck_assert_int_eq(
		    may_see(fx, cases[i].who, "15-PGH1", STORE_FACILITY), cases[i].pgh1);
		ck_assert_int_eq(may_see(fx, cases[i].who, "15-DH2", STORE_FACILITY), cases[i].dh2);
		ck_assert_int_eq(may_see(fx, cases[i].who, "01-HN1", STORE_FACILITY), cases[i].hn1);
		ck_assert_int_eq(visible_sites(fx, cases[i].who), cases[i].sites);
	}
	app_fixture_free(fx);
}
END_TEST

START_TEST(a_write_of_one_test_is_not_in_the_next_fixture)
{
	struct app_fixture *fx = app_fixture_new();
	struct act *a = app_fixture_begin(fx, &fx->coordinator, DB_WRITE);
	ck_assert_int_eq(a->recorded_at, APP_FIXTURE_NOW);
	ck_assert_int_eq(app_audit(a, fx->pgh1, "test.verb", "15-PGH1", NULL), ERR_OK);
	ck_assert_int_eq(app_fixture_commit(a), ERR_OK);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.audit"), 1);
	app_fixture_free(fx);
	fx = app_fixture_new();
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.audit"), 0);
	app_fixture_free(fx);
}
END_TEST

SUITE("db/app_fixture", each_session_sees_its_own_sites_in_code_and_in_the_database,
    a_write_of_one_test_is_not_in_the_next_fixture)
