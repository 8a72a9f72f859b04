/* row - rows of a result, as the columns were declared. The accessors are in db.h. */
#ifndef OXY_DB_ROW_H
#define OXY_DB_ROW_H

#include "db/db.h"

#include <libpq-fe.h>

/* Takes the result over, on success and on failure. A result whose columns are not those that the
 * statement declares is refused (ERR_INTERNAL): its bytes would be read as something else. So is a
 * second row of a :one. */
err_t db_rows_new(
    PGresult *result, const struct db_stmt *s, struct db_rows **ret, struct faults *f) NODISCARD;

#endif
