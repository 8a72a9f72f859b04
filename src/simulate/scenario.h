/* scenario - a province for some months, with everything random already drawn (`oxyd-scenario` 1).
 *
 * A scenario and a policy have one result. Masses are grams of O2, times minutes, days local and counted from the first scored
 * one; demand arrays begin `history_days` earlier. Read-only once read; any number of runs share one. */
#ifndef OXY_SIMULATE_SCENARIO_H
#define OXY_SIMULATE_SCENARIO_H

#include "base/fault.h"
#include "base/mem.h"
#include "domain/geo.h"

#include <stdbool.h>
#include <stdint.h>

enum {
	SIMULATE_ID_SIZE = 33, /* ids have 32 bytes at most */
	SIMULATE_DAYS_MAX = 400,
	SIMULATE_HISTORY_MAX = 400,
	SIMULATE_SITES_MAX = 2000,
	SIMULATE_SUPPLIERS_MAX = 100,
	SIMULATE_TRUCKS_MAX = 100, /* of a supplier */
	SIMULATE_DAY_MIN = 1440,
	SIMULATE_DAY_H = 24,
	SIMULATE_PPM = 1000000,
};

#define SIMULATE_SEED_MOST INT64_C(9000000000000000) /* a double holds it exactly */
#define SIMULATE_MASS_MOST_G INT64_C(1000000000000) /* of any mass, as in the planner */

struct simulate_truck {
	char id[SIMULATE_ID_SIZE];
	int supplier;
	bool bottles;        /* cylinder truck; otherwise a tanker */
	int64_t cap_g;       /* tanker */
	int cap_bottles;
	int speed_kmh;       /* rounded down */
	int load_min, unload_min, unload_min_per_unit; /* the last for a tonne or 100 bottles, of less in proportion */
	int duty_from_min, duty_to_min, duty_max_min;
};

struct simulate_supplier {
	char id[SIMULATE_ID_SIZE], name[128];
	struct geo_point place;
	int64_t production_g_day, storage_g, start_g;
	int fill_per_day;    /* bottles; 0: no filling line */
	int pool, full_start; /* its own bottles */
};

struct simulate_site {
	char id[SIMULATE_ID_SIZE], name[128], commune[16];
	struct geo_point place;
	int beds;
	bool lox;            /* a tank; otherwise bottles */
	int64_t tank_g, heel_g, start_g;
	int pool, full_start;
	int64_t psa_g_h;
	int contract;        /* supplier */
	int64_t *ward_g, *crit_g; /* true need a day, [history_days + days] */
};

enum simulate_fault_kind { SIMULATE_MISSING, SIMULATE_LATE, SIMULATE_SCALE_STOCK, SIMULATE_SCALE_USE };

struct simulate_fault {
	int site, day;
	enum simulate_fault_kind kind;
	int late_days;
	int64_t factor_ppm;
};

enum simulate_event_kind { SIMULATE_PRODUCTION, SIMULATE_TRUCK_OUT, SIMULATE_SILENT };

struct simulate_event {
	enum simulate_event_kind kind;
	int index;           /* of the supplier, truck or site */
	int from_day, to_day; /* to_day exclusive */
	int64_t factor_ppm;  /* of production */
};

struct simulate_scenario {
	char id[64], province[8];
	int64_t seed;
	int days, history_days;
	int n_decision_hours, decision_hours[SIMULATE_DAY_H]; /* ascending */
	int report_hour, call_below_h;
	int64_t road_ppm;    /* road metres of a great-circle metre */
	int64_t bottle_g, ward_g_day, crit_g_day; /* of one bottle; of one patient */
	double crit_weight;
	int64_t hour_ppm[SIMULATE_DAY_H + 1]; /* share of the day's demand before each hour: 0 .. 10^6 */
	int n_suppliers, n_trucks, n_sites, n_faults, n_events;
	struct simulate_supplier *suppliers;
	struct simulate_truck *trucks; /* in the order of their suppliers */
	struct simulate_site *sites;
	struct simulate_fault *faults;
	struct simulate_event *events;
	int32_t *distance_m; /* by road, row-major square over suppliers, then sites */
};

/* Read one. It lives in the arena; faults name the member by JSON pointer. Unknown members are ignored. */
err_t simulate_scenario_read(const char *text, size_t len, struct arena *a, struct simulate_scenario **ret, struct faults *f) NODISCARD;

/* Fill distance_m from the places; for scenarios that were not read. */
void simulate_scenario_measure(struct simulate_scenario *s, struct arena *a);

/* Road metres between two places: suppliers by index, sites after them. */
int32_t simulate_scenario_road_m(const struct simulate_scenario *s, int from, int to);

/* Whole minutes on the road, rounded up. */
int simulate_scenario_drive_min(const struct simulate_scenario *s, const struct simulate_truck *t, int from, int to);

/* Grams needed in an hour of a day: ward and critical. day may be negative, down to -history_days. */
struct simulate_need {
	int64_t ward_g, crit_g;
};
struct simulate_need simulate_scenario_need(const struct simulate_scenario *s, int site, int day, int hour);

/* Grams a supplier makes on a day, at most SIMULATE_MASS_MOST_G, and whether a truck or a site's reports are gone on it. */
int64_t simulate_scenario_made_g(const struct simulate_scenario *s, int supplier, int day);
bool simulate_scenario_is_out(const struct simulate_scenario *s, enum simulate_event_kind kind, int index, int day);

/* Does its gas go two ways, into bottles and into tankers? Otherwise a station fills what it can, as it always does. */
bool simulate_scenario_is_split(const struct simulate_scenario *s, int supplier);

/* Has the supplier a truck that carries what a site with a tank (lox) or with bottles takes? */
bool simulate_scenario_sells(const struct simulate_scenario *s, int supplier, bool lox);

/* Something begins or ends on the morning of the day that a dispatcher would be told. */
bool simulate_scenario_changes(const struct simulate_scenario *s, int day);

#endif
