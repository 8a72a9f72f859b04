/* load_units - the provinces that the program itself knows, laid into the database: both editions,
 * and a home cell each.
 *
 * For the daemon, after the migrations and before anything is served; harmless to repeat. */
#ifndef OXY_APP_LOAD_UNITS_H
#define OXY_APP_LOAD_UNITS_H

#include "app/app.h"

err_t app_load_units(struct app *app, struct faults *f) NODISCARD;

#endif
