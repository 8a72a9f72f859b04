/* level - red, amber, watch, green or unknown: what a coordinator acts on.
 *
 * From the p10 of the hours to empty with confirmed deliveries: red below 12 h, amber below 24 h,
 * watch below 72 h; no threshold is below the supplier's p90 lead time + 6 h, because what cannot
 * be reached in time is red at once. A stale site (last truth older than 1.5 reporting intervals)
 * is never green, nor one with a supply system nobody knows: at best watch. */
#ifndef OXY_FORECAST_LEVEL_H
#define OXY_FORECAST_LEVEL_H

#include "base/clock.h"

#include <stdbool.h>

enum forecast_level {
	FORECAST_LEVEL_UNKNOWN,
	FORECAST_LEVEL_GREEN,
	FORECAST_LEVEL_WATCH,
	FORECAST_LEVEL_AMBER,
	FORECAST_LEVEL_RED,
	FORECAST_LEVEL_COUNT
};

enum forecast_flow_level {
	FORECAST_FLOW_UNKNOWN,
	FORECAST_FLOW_OK,
	FORECAST_FLOW_AMBER,
	FORECAST_FLOW_RED,
	FORECAST_FLOW_CRITICAL
};

struct forecast_level_config {
	double red_h, amber_h, watch_h; /* 12, 24, 72 */
	double lead_margin_h;           /* 6: added to the supplier's p90 lead time */
	double stale_factor;            /* 1.5 reporting intervals */
	double flow_amber_pct, flow_red_pct, flow_critical_pct; /* 80, 90, 95 */
};

struct forecast_level_input {
	double hours_p10; /* NAN unknown */
	bool stale;
	bool partly_unknown; /* a supply system of the site has never been reported */
	double lead_p90_h;   /* supplier's p90 lead time; NAN or <= 0: none known */
};

struct forecast_level_config forecast_level_defaults(void);

/* config NULL: defaults. */
enum forecast_level forecast_level_of(
    const struct forecast_level_input *in, const struct forecast_level_config *config);

/* True when the last truth is older than stale_factor x report_every_h (24 when <= 0), or there is
 * none (INSTANT_NONE). */
bool forecast_level_is_stale(instant_t last_truth, instant_t now, double report_every_h,
    const struct forecast_level_config *config);

/* Per cent of the flow limit: amber from 80, red from 90, critical from 95. */
enum forecast_flow_level forecast_level_of_flow(
    double percent, const struct forecast_level_config *config);

/* "red", "amber", "watch", "green", "unknown"; and "ok", "critical" for flow. */
const char *forecast_level_name(enum forecast_level l);
const char *forecast_level_flow_name(enum forecast_flow_level l);

#endif
