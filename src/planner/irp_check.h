/* irp_check - the judge of inventory routing: reads a solution, replays every day, believes
 * nothing.
 *
 * It shares nothing with the search but the instance: distances are computed from coordinates,
 * levels are carried from day to day, the three parts of the cost are added up anew.
 *
 * A solution: "Day d" for each day from 1, under it "Route r: 0 - c ( q ) - ... - 0" for vehicles
 * that leave; then a line each: transportation, customers' holding, supplier's holding, total,
 * processor (any text), seconds. */
#ifndef OXY_PLANNER_IRP_CHECK_H
#define OXY_PLANNER_IRP_CHECK_H

#include "planner/irp.h"

#include <stdbool.h>

/* True when every day is within all limits and the stated costs are right to 0.01; then ret_cost
 * holds the total as text. Otherwise `why` holds the first violation, with its line. */
bool planner_irp_check(
    const struct irp *v, const char *text, size_t len, struct str *ret_cost, struct str *why);

#endif
