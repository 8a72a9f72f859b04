/* status_shape - JSON of how things stand: a facility, a province, the nation, and alerts. */
#ifndef OXY_WIRE_STATUS_SHAPE_H
#define OXY_WIRE_STATUS_SHAPE_H

#include "base/id.h"
#include "domain/calendar.h"
#include "domain/geo.h"
#include "domain/list.h"
#include "domain/stock.h"
#include "wire/wire.h"

struct wire_status_flow {
	double demand_lpm, limit_lpm, percent;
};

/* Which parts of on_hand_g are known. */
struct wire_status_covers {
	int64_t assets_known, assets; /* how many have ever been reported, of how many */
	LIST(const char *) missing;   /* codes of those never reported */
};

struct wire_status_system {
	const char *system, *name;
	int64_t on_hand_g, reserve_g; /* without and only the reserve bank, projected to now */
	struct stock_hours hours_to_empty, hours_without_deliveries;
	enum stock_level level;
	struct wire_status_flow flow;
};

struct wire_status_asset {
	const char *asset;
	const char *kind;
	int64_t on_hand_g, capacity_g;
	instant_t as_of_truth;
	bool provisional; /* its last value waits for somebody to settle it */
};

struct wire_facility_status {
	const char *facility, *name, *province;
	struct geo_point location;
	instant_t as_of, as_of_truth; /* the answer's instant, and the last truth's */
	int64_t on_hand_g;
	struct wire_status_covers covers;
	struct stock_hours hours_to_empty, hours_without_deliveries;
	enum stock_level level;
	bool stale;
	struct wire_status_flow flow;
	int64_t incoming_g; /* confirmed deliveries under way */
	const char *duty_phone; /* in a province's list, for those who run the register */
	LIST(struct wire_status_system) systems;
	LIST(struct wire_status_asset) assets;
};

struct wire_status_levels {
	int64_t red, amber, watch, green, unknown;
};

struct wire_status_coverage {
	int64_t facilities; /* open ones */
	int64_t reported;   /* with a truth within 1.5 reporting intervals */
	int64_t known;      /* whose stock is known at all */
	int64_t stale;
};

/* Sums over the facilities whose figure is known; worst is the facility that runs out first. */
struct wire_province_status {
	const char *province, *name;
	instant_t as_of;
	int64_t on_hand_g, demand_g_per_day, incoming_g;
	int64_t expected_unmet_g_per_day;
	enum stock_level worst_level;
	const char *worst_facility;
	struct stock_hours worst_hours_to_empty;
	struct wire_status_levels levels;
	struct wire_status_coverage coverage;
	LIST(struct wire_facility_status) facilities; /* left out in national figures */
};

struct wire_national_status {
	instant_t as_of;
	int64_t on_hand_g, demand_g_per_day, incoming_g;
	int64_t expected_unmet_g_per_day;
	enum stock_level worst_level;
	const char *worst_province, *worst_facility;
	struct stock_hours worst_hours_to_empty;
	struct wire_status_levels levels;
	struct wire_status_coverage coverage;
	LIST(struct wire_province_status) provinces;
};

struct wire_alert {
	struct id id;
	const char *kind; /* stock, flow, silent, delivery, plan */
	const char *facility, *name, *province;
	enum stock_level level;
	instant_t since, until;
	double hours_p10; /* when it was raised */
	instant_t acknowledged_at;
	const char *note;
	const char *detail;
	struct id plan; /* kind plan: the proposed one */
	const char *duty_phone; /* for those who run the register only */
};

/* POST /v1/alerts/{id}/acknowledge */
struct wire_alert_note {
	const char *note;
};

extern const struct wire_shape wire_status_shape;          /* struct wire_facility_status */
extern const struct wire_shape wire_status_shape_province; /* struct wire_province_status */
extern const struct wire_shape wire_status_shape_national; /* struct wire_national_status */
extern const struct wire_shape wire_status_shape_alert;    /* struct wire_alert */
extern const struct wire_shape wire_status_shape_note;     /* struct wire_alert_note, in */

#endif
