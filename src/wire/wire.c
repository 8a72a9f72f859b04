/* wire - the small common parts: references, unknown objects, looking at a body, languages. */
#include "wire/wire.h"
#include "wire/scalar.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

void
wire_decref_ptr(json_t **j)
{
	json_decref(*j);
}

void
wire_init(const struct wire_shape *s, void *object)
{
	memset(object, 0, s->size);
	for (size_t i = 0; i < s->n; i++) {
		const struct wire_field *f = &s->fields[i];
		void *member = (char *)object + f->offset;
		if (f->kind == WIRE_OBJECT)
			wire_init(f->shape, member);
		else if (f->kind != WIRE_LIST)
			wire_scalar_clear(f->kind, member);
	}
}

const char *
wire_peek(const json_t *in, const char *name)
{
	return json_string_value(json_object_get(in, name));
}

json_t *
wire_envelope(json_t *items, const char *next)
{
	json_t *page = json_object();
	json_object_set_new(page, "items", items);
	json_object_set_new(page, "next", next ? json_string(next) : json_null());
	return page;
}

/* The quality of one element of Accept-Language, "vi;q=0.8"; 1 when not said. */
static double
quality(const char *element, size_t n)
{
	const char *semicolon = memchr(element, ';', n);
	if (semicolon == NULL)
		return 1;
	for (const char *p = semicolon + 1; p + 1 < element + n; p++)
		if ((p[0] == 'q' || p[0] == 'Q') && p[1] == '=')
			return strtod(p + 2, NULL);
	return 1;
}

static bool
is_language(const char *element, size_t n, const char *two_letters)
{
	return n >= 2 && strncasecmp(element, two_letters, 2) == 0 &&
	       (n == 2 || strchr("-_;, \t", element[2]) != NULL);
}

enum lang
wire_lang(const char *accept_language)
{
	double best[] = { [LANG_VI] = 0, [LANG_EN] = 0 };
	for (const char *p = accept_language; p != NULL && *p != '\0';) {
		p += strspn(p, " \t,");
		size_t n = strcspn(p, ",");
		double q = quality(p, n);
		if (is_language(p, n, "vi") && q > best[LANG_VI])
			best[LANG_VI] = q;
		if (is_language(p, n, "en") && q > best[LANG_EN])
			best[LANG_EN] = q;
		p += n;
	}
	return best[LANG_VI] > best[LANG_EN] ? LANG_VI : LANG_EN;
}
