/* dump - a tree as bytes. */
#include "wire/wire.h"

static int
append(const char *bytes, size_t n, void *out)
{
	str_add_n(out, bytes, n);
	return 0;
}

void
wire_dump(const json_t *j, struct str *out)
{
	json_dump_callback(
	    j, append, out, JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(15));
}

void
wire_dump_new(json_t *j, struct str *out)
{
	wire_dump(j, out);
	json_decref(j);
}
