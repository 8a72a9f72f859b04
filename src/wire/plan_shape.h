/* plan_shape - JSON of delivery plans: asking for one, the plan, edits, and why it is as it is. */
#ifndef OXY_WIRE_PLAN_SHAPE_H
#define OXY_WIRE_PLAN_SHAPE_H

#include "base/id.h"
#include "domain/calendar.h"
#include "domain/list.h"
#include "domain/product.h"
#include "domain/supplier.h"
#include "domain/units.h"
#include "wire/resilience_shape.h"
#include "wire/wire.h"

/* POST /v1/plans */
struct wire_plan_request {
	const char *province;
	int64_t horizon_days; /* 3 when not said */
	instant_t as_of;      /* unknown: now */
	int64_t seed;         /* 0 */
	bool deterministic;
};

enum wire_plan_state {
	WIRE_PLAN_STATE_NONE,
	WIRE_PLAN_QUEUED,
	WIRE_PLAN_RUNNING,
	WIRE_PLAN_DRAFT,
	WIRE_PLAN_APPROVED,
	WIRE_PLAN_CANCELLED,
	WIRE_PLAN_FAILED
};
extern const struct names wire_plan_shape_states;

struct wire_plan_stop {
	struct id delivery; /* set once the plan is approved */
	const char *facility;
	enum product product;
	const char *cylinder_type;
	instant_t arrive, depart;
	int64_t quantity_g, min_g, max_g;
	int64_t full, empties_back;
};

struct wire_plan_route {
	const char *vehicle, *supplier, *carrier;
	enum delivery_mode mode;
	instant_t depart, back;
	double km;
	int64_t drive_min;
	int64_t load_g;
	LIST(struct wire_plan_stop) stops;
};

/* How long a driver may be at the wheel, from a day of the horizon on. 0 = no limit. */
struct wire_plan_driving {
	day_t from;
	int64_t day_max_min, week_max_min, stretch_max_min, break_min;
	const char *law;
};

/* What the plan leaves uncovered. */
struct wire_plan_unmet {
	const char *facility;
	enum product product;
	day_t date; /* first day that is short */
	int64_t unmet_g;
	double probability;  /* that it runs short, 0..1; NAN when not computed */
	const char *binding; /* code of the constraint */
	LIST(const char *) bindings; /* codes of all that were shown to hold it back */
	const char *detail;
};

/* Why a facility gets what it gets. */
struct wire_plan_reason {
	const char *facility;
	const char *code, *detail;
	int64_t quantity_g;
};

/* A constraint that costs something: relaxing it would save unmet grams. */
struct wire_plan_binding {
	const char
	    *code; /* supply, storage, loading, vehicles, bottles, window, access, flow ... */
	const char *supplier, *facility, *vehicle;
	day_t date;
	double used_pct;
	double value; /* marginal worth of a gram, in the plan's cost digits; NAN unknown */
	const char *unit; /* what amount counts; NULL: not solved again with more of it */
	int64_t amount, gain_g, gain_critical_g, gain_here_g;
	const char *detail;
};

/* Bottles that a supplier should fill on a day, evenly over the day. */
struct wire_plan_fill {
	const char *supplier, *cylinder_type;
	day_t date;
	int64_t bottles;
	int64_t from_bulk_g; /* of their content, what comes out of the supplier's tank */
};

/* What happened since a plan was made: said in a request, or found by the daemon. */
enum wire_plan_event_kind {
	WIRE_PLAN_EVENT_NONE,
	WIRE_PLAN_VEHICLE_DOWN,
	WIRE_PLAN_PLANT_DERATED,
	WIRE_PLAN_ROAD_CLOSED,
	WIRE_PLAN_DECLINED,
	WIRE_PLAN_STOCK_OFF,
	WIRE_PLAN_LAPSED,
	WIRE_PLAN_FAILED_DELIVERY
};
extern const struct names wire_plan_shape_events;

struct wire_plan_event {
	enum wire_plan_event_kind kind;
	const char *supplier, *vehicle, *facility, *other_facility;
	day_t from, until;      /* unknown: today, and to the end of the horizon */
	int64_t production_pct; /* plant_derated: what is left */
	bool found;             /* out: found by the daemon, not said */
	const char *detail;     /* out */
};

/* POST /v1/plans/{id}/replan */
struct wire_plan_replan_request {
	LIST(struct wire_plan_event) events;
	int64_t horizon_days; /* that of the plan when not said */
	int64_t seed;
	bool deterministic;
};

struct wire_plan_trip_change {
	const char *change; /* retimed requantified restopped trimmed gone new */
	const char *vehicle, *supplier;
	instant_t was, now; /* leaves */
	bool touched;
	LIST(const char *) facilities;
};

struct wire_plan_later {
	const char *facility;
	enum product product;
	const char *cylinder_type;
	instant_t was, now; /* now unknown: not within the horizon */
	int64_t quantity_g;
};

/* What a re-plan changes against the plan that it replaces. */
struct wire_plan_replan {
	struct id of;
	const char *way; /* repaired loosened flexed from_scratch */
	bool proposed;   /* by the daemon itself */
	const char *summary;
	int64_t trips, promised, broken, touched, frozen, untouched, untouched_changed;
	int64_t full_critical_g; /* unmet critical of a plan from scratch; unknown when none was needed */
	LIST(struct wire_plan_event) events;
	LIST(struct wire_plan_trip_change) changes;
	LIST(struct wire_plan_later) later;
	struct wire_resilience_shortage at_risk_before, at_risk_after;
};

struct wire_plan {
	struct id id;
	enum wire_plan_state state;
	const char *province;
	int64_t horizon_days;
	instant_t as_of;
	int64_t seed;
	bool deterministic;
	instant_t created_at, decided_at;
	const char *inputs_sha256; /* fingerprint of what it was computed from */
	const char *error;         /* of state failed */
	struct id replaces;        /* the plan that this one was edited from */
	int64_t delivered_g, unmet_g;
	double km;
	LIST(struct wire_plan_route) routes;
	LIST(struct wire_plan_fill) fills;
	LIST(struct wire_plan_driving) driving;
	LIST(struct wire_plan_unmet) unmet;
	LIST(struct wire_plan_reason) reasons;
	LIST(struct wire_plan_binding) binding;
	LIST(struct id) deliveries;
	struct wire_plan_replan replan; /* unknown: not made by a re-plan */
};

/* POST /v1/plans/{id}/edits: {"edits": [...]} */
enum wire_plan_action {
	WIRE_PLAN_ACTION_NONE,
	WIRE_PLAN_PIN,
	WIRE_PLAN_EXCLUDE,
	WIRE_PLAN_SET_QUANTITY,
	WIRE_PLAN_ADD_LINE,
	WIRE_PLAN_LOAN
};
extern const struct names wire_plan_shape_actions; /* pin exclude set_quantity add_line loan */

struct wire_plan_edit {
	enum wire_plan_action action;
	const char *facility;      /* who receives */
	const char *supplier;      /* pin, exclude, add_line */
	const char *from_facility; /* loan */
	const char *vehicle;
	enum product product;
	const char *cylinder_type;
	struct quantity quantity;
	int64_t full;
	day_t date;
	const char *reason;
};

struct wire_plan_edits {
	LIST(struct wire_plan_edit) edits;
};

/* GET /v1/plans/{id}/explain?facility= */
struct wire_plan_explanation {
	struct id plan;
	const char *facility;
	int64_t demand_g, on_hand_g, planned_g, unmet_g; /* over the horizon */
	double marginal_value;                           /* of a gram more here */
	const char *summary;
	LIST(struct wire_plan_reason) reasons;
	LIST(struct wire_plan_binding) binding;
	LIST(struct wire_plan_stop) stops;
};

extern const struct wire_shape wire_plan_shape;             /* struct wire_plan, out */
extern const struct wire_shape wire_plan_shape_request;     /* struct wire_plan_request, in */
extern const struct wire_shape wire_plan_shape_replan;      /* struct wire_plan_replan, out */
extern const struct wire_shape wire_plan_shape_replan_request; /* struct wire_plan_replan_request, in */
extern const struct wire_shape wire_plan_shape_edit;        /* struct wire_plan_edit */
extern const struct wire_shape wire_plan_shape_edits;       /* struct wire_plan_edits, in */
extern const struct wire_shape wire_plan_shape_explanation; /* struct wire_plan_explanation, out */

#endif
