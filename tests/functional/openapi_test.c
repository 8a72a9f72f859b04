/* The interface as it was reviewed: `oxyd openapi` prints doc/api/openapi.json, byte for byte, and every table of `oxyd inspect` prints.
 *
 * A change of the interface is a change of that file, and is seen in its diff (doc/HACKING.md says how it is made). */
#include "lib/suite.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

static char *
run(const char *arguments, int *ret_status)
{
	char command[400];
	static char text[4 << 20];
	snprintf(command, sizeof command, "%s %s 2>&1", getenv("OXYD"), arguments);
	FILE *in = popen(command, "r");
	ck_assert_ptr_nonnull(in);
	size_t n = fread(text, 1, sizeof text - 1, in);
	ck_assert_uint_lt(n, sizeof text - 1);
	text[n] = '\0';
	*ret_status = pclose(in);
	return text;
}

static char *
golden(void)
{
	static char text[4 << 20];
	char path[500];
	const char *dir = getenv("srcdir");
	snprintf(path, sizeof path, "%s/doc/api/openapi.json", dir ? dir : ".");
	FILE *in = fopen(path, "r");
	ck_assert_msg(in != NULL, "%s", path);
	text[fread(text, 1, sizeof text - 1, in)] = '\0';
	fclose(in);
	return text;
}

START_TEST(the_printed_interface_is_the_reviewed_one)
{
	int status;
	const char *have = run("openapi", &status), *want = golden();
	ck_assert_int_eq(status, 0);
	size_t same = 0, line = 1;
	for (; have[same] != '\0' && have[same] == want[same]; same++)
		line += have[same] == '\n';
	ck_assert_msg(have[same] == want[same], "doc/api/openapi.json differs from line %zu on; if the change is meant: ./oxyd openapi > doc/api/openapi.json\n%.300s", line,
	    have + same);
}
END_TEST

/* Every {$ref} leads somewhere. */
static void
check_refs(const json_t *doc, const json_t *v)
{
	const char *key;
	json_t *child;
	size_t i;
	const char *ref = json_string_value(json_object_get(v, "$ref"));
	if (ref != NULL) {
		ck_assert_msg(strncmp(ref, "#/components/", 13) == 0, "%s", ref);
		const json_t *at = json_object_get(doc, "components");
		char path[200];
		snprintf(path, sizeof path, "%s", ref + 13);
		for (char *save, *step = strtok_r(path, "/", &save); step != NULL; step = strtok_r(NULL, "/", &save))
			at = json_object_get(at, step);
		ck_assert_msg(at != NULL, "%s leads nowhere", ref);
	}
	json_object_foreach ((json_t *)v, key, child)
		check_refs(doc, child);
	json_array_foreach (v, i, child)
		check_refs(doc, child);
}

START_TEST(it_is_openapi_31_whose_references_lead_somewhere)
{
	int status;
	json_t *doc = json_loads(run("openapi", &status), JSON_REJECT_DUPLICATES, NULL);
	ck_assert_ptr_nonnull(doc);
	ck_assert_str_eq(json_string_value(json_object_get(doc, "openapi")), "3.1.0");
	ck_assert_uint_gt(json_object_size(json_object_get(doc, "paths")), 10);
	check_refs(doc, doc);
	json_decref(doc);
}
END_TEST

START_TEST(inspect_prints_every_table_with_rows_of_as_many_columns_as_its_head)
{
	char names[64][40], command[60];
	int n = 0, status;
	for (char *save, *line = strtok_r(run("inspect", &status), "\n", &save); line != NULL && n < 64; line = strtok_r(NULL, "\n", &save))
		ck_assert_int_eq(sscanf(line, "%39s", names[n++]), 1);
	ck_assert_int_gt(n, 10);
	for (int i = 0; i < n; i++) {
		snprintf(command, sizeof command, "inspect %.39s", names[i]);
		char *save, *text = run(command, &status);
		ck_assert_msg(status == 0, "%s: %s", command, text);
		int rows = 0, columns = 0;
		for (char *line = strtok_r(text, "\n", &save); line != NULL; line = strtok_r(NULL, "\n", &save), rows++) {
			int tabs = 0;
			for (const char *p = line; *p != '\0'; p++)
				tabs += *p == '\t';
			if (rows == 0)
				ck_assert_msg(line[0] == '#' && strstr(line, names[i]) != NULL, "%s: %s", command, line);
			if (rows == 1)
				columns = tabs;
			ck_assert_msg(rows < 2 || tabs == columns, "%s: %s", command, line);
		}
		ck_assert_msg(rows > 3, "%s prints %d lines", command, rows);
	}
}
END_TEST

SUITE("openapi", the_printed_interface_is_the_reviewed_one, it_is_openapi_31_whose_references_lead_somewhere,
    inspect_prints_every_table_with_rows_of_as_many_columns_as_its_head)
