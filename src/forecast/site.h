/* site - a facility's card and what is known of its stock, projected: the status that everybody is shown.
 *
 * This is where assets become supply systems: tanks, pools and manifolds of a system add up, less what cannot be drawn; a
 * reserve bank is shown and never counted; PSA plants and concentrators produce at 80 % of their plate (WHO derating).
 * The same function answers a report, a status read, the shortfall list and the plan. Pure; any thread; a caller-owned
 * workspace instead of allocation. */
#ifndef OXY_FORECAST_SITE_H
#define OXY_FORECAST_SITE_H

#include "domain/facility.h"
#include "forecast/level.h"
#include "forecast/runout.h"

enum { FORECAST_SITE_ASSETS = 64 };

/* What is known of one stock-holding asset. */
struct forecast_site_stock {
	const struct asset *asset;            /* of the card */
	instant_t at;                         /* of the last truth; INSTANT_NONE: never reported */
	int64_t g;                            /* then; FORECAST_UNKNOWN_G */
	bool provisional;
	const struct forecast_receipt *moves; /* since then: at, g (negative: given away) */
	int n_moves;
};

/* A confirmed delivery on its way to an asset. */
struct forecast_site_inbound {
	const struct asset *asset;
	struct forecast_receipt receipt;
};

struct forecast_site_input {
	const struct facility *card;
	instant_t now;
	const struct forecast_site_stock *stocks; /* one for each stock-holding asset of the card */
	int n_stocks;
	const struct forecast_site_inbound *inbound;
	int n_inbound;
	const struct forecast_demand *demand;
	const struct forecast_paths_table *table;
	uint64_t seed;     /* the site's own turn of the table: its id */
	double flow_lpm;   /* present flow by census; NAN: from the paths */
	double lead_p90_h; /* shortest lead time of the suppliers that may fill it; NAN */
	const struct forecast_level_config *levels; /* NULL: defaults */
};

struct forecast_site_status {
	int64_t on_hand_g; /* all assets and forms, projected to now; unknown as soon as one was never reported */
	int64_t usable_g;  /* the part that can be drawn, reserve left out */
	instant_t as_of_truth; /* the oldest of the last truths that count; INSTANT_NONE */
	int n_assets, n_known; /* stock-holding assets, and how many were ever reported */
	enum forecast_level level;
	bool stale;
	struct forecast_flow flow;
	int n_systems;
	const char *system[FORECAST_SYSTEMS_MAX]; /* codes, of the card */
	struct forecast_runout_site run; /* run.site: the site's hours; run.system[i] of system[i] */
};

/* 60 kB that one thread uses at a time. */
struct forecast_site_work {
	struct forecast_paths paths;
	struct forecast_truth truths[FORECAST_SYSTEMS_MAX][FORECAST_TRUTHS_MAX];
	struct forecast_receipt receipts[FORECAST_SYSTEMS_MAX][FORECAST_RECEIPTS_MAX];
	struct forecast_system systems[FORECAST_SYSTEMS_MAX];
};

void forecast_site_project(const struct forecast_site_input *in, struct forecast_site_work *work, struct forecast_site_status *ret);

/* Does the asset hold stock that reports tell of (tank, pool, manifold)? */
bool forecast_site_holds_stock(const struct asset *a);

/* A truth and what moved since, as if nobody had drawn; and what of it is above the heel. */
int64_t forecast_site_standing_g(const struct forecast_site_stock *st);
int64_t forecast_site_drawable_g(const struct forecast_site_stock *st);

/* Usable grams of an asset when it is full: 95 % of a tank less its heel, all bottles of a pool. Unknown: FORECAST_UNKNOWN_G. */
int64_t forecast_site_room_g(const struct asset *a);

#endif
