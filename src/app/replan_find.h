/* replan_find - what happened to a plan in force, found in what was reported. Pieces of app/replan.
 *
 *   vehicle_down   a truck of its offers is out of service
 *   plant_derated  a plant has less than the offers ask of it
 *   declined, lapsed, failed   a delivery to the province came to nothing since the plan was approved
 *   stock_off      a newer report, or a corrected one, is more than 20 % off what the plan expected by now: its own stock and use, and what was
 *                  delivered meanwhile. Where less than a day's use was expected, 20 % of that */
#ifndef OXY_APP_REPLAN_FIND_H
#define OXY_APP_REPLAN_FIND_H

#include "app/replan_world.h"

/* Adds to the events that were said. */
void app_replan_find(struct app_replan_world *x, struct arena *a);

/* The same event has the same key at every look: "declined <delivery>", "stock_off <facility> <product>", "vehicle_down <truck>". Of those found. */
const char *app_replan_find_key(const struct app_replan_world *x, int event, struct arena *a);

/* Is a stock off what another plan, with this `internal`, expected as well? False of other kinds. */
bool app_replan_find_surprises(const struct app_replan_world *x, int event, const json_t *internal, instant_t as_of);

#endif
