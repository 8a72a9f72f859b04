/* forecast_shape - demand forecasts and what runs short. */
#include "wire/forecast_shape.h"
#include "wire/fields.h"
#include "wire/stock_report_shape.h"

static const char *const state_words[] = {
	[WIRE_FORECAST_QUEUED] = "queued",
	[WIRE_FORECAST_RUNNING] = "running",
	[WIRE_FORECAST_DONE] = "done",
	[WIRE_FORECAST_FAILED] = "failed",
};
const struct names wire_forecast_shape_states = NAMES(state_words);

/* clang-format off */
#define T struct wire_forecast_quantiles
static WIRE_SHAPE(quantiles_shape, "DemandQuantiles", "Quantiles of a day's demand in grams, ascending.", NULL,
	I64(p01, .unit = "g"),
	I64(p10, .unit = "g"),
	I64(p50, .unit = "g"),
	I64(p90, .unit = "g"),
	I64(p99, .unit = "g"));
#undef T

#define T struct wire_forecast_day
static WIRE_SHAPE(day_shape, "ForecastDay", "One day's demand.", NULL,
	DATE(date, .flags = WIRE_REQUIRED),
	OBJECT(demand_g, &quantiles_shape, .flags = WIRE_REQUIRED),
	ENUM(holiday, &calendar_holiday_kinds, .flags = WIRE_OMIT, .text = "a public holiday, on which reports are thin: a day without one is missing, never zero"));
#undef T

#define T struct wire_forecast
WIRE_SHAPE(wire_forecast_shape, "Forecast", "A facility's demand by day.", NULL,
	CODE(facility, .flags = WIRE_REQUIRED),
	INSTANT(as_of),
	TEXT(model, .text = "the member that made it; oxyd inspect models lists them"),
	TEXT(set_back, .flags = WIRE_OMIT, .text = "the model that is set back here, because its scores are worse than persistence's"),
	TEXT(basis, .text = "what it stands on: history, census, beds or surge"),
	TEXT(coefficients, .text = "the coefficient set that flows per patient and bed come from"),
	DATE(coefficients_dated, .flags = WIRE_OMIT, .text = "the edition of an imported set"),
	ID(run, .text = "the run it comes from; null: made for this answer"),
	BOOL(stale, .text = "the run is older than a day and a half"),
	LIST_OF(days, &day_shape, .text = "dates ascending"));
#undef T

#define T struct wire_forecast_request
WIRE_SHAPE(wire_forecast_shape_request, "ForecastRunRequest", "Ask for a forecast run.", NULL,
	CODE(province, .flags = WIRE_REQUIRED),
	INSTANT(as_of, .text = "now when not said"));
#undef T

#define T struct wire_forecast_run
WIRE_SHAPE(wire_forecast_shape_run, "ForecastRun", "A forecast run.", NULL,
	ID(id, .flags = WIRE_REQUIRED),
	ENUM(state, &wire_forecast_shape_states, .flags = WIRE_REQUIRED),
	CODE(province),
	INSTANT(as_of),
	INSTANT(created_at),
	INSTANT(finished_at),
	I64(facilities),
	TEXT(inputs_sha256),
	TEXT(error));
#undef T

#define T struct wire_shortfall
WIRE_SHAPE(wire_forecast_shape_shortfall, "Shortfall", "A facility that may run short, most urgent first.", NULL,
	CODE(facility, .flags = WIRE_REQUIRED),
	TEXT(name),
	CODE(province),
	ENUM(level, &stock_levels, .flags = WIRE_REQUIRED),
	BOOL(stale),
	I64(on_hand_g, .unit = "g"),
	OBJECT(hours_to_empty, &wire_stock_report_shape_hours, .flags = WIRE_REQUIRED),
	DATE(first_breach, .text = "first day on which the pessimistic path runs short"),
	I64(expected_unmet_g_per_day, .unit = "g/day"),
	F64(probability, .high = 1, .places = 4, .text = "of running short within the horizon, 0 to 1"),
	F64(empty_before_delivery, .high = 1, .places = 4, .text = "probability of running short before the next confirmed delivery; null when none is coming"),
	TEXT(binding, .text = "what holds it back"),
	TEXT(detail),
	TEXT(duty_phone, .flags = WIRE_OMIT, .text = "whom to call; for coordinators"));
#undef T

#define T struct wire_forecast_score
WIRE_SHAPE(wire_forecast_shape_score, "ForecastScore", "What the forecasts of a model were worth, so many days ahead.", NULL,
	TEXT(model, .flags = WIRE_REQUIRED),
	I64(horizon, .flags = WIRE_REQUIRED, .unit = "days", .text = "after the day whose morning the forecast was in force on"),
	I64(n, .flags = WIRE_REQUIRED, .text = "scored days of facilities"),
	I64(facilities),
	I64(wis_g, .unit = "g/day", .text = "mean weighted interval score"),
	I64(baseline_wis_g, .unit = "g/day", .text = "that of persistence with empirical errors, as of the same mornings"),
	F64(rel_wis, .places = 4, .text = "geometric mean over facilities of summed WIS against persistence's; below 1 is better"),
	F64(coverage_50, .high = 1, .places = 4, .text = "share of truths within the central 50 per cent"),
	F64(coverage_90, .high = 1, .places = 4),
	F64(coverage_95, .high = 1, .places = 4),
	F64(below_median, .high = 1, .places = 4, .text = "share of truths below the median; 0.5 is unbiased"),
	I64(set_back, .text = "facilities at which the model is set back, because it loses to persistence there"));
#undef T

#define T struct wire_forecast_surge
WIRE_SHAPE(wire_forecast_shape_surge, "SurgeReceipt", "A surge forecast was taken.", NULL,
	ID(id, .flags = WIRE_REQUIRED),
	TEXT(model, .flags = WIRE_REQUIRED),
	DATE(reference_date),
	I64(rows, .flags = WIRE_REQUIRED),
	I64(locations),
	INSTANT(recorded_at));
#undef T
