/* declare_surge - a file of surge forecasts is taken, all rows or none, with the line that each value stood on. */
#ifndef OXY_APP_DECLARE_SURGE_H
#define OXY_APP_DECLARE_SURGE_H

#include "app/app.h"
#include "wire/forecast_shape.h"

struct app_declared_surge {
	struct wire_forecast_surge receipt;
	const char **provinces; /* those it speaks of, each once: to be forecast again */
	size_t n_provinces;
};

/* `text` is CSV in the hubverse shape. A location that does not exist or is not in scope is a fault of its line, like any
 * other; both are told alike. */
err_t app_declare_surge(struct act *a, const char *model, const char *text, size_t n, struct app_declared_surge *ret) NODISCARD;

#endif
