/* simulate_through_report - what sites and suppliers say, as they would say it. */
#include "cli/simulate_through.h"

#include "base/mem.h"
#include "base/str.h"
#include "wire/wire.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define BATCH "/v1/stock-reports/batch"

static json_t *
day_json(int day)
{
	char text[CALENDAR_DAY_TEXT];
	return json_string(calendar_day_text(SIMULATE_DAY_0 + day, text));
}

static json_t *
minute_json(int minute)
{
	char text[CALENDAR_INSTANT_TEXT];
	return json_string(calendar_instant_text(cli_simulate_through_instant(minute), text));
}

static json_t *
stock_json(const struct cli_through *t, int site, const struct simulate_note *n)
{
	char asset[CLI_THROUGH_CODE + 2];
	snprintf(asset, sizeof asset, "%s-A", t->sites[site].code);
	if (t->s->sites[site].lox)
		return json_pack("[{s:s, s:s, s:I}]", "form", "lox", "asset", asset, "on_hand_g", (json_int_t)n->stock_g);
	return json_pack("[{s:s, s:s, s:s, s:i, s:i, s:i}]", "form", "cylinder", "asset", asset, "type", "VN40", "full", n->full, "in_use", n->in_use, "empty",
	    n->empty);
}

/* A ward patient draws 8 L/min and a critical one 30: a mask, and high flow. */
static json_t *
census_json(double ward, double crit)
{
	return json_pack("{s:I, s:I}", "simple_mask", (json_int_t)llround(ward), "hfnc", (json_int_t)llround(crit));
}

/* ---- the days before --------------------------------------------------------------------------------- */

static json_t *
past_report(const struct cli_through *t, int site, int d)
{
	const struct simulate_scenario *s = t->s;
	const struct simulate_site *x = &s->sites[site];
	int at = d + s->history_days, last = s->history_days - 1, seen = at + (at < last);
	char id[80];
	snprintf(id, sizeof id, "past-%s-%d", t->sites[site].code, d);
	json_t *r = json_pack("{s:s, s:o, s:o, s:s}", "facility", t->sites[site].code, "date", day_json(d), "occurred_at",
	    minute_json((d + 1) * SIMULATE_DAY_MIN), "client_event_id", id);
	if (at >= 0) {
		json_object_set_new(r, "consumed_g", json_integer(x->ward_g[at] + x->crit_g[at]));
		json_object_set_new(r, "census", census_json((double)x->ward_g[seen] / (double)s->ward_g_day, (double)x->crit_g[seen] / (double)s->crit_g_day));
	}
	return r;
}

static err_t
past_day(struct cli_through *t, int d, struct faults *f)
{
	CLEANUP(str_free) struct str lines = { 0 };
	CLEANUP(wire_decref_ptr) json_t *answer = NULL;
	for (int i = 0; i < t->s->n_sites; i++) {
		wire_dump_new(past_report(t, i, d), &lines);
		str_add(&lines, "\n");
	}
	err_t e = cli_simulate_through_clock(t, (d + 1) * SIMULATE_DAY_MIN, f);
	api_client_as(t->api, t->coordinator);
	if (!e)
		e = api_client_post_text(t->api, &(struct api_client_text){ BATCH, "application/x-ndjson", lines.data, lines.len }, &answer, f);
	int64_t taken = json_integer_value(json_object_get(answer, "accepted"));
	return e || taken == t->s->n_sites ? e : fault_add(f, FAULT_SERVER, BATCH, "API", "did not take every report of the history", NULL);
}

/* ---- reports and calls ---------------------------------------------------------------------------------- */

static err_t
confirm(struct cli_through *t, const json_t *answer, struct faults *f)
{
	const json_t *q;
	size_t i;
	err_t e = ERR_OK;
	json_array_foreach (json_object_get(answer, "quarantined"), i, q) {
		char path[100];
		snprintf(path, sizeof path, "/v1/quarantine/%s/confirm", json_string_value(json_object_get(q, "id")));
		e = e ? e : cli_simulate_through_call(t, &(struct cli_through_call){ t->coordinator, "POST", path, json_object() }, NULL, f);
	}
	return e;
}

static err_t
tell_call(struct cli_through *t, json_t *r, const struct simulate_note *n, struct faults *f)
{
	CLEANUP(wire_decref_ptr) json_t *answer = NULL;
	int end = n->hour * 60, start = (end + SIMULATE_DAY_MIN - 1) / SIMULATE_DAY_MIN * SIMULATE_DAY_MIN - SIMULATE_DAY_MIN;
	end -= end - start == SIMULATE_DAY_MIN; /* a whole day would be a new revision of its report */
	json_object_set_new(r, "period", json_pack("{s:o, s:o}", "start", minute_json(start), "end", minute_json(end)));
	t->tally.calls++;
	err_t e = cli_simulate_through_call(t, &(struct cli_through_call){ t->coordinator, "POST", "/v1/stock-reports", r }, &answer, f);
	return e ? e : confirm(t, answer, f);
}

err_t
cli_simulate_through_report_note(struct cli_through *t, int site, const struct simulate_note *n, struct faults *f)
{
	char id[80];
	snprintf(id, sizeof id, "%s-%s-%d", n->call ? "call" : "report", t->sites[site].code, n->hour);
	json_t *r = json_pack("{s:s, s:o, s:s, s:o, s:o}", "facility", t->sites[site].code, "occurred_at", minute_json(n->hour * 60), "client_event_id", id,
	    "stock", stock_json(t, site, n), "census", census_json(n->ward, n->crit));
	if (n->call)
		return tell_call(t, r, n, f);
	json_object_set_new(r, "date", day_json(n->hour / SIMULATE_DAY_H - 1));
	json_object_set_new(r, "consumed_g", json_integer(n->use_g));
	t->tally.reports++;
	err_t e = cli_simulate_through_call(t, &(struct cli_through_call){ t->sites[site].token, "POST", "/v1/stock-reports", r }, NULL, f);
	t->tally.doubted += !e && api_client_status(t->api) == 202;
	return e;
}

/* The stock of the first midnight is no part of that day's report: the first one of day 0 will be its next revision. */
static err_t
first_stock(struct cli_through *t, int site, struct faults *f)
{
	const struct simulate_site *x = &t->s->sites[site];
	int day = t->s->history_days > 0 ? t->s->history_days - 1 : 0;
	const struct simulate_note n = { .call = true, .stock_g = x->start_g, .full = x->full_start, .empty = x->pool - x->full_start,
		.ward = (double)x->ward_g[day] / (double)t->s->ward_g_day, .crit = (double)x->crit_g[day] / (double)t->s->crit_g_day };
	t->sites[site].heard = 1; /* the desk begins with it */
	return cli_simulate_through_report_note(t, site, &n, f);
}

err_t
cli_simulate_through_report_history(struct cli_through *t, struct faults *f)
{
	err_t e = ERR_OK;
	for (int d = t->s->history_days > 0 ? -t->s->history_days : -1; !e && d < 0; d++)
		e = past_day(t, d, f);
	for (int i = 0; !e && i < t->s->n_sites; i++)
		e = first_stock(t, i, f);
	t->tally.calls = 0;
	return e;
}

/* ---- suppliers ---------------------------------------------------------------------------------------------- */

static json_t *
supply_json(const struct cli_through *t, const struct simulate_world *w, int i)
{
	const struct simulate_supplier_state *st = &w->suppliers[i];
	int day = simulate_world_day(w);
	json_t *products = json_array(), *fleet = json_array();
	json_array_append_new(products, json_pack("{s:s, s:I, s:I}", "product", "lox", "production_g", (json_int_t)simulate_scenario_made_g(t->s, i, day),
	                                    "stock_g", (json_int_t)st->gas_g));
	if (t->s->suppliers[i].pool > 0)
		json_array_append_new(products, json_pack("{s:s, s:s, s:i, s:i}", "product", "cylinder", "cylinder_type", "VN40", "bottles_full", st->full,
		                                    "bottles_empty", st->empty));
	for (int k = 0; k < t->s->n_trucks; k++)
		if (t->s->trucks[k].supplier == i)
			json_array_append_new(fleet, json_pack("{s:s, s:b}", "vehicle", t->trucks[k], "out_of_service",
			                                 simulate_scenario_is_out(t->s, SIMULATE_TRUCK_OUT, k, day)));
	return json_pack("{s:o, s:o}", "products", products, "fleet", fleet);
}

err_t
cli_simulate_through_report_supplies(struct cli_through *t, const struct simulate_world *w, struct faults *f)
{
	err_t e = ERR_OK;
	for (int i = 0; !e && i < t->s->n_suppliers; i++) {
		char path[80];
		snprintf(path, sizeof path, "/v1/suppliers/%s/reports", t->suppliers[i].code);
		e = cli_simulate_through_call(t, &(struct cli_through_call){ t->suppliers[i].token, "POST", path, supply_json(t, w, i) }, NULL, f);
	}
	return e;
}
