/* replay_peak - calls and their answers as lines of text. */
#include "cli/replay_peak.h"

#include "base/mem.h"
#include "base/str.h"
#include "wire/supplier_shape.h"

#include <stdio.h>
#include <string.h>

enum { LINES = 12, PLAN_DAYS = 3 };

#define TODAY (14 * INSTANT_HOUR) /* deliveries whose window begins within this are driven */

static const char *
text_of(const json_t *o, const char *name)
{
	const char *s = json_string_value(json_object_get(o, name));
	return s ? s : "-";
}

static double
tonnes(const json_t *o, const char *name)
{
	return (double)json_integer_value(json_object_get(o, name)) / 1e6;
}

static double
number(const json_t *o, const char *name)
{
	return json_number_value(json_object_get(o, name));
}

static const char *
token_of(const struct cli_replay_peak *p, const char *supplier)
{
	for (size_t i = 0; i < p->n_suppliers; i++)
		if (str_eq(p->suppliers[i].code, supplier))
			return p->suppliers[i].token;
	return "";
}

static err_t
issue(struct cli_replay_peak *p, json_t *body, char token[CLI_REPLAY_TOKEN])
{
	CLEANUP(wire_decref_ptr) json_t *answer = NULL;
	err_t e = api_client_call(p->api, "POST", "/v1/tokens", body, &answer, &p->faults);
	if (!e)
		snprintf(token, CLI_REPLAY_TOKEN, "%s", text_of(answer, "token"));
	return e;
}

err_t
cli_replay_peak_tokens(struct cli_replay_peak *p, const char *province)
{
	CLEANUP(wire_decref_ptr) json_t *suppliers = NULL;
	size_t i;
	json_t *s;
	snprintf(p->province, sizeof p->province, "%s", province);
	err_t e = issue(p, json_pack("{s:s, s:s, s:[s]}", "role", "coordinator", "name", "replay", "provinces", province), p->coordinator);
	if (!e)
		e = issue(p, json_pack("{s:s, s:s}", "role", "ministry", "name", "replay"), p->ministry);
	if (!e)
		e = api_client_list(p->api, "/v1/suppliers?limit=100", &suppliers, &p->faults);
	json_array_foreach (suppliers, i, s) {
		if (e || p->n_suppliers == CLI_REPLAY_SUPPLIERS)
			break;
		snprintf(p->suppliers[p->n_suppliers].code, sizeof p->suppliers[0].code, "%s", text_of(s, "code"));
		e = issue(p, json_pack("{s:s, s:s, s:s}", "role", "supplier", "name", text_of(s, "name"), "supplier", text_of(s, "code")),
		    p->suppliers[p->n_suppliers++].token);
	}
	return e;
}

err_t
cli_replay_peak_suppliers(struct cli_replay_peak *p, const struct cli_replay_world *w)
{
	err_t e = ERR_OK;
	for (size_t i = 0; !e && i < w->n_suppliers; i++) {
		char path[80];
		struct supplier_report r = { .occurred_at = INSTANT_NONE, .medical_share_pct = UNKNOWN_F64, .loading_slots_per_day = UNKNOWN_I64,
			.filling_bottles_per_day = UNKNOWN_I64 };
		r.products.items = w->suppliers[i].products.items;
		r.products.n = w->suppliers[i].products.n;
		snprintf(path, sizeof path, "/v1/suppliers/%s/reports", w->suppliers[i].code);
		api_client_as(p->api, token_of(p, w->suppliers[i].code));
		e = api_client_call(p->api, "POST", path, wire_write(&wire_supplier_shape_report, &r), NULL, &p->faults);
	}
	api_client_as(p->api, p->coordinator);
	return e;
}

/* POST, then wait until it is done. */
static err_t
run(struct cli_replay_peak *p, const char *where, json_t *body, json_t **ret)
{
	CLEANUP(wire_decref_ptr) json_t *asked = NULL;
	char path[96];
	api_client_as(p->api, p->coordinator);
	err_t e = api_client_call(p->api, "POST", where, body, &asked, &p->faults);
	if (e)
		return e;
	snprintf(path, sizeof path, "%s/%s", where, text_of(asked, "id"));
	return api_client_wait(p->api, path, ret, &p->faults);
}

err_t
cli_replay_peak_forecast(struct cli_replay_peak *p)
{
	CLEANUP(wire_decref_ptr) json_t *done = NULL;
	err_t e = run(p, "/v1/forecast-runs", json_pack("{s:s}", "province", p->province), &done);
	if (!e)
		printf("   state %s\n", text_of(done, "state"));
	return e;
}

err_t
cli_replay_peak_shortfalls(struct cli_replay_peak *p)
{
	CLEANUP(wire_decref_ptr) json_t *items = NULL;
	char path[96];
	size_t i;
	json_t *x;
	snprintf(path, sizeof path, "/v1/shortfalls?province=%s&limit=500", p->province);
	api_client_as(p->api, p->coordinator);
	err_t e = api_client_list(p->api, path, &items, &p->faults);
	if (e)
		return e;
	printf("   %zu facilities run short; by urgency:\n", json_array_size(items));
	json_array_foreach (items, i, x) {
		const json_t *h = json_object_get(x, "hours_to_empty");
		if (i == LINES)
			break;
		printf("   %-8s %-5s  empty in %5.1f h (p10 %5.1f, p90 %5.1f)  short %5.2f t a day  %-6s %s\n", text_of(x, "facility"), text_of(x, "level"),
		    number(h, "p50"), number(h, "p10"), number(h, "p90"), tonnes(x, "expected_unmet_g_per_day"), text_of(x, "binding"), text_of(x, "name"));
	}
	return ERR_OK;
}

static void
print_route(const json_t *r)
{
	size_t i;
	json_t *s;
	printf("   %-9s from %s %.16s, %5.1f km, %5.2f t:", text_of(r, "vehicle"), text_of(r, "supplier"), text_of(r, "depart"), number(r, "km"), tonnes(r, "load_g"));
	json_array_foreach (json_object_get(r, "stops"), i, s)
		printf(" %s %.2f t %.5s", text_of(s, "facility"), tonnes(s, "quantity_g"), strlen(text_of(s, "arrive")) > 16 ? text_of(s, "arrive") + 11 : "-");
	printf("\n");
}

static void
print_plan(const json_t *plan)
{
	const json_t *routes = json_object_get(plan, "routes"), *unmet = json_object_get(plan, "unmet"), *binding = json_object_get(plan, "binding");
	size_t i;
	json_t *x;
	printf("   state %s: %zu routes, %.1f km, %.1f t delivered, %.2f t unmet in %zu rows\n", text_of(plan, "state"), json_array_size(routes),
	    number(plan, "km"), tonnes(plan, "delivered_g"), tonnes(plan, "unmet_g"), json_array_size(unmet));
	json_array_foreach (routes, i, x)
		if (i < LINES)
			print_route(x);
	json_array_foreach (binding, i, x)
		if (i < LINES / 2)
			printf("   binding: %s %s %s\n", text_of(x, "code"), text_of(x, "supplier"), text_of(x, "detail"));
}

err_t
cli_replay_peak_plan(struct cli_replay_peak *p)
{
	CLEANUP(wire_decref_ptr) json_t *plan = NULL;
	err_t e = run(p, "/v1/plans", json_pack("{s:s, s:i, s:i, s:b}", "province", p->province, "horizon_days", PLAN_DAYS, "seed", 1, "deterministic", true), &plan);
	if (e)
		return e;
	snprintf(p->plan, sizeof p->plan, "%s", text_of(plan, "id"));
	print_plan(plan);
	return ERR_OK;
}

err_t
cli_replay_peak_approve(struct cli_replay_peak *p)
{
	CLEANUP(wire_decref_ptr) json_t *plan = NULL;
	char path[96];
	snprintf(path, sizeof path, "/v1/plans/%s/approve", p->plan);
	err_t e = api_client_call(p->api, "POST", path, json_object(), &plan, &p->faults);
	if (!e)
		printf("   state %s, %zu deliveries offered\n", text_of(plan, "state"), json_array_size(json_object_get(plan, "deliveries")));
	return e;
}

static err_t
tell(struct cli_replay_peak *p, const json_t *delivery, const char *token, const char *event)
{
	char path[96];
	snprintf(path, sizeof path, "/v1/deliveries/%s/events", text_of(delivery, "id"));
	api_client_as(p->api, token);
	return api_client_call(p->api, "POST", path, json_pack("{s:s}", "event", event), NULL, &p->faults);
}

/* A refusal of one delivery (its stock is gone: 409) is part of the day, not its end. */
static err_t
tell_all(struct cli_replay_peak *p, const json_t *delivery, const char *token, const char *const events[3])
{
	for (int i = 0; i < 3 && events[i] != NULL; i++) {
		err_t e = tell(p, delivery, token, events[i]);
		if (e)
			return e;
	}
	return ERR_OK;
}

err_t
cli_replay_peak_answer(struct cli_replay_peak *p)
{
	static const char *const events[3] = { "accept", "load", "dispatch" };
	CLEANUP(wire_decref_ptr) json_t *offers = NULL;
	size_t i, refused = 0, later = 0;
	json_t *d;
	instant_t first = INSTANT_NONE, start;
	api_client_as(p->api, p->coordinator);
	err_t e = api_client_list(p->api, "/v1/deliveries?state=offered&limit=500", &offers, &p->faults);
	p->under_way = json_array();
	json_array_foreach (offers, i, d) {
		if (!calendar_parse_instant(text_of(json_object_get(d, "window"), "start"), &start))
			continue;
		first = first == INSTANT_NONE ? start : first; /* earliest window first */
		if (start > first + TODAY) {
			later++;
			continue;
		}
		if (tell_all(p, d, token_of(p, text_of(d, "supplier")), events) == ERR_OK)
			json_array_append(p->under_way, d);
		else
			refused++;
	}
	printf("   %zu under way, %zu refused by the daemon, %zu of later days left to expire\n", json_array_size(p->under_way), refused, later);
	if (refused > 0)
		printf("   first refusal: %s %s\n", p->faults.item[0].arg[1], p->faults.item[0].arg[2]);
	return e;
}

err_t
cli_replay_peak_deliver(struct cli_replay_peak *p)
{
	size_t i, done = 0;
	json_t *d;
	double t = 0;
	err_t e = ERR_OK;
	json_array_foreach (p->under_way, i, d) {
		e = tell(p, d, token_of(p, text_of(d, "supplier")), "arrive");
		if (!e)
			e = tell(p, d, p->coordinator, "deliver");
		if (e)
			return e;
		done++;
		t += tonnes(d, "quantity_g");
	}
	printf("   %zu delivered, %.1f t\n", done, t);
	return e;
}

static void
print_status(const char *what, const json_t *s)
{
	const json_t *l = json_object_get(s, "levels"), *c = json_object_get(s, "coverage");
	printf("   %-9s on hand %.1f t, demand %.1f t a day; red %d, amber %d, watch %d, green %d, unknown %d; reported %d of %d; worst %s %s\n", what,
	    tonnes(s, "on_hand_g"), tonnes(s, "demand_g_per_day"), (int)number(l, "red"), (int)number(l, "amber"), (int)number(l, "watch"), (int)number(l, "green"),
	    (int)number(l, "unknown"), (int)number(c, "reported"), (int)number(c, "facilities"), text_of(s, "worst_level"), text_of(s, "worst_facility"));
}

err_t
cli_replay_peak_status(struct cli_replay_peak *p)
{
	CLEANUP(wire_decref_ptr) json_t *province = NULL;
	CLEANUP(wire_decref_ptr) json_t *nation = NULL;
	char path[64];
	snprintf(path, sizeof path, "/v1/provinces/%s/status", p->province);
	api_client_as(p->api, p->ministry);
	err_t e = api_client_call(p->api, "GET", path, NULL, &province, &p->faults);
	if (!e)
		e = api_client_call(p->api, "GET", "/v1/national/status", NULL, &nation, &p->faults);
	if (e)
		return e;
	print_status("province", province);
	print_status("nation", nation);
	return ERR_OK;
}

void
cli_replay_peak_free(struct cli_replay_peak *p)
{
	api_client_free(p->api);
	json_decref(p->under_way);
}
