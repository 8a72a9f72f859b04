/* The day after a plan was approved: offers that stand, trucks that break, roads that close, reports that surprise. */
#include "lib/approved.h"
#include "lib/suite.h"

static char *
replan(struct api_fixture *x, const char *of, const char *body)
{
	api_fixture_call(x, "coordinator", "POST", approved_path("/v1/plans/%s/replan", of), body);
	ck_assert_msg(x->status == 201, "%d %s", x->status, x->text);
	ck_assert_str_eq(api_fixture_text(x, "/state"), "draft");
	ck_assert_str_eq(api_fixture_text(x, "/replaces"), of);
	ck_assert_str_eq(api_fixture_text(x, "/replan/of"), of);
	return strdup(api_fixture_text(x, "/id"));
}

static long
deliveries(void)
{
	return app_fixture_ask("SELECT count(*) FROM oxy.delivery");
}

/* A loading lasts as long as a break, whatever the card says. */
START_TEST(trips_of_trucks_that_load_in_ten_minutes_stand_too)
{
	struct api_fixture *x = approved_start();
	app_fixture_say("UPDATE oxy.site_revision SET doc = replace(doc::text, '\"load_min\": 60', '\"load_min\": 10')::jsonb WHERE site_id = 3");
	char *plan = approved_plan(x);
	ck_assert_int_gt(approved_offers(), 0);
	char *next = replan(x, plan, "{'deterministic': true}");
	ck_assert_int_gt(api_fixture_int(x, "/replan/trips"), 0);
	ck_assert_int_eq(api_fixture_int(x, "/replan/broken"), 0);
	free(next);
	free(plan);
	api_fixture_free(x);
}
END_TEST

START_TEST(when_nothing_happened_the_offers_stand_and_approval_makes_no_new_ones_of_them)
{
	struct api_fixture *x = approved_start();
	char *plan = approved_plan(x);
	long before = approved_offers(), all = deliveries();
	ck_assert_int_gt(before, 0);
	char *next = replan(x, plan, "{'deterministic': true}");
	ck_assert_int_eq(api_fixture_int(x, "/replan/untouched_changed"), 0);
	ck_assert_int_eq(api_fixture_int(x, "/replan/broken"), 0);
	ck_assert_uint_eq(api_fixture_size(x, "/replan/events"), 0);
	long standing = 0;
	const json_t *routes = api_fixture_at(x, "/routes");
	size_t stops = 0;
	for (size_t i = 0; i < json_array_size(routes); i++) {
		const json_t *list = json_object_get(json_array_get(routes, i), "stops");
		stops += json_array_size(list);
		for (size_t k = 0; k < json_array_size(list); k++)
			standing += json_is_string(json_object_get(json_array_get(list, k), "delivery"));
	}
	ck_assert_int_gt(standing, 0);
	approved_decide(x, next);
	ck_assert_int_eq(deliveries() - all, (long)stops - standing);
	free(plan);
	free(next);
	api_fixture_free(x);
}
END_TEST

/* Its lines are of the supplier where it loads. */
START_TEST(a_tanker_that_loads_elsewhere_is_missed_there_when_its_home_says_it_is_out)
{
	struct api_fixture *x = approved_start();
	app_fixture_lend_a_tanker("true");
	char *plan = approved_plan(x);
	ck_assert(approved_visits(x, "vehicle", "15-FILL-TK1"));
	ck_assert(clock_set(x->fx->app.clock, APP_FIXTURE_NOW + INSTANT_MINUTE));
	api_fixture_call(x, "supplier2", "POST", "/v1/suppliers/15-FILL/reports", "{'fleet': [{'vehicle': '15-FILL-TK1', 'out_of_service': true}]}");
	ck_assert_msg(x->status == 201, "%d %s", x->status, x->text);
	char *next = replan(x, plan, "{'deterministic': true}");
	ck_assert(approved_has_event(x, "vehicle_down", true));
	ck_assert(!approved_visits(x, "vehicle", "15-FILL-TK1"));
	ck_assert_int_gt(api_fixture_int(x, "/replan/broken"), 0);
	free(plan);
	free(next);
	api_fixture_free(x);
}
END_TEST

START_TEST(a_truck_out_of_service_in_the_register_is_found_and_drives_no_more)
{
	struct api_fixture *x = approved_start();
	char *plan = approved_plan(x);
	ck_assert(clock_set(x->fx->app.clock, APP_FIXTURE_NOW + INSTANT_MINUTE));
	api_fixture_call(x, "coordinator", "GET", "/v1/suppliers/15-GASCO", NULL);
	json_t *fleet = json_deep_copy(api_fixture_at(x, "/fleet"));
	json_object_set_new(json_array_get(fleet, 0), "out_of_service", json_true());
	char *text = json_dumps(fleet, JSON_COMPACT), body[8192];
	snprintf(body, sizeof body, "{\"fleet\": %s}", text);
	api_fixture_send(x, "coordinator", "PATCH", "/v1/suppliers/15-GASCO", body, strlen(body));
	ck_assert_msg(x->status == 200, "%d %s", x->status, x->text);
	char *next = replan(x, plan, "{'deterministic': true}");
	ck_assert(approved_has_event(x, "vehicle_down", true));
	ck_assert(!approved_visits(x, "vehicle", "15-GASCO-TK1"));
	ck_assert_int_gt(api_fixture_int(x, "/replan/broken"), 0);
	ck_assert_ptr_nonnull(strstr(api_fixture_text(x, "/replan/summary"), "patient-hours"));
	json_decref(fleet);
	free(text);
	free(plan);
	free(next);
	api_fixture_free(x);
}
END_TEST

START_TEST(an_accepted_delivery_on_a_broken_truck_is_cancelled_by_the_approval)
{
	struct api_fixture *x = approved_start();
	char *plan = approved_plan(x);
	api_fixture_call(x, "supplier", "GET", "/v1/deliveries?state=offered", NULL);
	size_t n = api_fixture_size(x, "/items");
	char *lox = NULL;
	for (size_t i = 0; i < n && lox == NULL; i++) {
		char at[60];
		snprintf(at, sizeof at, "/items/%zu/product", i);
		if (strcmp(api_fixture_text(x, at), "lox") == 0) {
			snprintf(at, sizeof at, "/items/%zu/id", i);
			lox = strdup(api_fixture_text(x, at));
		}
	}
	ck_assert_ptr_nonnull(lox);
	api_fixture_call(x, "supplier", "POST", approved_path("/v1/deliveries/%s/events", lox), "{'event': 'accept'}");
	ck_assert_int_eq(x->status, 200);
	char *next = replan(x, plan, "{'deterministic': true, 'events': [{'kind': 'vehicle_down', 'vehicle': '15-GASCO-TK1'}]}");
	ck_assert(approved_has_event(x, "vehicle_down", false));
	ck_assert(!approved_visits(x, "vehicle", "15-GASCO-TK1"));
	approved_decide(x, next);
	api_fixture_call(x, "coordinator", "GET", approved_path("/v1/deliveries/%s", lox), NULL);
	ck_assert_str_eq(api_fixture_text(x, "/state"), "cancelled");
	free(lox);
	free(plan);
	free(next);
	api_fixture_free(x);
}
END_TEST

START_TEST(an_accepted_delivery_stays_whatever_else_happens)
{
	struct api_fixture *x = approved_start();
	char *plan = approved_plan(x);
	api_fixture_call(x, "supplier", "GET", "/v1/deliveries?state=offered", NULL);
	char *first = strdup(api_fixture_text(x, "/items/0/id"));
	api_fixture_call(x, "supplier", "POST", approved_path("/v1/deliveries/%s/events", first), "{'event': 'accept'}");
	ck_assert_int_eq(x->status, 200);
	char *next = replan(x, plan, "{'deterministic': true}");
	ck_assert_int_ge(api_fixture_int(x, "/replan/promised"), 1);
	approved_decide(x, next);
	api_fixture_call(x, "coordinator", "GET", approved_path("/v1/deliveries/%s", first), NULL);
	ck_assert_str_eq(api_fixture_text(x, "/state"), "accepted");
	free(first);
	free(plan);
	free(next);
	api_fixture_free(x);
}
END_TEST

START_TEST(a_declined_delivery_is_found_and_not_asked_of_that_supplier_again_that_day)
{
	struct api_fixture *x = approved_start();
	char *plan = approved_plan(x);
	api_fixture_call(x, "supplier", "GET", "/v1/deliveries?state=offered", NULL);
	char *first = strdup(api_fixture_text(x, "/items/0/id")), *who = strdup(api_fixture_text(x, "/items/0/facility"));
	api_fixture_call(x, "supplier", "POST", approved_path("/v1/deliveries/%s/events", first), "{'event': 'decline', 'reason': 'no driver'}");
	ck_assert_int_eq(x->status, 200);
	char *next = replan(x, plan, "{'deterministic': true}");
	ck_assert(approved_has_event(x, "declined", true));
	ck_assert_str_eq(api_fixture_text(x, "/replan/events/0/facility"), who);
	free(who);
	free(first);
	free(plan);
	free(next);
	api_fixture_free(x);
}
END_TEST

START_TEST(a_closed_road_is_said_and_the_facility_is_not_visited_while_it_is)
{
	struct api_fixture *x = approved_start();
	char *plan = approved_plan(x);
	char *next = replan(x, plan, "{'deterministic': true, 'events': [{'kind': 'road_closed', 'facility': '15-PGH1'}]}");
	ck_assert(approved_has_event(x, "road_closed", false));
	ck_assert(!approved_visits(x, "facility", "15-PGH1"));
	ck_assert_int_ge(api_fixture_int(x, "/replan/touched"), 1);
	free(plan);
	free(next);
	api_fixture_free(x);
}
END_TEST

START_TEST(a_report_far_off_what_was_expected_is_found)
{
	struct api_fixture *x = approved_start();
	char *plan = approved_plan(x);
	ck_assert(clock_set(x->fx->app.clock, APP_FIXTURE_NOW + 2 * INSTANT_HOUR));
	app_fixture_say("INSERT INTO oxy.observation (shard, site_id, obs_id, account_id, occurred_at, recorded_at, cred_id, g, n_full, n_empty) VALUES "
	                "(15, 1, gen_random_uuid(), 11, '2026-11-20T18:30+07', '2026-11-20T18:30+07', 1, 15000000, NULL, NULL)");
	char *next = replan(x, plan, "{'deterministic': true}");
	ck_assert(approved_has_event(x, "stock_off", true));
	free(plan);
	free(next);
	api_fixture_free(x);
}
END_TEST

START_TEST(a_replan_is_refused_in_the_order_of_the_contract)
{
	struct api_fixture *x = approved_start();
	char *plan = approved_plan(x);
	api_fixture_call(x, "hospital", "POST", approved_path("/v1/plans/%s/replan", plan), "{}");
	ck_assert_int_eq(x->status, 403);
	api_fixture_call(x, "stranger", "POST", approved_path("/v1/plans/%s/replan", plan), "{'nonsense': 1}");
	ck_assert_int_eq(x->status, 404);
	api_fixture_call(x, "coordinator", "POST", approved_path("/v1/plans/%s/replan", plan), "{");
	ck_assert_int_eq(x->status, 400);
	api_fixture_call(x, "coordinator", "POST", approved_path("/v1/plans/%s/replan", plan), "{'events': [{'kind': 'road_closed', 'facility': '01-HN1'}]}");
	ck_assert_int_eq(x->status, 404);
	api_fixture_call(x, "coordinator", "POST", approved_path("/v1/plans/%s/replan", plan), "{'events': [{'kind': 'vehicle_down'}]}");
	ck_assert_int_eq(x->status, 422);
	ck_assert(api_fixture_fault(x, "required", "/events/0/vehicle"));
	api_fixture_call(x, "coordinator", "POST", approved_path("/v1/plans/%s/replan", plan), "{'events': [{'kind': 'vehicle_down', 'vehicle': 'NOPE'}]}");
	ck_assert_int_eq(x->status, 422);
	ck_assert(api_fixture_fault(x, "unknown_reference", "/events/0/vehicle"));
	api_fixture_call(x, "coordinator", "POST", approved_path("/v1/plans/%s/replan", plan),
	    "{'events': [{'kind': 'plant_derated', 'supplier': '15-GASCO', 'from': '2030-01-01'}]}");
	ck_assert_int_eq(x->status, 422);
	api_fixture_call(x, "coordinator", "POST", "/v1/plans", "{'province': '15', 'deterministic': true}");
	char *draft = strdup(api_fixture_text(x, "/id"));
	api_fixture_call(x, "coordinator", "POST", approved_path("/v1/plans/%s/replan", draft), "{}");
	ck_assert_int_eq(x->status, 409);
	free(draft);
	free(plan);
	api_fixture_free(x);
}
END_TEST

SUITE("db/replan_api", trips_of_trucks_that_load_in_ten_minutes_stand_too, when_nothing_happened_the_offers_stand_and_approval_makes_no_new_ones_of_them,
    a_tanker_that_loads_elsewhere_is_missed_there_when_its_home_says_it_is_out, a_truck_out_of_service_in_the_register_is_found_and_drives_no_more, an_accepted_delivery_on_a_broken_truck_is_cancelled_by_the_approval,
    an_accepted_delivery_stays_whatever_else_happens, a_declined_delivery_is_found_and_not_asked_of_that_supplier_again_that_day,
    a_closed_road_is_said_and_the_facility_is_not_visited_while_it_is, a_report_far_off_what_was_expected_is_found,
    a_replan_is_refused_in_the_order_of_the_contract)
