/* status - a short table of how the provinces stand, for the terminal of whoever ran ./run. */
#include "cli/commands.h"

#include "api/client.h"

#include <jansson.h>
#include <stdio.h>

struct status_args {
	const char *tokens;
	int64_t port;
};

static int
read_args(int argc, char **argv, struct status_args *a)
{
	*a = (struct status_args){ .tokens = "var/tokens.json", .port = 8080 };
	for (int i = 1; i < argc; i += 2) {
		if (i + 1 == argc)
			return cli_usage("status", "%s needs a value", argv[i]);
		if (str_eq(argv[i], "--tokens"))
			a->tokens = argv[i + 1];
		else if (!str_eq(argv[i], "--port"))
			return cli_usage("status", "there is no option %s", argv[i]);
		else if (!str_to_i64(argv[i + 1], &a->port) || a->port < 1 || a->port > 65535)
			return cli_usage("status", "--port is a number from 1 to 65535, not %s", argv[i + 1]);
	}
	return CLI_OK;
}

static double
number(const json_t *o, const char *name)
{
	return json_number_value(json_object_get(o, name));
}

static const char *
text(const json_t *o, const char *name)
{
	const char *s = json_string_value(json_object_get(o, name));
	return s ? s : "-";
}

static void
print_row(const json_t *s, const char *name)
{
	static const char *const words[] = { "red", "amber", "watch", "green", "unknown" };
	const json_t *levels = json_object_get(s, "levels"), *c = json_object_get(s, "coverage");
	printf("  %-20s %5.0f %9.0f ", name, number(c, "facilities"), number(c, "reported"));
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		printf("%8.0f", number(levels, words[i]));
	printf("%10.1f t %8.1f t  %s\n", number(s, "on_hand_g") / 1e6, number(s, "demand_g_per_day") / 1e6, text(s, "worst_facility"));
}

static int
run_status(int argc, char **argv)
{
	struct status_args a;
	struct faults f = { 0 };
	json_t *nation = NULL, *p;
	size_t i;
	int status = read_args(argc, argv, &a);
	if (status != CLI_OK)
		return status;
	json_t *tokens = json_load_file(a.tokens, 0, NULL);
	CLEANUP(api_client_free_ptr) struct api_client *api = api_client_new("127.0.0.1", (uint16_t)a.port);
	const char *ministry = json_string_value(json_object_get(tokens, "ministry"));
	if (ministry == NULL) {
		fprintf(stderr, "oxyd status: %s holds no token of the ministry\n", a.tokens);
		json_decref(tokens);
		return CLI_FAILED;
	}
	api_client_as(api, ministry);
	err_t e = api_client_call(api, "GET", "/v1/national/status", NULL, &nation, &f);
	if (!e) {
		printf("  %-20s %5s %9s %8s%8s%8s%8s%8s%12s %10s  %s\n", "province", "sites", "reported", "red", "amber", "watch", "green", "unknown", "on hand", "a day", "worst");
		json_array_foreach (json_object_get(nation, "provinces"), i, p)
			if (number(json_object_get(p, "coverage"), "facilities") > 0)
				print_row(p, text(p, "name"));
		print_row(nation, "together");
	}
	json_decref(nation);
	json_decref(tokens);
	return e ? cli_faults("status", &f) : CLI_OK;
}

const struct cli_command cli_status = {
	.name = "status",
	.args = "[--tokens FILE] [--port N]",
	.summary = "print how the provinces of a running daemon stand",
	.help = "  oxyd status --tokens var/tokens.json --port 8080\n\nAsks with the ministry's token of FILE (./var/tokens.json).\n",
	.run = run_status,
};
