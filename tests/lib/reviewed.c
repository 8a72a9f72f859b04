/* reviewed - the table read into memory once a test. */
#include "lib/reviewed.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct reviewed_row reviewed[REVIEWED_MAX];
size_t reviewed_n;

static void
read_row(char *line)
{
	struct reviewed_row *r = &reviewed[reviewed_n++];
	char **columns[] = { &r->method, &r->path, &r->roles, &r->scope, &r->target, &r->body };
	r->to_come = *line == '~';
	line += *line == '~';
	for (size_t i = 0; i < ARRAY_LEN(columns); i++) {
		char *value = strsep(&line, "\t");
		ck_assert_msg(value != NULL, "row %zu of authz.tsv: a column is missing", reviewed_n);
		*columns[i] = mem_strdup(value);
	}
}

void
reviewed_read(void)
{
	char path[500], line[2000];
	const char *dir = getenv("srcdir");
	snprintf(path, sizeof path, "%s/tests/functional/authz.tsv", dir ? dir : ".");
	FILE *in = fopen(path, "r");
	ck_assert_msg(in != NULL, "%s", path);
	for (reviewed_n = 0; fgets(line, sizeof line, in) != NULL;) {
		line[strcspn(line, "\n")] = '\0';
		ck_assert_uint_lt(reviewed_n, REVIEWED_MAX);
		if (*line != '#' && *line != '\0')
			read_row(line);
	}
	fclose(in);
}

bool
reviewed_may_call(const struct reviewed_row *r, const char *role)
{
	char list[200], word[40];
	if (strcmp(r->roles, "anyone") == 0)
		return true;
	if (role == NULL)
		return false;
	snprintf(list, sizeof list, ",%s,", r->roles);
	snprintf(word, sizeof word, ",%s,", role);
	return strstr(list, word) != NULL;
}

bool
reviewed_is_of(const struct reviewed_row *r, const struct api_route *route)
{
	return strcmp(r->method, route->op.method) == 0 && strcmp(r->path, route->op.path) == 0;
}

const struct api_route *
reviewed_route_of(const struct reviewed_row *r)
{
	for (size_t t = 0; t < api_routes_all_n; t++)
		for (size_t i = 0; i < api_routes_all[t]->n; i++)
			if (reviewed_is_of(r, &api_routes_all[t]->at[i]))
				return &api_routes_all[t]->at[i];
	return NULL;
}
