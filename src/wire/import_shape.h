/* import_shape - JSON of what an import did, one result a row. */
#ifndef OXY_WIRE_IMPORT_SHAPE_H
#define OXY_WIRE_IMPORT_SHAPE_H

#include "domain/list.h"
#include "wire/wire.h"

enum wire_import_result {
	WIRE_IMPORT_RESULT_NONE,
	WIRE_IMPORT_CREATED,
	WIRE_IMPORT_CHANGED,
	WIRE_IMPORT_UNCHANGED,
	WIRE_IMPORT_REFUSED
};
extern const struct names wire_import_shape_results;

/* Why a row was refused. */
struct wire_import_error {
	const char *pointer; /* "line 3, column beds" */
	const char *code, *detail;
};

struct wire_import_row {
	int64_t line; /* on which the row begins */
	const char *code, *name;
	enum wire_import_result result;
	LIST(struct wire_import_error) errors;
};

struct wire_import {
	const char *kind; /* provinces, communes, facilities ... */
	bool dry_run;
	int64_t rows, created, changed, unchanged, refused;
	int64_t skipped; /* rows of other provinces */
	LIST(struct wire_import_row) results;
};

extern const struct wire_shape wire_import_shape; /* struct wire_import, out */

#endif
