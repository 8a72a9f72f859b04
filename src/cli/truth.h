/* truth - published daily series, one CSV file a country, as public backtests give them.
 *
 * Columns series_id, date and any number of value columns, of which the caller names one; an empty
 * cell is a day that was not published. Each file is one pool of places. What is no number, no date
 * or no column is a fault that names the file, the line and the column. */
#ifndef OXY_CLI_TRUTH_H
#define OXY_CLI_TRUTH_H

#include "base/fault.h"
#include "base/mem.h"
#include "forecast/backtest.h"

struct cli_truth_pool {
	const char *name; /* of the file, without .csv */
	size_t n;
	const char **id;                         /* of each series, in order of appearance */
	struct forecast_backtest_series *series; /* first to last published day */
};

struct cli_truth {
	struct cli_truth_pool *pools; /* by name */
	size_t n;
	struct arena *arena;
};

err_t cli_truth_load(const char *dir, const char *column, struct cli_truth *ret, struct faults *f) NODISCARD;
void cli_truth_free(struct cli_truth *t); /* one that was never loaded is fine */

#endif
