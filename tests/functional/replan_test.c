/* A real daemon plans again by itself, whatever happens to the plan in force, through a restart, and not when it is told not to. */
#define _GNU_SOURCE /* memmem in served.h */
#include "api/client.h"
#include "base/str.h"
#include "domain/calendar.h"
#include "lib/served.h"
#include "lib/suite.h"
#include "wire/wire.h"

#include <jansson.h>

#define BEGIN INT64_C(1795136400000000) /* 2026-11-20T08:00+07:00 */

static struct served served;
static struct api_client *api;
static instant_t now;
static char admin[80], coordinator[80], supplier[80];
static struct {
	char id[40];
} plan, proposal;

/* ---- asking ------------------------------------------------------------------------------------------------- */

/* body with ' for "; NULL: none. The caller drops the answer. */
static json_t *
call(const char *token, const char *method, const char *target, const char *body)
{
	json_t *answer = NULL, *sent = NULL;
	struct faults f = { 0 };
	char text[4096];
	snprintf(text, sizeof text, "%s", body ? body : "");
	for (char *c = text; *c != '\0'; c++)
		*c = *c == '\'' ? '"' : *c;
	if (body != NULL)
		ck_assert_msg((sent = json_loads(text, 0, NULL)) != NULL, "%s", text);
	api_client_as(api, token);
	err_t e = api_client_call(api, method, target, sent, &answer, &f);
	ck_assert_msg(e == ERR_OK, "%s %s: %d %s", method, target, api_client_status(api), f.item[0].arg[2]);
	return answer;
}

static void
say(const char *token, const char *target, const char *body)
{
	json_decref(call(token, "POST", target, body));
}

static void
take(json_t *answer, const char *member, char *ret, size_t size)
{
	ck_assert(json_is_string(json_object_get(answer, member)));
	snprintf(ret, size, "%s", json_string_value(json_object_get(answer, member)));
	json_decref(answer);
}

static void
pass(instant_t t)
{
	char body[80], at[CALENDAR_INSTANT_TEXT];
	now += t;
	snprintf(body, sizeof body, "{'now': '%s'}", calendar_instant_text(now, at));
	say(admin, "/v1/clock", body);
}

/* ---- a little province --------------------------------------------------------------------------------------- */

static void
serve(const char *automatic)
{
	char path[120];
	served_start(&served, "--replay", "--no-demo", "--replan.quiet", "30", "--replan.auto", automatic, NULL);
	snprintf(path, sizeof path, "%s/tokens.json", served.state);
	take(json_load_file(path, 0, NULL), "admin", admin, sizeof admin);
	api = api_client_new("127.0.0.1", (uint16_t)served.port);
}

static void
rest(void)
{
	api_client_free(api);
	ck_assert_int_eq(served_stop(&served), 0);
}

static void
add_hospital(int i)
{
	char body[700];
	snprintf(body, sizeof body,
	    "{'code': '15-H%d', 'name': 'Bệnh viện %d', 'province': '15', 'level': 'province', 'location': {'lat': 21.%d, 'lon': 104.9}, 'beds': 400, 'icu_beds': 40, "
	    "'assets': [{'asset': '15-H%d-T1', 'kind': 'tank', 'capacity_g': 20000000, 'fill_rights': [{'supplier': '15-GAS', 'basis': 'contract'}]}]}",
	    i, i, 7 + i, i);
	say(admin, "/v1/facilities", body);
}

static void
report(int hospital, int kg)
{
	char body[400], at[CALENDAR_INSTANT_TEXT];
	snprintf(body, sizeof body,
	    "{'facility': '15-H%d', 'date': '2026-11-20', 'occurred_at': '%s', 'stock': [{'form': 'lox', 'asset': '15-H%d-T1', 'on_hand': {'value': %d, 'unit': 'kg'}}]}", hospital,
	    calendar_instant_text(now, at), hospital, kg);
	say(coordinator, "/v1/stock-reports", body);
}

static void
approve(const char *id)
{
	char target[80];
	snprintf(target, sizeof target, "/v1/plans/%s/approve", id);
	say(coordinator, target, "{}");
	snprintf(plan.id, sizeof plan.id, "%s", id);
}

static void
begin(void)
{
	char id[40];
	served = served_new();
	serve("yes");
	now = BEGIN;
	pass(0);
	say(admin, "/v1/suppliers",
	    "{'code': '15-GAS', 'name': 'Khí', 'province': '15', 'kind': 'producer', 'location': {'lat': 21.75, 'lon': 104.9}, 'delivery_mode': 'routed', 'lead_time_h': 2, "
	    "'products': [{'product': 'lox', 'production_g': 30000000, 'storage_g': 90000000, 'stock_g': 60000000}], "
	    "'fleet': [{'vehicle': '15-GAS-1', 'kind': 'tanker', 'capacity_g': 9000000}, {'vehicle': '15-GAS-2', 'kind': 'tanker', 'capacity_g': 9000000}]}");
	add_hospital(1);
	add_hospital(2);
	take(call(admin, "POST", "/v1/tokens", "{'name': 'c', 'role': 'coordinator', 'provinces': ['15']}"), "token", coordinator, sizeof coordinator);
	take(call(admin, "POST", "/v1/tokens", "{'name': 's', 'role': 'supplier', 'supplier': '15-GAS'}"), "token", supplier, sizeof supplier);
	report(1, 4000);
	report(2, 4000);
	pass(INSTANT_MINUTE);
	take(call(coordinator, "POST", "/v1/plans", "{'province': '15', 'horizon_days': 7}"), "id", id, sizeof id);
	approve(id);
}

/* ---- what the coordinator sees --------------------------------------------------------------------------------- */

/* The open alert of kind plan, and the plan that it speaks of; false when there is none. */
static bool
is_asked(void)
{
	bool found = false;
	json_t *list = call(coordinator, "GET", "/v1/alerts?open=true&limit=1000", NULL), *items = json_object_get(list, "items");
	for (size_t i = 0; i < json_array_size(items); i++) {
		const char *of = wire_peek(json_array_get(items, i), "plan");
		if (str_eq(wire_peek(json_array_get(items, i), "kind"), "plan") && of != NULL) {
			found = true;
			snprintf(proposal.id, sizeof proposal.id, "%s", of);
		}
	}
	json_decref(list);
	return found;
}

static bool
has_event(const json_t *p, const char *kind)
{
	const json_t *all = json_object_get(json_object_get(p, "replan"), "events");
	for (size_t i = 0; i < json_array_size(all); i++)
		if (str_eq(wire_peek(json_array_get(all, i), "kind"), kind) && json_is_true(json_object_get(json_array_get(all, i), "found")))
			return true;
	return false;
}

static json_t *
read_plan(const char *id)
{
	char target[80];
	snprintf(target, sizeof target, "/v1/plans/%s", id);
	return call(coordinator, "GET", target, NULL);
}

/* The quiet time passes on the daemon's clock, and it asks for a decision on a re-plan because of this. */
static void
asks_because(const char *kind)
{
	pass(INSTANT_MINUTE);
	SERVED_UNTIL(is_asked());
	json_t *p = read_plan(proposal.id);
	ck_assert_str_eq(wire_peek(p, "state"), "draft");
	ck_assert_str_eq(wire_peek(p, "replaces"), plan.id);
	ck_assert(json_is_true(json_object_get(json_object_get(p, "replan"), "proposed")));
	ck_assert_msg(has_event(p, kind), "no %s", kind);
	json_decref(p);
}

static void
answer_yes(void)
{
	approve(proposal.id);
	pass(INSTANT_MINUTE);
	SERVED_UNTIL(!is_asked());
}

static void
first_offer(char ret[40])
{
	json_t *list = call(supplier, "GET", "/v1/deliveries?state=offered", NULL);
	const json_t *items = json_object_get(list, "items");
	ck_assert_uint_gt(json_array_size(items), 0);
	snprintf(ret, 40, "%s", wire_peek(json_array_get(items, 0), "id"));
	json_decref(list);
}

static void
tell(const char *delivery, const char *event)
{
	char target[80], body[60];
	snprintf(target, sizeof target, "/v1/deliveries/%s/events", delivery);
	snprintf(body, sizeof body, "{'event': '%s'}", event);
	say(supplier, target, body);
}

START_TEST(each_kind_of_event_makes_the_daemon_ask_through_a_restart_and_off_means_off)
{
	char id[40], asked[40];
	begin();
	report(1, 2500);
	asks_because("stock_off");
	snprintf(asked, sizeof asked, "%s", proposal.id);
	rest();
	serve("yes");
	pass(20 * INSTANT_MINUTE);
	SERVED_UNTIL(is_asked());
	ck_assert_str_eq(proposal.id, asked); /* it is not asked again */
	answer_yes();
	first_offer(id);
	tell(id, "decline");
	asks_because("declined");
	answer_yes();
	first_offer(id);
	tell(id, "accept");
	tell(id, "load");
	tell(id, "dispatch");
	tell(id, "fail");
	asks_because("failed");
	answer_yes();
	pass(4 * INSTANT_HOUR);
	asks_because("lapsed");
	answer_yes();
	say(supplier, "/v1/suppliers/15-GAS/reports", "{'products': [{'product': 'lox', 'production_g': 0, 'stock_g': 1000000}]}");
	asks_because("plant_derated");
	say(supplier, "/v1/suppliers/15-GAS/reports", "{'products': [{'product': 'lox', 'production_g': 30000000, 'stock_g': 60000000}]}");
	pass(INSTANT_MINUTE);
	SERVED_UNTIL(!is_asked()); /* withdrawn: what it was made of is over */
	say(supplier, "/v1/suppliers/15-GAS/reports", "{'fleet': [{'vehicle': '15-GAS-1', 'out_of_service': true}, {'vehicle': '15-GAS-2', 'out_of_service': true}]}");
	asks_because("vehicle_down");
	answer_yes();
	rest();
	serve("no");
	report(2, 500);
	pass(20 * INSTANT_MINUTE);
	usleep(3000000);
	ck_assert(!is_asked());
	api_client_free(api);
	served_end(&served);
}
END_TEST

SUITE_TIMED("functional/replan", 300, each_kind_of_event_makes_the_daemon_ask_through_a_restart_and_off_means_off)
