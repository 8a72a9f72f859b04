/* forecast_shape - JSON of demand forecasts, forecast runs and shortfalls. */
#ifndef OXY_WIRE_FORECAST_SHAPE_H
#define OXY_WIRE_FORECAST_SHAPE_H

#include "base/id.h"
#include "domain/calendar.h"
#include "domain/list.h"
#include "domain/stock.h"
#include "wire/wire.h"

struct wire_forecast_quantiles {
	int64_t p01, p10, p50, p90, p99; /* grams a day */
};

struct wire_forecast_day {
	day_t date;
	enum holiday_kind holiday; /* a day on which few report */
	struct wire_forecast_quantiles demand_g;
};

/* GET /v1/facilities/{code}/forecast */
struct wire_forecast {
	const char *facility;
	instant_t as_of;
	const char *model, *basis; /* basis: history, census, beds, surge */
	const char *set_back;      /* a model that loses to persistence here; NULL: none */
	const char *coefficients;  /* the set that its flows come from; NULL: not said */
	day_t coefficients_dated;  /* of an imported set */
	struct id run; /* none: made for this answer */
	bool stale;    /* the run is older than a day and a half */
	LIST(struct wire_forecast_day) days; /* dates ascending */
};

/* POST /v1/forecast-runs */
struct wire_forecast_request {
	const char *province;
	instant_t as_of;
};

enum wire_forecast_state {
	WIRE_FORECAST_STATE_NONE,
	WIRE_FORECAST_QUEUED,
	WIRE_FORECAST_RUNNING,
	WIRE_FORECAST_DONE,
	WIRE_FORECAST_FAILED
};
extern const struct names wire_forecast_shape_states;

struct wire_forecast_run {
	struct id id;
	enum wire_forecast_state state;
	const char *province;
	instant_t as_of, created_at, finished_at;
	int64_t facilities;
	const char *inputs_sha256, *error;
};

/* One row of GET /v1/shortfalls, most urgent first. */
struct wire_shortfall {
	const char *facility, *name, *province;
	enum stock_level level;
	bool stale;
	int64_t on_hand_g;
	struct stock_hours hours_to_empty;
	day_t first_breach; /* the first day that the 10 % path runs short; unknown: none in the
			       horizon */
	int64_t expected_unmet_g_per_day;
	double probability;  /* of running short within the horizon, 0..1 */
	double empty_before_delivery; /* the same before the next confirmed delivery; NAN: none is coming */
	const char *binding; /* stock, flow, supply, bottles, deliveries ... */
	const char *detail;
	const char *duty_phone; /* for those who run the register only */
};

/* One row of GET /v1/forecast-scores. */
struct wire_forecast_score {
	const char *model;
	int64_t horizon;               /* days after the morning's day */
	int64_t n, facilities;         /* scored days; facilities with any */
	int64_t wis_g, baseline_wis_g; /* means, grams a day */
	double rel_wis;                /* geometric mean over facilities of summed WIS against persistence's */
	double coverage_50, coverage_90, coverage_95, below_median; /* shares, 0..1 */
	int64_t set_back;              /* facilities at which the model is set back */
};

/* POST /v1/surge-forecasts: what was taken. */
struct wire_forecast_surge {
	struct id id;
	const char *model;
	day_t reference_date;
	int64_t rows, locations;
	instant_t recorded_at;
};

extern const struct wire_shape wire_forecast_shape;           /* struct wire_forecast */
extern const struct wire_shape wire_forecast_shape_request;   /* struct wire_forecast_request, in */
extern const struct wire_shape wire_forecast_shape_run;       /* struct wire_forecast_run */
extern const struct wire_shape wire_forecast_shape_shortfall; /* struct wire_shortfall */
extern const struct wire_shape wire_forecast_shape_score;     /* struct wire_forecast_score */
extern const struct wire_shape wire_forecast_shape_surge;     /* struct wire_forecast_surge */

#endif
