/* delivery - goods on their way: the delivery, what happens to it, drops outside any plan,
 * transfers between facilities, and a hospital's own requests. */
#ifndef OXY_DOMAIN_DELIVERY_H
#define OXY_DOMAIN_DELIVERY_H

#include "base/id.h"
#include "domain/calendar.h"
#include "domain/delivery_state.h"
#include "domain/list.h"
#include "domain/product.h"
#include "domain/supplier.h"
#include "domain/units.h"

struct delivery_window {
	instant_t start, end;
};

struct delivery {
	struct id id;
	struct id plan; /* none: outside any plan */
	const char *facility;
	const char *supplier;      /* NULL for a loan */
	const char *carrier;       /* whose vehicle drives it; NULL: the supplier's */
	const char *from_facility; /* of a loan between hospitals */
	enum product product;
	const char *cylinder_type;
	enum delivery_mode mode;
	const char *vehicle;
	int64_t quantity_g, min_g,
	    max_g; /* offered; the supplier's interval in supplier_scheduled mode */
	int64_t full, empties_back;     /* bottles */
	int64_t accepted_g, rejected_g; /* the quantity in force so far */
	struct delivery_window window;
	instant_t eta;
	const char *docket;
	const char *reason; /* of the last decline, fail, cancel or rejection */
	enum delivery_state state;
	instant_t updated_at;
};

/* POST /v1/deliveries/{id}/events */
struct delivery_event {
	enum delivery_event_kind event;
	instant_t occurred_at; /* unknown: now */
	struct quantity accepted, rejected;
	int64_t full, empties_back;
	instant_t eta;
	const char *vehicle, *docket, *reason;
	const char *client_event_id;
};

/* POST /v1/deliveries: a drop that no plan knew. */
struct delivery_drop {
	const char *facility, *supplier;
	const char *asset;
	enum product product;
	const char *cylinder_type;
	struct quantity quantity;
	int64_t full, empties_back;
	const char *docket;
	instant_t occurred_at;
	const char *vehicle, *note;
	const char *client_event_id;
};

enum transfer_state { TRANSFER_STATE_NONE, TRANSFER_DONE, TRANSFER_REVERSED };
extern const struct names delivery_transfer_states;

/* POST /v1/transfers: stock lent by one facility to another; moves both stocks or neither. */
struct transfer {
	struct id id; /* out only, as are state and recorded_at */
	const char *from, *to;
	const char *from_asset, *to_asset;
	enum product product;
	const char *cylinder_type;
	struct quantity quantity;
	int64_t full, empties_back;
	instant_t occurred_at;
	const char *reason, *docket;
	const char *client_event_id;
	enum transfer_state state;
	instant_t recorded_at;
};

enum urgency { URGENCY_NONE, URGENCY_ROUTINE, URGENCY_URGENT, URGENCY_CRITICAL };
extern const struct names delivery_urgencies;

enum request_state {
	REQUEST_STATE_NONE,
	REQUEST_OPEN,
	REQUEST_PLANNED,
	REQUEST_MET,
	REQUEST_CLOSED
};
extern const struct names delivery_request_states;

/* POST /v1/requests: a hospital's own need. */
struct supply_request {
	struct id id; /* out only, as are state and recorded_at */
	const char *facility;
	enum product product;
	const char *cylinder_type;
	struct quantity quantity;
	int64_t full;
	enum urgency urgency;
	instant_t needed_by;
	const char *reason;
	const char *client_event_id;
	enum request_state state;
	instant_t recorded_at;
};

#endif
