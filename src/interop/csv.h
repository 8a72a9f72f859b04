/* csv - RFC 4180 as people really send it: quotes, CRLF or LF, a byte order mark, ; where Excel is
 * Vietnamese.
 *
 * The whole text is in memory. The first row is the heading. Faults point at "line 3" or "line 3,
 * column beds", where a line is what an editor counts. Rows live until the reader's arena ends. One
 * thread. */
#ifndef OXY_INTEROP_CSV_H
#define OXY_INTEROP_CSV_H

#include "base/fault.h"
#include "base/mem.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>

struct interop_csv {
	char separator;            /* sniffed from the heading: , or ; or tab */
	const char *const *column; /* names of the heading, trimmed */
	size_t columns;
	size_t heading; /* its line */
	/* the reader's own */
	struct arena *arena;
	struct faults *faults;
	const char *at, *end;
	size_t line;
};

struct interop_csv_row {
	size_t line;              /* on which it begins, from 1 */
	const char *const *field; /* as many as columns; never NULL */
	size_t fields;
};

/* Begin, and read the heading. ERR_INVALID or ERR_MALFORMED (no UTF-8) with a fault; an empty text
 * has no heading. */
err_t interop_csv_open(struct interop_csv *csv, const char *text, size_t n, struct arena *a,
    struct faults *f) NODISCARD;

/* The next row; blank lines are passed over. *ret_end is true at the end. A row of another width or
 * with a broken quote is a fault, and the end of reading. */
err_t interop_csv_next(
    struct interop_csv *csv, struct interop_csv_row *ret, bool *ret_end) NODISCARD;

/* The same for who answers for each row by itself: a row of another width is handed out too, and is
 * not to be asked for fields before interop_csv_check_width found it in order. */
err_t interop_csv_next_of_any_width(
    struct interop_csv *csv, struct interop_csv_row *ret, bool *ret_end) NODISCARD;
err_t interop_csv_check_width(
    const struct interop_csv *csv, const struct interop_csv_row *row, struct faults *f) NODISCARD;

/* Place of a column, or -1. */
int interop_csv_column(const struct interop_csv *csv, const char *name);

/* A row's field by name: NULL when there is no such column or it is empty. */
const char *interop_csv_field(
    const struct interop_csv *csv, const struct interop_csv_row *row, const char *name);

/* Append a field, quoted where needed, behind the separator unless it is the first; and a line's
 * end (CRLF). */
void interop_csv_add(struct str *out, const char *text, char separator, bool first);
void interop_csv_end(struct str *out);

#endif
