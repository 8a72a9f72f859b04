/* delivery - rows of deliveries: the card, its events, what it books. State is what the newest event says. */
#ifndef OXY_STORE_DELIVERY_H
#define OXY_STORE_DELIVERY_H

#include "domain/delivery.h"
#include "store/position.h"
#include "store/site.h"

/* A delivery as it stands at a moment. In `d`, facility, supplier, carrier and from_facility are not set here: app/ knows the codes. */
struct store_delivery {
	struct delivery d;
	int16_t shard, supplier_shard;
	int64_t site_id, supplier_id;
	int64_t carrier_id; /* home of the vehicle; 0: the supplier */
	int64_t asset_id, from_account, to_account, vehicle_account; /* vehicle_account 0: no vehicle of the register */
	bool off_plan;
	int seq;               /* of the newest event */
	instant_t occurred_at; /* of the newest event */
	instant_t offered_at;
	roles_t said;          /* who reported "deliver" */
	int64_t is_full, is_empties; /* bottles in force; UNKNOWN_I64: as offered */
};

struct store_delivery_list {
	struct store_delivery *items;
	int n;
};

err_t store_delivery_get(struct db_conn *c, const struct id *ids, size_t n, instant_t recorded_by, struct arena *a,
    struct store_delivery_list *ret, struct faults *f) NODISCARD;

/* Deliveries of a province's plans that came to their end since an instant: declined, lapsed, delivered or failed. */
err_t store_delivery_ended(struct db_conn *c, const char *province, instant_t since, instant_t recorded_by, struct arena *a,
    struct store_delivery_list *ret, struct faults *f) NODISCARD;

struct store_delivery_filter {
	int64_t supplier_id, site_id; /* 0: any */
	enum delivery_state state;    /* NONE: any */
	instant_t after;              /* cursor; 0 with a zero id: from the start */
	struct id after_id;
	instant_t recorded_by;
	int64_t limit;
};
err_t store_delivery_find(struct db_conn *c, const struct store_delivery_filter *q, struct arena *a, struct store_delivery_list *ret,
    struct faults *f) NODISCARD;

/* One new delivery: a line of an approved plan, or a drop. */
struct store_delivery_new {
	struct id id, plan;
	int line, route_no, stop_no; /* -1: none */
	int16_t shard, supplier_shard, carrier_shard;
	int64_t site_id, supplier_id, carrier_id, asset_id, from_account, to_account, vehicle_account; /* carrier_id 0: the supplier's own vehicle */
	enum product product;
	enum delivery_mode mode;
	const char *cylinder_type, *vehicle, *docket, *note, *client_event_id;
	int64_t quantity_g, min_g, max_g, full, empties;
	instant_t from, to;
};
struct store_delivery_by {
	int64_t cred_id;
	enum role role;
	instant_t at, recorded_at;
};
err_t store_delivery_insert(struct db_conn *c, const struct store_delivery_new *rows, size_t n, bool off_plan,
    const struct store_delivery_by *by, struct faults *f) NODISCARD;

/* "proposed" and "offered" of every row. */
err_t store_delivery_offer(struct db_conn *c, const struct store_delivery_new *rows, size_t n, const struct store_delivery_by *by,
    struct faults *f) NODISCARD;

struct store_delivery_step {
	int16_t shard;
	struct id delivery;
	int seq;
	enum delivery_event_kind event;
	enum delivery_state state; /* after it */
	int64_t accepted_g, rejected_g, full, empties; /* UNKNOWN_I64 */
	instant_t eta;
	const char *reason, *vehicle, *docket, *client_event_id;
	bool statement;
};
err_t store_delivery_step(struct db_conn *c, const struct store_delivery_step *s, const struct store_delivery_by *by, struct faults *f) NODISCARD;

/* ---- ledger ------------------------------------------------------------------------------------- */

enum store_delivery_cause { STORE_CAUSE_RECEIPT = 1, STORE_CAUSE_DELIVERY, STORE_CAUSE_LOAD, STORE_CAUSE_RETURN, STORE_CAUSE_TRANSFER,
	STORE_CAUSE_PRODUCTION, STORE_CAUSE_CONSUMPTION, STORE_CAUSE_LOSS, STORE_CAUSE_REVERSAL, STORE_CAUSE_DROP };

struct store_delivery_move {
	struct id id;
	int64_t from, to, g;
	instant_t at;
	const char *cylinder_type, *docket;
	int64_t full, empty; /* UNKNOWN_I64 */
	enum store_delivery_cause cause;
	struct id delivery, reverses;
};
struct store_delivery_moves {
	struct store_delivery_move *items;
	int n;
};

/* What the delivery has booked and nobody reversed. */
err_t store_delivery_moves(struct db_conn *c, struct id delivery, struct arena *a, struct store_delivery_moves *ret, struct faults *f) NODISCARD;

/* Book one; the page is the facility's (shard, site_id). */
err_t store_delivery_move(struct db_conn *c, int16_t shard, int64_t site_id, const struct store_delivery_move *m,
    const struct store_delivery_by *by, struct faults *f) NODISCARD;

/* Receipt keys, in the arena: of a delivery of ours, and of a supplier's docket (NULL: the report does not name the supplier). */
const char *store_delivery_key(struct id delivery, struct arena *a);
const char *store_delivery_docket_key(const char *supplier, const char *docket, struct arena *a);

/* Claim a receipt key for a movement; *ret_first is false when somebody told of it before. */
struct store_delivery_receipt {
	int16_t shard;
	int64_t site_id;
	const char *key;
	struct id move;
};
err_t store_delivery_claim(struct db_conn *c, const struct store_delivery_receipt *r, const struct store_delivery_by *by, bool *ret_first,
    struct faults *f) NODISCARD;

/* Whether a report that named no supplier has had the docket. */
err_t store_delivery_docket_unnamed(struct db_conn *c, const struct store_delivery *d, const char *docket, bool *ret, struct faults *f) NODISCARD;

/* ---- outbox ------------------------------------------------------------------------------------- */

/* One message a supplier is to get once this is committed (topic oxyd/v1/suppliers/<supplier>/assignments). */
struct store_delivery_message {
	int16_t shard;   /* what it is about: the facility's page */
	int64_t site_id;
	const char *topic, *payload; /* payload: JSON text */
};
err_t store_delivery_tell(struct db_conn *c, const struct store_delivery_message *m, size_t n, instant_t recorded_at, struct faults *f) NODISCARD;

#endif
