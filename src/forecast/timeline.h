/* timeline - what happens to one supply system from its oldest truth to 14 days ahead.
 *
 * Truths and receipts become arrivals in order of time; the time between them is cut at midnights
 * and at now into segments inside which every rate is constant. Used by runout.c alone. Pure. */
#ifndef OXY_FORECAST_TIMELINE_H
#define OXY_FORECAST_TIMELINE_H

#include "forecast/runout.h"

enum {
	FORECAST_TIMELINE_ARRIVALS = FORECAST_TRUTHS_MAX + 2 * FORECAST_RECEIPTS_MAX,
	FORECAST_TIMELINE_SEGMENTS =
	    FORECAST_TIMELINE_ARRIVALS + FORECAST_DAYS_MAX + FORECAST_AHEAD_MAX + 4
};

/* When a receipt counts: always, or on the paths where it is (not) punctual. */
enum forecast_condition { FORECAST_ALWAYS, FORECAST_PUNCTUAL, FORECAST_LATE };

struct forecast_arrival {
	instant_t at;
	double g;
	enum forecast_condition when;
	bool is_truth; /* observed, so no capacity applies */
	bool is_fact;  /* truth, or a receipt that has happened */
	int receipt;   /* row of the punctual table */
	int on_time_pct, late_h;
};

struct forecast_segment {
	instant_t from, to;
	const struct forecast_arrival *arrival; /* at `from`; NULL none */
	int row;                                /* of the demand paths */
	int ahead;                              /* local days after today; -1 past */
};

/* Arrivals of a system in order of time (FORECAST_TIMELINE_ARRIVALS at most); 0 when it has no
 * truth. An uncertain receipt becomes two, one punctual and one late; when its time has passed
 * without its being booked only the late one is left, and after that none. */
int forecast_timeline_gather(
    const struct forecast_system *s, instant_t now, struct forecast_arrival *ret);

/* Segments from the first arrival (n >= 1) to `end`, FORECAST_TIMELINE_SEGMENTS at most. An arrival
 * is put on the segment that starts with it; several at one instant make empty segments. */
int forecast_timeline_cut(const struct forecast_runout_input *in, instant_t end,
    const struct forecast_arrival *arrivals, int n, struct forecast_segment *ret);

/* The row of the demand paths for an instant, clamped to the days that there are. */
int forecast_timeline_row(const struct forecast_paths *p, instant_t t);

#endif
