/* planner - who gets how much oxygen, from whom, when, on which truck.
 *
 * This is the whole face of the library. It is pure: no I/O, no clock, no global state; arrays
 * in, arrays out, and the same input gives the same plan byte for byte. Any number of threads may
 * solve at once, each with its own input and arena.
 *
 *     planner_solve    a plan that the judge has accepted, or a fault
 *     planner_check    the judge: replays a plan, shares no function with the solver
 *     planner_explain  why a facility gets what it gets, in structures and in sentences
 *     planner_replan   (replan.h) the plan of the day after: what happened, what stays, what changes
 *     planner_n1       (resilience.h) what losing a truck, plant or filling station would cost
 *
 * Everything refers to everything else by index into the input's arrays; PLANNER_NONE (-1) is no
 * index. Masses are int64 grams of O2, distances metres, times minutes. A "day" is 0 for the local
 * day (Asia/Ho_Chi_Minh) of the start, up to days - 1; a "minute" is minutes after that day's
 * midnight and may pass 1440 for a truck that comes home late.
 *
 * Time inside a day: demand and production run evenly over the day (day 0: from start_minute to
 * midnight, and day 0's figures are for that remainder). A delivery counts when it arrives. */
#ifndef OXY_PLANNER_PLANNER_H
#define OXY_PLANNER_PLANNER_H

#include "base/fault.h"
#include "base/mem.h"

#include <stdbool.h>
#include <stdint.h>

enum {
	PLANNER_DAYS_MAX = 14,
	PLANNER_NONE = -1,
	PLANNER_COVER_BANDS = 7,
	PLANNER_DAY_MIN = 1440,
};

/* ---- input: the network ------------------------------------------------------------------ */

struct planner_place {
	double lat, lon; /* degrees, WGS 84 */
};

/* What a truck carries: bulk liquid, or bottles of one type of the register. */
struct planner_product {
	const char *code; /* "lox" or the cylinder type */
	bool bottles;
	int64_t bottle_g; /* grams in one full bottle; 0 for bulk */
};

enum planner_grade {
	PLANNER_O2_93, /* PSA gas, Ph. Eur. "oxygen 93" */
	PLANNER_O2_99, /* at least 99.5 % */
};

enum planner_mode {
	PLANNER_ROUTED,             /* the plan routes the supplier's trucks */
	PLANNER_SUPPLIER_SCHEDULED, /* the supplier drives as it sees fit: an interval and a latest
				       time */
	PLANNER_FACILITY_PICKUP,    /* the facility fetches it */
};

struct planner_supplier {
	const char *code;
	struct planner_place place;
	enum planner_mode mode;
	int lead_time_h;             /* nothing can be loaded earlier than this after the start */
	int medical_share_pct;       /* of production, for this planner; 100 = all */
	int loading_slots_per_day;   /* trucks loaded a day, all products; < 0 = no limit */
	int filling_bottles_per_day; /* bottles filled a day, all types; < 0 = no limit */
};

/* One product at one supplier. For bulk: a tank. For bottles: the gas waiting to be filled
 * (production_g, storage_g, stock_g may all be 0 when everything comes from bulk) and bottles. */
struct planner_source {
	int supplier, product;
	enum planner_grade grade;
	int64_t production_g[PLANNER_DAYS_MAX]; /* before the medical share */
	int64_t storage_g;                      /* what is made beyond it is vented */
	int64_t stock_g;                        /* now; unknown counts as 0 */
	int bottles_full, bottles_empty;        /* now, at the supplier */
	bool fills_from_bulk; /* bottles may also be filled from the supplier's bulk tank; how much
				 goes each way is the plan's decision */
};

struct planner_vehicle {
	const char *code;
	int supplier;         /* home: it starts and ends each trip there */
	bool loads_elsewhere; /* a tanker that may load at other routed suppliers too */
	bool bottles;         /* cylinder truck; otherwise a tanker */
	int64_t capacity_g;   /* tanker */
	int capacity_bottles; /* cylinder truck; full and empty ones count alike */
	int size_kg;          /* compared with facilities' access_max_kg */
	int speed_kmh;
	int load_min;            /* each loading */
	int unload_min;          /* each stop */
	int unload_min_per_unit; /* and for a tonne (tanker) or 100 bottles; of less in proportion, a minute begun counts */
	int duty_from_min, duty_to_min; /* leaves after, is home before */
	int duty_max_min; /* from first departure to last return a day; <= 0 = the window */
	int overtime_min; /* agreed with its driver: at the wheel beyond the limits of a day and of a week */
	int driven_day_min, driven_week_min; /* at the wheel before the start, outside this input: on
						day 0, and in its week, day 0 included */
	bool out_of_service[PLANNER_DAYS_MAX];
};

struct planner_facility {
	const char *code;
	struct planner_place place;
	int access_max_kg;                      /* largest truck; <= 0 = any */
	int receives_from_min, receives_to_min; /* a stop begins inside */
	int priority; /* 0 = ordinary, higher = served first in the same band, at most 9 */
};

/* One (facility, product) that oxygen can be put into: its tanks together, or its bottles of a
 * type. */
struct planner_need {
	int facility, product;
	enum planner_grade min_grade;
	int64_t on_hand_g;  /* now, the heel included */
	int64_t capacity_g; /* usable: 95 % of tanks, bottles times content */
	int64_t heel_g;     /* never drawn */
	int empties;        /* empty bottles that could be handed back now; used ones join them */
	bool swap_only;     /* full bottles come only against empties, one for one */
	int64_t q50_g[PLANNER_DAYS_MAX], q90_g[PLANNER_DAYS_MAX]; /* demand a day */
	int critical_pct;                                         /* of demand: ICU, NICU */
	int64_t
	    inbound_g[PLANNER_DAYS_MAX]; /* confirmed, from outside this plan; counted at noon */
};

enum planner_basis { PLANNER_CONTRACT, PLANNER_EMERGENCY };

/* This supplier may fill this need. Without a right there is no delivery. */
struct planner_right {
	int supplier, need;
	enum planner_basis basis;
	int day_from, day_to; /* first and last day, inside 0..days - 1 */
	int64_t daily_g; /* contracted a day; more costs over_contract in preference; 0 = none */
};

enum planner_fixed_kind {
	PLANNER_PIN, /* at least quantity_g (0: at least something) from supplier to need on day */
	PLANNER_SET, /* exactly quantity_g from supplier to need on day, 0 allowed */
	PLANNER_EXCLUDE,   /* no plan for whatever matches; PLANNER_NONE in a member matches all */
	PLANNER_LOAN,      /* from_need gives quantity_g to need on day at minute */
	PLANNER_COMMITTED, /* accepted or under way: arrives at need on day at minute, whatever
			      happens */
};

/* What the plan must keep. Members without meaning for a kind are PLANNER_NONE or 0. */
struct planner_fixed {
	enum planner_fixed_kind kind;
	const char *id; /* of the edit or delivery, for sentences */
	int supplier, need, vehicle, day;
	int facility;  /* EXCLUDE: all needs of a facility */
	int from_need; /* LOAN */
	int minute;    /* LOAN, COMMITTED: arrival */
	int64_t quantity_g;
	int full, empties_back; /* COMMITTED bottles */
	bool loaded;            /* COMMITTED: already out of the supplier's stock and slots */
	int busy_from_min,
	    busy_to_min; /* COMMITTED: when its vehicle is away that day; equal = not known */
	int drive_min;   /* COMMITTED: at the wheel meanwhile; counts for that day and week */
};

/* ---- input: policy ----------------------------------------------------------------------- */

/* Weights and bands, dated: a plan names the version that it was made under. */
struct planner_config {
	const char *version; /* "2026-11.3" */
	int road_factor_pct; /* road km = great-circle km * this / 100 */
	int neighbours;      /* nearest suppliers considered for a need among its rights */
	int cover_pct[PLANNER_COVER_BANDS]; /* upper ends of the bands of cover, % of a day's q50 */
	int cover_weight[PLANNER_COVER_BANDS]; /* worth of a gram in the band, strictly falling */
	int safety_weight[3]; /* worth of a gram at close of day: first half day of the next day's
				 q50, the rest of it, up to its q90 */
	int emergency_km; /* a delivery on an emergency right costs as much as this many more km */
	int over_contract_km; /* the same for grams beyond the contract's */
	int change_km; /* the same for moving a published line (previous) on day 0; a tenth later */
	int64_t
	    min_drop_g;   /* smaller bulk drops are left to a later visit when nothing is urgent */
	int interval_pct; /* unrouted lines: min and max are this far around the quantity */
	int polish;       /* solves once more, so often, around a plan's own trips when somebody is short: quantities free */
	int ward_g_per_h, critical_g_per_h; /* what a patient breathes: unmet grams to patient-hours */
	int critical_weight; /* one critical patient-hour counts as so many of the ward */
};

/* The default, with sources in doc/planner.md. Static, never freed. */
const struct planner_config *planner_config_default(void);

/* How long a driver may be at the wheel; one driver a truck. A member <= 0 is no limit.
 *
 * A stretch is what is driven between two breaks; a break is break_min minutes or more away from the
 * wheel. Loading, unloading and waiting at a gate are breaks where they last as long: the driver
 * is not driving then (Thông tư 05/2024/TT-BGTVT, Phụ lục IX, counts the time that the truck
 * stands). Where a stretch is full on the road the plan adds a break there, so that an arrival is
 * driving and breaks after the departure before it; a loading lasts at least as long as a break. */
struct planner_driving {
	int day_max_min;     /* a day */
	int week_max_min;    /* a week, Monday to Sunday: what was driven by then and is promised after */
	int stretch_max_min; /* without a break */
	int break_min;
};

/* The law in force from a day on, until the next row's. */
struct planner_driving_law {
	int32_t from_day; /* days since 1970-01-01 */
	struct planner_driving limits;
	const char *name;
};

/* The law on a day; before the first row the first one. Static, never freed. */
const struct planner_driving_law *planner_driving_on(int32_t day);

/* How long a loading of a vehicle takes: as its card says, and at least as long as a break. */
int planner_driving_load_min(const struct planner_driving *limits, const struct planner_vehicle *v);

/* Row i of the table (driving.def), the oldest first, or NULL. */
const struct planner_driving_law *planner_driving_row(size_t i);

/* A line of the plan in force, which a new plan should not move without need. */
struct planner_previous {
	int supplier, need, day;
	int64_t quantity_g;
};

/* A road that is closed on some days. Places are suppliers, then facilities, as in
 * distance_m. */
struct planner_closure {
	int a, b; /* the two ends; b PLANNER_NONE: every road to a */
	int day_from, day_to;
};

struct planner_kept;
struct planner_input {
	int days;          /* 1..PLANNER_DAYS_MAX */
	int32_t start_day; /* days since 1970-01-01, Asia/Ho_Chi_Minh */
	int start_minute;  /* 0..1439, of day 0 */
	uint64_t seed;
	bool deterministic;   /* stop() is not asked: the budget is iterations alone */
	int iterations;       /* of route improvement; 0 = a default for the size */
	bool (*stop)(void *); /* optional; true ends improvement early, keeping the best so far */
	void *stop_arg;
	const struct planner_config *config; /* NULL = default */
	struct planner_driving driving[PLANNER_DAYS_MAX]; /* on each day; zeros = no limits */
	const int32_t *distance_m; /* optional road distances, row-major square over suppliers, then
				      facilities; NULL = great circle times road factor */
	int n_products, n_suppliers, n_sources, n_vehicles, n_facilities, n_needs, n_rights,
	    n_fixed, n_previous, n_closures, n_kept;
	const struct planner_product *products;
	const struct planner_supplier *suppliers;
	const struct planner_source *sources;
	const struct planner_vehicle *vehicles;
	const struct planner_facility *facilities;
	const struct planner_need *needs;
	const struct planner_right *rights;
	const struct planner_fixed *fixed;
	const struct planner_previous *previous;
	const struct planner_closure *closures;
	const struct planner_kept *kept;
};

/* The place of a facility in distances and closures; a supplier's is its own index. */
static inline int
planner_place_of_facility(const struct planner_input *in, int facility)
{
	return in->n_suppliers + facility;
}

/* ---- output ------------------------------------------------------------------------------ */

struct planner_stop {
	int facility, need;
	int arrive_min, depart_min; /* arrive: unloading begins */
	int64_t quantity_g;
	int full, empties_back;
	int fixed; /* the pin or set that asked for it, or PLANNER_NONE */
};

/* One trip: from home to `supplier` (mostly the same place), load there, stops in order, back home.
 * trip counts a vehicle's trips of a day from 0. */
struct planner_route {
	int vehicle, supplier, day, trip;
	int leave_min;   /* leaves home; = load_at_min when it loads at home */
	int load_at_min; /* loading begins */
	int depart_min, return_min;
	int drive_min;
	int64_t distance_m, load_g;
	int load_full;
	int n_stops;
	struct planner_stop *stops;
};

/* A whole trip of the plan in force that the new plan keeps: the same vehicle, loading place, times and
 * stops in the same order. Quantities may fall: a tank that is fuller than expected takes less, and a
 * stop that gets nothing is left out; the judge holds each stop to least_g. They rise only where the
 * trip is flexible, within the minutes of the stop and the truck's capacity. */
struct planner_kept {
	struct planner_route route; /* as published, in this input's indices and days */
	const int64_t *least_g;     /* [route.n_stops]; NULL = nothing is promised at any stop */
	const int64_t *hold_g;      /* [route.n_stops]; room and gas for it are held from anything new, but not
				       promised; NULL = none */
	bool frozen;   /* its grams come before any other demand; else before safety and cover only */
	bool firm;     /* not frozen: its grams come before ordinary demand, after critical */
	bool flexible; /* its grams may be shared out anew among its stops and others' */
};

/* A delivery whose transport is not the plan's. */
struct planner_line {
	enum planner_mode mode;
	int supplier, facility, need, day;
	int64_t quantity_g, min_g, max_g; /* planned, and what the supplier may make of it */
	int full, empties_back;
	int latest_min; /* on `day`; the plan counts it as arriving then */
	int fixed;
};

/* Bottles filled at a supplier on a day, evenly over the day. */
struct planner_fill {
	int source, day, bottles;
	int64_t from_bulk_g; /* of bottles times content, what comes out of the bulk tank */
};

/* Why grams stay unmet; words and sentences are in reason.c. */
enum planner_reason {
	PLANNER_SUPPLY,  /* gas made and stored within reach is used up */
	PLANNER_STORAGE, /* it is made, but cannot be kept until it is needed */
	PLANNER_LOADING_SLOTS,
	PLANNER_FILLING_SLOTS,
	PLANNER_VEHICLES,      /* no truck of the kind is free */
	PLANNER_DRIVER_HOURS,  /* a truck is free, its driver's day is not long enough */
	PLANNER_TANK_CAPACITY, /* the site cannot hold enough until the next visit */
	PLANNER_BOTTLES,       /* no empties to fill or to swap */
	PLANNER_FILL_RIGHT,    /* no supplier may fill it */
	PLANNER_WINDOW,        /* receiving hours */
	PLANNER_ACCESS,        /* the road takes no truck that the suppliers have */
	PLANNER_LEAD_TIME,     /* nothing can be there in time */
	PLANNER_EXCLUDED,      /* a coordinator's exclusion or set quantity */
	PLANNER_REASONS
};

/* What kind of thing an index points at. */
enum planner_object {
	PLANNER_NO_OBJECT,
	PLANNER_OF_SUPPLIER,
	PLANNER_OF_SOURCE,
	PLANNER_OF_VEHICLE,
	PLANNER_OF_FACILITY,
	PLANNER_OF_NEED,
	PLANNER_OF_RIGHT,
	PLANNER_OF_FIXED,
};

enum planner_level {
	PLANNER_UNMET_CRITICAL, /* grams at q50, times 1 + priority, times 20, 19, 18 on the first three days and 17 later */
	PLANNER_UNMET_ORDINARY,
	PLANNER_SAFETY, /* minus weighted grams of stock held against a bad day */
	PLANNER_COVER,  /* minus weighted grams in the bands of cover: fairness */
	PLANNER_COST,   /* kg km, with emergency, contract and change in km */
	PLANNER_LEVELS
};

/* What one gram more would be worth: the highest level that would improve, and by how much a gram.
 */
struct planner_price {
	enum planner_level level;
	int64_t value; /* >= 0; 0 = nothing would improve */
};

struct planner_unmet {
	int facility, need, day;
	int64_t grams, critical_g; /* critical_g of grams */
	enum planner_reason reason;
	enum planner_object object;
	int index, object_day; /* of the binding object; the day may be PLANNER_NONE */
	struct planner_price price;
};

struct planner_relief;
struct planner_relief_item;

struct planner_totals {
	int64_t demand_g, unmet_g, unmet_critical_g, delivered_g, distance_m;
	int trips, stops, lines, drive_min;
	int64_t vented_g; /* made and lost for want of storage */
	int64_t pivots;   /* of stage 1, all levels */
	int iterations;   /* of route improvement */
};

/* Lives in the arena of planner_solve. Arrays are sorted: routes by day, vehicle, trip; the rest by
 * their first members. Prices are [index * days + day]. */
struct planner_plan {
	const char *config_version;
	int n_routes, n_lines, n_fills, n_unmet;
	struct planner_route *routes;
	struct planner_line *lines;
	struct planner_fill *fills;
	struct planner_unmet *unmet;
	int64_t bound[PLANNER_LEVELS]; /* what stage 1 alone could reach: no trips, no rounding */
	struct planner_price *need_price;   /* at a need on a day */
	struct planner_price *source_price; /* at a source on a day */
	const struct planner_relief *relief; /* relief.h; NULL = nobody asked */
	struct planner_totals totals;
};

/* Solve. On success *ret_plan is in the arena and has passed planner_check. Faults:
 * INVALID with a pointer such as "/vehicles/3/speed_kmh" for an input that makes no sense;
 * CONFLICT FAULT_PLAN_FIXED for a pin, set or kept stop that cannot be kept; INTERNAL when the judge refuses.
 */
err_t planner_solve(const struct planner_input *in, struct arena *a, struct planner_plan **ret_plan,
    struct faults *f);

/* The kept trips of the input and nothing else: what would happen if nobody planned anything. Their
 * quantities are settled anew. Judged; the same faults. */
err_t planner_solve_kept(const struct planner_input *in, struct arena *a,
    struct planner_plan **ret_plan, struct faults *f);

/* ---- the judge ---------------------------------------------------------------------------- */

/* What can be wrong with a plan, in the order in which it is looked for at one place. The places:
 * each route (its indices; the truck; each stop's goods and gate; the load; leaving, loading, each
 * stop's times, coming home), each line, each row of filling, each row of unmet demand; then each
 * vehicle's day, each vehicle's breaks, each supplier's loadings of a day, each source, each need by the minute and then by
 * the day; each promise; the totals. */
#define PLANNER_VIOLATION_MAP(X)                                                                 \
	X(NONE, "valid", "valid")                                                                \
	X(INDEX, "index", "an index points at nothing")                                          \
	X(DAY, "day", "outside the horizon, or before the start")                                \
	X(MODE, "mode", "a route where the supplier is not routed, or a line where it is")       \
	X(QUANTITY, "quantity",                                                                  \
	    "a quantity that is not positive, or an interval that does not hold it")             \
	X(PRODUCT, "product", "a vehicle or supplier that does not carry the need's product")    \
	X(GRADE, "grade", "oxygen of a lower grade than the need asks for")                      \
	X(FILL_RIGHT, "fill_right", "the supplier may not fill this need that day")              \
	X(EXCLUDED, "excluded", "a coordinator excluded this")                                   \
	X(OUT_OF_SERVICE, "out_of_service", "the vehicle is out of service that day")            \
	X(ACCESS, "access", "the vehicle is too large for the facility")                         \
	X(ROAD_CLOSED, "road_closed", "drives a road that is closed that day")                   \
	X(WHOLE_BOTTLES, "whole_bottles", "grams and bottles do not agree")                      \
	X(TRUCK_CAPACITY, "truck_capacity", "more on the truck than it holds")                   \
	X(LOAD, "load", "what is loaded is not what is delivered")                               \
	X(LEAD_TIME, "lead_time", "loaded before the supplier's lead time")                      \
	X(TRAVEL_TIME, "travel_time", "arrives before it can be there")                          \
	X(SERVICE_TIME, "service_time", "leaves before loading or unloading is done")            \
	X(WINDOW, "window", "outside the facility's receiving hours")                            \
	X(DUTY_WINDOW, "duty_window", "outside the vehicle's duty hours")                        \
	X(DUTY_LENGTH, "duty_length", "a longer duty than allowed")                              \
	X(DRIVER_HOURS, "driver_hours", "more hours at the wheel in a day than allowed")         \
	X(DRIVER_WEEK, "driver_week", "more hours at the wheel in a week than allowed")          \
	X(OVERLAP, "overlap", "one vehicle in two places")                                       \
	X(DRIVER_BREAK, "driver_break", "too long at the wheel without a break")                 \
	X(LOADING_SLOTS, "loading_slots", "more loadings in a day than the supplier has slots")  \
	X(FILLING_SLOTS, "filling_slots", "more bottles filled in a day than the supplier can")  \
	X(STATION_EMPTIES, "station_empties", "more bottles filled than empties were there")     \
	X(SUPPLY, "supply", "more gas taken than the supplier has by then")                      \
	X(STATION_FULL, "station_full", "more full bottles taken than the supplier has by then") \
	X(SITE_EMPTIES, "site_empties", "more empties taken than the facility has by then")      \
	X(SWAP, "swap", "full bottles without empties in exchange")                              \
	X(TANK_OVERFULL, "tank_overfull", "more delivered than there is room for on arrival")    \
	X(UNMET_WRONG, "unmet_wrong",                                                            \
	    "stock would run below zero where the plan says it does not, or the reverse")        \
	X(UNMET_CRITICAL, "unmet_critical", "the critical part of unmet demand is wrong")        \
	X(FIXED_BROKEN, "fixed_broken", "a pin or set quantity is not kept")                     \
	X(KEPT, "kept", "a trip that was to stay as it is was changed")                          \
	X(DISTANCE, "distance", "stated kilometres or driving minutes are wrong")                \
	X(TOTALS, "totals", "totals do not add up")

enum planner_violation {
#define X(id, code, text) PLANNER_BAD_##id,
	PLANNER_VIOLATION_MAP(X)
#undef X
	    PLANNER_VIOLATIONS
};

/* The first violation, in the order of the plan's arrays, and where: indices not concerned are -1.
 */
struct planner_verdict {
	enum planner_violation what;
	int route, stop, line, fill, unmet, vehicle, supplier, need, fixed, day;
	int64_t expected,
	    found; /* the bound and the figure that breaks it, in the unit of the rule */
};

/* Judge. True when the plan is valid; *ret_verdict (may be NULL) is written either way. */
bool planner_check(const struct planner_input *in, const struct planner_plan *plan,
    struct planner_verdict *ret_verdict);

const char *planner_check_code(enum planner_violation v); /* "tank_overfull" */
const char *planner_check_text(enum planner_violation v); /* English, for logs and tests */

/* ---- explanations ------------------------------------------------------------------------- */

enum planner_because {
	PLANNER_SERVED, /* by supplier with quantity_g on day, arriving at minute, by vehicle (or
			   NONE) */
	PLANNER_SHORT,  /* quantity_g unmet on day for `reason` */
	PLANNER_BINDS,  /* object index binds on day; one more gram is worth price; one more unit of it is relief's */
	PLANNER_NOT_SERVED, /* supplier could fill it but does not: `reason` */
	PLANNER_ENOUGH,     /* stock and confirmed deliveries last the horizon: nothing is needed */
	PLANNER_WOULD_HELP, /* what would have to change for `reason` to go away */
};

struct planner_because_item {
	enum planner_because kind;
	enum planner_reason reason;
	enum planner_object object;
	int index, supplier, vehicle, need, day, minute; /* PLANNER_NONE where it means nothing */
	int64_t quantity_g;
	struct planner_price price;
	const struct planner_relief_item *relief; /* of BINDS, or NULL: not known */
};

struct planner_explanation {
	int facility, n;
	struct planner_because_item *items; /* sorted by need, day, kind */
};

/* Always answers for a facility of the input, served or not. */
void planner_explain(const struct planner_plan *plan, const struct planner_input *in, int facility,
    struct arena *a, struct planner_explanation *ret);

/* One item as a sentence, in the arena. */
const char *planner_explain_text(const struct planner_because_item *item,
    const struct planner_input *in, enum lang lang, struct arena *a);

const char *planner_reason_code(enum planner_reason r); /* "loading_slots": JSON's word */
const char *planner_reason_text(enum planner_reason r, enum lang lang);
const char *planner_object_code(enum planner_object o); /* "supplier" */
const char *planner_level_code(enum planner_level l);   /* "unmet_critical" */
const char *planner_mode_code(enum planner_mode m);     /* "routed" */

/* The code of object `index` in the input ("S1", "29C-123.45"), or "". */
const char *planner_object_name(const struct planner_input *in, enum planner_object o, int index);

#endif
