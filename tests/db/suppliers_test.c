/* /v1/suppliers: cards, reports and the truth about what is in store. */
#include "lib/api_fixture.h"
#include "lib/suite.h"
#include "store/supplier.h"

#define NEW_SUPPLIER \
	"{'code': '15-NEW', 'name': 'Nhà máy Mới', 'province': '15', 'kind': 'producer', 'location': {'lat': 21.8, 'lon': 104.9}, 'lead_time_h': 8," \
	" 'products': [{'product': 'lox', 'production': {'value': 5, 'unit': 't'}, 'storage': {'value': 30, 'unit': 't'}, 'stock': {'value': 12, 'unit': 't'}}," \
	" {'product': 'cylinder', 'cylinder_type': 'VN40', 'bottles_full': 50, 'bottles_empty': 10}]," \
	" 'fleet': [{'vehicle': '15-NEW-TK1', 'kind': 'tanker', 'capacity': {'value': 10, 'unit': 't'}}]," \
	" 'contracts': [{'facility': 'NOT-THERE-YET', 'product': 'lox', 'daily_g': 1000000}]," \
	" 'contacts': [{'role': 'dispatch', 'phone': '+84922222222'}]}"

START_TEST(a_supplier_is_registered_with_its_stores_and_vehicles)
{
	struct api_fixture *x = api_fixture_new();
	api_fixture_call(x, "coordinator", "POST", "/v1/suppliers", NEW_SUPPLIER);
	ck_assert_msg(x->status == 201, "%d %s", x->status, x->text);
	ck_assert_str_eq(api_fixture_text(x, "/delivery_mode"), "routed");
	ck_assert_int_eq(api_fixture_int(x, "/products/0/stock_g"), 12000000);
	ck_assert_int_eq(api_fixture_int(x, "/products/1/stock_g"), 50 * 7987);
	char *created = mem_strdup(x->text);
	api_fixture_call(x, "coordinator", "GET", "/v1/suppliers/15-NEW", NULL);
	ck_assert_str_eq(x->text, created);
	free(created);
	ck_assert_str_eq(app_fixture_ask_text("SELECT string_agg(code || ':' || kind || ':' || product, ' ' ORDER BY code) FROM oxy.asset WHERE code LIKE '15-NEW%'"),
	    "15-NEW-LOX:6:1 15-NEW-TK1:7:1 15-NEW-VN40:6:2");
	ck_assert_str_eq(app_fixture_ask_text("SELECT string_agg(a.kind::text, ',' ORDER BY a.kind) FROM oxy.account a JOIN oxy.site_code c USING (shard, site_id) WHERE c.code = '15-NEW'"),
	    "3,4,4,5,6,7,8");
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.site_revision WHERE doc->'products'->0->>'stock_g' IS NOT NULL AND site_id > 100"), 0);
	api_fixture_free(x);
}
END_TEST

START_TEST(refusals_name_the_member)
{
	static const struct {
		const char *body;
		int status;
		const char *code, *pointer;
	} cases[] = {
		{ "{'code': '15-GASCO', 'name': 'x', 'province': '15', 'kind': 'filler'}", 409, "exists", "/code" },
		{ "{'code': 'A', 'name': 'x', 'province': '15', 'kind': 'filler', 'fleet': [{'vehicle': '15-GASCO-TK1', 'kind': 'tanker'}]}", 409, "exists", "/fleet/0/vehicle" },
		{ "{'code': 'A', 'name': 'x', 'province': '15', 'kind': 'filler', 'products': [{'product': 'lox'}, {'product': 'lox'}]}", 422, "duplicate", "/products/1/product" },
		{ "{'code': 'A', 'name': 'x', 'province': '15', 'kind': 'filler', 'products': [{'product': 'lox'}], 'fleet': [{'vehicle': 'A-LOX', 'kind': 'tanker'}]}", 422, "duplicate", "/fleet/0/vehicle" },
		{ "{'code': 'A', 'name': 'x', 'province': '15', 'kind': 'filler', 'fleet': [{'vehicle': 'A-TK', 'kind': 'tanker', 'loads_elsewhere': true}, {'vehicle': 'A-CT', 'kind': 'cylinder_truck', 'loads_elsewhere': true}]}", 422, "not_for_kind", "/fleet/1/loads_elsewhere" },
		{ "{'code': 'A', 'name': 'x', 'province': '01', 'kind': 'none'}", 404, "not_found", "/province" },
		{ "{'code': 'A', 'name': 'x', 'province': '15', 'kind': 'none'}", 422, "not_a_choice", "/kind" },
	};
	struct api_fixture *x = api_fixture_new();
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		api_fixture_call(x, "coordinator", "POST", "/v1/suppliers", cases[i].body);
		ck_assert_msg(x->status == cases[i].status && api_fixture_fault(x, cases[i].code, cases[i].pointer), "%zu: %d %s", i, x->status, x->text);
	}
	api_fixture_free(x);
}
END_TEST

START_TEST(a_tanker_may_load_elsewhere_when_its_card_says_so)
{
	struct api_fixture *x = api_fixture_new();
	api_fixture_call(x, "coordinator", "GET", "/v1/suppliers/15-GASCO", NULL);
	ck_assert(json_is_false(api_fixture_at(x, "/fleet/0/loads_elsewhere"))); /* of a card that is older than the question */
	api_fixture_call(x, "coordinator", "PATCH", "/v1/suppliers/15-GASCO", "{'fleet': [{'vehicle': '15-GASCO-TK1', 'kind': 'tanker', 'loads_elsewhere': true},"
	                 " {'vehicle': '15-GASCO-CT1', 'kind': 'cylinder_truck', 'loads_elsewhere': false}]}");
	ck_assert_msg(x->status == 200, "%s", x->text);
	api_fixture_call(x, "coordinator", "GET", "/v1/suppliers/15-GASCO", NULL);
	ck_assert(json_is_true(api_fixture_at(x, "/fleet/0/loads_elsewhere")) && json_is_false(api_fixture_at(x, "/fleet/1/loads_elsewhere")));
	api_fixture_free(x);
}
END_TEST

START_TEST(a_report_gives_stock_a_truth_and_changes_what_it_names_only)
{
	struct api_fixture *x = api_fixture_new();
	api_fixture_call(x, "supplier", "GET", "/v1/suppliers/15-GASCO", NULL);
	ck_assert(api_fixture_int(x, "/products/0/stock_g") == INT64_MIN); /* never said is unknown */
	api_fixture_call(x, "supplier", "POST", "/v1/suppliers/15-GASCO/reports",
	    "{'products': [{'product': 'lox', 'stock': {'value': 21.5, 'unit': 't'}, 'production_g': 15000000}, {'product': 'cylinder', 'cylinder_type': 'VN40', 'bottles_full': 120, 'bottles_empty': 80}],"
	    " 'fleet': [{'vehicle': '15-GASCO-TK1', 'out_of_service': true, 'reason': 'hỏng bơm'}], 'loading_slots_per_day': 6}");
	ck_assert_msg(x->status == 201, "%d %s", x->status, x->text);
	ck_assert_str_eq(api_fixture_text(x, "/supplier"), "15-GASCO");
	api_fixture_call(x, "coordinator", "GET", "/v1/suppliers/15-GASCO", NULL);
	ck_assert_int_eq(api_fixture_int(x, "/products/0/stock_g"), 21500000);
	ck_assert_int_eq(api_fixture_int(x, "/products/0/production_g"), 15000000);
	ck_assert_int_eq(api_fixture_int(x, "/products/0/storage_g"), 60000000);
	ck_assert_int_eq(api_fixture_int(x, "/products/1/stock_g"), 120 * 7987);
	ck_assert_int_eq(api_fixture_int(x, "/products/1/bottles_empty"), 80);
	ck_assert(json_is_true(api_fixture_at(x, "/fleet/0/out_of_service")) && json_is_false(api_fixture_at(x, "/fleet/1/out_of_service")));
	ck_assert_int_eq(api_fixture_int(x, "/loading_slots_per_day"), 6);
	ck_assert_int_eq(api_fixture_int(x, "/filling_bottles_per_day"), 200);
	/* a patch afterwards wins over the report, and leaves its stock alone */
	api_fixture_call(x, "coordinator", "PATCH", "/v1/suppliers/15-GASCO", "{'loading_slots_per_day': 9}");
	ck_assert_msg(x->status == 200, "%s", x->text);
	ck_assert_int_eq(api_fixture_int(x, "/loading_slots_per_day"), 9);
	ck_assert_int_eq(api_fixture_int(x, "/products/0/stock_g"), 21500000);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.supplier_report WHERE doc->>'loading_slots_per_day' = '6'"), 1);
	api_fixture_free(x);
}
END_TEST

START_TEST(a_back_dated_report_does_not_change_what_a_later_one_said)
{
	struct api_fixture *x = api_fixture_new();
	api_fixture_call(x, "supplier", "POST", "/v1/suppliers/15-GASCO/reports",
	    "{'occurred_at': '2026-11-20T16:00:00+07:00', 'products': [{'product': 'lox', 'stock_g': 20000000, 'production_g': 1000}]}");
	ck_assert_int_eq(x->status, 201);
	api_fixture_call(x, "supplier", "POST", "/v1/suppliers/15-GASCO/reports",
	    "{'occurred_at': '2026-11-19T16:00:00+07:00', 'products': [{'product': 'lox', 'stock_g': 30000000, 'production_g': 2000}]}");
	ck_assert_int_eq(x->status, 201);
	api_fixture_call(x, "supplier", "GET", "/v1/suppliers/15-GASCO", NULL);
	ck_assert_int_eq(api_fixture_int(x, "/products/0/stock_g"), 20000000);
	ck_assert_int_eq(api_fixture_int(x, "/products/0/production_g"), 1000);
	api_fixture_free(x);
}
END_TEST

START_TEST(a_report_is_read_as_of_and_told_once)
{
	struct api_fixture *x = api_fixture_new();
	static const char body[] = "{'client_event_id': 'e-1', 'products': [{'product': 'lox', 'stock_g': 5000000}]}";
	ck_assert(clock_set(x->fx->app.clock, APP_FIXTURE_NOW + INSTANT_HOUR));
	api_fixture_call(x, "supplier", "POST", "/v1/suppliers/15-GASCO/reports", body);
	ck_assert_int_eq(x->status, 201);
	char *first = mem_strdup(x->text);
	api_fixture_call(x, "supplier", "POST", "/v1/suppliers/15-GASCO/reports", body);
	ck_assert_msg(x->status == 200, "%s", x->text);
	ck_assert_str_eq(x->text, first);
	free(first);
	api_fixture_call(x, "supplier", "POST", "/v1/suppliers/15-GASCO/reports", "{'client_event_id': 'e-1', 'products': []}");
	ck_assert_msg(x->status == 409 && api_fixture_fault(x, "event_id_reused", "/client_event_id"), "%s", x->text);
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.observation"), 1);
	ck_assert(clock_set(x->fx->app.clock, APP_FIXTURE_NOW + 2 * INSTANT_HOUR));
	api_fixture_call(x, "supplier", "GET", "/v1/suppliers/15-GASCO?as_of=2026-11-20T17:30:00%2B07:00", NULL);
	ck_assert_msg(x->status == 200 && api_fixture_int(x, "/products/0/stock_g") == INT64_MIN, "%s", x->text);
	api_fixture_call(x, "supplier", "GET", "/v1/suppliers/15-GASCO?as_of=2026-11-20T18:30:00%2B07:00", NULL);
	ck_assert_int_eq(api_fixture_int(x, "/products/0/stock_g"), 5000000);
	api_fixture_free(x);
}
END_TEST

START_TEST(a_report_names_what_the_supplier_has)
{
	static const struct {
		const char *who, *target, *body;
		int status;
		const char *code, *pointer;
	} cases[] = {
		{ "supplier", "/v1/suppliers/15-FILL/reports", "{'products': -1}", 404, "not_found", "" },
		{ "stranger", "/v1/suppliers/15-GASCO/reports", "{}", 404, "not_found", "" },
		{ "hospital", "/v1/suppliers/15-GASCO/reports", "{}", 403, "role", "" },
		{ "supplier2", "/v1/suppliers/15-FILL/reports", "{'products': [{'product': 'lox', 'stock_g': 1}]}", 422, "unknown_reference", "/products/0/product" },
		{ "supplier", "/v1/suppliers/15-GASCO/reports", "{'fleet': [{'vehicle': 'X', 'out_of_service': true}]}", 422, "unknown_reference", "/fleet/0/vehicle" },
		{ "supplier", "/v1/suppliers/15-GASCO/reports", "{'occurred_at': '2026-11-20T17:10:00+07:00'}", 422, "out_of_range", "/occurred_at" },
		{ "supplier", "/v1/suppliers/15-GASCO/reports", "{'occurred_at': '2020-11-20T17:10:00+07:00'}", 422, "out_of_range", "/occurred_at" },
		{ "supplier", "/v1/suppliers/15-GASCO/reports", "{'products': [{'product': 'lox', 'stock_g': -1}]}", 422, "negative", "/products/0/stock_g" },
	};
	struct api_fixture *x = api_fixture_new();
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		api_fixture_call(x, cases[i].who, "POST", cases[i].target, cases[i].body);
		ck_assert_msg(x->status == cases[i].status && api_fixture_fault(x, cases[i].code, cases[i].pointer), "%zu: %d %s", i, x->status, x->text);
	}
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.supplier_report"), 0);
	api_fixture_free(x);
}
END_TEST

START_TEST(suppliers_see_themselves_and_coordinators_their_province)
{
	struct api_fixture *x = api_fixture_new();
	static const struct {
		const char *who;
		size_t n;
	} cases[] = { { "supplier", 1 }, { "coordinator", 2 }, { "stranger", 1 }, { "ministry", 3 }, { "admin", 3 } };
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		api_fixture_call(x, cases[i].who, "GET", "/v1/suppliers", NULL);
		ck_assert_msg(x->status == 200 && api_fixture_size(x, "/items") == cases[i].n, "%s: %s", cases[i].who, x->text);
	}
	x->fx->app.skip_scope = true; /* row-level security alone */
	api_fixture_call(x, "supplier", "GET", "/v1/suppliers/15-FILL", NULL);
	ck_assert_int_eq(x->status, 404);
	api_fixture_call(x, "supplier", "POST", "/v1/suppliers/15-FILL/reports", "{'products': []}");
	ck_assert_int_eq(x->status, 404);
	api_fixture_free(x);
}
END_TEST

START_TEST(stock_in_store_is_the_last_word_and_what_moved_since)
{
	struct app_fixture *fx = app_fixture_new();
	struct store_supplier_list list;
	app_fixture_say("INSERT INTO oxy.observation (shard, occurred_at, obs_id, account_id, site_id, recorded_at, cred_id, g, n_full, n_empty)"
	                " VALUES (15, '2026-11-20T08:00Z', gen_random_uuid(), 32, 3, '2026-11-20T08:00Z', 1, 798700, 100, 20)");
	app_fixture_say("INSERT INTO oxy.movement (shard, occurred_at, mv_id, from_account, to_account, site_id, g, cause, recorded_at, cred_id)"
	                " VALUES (15, '2026-11-20T09:00Z', gen_random_uuid(), 32, 34, 3, 79870, 3, '2026-11-20T09:00Z', 1),"
	                " (15, '2026-11-20T07:00Z', gen_random_uuid(), 32, 34, 3, 79870, 3, '2026-11-20T09:00Z', 1)");
	struct act *a = app_fixture_begin(fx, &fx->supplier, DB_READ);
	ck_assert_int_eq(store_supplier_of_province(fx->app.sites, a->db, "", a->at.now, a->at.recorded_by, a->arena, &list, a->faults), ERR_OK);
	ck_assert_uint_eq(list.n, 1);
	const struct store_supplier_store *lox = store_supplier_store(&list.items[0], PRODUCT_LOX, NULL);
	const struct store_supplier_store *vn40 = store_supplier_store(&list.items[0], PRODUCT_CYLINDER, "VN40");
	ck_assert_int_eq(lox->account_id, 31);
	ck_assert(lox->stock_g == UNKNOWN_I64 && lox->at == INSTANT_NONE);
	ck_assert_int_eq(vn40->stock_g, 718830);
	ck_assert_int_eq(vn40->full, 90);
	ck_assert_int_eq(vn40->empty, 20);
	ck_assert_int_eq(list.items[0].card->products.items[1].stock_g, 718830);
	ck_assert_int_eq(store_supplier_vehicle(&list.items[0], "15-GASCO-CT1")->account_id, 34);
	ck_assert(store_supplier_vehicle(&list.items[0], "15-GASCO-XX") == NULL);
	ck_assert(store_supplier_store(&list.items[0], PRODUCT_CYLINDER, "VN50") == NULL);
	ck_assert_int_eq(list.items[0].loss_account, 36);
	ck_assert_int_eq(list.items[0].outside_account, 38);
	app_fixture_rollback(a);
	app_fixture_free(fx);
}
END_TEST

SUITE("db/suppliers", a_supplier_is_registered_with_its_stores_and_vehicles, refusals_name_the_member, a_tanker_may_load_elsewhere_when_its_card_says_so,
    a_report_gives_stock_a_truth_and_changes_what_it_names_only, a_back_dated_report_does_not_change_what_a_later_one_said,
    a_report_is_read_as_of_and_told_once, a_report_names_what_the_supplier_has, suppliers_see_themselves_and_coordinators_their_province,
    stock_in_store_is_the_last_word_and_what_moved_since)
