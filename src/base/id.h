/* id - 128-bit identifiers (UUID version 7: a millisecond time, then random bits).
 *
 * Opaque to users and unguessable in their last 74 bits, so that a colliding key of another
 * tenant cannot be probed for. id_make takes time and randomness from its caller when the result
 * must be reproducible; id_new takes them from the system. */
#ifndef OXY_BASE_ID_H
#define OXY_BASE_ID_H

#include "base/clock.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct id {
	uint8_t b[16];
};

enum { ID_TEXT = 37 }; /* 36 characters and the NUL */

struct id id_new(instant_t now);
struct id id_make(instant_t at, uint64_t hi, uint64_t lo);
bool id_is_none(struct id id); /* all zero */
bool id_eq(struct id a, struct id b);
char *id_text(struct id id, char buf[ID_TEXT]); /* returns buf */
bool id_parse(const char *text, struct id *ret); /* exactly the 8-4-4-4-12 form, any case */

/* Fill with the kernel's random bytes; does not fail. */
void id_random(void *buf, size_t n);

#endif
