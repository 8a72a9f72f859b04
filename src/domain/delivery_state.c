/* delivery_state - the transitions of a delivery, one per row.
 *
 * A supplier has no "cancel": one that cannot keep an accepted delivery says "fail", from then
 * until it is over, and what it had reserved or loaded goes back. After the first "deliver", the
 * other side may still say its own: the hospital's (or a coordinator's) replaces the supplier's, by
 * reversal; the supplier's stands on record beside the hospital's. */
#include "domain/delivery_state.h"
#include "base/attr.h"

#include <stdio.h>
#include <string.h>

#define COORDINATOR ROLE_BIT(ROLE_COORDINATOR)
#define SUPPLIER ROLE_BIT(ROLE_SUPPLIER)
#define HOSPITAL ROLE_BIT(ROLE_HOSPITAL)

/* clang-format off */
/*  event              from                 to                   who                                books */
static const struct delivery_transition rows[] = {
	{ DELIVERY_OFFER,    DELIVERY_PROPOSED,   DELIVERY_OFFERED,    ROLES_SYSTEM,                      DELIVERY_BOOK_NOTHING },
	{ DELIVERY_ACCEPT,   DELIVERY_OFFERED,    DELIVERY_ACCEPTED,   SUPPLIER,                          DELIVERY_BOOK_RESERVE },
	{ DELIVERY_DECLINE,  DELIVERY_OFFERED,    DELIVERY_DECLINED,   SUPPLIER,                          DELIVERY_BOOK_NOTHING },
	{ DELIVERY_EXPIRE,   DELIVERY_OFFERED,    DELIVERY_EXPIRED,    ROLES_SYSTEM,                      DELIVERY_BOOK_NOTHING },
	{ DELIVERY_LOAD,     DELIVERY_ACCEPTED,   DELIVERY_LOADING,    SUPPLIER,                          DELIVERY_BOOK_LOAD },
	{ DELIVERY_DISPATCH, DELIVERY_LOADING,    DELIVERY_DISPATCHED, SUPPLIER,                          DELIVERY_BOOK_NOTHING },
	{ DELIVERY_ARRIVE,   DELIVERY_DISPATCHED, DELIVERY_ARRIVED,    SUPPLIER | HOSPITAL,               DELIVERY_BOOK_NOTHING },
	{ DELIVERY_DELIVER,  DELIVERY_DISPATCHED, DELIVERY_DELIVERED,  SUPPLIER | HOSPITAL | COORDINATOR, DELIVERY_BOOK_DELIVER },
	{ DELIVERY_DELIVER,  DELIVERY_ARRIVED,    DELIVERY_DELIVERED,  SUPPLIER | HOSPITAL | COORDINATOR, DELIVERY_BOOK_DELIVER },
	{ DELIVERY_DELIVER,  DELIVERY_DELIVERED,  DELIVERY_DELIVERED,  HOSPITAL | COORDINATOR,            DELIVERY_BOOK_CORRECT },
	{ DELIVERY_DELIVER,  DELIVERY_DELIVERED,  DELIVERY_DELIVERED,  SUPPLIER,                          DELIVERY_BOOK_STATEMENT },
	{ DELIVERY_FAIL,     DELIVERY_ACCEPTED,   DELIVERY_FAILED,     SUPPLIER | COORDINATOR,            DELIVERY_BOOK_RELEASE },
	{ DELIVERY_FAIL,     DELIVERY_LOADING,    DELIVERY_FAILED,     SUPPLIER | COORDINATOR,            DELIVERY_BOOK_UNLOAD },
	{ DELIVERY_FAIL,     DELIVERY_DISPATCHED, DELIVERY_FAILED,     SUPPLIER | COORDINATOR,            DELIVERY_BOOK_UNLOAD },
	{ DELIVERY_FAIL,     DELIVERY_ARRIVED,    DELIVERY_FAILED,     SUPPLIER | COORDINATOR,            DELIVERY_BOOK_UNLOAD },
	{ DELIVERY_CANCEL,   DELIVERY_PROPOSED,   DELIVERY_CANCELLED,  ROLES_SYSTEM | COORDINATOR,        DELIVERY_BOOK_NOTHING },
	{ DELIVERY_CANCEL,   DELIVERY_OFFERED,    DELIVERY_CANCELLED,  ROLES_SYSTEM | COORDINATOR,        DELIVERY_BOOK_NOTHING },
	{ DELIVERY_CANCEL,   DELIVERY_ACCEPTED,   DELIVERY_CANCELLED,  ROLES_SYSTEM | COORDINATOR,        DELIVERY_BOOK_RELEASE },
	{ DELIVERY_CANCEL,   DELIVERY_LOADING,    DELIVERY_CANCELLED,  ROLES_SYSTEM | COORDINATOR,        DELIVERY_BOOK_UNLOAD },
};
/* clang-format on */

static const char *const state_words[DELIVERY_STATE_COUNT] = {
	[DELIVERY_PROPOSED] = "proposed",
	[DELIVERY_OFFERED] = "offered",
	[DELIVERY_ACCEPTED] = "accepted",
	[DELIVERY_DECLINED] = "declined",
	[DELIVERY_EXPIRED] = "expired",
	[DELIVERY_LOADING] = "loading",
	[DELIVERY_DISPATCHED] = "dispatched",
	[DELIVERY_ARRIVED] = "arrived",
	[DELIVERY_DELIVERED] = "delivered",
	[DELIVERY_FAILED] = "failed",
	[DELIVERY_CANCELLED] = "cancelled",
};
const struct names delivery_state_names = NAMES(state_words);

static const char *const event_words[DELIVERY_EVENT_COUNT] = {
	[DELIVERY_OFFER] = "offer",
	[DELIVERY_ACCEPT] = "accept",
	[DELIVERY_DECLINE] = "decline",
	[DELIVERY_EXPIRE] = "expire",
	[DELIVERY_LOAD] = "load",
	[DELIVERY_DISPATCH] = "dispatch",
	[DELIVERY_ARRIVE] = "arrive",
	[DELIVERY_DELIVER] = "deliver",
	[DELIVERY_FAIL] = "fail",
	[DELIVERY_CANCEL] = "cancel",
};
const struct names delivery_state_events = NAMES(event_words);

const struct delivery_transition *
delivery_state_table(size_t *ret_n)
{
	*ret_n = ARRAY_LEN(rows);
	return rows;
}

static roles_t
mask_of(enum role who)
{
	if (who == ROLE_NONE)
		return ROLES_SYSTEM;
	return who == ROLE_ADMIN ? COORDINATOR : ROLE_BIT(who);
}

bool
delivery_state_may(enum delivery_event_kind e, enum role who)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (rows[i].event == e && (rows[i].who & mask_of(who)) != 0)
			return true;
	return false;
}

/* After the first "deliver" only somebody who has not said it yet may speak, and the supplier only
 * changes nothing: a coordinator speaks for the hospital. */
static bool
has_spoken(enum role who, roles_t said)
{
	roles_t sides =
	    who == ROLE_SUPPLIER ? SUPPLIER : HOSPITAL | COORDINATOR | ROLE_BIT(ROLE_ADMIN);
	return (said & sides) != 0;
}

const struct delivery_transition *
delivery_state_step(
    enum delivery_state from, enum delivery_event_kind e, enum role who, roles_t said)
{
	if (from == DELIVERY_DELIVERED && has_spoken(who, said))
		return NULL;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (rows[i].event == e && rows[i].from == from && (rows[i].who & mask_of(who)) != 0)
			return &rows[i];
	return NULL;
}

bool
delivery_state_is_open(enum delivery_state s)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (rows[i].from == s && rows[i].to != s)
			return true;
	return false;
}

bool
delivery_state_is_coming(enum delivery_state s)
{
	return s == DELIVERY_ACCEPTED || s == DELIVERY_LOADING || s == DELIVERY_DISPATCHED ||
	       s == DELIVERY_ARRIVED;
}

char *
delivery_state_needs(enum delivery_event_kind e, char *buf, size_t size)
{
	size_t len = 0;
	buf[0] = '\0';
	for (size_t i = 0; i < ARRAY_LEN(rows) && len < size; i++)
		if (rows[i].event == e && rows[i].from != rows[i].to)
			len += (size_t)snprintf(buf + len, size - len, "%s%s", len ? " | " : "",
			    state_words[rows[i].from]);
	return buf;
}
