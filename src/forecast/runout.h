/* runout - how many hours of oxygen are left, and how sure are we.
 *
 * For each of 200 demand paths the stock of every supply system is run down from its last truth: to
 * now (so a silent site goes red by itself), and on to 14 days ahead. The hours are quantiles over
 * the paths. A receipt adds to what is then there; a projection stops at zero; what does not fit
 * under the capacity is not received; on-site production works or, with its outage
 * probability, does not on a given day; an idle tank loses max(0, boil-off - draw).
 *
 * Hours are capped at 336 and NAN only when unknown. With on-site production, empty means that
 * demand cannot be met. Stock zero without production is 0 hours, whatever the demand. More stock
 * never means fewer hours; a later receipt never more (unless a full tank would have turned the
 * earlier one away).
 *
 * About 0.1 ms for two systems and 14 days. Pure, deterministic, any thread; no allocation. */
#ifndef OXY_FORECAST_RUNOUT_H
#define OXY_FORECAST_RUNOUT_H

#include "forecast/paths.h"

#define FORECAST_HOURS_MAX 336.0

enum {
	FORECAST_SYSTEMS_MAX = 8, /* supply systems of one site */
	FORECAST_TRUTHS_MAX =
	    16, /* separately observed stocks of one system (tank, pool, manifold) */
	FORECAST_AHEAD_MAX = 15 /* local days in the unmet table: the rest of today, and 14 */
};

/* An observed stock: usable grams, heel subtracted. */
struct forecast_truth {
	instant_t at; /* <= now */
	int64_t g;    /* >= 0; FORECAST_UNKNOWN_G entries are left out */
};

/* Something that arrives. A receipt at or before `now` with 100 % is a fact and counts in both
 * kinds of hours; a fact may be negative: what was given away or booked back. Facts of one instant
 * are added up before they count. Leave out what the truth of the filled asset already holds; receipts before the
 * system's oldest truth are ignored. */
struct forecast_receipt {
	instant_t at;
	int64_t g;
	int on_time_pct; /* probability, 0..100; otherwise it comes late_h hours later. Below 100
			    and its time passed: it is overdue, comes late, and is dropped after
			    that */
	int late_h;      /* 0 means 24 */
};

struct forecast_system {
	const struct forecast_truth
	    *truths; /* 0..FORECAST_TRUTHS_MAX; none known: the system is unknown */
	int n_truths;
	const struct forecast_receipt
	    *receipts; /* confirmed deliveries, any order; the earliest 64 count */
	int n_receipts;
	int64_t reserve_g; /* reserve bank: shown, never counted; FORECAST_UNKNOWN_G unknown */
	int64_t
	    capacity_g;  /* usable grams up to which receipts fill it: 95 % of a tank less its heel,
			    all  bottles of a pool (forecast_site_room_g); <= 0: no limit known */
	int64_t brim_g;  /* the same for what has come already, where that may be more: lent bottles stand beside a
			    pool's own; <= 0: capacity_g */
	bool no_storage; /* production alone: known without any truth, with nothing in stock */
	int64_t production_g_h; /* on-site production, derated; 0 none */
	int outage_pct;         /* share of days on which it stands still */
	int64_t boiloff_g_h;    /* 0 none */
	double share_pct; /* share of the facility's demand; NAN or < 0: an even share of what is
			     left */
	double limit_lpm; /* flow limit; NAN unknown */
};

struct forecast_runout_input {
	instant_t now;
	const struct forecast_system *systems;
	int n_systems; /* 1..FORECAST_SYSTEMS_MAX */
	const struct forecast_paths
	    *paths; /* made from first_day <= day of the oldest truth, where possible */
	const struct forecast_paths_table *table; /* the one the paths were made with */
	double flow_lpm; /* facility's present flow (census x coefficients); NAN: from paths */
	double density_g_per_l; /* of the flow figures; 0: 1.3312 (20 C) */
};

struct forecast_hours {
	double p10, p50, p90; /* NAN unknown */
};

struct forecast_flow {
	double demand_lpm, limit_lpm, percent; /* NAN unknown */
};

struct forecast_runout {
	bool known;            /* has a truth, and demand is known */
	instant_t as_of_truth; /* oldest truth it stands on; INSTANT_NONE */
	int64_t on_hand_g;     /* projected to now, median; FORECAST_UNKNOWN_G */
	int64_t on_hand_p10_g, on_hand_p90_g;
	int64_t reserve_g;
	struct forecast_hours hours; /* with confirmed deliveries */
	struct forecast_hours hours_without_deliveries;
	instant_t breach_p10; /* now + hours.p10; INSTANT_NONE when beyond 336 h or unknown */
	int unmet_days;       /* rows of unmet_g in use: 15, or 0 when unknown */
	int64_t unmet_g[FORECAST_AHEAD_MAX]; /* expected grams not served per local day, today
						first, deliveries counted */
	struct forecast_flow flow;
	float empty_h[FORECAST_PATHS]; /* hours to empty of each path, ascending, with deliveries */
};

/* The site: the minimum over its systems path by path; `known` when any system is. */
struct forecast_runout_site {
	int n_systems, unknown_systems;
	struct forecast_runout site; /* on_hand_g unknown as soon as one system's is */
	struct forecast_runout system[FORECAST_SYSTEMS_MAX];
};

/* 14 kB of result; ret may be reused. Everything unknown when demand is. */
void forecast_runout_make(const struct forecast_runout_input *in, struct forecast_runout_site *ret);

/* Probability of being empty within `hours` from now; NAN unknown. */
double forecast_runout_probability(const struct forecast_runout *r, double hours);

/* Flat and exponential demand, exactly: hours until stock_g is used at rate_g_h now. doubling_h is
 * the time in which demand doubles; negative: halves; 0 or infinite: flat. INFINITY when it lasts
 * forever; NAN when an argument is NAN or negative stock. */
double forecast_runout_flat_h(double stock_g, double rate_g_h);
double forecast_runout_growth_h(double stock_g, double rate_g_h, double doubling_h);

#endif
