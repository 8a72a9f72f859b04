/* replan_world - the plan in force in the world of now: which of its trips are still to come, which deliveries are promised, which are
 * broken and given back. Pieces of app/replan; what happened since is found by app/replan_find. */
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
	struct store_delivery_list ended;       /* since the plan was made, of any plan: what it keeps of an older one is that one's */
	struct planner_event *events;           /* said, then found */
	struct id *about;                       /* [event]: the delivery that it is about; none */
	int n_events, n_said;
	bool by_itself;                         /* the daemon asks */
	struct planner_plan published;          /* trips that have not left */
	struct id (*stop_delivery)[32];         /* [published route][stop] */
	const char **keeps, **releases;         /* ids */
	int n_keeps, n_releases, promised;
};

/* Which delivery each line became, and which deliveries came to their end since. `job` sees everything. */
err_t app_replan_world_deliveries(struct act *a, struct db_conn *job, struct app_replan_world *x) NODISCARD;

/* The delivery of a line while it is offered, accepted or under way; NULL. */
struct app_plan_world_open *app_replan_world_open(const struct app_replan_world *x, int line);

int app_replan_world_day(const struct app_replan_world *x, instant_t t); /* of the world; may lie outside */

/* Give broken deliveries back to their suppliers, and sort the plan's lines into trips that are still to come and promises. */
void app_replan_world_publish(struct app_replan_world *x, struct arena *a);

#endif
