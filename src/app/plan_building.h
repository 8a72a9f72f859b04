/* plan_building - the world of a plan while it is put together: what was read, and lists that grow. Internal to app/plan_*.
 *
 * The lists' memory is the building's own until plan_world moves them into the arena. */
#ifndef OXY_APP_PLAN_BUILDING_H
#define OXY_APP_PLAN_BUILDING_H

#include "app/plan_driving.h"
#include "app/plan_world.h"
#include "base/vec.h"

struct app_plan_building {
	struct act *a;
	struct arena *arena;
	struct app_plan_world *w;
	struct store_position *positions;
	struct store_supply *all; /* every supplier */
	size_t n_all;
	struct store_supply_needs requests;
	struct store_supply_open_list coming;
	struct store_supply_lines planned;
	struct store_supply_duties duties;
	struct store_supply_driven_list delivered; /* this week */
	VEC(struct app_plan_driving_stop) driven; /* the same, of the plan's vehicles */
	int *index_of; /* of every supplier, in the plan, or -1 */
	VEC(struct planner_product) products;
	VEC(struct planner_need) needs;
	VEC(struct app_plan_world_need) infos;
	VEC(struct planner_right) rights;
	VEC(struct planner_source) sources;
	VEC(struct planner_vehicle) vehicles;
	VEC(struct planner_fixed) fixed;
	VEC(struct planner_previous) previous;
	VEC(struct app_plan_world_note) notes;
	VEC(struct app_plan_world_open) open;
	struct planner_facility *facilities;
};

void app_plan_building_note(struct app_plan_building *b, struct app_plan_world_note n);

/* Indices in the plan, or PLANNER_NONE: a facility by its site, its need of a product that is there already. */
int app_plan_building_facility(const struct app_plan_building *b, int64_t site_id);
int app_plan_building_need(const struct app_plan_building *b, int facility, enum product p, const char *type);

/* Day of the plan, held to its first and last. */
int app_plan_building_day(const struct app_plan_building *b, instant_t at);

#endif
