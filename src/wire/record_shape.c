/* record_shape - tokens, quarantine, audit, clock. */
#include "wire/record_shape.h"
#include "wire/fields.h"

static const char *const quarantine_words[] = {
	[WIRE_QUARANTINE_WAITING] = "waiting",
	[WIRE_QUARANTINE_CONFIRMED] = "confirmed",
	[WIRE_QUARANTINE_REJECTED] = "rejected",
	[WIRE_QUARANTINE_REPLACED] = "replaced",
};
const struct names wire_record_shape_quarantine_states = NAMES(quarantine_words);

/* Each role says what it acts for. */
static void
check_token(void *object, struct wire_check *c)
{
	const struct wire_token *t = object;
	if (t->role == ROLE_COORDINATOR && t->provinces.n == 0)
		wire_check_fault(c, FAULT_REQUIRED, "/provinces", NULL, NULL);
	if (t->role == ROLE_HOSPITAL && t->facilities.n == 0)
		wire_check_fault(c, FAULT_REQUIRED, "/facilities", NULL, NULL);
	if (t->role == ROLE_SUPPLIER && t->supplier == NULL)
		wire_check_fault(c, FAULT_REQUIRED, "/supplier", NULL, NULL);
	if (t->role == ROLE_DEVICE && t->asset == NULL)
		wire_check_fault(c, FAULT_REQUIRED, "/asset", NULL, NULL);
}

/* clang-format off */
#define T struct wire_token
WIRE_SHAPE(wire_record_shape_token, "Token", "A credential; its secret is shown once, when it is issued.", check_token,
	ID(id, .flags = WIRE_READ_ONLY),
	TEXT(name, .flags = WIRE_REQUIRED, .min = 1, .max = 120),
	ENUM(role, &role_names, .flags = WIRE_REQUIRED),
	LIST_PLAIN(provinces, WIRE_CODE, .max = 100, .text = "of a coordinator"),
	LIST_PLAIN(facilities, WIRE_CODE, .max = 1000, .text = "of a hospital"),
	CODE(supplier, .text = "of a supplier"),
	CODE(asset, .text = "of a device"),
	INSTANT(expires_at),
	INSTANT(created_at, .flags = WIRE_READ_ONLY),
	INSTANT(revoked_at, .flags = WIRE_READ_ONLY),
	INSTANT(last_used_at, .flags = WIRE_READ_ONLY),
	TEXT(token, .flags = WIRE_READ_ONLY | WIRE_OMIT, .text = "the secret"));
#undef T

#define T struct wire_token_revoke
WIRE_SHAPE(wire_record_shape_revoke, "TokenRevoke", "Which token to revoke.", NULL,
	ID(id, .flags = WIRE_REQUIRED));
#undef T

#define T struct wire_quarantine
WIRE_SHAPE(wire_record_shape_quarantine, "Quarantine", "A value that somebody must settle.", NULL,
	ID(id, .flags = WIRE_REQUIRED),
	ENUM(state, &wire_record_shape_quarantine_states, .flags = WIRE_REQUIRED),
	CODE(facility, .flags = WIRE_REQUIRED),
	CODE(asset),
	ID(report, .text = "the report that it came with"),
	TEXT(pointer),
	TEXT(code, .flags = WIRE_REQUIRED),
	TEXT(detail, .flags = WIRE_REQUIRED),
	I64(value_g, .unit = "g", .text = "as read"),
	I64(expected_g, .unit = "g"),
	F64(value, .text = "as said, in unit"),
	TEXT(unit),
	BOOL(provisional, .text = "acts until it is settled"),
	INSTANT(occurred_at),
	INSTANT(recorded_at),
	INSTANT(settled_at),
	TEXT(settled_by),
	TEXT(reason));
#undef T

#define T struct wire_verdict
WIRE_SHAPE(wire_record_shape_verdict, "Verdict", "Why a value is confirmed or rejected.", NULL,
	TEXT(reason, .max = 500));
#undef T

#define T struct wire_audit
WIRE_SHAPE(wire_record_shape_audit, "AuditRow", "One link of the audit chain.", NULL,
	I64(seq, .flags = WIRE_REQUIRED),
	INSTANT(recorded_at),
	TEXT(action, .flags = WIRE_REQUIRED),
	TEXT(subject),
	TEXT(credential, .text = "id of the token"),
	TEXT(sha256),
	TEXT(previous, .text = "sha256 of the row before"),
	JSON(detail));
#undef T

static void
check_clock(void *object, struct wire_check *c)
{
	const struct wire_clock *k = object;
	if (!k->live && k->now == INSTANT_NONE)
		wire_check_fault(c, FAULT_REQUIRED, "/now", NULL, NULL);
	if (k->live && k->now != INSTANT_NONE)
		wire_check_fault(c, FAULT_ONE_OF_TWO, "/live", "now", "live");
}

#define T struct wire_clock
WIRE_SHAPE(wire_record_shape_clock, "Clock", "The daemon's clock: set it, or let it run for good.", check_clock,
	INSTANT(now),
	BOOL(live),
	BOOL(settle, .text = "in a request: answer once forecasts and alerts have followed everything that was reported"));
#undef T
