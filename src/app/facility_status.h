/* facility_status - how a facility stands at a moment: the one projection that status, shortfalls, sums and alerts share. */
#ifndef OXY_APP_FACILITY_STATUS_H
#define OXY_APP_FACILITY_STATUS_H

#include "app/app.h"
#include "store/position.h"
#include "wire/status_shape.h"

struct app_facility_status {
	const struct store_position *position; /* with a card */
	struct forecast_site_input input;
	struct forecast_site_status site;
	enum stock_level level;
	int64_t incoming_g;          /* confirmed deliveries under way; 0 none */
	int64_t demand_g;            /* today's median; UNKNOWN_I64 */
};

/* Positions as a projection needs them: `q.days` of history (STORE_FLOW_HISTORY where the flow is shown, else 0), and a facility
 * without a forecast in force comes with the history that one is made of. Sites that had no card at the moment have card NULL. */
err_t app_facility_status_load(struct db_conn *c, const struct store_position_query *q, struct arena *a, struct store_position **ret,
    struct faults *f) NODISCARD;

/* Is it open on that day? False without a card. */
bool app_facility_status_is_open(const struct store_position *p, day_t today);

/* About 0.1 ms. `work` is the thread's own. */
void app_facility_status_project(const struct app *app, const struct store_position *p, instant_t now, struct forecast_site_work *work,
    struct arena *a, struct app_facility_status *ret);

/* As the API shows it, in the arena. */
void app_facility_status_shape(const struct app_facility_status *s, instant_t now, struct arena *a, struct wire_facility_status *ret);

/* The verb: one facility at the act's moment; ERR_NOT_FOUND when it was not registered then. */
err_t app_facility_status(struct act *a, struct store_site site, struct wire_facility_status *ret) NODISCARD;

/* Expected grams a day not served within the first `days` days; UNKNOWN_I64. */
int64_t app_facility_status_unmet_g(const struct forecast_site_status *s, int days);

enum stock_level app_facility_status_level(enum forecast_level l);
struct stock_hours app_facility_status_hours(const struct forecast_runout *r, struct forecast_hours h);

#endif
