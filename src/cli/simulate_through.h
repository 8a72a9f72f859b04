/* simulate_through - a simulated province whose decisions come from a running daemon, over HTTP on its replay clock.
 *
 * Sites and suppliers of the scenario are registered, the days before it are reported, and from then on each hour's reports, telephone
 * calls, loadings and drops are said to the daemon as the people there would say them, each with a token of their own; at decision hours
 * suppliers report, a forecast and a plan are asked for, the plan is approved, and the simulated dispatcher drives it. The world, the
 * desk, the dispatcher and the ledger are those of simulate/run. One thread.
 *
 * A telephone call becomes a report of the coordinator for the part of the day that has passed, without a consumption; a value of it
 * that the daemon doubts is confirmed, since somebody was asked. Offers are accepted when the trip will leave before the next decision,
 * else left to lapse or to be replaced. */
#ifndef OXY_CLI_SIMULATE_THROUGH_H
#define OXY_CLI_SIMULATE_THROUGH_H

#include "api/client.h"
#include "base/str.h"
#include "domain/calendar.h"
#include "planner/planner.h"
#include "simulate/mind.h"

enum {
	CLI_THROUGH_CODE = 25,
	CLI_THROUGH_TOKEN = 64,
	CLI_THROUGH_ID = 40,
};

struct cli_through_site {
	char code[CLI_THROUGH_CODE], token[CLI_THROUGH_TOKEN];
	size_t heard; /* notes of the desk that the daemon was told */
};

struct cli_through_supplier {
	char code[CLI_THROUGH_CODE], token[CLI_THROUGH_TOKEN];
};

/* One offer of the plan in force and how far it has come. */
struct cli_through_offer {
	char id[CLI_THROUGH_ID];
	int site;
	bool accepted, under_way;
	int64_t load_g; /* as it was loaded */
	int load_full;
};

/* A trip of the plan in force; the same index as in simulate_trips. */
struct cli_through_trip {
	int n;
	struct cli_through_offer offers[SIMULATE_STOPS_MAX];
	bool told; /* that it left */
};

/* What a truck carries, stop by stop of its tour. */
struct cli_through_way {
	int n, done;
	struct cli_through_offer offers[SIMULATE_STOPS_MAX];
};

/* What a run came to, beside its result. */
struct cli_through_tally {
	int reports, calls, doubted, plans, offers, drops, elsewhere; /* elsewhere: trips that loaded at another plant */
	int not_approved, not_accepted, not_loaded; /* refusals by the daemon; the first in `refusal` */
	char refusal[400];
};

/* One run; the state of the files of simulate_through. */
struct cli_through {
	const struct simulate_scenario *s;
	uint64_t seed;
	struct api_client *api;
	char admin[CLI_THROUGH_TOKEN], coordinator[CLI_THROUGH_TOKEN];
	struct cli_through_site *sites;
	struct cli_through_supplier *suppliers;
	char (*trucks)[CLI_THROUGH_CODE];
	instant_t now;             /* the daemon's clock */
	VEC(struct cli_through_trip) trips;
	struct cli_through_way *ways; /* of each truck */
	int *fills;                /* [supplier * PLANNER_DAYS_MAX + day of the plan], bottles */
	int plan_day, plan_days;
	int64_t planned_g, moved_g; /* as simulate_product_churn counts */
	VEC(struct planner_previous) lines;
	struct cli_through_tally tally;
};

/* How to get there. */
struct cli_simulate_through {
	const char *url;    /* http://HOST:PORT of a fresh `oxyd serve --replay` */
	const char *tokens; /* its tokens.json */
	uint64_t seed;      /* of the planner */
	int64_t (*cpu_ns)(void);
};

/* Run the scenario and add the result line of the policy "daemon". What the daemon was told and what it refused goes to standard
 * error. Returns an exit status. */
int cli_simulate_through(const struct simulate_scenario *s, const struct cli_simulate_through *how, struct str *out);

/* ---- for the files of simulate_through alone ---- */

/* The instant of a minute since midnight of day 0. */
instant_t cli_simulate_through_instant(int minute);

/* Set the daemon's clock to a minute, unless it stands there. */
err_t cli_simulate_through_clock(struct cli_through *t, int minute, struct faults *f) NODISCARD;

/* Wait until the daemon's forecasts have followed what was reported. */
err_t cli_simulate_through_settle(struct cli_through *t, struct faults *f) NODISCARD;

/* A call with somebody's token. `body` is taken over. */
struct cli_through_call {
	const char *token, *method, *path;
	json_t *body;
};
err_t cli_simulate_through_call(struct cli_through *t, const struct cli_through_call *c, json_t **ret_answer, struct faults *f) NODISCARD;

/* simulate_through_register: sites, suppliers, tokens. */
err_t cli_simulate_through_register(struct cli_through *t, struct faults *f) NODISCARD;

/* simulate_through_report: the days before day 0; a note of the desk; what suppliers say at a decision hour. */
err_t cli_simulate_through_report_history(struct cli_through *t, struct faults *f) NODISCARD;
err_t cli_simulate_through_report_note(struct cli_through *t, int site, const struct simulate_note *n, struct faults *f) NODISCARD;
err_t cli_simulate_through_report_supplies(struct cli_through *t, const struct simulate_world *w, struct faults *f) NODISCARD;

/* simulate_through_plan: ask, approve, take over; what the plan wants filled. */
err_t cli_simulate_through_plan(struct cli_through *t, struct simulate_world *w, simulate_trips *trips, struct faults *f) NODISCARD;
void cli_simulate_through_plan_fill(const struct cli_through *t, struct simulate_world *w);

/* simulate_through_trips: offers and what trucks did. */
err_t cli_simulate_through_trips_accept(struct cli_through *t, const simulate_trips *trips, int until_minute, struct faults *f) NODISCARD;
err_t cli_simulate_through_trips_give_back(struct cli_through *t, const simulate_trips *trips, struct faults *f) NODISCARD;
err_t cli_simulate_through_trips_progress(struct cli_through *t, const struct simulate_world *w, const simulate_trips *trips, struct faults *f) NODISCARD;

#endif
