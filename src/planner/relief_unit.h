/* relief_unit - the table behind relief.h. Internal to planner/. */
#ifndef OXY_PLANNER_RELIEF_UNIT_H
#define OXY_PLANNER_RELIEF_UNIT_H

#include "planner/relief.h"

/* A world that may be changed: copies of the arrays, with room for one row more. */
struct planner_relief_unit_world {
	struct planner_input in;
	struct planner_supplier *suppliers;
	struct planner_source *sources;
	struct planner_vehicle *vehicles;
	struct planner_facility *facilities;
	struct planner_need *needs;
	struct planner_right *rights;
	struct planner_fixed *fixed;
};

/* Give the world so much more of what an item is about; false when there is nothing of the kind. */
bool planner_relief_unit_add(struct planner_relief_unit_world *c, const struct planner_relief_item *x);

int64_t planner_relief_unit_amount(enum planner_reason r); /* one unit */
int64_t planner_relief_unit_most(enum planner_reason r);   /* doubled up to this while it gains nothing */

#endif
