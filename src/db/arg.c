/* arg - struct db_arg to PostgreSQL's binary parameters.
 *
 * Binary, because text is cut at a NUL without a word and numbers would be printed and parsed
 * again. All layouts are those of the types' _recv functions: big-endian integers, timestamps in
 * microseconds and dates in days since 2000-01-01, arrays with a header and a length before each
 * element.
 *
 * An array is encoded element by element through the same function as a scalar: element() makes the
 * scalar. */
#include "db/arg.h"
#include "db/epoch.h"

#include "base/mem.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define BIT(type) (1u << DB_TYPE_##type)
#define INTEGERS (BIT(INT2) | BIT(INT4) | BIT(INT8))
#define TEXTS (BIT(TEXT) | BIT(JSON) | BIT(JSONB))

static const struct {
	unsigned oid, array_oid;
} types[DB_TYPE_COUNT] = {
#define X(id, name, oid, array_oid) [DB_TYPE_##id] = { oid, array_oid },
#include "db/type.def"
#undef X
};

/* What each kind of argument may go into. */
static const struct {
	bool array;
	unsigned into;  /* bits of enum db_type */
	size_t element; /* size in the caller's array */
} kinds[] = {
	[DB_ARG_NULL] = { false, ~0u, 0 },
	[DB_ARG_BOOL] = { false, BIT(BOOL), 0 },
	[DB_ARG_INT] = { false, INTEGERS, 0 },
	[DB_ARG_REAL] = { false, BIT(FLOAT8), 0 },
	[DB_ARG_TEXT] = { false, TEXTS, 0 },
	[DB_ARG_TEXT_N] = { false, TEXTS, 0 },
	[DB_ARG_BYTES] = { false, BIT(BYTEA), 0 },
	[DB_ARG_INSTANT] = { false, BIT(TIMESTAMPTZ), 0 },
	[DB_ARG_DAY] = { false, BIT(DATE), 0 },
	[DB_ARG_ID] = { false, BIT(UUID), 0 },
	[DB_ARG_INTS] = { true, INTEGERS, sizeof(int64_t) },
	[DB_ARG_REALS] = { true, BIT(FLOAT8), sizeof(double) },
	[DB_ARG_TEXTS] = { true, TEXTS, sizeof(const char *) },
	[DB_ARG_INSTANTS] = { true, BIT(TIMESTAMPTZ), sizeof(instant_t) },
	[DB_ARG_DAYS] = { true, BIT(DATE), sizeof(int32_t) },
	[DB_ARG_IDS] = { true, BIT(UUID), sizeof(struct id) },
	[DB_ARG_BOOLS] = { true, BIT(BOOL), sizeof(bool) },
	[DB_ARG_BYTESS] = { true, BIT(BYTEA), sizeof(struct db_bytes) },
};

/* Smallest and largest value of the integer types. */
static const struct {
	int64_t min, max;
	int bytes;
} ranges[DB_TYPE_COUNT] = {
	[DB_TYPE_INT2] = { INT16_MIN, INT16_MAX, 2 },
	[DB_TYPE_INT4] = { INT32_MIN, INT32_MAX, 4 },
	[DB_TYPE_INT8] = { INT64_MIN, INT64_MAX, 8 },
	[DB_TYPE_DATE] = { INT32_MIN + 1, INT32_MAX - 1, 4 }, /* the ends are the infinities */
	[DB_TYPE_TIMESTAMPTZ] = { INT64_MIN + 1, INT64_MAX - 1, 8 },
};

struct out {
	struct str *buf;
	const struct db_field *field;
	struct faults *f;
};

static void
put_big_endian(struct str *buf, uint64_t v, int bytes)
{
	unsigned char b[8];
	for (int i = 0; i < bytes; i++)
		b[i] = (unsigned char)(v >> (8 * (bytes - 1 - i)));
	str_add_n(buf, b, (size_t)bytes);
}

static err_t
out_of_range(const struct out *o, int64_t v)
{
	char range[64], got[32];
	snprintf(range, sizeof range, "%" PRId64 "..%" PRId64, ranges[o->field->type].min,
	    ranges[o->field->type].max);
	snprintf(got, sizeof got, "%" PRId64, v);
	return fault_add(o->f, FAULT_RANGE, o->field->name, range, got, NULL);
}

/* An integer, a day or an instant, counted from `origin`. */
static err_t
put_integer(const struct out *o, int64_t v, int64_t origin)
{
	enum db_type type = o->field->type;
	int64_t moved;
	if (__builtin_sub_overflow(v, origin, &moved) || moved < ranges[type].min ||
	    moved > ranges[type].max)
		return out_of_range(o, v);
	put_big_endian(o->buf, (uint64_t)moved, ranges[type].bytes);
	return ERR_OK;
}

static err_t
put_text(const struct out *o, const char *text, size_t n)
{
	if (!str_is_utf8(text, n))
		return fault_add(o->f, FAULT_BAD_UTF8, o->field->name, NULL, NULL, NULL);
	if (o->field->type == DB_TYPE_JSONB)
		put_big_endian(o->buf, 1, 1); /* jsonb_recv's version */
	str_add_n(o->buf, text, n);
	return ERR_OK;
}

static err_t
put_real(const struct out *o, double d)
{
	uint64_t bits;
	memcpy(&bits, &d, sizeof bits);
	put_big_endian(o->buf, bits, 8);
	return ERR_OK;
}

static err_t
put_bytes(const struct out *o, const void *p, size_t n)
{
	if (n > 0)
		str_add_n(o->buf, p, n);
	return ERR_OK;
}

static err_t
put_scalar(const struct out *o, const struct db_arg *a)
{
	switch (a->kind) {
	case DB_ARG_BOOL:
		put_big_endian(o->buf, a->b, 1);
		return ERR_OK;
	case DB_ARG_INT:
		return put_integer(o, a->i, 0);
	case DB_ARG_REAL:
		return put_real(o, a->d);
	case DB_ARG_TEXT:
		return put_text(o, a->p, strlen(a->p));
	case DB_ARG_TEXT_N:
		return put_text(o, a->p, a->n);
	case DB_ARG_BYTES:
		return put_bytes(o, a->p, a->n);
	case DB_ARG_INSTANT:
		return put_integer(o, a->i, DB_EPOCH_US);
	case DB_ARG_DAY:
		return put_integer(o, a->i, DB_EPOCH_DAYS);
	case DB_ARG_ID:
		return put_bytes(o, a->id.b, sizeof a->id.b);
	case DB_ARG_NULL:
	case DB_ARG_INTS:
	case DB_ARG_REALS:
	case DB_ARG_TEXTS:
	case DB_ARG_INSTANTS:
	case DB_ARG_DAYS:
	case DB_ARG_IDS:
	case DB_ARG_BOOLS:
	case DB_ARG_BYTESS:
		break;
	}
	assert(!"an array or NULL is no scalar");
	return ERR_INTERNAL;
}

static bool
is_null(const struct db_arg *a)
{
	switch (a->kind) {
	case DB_ARG_NULL:
		return true;
	case DB_ARG_BOOL:
		return false;
	case DB_ARG_INT:
	case DB_ARG_INSTANT:
		return a->i == INT64_MIN;
	case DB_ARG_DAY:
		return a->i == INT32_MIN;
	case DB_ARG_REAL:
		return isnan(a->d);
	case DB_ARG_ID:
		return id_is_none(a->id);
	case DB_ARG_TEXT:
	case DB_ARG_TEXT_N:
	case DB_ARG_BYTES:
		return a->p == NULL;
	case DB_ARG_INTS:
	case DB_ARG_REALS:
	case DB_ARG_TEXTS:
	case DB_ARG_INSTANTS:
	case DB_ARG_DAYS:
	case DB_ARG_IDS:
	case DB_ARG_BOOLS:
	case DB_ARG_BYTESS:
		return a->p == NULL && a->n > 0;
	}
	return true;
}

/* Element i of an array as a scalar argument. */
static struct db_arg
element(const struct db_arg *a, size_t i)
{
	const void *at = (const char *)a->p + i * kinds[a->kind].element;
	switch (a->kind) {
	case DB_ARG_INTS:
		return DB_INT(*(const int64_t *)at);
	case DB_ARG_REALS:
		return DB_REAL(*(const double *)at);
	case DB_ARG_TEXTS:
		return DB_TEXT(*(const char *const *)at);
	case DB_ARG_INSTANTS:
		return DB_INSTANT(*(const instant_t *)at);
	case DB_ARG_DAYS:
		return DB_DAY(*(const int32_t *)at);
	case DB_ARG_IDS:
		return DB_ID(*(const struct id *)at);
	case DB_ARG_BOOLS:
		return DB_BOOL(*(const bool *)at);
	case DB_ARG_BYTESS:
		return DB_BYTES(
		    ((const struct db_bytes *)at)->data, ((const struct db_bytes *)at)->n);
	case DB_ARG_NULL:
	case DB_ARG_BOOL:
	case DB_ARG_INT:
	case DB_ARG_REAL:
	case DB_ARG_TEXT:
	case DB_ARG_TEXT_N:
	case DB_ARG_BYTES:
	case DB_ARG_INSTANT:
	case DB_ARG_DAY:
	case DB_ARG_ID:
		break;
	}
	return DB_NULL;
}

/* Write a 32-bit number over the one at `at`. */
static void
patch(struct str *buf, size_t at, size_t v)
{
	for (int i = 0; i < 4; i++)
		buf->data[at + (size_t)i] = (char)(v >> (24 - 8 * i));
}

/* array_recv: dimensions, has-nulls, element type; length and lower bound; then length and bytes of
 * each element. */
static err_t
put_array(const struct out *o, const struct db_arg *a)
{
	size_t flag = o->buf->len + 4;
	put_big_endian(o->buf, a->n > 0, 4);
	put_big_endian(o->buf, 0, 4);
	put_big_endian(o->buf, types[o->field->type].oid, 4);
	if (a->n == 0)
		return ERR_OK;
	put_big_endian(o->buf, a->n, 4);
	put_big_endian(o->buf, 1, 4);
	for (size_t i = 0; i < a->n; i++) {
		struct db_arg one = element(a, i);
		size_t at = o->buf->len;
		bool null = is_null(&one);
		put_big_endian(o->buf, null ? UINT32_MAX : 0, 4);
		if (null) {
			patch(o->buf, flag, 1);
			continue;
		}
		err_t e = put_scalar(o, &one);
		if (e != ERR_OK)
			return e;
		patch(o->buf, at, o->buf->len - at - 4);
	}
	return ERR_OK;
}

static err_t
encode_one(struct db_arg_list *list, const struct db_stmt *s, int i, const struct db_arg *a,
    struct faults *f)
{
	struct out o = { &list->buf, &s->params[i], f };
	if (a->kind != DB_ARG_NULL && (kinds[a->kind].array != o.field->array ||
					  !(kinds[a->kind].into >> o.field->type & 1))) {
		char what[120];
		snprintf(what, sizeof what, "%s: parameter %s cannot take an argument of kind %d",
		    s->name, o.field->name, (int)a->kind);
		return fault_add(f, FAULT_INTERNAL, s->source, what, NULL, NULL);
	}
	if (is_null(a))
		return ERR_OK;
	err_t e = kinds[a->kind].array ? put_array(&o, a) : put_scalar(&o, a);
	if (e == ERR_OK && list->buf.len > INT32_MAX / 2)
		return fault_add(f, FAULT_TOO_LARGE, o.field->name, "1073741823", NULL, NULL);
	return e;
}

err_t
db_arg_encode(
    struct db_arg_list *list, const struct db_stmt *s, const struct db_arg *args, struct faults *f)
{
	size_t start[DB_ARG_MAX];
	assert(s->nparams <= DB_ARG_MAX && (s->nparams == 0 || args != NULL));
	str_clear(&list->buf);
	str_add(&list->buf, ""); /* so that an empty text is a place and not NULL */
	for (int i = 0; i < s->nparams; i++) {
		start[i] = list->buf.len;
		err_t e = encode_one(list, s, i, &args[i], f);
		if (e != ERR_OK)
			return e;
		list->lengths[i] = (int)(list->buf.len - start[i]);
		list->formats[i] = 1;
	}
	for (int i = 0; i < s->nparams; i++) /* only now does the buffer stay where it is */
		list->values[i] = is_null(&args[i]) ? NULL : list->buf.data + start[i];
	list->n = s->nparams;
	return ERR_OK;
}

void
db_arg_free(struct db_arg_list *list)
{
	str_free(&list->buf);
}

unsigned
db_arg_oid(const struct db_field *field)
{
	return field->array ? types[field->type].array_oid : types[field->type].oid;
}
