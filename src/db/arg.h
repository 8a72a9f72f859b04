/* arg - struct db_arg to PostgreSQL's binary parameters.
 *
 * One struct db_arg_list belongs to a connection and keeps its memory, so that a statement in a
 * steady state allocates nothing. */
#ifndef OXY_DB_ARG_H
#define OXY_DB_ARG_H

#include "base/str.h"
#include "db/db.h"

enum { DB_ARG_MAX = 64 }; /* parameters of one statement */

struct db_arg_list {
	struct str buf;
	int n;
	const char *values[DB_ARG_MAX]; /* into buf; NULL is NULL */
	int lengths[DB_ARG_MAX];
	int formats[DB_ARG_MAX]; /* all 1, binary */
};

/* Encode the arguments of a statement. ERR_INVALID (a value out of its column type's range),
 * ERR_MALFORMED (text that is not UTF-8), ERR_INTERNAL (an argument of a kind that its parameter
 * cannot take). Nothing has been sent then. */
err_t db_arg_encode(struct db_arg_list *list, const struct db_stmt *s, const struct db_arg *args,
    struct faults *f) NODISCARD;
void db_arg_free(struct db_arg_list *list);

/* OID of a field's type. */
unsigned db_arg_oid(const struct db_field *field);

#endif
