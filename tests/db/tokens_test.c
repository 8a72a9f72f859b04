/* /v1/tokens: who may hand out which token, and that issuing and revoking are effective at once. */
#include "base/passwd.h"
#include "lib/api_fixture.h"
#include "lib/suite.h"

#include <stdio.h>
#include <string.h>

/* Issue as somebody; the secret, copied, or NULL. */
static char *
issue(struct api_fixture *x, const char *who, const char *body)
{
	api_fixture_call(x, who, "POST", "/v1/tokens", body);
	return x->status == 201 ? mem_strdup(api_fixture_text(x, "/token")) : NULL;
}

START_TEST(an_issued_token_works_at_once_and_a_revoked_one_no_more)
{
	struct api_fixture *x = api_fixture_new();
	char target[100], body[100];
	char *token = issue(x, "coordinator", "{'name': 'dược sĩ trực', 'role': 'hospital', 'facilities': ['15-DH2']}");
	ck_assert_msg(token != NULL, "%s", x->text);
	ck_assert_uint_eq(strlen(token), 47);
	snprintf(target, sizeof target, "/v1/tokens/%s", api_fixture_text(x, "/id"));
	snprintf(body, sizeof body, "{'id': '%s'}", api_fixture_text(x, "/id"));
	api_fixture_call(x, token, "GET", "/v1/facilities/15-DH2", NULL);
	ck_assert_int_eq(x->status, 200);
	api_fixture_call(x, token, "GET", "/v1/facilities/15-PGH1", NULL);
	ck_assert_int_eq(x->status, 404);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.cred_site WHERE site_id = 2 AND revoked_at IS NULL"), 3); /* hospital2, coordinator, this one */
	api_fixture_call(x, "coordinator", "DELETE", "/v1/tokens", body);
	ck_assert_msg(x->status == 200 && api_fixture_text(x, "/revoked_at") != NULL && api_fixture_text(x, "/token") == NULL, "%s", x->text);
	api_fixture_call(x, token, "GET", "/v1/facilities/15-DH2", NULL);
	ck_assert_int_eq(x->status, 401);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.cred_site WHERE site_id = 2 AND revoked_at IS NULL"), 2);
	api_fixture_call(x, "coordinator", "DELETE", target, NULL); /* twice is once */
	ck_assert_int_eq(x->status, 200);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.audit WHERE verb = 'token.revoke'"), 1);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.audit WHERE verb = 'token.issue'"), 1);
	free(token);
	api_fixture_free(x);
}
END_TEST

START_TEST(nobody_hands_out_more_than_they_have)
{
	static const struct {
		const char *who, *body;
		int status;
		const char *code, *pointer;
	} cases[] = {
		{ "coordinator", "{'name': 'x', 'role': 'admin'}", 403, "role", "/role" },
		{ "coordinator", "{'name': 'x', 'role': 'ministry'}", 403, "role", "/role" },
		{ "coordinator", "{'name': 'x', 'role': 'coordinator', 'provinces': ['01']}", 404, "not_found", "/provinces/0" },
		{ "coordinator", "{'name': 'x', 'role': 'hospital', 'facilities': ['01-HN1']}", 404, "not_found", "/facilities/0" },
		{ "coordinator", "{'name': '', 'role': 'hospital', 'facilities': ['NOWHERE']}", 404, "not_found", "/facilities/0" },
		{ "coordinator", "{'name': 'x', 'role': 'supplier', 'supplier': '01-GAS'}", 404, "not_found", "/supplier" },
		{ "coordinator", "{'name': 'x', 'role': 'device', 'asset': '01-HN1-C1'}", 404, "not_found", "/asset" },
		{ "coordinator", "{'name': 'x', 'role': 'device', 'asset': '15-GASCO-TK1'}", 404, "not_found", "/asset" },
		{ "coordinator", "{'name': 'x', 'role': 'hospital', 'facilities': ['15-PGH1', '15-DH2']}", 422, "too_many_items", "/facilities" },
		{ "coordinator", "{'name': 'x', 'role': 'hospital', 'facilities': ['15-PGH1'], 'supplier': '15-GASCO'}", 422, "not_for_role", "/supplier" },
		{ "coordinator", "{'name': 'x', 'role': 'hospital'}", 422, "required", "/facilities" },
		{ "admin", "{'name': 'x', 'role': 'auditor', 'expires_at': '2026-11-20T16:00:00+07:00'}", 422, "out_of_range", "/expires_at" },
		{ "admin", "{'name': 'x', 'role': 'auditor', 'token': 'oxy_mine'}", 422, "read_only", "/token" },
		{ "hospital", "{'name': 'x', 'role': 'hospital', 'facilities': ['15-PGH1']}", 403, "role", "" },
		{ "ministry", "{'name': 'x', 'role': 'ministry'}", 403, "role", "" },
	};
	struct api_fixture *x = api_fixture_new();
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		api_fixture_call(x, cases[i].who, "POST", "/v1/tokens", cases[i].body);
		ck_assert_msg(x->status == cases[i].status && api_fixture_fault(x, cases[i].code, cases[i].pointer), "%zu: %d %s", i, x->status, x->text);
	}
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.credential"), 11);
	api_fixture_free(x);
}
END_TEST

START_TEST(the_database_itself_refuses_a_coordinator_an_administrator_s_token)
{
	struct app_fixture *fx = app_fixture_new();
	static const struct {
		const char *values; /* role, province, shard, site_id */
		bool may;
	} cases[] = {
		{ "1, NULL, NULL, NULL", false }, { "5, NULL, NULL, NULL", false }, { "2, '01', NULL, NULL", false }, { "2, '15', NULL, NULL", true },
		{ "3, NULL, 1, 5", false }, { "3, NULL, 15, 1", true },
	};
	char sql[600];
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		snprintf(sql, sizeof sql,
		    "DO $$ BEGIN PERFORM set_config('oxy.cred', '%lld', true); SET LOCAL ROLE oxy_api;"
		    " INSERT INTO oxy.credential (token_id, token_sha, name, created_at, role, province, shard, site_id)"
		    " VALUES (gen_random_uuid(), sha256('%zu'), 'x', now(), %s); RESET ROLE; EXCEPTION WHEN insufficient_privilege THEN NULL; END $$",
		    (long long)fx->coordinator.cred_id, i, cases[i].values);
		long before = app_fixture_ask("SELECT count(*) FROM oxy.credential");
		app_fixture_say(sql);
		ck_assert_msg(app_fixture_ask("SELECT count(*) FROM oxy.credential") - before == cases[i].may, "%zu", i);
	}
	app_fixture_free(fx);
}
END_TEST

START_TEST(each_lists_and_revokes_what_they_may_manage)
{
	static const struct {
		const char *who;
		size_t n;
	} cases[] = { { "admin", 11 }, { "coordinator", 6 }, { "stranger", 2 } };
	struct api_fixture *x = api_fixture_new();
	char target[100];
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		api_fixture_call(x, cases[i].who, "GET", "/v1/tokens", NULL);
		ck_assert_msg(api_fixture_size(x, "/items") == cases[i].n, "%s %s", cases[i].who, x->text);
		ck_assert(strstr(x->text, "oxy_") == NULL);
	}
	api_fixture_call(x, "coordinator", "GET", "/v1/tokens?limit=5", NULL);
	ck_assert_str_eq(api_fixture_text(x, "/items/0/provinces/0"), "15");
	ck_assert_str_eq(api_fixture_text(x, "/items/1/facilities/0"), "15-PGH1");
	ck_assert_str_eq(api_fixture_text(x, "/items/3/supplier"), "15-GASCO");
	snprintf(target, sizeof target, "/v1/tokens?cursor=%s", api_fixture_text(x, "/next"));
	api_fixture_call(x, "coordinator", "GET", target, NULL);
	ck_assert_uint_eq(api_fixture_size(x, "/items"), 1);
	ck_assert_str_eq(api_fixture_text(x, "/items/0/asset"), "15-PGH1-T1");
	snprintf(target, sizeof target, "/v1/tokens/%s", api_fixture_text(x, "/items/0/id"));
	api_fixture_call(x, "stranger", "DELETE", target, NULL);
	ck_assert_int_eq(x->status, 404);
	api_fixture_call(x, "coordinator", "DELETE", "/v1/tokens/not-an-id", NULL);
	ck_assert_int_eq(x->status, 404);
	api_fixture_call(x, "coordinator", "GET", "/v1/tokens?cursor=x", NULL);
	ck_assert_int_eq(x->status, 422);
	api_fixture_free(x);
}
END_TEST

static int told;

static void
tell(void *arg)
{
	(void)arg;
	told++;
}

START_TEST(devices_and_suppliers_get_a_password_for_the_broker_by_their_newest_token)
{
	struct api_fixture *x = api_fixture_new();
	char text[1000], target[100];
	x->fx->app.users_changed = tell;
	char *one = issue(x, "admin", "{'name': 'gauge', 'role': 'device', 'asset': '15-PGH1-T1'}");
	char *two = issue(x, "coordinator", "{'name': 'gauge', 'role': 'device', 'asset': '15-PGH1-T1'}");
	snprintf(target, sizeof target, "/v1/tokens/%s", api_fixture_text(x, "/id"));
	char *three = issue(x, "coordinator", "{'name': 'dispatcher', 'role': 'supplier', 'supplier': '15-FILL'}");
	ck_assert(one != NULL && two != NULL && three != NULL);
	ck_assert_int_eq(told, 3);
	snprintf(text, sizeof text, "%s", app_fixture_ask_text("SELECT count(*) || ' ' || string_agg(broker_hash, ' ' ORDER BY cred_id) FROM oxy.credential WHERE broker_hash IS NOT NULL"));
	ck_assert(strncmp(text, "3 $7$", 5) == 0);
	struct db_conn *c;
	struct db_rows *r;
	ck_assert_int_eq(db_acquire(x->fx->app.db, DB_JOB, &c, NULL), ERR_OK);
	ck_assert_int_eq(db_query(c, Q_CREDENTIAL_BROKER_USERS, DB_ARGS(DB_INSTANT(APP_FIXTURE_NOW)), &r, NULL), ERR_OK);
	ck_assert_int_eq(db_rows_n(r), 2);
	ck_assert_str_eq(db_text(r, 0, C_CREDENTIAL_BROKER_USERS_NAME), "15-FILL");
	ck_assert_str_eq(db_text(r, 1, C_CREDENTIAL_BROKER_USERS_NAME), "15-PGH1-T1");
	ck_assert(passwd_is_hash(db_text(r, 1, C_CREDENTIAL_BROKER_USERS_HASH)));
	char *newest = mem_strdup(db_text(r, 1, C_CREDENTIAL_BROKER_USERS_HASH));
	db_rows_free(r);
	api_fixture_call(x, "coordinator", "DELETE", target, NULL);
	ck_assert_int_eq(told, 4);
	ck_assert_int_eq(db_query(c, Q_CREDENTIAL_BROKER_USERS, DB_ARGS(DB_INSTANT(APP_FIXTURE_NOW)), &r, NULL), ERR_OK);
	ck_assert_int_eq(db_rows_n(r), 2);
	ck_assert_str_ne(db_text(r, 1, C_CREDENTIAL_BROKER_USERS_HASH), newest); /* the older token again */
	db_rows_free(r);
	db_release(c);
	free(newest);
	free(one);
	free(two);
	free(three);
	api_fixture_free(x);
}
END_TEST

START_TEST(an_expired_token_is_no_token)
{
	struct api_fixture *x = api_fixture_new();
	char *token = issue(x, "admin", "{'name': 'guest', 'role': 'auditor', 'expires_at': '2026-11-20T18:00:00+07:00'}");
	api_fixture_call(x, token, "GET", "/v1/facilities", NULL);
	ck_assert_int_eq(x->status, 200);
	ck_assert(clock_set(x->fx->app.clock, APP_FIXTURE_NOW + INSTANT_HOUR));
	api_fixture_call(x, token, "GET", "/v1/facilities", NULL);
	ck_assert_int_eq(x->status, 401);
	free(token);
	api_fixture_free(x);
}
END_TEST

SUITE("db/tokens", an_issued_token_works_at_once_and_a_revoked_one_no_more, nobody_hands_out_more_than_they_have,
    the_database_itself_refuses_a_coordinator_an_administrator_s_token, each_lists_and_revokes_what_they_may_manage,
    devices_and_suppliers_get_a_password_for_the_broker_by_their_newest_token, an_expired_token_is_no_token)
