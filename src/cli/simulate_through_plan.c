/* simulate_through_plan - a plan from the daemon, for the simulated dispatcher. */
#include "cli/simulate_through.h"

#include "base/mem.h"
#include "base/str.h"
#include "wire/wire.h"

#include <stdio.h>
#include <string.h>

enum { PLAN_DAYS = 7 }; /* as simulate/run's own product */

static const char *
word(const json_t *o, const char *name)
{
	const char *text = json_string_value(json_object_get(o, name));
	return text ? text : "";
}

static int64_t
number(const json_t *o, const char *name)
{
	return json_integer_value(json_object_get(o, name));
}

/* Minutes since midnight of day 0. */
static int
minute_of(const json_t *o, const char *name)
{
	instant_t at;
	if (!calendar_parse_instant(word(o, name), &at))
		return 0;
	return (int)((at - cli_simulate_through_instant(0)) / INSTANT_MINUTE);
}

static int
find_site(const struct cli_through *t, const char *code)
{
	for (int i = 0; i < t->s->n_sites; i++)
		if (str_eq(t->sites[i].code, code))
			return i;
	return -1;
}

static int
find_supplier(const struct cli_through *t, const char *code)
{
	for (int i = 0; i < t->s->n_suppliers; i++)
		if (str_eq(t->suppliers[i].code, code))
			return i;
	return -1;
}

static int
find_truck(const struct cli_through *t, const char *code)
{
	for (int i = 0; i < t->s->n_trucks; i++)
		if (str_eq(t->trucks[i], code))
			return i;
	return -1;
}

/* ---- asking ------------------------------------------------------------------------------------------ */

/* POST, then wait until it is done. */
static err_t
ask(struct cli_through *t, const char *where, json_t *body, json_t **ret, struct faults *f)
{
	CLEANUP(wire_decref_ptr) json_t *asked = NULL;
	char path[100];
	err_t e = cli_simulate_through_call(t, &(struct cli_through_call){ t->coordinator, "POST", where, body }, &asked, f);
	if (e)
		return e;
	snprintf(path, sizeof path, "%s/%s", where, word(asked, "id"));
	e = api_client_wait(t->api, path, ret, f);
	if (!e && str_eq(word(*ret, "state"), "failed"))
		e = fault_add(f, FAULT_SERVER, path, "API", "failed: ", word(*ret, "error"));
	return e;
}

static err_t
ask_plan(struct cli_through *t, json_t **ret, struct faults *f)
{
	CLEANUP(wire_decref_ptr) json_t *forecast = NULL;
	err_t e = cli_simulate_through_settle(t, f); /* forecasts of single sites follow their reports beside us */
	if (!e)
		e = ask(t, "/v1/forecast-runs", json_pack("{s:s}", "province", t->s->province), &forecast, f);
	return e ? e
	         : ask(t, "/v1/plans", json_pack("{s:s, s:i, s:I, s:b}", "province", t->s->province, "horizon_days", PLAN_DAYS, "seed", (json_int_t)t->seed,
	                                   "deterministic", true), ret, f);
}

/* An approval that is refused leaves the draft as it is: it is driven all the same, and counted. */
static err_t
approve(struct cli_through *t, json_t **inout_plan)
{
	struct faults refused = { 0 };
	json_t *approved = NULL;
	char path[100];
	snprintf(path, sizeof path, "/v1/plans/%s/approve", word(*inout_plan, "id"));
	err_t e = cli_simulate_through_call(t, &(struct cli_through_call){ t->coordinator, "POST", path, json_object() }, &approved, &refused);
	if (e) {
		if (t->tally.not_approved++ == 0 && refused.n > 0)
			snprintf(t->tally.refusal, sizeof t->tally.refusal, "%.100s %.80s%.150s", refused.item[0].pointer, refused.item[0].arg[1], refused.item[0].arg[2]);
		return ERR_OK;
	}
	json_decref(*inout_plan);
	*inout_plan = approved;
	return ERR_OK;
}

/* ---- taking over ------------------------------------------------------------------------------------------ */

static void
take_stop(struct cli_through *t, const json_t *stop, struct simulate_tour *tour, struct cli_through_trip *trip)
{
	int site = find_site(t, word(stop, "facility"));
	bool bottles = site >= 0 && !t->s->sites[site].lox;
	if (site < 0 || tour->n == SIMULATE_STOPS_MAX)
		return;
	tour->stops[tour->n++] = (struct simulate_stop){ .site = site, .load_g = bottles ? 0 : number(stop, "quantity_g"),
		.load_full = bottles ? (int)number(stop, "full") : 0 };
	struct cli_through_offer *o = &trip->offers[trip->n++];
	o->site = site;
	snprintf(o->id, sizeof o->id, "%s", word(stop, "delivery"));
	t->tally.offers += *o->id != '\0';
}

static void
take_route(struct cli_through *t, const json_t *route, simulate_trips *trips)
{
	int truck = find_truck(t, word(route, "vehicle")), supplier = find_supplier(t, word(route, "supplier"));
	struct simulate_tour tour = { .truck = truck, .supplier = supplier, .leave = minute_of(route, "depart") };
	struct cli_through_trip trip = { 0 };
	const json_t *stop;
	size_t k;
	if (truck < 0 || supplier < 0)
		return;
	json_array_foreach (json_object_get(route, "stops"), k, stop) {
		take_stop(t, stop, &tour, &trip);
		*VEC_ADD(&t->lines) = (struct planner_previous){ supplier, find_site(t, word(stop, "facility")), tour.leave / SIMULATE_DAY_MIN,
			number(stop, "quantity_g") };
	}
	*VEC_ADD(trips) = (struct simulate_trip){ .tour = tour };
	*VEC_ADD(&t->trips) = trip;
}

static void
take_fills(struct cli_through *t, const json_t *plan)
{
	const json_t *x;
	size_t i;
	memset(t->fills, 0, sizeof *t->fills * (size_t)t->s->n_suppliers * PLANNER_DAYS_MAX);
	json_array_foreach (json_object_get(plan, "fills"), i, x) {
		int supplier = find_supplier(t, word(x, "supplier"));
		day_t date;
		if (supplier < 0 || !calendar_parse_day(word(x, "date"), &date))
			continue;
		int day = date - SIMULATE_DAY_0 - t->plan_day;
		if (day >= 0 && day < PLANNER_DAYS_MAX)
			t->fills[supplier * PLANNER_DAYS_MAX + day] += (int)number(x, "bottles");
	}
}

/* How much of what was planned for today and tomorrow is no longer so. */
static void
count_churn(struct cli_through *t, const struct planner_previous *old, size_t n, int today)
{
	for (size_t i = 0; i < n; i++) {
		int64_t now = 0;
		if (old[i].day < today || old[i].day > today + 1)
			continue;
		VEC_FOREACH(x, &t->lines)
			if (x->supplier == old[i].supplier && x->need == old[i].need && x->day == old[i].day)
				now += x->quantity_g;
		t->planned_g += old[i].quantity_g;
		t->moved_g += now < old[i].quantity_g ? old[i].quantity_g - now : 0;
	}
}

static void
take_over(struct cli_through *t, const json_t *plan, int today, simulate_trips *trips)
{
	struct planner_previous *old = t->lines.at;
	size_t n = t->lines.n, i;
	const json_t *route;
	t->lines.at = NULL;
	t->lines.n = t->lines.cap = 0;
	trips->n = t->trips.n = 0;
	t->plan_day = today;
	t->plan_days = PLAN_DAYS;
	json_array_foreach (json_object_get(plan, "routes"), i, route)
		take_route(t, route, trips);
	count_churn(t, old, n, today);
	take_fills(t, plan);
	free(old);
}

void
cli_simulate_through_plan_fill(const struct cli_through *t, struct simulate_world *w)
{
	int day = simulate_world_day(w) - t->plan_day;
	bool decided = t->plan_day >= 0 && day < t->plan_days;
	for (int i = 0; i < t->s->n_suppliers; i++)
		simulate_world_fill(w, i,
		    decided && simulate_scenario_is_split(t->s, i) ? t->fills[i * PLANNER_DAYS_MAX + day] : SIMULATE_FILL_ALL);
}

/* ---- a decision ------------------------------------------------------------------------------------------- */

/* The next decision after now. */
static int
next_decision(const struct cli_through *t, int minute)
{
	int midnight = minute / SIMULATE_DAY_MIN * SIMULATE_DAY_MIN;
	for (int i = 0; i < t->s->n_decision_hours; i++)
		if (midnight + t->s->decision_hours[i] * 60 > minute)
			return midnight + t->s->decision_hours[i] * 60;
	return midnight + SIMULATE_DAY_MIN + t->s->decision_hours[0] * 60;
}

err_t
cli_simulate_through_plan(struct cli_through *t, struct simulate_world *w, simulate_trips *trips, struct faults *f)
{
	CLEANUP(wire_decref_ptr) json_t *plan = NULL;
	int now = simulate_world_minute(w);
	err_t e = cli_simulate_through_trips_give_back(t, trips, f);
	if (!e)
		e = cli_simulate_through_report_supplies(t, w, f);
	if (!e)
		e = ask_plan(t, &plan, f);
	if (!e)
		e = approve(t, &plan);
	if (e)
		return e;
	t->tally.plans++;
	take_over(t, plan, simulate_world_day(w), trips);
	cli_simulate_through_plan_fill(t, w);
	return cli_simulate_through_trips_accept(t, trips, next_decision(t, now), f);
}
