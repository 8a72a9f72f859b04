/* deliver_view - deliveries as the outside sees them: with codes, through the caller's scope, and what suppliers are told. */
#ifndef OXY_APP_DELIVER_VIEW_H
#define OXY_APP_DELIVER_VIEW_H

#include "app/app.h"
#include "store/delivery.h"

/* The code of a site, in the arena; NULL when it is not in the register. */
const char *app_deliver_view_code(struct act *a, int64_t site_id);

/* Fill in facility, supplier, carrier and bottles in force. */
void app_deliver_view_show(struct act *a, struct store_delivery *s);

/* One delivery by the id in a path; ERR_NOT_FOUND when there is none in the scope. */
err_t app_deliver_view_get(struct act *a, const char *id_text, struct store_delivery *ret) NODISCARD;
err_t app_deliver_view_by_id(struct act *a, struct id id, struct store_delivery *ret) NODISCARD;

struct app_deliver_view_filter {
	const char *supplier, *facility; /* codes; NULL: any */
	enum delivery_state state;
	const char *cursor; /* of the page before; NULL: from the start */
	int64_t limit;
};
/* Earliest window first; *ret_next in the arena, NULL at the end. ERR_NOT_FOUND for a place that the caller neither sees nor deals with. */
err_t app_deliver_view_list(struct act *a, const struct app_deliver_view_filter *q, struct store_delivery_list *ret, const char **ret_next) NODISCARD;

/* Put the news of a delivery into the outbox for its supplier, and for its carrier where there is one:
 *     topic   oxyd/v1/suppliers/<supplier or carrier>/assignments
 *     payload {"event": "offer", "at": "2026-11-20T17:00:00+07:00", "delivery": {as GET /v1/deliveries/{id}}}
 * event is a word of delivery_state_events; offers carry the whole assignment, later messages replace earlier ones of the same
 * delivery id. `s` must have been shown. */
err_t app_deliver_view_tell(struct act *a, const struct store_delivery *s, size_t n, enum delivery_event_kind event) NODISCARD;

#endif
