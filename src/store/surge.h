/* surge - surge forecasts in the hubverse shape, as rows: what was taken, and the rounds of the last weeks. */
#ifndef OXY_STORE_SURGE_H
#define OXY_STORE_SURGE_H

#include "domain/calendar.h"
#include "forecast/surge.h"
#include "forecast/trajectories.h"
#include "store/site.h"

/* One row of a file as it was taken. */
struct store_surge_row {
	int64_t line;
	const char *province, *location; /* location: the province's code or a facility's */
	day_t reference_date;
	enum forecast_surge_target target;
	int64_t horizon;
	enum forecast_surge_type type;
	const char *type_id; /* as written; "" for median and mean */
	double value;
};

struct store_surge_file {
	struct id id;
	const char *model;
	uint8_t sha[32];
	instant_t recorded_at;
	int64_t cred_id;
	const struct store_surge_row *rows;
	size_t n;
};

/* The file and all its rows, inside the caller's transaction. */
err_t store_surge_add(struct db_conn *c, const struct store_surge_file *file, struct arena *a, struct faults *f) NODISCARD;

/* The order of the samples of one location and target of a file (forecast/trajectories.h), under an id of its own. */
struct store_surge_paths {
	struct id surge_id, id;
	const char *province, *location;
	enum forecast_surge_target target;
	day_t reference_date;
	instant_t recorded_at;
	const struct forecast_trajectories *trajectories;
};
err_t store_surge_paths_add(struct db_conn *c, const struct store_surge_paths *p, struct faults *f) NODISCARD;

/* That of each id, in the arena, one for equal ids; NULL for an id that is none or not in sight. Asks nothing when all are none. */
err_t store_surge_paths_get(struct db_conn *c, const struct id *ids, size_t n, struct arena *a, const struct forecast_trajectories **ret,
    struct faults *f) NODISCARD;

/* What one model said of one location and target at one reference date. */
struct store_surge_round {
	const char *model, *location;
	enum forecast_surge_target target;
	day_t reference_date;
	instant_t recorded_at;
	struct id paths; /* the order of its samples; none: it has none, or too few */
	struct forecast_surge_row *rows;
	size_t n;
};
struct store_surge_list {
	struct store_surge_round *items; /* by model, location, target, newest reference date first; in the arena */
	size_t n;
};

/* Rounds with reference dates after today - days. */
err_t store_surge_rounds(struct db_conn *c, const char *province, day_t today, int days, instant_t recorded_by, struct arena *a,
    struct store_surge_list *ret, struct faults *f) NODISCARD;

#endif
