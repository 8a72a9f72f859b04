/* import_shape - the answer of an import. */
#include "wire/import_shape.h"
#include "wire/fields.h"

static const char *const result_words[] = {
	[WIRE_IMPORT_CREATED] = "created",
	[WIRE_IMPORT_CHANGED] = "changed",
	[WIRE_IMPORT_UNCHANGED] = "unchanged",
	[WIRE_IMPORT_REFUSED] = "refused",
};
const struct names wire_import_shape_results = NAMES(result_words);

#define T struct wire_import_error
static WIRE_SHAPE(error_shape, "ImportError", "Why a row was refused.", NULL,
	TEXT(pointer),
	TEXT(code),
	TEXT(detail));
#undef T

#define T struct wire_import_row
static WIRE_SHAPE(row_shape, "ImportRow", "What became of one row of the file.", NULL,
	I64(line, .text = "line of the file on which the row begins"),
	TEXT(code),
	TEXT(name),
	ENUM(result, &wire_import_shape_results),
	LIST_OF(errors, &error_shape, .flags = WIRE_OMIT));
#undef T

#define T struct wire_import
WIRE_SHAPE(wire_import_shape, "Import", "What an import did, or with dry_run would do.", NULL,
	TEXT(kind, .text = "what the heading shows the file to be"),
	BOOL(dry_run),
	I64(rows),
	I64(created),
	I64(changed),
	I64(unchanged),
	I64(refused),
	I64(skipped, .text = "rows of other provinces than the one asked for"),
	LIST_OF(results, &row_shape, .max = 100000));
#undef T
