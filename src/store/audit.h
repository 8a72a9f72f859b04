/* audit - one row a state change; sealed into the chain by jobs/seal_audit. */
#ifndef OXY_STORE_AUDIT_H
#define OXY_STORE_AUDIT_H

#include "store/site.h"

struct store_audit {
	int16_t shard;    /* 0: national */
	int64_t site_id;  /* 0: none */
	int64_t cred_id;  /* 0: the daemon itself */
	instant_t recorded_at;
	const char *verb;   /* "facility.patch": noun.verb, fixed words */
	const char *object; /* code or id of what changed */
	const char *detail; /* JSON text, or NULL; never a person, never a secret */
};

err_t store_audit_add(struct db_conn *c, const struct store_audit *a, struct faults *f) NODISCARD;

#endif
