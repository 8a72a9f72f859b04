/* score - what forecasts were worth, as rows: the forecast that opened each day, its scores, and the models that are set
 * back. What the numbers mean is in sql/migrations/0007_forecast_scores.sql and doc/adr/0014-forecast-scores.md. */
#ifndef OXY_STORE_SCORE_H
#define OXY_STORE_SCORE_H

#include "forecast/member.h"
#include "store/site.h"

/* Facilities, some hundred at a time. */
struct store_score_sites {
	const struct store_site *at;
	size_t n;
};

/* ---- days are opened ------------------------------------------------------------------------------ */

/* Up to which morning a cell's days are opened; DAY_NONE: none. */
err_t store_score_opened(struct db_conn *c, int16_t shard, day_t *ret, struct faults *f) NODISCARD;
err_t store_score_opened_put(struct db_conn *c, int16_t shard, day_t day, struct faults *f) NODISCARD;

/* ret[i]: the run in force for site i at the morning, at most a day old; no id: none was. */
err_t store_score_runs(struct db_conn *c, const struct store_score_sites *s, instant_t morning, struct arena *a, struct id *ret,
    struct faults *f) NODISCARD;

struct store_score_origin {
	struct store_site site;
	struct id run_id;
	bool known; /* a baseline could be made */
	double baseline[FORECAST_MEMBER_HORIZON][FORECAST_LEVELS];
};
err_t store_score_open(struct db_conn *c, day_t origin_day, instant_t recorded_at, const struct store_score_origin *o, size_t n, struct arena *a,
    struct faults *f) NODISCARD;

/* Drop the baselines of days before `before`, of all facilities. */
err_t store_score_forget(struct db_conn *c, day_t before, struct faults *f) NODISCARD;

/* ---- days are scored ------------------------------------------------------------------------------ */

struct store_score_day {
	int64_t site_id;
	day_t day;
	int64_t truth_g; /* UNKNOWN_I64: taken back */
};
struct store_score_days {
	struct store_score_day *items; /* by site and day; in the arena */
	size_t n;
};
err_t store_score_known(struct db_conn *c, const struct store_score_sites *s, day_t since, struct arena *a, struct store_score_days *ret,
    struct faults *f) NODISCARD;

/* What the morning `horizon` days before said of a day. */
struct store_score_said {
	int64_t site_id;
	day_t day;
	int horizon; /* 1..14 */
	const char *model, *shadow_model; /* shadow_model NULL: none */
	double q[FORECAST_LEVELS], shadow[FORECAST_LEVELS], baseline[FORECAST_LEVELS]; /* baseline NAN: none */
};
struct store_score_material {
	struct store_score_said *items; /* by site, day and horizon; in the arena */
	size_t n;
};
err_t store_score_material(struct db_conn *c, const struct store_site *sites, const day_t *days, size_t n, struct arena *a,
    struct store_score_material *ret, struct faults *f) NODISCARD;

enum { STORE_SCORE_IN50 = 1, STORE_SCORE_IN90 = 2, STORE_SCORE_IN95 = 4, STORE_SCORE_BELOW = 8 };

struct store_score {
	struct store_site site;
	day_t day;
	const char *model;
	int64_t truth_g; /* UNKNOWN_I64: taken back, and no scores */
	enum forecast_truth_kind kind;
	double wis[FORECAST_MEMBER_HORIZON], baseline[FORECAST_MEMBER_HORIZON]; /* [h - 1]; NAN: not known */
	int64_t hits[FORECAST_MEMBER_HORIZON];                                  /* UNKNOWN_I64 where wis is NAN */
};
err_t store_score_add(struct db_conn *c, instant_t recorded_at, const struct store_score *s, size_t n, struct arena *a, struct faults *f) NODISCARD;

/* ---- models are set back ---------------------------------------------------------------------------- */

struct store_score_record {
	int64_t site_id;
	const char *model;
	struct forecast_member_record record; /* demoted and rested are the caller's to fill */
};
struct store_score_records {
	struct store_score_record *items;
	size_t n;
};
err_t store_score_record(struct db_conn *c, const struct store_score_sites *s, day_t after, day_t upto, struct arena *a,
    struct store_score_records *ret, struct faults *f) NODISCARD;

struct store_score_demotion {
	int64_t site_id;
	const char *model;
	bool demoted;
	instant_t recorded_at;
};
struct store_score_demotions {
	struct store_score_demotion *items; /* the last decision of each (site, model) */
	size_t n;
};
err_t store_score_demotions(struct db_conn *c, const struct store_score_sites *s, instant_t recorded_by, struct arena *a,
    struct store_score_demotions *ret, struct faults *f) NODISCARD;

/* The decision on a model at a site; NULL: there was none. */
const struct store_score_demotion *store_score_demotion_of(const struct store_score_demotions *d, int64_t site_id, const char *model);

err_t store_score_decide(struct db_conn *c, struct store_site site, const char *model, instant_t recorded_at,
    const struct forecast_member_record *r, bool demoted, struct faults *f) NODISCARD;

/* ---- the account ------------------------------------------------------------------------------------- */

struct store_score_sum {
	const char *model;
	int horizon;
	int64_t n, facilities;     /* scored days; facilities with any */
	double wis;                /* sum over n */
	int64_t pairs;             /* days that persistence has a score of, too */
	double baseline;           /* sum over pairs */
	int64_t ratios;            /* facilities with a ratio, and the sum of its log */
	double log_ratio;
	int64_t in50, in90, in95, below;
};
struct store_score_sums {
	struct store_score_sum *items; /* by model and horizon */
	size_t n;
};
struct store_score_window {
	day_t after, upto;
	instant_t recorded_by;
	const char *model; /* NULL: each */
};
err_t store_score_sum(struct db_conn *c, const struct store_score_sites *s, const struct store_score_window *w, struct arena *a,
    struct store_score_sums *ret, struct faults *f) NODISCARD;

#endif
