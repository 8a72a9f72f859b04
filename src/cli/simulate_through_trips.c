/* simulate_through_trips - what suppliers, drivers and hospitals say of the deliveries that the simulated trucks drive.
 *
 * A truck unloads what there is room for, and what an earlier stop could not take goes to the next one. An offer is for its own
 * quantity, so what a site gets beyond it is told as a drop outside the plan. What the daemon refuses is counted, and told as such a
 * drop too: it has happened. */
#include "cli/simulate_through.h"

#include "base/mem.h"
#include "base/str.h"
#include "wire/wire.h"

#include <stdio.h>
#include <string.h>

/* An event of a delivery, said by somebody at a minute. */
struct saying {
	const char *token, *event, *reason, *vehicle;
	int minute, eta; /* eta < 0: none */
	int64_t g;       /* < 0: none; bulk */
	int full;        /* < 0: none */
};

static void
set_minute(json_t *o, const char *name, int minute)
{
	char text[CALENDAR_INSTANT_TEXT];
	json_object_set_new(o, name, json_string(calendar_instant_text(cli_simulate_through_instant(minute), text)));
}

static err_t
say(struct cli_through *t, const struct cli_through_offer *o, const struct saying *x, struct faults *f)
{
	char path[100];
	json_t *body = json_pack("{s:s}", "event", x->event);
	snprintf(path, sizeof path, "/v1/deliveries/%s/events", o->id);
	set_minute(body, "occurred_at", x->minute);
	if (x->eta >= 0)
		set_minute(body, "eta", x->eta);
	if (x->g >= 0)
		json_object_set_new(body, "accepted_g", json_integer(x->g));
	if (x->full >= 0) {
		json_object_set_new(body, "full", json_integer(x->full));
		json_object_set_new(body, "empties_back", json_integer(x->full));
	}
	if (x->vehicle != NULL)
		json_object_set_new(body, "vehicle", json_string(x->vehicle));
	if (x->reason != NULL)
		json_object_set_new(body, "reason", json_string(x->reason));
	return cli_simulate_through_call(t, &(struct cli_through_call){ x->token, "POST", path, body }, NULL, f);
}

/* True when the daemon took it; otherwise the refusal is counted. */
static bool
try_to_say(struct cli_through *t, const struct cli_through_offer *o, const struct saying *x, int *count)
{
	struct faults refused = { 0 };
	if (*o->id == '\0')
		return false;
	if (!say(t, o, x, &refused))
		return true;
	++*count;
	if (*t->tally.refusal == '\0' && refused.n > 0)
		snprintf(t->tally.refusal, sizeof t->tally.refusal, "%.100s %s: %.80s%.150s", refused.item[0].pointer, x->event, refused.item[0].arg[1],
		    refused.item[0].arg[2]);
	return false;
}

/* Whose goods they are. */
static const char *
supplier_token(const struct cli_through *t, const struct simulate_tour *tour)
{
	return t->suppliers[tour->supplier].token;
}

/* Whose truck it is: it may load elsewhere. */
static const char *
carrier_token(const struct cli_through *t, const struct simulate_tour *tour)
{
	return t->suppliers[t->s->trucks[tour->truck].supplier].token;
}

/* Goods are set aside, and said to be loaded, when the truck leaves home for them. */
static struct saying
of_load(const struct cli_through *t, const struct simulate_tour *tour, const char *event, const struct simulate_stop *stop)
{
	bool bottles = t->s->trucks[tour->truck].bottles;
	return (struct saying){ .token = supplier_token(t, tour), .event = event, .minute = tour->leave, .eta = stop->arrive,
		.g = bottles ? -1 : stop->load_g, .full = bottles ? stop->load_full : -1 };
}

/* ---- offers --------------------------------------------------------------------------------------------- */

err_t
cli_simulate_through_trips_accept(struct cli_through *t, const simulate_trips *trips, int until_minute, struct faults *f)
{
	(void)f;
	for (size_t i = 0; i < trips->n; i++) {
		const struct simulate_tour *tour = &trips->at[i].tour;
		for (int k = 0; tour->leave < until_minute && k < t->trips.at[i].n; k++) {
			struct cli_through_offer *o = &t->trips.at[i].offers[k];
			struct saying x = { .token = supplier_token(t, tour), .event = "accept", .minute = (int)((t->now - cli_simulate_through_instant(0)) / INSTANT_MINUTE),
				.eta = -1, .g = -1, .full = -1 };
			o->accepted = try_to_say(t, o, &x, &t->tally.not_accepted);
		}
	}
	return ERR_OK;
}

/* What was accepted and did not leave is free again before the next plan. */
err_t
cli_simulate_through_trips_give_back(struct cli_through *t, const simulate_trips *trips, struct faults *f)
{
	int now = (int)((t->now - cli_simulate_through_instant(0)) / INSTANT_MINUTE);
	for (size_t i = 0; i < t->trips.n; i++)
		for (int k = 0; !t->trips.at[i].told && k < t->trips.at[i].n; k++) {
			struct cli_through_offer *o = &t->trips.at[i].offers[k];
			struct saying x = { .token = supplier_token(t, &trips->at[i].tour), .event = "fail", .reason = "the truck did not leave",
				.minute = now, .eta = -1, .g = -1, .full = -1 };
			err_t e = o->accepted ? say(t, o, &x, f) : ERR_OK;
			if (e)
				return e;
			o->accepted = false;
		}
	return ERR_OK;
}

/* ---- leaving -------------------------------------------------------------------------------------------- */

static struct cli_through_offer *
offer_of(struct cli_through_trip *trip, const struct simulate_stop *stop)
{
	for (int k = 0; k < trip->n; k++)
		if (trip->offers[k].site == stop->site && !trip->offers[k].under_way)
			return &trip->offers[k];
	return NULL;
}

static void
load_stop(struct cli_through *t, const struct simulate_tour *tour, const struct simulate_stop *stop, struct cli_through_offer *o)
{
	struct saying x = of_load(t, tour, "accept", stop);
	if (!o->accepted)
		o->accepted = try_to_say(t, o, &x, &t->tally.not_accepted);
	x.event = "load";
	bool loaded = o->accepted && try_to_say(t, o, &x, &t->tally.not_loaded);
	x.event = "dispatch";
	x.token = carrier_token(t, tour);
	x.vehicle = t->trucks[tour->truck];
	x.g = x.full = -1;
	o->under_way = true;
	if (!loaded || !try_to_say(t, o, &x, &t->tally.not_loaded))
		*o->id = '\0'; /* as if it had not been offered: its goods will be a drop */
	o->load_g = stop->load_g;
	o->load_full = stop->load_full;
}

static err_t
leave(struct cli_through *t, const struct simulate_world *w, int truck, struct cli_through_trip *trip, struct faults *f)
{
	const struct simulate_tour *tour = &w->trucks[truck].tour;
	struct cli_through_way *way = &t->ways[truck];
	*way = (struct cli_through_way){ .n = tour->n };
	for (int i = 0; i < tour->n; i++) {
		struct cli_through_offer *o = offer_of(trip, &tour->stops[i]);
		if (o == NULL)
			continue;
		load_stop(t, tour, &tour->stops[i], o);
		way->offers[i] = *o;
	}
	for (int k = 0; k < trip->n; k++) {
		struct cli_through_offer *o = &trip->offers[k];
		struct saying x = { .token = supplier_token(t, tour), .event = "fail", .reason = "left out of the trip", .minute = tour->leave, .eta = -1, .g = -1,
			.full = -1 };
		err_t e = o->accepted && !o->under_way ? say(t, o, &x, f) : ERR_OK;
		if (e)
			return e;
	}
	trip->told = true;
	t->tally.elsewhere += tour->supplier != t->s->trucks[truck].supplier;
	return ERR_OK;
}

/* ---- arriving --------------------------------------------------------------------------------------------- */

static err_t
drop(struct cli_through *t, const struct simulate_tour *tour, const struct simulate_stop *stop, int64_t g, int full, struct faults *f)
{
	char docket[80], text[CALENDAR_INSTANT_TEXT];
	const char *truck = t->trucks[tour->truck];
	snprintf(docket, sizeof docket, "%s-%s-%d", truck, t->sites[stop->site].code, stop->arrive);
	json_t *body = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "facility", t->sites[stop->site].code, "supplier",
	    t->suppliers[tour->supplier].code, "product", full > 0 ? "cylinder" : "lox", "docket", docket, "vehicle", truck,
	    "occurred_at", calendar_instant_text(cli_simulate_through_instant(stop->arrive), text));
	if (full > 0) {
		json_object_set_new(body, "cylinder_type", json_string("VN40"));
		json_object_set_new(body, "full", json_integer(full));
		json_object_set_new(body, "empties_back", json_integer(full));
	} else {
		json_object_set_new(body, "quantity_g", json_integer(g));
	}
	t->tally.drops++;
	return cli_simulate_through_call(t, &(struct cli_through_call){ supplier_token(t, tour), "POST", "/v1/deliveries", body }, NULL, f);
}

static err_t
arrive(struct cli_through *t, const struct simulate_tour *tour, const struct simulate_stop *stop, const struct cli_through_offer *o, struct faults *f)
{
	bool bottles = t->s->trucks[tour->truck].bottles, ours = *o->id != '\0';
	int full = ours && stop->given_full > o->load_full ? o->load_full : stop->given_full;
	int64_t g = ours && stop->given_g > o->load_g ? o->load_g : stop->given_g;
	struct saying x = { .token = carrier_token(t, tour), .event = "arrive", .minute = stop->arrive, .eta = -1, .g = -1, .full = -1 };
	err_t e = ours ? say(t, o, &x, f) : ERR_OK;
	x.event = "deliver";
	x.token = t->sites[stop->site].token;
	x.g = bottles ? -1 : g;
	x.full = bottles ? full : -1;
	if (!e && ours)
		e = say(t, o, &x, f);
	int64_t more_g = bottles ? 0 : ours ? stop->given_g - g : stop->given_g;
	int more = !bottles ? 0 : ours ? stop->given_full - full : stop->given_full;
	return e || (more_g <= 0 && more <= 0) ? e : drop(t, tour, stop, more_g, more, f);
}

err_t
cli_simulate_through_trips_progress(struct cli_through *t, const struct simulate_world *w, const simulate_trips *trips, struct faults *f)
{
	err_t e = ERR_OK;
	for (size_t i = 0; !e && i < trips->n; i++)
		if (trips->at[i].gone && !t->trips.at[i].told)
			e = leave(t, w, trips->at[i].tour.truck, &t->trips.at[i], f);
	for (int k = 0; !e && k < t->s->n_trucks; k++) {
		struct cli_through_way *way = &t->ways[k];
		const struct simulate_tour *tour = &w->trucks[k].tour;
		for (; !e && way->done < way->n && way->done < tour->done; way->done++)
			e = arrive(t, tour, &tour->stops[way->done], &way->offers[way->done], f);
	}
	return e;
}
