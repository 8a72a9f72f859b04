/* hubverse_tasks - hub-config/tasks.json: what a file of our forecasts holds, as hubs' own tools validate and score it.
 *
 * The document follows version 5 of the hubverse's schema of tasks. Memory only; any thread. */
#ifndef OXY_INTEROP_HUBVERSE_TASKS_H
#define OXY_INTEROP_HUBVERSE_TASKS_H

#include "domain/calendar.h"

#include <jansson.h>
#include <stddef.h>

struct interop_hubverse_tasks {
	day_t origin_date;
	int horizons; /* 1..horizons days */
	const double *levels;
	size_t n_levels;
	const char *const *locations;
	size_t n_locations;
};

/* A new reference. */
json_t *interop_hubverse_tasks(const struct interop_hubverse_tasks *t);

#endif
