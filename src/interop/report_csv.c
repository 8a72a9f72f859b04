/* report_csv - paths of columns to nested JSON. */
#include "interop/report_csv.h"

#include <stdlib.h>
#include <string.h>

enum { SEGMENT = 64, PLACES_MAX = 500 };

static const char *const texts[] = { "facility", "date", "occurred_at", "client_event_id", "asset", "form", "type", "owner", "unit", "note", "docket",
	"supplier", "delivery", "start", "end" };

static json_t *
value_of(const char *name, const char *text)
{
	char *end;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		if (strcmp(texts[i], name) == 0)
			return json_string(text);
	int64_t whole;
	if (str_to_i64(text, &whole))
		return json_integer(whole);
	double real = strtod(text, &end);
	return *end == '\0' && text[strspn(text, "+-0123456789.eE")] == '\0' ? json_real(real) : json_string(text);
}

/* The child of a name in an object or of a place in a list, made as a list where the next segment is a place; borrowed. */
static json_t *
child_of(json_t *at, const char *name, bool list)
{
	int64_t place;
	if (json_is_array(at)) {
		if (!str_to_i64(name, &place) || place < 0 || place >= PLACES_MAX)
			return NULL;
		while (json_array_size(at) <= (size_t)place)
			json_array_append_new(at, list ? json_array() : json_object());
		return json_array_get(at, (size_t)place);
	}
	json_t *child = json_object_get(at, name);
	if (child == NULL)
		json_object_set_new(at, name, child = list ? json_array() : json_object());
	return child;
}

static bool
is_place(const char *p)
{
	return *p >= '0' && *p <= '9';
}

/* A path that does not fit what other columns said (a.b and a) keeps its own name: the shape refuses it, and says so. */
static void
set_path(json_t *row, const char *path, const char *text)
{
	json_t *at = row;
	const char *p = path;
	char name[SEGMENT];
	for (const char *dot; (dot = strchr(p, '.')) != NULL; p = dot + 1) {
		size_t n = (size_t)(dot - p);
		if (n == 0 || n >= sizeof name)
			break;
		memcpy(name, p, n);
		name[n] = '\0';
		json_t *child = child_of(at, name, is_place(dot + 1));
		if (child == NULL || (!json_is_object(child) && !json_is_array(child)))
			break;
		at = child;
	}
	bool fits = strchr(p, '.') == NULL && json_is_object(at);
	json_object_set_new(fits ? at : row, fits ? p : path, value_of(p, text));
}

json_t *
interop_report_csv_row(const struct interop_csv *csv, const struct interop_csv_row *row)
{
	json_t *out = json_object();
	for (size_t i = 0; i < csv->columns; i++)
		if (*row->field[i] != '\0')
			set_path(out, csv->column[i], row->field[i]);
	return out;
}
