/* replan_world - the plan in force in the world of now: which of its trips are still to come, which deliveries are promised, which are
 * broken and given back, what happened since. Pieces of app/replan. */
#ifndef OXY_APP_REPLAN_WORLD_H
#define OXY_APP_REPLAN_WORLD_H

#include "app/plan_result.h"
#include "planner/replan.h"
#include "store/delivery.h"
#include "store/plan.h"

#include <jansson.h>

struct app_replan_world {
	struct app_plan_world *w; /* its input is changed: events laid in, promises added, broken deliveries given back */
	const struct store_plan *plan;
	struct app_plan_result_lines lines;     /* of the plan */
	json_t *result, *internal;              /* of the plan; borrowed */
	struct id *delivery_of;                 /* [line]: none when it was never offered */
	struct store_delivery_list deliveries;  /* the plan's own, as they stand */
	struct planner_event *events;           /* said, then found */
	int n_events, n_said;
	struct planner_plan published;          /* trips that have not left */
	struct id (*stop_delivery)[32];         /* [published route][stop] */
	const char **keeps, **releases;         /* ids */
	int n_keeps, n_releases, promised;
};

/* Which delivery each line became. `job` sees everything. */
err_t app_replan_world_deliveries(struct act *a, struct db_conn *job, struct app_replan_world *x) NODISCARD;

/* Events that nobody said. Adds to events, which has room for all vehicles, suppliers, lines and needs. */
void app_replan_world_find(struct app_replan_world *x, struct arena *a);

/* Give broken deliveries back to their suppliers, and sort the plan's lines into trips that are still to come and promises. */
void app_replan_world_publish(struct app_replan_world *x, struct arena *a);

#endif
