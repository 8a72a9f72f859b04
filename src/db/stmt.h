/* stmt - a statement of sql/queries as tools/sqlgen.awk writes it into the table db_queries. */
#ifndef OXY_DB_STMT_H
#define OXY_DB_STMT_H

#include <stdbool.h>

enum db_kind {
	DB_ONE,  /* at most one row */
	DB_MANY, /* any number of rows */
	DB_EXEC, /* rows, if any, are not looked at */
};

enum db_type {
#define X(id, name, oid, array_oid) DB_TYPE_##id,
#include "db/type.def"
#undef X
	DB_TYPE_COUNT
};

/* A parameter or a column. */
struct db_field {
	const char *name;
	enum db_type type; /* of the elements, when it is an array */
	bool array;
};

struct db_stmt {
	const char *name;   /* unique; also the name under which it is prepared */
	const char *source; /* "sql/queries/stock.sql:12" */
	const char *sql;
	enum db_kind kind;
	int nparams, ncols;
	const struct db_field *params, *cols;
};

#endif
