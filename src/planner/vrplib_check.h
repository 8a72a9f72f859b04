/* vrplib_check - the judge of routes: reads a solution, drives every route, and believes nothing.
 *
 * It shares nothing with the search but the instance: distances are computed again from the
 * coordinates, times are driven minute by minute, the cost is added up anew. */
#ifndef OXY_PLANNER_VRPLIB_CHECK_H
#define OXY_PLANNER_VRPLIB_CHECK_H

#include "planner/vrplib.h"

/* True when every customer is served once within all limits and the stated cost is right; then
 * ret_cost holds the cost as text. Otherwise `why` holds the first violation. */
bool planner_vrplib_check(
    const struct vrplib *v, const char *text, size_t len, struct str *ret_cost, struct str *why);

#endif
