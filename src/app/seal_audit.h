/* seal_audit - close the audit record up to the watermark, and find out whether anybody has changed it since. */
#ifndef OXY_APP_SEAL_AUDIT_H
#define OXY_APP_SEAL_AUDIT_H

#include "app/app.h"
#include "store/audit.h"

/* Seal what is final and not sealed yet, one link of about a thousand rows; c is of DB_SEAL. *ret is the head of the chain
 * afterwards; *ret_more: there is more to seal at once. Rows recorded after upto, the watermark, may still come. */
err_t app_seal_audit(struct db_conn *c, instant_t upto, struct store_audit_seal *ret, bool *ret_more, struct faults *f) NODISCARD;

/* What verifying came to. broken 0: every link holds. */
struct app_seal_audit_verdict {
	int64_t seals, rows;
	int64_t broken;   /* number of the first seal that does not hold; INT64_MAX: behind the last one */
	const char *what; /* a static sentence */
};

/* Compute the whole chain again; c is of DB_SEAL. head: a seal that is known to have been there (seal_id 0: none), kept outside
 * the database, so that a chain whose end was cut off, or that was made anew, is found out. */
err_t app_seal_audit_verify(struct db_conn *c, const struct store_audit_seal *head, struct app_seal_audit_verdict *ret, struct faults *f) NODISCARD;

#endif
