#define _GNU_SOURCE /* memmem */
/* A simulated province decided by the real daemon over HTTP comes to what it comes to in one process. */
#include "base/attr.h"
#include "lib/served.h"
#include "lib/suite.h"

#include <jansson.h>
#include <math.h>

/* Standard output of `oxyd simulate` with these arguments; ends the test when it fails. */
static char *
simulate(const struct served *s, const char *const *args)
{
	const char *argv[16] = { "oxyd", "simulate" };
	char path[96];
	static char text[65536];
	int n = 2;
	snprintf(path, sizeof path, "%s/line", s->dir);
	while (*args != NULL)
		argv[n++] = *args++;
	int out = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	ck_assert_msg(served_wait(served_exec(s, out, argv)) == 0, "%s", served_stderr(s));
	ssize_t got = pread(out, text, sizeof text - 1, 0);
	ck_assert_int_gt(got, 0);
	text[got] = '\0';
	close(out);
	return text;
}

static double
member(const char *line, const char *name)
{
	json_t *j = json_loads(line, 0, NULL);
	ck_assert_msg(j != NULL, "no JSON: %s", line);
	double v = json_number_value(json_object_get(j, name));
	json_decref(j);
	return v;
}

static int
road_factor_pct(const char *scenario)
{
	return (int)(member(scenario, "road_factor") * 100 + 0.5);
}

/* What the simulation said of the run on standard error, among the lines of the daemon. */
static const char *
tally(const struct served *s)
{
	static char text[2000];
	char path[96], line[1000];
	size_t n = 0;
	snprintf(path, sizeof path, "%s/stderr", s->dir);
	FILE *in = fopen(path, "r");
	ck_assert_ptr_nonnull(in);
	text[0] = '\0';
	while (fgets(line, sizeof line, in) != NULL)
		if (strncmp(line, "through: ", 9) == 0 && n + strlen(line) < sizeof text)
			n += (size_t)snprintf(text + n, sizeof text - n, "%s", line);
	fclose(in);
	return text;
}

/* The scenario with one tanker out from the first day to the last: the other one has to load at its plant too. */
static void
write_without_a_tanker(const char *scenario, const char *file)
{
	json_t *j = json_loads(scenario, 0, NULL);
	ck_assert_ptr_nonnull(j);
	json_array_append_new(json_object_get(j, "events"), json_pack("{s:s, s:s, s:i, s:O}", "type", "truck_out", "truck", "P1-T0", "from_day", 0, "to_day",
	                                                        json_object_get(j, "days")));
	ck_assert_int_eq(json_dump_file(j, file, 0), 0);
	json_decref(j);
}

START_TEST(the_daemon_over_http_decides_as_the_product_in_process)
{
	static const char *const figures[] = { "weighted_ph", "unmet_ph", "demand_kg", "delivered_t", "km" };
	struct served s = served_new();
	char file[96], url[64], tokens[128], road[16], own[4096];
	snprintf(file, sizeof file, "%s/scenario.json", s.dir);
	const char *scenario = simulate(&s, (const char *const[]){ "--generate", "24", "small", "1", NULL });
	write_without_a_tanker(scenario, file);
	snprintf(road, sizeof road, "%d", road_factor_pct(scenario));
	snprintf(own, sizeof own, "%s", simulate(&s, (const char *const[]){ file, "--policy", "oxyd", NULL }));
	served_start(&s, "--replay", "--no-demo", "--planner.road_factor_pct", road, "--planner.driving_day_max", "1440", "--planner.driving_week_max", "10080",
	    "--planner.driving_stretch_max", "1440", "--planner.driving_break", "1", NULL);
	snprintf(url, sizeof url, "http://127.0.0.1:%d", s.port);
	snprintf(tokens, sizeof tokens, "%s/tokens.json", s.state);
	const char *daemon = simulate(&s, (const char *const[]){ file, "--through", url, "--tokens", tokens, NULL });
	ck_assert_ptr_nonnull(strstr(daemon, "\"policy\": \"daemon\""));
	ck_assert_double_gt(member(own, "delivered_t"), 0);
	for (size_t i = 0; i < ARRAY_LEN(figures); i++)
		ck_assert_msg(fabs(member(daemon, figures[i]) - member(own, figures[i])) <= .01 * member(own, figures[i]), "%s: in process %g, daemon %g; %s",
		    figures[i], member(own, figures[i]), member(daemon, figures[i]), tally(&s));
	ck_assert_msg(strstr(tally(&s), "refused") == NULL, "the daemon refused what happened: %s", tally(&s));
	ck_assert_msg(strstr(tally(&s), " 0 trips that loaded") == NULL && strstr(tally(&s), "trips that loaded"), "no tanker loaded elsewhere: %s", tally(&s));
	served_end(&s);
}
END_TEST

SUITE_TIMED("functional/simulate_through", 300, the_daemon_over_http_decides_as_the_product_in_process)
