/* schema - the same table as JSON Schema 2020-12, which OpenAPI 3.1 speaks.
 *
 * In: what is accepted, with limits; quantities as NAME or NAME_g. Out: what is sent; every member
 * is there, and those not marked required may be null. */
#include "domain/container.h"
#include "wire/quantity.h"
#include "wire/scalar.h"

#include <stdio.h>
#include <string.h>

char *
wire_schema_name(const struct wire_shape *s, enum wire_direction d, char *buf, size_t size)
{
	static const char *const suffix[] = {
		[WIRE_IN] = "Input", [WIRE_OUT] = "", [WIRE_PATCH] = "Patch"
	};
	snprintf(buf, size, "%s%s", s->name, suffix[d]);
	return buf;
}

static void
put(json_t *o, const char *name, json_t *value)
{
	json_object_set_new(o, name, value);
}

static void
limit(
    json_t *o, const char *low, const char *high, const struct wire_field *f, enum wire_direction d)
{
	if (d == WIRE_OUT)
		return;
	put(o, low, json_integer(wire_scalar_min(f)));
	put(o, high, json_integer(wire_scalar_max(f)));
}

static void
enum_of_names(json_t *o, const struct names *names)
{
	json_t *words = json_array();
	for (int i = 1; i < names->n; i++)
		if (names->word[i] != NULL)
			json_array_append_new(words, json_string(names->word[i]));
	put(o, "enum", words);
}

static void
enum_of_cylinders(json_t *o)
{
	size_t n;
	const struct container *c = container_table(&n);
	json_t *words = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(words, json_string(c[i].type));
	put(o, "enum", words);
}

/* JSON type, format and pattern of each scalar kind. */
static const struct {
	const char *type, *format, *pattern;
} kinds[] = {
	[WIRE_I64] = { "integer", "int64", NULL },
	[WIRE_F64] = { "number", "double", NULL },
	[WIRE_BOOL] = { "boolean", NULL, NULL },
	[WIRE_TEXT] = { "string", NULL, NULL },
	[WIRE_CODE] = { "string", NULL, "^[A-Z0-9-]{1,24}$" },
	[WIRE_CYLINDER] = { "string", NULL, NULL },
	[WIRE_ENUM] = { "string", NULL, NULL },
	[WIRE_INSTANT] = { "string", "date-time", NULL },
	[WIRE_DATE] = { "string", "date", NULL },
	[WIRE_TIME] = { "string", NULL, "^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$" },
	[WIRE_ID] = { "string", "uuid", NULL },
	[WIRE_GRAMS] = { "integer", "int64", NULL },
	[WIRE_QUANTITY] = { "integer", "int64", NULL },
	[WIRE_OBJECT] = { "object", NULL, NULL },
	[WIRE_LIST] = { "array", NULL, NULL },
	[WIRE_JSON] = { NULL, NULL, NULL },
};

json_t *
wire_schema_scalar(const struct wire_field *f, enum wire_kind kind, enum wire_direction d)
{
	json_t *o = json_object();
	if (kinds[kind].type != NULL)
		put(o, "type", json_string(kinds[kind].type));
	if (kinds[kind].format != NULL)
		put(o, "format", json_string(kinds[kind].format));
	if (kinds[kind].pattern != NULL)
		put(o, "pattern", json_string(kinds[kind].pattern));
	if (kind == WIRE_I64)
		limit(o, "minimum", "maximum", f, d);
	if (kind == WIRE_TEXT)
		limit(o, "minLength", "maxLength", f, d);
	if (kind == WIRE_F64 && d != WIRE_OUT) {
		put(o, "minimum", json_real(f->low));
		put(o, "maximum", json_real(wire_scalar_high(f)));
	}
	if (kind == WIRE_ENUM)
		enum_of_names(o, f->names);
	if (kind == WIRE_CYLINDER)
		enum_of_cylinders(o);
	if (f->flags & WIRE_FALLBACK && d == WIRE_IN)
		put(o, "default",
		    kind == WIRE_ENUM ? json_string(names_word(f->names, (int)f->fallback))
				      : json_integer(f->fallback));
	return o;
}

/* Let a schema take null as well. */
static json_t *
or_null(json_t *schema)
{
	json_t *type = json_object_get(schema, "type"), *words = json_object_get(schema, "enum");
	if (json_object_get(schema, "$ref") != NULL)
		return json_pack("{s:[o, {s:s}]}", "anyOf", schema, "type", "null");
	if (type != NULL)
		put(schema, "type", json_pack("[O, s]", type, "null"));
	if (words != NULL)
		json_array_append_new(words, json_null());
	return schema;
}

static json_t *
nested(const struct wire_shape *s, enum wire_direction d, const char *refs)
{
	char name[96];
	if (refs == NULL)
		return wire_schema(s, d, NULL);
	return json_pack(
	    "{s:o}", "$ref", json_sprintf("%s%s", refs, wire_schema_name(s, d, name, sizeof name)));
}

static json_t *
list_schema(const struct wire_field *f, enum wire_direction d, const char *refs)
{
	struct wire_field item = { .kind = f->of, .names = f->names };
	enum wire_direction inner =
	    d == WIRE_PATCH ? WIRE_IN : d; /* a list is replaced as a whole */
	json_t *o = json_object();
	put(o, "type", json_string("array"));
	put(o, "items",
	    f->of == WIRE_OBJECT ? nested(f->shape, inner, refs)
				 : wire_schema_scalar(&item, f->of, inner));
	limit(o, "minItems", "maxItems", f, d);
	return o;
}

static bool
is_nullable(const struct wire_field *f, enum wire_direction d)
{
	if (f->kind == WIRE_JSON || (f->flags & WIRE_REQUIRED))
		return false;
	return d != WIRE_OUT || (f->kind != WIRE_LIST && f->kind != WIRE_BOOL);
}

static json_t *
describe(json_t *schema, const struct wire_field *f)
{
	if (f->text != NULL && f->unit != NULL)
		put(schema, "description", json_sprintf("%s (%s)", f->text, f->unit));
	else if (f->text != NULL || f->unit != NULL)
		put(schema, "description", json_string(f->text ? f->text : f->unit));
	return schema;
}

static json_t *
member_schema(const struct wire_field *f, enum wire_direction d, const char *refs)
{
	json_t *o;
	if (f->kind == WIRE_OBJECT)
		o = nested(f->shape, d, refs);
	else if (f->kind == WIRE_LIST)
		o = list_schema(f, d, refs);
	else
		o = wire_schema_scalar(f, f->kind, d);
	return describe(is_nullable(f, d) ? or_null(o) : o, f);
}

/* The two spellings of a quantity on the way in. */
static void
quantity_in(json_t *properties, const struct wire_field *f, enum wire_direction d, const char *refs)
{
	static const struct wire_field grams = { .kind = WIRE_I64, .max = UNITS_MAX_G };
	struct wire_quantity_names n = wire_quantity_names(f);
	bool gauges = (f->flags & WIRE_GAUGE) != 0;
	json_t *object =
	    refs == NULL
		? wire_quantity_schema(gauges)
		: json_pack("{s:o}", "$ref",
		      json_sprintf("%s%s", refs, gauges ? "GaugeQuantityInput" : "QuantityInput"));
	put(properties, n.value, describe(or_null(object), f));
	put(properties, n.grams,
	    describe(or_null(wire_schema_scalar(&grams, WIRE_I64, d)),
		&(struct wire_field){ .text = "grams of O2" }));
}

static bool
belongs(const struct wire_field *f, enum wire_direction d)
{
	return !(f->flags & (d == WIRE_OUT ? WIRE_WRITE_ONLY : WIRE_READ_ONLY));
}

static json_t *
properties_of(const struct wire_shape *s, enum wire_direction d, const char *refs)
{
	json_t *properties = json_object();
	for (size_t i = 0; i < s->n; i++) {
		const struct wire_field *f = &s->fields[i];
		if (!belongs(f, d))
			continue;
		if (wire_quantity_is(f) && d != WIRE_OUT)
			quantity_in(properties, f, d, refs);
		else
			put(properties,
			    wire_quantity_is(f) ? wire_quantity_names(f).grams : f->name,
			    member_schema(f, d, refs));
	}
	return properties;
}

/* "required", and for required quantities "allOf": one of the two names each. */
static void
add_required(json_t *o, const struct wire_shape *s, enum wire_direction d)
{
	json_t *required = json_array(), *all = json_array();
	for (size_t i = 0; i < s->n && d != WIRE_PATCH; i++) {
		const struct wire_field *f = &s->fields[i];
		bool always =
		    d == WIRE_OUT ? !(f->flags & WIRE_OMIT) : (f->flags & WIRE_REQUIRED) != 0;
		if (!always || !belongs(f, d))
			continue;
		struct wire_quantity_names n = wire_quantity_names(f);
		if (!wire_quantity_is(f))
			json_array_append_new(required, json_string(f->name));
		else if (d == WIRE_OUT)
			json_array_append_new(required, json_string(n.grams));
		else
			json_array_append_new(all, json_pack("{s:[{s:[s]}, {s:[s]}]}", "anyOf",
						       "required", n.value, "required", n.grams));
	}
	if (json_array_size(required) > 0)
		json_object_set(o, "required", required);
	if (json_array_size(all) > 0)
		json_object_set(o, "allOf", all);
	json_decref(required);
	json_decref(all);
}

json_t *
wire_schema(const struct wire_shape *s, enum wire_direction d, const char *refs)
{
	json_t *o = json_object();
	put(o, "type", json_string("object"));
	put(o, "description", json_string(s->text));
	put(o, "additionalProperties", json_false());
	put(o, "properties", properties_of(s, d, refs));
	add_required(o, s, d);
	return o;
}
