/* simulate_through - the connection, the clock, and the mind that simulate/run asks. */
#include "cli/simulate_through.h"

#include "base/mem.h"
#include "base/str.h"
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

/* http://HOST:PORT with or without a slash. */
static struct api_client *
connect_to(const char *url)
{
	char host[128];
	int port = 0;
	if (sscanf(url, "http://%127[^:/]:%d", host, &port) != 2 || port < 1 || port > 65535)
		return NULL;
	return api_client_new(host, (uint16_t)port);
}

err_t
cli_simulate_through_begin(struct cli_through *t, const char *url, const char *admin, struct faults *f)
{
	const struct simulate_scenario *s = t->s;
	t->now = INSTANT_NONE;
	t->plan_day = -1;
	snprintf(t->admin, sizeof t->admin, "%s", admin);
	t->sites = MEM_ARRAY(struct cli_through_site, (size_t)s->n_sites + 1);
	t->suppliers = MEM_ARRAY(struct cli_through_supplier, (size_t)s->n_suppliers + 1);
	t->trucks = mem_resize(NULL, (size_t)s->n_trucks + 1, sizeof *t->trucks);
	t->ways = MEM_ARRAY(struct cli_through_way, (size_t)s->n_trucks + 1);
	t->fills = MEM_ARRAY(int, ((size_t)s->n_suppliers + 1) * PLANNER_DAYS_MAX);
	t->api = connect_to(url);
	if (t->api == NULL)
		return fault_add(f, FAULT_SERVER, "--through", "it is http://HOST:PORT, not ", url, NULL);
	err_t e = cli_simulate_through_register(t, f);
	return e ? e : cli_simulate_through_history(t, f);
}

void
cli_simulate_through_end(struct cli_through *t)
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

/* ---- the mind ------------------------------------------------------------------------------------ */

static err_t
progress(void *arg, const struct simulate_world *w, const simulate_trips *trips, struct faults *f)
{
	err_t e = cli_simulate_through_clock(arg, simulate_world_minute(w), f);
	return e ? e : cli_simulate_through_progress(arg, w, trips, f);
}

static err_t
hear(void *arg, const struct simulate_world *w, const struct simulate_desk *d, struct faults *f)
{
	struct cli_through *t = arg;
	err_t e = ERR_OK;
	(void)w;
	for (int i = 0; i < t->s->n_sites; i++)
		for (; !e && t->sites[i].heard < d->sites[i].notes.n; t->sites[i].heard++)
			e = cli_simulate_through_note(t, i, &d->sites[i].notes.at[t->sites[i].heard], f);
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
	cli_simulate_through_fill(arg, w);
}

static double
churn(void *arg)
{
	const struct cli_through *t = arg;
	return t->planned_g > 0 ? (double)t->moved_g / (double)t->planned_g : 0;
}

struct simulate_mind
cli_simulate_through_mind(struct cli_through *t)
{
	return (struct simulate_mind){ .arg = t, .progress = progress, .hear = hear, .plan = plan, .fill = fill, .churn = churn };
}
