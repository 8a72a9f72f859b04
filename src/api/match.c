/* match - walks the route tables; a path's {name} takes one whole segment. */
#include "api/match.h"

#include <string.h>

/* Compare segment by segment; a {name} matches any text, and is noted. */
static bool
path_is(const char *pattern, char *const *segment, size_t segments, const char *param[4])
{
	size_t i = 0, params = 0;
	while (*pattern == '/' && pattern[1] != '\0') {
		const char *part = pattern + 1;
		size_t n = strcspn(part, "/");
		if (i == segments)
			return false;
		if (*part == '{')
			param[params++] = segment[i];
		else if (strlen(segment[i]) != n || memcmp(segment[i], part, n) != 0)
			return false;
		pattern = part + n;
		i++;
	}
	return i == segments;
}

const struct api_route *
api_match(const char *method, char *const *segment, size_t segments, struct arena *a, const char *param[4], const char **ret_allowed)
{
	const char *allowed = NULL;
	for (size_t t = 0; t < api_routes_all_n; t++)
		for (size_t i = 0; i < api_routes_all[t]->n; i++) {
			const struct api_route *r = &api_routes_all[t]->at[i];
			if (!path_is(r->op.path, segment, segments, param))
				continue;
			if (strcmp(r->op.method, method) == 0)
				return r;
			allowed = allowed ? arena_printf(a, "%s, %s", allowed, r->op.method) : r->op.method;
		}
	*ret_allowed = allowed;
	return NULL;
}
