/* position - what is known of sites at a moment: card, last truths, movements since, deliveries on their way, forecast in
 * force, recent reports. One set of six statements for any number of sites; everything lives in the arena. */
#ifndef OXY_STORE_POSITION_H
#define OXY_STORE_POSITION_H

#include "forecast/balance.h"
#include "forecast/site.h"
#include "store/site.h"

enum { STORE_CENSUS = 7 }; /* nasal_cannula simple_mask reservoir_mask hfnc niv imv covid */

/* One stock-holding asset of the register, with its last truth. */
struct store_truth {
	int64_t asset_id, account_id;
	const char *code;
	const struct asset *asset; /* in the card; NULL for a supplier's store */
	instant_t at;              /* INSTANT_NONE: never */
	int64_t g;
	int64_t n_full, n_in_use, n_empty; /* bottles; UNKNOWN_I64 */
	bool provisional, metered;
	struct forecast_receipt *moves;
	int n_moves;
	int64_t pending_g;         /* a later value that waits for a verdict; UNKNOWN_I64 */
	instant_t pending_at;
};

struct store_inbound {
	struct id delivery_id;
	int64_t account_id;
	instant_t at;
	int64_t g;
	int state;
};

/* A report in force: the newest revision of its period. */
struct store_history {
	day_t date;
	instant_t start, end, occurred_at;
	int64_t consumed_g; /* in effect: an older revision's while the newest waits or is rejected; UNKNOWN_I64 when none is */
	int64_t doubted_g;  /* what was said, when it is doubted and not settled */
	int64_t expected_g;
	int64_t census[STORE_CENSUS]; /* UNKNOWN_I64 */
};

struct store_position {
	struct store_site site;
	struct facility *card;      /* NULL when the site is no facility or has no card at the moment */
	int revision;               /* of the card */
	struct store_truth *truths;
	int n_truths;
	struct store_inbound *inbound;
	int n_inbound;
	struct store_history *history; /* oldest first */
	int n_history;
	const struct forecast_balance *balance; /* NULL: not asked for, or no day is missing */
	struct id forecast_run;     /* none: no forecast in force */
	instant_t forecast_as_of, forecast_recorded_at;
	bool forecast_surge;        /* a surge forecast had its part in it */
	const char *forecast_shadow; /* a model that was set back for it; NULL: none */
	day_t coefficients_dated;   /* of the set that the forecast stands on; DAY_NONE: not said */
	struct forecast_demand demand; /* of the forecast; days = 0 when there is none */
	double lead_p90_h;          /* shortest lead time of the suppliers that may fill something here; NAN */
};

struct store_moment {
	instant_t now, recorded_by;
};

/* `days` of history (0: none). Positions in the order of the sites. `without`, for each site, is a period whose reports are left out of the
 * stock: what stood before a correction (INSTANT_NONE: nothing is); NULL for none at all. */
struct store_position_query {
	const struct store_site *sites;
	size_t n;
	const struct store_period {
		instant_t start, end;
	} *without;
	struct store_moment at;
	int days;
	bool balance; /* learn from the stock what was used on days that nobody reported */
};
err_t store_position_load(struct db_conn *c, const struct store_position_query *q, struct arena *a, struct store_position **ret,
    struct faults *f) NODISCARD;

/* What forecast_demand_make needs to know of the site, in the arena: from the day of the oldest truth that counts to
 * STORE_FORECAST_AHEAD days after today. Pool and scenario are the caller's to add. The position has a card. */
enum {
	STORE_FORECAST_HISTORY = 120, /* days of reports that a forecast learns from: as many as forecast_series holds */
	STORE_FLOW_HISTORY = 8,      /* days of reports that the present flow is made of */
	STORE_FORECAST_AHEAD = 20,   /* days after today: a fortnight, for a week after the run */
	STORE_FORECAST_SURGE = 16,   /* in oxy.forecast.method beside the method: a surge forecast had its part */
};
void store_position_demand_input(const struct store_position *p, instant_t now, struct arena *a, struct forecast_demand_input *ret);

/* Cards and forecasts in force alone. */
err_t store_position_forecasts(struct db_conn *c, const struct store_position_query *q, struct arena *a, struct store_position **ret,
    struct faults *f) NODISCARD;

/* Reports of the last q->days alone; no cards. */
err_t store_position_reports(struct db_conn *c, const struct store_position_query *q, struct arena *a, struct store_position **ret,
    struct faults *f) NODISCARD;

/* Truths and movements alone, of any kind of site; no cards, so no truth has its asset. */
err_t store_position_stocks(struct db_conn *c, const struct store_position_query *q, struct arena *a, struct store_position **ret,
    struct faults *f) NODISCARD;

/* The input of forecast_site_project from a position, in the arena. Where no forecast is in force, demand is made here from
 * the history in hand, census or beds. */
void store_position_input(const struct store_position *p, const struct forecast_paths_table *table, instant_t now, struct arena *a,
    struct forecast_site_input *ret);

/* The history as forecast_demand_make takes it: one element a day from the first that is known on, shifts of a day added up; days that
 * nobody reported as the balance says, when it was asked for. */
void store_position_history(const struct store_position *p, struct arena *a, struct forecast_history *ret);

#endif
