/* simulate_through - the connection, the clock, and the mind that simulate/run asks. */
#include "cli/simulate_through.h"

#include "base/mem.h"
#include "base/str.h"
#include "cli/cli.h"
#include "simulate/bound.h"
#include "simulate/run.h"
#include "wire/wire.h"

#include <stdio.h>
#include <string.h>

instant_t
cli_simulate_through_instant(int minute)
{
	return calendar_start(SIMULATE_DAY_0) + minute * INSTANT_MINUTE;
}

err_t
cli_simulate_through_call(struct cli_through *t, const struct cli_through_call *c, json_t **ret_answer, struct faults *f)
{
	api_client_as(t->api, c->token);
	return api_client_call(t->api, c->method, c->path, c->body, ret_answer, f);
}

err_t
cli_simulate_through_clock(struct cli_through *t, int minute, struct faults *f)
{
	char text[CALENDAR_INSTANT_TEXT];
	instant_t to = cli_simulate_through_instant(minute);
	if (t->now != INSTANT_NONE && to <= t->now)
		return ERR_OK;
	err_t e = cli_simulate_through_call(t,
	    &(struct cli_through_call){ t->admin, "POST", "/v1/clock", json_pack("{s:s}", "now", calendar_instant_text(to, text)) }, NULL, f);
	if (!e)
		t->now = to;
	return e;
}

err_t
cli_simulate_through_settle(struct cli_through *t, struct faults *f)
{
	char text[CALENDAR_INSTANT_TEXT];
	return cli_simulate_through_call(t,
	    &(struct cli_through_call){ t->admin, "POST", "/v1/clock", json_pack("{s:s, s:b}", "now", calendar_instant_text(t->now, text), "settle", true) }, NULL, f);
}

/* ---- the mind ------------------------------------------------------------------------------------ */

static err_t
progress(void *arg, const struct simulate_world *w, const simulate_trips *trips, struct faults *f)
{
	err_t e = cli_simulate_through_clock(arg, simulate_world_minute(w), f);
	return e ? e : cli_simulate_through_trips_progress(arg, w, trips, f);
}

static err_t
hear(void *arg, const struct simulate_world *w, const struct simulate_desk *d, struct faults *f)
{
	struct cli_through *t = arg;
	err_t e = ERR_OK;
	(void)w;
	for (int i = 0; i < t->s->n_sites; i++)
		for (; !e && t->sites[i].heard < d->sites[i].notes.n; t->sites[i].heard++)
			e = cli_simulate_through_report_note(t, i, &d->sites[i].notes.at[t->sites[i].heard], f);
	return e;
}

static err_t
plan(void *arg, struct simulate_world *w, const struct simulate_desk *d, simulate_trips *trips, struct faults *f)
{
	(void)d;
	return cli_simulate_through_plan(arg, w, trips, f);
}

static void
fill(void *arg, struct simulate_world *w)
{
	cli_simulate_through_plan_fill(arg, w);
}

static double
churn(void *arg)
{
	const struct cli_through *t = arg;
	return t->planned_g > 0 ? (double)t->moved_g / (double)t->planned_g : 0;
}

/* ---- a run -------------------------------------------------------------------------------------- */

/* Register the province and report its history: the daemon stands at midnight of day 0. */
static err_t
begin(struct cli_through *t, const char *url, struct faults *f)
{
	const struct simulate_scenario *s = t->s;
	t->now = INSTANT_NONE;
	t->plan_day = -1;
	t->sites = MEM_ARRAY(struct cli_through_site, (size_t)s->n_sites + 1);
	t->suppliers = MEM_ARRAY(struct cli_through_supplier, (size_t)s->n_suppliers + 1);
	t->trucks = mem_resize(NULL, (size_t)s->n_trucks + 1, sizeof *t->trucks);
	t->ways = MEM_ARRAY(struct cli_through_way, (size_t)s->n_trucks + 1);
	t->fills = MEM_ARRAY(int, ((size_t)s->n_suppliers + 1) * PLANNER_DAYS_MAX);
	t->api = api_client_new_at(url);
	if (t->api == NULL)
		return fault_add(f, FAULT_SERVER, "--through", "it is http://HOST:PORT, not ", url, NULL);
	err_t e = cli_simulate_through_register(t, f);
	return e ? e : cli_simulate_through_report_history(t, f);
}

static void
end(struct cli_through *t)
{
	api_client_free(t->api);
	free(t->sites);
	free(t->suppliers);
	free(t->trucks);
	free(t->ways);
	free(t->fills);
	VEC_FREE(&t->trips);
	VEC_FREE(&t->lines);
}

/* The administrator's token of a tokens.json, or a line on standard error. */
static int
read_admin(const char *path, char admin[CLI_THROUGH_TOKEN])
{
	json_t *tokens = path ? json_load_file(path, 0, NULL) : NULL;
	const char *text = json_string_value(json_object_get(tokens, "admin"));
	int status = text != NULL ? CLI_OK : cli_usage("simulate", "--through needs --tokens with a file that holds an administrator's token");
	snprintf(admin, CLI_THROUGH_TOKEN, "%s", text ? text : "");
	json_decref(tokens);
	return status;
}

static void
say_tally(const struct cli_through_tally *y)
{
	fprintf(stderr, "through: %d reports (%d doubted), %d calls, %d plans, %d offers, %d drops outside the plan, %d trips that loaded at another plant\n",
	    y->reports, y->doubted, y->calls, y->plans, y->offers, y->drops, y->elsewhere);
	if (y->not_approved + y->not_accepted + y->not_loaded > 0)
		fprintf(stderr, "through: refused: %d approvals, %d acceptances, %d loadings; the first: %s\n", y->not_approved, y->not_accepted, y->not_loaded,
		    y->refusal);
}

int
cli_simulate_through(const struct simulate_scenario *s, const struct cli_simulate_through *how, struct str *out)
{
	struct cli_through t = { .s = s, .seed = how->seed };
	const struct simulate_mind mind = { .arg = &t, .progress = progress, .hear = hear, .plan = plan, .fill = fill, .churn = churn };
	const struct simulate_ask ask = { .bound = simulate_bound(s), .policy = SIMULATE_OXYD, .seed = how->seed, .cpu_ns = how->cpu_ns, .mind = &mind };
	struct simulate_result r;
	struct faults f = { 0 };
	int status = read_admin(how->tokens, t.admin);
	if (status)
		return status;
	err_t e = begin(&t, how->url, &f);
	if (!e)
		e = simulate_run(s, &ask, &r, &f);
	say_tally(&t.tally);
	end(&t);
	if (e)
		return cli_faults("simulate", &f);
	simulate_run_line(s, "daemon", &r, out);
	return CLI_OK;
}
