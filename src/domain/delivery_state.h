/* delivery_state - the life of a delivery as one table: which event may happen when, by whom, and
 * what it books in the ledger.
 *
 *     proposed -> offered -> accepted | declined | expired
 *                            accepted -> loading -> dispatched -> arrived -> delivered | failed
 *     cancelled from anywhere before dispatched
 */
#ifndef OXY_DOMAIN_DELIVERY_STATE_H
#define OXY_DOMAIN_DELIVERY_STATE_H

#include "domain/names.h"
#include "domain/role.h"

#include <stdbool.h>
#include <stddef.h>

enum delivery_state {
	DELIVERY_STATE_NONE,
	DELIVERY_PROPOSED,
	DELIVERY_OFFERED,
	DELIVERY_ACCEPTED,
	DELIVERY_DECLINED,
	DELIVERY_EXPIRED,
	DELIVERY_LOADING,
	DELIVERY_DISPATCHED,
	DELIVERY_ARRIVED,
	DELIVERY_DELIVERED,
	DELIVERY_FAILED,
	DELIVERY_CANCELLED,
	DELIVERY_STATE_COUNT
};
extern const struct names delivery_state_names;

enum delivery_event_kind {
	DELIVERY_EVENT_NONE,
	DELIVERY_OFFER, /* by approving a plan */
	DELIVERY_ACCEPT,
	DELIVERY_DECLINE,
	DELIVERY_EXPIRE, /* by the clock, 4 h after the offer */
	DELIVERY_LOAD,
	DELIVERY_DISPATCH,
	DELIVERY_ARRIVE,
	DELIVERY_DELIVER,
	DELIVERY_FAIL,
	DELIVERY_CANCEL,
	DELIVERY_EVENT_COUNT
};
extern const struct names delivery_state_events; /* offer accept decline expire load dispatch arrive
						    deliver fail cancel */

/* What an event books. "site" is the facility's account, "vehicle" the stock in transit. */
enum delivery_booking {
	DELIVERY_BOOK_NOTHING,
	DELIVERY_BOOK_RESERVE,   /* reserve the accepted quantity at the supplier */
	DELIVERY_BOOK_RELEASE,   /* end the reservation */
	DELIVERY_BOOK_LOAD,      /* end the reservation; supplier -> vehicle */
	DELIVERY_BOOK_UNLOAD,    /* vehicle -> supplier, all of it */
	DELIVERY_BOOK_DELIVER,   /* vehicle -> site what was accepted, vehicle -> supplier what was
				    rejected */
	DELIVERY_BOOK_CORRECT,   /* reverse the earlier delivery, then book this one: the hospital's
				    word wins */
	DELIVERY_BOOK_STATEMENT, /* kept on record beside the hospital's word, books nothing */
};

struct delivery_transition {
	enum delivery_event_kind event;
	enum delivery_state from, to;
	roles_t who; /* ROLES_SYSTEM for the daemon's own */
	enum delivery_booking books;
};

const struct delivery_transition *delivery_state_table(size_t *ret_n);

/* May this role ever send this event, in whatever state? (403 if not) */
bool delivery_state_may(enum delivery_event_kind e, enum role who);

/* The row for this event in this state by this role; NULL when the state does not allow it (409).
 * ROLE_NONE is the daemon itself; an admin acts as a coordinator. `said` holds the roles that have
 * already reported "deliver" on it: saying it twice is a conflict. */
const struct delivery_transition *delivery_state_step(
    enum delivery_state from, enum delivery_event_kind e, enum role who, roles_t said);

bool delivery_state_is_open(
    enum delivery_state s); /* more may happen before the goods are settled */
bool delivery_state_is_coming(enum delivery_state s); /* confirmed: accepted up to arrived */

/* "offered or dispatched": the states that the event needs, for a fault; returns buf. */
char *delivery_state_needs(enum delivery_event_kind e, char *buf, size_t size);

#endif
