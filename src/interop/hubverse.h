/* hubverse - forecasts as forecast hubs exchange them, one quantile or sample a row: surges of patients in, demand of oxygen out.
 *
 *     reference_date,target,horizon,target_end_date,location,output_type,output_type_id,value
 * Columns in any order, all of them; reference_date may be called origin_date. All rows or none: every fault is told with its line and column, "line 3, column value".
 * Checked here: dates and their distance, types and their ids, numbers, what stands twice, quantiles that cross. Whether a
 * location exists and is the reader's is the caller's to ask. Pure; any thread. */
#ifndef OXY_INTEROP_HUBVERSE_H
#define OXY_INTEROP_HUBVERSE_H

#include "base/fault.h"
#include "base/mem.h"
#include "base/str.h"
#include "domain/calendar.h"

enum interop_hubverse_target {
	INTEROP_HUBVERSE_CENSUS,     /* covid hosp census */
	INTEROP_HUBVERSE_ADMISSIONS, /* covid hosp admissions */
	INTEROP_HUBVERSE_OXYGEN      /* oxygen demand: grams of O2 a day, what we write */
};
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

/* "covid hosp census", ... as written in the target column. */
const char *interop_hubverse_target_name(enum interop_hubverse_target t);

struct interop_hubverse {
	struct interop_hubverse_row *rows; /* in the order of the file; in the arena */
	size_t n;
};

/* A file of surge forecasts, of census and admissions; a file of oxygen demand, such as we write. */
err_t interop_hubverse_read(const char *text, size_t n, struct arena *a, struct interop_hubverse *ret, struct faults *f) NODISCARD;
err_t interop_hubverse_read_demand(const char *text, size_t n, struct arena *a, struct interop_hubverse *ret, struct faults *f) NODISCARD;

/* Append the heading, with origin_date, and rows in its order. Levels go out without trailing zeros ("0.1"), as R prints
 * them: hubs compare the ids as texts. `line` and `type_id` of a quantile are not looked at. */
void interop_hubverse_write_heading(struct str *out);
void interop_hubverse_write(struct str *out, const struct interop_hubverse_row *row);

#endif
