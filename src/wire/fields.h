/* fields - how the rows of a shape's table are written; for the *_shape.c files only.
 *
 *     #define T struct reading
 *     WIRE_SHAPE(wire_reading_shape, "Reading", "One line of tank telemetry.", NULL,
 *         I64(seq, .flags = WIRE_REQUIRED, .text = "..."),
 *         F64(p_bar, .unit = "bar"));
 *     #undef T
 * The compiler checks that the C member has the type of its kind. */
#ifndef OXY_WIRE_FIELDS_H
#define OXY_WIRE_FIELDS_H

#include "base/id.h"
#include "domain/calendar.h"
#include "domain/units.h"
#include "wire/wire.h"

#define MEMBER(m) (((T *)0)->m)
#define MUST_BE(m, type) \
	(0 * sizeof(struct { \
		_Static_assert(__builtin_types_compatible_p(__typeof__(MEMBER(m)), type), #m " must be " #type); \
		int unused; \
	}))
#define MUST_BE_ENUM(m) \
	(0 * sizeof(struct { \
		_Static_assert(sizeof(MEMBER(m)) == sizeof(int), #m " must be an enum"); \
		int unused; \
	}))
#define FIELD(m, k, check, ...) { .name = #m, .kind = (k), .offset = offsetof(T, m) + (check), __VA_ARGS__ }

#define I64(m, ...) FIELD(m, WIRE_I64, MUST_BE(m, int64_t), __VA_ARGS__)
#define F64(m, ...) FIELD(m, WIRE_F64, MUST_BE(m, double), __VA_ARGS__)
#define BOOL(m, ...) FIELD(m, WIRE_BOOL, MUST_BE(m, bool), __VA_ARGS__)
#define TEXT(m, ...) FIELD(m, WIRE_TEXT, MUST_BE(m, const char *), __VA_ARGS__)
#define CODE(m, ...) FIELD(m, WIRE_CODE, MUST_BE(m, const char *), __VA_ARGS__)
#define CYLINDER(m, ...) FIELD(m, WIRE_CYLINDER, MUST_BE(m, const char *), __VA_ARGS__)
#define ENUM(m, words, ...) FIELD(m, WIRE_ENUM, MUST_BE_ENUM(m), .names = (words), __VA_ARGS__)
#define INSTANT(m, ...) FIELD(m, WIRE_INSTANT, MUST_BE(m, instant_t), __VA_ARGS__)
#define DATE(m, ...) FIELD(m, WIRE_DATE, MUST_BE(m, day_t), __VA_ARGS__)
#define TIME(m, ...) FIELD(m, WIRE_TIME, MUST_BE(m, time_of_day_t), __VA_ARGS__)
#define ID(m, ...) FIELD(m, WIRE_ID, MUST_BE(m, struct id), __VA_ARGS__)
#define GRAMS(m, ...) FIELD(m, WIRE_GRAMS, MUST_BE(m, int64_t), __VA_ARGS__)
#define QUANTITY(m, ...) FIELD(m, WIRE_QUANTITY, MUST_BE(m, struct quantity), __VA_ARGS__)
#define JSON(m, ...) FIELD(m, WIRE_JSON, MUST_BE(m, json_t *), __VA_ARGS__)
#define OBJECT(m, sub, ...) FIELD(m, WIRE_OBJECT, 0, .shape = (sub), __VA_ARGS__)

#define LIST_OF(m, sub, ...) \
	FIELD(m, WIRE_LIST, 0, .of = WIRE_OBJECT, .shape = (sub), .size = sizeof *MEMBER(m).items, __VA_ARGS__)
#define LIST_PLAIN(m, k, ...) FIELD(m, WIRE_LIST, 0, .of = (k), .size = sizeof *MEMBER(m).items, __VA_ARGS__)

#define WIRE_SHAPE(id, label, doc, checked, ...) \
	const struct wire_shape id = { label, doc, sizeof(T), (const struct wire_field[]){ __VA_ARGS__ }, \
		sizeof((struct wire_field[]){ __VA_ARGS__ }) / sizeof(struct wire_field), checked }

#endif
