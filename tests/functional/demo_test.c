/* What `ready` promises of a state with the demo, asked over HTTP as anybody would. */
#define _GNU_SOURCE /* memmem in served.h */
#include "api/client.h"
#include "base/str.h"
#include "lib/served.h"
#include "wire/wire.h"

#include <jansson.h>
#include <stdlib.h>

/* One daemon for all the tests of this file, in Check's mode without forks. */
static struct served s;
static json_t *tokens;
static struct api_client *api;
static struct faults faults;

static json_t *
read_tokens(void)
{
	char path[120];
	snprintf(path, sizeof path, "%s/tokens.json", s.state);
	json_t *file = json_load_file(path, 0, NULL);
	ck_assert_ptr_nonnull(file);
	return file;
}

static json_t *
call(const char *token, const char *method, const char *target, json_t *body)
{
	json_t *answer = NULL;
	faults = (struct faults){ 0 };
	api_client_as(api, token);
	err_t e = api_client_call(api, method, target, body, &answer, &faults);
	ck_assert_msg(e == ERR_OK, "%s %s: %d %s", method, target, api_client_status(api), faults.item[0].arg[2]);
	return answer;
}

static json_t *
list(const char *token, const char *target)
{
	json_t *items = NULL;
	faults = (struct faults){ 0 };
	api_client_as(api, token);
	ck_assert_msg(api_client_list(api, target, &items, &faults) == ERR_OK, "%s: %d", target, api_client_status(api));
	return items;
}

static const char *
token(const char *role)
{
	return json_string_value(json_object_get(tokens, role));
}

static const char *
text(const json_t *o, const char *name)
{
	const char *t = json_string_value(json_object_get(o, name));
	return t ? t : "";
}

static void
begin(void)
{
	s = served_new();
	served_start(&s, "--demo", NULL);
	tokens = read_tokens();
	api = api_client_new("127.0.0.1", (uint16_t)s.port);
}

static void
end(void)
{
	api_client_free(api);
	json_decref(tokens);
	served_end(&s);
}

START_TEST(tokens_are_in_a_file_that_only_the_daemons_user_reads)
{
	struct stat st;
	char path[120];
	snprintf(path, sizeof path, "%s/tokens.json", s.state);
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_int_eq(st.st_mode & 0777, 0600);
	const char *const one[] = { "admin", "coordinator", "ministry", "auditor" }, *const many[] = { "hospital", "supplier", "device" };
	for (size_t i = 0; i < ARRAY_LEN(one); i++)
		ck_assert_msg(json_is_string(json_object_get(tokens, one[i])), "%s", one[i]);
	for (size_t i = 0; i < ARRAY_LEN(many); i++)
		ck_assert_msg(json_object_size(json_object_get(tokens, many[i])) > 0, "%s", many[i]);
	ck_assert_uint_eq(json_object_size(tokens), 7);
}
END_TEST

START_TEST(there_is_one_province_of_at_least_a_hundred_facilities_and_three_suppliers_with_tokens)
{
	json_t *facilities = list(token("admin"), "/v1/facilities?limit=1000"), *suppliers = list(token("admin"), "/v1/suppliers?limit=1000"), *x;
	size_t i;
	ck_assert_uint_ge(json_array_size(facilities), 100);
	json_array_foreach (facilities, i, x)
		ck_assert_str_eq(text(x, "province"), "15");
	ck_assert_uint_ge(json_array_size(suppliers), 3);
	json_array_foreach (suppliers, i, x) {
		const char *own = json_string_value(json_object_get(json_object_get(tokens, "supplier"), text(x, "code")));
		char path[80];
		ck_assert_msg(own != NULL, "%s has no token", text(x, "code"));
		snprintf(path, sizeof path, "/v1/deliveries?supplier=%s&limit=10", text(x, "code"));
		json_decref(list(own, path));
	}
	json_decref(facilities);
	json_decref(suppliers);
}
END_TEST

static bool
has_pool(const json_t *facility)
{
	size_t i;
	json_t *a;
	bool found = false;
	json_array_foreach (json_object_get(facility, "assets"), i, a)
		found = found || (str_eq(text(a, "kind"), "cylinder_pool") && str_eq(text(a, "cylinder_type"), "VN40"));
	return found;
}

START_TEST(hospitals_with_a_token_have_VN40_pools_and_every_asset_is_known_and_fresh)
{
	const char *code;
	json_t *own;
	ck_assert_uint_ge(json_object_size(json_object_get(tokens, "hospital")), 2);
	json_object_foreach (json_object_get(tokens, "hospital"), code, own) {
		char path[80];
		snprintf(path, sizeof path, "/v1/facilities/%s", code);
		json_t *card = call(token("coordinator"), "GET", path, NULL);
		ck_assert_msg(has_pool(card), "%s", code);
		snprintf(path, sizeof path, "/v1/facilities/%s/status", code);
		json_t *status = call(json_string_value(own), "GET", path, NULL), *covers = json_object_get(status, "covers");
		ck_assert_msg(json_is_integer(json_object_get(status, "on_hand_g")), "%s", code);
		ck_assert_msg(json_is_false(json_object_get(status, "stale")), "%s", code);
		ck_assert(json_equal(json_object_get(covers, "assets_known"), json_object_get(covers, "assets")));
		ck_assert(json_is_number(json_object_get(json_object_get(status, "hours_to_empty"), "p50")));
		json_decref(card);
		json_decref(status);
	}
}
END_TEST

START_TEST(a_device_with_a_token_is_a_tank_that_may_send_its_level)
{
	const char *asset = json_object_iter_key(json_object_iter(json_object_get(tokens, "device")));
	json_t *facilities = list(token("coordinator"), "/v1/facilities?limit=1000"), *f, *a;
	size_t i, k;
	bool tank = false;
	json_array_foreach (facilities, i, f)
		json_array_foreach (json_object_get(f, "assets"), k, a)
			tank = tank || (str_eq(text(a, "asset"), asset) && str_eq(text(a, "kind"), "tank") && json_array_size(json_object_get(a, "calibrations")) > 0);
	ck_assert(tank);
	json_decref(facilities);
}
END_TEST

START_TEST(at_least_one_facility_that_reports_runs_short_and_not_all_do)
{
	json_t *items = list(token("coordinator"), "/v1/shortfalls?province=15&limit=1000"), *x;
	json_t *status = call(token("ministry"), "GET", "/v1/provinces/15/status", NULL), *levels = json_object_get(status, "levels");
	size_t i, fresh = 0;
	json_array_foreach (items, i, x)
		fresh += (str_eq(text(x, "level"), "red") || str_eq(text(x, "level"), "amber")) && json_is_false(json_object_get(x, "stale"));
	ck_assert_uint_ge(fresh, 1);
	ck_assert_int_gt(json_integer_value(json_object_get(levels, "green")), 20);
	ck_assert_int_eq(json_integer_value(json_object_get(levels, "unknown")), 0);
	json_decref(items);
	json_decref(status);
}
END_TEST

START_TEST(sixty_days_of_reports_and_some_deliveries_lie_behind)
{
	json_t *reports = list(token("coordinator"), "/v1/facilities/15-PGH1/stock-reports?limit=1000");
	json_t *delivered = list(token("coordinator"), "/v1/deliveries?state=delivered&limit=1000");
	json_t *doubted = list(token("coordinator"), "/v1/quarantine?limit=1000");
	ck_assert_uint_ge(json_array_size(reports), 60);
	ck_assert_uint_ge(json_array_size(delivered), 5);
	ck_assert_uint_le(json_array_size(doubted), 20);
	json_decref(reports);
	json_decref(delivered);
	json_decref(doubted);
}
END_TEST

START_TEST(the_clock_is_live_for_good)
{
	api_client_as(api, token("admin"));
	faults = (struct faults){ 0 };
	ck_assert_int_ne(api_client_call(api, "POST", "/v1/clock", json_pack("{s:s}", "now", "2030-01-01T00:00:00Z"), NULL, &faults), ERR_OK);
	ck_assert_int_eq(api_client_status(api), 409);
}
END_TEST

START_TEST(a_new_plan_has_routes_and_offers_deliveries_to_facilities_of_known_stock)
{
	char path[96];
	json_t *asked = call(token("coordinator"), "POST", "/v1/plans", json_pack("{s:s, s:i}", "province", "15", "horizon_days", 3)), *plan = NULL, *x;
	size_t i;
	snprintf(path, sizeof path, "/v1/plans/%s", text(asked, "id"));
	faults = (struct faults){ 0 };
	ck_assert_int_eq(api_client_wait(api, path, &plan, &faults), ERR_OK);
	ck_assert_str_eq(text(plan, "state"), "draft");
	ck_assert_uint_ge(json_array_size(json_object_get(plan, "routes")), 1);
	snprintf(path, sizeof path, "/v1/plans/%s/approve", text(asked, "id"));
	json_decref(call(token("coordinator"), "POST", path, json_object()));
	json_t *offers = list(token("coordinator"), "/v1/deliveries?state=offered&limit=1000");
	ck_assert_uint_ge(json_array_size(offers), 5);
	json_array_foreach (offers, i, x) {
		snprintf(path, sizeof path, "/v1/facilities/%s/status", text(x, "facility"));
		json_t *status = call(token("coordinator"), "GET", path, NULL);
		ck_assert_msg(json_is_integer(json_object_get(status, "on_hand_g")), "%s", text(x, "facility"));
		json_decref(status);
	}
	json_decref(offers);
	json_decref(plan);
	json_decref(asked);
}
END_TEST

START_TEST(a_second_start_finds_the_demo_within_five_seconds)
{
	json_t *before = list(token("coordinator"), "/v1/facilities/15-PGH1/stock-reports?limit=1000"), *after, *again;
	ck_assert_int_eq(served_stop(&s), 0);
	int64_t began = clock_mono();
	served_start(&s, "--demo", NULL);
	ck_assert_int_le(clock_mono() - began, 5 * INSTANT_SECOND);
	again = read_tokens();
	ck_assert(json_equal(tokens, again));
	after = list(token("coordinator"), "/v1/facilities/15-PGH1/stock-reports?limit=1000");
	ck_assert(json_equal(before, after));
	json_decref(before);
	json_decref(after);
	json_decref(again);
}
END_TEST

/* Killed at several points of the loading, then started: all there, once. */
START_TEST(a_loading_that_was_killed_begins_again)
{
	static const int after_ms[] = { 2500, 4500 };
	struct served first = s;
	s = served_new();
	for (size_t i = 0; i < ARRAY_LEN(after_ms); i++) {
		char port[16], mqtt_port[16];
		const char *argv[] = { "oxyd", "serve", "--state", s.state, "--port", port, "--mqtt-port", mqtt_port, "--demo", getuid() == 0 ? "--user" : NULL, "nobody", NULL };
		snprintf(port, sizeof port, "%d", s.port);
		snprintf(mqtt_port, sizeof mqtt_port, "%d", s.mqtt_port);
		s.pid = served_exec(&s, STDOUT_FILENO, argv);
		usleep((useconds_t)after_ms[i] * 1000);
		kill(s.pid, SIGKILL);
		served_wait(s.pid);
	}
	served_start(&s, "--demo", NULL);
	struct api_client *other = api_client_new("127.0.0.1", (uint16_t)s.port), *mine = api;
	json_t *its = read_tokens();
	api = other;
	json_t *facilities = list(text(its, "coordinator"), "/v1/facilities?limit=1000");
	json_t *reports = list(text(its, "coordinator"), "/v1/facilities/15-MC1/stock-reports?limit=1000");
	ck_assert_uint_eq(json_array_size(facilities), 120);
	ck_assert(json_array_size(reports) > 45 && json_array_size(reports) <= 60);
	api_client_free(other);
	api = mine;
	json_decref(its);
	json_decref(facilities);
	json_decref(reports);
	served_end(&s);
	s = first;
}
END_TEST

int
main(void)
{
	const TTest *tests[] = { tokens_are_in_a_file_that_only_the_daemons_user_reads,
		there_is_one_province_of_at_least_a_hundred_facilities_and_three_suppliers_with_tokens,
		hospitals_with_a_token_have_VN40_pools_and_every_asset_is_known_and_fresh, a_device_with_a_token_is_a_tank_that_may_send_its_level,
		at_least_one_facility_that_reports_runs_short_and_not_all_do, sixty_days_of_reports_and_some_deliveries_lie_behind, the_clock_is_live_for_good,
		a_new_plan_has_routes_and_offers_deliveries_to_facilities_of_known_stock, a_second_start_finds_the_demo_within_five_seconds,
		a_loading_that_was_killed_begins_again };
	Suite *suite = suite_create("functional/demo");
	TCase *tc = tcase_create("all");
	tcase_add_unchecked_fixture(tc, begin, end);
	tcase_set_timeout(tc, 120);
	for (size_t i = 0; i < ARRAY_LEN(tests); i++)
		tcase_add_test(tc, tests[i]);
	suite_add_tcase(suite, tc);
	SRunner *r = srunner_create(suite);
	srunner_set_fork_status(r, CK_NOFORK);
	srunner_run_all(r, CK_ENV);
	int failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
