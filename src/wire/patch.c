/* patch - lay what was sent over what is there. */
#include "wire/reader.h"

err_t
wire_patch(
    const struct wire_shape *s, const json_t *in, void *inout, struct arena *a, struct faults *f)
{
	return wire_read_merge(s, in, inout, &(struct wire_in){ .arena = a, .faults = f }, true);
}
