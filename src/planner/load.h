/* load - where an order may be loaded, and what the day's loads may still take there. Internal to planner/.
 *
 * The flow says which supplier is to fill a site. Which truck can be there, and how full, routing alone knows: where another supplier that
 * may fill the site keeps gas that nobody is to have before, a tanker may load the order at its home instead. Bottles stay with the station
 * that their empties go home to: other stations' bottles brought nothing and took a third of the time. */
#ifndef OXY_PLANNER_LOAD_H
#define OXY_PLANNER_LOAD_H

#include "planner/timing.h"

/* Tables of a day whose orders are set. gas_g: what all loads of the day may take, by source. Pinned and set orders keep their supplier. */
void planner_load_open(struct day *s, const int64_t *gas_g);
void planner_load_close(struct day *s);

/* The row of an order that is the rest of another one. */
void planner_load_rest(struct day *s, int order, int rest);

/* The right by which a supplier may fill it today, or PLANNER_NONE. */
int planner_load_right(const struct day *s, int order, int supplier);
int planner_load_source(const struct day *s, int order, int supplier);

/* What is left there for the order, in whole bottles where it is for bottles; a pin's is not limited. */
int64_t planner_load_left_g(const struct day *s, int order, int supplier);

/* Metres that policy puts on loading it there rather than where the flow said: emergency, contract, change of a published line. */
int64_t planner_load_policy_m(const struct day *s, int order, int supplier);

/* Grams taken, or put back when negative. */
void planner_load_take(struct day *s, int order, int supplier, int64_t g);

#endif
