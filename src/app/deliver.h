/* deliver - the life of a delivery: events of its parties, drops that no plan knew, and what the daemon itself ends.
 *
 * Every event takes the supplier's lock first, so that its stock is promised once: of any number of accepts at the same time, those that
 * come after the stock is gone are refused (409). Deliveries that the caller is no party of do not exist. */
#ifndef OXY_APP_DELIVER_H
#define OXY_APP_DELIVER_H

#include "app/deliver_view.h"

#define APP_DELIVER_OFFER_LASTS (4 * INSTANT_HOUR)

/* One event on the delivery that app_deliver_view_get found; *ret is it afterwards. ERR_FORBIDDEN where the role may never send this event,
 * or a carrier what is the supplier's alone (accept, decline, load); ERR_CONFLICT where the state does not allow it or the stock is gone. */
err_t app_deliver_event(struct act *a, const struct store_delivery *found, const struct delivery_event *ev, struct store_delivery *ret) NODISCARD;

/* The other party of a drop: a site of the role by code that deals with `own` (same province, fill right, contract, earlier delivery);
 * ERR_NOT_FOUND at the pointer otherwise. */
err_t app_deliver_partner(struct act *a, const char *code, enum store_role role, struct store_site own, const char *pointer,
    struct store_site *ret) NODISCARD;

/* A drop outside any plan, booked supplier -> site at once. The same docket of the same supplier with the same goods is the same drop:
 * *ret_new is false and nothing is booked; with other goods ERR_CONFLICT. */
err_t app_deliver_drop(struct act *a, struct store_site facility, struct store_site supplier, const struct delivery_drop *drop,
    struct store_delivery *ret, bool *ret_new) NODISCARD;

/* The daemon ends an unanswered offer: DELIVERY_EXPIRE or DELIVERY_CANCEL. The supplier's lock is held. Someone who answered meanwhile is
 * not an error: nothing happens. */
err_t app_deliver_close(struct act *a, struct id delivery, enum delivery_event_kind event, const char *reason) NODISCARD;

#endif
