/* simulate - policies through a scenario file, one JSON line each. */
#include "simulate/run.h"

#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/engine_file.h"
#include "cli/simulate_through.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

struct options {
	const char *in, *out, *policies, *through, *tokens;
	int64_t seed;
	bool seeded;
};

static int64_t
cpu_ns(void)
{
	struct timespec t;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static int
read_options(int argc, char **argv, struct options *o)
{
	for (int i = 1; i < argc; i++) {
		const char *value = i + 1 < argc ? argv[i + 1] : NULL;
		if (argv[i][0] != '-' && o->in == NULL) {
			o->in = argv[i];
			continue;
		}
		if (value != NULL && str_eq(argv[i], "--policy"))
			o->policies = value;
		else if (value != NULL && str_eq(argv[i], "--out"))
			o->out = value;
		else if (value != NULL && str_eq(argv[i], "--through"))
			o->through = value;
		else if (value != NULL && str_eq(argv[i], "--tokens"))
			o->tokens = value;
		else if (value != NULL && str_eq(argv[i], "--seed") && str_to_i64(value, &o->seed))
			o->seeded = true;
		else
			return cli_usage("simulate", "does not understand %s %s", argv[i], value ? value : "");
		i++;
	}
	return o->in == NULL ? cli_usage("simulate", "needs FILE.json") : CLI_OK;
}

/* "oxyd-no-forecast": oxyd with a part left out. */
static bool
find_policy(const char *name, struct simulate_ask *ask)
{
	static const char *const PARTS[] = { "no-forecast", "no-projection", "no-cover", "no-periods", "no-split", "no-second", "no-routing" };
	ask->without = 0;
	ask->policy = (enum simulate_policy)names_find(&simulate_run_policies, name);
	if (strncmp(name, "oxyd-", 5) != 0)
		return ask->policy != SIMULATE_NO_POLICY;
	ask->policy = SIMULATE_OXYD;
	for (unsigned i = 0; i < ARRAY_LEN(PARTS); i++)
		if (str_eq(name + 5, PARTS[i]))
			ask->without = 1u << i;
	if (str_eq(name + 5, "all-off"))
		ask->without = (1u << ARRAY_LEN(PARTS)) - 1;
	return ask->without != 0;
}

static int
run_all(const struct simulate_scenario *s, const struct options *o, struct str *out)
{
	char list[400];
	int status = CLI_OK;
	struct simulate_ask ask = { .seed = (uint64_t)(o->seeded ? o->seed : s->seed), .cpu_ns = cpu_ns };
	snprintf(list, sizeof list, "%s", o->policies);
	char *rest = list;
	for (char *name; (name = strsep(&rest, ",")) != NULL;) {
		struct simulate_result r;
		struct faults f = { 0 };
		if (!find_policy(name, &ask))
			return cli_usage("simulate", "there is no policy %s", name);
		if (simulate_run(s, &ask, &r, &f)) {
			fprintf(stderr, "oxyd simulate: %s, seed %lld, policy %s:\n", s->id, (long long)s->seed, name);
			status = cli_faults("simulate", &f);
			continue;
		}
		simulate_run_line(s, name, &r, out);
	}
	return status;
}

/* The administrator's token of a tokens.json, or a line on standard error. */
static int
read_admin(const char *path, char admin[CLI_THROUGH_TOKEN])
{
	json_t *tokens = json_load_file(path, 0, NULL);
	const char *text = json_string_value(json_object_get(tokens, "admin"));
	int status = text != NULL ? CLI_OK : cli_usage("simulate", "%s holds no administrator's token", path);
	snprintf(admin, CLI_THROUGH_TOKEN, "%s", text ? text : "");
	json_decref(tokens);
	return status;
}

static void
say_tally(const struct cli_through_tally *y)
{
	fprintf(stderr, "through: %d reports (%d doubted), %d calls, %d plans, %d offers, %d drops outside the plan\n", y->reports, y->doubted, y->calls, y->plans,
	    y->offers, y->drops);
	if (y->not_approved + y->not_accepted + y->not_loaded > 0)
		fprintf(stderr, "through: refused: %d approvals, %d acceptances, %d loadings; the first: %s\n", y->not_approved, y->not_accepted, y->not_loaded,
		    y->refusal);
}

/* The policy "daemon": the same province, decided by a running daemon. */
static int
run_through(const struct simulate_scenario *s, const struct options *o, struct str *out)
{
	struct cli_through t = { .s = s, .seed = (uint64_t)(o->seeded ? o->seed : s->seed) };
	struct simulate_mind mind = cli_simulate_through_mind(&t);
	struct simulate_ask ask = { .policy = SIMULATE_OXYD, .seed = t.seed, .cpu_ns = cpu_ns, .mind = &mind };
	struct simulate_result r;
	struct faults f = { 0 };
	char admin[CLI_THROUGH_TOKEN];
	int status = o->tokens ? read_admin(o->tokens, admin) : cli_usage("simulate", "--through needs --tokens");
	if (status)
		return status;
	err_t e = cli_simulate_through_begin(&t, o->through, admin, &f);
	if (!e)
		e = simulate_run(s, &ask, &r, &f);
	say_tally(&t.tally);
	cli_simulate_through_end(&t);
	if (e)
		return cli_faults("simulate", &f);
	simulate_run_line(s, "daemon", &r, out);
	return CLI_OK;
}

static int
run(int argc, char **argv)
{
	CLEANUP(str_free) struct str text = { 0 };
	CLEANUP(str_free) struct str out = { 0 };
	struct options o = { .policies = "oxyd,urgentplus,reorder" };
	struct simulate_scenario *s = NULL;
	struct faults f = { 0 };
	int status = read_options(argc, argv, &o);
	if (!status)
		status = cli_engine_file_read("simulate", o.in, &text);
	if (status)
		return status;
	struct arena *a CLEANUP(arena_free_ptr) = arena_new();
	if (simulate_scenario_read(str_text(&text), text.len, a, &s, &f))
		return cli_faults("simulate", &f);
	status = o.through ? run_through(s, &o, &out) : run_all(s, &o, &out);
	if (status == CLI_USAGE)
		return status;
	fputs(str_text(&out), stdout);
	int written = o.out ? cli_engine_file_write("simulate", o.out, &out) : CLI_OK;
	return status ? status : written;
}

const struct cli_command cli_simulate = {
	.name = "simulate",
	.args = "FILE.json [--policy oxyd,urgentplus,reorder] [--seed N] [--out FILE] [--through URL --tokens FILE]",
	.summary = "Run supply policies through a scenario of a province, hour by hour",
	.help = "FILE is an oxyd-scenario 1. Policies: oxyd, urgentplus, reorder, urgent, proportional, hindsight, and oxyd with a part left out:\n"
		"oxyd-no-forecast, -no-projection, -no-cover, -no-periods, -no-split, -no-second, -no-routing, -all-off. One JSON line a policy;\n"
		"the same file, policy and seed give the same line but for plan_ms. With --through, the one policy is \"daemon\": a fresh `oxyd serve\n"
		"--replay` at URL decides, by the administrator's token of FILE (its tokens.json). doc/simulation.md tells what is simulated and what is not.\n",
	.run = run,
};
