/* paths - sample paths of demand: 200 possible futures, so that sums over days are right.
 *
 * Ten per cent quantiles of days do not add up to the ten per cent quantile of a week. So each path
 * takes a value from every day's quantiles, and which value is decided by ranks that are coupled
 * over days like an autoregression of order one (a Gaussian copula, rank-coupled in the manner of
 * the Schaake shuffle): each day holds every 1/200 stratum exactly once, so the margins are kept
 * exactly.
 *
 * Where a surge forecast came as samples, these lead: they and the facility's own field are mixed by the part that the samples are
 * trusted for (demand's `led`).
 *
 * The ranks do not depend on the facility: they are drawn once from a seed into a table that the
 * caller keeps (120 kB) and shares read-only between threads. Deterministic byte for byte. */
#ifndef OXY_FORECAST_PATHS_H
#define OXY_FORECAST_PATHS_H

#include "forecast/demand.h"

enum {
	FORECAST_PATHS = 200,
	FORECAST_COUPLINGS = 3, /* one per method: a metered error fades, a wrong bed rate stays */
	FORECAST_RECEIPTS_MAX = 64 /* receipts of one system that are looked at, earliest first */
};

/* A stratum's value between two neighbouring quantiles: the same for every day and facility. */
struct forecast_paths_mix {
	int low;
	double weight; /* of level low + 1; below 0 and above 1 in the tails */
};

struct forecast_paths_table {
	uint64_t seed;
	struct forecast_paths_mix mix[FORECAST_PATHS]; /* of the 200 strata */
	double score[FORECAST_PATHS];                  /* normal score of each stratum */
	uint8_t rank[FORECAST_COUPLINGS][FORECAST_DAYS_MAX][FORECAST_PATHS]; /* demand */
	uint8_t outage[FORECAST_DAYS_MAX][FORECAST_PATHS];       /* is the PSA down that day */
	uint8_t punctual[FORECAST_RECEIPTS_MAX][FORECAST_PATHS]; /* is the n-th receipt on time */
};

/* Grams a day, by day and path. 48 kB: keep one per worker, not on a small stack. */
struct forecast_paths {
	day_t first_day;
	int days; /* 0: demand is unknown */
	float g[FORECAST_DAYS_MAX][FORECAST_PATHS];
};

void forecast_paths_table_init(struct forecast_paths_table *t, uint64_t seed);

/* The paths of one facility. site_seed turns the table, so that two facilities do not have their
 * bad days on the same path; 0 leaves it as it is. */
void forecast_paths_make(const struct forecast_paths_table *t, const struct forecast_demand *d,
    uint64_t site_seed, struct forecast_paths *ret);

/* How a facility's paths are turned against the table: its path p has the rank of path (shift + p stride) mod 200. */
struct forecast_paths_turn {
	int shift, stride;
};
struct forecast_paths_turn forecast_paths_turn_of(const struct forecast_paths_table *t, uint64_t site_seed);

/* A path's place is a mixture of normal scores: the rank of each field, turned, by the square root of its part. Which path is the k-th
 * smallest. The parts add up to 1; a field without part is left out. */
struct forecast_paths_field {
	const uint8_t *rank;
	struct forecast_paths_turn turn;
	double part;
};
void forecast_paths_order(const struct forecast_paths_table *t, const struct forecast_paths_field *fields, int n, uint8_t ret[FORECAST_PATHS]);

/* The ranks of a method's days, and the 200 values of one day in ascending order, grams. */
const uint8_t (*forecast_paths_ranks(const struct forecast_paths_table *t, enum forecast_method m))[FORECAST_PATHS];
void forecast_paths_strata(const struct forecast_paths_table *t, const int64_t q[FORECAST_LEVELS], float ret[FORECAST_PATHS]);

#endif
