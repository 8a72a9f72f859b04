/* import - send CSV files to the running daemon, through the same road as every other change. */
#include "base/vec.h"
#include "cli/commands.h"
#include "config/config.h"
#include "daemon/file.h"
#include "daemon/state.h"
#include "http/client.h"
#include "wire/wire.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ANSWER_S = 120 };

/* The files of a directory of units, in the order that they rest on each other. */
static const char *const unit_files[] = { "provinces.csv", "provinces_63_to_34.csv", "communes.csv",
	"communes_old_to_new.csv" };

struct importing {
	struct config *config;
	const char *what, *path; /* the two arguments */
	const char *province, *edition, *token_file;
	bool dry_run;
	char token[200];
	struct http_client *client;
	json_t *answer;
	bool refused; /* a row, somewhere */
};

/* ---- arguments ----------------------------------------------------------------------------- */

/* Take "--name value" or "--name=value"; *i is moved on. NULL: another option. */
static const char *
option(int argc, char **argv, int *i, const char *name)
{
	size_t n = strlen(name);
	if (strncmp(argv[*i], name, n) != 0)
		return NULL;
	if (argv[*i][n] == '=')
		return argv[*i] + n + 1;
	return argv[*i][n] == '\0' && *i + 1 < argc ? argv[++*i] : NULL;
}

static bool
own_option(struct importing *im, int argc, char **argv, int *i)
{
	const struct {
		const char *name;
		const char **to;
	} options[] = { { "--province", &im->province }, { "--edition", &im->edition },
		{ "--token-file", &im->token_file } };
	for (size_t k = 0; k < ARRAY_LEN(options); k++) {
		const char *value = option(argc, argv, i, options[k].name);
		if (value != NULL) {
			*options[k].to = value;
			return true;
		}
	}
	if (!str_eq(argv[*i], "--dry-run"))
		return false;
	im->dry_run = true;
	return true;
}

/* What is not ours is an option of the daemon, --state or --port. */
static err_t
read_arguments(struct importing *im, int argc, char **argv, struct faults *f)
{
	VEC(char *) rest = { 0 };
	*VEC_ADD(&rest) = argv[0];
	for (int i = 1; i < argc; i++) {
		if (strncmp(argv[i], "--", 2) != 0 && im->what == NULL)
			im->what = argv[i];
		else if (strncmp(argv[i], "--", 2) != 0 && im->path == NULL)
			im->path = argv[i];
		else if (!own_option(im, argc, argv, &i)) {
			*VEC_ADD(&rest) = argv[i];
			if (strchr(argv[i], '=') == NULL && i + 1 < argc &&
			    strncmp(argv[i + 1], "--", 2) != 0)
				*VEC_ADD(&rest) = argv[++i];
		}
	}
	err_t e = config_read_argv(im->config, (int)rest.n, rest.at, f);
	VEC_FREE(&rest);
	return e;
}

/* A file that holds a token alone, or a tokens.json with an administrator's or coordinator's. */
static bool
read_token(struct importing *im)
{
	CLEANUP(str_free) struct str text = { 0 };
	CLEANUP(wire_decref_ptr) json_t *file = NULL;
	struct faults ignored = { 0 };
	char path[4200];
	const char *dir = daemon_state_path(im->config);
	if (im->token_file != NULL)
		dir = *im->token_file == '/' ? "" : ".";
	snprintf(path, sizeof path, "%s", im->token_file ? im->token_file : "tokens.json");
	if (!daemon_file_read(dir, path, &text)) {
		fprintf(stderr,
		    "oxyd import: %s%s%s cannot be read; name a file that holds a token with "
		    "--token-file\n",
		    im->token_file ? "" : dir, im->token_file ? "" : "/", path);
		return false;
	}
	const char *token = str_text(&text);
	if (wire_parse(str_text(&text), text.len, &file, &ignored) == ERR_OK) {
		token = wire_peek(file, "admin") ? wire_peek(file, "admin")
						 : wire_peek(file, "coordinator");
		if (token == NULL) {
			fprintf(stderr,
			    "oxyd import: %s holds no token of an administrator or coordinator\n",
			    path);
			return false;
		}
	}
	snprintf(im->token, sizeof im->token, "Bearer %.*s", (int)strcspn(token, " \r\n"), token);
	return true;
}

/* ---- one file ------------------------------------------------------------------------------ */

static void
print_row(struct importing *im, const json_t *row, bool all)
{
	const char *result = wire_peek(row, "result"), *code = wire_peek(row, "code"),
		   *name = wire_peek(row, "name");
	size_t i;
	json_t *e;
	bool refused = str_eq(result, "refused");
	im->refused = im->refused || refused;
	if (!all && !refused)
		return;
	printf("line %lld: %s %s%s%s\n",
	    (long long)json_integer_value(json_object_get(row, "line")), result, code ? code : "-",
	    name ? " " : "", name ? name : "");
	json_array_foreach(json_object_get(row, "errors"), i, e)
		printf("  %s: %s\n", wire_peek(e, "pointer"), wire_peek(e, "detail"));
}

static long long
count(const struct importing *im, const char *member)
{
	return (long long)json_integer_value(json_object_get(im->answer, member));
}

static void
print_answer(struct importing *im, const char *path, bool all)
{
	size_t i;
	json_t *row;
	json_array_foreach(json_object_get(im->answer, "results"), i, row)
		print_row(im, row, all);
	printf("%s: %s: %lld rows: %lld created, %lld changed, %lld unchanged, %lld refused", path,
	    wire_peek(im->answer, "kind"), count(im, "rows"), count(im, "created"),
	    count(im, "changed"), count(im, "unchanged"), count(im, "refused"));
	printf("%s\n", im->dry_run ? " (dry run: nothing was kept)" : "");
}

static int
print_problem(const struct importing *im, const char *path, int status)
{
	size_t i;
	json_t *e;
	const char *title = wire_peek(im->answer, "title");
	fprintf(stderr, "oxyd import: %s: %d %s\n", path, status, title ? title : "");
	json_array_foreach(json_object_get(im->answer, "errors"), i, e)
		fprintf(stderr, "  %s: %s\n", wire_peek(e, "pointer"), wire_peek(e, "detail"));
	return CLI_FAILED;
}

static int
post_file(struct importing *im, const char *path, const char *target, bool all)
{
	CLEANUP(str_free) struct str text = { 0 };
	struct http_pair header[] = { { "Authorization", im->token },
		{ "Content-Type", "text/csv" },
		{ "Accept-Language", getenv("LANG") ? getenv("LANG") : "en" } };
	struct http_reply reply = { 0 };
	struct faults ignored = { 0 };
	if (!daemon_file_read(*path == '/' ? "" : ".", path, &text)) {
		fprintf(stderr, "oxyd import: %s cannot be read\n", path);
		return CLI_FAILED;
	}
	err_t e = http_client_call(im->client,
	    &(struct http_call){ .method = "POST",
		.target = target,
		.header = header,
		.headers = ARRAY_LEN(header),
		.body = text.data,
		.body_len = text.len },
	    &reply);
	int status = CLI_FAILED;
	json_decref(im->answer);
	im->answer = NULL;
	if (e)
		fprintf(stderr,
		    "oxyd import: no answer from port %lld; is the daemon running, and is --port "
		    "right?\n",
		    (long long)im->config->http_port);
	else if (wire_parse(str_text(&reply.body), reply.body.len, &im->answer, &ignored) !=
		     ERR_OK ||
		 reply.status != 200)
		print_problem(im, path, reply.status);
	else {
		print_answer(im, path, all);
		status = CLI_OK;
	}
	http_client_reply_free(&reply);
	return status;
}

static bool
is_there(const char *path)
{
	FILE *f = fopen(path, "r");
	if (f != NULL)
		fclose(f);
	return f != NULL;
}

static int
import_units(struct importing *im)
{
	const char *target = im->dry_run ? "/v1/imports/units?dry_run=true" : "/v1/imports/units";
	size_t n = strlen(im->path);
	int status = CLI_OK, sent = 0;
	char path[4200];
	if (n > 4 && str_eq(im->path + n - 4, ".csv"))
		return post_file(im, im->path, target, false);
	for (size_t i = 0; status == CLI_OK && i < ARRAY_LEN(unit_files); i++) {
		snprintf(path, sizeof path, "%s/%s", im->path, unit_files[i]);
		if (!is_there(path))
			continue;
		status = post_file(im, path, target, false);
		sent++;
	}
	if (sent == 0)
		fprintf(stderr,
		    "oxyd import: %s has none of provinces.csv, provinces_63_to_34.csv, "
		    "communes.csv, communes_old_to_new.csv\n",
		    im->path);
	return sent == 0 ? CLI_FAILED : status;
}

static bool
is_plain(const char *text)
{
	return text == NULL || text[strspn(text, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-")] == '\0';
}

static int
import_facilities(struct importing *im)
{
	CLEANUP(str_free) struct str target = { 0 };
	if (!is_plain(im->province) || !is_plain(im->edition))
		return cli_usage("import", "--province takes a code and --edition a date");
	str_addf(&target, "/v1/imports/facilities?dry_run=%s", im->dry_run ? "true" : "false");
	if (im->province != NULL)
		str_addf(&target, "&province=%s", im->province);
	if (im->edition != NULL)
		str_addf(&target, "&edition=%s", im->edition);
	return post_file(im, im->path, str_text(&target), true);
}

static int
import_coefficients(struct importing *im)
{
	return post_file(im, im->path,
	    im->dry_run ? "/v1/imports/coefficients?dry_run=true" : "/v1/imports/coefficients", true);
}

static const struct {
	const char *what;
	int (*import)(struct importing *im);
} kinds[] = {
	{ "units", import_units },
	{ "facilities", import_facilities },
	{ "coefficients", import_coefficients },
};

static int
run_import(int argc, char **argv)
{
	struct faults f = { 0 };
	CLEANUP(config_free_ptr) struct config *c = config_new();
	struct importing im = { .config = c };
	if (read_arguments(&im, argc, argv, &f)) {
		cli_faults("import", &f);
		return CLI_USAGE;
	}
	size_t kind = 0;
	while (kind < ARRAY_LEN(kinds) && !str_eq(kinds[kind].what, im.what))
		kind++;
	if (im.path == NULL || kind == ARRAY_LEN(kinds))
		return cli_usage("import",
		    "say what to import: units DIR, facilities FILE.csv, or coefficients FILE.csv");
	if (!read_token(&im))
		return CLI_FAILED;
	im.client = http_client_new("127.0.0.1", (uint16_t)c->http_port, ANSWER_S * INSTANT_SECOND);
	int status = kinds[kind].import(&im);
	http_client_free(im.client);
	json_decref(im.answer);
	return status == CLI_OK && im.refused ? CLI_FAILED : status;
}

const struct cli_command cli_import = {
	.name = "import",
	.args = "units DIR | coefficients FILE.csv | facilities FILE.csv [--province CODE] "
		"[--edition YYYY-MM-DD] "
		"[--dry-run] [--state DIR] [--port N] [--token-file FILE]",
	.summary = "register provinces, communes, facilities and coefficients from CSV files, "
		   "through the "
		   "running daemon",
	.help =
	    "  oxyd import units data/vn-units\n"
	    "  oxyd import facilities hospitals.csv --edition 2026-02-01 --province 15 --dry-run\n"
	    "\n"
	    "  oxyd import coefficients annex.csv --dry-run\n"
	    "\n"
	    "units takes provinces.csv, provinces_63_to_34.csv, communes.csv and "
	    "communes_old_to_new.csv where they are there, or one such file.\n"
	    "facilities prints one line a row: created, unchanged, or refused and why. Columns: "
	    "name, lat, lon, province, commune, code, level,\n"
	    "beds, icu_beds, report_every_h, opened, closed, access_max_t, receives_from, "
	    "receives_to, contact_role, contact_name, contact_phone,\n"
	    "tank_capacity_t, tank_heel_t, bottles, cylinder_type, supplier; an extract of "
	    "OpenStreetMap is understood too.\n"
	    "--edition says of which day the codes are: since 1 July 2025 seven codes (15 24 44 52 "
	    "80 82 91) name another province.\n"
	    "A row without a code gets one from its name and place, so that importing twice "
	    "registers once. A row that says nothing of tanks\n"
	    "or bottles gets a cylinder pool (VN40), and before it a LOX tank for a central or "
	    "provincial hospital or one of 300 beds and more;\n"
	    "their sizes stay unknown.\n"
	    "coefficients prints one line a row, too. Columns: set, as_of, item, value, unit, "
	    "source. item is a modality (nasal_cannula,\n"
	    "simple_mask, reservoir_mask, hfnc, niv, imv; per patient), bed, icu_bed, field_bed or "
	    "leak; unit is L/min (at 20 C; @0C @15C\n"
	    "@20C @21C), g/day or kg/day, for leak %. The set that the option "
	    "forecast.coefficients names is what forecasts stand on.\n"
	    "The token is that of STATE/tokens.json, or the one in --token-file. Exit status 1 "
	    "when a row was refused.\n",
	.run = run_import,
};
