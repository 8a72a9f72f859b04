/* improve - a day's trips made shorter by ruin and recreate. Internal to planner/.
 *
 * Some neighbouring stops are taken out and put back one at a time, each where it costs least; orders that found no place before are tried
 * again with them. Worse days are accepted early and ever less often (annealing), the best one stays. What finds no place is left behind at a
 * price by grams and class (adr/0037, 0038); pins are not.
 *
 * Source: Schrimpf et al. 2000; neighbours and temperature as in search.c, which does this for public instances. */
#ifndef OXY_PLANNER_IMPROVE_H
#define OXY_PLANNER_IMPROVE_H

#include "planner/timing.h"

/* As many steps as the input's iterations say for a day, else some for each order; asks the input's stop() before each. */
void planner_improve_day(struct day *s);

#endif
