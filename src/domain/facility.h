/* facility - a hospital or station: its supply systems, assets and contacts.
 *
 * Plain data; texts and lists belong to the arena that the struct was read into. */
#ifndef OXY_DOMAIN_FACILITY_H
#define OXY_DOMAIN_FACILITY_H

#include "domain/calendar.h"
#include "domain/calibration.h"
#include "domain/geo.h"
#include "domain/list.h"
#include "domain/names.h"
#include "domain/product.h"

#define FACILITY_MAIN_SYSTEM "MAIN"

enum facility_level {
	FACILITY_LEVEL_NONE,
	FACILITY_CENTRAL,
	FACILITY_PROVINCE,
	FACILITY_REGION,
	FACILITY_DISTRICT,
	FACILITY_COMMUNE,
	FACILITY_PRIVATE
};
extern const struct names facility_levels;

enum asset_kind {
	ASSET_KIND_NONE,
	ASSET_TANK,
	ASSET_CYLINDER_POOL,
	ASSET_MANIFOLD,
	ASSET_PSA,
	ASSET_CONCENTRATOR
};
extern const struct names facility_asset_kinds;

enum asset_rank { ASSET_RANK_NONE, ASSET_PRIMARY, ASSET_SECONDARY, ASSET_RESERVE };
extern const struct names facility_asset_ranks;

enum fill_basis { FILL_BASIS_NONE, FILL_CONTRACT, FILL_EMERGENCY };
extern const struct names facility_fill_bases;

struct contact {
	const char *role, *name, *phone; /* erasable; never logged, published or exported */
};

struct supply_system {
	const char *system; /* code, unique in the facility */
	const char *name;
	double max_flow_lpm; /* L/min */
	double share_pct;    /* of the facility's demand */
};

struct fill_right {
	const char *supplier;
	enum fill_basis basis;
	day_t valid_from, valid_to;
};

struct asset {
	const char *asset; /* code, unique nationwide */
	enum asset_kind kind;
	const char *system; /* NULL: MAIN */
	enum grade product;
	enum asset_rank rank;
	int64_t capacity_g;    /* grams when full */
	int64_t heel_g;        /* grams that cannot be drawn */
	double flow_limit_lpm; /* L/min: vaporiser, regulator or plant */
	LIST(struct calibration) calibrations;
	const char *cylinder_type; /* of a pool or manifold */
	const char *owner;         /* supplier or facility code; NULL: the site's own */
	int64_t bottles;           /* of a pool: full, in use and empty together */
	int64_t production_g;      /* grams a day at full output (psa, concentrator) */
	double purity_pct;
	double outage_pct; /* share of time out of order */
	LIST(struct fill_right) fill_rights;
};

struct facility {
	const char *code, *name;
	const char *province, *commune; /* codes of today */
	enum facility_level level;
	struct geo_point location;
	int64_t beds, icu_beds;
	int64_t report_every_h; /* 24 */
	day_t opened, closed;
	double access_max_t; /* largest truck that gets in, tonnes; unknown: any */
	time_of_day_t receives_from, receives_to; /* unloading hours */
	LIST(struct supply_system) systems;
	LIST(struct asset) assets;
	LIST(struct contact) contacts;
};

const struct asset *facility_asset(
    const struct facility *f, const char *asset); /* NULL when not there */

/* Grams: all of a tank, all bottles of a pool; 0 unknown. */
int64_t facility_asset_capacity_g(const struct asset *a);

/* Grams that cannot be drawn: of a tank whose card says so. */
int64_t facility_asset_heel_g(const struct asset *a);

/* The most that can come to an asset at once: a full tank; of bottles twice the pool, for some may be lent. 0 unknown. */
int64_t facility_asset_takes_g(const struct asset *a);

enum {
	FACILITY_DERATE_PCT = 80, /* what plants give of their plate (WHO, DOMAIN 3.5) */
	FACILITY_OUTAGE_PCT = 5,  /* of a plant whose card does not say: power and maintenance */
};

/* Grams a day that a plant (psa, concentrator) is expected to make: its plate, derated, less outages. 0: no plant. */
double facility_asset_made_g(const struct asset *a);

#endif
