/* surge_paths - the samples of a file of surge forecasts are kept as the order of its joint paths (forecast/trajectories.h). */
#ifndef OXY_APP_SURGE_PATHS_H
#define OXY_APP_SURGE_PATHS_H

#include "app/app.h"
#include "store/surge.h"

/* Of each location, target and reference date with enough samples, inside the caller's transaction; the file is already stored. */
err_t app_surge_paths_add(struct act *a, const struct store_surge_file *file) NODISCARD;

#endif
