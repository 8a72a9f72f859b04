/* level - thresholds on hours and on flow, as tables. */
#include "forecast/level.h"

#include <math.h>
#include <stddef.h>

static const struct forecast_level_config defaults = {
	.red_h = 12,
	.amber_h = 24,
	.watch_h = 72,
	.lead_margin_h = 6,
	.stale_factor = 1.5,
	.flow_amber_pct = 80,
	.flow_red_pct = 90,
	.flow_critical_pct = 95,
};

static const char *const names[FORECAST_LEVEL_COUNT] = {
	[FORECAST_LEVEL_UNKNOWN] = "unknown",
	[FORECAST_LEVEL_GREEN] = "green",
	[FORECAST_LEVEL_WATCH] = "watch",
	[FORECAST_LEVEL_AMBER] = "amber",
	[FORECAST_LEVEL_RED] = "red",
};

static const char *const flow_names[] = {
	[FORECAST_FLOW_UNKNOWN] = "unknown",
	[FORECAST_FLOW_OK] = "ok",
	[FORECAST_FLOW_AMBER] = "amber",
	[FORECAST_FLOW_RED] = "red",
	[FORECAST_FLOW_CRITICAL] = "critical",
};

struct forecast_level_config
forecast_level_defaults(void)
{
	return defaults;
}

enum forecast_level
forecast_level_of(const struct forecast_level_input *in, const struct forecast_level_config *config)
{
	const struct forecast_level_config *c = config ? config : &defaults;
	if (isnan(in->hours_p10))
		return FORECAST_LEVEL_UNKNOWN;
	double floor_h = in->lead_p90_h > 0 ? in->lead_p90_h + c->lead_margin_h : 0;
	if (in->hours_p10 < fmax(c->red_h, floor_h))
		return FORECAST_LEVEL_RED;
	if (in->hours_p10 < fmax(c->amber_h, floor_h))
		return FORECAST_LEVEL_AMBER;
	if (in->hours_p10 < fmax(c->watch_h, floor_h) || in->stale || in->partly_unknown)
		return FORECAST_LEVEL_WATCH;
	return FORECAST_LEVEL_GREEN;
}

bool
forecast_level_is_stale(instant_t last_truth, instant_t now, double report_every_h,
    const struct forecast_level_config *config)
{
	if (last_truth == INSTANT_NONE)
		return true;
	const struct forecast_level_config *c = config ? config : &defaults;
	double age_h = ((double)now - (double)last_truth) / INSTANT_HOUR;
	return age_h > c->stale_factor * (report_every_h > 0 ? report_every_h : 24);
}

enum forecast_flow_level
forecast_level_of_flow(double percent, const struct forecast_level_config *config)
{
	const struct forecast_level_config *c = config ? config : &defaults;
	if (isnan(percent))
		return FORECAST_FLOW_UNKNOWN;
	if (percent >= c->flow_critical_pct)
		return FORECAST_FLOW_CRITICAL;
	if (percent >= c->flow_red_pct)
		return FORECAST_FLOW_RED;
	return percent >= c->flow_amber_pct ? FORECAST_FLOW_AMBER : FORECAST_FLOW_OK;
}

const char *
forecast_level_name(enum forecast_level l)
{
	return names[l];
}

const char *
forecast_level_flow_name(enum forecast_flow_level l)
{
	return flow_names[l];
}
