/* forecast - forecast runs and the quantiles they found, as rows. */
#ifndef OXY_STORE_FORECAST_H
#define OXY_STORE_FORECAST_H

#include "forecast/demand.h"
#include "store/site.h"

enum store_forecast_state { STORE_FORECAST_NO_STATE, STORE_FORECAST_QUEUED, STORE_FORECAST_RUNNING, STORE_FORECAST_DONE, STORE_FORECAST_FAILED };

struct store_forecast_run {
	int16_t shard;
	struct id id;
	int64_t site_id;         /* UNKNOWN_I64: the whole province; 0: several facilities */
	char province[8];
	instant_t as_of;
	int64_t seed, cred_id;
	enum store_forecast_state state;
	char error[120];         /* code of the fault; "" none */
	instant_t recorded_at, finished_at;
	uint8_t config_sha[32], input_sha[32];
	int64_t facilities;
};

/* The run has begun; it is not in force. */
err_t store_forecast_begin(struct db_conn *c, const struct store_forecast_run *r, struct faults *f) NODISCARD;

/* What was found for one facility. */
struct store_forecast_row {
	struct store_site site;
	const struct forecast_demand *demand;
	bool surge; /* a surge forecast had its part */
	struct id paths;                      /* of the trajectories that demand->led is of; none */
	day_t coefficients_dated;             /* of demand->coefficients; DAY_NONE: not said */
	const struct forecast_demand *shadow; /* of a model that is set back here, the same days; NULL: none is */
};

/* All rows of a run in one statement; before store_forecast_end in the same transaction. */
err_t store_forecast_add(struct db_conn *c, const struct store_forecast_run *r, const struct store_forecast_row *rows, size_t n,
    struct arena *a, struct faults *f) NODISCARD;

/* The run's end: state, error, finished_at and fingerprints of r. */
err_t store_forecast_end(struct db_conn *c, const struct store_forecast_run *r, struct faults *f) NODISCARD;

/* A run in scope as of a moment; ret->id is none when there is no such run. A run that ended later was still running. */
err_t store_forecast_get(struct db_conn *c, struct id id, instant_t recorded_by, struct store_forecast_run *ret, struct faults *f) NODISCARD;

/* as_of of the newest finished run of the whole province by then; INSTANT_NONE. */
err_t store_forecast_pool_run(struct db_conn *c, const char *province, instant_t by, instant_t *ret, struct faults *f) NODISCARD;

#endif
