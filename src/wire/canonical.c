/* canonical - one spelling for each JSON value, so that two bodies can be compared as bytes.
 *
 * Names are sorted by byte; a number that is whole and fits int64 is written as an integer, any
 * other with 17 digits, so that 1, 1.0 and 1e0 are the same and 0.1 and 0.10000000000000001 too. */
#include "wire/wire.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void
add_number(double x, struct str *out)
{
	if (x == floor(x) && fabs(x) < 9.2e18)
		str_addf(out, "%lld", (long long)x);
	else
		str_addf(out, "%.17g", x);
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void
add_object(const json_t *j, struct str *out)
{
	size_t n = 0, size = json_object_size(j);
	const char **names = MEM_ARRAY(const char *, size);
	const char *key;
	json_t *v;
	json_object_foreach((json_t *)j, key, v)
		names[n++] = key;
	qsort(names, n, sizeof *names, by_name);
	str_add(out, "{");
	for (size_t i = 0; i < n; i++) {
		json_t *name = json_string(names[i]);
		str_add(out, i > 0 ? "," : "");
		wire_dump_new(name, out);
		str_add(out, ":");
		wire_canonical(json_object_get(j, names[i]), out);
	}
	str_add(out, "}");
	free(names);
}

static void
add_array(const json_t *j, struct str *out)
{
	str_add(out, "[");
	for (size_t i = 0; i < json_array_size(j); i++) {
		str_add(out, i > 0 ? "," : "");
		wire_canonical(json_array_get(j, i), out);
	}
	str_add(out, "]");
}

void
wire_canonical(const json_t *j, struct str *out)
{
	switch (json_typeof(j)) {
	case JSON_OBJECT:
		add_object(j, out);
		break;
	case JSON_ARRAY:
		add_array(j, out);
		break;
	case JSON_REAL:
		add_number(json_real_value(j), out);
		break;
	case JSON_INTEGER:
	case JSON_STRING:
	case JSON_TRUE:
	case JSON_FALSE:
	case JSON_NULL:
		wire_dump(j, out);
		break;
	}
}
