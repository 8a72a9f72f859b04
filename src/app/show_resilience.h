/* show_resilience - what losing each truck, plant or filling station of a province would cost over the next days (planner/resilience.h). */
#ifndef OXY_APP_SHOW_RESILIENCE_H
#define OXY_APP_SHOW_RESILIENCE_H

#include "app/app.h"
#include "wire/resilience_shape.h"

/* The province was checked by the caller; the world is that of a->at. */
err_t app_show_resilience(struct act *a, const char *province, int horizon_days, enum lang lang, struct wire_resilience *ret) NODISCARD;

#endif
