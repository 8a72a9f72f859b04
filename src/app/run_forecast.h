/* run_forecast - demand of a province's facilities from what was recorded by a moment, kept as the forecast in force.
 *
 * Reproducible: the same moment, configuration and seed give the same quantiles to the byte, whenever it is asked; the run
 * keeps the fingerprints of both. A run of a whole province pools the growth of its facilities; a run of some of them after
 * their reports takes the pool as of the newest whole run, so that it stays a matter of a fraction of a second.
 * A run that fails is recorded as failed, and the last good one stays in force. */
#ifndef OXY_APP_RUN_FORECAST_H
#define OXY_APP_RUN_FORECAST_H

#include "app/app.h"
#include "store/forecast.h"

/* Fitted pools by province, for one thread that runs forecasts again and again. */
struct app_pools;
struct app_pools *app_run_forecast_pools_new(void) NODISCARD;
void app_run_forecast_pools_free(struct app_pools *p); /* NULL is fine */

struct app_forecast_order {
	const char *province;
	const struct store_site *sites; /* only these; NULL: all facilities of the province, as when no whole run is in force */
	size_t n;
	instant_t as_of;         /* INSTANT_NONE: now */
	int64_t seed;
	int64_t cred_id;         /* 0: the daemon itself */
	struct app_pools *pools; /* may be NULL */
};

/* Runs it to its end with connections of its own (no transaction of the caller's may be open on this thread: it waits for
 * the watermark). ERR_OK with ret->state done or failed; an error when not even the attempt could be recorded. */
err_t app_run_forecast(struct app *app, const struct app_forecast_order *o, struct store_forecast_run *ret, struct faults *f) NODISCARD;

#endif
