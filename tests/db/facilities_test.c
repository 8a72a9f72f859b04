/* /v1/facilities as the outside sees it: cards, their history, who may do what, and what refusals say. */
#include "lib/api_fixture.h"
#include "lib/suite.h"

#include <stdio.h>
#include <string.h>

#define NEW_FACILITY \
	"{'code': '15-NEW', 'name': 'Bệnh viện Mới', 'province': '15', 'level': 'district', 'location': {'lat': 21.8, 'lon': 104.9}, 'beds': 200," \
	" 'assets': [{'asset': '15-NEW-T1', 'kind': 'tank', 'capacity': {'value': 10, 'unit': 't'}, 'heel_g': 1000000, 'flow_limit_lpm': 1500," \
	" 'calibrations': [{'valid_from': '2026-01-01', 'unit': '%', 'points': [{'x': 0, 'g': 0}, {'x': 100, 'g': 10000000}]}]," \
	" 'fill_rights': [{'supplier': '15-GASCO', 'basis': 'contract', 'valid_from': '2026-01-01'}, {'supplier': 'NOT-THERE-YET', 'basis': 'emergency'}]}," \
	" {'asset': '15-NEW-C1', 'kind': 'cylinder_pool', 'cylinder_type': 'VN40', 'bottles': 100}, {'asset': '15-NEW-PSA1', 'kind': 'psa'}]," \
	" 'contacts': [{'role': 'duty', 'name': 'Phạm D', 'phone': '+84911111111'}]}"

START_TEST(a_facility_is_registered_with_its_accounts_rights_and_contacts_and_read_back)
{
	struct api_fixture *x = api_fixture_new();
	api_fixture_call(x, "coordinator", "POST", "/v1/facilities", NEW_FACILITY);
	ck_assert_msg(x->status == 201, "%d %s", x->status, x->text);
	ck_assert_str_eq(api_fixture_text(x, "/assets/0/product"), "lox");
	ck_assert_str_eq(api_fixture_text(x, "/assets/1/product"), "o2_gas");
	ck_assert_str_eq(api_fixture_text(x, "/assets/2/product"), "o2_93");
	ck_assert_str_eq(api_fixture_text(x, "/assets/0/system"), "MAIN");
	ck_assert_int_eq(api_fixture_int(x, "/assets/0/capacity_g"), 10000000);
	ck_assert(api_fixture_int(x, "/assets/1/capacity_g") == INT64_MIN); /* not said is unknown */
	char *created = mem_strdup(x->text);
	api_fixture_call(x, "coordinator", "GET", "/v1/facilities/15-NEW", NULL);
	ck_assert_int_eq(x->status, 200);
	ck_assert_str_eq(x->text, created);
	free(created);
	ck_assert_str_eq(api_fixture_text(x, "/contacts/0/phone"), "+84911111111");
	/* a tank, a pool, and one each of use, loss, production, outside; the plant books on production */
	ck_assert_str_eq(app_fixture_ask_text("SELECT string_agg(a.kind::text, ',' ORDER BY a.kind) FROM oxy.account a JOIN oxy.site_code c USING (shard, site_id) WHERE c.code = '15-NEW'"),
	    "1,2,5,6,7,8");
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.asset a JOIN oxy.account k ON k.account_id = a.account_id WHERE a.code = '15-NEW-PSA1' AND k.kind = 7"), 1);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.fill_right r JOIN oxy.asset a USING (asset_id) WHERE a.code = '15-NEW-T1'"), 2);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.site_revision WHERE doc ? 'contacts'"), 0);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.audit WHERE verb = 'facility.create' AND object = '15-NEW'"), 1);
	/* the province's coordinators may write for it at once, the other province's may not */
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.cred_site s JOIN oxy.site_code c USING (shard, site_id) WHERE c.code = '15-NEW'"), 1);
	api_fixture_free(x);
}
END_TEST

START_TEST(codes_are_unique_nationwide)
{
	static const struct {
		const char *who, *body, *pointer;
	} cases[] = {
		{ "coordinator", "{'code': '15-PGH1', 'name': 'x', 'province': '15'}", "/code" },
		{ "coordinator", "{'code': '15-GASCO', 'name': 'x', 'province': '15'}", "/code" },
		{ "stranger", "{'code': '15-PGH1', 'name': 'x', 'province': '01'}", "/code" },
		{ "stranger", "{'code': '01-NEW', 'name': 'x', 'province': '01', 'assets': [{'asset': '01-NEW-T1', 'kind': 'tank'}, {'asset': '15-PGH1-T1', 'kind': 'tank'}]}", "/assets/1/asset" },
	};
	struct api_fixture *x = api_fixture_new();
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		api_fixture_call(x, cases[i].who, "POST", "/v1/facilities", cases[i].body);
		ck_assert_msg(x->status == 409 && api_fixture_fault(x, "exists", cases[i].pointer), "%zu: %s", i, x->text);
	}
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.site"), 6);
	api_fixture_free(x);
}
END_TEST

START_TEST(what_a_card_cannot_mean_is_refused_at_its_member)
{
	static const struct {
		const char *body;
		int status;
		const char *code, *pointer;
	} cases[] = {
		{ "{'code': 'A', 'name': 'x', 'province': '15', 'assets': [{'asset': 'A-1', 'kind': 'cylinder_pool'}]}", 422, "required", "/assets/0/cylinder_type" },
		{ "{'code': 'A', 'name': 'x', 'province': '15', 'assets': [{'asset': 'A-1', 'kind': 'tank', 'product': 'o2_gas'}]}", 422, "not_a_choice", "/assets/0/product" },
		{ "{'code': 'A', 'name': 'x', 'province': '15', 'assets': [{'asset': 'A-1', 'kind': 'tank'}, {'asset': 'A-1', 'kind': 'tank'}]}", 422, "duplicate", "/assets/1/asset" },
		{ "{'code': 'A', 'name': 'x', 'province': '15', 'systems': [{'system': 'ICU'}, {'system': 'WARD'}], 'assets': [{'asset': 'A-1', 'kind': 'tank'}]}", 422, "required", "/assets/0/system" },
		{ "{'code': 'A', 'name': 'x', 'province': '15', 'colour': 'red'}", 422, "unknown_member", "/colour" },
		{ "{'code': 'a', 'name': 'x', 'province': '15'}", 422, "bad_code", "/code" },
		{ "{'code': 'A', 'name': 'x'}", 422, "required", "/province" },
		{ "{'code': 'A', 'name': 'x', 'province': '01', 'colour': 'red'}", 404, "not_found", "/province" }, /* another's, before other members */
		{ "{'code': 'A', 'name': 'x', 'province': '99', 'colour': 'red'}", 404, "not_found", "/province" }, /* nobody's: the same */
		{ "{'code': 'A', 'name': 'x', 'province': '10'}", 404, "not_found", "/province" },                  /* merged away */
		{ "[]", 422, "wrong_type", "" },
		{ "{", 400, "malformed_json", "" },
	};
	struct api_fixture *x = api_fixture_new();
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		api_fixture_call(x, "coordinator", "POST", "/v1/facilities", cases[i].body);
		ck_assert_msg(x->status == cases[i].status && api_fixture_fault(x, cases[i].code, cases[i].pointer), "%zu: %d %s", i, x->status, x->text);
	}
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.audit"), 0);
	api_fixture_free(x);
}
END_TEST

START_TEST(roles_and_scopes_decide_before_anything_else)
{
	static const struct {
		const char *who, *method, *target, *body;
		int status;
	} cases[] = {
		{ NULL, "GET", "/v1/facilities", NULL, 401 },
		{ "oxy_no_such_token", "GET", "/v1/facilities", NULL, 401 },
		{ "supplier", "GET", "/v1/facilities/15-PGH1", NULL, 403 },
		{ "device", "GET", "/v1/facilities/15-PGH1", NULL, 403 },
		{ "hospital", "POST", "/v1/facilities", "{", 403 },
		{ "ministry", "PATCH", "/v1/facilities/15-PGH1", "{}", 403 },
		{ "hospital", "GET", "/v1/facilities/15-PGH1", NULL, 200 },
		{ "hospital", "GET", "/v1/facilities/15-DH2", NULL, 404 },
		{ "stranger", "GET", "/v1/facilities/15-PGH1", NULL, 404 },
		{ "stranger", "PATCH", "/v1/facilities/15-PGH1", "{'beds': -1}", 404 },
		{ "coordinator", "GET", "/v1/facilities/15-GASCO", NULL, 404 },
		{ "coordinator", "GET", "/v1/facilities/NOWHERE", NULL, 404 },
		{ "ministry", "GET", "/v1/facilities/01-HN1", NULL, 200 },
		{ "admin", "POST", "/v1/facilities", "{'code': '48-X', 'name': 'x', 'province': '48'}", 201 }, /* a province that nobody was in */
	};
	struct api_fixture *x = api_fixture_new();
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		api_fixture_call(x, cases[i].who, cases[i].method, cases[i].target, cases[i].body);
		ck_assert_msg(x->status == cases[i].status, "%zu: %d %s", i, x->status, x->text);
	}
	api_fixture_call(x, "ministry", "GET", "/v1/facilities/15-PGH1", NULL);
	ck_assert_uint_eq(api_fixture_size(x, "/contacts"), 0); /* people are for those who call them */
	api_fixture_free(x);
}
END_TEST

START_TEST(row_level_security_alone_keeps_provinces_apart)
{
	struct api_fixture *x = api_fixture_new();
	x->fx->app.skip_scope = true;
	api_fixture_call(x, "stranger", "GET", "/v1/facilities/15-PGH1", NULL);
	ck_assert_int_eq(x->status, 404);
	api_fixture_call(x, "stranger", "PATCH", "/v1/facilities/15-PGH1", "{'beds': 1}");
	ck_assert_int_eq(x->status, 404);
	api_fixture_call(x, "stranger", "POST", "/v1/facilities", "{'code': '15-FOREIGN', 'name': 'x', 'province': '15'}");
	ck_assert_msg(x->status == 404, "%d %s", x->status, x->text);
	api_fixture_call(x, "hospital", "GET", "/v1/facilities", NULL);
	ck_assert_uint_eq(api_fixture_size(x, "/items"), 1);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.site_revision"), 6);
	api_fixture_free(x);
}
END_TEST

START_TEST(lists_are_narrowed_to_the_scope_and_paged_by_code)
{
	struct api_fixture *x = api_fixture_new();
	char target[100];
	api_fixture_call(x, "ministry", "GET", "/v1/facilities?limit=2", NULL);
	ck_assert_uint_eq(api_fixture_size(x, "/items"), 2);
	ck_assert_str_eq(api_fixture_text(x, "/items/0/code"), "01-HN1");
	ck_assert_str_eq(api_fixture_text(x, "/items/1/code"), "15-DH2");
	snprintf(target, sizeof target, "/v1/facilities?limit=2&cursor=%s", api_fixture_text(x, "/next"));
	api_fixture_call(x, "ministry", "GET", target, NULL);
	ck_assert_uint_eq(api_fixture_size(x, "/items"), 1);
	ck_assert_str_eq(api_fixture_text(x, "/items/0/code"), "15-PGH1");
	ck_assert(api_fixture_text(x, "/next") == NULL);
	api_fixture_call(x, "ministry", "GET", "/v1/facilities?province=01", NULL);
	ck_assert_uint_eq(api_fixture_size(x, "/items"), 1);
	api_fixture_call(x, "hospital", "GET", "/v1/facilities", NULL);
	ck_assert_uint_eq(api_fixture_size(x, "/items"), 1);
	ck_assert_str_eq(api_fixture_text(x, "/items/0/code"), "15-PGH1");
	api_fixture_call(x, "coordinator", "GET", "/v1/facilities?province=01", NULL);
	ck_assert_int_eq(x->status, 404);
	api_fixture_call(x, "coordinator", "GET", "/v1/facilities?limit=1001", NULL);
	ck_assert_int_eq(x->status, 422);
	api_fixture_free(x);
}
END_TEST

START_TEST(a_patch_merges_and_history_stays_readable)
{
	struct api_fixture *x = api_fixture_new();
	ck_assert(clock_set(x->fx->app.clock, APP_FIXTURE_NOW + INSTANT_HOUR));
	api_fixture_call(x, "coordinator", "PATCH", "/v1/facilities/15-PGH1", "{'beds': 600, 'level': null, 'location': {'lat': 21.75}}");
	ck_assert_msg(x->status == 200, "%s", x->text);
	ck_assert_int_eq(api_fixture_int(x, "/beds"), 600);
	ck_assert_int_eq(api_fixture_int(x, "/icu_beds"), 30);
	ck_assert(api_fixture_text(x, "/level") == NULL);
	ck_assert(json_real_value(api_fixture_at(x, "/location/lat")) == 21.75 && json_real_value(api_fixture_at(x, "/location/lon")) == 104.87);
	ck_assert_uint_eq(api_fixture_size(x, "/assets"), 3);
	ck_assert_uint_eq(api_fixture_size(x, "/contacts"), 1);
	ck_assert(clock_set(x->fx->app.clock, APP_FIXTURE_NOW + 2 * INSTANT_HOUR));
	api_fixture_call(x, "coordinator", "GET", "/v1/facilities/15-PGH1?as_of=2026-11-20T17:30:00%2B07:00", NULL);
	ck_assert_int_eq(api_fixture_int(x, "/beds"), 500);
	api_fixture_call(x, "coordinator", "GET", "/v1/facilities/15-PGH1?as_of=2026-11-20T18:30:00%2B07:00", NULL);
	ck_assert_int_eq(api_fixture_int(x, "/beds"), 600);
	api_fixture_call(x, "coordinator", "GET", "/v1/facilities/15-PGH1?as_of=2026-09-01T00:00:00Z", NULL);
	ck_assert_int_eq(x->status, 404); /* not registered yet */
	/* the same again changes nothing */
	api_fixture_call(x, "coordinator", "PATCH", "/v1/facilities/15-PGH1", "{'beds': 600}");
	ck_assert_int_eq(x->status, 200);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.site_revision WHERE site_id = 1"), 2);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.audit WHERE verb = 'facility.patch'"), 1);
	ck_assert_str_eq(app_fixture_ask_text("SELECT detail->>'members' FROM oxy.audit WHERE verb = 'facility.patch'"), "[\"beds\", \"level\", \"location\"]");
	api_fixture_free(x);
}
END_TEST

START_TEST(assets_that_a_patch_drops_are_retired_and_come_back_as_what_they_were)
{
	struct api_fixture *x = api_fixture_new();
	api_fixture_call(x, "coordinator", "PATCH", "/v1/facilities/15-DH2",
	    "{'assets': [{'asset': '15-DH2-M1', 'kind': 'manifold', 'cylinder_type': 'VN50', 'fill_rights': [{'supplier': '15-FILL', 'basis': 'contract'}]}]}");
	ck_assert_msg(x->status == 200, "%s", x->text);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.asset WHERE site_id = 2 AND retired_at IS NULL"), 1);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.asset a JOIN oxy.account k USING (account_id) WHERE a.code = '15-DH2-M1' AND k.kind = 2 AND k.container_type = 'VN50'"), 1);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.fill_right WHERE site_id = 2 AND valid_to IS NULL"), 1);
	/* back again: the same account, not a new one */
	api_fixture_call(x, "coordinator", "PATCH", "/v1/facilities/15-DH2",
	    "{'assets': [{'asset': '15-DH2-C1', 'kind': 'cylinder_pool', 'cylinder_type': 'VN40', 'bottles': 90}, {'asset': '15-DH2-M1', 'kind': 'manifold', 'cylinder_type': 'VN50'}]}");
	ck_assert_msg(x->status == 200, "%s", x->text);
	ck_assert_int_eq(app_fixture_ask("SELECT account_id FROM oxy.asset WHERE code = '15-DH2-C1' AND retired_at IS NULL"), 21);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.asset WHERE site_id = 2"), 2);
	/* as another thing it would take over the other's mass */
	api_fixture_call(x, "coordinator", "PATCH", "/v1/facilities/15-DH2", "{'assets': [{'asset': '15-DH2-C1', 'kind': 'tank'}]}");
	ck_assert_msg(x->status == 409 && api_fixture_fault(x, "asset_fixed", "/assets/0/kind"), "%s", x->text);
	api_fixture_call(x, "coordinator", "PATCH", "/v1/facilities/15-DH2", "{'assets': [{'asset': '15-PGH1-T1', 'kind': 'tank'}]}");
	ck_assert_msg(x->status == 409 && api_fixture_fault(x, "exists", "/assets/0/asset"), "%s", x->text);
	api_fixture_free(x);
}
END_TEST

START_TEST(identity_does_not_change_and_contacts_are_erased_when_replaced)
{
	struct api_fixture *x = api_fixture_new();
	api_fixture_call(x, "coordinator", "PATCH", "/v1/facilities/15-PGH1", "{'code': '15-OTHER'}");
	ck_assert_msg(x->status == 422 && api_fixture_fault(x, "not_a_choice", "/code"), "%s", x->text);
	api_fixture_call(x, "admin", "PATCH", "/v1/facilities/15-PGH1", "{'province': '01'}");
	ck_assert_msg(x->status == 422 && api_fixture_fault(x, "not_a_choice", "/province"), "%s", x->text);
	api_fixture_call(x, "coordinator", "PATCH", "/v1/facilities/15-PGH1", "{'name': null}");
	ck_assert_msg(x->status == 422 && api_fixture_fault(x, "required", "/name"), "%s", x->text);
	api_fixture_call(x, "coordinator", "PATCH", "/v1/facilities/15-PGH1", "{'code': '15-PGH1', 'contacts': [{'role': 'head', 'phone': '+8490'}, {'role': 'duty', 'phone': '+8491'}]}");
	ck_assert_msg(x->status == 200, "%s", x->text);
	ck_assert_uint_eq(api_fixture_size(x, "/contacts"), 2);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.contact WHERE name = 'Nguyễn Văn A'"), 0);
	api_fixture_call(x, "coordinator", "PATCH", "/v1/facilities/15-PGH1", "{'contacts': null}");
	ck_assert_uint_eq(api_fixture_size(x, "/contacts"), 0);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.contact WHERE site_id = 1"), 0);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.audit WHERE detail::text ~ '849'"), 0);
	api_fixture_free(x);
}
END_TEST

START_TEST(the_same_key_registers_once)
{
	struct api_fixture *x = api_fixture_new();
	x->key = "k1";
	api_fixture_call(x, "coordinator", "POST", "/v1/facilities", NEW_FACILITY);
	ck_assert_int_eq(x->status, 201);
	x->key = "k1";
	api_fixture_call(x, "coordinator", "POST", "/v1/facilities", NEW_FACILITY);
	ck_assert(x->status == 201 && x->replayed);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.site WHERE code = '15-NEW'"), 1);
	api_fixture_free(x);
}
END_TEST

SUITE("db/facilities", a_facility_is_registered_with_its_accounts_rights_and_contacts_and_read_back, codes_are_unique_nationwide,
    what_a_card_cannot_mean_is_refused_at_its_member, roles_and_scopes_decide_before_anything_else, row_level_security_alone_keeps_provinces_apart,
    lists_are_narrowed_to_the_scope_and_paged_by_code, a_patch_merges_and_history_stays_readable,
    assets_that_a_patch_drops_are_retired_and_come_back_as_what_they_were, identity_does_not_change_and_contacts_are_erased_when_replaced,
    the_same_key_registers_once)
