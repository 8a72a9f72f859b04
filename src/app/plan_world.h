/* plan_world - a province at a moment as the planner sees it: needs, stocks, trucks, rights, what is promised, what a coordinator wants.
 *
 * Judgement that stands here, and is said in the plan's reasons:
 *   stock_unknown      an asset that was never reported is planned as if half full
 *   emergency_right    no supplier has a right to fill this: those of the province that sell it may, in emergency
 *   request            a hospital's open request raises its demand on the day it is needed by
 *   confirmed          deliveries accepted or under way arrive whatever happens
 *   location_unknown   the province's centre is used
 *   demand_unknown     neither reports nor beds: nothing can be planned by demand
 * The same moment gives the same world, byte for byte. */
#ifndef OXY_APP_PLAN_WORLD_H
#define OXY_APP_PLAN_WORLD_H

#include "app/app.h"
#include "planner/planner.h"
#include "store/supply.h"
#include "wire/plan_shape.h"

enum app_plan_world_note_kind { APP_PLAN_STOCK_UNKNOWN, APP_PLAN_EMERGENCY_RIGHT, APP_PLAN_REQUEST, APP_PLAN_CONFIRMED, APP_PLAN_LOCATION_UNKNOWN,
	APP_PLAN_DEMAND_UNKNOWN, APP_PLAN_LOAN, APP_PLAN_NOTES };

/* Something the plan assumed or took in, of one facility. */
struct app_plan_world_note {
	enum app_plan_world_note_kind kind;
	int facility, need; /* indices; need may be PLANNER_NONE */
	int64_t g;          /* UNKNOWN_I64 */
	const char *name;   /* asset, supplier or request that it is about, or NULL */
};

/* What a need of the planner is in the register. */
struct app_plan_world_need {
	enum product product;
	const char *cylinder_type;
	int64_t asset_id, account_id; /* where deliveries go: the largest asset of the product */
	int64_t requested_g;
};

/* A delivery that is offered, accepted or under way to a need of the world. */
struct app_plan_world_open {
	const struct store_supply_open *o;
	int need, supplier, vehicle; /* indices or PLANNER_NONE */
	int fixed;                   /* its COMMITTED row in `in`, or PLANNER_NONE: offered */
};

struct app_plan_world {
	struct planner_input in; /* its arrays live in the arena too */
	const char *province;
	struct store_moment at;
	struct store_site *facilities;         /* [in.n_facilities] */
	const struct store_position *positions; /* the same */
	struct store_supply *supplies;         /* [in.n_suppliers] */
	struct app_plan_world_need *needs;     /* [in.n_needs] */
	struct app_plan_world_note *notes;
	int n_notes;
	struct app_plan_world_open *open;
	int n_open;
};

/* Read the world with a job's connection, inside its own snapshot. */
struct app_plan_world_ask {
	const char *province;
	struct store_moment at;
	int days;
	uint64_t seed;
	bool deterministic;
};
err_t app_plan_world_load(struct act *a, struct db_conn *job, const struct app_plan_world_ask *ask, struct app_plan_world *ret) NODISCARD;

/* Index of a need, or PLANNER_NONE. product NONE: the facility's first. */
int app_plan_world_find_need(const struct app_plan_world *w, const char *facility, enum product p, const char *cylinder_type);

#endif
