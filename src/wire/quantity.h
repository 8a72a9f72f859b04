/* quantity - a quantity of oxygen in JSON: NAME {"value", "unit"} or the integer NAME_g. Internal
 * to wire/. */
#ifndef OXY_WIRE_QUANTITY_H
#define OXY_WIRE_QUANTITY_H

#include "domain/units.h"
#include "wire/reader.h"

enum { WIRE_QUANTITY_NAME = 64 };

struct wire_quantity_names {
	char value[WIRE_QUANTITY_NAME]; /* "on_hand": the object */
	char grams[WIRE_QUANTITY_NAME]; /* "on_hand_g": the integer */
};

struct wire_quantity_names wire_quantity_names(const struct wire_field *f);
bool wire_quantity_is(
    const struct wire_field *f); /* is this field read and written as a quantity? */

/* Is `member` one of the two names? */
bool wire_quantity_has_name(const struct wire_field *f, const char *member);

/* Read the member of `object`. Absent and null leave *ret unknown. False after a fault. */
bool wire_quantity_read(struct wire_reader *r, const struct wire_path *at,
    const struct wire_field *f, const json_t *object, struct quantity *ret);

/* Every unit that wire_quantity_read takes, for the schema: {"value", "unit"}. A new reference. */
json_t *wire_quantity_schema(bool gauges);

#endif
