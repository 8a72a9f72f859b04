/* inspect - the program's tables, each with the file its rows are written in.
 *
 * Facts are tables here; this is how to find the row that makes the program do what it does. */
#include "base/metric.h"
#include "cli/commands.h"
#include "cli/inspect_tables.h"
#include "config/config.h"
#include "daemon/daemon.h"

#include <stdio.h>
#include <string.h>

static void
print_options(struct str *out)
{
	static const char *const types[] = { [CONFIG_TEXT] = "text",
		[CONFIG_INT] = "integer",
		[CONFIG_BOOL] = "bool",
		[CONFIG_CHOICE] = "choice" };
	str_add(out, "name\tflag\ttype\tdefault\trange or unit\tmeaning\n");
	for (size_t i = 0; i < config_options_n; i++) {
		const struct config_option *o = &config_options[i];
		str_addf(out, "%s\t%s%s\t%s\t%s\t", o->name, *o->flag ? "--" : "", o->flag,
		    types[o->type], o->def);
		if (o->type == CONFIG_INT)
			str_addf(out, "%lld..%lld ", (long long)o->low, (long long)o->high);
		str_addf(out, "%s\t%s\n", o->unit, o->text[LANG_EN]);
	}
}

static void
print_subcommands(struct str *out)
{
	str_add(out, "name\targuments\tsummary\n");
	for (size_t i = 0; i < cli_commands_n; i++)
		str_addf(out, "%s\t%s\t%s\n", cli_commands[i]->name, cli_commands[i]->args,
		    cli_commands[i]->summary);
}

static void
print_subsystems(struct str *out)
{
	str_add(out, "name\twhat\n");
	for (size_t i = 0; i < daemon_subsystems_n; i++)
		str_addf(out, "%s\t%s\n", daemon_subsystems[i].name, daemon_subsystems[i].what);
}

static void
print_faults(struct str *out)
{
#define X(id, err, code, en, vi) { #id, ERR_##err, code, en, vi },
	static const struct {
		const char *id;
		err_t err;
		const char *code, *en, *vi;
	} rows[] = {
#include "base/fault.def"
	};
#undef X
	str_add(out, "id\tstatus\tcode\tEnglish\tVietnamese\n");
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		str_addf(out, "%s\t%d\t%s\t%s\t%s\n", rows[i].id, err_http(rows[i].err),
		    rows[i].code, rows[i].en, rows[i].vi);
}

static void
print_errors(struct str *out)
{
	str_add(out, "status\ttype\tEnglish\tVietnamese\n");
	for (int i = 0; i < ERR_COUNT; i++)
		str_addf(out, "%d\t%s\t%s\t%s\n", err_http((err_t)i), err_slug((err_t)i),
		    err_title((err_t)i, LANG_EN), err_title((err_t)i, LANG_VI));
}

static void
print_metrics(struct str *out)
{
#define X(id, name, type, help) str_addf(out, "%s\t%s\t%s\n", name, type, help);
	str_add(out, "name\ttype\thelp\n");
#include "base/metric.def"
#undef X
}

/* clang-format off */
const struct cli_inspect_table cli_inspect_tables[] = {
	{ "coefficients", "src/forecast/coefficients.c", "litres a minute by modality, and where they come from", cli_inspect_tables_coefficients },
	{ "containers", "src/domain/container.c", "cylinder types and what a full one holds", cli_inspect_tables_containers },
	{ "delivery-states", "src/domain/delivery_state.c", "the life of a delivery: who may do what when", cli_inspect_tables_delivery_states },
	{ "driving", "src/planner/driving.def", "hours at the wheel by the law of each day", cli_inspect_tables_driving },
	{ "errors", "src/base/err.h", "classes of outcome and their HTTP status", print_errors },
	{ "faults", "src/base/fault.def", "every sentence about a value", print_faults },
	{ "holidays", "src/domain/calendar.c", "public holidays 2020-2040: days on which reports are thin", cli_inspect_tables_holidays },
	{ "metrics", "src/base/metric.def", "what /metrics prints", print_metrics },
	{ "models", "src/forecast/member.c", "the members that forecast demand", cli_inspect_tables_models },
	{ "options", "src/config/options.def", "the configuration file and the command line", print_options },
	{ "routes", "src/api/routes.c", "the HTTP interface", cli_inspect_tables_routes },
	{ "statements", "src/db/Makefile.inc", "what is said to PostgreSQL", cli_inspect_tables_statements },
	{ "subcommands", "src/cli/cli.c", "what oxyd can be asked", print_subcommands },
	{ "subsystems", "src/daemon/subsystems.c", "what oxyd serve starts, in order", print_subsystems },
	{ "topics", "src/topics/topics.c", "what is heard and said over MQTT", cli_inspect_tables_topics },
	{ "units", "src/domain/units.c", "what people say instead of grams", cli_inspect_tables_units },
};
/* clang-format on */

const size_t cli_inspect_tables_n = ARRAY_LEN(cli_inspect_tables);

static void
print_table(const struct cli_inspect_table *t)
{
	CLEANUP(str_free) struct str out = { 0 };
	t->print(&out);
	printf("# %s: %s (%s)\n%s", t->name, t->what, t->source, str_text(&out));
}

static int
run_inspect(int argc, char **argv)
{
	const char *names[64];
	size_t n = 0;
	if (argc > 2)
		return cli_usage("inspect", "expected one table");
	for (; n < cli_inspect_tables_n && n < ARRAY_LEN(names); n++) {
		const struct cli_inspect_table *t = &cli_inspect_tables[n];
		names[n] = t->name;
		if (argc == 1)
			printf("%-16s %-28s %s\n", t->name, t->source, t->what);
		if (argc == 2 && str_eq(argv[1], t->name)) {
			print_table(t);
			return CLI_OK;
		}
	}
	if (argc == 1)
		return CLI_OK;
	const char *near = config_nearest(argv[1], names, n);
	return cli_usage("inspect", "there is no table %s%s%s%s", argv[1],
	    near ? "; did you mean " : "", near ? near : "", near ? "?" : "");
}

const struct cli_command cli_inspect = {
	.name = "inspect",
	.args = "[TABLE]",
	.summary = "print a table of the program, with the source file of its rows",
	.help = "  oxyd inspect               lists the tables\n"
		"  oxyd inspect options       tab-separated, one row a line\n",
	.run = run_inspect,
};
