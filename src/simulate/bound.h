/* bound - a W that nobody can stay below, whatever he knows.
 *
 * A linear program holds whatever simulate/world allows, and more: goods and trucks in fractions, everything known beforehand
 * (doc/simulation.md, adr/0034). It is for small scenarios; it takes seconds where they are near the limit. */
#ifndef OXY_SIMULATE_BOUND_H
#define OXY_SIMULATE_BOUND_H

#include "simulate/scenario.h"

/* Ward and weighted critical unmet patient-hours, rounded down to hundredths. 0 where the scenario is too large, no solver is at hand,
 * or nothing need be unmet. */
double simulate_bound(const struct simulate_scenario *s);

#endif
