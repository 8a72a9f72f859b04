/* demo - the demo province as JSON, for anybody to post: the register and sixty days of reports. */
#include "cli/commands.h"

#include "base/clock.h"
#include "base/mem.h"
#include "demo/history.h"
#include "demo/world.h"
#include "wire/facility_shape.h"
#include "wire/stock_report_shape.h"
#include "wire/supplier_shape.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct demo_args {
	int64_t seed, days;
	instant_t now;
	const char *out; /* directory; NULL: all on standard output */
};

static int
read_args(int argc, char **argv, struct demo_args *a)
{
	*a = (struct demo_args){ .seed = DEMO_WORLD_SEED, .days = DEMO_HISTORY_DAYS, .now = INSTANT_NONE };
	for (int i = 1; i < argc; i += 2) {
		const char *value = i + 1 < argc ? argv[i + 1] : NULL;
		if (value == NULL)
			return cli_usage("demo", "%s needs a value", argv[i]);
		if (str_eq(argv[i], "--out"))
			a->out = value;
		else if (str_eq(argv[i], "--now") && !calendar_parse_instant(value, &a->now))
			return cli_usage("demo", "--now is an instant such as 2026-11-20T17:00:00+07:00, not %s", value);
		else if (str_eq(argv[i], "--seed") && (!str_to_i64(value, &a->seed) || a->seed < 0))
			return cli_usage("demo", "--seed is a number from 0, not %s", value);
		else if (str_eq(argv[i], "--days") && (!str_to_i64(value, &a->days) || a->days < 1 || a->days > 365))
			return cli_usage("demo", "--days is a number from 1 to 365, not %s", value);
		else if (!str_eq(argv[i], "--now") && !str_eq(argv[i], "--seed") && !str_eq(argv[i], "--days"))
			return cli_usage("demo", "there is no option %s", argv[i]);
	}
	if (a->now == INSTANT_NONE) {
		struct clock *live = clock_new_live();
		a->now = clock_now(live);
		clock_free(live);
	}
	return CLI_OK;
}

static FILE *
open_out(const struct demo_args *a, const char *name)
{
	char path[4096];
	if (a->out == NULL)
		return stdout;
	snprintf(path, sizeof path, "%s/%s", a->out, name);
	FILE *out = fopen(path, "we");
	if (out == NULL)
		fprintf(stderr, "oxyd demo: %s: %s\n", path, strerror(errno));
	return out;
}

static void
put(FILE *out, json_t *j)
{
	CLEANUP(str_free) struct str text = { 0 };
	wire_dump_new(j, &text);
	fprintf(out, "%s\n", text.data);
}

static int
close_out(FILE *out)
{
	if (out == stdout)
		return CLI_OK;
	if (fclose(out) == 0)
		return CLI_OK;
	perror("oxyd demo");
	return CLI_FAILED;
}

static void
put_facilities(FILE *out, const struct demo_world *w, const struct demo_args *a UNUSED)
{
	for (size_t i = 0; i < w->n_sites; i++)
		put(out, wire_write(&wire_facility_shape, &w->sites[i].card));
}

static void
put_suppliers(FILE *out, const struct demo_world *w, const struct demo_args *a UNUSED)
{
	for (size_t i = 0; i < w->n_suppliers; i++)
		put(out, wire_write(&wire_supplier_shape, &w->suppliers[i]));
}

static void
put_reports(FILE *out, const struct demo_world *w, const struct demo_args *a)
{
	CLEANUP(demo_history_free_ptr) struct demo_history *h = demo_history_new(w, a->now, (int)a->days);
	struct demo_history_batch b;
	while (demo_history_next(h, &b))
		for (size_t i = 0; i < b.n; i++)
			put(out, wire_write(&wire_stock_report_shape, &b.reports[i]));
}

static const struct {
	const char *name;
	void (*put)(FILE *out, const struct demo_world *w, const struct demo_args *a);
} files[] = {
	{ "facilities.ndjson", put_facilities },
	{ "suppliers.ndjson", put_suppliers },
	{ "stock-reports.ndjson", put_reports },
};

static int
run_demo(int argc, char **argv)
{
	struct demo_args a;
	int status = read_args(argc, argv, &a);
	if (status != CLI_OK)
		return status;
	if (a.out != NULL && mkdir(a.out, 0777) != 0 && errno != EEXIST) {
		fprintf(stderr, "oxyd demo: %s: %s\n", a.out, strerror(errno));
		return CLI_FAILED;
	}
	CLEANUP(demo_world_free_ptr) struct demo_world *w = demo_world_new((uint64_t)a.seed);
	for (size_t i = 0; i < ARRAY_LEN(files) && status == CLI_OK; i++) {
		FILE *out = open_out(&a, files[i].name);
		if (out == NULL)
			return CLI_FAILED;
		files[i].put(out, w, &a);
		status = close_out(out);
	}
	return status;
}

const struct cli_command cli_demo = {
	.name = "demo",
	.args = "[--seed N] [--days N] [--now INSTANT] [--out DIR]",
	.summary = "write the demo province (register and reports) as JSON lines, ready to be posted",
	.help = "  oxyd demo --out DIR      DIR/facilities.ndjson, suppliers.ndjson, stock-reports.ndjson\n"
		"  oxyd demo --seed 7       another province of the same places, on standard output\n\n"
		"Post a line of the first two to /v1/facilities and /v1/suppliers, the third whole to\n"
		"/v1/stock-reports/batch. The same seed, days and now give the same bytes. `oxyd serve --demo` loads the\n"
		"same province (seed 15, 60 days, now) into a new state.\n",
	.run = run_demo,
};
