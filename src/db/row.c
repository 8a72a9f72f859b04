/* row - PostgreSQL's binary results as C values, decoded when they are asked for.
 *
 * Each C type has one reader of (bytes, length); NULL bytes give the type's unknown value. Scalars
 * and the elements of arrays go through the same readers. That a column has the type which its
 * accessor reads is asserted: a wrong accessor is a mistake of the program, and that the result has
 * the declared columns was checked when it arrived. */
#include "db/row.h"
#include "db/arg.h"
#include "db/epoch.h"

#include "base/mem.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BIT(type) (1u << DB_TYPE_##type)
#define INTEGERS (BIT(INT2) | BIT(INT4) | BIT(INT8))
#define TEXTS (BIT(TEXT) | BIT(JSON) | BIT(JSONB))

struct db_rows {
	PGresult *result;
	const struct db_stmt *stmt;
	struct arena *arena; /* decoded arrays; made when first needed */
	int n;
};

/* One value as it came: `at` NULL is NULL. */
struct cell {
	const unsigned char *at;
	int len;
	enum db_type type;
	struct db_rows *rows;
};

typedef void reader(const struct cell *c, void *ret);

static uint64_t
big_endian(const unsigned char *p, int bytes)
{
	uint64_t v = 0;
	for (int i = 0; i < bytes; i++)
		v = v << 8 | p[i];
	return v;
}

/* A signed big-endian integer of 1 to 8 bytes. */
static int64_t
integer(const struct cell *c)
{
	int unused = 64 - 8 * c->len;
	assert(c->len > 0 && unused >= 0);
	return (int64_t)(big_endian(c->at, c->len) << unused) >> unused;
}

static void
read_bool(const struct cell *c, void *ret)
{
	*(bool *)ret = c->at != NULL && c->at[0] != 0;
}

static void
read_int(const struct cell *c, void *ret)
{
	*(int64_t *)ret = c->at ? integer(c) : INT64_MIN;
}

static void
read_real(const struct cell *c, void *ret)
{
	uint64_t bits;
	*(double *)ret = NAN;
	if (c->at == NULL)
		return;
	bits = big_endian(c->at, 8);
	memcpy(ret, &bits, sizeof bits);
}

/* Infinities and instants that do not fit are the last ones that do; -infinity is not INSTANT_NONE.
 */
static void
read_instant(const struct cell *c, void *ret)
{
	instant_t *at = ret;
	*at = INSTANT_NONE;
	if (c->at == NULL)
		return;
	int64_t v = integer(c);
	if (v == INT64_MIN)
		*at = INT64_MIN + 1;
	else if (__builtin_add_overflow(v, DB_EPOCH_US, at))
		*at = INT64_MAX;
}

static void
read_day(const struct cell *c, void *ret)
{
	int32_t *day = ret;
	*day = INT32_MIN;
	if (c->at == NULL)
		return;
	int64_t v = integer(c);
	if (v == INT32_MIN)
		*day = INT32_MIN + 1;
	else
		*day = v + DB_EPOCH_DAYS > INT32_MAX ? INT32_MAX : (int32_t)(v + DB_EPOCH_DAYS);
}

static void
read_id(const struct cell *c, void *ret)
{
	struct id *id = ret;
	*id = (struct id){ 0 };
	if (c->at != NULL)
		memcpy(id->b, c->at, sizeof id->b);
}

static void
read_bytes(const struct cell *c, void *ret)
{
	*(struct db_bytes *)ret = (struct db_bytes){ c->at, c->at ? (size_t)c->len : 0 };
}

/* An element of an array has no NUL behind it, hence the copy. */
static void
read_text(const struct cell *c, void *ret)
{
	size_t skip = c->type == DB_TYPE_JSONB; /* its version byte */
	*(const char **)ret =
	    c->at ? arena_strndup(c->rows->arena, (const char *)c->at + skip, (size_t)c->len - skip)
		  : NULL;
}

static struct cell
cell(const struct db_rows *r, int row, int col, unsigned types, bool array)
{
	assert(row >= 0 && row < r->n && col >= 0 && col < r->stmt->ncols);
	const struct db_field *field = &r->stmt->cols[col];
	assert((types >> field->type & 1) && field->array == array);
	struct cell c = { .type = field->type, .rows = (struct db_rows *)r };
	if (!PQgetisnull(r->result, row, col)) {
		c.at = (const unsigned char *)PQgetvalue(r->result, row, col);
		c.len = PQgetlength(r->result, row, col);
	}
	return c;
}

/* All elements of an array (of any dimensions) into the rows' arena; returns how many. */
static size_t
read_array(struct cell whole, reader *read, size_t size, const void **ret)
{
	*ret = NULL;
	if (whole.at == NULL)
		return 0;
	int dims = (int)big_endian(whole.at, 4);
	size_t n = dims > 0;
	const unsigned char *p = whole.at + 12;
	for (int d = 0; d < dims; d++, p += 8)
		n *= big_endian(p, 4);
	if (n == 0)
		return 0;
	if (whole.rows->arena == NULL)
		whole.rows->arena = arena_new();
	char *out = arena_array(whole.rows->arena, n, size);
	for (size_t i = 0; i < n; i++) {
		struct cell one = whole;
		one.len = (int32_t)big_endian(p, 4);
		one.at = one.len < 0 ? NULL : p + 4;
		read(&one, out + i * size);
		p += 4 + (one.len > 0 ? one.len : 0);
		assert(p <= whole.at + whole.len);
	}
	*ret = out;
	return n;
}

static err_t
refuse(const struct db_stmt *s, const char *what, struct faults *f)
{
	return fault_add(f, FAULT_DB_STATEMENT, s->source, s->name, what, NULL);
}

err_t
db_rows_new(PGresult *result, const struct db_stmt *s, struct db_rows **ret, struct faults *f)
{
	err_t e = ERR_OK;
	if (PQnfields(result) != s->ncols)
		e = refuse(s, "number of columns", f);
	for (int i = 0; e == ERR_OK && i < s->ncols; i++)
		if (PQftype(result, i) != db_arg_oid(&s->cols[i]) || PQfformat(result, i) != 1)
			e = refuse(s, s->cols[i].name, f);
	if (e == ERR_OK && s->kind == DB_ONE && PQntuples(result) > 1)
		e = refuse(s, "more than one row", f);
	if (e != ERR_OK) {
		PQclear(result);
		return e;
	}
	struct db_rows *r = MEM_NEW(struct db_rows);
	*r = (struct db_rows){ .result = result, .stmt = s, .n = PQntuples(result) };
	*ret = r;
	return ERR_OK;
}

void
db_rows_free(struct db_rows *r)
{
	if (r == NULL)
		return;
	PQclear(r->result);
	arena_free(r->arena);
	free(r);
}

void
db_rows_free_ptr(struct db_rows **r)
{
	db_rows_free(*r);
}

int
db_rows_n(const struct db_rows *r)
{
	return r->n;
}

bool
db_is_null(const struct db_rows *r, int row, int col)
{
	assert(row >= 0 && row < r->n && col >= 0 && col < r->stmt->ncols);
	return PQgetisnull(r->result, row, col);
}

/* libpq puts a NUL behind every value, binary ones too, so a text is used where it lies. */
const char *
db_text(const struct db_rows *r, int row, int col)
{
	struct cell c = cell(r, row, col, TEXTS, false);
	if (c.at == NULL)
		return NULL;
	return (const char *)c.at + (c.type == DB_TYPE_JSONB);
}

#define SCALAR(name, T, types, read)                               \
	T name(const struct db_rows *r, int row, int col)          \
	{                                                          \
		struct cell c = cell(r, row, col, (types), false); \
		T v;                                               \
		read(&c, &v);                                      \
		return v;                                          \
	}

#define ARRAY(name, T, types, read)                                           \
	size_t name(const struct db_rows *r, int row, int col, T const **ret) \
	{                                                                     \
		const void *p;                                                \
		struct cell c = cell(r, row, col, (types), true);             \
		size_t n = read_array(c, read, sizeof(T), &p);                \
		*ret = p;                                                     \
		return n;                                                     \
	}

SCALAR(db_bool, bool, BIT(BOOL), read_bool)
SCALAR(db_int, int64_t, INTEGERS, read_int)
SCALAR(db_real, double, BIT(FLOAT8), read_real)
SCALAR(db_instant, instant_t, BIT(TIMESTAMPTZ), read_instant)
SCALAR(db_day, int32_t, BIT(DATE), read_day)
SCALAR(db_id, struct id, BIT(UUID), read_id)
SCALAR(db_bytea, struct db_bytes, BIT(BYTEA), read_bytes)

ARRAY(db_bools, bool, BIT(BOOL), read_bool)
ARRAY(db_ints, int64_t, INTEGERS, read_int)
ARRAY(db_reals, double, BIT(FLOAT8), read_real)
ARRAY(db_texts, const char *, TEXTS, read_text)
ARRAY(db_instants, instant_t, BIT(TIMESTAMPTZ), read_instant)
ARRAY(db_days, int32_t, BIT(DATE), read_day)
ARRAY(db_ids, struct id, BIT(UUID), read_id)
ARRAY(db_byteas, struct db_bytes, BIT(BYTEA), read_bytes)
