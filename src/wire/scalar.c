/* scalar - the kinds of value, one row each: how they are read, written, and unknown. */
#include "wire/scalar.h"
#include "base/id.h"
#include "base/str.h"
#include "domain/calendar.h"
#include "domain/container.h"
#include "domain/units.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { TEXT_MAX = 200, LIST_MAX = 1000 };
static const int64_t INTEGER_MAX = INT64_C(1) << 53; /* what every JSON reader holds exactly */
static const double NUMBER_MAX = 1e15;

typedef bool read_fn(struct wire_reader *, const struct wire_path *, const struct wire_field *,
    const json_t *, void *);
typedef json_t *write_fn(const struct wire_field *, const void *);

int64_t
wire_scalar_min(const struct wire_field *f)
{
	return f->min;
}

int64_t
wire_scalar_max(const struct wire_field *f)
{
	if (f->max != 0 || f->min != 0)
		return f->max;
	return f->kind == WIRE_TEXT ? TEXT_MAX : f->kind == WIRE_LIST ? LIST_MAX : INTEGER_MAX;
}

double
wire_scalar_high(const struct wire_field *f)
{
	return f->low == 0 && f->high == 0 ? NUMBER_MAX : f->high;
}

char *
wire_scalar_bounds(const struct wire_field *f, char buf[WIRE_SCALAR_BOUNDS])
{
	if (f->kind == WIRE_F64)
		snprintf(buf, WIRE_SCALAR_BOUNDS, "%.15g..%.15g", f->low, wire_scalar_high(f));
	else
		snprintf(buf, WIRE_SCALAR_BOUNDS, "%lld..%lld", (long long)wire_scalar_min(f),
		    (long long)wire_scalar_max(f));
	return buf;
}

bool
wire_scalar_integer(const json_t *v, int64_t *ret)
{
	if (json_is_integer(v)) {
		*ret = json_integer_value(v);
		return true;
	}
	double x = json_is_real(v) ? json_real_value(v) : NAN;
	if (!(fabs(x) <= (double)INTEGER_MAX) || x != floor(x))
		return false;
	*ret = (int64_t)x;
	return true;
}

static bool
read_i64(struct wire_reader *r, const struct wire_path *at, const struct wire_field *f,
    const json_t *v, void *out)
{
	char bounds[WIRE_SCALAR_BOUNDS], got[32];
	int64_t x;
	if (!wire_scalar_integer(v, &x))
		return wire_reader_fault(r, at, FAULT_TYPE, "integer", NULL);
	if (x < 0 && wire_scalar_min(f) == 0)
		return wire_reader_fault(r, at, FAULT_NEGATIVE, NULL, NULL);
	snprintf(got, sizeof got, "%lld", (long long)x);
	if (x < wire_scalar_min(f) || x > wire_scalar_max(f))
		return wire_reader_fault(r, at, FAULT_RANGE, wire_scalar_bounds(f, bounds), got);
	memcpy(out, &x, sizeof x);
	return true;
}

static bool
read_f64(struct wire_reader *r, const struct wire_path *at, const struct wire_field *f,
    const json_t *v, void *out)
{
	char bounds[WIRE_SCALAR_BOUNDS], got[40];
	if (!json_is_number(v))
		return wire_reader_fault(r, at, FAULT_TYPE, "number", NULL);
	double x = json_number_value(v);
	if (x < 0 && f->low == 0)
		return wire_reader_fault(r, at, FAULT_NEGATIVE, NULL, NULL);
	snprintf(got, sizeof got, "%.15g", x);
	if (!(x >= f->low && x <= wire_scalar_high(f)))
		return wire_reader_fault(r, at, FAULT_RANGE, wire_scalar_bounds(f, bounds), got);
	memcpy(out, &x, sizeof x);
	return true;
}

static bool
read_bool(struct wire_reader *r, const struct wire_path *at, const struct wire_field *f UNUSED,
    const json_t *v, void *out)
{
	if (!json_is_boolean(v))
		return wire_reader_fault(r, at, FAULT_TYPE, "boolean", NULL);
	*(bool *)out = json_is_true(v);
	return true;
}

/* The text of a string value without NUL, or NULL and a fault. */
static const char *
text_of(struct wire_reader *r, const struct wire_path *at, const json_t *v)
{
	if (!json_is_string(v)) {
		wire_reader_fault(r, at, FAULT_TYPE, "string", NULL);
		return NULL;
	}
	const char *s = json_string_value(v);
	if (strlen(s) != json_string_length(v)) {
		wire_reader_fault(r, at, FAULT_BAD_UTF8, NULL, NULL);
		return NULL;
	}
	return s;
}

static int64_t
count_characters(const char *s)
{
	int64_t n = 0;
	for (; *s != '\0'; s++)
		n += ((unsigned char)*s & 0xC0) != 0x80;
	return n;
}

static void
keep_text(struct wire_reader *r, const char *s, void *out)
{
	const char *copy = arena_strdup(r->arena, s);
	memcpy(out, &copy, sizeof copy);
}

static bool
read_text(struct wire_reader *r, const struct wire_path *at, const struct wire_field *f,
    const json_t *v, void *out)
{
	char bounds[WIRE_SCALAR_BOUNDS];
	const char *s = text_of(r, at, v);
	if (s == NULL)
		return false;
	int64_t n = count_characters(s);
	if (n < wire_scalar_min(f) || n > wire_scalar_max(f))
		return wire_reader_fault(r, at, FAULT_LENGTH, wire_scalar_bounds(f, bounds), NULL);
	keep_text(r, s, out);
	return true;
}

static bool
read_code(struct wire_reader *r, const struct wire_path *at, const struct wire_field *f UNUSED,
    const json_t *v, void *out)
{
	const char *s = text_of(r, at, v);
	if (s == NULL)
		return false;
	if (!str_is_code(s))
		return wire_reader_fault(r, at, FAULT_CODE, NULL, NULL);
	keep_text(r, s, out);
	return true;
}

static bool
read_cylinder(struct wire_reader *r, const struct wire_path *at, const struct wire_field *f UNUSED,
    const json_t *v, void *out)
{
	const char *s = text_of(r, at, v);
	if (s == NULL)
		return false;
	if (container_find(s) == NULL)
		return wire_reader_fault(r, at, FAULT_CYLINDER_TYPE, s, container_list());
	keep_text(r, s, out);
	return true;
}

static bool
read_enum(struct wire_reader *r, const struct wire_path *at, const struct wire_field *f,
    const json_t *v, void *out)
{
	char words[200];
	const char *s = text_of(r, at, v);
	if (s == NULL)
		return false;
	int value = names_find(f->names, s);
	if (value == 0)
		return wire_reader_fault(
		    r, at, FAULT_CHOICE, names_list(f->names, words, sizeof words), NULL);
	memcpy(out, &value, sizeof value);
	return true;
}

static bool
read_instant(struct wire_reader *r, const struct wire_path *at, const struct wire_field *f UNUSED,
    const json_t *v, void *out)
{
	const char *s = text_of(r, at, v);
	return s != NULL && (calendar_parse_instant(s, out) ||
				wire_reader_fault(r, at, FAULT_INSTANT, NULL, NULL));
}

static bool
read_date(struct wire_reader *r, const struct wire_path *at, const struct wire_field *f UNUSED,
    const json_t *v, void *out)
{
	const char *s = text_of(r, at, v);
	return s != NULL &&
	       (calendar_parse_day(s, out) || wire_reader_fault(r, at, FAULT_DATE, NULL, NULL));
}

static bool
read_time(struct wire_reader *r, const struct wire_path *at, const struct wire_field *f UNUSED,
    const json_t *v, void *out)
{
	const char *s = text_of(r, at, v);
	return s != NULL &&
	       (calendar_parse_time(s, out) || wire_reader_fault(r, at, FAULT_TYPE, "HH:MM", NULL));
}

static bool
read_id(struct wire_reader *r, const struct wire_path *at, const struct wire_field *f UNUSED,
    const json_t *v, void *out)
{
	const char *s = text_of(r, at, v);
	return s != NULL &&
	       (id_parse(s, out) || wire_reader_fault(r, at, FAULT_TYPE, "UUID", NULL));
}

static bool
read_json(struct wire_reader *r UNUSED, const struct wire_path *at UNUSED,
    const struct wire_field *f UNUSED, const json_t *v, void *out)
{
	memcpy(out, &v, sizeof v);
	return true;
}

static json_t *
write_i64(const struct wire_field *f UNUSED, const void *in)
{
	return json_integer(*(const int64_t *)in);
}

static json_t *
write_f64(const struct wire_field *f, const void *in)
{
	double x = *(const double *)in;
	if (f->places > 0) {
		double scale = pow(10, f->places);
		if (fabs(x) < 1e15 / scale)
			x = nearbyint(x * scale) / scale;
	}
	return isfinite(x) ? json_real(x == 0 ? 0 : x) : json_null(); /* no "-0.0" */
}

static json_t *
write_bool(const struct wire_field *f UNUSED, const void *in)
{
	return json_boolean(*(const bool *)in);
}

static json_t *
write_text(const struct wire_field *f UNUSED, const void *in)
{
	json_t *s = json_string(*(const char *const *)in);
	return s ? s : json_null(); /* not UTF-8: say unknown rather than nothing at all */
}

static json_t *
write_enum(const struct wire_field *f, const void *in)
{
	const char *word = names_word(f->names, *(const int *)in);
	return word ? json_string(word) : json_null();
}

static json_t *
write_instant(const struct wire_field *f UNUSED, const void *in)
{
	char buf[CALENDAR_INSTANT_TEXT];
	return json_string(calendar_instant_text(*(const instant_t *)in, buf));
}

static json_t *
write_date(const struct wire_field *f UNUSED, const void *in)
{
	char buf[CALENDAR_DAY_TEXT];
	return json_string(calendar_day_text(*(const day_t *)in, buf));
}

static json_t *
write_time(const struct wire_field *f UNUSED, const void *in)
{
	char buf[CALENDAR_TIME_TEXT];
	return json_string(calendar_time_text(*(const time_of_day_t *)in, buf));
}

static json_t *
write_id(const struct wire_field *f UNUSED, const void *in)
{
	char buf[ID_TEXT];
	return json_string(id_text(*(const struct id *)in, buf));
}

static json_t *
write_quantity(const struct wire_field *f UNUSED, const void *in)
{
	const struct quantity *q = in;
	return q->g == UNITS_UNKNOWN_G ? json_null() : json_integer(q->g);
}

static json_t *
write_json(const struct wire_field *f UNUSED, const void *in)
{
	return json_incref(*(json_t *const *)in);
}

/* Unknown, as domain/list.h says it: the bytes of each kind's unknown value. */
static const int64_t no_i64 = INT64_MIN;
static const double no_f64 = (double)NAN;
static const bool no_bool = false;
static const void *const no_pointer = NULL;
static const int no_enum = 0;
static const int32_t no_i32 = INT32_MIN;
static const struct id no_id = { { 0 } };
static const struct quantity no_quantity = { .g = UNITS_UNKNOWN_G, .value = (double)NAN };

static const struct {
	read_fn *read;
	write_fn *write;
	const void *unknown;
	size_t size;
} kinds[] = {
	[WIRE_I64] = { read_i64, write_i64, &no_i64, sizeof no_i64 },
	[WIRE_F64] = { read_f64, write_f64, &no_f64, sizeof no_f64 },
	[WIRE_BOOL] = { read_bool, write_bool, &no_bool, sizeof no_bool },
	[WIRE_TEXT] = { read_text, write_text, &no_pointer, sizeof no_pointer },
	[WIRE_CODE] = { read_code, write_text, &no_pointer, sizeof no_pointer },
	[WIRE_CYLINDER] = { read_cylinder, write_text, &no_pointer, sizeof no_pointer },
	[WIRE_ENUM] = { read_enum, write_enum, &no_enum, sizeof no_enum },
	[WIRE_INSTANT] = { read_instant, write_instant, &no_i64, sizeof no_i64 },
	[WIRE_DATE] = { read_date, write_date, &no_i32, sizeof no_i32 },
	[WIRE_TIME] = { read_time, write_time, &no_i32, sizeof no_i32 },
	[WIRE_ID] = { read_id, write_id, &no_id, sizeof no_id },
	[WIRE_GRAMS] = { read_i64, write_i64, &no_i64, sizeof no_i64 },
	[WIRE_QUANTITY] = { NULL, write_quantity, &no_quantity, sizeof no_quantity },
	[WIRE_JSON] = { read_json, write_json, &no_pointer, sizeof no_pointer },
};

bool
wire_scalar_read(struct wire_reader *r, const struct wire_path *at, const struct wire_field *f,
    enum wire_kind kind, const json_t *v, void *out)
{
	return kinds[kind].read(r, at, f, v, out);
}

json_t *
wire_scalar_write(const struct wire_field *f, enum wire_kind kind, const void *in)
{
	if (kind != WIRE_BOOL && wire_scalar_is_unknown(kind, in))
		return json_null();
	return kinds[kind].write(f, in);
}

void
wire_scalar_clear(enum wire_kind kind, void *out)
{
	memcpy(out, kinds[kind].unknown, kinds[kind].size);
}

bool
wire_scalar_is_unknown(enum wire_kind kind, const void *in)
{
	if (kind == WIRE_F64)
		return isnan(*(const double *)in);
	if (kind == WIRE_QUANTITY)
		return !units_said(in);
	return memcmp(in, kinds[kind].unknown, kinds[kind].size) == 0;
}
