/* demo_load - the province through the ordinary verbs: cards, tokens, suppliers' reports, and day after day what was reported. */
#include "daemon/demo.h"

#include "app/report_stock.h"
#include "app/tokens.h"
#include "base/log.h"
#include "base/mem.h"
#include "daemon/file.h"
#include "wire/facility_shape.h"
#include "wire/stock_report_shape.h"
#include "wire/supplier_shape.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SUPPLIERS_EVERY_DAYS = 10, PLAN_DAYS = 3, AGAIN_TIMES = 40, AGAIN_US = 250000 };

/* Who gets a token beside the coordinator, the suppliers and the hospitals. */
static const char *const national[] = { "ministry", "auditor" };
static const char *const devices[] = { "15-PGH1-T1", "15-PGH2-T1", "15-RH1-T1" };

const char *
daemon_demo_load_token(const struct daemon_demo *l, const char *role, const char *code)
{
	const json_t *at = json_object_get(l->tokens, role);
	const char *token = json_string_value(code != NULL ? json_object_get(at, code) : at);
	return token ? token : "";
}

/* ---- cards and tokens --------------------------------------------------------------------- */

static err_t
read_admin(struct daemon_demo *l)
{
	CLEANUP(str_free) struct str text = { 0 };
	CLEANUP(wire_decref_ptr) json_t *file = NULL;
	if (!daemon_file_read(l->d->state_dir, "tokens.json", &text))
		return daemon_file_fault(&l->faults, l->d->state_dir, "tokens.json");
	err_t e = wire_parse(text.data, text.len, &file, &l->faults);
	if (!e)
		json_object_set(l->tokens, "admin", json_object_get(file, "admin"));
	return e;
}

/* `key` is where the token goes in tokens.json: below "hospital" and such when code is given. */
static err_t
issue(struct daemon_demo *l, const char *role, const char *code, json_t *body)
{
	CLEANUP(wire_decref_ptr) json_t *answer = NULL;
	json_object_set_new(body, "role", json_string(role));
	err_t e = api_client_call(l->api, "POST", "/v1/tokens", body, &answer, &l->faults);
	if (e)
		return e;
	json_t *token = json_object_get(answer, "token"), *group = json_object_get(l->tokens, role);
	if (code == NULL)
		return json_object_set(l->tokens, role, token) == 0 ? ERR_OK : ERR_INTERNAL;
	if (group == NULL)
		json_object_set_new(l->tokens, role, group = json_object());
	return json_object_set(group, code, token) == 0 ? ERR_OK : ERR_INTERNAL;
}

static err_t
issue_coordinator(struct daemon_demo *l)
{
	return issue(l, "coordinator", NULL, json_pack("{s:s, s:[s]}", "name", "Điều phối oxy tỉnh Lào Cai (minh họa)", "provinces", "15"));
}

static err_t
issue_tokens(struct daemon_demo *l)
{
	err_t e = ERR_OK;
	for (size_t i = 0; !e && i < ARRAY_LEN(national); i++)
		e = issue(l, national[i], NULL, json_pack("{s:s}", "name", national[i]));
	for (size_t i = 0; !e && i < l->world->n_hospitals; i++) {
		const struct demo_world_site *s = &l->world->sites[i];
		if (!s->low && !s->silent)
			e = issue(l, "hospital", s->card.code, json_pack("{s:s, s:[s]}", "name", s->card.name, "facilities", s->card.code));
	}
	for (size_t i = 0; !e && i < l->world->n_suppliers; i++)
		e = issue(l, "supplier", l->world->suppliers[i].code,
		    json_pack("{s:s, s:s}", "name", l->world->suppliers[i].name, "supplier", l->world->suppliers[i].code));
	for (size_t i = 0; !e && i < ARRAY_LEN(devices); i++)
		e = issue(l, "device", devices[i], json_pack("{s:s, s:s}", "name", devices[i], "asset", devices[i]));
	return e;
}

static err_t
register_all(struct daemon_demo *l)
{
	err_t e = ERR_OK;
	for (size_t i = 0; !e && i < l->world->n_sites && !daemon_is_ending(l->d); i++)
		e = api_client_call(l->api, "POST", "/v1/facilities", wire_write(&wire_facility_shape, &l->world->sites[i].card), NULL, &l->faults);
	for (size_t i = 0; !e && i < l->world->n_suppliers; i++)
		e = api_client_call(l->api, "POST", "/v1/suppliers", wire_write(&wire_supplier_shape, &l->world->suppliers[i]), NULL, &l->faults);
	return e;
}

/* ---- history ------------------------------------------------------------------------------ */

static err_t
move_clock(struct daemon_demo *l, instant_t to)
{
	if (to > clock_now(l->d->clock) && !clock_set(l->d->clock, to))
		return fault_add(&l->faults, FAULT_STATE_DIR, "demo", l->d->state_dir, "its clock cannot be moved", NULL);
	return ERR_OK;
}

static err_t
report_suppliers(struct daemon_demo *l, instant_t at)
{
	CLEANUP(arena_free_ptr) struct arena *arena = arena_new();
	char path[80];
	err_t e = ERR_OK;
	for (size_t i = 0; !e && i < l->world->n_suppliers; i++) {
		struct supplier_report r;
		const char *code = l->world->suppliers[i].code;
		demo_world_supplier_report(l->world, i, at, arena, &r);
		snprintf(path, sizeof path, "/v1/suppliers/%s/reports", code);
		api_client_as(l->api, daemon_demo_load_token(l, "supplier", code));
		e = api_client_call(l->api, "POST", path, wire_write(&wire_supplier_shape_report, &r), NULL, &l->faults);
	}
	api_client_as(l->api, daemon_demo_load_token(l, "coordinator", NULL));
	return e;
}

/* Refused because the database was slow or away: the same client_event_id again changes nothing where it was taken. */
static bool
is_for_now(err_t e)
{
	return e == ERR_AWAY || e == ERR_UNKNOWN;
}

static err_t
count(struct daemon_demo *l, struct ingest_report **r, const err_t *outcome, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (outcome[i]) {
			l->faults = r[i]->faults;
			return outcome[i];
		}
		l->reports += r[i]->status > 200;
		l->quarantined += r[i]->status == 202;
	}
	return ERR_OK;
}

/* One batch: read as if it had come over the wire, handed to the committer together. */
static err_t
submit(struct daemon_demo *l, const struct session *who, const struct demo_history_batch *b)
{
	CLEANUP(arena_free_ptr) struct arena *arena = arena_new();
	struct arena **own = ARENA_ARRAY(arena, struct arena *, b->n + 1); /* a report's arena goes to the committer's thread with it */
	struct ingest_report **r = ARENA_ARRAY(arena, struct ingest_report *, b->n + 1);
	err_t *outcome = ARENA_ARRAY(arena, err_t, b->n + 1), e = ERR_OK;
	struct act act = { .app = l->d->app, .who = who, .faults = &l->faults, .recorded_at = b->at, .at = { b->at, b->at } };
	size_t n = 0;
	for (; !e && n < b->n; n++) {
		json_t *body = wire_write(&wire_stock_report_shape, &b->reports[n]);
		act.arena = own[n] = arena_new();
		e = app_report_stock_read(&act, body, NULL, &r[n]);
		json_decref(body);
	}
	act.arena = arena;
	if (!e && n > 0)
		e = app_report_stock_wait(&act, r, outcome, n);
	if (!e)
		e = count(l, r, outcome, n);
	for (size_t i = 0; i < b->n && own[i] != NULL; i++)
		arena_free(own[i]);
	return e;
}

static err_t
submit_patiently(struct daemon_demo *l, const struct session *who, const struct demo_history_batch *b)
{
	err_t e = submit(l, who, b);
	for (int times = 0; is_for_now(e) && times < AGAIN_TIMES && !daemon_is_ending(l->d); times++) {
		usleep(AGAIN_US);
		l->faults = (struct faults){ 0 };
		e = submit(l, who, b);
	}
	return e;
}

static err_t
report_all(struct daemon_demo *l)
{
	struct session who;
	struct demo_history_batch b;
	instant_t suppliers_due = demo_history_start(l->history), plan_due = l->now - PLAN_DAYS * INSTANT_DAY;
	err_t e = app_tokens_find(l->d->app->tokens, daemon_demo_load_token(l, "coordinator", NULL), &who, &l->faults);
	while (!e && !daemon_is_ending(l->d) && demo_history_next(l->history, &b)) {
		e = move_clock(l, b.at);
		if (!e)
			e = submit_patiently(l, &who, &b);
		if (!e && b.at >= suppliers_due) {
			e = report_suppliers(l, b.at);
			suppliers_due = b.at + SUPPLIERS_EVERY_DAYS * INSTANT_DAY;
		}
		if (!e && b.at >= plan_due && calendar_time_of(b.at) < 12 * 60) {
			plan_due = INT64_MAX;
			e = report_suppliers(l, b.at);
			if (!e)
				e = daemon_demo_plan(l);
		}
	}
	return e ? e : daemon_is_ending(l->d) ? ERR_CONFLICT : ERR_OK;
}

static err_t
begin(struct daemon_demo *l)
{
	err_t e = read_admin(l);
	api_client_as(l->api, daemon_demo_load_token(l, "admin", NULL));
	return e ? e : issue_coordinator(l);
}

static err_t
end(struct daemon_demo *l)
{
	err_t e = move_clock(l, l->now);
	return e ? e : report_suppliers(l, l->now);
}

static const struct {
	const char *name;
	err_t (*run)(struct daemon_demo *l);
} steps[] = {
	{ "begin", begin },
	{ "register", register_all },
	{ "issue tokens", issue_tokens },
	{ "report", report_all },
	{ "end", end },
};

err_t
daemon_demo_load(struct daemon_demo *l)
{
	err_t e = ERR_OK;
	for (size_t i = 0; !e && i < ARRAY_LEN(steps); i++) {
		int64_t began = clock_mono();
		e = steps[i].run(l);
		log_event(LOG_DEBUG, "demo step", LOG_STR("step", steps[i].name), LOG_INT("ms", (clock_mono() - began) / 1000), LOG_END);
	}
	return e;
}
