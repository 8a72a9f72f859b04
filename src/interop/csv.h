/* csv - rows of a CSV text (RFC 4180): commas, "quoted" cells with "" for a quote, LF or CRLF, a byte order mark skipped.
 *
 * Cells are texts in the arena. The line of a row is the one it begins on, from 1, as an editor counts. Empty lines are no
 * rows. Pure; any thread. */
#ifndef OXY_INTEROP_CSV_H
#define OXY_INTEROP_CSV_H

#include "base/fault.h"
#include "base/mem.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { INTEROP_CSV_CELLS = 64 };

struct interop_csv {
	const char *at, *end; /* what is still to be read */
	int64_t line;
	struct arena *arena;
};

struct interop_csv_row {
	int64_t line;
	size_t n;
	const char *cell[INTEROP_CSV_CELLS];
};

struct interop_csv interop_csv_begin(const char *text, size_t n, struct arena *a);

/* The next row; *ret_more is false at the end. A fault for a quote that is not closed or not alone, or too many cells. */
err_t interop_csv_next(struct interop_csv *c, struct interop_csv_row *ret, bool *ret_more, struct faults *f) NODISCARD;

#endif
