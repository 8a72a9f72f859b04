/* scalar - one JSON value into one C member and back, by kind. Internal to wire/. */
#ifndef OXY_WIRE_SCALAR_H
#define OXY_WIRE_SCALAR_H

#include "wire/reader.h"

/* Read a value that is there and not null; `out` is the member itself. */
bool wire_scalar_read(struct wire_reader *r, const struct wire_path *at, const struct wire_field *f,
    enum wire_kind kind, const json_t *v, void *out);

/* A new reference; json null when unknown. */
json_t *wire_scalar_write(const struct wire_field *f, enum wire_kind kind, const void *in);

void wire_scalar_clear(enum wire_kind kind, void *out);
bool wire_scalar_is_unknown(
    enum wire_kind kind, const void *in); /* a boolean false counts as unknown */

/* JSON Schema of one value without null (schema.c). */
json_t *wire_schema_scalar(const struct wire_field *f, enum wire_kind kind, enum wire_direction d);

/* Effective limits of an integer, text or list. */
int64_t wire_scalar_min(const struct wire_field *f);
int64_t wire_scalar_max(const struct wire_field *f);
double wire_scalar_high(const struct wire_field *f);

/* "0..5000" of an integer or number; returns buf. */
enum { WIRE_SCALAR_BOUNDS = 80 };
char *wire_scalar_bounds(const struct wire_field *f, char buf[WIRE_SCALAR_BOUNDS]);

/* A JSON number as an integer: 3, 3.0 and 3e0 alike; false when it is none or too large. */
bool wire_scalar_integer(const json_t *v, int64_t *ret);

#endif
