/* Plans, deliveries, loans and requests as the outside asks for them. */
#include "api/api.h"
#include "lib/approved.h"
#include "lib/suite.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static char *
keep_text(const struct api_fixture *x, const char *at)
{
	ck_assert_ptr_nonnull(api_fixture_text(x, at));
	return strdup(api_fixture_text(x, at));
}

START_TEST(a_plan_is_made_explained_approved_and_its_deliveries_are_brought)
{
	struct api_fixture *x = approved_start();
	api_fixture_call(x, "coordinator", "POST", "/v1/plans", "{'province': '15', 'seed': 1, 'deterministic': true}");
	ck_assert_int_eq(x->status, 201);
	ck_assert_str_eq(api_fixture_text(x, "/state"), "draft");
	ck_assert_int_eq(api_fixture_int(x, "/horizon_days"), 3);
	char *plan = keep_text(x, "/id");
	api_fixture_call(x, "ministry", "GET", approved_path("/v1/plans/%s/explain?facility=15-DH2", plan), NULL);
	ck_assert_int_eq(x->status, 200);
	ck_assert_str_eq(api_fixture_text(x, "/facility"), "15-DH2");
	api_fixture_call(x, "coordinator", "POST", approved_path("/v1/plans/%s/edits", plan), "{'edits': [{'action': 'exclude', 'facility': '15-DH2', 'reason': 'flooded'}]}");
	ck_assert_int_eq(x->status, 200);
	api_fixture_call(x, "coordinator", "POST", approved_path("/v1/plans/%s/edits", plan), "{'edits': [{'action': 'exclude', 'facility': '01-HN1', 'reason': 'x'}]}");
	ck_assert_int_eq(x->status, 404);
	api_fixture_call(x, "coordinator", "POST", approved_path("/v1/plans/%s/approve", plan), "{}");
	ck_assert_int_eq(x->status, 200);
	ck_assert_str_eq(api_fixture_text(x, "/state"), "approved");
	ck_assert_uint_gt(api_fixture_size(x, "/deliveries"), 0);
	char *decided = keep_text(x, "/decided_at");
	api_fixture_call(x, "ministry", "GET", "/v1/plans?province=15", NULL);
	ck_assert_str_eq(api_fixture_text(x, "/items/0/decided_at"), decided); /* a list tells it as the plan itself does */
	free(decided);
	api_fixture_call(x, "coordinator", "POST", approved_path("/v1/plans/%s/approve", plan), "{}");
	ck_assert_int_eq(x->status, 409);
	api_fixture_call(x, "supplier", "GET", "/v1/deliveries?state=offered", NULL);
	ck_assert_int_eq(x->status, 200);
	ck_assert_uint_gt(api_fixture_size(x, "/items"), 0);
	char *delivery = keep_text(x, "/items/0/id");
	static const struct {
		const char *who, *body, *state;
	} steps[] = {
		{ "supplier", "{'event': 'accept', 'eta': '2026-11-21T10:00:00+07:00'}", "accepted" },
		{ "supplier", "{'event': 'load'}", "loading" },
		{ "supplier", "{'event': 'dispatch'}", "dispatched" },
		{ "hospital", "{'event': 'arrive'}", "arrived" },
		{ "hospital", "{'event': 'deliver'}", "delivered" },
	};
	for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
		api_fixture_call(x, steps[i].who, "POST", approved_path("/v1/deliveries/%s/events", delivery), steps[i].body);
		ck_assert_int_eq(x->status, 200);
		ck_assert_str_eq(api_fixture_text(x, "/state"), steps[i].state);
	}
	api_fixture_call(x, "hospital2", "GET", approved_path("/v1/deliveries/%s", delivery), NULL);
	ck_assert_int_eq(x->status, 404);
	api_fixture_call(x, "supplier2", "POST", approved_path("/v1/deliveries/%s/events", delivery), "{'event': 'accept'}");
	ck_assert_int_eq(x->status, 404);
	free(plan);
	free(delivery);
	api_fixture_free(x);
}
END_TEST

START_TEST(a_province_is_told_what_it_cannot_do_without)
{
	struct api_fixture *x = approved_start();
	api_fixture_call(x, "coordinator", "GET", "/v1/provinces/15/resilience?horizon=5", NULL);
	ck_assert_int_eq(x->status, 200);
	ck_assert_int_eq(api_fixture_int(x, "/horizon_days"), 5);
	size_t n = api_fixture_size(x, "/losses");
	ck_assert_uint_gt(n, 0);
	ck_assert_ptr_nonnull(strstr(api_fixture_text(x, "/method"), "patient-hours"));
	double last = INFINITY;
	for (size_t i = 0; i < n; i++) {
		char at[80];
		snprintf(at, sizeof at, "/losses/%zu/cost_patient_hours", i);
		double cost = json_number_value(api_fixture_at(x, at));
		ck_assert(cost >= 0 && cost <= last);
		last = cost;
	}
	double worst = json_number_value(api_fixture_at(x, "/losses/0/cost_patient_hours"));
	ck_assert(worst > 0); /* one filler serves the province: somebody would go without */
	api_fixture_call(x, "hospital", "GET", "/v1/provinces/15/resilience", NULL);
	ck_assert_int_eq(x->status, 403);
	api_fixture_call(x, "coordinator", "GET", "/v1/provinces/01/resilience", NULL);
	ck_assert_int_eq(x->status, 404);
	api_fixture_call(x, "coordinator", "GET", "/v1/provinces/15/resilience?horizon=99", NULL);
	ck_assert_int_eq(x->status, 422);
	api_fixture_free(x);
}
END_TEST

START_TEST(a_plan_asked_for_with_a_key_is_made_once)
{
	struct api_fixture *x = approved_start();
	for (int i = 0; i < 2; i++) {
		x->key = "plan-1";
		api_fixture_call(x, "coordinator", "POST", "/v1/plans", "{'province': '15'}");
		ck_assert_int_eq(x->status, 201);
		ck_assert_int_eq(x->replayed, i);
	}
	ck_assert_int_eq(app_fixture_ask("SELECT count(*) FROM oxy.plan"), 1);
	api_fixture_call(x, "coordinator", "GET", "/v1/plans?limit=10", NULL);
	ck_assert_uint_eq(api_fixture_size(x, "/items"), 1);
	api_fixture_free(x);
}
END_TEST

START_TEST(requests_are_refused_in_the_order_of_the_contract)
{
	struct api_fixture *x = approved_start();
	static const struct {
		const char *who, *path, *body;
		int status;
	} rows[] = {
		{ NULL, "/v1/plans", "{", 401 },
		{ "hospital", "/v1/plans", "{", 403 },
		{ "coordinator", "/v1/plans", "{", 400 },
		{ "coordinator", "/v1/plans", "{'province': '01', 'nonsense': 1}", 404 },
		{ "coordinator", "/v1/plans", "{'province': '15', 'nonsense': 1}", 422 },
		{ "coordinator", "/v1/plans", "{'province': '15', 'horizon_days': 15}", 422 },
		{ "coordinator", "/v1/plans", "{'province': '15', 'as_of': '2099-01-01T00:00:00Z'}", 422 },
		{ "coordinator", "/v1/plans/00000000-0000-7000-8000-000000000000/approve", "{}", 404 },
		{ "coordinator", "/v1/plans/nonsense/cancel", "{}", 404 },
		{ "hospital", "/v1/deliveries/00000000-0000-7000-8000-000000000000/events", "{'event': 'arrive'}", 404 },
		{ "hospital", "/v1/deliveries", "{'facility': '15-DH2', 'supplier': '15-GASCO', 'x': 1}", 404 },
		{ "hospital", "/v1/deliveries", "{'facility': '15-PGH1', 'supplier': '01-GAS', 'x': 1}", 404 },
		{ "hospital", "/v1/deliveries", "{'facility': '15-PGH1', 'supplier': '15-GASCO', 'x': 1}", 422 },
		{ "supplier", "/v1/transfers", "{}", 403 },
		{ "hospital", "/v1/transfers", "{'from': '15-DH2', 'to': '15-PGH1'}", 404 },
		{ "hospital", "/v1/transfers", "{'from': '15-PGH1', 'to': '01-HN1'}", 404 },
		{ "hospital", "/v1/requests", "{'facility': '15-DH2'}", 404 },
		{ "hospital", "/v1/requests", "{'facility': '15-PGH1', 'product': 'lox', 'quantity': {'value': -1, 'unit': 't'}}", 422 },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		api_fixture_call(x, rows[i].who, "POST", rows[i].path, rows[i].body);
		ck_assert_msg(x->status == rows[i].status, "%s %s as %s: %d instead of %d", rows[i].path, rows[i].body, rows[i].who ? rows[i].who : "nobody",
		    x->status, rows[i].status);
	}
	api_fixture_free(x);
}
END_TEST

/* Its path with what nobody has in place of each {name}. */
static const char *
path_of_nothing(const char *pattern, const char *id)
{
	static char path[200];
	size_t before = strcspn(pattern, "{");
	snprintf(path, sizeof path, "%.*s%s%s", (int)before, pattern, id, strchr(pattern, '}') + 1);
	return path;
}

static const char *
one_who_may(roles_t roles)
{
	static const char *const who[] = { "coordinator", "hospital", "supplier", "admin" };
	static const enum role role[] = { ROLE_COORDINATOR, ROLE_HOSPITAL, ROLE_SUPPLIER, ROLE_ADMIN };
	for (size_t i = 0; i < ARRAY_LEN(who); i++)
		if (role_in(role[i], roles))
			return who[i];
	return NULL;
}

static void
ask_for_nothing(struct api_fixture *x, const struct wire_operation *op)
{
	static const char *const ids[] = { "ZZ", "00000000-0000-7000-8000-000000000000", "01-HN1", "01-GAS" }, *const bodies[] = { "{bad", "{'x': 1}", "[]", NULL };
	for (size_t i = 0; i < ARRAY_LEN(ids); i++)
		for (size_t k = 0; k < ARRAY_LEN(bodies); k++) {
			const char *path = path_of_nothing(op->path, ids[i]);
			api_fixture_call(x, one_who_may(op->roles), op->method, path, bodies[k]);
			ck_assert_msg(x->status == 404 && api_fixture_fault(x, "not_found", ""), "%s %s %s: %d %s", op->method, path, bodies[k], x->status,
			    x->text);
		}
}

START_TEST(what_a_path_names_is_looked_for_before_the_body_is_read)
{
	struct api_fixture *x = approved_start();
	int asked = 0;
	for (size_t i = 0; i < api_routes_all_n; i++)
		for (size_t k = 0; k < api_routes_all[i]->n; k++) {
			const struct wire_operation *op = &api_routes_all[i]->at[k].op;
			if (op->takes == WIRE_BODY_NONE || strchr(op->path, '{') == NULL)
				continue;
			ask_for_nothing(x, op);
			asked++;
		}
	ck_assert_int_ge(asked, 11);
	static const struct {
		const char *who, *method, *path;
	} there[] = { { "coordinator", "PATCH", "/v1/facilities/15-DH2" }, { "supplier", "POST", "/v1/suppliers/15-GASCO/reports" } };
	for (size_t i = 0; i < ARRAY_LEN(there); i++) {
		api_fixture_call(x, there[i].who, there[i].method, there[i].path, "{bad");
		ck_assert_msg(x->status == 400 && api_fixture_fault(x, "malformed_json", NULL), "%s: %d %s", there[i].path, x->status, x->text);
		api_fixture_call(x, there[i].who, there[i].method, there[i].path, NULL);
		ck_assert_msg(x->status == 400 && api_fixture_fault(x, "empty_body", NULL), "%s: %d %s", there[i].path, x->status, x->text);
	}
	api_fixture_free(x);
}
END_TEST

START_TEST(a_plan_is_decided_by_an_empty_object_or_by_nothing)
{
	struct api_fixture *x = approved_start();
	static const struct {
		const char *body, *code, *pointer;
	} refused[] = {
		{ "{'x': 1}", "unknown_member", "/x" },
		{ "{'reason': 'flooded'}", "unknown_member", "/reason" },
		{ "[1, 2]", "wrong_type", "" },
		{ "null", "wrong_type", "" },
		{ "'yes'", "wrong_type", "" },
	};
	static const char *const verbs[] = { "/v1/plans/%s/approve", "/v1/plans/%s/cancel" };
	api_fixture_call(x, "coordinator", "POST", "/v1/plans", "{'province': '15', 'seed': 1, 'deterministic': true}");
	char *plan = keep_text(x, "/id");
	for (size_t v = 0; v < ARRAY_LEN(verbs); v++)
		for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
			api_fixture_call(x, "coordinator", "POST", approved_path(verbs[v], plan), refused[i].body);
			ck_assert_msg(x->status == 422 && api_fixture_fault(x, refused[i].code, refused[i].pointer), "%s: %d %s", refused[i].body, x->status,
			    x->text);
		}
	api_fixture_call(x, "coordinator", "GET", approved_path("/v1/plans/%s", plan), NULL);
	ck_assert_str_eq(api_fixture_text(x, "/state"), "draft");
	for (size_t v = 0; v < ARRAY_LEN(verbs); v++) {
		api_fixture_call(x, "coordinator", "POST", approved_path(verbs[v], plan), v == 0 ? "{}" : NULL);
		ck_assert_msg(x->status == 200, "%s", x->text);
	}
	free(plan);
	api_fixture_free(x);
}
END_TEST

START_TEST(deliveries_of_a_place_outside_the_scope_are_those_of_none)
{
	struct api_fixture *x = approved_start();
	static const struct {
		const char *who, *filter;
		int status;
	} rows[] = {
		{ "coordinator", "facility=15-DH2", 200 },
		{ "coordinator", "supplier=15-GASCO", 200 },
		{ "coordinator", "facility=ZZ", 404 },
		{ "coordinator", "supplier=ZZ", 404 },
		{ "coordinator", "facility=01-HN1", 404 },
		{ "coordinator", "supplier=01-GAS", 404 },
		{ "coordinator", "facility=15-GASCO", 404 },
		{ "hospital", "supplier=15-GASCO", 200 }, /* who may bring to it */
		{ "hospital", "supplier=01-GAS", 404 },
		{ "hospital", "facility=15-DH2", 404 },
		{ "supplier", "facility=15-DH2", 200 }, /* whom it may bring to */
		{ "supplier", "facility=01-HN1", 404 },
		{ "supplier", "supplier=15-FILL", 404 },
		{ "ministry", "facility=01-HN1", 200 },
		{ "ministry", "facility=ZZ", 404 },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		api_fixture_call(x, rows[i].who, "GET", approved_path("/v1/deliveries?%s", rows[i].filter), NULL);
		ck_assert_msg(x->status == rows[i].status, "%s as %s: %d %s", rows[i].filter, rows[i].who, x->status, x->text);
		if (x->status == 404)
			ck_assert_msg(api_fixture_fault(x, "not_found", strncmp(rows[i].filter, "facility", 8) == 0 ? "?facility" : "?supplier"), "%s", x->text);
	}
	/* who drives another's goods knows whose they are */
	free(approved_plan(x));
	app_fixture_say("UPDATE oxy.delivery SET carrier_id = (SELECT site_id FROM oxy.site WHERE code = '15-FILL') WHERE supplier_id = (SELECT site_id FROM oxy.site WHERE code = '15-GASCO')");
	api_fixture_call(x, "supplier2", "GET", "/v1/deliveries?supplier=15-GASCO", NULL);
	ck_assert_msg(x->status == 200 && api_fixture_size(x, "/items") > 0, "%s", x->text);
	api_fixture_call(x, "supplier2", "GET", "/v1/deliveries?supplier=15-GASCO&state=failed", NULL);
	ck_assert_msg(x->status == 200 && api_fixture_size(x, "/items") == 0, "%s", x->text);
	api_fixture_free(x);
}
END_TEST

START_TEST(a_body_that_is_too_large_is_told_how_large_it_may_be)
{
	struct api_fixture *x = api_fixture_new();
	enum { MIB = 1 << 20 };
	char *body = MEM_ARRAY(char, MIB + 1);
	memset(body, ' ', MIB + 1);
	api_fixture_send(x, "coordinator", "POST", "/v1/plans?x=1", body, MIB + 1);
	ck_assert_msg(x->status == 413 && api_fixture_fault(x, "too_large", ""), "%d %s", x->status, x->text);
	ck_assert_str_eq(api_fixture_text(x, "/detail"), "the body may have 1048576 bytes");
	ck_assert_str_eq(api_fixture_text(x, "/instance"), "/v1/plans");
	api_fixture_send(x, "coordinator", "POST", "/v1/plans", body, MIB);
	ck_assert_int_eq(x->status, 400);
	free(body);
	api_fixture_free(x);
}
END_TEST

START_TEST(drops_loans_and_requests_are_taken)
{
	struct api_fixture *x = approved_start();
	api_fixture_call(x, "hospital", "POST", "/v1/deliveries",
	    "{'facility': '15-PGH1', 'supplier': '15-GASCO', 'product': 'lox', 'quantity': {'value': 1.5, 'unit': 't'}, 'docket': 'A/7'}");
	ck_assert_int_eq(x->status, 201);
	ck_assert_int_eq(api_fixture_int(x, "/quantity_g"), 1500000);
	ck_assert_str_eq(api_fixture_text(x, "/state"), "delivered");
	api_fixture_call(x, "hospital", "POST", "/v1/transfers",
	    "{'from': '15-PGH1', 'to': '15-DH2', 'product': 'cylinder', 'cylinder_type': 'VN40', 'full': 5, 'reason': 'until Monday'}");
	ck_assert_int_eq(x->status, 201);
	ck_assert_str_eq(api_fixture_text(x, "/from_asset"), "15-PGH1-C1");
	ck_assert_str_eq(api_fixture_text(x, "/to_asset"), "15-DH2-C1");
	char *loan = keep_text(x, "/id");
	api_fixture_call(x, "hospital", "POST", "/v1/transfers",
	    "{'from': '15-PGH1', 'to': '15-DH2', 'product': 'cylinder', 'cylinder_type': 'VN40', 'full': 500}");
	ck_assert_int_eq(x->status, 409);
	api_fixture_call(x, "hospital2", "GET", "/v1/transfers", NULL);
	ck_assert_uint_eq(api_fixture_size(x, "/items"), 1);
	ck_assert_str_eq(api_fixture_text(x, "/items/0/id"), loan);
	ck_assert_msg(api_fixture_text(x, "/items/0/from_asset") && strcmp(api_fixture_text(x, "/items/0/from_asset"), "15-PGH1-C1") == 0, "%s", x->text);
	ck_assert_str_eq(api_fixture_text(x, "/items/0/to_asset"), "15-DH2-C1");
	free(loan);
	api_fixture_call(x, "hospital2", "POST", "/v1/requests",
	    "{'facility': '15-DH2', 'product': 'cylinder', 'cylinder_type': 'VN40', 'full': 10, 'urgency': 'critical'}");
	ck_assert_int_eq(x->status, 201);
	ck_assert_str_eq(api_fixture_text(x, "/state"), "open");
	api_fixture_call(x, "coordinator", "GET", "/v1/requests", NULL);
	ck_assert_uint_eq(api_fixture_size(x, "/items"), 1);
	api_fixture_free(x);
}
END_TEST

SUITE("db/plans_api", a_plan_is_made_explained_approved_and_its_deliveries_are_brought, a_plan_asked_for_with_a_key_is_made_once,
    requests_are_refused_in_the_order_of_the_contract, what_a_path_names_is_looked_for_before_the_body_is_read,
    a_plan_is_decided_by_an_empty_object_or_by_nothing,
    deliveries_of_a_place_outside_the_scope_are_those_of_none,
    a_body_that_is_too_large_is_told_how_large_it_may_be, drops_loans_and_requests_are_taken,
    a_province_is_told_what_it_cannot_do_without)
