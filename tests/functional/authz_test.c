/* The authorisation matrix: every route by every role at every place, from the route table itself and tests/functional/authz.tsv.
 *
 * First with both walls standing: 401 without a token, 403 for a role that may never, 404 for what is another's, byte for byte as for
 * what does not exist, and nothing of another tenant in any answer. Then with the application's own check switched off
 * (app.skip_scope): row-level security alone must return and change nothing of another's. */
#include "api/api.h"
#include "ingest/ingest.h"
#include "lib/place.h"
#include "lib/reviewed.h"
#include "lib/suite.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *const roles[] = { NULL, "admin", "coordinator", "hospital", "supplier", "ministry", "auditor", "device" };

static int wrong;

static void
complain(const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	vprintf(format, ap);
	va_end(ap);
	putchar('\n');
	wrong++;
}

START_TEST(every_route_is_reviewed_and_every_reviewed_route_exists)
{
	reviewed_read();
	for (size_t t = 0; t < api_routes_all_n; t++)
		for (size_t i = 0; i < api_routes_all[t]->n; i++) {
			const struct api_route *route = &api_routes_all[t]->at[i];
			const struct reviewed_row *found = NULL;
			for (size_t k = 0; k < reviewed_n; k++)
				if (reviewed_is_of(&reviewed[k], route))
					found = &reviewed[k];
			if (found == NULL) {
				complain("%s %s has no row in tests/functional/authz.tsv", route->op.method, route->op.path);
				continue;
			}
			for (size_t k = 0; k < ARRAY_LEN(roles); k++) {
				bool code = role_in(roles[k] ? (enum role)k : ROLE_NONE, route->op.roles);
				if (code != reviewed_may_call(found, roles[k]))
					complain("%s %s: %s %s call it, says the code", route->op.method, route->op.path, roles[k] ? roles[k] : "nobody",
					    code ? "may" : "may not");
			}
		}
	for (size_t k = 0; k < reviewed_n; k++)
		if (reviewed_route_of(&reviewed[k]) == NULL && !reviewed[k].to_come)
			complain("%s %s does not exist any more", reviewed[k].method, reviewed[k].path);
	ck_assert_int_eq(wrong, 0);
}
END_TEST

/* ---- asking ----------------------------------------------------------------------------------- */

static struct api_fixture *x;
static struct place_things places[PLACE_COUNT];

static void
setup(void)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	x = api_fixture_new();
	if (x->fx->app.ingest == NULL)
		x->fx->app.ingest = ingest_start(&(struct ingest_options){ .db = x->fx->app.db, .clock = x->fx->app.clock, .paths = x->fx->app.paths });
	reviewed_read();
	place_digest_install();
	place_fill(x, places);
	wrong = 0;
}

/* May it be asked at all? A stream that is granted never ends. */
static bool
ends(const struct reviewed_row *r, const char *role)
{
	return reviewed_route_of(r) != NULL && !(strcmp(r->scope, "stream") == 0 && reviewed_may_call(r, role));
}

/* For tests/functional/conform.py: what was answered, at most a few of a kind. */
static FILE *record;

static void
keep(const struct reviewed_row *r)
{
	static int kept[REVIEWED_MAX][6];
	int *n = &kept[r - reviewed][x->status / 100 % 6];
	if (record == NULL || ++*n > 12)
		return;
	json_t *line = json_pack("{s:s, s:s, s:i, s:O?}", "method", r->method, "path", r->path, "status", x->status, "answer", x->answer);
	json_dumpf(line, record, JSON_COMPACT | JSON_ENCODE_ANY);
	fputc('\n', record);
	json_decref(line);
}

static void
ask(const struct reviewed_row *r, const char *role, enum place where)
{
	char target[300], body[800];
	place_expand(&places[where], r->target, target, sizeof target);
	place_expand(&places[where], r->body, body, sizeof body);
	if (strstr(r->path, "/batch") != NULL)
		x->type = "application/x-ndjson";
	if (strstr(r->path, "/surge-forecasts") != NULL || strstr(r->path, "/imports/") != NULL)
		x->type = "text/csv";
	api_fixture_call(x, role, r->method, target, *body ? body : NULL);
	if (record != NULL)
		keep(r);
}

/* The status that counts: batches and imports are answered row by row. */
static int
status_of(const struct reviewed_row *r)
{
	const char *result = api_fixture_text(x, "/results/0/result");
	if (strncmp(r->scope, "import:", 7) == 0 && x->status == 200)
		return result != NULL && strcmp(result, "refused") == 0 ? 404 : 200;
	int64_t inner = strncmp(r->scope, "row:", 4) == 0 && x->status == 200 ? api_fixture_int(x, "/results/0/status") : x->status;
	return inner == INT64_MIN ? x->status : (int)inner;
}

static const char *
scope_of(const struct reviewed_row *r)
{
	const char *colon = strchr(r->scope, ':');
	return colon ? colon + 1 : r->scope;
}

/* The problem without what differs from request to request. */
static char *
shape_of_answer(const struct reviewed_row *r, enum place where)
{
	char location[64];
	snprintf(location, sizeof location, "location %s here", places[where].province); /* as it was sent */
	json_t *copy = json_deep_copy(x->answer);
	json_object_del(copy, "request_id");
	json_object_del(copy, "instance");
	json_t *row = json_array_get(json_object_get(copy, "results"), 0);
	json_object_del(row, "facility");
	char *text = json_dumps(copy, JSON_SORT_KEYS);
	char *at = text && strncmp(r->scope, "csv:", 4) == 0 ? text : NULL;
	while (at != NULL && (at = strstr(at, location)) != NULL)
		memcpy(at + strlen("location "), "..", 2);
	json_decref(copy);
	return text ? text : mem_strdup("");
}

/* A 2xx answer names nobody whom the role may not see. A hospital may know the suppliers of its province, who fill its tanks. */
static void
look_for_marks(const struct reviewed_row *r, const char *role, enum place where)
{
	bool pair = strncmp(r->scope, "pair:", 5) == 0;
	if (role == NULL || x->status < 200 || x->status > 299)
		return;
	for (int p = PLACE_SIBLING; p <= PLACE_OTHER; p++)
		for (int m = 0; m < 4; m++) {
			bool supplier = m >= 2;
			bool sees = place_sees(role, supplier ? "supplier" : "facility", p) || (supplier && strcmp(role, "hospital") == 0 && p == PLACE_SIBLING);
			if (!sees && !(pair && p == PLACE_SIBLING) && strstr(x->text, places[p].marks[m]) != NULL)
				complain("%s %s as %s at %s: the answer tells of %s: %.300s", r->method, r->target, role, places[where].word, places[p].marks[m], x->text);
		}
}

static void
check_cell(const struct reviewed_row *r, const char *role, enum place where, char **missing)
{
	const char *who = role ? role : "nobody", *scope = scope_of(r);
	ask(r, role, where);
	int status = status_of(r);
	bool visible = strcmp(scope, "none") == 0 || (role != NULL && place_sees(role, scope, where));
	if (!reviewed_may_call(r, role)) {
		int want = role ? 403 : 401;
		if (status != want)
			complain("%s %s as %s at %s: %d, expected %d: %.300s", r->method, r->target, who, places[where].word, status, want, x->text);
	} else if (visible) {
		if ((status < 200 || status > 299) && status != 409)
			complain("%s %s as %s at %s: %d, expected an answer: %.300s", r->method, r->target, who, places[where].word, status, x->text);
	} else {
		char *shape = shape_of_answer(r, where);
		int want = strncmp(r->scope, "csv:", 4) == 0 ? 422 : 404;
		if (status != want)
			complain("%s %s as %s at %s: %d, expected %d: %.300s", r->method, r->target, who, places[where].word, status, want, x->text);
		else if (strncmp(r->scope, "import:", 7) != 0 && *missing != NULL && strcmp(*missing, shape) != 0)
			complain("%s %s as %s at %s: told apart from what is missing: %s and %s", r->method, r->target, who, places[where].word, shape, *missing);
		if (*missing == NULL)
			*missing = shape;
		else
			free(shape);
	}
	look_for_marks(r, role, where);
}

START_TEST(every_role_gets_at_every_place_what_the_table_says)
{
	static const enum place order[] = { PLACE_MISSING, PLACE_OTHER, PLACE_SIBLING, PLACE_OWN };
	int cells = 0;
	setup();
	for (size_t k = 0; k < reviewed_n; k++)
		for (size_t i = 0; i < ARRAY_LEN(roles); i++) {
			char *missing = NULL; /* the answer about what does not exist */
			for (size_t p = 0; p < ARRAY_LEN(order) && ends(&reviewed[k], roles[i]); p++, cells++)
				check_cell(&reviewed[k], roles[i], order[p], &missing);
			free(missing);
		}
	printf("%d cells, %d wrong\n", cells, wrong);
	ck_assert_int_gt(cells, 500);
	ck_assert_int_eq(wrong, 0);
}
END_TEST

/* ---- the second wall -------------------------------------------------------------------------- */

/* An answer about another's place may repeat the code that was asked for, but nothing that only a row of it could tell. */
static void
check_second_wall(const struct reviewed_row *r, const char *role, enum place where)
{
	char before[64];
	snprintf(before, sizeof before, "%s", place_digest(where));
	ask(r, role, where);
	if (x->status >= 500)
		complain("%s %s as %s at %s: %d %.300s", r->method, r->target, role, places[where].word, x->status, x->text);
	for (int m = 1; x->status < 300 && m < 4; m += 2)
		if (strstr(x->text, places[where].marks[m]) != NULL && !(m == 3 && strcmp(role, "hospital") == 0 && where == PLACE_SIBLING))
			complain("%s %s as %s at %s: a foreign row came back: %.300s", r->method, r->target, role, places[where].word, x->text);
	if (strcmp(scope_of(r), "province") == 0)
		look_for_marks(r, role, where);
	const json_t *items = json_object_get(x->answer, "items");
	if (x->status < 300 && json_array_size(items) > 0 && strcmp(scope_of(r), "province") != 0)
		complain("%s %s as %s at %s: foreign items came back: %.300s", r->method, r->target, role, places[where].word, x->text);
	if (strcmp(before, place_digest(where)) != 0)
		complain("%s %s as %s at %s: foreign rows were changed: %d %.300s", r->method, r->target, role, places[where].word, x->status, x->text);
}

START_TEST(row_level_security_alone_returns_and_changes_nothing_of_anothers)
{
	int cells = 0;
	setup();
	x->fx->app.skip_scope = true;
	for (size_t k = 0; k < reviewed_n; k++)
		for (size_t i = 1; i < ARRAY_LEN(roles); i++)
			for (enum place p = PLACE_SIBLING; p <= PLACE_OTHER && reviewed_may_call(&reviewed[k], roles[i]) && ends(&reviewed[k], roles[i]); p++) {
				if (strcmp(scope_of(&reviewed[k]), "none") == 0) {
					ask(&reviewed[k], roles[i], p);
					look_for_marks(&reviewed[k], roles[i], p);
				} else if (!place_sees(roles[i], scope_of(&reviewed[k]), p)) {
					check_second_wall(&reviewed[k], roles[i], p);
				} else {
					continue;
				}
				cells++;
			}
	printf("%d cells, %d wrong\n", cells, wrong);
	ck_assert_int_gt(cells, 60);
	ck_assert_int_eq(wrong, 0);
}
END_TEST

START_TEST(every_answer_fits_the_programs_own_openapi_document)
{
	char path[] = "/tmp/oxyd-answers.XXXXXX", command[900];
	const char *dir = getenv("srcdir");
	setup();
	record = fdopen(mkstemp(path), "w");
	ck_assert_ptr_nonnull(record);
	for (size_t k = 0; k < reviewed_n; k++)
		for (size_t i = 0; i < ARRAY_LEN(roles); i++)
			for (enum place p = PLACE_OWN; p < PLACE_COUNT && ends(&reviewed[k], roles[i]); p++)
				ask(&reviewed[k], roles[i], p);
	fclose(record);
	snprintf(command, sizeof command, "%s openapi >%s.json && python3 %s/tests/functional/conform.py %s.json %s", getenv("OXYD"), path, dir ? dir : ".", path, path);
	int status = system(command);
	printf("conform.py: %d%s\n", WEXITSTATUS(status), WEXITSTATUS(status) == 77 ? ", python3-jsonschema is not there: not checked" : "");
	unlink(path);
	snprintf(command, sizeof command, "rm -f %s.json", path);
	ck_assert_int_eq(system(command), 0);
	ck_assert(WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == 77 || WEXITSTATUS(status) == 127);
}
END_TEST

SUITE_TIMED("authz", 240, every_answer_fits_the_programs_own_openapi_document, every_route_is_reviewed_and_every_reviewed_route_exists, every_role_gets_at_every_place_what_the_table_says,
    row_level_security_alone_returns_and_changes_nothing_of_anothers)
