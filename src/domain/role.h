/* role - who a token acts for. Sets of roles are bit masks. */
#ifndef OXY_DOMAIN_ROLE_H
#define OXY_DOMAIN_ROLE_H

#include "domain/names.h"

#include <stdbool.h>
#include <stdint.h>

enum role {
	ROLE_NONE,
	ROLE_ADMIN,       /* everything */
	ROLE_COORDINATOR, /* one or more provinces */
	ROLE_HOSPITAL,    /* one or more facilities */
	ROLE_SUPPLIER,    /* one supplier */
	ROLE_MINISTRY,    /* reads the nation */
	ROLE_AUDITOR,     /* reads the audit chain */
	ROLE_DEVICE,      /* one asset's readings */
	ROLE_COUNT,
};

typedef uint32_t roles_t;

#define ROLE_BIT(r) (UINT32_C(1) << (r))
#define ROLES_NOBODY UINT32_C(0)
#define ROLES_SYSTEM UINT32_C(1)                   /* the daemon itself: jobs, approval */
#define ROLES_SIGNED_IN (ROLE_BIT(ROLE_COUNT) - 2) /* any valid token */
#define ROLES_ANYONE (UINT32_C(1) << 31)           /* no token needed */

extern const struct names role_names;

bool role_in(enum role r, roles_t set); /* ROLES_ANYONE holds everybody */

#endif
