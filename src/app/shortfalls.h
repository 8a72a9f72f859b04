/* shortfalls - who runs short within the horizon, the most urgent first, and what holds it back. */
#ifndef OXY_APP_SHORTFALLS_H
#define OXY_APP_SHORTFALLS_H

#include "app/app.h"
#include "wire/forecast_shape.h"

struct app_shortfalls {
	struct wire_shortfall *items; /* by first breach, then by what is missing; in the act's arena */
	size_t n;
};

/* Facilities of a province ("" every one in scope) whose p10 runs empty within `days` days. What is not known cannot be
 * ranked; status counts it. The duty telephone is shown to those who run the register. */
err_t app_shortfalls(struct act *a, const char *province, int days, struct app_shortfalls *ret) NODISCARD;

#endif
