/* simulate - policies through a scenario file, one JSON line each. */
#include "simulate/bound.h"
#include "simulate/generate.h"
#include "simulate/report.h"

#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/engine_file.h"
#include "cli/simulate_through.h"
#include "cli/truth.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

struct options {
	const char *in, *out, *policies, *trace, *report, *through, *tokens;
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
		else if (value != NULL && str_eq(argv[i], "--report"))
			o->report = value;
		else if (value != NULL && str_eq(argv[i], "--trace"))
			o->trace = value;
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

struct tracing {
	const char *policy;
	struct str csv;
};

/* Every sixth hour: what each place holds, and what was unmet there so far. */
static void
trace(void *arg, const struct simulate_world *w)
{
	struct tracing *t = arg;
	if (w->hour % 6 != 0)
		return;
	for (int i = 0; i < w->s->n_sites; i++)
		str_addf(&t->csv, "%s,%d,site,%s,%.3f,%d,%.3f\n", t->policy, w->hour, w->s->sites[i].id, (double)simulate_world_usable_g(w, i) / 1e3,
		    w->sites[i].full, (double)(w->sites[i].unmet_ward_g + w->sites[i].unmet_crit_g) / 1e3);
	for (int i = 0; i < w->s->n_suppliers; i++)
		str_addf(&t->csv, "%s,%d,supplier,%s,%.3f,%d,%.3f\n", t->policy, w->hour, w->s->suppliers[i].id, (double)w->suppliers[i].gas_g / 1e3,
		    w->suppliers[i].full, (double)w->suppliers[i].vented_g / 1e3);
}

/* "oxyd-no-forecast": oxyd with a part left out. */
static bool
find_policy(const char *name, struct simulate_ask *ask)
{
	static const char *const PARTS[] = { "no-forecast", "no-projection", "no-cover", "no-periods", "no-split", "no-second", "no-routing",
		"no-fairness", "no-elsewhere", "no-balance" };
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

/* All before any is run: some take minutes. */
static int
check_policies(const char *names)
{
	CLEANUP(str_free) struct str list = { 0 };
	struct simulate_ask ask = { 0 };
	str_add(&list, names);
	char *rest = list.data;
	for (char *name; (name = strsep(&rest, ",")) != NULL;)
		if (!find_policy(name, &ask))
			return cli_usage("simulate", "there is no policy %s", name);
	return CLI_OK;
}

static int
write_report(const char *path, const struct simulate_report *report)
{
	CLEANUP(str_free) struct str page = { 0 };
	simulate_report_page(report, &page);
	return cli_engine_file_write("simulate", path, &page);
}

static int
run_all(const struct simulate_scenario *s, const struct options *o, struct str *out)
{
	CLEANUP(str_free) struct str list = { 0 };
	int status = check_policies(o->policies);
	if (status)
		return status;
	struct tracing tracing = { 0 };
	CLEANUP(simulate_report_free) struct simulate_report report = { .s = s };
	struct simulate_ask ask = { .seed = (uint64_t)(o->seeded ? o->seed : s->seed), .cpu_ns = cpu_ns,
		.bound = simulate_bound(s) };
	str_add(&list, o->policies);
	char *rest = list.data;
	for (char *name; (name = strsep(&rest, ",")) != NULL;) {
		struct simulate_result r;
		struct faults f = { 0 };
		find_policy(name, &ask);
		tracing.policy = name;
		struct simulate_report_run *shown = o->report ? simulate_report_add(&report, name) : NULL;
		ask.record = shown ? shown->record : NULL;
		ask.trace = o->trace && ask.policy != SIMULATE_HINDSIGHT ? trace : NULL;
		ask.trace_arg = &tracing;
		if (simulate_run(s, &ask, &r, &f)) {
			fprintf(stderr, "oxyd simulate: %s, seed %lld, policy %s:\n", s->id, (long long)s->seed, name);
			status = cli_faults("simulate", &f);
			continue;
		}
		simulate_run_line(s, name, &r, out);
		if (shown)
			shown->result = r;
	}
	if (o->trace != NULL && status == CLI_OK)
		status = cli_engine_file_write("simulate", o->trace, &tracing.csv);
	if (o->report != NULL && status == CLI_OK)
		status = write_report(o->report, &report);
	str_free(&tracing.csv);
	return status;
}

/* Series of a directory as waves; days that were not published stay as the day before. */
static struct simulate_wave *
waves_of(const struct cli_truth *t, struct arena *a, int *ret_n)
{
	size_t most = 0, n = 0;
	for (size_t p = 0; p < t->n; p++)
		most += t->pools[p].n;
	struct simulate_wave *w = ARENA_ARRAY(a, struct simulate_wave, most + 1);
	for (size_t p = 0; p < t->n; p++)
		for (size_t i = 0; i < t->pools[p].n; i++) {
			const struct forecast_backtest_series *s = &t->pools[p].series[i];
			double *x = ARENA_ARRAY(a, double, (size_t)s->n + 1);
			for (int k = 0; k < s->n; k++)
				x[k] = s->value[k] >= 0 ? s->value[k] : k > 0 ? x[k - 1] : 0;
			w[n++] = (struct simulate_wave){ x, s->n };
		}
	*ret_n = (int)n;
	return w;
}

static bool
is_wave(const struct simulate_wave *w)
{
	for (int i = 0; w->n > 1 && i < w->n; i++)
		if (w->x[i] > 0)
			return true;
	return false;
}

static err_t
load_waves(const char *dir, struct arena *a, struct simulate_generate *ret, struct faults *f)
{
	struct cli_truth truth = { 0 };
	int n = 0;
	err_t e = cli_truth_load(dir, "hospitalized", &truth, f);
	if (!e)
		ret->waves = waves_of(&truth, a, &ret->n_waves);
	for (int i = 0; i < ret->n_waves; i++)
		n += is_wave(&ret->waves[i]);
	if (!e && n == 0)
		e = fault_add(f, FAULT_NO_WAVE, dir, NULL, NULL, NULL);
	cli_truth_free(&truth);
	return e;
}

static int
generate(int argc, char **argv)
{
	CLEANUP(str_free) struct str out = { 0 };
	struct simulate_generate ask = { 0 };
	struct faults f = { 0 };
	if ((argc != 5 && argc != 7) || !str_to_i64(argv[4], &ask.seed) || (argc == 7 && !str_eq(argv[5], "--truth")))
		return cli_usage("simulate", "--generate needs PROVINCE KIND SEED, and perhaps --truth DIR");
	struct arena *a CLEANUP(arena_free_ptr) = arena_new();
	ask.province = argv[2];
	ask.kind = argv[3];
	if (argc == 7 && load_waves(argv[6], a, &ask, &f))
		return cli_faults("simulate", &f);
	if (simulate_generate(&ask, &out, &f)) {
		cli_faults("simulate", &f);
		return CLI_USAGE;
	}
	fputs(str_text(&out), stdout);
	return CLI_OK;
}

static int
run(int argc, char **argv)
{
	if (argc > 1 && str_eq(argv[1], "--generate"))
		return generate(argc, argv);
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
		return cli_faults_in("simulate", o.in, &f);
	const struct cli_simulate_through how = { o.through, o.tokens, (uint64_t)(o.seeded ? o.seed : s->seed), cpu_ns };
	status = o.through ? cli_simulate_through(s, &how, &out) : run_all(s, &o, &out);
	if (status == CLI_USAGE)
		return status;
	fputs(str_text(&out), stdout);
	int written = o.out ? cli_engine_file_write("simulate", o.out, &out) : CLI_OK;
	return status ? status : written;
}

const struct cli_command cli_simulate = {
	.name = "simulate",
	.args = "FILE.json [--policy oxyd,urgentplus,reorder] [--seed N] [--out FILE] [--report FILE.html] [--trace FILE.csv] "
		"[--through URL --tokens FILE] | --generate PROVINCE KIND SEED [--truth DIR]",
	.summary = "Run supply policies through a scenario of a province, hour by hour",
	.help = "FILE is an oxyd-scenario 1. Policies: oxyd, urgentplus, reorder, urgent, proportional, hindsight, and oxyd with a part left out:\n"
		"oxyd-no-forecast, -no-projection, -no-cover, -no-periods, -no-split, -no-second, -no-routing, -no-fairness,\n"
		"-no-elsewhere, -no-balance, -all-off. One JSON line a policy;\n"
		"the same file, policy and seed give the same line but for plan_ms. \"lb\" is a W that nobody can stay below (small scenarios, where\n"
		"it is above zero). --report writes one page to look at in a browser,\n"
		"with all that happened (doc/simulation.md); --trace writes\n"
		"policy,hour,kind,id,kg,bottles,unmet or vented kg every six hours. --generate writes a scenario: KIND is\n"
		"ample, tight, scarce, faulty, dire, silent30, mountain or small, with -without-ID behind it to take a truck or supplier away;\n"
		"DIR has series of patients whose waves are taken (files as for engine backtest). With --through the one policy is \"daemon\":\n"
		"a fresh `oxyd serve --replay --no-demo` at URL decides, over HTTP; FILE is its tokens.json. doc/simulation.md tells what is simulated and what is not.\n",
	.run = run,
};
