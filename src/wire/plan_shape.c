/* plan_shape - delivery plans. */
#include "wire/plan_shape.h"
#include "wire/fields.h"

static const char *const state_words[] = {
	[WIRE_PLAN_QUEUED] = "queued",
	[WIRE_PLAN_RUNNING] = "running",
	[WIRE_PLAN_DRAFT] = "draft",
	[WIRE_PLAN_APPROVED] = "approved",
	[WIRE_PLAN_CANCELLED] = "cancelled",
	[WIRE_PLAN_FAILED] = "failed",
};
const struct names wire_plan_shape_states = NAMES(state_words);

static const char *const action_words[] = {
	[WIRE_PLAN_PIN] = "pin",
	[WIRE_PLAN_EXCLUDE] = "exclude",
	[WIRE_PLAN_SET_QUANTITY] = "set_quantity",
	[WIRE_PLAN_ADD_LINE] = "add_line",
	[WIRE_PLAN_LOAN] = "loan",
};
const struct names wire_plan_shape_actions = NAMES(action_words);

static const char *const event_words[] = {
	[WIRE_PLAN_VEHICLE_DOWN] = "vehicle_down",
	[WIRE_PLAN_PLANT_DERATED] = "plant_derated",
	[WIRE_PLAN_ROAD_CLOSED] = "road_closed",
	[WIRE_PLAN_DECLINED] = "declined",
	[WIRE_PLAN_STOCK_OFF] = "stock_off",
	[WIRE_PLAN_LAPSED] = "lapsed",
	[WIRE_PLAN_FAILED_DELIVERY] = "failed",
};
const struct names wire_plan_shape_events = NAMES(event_words);

static void
need(struct wire_check *c, const char *text, const char *pointer)
{
	if (text == NULL)
		wire_check_fault(c, FAULT_REQUIRED, pointer, NULL, NULL);
}

/* What deliveries and stock reports say, the daemon finds by itself. */
static void
check_event(void *object, struct wire_check *c)
{
	const struct wire_plan_event *e = object;
	if (e->kind == WIRE_PLAN_VEHICLE_DOWN)
		need(c, e->vehicle, "/vehicle");
	if (e->kind == WIRE_PLAN_PLANT_DERATED)
		need(c, e->supplier, "/supplier");
	if (e->kind == WIRE_PLAN_ROAD_CLOSED || e->kind == WIRE_PLAN_DECLINED)
		need(c, e->facility, "/facility");
	if (e->kind == WIRE_PLAN_DECLINED)
		need(c, e->supplier, "/supplier");
	if (e->kind == WIRE_PLAN_STOCK_OFF || e->kind == WIRE_PLAN_LAPSED || e->kind == WIRE_PLAN_FAILED_DELIVERY)
		wire_check_fault(c, FAULT_CHOICE, "/kind", "vehicle_down, plant_derated, road_closed, declined; deliveries and stock reports say the rest", NULL);
	if (e->from != DAY_NONE && e->until != DAY_NONE && e->until < e->from)
		wire_check_fault(c, FAULT_PERIOD, "/until", "14 d", NULL);
}

/* clang-format off */
#define T struct wire_plan_event
static WIRE_SHAPE(event_shape, "PlanEvent", "What happened since a plan was made.", check_event,
	ENUM(kind, &wire_plan_shape_events, .flags = WIRE_REQUIRED),
	CODE(supplier, .text = "plant_derated; declined, lapsed, failed; of a closed road: its other end"),
	CODE(vehicle, .text = "vehicle_down"),
	CODE(facility, .text = "road_closed: alone, every road to it; declined, lapsed, failed; stock_off"),
	CODE(other_facility, .text = "road_closed: the other end"),
	DATE(from, .text = "first day; today when not said"),
	DATE(until, .text = "last day; the horizon's when not said"),
	I64(production_pct, .flags = WIRE_FALLBACK, .max = 100, .unit = "%", .text = "plant_derated: what is left; 0 when not said"),
	BOOL(found, .flags = WIRE_READ_ONLY, .text = "found by the daemon in what was reported"),
	TEXT(detail, .flags = WIRE_READ_ONLY));
#undef T

#define T struct wire_plan_replan_request
WIRE_SHAPE(wire_plan_shape_replan_request, "ReplanRequest", "Make the plan of the day after; what was reported is found without being said.", NULL,
	LIST_OF(events, &event_shape, .max = 100),
	I64(horizon_days, .min = 1, .max = 14, .unit = "days", .text = "that of the plan when not said"),
	I64(seed, .flags = WIRE_FALLBACK, .text = "0 when not said"),
	BOOL(deterministic, .text = "the same inputs and seed give the same plan"));
#undef T

#define T struct wire_plan_request
WIRE_SHAPE(wire_plan_shape_request, "PlanRequest", "Ask for a delivery plan.", NULL,
	CODE(province, .flags = WIRE_REQUIRED),
	I64(horizon_days, .flags = WIRE_FALLBACK, .fallback = 3, .min = 1, .max = 14, .unit = "days"),
	INSTANT(as_of, .text = "now when not said"),
	I64(seed, .flags = WIRE_FALLBACK, .text = "0 when not said"),
	BOOL(deterministic, .text = "the same inputs and seed give the same plan"));
#undef T

#define T struct wire_plan_stop
static WIRE_SHAPE(stop_shape, "PlanStop", "One stop of a route.", NULL,
	ID(delivery, .text = "once the plan is approved"),
	CODE(facility, .flags = WIRE_REQUIRED),
	ENUM(product, &product_names),
	CYLINDER(cylinder_type),
	INSTANT(arrive),
	INSTANT(depart),
	I64(quantity_g, .unit = "g"),
	I64(min_g, .unit = "g"),
	I64(max_g, .unit = "g"),
	I64(full),
	I64(empties_back));
#undef T

#define T struct wire_plan_route
static WIRE_SHAPE(route_shape, "PlanRoute", "What one vehicle drives.", NULL,
	CODE(vehicle, .text = "null where the supplier schedules or the facility picks up"),
	CODE(supplier, .text = "where it loads"),
	CODE(carrier, .text = "home of the vehicle, where it is not the supplier"),
	ENUM(mode, &supplier_delivery_modes),
	INSTANT(depart, .text = "from home"),
	INSTANT(back),
	F64(km, .places = 1, .unit = "km"),
	I64(drive_min, .unit = "min", .text = "at the wheel; breaks on the road are in the arrivals"),
	I64(load_g, .unit = "g"),
	LIST_OF(stops, &stop_shape));
#undef T

#define T struct wire_plan_driving
static WIRE_SHAPE(driving_shape, "PlanDriving", "How long a driver may be at the wheel; the plan was made and judged by it. 0 = no limit.", NULL,
	DATE(from, .flags = WIRE_REQUIRED, .text = "until the next row's, or the end of the horizon"),
	I64(day_max_min, .unit = "min", .text = "a day"),
	I64(week_max_min, .unit = "min", .text = "a week, Monday to Sunday"),
	I64(stretch_max_min, .unit = "min", .text = "without a break"),
	I64(break_min, .unit = "min", .text = "a break; loading, unloading and waiting count where they last as long"),
	TEXT(law, .text = "in force that day; the operator's own figures stand in its place where they are configured"));
#undef T

#define T struct wire_plan_unmet
static WIRE_SHAPE(unmet_shape, "PlanUnmet", "Need that the plan leaves uncovered.", NULL,
	CODE(facility, .flags = WIRE_REQUIRED),
	ENUM(product, &product_names),
	DATE(date, .text = "the first short day"),
	I64(unmet_g, .flags = WIRE_REQUIRED, .unit = "g"),
	F64(probability, .high = 1, .places = 4, .text = "of running short, 0 to 1"),
	TEXT(binding, .text = "code of the constraint that keeps it so"),
	LIST_PLAIN(bindings, WIRE_TEXT, .text = "codes of all that were shown to: with one unit more of any of them less would be unmet"),
	TEXT(detail));
#undef T

#define T struct wire_plan_reason
static WIRE_SHAPE(reason_shape, "PlanReason", "Why a facility gets what it gets.", NULL,
	CODE(facility),
	TEXT(code, .flags = WIRE_REQUIRED),
	TEXT(detail),
	I64(quantity_g, .unit = "g"));
#undef T

#define T struct wire_plan_binding
static WIRE_SHAPE(binding_shape, "PlanBinding", "A constraint that holds the plan back.", NULL,
	TEXT(code, .flags = WIRE_REQUIRED, .text = "such as supply, loading, vehicles, bottles, window"),
	CODE(supplier),
	CODE(facility),
	CODE(vehicle),
	DATE(date),
	F64(used_pct, .places = 1, .unit = "%"),
	F64(value, .text = "marginal worth of one gram more to the facility"),
	TEXT(unit, .text = "what amount counts: g, bottles, loadings_per_day, bottles_per_day, vehicles, min_per_day, min, kg, rights, edits; null: the plan was not solved again with more of it"),
	I64(amount, .text = "so much more of it, and the plan's own trips, were solved again"),
	I64(gain_g, .unit = "g", .text = "less unmet in all, over the horizon"),
	I64(gain_critical_g, .unit = "g", .text = "less critical demand unmet"),
	I64(gain_here_g, .unit = "g", .text = "less unmet at the facility"),
	TEXT(detail));
#undef T

#define T struct wire_plan_fill
static WIRE_SHAPE(fill_shape, "PlanFill", "Bottles that a supplier should fill on a day, evenly over the day.", NULL,
	CODE(supplier, .flags = WIRE_REQUIRED),
	CYLINDER(cylinder_type),
	DATE(date, .flags = WIRE_REQUIRED),
	I64(bottles, .flags = WIRE_REQUIRED),
	I64(from_bulk_g, .unit = "g", .text = "of their content, what comes out of the supplier's tank"));
#undef T

#define T struct wire_plan_trip_change
static WIRE_SHAPE(change_shape, "PlanTripChange", "A trip that is not as it was.", NULL,
	TEXT(change, .flags = WIRE_REQUIRED, .text = "retimed, requantified, restopped, gone, new; trimmed: only what less room or gas made of it"),
	CODE(vehicle),
	CODE(supplier),
	INSTANT(was, .text = "when it was to leave"),
	INSTANT(now, .text = "when it leaves now"),
	BOOL(touched, .text = "an event is about it"),
	LIST_PLAIN(facilities, WIRE_CODE, .text = "its stops: the new ones, of a trip that is gone the old ones"));
#undef T

#define T struct wire_plan_later
static WIRE_SHAPE(later_shape, "PlanLater", "A facility that gets its oxygen more than an hour later.", NULL,
	CODE(facility, .flags = WIRE_REQUIRED),
	ENUM(product, &product_names),
	CYLINDER(cylinder_type),
	INSTANT(was, .text = "when the old plan had brought so much"),
	INSTANT(now, .text = "when the new one has brought nine tenths of it; null: not within the horizon"),
	I64(quantity_g, .unit = "g"));
#undef T

#define T struct wire_plan_replan
WIRE_SHAPE(wire_plan_shape_replan, "PlanReplan", "What a re-plan changes against the plan that it replaces.", NULL,
	ID(of, .text = "the plan that it replaces"),
	TEXT(way, .text = "repaired: untouched trips kept as they were; loosened: some let go; flexed: all may carry other quantities as well; from_scratch: only frozen ones kept"),
	BOOL(proposed, .text = "by the daemon, because of what happened: a person decides"),
	TEXT(summary),
	I64(trips, .text = "that had not left"),
	I64(promised, .text = "trips with accepted deliveries: they stay, unless they are broken"),
	I64(broken),
	I64(touched, .text = "by an event, broken ones included"),
	I64(frozen, .text = "leave within 12 h: they stay"),
	I64(untouched),
	I64(untouched_changed, .text = "of untouched"),
	I64(full_critical_g, .unit = "g", .text = "unmet critical demand of a plan from scratch; null when none was needed to know"),
	LIST_OF(events, &event_shape),
	LIST_OF(changes, &change_shape),
	LIST_OF(later, &later_shape),
	OBJECT(at_risk_before, &wire_resilience_shape_shortage, .text = "were nothing planned anew"),
	OBJECT(at_risk_after, &wire_resilience_shape_shortage));
#undef T

#define T struct wire_plan
WIRE_SHAPE(wire_plan_shape, "Plan", "A delivery plan.", NULL,
	ID(id, .flags = WIRE_REQUIRED),
	ENUM(state, &wire_plan_shape_states, .flags = WIRE_REQUIRED),
	CODE(province, .flags = WIRE_REQUIRED),
	I64(horizon_days, .unit = "days"),
	INSTANT(as_of),
	I64(seed),
	BOOL(deterministic),
	INSTANT(created_at),
	INSTANT(decided_at, .text = "approved or cancelled"),
	TEXT(inputs_sha256, .text = "fingerprint of what it was computed from"),
	TEXT(error, .text = "of a failed one"),
	ID(replaces, .text = "the plan that it was edited or re-planned from"),
	I64(delivered_g, .unit = "g"),
	I64(unmet_g, .unit = "g"),
	F64(km, .places = 1, .unit = "km"),
	LIST_OF(routes, &route_shape),
	LIST_OF(fills, &fill_shape),
	LIST_OF(driving, &driving_shape),
	LIST_OF(unmet, &unmet_shape),
	LIST_OF(reasons, &reason_shape),
	LIST_OF(binding, &binding_shape),
	LIST_PLAIN(deliveries, WIRE_ID, .text = "offered by its approval"),
	OBJECT(replan, &wire_plan_shape_replan, .text = "of a plan made by a re-plan: what changed"));
#undef T

static bool
moves_goods(enum wire_plan_action a)
{
	return a == WIRE_PLAN_SET_QUANTITY || a == WIRE_PLAN_ADD_LINE || a == WIRE_PLAN_LOAN;
}

static void
check_edit(void *object, struct wire_check *c)
{
	const struct wire_plan_edit *e = object;
	if (moves_goods(e->action) && !units_said(&e->quantity) && e->full == UNKNOWN_I64)
		wire_check_fault(c, FAULT_REQUIRED, "/quantity", NULL, NULL);
	if (e->action == WIRE_PLAN_LOAN && e->from_facility == NULL)
		wire_check_fault(c, FAULT_REQUIRED, "/from_facility", NULL, NULL);
	if (e->action == WIRE_PLAN_LOAN && str_eq(e->from_facility, e->facility))
		wire_check_fault(c, FAULT_DUPLICATE, "/from_facility", NULL, NULL);
	if (e->action == WIRE_PLAN_ADD_LINE && e->supplier == NULL)
		wire_check_fault(c, FAULT_REQUIRED, "/supplier", NULL, NULL);
}

#define T struct wire_plan_edit
WIRE_SHAPE(wire_plan_shape_edit, "PlanEdit", "One change that a coordinator wants; the plan is solved again around it.", check_edit,
	ENUM(action, &wire_plan_shape_actions, .flags = WIRE_REQUIRED),
	CODE(facility, .flags = WIRE_REQUIRED, .text = "who receives"),
	CODE(supplier, .text = "required for add_line"),
	CODE(from_facility, .text = "the lender; required for loan"),
	CODE(vehicle),
	ENUM(product, &product_names),
	CYLINDER(cylinder_type),
	QUANTITY(quantity, .text = "for set_quantity, add_line and loan, or full"),
	I64(full, .max = 100000),
	DATE(date, .text = "day of the delivery"),
	TEXT(reason, .flags = WIRE_REQUIRED, .min = 1, .max = 500));
#undef T

#define T struct wire_plan_edits
WIRE_SHAPE(wire_plan_shape_edits, "PlanEdits", "Changes to a draft plan, taken together.", NULL,
	LIST_OF(edits, &wire_plan_shape_edit, .flags = WIRE_REQUIRED, .min = 1, .max = 500));
#undef T

#define T struct wire_plan_explanation
WIRE_SHAPE(wire_plan_shape_explanation, "PlanExplanation", "Why one facility gets what it gets.", NULL,
	ID(plan, .flags = WIRE_REQUIRED),
	CODE(facility, .flags = WIRE_REQUIRED),
	I64(demand_g, .unit = "g", .text = "over the horizon"),
	I64(on_hand_g, .unit = "g"),
	I64(planned_g, .unit = "g"),
	I64(unmet_g, .unit = "g"),
	F64(marginal_value, .text = "worth of one gram more here"),
	TEXT(summary),
	LIST_OF(reasons, &reason_shape),
	LIST_OF(binding, &binding_shape),
	LIST_OF(stops, &stop_shape));
#undef T
