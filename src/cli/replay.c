/* replay - real hospital waves through a running daemon: months of daily reports, then the peak day from forecast to delivery.
 *
 * Everything goes over HTTP on the replay clock, as any hospital's program would send it. The transcript is standard output. */
#include "cli/commands.h"

#include "api/client.h"
#include "base/mem.h"
#include "cli/replay_peak.h"
#include "cli/replay_series.h"
#include "cli/replay_world.h"
#include "wire/facility_shape.h"
#include "wire/stock_report_shape.h"
#include "wire/supplier_shape.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TRIES = 10, PAUSE_US = 300000 };

struct replay_args {
	const char *truth, *facilities, *province, *url, *tokens;
	int64_t days, seed;
};

struct replay {
	struct replay_args args;
	struct cli_replay_series series;
	struct cli_replay_world world;
	struct cli_replay_peak peak; /* client, tokens, faults and what the peak day needs */
	day_t last;                  /* of the replay; the series' own dates moved by whole weeks */
};

/* ---- command line ------------------------------------------------------------------------- */

static int
read_args(int argc, char **argv, struct replay_args *a)
{
	*a = (struct replay_args){ .province = "24", .days = 120, .seed = 1 };
	const struct { const char *name, **text; int64_t *number; } options[] = { { "--truth", &a->truth, NULL }, { "--facilities", &a->facilities, NULL },
		{ "--province", &a->province, NULL }, { "--url", &a->url, NULL }, { "--tokens", &a->tokens, NULL }, { "--days", NULL, &a->days },
		{ "--seed", NULL, &a->seed } };
	for (int i = 1; i < argc; i += 2) {
		size_t k = 0;
		while (k < ARRAY_LEN(options) && !str_eq(options[k].name, argv[i]))
			k++;
		if (k == ARRAY_LEN(options))
			return cli_usage("replay", "there is no option %s", argv[i]);
		if (i + 1 == argc)
			return cli_usage("replay", "%s needs a value", argv[i]);
		if (options[k].text != NULL)
			*options[k].text = argv[i + 1];
		else if (!str_to_i64(argv[i + 1], options[k].number) || *options[k].number < 1)
			return cli_usage("replay", "%s is a number from 1, not %s", argv[i], argv[i + 1]);
	}
	if (!a->truth || !a->facilities || !a->url || !a->tokens)
		return cli_usage("replay", "--truth, --facilities, --url and --tokens are needed");
	return a->days > 380 ? cli_usage("replay", "--days is at most 380") : CLI_OK;
}

/* ---- before the peak ---------------------------------------------------------------------- */

static err_t
move_clock(struct replay *r, instant_t to)
{
	char text[CALENDAR_INSTANT_TEXT];
	api_client_as(r->peak.api, r->peak.admin);
	json_t *body = json_pack("{s:s}", "now", calendar_instant_text(to, text));
	err_t e = api_client_call(r->peak.api, "POST", "/v1/clock", body, NULL, &r->peak.faults);
	api_client_as(r->peak.api, r->peak.coordinator);
	return e;
}

static err_t
register_all(struct replay *r)
{
	err_t e = move_clock(r, calendar_at(r->last - (int)r->args.days, 12 * 60));
	api_client_as(r->peak.api, r->peak.admin);
	for (size_t i = 0; !e && i < r->world.n_sites; i++)
		e = api_client_call(r->peak.api, "POST", "/v1/facilities", wire_write(&wire_facility_shape, &r->world.sites[i].card), NULL, &r->peak.faults);
	for (size_t i = 0; !e && i < r->world.n_suppliers; i++)
		e = api_client_call(r->peak.api, "POST", "/v1/suppliers", wire_write(&wire_supplier_shape, &r->world.suppliers[i]), NULL, &r->peak.faults);
	return e ? e : cli_replay_peak_tokens(&r->peak, r->args.province);
}

static err_t
refused_row(struct replay *r, const json_t *row)
{
	const json_t *first = json_array_get(json_object_get(row, "errors"), 0);
	const char *where = json_string_value(json_object_get(first, "pointer")), *detail = json_string_value(json_object_get(first, "detail"));
	return fault_add(&r->peak.faults, FAULT_SERVER, "POST /v1/stock-reports/batch", where ? where : "a row", "was refused: ", detail ? detail : "");
}

struct batch_outcome {
	int64_t taken, doubted, again; /* rows; again: refused for the moment (busy, database away) */
};

static err_t
post_day(struct replay *r, const struct str *lines, struct batch_outcome *ret)
{
	CLEANUP(wire_decref_ptr) json_t *answer = NULL;
	const struct api_client_text text = { "/v1/stock-reports/batch", "application/x-ndjson", lines->data, lines->len };
	err_t e = api_client_post_text(r->peak.api, &text, &answer, &r->peak.faults);
	const json_t *rows = json_object_get(answer, "results");
	*ret = (struct batch_outcome){ 0 };
	for (size_t i = 0; !e && i < json_array_size(rows); i++) {
		const json_t *row = json_array_get(rows, i);
		int64_t status = json_integer_value(json_object_get(row, "status"));
		ret->taken += status < 300;
		ret->doubted += status == 202;
		ret->again += status >= 500 || status == 429;
		if (status >= 400 && status < 500 && status != 429)
			e = refused_row(r, row);
	}
	return e;
}

/* A batch that was not taken whole is sent again: the same client_event_id changes nothing where it was. */
static err_t
report_day(struct replay *r, int d, struct batch_outcome *sum)
{
	CLEANUP(arena_free_ptr) struct arena *arena = arena_new();
	CLEANUP(str_free) struct str lines = { 0 };
	struct stock_report *reports = ARENA_ARRAY(arena, struct stock_report, r->world.n_sites);
	struct batch_outcome got = { .again = 1 };
	day_t day = r->last - (int)r->args.days + 1 + d;
	cli_replay_world_day(&r->world, d, day, arena, reports);
	for (size_t i = 0; i < r->world.n_sites; i++) {
		wire_dump_new(wire_write(&wire_stock_report_shape, &reports[i]), &lines);
		str_add(&lines, "\n");
	}
	err_t e = move_clock(r, calendar_at(day, 18 * 60 + 20));
	for (int tries = 0; !e && got.again > 0 && tries < TRIES; tries++) {
		if (tries > 0)
			usleep(PAUSE_US);
		e = post_day(r, &lines, &got);
		sum->again += got.again;
	}
	sum->taken += got.taken;
	sum->doubted += got.doubted;
	if (!e && got.again > 0)
		e = fault_add(&r->peak.faults, FAULT_SERVER, "POST /v1/stock-reports/batch", "rows", "were not taken after several tries", NULL);
	return e;
}

static err_t
report_all(struct replay *r)
{
	struct batch_outcome sum = { 0 };
	err_t e = ERR_OK;
	for (int d = 0; !e && d < (int)r->args.days; d++)
		e = report_day(r, d, &sum);
	printf("   %lld daily reports taken, %lld with a value in doubt, %lld sent again\n", (long long)sum.taken, (long long)sum.doubted, (long long)sum.again);
	return e;
}

/* ---- transcript --------------------------------------------------------------------------- */

static void
say_world(const struct replay *r)
{
	char from[CALENDAR_DAY_TEXT], to[CALENDAR_DAY_TEXT], moved[CALENDAR_DAY_TEXT];
	double peak = 0;
	for (size_t i = 0; i < r->world.n_sites; i++)
		peak += r->world.sites[i].use_g[r->args.days - 1];
	printf("Replay of %zu real series (%zu left out: not published throughout), %s to %s, the day they stand highest together;\n", r->series.n, r->series.left_out,
	    calendar_day_text(r->series.last - r->series.days + 1, from), calendar_day_text(r->series.last, to));
	printf("moved by whole weeks to end on %s. %zu hospitals of province %s (real names and places), largest series to largest hospital;\n",
	    calendar_day_text(r->last, moved), r->world.n_sites, r->args.province);
	printf("beds, equipment, suppliers and fleets are invented (seed %lld). The last day takes %.1f t of oxygen; suppliers make %.1f t a day.\n\n",
	    (long long)r->args.seed, peak / 1e6, (r->world.lox_day_g + (double)r->world.bottles_day * 7987) / 1e6);
	for (size_t i = 0; i < r->world.n_sites && i < 5; i++)
		printf("   %s  %s: %lld beds, wave of %s, peak %.2f t a day\n", r->world.sites[i].card.code, r->world.sites[i].card.name,
		    (long long)r->world.sites[i].card.beds, r->world.sites[i].series, r->world.sites[i].peak_g / 1e6);
	printf("   ...\n\n");
}

static err_t
peak_morning(struct replay *r)
{
	err_t e = move_clock(r, calendar_at(r->last + 1, 6 * 60));
	return e ? e : cli_replay_peak_suppliers(&r->peak, &r->world);
}

static err_t forecast(struct replay *r) { return cli_replay_peak_forecast(&r->peak); }
static err_t shortfalls(struct replay *r) { return cli_replay_peak_shortfalls(&r->peak); }
static err_t plan(struct replay *r) { return cli_replay_peak_plan(&r->peak); }
static err_t approve(struct replay *r) { return cli_replay_peak_approve(&r->peak); }
static err_t answer(struct replay *r) { return cli_replay_peak_answer(&r->peak); }
static err_t status(struct replay *r) { return cli_replay_peak_status(&r->peak); }

static err_t
deliver(struct replay *r)
{
	err_t e = move_clock(r, calendar_at(r->last + 1, 20 * 60 + 30));
	return e ? e : cli_replay_peak_deliver(&r->peak);
}

static const struct {
	const char *what;
	err_t (*run)(struct replay *r);
} steps[] = {
	{ "register hospitals and suppliers, issue tokens", register_all },
	{ "daily reports on the replay clock, one batch a day", report_all },
	{ "06:00 after the peak day: suppliers report stock", peak_morning },
	{ "forecast run", forecast },
	{ "shortfalls", shortfalls },
	{ "3-day plan", plan },
	{ "approve: offers go out", approve },
	{ "accept, load, dispatch (suppliers)", answer },
	{ "20:30: arrive, deliver (hospitals)", deliver },
	{ "province and national status (ministry)", status },
	{ "shortfalls after one day of deliveries", shortfalls },
};

static int
run_steps(struct replay *r)
{
	for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
		int64_t began = clock_mono();
		printf("%zu. %s\n", i + 1, steps[i].what);
		err_t e = steps[i].run(r);
		printf("   [%.0f ms]\n\n", (double)(clock_mono() - began) / 1000);
		fflush(stdout);
		if (e)
			return cli_faults("replay", &r->peak.faults);
	}
	return CLI_OK;
}

/* The series' last day on its own weekday, as late as it can be before today. */
static day_t
place(day_t last)
{
	struct clock *live = clock_new_live();
	day_t today = calendar_day_of(clock_now(live));
	clock_free(live);
	return last + (today - 3 - last) / 7 * 7;
}

static int
prepare(struct replay *r)
{
	struct faults *f = &r->peak.faults;
	json_t *tokens = json_load_file(r->args.tokens, 0, NULL);
	const char *admin = json_string_value(json_object_get(tokens, "admin"));
	r->peak.api = api_client_new_at(r->args.url);
	snprintf(r->peak.admin, sizeof r->peak.admin, "%s", admin ? admin : "");
	json_decref(tokens);
	if (r->peak.api == NULL)
		return cli_usage("replay", "--url is http://HOST:PORT, not %s", r->args.url);
	if (admin == NULL)
		return cli_usage("replay", "%s holds no administrator's token", r->args.tokens);
	if (cli_replay_series_load(r->args.truth, (int)r->args.days, &r->series, f))
		return cli_faults("replay", f);
	const struct cli_replay_world_options o = { r->args.facilities, r->args.province, (uint64_t)r->args.seed };
	if (cli_replay_world_new(&o, &r->series, &r->world, f))
		return cli_faults("replay", f);
	r->last = place(r->series.last);
	return CLI_OK;
}

static int
run_replay(int argc, char **argv)
{
	struct replay *r = MEM_NEW(struct replay);
	int code = read_args(argc, argv, &r->args);
	if (code == CLI_OK)
		code = prepare(r);
	if (code == CLI_OK) {
		say_world(r);
		code = run_steps(r);
	}
	cli_replay_peak_free(&r->peak);
	cli_replay_world_free(&r->world);
	cli_replay_series_free(&r->series);
	free(r);
	return code;
}

const struct cli_command cli_replay = {
	.name = "replay",
	.args = "--truth DIR --facilities FILE.csv --url URL --tokens FILE [--province 24] [--days 120] [--seed 1]",
	.summary = "send real hospital waves through a running daemon, up to a peak and one day of deliveries",
	.help = "  ./run --replay --no-demo --background\n"
		"  oxyd replay --truth DIR --facilities hospitals.csv --url http://127.0.0.1:8080 --tokens var/tokens.json\n\n"
		"DIR holds CSV files with series_id,date,hospitalized,icu; FILE.csv has name, kind_guess, lat, lon and\n"
		"province_code in its heading. The daemon must have a new state made with --replay.\n",
	.run = run_replay,
};
