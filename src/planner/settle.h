/* settle - final quantities: what is really on each truck. Internal to planner/.
 *
 * Goes through fillings, loadings and arrivals in order of time, with what the sources have at that
 * minute and what the sites have room for, and rounds to whole bottles. Takes mass away only, so
 * that the times of stage 2 stay good. */
#ifndef OXY_PLANNER_SETTLE_H
#define OXY_PLANNER_SETTLE_H

#include "planner/model.h"

/* Write quantities, bottles and empties of every visit, and w->fills; drop visits and trips that
 * carry nothing. CONFLICT FAULT_PLAN_FIXED when a pin, set or loan cannot be kept; f may be NULL.
 */
err_t planner_settle(struct work *w, const struct model *quantities, struct faults *f);

/* settle_trips.c. Some stop could not be reached in time once the empty ones before it are gone: it may
 * carry nothing either, and all is to be settled again. */
bool planner_settle_trips_forbid(struct work *w);
int planner_settle_trips_home(const struct work *w, const struct trip *t); /* the minute it is home when its empty stops are left out */
void planner_settle_trips_drop(struct work *w); /* visits and trips that carry nothing */
err_t planner_settle_trips_promises(const struct work *w, struct faults *f);

#endif
