/* list - counted arrays inside structs, and how each type says "unknown".
 *
 * null or absent means unknown, never zero: integers INT64_MIN, doubles NAN, instants
 * INSTANT_NONE, days DAY_NONE, texts NULL, enums their _NONE (always 0), ids all zero, lists
 * items == NULL and n == 0. A freshly zeroed struct is NOT unknown in its integers: wire_init()
 * fills one from its shape. */
#ifndef OXY_DOMAIN_LIST_H
#define OXY_DOMAIN_LIST_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>

#define LIST(T)           \
	struct {          \
		T *items; \
		size_t n; \
	}

#define LIST_FOREACH(p, list) \
	for (__typeof__(*(list)->items) *p = (list)->items; p < (list)->items + (list)->n; p++)

#define UNKNOWN_I64 INT64_MIN
#define UNKNOWN_F64 ((double)NAN)

#endif
