/* replay_series - the course of real hospital waves, read from a directory of CSV files.
 *
 * Columns: series_id,date,hospitalized,icu,admissions,o2_nm3_day (the last two are not used); empty cells are unpublished. A gap of at
 * most seven days keeps the last value. The window is the `days` days that end when the series together stand highest, each measured
 * against its own maximum; a series that was not published through the whole window is left out. Dates stay common to all series:
 * nothing is shifted against anything else. */
#ifndef OXY_CLI_REPLAY_SERIES_H
#define OXY_CLI_REPLAY_SERIES_H

#include "base/fault.h"
#include "domain/calendar.h"

#include <stddef.h>

struct cli_replay_series_one {
	const char *id;
	double peak;         /* largest `hospitalized` of the window */
	double *hospitalized, *icu; /* of each day of the window; icu of an unpublished day is 0 */
};

struct cli_replay_series {
	struct cli_replay_series_one *items; /* largest peak first */
	size_t n, left_out;
	int days;
	day_t last; /* of the window */
	struct arena *arena;
};

err_t cli_replay_series_load(const char *dir, int days, struct cli_replay_series *ret, struct faults *f) NODISCARD;
void cli_replay_series_free(struct cli_replay_series *s);

#endif
