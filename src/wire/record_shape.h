/* record_shape - JSON of the small administrative things: tokens, quarantine, audit, clock, health,
 * problems. */
#ifndef OXY_WIRE_RECORD_SHAPE_H
#define OXY_WIRE_RECORD_SHAPE_H

#include "base/id.h"
#include "domain/calendar.h"
#include "domain/list.h"
#include "domain/role.h"
#include "domain/units.h"
#include "wire/wire.h"

/* POST and GET /v1/tokens. `token` is shown once, when it is issued. */
struct wire_token {
	struct id id;
	const char *name;
	enum role role;
	LIST(const char *) provinces, facilities;
	const char *supplier, *asset;
	instant_t expires_at;
	instant_t created_at, revoked_at, last_used_at;
	const char *token;
};

/* DELETE /v1/tokens {"id"} */
struct wire_token_revoke {
	struct id id;
};

enum wire_quarantine_state {
	WIRE_QUARANTINE_STATE_NONE,
	WIRE_QUARANTINE_WAITING,
	WIRE_QUARANTINE_CONFIRMED,
	WIRE_QUARANTINE_REJECTED,
	WIRE_QUARANTINE_REPLACED
};
extern const struct names
    wire_record_shape_quarantine_states; /* waiting confirmed rejected replaced */

struct wire_quarantine {
	struct id id;
	enum wire_quarantine_state state;
	const char *facility, *asset;
	struct id report;
	const char *pointer, *code, *detail;
	int64_t value_g, expected_g; /* as read, and what was expected */
	double value;                /* as said */
	const char *unit;
	bool provisional;
	instant_t occurred_at, recorded_at, settled_at;
	const char *settled_by, *reason;
};

/* POST /v1/quarantine/{id}/confirm, /reject */
struct wire_verdict {
	const char *reason;
};

struct wire_audit {
	int64_t seq;
	instant_t recorded_at;
	const char *action, *subject, *credential;
	const char *sha256, *previous; /* this row's and the one's before it */
	json_t *detail;
};

/* POST /v1/clock: {"now"}, with settle or without, or {"live": true}; the answer has now and live. */
struct wire_clock {
	instant_t now;
	bool live, settle;
};

extern const struct wire_shape wire_record_shape_token;      /* struct wire_token, both */
extern const struct wire_shape wire_record_shape_revoke;     /* struct wire_token_revoke, in */
extern const struct wire_shape wire_record_shape_quarantine; /* struct wire_quarantine, out */
extern const struct wire_shape wire_record_shape_verdict;    /* struct wire_verdict, in */
extern const struct wire_shape wire_record_shape_audit;      /* struct wire_audit, out */
extern const struct wire_shape wire_record_shape_clock;      /* struct wire_clock, both */

#endif
