/* check - what the check function of a shape may ask and say. */
#include "wire/reader.h"

#include <stdio.h>
#include <string.h>

void
wire_check_fault(
    struct wire_check *c, enum fault_id id, const char *member, const char *a, const char *b)
{
	char pointer[512];
	wire_reader_pointer(c->reader, c->at, pointer, sizeof pointer / 2);
	size_t n = strlen(pointer);
	snprintf(pointer + n, sizeof pointer - n, "%s", member);
	fault_add(c->reader->errors, id, pointer, a, b, NULL);
	c->reader->refused++;
}

struct arena *
wire_check_arena(struct wire_check *c)
{
	return c->reader->arena;
}

bool
wire_check_is_patch(const struct wire_check *c)
{
	return c->reader->patch;
}
