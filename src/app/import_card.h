/* import_card - one row of a file of facilities as the JSON of a card; the columns are those of
 * import_facilities.h. Pure. */
#ifndef OXY_APP_IMPORT_CARD_H
#define OXY_APP_IMPORT_CARD_H

#include "base/fault.h"
#include "base/mem.h"
#include "interop/csv.h"

#include <jansson.h>

struct app_import_card {
	const struct interop_csv *csv;
	const struct interop_csv_row *row;
	struct arena *arena;
};

/* A column that is not known, or a missing name, is a fault. */
err_t app_import_card_heading(const struct interop_csv *csv, struct faults *f) NODISCARD;

/* A field by the name of its column, or by the other; NULL when empty. */
const char *app_import_card_field(
    const struct app_import_card *row, const char *column, const char *alias);

/* The card without its commune, a new reference; province is its code of today. *ret_code is given
 * or derived, in the arena. */
json_t *app_import_card_make(
    const struct app_import_card *row, const char *province, const char **ret_code) NODISCARD;

#endif
