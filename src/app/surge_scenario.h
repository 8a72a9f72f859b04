/* surge_scenario - the surge forecasts in force for a province, brought down to each of its facilities.
 *
 * A model's forecast of the facility itself counts before its forecast of the province, census before admissions. Several
 * models are averaged on logs by their weights; the result is trusted as far as its best model is. A weight comes from what the
 * model's rounds of the last eight weeks were worth (forecast/surge_record.h). */
#ifndef OXY_APP_SURGE_SCENARIO_H
#define OXY_APP_SURGE_SCENARIO_H

#include "forecast/surge.h"
#include "store/position.h"
#include "store/surge.h"

struct app_surge_round {
	struct forecast_surge surge;
	day_t received;
};

struct app_surge_member {
	const char *model, *location;
	enum forecast_surge_target target;
	struct forecast_surge surge; /* the round in force */
	struct id paths;             /* the order of its samples; none */
	double weight;               /* how far it is trusted against the facility's own trend */
	struct app_surge_round *past;
	size_t n_past;
};

struct app_surge {
	const char *province;
	struct app_surge_member *members; /* by model */
	size_t n;                         /* 0: no surge forecast is in force */
};

err_t app_surge_scenario_load(struct db_conn *c, const char *province, struct store_moment at, struct arena *a, struct app_surge *ret,
    struct faults *f) NODISCARD;

/* Weighs each model by its past rounds and the covid census of all facilities of the province. Until then they weigh the same. */
void app_surge_scenario_weigh(struct app_surge *s, const struct store_position *all, size_t n, day_t today, struct arena *a);

/* share[i] of the province for each of all its facilities: by covid census of the last week, else by beds. */
void app_surge_scenario_shares(const struct store_position *all, size_t n, day_t today, struct arena *a, double *ret_share);

/* What is said of one facility: by how much it grows, and whose samples its paths follow, those of the most trusted model that has
 * any. `led` is the part that they are of what is uncertain: how far the scenario is trusted, times the model's part of it. */
struct app_surge_local {
	struct forecast_scenario scenario;
	struct id paths; /* none: nobody's */
	double led;
};

/* False when no model says anything of it. */
bool app_surge_scenario_make(const struct app_surge *s, const struct store_position *p, double share, day_t today,
    struct app_surge_local *ret) NODISCARD;

#endif
