/* order - from flows to visits: who is visited on which day. Internal to planner/.
 *
 * Goes through the days in order with the stock as planned so far. Each need has a running claim
 * on each supplier: what stage 1 ships there up to today, less what visits have taken. A claim
 * becomes a visit when the site would otherwise run low before tomorrow's visit, or when it fills
 * enough of a truck or a tank; small claims wait, which is how fractional trips become whole ones.
 */
#ifndef OXY_PLANNER_ORDER_H
#define OXY_PLANNER_ORDER_H

#include "planner/model.h"

/* Place visits and trips for the whole horizon. early_min[need] makes a need urgent that much
 * sooner. */
void planner_order_place(struct work *w, const struct model *stage1, const int *early_min);

#endif
