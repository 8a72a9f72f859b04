/* orders - how provinces do it without oxyd: four ways to make a list of orders.
 *
 *   reorder       each hospital knows its own stock; below two days it orders to full from its contract supplier, first come
 *                 first served, and asks the next nearest one when nobody has come for 24 hours
 *   proportional  what there is today is shared out by reported use
 *   urgent        by hours of cover: last reported stock and own deliveries over last reported use; to three days, nearest supplier
 *   urgentplus    the same by a careful dispatcher: stale stock is run down at flat use, a dry site's use is its census's, a truck
 *                 with room tops up to full, and a supplier without a free truck is passed over
 *
 * Doc: doc/simulation.md. */
#ifndef OXY_SIMULATE_ORDERS_H
#define OXY_SIMULATE_ORDERS_H

#include "simulate/desk.h"
#include "simulate/dispatch.h"

/* Hospitals' own orders; once an hour, the list is kept between calls. */
void simulate_orders_reorder(const struct simulate_world *w, simulate_orders *queue);

/* A new list, instead of the old one. */
void simulate_orders_proportional(const struct simulate_world *w, const struct simulate_desk *d, simulate_orders *list);
void simulate_orders_urgent(const struct simulate_world *w, const struct simulate_desk *d, bool careful, simulate_orders *list);

#endif
