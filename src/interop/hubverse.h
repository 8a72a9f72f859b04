/* hubverse - surge forecasts as forecast hubs exchange them, one quantile or sample a row.
 *
 *     reference_date,target,horizon,target_end_date,location,output_type,output_type_id,value
 * Columns in any order, all of them. All rows or none: every fault is told with its line and column, "line 3, column value".
 * Checked here: dates and their distance, types and their ids, numbers, what stands twice, quantiles that cross. Whether a
 * location exists and is the reader's is the caller's to ask. Pure; any thread. */
#ifndef OXY_INTEROP_HUBVERSE_H
#define OXY_INTEROP_HUBVERSE_H

#include "base/fault.h"
#include "base/mem.h"
#include "domain/calendar.h"

enum interop_hubverse_target { INTEROP_HUBVERSE_CENSUS, INTEROP_HUBVERSE_ADMISSIONS };
enum interop_hubverse_type { INTEROP_HUBVERSE_QUANTILE, INTEROP_HUBVERSE_MEDIAN, INTEROP_HUBVERSE_MEAN, INTEROP_HUBVERSE_SAMPLE };

struct interop_hubverse_row {
	int64_t line;
	day_t reference_date;
	enum interop_hubverse_target target;
	int64_t horizon; /* days, 0.. */
	const char *location;
	enum interop_hubverse_type type;
	const char *type_id; /* as written; "" for median and mean */
	double level;        /* of a quantile, in (0, 1) */
	double value;        /* finite, 0.. */
};

struct interop_hubverse {
	struct interop_hubverse_row *rows; /* in the order of the file; in the arena */
	size_t n;
};

err_t interop_hubverse_read(const char *text, size_t n, struct arena *a, struct interop_hubverse *ret, struct faults *f) NODISCARD;

#endif
