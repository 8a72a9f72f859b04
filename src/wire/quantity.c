/* quantity - value and unit become grams here, at the edge, and keep what was said. */
#include "wire/quantity.h"
#include "domain/container.h"
#include "wire/scalar.h"

#include <stdio.h>
#include <string.h>

static const char UNITS[] =
    "g | kg | t | L_lox | m3@0C | m3@15C | m3@20C | m3@21C | m3 | cyl:<type>";
static const double GAUGE_MAX =
    1e9; /* of a gauge reading; what is implausible is for the plausibility check */

bool
wire_quantity_is(const struct wire_field *f)
{
	return f->kind == WIRE_GRAMS || f->kind == WIRE_QUANTITY;
}

struct wire_quantity_names
wire_quantity_names(const struct wire_field *f)
{
	struct wire_quantity_names n;
	size_t len = strlen(f->name);
	size_t stem = f->kind == WIRE_GRAMS ? len - 2 : len; /* a WIRE_GRAMS name ends in _g */
	snprintf(n.value, sizeof n.value, "%.*s", (int)stem, f->name);
	snprintf(n.grams, sizeof n.grams, "%.*s_g", (int)stem, f->name);
	return n;
}

bool
wire_quantity_has_name(const struct wire_field *f, const char *member)
{
	struct wire_quantity_names n = wire_quantity_names(f);
	return strcmp(member, n.value) == 0 || strcmp(member, n.grams) == 0;
}

static bool
read_value(struct wire_reader *r, const struct wire_path *at, const json_t *v, struct decimal *ret)
{
	if (v == NULL || json_is_null(v))
		return wire_reader_fault_in(r, at, "value", FAULT_REQUIRED, NULL, NULL);
	if (!json_is_number(v))
		return wire_reader_fault_in(r, at, "value", FAULT_TYPE, "number", NULL);
	if (json_number_value(v) < 0)
		return wire_reader_fault_in(r, at, "value", FAULT_NEGATIVE, NULL, NULL);
	if (json_is_integer(v))
		*ret = (struct decimal){ .digits = json_integer_value(v) };
	else
		units_decimal(json_real_value(v), ret);
	return true;
}

static bool
read_unit(struct wire_reader *r, const struct wire_path *at, const struct wire_field *f,
    const json_t *v, struct quantity *q)
{
	if (v == NULL || json_is_null(v))
		return wire_reader_fault_in(r, at, "unit", FAULT_REQUIRED, NULL, NULL);
	const char *unit = json_string_value(v);
	if (unit == NULL)
		return wire_reader_fault_in(r, at, "unit", FAULT_TYPE, "string", NULL);
	q->gauge = units_gauge(unit);
	if (q->gauge != GAUGE_NONE && !(f->flags & WIRE_GAUGE))
		return wire_reader_fault_in(r, at, "unit", FAULT_UNIT_HERE, "calibration", NULL);
	if (q->gauge == GAUGE_NONE && !units_is_known(unit)) {
		if (strncmp(unit, "cyl:", 4) == 0)
			return wire_reader_fault_in(
			    r, at, "unit", FAULT_CYLINDER_TYPE, unit + 4, container_list());
		return wire_reader_fault_in(r, at, "unit", FAULT_UNIT, UNITS, NULL);
	}
	q->bare_m3 = units_is_bare(unit);
	q->unit = arena_strdup(r->arena, unit);
	return true;
}

static bool
only_value_and_unit(struct wire_reader *r, const struct wire_path *at, const json_t *object)
{
	const char *key;
	json_t *v;
	bool ok = true;
	json_object_foreach((json_t *)object, key, v)
		if (strcmp(key, "value") != 0 && strcmp(key, "unit") != 0)
			ok = wire_reader_fault_in(r, at, key, FAULT_UNKNOWN_MEMBER, NULL, NULL);
	return ok;
}

static bool
read_object(struct wire_reader *r, const struct wire_path *at, const struct wire_field *f,
    const json_t *v, struct quantity *ret)
{
	struct quantity q = units_unknown();
	struct decimal value = { 0 };
	if (!json_is_object(v))
		return wire_reader_fault(r, at, FAULT_TYPE, "{\"value\", \"unit\"}", NULL);
	bool ok = only_value_and_unit(r, at, v);
	ok = read_value(r, at, json_object_get(v, "value"), &value) && ok;
	ok = read_unit(r, at, f, json_object_get(v, "unit"), &q) && ok;
	if (!ok)
		return false;
	q.value = json_number_value(json_object_get(v, "value"));
	if (q.gauge != GAUGE_NONE ? q.value > GAUGE_MAX
				  : units_grams(value, q.unit, &q.g) != ERR_OK) {
		char got[64];
		snprintf(got, sizeof got, "%.15g %s", q.value, q.unit);
		return wire_reader_fault_in(
		    r, at, "value", FAULT_RANGE, q.gauge ? "0..1000000000" : "0..1000000 t", got);
	}
	if (q.bare_m3)
		wire_reader_warn(r, at, FAULT_W_BARE_M3);
	*ret = q;
	return true;
}

static bool
read_grams(struct wire_reader *r, const struct wire_path *at, const json_t *v, struct quantity *ret)
{
	static const struct wire_field limits = { .kind = WIRE_I64, .max = UNITS_MAX_G };
	int64_t g;
	if (!wire_scalar_read(r, at, &limits, WIRE_I64, v, &g))
		return false;
	*ret = units_of_g(g);
	return true;
}

bool
wire_quantity_read(struct wire_reader *r, const struct wire_path *at, const struct wire_field *f,
    const json_t *object, struct quantity *ret)
{
	struct wire_quantity_names n = wire_quantity_names(f);
	const json_t *value = json_object_get(object, n.value),
		     *grams = json_object_get(object, n.grams);
	struct wire_path value_at = { .up = at, .member = n.value },
			 grams_at = { .up = at, .member = n.grams };
	bool has_value = value != NULL && !json_is_null(value),
	     has_grams = grams != NULL && !json_is_null(grams);
	if (has_value && has_grams)
		return wire_reader_fault(r, &grams_at, FAULT_DUPLICATE, NULL, NULL);
	if (has_value)
		return read_object(r, &value_at, f, value, ret);
	if (has_grams)
		return read_grams(r, &grams_at, grams, ret);
	*ret = units_unknown();
	return true;
}

json_t *
wire_quantity_schema(bool gauges)
{
	json_t *units = json_array();
	size_t n;
	const struct units_row *u = units_table(&n);
	for (size_t i = 0; i < n; i++)
		json_array_append_new(units, json_string(u[i].name));
	for (int i = 1; gauges && i < units_gauges.n; i++)
		json_array_append_new(units, json_string(units_gauges.word[i]));
	const struct container *c = container_table(&n);
	for (size_t i = 0; i < n; i++)
		json_array_append_new(units, json_sprintf("cyl:%s", c[i].type));
	return json_pack("{s:s, s:{s:{s:s, s:i, s:s}, s:{s:s, s:o, s:s}}, s:[s, s], s:b}", "type",
	    "object", "properties", "value", "type", "number", "minimum", 0, "description",
	    "how much, in the unit", "unit", "type", "string", "enum", units, "description",
	    "m3 alone is read as m3@15C and answered with a warning", "required", "value", "unit",
	    "additionalProperties", 0);
}
