/* deliver_filled - a delivery after which nothing more went in says how much is there: all that fits.
 *
 * Between reports stock is an estimate that drifts; of a hospital that is silent for weeks the deliveries are the only sight of it. */
#ifndef OXY_APP_DELIVER_FILLED_H
#define OXY_APP_DELIVER_FILLED_H

#include "app/app.h"
#include "store/delivery.h"

/* Keep it as the asset's truth at the event's instant. Nothing is kept where the register does not know what fits. A supplier may not say
 * it: stock is the hospital's word. */
err_t app_deliver_filled(struct act *a, const struct store_delivery *d, const struct store_delivery_by *by) NODISCARD;

#endif
