/* import - what imports of files share: one result a row, and the dry run. */
#ifndef OXY_APP_IMPORT_H
#define OXY_APP_IMPORT_H

#include "app/app.h"
#include "domain/calendar.h"
#include "wire/import_shape.h"

struct app_import {
	const char *text; /* the file */
	size_t n;
	bool dry_run;
	enum lang lang;       /* of the reasons for refusals */
	const char *province; /* facilities: only rows of this province of today; NULL: all */
	day_t edition; /* facilities: the day whose codes the file uses; DAY_NONE: not said */
};

/* Do the work in the act's transaction, or for a dry run in one of its own that is rolled back. */
err_t app_import_run(struct act *a, const struct app_import *in,
    err_t (*work)(struct act *a, const struct app_import *in, struct wire_import *ret),
    struct wire_import *ret) NODISCARD;

/* Refuse a row: its faults as errors at "line N, column X". */
void app_import_refuse(struct act *a, const struct app_import *in, struct wire_import_row *row,
    const struct faults *why);

/* Count the results of the rows. */
void app_import_count(struct wire_import *ret);

#endif
